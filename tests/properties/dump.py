"""All that calls add up to, told by names and the switch's own ids, so that two databases can be compared."""

import json
from collections import Counter
from difflib import unified_diff
from typing import Any

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Call, Leg, Queue
from dispositions.models import CallOutcome, Code, CodeUse
from reports.models import Delta

# Of telephony; keys and counters of the database are no part of it.
FACTS = """
    external_id direction status cause_q850 cause_text number number_e164 caller_name our_number agent_extension
    started_at answered_at ended_at ring_s wait_s talk_s hold_s customer_time_s hung_up_by comment
""".split()  # noqa: SIM905 - a list of twenty quoted names reads worse
LEG = """
    key party extension number state outcome ringing_at answered_at ended_at cause_q850 talk_s hold_s talked listening
    passed_on
""".split()  # noqa: SIM905 - the same


def dump() -> str:
    """Write every organization's calls, legs, contacts, codes and summed deltas, in an order of their own."""
    return json.dumps(
        {organization.slug: told(organization) for organization in Organization.objects.order_by("slug")},
        default=str,
        indent=1,
        sort_keys=True,
    )


def differences(one: str, other: str) -> str:
    """Return the lines in which two dumps differ, few enough to read."""
    lines = unified_diff(one.splitlines(), other.splitlines(), "as it is", "as it should be", n=3, lineterm="")
    return "\n".join(list(lines)[:80])


def told(organization: Organization) -> dict[str, Any]:
    with tenant_scope(organization):
        calls = [call_told(call) for call in Call.objects.standing().with_list_relations()]
        return {"calls": sorted(calls, key=lambda call: (call["source"], call["external_id"])), "deltas": summed()}


def call_told(call: Call) -> dict[str, Any]:
    outcome = CallOutcome.objects.filter(call=call, primary__isnull=False).select_related("primary").first()
    uses = CodeUse.objects.standing().filter(call=call).select_related("code", "membership")
    return {
        **{name: getattr(call, name) for name in FACTS},
        "source": call.source.name,
        "contact": call.contact.name if call.contact else None,
        "agent": call.agent.name if call.agent else None,
        "queue": call.queue.name if call.queue else None,
        "campaign": call.campaign.name if call.campaign else None,
        "our_number_row": call.our_number_row.number if call.our_number_row else None,
        "primary": outcome.primary.slug if outcome and outcome.primary else None,
        "codes": sorted((use.code.slug, use.membership.name if use.membership else "") for use in uses),
        "legs": sorted(
            (
                {**{name: getattr(leg, name) for name in LEG}, "agent": leg.membership.name if leg.membership else ""}
                for leg in Leg.objects.filter(call=call).select_related("membership")
            ),
            key=lambda leg: leg["key"],
        ),
    }


def summed() -> list[list[Any]]:
    """Sum the deltas by what they count, under names; what adds up to nothing is left out."""
    codes = dict(Code.objects.values_list("pk", "slug"))
    people = dict(Membership.objects.values_list("pk", "name"))
    queues = dict(Queue.objects.values_list("pk", "name"))
    sums: Counter[tuple[str, ...]] = Counter()
    for delta in Delta.objects.all():
        key = (
            delta.measure,
            delta.quarter_at.isoformat(),
            codes[delta.code_id],
            people.get(delta.membership_id or 0, ""),
            queues.get(delta.queue_id or 0, ""),
            delta.direction,
        )
        sums[key] += delta.n
    return [[*key, n] for key, n in sorted(sums.items()) if n]
