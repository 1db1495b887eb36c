from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from callcenter.accounts.models import Team
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Campaign, Contact, OurNumber, Queue, Source, Switch
from tests.base import CallCenterTestCase, code, make_call, make_leg, make_wrapup, no_scope


class FilterTestCase(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.manager)

    def ask(self, **filters):
        return self.api("GET", f"calls/?{urlencode(filters, doseq=True)}")

    def ids(self, **filters):
        response = self.ask(**filters)
        self.assertEqual(response.status_code, 200, response.data)
        return [call["id"] for call in response.data["results"]]

    def assert_narrows(self, wanted, other, **filters):
        self.assertCountEqual(self.ids(), [wanted.pk, other.pk])
        self.assertEqual(self.ids(**filters), [wanted.pk])

    def refusal(self, name, **filters):
        response = self.ask(**filters)
        self.assertEqual(response.status_code, 400, response.data)
        self.assertEqual(response.data["code"], "invalid")
        return response.data["errors"][name]


class FilteringByTime(FilterTestCase):
    # 20 November 2026 in New York begins at 05:00 UTC.
    LATE = datetime(2026, 11, 20, 4, 59, tzinfo=UTC)
    EARLY = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)

    def test_a_day_alone_begins_where_the_organization_is(self):
        make_call(started_at=self.LATE)
        on_the_day = make_call(started_at=self.EARLY)

        self.assertEqual(self.ids(started_after="2026-11-20"), [on_the_day.pk])

    def test_the_last_day_is_included_whole(self):
        day_before = make_call(started_at=self.LATE)
        make_call(started_at=self.EARLY)

        self.assertEqual(self.ids(started_before="2026-11-19"), [day_before.pk])

    def test_a_moment_with_a_zone_is_taken_as_it_is(self):
        make_call(started_at=self.LATE)
        later = make_call(started_at=self.EARLY)

        self.assertEqual(self.ids(started_after="2026-11-20T05:00:00+00:00"), [later.pk])

    def test_a_moment_without_a_zone_is_of_the_organization(self):
        make_call(started_at=self.LATE)
        later = make_call(started_at=self.EARLY)

        self.assertEqual(self.ids(started_after="2026-11-20T00:00"), [later.pk])

    def test_what_is_no_time_is_refused(self):
        self.assertIn("2026-11-20", self.refusal("started_after", started_after="tomorrow")[0])

    def test_the_end_of_all_days_is_refused(self):
        self.assertTrue(self.refusal("started_before", started_before="9999-12-31"))


class FilteringByTelephonyFacts(FilterTestCase):
    def test_direction(self):
        self.assert_narrows(make_call(direction="outbound"), make_call(), direction="outbound")

    def test_several_directions_widen(self):
        make_call(direction="outbound")
        make_call()

        self.assertEqual(len(self.ids(direction=["inbound", "outbound"])), 2)

    def test_status(self):
        self.assert_narrows(make_call(status="abandoned"), make_call(), status="abandoned,busy")

    def test_agent_means_any_part(self):
        transferred = make_call(self.alice)
        make_leg(transferred, self.bob)

        self.assert_narrows(transferred, make_call(self.alice), agent=self.bob.pk)

    def test_agent_may_be_me(self):
        self.assert_narrows(make_call(self.manager), make_call(self.alice), agent="me")

    def test_first_agent_means_who_had_the_customer_first(self):
        transferred = make_call(self.alice)
        make_leg(transferred, self.bob)

        self.assert_narrows(make_call(self.bob), transferred, first_agent=self.bob.pk)

    def test_mine(self):
        self.assert_narrows(make_call(self.manager), make_call(self.alice), mine="true")

    def test_team(self):
        team = Team.objects.create(name="North")
        self.alice.team = team
        self.alice.save(update_fields=["team"])

        self.assert_narrows(make_call(self.alice), make_call(self.bob), team=team.pk)

    def test_queue(self):
        queue = Queue.objects.create(name="Sales")

        self.assert_narrows(make_call(queue=queue), make_call(), queue=queue.pk)

    def test_campaign(self):
        campaign = Campaign.objects.create(name="Autumn")

        self.assert_narrows(make_call(campaign=campaign), make_call(), campaign=campaign.pk)

    def test_source(self):
        switch = Switch.objects.create(slug="second", name="Second", kind="asterisk")
        wanted, other = make_call(), make_call()
        wanted.source = Source.objects.create(switch=switch, name="Second")
        wanted.save(update_fields=["source"])

        self.assert_narrows(wanted, other, source=wanted.source_id)

    def test_contact(self):
        contact = Contact.objects.create(name="Ivy Thornton")

        self.assert_narrows(make_call(contact=contact), make_call(), contact=contact.pk)

    def test_our_number_with_or_without_a_plus(self):
        self.assert_narrows(
            make_call(our_number="13125550101"), make_call(our_number="13125550102"), our_number="+1 312 555 0101"
        )

    def test_our_number_as_configured_for_a_block(self):
        block = OurNumber.objects.create(number="131255501*")

        self.assert_narrows(
            make_call(our_number="13125550177", our_number_row=block), make_call(), our_number="131255501*"
        )

    def test_talk_at_least(self):
        self.assert_narrows(make_call(talk_s=120), make_call(talk_s=30), min_talk="60")

    def test_talk_at_most(self):
        self.assert_narrows(make_call(talk_s=30), make_call(talk_s=120), max_talk="60.5")

    def test_no_call_has_a_recording(self):
        make_call()

        self.assertEqual(self.ids(has_recording="true"), [])

    def test_telephones_nobody_held(self):
        wanted, other = make_call(), make_call(self.alice)
        make_leg(wanted, None, extension="1009")

        self.assert_narrows(wanted, other, unheld="true")

    def test_telephones_somebody_held(self):
        other, wanted = make_call(), make_call(self.alice)
        make_leg(other, None, extension="1009")

        self.assert_narrows(wanted, other, unheld="false")


