from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Sum

from callcenter.audit.equations import Equation, register
from callcenter.audit.models import AuditEntry
from callcenter.jobs.models import DueItem
from dispositions.dnc.actions import EXPIRY
from dispositions.dnc.models import DncEntry
from dispositions.models import CallOutcome, CodeUse, Disposition, Revision, Wrapup


def counted() -> Iterator[Equation]:
    """What was saved stands, once, everywhere it is written."""
    revisions = Revision.objects.all()
    numbered = Disposition.objects.aggregate(n=Sum("revision"))["n"] or 0
    yield Equation("saves", {"by the dispositions' numbers": numbered}, {"revisions": revisions.count()})

    by_people = revisions.exclude(by=Revision.By.SYSTEM).count()
    told = AuditEntry.objects.filter(action__in=["wrapup.coded", "wrapup.taken_back"]).count()
    yield Equation("saves by people", {"revisions": by_people}, {"in the audit": told})

    standing = CodeUse.objects.standing()
    counted_uses = CallOutcome.objects.aggregate(n=Sum("uses"))["n"] or 0
    yield Equation("codes", {"standing": standing.count()}, {"in the calls' outcomes": counted_uses})

    saved = Wrapup.objects.filter(state=Wrapup.State.SAVED).count()
    coded = Wrapup.objects.filter(Exists(standing.filter(disposition__wrapup=OuterRef("pk")))).count()
    yield Equation("wrap-ups", {"saved": saved}, {"with codes": coded})

    rests = DncEntry.objects.filter(kind=DncEntry.Kind.COOLDOWN, released_at=None)
    open_ends = DueItem.objects.filter(kind=EXPIRY, state__in=["waiting", "leased"], subject_id=OuterRef("pk"))
    yield Equation(
        "rests", {"going on": rests.count()}, {"with an end that is due": rests.filter(Exists(open_ends)).count()}
    )


register(counted)
