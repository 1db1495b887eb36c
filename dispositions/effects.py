"""What codes set off. Kinds register here; upper floors register theirs when the program starts."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import Organization
from calllog.models import Call
from dispositions.models import Code, Disposition, Effect, Revision

UNDO_S = 8
STANDING = (Effect.State.PLANNED, Effect.State.APPLIED, Effect.State.NO_NUMBER, Effect.State.NOTHING_SENT)


@dataclass(frozen=True, slots=True)
class Moment:
    """The save in which effects are exchanged."""

    organization: Organization
    call: Call
    disposition: Disposition
    revision: Revision
    actor: Membership | None
    at: datetime
    answers: dict[str, Any] = field(default_factory=dict)


class Kind(ABC):
    """One kind of effect: what it says, what it does in the save, and how it is taken back."""

    name: ClassVar[str]
    # The card's field without whose answer it does nothing: callback, email; none for most.
    rests_on: ClassVar[str] = ""

    @abstractmethod
    def describe(self, params: dict[str, Any], organization: Organization, at: datetime) -> str:
        """Say in half a sentence what saving does."""

    @abstractmethod
    def apply(self, effect: Effect, moment: Moment) -> None:
        """Do it; sets the effect's state and subject."""

    @abstractmethod
    def cancel(self, effect: Effect, moment: Moment) -> Effect.State:
        """Take it back if it has not happened: answer CANCELLED or HAPPENED."""

    @abstractmethod
    def tell(self, effect: Effect, organization: Organization) -> str:
        """Say in half a sentence what became of it."""

    def wanted(self, params: dict[str, Any], moment: Moment) -> dict[str, Any] | None:
        """Complete a code's parameters with the card's answers; None when this call has no use for it."""
        return params


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of effect; the same name twice is a mistake."""
    if kind.name in KINDS and type(KINDS[kind.name]) is not type(kind):
        raise ValueError(f"{kind.name} is registered twice.")
    KINDS[kind.name] = kind


def exchange(moment: Moment, codes: list[Code]) -> list[Effect]:
    """Cancel what the former revision set off and the new one does not; set off what is new.

    What stands in both is left alone. Returns everything that was touched or still stands.
    """
    wanted = []
    for code in codes:
        for given in code.effects:
            kind = KINDS.get(given.get("kind", ""))
            params = kind.wanted({k: v for k, v in given.items() if k != "kind"}, moment) if kind else None
            if kind is not None and params is not None:
                wanted.append((code, kind.name, params))
    former = []
    if moment.revision.number > 1:
        former = list(moment.disposition.effects.filter(state__in=STANDING))
    kept, told = [], []
    for effect in former:
        same = next((w for w in wanted if (w[0].pk, w[1], w[2]) == (effect.code_id, effect.kind, effect.params)), None)
        if same is not None:
            wanted.remove(same)
            kept.append(effect)
            continue
        effect.state = KINDS[effect.kind].cancel(effect, moment)
        effect.ended_at = moment.at
        effect.save(update_fields=["state", "ended_at"])
        told.append(effect)
    made = []
    for code, name, params in wanted:
        effect = Effect(
            disposition=moment.disposition,
            revision=moment.revision,
            code=code,
            kind=name,
            params=params,
            state=Effect.State.PLANNED,
        )
        KINDS[name].apply(effect, moment)
        made.append(effect)
    Effect.objects.bulk_create(made)
    return told + kept + made


def describe(code: Code, organization: Organization) -> list[tuple[str, str]]:
    """Say what choosing a code does, in the order it happens: the card's field it rests on, and half a sentence."""
    now = timezone.now()
    found = [(KINDS[given["kind"]], given) for given in code.effects if given.get("kind") in KINDS]
    told = [(kind.rests_on, kind.describe(given, organization, now)) for kind, given in found]
    return [(field, text) for field, text in told if text]


def tell(effects: list[Effect], organization: Organization) -> list[dict[str, str]]:
    """Say what became of effects, for the card and the timeline."""
    return [
        {"kind": effect.kind, "state": effect.state, "text": KINDS[effect.kind].tell(effect, organization)}
        for effect in effects
        if effect.kind in KINDS
    ]
