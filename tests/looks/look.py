"""What is asked of everything that is looked at, and the pictures of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.looks.site import NARROW, WIDE

BASE = Path(settings.BASE_DIR)
PICTURES = BASE / "artifacts" / "looks"
SCRIPTS = Path(__file__).parent / "scripts"
AXE = next((BASE / "tests" / "vendor").glob("axe-core-*/axe.min.js")).read_text(encoding="utf-8")
LONGER = (SCRIPTS / "lengthen.js").read_text(encoding="utf-8")
GEOMETRY = (SCRIPTS / "geometry.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# Parts whose markup is another's, with the reason; axe leaves them out, everything else looks at them too.
FOREIGN = {"#swagger-ui": "the API's documentation is drawn by Swagger UI, as packaged"}
# Between light and dark nothing changes but colours.
COLOURS = ["color-contrast", "link-in-text-block"]
# And between wide and narrow nothing but places.
TOUCH = ["target-size", "scrollable-region-focusable", "bypass", "aria-hidden-focus"]
WORDS = r"() => document.body.innerText.replace(/\d|\s/g, '')"
MOVING = "(foreign) => document.getAnimations().some(({effect}) => !effect.target?.closest(foreign))"
RUN = """([part, foreign, only, levels]) => axe.run({include: [part || 'html'], exclude: foreign}, {
  resultTypes: ['violations'],
  runOnly: only ? {type: 'rule', values: only} : {type: 'tag', values: levels},
  rules: only ? {} : {'target-size': {enabled: true}},
}).then(({violations}) => violations.flatMap(({id, help, nodes}) => nodes.map(({target, failureSummary}) =>
  `${id}, ${help}: ${target.flat().join(' ')} (${failureSummary.split('\\n').slice(1).join(' ').trim()})`)))"""


def violations(page, part: str = "", only: list[str] | None = None) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA on a page or a part of it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, [part, list(FOREIGN), only, LEVELS])


def geometry(page, width: int = 0) -> list[str]:
    """Return what sticks out, is cut off or lies over something else, at a width."""
    if width:
        page.set_viewport_size({"width": width, "height": 900})
    return [f"{page.viewport_size['width']} px: {fault}" for fault in page.evaluate(GEOMETRY)]


def lengthened(page, *widths: int) -> list[str]:
    """Make every word a third longer and return what no longer has room."""
    page.evaluate(LONGER)
    return [f"a third longer, {fault}" for width in widths for fault in geometry(page, width)]


def shoot(page, name: str, *, whole: bool = True) -> None:
    """Keep a picture of the page, or of what of it is on the screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def clear() -> None:
    """Take away the pictures of the run before."""
    shutil.rmtree(PICTURES, ignore_errors=True)


def look(page, name: str) -> Iterator[str]:
    """Yield everything wrong with what stands on a page, wide and narrow, light and dark; takes two pictures."""
    # The bar stays on top of what was scrolled; that hides nothing for good.
    page.evaluate("() => scrollTo(0, 0)")
    yield from (f"1440 light: {fault}" for fault in violations(page))
    yield from geometry(page, 1440)
    shoot(page, f"{name}-1440-light")
    words = page.evaluate(WORDS)
    page.emulate_media(color_scheme="dark", forced_colors="active")
    forced = page.evaluate(WORDS)
    page.emulate_media(color_scheme="dark", forced_colors="none")
    # What a page brought by itself meanwhile stands there without the forced colours as well.
    if forced not in {words, page.evaluate(WORDS)}:
        yield "forced colours take words away"
    page.set_viewport_size(NARROW)
    yield from (f"390 dark: {fault}" for fault in violations(page, only=COLOURS + TOUCH))
    yield from geometry(page)
    shoot(page, f"{name}-390-dark")
    page.emulate_media(color_scheme="light")
    if page.evaluate(MOVING, ", ".join(FOREIGN)):
        yield "something moves although less motion was asked for"
    # The least width a page has to bear, a wide screen at 200 %, and the wide screen itself.
    yield from lengthened(page, 320, 720, 1440)
    page.set_viewport_size(WIDE)
