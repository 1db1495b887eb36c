"""What is done to Redis and PostgreSQL, and how long it takes until the work goes on."""

import os
import signal
import time

# How many mails can be on their way in all workers.
SLOTS = 4
MAILS_SINCE = "SELECT count(*) FROM followups_message WHERE sent_at > to_timestamp(%s)"


def servers(drill):
    """A track: both servers are lost in every way, one after another."""
    yield from lose_redis(drill, "Redis killed", drill.place.kill_redis)
    yield from lose_redis(drill, "Redis emptied", drill.place.flush)
    yield from lose_postgres_in_a_save(drill)
    yield from lose_postgres(drill, "session of PostgreSQL killed", drill.place.kill_backend)


def lose_redis(drill, what, how):
    how()
    drill.may_be_uncertain += SLOTS
    counted = drill.faults if what == "Redis emptied" else drill.kills
    counted[what] += 1
    yield from drill.wait(drill.place.redis_answers, 60, "Redis answers")
    took = yield from due_work_goes_on(drill, what, time.time())
    drill.say(f"{what}: due work goes on after {took:.1f} s")


def lose_postgres_in_a_save(drill):
    """Kill PostgreSQL while a save has written everything and asks to commit."""
    saver = yield from drill.pass_by("before_commit", "stop")

    def kill():
        drill.place.kill_postgres()
        os.kill(saver, signal.SIGCONT)

    yield from lose_postgres(drill, "PostgreSQL killed", kill)


def lose_postgres(drill, what, how):
    yield from drill.wait(drill.exchange.is_heard, 90, "the listener listens")
    before = len(drill.crew.ends)
    since = time.time()
    how()
    drill.exchange.say(2)
    drill.kills[what] += 1
    drill.may_be_uncertain += SLOTS
    yield from drill.wait(drill.place.answers, 90, "PostgreSQL answers")
    returned = time.time()
    yield from drill.wait(lambda: saved_since(drill, since), 90, "a save is acknowledged")
    saved = saved_since(drill, since) - since
    drill.resumed.setdefault(f"first save after {what}", []).append(saved)
    yield from due_work_goes_on(drill, what, returned)
    deaf = [end for end in drill.crew.ends[before:] if end.startswith("listener")]
    assert not deaf, f"what the switch says while PostgreSQL is away is lost: {deaf}"
    drill.say(f"{what}: back after {returned - since:.1f} s, first save after {saved:.1f} s")


def due_work_goes_on(drill, what, since):
    """Return how long after a moment a mail left."""
    yield from drill.wait(lambda: drill.quietly(MAILS_SINCE, since), 120, f"mail leaves after {what}")
    took = time.time() - since
    drill.resumed.setdefault(f"due work after {what}", []).append(took)
    return took


def saved_since(drill, since):
    """Return when the first save was acknowledged that was asked after a moment."""
    asked = drill.journal.asked
    at = [facts["at"] for key, facts in drill.journal.of("save").items() if asked[key]["at"] > since]
    return min(at, default=0)
