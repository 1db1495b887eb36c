import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callcenter.accounts.models import Team
from callcenter.tenancy.scope import tenant_scope
from dispositions.models import CodeUse, Wrapup
from tests.base import CallCenterTestCase, code, make_call, make_leg, make_wrapup, no_scope, refolded

PAGE = "/o/acme/reports/dispositions/"


class ReportTestCase(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.manager)

    def report(self, query="?period=7d"):
        response = self.client.get(PAGE + query)
        self.assertEqual(response.status_code, 200)
        return response

    def calls_behind(self, href):
        """Follow a link to the list, and count the calls that its filters find."""
        parts = urlsplit(unescape(href))
        self.assertEqual(parts.path, "/o/acme/calls/")
        self.assertEqual(self.client.get(unescape(href)).status_code, 200)
        found = self.api("GET", f"calls/?{parts.query}&page_size=200")
        self.assertEqual(found.status_code, 200, found.data)
        return len(found.data["results"])

    def some_calls(self, days_ago=1):
        """Make calls of every kind: several codes, two agents on one, a rule's, none at all, an internal one."""
        at = timezone.now() - timedelta(days=days_ago)
        code(make_wrapup(self.alice, started_at=at), "deal_closed", "follow_up_needed")
        code(make_wrapup(self.alice, started_at=at, direction="outbound"), "demo_booked", "meeting_scheduled")
        code(make_wrapup(self.bob, started_at=at), "not_interested")
        code(make_wrapup(self.bob, started_at=at, direction="outbound"), "wrong_number")
        both = make_call(self.alice, started_at=at)
        make_leg(both, self.bob)
        refolded(both)
        for agent, slug in ((self.alice, "interested"), (self.bob, "follow_up_needed")):
            code(Wrapup.objects.get(call=both, membership=agent), slug)
        make_call(started_at=at, direction="outbound", status="no_answer")
        make_call(started_at=at, status="abandoned")
        make_wrapup(self.bob, started_at=at)
        make_call(started_at=at, direction="internal")


class TheFigures(ReportTestCase):
    def setUp(self):
        super().setUp()
        self.some_calls()

    def test_each_coded_call_counts_once_over_the_codes(self):
        context = self.report().context

        self.assertEqual([sum(row.n for row in context["codes"]), context["tally"].now.calls], [7, 7])

    def test_every_code_counts_when_codes_are_counted(self):
        context = self.report("?period=7d&count=codes").context
        standing = CodeUse.objects.standing().count()

        self.assertEqual([sum(row.n for row in context["codes"]), context["tally"].now.codes], [standing, standing])

    def test_codes_by_agent_add_up_to_all_codes(self):
        context = self.report().context

        self.assertEqual(sum(row.codes for row in context["agents"]), context["tally"].now.codes)

    def test_a_call_two_agents_coded_stands_in_both_rows(self):
        calls = {row.name: row.calls for row in self.report().context["agents"]}

        self.assertEqual(calls, {"Alice": 3, "Bob": 3, "Set by rule": 2})

    def test_bars_add_up_to_the_coded_calls(self):
        self.assertEqual(sum(day.total for day in self.report().context["picture"].days), 7)

    def test_calls_that_could_have_a_code_and_lack_one_are_a_row_of_their_own(self):
        response = self.report()

        self.assertContains(response, "7 coded calls carry 10 codes. 1 call has no code.")

    def test_conversion_is_won_out_of_right_person(self):
        conversion = self.report().context["tally"].now.conversion

        self.assertEqual((conversion.part, conversion.whole), (1, 4))

    def test_an_empty_denominator_is_a_dash(self):
        tile = self.report("?period=7d&status=no_answer").context["tiles"][4]

        self.assertEqual((tile.value, tile.href), ("–", None))

    def test_a_correction_moves_the_call_from_one_code_to_another(self):
        before = {row.code.slug: row.n for row in self.report().context["codes"]}
        wrapup = Wrapup.objects.get(dispositions__code_uses__code__slug="not_interested")

        code(wrapup, "interested", actor=self.manager, reason="Misheard")

        after = {row.code.slug: row.n for row in self.report().context["codes"]}
        self.assertEqual(before["interested"] + 1, after["interested"])
        self.assertNotIn("not_interested", after)

    def test_taken_back_codes_leave_a_call_without_a_code(self):
        code(Wrapup.objects.get(dispositions__code_uses__code__slug="not_interested"))

        now = self.report().context["tally"].now
        self.assertEqual((now.calls, now.lacking), (6, 2))

    def test_the_median_rests_on_wrapups_not_on_averages(self):
        saved = list(Wrapup.objects.filter(state="saved").order_by("pk"))
        for wrapup, seconds in zip(saved, (10, 20, 30, 40, 50, 900), strict=True):
            Wrapup.objects.filter(pk=wrapup.pk).update(acw_s=seconds)

        self.assertEqual(self.report().context["tally"].now.time_to_code.median, 35)


