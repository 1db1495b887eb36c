"""The product's processes, and what starts again whichever of them ends, as `make run` does."""

import os
import signal
import time
from contextlib import suppress

from callcenter.embedded.children import Child, end_all, remember
from callcenter.embedded.processes import MANAGE, answers, commands, free_port
from demo.world import SWITCH


class Crew:
    """Web, push, two workers, two beats and a listener under one supervisor."""

    def __init__(self, home, environment, names=None):
        self.home = home
        self.environment = environment | {"WEB_PORT": str(free_port()), "PUSH_PORT": str(free_port())}
        found = commands(self.environment, beat_file=home.root / "beat-1", demo=False)
        again = commands(self.environment, beat_file=home.root / "beat-2", demo=False)
        lines = {
            "web": found["web"],
            "push": found["push"],
            "worker-1": [*found["worker"], "--hostname", "one@%h"],
            "worker-2": [*found["worker"], "--hostname", "two@%h"],
            "beat-1": found["beat"],
            "beat-2": again["beat"],
            "listener": [*MANAGE, "listen_asterisk", SWITCH],
        }
        wanted = names or lines
        self.children = {
            name: Child(name, line, self.environment, home) for name, line in lines.items() if name in wanted
        }
        self.ends = []

    def __enter__(self):
        for child in self.children.values():
            child.start()
        self.remember()
        return self

    def __exit__(self, *fault):
        for child in self.children.values():
            self.signal(child.name, signal.SIGCONT)
        end_all(self.home, list(self.children.values()))

    def remember(self):
        remember(self.home, self.children.values())

    def tick(self):
        """Start again what has ended."""
        started = False
        for child in self.children.values():
            # It ends because it is killed, so there is nothing it would have to be given time for.
            child.pause = 1
            started |= child.watch(self.ends.append)
        if started:
            self.remember()

    def until(self, condition, patience, what):
        """Watch over the processes until the condition holds; returns how long it took."""
        began = time.monotonic()
        while not condition():
            self.tick()
            assert time.monotonic() - began < patience, f"{what} within {patience} s; the logs are in {self.home.logs}"
            time.sleep(0.05)
        return time.monotonic() - began

    def rest(self, seconds):
        """Watch over the processes for a time."""
        ends = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > ends, seconds + 60, "time passes")

    def signal(self, name, number):
        """Send a signal to everything a process has started."""
        process = self.children[name].process
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)

    def kill(self, name):
        self.signal(name, signal.SIGKILL)

    def web_answers(self):
        return answers(int(self.environment["WEB_PORT"]))

    def all_up(self):
        """Tell whether every process runs and the two with a port answer."""
        running = all(child.process and child.process.poll() is None for child in self.children.values())
        ports = [self.environment[f"{name.upper()}_PORT"] for name in ("web", "push") if name in self.children]
        return running and all(answers(int(port)) for port in ports)
