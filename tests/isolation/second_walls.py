"""Sites behind which another one stands: they are taken out together, since either alone is not missed.

And sites that look like a wall and are none, each with its reason.
"""

# (function, a piece of the condition) -> what is taken out with it.
BEHIND = {
    ("FromMiddleware.authenticate", "key_refused"): [("in_organization.<locals>.scoped", "key_refused")],
    ("in_organization.<locals>.scoped", "key_refused"): [("FromMiddleware.authenticate", "key_refused")],
    ("signed_in.<locals>.checked", "key_refused"): [("FromMiddleware.authenticate", "key_refused")],
    ("signed_in.<locals>.checked", "NotSignedIn"): [("HasCapability.has_permission", "NotSignedIn")],
    ("HasCapability.has_permission", "NotSignedIn"): [("signed_in.<locals>.checked", "NotSignedIn")],
    ("CallViewSet.member", "Forbidden"): [("wrapup_for", "actor is None")],
    ("wrapup_for", "actor is None"): [("CallViewSet.member", "Forbidden")],
    ("check_owner", "Forbidden"): [("wrapup_for", "found.membership_id")],
    ("CallbackViewSet.rows", "Forbidden"): [("HasCapability.has_permission", "Forbidden")],
}

NO_WALLS = {
    ("refused", "refusal.status"): "chooses the page on which a refusal is told",
    ("incident_list", ".declared_by("): "chooses where a button stands; the action refuses by itself",
    ("earlier_of", ".visible_to("): "decides whether a line of the history is a link",
    ("shown", ".visible_to("): "offers to join what one may open; the history names the calls of a number anyway",
    ("agent_rows", ".reachable_by("): "pools people whom the calls one sees name anyway",
    (
        "locked",
        "set(found)",
    ): "tells who merges what was merged just now; whose it is was looked up before",
    ("wrapup_for", "had_part"): "who sees a call without managing had a part in it",
    ("wrapup_for", "not make"): "whether a part is made of a call that has none",
}
# Whether a text is a number at all: what is none leads nowhere, whoever asks.
SPELLING = ("isascii", "isdecimal", "isdigit", "fullmatch")


def is_wall(site):
    """Tell whether it matters to anybody's reach that the site is there."""
    spelled = any(word in site.what for word in SPELLING)
    return not spelled and not any(named(site, *key) for key in NO_WALLS)


def behind(site, sites):
    """Return what has to go with a site before its absence can be noticed."""
    partners = [partner for key, found in BEHIND.items() if named(site, *key) for partner in found]
    return [other for partner in partners for other in sites if named(other, *partner)]


def unknown(sites):
    """List what is said here of sites that are not there."""
    said = [*BEHIND, *NO_WALLS, *(partner for found in BEHIND.values() for partner in found)]
    return [key for key in said if not any(named(site, *key) for site in sites)]


def named(site, function, piece):
    return site.function == function and piece in site.what
