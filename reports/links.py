"""From a figure to exactly the calls behind it, in the words of the call list's filters."""

from collections.abc import Iterable
from datetime import date

from callcenter.api.filter_fields import MOST_VALUES
from dispositions.categories import Category
from dispositions.models import Code
from reports.filters import CODES, Selection

THEIRS = {"code_any", "code_all", "category"}


class Links:
    """Addresses of the calls behind the figures of one selection; None where the grammar has no words for them."""

    def __init__(self, selection: Selection, *, firsts: Iterable[Code], used: Iterable[Code]) -> None:
        """Take the codes that count in the selection: one it leaves out must not come back through a link."""
        self.selection, self.firsts, self.used = selection, list(firsts), list(used)

    def coded(self, first: date | None = None, last: date | None = None) -> str:
        """Return the coded calls of some days, by default of all."""
        return self._at(first, last, wrapped_up=["true"])

    def coded_by(self, membership_id: str) -> str | None:
        """Return the calls a member coded."""
        return self._at(None, None, coded_by=[membership_id]) if self._keeps_meaning(membership_id) else None

    def lacking(self) -> str:
        """Return the calls without a code."""
        period = self.selection.period
        return self.selection.drill(period.first, period.last, self.selection.lacking)

    def counting_as(self, categories: Iterable[str], first: date | None = None, last: date | None = None) -> str | None:
        """Return the calls that count first as one of the categories."""
        slugs = _slugs(self.firsts, categories)
        return self._at(first, last, primary=slugs) if 0 < len(slugs) <= MOST_VALUES else None

    def using(
        self, categories: Iterable[str], first: date | None = None, last: date | None = None, people: str = ""
    ) -> str | None:
        """Return the calls on which a code of the categories stands; or one that a member gave."""
        if people and not self._keeps_meaning(people):
            return None
        kinds = [category for category in categories if category != Category.UNCLASSIFIED]
        slugs = _slugs(self.used, kinds)
        more = {"coded_by": [people]} if people else {}
        if "code_any" not in self.selection.filters and 0 < len(slugs) <= MOST_VALUES:
            return self._at(first, last, code_any=slugs, **more)
        if "category" not in self.selection.filters and kinds:
            return self._at(first, last, category=kinds, **more)
        return None

    def band(self, categories: Iterable[str], first: date | None = None, last: date | None = None) -> str | None:
        """Return the calls behind a coloured part, as this selection counts."""
        find = self.using if self.selection.counts == CODES else self.counting_as
        return find(categories, first, last)

    def code(self, code: Code) -> str:
        """Return the calls behind a code's row, as this selection counts."""
        filters = self.selection.filters
        if self.selection.counts != CODES:
            return self._at(None, None, primary=[code.slug])
        if "code_any" in filters:
            return self._at(None, None, code_all=[*filters.get("code_all", ()), code.slug])
        return self._at(None, None, code_any=[code.slug])

    def uses(self, code: Code) -> str:
        """Return the calls on which a code stands, whatever counts first."""
        filters = self.selection.filters
        return self._at(None, None, code_all=[*filters.get("code_all", ()), code.slug])

    def _keeps_meaning(self, membership_id: str) -> bool:
        # Beside coded_by the filters by code mean that person's codes: another set of calls than the report's.
        filters = self.selection.filters
        return filters.get("coded_by") == [membership_id] or not THEIRS & filters.keys()

    def _at(self, first: date | None, last: date | None, **more: list[str]) -> str:
        period = self.selection.period
        return self.selection.drill(first or period.first, last or period.last, {**self.selection.filters, **more})


def _slugs(codes: Iterable[Code], categories: Iterable[str]) -> list[str]:
    wanted = set(categories)
    return sorted(code.slug for code in codes if code.category in wanted)
