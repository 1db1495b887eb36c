"""Where the browser of the browser tests comes from."""

import os
import shutil
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
MISSING = "No Chromium here, so the story in the browser is NOT told: apt install chromium."


def find_chromium() -> str | None:
    """Return the system's browser, else the one Playwright keeps in the project."""
    for name in ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser"):
        if found := shutil.which(name):
            return found
    kept = sorted((PROJECT / "var" / "playwright").glob("chromium-*/chrome-*/chrome"))
    return str(kept[-1]) if kept else None


# Nothing but the pages of the test: no drawing by a graphics card that is not there, no talk to anybody else.
FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def chromium_options(executable: str) -> dict[str, Any]:
    """Return what Playwright's `launch` needs; Chromium refuses its sandbox to root."""
    return {"executable_path": executable, "args": [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]}
