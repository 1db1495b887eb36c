#!/usr/bin/env python3
"""Fetch the vendored browser libraries again by `npm pack` and compare them with what is committed.

`bin/vendor.py` verifies; `bin/vendor.py --write` writes the files and their SHA256 anew, after a version changed here.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
SERVED = PROJECT / "static" / "vendor"
# What only the tests load into a page; no part of the program.
TESTS = PROJECT / "tests" / "vendor"


class Package(NamedTuple):
    """One package of the npm registry and the files taken from it, by their path in the tarball."""

    name: str
    version: str
    folder: str
    files: tuple[str, ...]
    shelf: Path = SERVED

    @property
    def place(self) -> Path:
        """Return the folder that holds the files."""
        return self.shelf / f"{self.folder}-{self.version}"


PACKAGES = (
    Package("preact", "11.2.0", "preact", ("dist/preact.mjs", "hooks/dist/hooks.mjs")),
    Package("htm", "3.1.1", "htm", ("dist/htm.mjs",)),
    Package("@preact/signals", "2.11.4", "preact-signals", ("dist/signals.mjs",)),
    Package("@preact/signals-core", "1.14.5", "preact-signals-core", ("dist/signals-core.mjs",)),
    Package("axe-core", "4.14.1", "axe-core", ("axe.min.js", "LICENSE-3RD-PARTY.txt"), TESTS),
)


def fetch(package: Package, room: Path) -> dict[str, bytes]:
    """Return the wanted files and the licence, by the name they have here."""
    room.mkdir()
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch the packages; serving them needs nothing.")
    npm_pack = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(room)]
    subprocess.run(
        [*npm_pack, f"{package.name}@{package.version}"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found: dict[str, bytes] = {}
    with tarfile.open(next(room.glob("*.tgz"))) as tarball:
        for path in (*package.files, "LICENSE"):
            member = tarball.extractfile(f"package/{path}")
            if member is None:
                sys.exit(f"{package.name} {package.version} has no {path}.")
            found[Path(path).name] = member.read()
    return found


def sums(files: dict[str, bytes]) -> str:
    """Return the lines of a SHA256 file."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Replace the folder by these files and their sums."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "SHA256").write_text(sums(files))


def differs(folder: Path, files: dict[str, bytes]) -> bool:
    """Tell whether what is committed is not what the registry has."""
    here = {path.name: path.read_bytes() for path in folder.glob("*") if path.name != "SHA256"}
    return here != files or (folder / "SHA256").read_text() != sums(files)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the files instead of comparing them")
    wanted = parser.parse_args().write
    wrong = []
    with tempfile.TemporaryDirectory() as room:
        for package in PACKAGES:
            folder = package.place
            files = fetch(package, Path(room) / package.folder)
            if wanted:
                write(folder, files)
            elif not folder.is_dir() or differs(folder, files):
                wrong.append(folder.name)
            print(f"{folder.name}: {', '.join(sorted(files))}")
    if wrong:
        sys.exit(f"Not as in the registry: {', '.join(wrong)}.")


if __name__ == "__main__":
    main()
