"""Everything an agent's card shows, for all waiting wrap-ups of one organization in a fixed number of statements."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from callcenter.calendars.effective import book
from callcenter.tenancy.models import Organization
from calllog import phone
from calllog.models import Call
from dispositions.actions.wrapups import EMPTY_DRAFT
from dispositions.dnc.models import DncEntry
from dispositions.dnc.resting import resting
from dispositions.matters import Past, continued, past_of, people_of
from dispositions.models import Code, CodeUse, Disposition, Revision, Wrapup
from dispositions.serializers import code_ref

HISTORY = 3
WORKING_DAYS = 5
# Upper floors add their part of a card: from the wrap-ups to {wrap-up id: {field: value}}.
PARTS: list[Callable[[list[Wrapup]], dict[int, dict[str, Any]]]] = []
PART_DEFAULTS: dict[str, Any] = {"open_callback": None}


def cards(wrapups: Iterable[Wrapup], organization: Organization) -> list[dict[str, Any]]:
    """Build the cards of wrap-ups fetched with their call and its relations."""
    rows = list(wrapups)
    if not rows:
        return []
    now = timezone.now()
    earlier = history_of([row.call for row in rows])
    entries = entries_about([row.call for row in rows])
    revisions = dict(Disposition.objects.filter(wrapup__in=rows).values_list("wrapup_id", "revision"))
    reasons = labels_of({entry.reason for entry in entries})
    people = people_of([row.call for row in rows])
    parts: dict[int, dict[str, Any]] = {row.pk: dict(PART_DEFAULTS) for row in rows}
    for wrapup_id, days in working_days(rows, organization, now).items():
        parts[wrapup_id]["working_days"] = days
    for add in PARTS:
        for wrapup_id, fields in add(rows).items():
            parts[wrapup_id] |= fields
    return [
        card(row, organization, now, earlier, entries, reasons)
        | parts[row.pk]
        | {"revision": revisions.get(row.pk, 0), "people": people.get(row.call.number, [])}
        for row in rows
    ]


def card(
    wrapup: Wrapup,
    organization: Organization,
    now: datetime,
    earlier: dict[str, list[tuple[Past, dict[str, Any]]]],
    entries: list[DncEntry],
    reasons: dict[str, str],
) -> dict[str, Any]:
    """Shape one wrap-up as the workspace reads it."""
    call, contact = wrapup.call, wrapup.call.contact
    rest = resting(call, now, entries)
    past = earlier.get(call.number, [])
    goes_on = continued(call, (), [one for one, _ in past])
    return {
        "id": wrapup.pk,
        "state": wrapup.state,
        "mode": "ask",
        "opened_at": wrapup.opened_at,
        "deadline_at": wrapup.deadline_at,
        "server_now": now,
        "organization": {"slug": organization.slug, "name": organization.name},
        "call": {
            "id": call.pk,
            "direction": call.direction,
            "status": call.status,
            "number": phone.display(call.number, organization.country),
            "number_e164": call.number if call.number_e164 else None,
            "caller_name": call.caller_name,
            "our_number": phone.display(call.our_number, organization.country),
            "queue": call.queue.name if call.queue else None,
            "campaign": call.campaign.name if call.campaign else None,
            "started_at": call.started_at,
            "answered_at": call.answered_at,
            "ended_at": call.ended_at,
            "source": call.source.name,
        },
        "part": {
            "ringing_at": wrapup.ringing_at,
            "answered_at": wrapup.answered_at,
            "ended_at": wrapup.part_ended_at,
            "talk_s": float(wrapup.talk_s),
            "ended_by": call.hung_up_by or None,
        },
        "contact": {"id": contact.pk, "name": contact.name, "email": contact.email} if contact else None,
        "history": [shown for one, shown in past if one.call != call.pk][:HISTORY],
        "continues": {"call": goes_on[0].call, "started_at": goes_on[0].started_at, "agent": goes_on[0].agent}
        if goes_on
        else None,
        "customer_time": customer_time(call.number),
        "resting": {
            "kind": rest.kind,
            "until": rest.until,
            "reason": reasons.get(rest.reason, rest.reason),
            "ready_again": rest.ready_again,
        }
        if rest
        else None,
        "draft": {**EMPTY_DRAFT, **wrapup.draft},
        "draft_revision": wrapup.draft_revision,
    }


def working_days(wrapups: list[Wrapup], organization: Organization, now: datetime) -> dict[int, list[date]]:
    """Return the coming days on which somebody works where each call came in, today among them."""
    hours = book(organization)
    today = now.astimezone(ZoneInfo(organization.time_zone)).date()
    queues = {row.pk: row.call.queue.calendar_id if row.call.queue else None for row in wrapups}
    ahead = {pk: list(islice(hours.of(pk).working_days(today), WORKING_DAYS)) for pk in set(queues.values())}
    return {pk: ahead[calendar_id] for pk, calendar_id in queues.items()}


def customer_time(number: str) -> dict[str, str] | None:
    """Return the caller's zone and its city, where the number leaves no doubt."""
    zone = phone.zone_of(number)
    return {"zone": zone, "place": zone.rpartition("/")[2].replace("_", " ")} if zone else None


def labels_of(slugs: set[str]) -> dict[str, str]:
    """Return the reader's words for the codes that entries came from."""
    return {code.slug: code.label() for code in Code.objects.filter(slug__in=slugs - {""})}


def entries_about(calls: list[Call]) -> list[DncEntry]:
    """Fetch every entry about any of the calls' numbers or contacts."""
    numbers = {number for call in calls if (number := phone.as_bigint(call.number)) is not None}
    contacts = {call.contact_id for call in calls if call.contact_id is not None}
    by_number = list(DncEntry.objects.filter(number__in=numbers)) if numbers else []
    by_contact = list(DncEntry.objects.filter(contact_id__in=contacts, number=None)) if contacts else []
    return by_number + by_contact


def history_of(calls: list[Call]) -> dict[str, list[tuple[Past, dict[str, Any]]]]:
    """Return the last calls with each number, newest first, with their codes; a withheld caller has none."""
    numbers = {call.number for call in calls if call.number}
    if not numbers:
        return {}
    ranked = (
        Call.objects.standing()
        .filter(number__in=numbers)
        .exclude(ended_at=None)
        .annotate(
            rank=Window(RowNumber(), partition_by=[F("number")], order_by=[F("started_at").desc(), F("id").desc()])
        )
        .filter(rank__lte=HISTORY + 1)
        .select_related("agent")
        .order_by("-started_at", "-pk")
    )
    past = list(ranked)
    codes: dict[int, list[dict[str, Any]]] = {}
    for use in CodeUse.objects.standing().filter(call__in=past).select_related("code"):
        codes.setdefault(use.call_id, []).append(code_ref(use.code))
    notes: dict[int, str] = {}
    said = Revision.objects.filter(
        disposition__call__in=past, number=F("disposition__revision"), disposition__wrapup__isnull=False
    )
    for call_id, note in said.order_by("at").values_list("disposition__call_id", "note"):
        notes[call_id] = note or notes.get(call_id, "")
    found: dict[str, list[tuple[Past, dict[str, Any]]]] = {}
    for call in past:
        of_call = codes.get(call.pk, [])
        shown = {
            "call": call.pk,
            "started_at": call.started_at,
            "codes": of_call,
            "note": notes.get(call.pk, ""),
            "agent": call.agent.name if call.agent else "",
        }
        found.setdefault(call.number, []).append((past_of(call, [one["slug"] for one in of_call]), shown))
    return found
