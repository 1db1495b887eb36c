"""What no module of the program may say, each with the reason and with an example that must be found."""

from typing import NamedTuple

from tests.house.finders import (
    Finder,
    assigned,
    called,
    eager_logging,
    imported,
    keyword,
    lookups_of_others,
    naive_moments,
)


class Ban(NamedTuple):
    """A rule; `found` yields the lines that break it, `allowed` names the places that may, with the reason."""

    name: str
    why: str
    example: str
    found: Finder
    allowed: dict[str, str] = {}


TERMINAL = "speaks to a terminal"
BANS = [
    Ban(
        "mark_safe",
        "what people typed would run as markup",
        "DOT = mark_safe(x)",
        called(r"(^|\.)(mark_safe|SafeString)$"),
        {"dispositions/timeline.py": "a dot between two texts, a constant"},
    ),
    Ban(
        "every field",
        "a field that comes later would be shown or written by itself",
        "fields = '__all__'",
        assigned("fields", "__all__"),
    ),
    Ban(
        "a task inside the transaction",
        "the worker would look before the commit: delay_on_commit",
        "send.delay(1)",
        called(r"\.(delay|apply_async|send_task)$"),
    ),
    Ban(
        "a date in the broker",
        "Redis holds hints only, and such a message is delivered again and again",
        "f(countdown=3)",
        keyword("eta", "countdown"),
    ),
    Ban(
        "eager logging",
        "lazy arguments cost nothing below the level and keep lines alike",
        "logger.info(f'{x}')",
        eager_logging,
    ),
    Ban(
        "print",
        "a server's words go through its log",
        "print(1)",
        called(r"^print$"),
        {
            "callcenter/embedded/__main__.py": TERMINAL,
            "callcenter/embedded/commands.py": TERMINAL,
            "callcenter/embedded/keeper.py": "speaks to its starter through a pipe",
            "callcenter/embedded/runner.py": TERMINAL,
        },
    ),
    Ban(
        "csv writer",
        "a cell that begins with = is a formula: the one safe writer escapes it",
        "csv.writer(f)",
        called(r"(^|\.)(csv\.writer|DictWriter)$"),
    ),
    Ban(
        "pickle",
        "whoever can write it can run anything",
        "import pickle",
        imported(r"^(pickle|marshal|shelve|dill)\b"),
    ),
    Ban(
        "yaml.load",
        "it makes objects of any class",
        "yaml.load(x)",
        called(r"(^|\.)yaml\.(load|unsafe_load|full_load)$"),
    ),
    Ban(
        "unverified TLS",
        "whoever stands between reads along",
        "get(verify=False)",
        keyword("verify", value=False),
    ),
    Ban(
        "another HTTP client",
        "what goes out passes the one place that refuses inner addresses",
        "import requests",
        imported(r"^(requests|urllib\.request|urllib3|aiohttp)\b"),
    ),
    Ban(
        "a shell",
        "words of others would be read as commands",
        "run(shell=True)",
        keyword("shell", value=True),
    ),
    Ban(
        "eval",
        "words of others would be read as code",
        "eval(x)",
        called(r"^(eval|exec|compile)$|^os\.(system|popen)$"),
    ),
    Ban(
        "a moment without zone",
        "it means another moment on another machine",
        "datetime.now()",
        naive_moments,
    ),
    Ban(
        "a lookup out of a request",
        "its keys could walk to any column",
        "x.filter(**request.GET)",
        lookups_of_others,
    ),
]


class TextBan(NamedTuple):
    """The same for templates and scripts, as a pattern over their text."""

    pattern: str
    why: str
    example: str


INLINE_SCRIPT = r"<script(?![^>]*\b(?:src|nonce|type=\"application/json\"))[^>]*>"
MARKUP = r"\.(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML"
TEXT_BANS = [
    TextBan(r"\|\s*safe\b|autoescape off", "what people typed would run as markup", "{{ note|safe }}"),
    TextBan(r"\son\w+=[\"']", "the policy forbids inline handlers", '<a onclick="go()">'),
    TextBan(r"\sstyle=[\"']", "the policy forbids inline styles", '<p style="color: red">'),
    TextBan(INLINE_SCRIPT, "the policy forbids inline scripts", "<script>go()</script>"),
    TextBan(MARKUP, "what people typed would run as markup", "box.innerHTML = note"),
    TextBan(r"\bnew Function\(|\beval\(", "words of others would be read as code", "eval(note)"),
]
