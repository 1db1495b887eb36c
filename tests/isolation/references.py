"""Which parameters name a row, in the query, in a form and in a body; all others are said to be plain here.

What a request reads is discovered while it is made (`reading`), so that a parameter nobody has spoken of fails.
"""

from typing import NamedTuple

from tests.isolation.expectations import AGENTS, LEADS, SEES_CALLS, Reach, words


class Named(NamedTuple):
    """The kind of row a parameter names, and the status by which an unreachable one is refused."""

    kind: str
    refused: int
    reach: str = ""
    text: str = "{}"

    def said(self, value):
        """Return how the parameter says an id: as it is, unless it stands within other words."""
        return value if self.text == "{}" else self.text.format(value)


FILTERS = {
    "agent": ("person", "seen_person"),
    "first_agent": ("person", "seen_person"),
    "coded_by": ("person", "seen_person"),
    "team": ("team", ""),
    "queue": ("queue", ""),
    "campaign": ("campaign", ""),
    "source": ("source", ""),
    "contact": ("contact", ""),
    "code_any": ("code_slug", ""),
    "code_all": ("code_slug", ""),
    "code_none": ("code_slug", ""),
    "primary": ("code_slug", ""),
}
# The call list refuses what it cannot read; a report leaves it out and shows so.
FILTERED = {("calls", "GET"): 400, ("api-calls", "GET"): 400, ("disposition-report", "GET"): 200}

# (route, method, parameter); `?` stands before a parameter of the query of a request that has a body.
NAMED = {
    (*operation, name): Named(kind, refused, reach)
    for operation, refused in FILTERED.items()
    for name, (kind, reach) in FILTERS.items()
} | {
    ("calendar-days", "POST", "do"): Named("calendar_day", 404, text="remove-{}"),
    ("incidents", "POST", "team"): Named("team", 200),
    ("queue-hours", "POST", "queue-<pk>"): Named("calendar", 302),
    ("api-incidents", "POST", "team"): Named("team", 404),
    ("call", "POST", "contact"): Named("contact", 404),
    ("contact-merge", "POST", "other"): Named("twin_contact", 404),
    ("contact-part", "POST", "merge"): Named("contact_merge", 404),
    ("api-contact-merge", "POST", "other"): Named("twin_contact", 404),
    ("api-contact-part", "POST", "merge"): Named("contact_merge", 404),
    ("call-join", "POST", "other"): Named("coded_call", 404, "seen_call"),
    ("call-assign", "POST", "member"): Named("person", 302, "own_or_team"),
    ("call-codes", "GET", "wrapup"): Named("wrapup", 404, "wrapup"),
    ("call-codes", "POST", "?wrapup"): Named("wrapup", 404, "wrapup"),
    ("call-codes", "POST", "codes"): Named("code_slug", 400),
    ("code-retire", "POST", "replaced_by"): Named("replacement", 200),
    ("people", "POST", "team"): Named("team", 404),
    ("person", "POST", "team"): Named("team", 200),
    ("person-new", "POST", "team"): Named("team", 200),
    ("telephone-assign", "POST", "<pk>-person"): Named("person", 200),
    ("telephone-give-back", "POST", "assignment"): Named("assignment", 404),
    ("assignment", "POST", "person"): Named("person", 400),
    ("my-telephone", "POST", "telephone"): Named("free_telephone", 404),
    ("number", "POST", "campaign"): Named("campaign", 400),
    ("campaigns", "POST", "campaign"): Named("campaign", 404),
    ("api-call", "PATCH", "contact"): Named("contact", 404),
    ("api-disposition", "GET", "wrapup"): Named("wrapup", 404, "wrapup"),
    ("api-disposition", "PUT", "?wrapup"): Named("wrapup", 404, "wrapup"),
    ("api-disposition", "PUT", "codes"): Named("code_slug", 404),
}

# Whom a filter or a form may name: agents themselves, limited managers their team, all others everybody.
_PEOPLE = words(f"{LEADS} {SEES_CALLS}") - {"key:foreign"}
NAMED_REACH = {
    "seen_person": Reach(mate=_PEOPLE, other=_PEOPLE - {"limited"}),
    "seen_call": Reach(mate=_PEOPLE, other=_PEOPLE - {"limited"}),
    "own_or_team": Reach(mate=_PEOPLE, other=_PEOPLE - {"limited"}),
    # A colleague's part in one's own call is for managers; a part in another call is no part of this one.
    "wrapup": Reach(mate=_PEOPLE, other=frozenset()),
}

# What people write, choose from fixed words, or what only shapes the answer.
PLAIN = words(
    "name email emails numbers password role is_active limited_to_team note reason comment contact_name contact_email "
    "caller_name "
    "hint hints synonyms labels label category categories meaning then rest_days digit position direction needs_answer "
    "do starts_at ends_at over leave scope since channel purpose medium apart "
    "callback callback.at callback.zone callback.owner callback_at callback_owner fields revision "
    "draft draft_revision status number number_prefix number_last4 our_number min_talk max_talk has_recording unheld "
    "wrapped_up mine q find started_after started_before answered talk_s due count period cursor page page_size format "
    "country region kind started_at <pk>-starts_at half_day half_day_until hours at "
    "day day0 day1 day2 day3 day4 day5 day6"
)
# Plain with all that stands in them.
TREES = ("week", "days", "day-", "hint_", "label_", "draft.")
# Plain in one operation only: a draft is kept as typed, nothing of it is looked up before the save.
PLAIN_HERE = {("api-wrapup", "PATCH"): words("codes")}


def parameters(operation):
    """Return what an operation is declared to take that names rows."""
    return {name: named for (*of, name), named in NAMED.items() if tuple(of) == operation[:2]}


__all__ = ["AGENTS", "NAMED", "NAMED_REACH", "PLAIN", "PLAIN_HERE", "Named", "parameters"]
