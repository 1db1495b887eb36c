"""From stop to stop with the Tab key: every control is reached, in order, and shows that it has the focus."""

from tests.looks.look import SCRIPTS

FOCUS = (SCRIPTS / "focus.js").read_text(encoding="utf-8")
# A field for a date or a time has a stop for each of its parts.
MORE = 12


def tab_through(page) -> list[str]:
    """Return what is wrong on the way of the Tab key through a page."""
    page.evaluate(FOCUS)
    begun = page.evaluate("() => focusWalk.start()")
    faults = list(begun["faults"])
    for _ in range(begun["count"] + MORE * 6):
        page.keyboard.press("Tab")
        here = page.evaluate("() => focusWalk.step()")
        faults += here["faults"]
        if here["end"]:
            break
    else:
        faults.append("the Tab key does not come back to the start")
    return faults + page.evaluate("() => focusWalk.rest()")
