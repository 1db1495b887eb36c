"""After the last kill: everything comes back and comes to rest, before anything is counted."""

import signal
import time
from contextlib import suppress

from tests.chaos.chance import count_the_doomed

# A lease that nobody holds any more ends by itself after a minute; what is not measured need not wait for it.
# Who may still be sending is given longer than a mail server is.
FREE = """
    UPDATE jobs_dueitem i SET lease_until = now()
    WHERE state = 'leased' AND NOT id = ANY(%s) AND lease_until < now() + CASE
        WHEN EXISTS (SELECT FROM followups_message m WHERE m.id = i.subject_id AND i.kind = 'message'
                     AND m.state = 'sending') THEN interval '35 seconds' ELSE interval '50 seconds' END
"""
ATTEMPTS = 6
OPEN = """
    SELECT (SELECT count(*) FROM followups_message WHERE state IN ('planned', 'sending', 'failed'))
         + (SELECT count(*) FROM jobs_dueitem WHERE state = 'leased' OR (state = 'waiting' AND due_at < now()))
         + (SELECT count(*) FROM outbox_event WHERE delivered_at IS NULL)
         + (SELECT count(*) FROM calllog_conversation WHERE dirty AND merged_into_id IS NULL)
"""


def settle(drill, agents, stream):
    """Let everything restart, the agents finish what they asked, and all due work and news go out."""
    place, crew = drill.place, drill.crew
    for child in crew.children.values():
        crew.signal(child.name, signal.SIGCONT)
    count_the_doomed(drill)
    for path in place.points.iterdir():
        path.unlink()
    drill.sink.moods.clear()
    drill.exchange.say()
    crew.until(lambda: place.answers() and place.redis_answers() and crew.all_up(), 120, "everything is up")
    for agent in agents:
        agent.stopping.set()
    crew.until(lambda: not any(agent.is_alive() for agent in agents), 120, "every request is answered")
    faults = [f"{agent.name}: {agent.fault!r}" for agent in agents if agent.fault]
    assert not faults, faults
    drill.say("people have stopped, everything they asked for is answered")
    crew.until(drill.exchange.heard, 180, "everything the switch says is stored")
    hear_once_more(drill, agents[0], stream)
    stream.stopping.set()
    ends = time.monotonic() + 150
    while place.one(OPEN):
        assert time.monotonic() < ends, f"nothing more is open within 150 s: {what_is_open(place)}"
        drill.watch()
        place.ask(FREE, [list(drill.watched)])
        crew.rest(0.5)
    drill.watch()
    drill.say("nothing is open any more")


def what_is_open(place):
    return [
        place.ask("SELECT state, count(*) FROM followups_message GROUP BY 1"),
        place.ask("SELECT kind, state, due_at, lease_until, attempts, last_error FROM jobs_dueitem "
                  "WHERE state = 'leased' OR (state = 'waiting' AND due_at < now()) LIMIT 5"),
        place.ask("SELECT count(*), min(created_at) FROM outbox_event WHERE delivered_at IS NULL"),
        place.ask("SELECT id, first_at FROM calllog_conversation WHERE dirty AND merged_into_id IS NULL LIMIT 5"),
    ]  # fmt: skip


def hear_once_more(drill, agent, stream):
    """A call logged now reaches the open stream of the person who logged it; a hint may be lost, not every one."""
    for _ in range(ATTEMPTS):
        since = time.time()
        agent.call()
        with suppress(AssertionError):
            drill.crew.until(lambda since=since: heard_since(stream, since), 8, "news arrives")
            return
    raise AssertionError("The stream of news is open and silent.")


def heard_since(stream, since):
    return any(at > since and news.get("type") == "wrapup" for at, news in stream.heard)