class FilteringByNumber(FilterTestCase):
    def setUp(self):
        super().setUp()
        self.wanted = make_call(number="+14155550123")
        self.other = make_call(number="+12125559876")

    def test_as_people_type_it(self):
        self.assert_narrows(self.wanted, self.other, number="(415) 555-0123")

    def test_its_beginning_in_full(self):
        self.assert_narrows(self.wanted, self.other, number_prefix="+1415")

    def test_its_beginning_as_people_dial_it(self):
        self.assert_narrows(self.wanted, self.other, number_prefix="415 55")

    def test_its_last_four_digits(self):
        self.assert_narrows(self.wanted, self.other, number_last4="0123")

    def test_three_digits_are_not_the_last_four(self):
        self.assertEqual(self.refusal("number_last4", number_last4="123"), ["Give the last four digits."])

    def test_a_word_begins_no_number(self):
        self.assertEqual(self.refusal("number_prefix", number_prefix="abc"), ["A number begins with digits."])

    def test_the_search_finds_it_by_the_last_four(self):
        self.assert_narrows(self.wanted, self.other, q="0123")

    def test_the_search_finds_it_as_typed(self):
        self.assert_narrows(self.wanted, self.other, q="415-555-0123")

    def test_the_search_finds_the_contact(self):
        self.wanted.contact = Contact.objects.create(name="Ivy Thornton")
        self.wanted.save(update_fields=["contact"])

        self.assert_narrows(self.wanted, self.other, q="thorn")

    def test_the_search_finds_the_callers_name(self):
        self.wanted.caller_name = "Hill Street Dental"
        self.wanted.save(update_fields=["caller_name"])

        self.assert_narrows(self.wanted, self.other, q="hill street")


