"""What the rules of the house are asked of: the project's own files, with or without git."""

import ast
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ["callcenter", "calllog", "dispositions", "followups", "reports", "demo"]
# What machines make; the same as .gitignore says, for a copy that came without git.
MADE = {".venv", "var", "artifacts", "staticfiles", "node_modules", ".git", "__pycache__", ".hypothesis"}


@cache
def listed() -> tuple[str, ...]:
    """List the project's own files, what is not committed yet included."""
    if (ROOT / ".git").exists():
        words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        asked = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
        if asked.returncode == 0:
            names = (name for name in asked.stdout.split("\0") if name)
            return tuple(sorted(name for name in names if (ROOT / name).is_file()))
    return tuple(sorted(walked()))


def walked() -> Iterator[str]:
    """Walk the folder as an export of the project without git has it."""
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in MADE and not name.endswith("_cache")]
        for name in files:
            if not name.endswith(".pyc") and name != ".env" and not name.startswith("celerybeat-schedule"):
                yield str((Path(folder) / name).relative_to(ROOT))


def files(*endings: str, vendored: bool = False) -> list[Path]:
    """List the project's own files with one of the endings; at least one must be there."""
    found = [
        ROOT / name for name in listed() if name.endswith(endings) and (vendored or "vendor" not in Path(name).parts)
    ]
    assert found, f"No file ends in {endings}: the rule would be asked of nothing."
    return found


def product(*, migrations: bool = False) -> list[Path]:
    """List the modules of the program itself."""
    return [
        path
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in ROOMS and (migrations or "migrations" not in path.parts)
    ]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def dotted(node: ast.AST) -> str:
    """Return a.b.c of an attribute, with () where a call stands in between."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "?"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node