class TheWayToTheCalls(ReportTestCase):
    def setUp(self):
        super().setUp()
        self.some_calls()
        self.some_calls(days_ago=3)

    def figures(self, query):
        """Yield what each link of the page promises: where it leads, and how many calls."""
        context = self.report(query).context
        by_code = context["by_code"]
        for row in context["codes"]:
            yield row.href, row.other if by_code else row.n
            if not by_code:
                yield row.other_href, context["tally"].now.uses[row.code.pk].calls
        for day in context["picture"].days:
            yield day.href, day.calls
            yield from ((part.href, part.calls) for part in (*day.stack, *day.line))
        for row in context["agents"]:
            yield row.href, row.calls
            yield from ((part.href, part.calls) for part in row.parts)
        now = context["tally"].now
        yield context["coded_url"], now.calls
        yield context["lacking_url"], now.lacking
        for tile in context["tiles"]:
            yield tile.href, {"time": now.calls}.get(tile.key, int(tile.terms[0].value))
            yield from ((term.href, int(term.value)) for term in tile.terms if term.href)

    def assert_ties(self, query):
        promised = [(href, n) for href, n in self.figures(query) if href]
        self.assertGreater(len(promised), 20)
        found = {href: self.calls_behind(href) for href, _n in promised}
        self.assertEqual([one for one in promised if found[one[0]] != one[1]], [])

    def test_every_figure_opens_exactly_its_calls(self):
        self.assert_ties("?period=7d")

    def test_every_figure_opens_exactly_its_calls_when_codes_are_counted(self):
        self.assert_ties("?period=7d&count=codes")

    def test_other_filters_go_along(self):
        self.assert_ties(f"?period=7d&agent={self.bob.pk}")

    def test_a_filter_by_code_goes_along(self):
        self.assert_ties("?period=7d&count=codes&code_any=follow_up_needed,deal_closed")

    def test_a_filter_by_who_coded_goes_along(self):
        self.assert_ties(f"?period=7d&count=codes&coded_by={self.bob.pk}")

    def test_a_filter_by_what_counts_first_is_not_widened(self):
        self.assert_ties(
            "?period=7d&primary=deal_closed,interested,follow_up_needed,demo_booked,wrong_number,not_interested"
        )

    def test_every_link_of_the_page_can_be_opened(self):
        hrefs = set(re.findall(r'href="(/o/acme/calls/\?[^"]*)"', self.report().content.decode()))

        self.assertEqual({self.client.get(unescape(href)).status_code for href in hrefs}, {200})

    def test_a_report_asked_for_by_days_counts_those_days(self):
        day = self.report().context["picture"].days[-2]

        asked = self.report(urlsplit(day.href)._replace(scheme="", netloc="", path="").geturl())

        self.assertEqual(asked.context["tally"].now.calls, day.calls)


class WhoSeesIt(ReportTestCase):
    def test_codes_of_another_organization_never_count(self):
        with no_scope(), tenant_scope(self.globex):
            code(make_wrapup(self.mallory), "deal_closed")

        self.assertContains(self.report(), "No calls in these days")

    def test_an_agent_is_refused(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.get(PAGE).status_code, 403)

    def test_somebody_of_another_organization_finds_nothing(self):
        self.sign_in(self.mallory)

        self.assertEqual(self.client.get(PAGE).status_code, 404)

    def test_a_manager_limited_to_a_team_sees_the_team_s_calls_only(self):
        team = Team.objects.create(name="East")
        for membership in (self.manager, self.alice):
            membership.team = team
            membership.limited_to_team = membership == self.manager
            membership.save(update_fields=["team", "limited_to_team"])
        self.some_calls()

        context = self.report().context

        self.assertEqual(context["tally"].now.calls, 3)
        self.assertEqual([row.name for row in context["agents"]], ["Alice", "Other teams"])


class TheDayTheClocksChange(ReportTestCase):
    def test_each_call_of_the_longest_day_counts_once_in_new_york(self):
        midnight = datetime(2026, 11, 1, 4, tzinfo=UTC)
        for hour in range(-1, 26):
            code(make_wrapup(self.alice, started_at=midnight + timedelta(hours=hour)), "interested")

        days = self.report("?started_after=2026-10-31&started_before=2026-11-02").context["picture"].days

        self.assertEqual([day.total for day in days], [1, 25, 1])
        self.assertEqual([self.calls_behind(day.href) for day in days], [1, 25, 1])

    def test_each_call_of_the_longest_day_counts_once_in_london(self):
        self.acme.time_zone = "Europe/London"
        self.acme.save(update_fields=["time_zone"])
        midnight = datetime(2026, 10, 24, 23, tzinfo=UTC)
        for hour in range(-1, 26):
            code(make_wrapup(self.alice, started_at=midnight + timedelta(hours=hour)), "interested")

        days = self.report("?started_after=2026-10-24&started_before=2026-10-26").context["picture"].days

        self.assertEqual([day.total for day in days], [1, 25, 1])
        self.assertEqual([self.calls_behind(day.href) for day in days], [1, 25, 1])


class ThePage(ReportTestCase):
    def statements(self):
        with CaptureQueriesContext(
            connection,
        ) as found:
            self.report()
        return len(found)

    def test_thirty_calls_take_as_many_statements_as_one(self):
        code(make_wrapup(self.alice), "interested")
        self.report()
        one = self.statements()
        for _n in range(29):
            code(make_wrapup(self.bob), "not_interested", "follow_up_needed")

        self.assertEqual(self.statements(), one)

    def test_it_names_the_clock_it_counts_by(self):
        self.assertContains(self.report(), "(America/New_York)")

    def test_the_day_that_is_not_over_is_hatched(self):
        code(make_wrapup(self.alice), "interested")

        self.assertContains(self.report("?period=today"), "so far")

    def test_a_day_that_is_over_is_not_hatched(self):
        code(make_wrapup(self.alice, started_at=timezone.now() - timedelta(days=1)), "interested")

        self.assertNotContains(self.report("?period=yesterday"), "so far")

    def test_an_unreadable_filter_is_left_out(self):
        code(make_wrapup(self.alice), "interested")

        self.assertEqual(self.report("?period=7d&queue=x&code_any=nonsense&period=7d").context["tally"].now.calls, 1)

    def test_unreadable_days_fall_back_to_the_usual_ones(self):
        self.assertEqual(self.report("?started_after=2026-13-45").context["bar"]["preset"], "Last 28 days")

    def test_without_calls_it_says_so_and_offers_another_period(self):
        self.assertContains(self.report("?period=yesterday"), "No calls in these days")
