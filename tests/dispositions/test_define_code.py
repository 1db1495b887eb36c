import json

from callcenter.audit.models import AuditEntry
from callcenter.tenancy.scope import tenant_scope
from dispositions.actions.codes import change_code, define_code
from dispositions.actions.provision import STANDARD
from dispositions.errors import (
    CodeLocked,
    ContradictoryAnswers,
    DigitTaken,
    NameRequired,
    NeverRequired,
    SlugTaken,
)
from dispositions.meanings import MEANINGS, Answers, answers_of, refuse_contradiction
from dispositions.models import Code, CodeSet, CodeSetItem, CodeUse, CodeVersion
from tests.base import CallCenterTestCase, code, make_wrapup, no_scope


class DefiningACode(CallCenterTestCase):
    def define(self, name="No budget", meaning="negative", then="rest", **further):
        return define_code(name=name, meaning=meaning, then=then, actor=self.admin, **further)

    def test_three_answers_give_it_everything_it_needs(self):
        made = self.define(rest_days=30)

        facts = (made.slug, made.labels, made.category, made.axis, made.effects, made.version)
        cooldown = {"kind": "cooldown", "days": 30, "purpose": "marketing"}
        self.assertEqual(facts, ("no_budget", {"en": "No budget"}, "negative", "result", [cooldown], 1))

    def test_a_rest_without_days_is_the_organizations_own(self):
        self.assertEqual(self.define().effects[0]["days"], "organization")

    def test_a_callback_asks_when(self):
        made = self.define("Ring again", "callback", "allowed")

        self.assertEqual((made.asks, made.effects, made.axis), (["callback"], [{"kind": "callback"}], "next"))

    def test_do_not_contact_is_for_good(self):
        made = self.define("Lawyer wrote", "opt_out", "never")

        self.assertEqual((made.effects, made.is_permanent, made.axis), ([{"kind": "opt_out"}], True, "failed"))

    def test_a_wrong_number_blocks_the_number_when_we_called_it(self):
        made = self.define("Fax", "bad_number", "not_this_number")

        self.assertEqual(made.effects, [{"kind": "invalid_number", "direction": "outbound"}])

    def test_its_first_version_keeps_what_it_means(self):
        made = self.define()

        self.assertEqual(CodeVersion.objects.get(code=made, number=1).effects, made.effects)

    def test_the_default_set_offers_it(self):
        before = CodeSet.objects.get(is_default=True).version
        made = self.define()

        self.assertIs(CodeSetItem.objects.filter(code=made, code_set__version=before + 1).exists(), True)

    def test_stands_last_in_its_column(self):
        made = self.define()

        self.assertEqual(Code.objects.filter(axis="result", selectable=True).order_by("position").last(), made)

    def test_cyrillic_becomes_a_latin_slug(self):
        self.assertEqual(self.define("Нет бюджета", language="ru").slug, "net_byudzheta")

    def test_a_name_without_letters_still_gets_a_slug(self):
        self.assertEqual(self.define("☎☎").slug, "code")

    def test_a_slug_that_is_taken_gets_a_number(self):
        self.define("No budget")

        self.assertEqual(self.define("No budget!").slug, "no_budget_2")

    def test_two_codes_in_use_never_read_alike(self):
        with self.assertRaisesMessage(SlugTaken, "There is already a code called not INTERESTED."):
            self.define("not INTERESTED")

    def test_a_blank_name_is_refused(self):
        with self.assertRaises(NameRequired):
            self.define("   ")

    def test_a_deal_after_which_nobody_calls_again_is_refused(self):
        with self.assertRaisesMessage(ContradictoryAnswers, "“Won” and “Never, the customer asked us to stop”"):
            self.define("Sold", "won", "never")

    def test_do_not_contact_that_may_be_called_is_refused(self):
        with self.assertRaises(NeverRequired):
            self.define("Stop", "opt_out", "allowed")

    def test_a_promised_call_does_not_rest(self):
        with self.assertRaises(ContradictoryAnswers):
            self.define("Later", "callback", "rest")

    def test_a_number_that_reached_the_person_is_not_wrong(self):
        with self.assertRaises(ContradictoryAnswers):
            self.define("Hot", "positive", "not_this_number")

    def test_a_digit_names_its_holder_when_it_is_taken(self):
        with self.assertRaisesMessage(DigitTaken, "The digit 2 already chooses Not interested."):
            self.define(digit="2")

    def test_is_written_down(self):
        made = self.define()

        entry = AuditEntry.objects.get(action="code.defined")
        self.assertEqual((entry.subject_id, entry.actor_id), (made.pk, self.admin.pk))

    def test_another_organization_does_not_see_it(self):
        self.define()

        with no_scope(), tenant_scope(self.globex):
            self.assertIs(Code.objects.filter(slug="no_budget").exists(), False)


