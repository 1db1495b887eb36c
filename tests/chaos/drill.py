"""A drill: processes die or sleep at every named point, while people work."""

import os
import signal
import time
from collections import Counter
from functools import partial

import psycopg2

from tests.chaos.points import POINTS

LEASED = "SELECT id, token FROM jobs_dueitem WHERE kind = 'message' AND state = 'leased' AND lease_until > now()"
STILL = """
    SELECT count(*) FROM jobs_dueitem JOIN unnest(%s::bigint[], %s::bigint[]) AS held (item, token)
    ON id = held.item AND jobs_dueitem.token = held.token WHERE state = 'leased'
"""
# Only of mails nobody has begun to send: whoever is in the middle of one is given its time.
END_LEASES = """
    WITH held AS (SELECT i.id FROM jobs_dueitem i JOIN followups_message m ON m.id = i.subject_id
                  WHERE i.kind = 'message' AND i.state = 'leased' AND m.state = 'planned' FOR UPDATE OF m, i)
    UPDATE jobs_dueitem i SET lease_until = now() FROM held WHERE i.id = held.id RETURNING i.id
"""
UNDONE = "SELECT count(*) FROM jobs_dueitem WHERE id = ANY(%s) AND state IN ('waiting', 'leased')"
# So many calls are told whole before the switch says one again.
SAID = 4
# How many mails can be on their way in one worker.
SLOTS = 2


class Drill:
    """Kills and what they cost; a track is a generator that hands back whenever it waits."""

    def __init__(self, place, crew, sink, exchange, journal, chance, sessions):
        self.place, self.crew, self.sink, self.exchange = place, crew, sink, exchange
        self.journal, self.chance, self.sessions = journal, chance, sessions
        self.began = time.monotonic()
        self.kills, self.faults = Counter(), Counter()
        self.resumed = {}
        self.may_be_uncertain = 0
        self.slept_over = []
        # Due items of a dead worker with the token under which it held them, left to the lease.
        self.watched, self.died_at, self.looked_at = {}, 0.0, 0.0

    def say(self, what):
        print(f"  {time.monotonic() - self.began:6.1f} s  {what}", flush=True)

    def run(self, *tracks, patience=300):
        """Carry the tracks on side by side until all have ended."""
        going = list(tracks)

        def carry_on():
            self.watch()
            for track in list(going):
                if next(track, going) is going:
                    going.remove(track)
            return not going

        self.crew.until(carry_on, patience, "the drill ends")

    def watch(self):
        """Note when the last due item of a dead worker has found another one."""
        waited = "the due work of a dead worker"
        if not self.watched or waited in self.resumed or time.time() - self.looked_at < 0.5:
            return
        self.looked_at = time.time()
        if self.quietly(STILL, list(self.watched), list(self.watched.values()), otherwise=1) == 0:
            self.resumed[waited] = [time.time() - self.died_at]

    def quietly(self, statement, *values, otherwise=0):
        """Return a figure, or something else while PostgreSQL is away."""
        try:
            return self.place.one(statement, values, patience=0)
        except psycopg2.OperationalError:
            return otherwise

    def wait(self, condition, patience, what):
        ends = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < ends, f"{what} within {patience} s"
            yield

    def pause(self, seconds):
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            yield

    def arm(self, point, deed):
        draft = self.place.points / f"{point}.draft"
        draft.write_text(deed)
        draft.rename(self.place.points / point)

    def hit(self, point):
        """Return who passed an armed point, once."""
        path = self.place.points / f"{point}.hit"
        if not path.exists():
            return 0
        pid = int(path.read_text())
        path.unlink()
        return pid

    def pass_by(self, point, deed):
        """Arm a point and return who passed it."""
        self.arm(point, deed)
        return (yield from self.somebody_passes(point))

    def somebody_passes(self, point):
        found = []
        yield from self.wait(lambda: found.append(self.hit(point)) or found[-1], 120, f"somebody passes {point}")
        return found[-1]

    def die_at(self, point, deed):
        """Kill whoever passes a point next."""
        if point.forgotten:
            self.place.flush()
        if point.at_last:
            self.exchange.before_last = partial(self.arm, point.name, deed)
        else:
            self.arm(point.name, deed)
        yield from self.somebody_passes(point.name)
        self.kills[f"{deed} at {point.name}"] += 1
        self.say(f"{point.name}: {'one process' if deed == 'kill' else 'the whole group'} killed")

    def of(self, process):
        found = [point for point in POINTS if point.process == process]
        assert found, f"There is no named point of the {process}."
        return found

    def web(self):
        for number, point in enumerate(self.of("web")):
            yield from self.die_at(point, "group" if number % 2 else "kill")
            yield from self.wait(self.crew.web_answers, 90, "the web answers")

    def workers(self):
        yield from self.sleep_over_the_lease()
        for number, point in enumerate(self.of("worker")):
            self.may_be_uncertain += SLOTS
            yield from self.die_at(point, "kill" if number % 2 else "group")
            if not self.died_at:
                self.died_at = time.time()
                self.watched = dict(self.place.ask(LEASED))
        self.sink.moods += ["drop", "refuse", "stall"]
        self.may_be_uncertain += 1
        yield from self.wait(lambda: len(self.sink.done) == 3, 90, "mail leaves")

    def sleep_over_the_lease(self):
        """Let a worker sleep past its lease: the next one sends, and the sleeper's word counts no more."""
        sleeper = yield from self.pass_by("after_claim", "stop")
        held = [item for (item,) in self.place.ask(END_LEASES)]
        second = yield from self.pass_by("before_send", "stop")
        os.kill(sleeper, signal.SIGCONT)
        yield from self.pause(1.5)
        os.kill(second, signal.SIGCONT)
        yield from self.wait(lambda: self.quietly(UNDONE, held, otherwise=1) == 0, 90, "what was slept over is done")
        self.slept_over += held
        self.faults["worker sleeps"] += 1
        self.say(f"a worker slept past its lease over {len(held)} mails while another one was sending")

    def others(self, stream):
        """Kill what has no named point of its own; the stream of news opens again by itself."""
        yield from self.wait(partial(more_than, stream, 0), 90, "the stream opens")
        for name in ("push", "beat-1", "listener"):
            opened = stream.opened
            self.crew.kill(name)
            self.kills[f"{name} killed"] += 1
            self.say(f"{name} killed")
            if name == "push":
                yield from self.wait(partial(more_than, stream, opened), 90, "the stream opens again")
            yield from self.pause(1)

    def listener(self):
        for point in self.of("listener"):
            self.exchange.say(2)
            yield from self.die_at(point, "kill")
            yield from self.pause(1)
        # What was killed above is not said again: it has to be made good from what is stored.
        yield from self.wait(lambda: self.exchange.count_settled() >= SAID, 120, "the switch is heard again")
        self.exchange.say(2)
        yield from self.pause(0.5)
        self.exchange.drop()
        self.faults["switch hangs up"] += 1
        self.say("the switch hung up")


def more_than(stream, opened):
    return stream.opened > opened
