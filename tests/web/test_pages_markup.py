import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text()))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
class TestATemplate:
    def test_asks_only_for_icons_of_the_sprite(self, path):
        asked = {f"i-{icon}" for icon in re.findall(r'{% icon "([^"]+)"', path.read_text())}

        assert asked - SYMBOLS == set()

    def test_has_no_inline_style_or_handler(self, path):
        assert re.search(r'\sstyle=["\']|\son[a-z]+=["\']|<style', path.read_text()) is None

    def test_has_no_script_without_a_nonce(self, path):
        scripts = re.findall(r"<script\b[^>]*>", path.read_text())

        assert [tag for tag in scripts if "nonce=" not in tag] == []


@pytest.mark.parametrize("path", STYLES, ids=name)
class TestAStylesheet:
    def test_declares_the_layers_in_order(self, path):
        assert "@layer reset, tokens, base, components, utilities;" in path.read_text()

    def test_stays_under_four_hundred_lines(self, path):
        assert path.read_text().count("\n") < 400

    def test_imports_nothing(self, path):
        assert "@import" not in path.read_text()


def test_every_category_has_a_mark_in_the_sprite():
    from callcenter.web.templatetags.aftercall import MARKS

    assert {f"m-{mark}" for mark in MARKS.values()} - SYMBOLS == set()
