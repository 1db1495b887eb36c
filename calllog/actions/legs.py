"""The legs of folded calls become rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calllog.actions.surroundings import Surroundings
from calllog.fold_legs import FoldedLeg
from calllog.models import Call, Leg

# The most a column holds: eleven days, which a call lasts whose end comes weeks late.
LONGEST = Decimal("999999.999")


@dataclass(slots=True)
class Written:
    """What a batch writes, gathered so that new legs go in together."""

    changed: list[Call] = field(default_factory=list)
    new_legs: list[Leg] = field(default_factory=list)
    gone_legs: list[int] = field(default_factory=list)

    def finish(self) -> None:
        """Write what was gathered of legs."""
        if self.gone_legs:
            Leg.objects.filter(pk__in=self.gone_legs).delete()
        if self.new_legs:
            Leg.objects.bulk_create(self.new_legs)


def legs_of(calls: Sequence[Call]) -> dict[int, dict[str, Leg]]:
    """Return each call's legs by their keys."""
    legs: dict[int, dict[str, Leg]] = {}
    for leg in Leg.objects.filter(call__in=[call.pk for call in calls]) if calls else ():
        legs.setdefault(leg.call_id, {})[leg.key] = leg
    return legs


def write_legs(
    folded: Iterable[FoldedLeg], existing: Mapping[str, Leg], call: Call, around: Surroundings, written: Written
) -> bool:
    """Bring a call's legs in line; new and vanished ones are gathered. Tell whether anything changed."""
    rest, changed = dict(existing), False
    for part in folded:
        leg = rest.pop(part.key[:160], None) or Leg(call=call, key=part.key[:160])
        values = facts_of_leg(part, call, around)
        differs = [name for name, value in values.items() if getattr(leg, name) != value]
        for name in differs:
            setattr(leg, name, values[name])
        if leg.pk is None:
            written.new_legs.append(leg)
        elif differs:
            leg.save(update_fields=differs)
        changed = changed or leg.pk is None or bool(differs)
    written.gone_legs += [leg.pk for leg in rest.values()]
    return changed or bool(rest)


def facts_of_leg(part: FoldedLeg, call: Call, around: Surroundings) -> dict[str, Any]:
    """Return a folded leg's facts as columns."""
    moment = part.ringing_at or part.answered_at or call.started_at
    return {
        "party": str(part.party),
        "extension": part.extension[:40],
        "membership_id": around.holder(part.extension, moment) if str(part.party) == Leg.Party.AGENT else None,
        "number": part.number[:80],
        "state": str(part.state),
        "outcome": str(part.outcome or ""),
        "ringing_at": part.ringing_at,
        "answered_at": part.answered_at,
        "ended_at": part.ended_at,
        "cause_q850": part.cause if part.cause is not None and part.cause >= 0 else None,
        "talk_s": exact(part.talk_s),
        "hold_s": exact(part.hold_s),
        "talked": part.talked,
        "listening": part.listening,
        "passed_on": part.passed_on,
    }


def exact(value: float) -> Decimal:
    """Return seconds to the millisecond, as the database keeps them; what lasts longer than it can hold is cut off."""
    return min(Decimal(str(round(value, 3))).quantize(Decimal("0.001")), LONGEST)
