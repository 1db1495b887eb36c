"""Who may what: every operation declared by hand, so that a check that goes missing in the program is missed here.

`may` names who gets through, `answers` is the status they get for what is theirs to reach, and `kind` is what <pk>
stands for. Everybody else is turned away as `TURNED_AWAY` says of the route's family.
"""

from typing import NamedTuple

from tests.isolation.actors import SPENT_KEYS

# Dual is an agent here and an admin of the other organization.
AGENTS, LEADS = "agent limited manager admin dual", "limited manager admin"
ANY_SESSION = f"{AGENTS} bare deactivated outsider"
SEES_CALLS = "key:calls:read key:calls:write key:reports:read key:foreign"
SEES_CODES = "key:codes:read key:codes:write key:foreign"
SEES_HOURS = "key:hours:read key:hours:write key:foreign"
BOTH = "GET POST"


class Declared(NamedTuple):
    may: frozenset[str]
    answers: int
    kind: str


class Reach(NamedTuple):
    """Who reaches a row of somebody in the own team, and of somebody in another; the own one is everybody's."""

    mate: frozenset[str]
    other: frozenset[str]


def words(text):
    return frozenset(text.split())


DECLARED: dict[tuple[str, str], Declared] = {}


def declare(name, methods, may, answers, kind=""):
    for method in methods.split():
        DECLARED[name, method] = Declared(words(may), answers, kind)


# Pages.
declare("organization", BOTH, AGENTS, 302)
declare("work", BOTH, AGENTS, 200)
declare("calls", BOTH, f"{AGENTS} idle", 200)
declare("call", "GET", AGENTS, 200, "call")
declare("call", "POST", AGENTS, 302, "call")
declare("call-codes", "GET", AGENTS, 200, "call")
declare("call-codes", "POST", AGENTS, 302, "call")
declare("call-assign", BOTH, LEADS, 302, "call")
declare("contacts", "GET", AGENTS, 200)
declare("contacts", "POST", AGENTS, 302)
declare("contact", "GET", AGENTS, 200, "contact")
declare("contact", "POST", AGENTS, 302, "contact")
declare("contact-merge", BOTH, LEADS, 302, "contact")
declare("contact-part", BOTH, LEADS, 302, "merged_contact")
declare("codes", BOTH, AGENTS, 200)
declare("code-new", "GET", "admin", 200)
declare("code-new", "POST", "admin", 302)
declare("code", "GET", "admin", 200, "code")
declare("code", "POST", "admin", 302, "code")
declare("code-retire", "GET", "admin", 200, "code")
declare("call-split", BOTH, LEADS, 302, "call")
declare("call-join", BOTH, AGENTS, 302, "call")
declare("code-retire", "POST", "admin", 302, "code")
declare("people", "GET", LEADS, 200)
declare("people", "POST", "admin", 302)
declare("person-new", "GET", "admin", 200)
declare("person-new", "POST", "admin", 302)
declare("person", "GET", "admin", 200, "person")
declare("person", "POST", "admin", 302, "person")
declare("telephones", BOTH, LEADS, 200)
declare("telephone-assign", BOTH, "admin", 302, "free_telephone")
declare("telephone-give-back", BOTH, "admin", 302, "held_telephone")
declare("assignment", "GET", "admin", 200, "assignment")
declare("assignment", "POST", "admin", 302, "assignment")
declare("my-telephone", "GET", AGENTS, 200)
declare("my-telephone", "POST", AGENTS, 302)
declare("numbers", "GET", LEADS, 200)
declare("numbers", "POST", "admin", 302)
declare("number", "GET", LEADS, 200, "our_number")
declare("number", "POST", "admin", 302, "our_number")
declare("sources", BOTH, "admin", 200)
declare("campaigns", "GET", LEADS, 200)
declare("campaigns", "POST", "admin", 302)
declare("outbox", BOTH, f"{LEADS} idle", 200)
declare("disposition-report", BOTH, f"{LEADS} idle", 200)

declare("hours", "GET", AGENTS, 200)
declare("hours", "POST", "admin", 302)
declare("calendar-new", "GET", "admin", 200)
declare("calendar-new", "POST", "admin", 302)
declare("calendar", "GET", AGENTS, 200, "calendar")
declare("calendar", "POST", "admin", 302, "calendar")
declare("calendar-days", BOTH, "admin", 302, "calendar")
declare("calendar-delete", BOTH, "admin", 302, "calendar")
declare("incidents", "GET", LEADS, 200)
declare("incidents", "POST", LEADS, 302)
declare("incident-end", BOTH, LEADS, 302, "incident")
declare("queue-hours", "GET", LEADS, 200)
declare("queue-hours", "POST", "admin", 302)

