"""Pages of a list, walked forth and back over rows that are alike, while others come in between."""

import base64
import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from callcenter.api.paging import CursorUnreadable, keyset_page
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.by_hand import by_hand_source
from calllog.models import Call
from tests.properties.profiles import Told, examples
from tests.properties.world import office

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEWEST_FIRST, OLDEST_FIRST = ("-started_at", "-pk"), ("started_at", "pk")
# Few moments for many calls, so that most of them tie.
MOMENTS = st.lists(st.integers(0, 3), max_size=25)


class Pages(Told, TestCase):
    @classmethod
    def setUpTestData(cls):
        _, cls.acme = office()
        with tenant_scope(cls.acme):
            cls.source = by_hand_source()

    def add(self, moments, mark=""):
        held = Call.objects.count()
        return Call.objects.bulk_create(
            Call(
                source=self.source,
                external_id=f"{mark}{held + place}",
                direction="inbound",
                status="missed",
                started_at=NOON + timedelta(seconds=moment),
            )
            for place, moment in enumerate(moments)
        )

    def walk(self, order, size, back=False, between=lambda: None):
        """Return every row seen from one end to the other, page by page."""
        seen, cursor = [], None
        if back:
            while (page := keyset_page(Call.objects.all(), order, cursor, size)).next:
                cursor = page.next
            seen, cursor = [row.pk for row in page.rows], page.previous
        while not back or cursor:
            page = keyset_page(Call.objects.all(), order, cursor, size)
            self.assertLessEqual(len(page.rows), size)
            found = [row.pk for row in page.rows]
            seen = found + seen if back else seen + found
            cursor = page.previous if back else page.next
            between()
            if not cursor:
                break
        return seen

    @examples(60, sample=8)
    @given(MOMENTS, st.integers(1, 9), st.sampled_from([NEWEST_FIRST, OLDEST_FIRST]))
    def test_show_every_row_once_forth_and_back(self, moments, size, order):
        with tenant_scope(self.acme):
            self.add(moments)
            expected = list(Call.objects.order_by(*order).values_list("pk", flat=True))

            self.assertEqual((self.walk(order, size), self.walk(order, size, back=True)), (expected, expected))

    @examples(40, sample=5)
    @given(MOMENTS, st.integers(1, 5), st.lists(st.integers(-1, 4), min_size=1, max_size=3), st.booleans())
    def test_lose_and_repeat_nothing_while_rows_come_in(self, moments, size, new, back):
        with tenant_scope(self.acme):
            there = {row.pk for row in self.add(moments)}
            turns = iter(range(12))

            def between():
                if next(turns, None) is not None:
                    self.add(new, "new-")

            seen = self.walk(NEWEST_FIRST, size, back, between)
            expected = list(Call.objects.order_by(*NEWEST_FIRST).values_list("pk", flat=True))

            self.assertEqual(len(seen), len(set(seen)))
            self.assertLessEqual(there, set(seen))
            self.assertEqual(seen, [pk for pk in expected if pk in set(seen)])


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.datetimes().map(str)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


class ADamagedCursor(Told, TestCase):
    @classmethod
    def setUpTestData(cls):
        _, cls.acme = office()
        with tenant_scope(cls.acme):
            source = by_hand_source()
            facts = {"source": source, "direction": "inbound", "status": "missed", "started_at": NOON}
            for place in range(3):
                Call.objects.create(external_id=str(place), **facts)
            cls.cursor = keyset_page(Call.objects.all(), NEWEST_FIRST, None, 1).next

    def try_out(self, cursor):
        """Ask for the page: it comes, or the refusal that says so."""
        with tenant_scope(self.acme):
            try:
                keyset_page(Call.objects.all(), NEWEST_FIRST, cursor, 2)
            except CursorUnreadable as refusal:
                self.assertEqual(refusal.status, 400)

    @examples(120, sample=15)
    @given(st.integers(0, 200), st.characters(codec="utf-8"))
    def test_of_which_one_sign_changed_is_read_or_refused(self, place, sign):
        at = place % len(self.cursor)
        self.try_out(self.cursor[:at] + sign + self.cursor[at + 1 :])

    @examples(120, sample=15)
    @given(st.one_of(JSON, st.lists(JSON, min_size=3, max_size=3)))
    def test_that_holds_something_else_is_read_or_refused(self, content):
        self.try_out(base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("="))

    @examples(80, sample=10)
    @given(st.text(max_size=60))
    def test_that_is_any_text_is_read_or_refused(self, text):
        self.try_out(text)

    def test_that_nests_without_end_is_refused(self):
        with tenant_scope(self.acme), self.assertRaises(CursorUnreadable):
            deep = base64.urlsafe_b64encode(("[" * 3_000).encode()).decode()
            keyset_page(Call.objects.all(), NEWEST_FIRST, deep, 2)
