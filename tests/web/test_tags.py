from datetime import UTC, datetime

from django.template import Context, Template
from django.test import RequestFactory, SimpleTestCase, override_settings
from django.utils import translation


def render(source, **context):
    return Template("{% load aftercall %}" + source).render(Context(context)).strip()


class Durations(SimpleTestCase):
    def test_are_minutes_and_seconds(self):
        self.assertEqual(render("{{ seconds|duration }}", seconds=252.9), "4:12")

    def test_show_hours_from_the_first_hour_on(self):
        self.assertEqual(render("{% duration seconds %}", seconds=3725), "1:02:05")

    def test_of_nothing_are_a_dash(self):
        self.assertEqual(render("{{ seconds|duration }}", seconds=None), "–")


class Codes(SimpleTestCase):
    def test_are_a_mark_and_a_word(self):
        shown = render("{% coded code %}", code={"label": "Do not contact", "category": "opt_out"})

        self.assertInHTML(
            '<span class="coded"><svg class="m" data-cat="stop" aria-hidden="true">'
            '<use href="/static/icons.svg#m-stop"/></svg>Do not contact</span>',
            shown,
        )

    def test_escape_what_an_admin_wrote(self):
        self.assertIn("&lt;b&gt;", render("{% coded code %}", code={"label": "<b>", "category": "negative"}))


class Numbers(SimpleTestCase):
    def test_that_are_withheld_say_so(self):
        self.assertIn("Withheld", render("{% number shown %}", shown=""))


class Figures(SimpleTestCase):
    def test_are_grouped_as_the_language_does(self):
        with translation.override("en"):
            self.assertEqual(render("{{ count|figure }}", count=1204), "1,204")


class LocalTimes(SimpleTestCase):
    moment = datetime(2025, 11, 6, 13, 7, 58, tzinfo=UTC)

    def test_are_of_the_zone_asked_for(self):
        self.assertIn(">14:07<", render('{% local_time moment "Europe/Oslo" "time" %}', moment=self.moment))

    def test_of_another_year_say_the_year(self):
        self.assertIn(">6 Nov 2025 13:07<", render('{% local_time moment "UTC" %}', moment=self.moment))

    def test_carry_the_exact_moment(self):
        shown = render('{% local_time moment "UTC" %}', moment=self.moment)

        self.assertIn('datetime="2025-11-06T13:07:58+00:00"', shown)


@override_settings(ALLOWED_HOSTS=["testserver"])
class TakingAFilterAway(SimpleTestCase):
    def test_keeps_the_others_and_leaves_the_place_in_the_list(self):
        request = RequestFactory().get("/o/acme/calls/?team=1&team=2&agent=7&cursor=abc")

        self.assertEqual(render('{% without "team" 1 %}', request=request), "?team=2&amp;agent=7")

    def test_that_was_the_last_leads_to_the_bare_list(self):
        request = RequestFactory().get("/o/acme/calls/?agent=7")

        self.assertEqual(render('{% without "agent" %}', request=request), "/o/acme/calls/")
