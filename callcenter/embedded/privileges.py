"""How PostgreSQL, which refuses to run as root, is started by root."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callcenter.embedded.errors import EmbeddedFailure

NOBODY = 65534


@dataclass(frozen=True)
class Launch:
    """The words before a command and the options of `Popen` that give it the right user."""

    prefix: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    user: int = -1

    def run(self, command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.prefix, *map(str, command)], text=True, capture_output=True, cwd="/", **self.options, **options
        )

    def reaches(self, program: Path, folder: Path) -> bool:
        """Tell whether this user can run the program and write into the folder."""
        try:
            probe: list[str | Path] = [
                "/bin/sh",
                "-c",
                '"$0" --version && test -w "$1" && test -x "$1"',
                program,
                folder,
            ]
            return self.run(probe, timeout=20).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False


def launch_for(folder: Path, program: Path) -> Launch:
    """Choose the user for a server whose data lies in the folder, and hand the folder to that user."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() != 0:
        if folder.stat().st_uid != os.geteuid():
            raise EmbeddedFailure(
                f"The data in {folder} belongs to another user: run as that user, or delete the folder to begin anew."
            )
        return Launch()

    user = folder.stat().st_uid or NOBODY
    plain = Launch(options={"user": user, "group": user, "extra_groups": []}, user=user)
    try:
        os.chown(folder, user, user)
    except OSError:
        raise EmbeddedFailure(_NO_WAY) from None
    if plain.reaches(program, folder):
        return plain
    # The folders above may be closed to that user (/root is): it keeps the one capability that passes them.
    if setpriv := shutil.which("setpriv"):
        kept = "-all,+dac_override"
        passing = Launch(
            prefix=(
                *(setpriv, "--securebits=+no_setuid_fixup", f"--reuid={user}", f"--regid={user}", "--clear-groups"),
                # A change of user makes the kernel forget what was asked for before it.
                *("--pdeathsig", "INT"),
                *(f"--inh-caps={kept}", f"--ambient-caps={kept}", f"--bounding-set={kept}"),
            ),
            user=user,
        )
        if passing.reaches(program, folder):
            return passing
    raise EmbeddedFailure(_NO_WAY)


_NO_WAY = (
    "PostgreSQL refuses to run as root and no unprivileged user can reach this folder: "
    "run as an ordinary user, move the project to a folder others may enter, "
    "or set DATABASE_URL to a server of your own."
)
