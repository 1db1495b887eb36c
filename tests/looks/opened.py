"""What a page holds closed: menus, definitions, folds and dialogs, found on the page and opened one by one."""

import re
from collections.abc import Iterator

from tests.looks.look import COLOURS, geometry, shoot, violations
from tests.looks.site import NARROW, WIDE

# What a details element is called: by its summary; figures differ from row to row.
LABEL = "(el) => (el.querySelector('summary').getAttribute('aria-label') || el.querySelector('summary').innerText)"


def opened(page, name: str, seen: set[str]) -> Iterator[str]:
    """Open each thing that was not seen before, wide and narrow; yield what is wrong with it."""
    page.evaluate("() => { window.hadFocus = document.activeElement; }")
    address = re.sub(r"\d+", "", page.url.split("?")[0].split("/", 3)[3])
    for size, width, scheme in (("1440", WIDE, "light"), ("390", NARROW, "dark")):
        page.set_viewport_size(width)
        page.emulate_media(color_scheme=scheme)
        for place, drop in enumerate(page.query_selector_all("details")):
            summary = drop.query_selector("summary")
            if not summary.is_visible():
                continue
            label = re.sub(r"\W*\d\W*", " ", drop.evaluate(LABEL)).strip()
            where = "top" if drop.evaluate("(el) => Boolean(el.closest('.top'))") else address
            if f"{size} {where} {label}" in seen:
                continue
            seen.add(f"{size} {where} {label}")
            title = f"{name}-{re.sub(r'[^a-z0-9]+', '-', label.lower()).strip('-')[:32] or place}"
            yield from (f"{title}: {fault}" for fault in one(page, drop, summary, f"{title}-{size}-{scheme}"))
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    yield from dialogs(page, name, seen)
    page.evaluate("() => (window.hadFocus === document.body ? document.activeElement.blur() : hadFocus.focus())")


def one(page, drop, summary, picture: str) -> Iterator[str]:
    was_open = drop.evaluate("(el) => el.open")
    if not was_open:
        summary.focus()
        page.keyboard.press("Enter")
    drop.evaluate("(el) => el.setAttribute('data-looked-at', '')")
    yield from violations(page, "[data-looked-at]", None if "light" in picture else COLOURS)
    yield from geometry(page)
    shoot(page, picture, whole=False)
    drop.evaluate("(el) => el.removeAttribute('data-looked-at')")
    if was_open:
        return
    closes_by_escape = drop.evaluate("(el) => 'drop' in el.dataset || 'form' in el.dataset")
    page.keyboard.press("Escape" if closes_by_escape else "Enter")
    if drop.evaluate("(el) => el.open"):
        yield "it does not close by the keyboard"
    elif not summary.evaluate("(el) => el === document.activeElement"):
        yield "closing it does not bring the focus back"


def dialogs(page, name: str, seen: set[str]) -> Iterator[str]:
    """Open the dialogs that already have their words."""
    for dialog in page.query_selector_all("dialog:not([open])"):
        words = (dialog.text_content() or "").strip()
        key = "dialog " + re.sub(r"\W+", " ", words)[:60]
        if not words or key in seen:
            continue
        seen.add(key)
        title = f"{name}-dialog-{len([one for one in seen if one.startswith('dialog')])}"
        dialog.evaluate("(el) => el.showModal()")
        for size, width in (("1440", WIDE), ("390", NARROW)):
            page.set_viewport_size(width)
            yield from (f"{title}: {fault}" for fault in violations(page, "dialog[open]"))
            yield from (f"{title}: {fault}" for fault in geometry(page))
            shoot(page, f"{title}-{size}-light")
        page.emulate_media(color_scheme="dark")
        yield from (f"{title} dark: {fault}" for fault in violations(page, "dialog[open]", COLOURS))
        shoot(page, f"{title}-390-dark")
        page.emulate_media(color_scheme="light")
        dialog.evaluate("(el) => el.close()")
    page.set_viewport_size(WIDE)
