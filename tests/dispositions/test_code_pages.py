from django.urls import reverse

from dispositions.actions.codes import define_code
from dispositions.actions.retirement import retire_code
from dispositions.models import Code
from tests.base import CallCenterTestCase, code, make_wrapup

NEW = "/o/acme/codes/new/"


def answers(**changes):
    return {
        "name": "No budget",
        "meaning": "negative",
        "then": "rest",
        "rest_days": "30",
        "direction": "both",
        "note": "optional",
        "needs_answer": "on",
    } | changes


class WhoMayOpenTheCodes(CallCenterTestCase):
    def status(self, membership, path):
        if membership:
            self.sign_in(membership)
        return self.client.get(path).status_code

    def test_a_stranger_is_led_to_the_sign_in(self):
        self.assertRedirects(self.client.get(NEW), f"/accounts/login/?next={NEW}", fetch_redirect_response=False)

    def test_somebody_of_another_organization_finds_nothing(self):
        self.assertEqual(self.status(self.mallory, NEW), 404)

    def test_an_agent_may_not_define_codes(self):
        self.assertEqual(self.status(self.alice, NEW), 403)

    def test_a_manager_may_not_define_codes(self):
        self.assertEqual(self.status(self.manager, NEW), 403)

    def test_an_agent_may_not_retire_codes(self):
        path = reverse("code-retire", args=["acme", Code.objects.get(slug="interested").pk])

        self.assertEqual(self.status(self.alice, path), 403)

    def test_an_agent_reads_the_list(self):
        self.sign_in(self.alice)

        self.assertContains(self.client.get("/o/acme/codes/"), "Not interested")

    def test_an_agent_gets_no_way_to_the_editor(self):
        self.sign_in(self.alice)

        self.assertNotContains(self.client.get("/o/acme/codes/"), reverse("code-new", args=["acme"]))

    def test_a_code_of_another_organization_is_a_missing_one(self):
        self.sign_in(self.admin)

        self.assertEqual(self.client.get("/o/acme/codes/999999/").status_code, 404)


class TheEditor(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)
        self.code = Code.objects.get(slug="not_interested")
        self.path = reverse("code", args=["acme", self.code.pk])

    def test_makes_a_code_of_three_answers(self):
        self.client.post(NEW, answers())

        made = Code.objects.get(slug="no_budget")
        self.assertEqual((made.category, made.effects[0]["days"]), ("negative", 30))

    def test_shows_a_contradiction_beside_the_answer_and_keeps_what_was_typed(self):
        response = self.client.post(NEW, answers(meaning="won", then="never"))

        self.assertContains(response, "“Won” and “Never, the customer asked us to stop” contradict each other.")

    def test_writes_nothing_when_the_answers_contradict_each_other(self):
        self.client.post(NEW, answers(meaning="won", then="never"))

        self.assertIs(Code.objects.filter(slug="no_budget").exists(), False)

    def test_names_the_holder_of_a_taken_digit(self):
        response = self.client.post(NEW, answers(digit="2"))

        self.assertContains(response, "The digit 2 already chooses Not interested.")

    def test_says_that_other_days_made_a_version(self):
        response = self.client.post(self.path, answers(name="Not interested", digit="2", position=20), follow=True)

        self.assertContains(response, "Not interested is saved as version 2.")

    def test_says_that_another_name_made_none(self):
        wording = answers(name="Said no", digit="2", position=20, rest_days="")
        response = self.client.post(self.path, wording, follow=True)

        self.assertContains(response, "Said no is saved; no new version.")

    def test_keeps_what_it_does_not_show(self):
        synonyms = self.code.synonyms
        self.client.post(self.path, answers(name="Said no", digit="2", synonyms=", ".join(synonyms["en"])))

        self.code.refresh_from_db()
        self.assertEqual(self.code.synonyms, synonyms)

    def test_shows_a_system_code_locked(self):
        missed = Code.objects.get(slug="missed")

        self.assertContains(self.client.get(reverse("code", args=["acme", missed.pk])), "Locked:")

    def test_changes_no_system_code(self):
        missed = Code.objects.get(slug="missed")
        self.client.post(reverse("code", args=["acme", missed.pk]), answers())

        missed.refresh_from_db()
        self.assertEqual(missed.label("en"), "Missed")

    def test_says_what_each_version_changed(self):
        self.client.post(self.path, answers(name="Not interested", digit="2"))

        self.assertContains(self.client.get(self.path), "rests 90 days → rests 30 days")

    def test_counts_the_calls_of_the_last_90_days(self):
        code(make_wrapup(self.alice), "not_interested")

        self.assertContains(self.client.get(self.path), "of 1 call that people coded")


class ThePreview(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)

    def preview(self, path=NEW, **given):
        return self.client.post(path, given, headers={"X-Preview": "1"})

    def test_shows_the_chip_before_anything_is_saved(self):
        self.assertContains(self.preview(**answers(name="Too dear")), "Too dear")

    def test_saves_nothing(self):
        self.preview(**answers(name="Too dear"))

        self.assertIs(Code.objects.filter(slug="too_dear").exists(), False)

    def test_says_what_choosing_it_does(self):
        self.assertContains(
            self.preview(**answers(meaning="callback", then="allowed")), "You call back at the time agreed"
        )

    def test_says_which_answers_contradict_each_other(self):
        self.assertContains(self.preview(**answers(meaning="won", then="never")), "contradict each other")

    def test_says_that_saving_makes_a_version(self):
        path = reverse("code", args=["acme", Code.objects.get(slug="not_interested").pk])

        self.assertContains(self.preview(path, **answers()), "Saves as version 2")

    def test_shows_an_incomplete_form(self):
        self.assertEqual(self.preview(name="").status_code, 200)


class TheRetirePage(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)
        self.code = Code.objects.get(slug="not_interested")
        self.path = reverse("code-retire", args=["acme", self.code.pk])

    def test_retires_with_the_code_that_takes_over(self):
        other = Code.objects.get(slug="interested")
        self.client.post(self.path, {"do": "retire", "replaced_by": other.pk})

        self.code.refresh_from_db()
        self.assertEqual((self.code.replaced_by, self.code.retired_at is None), (other, False))

    def test_brings_back(self):
        retire_code(code=self.code, actor=self.admin)
        self.client.post(self.path, {"do": "bring_back"})

        self.code.refresh_from_db()
        self.assertIsNone(self.code.retired_at)

    def test_deletes_what_was_never_used(self):
        made = define_code(name="Typo", meaning="negative", then="allowed", actor=self.admin)
        self.client.post(reverse("code-retire", args=["acme", made.pk]), {"do": "delete"})

        self.assertIs(Code.objects.filter(pk=made.pk).exists(), False)

    def test_says_why_a_used_code_cannot_be_deleted(self):
        code(make_wrapup(self.alice), "not_interested")

        self.assertContains(self.client.post(self.path, {"do": "delete"}), "it can retire, it cannot be deleted")

    def test_has_no_page_for_a_system_code(self):
        path = reverse("code-retire", args=["acme", Code.objects.get(slug="missed").pk])

        self.assertEqual(self.client.get(path).status_code, 404)


class TheListOfCodes(CallCenterTestCase):
    def queries(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.client.get("/o/acme/codes/").status_code, 200)
        return len(captured)

    def test_takes_as_many_statements_for_thirty_codes_more(self):
        self.sign_in(self.admin)
        few = self.queries()
        for number in range(30):
            define_code(name=f"Code {number}", meaning="informational", then="allowed", actor=self.admin)

        self.assertEqual(self.queries(), few)
