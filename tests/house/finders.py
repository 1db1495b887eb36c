"""Ways to find what must not be said, over a module's syntax tree; each yields the lines."""

import ast
import re
from collections.abc import Callable, Iterator

from tests.house.ground import calls, dotted

Finder = Callable[[ast.AST], Iterator[int]]
LOG_LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def called(pattern: str) -> Finder:
    """Find calls by their dotted name."""
    wanted = re.compile(pattern)
    return lambda tree: (node.lineno for name, node in calls(tree) if wanted.search(name))


def imported(pattern: str) -> Finder:
    """Find imports of a module or of a name from it."""
    wanted = re.compile(pattern)

    def find(tree: ast.AST) -> Iterator[int]:
        for node in ast.walk(tree):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            origin = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            yield from (node.lineno for alias in node.names if wanted.search(origin + alias.name))

    return find


def keyword(*names: str, value: object = ...) -> Finder:
    """Find keyword arguments, with one value or with any."""

    def find(tree: ast.AST) -> Iterator[int]:
        for _, node in calls(tree):
            for word in node.keywords:
                if word.arg in names and (value is ... or getattr(word.value, "value", ...) is value):
                    yield node.lineno

    return find


def assigned(name: str, value: str) -> Finder:
    """Find `name = "value"`."""

    def find(tree: ast.AST) -> Iterator[int]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and getattr(node.value, "value", None) == value:
                yield from (node.lineno for target in node.targets if dotted(target) == name)

    return find


def eager_logging(tree: ast.AST) -> Iterator[int]:
    """Find log calls whose text is put together before anybody wants to read it."""
    for name, node in calls(tree):
        owner, _, level = name.rpartition(".")
        if level in LOG_LEVELS and re.search(r"(^|\.)(logger|log|logging)$", owner) and node.args:
            text = node.args[0]
            formatted = isinstance(text, ast.Call) and dotted(text.func).endswith(".format")
            if isinstance(text, ast.JoinedStr | ast.BinOp) or formatted:
                yield node.lineno


def naive_moments(tree: ast.AST) -> Iterator[int]:
    """Find moments without a time zone."""
    zone_comes = {"datetime.now": 1, "datetime.fromtimestamp": 2}
    for name, node in calls(tree):
        if re.search(r"(datetime\.utcnow|datetime\.utcfromtimestamp|date\.today)$", name):
            yield node.lineno
        for ending, place in zone_comes.items():
            zoned = len(node.args) >= place or any(word.arg == "tz" for word in node.keywords)
            if name.endswith(ending) and not zoned:
                yield node.lineno


def lookups_of_others(tree: ast.AST) -> Iterator[int]:
    """Find lookups whose keys come out of a request."""
    for name, node in calls(tree):
        for word in node.keywords:
            taken = word.arg is None and re.search(r"request|\bdata\b|GET|POST", ast.unparse(word.value))
            if taken and name.endswith((".filter", ".get", ".exclude")):
                yield node.lineno
