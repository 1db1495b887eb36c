"""Numbers as switches send and people type them, in every region of the numbering plans."""

from unittest import TestCase

import phonenumbers
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from calllog import phone
from calllog.typed import beginnings, digits_of, looks_like_a_number
from tests.properties.profiles import Told, examples

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
HOMES = ["US", "GB", "RU", "HU", "NO", "IT", "BR", "KZ", "JP", "MX", "IL", "SA"]
KINDS = [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST]
# Arabic-Indic, Persian, Devanagari, Bengali, fullwidth, mathematical bold.
SCRIPTS = ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
SPACES = ["", " ", "-", ".", "\u00a0", "\u2009", "/"]
EXTENSIONS = ["", " ext. 42", ";ext=42", " доб. 42", " x42", "#42"]
SHORT = ["112", "911", "100", "03", "101", "2255", "1881", "999"]


@st.composite
def real_numbers(draw):
    """Draw a number that its region could have given out."""
    region = draw(st.sampled_from(REGIONS))
    number = phonenumbers.example_number_for_type(region, draw(st.sampled_from(KINDS)))
    assume(number is not None and phonenumbers.is_valid_number(number))
    return number


def e164(number):
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class ANumber(Told, TestCase):
    @examples(300)
    @given(real_numbers(), st.sampled_from(REGIONS))
    def test_that_is_shown_can_be_typed_again(self, number, home):
        shown = phone.display(e164(number), home)

        self.assertEqual(phone.normalise(shown, home), phone.Number(e164(number), True))

    @examples(300)
    @given(real_numbers(), st.sampled_from(REGIONS), st.sampled_from(SCRIPTS), st.sampled_from(SPACES))
    def test_is_read_in_any_script_and_with_any_spaces(self, number, home, script, space):
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        typed = "".join(script[int(sign)] if sign in "0123456789" else sign for sign in written).replace(" ", space)

        self.assertEqual(phone.normalise(f" {typed}\t", home).text, e164(number))

    @examples(200)
    @given(real_numbers(), st.sampled_from(["00", "011", "810", "+"]))
    def test_is_read_with_what_is_dialled_to_leave_a_country(self, number, way_out):
        home = {"00": "NO", "011": "US", "810": "RU", "+": "HU"}[way_out]

        self.assertEqual(phone.normalise(way_out + e164(number)[1:], home).text, e164(number))

    @examples(200)
    @given(real_numbers(), st.sampled_from(HOMES), st.sampled_from(EXTENSIONS))
    def test_is_read_without_its_extension(self, number, home, extension):
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

        self.assertEqual(phone.normalise(written + extension, home).text, e164(number))

    @examples(300)
    @given(st.one_of(st.text(max_size=90), st.text("+0123456789 ()-*#;ext=", max_size=40)), st.sampled_from(HOMES))
    def test_once_read_stays_what_it_is(self, raw, home):
        once = phone.normalise(raw, home)

        self.assertEqual(phone.normalise(once.text, home), once)

    @examples(300)
    @given(st.one_of(st.text(max_size=90), st.text("+0123456789", max_size=90)), st.sampled_from(REGIONS))
    def test_that_is_garbage_is_no_fault(self, raw, region):
        read = phone.normalise(raw, region)
        for text in (raw, read.text):
            self.assertIsInstance(phone.display(text, region), str)
            phone.zone_of(text)
            looks_like_a_number(text)
            for beginning in beginnings(text, region):
                self.assertRegex(beginning, r"\A\+?[0-9]+\Z")
            self.assertTrue(digits_of(text).isascii())
        self.assertLessEqual(len(read.text), 80)
        self.assertLess(phone.as_bigint(read.text) or 0, 10**15)

    @examples(200)
    @given(real_numbers())
    def test_survives_its_way_into_the_list_of_those_not_to_be_called(self, number):
        self.assertEqual(f"+{phone.as_bigint(e164(number))}", e164(number))

    @examples(60)
    @given(st.sampled_from(SHORT), st.sampled_from(HOMES))
    def test_of_few_digits_is_no_number_of_another_country(self, short, home):
        self.assertEqual(phone.normalise(short, home), phone.Number(short, False))

    @examples(200)
    @given(real_numbers(), st.sampled_from(HOMES), st.data())
    def test_is_found_by_any_beginning_of_it(self, number, home, data):
        whole = e164(number)
        typed = whole[: data.draw(st.integers(2, len(whole)))]

        self.assertTrue(any(whole.startswith(one) for one in beginnings(typed, home)))
