"""Processes that do not outlive the one that started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
LINUX = sys.platform.startswith("linux")


def spawn(
    command: Sequence[str], *, orphaned: int = signal.SIGTERM, typed: bytes = b"", **options: Any
) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, so that only its parent decides when it ends.

    On Linux it gets the signal `orphaned` when the calling thread is gone; call it from the main thread.
    """
    stdin = subprocess.PIPE if typed else subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=stdin, start_new_session=True, preexec_fn=_when_orphaned(orphaned, os.getpid()), **options
    )
    if process.stdin:
        with process.stdin:
            process.stdin.write(typed)
    return process


def end(process: subprocess.Popen[bytes] | int, first: int, *, patience: float, last: int = signal.SIGKILL) -> None:
    """Ask a process to end; what is left of its group after the given seconds is made to."""
    pid = process if isinstance(process, int) else process.pid
    for number, seconds in ((first, patience), (last, 5.0), (signal.SIGKILL, 5.0)):
        if _gone(process):
            break
        _send(os.kill, pid, number)
        deadline = time.monotonic() + seconds
        while not _gone(process) and time.monotonic() < deadline:
            time.sleep(0.05)
    _send(os.killpg, pid, signal.SIGKILL)


def command_of(pid: int) -> str:
    """Return the words of a running process, nothing when it has ended."""
    if not LINUX:
        return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], text=True, capture_output=True).stdout
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _gone(process: subprocess.Popen[bytes] | int) -> bool:
    return not command_of(process) if isinstance(process, int) else process.poll() is not None


def _send(way: Callable[[int, int], None], pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        way(pid, number)


def _when_orphaned(number: int, parent: int) -> Callable[[], None] | None:
    """Return what a child does between fork and exec to be told when its parent was killed."""
    if not LINUX:
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return ask
