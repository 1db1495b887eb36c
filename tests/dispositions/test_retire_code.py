from dispositions.actions.codes import define_code
from dispositions.actions.retirement import bring_back, delete_code, retire_code
from dispositions.errors import CodeInUse, CodeRetired, ReplacementInvalid
from dispositions.models import Code, CodeSetItem
from tests.base import CallCenterTestCase, code, make_wrapup


class RetiringACode(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.code = Code.objects.get(slug="not_interested")

    def test_it_cannot_be_saved_anew(self):
        retire_code(code=self.code, actor=self.admin)

        with self.assertRaisesMessage(CodeRetired, "The code Not interested is no longer in use."):
            code(make_wrapup(self.alice), "not_interested")

    def test_it_stays_on_the_calls_that_have_it(self):
        wrapup = make_wrapup(self.alice)
        code(wrapup, "not_interested")
        retire_code(code=self.code, actor=self.admin)

        again = code(wrapup, "not_interested", note="still so")
        self.assertEqual(again.codes, [self.code])

    def test_its_digit_becomes_free(self):
        retire_code(code=self.code, actor=self.admin)
        made = define_code(name="No budget", meaning="negative", then="rest", digit="2", actor=self.admin)

        self.assertEqual(CodeSetItem.objects.get(digit="2").code, made)

    def test_the_card_is_told_that_it_retired(self):
        retire_code(code=self.code, actor=self.admin)
        self.sign_in(self.alice)
        rows = self.api("GET", "codes/?page_size=200").data["results"]

        self.assertEqual([row["slug"] for row in rows if row["retired"]], ["not_interested"])

    def test_nothing_replaces_itself(self):
        with self.assertRaises(ReplacementInvalid):
            retire_code(code=self.code, replaced_by=self.code, actor=self.admin)

    def test_brought_back_it_can_be_saved_again(self):
        retire_code(code=self.code, actor=self.admin)
        bring_back(code=self.code, actor=self.admin)

        self.assertEqual(code(make_wrapup(self.alice), "not_interested").codes, [self.code])

    def test_a_used_code_is_never_deleted(self):
        code(make_wrapup(self.alice), "not_interested")

        with self.assertRaisesMessage(CodeInUse, "Not interested was used"):
            delete_code(code=self.code, actor=self.admin)

    def test_an_unused_code_may_be_deleted(self):
        made = define_code(name="Typo", meaning="negative", then="allowed", actor=self.admin)
        delete_code(code=made, actor=self.admin)

        self.assertIs(Code.objects.filter(slug="typo").exists(), False)

    def test_a_code_that_a_rule_sets_is_not_deleted(self):
        with self.assertRaises(CodeInUse):
            delete_code(code=Code.objects.get(slug="no_answer"), actor=self.admin)
