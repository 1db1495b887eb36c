from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from typing import Any

from django.db import transaction

from callcenter.outbox import live
from callcenter.outbox.models import Event
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import current_organization_id
from callcenter.tenancy.together import create_later

News = tuple[str, dict[str, Any], list[int]]
# What waits for the end of a block whose news are written at once.
_gathered: ContextVar[list[News] | None] = ContextVar("gathered_news", default=None)


def announce(type: str, payload: dict[str, Any], audience: Iterable[int] = ()) -> None:
    """Write an event with the fact and hint it to browsers after the commit.

    `audience` holds user ids; empty means everybody of the organization.
    """
    announce_many([(type, payload, sorted(audience))])


@contextmanager
def announced_at_once() -> Iterator[None]:
    """Write the news of the block in one statement at its end; a block that fails tells nothing."""
    gathered: list[News] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    announce_many(gathered)


def announce_many(news: Iterable[News]) -> None:
    """Write several events at once; they are delivered in this order."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.extend(news)
        return
    events = create_later(Event(type=type, payload=payload, audience=audience) for type, payload, audience in news)
    if events:
        transaction.on_commit(partial(deliver, current_organization_id(), events), robust=True)


def deliver(organization_id: int, events: list[Event]) -> bool:
    """Hint events to open browsers; the sweep repeats what this could not hand over."""
    slug = slug_of(organization_id)
    return live.publish({event.pk: message(organization_id, slug, event) for event in events})


@lru_cache(maxsize=10_000)
def slug_of(organization_id: int) -> str:
    """Return an organization's slug, which never changes."""
    return Organization.objects.values_list("slug", flat=True).get(pk=organization_id)


def message(organization_id: int, slug: str, event: Event) -> dict[str, Any]:
    """Shape an event for the push process."""
    body = {"type": event.type, "organization": slug, **event.payload}
    return {"organization_id": organization_id, "users": event.audience, "body": body}
