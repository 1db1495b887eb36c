import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
SHELVES = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]
FOLDERS = sorted(folder for shelf in SHELVES for folder in shelf.iterdir())
FILES_OF_PAGES = [
    *(ROOT / "templates").rglob("*.html"),
    *(path for path in (ROOT / "static").rglob("*") if path.suffix in {".js", ".mjs", ".css", ".svg"}),
]
FOREIGN = re.compile(
    r"""(?:src|href)=["'](?:https?:)?//"""
    r"""|(?:from|import)\s*\(?["'](?:https?:)?//"""
    r"""|url\(["']?(?:https?:)?//"""
    r"""|unpkg\.com|jsdelivr\.net|cdnjs\.|esm\.sh|skypack\.dev|googleapis\.com"""
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
class TestAVendoredFolder:
    def test_holds_exactly_what_its_sums_say(self, folder):
        found = "".join(
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
            for path in sorted(folder.iterdir())
            if path.name != "SHA256"
        )

        assert found == (folder / "SHA256").read_text()

    def test_brings_its_licence(self, folder):
        assert (folder / "LICENSE").stat().st_size > 500

    def test_is_listed_among_the_third_party_files(self, folder):
        assert f"`{folder.relative_to(ROOT)}/`" in (ROOT / "THIRD_PARTY.md").read_text()

    def test_is_fetched_by_the_script(self, folder):
        name, _, version = folder.name.rpartition("-")

        assert f'"{version}", "{name}"' in (ROOT / "bin" / "vendor.py").read_text()


@pytest.mark.parametrize("path", FILES_OF_PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_loaded_from_elsewhere(path):
    assert FOREIGN.search(path.read_text()) is None


def test_the_licence_of_the_icons_is_there():
    assert "ISC License" in (ROOT / "static" / "icons.LICENSE.txt").read_text()


def test_what_the_tests_load_is_never_served():
    tests_only = {path.name for path in SHELVES[1].rglob("*.js")}
    served = {Path(path).name for finder in finders.get_finders() for path, _ in finder.list([])}

    assert tests_only
    assert not tests_only & served
