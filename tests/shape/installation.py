"""The program as docker-compose.yml starts it, on this machine instead of in containers."""

import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import redis

from callcenter.embedded.processes import answers, commands, free_port
from tests.house.ground import listed
from tests.shape import compose, machine

# The names containers have for each other and the places they have for themselves, and what stands for them here.
# Nothing else of a command or a variable is changed.
STAND_INS = {
    "0.0.0.0:8000": "127.0.0.1:{web}",
    "--host 0.0.0.0 --port 8001": "--host 127.0.0.1 --port {push}",
    "@postgres:5432": "@127.0.0.1:{postgres}",
    "@redis:6379": "@127.0.0.1:{redis}",
    "https://localhost": "https://localhost:{https}",
    "/tmp/beat": "{folder}/beat-{copy}",  # noqa: S108 - the container's own
    "/srv/staticfiles": "{folder}/staticfiles",
    "dynamic a web 8000": "dynamic a 127.0.0.1 {web}",
    "reverse_proxy push:8001": "reverse_proxy 127.0.0.1:{push}",
}
# The proxy of a test takes free ports and tells no trust store and no administrator.
PROXY_HERE = "{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {http}\n\thttps_port {https}\n}}\n"


@dataclass
class Installation:
    """One installation: where it is, what runs, and which commands of the compose file were really started."""

    folder: Path
    ports: dict[str, int]
    values: dict[str, str]
    hints: redis.Redis | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: set[str] = field(default_factory=set)
    stood_in: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.ports['https']}"

    @property
    def image(self) -> Path:
        return self.folder / "image"

    def here(self, text: str, copy: int = 1, folder: str = "") -> str:
        """Put this machine's places where containers have theirs."""
        for theirs, ours in STAND_INS.items():
            if theirs in text:
                self.stood_in.add(theirs)
                text = text.replace(theirs, ours.format(**self.ports, folder=folder or self.folder, copy=copy))
        return text

    def command(self, name: str, copy: int = 1) -> list[str]:
        """Return a service's words."""
        self.commands.add(name)
        # A folder's name may hold spaces, so it comes in when the words are told apart.
        words = shlex.split(self.here(shlex.join(compose.command(name, self.values)), copy, "@folder@"))
        return [word.replace("@folder@", str(self.folder)) for word in words]

    def environment(self, name: str) -> dict[str, str]:
        """Return a service's variables and nothing of this process's own."""
        given = {key: self.here(value) for key, value in compose.environment(name, self.values).items()}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return given | {"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8"}

    def once(self, name: str, words: list[str], **more: str) -> str:
        """Run something to its end in a service's surroundings."""
        done = subprocess.run(
            words, cwd=self.image, env=self.environment(name) | more, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """Build the image's content, start every service of the compose file, and end them all."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    ports = {name: free_port() for name in ("web", "push", "postgres", "redis", "http", "https")}
    secret_names = {"SECRET_KEY", *(name for name in compose.variables() if name.endswith("_PASSWORD"))}
    values = {name: secrets.token_hex(24) for name in sorted(secret_names)} | {"AMI_SECRET_PBX_1": "only-for-the-test"}
    found = Installation(folder, ports, values)
    build(found)
    with ExitStack() as stack:
        start_servers(found, stack)
        found.once("prepare", found.command("prepare"))
        # The recording stands in for a switch: its organizations, and the process that plays it.
        found.once("prepare", ["python", "manage.py", "load_demo"], DEMO="true")
        for name in compose.OURS:
            if name not in {"prepare", "listener"}:
                for copy in range(1, compose.SERVICES[name].get("deploy", {}).get("replicas", 1) + 1):
                    start(found, stack, name, copy, DEMO="true")
        replays = commands(
            dict.fromkeys(("WEB_PORT", "PUSH_PORT"), "0"), beat_file=folder, demo=True, replay_speed="20"
        )
        start_words(found, stack, "replays", replays["replays"], found.environment("worker") | {"DEMO": "true"})
        for name, process in found.running.items():
            machine.until(partial(works, found, name), name, process, found.log(name))
        proxied = found.here(compose.CADDYFILE.read_text())
        proxied = PROXY_HERE.format(**ports) + proxied
        surroundings = {key: found.here(value) for key, value in compose.environment("proxy", values).items()}
        stack.enter_context(
            machine.proxy(folder / "proxy", caddyfile=proxied, environment=surroundings, port=ports["https"])
        )
        try:
            yield found
        finally:
            # All at once: each takes a while to finish what it is at.
            for process in found.running.values():
                process.terminate()
    # Logs and pictures stay to be read.
    for bulky in ("image", "staticfiles", "postgres", "redis"):
        shutil.rmtree(folder / bulky, ignore_errors=True)


def works(found: Installation, name: str) -> bool:
    """Tell by what it does for others that a process has come up; a new service says here how one sees it."""
    assert found.hints is not None
    service, _, copy = name.partition("-")
    if service in {"web", "push"}:
        return answers(found.ports[service])
    if service == "worker":
        # It waits at the queue.
        return any(client["cmd"] == "brpop" for client in found.hints.client_list())
    if service == "beat":
        return any(found.folder.glob(f"beat-{copy}.d*"))
    return {"replays": True}[service]


def build(found: Installation) -> None:
    """Lay down what COPY brings into the image, and run the Dockerfile's last RUN on it."""
    for name in filter(compose.shipped, listed()):
        target = found.image / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(compose.ROOT / name, target)
    collect = [one.rest for one in compose.dockerfile() if one.word == "RUN"][-1]
    assert "collectstatic" in collect, collect
    found.once("web", ["sh", "-c", collect])


def start_servers(found: Installation, stack: ExitStack) -> None:
    """Start PostgreSQL and Redis with the compose file's words and passwords."""
    given = compose.environment("postgres", found.values)
    stack.enter_context(
        machine.postgres(
            found.folder / "postgres",
            command=found.command("postgres"),
            initdb=shlex.split(given["POSTGRES_INITDB_ARGS"]),
            password=given["POSTGRES_PASSWORD"],
            port=found.ports["postgres"],
        )
    )
    found.hints = stack.enter_context(
        machine.hints(
            found.folder / "redis",
            command=found.command("redis"),
            password=found.values["REDIS_PASSWORD"],
            port=found.ports["redis"],
        )
    )


def start(found: Installation, stack: ExitStack, name: str, copy: int = 1, **more: str) -> None:
    """Start one copy of a service."""
    start_words(found, stack, f"{name}-{copy}", found.command(name, copy), found.environment(name) | more)


def start_words(
    found: Installation, stack: ExitStack, name: str, words: list[str], environment: Mapping[str, str]
) -> None:
    running = machine.started(words, log=found.log(name), environment=environment, cwd=found.image)
    found.running[name] = stack.enter_context(running)


def failures(log: Path) -> list[str]:
    """List the lines of a log that speak of a bug."""
    return re.findall(r"^.*(?:Traceback|CRITICAL| ERROR ).*$", log.read_text(errors="replace"), re.MULTILINE)
