"""What codes set off. Kinds register here; upper floors register theirs when the program starts."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import Organization
from callcenter.tenancy.together import create_later, save_later
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
    # What this save takes back, as ids of effects.
    ending: frozenset[int] = frozenset()


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

    def complete(self, given: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """Add to parameters what describing them takes from the database, fetched for all of them at once."""
        return given

    def look_up(self, effects: Sequence[Effect]) -> None:  # noqa: B027 - most kinds know all they tell
        """Fetch what telling these effects takes from the database, for all of them at once."""


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
        else:
            told.append(effect)
    moment = replace(moment, ending=frozenset(effect.pk for effect in told))
    for effect in in_one_order(told):
        effect.state = KINDS[effect.kind].cancel(effect, moment)
        effect.ended_at = moment.at
    save_later(told, ["state", "ended_at", "memory"])
    made = [
        Effect(
            disposition=moment.disposition,
            revision=moment.revision,
            code=code,
            kind=name,
            params=params,
            state=Effect.State.PLANNED,
        )
        for code, name, params in wanted
    ]
    for effect in in_one_order(made):
        KINDS[effect.kind].apply(effect, moment)
    create_later(made)
    return told + kept + made


def in_one_order(effects: Sequence[Effect]) -> list[Effect]:
    """Sort effects as every save does, so that two about one person never wait for each other."""
    return sorted(effects, key=lambda effect: effect.kind)


def describe(codes: Sequence[Code], organization: Organization) -> dict[int, list[tuple[str, str]]]:
    """Say by code what choosing it does, in the order it happens: the card's field it rests on, and half a sentence."""
    now = timezone.now()
    given = [(code.pk, effect) for code in codes for effect in code.effects]
    told: dict[int, list[tuple[str, str]]] = {code.pk: [] for code in codes}
    for (pk, _), params in zip(given, complete([effect for _, effect in given]), strict=True):
        kind = KINDS.get(params.get("kind", ""))
        if kind and (text := kind.describe(params, organization, now)):
            told[pk].append((kind.rests_on, text))
    return told


def complete(given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let every kind add to the parameters of its effects what describing them takes from the database."""
    found = list(given)
    for name, kind in KINDS.items():
        own = [place for place, params in enumerate(given) if params.get("kind") == name]
        if own:
            for place, params in zip(own, kind.complete([given[place] for place in own]), strict=True):
                found[place] = params
    return found


def look_up(effects: Sequence[Effect]) -> None:
    """Let every kind fetch what telling its effects takes from the database."""
    for name, kind in KINDS.items():
        if own := [effect for effect in effects if effect.kind == name]:
            kind.look_up(own)


def tell(effects: list[Effect], organization: Organization) -> list[dict[str, str]]:
    """Say what became of effects, for the card and the timeline."""
    look_up(effects)
    return [
        {"kind": effect.kind, "state": effect.state, "text": KINDS[effect.kind].tell(effect, organization)}
        for effect in effects
        if effect.kind in KINDS
    ]
