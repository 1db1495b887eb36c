"""One thing to look at."""

from collections.abc import Callable
from typing import Any, NamedTuple

Page = Any
Step = Callable[[Page], None]


class View(NamedTuple):
    """A page as somebody sees it, after something was done on it."""

    name: str
    path: str
    who: str = ""
    status: int = 200
    # Before the page is asked for, and when it stands there.
    before: Step | None = None
    act: Step | None = None
    # What shows that a page that never comes to rest is ready to be looked at.
    settle: str = ""
    # Pieces of what the browser complains about and that belongs to what is shown.
    expected: tuple[str, ...] = ()
    # What goes away by itself after some seconds stays, to be looked at.
    still: bool = False
    language: str = "en"
    # How many forms that write stand on it.
    forms: int = 0

    @property
    def apart(self) -> bool:
        """Tell whether it needs a page of its own."""
        return bool(self.before or self.act or self.still)
