"""Every place in the program that turns somebody away, found in its source: each can be taken out, one at a time."""

import ast
import gc
import inspect
import re
import sys
import types
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404

from callcenter.accounts.errors import Forbidden, KeyRefused, NotSignedIn
from callcenter.tenancy.errors import NotFound

ROOT = Path(settings.BASE_DIR)
ROOMS = ("callcenter", "calllog", "dispositions", "followups", "reports", "demo")
TURNS_AWAY = (Forbidden, KeyRefused, NotSignedIn, NotFound, PermissionDenied, Http404)
# Where a condition or a narrowing is the wall itself, whatever it is called.
ACCESS = "callcenter/accounts/access.py"
NARROWS_ACCESS = {"active"}
MARK = "__wall_passed__"


class Site(NamedTuple):
    """A place in a function, and how its source reads without it."""

    path: str
    function: str
    line: int
    what: str
    code: types.CodeType
    # Decorators make a function for each view: then each is a wall of its own.
    per_instance: bool

    def __str__(self):
        return f"{self.path}:{self.line} {self.function}: without {self.what}"


def sources():
    """Yield (path, tree) of every module of the program that is loaded."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if {"migrations", "embedded", "management"}.isdisjoint(path.parts):
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def sites():
    """List every site of the program."""
    trees = [*sources()]
    narrowing = frozenset(narrowing_methods(trees))
    return [site for path, tree in trees for site in sites_of(path, tree, narrowing)]


def narrowing_methods(trees):
    """Name the queryset methods that narrow rows to what a member may reach: those that take just the member."""
    for path, tree in trees:
        if path.name == "querysets.py":
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and [one.arg for one in node.args.args] == ["self", "membership"]:
                    yield node.name


def sites_of(path, tree, narrowing):
    """Yield the sites of one module."""
    module = sys.modules.get(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if module is None:
        return
    name = str(path.relative_to(ROOT))
    for node, function in inside_functions(tree):
        for what, without, captures in taken_out(node, function, name, narrowing, module):
            original = replace(node, without)
            code = code_of(compile(tree, str(path), "exec"), function)
            restore(node, original)
            yield Site(name, function, node.lineno, what, code, captures and "<locals>" in function)


def taken_out(node, function, path, narrowing, module):
    """Yield each way in which a node is a wall: its name, the node without it, and whether it is a view's own."""
    if isinstance(node, ast.If) and (refusal := refusal_of(node.body, module)):
        never = ast.BoolOp(ast.And(), [ast.Constant(False), node.test])
        yield f"“if {ast.unparse(node.test)}: raise {refusal}”", ast.If(never, node.body, node.orelse), True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        dropped = narrowing | (NARROWS_ACCESS if path == ACCESS else frozenset())
        if node.func.attr in dropped:
            yield f"“.{node.func.attr}({', '.join(map(ast.unparse, node.args))})”", node.func.value, False
        if path == ACCESS or path.endswith("api/wrapups.py"):
            for keyword in node.keywords:
                if node.func.attr == "filter" and keyword.arg in {"membership", "user_id"}:
                    rest = [one for one in node.keywords if one is not keyword]
                    yield f"“{ast.unparse(keyword)}”", ast.Call(node.func, node.args, rest), False
    wall = function.rpartition(".")[2] in narrowing | {"opens_with"}
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) and wall:
        # Each part of an “and” narrows; a part of an “or” that goes missing lets fewer through, not more.
        for operand in node.values:
            rest = [ast.Constant(True) if one is operand else one for one in node.values]
            yield f"“{ast.unparse(operand)}”", ast.BoolOp(node.op, rest), False


def refusal_of(body, module):
    """Return the name of what is raised at the end of a block, where that turns somebody away."""
    last = body[-1]
    if not isinstance(last, ast.Raise) or last.exc is None:
        return ""
    raised = last.exc.func if isinstance(last.exc, ast.Call) else last.exc
    kind = getattr(module, getattr(raised, "id", ""), None)
    return raised.id if inspect.isclass(kind) and kind in TURNS_AWAY else ""


def inside_functions(tree, function="", within=False):
    """Yield every node with the qualified name of the function around it."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = f"{function}{'.<locals>.' if within else '.' if function else ''}{child.name}"
            yield from inside_functions(child, inner, isinstance(child, ast.FunctionDef))
        else:
            if within:
                yield child, function
            yield from inside_functions(child, function, within)


def replace(node, other):
    """Let a node read like another one, and return what it was."""
    was = (type(node), dict(node.__dict__))
    other = ast.fix_missing_locations(ast.copy_location(other, node))
    node.__class__, node.__dict__ = type(other), dict(other.__dict__)
    return was


def restore(node, was):
    node.__class__, node.__dict__ = was


def code_of(module_code, function):
    """Find a function's code in that of its module."""
    waiting = [module_code]
    while waiting:
        code = waiting.pop()
        if code.co_qualname == function:
            return code
        waiting += [one for one in code.co_consts if isinstance(one, types.CodeType)]
    raise LookupError(function)


def live_functions(wanted):
    """Map (path, function) to the functions that run this source: several where a decorator makes one a view."""
    found = {place: [] for place in wanted}
    for thing in gc.get_objects():
        if type(thing) is types.FunctionType:  # asking a lazy object what it is would wake it
            code = thing.__code__
            if code.co_filename.startswith(str(ROOT)):
                place = (re.sub(r"^/", "", code.co_filename.removeprefix(str(ROOT))), code.co_qualname)
                if place in found:
                    found[place].append(thing)
    return found


@contextmanager
def witnessed(places, notice):
    """Let every function that holds a site call `notice` with its place, each time it runs."""
    trees = {str(path.relative_to(ROOT)): (path, tree) for path, tree in sources()}
    with ExitStack() as put_back:
        for (path, function), functions in live_functions(places).items():
            file, tree = trees[path]
            node = next(found for found, name in named_functions(tree) if name == function)
            call = ast.Expr(ast.Call(ast.Name(MARK, ast.Load()), [ast.Constant((path, function))], []))
            node.body.insert(0, ast.fix_missing_locations(ast.copy_location(call, node.body[0])))
            code = code_of(compile(tree, str(file), "exec"), function)
            del node.body[0]
            for one in functions:
                one.__globals__[MARK] = notice
                put_back.callback(setattr, one, "__code__", one.__code__)
                one.__code__ = code
        yield


def named_functions(tree, function="", within=False):
    """Yield every function with its qualified name."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = f"{function}{'.<locals>.' if within else '.' if function else ''}{child.name}"
            if isinstance(child, ast.FunctionDef):
                yield child, inner
            yield from named_functions(child, inner, isinstance(child, ast.FunctionDef))
        else:
            yield from named_functions(child, function, within)
