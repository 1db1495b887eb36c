"""Which events belong to one conversation: union-find over the ids they name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correlation:
    """Existing conversations are positive, new ones are -1, -2, … in the order of their first block.

    `assignments` answers each block (None: it names no id), `links` are the keys to write or to change, and `merges`
    says which existing conversation is absorbed by which older one.
    """

    assignments: tuple[int | None, ...]
    links: Mapping[str, int]
    merges: Mapping[int, int]


def correlate(known: Mapping[str, int], blocks: Iterable[frozenset[str]]) -> Correlation:
    """Join blocks to conversations; of two existing ones that turn out to be one, the smaller id survives."""
    blocks = list(blocks)
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        top = key
        while parents[top] != top:
            top = parents[top]
        while parents[key] != top:
            parents[key], key = top, parents[key]
        return top

    def join(one: str, other: str) -> None:
        first, second = sorted((root(one), root(other)))
        parents[second] = first

    old: dict[int, list[str]] = {}
    for keys in blocks:
        for key in keys:
            parents.setdefault(key, key)
    for key, conversation in known.items():
        parents.setdefault(key, key)
        old.setdefault(conversation, []).append(key)
    for same in old.values():
        for key in same[1:]:
            join(same[0], key)
    for keys in blocks:
        first, *others = sorted(keys) or [""]
        for key in others:
            join(first, key)

    survivors: dict[str, int] = {}
    for conversation in sorted(old):
        survivors.setdefault(root(old[conversation][0]), conversation)
    merges = {
        conversation: survivor
        for conversation, same in old.items()
        if (survivor := survivors[root(same[0])]) != conversation
    }
    assignments: list[int | None] = []
    fresh = 0
    for keys in blocks:
        if not keys:
            assignments.append(None)
            continue
        top = root(min(keys))
        if top not in survivors:
            fresh -= 1
            survivors[top] = fresh
        assignments.append(survivors[top])
    links = {key: survivors[root(key)] for key in parents if known.get(key) != survivors[root(key)]}
    return Correlation(tuple(assignments), links, merges)