class FilteringByCode(FilterTestCase):
    def setUp(self):
        super().setUp()
        wanted = make_wrapup(self.alice)
        code(wanted, "interested", "meeting_scheduled")
        other = make_wrapup(self.bob)
        code(other, "follow_up_needed")
        self.wanted, self.other = wanted.call, other.call

    def test_any_of(self):
        self.assert_narrows(self.wanted, self.other, code_any="interested,deal_closed")

    def test_a_repeated_parameter_widens(self):
        self.assertEqual(len(self.ids(code_any=["interested", "follow_up_needed"])), 2)

    def test_all_of(self):
        self.assert_narrows(self.wanted, self.other, code_all="interested,meeting_scheduled")

    def test_all_of_with_one_missing(self):
        self.assertEqual(self.ids(code_all="interested,follow_up_needed"), [])

    def test_none_of(self):
        self.assert_narrows(self.wanted, self.other, code_none="follow_up_needed,deal_closed")

    def test_a_category_of_any_code(self):
        self.assert_narrows(self.wanted, self.other, category="positive")

    def test_the_code_that_counts_first(self):
        self.assert_narrows(self.wanted, self.other, primary="meeting_scheduled")

    def test_a_code_that_does_not_count_first(self):
        self.assertEqual(self.ids(primary="interested"), [])

    def test_whose_codes(self):
        self.assert_narrows(self.wanted, self.other, coded_by=self.alice.pk)

    def test_a_code_of_somebody_else(self):
        self.assertEqual(self.ids(coded_by=self.alice.pk, code_any="follow_up_needed"), [])

    def test_without_any_code(self):
        plain = make_call(self.alice)

        self.assertEqual(self.ids(wrapped_up="false"), [plain.pk])

    def test_with_a_code(self):
        make_call(self.alice)

        self.assertEqual(len(self.ids(wrapped_up="true")), 2)

    def test_the_category_of_calls_without_a_code(self):
        plain = make_call(self.alice)

        self.assertEqual(self.ids(category="unclassified"), [plain.pk])

    def test_codes_taken_back_no_longer_count(self):
        code(self.wanted.wrapups.get())

        self.assertEqual(self.ids(code_any="interested"), [])

    def test_an_unknown_code_is_refused(self):
        self.assertEqual(self.refusal("code_any", code_any="no_such"), ["There is no code no_such."])


class RefusingWhatCannotBeRead(FilterTestCase):
    def test_a_parameter_that_is_no_filter(self):
        self.assertEqual(self.refusal("agnet", agnet="1"), ["There is no such filter."])

    def test_the_place_in_the_list_is_no_filter(self):
        self.assertEqual(self.ask(page_size="10", format="json").status_code, 200)

    def test_a_choice_that_is_none(self):
        self.assertTrue(self.refusal("direction", direction="sideways"))

    def test_what_is_neither_yes_nor_no(self):
        self.assertEqual(self.refusal("mine", mine="perhaps"), ["Say true or false."])

    def test_an_endless_number(self):
        self.assertTrue(self.refusal("min_talk", min_talk="NaN"))

    def test_an_id_no_database_could_hold(self):
        self.assertTrue(self.refusal("queue", queue="9" * 30))

    def test_a_text_the_database_cannot_hold(self):
        self.assertTrue(self.refusal("q", q="a\x00b"))


class OtherOrganizations(FilterTestCase):
    def foreign(self, model, **values):
        with no_scope(), tenant_scope(self.globex):
            return model.objects.create(**values).pk

    def assert_like_missing(self, name, pk):
        self.assertEqual(
            self.refusal(name, **{name: pk})[0].replace(str(pk), "?"),
            self.refusal(name, **{name: 999_999})[0].replace("999999", "?"),
        )

    def test_their_queue_looks_like_a_missing_one(self):
        self.assert_like_missing("queue", self.foreign(Queue, name="Theirs"))

    def test_their_contact_looks_like_a_missing_one(self):
        self.assert_like_missing("contact", self.foreign(Contact, name="Theirs"))

    def test_their_team_looks_like_a_missing_one(self):
        self.assert_like_missing("team", self.foreign(Team, name="Theirs"))

    def test_their_agent_looks_like_a_missing_one(self):
        self.assert_like_missing("agent", self.mallory.pk)


class WhoSeesWhat(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.hers, self.his = make_call(self.alice), make_call(self.bob)

    def ids(self, query=""):
        return [call["id"] for call in self.api("GET", f"calls/{query}").data["results"]]

    def test_an_agent_the_own_calls(self):
        self.sign_in(self.alice)

        self.assertEqual(self.ids(), [self.hers.pk])

    def test_an_agent_cannot_ask_for_somebody_elses(self):
        self.sign_in(self.alice)

        self.assertEqual(self.api("GET", f"calls/?agent={self.bob.pk}").status_code, 400)

    def test_a_manager_limited_to_a_team_sees_that_team(self):
        self.manager.team = self.bob.team = Team.objects.create(name="North")
        self.manager.limited_to_team = True
        self.manager.save(update_fields=["team", "limited_to_team"])
        self.bob.save(update_fields=["team"])
        self.sign_in(self.manager)

        self.assertEqual(self.ids(), [self.his.pk])

    def test_an_old_call_is_still_in_the_api(self):
        old = make_call(self.alice, started_at=timezone.now() - timedelta(days=400))
        self.sign_in(self.alice)

        self.assertIn(old.pk, self.ids())
