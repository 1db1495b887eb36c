"""Which variables of the environment the program reads, and which of them .env.example tells of."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.house.ground import ROOT, calls, dotted, product, text_of, tree_of

SETTINGS = ROOT / "callcenter" / "settings.py"
READERS = re.compile(r"^(env(\.\w+)?|boolean|database|os\.environ\.get|os\.environ\.setdefault|os\.getenv)$")


def names(tree: ast.AST) -> Iterator[str]:
    """Yield every variable a module reads by name; the known beginning of one whose end is computed."""
    for called, node in calls(tree):
        if READERS.match(called) and node.args:
            yield from spelled(node.args[0])
    for part in ast.walk(tree):
        if isinstance(part, ast.Subscript) and dotted(part.value) == "os.environ":
            yield from spelled(part.slice)


def spelled(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


@cache
def read_by_settings() -> frozenset[str]:
    return frozenset(names(tree_of(SETTINGS)))


@cache
def read_by_product() -> frozenset[str]:
    """Name what any module reads; one variable per switch stands for all of its kind."""
    found = {name for path in product() for name in names(tree_of(path))}
    return frozenset(found | {name for name in told() if name.startswith("AMI_SECRET_")})


@cache
def told() -> frozenset[str]:
    return frozenset(re.findall(r"^([A-Z_0-9]+)=", text_of(ROOT / ".env.example"), re.MULTILINE))
