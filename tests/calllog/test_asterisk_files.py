from unittest import TestCase
from zoneinfo import ZoneInfo

from calllog.sources.asterisk_files import CDR_COLUMNS, BadLine, Row, moment_of, read_rows

BERLIN = ZoneInfo("Europe/Berlin")
LINE = (
    '"acme","+12015550123","700","from-trunk","""Ann"" <+12015550123>","PJSIP/trunk-0a1f","PJSIP/8007-0a22","Queue",'
    '"sales-en","{start}","","2026-10-25 02:31:00",60,0,"NO ANSWER","DOCUMENTATION","1795342499.4410","",,'
    '"1795342499.4410",101\n'
)


def rows(*lines):
    return list(read_rows(lines, CDR_COLUMNS, BERLIN))


class ALine(TestCase):
    def test_is_read_with_its_quotes_and_its_local_time(self):
        row = rows(LINE.format(start="2026-07-01 10:00:00"))[0]

        self.assertEqual((row.get("clid"), row.moments["start"]), ('"Ann" <+12015550123>', 1782892800.0))

    def test_of_the_hour_that_came_twice_is_uncertain(self):
        self.assertIs(rows(LINE.format(start="2026-10-25 02:30:00"))[0].uncertain, True)

    def test_of_another_hour_of_that_night_is_not(self):
        self.assertIs(rows(LINE.format(start="2026-10-25 00:30:00").replace("02:31", "00:31"))[0].uncertain, False)

    def test_that_breaks_off_is_told_with_its_reason(self):
        self.assertEqual(rows('"acme","+1201\n'), [BadLine(1, "unexpected end of data")])

    def test_with_too_few_columns_is_told(self):
        self.assertEqual(rows("garbage\n"), [BadLine(1, "1 of 21 columns")])

    def test_with_no_time_is_told(self):
        self.assertEqual(rows(LINE.format(start="yesterday")), [BadLine(1, "no time in start")])

    def test_after_a_bad_one_is_read(self):
        found = rows("garbage\n", LINE.format(start="2026-07-01 10:00:00"))

        self.assertEqual([type(one) for one in found], [BadLine, Row])

    def test_of_headings_is_left_out(self):
        self.assertEqual(rows(",".join(CDR_COLUMNS) + "\n"), [])


class AMoment(TestCase):
    def test_with_a_zone_of_its_own_needs_no_other(self):
        self.assertEqual(moment_of("2026-10-25T02:30:00+02:00", BERLIN), (1792888200.0, False))

    def test_may_be_an_epoch(self):
        self.assertEqual(moment_of("1795342499.5", BERLIN), (1795342499.5, False))

    def test_that_the_clock_jumped_over_is_the_hour_before(self):
        self.assertEqual(moment_of("2026-03-29 02:30:00", BERLIN), (1774747800.0, False))
