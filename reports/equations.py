from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Count, DateTimeField, F, Func, QuerySet, Sum, Value

from callcenter.audit.equations import Equation, register
from dispositions.models import CallOutcome, CodeUse
from reports.models import Delta

DIMENSIONS = ("code", "membership_id", "queue_id", "campaign_id", "direction", "quarter")
QUARTER = Func(
    Value("15 minutes"),
    F("started_at"),
    Value(datetime(2000, 1, 1, tzinfo=UTC)),
    function="date_bin",
    output_field=DateTimeField(),
)


def counted() -> Iterator[Equation]:
    """The changes reports add up come to what is stored, in every cell and not in the sum alone."""
    uses = CodeUse.objects.standing().annotate(code_now=F("code_id"))
    calls = CallOutcome.objects.exclude(primary=None).annotate(code_now=F("primary_id"))
    for measure, facts, subject in (
        (Delta.Measure.CALL, calls, "report: calls"),
        (Delta.Measure.USE, uses, "report: codes"),
    ):
        deltas = Delta.objects.filter(measure=measure)
        total = deltas.aggregate(n=Sum("n"))["n"] or 0
        yield Equation(subject, {"by changes": total}, {"stored": facts.count()})
        yield Equation(f"{subject}, cell by cell", {"cells that differ": differing(deltas, facts)}, {})


def differing(deltas: QuerySet, facts: QuerySet) -> int:
    """Count the cells in which the changes do not come to the facts."""
    cells: Counter[tuple[object, ...]] = Counter()
    changed = deltas.order_by().annotate(code=F("code_id"), quarter=F("quarter_at")).values_list(*DIMENSIONS)
    for *cell, n in changed.annotate(total=Sum("n")).iterator():
        cells[tuple(cell)] += n
    stored = facts.order_by().annotate(quarter=QUARTER, code_=F("code_now"))
    for *cell, n in stored.values_list("code_now", *DIMENSIONS[1:]).annotate(total=Count("pk")).iterator():
        cells[tuple(cell)] -= n
    return sum(n != 0 for n in cells.values())


register(counted)
