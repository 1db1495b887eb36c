"""What docker-compose.yml says, held against the program and the design."""

import re
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from callcenter.embedded.processes import commands
from tests.house.variables import read_by_product, read_by_settings, told
from tests.shape import compose
from tests.shape.compose import COMPOSE, OURS, SERVICES

VALUES = {name: "given" for name in compose.variables() if name != "SITE_ADDRESS"}

# Where a container is started otherwise than `make run` starts the same process, and why.
OTHERWISE = {
    ("web", "--bind"): "a container has the port to itself and is asked from outside of it",
    ("web", "--graceful-timeout"): "Ctrl+C should not take 20 s",
    ("web", "--worker-tmp-dir"): "a container's disk may block the heartbeat; make run may be on a Mac",
    ("push", "--host"): "asked from outside the container",
    ("push", "--port"): "a container has the port to itself",
    ("push", "--timeout-graceful-shutdown"): "Ctrl+C should be quick",
    ("worker", "--concurrency"): "make run shares two cores with a browser",
    ("beat", "--schedule"): "a place of its own",
}
# Services without a process of `make run`, and processes of `make run` without a service.
ONLY_SERVICES = {
    "prepare": "make run prepares before it starts anything",
    "listener": "the demonstration has no switch to listen to",
}
ONLY_PROCESSES = {"replays": "the demonstration's own"}

# Settings that no installation of the compose file changes, and why.
FIXED = {
    "CELERY_BEAT_SCHEDULE_FILENAME": "the command names the place",
    "DATABASE_OWNER_URL": "known to prepare alone",
    "DATABASE_PLATFORM_ROLE": "prepare_database makes the one role",
    "DEBUG": "never in production",
    "DEMO": "never in production",
    "PUSH_PORT": "behind the proxy PUSH_URL counts",
    "REDIS_PREFIX": "Redis serves this installation alone",
    "STATIC_ROOT": "part of the image",
}


def options(words):
    """Return program and options of a command, however its words are spelled."""
    if "-m" in words[:2]:
        words = words[2:]
    found, rest = {"": [Path(words[0]).name]}, list(words[1:])
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            found[""].append(word)
        elif "=" in word:
            name, _, found_value = word.partition("=")
            found[name] = found_value
        else:
            found[word] = rest.pop(0) if rest and not rest[0].startswith("-") else True
    return found


def seconds(text):
    return int(text.removesuffix("s"))


class TheCommands(SimpleTestCase):
    maxDiff = None

    def setUp(self):
        self.run = commands({"WEB_PORT": "1", "PUSH_PORT": "2"}, beat_file=Path("beat"), demo=True)

    def test_are_those_of_make_run_but_for_the_listed_differences(self):
        differing = set()
        for name in set(self.run) & set(OURS):
            ours, theirs = options(self.run[name]), options(compose.command(name, VALUES))
            differing |= {(name, key) for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}

        self.assertEqual(differing, set(OTHERWISE))

    def test_are_for_the_same_processes(self):
        self.assertEqual(set(OURS) - set(self.run), set(ONLY_SERVICES))
        self.assertEqual(set(self.run) - set(OURS), set(ONLY_PROCESSES))


class TheVariables(SimpleTestCase):
    def test_stand_in_the_example(self):
        self.assertEqual(compose.variables() - told(), set())

    def test_of_the_example_are_all_read_by_somebody(self):
        self.assertEqual(told() - read_by_product() - compose.variables(), set())

    def test_given_to_a_container_are_read_by_the_program(self):
        given = {(name, key) for name in OURS for key in SERVICES[name]["environment"]}
        unread = {(name, key) for name, key in given if key not in read_by_product()}

        self.assertEqual(unread, set())

    def test_of_the_settings_reach_the_container_or_are_fixed_there(self):
        reaching = set(SERVICES["web"]["environment"])

        self.assertEqual(read_by_settings() - reaching, set(FIXED))

    def test_that_are_secret_have_no_default(self):
        text = (compose.ROOT / "docker-compose.yml").read_text()
        secret = {"SECRET_KEY", "APP_PASSWORD", "OWNER_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}
        insisted = {name for name, how in re.findall(r"\$\{(\w+)(:\?)?", text) if how}

        self.assertEqual(insisted, secret)

    def test_without_a_secret_nothing_starts(self):
        with self.assertRaisesMessage(compose.Unset, "SECRET_KEY: set SECRET_KEY in .env"):
            compose.environment("web", {**VALUES, "SECRET_KEY": ""})

    def test_of_owner_and_administrator_are_known_to_the_one_that_prepares_alone(self):
        knowing = {
            name
            for name in OURS
            for value in SERVICES[name]["environment"].values()
            if "OWNER_PASSWORD" in value or "POSTGRES_PASSWORD" in value
        }

        self.assertEqual(knowing, {"prepare"})


class TheShape(SimpleTestCase):
    def test_has_every_part_of_the_design(self):
        parts = {"proxy", "prepare", "web", "push", "worker", "beat", "postgres", "redis"}

        self.assertEqual(set(SERVICES) - parts, {"listener"})
        self.assertEqual(parts - set(SERVICES), set())

    def test_prepares_once_and_before_everything_else_of_ours(self):
        waiting = {
            name: service["depends_on"].get("prepare", {}).get("condition")
            for name, service in OURS.items()
            if name != "prepare"
        }

        self.assertEqual(waiting, dict.fromkeys(set(OURS) - {"prepare"}, "service_completed_successfully"))
        self.assertEqual(SERVICES["prepare"]["restart"], "on-failure")

    def test_starts_again_what_ends(self):
        restarts = {name: service["restart"] for name, service in SERVICES.items() if name != "prepare"}

        self.assertEqual(restarts, dict.fromkeys(restarts, "always"))

    def test_has_two_beats(self):
        self.assertEqual(SERVICES["beat"]["deploy"]["replicas"], 2)

    def test_opens_the_proxy_alone_to_the_world(self):
        self.assertEqual([name for name, service in SERVICES.items() if "ports" in service], ["proxy"])

    def test_gives_whoever_stops_the_time_to_finish(self):
        """A worker killed in the middle of a task leaves its work to the lease, a request gets no answer."""
        worker, web = SERVICES["worker"]["stop_grace_period"], SERVICES["web"]["stop_grace_period"]
        web_needs = options(compose.image_command())["--graceful-timeout"]

        self.assertGreater(seconds(worker), settings.CELERY_TASK_TIME_LIMIT)
        self.assertGreater(seconds(web), int(web_needs))

    def test_keeps_redis_from_forgetting(self):
        found = options(compose.command("redis", VALUES))

        self.assertEqual((found["--maxmemory-policy"], found["--appendonly"]), ("noeviction", "yes"))
        self.assertIn("hints:/data", SERVICES["redis"]["volumes"])

    def test_keeps_the_facts_on_a_volume(self):
        named = {place.split(":")[0] for service in SERVICES.values() for place in service.get("volumes", [])}

        self.assertEqual({name for name in named if not name.startswith(".")}, set(COMPOSE["volumes"]))
        self.assertEqual(SERVICES["postgres"]["volumes"], ["database:/var/lib/postgresql"])

    def test_mounts_only_what_is_there(self):
        mounted = [
            place.split(":")[0]
            for service in SERVICES.values()
            for place in service.get("volumes", [])
            if place.startswith(".")
        ]

        self.assertEqual(mounted, ["./docker/Caddyfile"])
        self.assertIs((compose.ROOT / mounted[0]).is_file(), True)
