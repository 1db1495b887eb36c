"""Numbers as people and switches write them."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from calllog import phone

# As typed, where, and what it is; from the numbering plans' documentation and drama ranges.
WRITTEN = [
    ("(201) 555-0123", "US", "+12015550123"),
    ("0044 20 7946 0018", "NO", "+442079460018"),
    ("8 (916) 123-45-67", "RU", "+79161234567"),
    ("06 20 123 4567", "HU", "+36201234567"),
    ("22 12 34 56", "NO", "+4722123456"),
    ("14155550123", "US", "+14155550123"),
    ("442079460018", "US", "+442079460018"),
    ("٠٢٠ ٧٩٤٦ ٠٠١٨", "GB", "+442079460018"),
    ("\uff10\uff12\uff10 \uff17\uff19\uff14\uff16 \uff10\uff10\uff11\uff18", "GB", "+442079460018"),
]


class ANumber(SimpleTestCase):
    def test_is_read_as_people_type_it(self):
        self.assertEqual(
            [phone.normalise(raw, region).text for raw, region, _ in WRITTEN], [e164 for *_, e164 in WRITTEN]
        )

    def test_that_is_withheld_is_empty(self):
        self.assertEqual(
            {phone.normalise(raw, "US") for raw in ("", "anonymous", "<unknown>", "Restricted")},
            {phone.Number("", False)},
        )

    def test_that_is_none_stays_as_it_came(self):
        self.assertEqual(phone.normalise("<b>ada</b>", "US"), phone.Number("<b>ada</b>", False))

    def test_of_the_emergency_services_is_not_made_international(self):
        self.assertEqual(phone.normalise("112", "NO"), phone.Number("112", False))

    def test_is_shown_as_at_home_at_home(self):
        self.assertEqual(phone.display("+442079460018", "GB"), "020 7946 0018")

    def test_is_shown_with_its_country_abroad(self):
        self.assertEqual(phone.display("+442079460018", "US"), "+44 20 7946 0018")

    def test_has_a_zone_where_there_is_only_one(self):
        self.assertEqual(
            [phone.zone_of(number) for number in ("+4722123456", "+79161234567", "+18005550199", "", "2255")],
            ["Europe/Oslo", None, None, None, None],
        )

    @given(st.text(max_size=90))
    def test_never_raises_and_always_fits(self, raw):
        number = phone.normalise(raw, "US")

        self.assertLessEqual(len(number.text), 80)

    @given(st.text(max_size=40))
    def test_once_read_stays_what_it_is(self, raw):
        once = phone.normalise(raw, "HU")

        self.assertEqual(phone.normalise(once.text, "HU"), once)
