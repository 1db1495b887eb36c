"""Deaths at random: whatever chance names, wherever the processes are at that moment."""

import signal
import threading
from functools import partial

from tests.chaos import outages
from tests.chaos.drill import END_LEASES, SLOTS
from tests.chaos.points import POINTS


def at_random(drill, kills):
    """A track: kill or upset what chance names, as often as asked."""
    for number in range(1, kills + 1):
        name, deed = drill.chance.choice(deeds(drill))
        drill.exchange.say(1)
        deed()
        drill.say(f"by chance {number}/{kills}: {name}")
        yield from drill.pause(drill.chance.uniform(0.3, 3))
        yield from drill.wait(lambda: drill.place.answers() and drill.crew.all_up(), 120, "everything is up again")
        count_the_doomed(drill)


def count_the_doomed(drill):
    """Count who has died at a point that was armed by chance."""
    for point in POINTS:
        drill.kills[f"death at {point.name}"] += bool(drill.hit(point.name))


def deeds(drill):
    """List what can be done at any time."""
    names, place = list(drill.crew.children), drill.place
    found = [(f"{name} killed", partial(kill, drill, name)) for name in names]
    found += [(f"{name} sleeps", partial(sleep, drill, name)) for name in names if name.startswith("worker")]
    found += [(f"death awaits at {point.name}", partial(doom, drill, point.name)) for point in POINTS]
    found += [(f"mail server: {mood}", partial(upset, drill, mood)) for mood in ("drop", "refuse", "stall")]
    servers = {"Redis": place.kill_redis, "PostgreSQL": place.kill_postgres}
    servers["session of PostgreSQL"] = place.kill_backend
    found += [(f"{name} killed", partial(lose, drill, name, deed)) for name, deed in servers.items()]
    found += [("Redis emptied", partial(disturb, drill, "Redis emptied", place.flush))]
    return [*found, ("switch hangs up", partial(disturb, drill, "switch hangs up", drill.exchange.drop))]


def kill(drill, name):
    drill.may_be_uncertain += SLOTS * name.startswith("worker")
    drill.crew.kill(name)
    drill.kills[f"{name} killed"] += 1


def lose(drill, name, deed):
    drill.may_be_uncertain += outages.SLOTS
    deed()
    drill.kills[f"{name} killed"] += 1


def doom(drill, point):
    """Arm a point; whoever comes by dies there, if anybody does before the end."""
    drill.may_be_uncertain += SLOTS
    drill.arm(point, drill.chance.choice(["kill", "group"]))


def disturb(drill, what, deed):
    deed()
    drill.faults[what] += 1


def upset(drill, mood):
    drill.may_be_uncertain += 1
    disturb(drill, f"mail server: {mood}", partial(drill.sink.moods.append, mood))


def sleep(drill, name):
    """Let a whole worker sleep past its leases, and wake up while others do its work."""
    drill.crew.signal(name, signal.SIGSTOP)
    drill.place.ask(END_LEASES)
    threading.Timer(2, drill.crew.signal, (name, signal.SIGCONT)).start()
    drill.faults["worker sleeps"] += 1