class ADefinedCodeInTheApi(CallCenterTestCase):
    def slugs(self, membership, organization):
        self.sign_in(membership)
        response = self.api("GET", "codes/?page_size=200", organization=organization)
        return [row["slug"] for row in response.data["results"]]

    def test_is_offered_to_the_agents_of_its_organization(self):
        define_code(name="No budget", meaning="negative", then="rest", actor=self.admin)

        self.assertIn("no_budget", self.slugs(self.alice, "acme"))

    def test_is_not_offered_to_another_organization(self):
        define_code(name="No budget", meaning="negative", then="rest", actor=self.admin)

        self.assertNotIn("no_budget", self.slugs(self.mallory, "globex"))

    def test_can_be_saved_on_a_call_at_once(self):
        made = define_code(name="No budget", meaning="negative", then="rest", rest_days=7, actor=self.admin)
        saved = code(make_wrapup(self.alice), "no_budget")

        self.assertEqual([(effect.kind, effect.code) for effect in saved.effects], [("cooldown", made)])


class ChangingACode(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.code = Code.objects.get(slug="not_interested")

    def change(self, **changes):
        return change_code(code=self.code, actor=self.admin, **changes)

    def test_another_meaning_makes_a_version(self):
        changed = self.change(answers=Answers("informational", "rest"))

        self.assertEqual((changed.version, changed.axis, changed.versions.count()), (2, "result", 2))

    def test_other_days_make_a_version(self):
        self.assertEqual(self.change(answers=Answers("negative", "rest", 60)).version, 2)

    def test_the_same_answers_make_none(self):
        self.assertEqual(self.change(answers=Answers("negative", "rest", None)).version, 1)

    def test_another_label_makes_none(self):
        changed = self.change(labels={"en": "Said no", "ru": "Отказ"})

        self.assertEqual((changed.version, changed.labels), (1, {"en": "Said no", "ru": "Отказ"}))

    def test_another_digit_makes_no_version_of_the_code_but_one_of_the_set(self):
        before = CodeSet.objects.get(is_default=True).version
        self.change(digit="")

        self.assertEqual((CodeSet.objects.get(is_default=True).version, self.change().version), (before + 1, 1))

    def test_what_does_not_follow_from_the_answers_stays(self):
        interested = Code.objects.get(slug="interested")
        changed = change_code(code=interested, answers=Answers("positive", "rest", 5), actor=self.admin)

        self.assertEqual([effect["kind"] for effect in changed.effects], ["cooldown", "plan"])

    def test_old_calls_keep_the_version_they_were_coded_with(self):
        code(make_wrapup(self.alice), "not_interested")
        self.change(answers=Answers("negative", "rest", 60))

        self.assertEqual(CodeUse.objects.get(code=self.code).version.number, 1)

    def test_a_digit_of_another_code_is_refused(self):
        with self.assertRaisesMessage(DigitTaken, "The digit 1 already chooses Interested."):
            self.change(digit="1")

    def test_a_system_code_is_locked(self):
        with self.assertRaises(CodeLocked):
            change_code(code=Code.objects.get(slug="missed"), labels={"en": "Lost"}, actor=self.admin)


class TheLabelOfAnAnswer(CallCenterTestCase):
    def test_every_shipped_code_reads_back_as_the_answers_that_make_it(self):
        rows = [row for row in json.loads(STANDARD.read_text()) if row["selectable"] and row["category"] in MEANINGS]
        self.assertIsNone(
            next((row for row in rows if refuse_contradiction(answers_of(row["category"], row["effects"]))), None)
        )
