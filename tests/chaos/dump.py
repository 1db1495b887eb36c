"""What the switch's calls came to, by natural keys: two databases that agree here tell the same story."""

from collections import Counter

OWN = {"id", "organization_id", "source_id", "conversation_id", "merged_into_id", "call_id"}
# Written by people, or telling when and how often something was written.
NOT_THE_SWITCHES = {"contact_id", "comment", "revision", "created_at", "settled_at"}
NAMES = {
    "agent_id": "(SELECT name FROM accounts_membership m WHERE m.id = {0})",
    "membership_id": "(SELECT name FROM accounts_membership m WHERE m.id = {0})",
    "queue_id": "(SELECT name FROM calllog_queue q WHERE q.id = {0})",
    "campaign_id": "(SELECT name FROM calllog_campaign c WHERE c.id = {0})",
}
FROM = """
    FROM calllog_call JOIN tenancy_organization o ON o.id = calllog_call.organization_id {join}
    WHERE calllog_call.merged_into_id IS NULL AND calllog_call.conversation_id IS NOT NULL
    ORDER BY 1
"""
WRAPUPS = """
    SELECT o.slug, calllog_call.external_id, m.name, w.state = 'withdrawn'
    FROM dispositions_wrapup w JOIN calllog_call ON calllog_call.id = w.call_id
    JOIN accounts_membership m ON m.id = w.membership_id
    JOIN tenancy_organization o ON o.id = w.organization_id
    WHERE calllog_call.merged_into_id IS NULL AND calllog_call.conversation_id IS NOT NULL ORDER BY 1, 2, 3
"""
BY_SYSTEM = """
    SELECT o.slug, calllog_call.external_id, c.slug
    FROM dispositions_codeuse u JOIN calllog_call ON calllog_call.id = u.call_id
    JOIN dispositions_code c ON c.id = u.code_id JOIN dispositions_disposition d ON d.id = u.disposition_id
    JOIN tenancy_organization o ON o.id = u.organization_id
    WHERE d.wrapup_id IS NULL AND u.superseded_at IS NULL AND calllog_call.conversation_id IS NOT NULL
    ORDER BY 1, 2, 3
"""


def columns(place, table, database):
    """List a table's columns as a dump shows them; one that is added later joins by itself."""
    found = place.ask(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1", [table], database
    )
    names = [name for (name,) in found if name not in OWN | NOT_THE_SWITCHES]
    assert names, f"There is no table {table}."
    return {name: NAMES.get(name, "{0}").format(f"{table}.{name}") for name in names}


def rows(place, table, join, database):
    """Return a table's rows, each value with its call and its name."""
    shown = columns(place, table, database)
    key = "o.slug || ' ' || calllog_call.external_id"
    found = place.ask(f"SELECT {key}, {', '.join(shown.values())} {FROM.format(join=join)}", (), database)
    return sorted(" ".join([call, *map("{}={}".format, shown, values)]) for call, *values in found)


def canonical(place, database):
    """Return everything the switch's calls came to."""
    leg = "JOIN calllog_leg ON calllog_leg.call_id = calllog_call.id"
    return {
        "calls": rows(place, "calllog_call", "", database),
        "legs": rows(place, "calllog_leg", leg, database),
        "wrap-ups": sorted(map(str, place.ask(WRAPUPS, (), database))),
        "system codes": sorted(map(str, place.ask(BY_SYSTEM, (), database))),
    }


def differences(place, ours, theirs):
    """Say which rows of two databases have no equal in the other."""
    here, there = canonical(place, ours), canonical(place, theirs)
    assert all(there.values()), "The undisturbed run has nothing to compare with."
    return [
        f"{what} {row}"
        for what in here
        for row in compared(Counter(here[what]), Counter(there[what]), f"in {ours}", f"in {theirs}")
    ]


def compared(here, there, ours, theirs):
    return [f"only {ours}: {row}" for row in (here - there).elements()] + [
        f"only {theirs}: {row}" for row in (there - here).elements()
    ]
