"""What the pages of codes show beside a code: its place, how often it was used, what changed when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callcenter.audit.models import AuditEntry
from callcenter.tenancy.models import Organization
from dispositions.categories import Axis, Category
from dispositions.meanings import ANSWERED, answers_of, in_short
from dispositions.models import Code, CodeSetItem, CodeUse, CodeVersion

USE_DAYS = 90
WEEKS = 13
SPARK = (88, 28)


@dataclass(frozen=True, slots=True)
class Row:
    """A code in the list."""

    code: Code
    digit: str
    uses: int


@dataclass(frozen=True, slots=True)
class Section:
    """Codes under one heading; retired ones are folded."""

    title: str | Promise
    rows: list[Row]
    kind: str = "axis"


@dataclass(frozen=True, slots=True)
class Use:
    """How often a code was chosen lately."""

    calls: int
    coded: int
    since: datetime
    spark: str
    last: tuple[float, float]


class Change(NamedTuple):
    """One version of a code and what it changed."""

    number: int
    at: datetime
    by: str
    texts: list[str]
    calls: int


def since() -> datetime:
    """Return the beginning of the period in which uses are counted."""
    return timezone.now() - timedelta(days=USE_DAYS)


def sections() -> list[Section]:
    """List every code of the organization under its heading, in a fixed number of statements."""
    recent = CodeUse.objects.standing().filter(started_at__gte=since()).order_by()
    uses = dict(recent.values_list("code_id").annotate(Count("call", distinct=True)))
    digits = dict(CodeSetItem.objects.filter(code_set__is_default=True).values_list("code_id", "digit"))
    rows = [Row(code, digits.get(code.pk, ""), uses.get(code.pk, 0)) for code in Code.objects.all()]
    offered = [row for row in rows if row.code.selectable and row.code.retired_at is None]
    by_axis = [Section(axis.label, [row for row in offered if row.code.axis == axis]) for axis in Axis]
    system = [row for row in rows if not row.code.selectable]
    retired = [row for row in rows if row.code.selectable and row.code.retired_at is not None]
    return [
        *[section for section in by_axis if section.rows],
        Section(gettext_lazy("Set by the system"), system, "system"),
        Section(gettext_lazy("Retired"), retired, "retired"),
    ]


def use_of(code: Code) -> Use:
    """Count the calls a code was chosen on in the last 90 days, week by week, among those coded by anybody."""
    start = since()
    recent = CodeUse.objects.standing().filter(started_at__gte=start).order_by()
    coded = recent.exclude(membership=None).aggregate(calls=Count("call", distinct=True))["calls"]
    days = recent.filter(code=code).values_list(TruncDate("started_at")).annotate(Count("call", distinct=True))
    weeks = [0] * WEEKS
    for day, calls in days:
        weeks[max(0, min(WEEKS - 1, (day - start.date()).days // 7))] += calls
    path, last = spark(weeks)
    calls = recent.filter(code=code).aggregate(calls=Count("call", distinct=True))["calls"]
    return Use(calls, coded, start, path, last)


def spark(values: list[int]) -> tuple[str, tuple[float, float]]:
    """Draw values as a path in a box of 88 by 28, and return its last point."""
    width, height = SPARK
    highest = max(*values, 1)
    points = [
        (round(place * width / (len(values) - 1), 1), round(height - 4 - value * (height - 8) / highest, 1))
        for place, value in enumerate(values)
    ]
    return "M" + "L".join(f"{x} {y}" for x, y in points), points[-1]


def versions_of(code: Code, organization: Organization) -> list[Change]:
    """List a code's versions, newest first, each with what it changed and who changed it."""
    versions = list(code.versions.order_by("number"))
    calls = dict(
        CodeUse.objects.standing()
        .filter(code=code)
        .order_by()
        .values_list("version_id")
        .annotate(Count("call", distinct=True))
    )
    written = AuditEntry.objects.filter(
        subject_type=Code._meta.label_lower, subject_id=code.pk, action__in=["code.defined", "code.changed"]
    )
    authors: dict[int, str] = {}
    for number, name in written.order_by("pk").values_list("details__version", "actor_name"):
        authors.setdefault(number, name)
    found = []
    for former, version in zip([None, *versions], versions, strict=False):
        author = authors.get(version.number, "") if former or written.filter(action="code.defined").exists() else ""
        texts = changes(former, version, organization) if former else [_("defined") if author else _("as shipped")]
        found.append(Change(version.number, version.created_at, author, texts, calls.get(version.pk, 0)))
    return found[::-1]


def changes(former: CodeVersion, version: CodeVersion, organization: Organization) -> list[str]:
    """Say what a version changed against the one before it."""
    texts = []
    if former.category != version.category:
        names = {"before": Category(former.category).label, "after": Category(version.category).label}
        texts.append(_("%(before)s → %(after)s") % names)
    said = [
        in_short(answers_of(one.category, one.effects), organization.not_interested_days) for one in (former, version)
    ]
    if said[0] != said[1]:
        texts.append(_("%(before)s → %(after)s") % {"before": said[0], "after": said[1]})
    if others(former.effects) != others(version.effects):
        texts.append(_("what follows"))
    return texts or [_("wording of the effects")]


def others(effects: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """Keep the effects that do not follow from the three answers."""
    return [effect for effect in effects if effect.get("kind") not in ANSWERED]
