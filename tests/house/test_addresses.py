"""Pins, hosts and keys: nothing floats, and no file says where packages come from."""

import re

from django.test import SimpleTestCase

from tests.house.ground import ROOT, files, listed, name_of, text_of
from tests.tally import tell

PIN = re.compile(r"^(?P<name>[\w.-]+)(\[[\w,-]+\])?==\d+(\.\d+)*(; python_version < \"3\.\d+\")?$")
LOOSE = ["django>=5.2", "django", "django==5.*", "django @ file:///x", "-e .", "django~=5.2.1"]
ADDRESS = re.compile(
    r"\b(?:https?|wss?|ftp|git|ssh)(?:\+\w+)?://(?:[^\s/\"'`<>@]*@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
# Hosts that a file of this project may name, with the reason; names for examples and this machine's own need none.
HOSTS = {
    "www.w3.org": "names of XML vocabularies, fetched by nobody",
    "github.com": "where third-party files come from",
    "lucide.dev": "where third-party files come from",
    "preactjs.com": "where third-party files come from",
}
NO_HOST = re.compile(
    r"(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(com|org|net)$|^(127\.0\.0\.1|0\.0\.0\.0)$"
)
# Where packages come from is the business of the machine that fetches them.
REGISTRY = re.compile(
    r"index-url|extra-index|find-links|trusted-host|registry=|\bnpmrc\b|pypi\.org|pythonhosted|npmjs|yarnpkg"
    r"|artifactory|jfrog|GOPROXY",
    re.IGNORECASE,
)
# They carry the address of whichever registry the maker's machine used.
LOCKS = {"package-lock.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "Pipfile.lock", "pdm.lock"}
KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{36}\b|\bxox[bp]-\d{6,}|\bsk_live_\w+")
TEXTS = (".py", ".sh", ".md", ".txt", ".toml", ".yml", ".json", ".js", ".mjs", ".html", ".css", ".svg", ".po")
PLACES = ("Makefile", "Dockerfile", "Caddyfile", ".ci/run", ".example", "ignore")


def written():
    """List every text of the project's own but recordings of switches and this file, which names what it seeks."""
    found = [path for path in files(*TEXTS, *PLACES) if not name_of(path).startswith("sample/")]
    return [path for path in found if name_of(path) != "tests/house/test_addresses.py"]


def pins(name):
    lines = [line.strip() for line in text_of(ROOT / name).splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "-r requirements.txt"))]


class Requirements(SimpleTestCase):
    def test_are_pinned_to_one_version(self):
        wanted = pins("requirements.txt") + pins("requirements-dev.txt")

        self.assertGreater(len(wanted), 20)
        self.assertEqual([line for line in wanted if not PIN.match(line)], [])
        tell("house", rules=1)

    def test_are_named_once_and_in_order(self):
        ours, theirs = (
            [PIN.match(line)["name"].lower() for line in pins(name)]
            for name in ("requirements.txt", "requirements-dev.txt")
        )

        self.assertEqual((ours, theirs), (sorted(set(ours)), sorted(set(theirs))))
        self.assertEqual(set(ours) & set(theirs), set())

    def test_would_be_noticed_if_one_floated(self):
        self.assertEqual([line for line in LOOSE if PIN.match(line)], [])


class NoFile(SimpleTestCase):
    def test_names_a_registry(self):
        named = {name_of(path): found.group(0) for path in written() if (found := REGISTRY.search(text_of(path)))}

        self.assertEqual(named, {})
        tell("house", rules=1)

    def test_names_a_host_without_a_reason(self):
        named = {
            (name_of(path), host)
            for path in written()
            for host in ADDRESS.findall(text_of(path))
            if host not in HOSTS and not NO_HOST.search(host)
        }

        self.assertEqual(named, set(), "Declare it in HOSTS in tests/house/test_addresses.py, with the reason.")
        tell("house", rules=1)

    def test_is_a_lock_file_of_a_package_manager(self):
        self.assertEqual([name for name in listed() if name.rpartition("/")[2] in LOCKS], [])
        tell("house", rules=1)

    def test_holds_a_key(self):
        self.assertEqual([name_of(path) for path in written() if KEY.search(text_of(path))], [])
        tell("house", rules=1)
