"""What stands in the top bar: the entries of every organization, and the counts the upper rooms put beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Counter = Callable[[HttpRequest], int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of an organization, shown to whoever has one of the capabilities it needs."""

    key: str
    label: str | Promise
    path: str
    needs: frozenset[str]
    icon: str = ""
    main: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one request sees it."""

    key: str
    label: str | Promise
    url: str
    icon: str
    current: bool
    badge: int


ENTRIES = [
    Entry("work", _("Work"), "work/", frozenset({"work.own_calls"}), "headset"),
    Entry("calls", _("Calls"), "calls/", frozenset({"calls.view"}), "phone"),
    Entry("contacts", _("Contacts"), "contacts/", frozenset({"calls.view"}), "user"),
    Entry("reports", _("Reports"), "reports/dispositions/", frozenset({"reports.view"}), "chart"),
    Entry("codes", _("Codes"), "codes/", frozenset({"codes.manage", "calls.correct"}), "tag"),
    Entry("people", _("People"), "people/", frozenset({"people.view", "people.manage"}), "users"),
    Entry("hours", _("Hours"), "hours/", frozenset({"incident.declare", "hours.manage"}), "clock", main=False),
    Entry("numbers", _("Numbers"), "numbers/", frozenset({"reports.view", "sources.manage"}), "in", main=False),
    Entry("outbox", _("Sent mail"), "outbox/", frozenset({"outbox.view"}), "send", main=False),
]
_counters: dict[str, Counter] = {}


def count_with(key: str, counter: Counter) -> None:
    """Let a room say which number stands beside an entry; it is asked inside the organization's scope only."""
    _counters[key] = counter


def path_of(slug: str, path: str = "") -> str:
    """Return the address of an organization's page."""
    return f"/o/{slug}/{path}"


def items(request: HttpRequest, slug: str, capabilities: frozenset[str], *, main: bool) -> Iterator[Item]:
    """Yield the entries this person may open, the open one marked."""
    for entry in ENTRIES:
        if entry.main is main and entry.needs & capabilities:
            url = path_of(slug, entry.path)
            room = path_of(slug, entry.path.split("/", 1)[0] + "/")
            counter = _counters.get(entry.key)
            yield Item(
                key=entry.key,
                label=entry.label,
                url=url,
                icon=entry.icon,
                current=request.path.startswith(room),
                badge=counter(request) if counter else 0,
            )
