from unittest import TestCase

from reports.changes import grown, longer, moved, percent, points


class AFigureInWords(TestCase):
    def test_a_share_is_rounded_not_cut(self):
        self.assertEqual(percent(100 * 5 / 9), "55.6 %")

    def test_a_share_of_nothing_is_a_dash(self):
        self.assertEqual(percent(None), "–")

    def test_a_fall_has_a_true_minus(self):
        self.assertEqual(points(10.0, 12.26), "−2.3")

    def test_growth_is_told_from_the_number_before(self):
        self.assertEqual((grown(31, 30).much, grown(31, 30).words), ("▲ 3.3 %", "from 30"))

    def test_growth_from_nothing_has_no_per_cent(self):
        self.assertEqual(grown(31, 0).much, "")

    def test_what_rounds_to_no_change_has_no_direction(self):
        self.assertEqual(moved(50.01, 50.0).much, "±0")

    def test_a_length_moves_by_seconds(self):
        self.assertEqual(longer(21.4, 27.9).much, "▼ 0:06")
