from itertools import pairwise
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from reports.charts import HEIGHT, ceiling, mix, spark, stacked

columns = st.lists(st.lists(st.integers(0, 5_000), min_size=3, max_size=3), min_size=1, max_size=45)


class AStack(TestCase):
    @given(columns)
    def test_bars_stay_on_the_sheet_and_beside_each_other(self, columns):
        bars = stacked(columns).bars
        edges = [edge for bar in bars for edge in (bar.x, bar.x + bar.width)]

        self.assertEqual(edges, sorted(edges))
        self.assertTrue(all(-0.01 <= edge <= 100.01 for edge in edges))
        self.assertTrue(all(0 <= bar.top <= HEIGHT for bar in bars))

    @given(columns)
    def test_every_part_that_is_not_empty_is_drawn(self, columns):
        drawn = [sorted(piece.index for piece in bar.pieces) for bar in stacked(columns).bars]

        self.assertEqual(drawn, [[at for at, value in enumerate(column) if value] for column in columns])

    def test_a_folded_weekend_leaves_one_narrow_gap(self):
        chart = stacked([[1], [0], [0], [1]], [False, True, True, False])

        self.assertEqual([bar.index for bar in chart.bars], [0, 3])

    @given(st.integers(0, 10**7))
    def test_the_scale_counts_whole_calls_and_reaches_the_highest(self, highest):
        step, top = ceiling(highest)

        self.assertEqual(top % step, 0)
        self.assertGreaterEqual(top, highest)
        self.assertLessEqual(top // step, 4)


class AMix(TestCase):
    @given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
    def test_parts_do_not_overlap(self, parts):
        pieces = mix(parts)

        self.assertTrue(all(a.x + a.width <= b.x + 0.02 for a, b in pairwise(pieces)))


class ASpark(TestCase):
    def test_two_values_make_no_line(self):
        self.assertIsNone(spark([1, None, 2]))

    def test_a_figure_that_never_moved_runs_through_the_middle(self):
        self.assertEqual(spark([4, 4, 4]).y, 14)
