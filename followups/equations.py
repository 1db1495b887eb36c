from collections import Counter
from collections.abc import Iterator

from django.db.models import Count

from callcenter.audit.equations import Equation, register
from callcenter.jobs.equations import open_work
from dispositions.models import Effect
from followups.actions import CALLBACK, MESSAGE
from followups.models import Callback, Enrolment, Message

# What became of a planned mail, in the words of the account.
ENDS = {
    Message.State.SENT: "sent",
    Message.State.CANCELLED: "taken back",
    Message.State.SUPPRESSED: "held back",
    Message.State.DEAD: "given up",
    Message.State.UNCERTAIN: "uncertain",
    Message.State.PLANNED: "pending",
    Message.State.SENDING: "pending",
    Message.State.FAILED: "pending",
}


def counted() -> Iterator[Equation]:
    """Every mail and every callback a code set off is somewhere, and what is still to come is due."""
    effects = Effect.objects.exclude(subject_id=None)
    enrolled = {"set off by codes": effects.filter(kind="plan").count()}
    yield Equation("enrolments", enrolled, {"made": Enrolment.objects.count()})

    states = dict(Message.objects.order_by().values_list("state").annotate(n=Count("pk")))
    ends = Counter(dict.fromkeys(ENDS.values(), 0))
    for state, name in ENDS.items():
        ends[name] += states.get(state, 0)
    yield Equation("mails", {"planned": Message.objects.count()}, ends)
    yield Equation("mails to come", {"pending": ends["pending"]}, {"due": open_work(MESSAGE)})

    promises = dict(Callback.objects.order_by().values_list("state").annotate(n=Count("pk")))
    found = {str(state.value): promises.get(state, 0) for state in Callback.State}
    yield Equation("callbacks", {"set off by codes": effects.filter(kind="callback").count()}, found)
    scheduled = promises.get(Callback.State.SCHEDULED, 0)
    yield Equation("callbacks to come", {"scheduled": scheduled}, {"due": open_work(CALLBACK)})


register(counted)
