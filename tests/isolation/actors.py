"""Who asks."""

from typing import NamedTuple

from django.test import Client

from callcenter.accounts.roles import CAPABILITIES, SCOPES

# A role that may nothing: it shows the absence of a check that every real role would pass.
NOTHING: dict[str, frozenset[str]] = {"nobody": frozenset()}

# The people of an organization: role, team, and what else is true of them.
MEMBERS = {
    "agent": ("agent", "front", {}),
    "limited": ("manager", "front", {"limited_to_team": True}),
    "manager": ("manager", "back", {}),
    "admin": ("admin", "back", {}),
    "bare": ("nobody", "front", {}),
    "dual": ("agent", "front", {}),
    "deactivated": ("agent", "front", {"is_active": False}),
    "disabled": ("agent", "front", {}),
    "mate": ("agent", "front", {}),
    "other": ("agent", "", {}),
    "idle": ("manager", "", {"limited_to_team": True}),
}
# In the other organization the same places, held by people with more power there.
ABROAD = {"agent": "admin", "dual": "admin"}
# They are there to own things, nobody asks as them.
SILENT = {"mate", "other"}

# Withdrawn, out of date, with another's secret, never made; and a withdrawn one beside an open session.
SPENT_KEYS = frozenset({"key:revoked", "key:expired", "key:wrong", "key:unknown", "session+revoked"})
# Who is there for a few routes: nothing is to be seen by a manager of no team who never had a call.
ONLY_AT = {
    "idle": {"calls", "disposition-report", "outbox"},
    "session+revoked": {"api-calls", "api-codes", "api-me", "api-wrapups"},
}
# One key for every scope there is, one with none, and those that open nothing.
KEYS = {f"key:{scope}": [scope] for scope in SCOPES} | {
    "key:none": [],
    "key:revoked": [*SCOPES],
    "key:expired": [*SCOPES],
    "key:wrong": [*SCOPES],
    "key:unknown": [*SCOPES],
}
FOREIGN_KEY = "key:foreign"


class Actor(NamedTuple):
    """Somebody who asks, and of which organizations they may see anything."""

    name: str
    home: frozenset[str]

    @property
    def is_key(self):
        return self.name.startswith("key:")


def actors():
    """List everybody who asks, for the organization acme."""
    acme, globex = frozenset({"acme"}), frozenset({"globex"})
    nowhere = {"anonymous", "deactivated", "disabled", *SPENT_KEYS}
    names = ["anonymous", "session+revoked", *(who for who in MEMBERS if who not in SILENT), *KEYS]
    found = [Actor(name, frozenset() if name in nowhere else acme) for name in names]
    return [*found, Actor("outsider", globex), Actor(FOREIGN_KEY, globex)]


def clients(world):
    """Sign everybody in once; a request is made with the actor's own client."""
    found = {}
    for actor in actors():
        client = found[actor.name] = Client()
        if actor.name == "session+revoked":
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.keys['key:revoked']}"
            client.force_login(world.users["agent"])
        elif actor.is_key:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.keys[actor.name]}"
        elif actor.name != "anonymous":
            client.force_login(world.users[actor.name])
    # A session outlives what happens to its owner.
    world.users["disabled"].is_active = False
    world.users["disabled"].save(update_fields=["is_active"])
    return found


__all__ = ["ABROAD", "CAPABILITIES", "FOREIGN_KEY", "KEYS", "MEMBERS", "NOTHING", "Actor", "actors", "clients"]