# Endpoints of one organization.
declare("api-calls", "GET", f"{AGENTS} {SEES_CALLS}", 200)
declare("api-calls", "POST", f"{AGENTS} key:calls:write key:foreign", 201)
declare("api-call", "GET", f"{AGENTS} {SEES_CALLS}", 200, "call")
declare("api-call", "PATCH", f"{AGENTS} key:calls:write key:foreign", 200, "call")
declare("api-disposition", "GET PUT", AGENTS, 200, "call")
declare("api-history", "GET", f"{AGENTS} {SEES_CALLS}", 200, "coded_call")
declare("api-codes", "GET", f"{AGENTS} {SEES_CODES}", 200)
declare("api-codes", "POST", "admin key:codes:write key:foreign", 201)
declare("api-code", "GET", f"{AGENTS} {SEES_CODES}", 200, "code")
declare("api-contacts", "GET", f"{AGENTS} {SEES_CALLS}", 200)
declare("api-contacts", "POST", f"{AGENTS} key:calls:write key:foreign", 201)
declare("api-contact", "GET", f"{AGENTS} {SEES_CALLS}", 200, "contact")
declare("api-contact", "PATCH", f"{AGENTS} key:calls:write key:foreign", 200, "contact")
declare("api-contact-timeline", "GET", f"{AGENTS} {SEES_CALLS}", 200, "contact")
declare("api-contact-merge", "POST", LEADS, 200, "contact")
declare("api-contact-part", "POST", LEADS, 200, "merged_contact")
declare("api-callbacks", "GET", AGENTS, 200)
declare("api-callback", "GET", AGENTS, 200, "callback")
declare("api-callback-done", "POST", AGENTS, 200, "callback")
declare("api-demo-replay", BOTH, AGENTS, 200)
declare("api-calendars", "GET", f"{AGENTS} {SEES_HOURS}", 200)
declare("api-calendars", "POST", "admin key:hours:write key:foreign", 201)
declare("api-calendar", "GET", f"{AGENTS} {SEES_HOURS}", 200, "calendar")
declare("api-calendar", "PATCH", "admin key:hours:write key:foreign", 200, "calendar")
declare("api-calendar", "DELETE", "admin key:hours:write key:foreign", 204, "calendar")
declare("api-calendar-next", "GET", f"{AGENTS} {SEES_HOURS}", 200, "calendar")
declare("api-incidents", "GET", f"{AGENTS} {SEES_HOURS}", 200)
declare("api-incidents", "POST", f"{LEADS} key:hours:write key:foreign", 201)
declare("api-incident", "GET", f"{AGENTS} {SEES_HOURS}", 200, "incident")
declare("api-incident-end", "POST", f"{LEADS} key:hours:write key:foreign", 200, "incident")

# Endpoints of a person, over all own organizations.
declare("api-me", "GET", ANY_SESSION, 200)
declare("api-push-ticket", "POST", ANY_SESSION, 200)
declare("api-wrapups", "GET", ANY_SESSION, 200)
declare("api-wrapup", "GET PATCH", f"{AGENTS} bare", 200, "wrapup")

# Of a call: agents their own, limited managers their team's, all others everybody's.
_LEADS = words(f"{LEADS} {SEES_CALLS}") - {"key:foreign"}
_CALLS = Reach(mate=_LEADS, other=_LEADS - {"limited"})
_MINE = Reach(mate=frozenset(), other=frozenset())
# Contacts are the organization's; the calls on their pages are not.
_ANYBODY = words(f"{AGENTS} {SEES_CALLS}") - {"key:foreign"}
_CONTACTS = Reach(mate=_ANYBODY, other=_ANYBODY)
REACH = {"contact": _CONTACTS, "call": _CALLS, "coded_call": _CALLS, "callback": _MINE, "wrapup": _MINE}

NOBODY, STRANGERS = words("anonymous disabled"), words("deactivated outsider")
# family -> who -> status; whoever is not named is a member or a key without the permission.
TURNED_AWAY = {
    "page": {"nobody": 302, "stranger": 404, "key": 302, "spent": 302, "member": 403},
    "tenant": {"nobody": 401, "stranger": 404, "key": 403, "spent": 401, "member": 403},
    "everywhere": {"nobody": 401, "stranger": 404, "key": 401, "spent": 401, "member": 404},
}


def turned_away(family, actor):
    """Return the status of somebody who may not."""
    if actor.name in NOBODY:
        return TURNED_AWAY[family]["nobody"]
    if actor.name in STRANGERS:
        return TURNED_AWAY[family]["stranger"]
    if actor.name in SPENT_KEYS:
        return TURNED_AWAY[family]["spent"]
    return TURNED_AWAY[family]["key" if actor.is_key else "member"]


# Routes without an organization: statuses of (nobody, somebody signed in), a key being nobody.
OPEN: dict[tuple[str, str], tuple[int, int]] = {}


def leave_open(name, methods, nobody, signed_in):
    for method in methods.split():
        OPEN[name, method] = (nobody, signed_in)


# Whoever has a place nowhere any more is told so.
PLACELESS = {"home": 403}
leave_open("home", BOTH, 302, 302)
leave_open("schema", "GET", 200, 200)
leave_open("docs", "GET", 200, 200)
leave_open("alive", BOTH, 200, 200)
leave_open("ready", BOTH, 200, 200)
leave_open("javascript-catalog", "GET", 200, 200)
leave_open("set_language", BOTH, 302, 302)
leave_open("account_login", "GET", 200, 302)
leave_open("account_login", "POST", 302, 302)
leave_open("account_logout", "GET", 302, 200)
leave_open("account_logout", "POST", 302, 302)
leave_open("account_inactive", "GET", 200, 200)
leave_open("account_signup", BOTH, 200, 302)
leave_open("account_confirm_email", "GET", 200, 200)
leave_open("account_confirm_email", "POST", 404, 404)
leave_open("account_change_password", BOTH, 302, 200)
leave_open("account_set_password", BOTH, 302, 302)
leave_open("account_reset_password", "GET", 200, 200)
leave_open("account_reset_password", "POST", 302, 302)
leave_open("account_reset_password_done", "GET", 200, 200)
leave_open("account_reset_password_from_key", BOTH, 200, 200)
leave_open("account_reset_password_from_key_done", "GET", 200, 200)
