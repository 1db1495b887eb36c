"""What the model's calls add up to: codes, the one that counts, contradictions, report deltas, and the story told."""

from calllog.models import Call
from calllog.timeline import timeline
from dispositions.models import Disposition, Revision, Wrapup
from followups.models import Callback, Message
from tests.properties.accounts import balance
from tests.properties.model.coding import Coding
from tests.properties.model.house import COUNTED, holds


class Figures(Coding):
    @holds
    def every_figure_is_the_sum_of_its_rows(self) -> None:
        COUNTED["codes_balanced"] += balance()

    @holds
    def the_story_is_told_whole(self) -> None:
        """The newest call's page tells each wording, each wrap-up, each mail and each promise."""
        call = Call.objects.standing().order_by("-pk").first()
        if call is None:
            return
        lines = timeline(call, self.world.organization)
        opened = Wrapup.objects.filter(call=call).exclude(opened_at=None).exclude(state="withdrawn").count()
        followed = Message.objects.filter(call=call).count() + Callback.objects.filter(call=call).count()
        owed = Revision.objects.filter(disposition__call=call).count() + opened + followed
        assert len(lines) > owed, f"{len(lines)} lines for {owed} facts and the call itself"

    @holds
    def each_wrapup_has_one_disposition(self) -> None:
        whose = list(Disposition.objects.values_list("wrapup_id", "call_id"))
        people = [wrapup for wrapup, _ in whose if wrapup]
        system = [call for wrapup, call in whose if wrapup is None]
        assert len(people) == len(set(people))
        assert len(system) == len(set(system))
