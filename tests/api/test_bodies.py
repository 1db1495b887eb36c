"""Request bodies: what the database could not keep, and what the schema does not name, is refused."""

import json

from calllog.models import Call
from dispositions.models import Code, Wrapup
from tests.base import CallCenterTestCase, make_wrapup


class ABody(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.path = f"wrapups/{self.wrapup.pk}/"
        self.sign_in(self.alice)

    def refusal(self, **draft):
        answer = self.api("PATCH", self.path, {"draft": {"codes": [], **draft}, "draft_revision": 0})
        return answer.status_code, answer.data["code"]

    def raw(self, body, path="calls/", method="POST", content_type="application/json"):
        answer = self.client.generic(method, f"/api/v1/{path}", body, content_type=content_type)
        return answer.status_code, answer.json()["code"]

    def test_with_a_null_character_is_refused(self):
        self.assertEqual(self.refusal(fields={"deal_won": {"amount": "a\x00b"}}), (400, "unreadable"))

    def test_with_a_null_character_in_a_name_is_refused(self):
        self.assertEqual(self.refusal(fields={"\x00": {}}), (400, "unreadable"))

    def test_with_half_a_character_is_refused(self):
        self.assertEqual(self.refusal(note="\ud83d"), (400, "unreadable"))

    def test_with_an_infinite_number_is_refused(self):
        self.assertEqual(
            self.raw(b'{"draft": {"fields": {"a": 1e999}}, "draft_revision": 0}', self.path, "PATCH"),
            (400, "unreadable"),
        )

    def test_nested_without_end_is_refused(self):
        self.assertEqual(self.raw(b"[" * 100_000), (400, "unreadable"))

    def test_nested_deeper_than_anybody_needs_is_refused(self):
        self.assertEqual(self.raw(b'{"a":' * 30 + b"1" + b"}" * 30), (400, "unreadable"))

    def test_in_another_encoding_is_refused(self):
        body = json.dumps({"direction": "inbound"}).encode("utf-16")

        self.assertEqual(
            self.raw(body, content_type="application/json; charset=utf-16"),
            (400, "unreadable"),
        )

    def test_of_ten_megabytes_is_too_much(self):
        self.assertEqual(self.raw(b'"' + b"n" * 10_485_760 + b'"'), (413, "too_much_sent"))

    def test_of_ten_megabytes_under_a_key_is_too_much(self):
        answer = self.client.generic(
            "POST", "/api/v1/calls/", b"n" * 10_485_760, "application/json", headers={"Idempotency-Key": "big"}
        )

        self.assertEqual((answer.status_code, answer.json()["code"]), (413, "too_much_sent"))


class AField(CallCenterTestCase):
    GOOD = {"direction": "inbound", "number": "", "started_at": "2026-11-20T14:00:00Z"}

    def setUp(self):
        super().setUp()
        self.sign_in(self.alice)

    def blamed(self, **fields):
        answer = self.api("POST", "calls/", self.GOOD | fields)
        return answer.status_code, list(answer.data.get("errors", {}))

    def test_is_taken_as_it_should_be(self):
        self.assertEqual(self.blamed(talk_s=12.5, answered=True, comment="ok"), (201, []))

    def test_that_nobody_names_is_refused(self):
        self.assertEqual(self.blamed(coment="mistyped"), (400, ["coment"]))

    def test_of_text_takes_no_number(self):
        self.assertEqual(self.blamed(comment=7), (400, ["comment"]))

    def test_of_seconds_takes_no_text(self):
        self.assertEqual(self.blamed(talk_s="12"), (400, ["talk_s"]))

    def test_of_seconds_takes_no_number_beyond_counting(self):
        self.assertEqual(self.blamed(talk_s=10**400), (400, ["talk_s"]))

    def test_of_seconds_is_kept_to_the_millisecond(self):
        self.api("POST", "calls/", self.GOOD | {"talk_s": 0.12345})

        self.assertEqual(str(Call.objects.get().talk_s), "0.123")

    def test_of_yes_or_no_takes_no_word(self):
        self.assertEqual(self.blamed(answered="yes"), (400, ["answered"]))

    def test_counts_its_length_before_it_is_trimmed(self):
        self.assertEqual(self.blamed(comment=" " * 2_001), (400, ["comment"]))

    def test_of_whole_numbers_takes_no_text(self):
        call = make_wrapup(self.alice).call

        answer = self.api("PATCH", f"calls/{call.pk}/", {"contact": "1"})

        self.assertEqual((answer.status_code, list(answer.data["errors"])), (400, ["contact"]))

    def test_of_whole_numbers_takes_none_the_database_cannot_hold(self):
        call = make_wrapup(self.alice).call

        self.assertEqual(self.api("PATCH", f"calls/{call.pk}/", {"contact": 2**63}).status_code, 400)

    def test_of_one_digit_takes_no_two(self):
        self.sign_in(self.admin)

        answer = self.api("POST", "codes/", {"name": "Brochure", "meaning": "negative", "digit": "12"})

        self.assertEqual((answer.status_code, list(answer.data["errors"])), (400, ["digit"]))


class ADraft(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.sign_in(self.alice)

    def keep(self, note, revision):
        body = {"draft": {"codes": ["interested"], "note": note}, "draft_revision": revision}
        return self.api("PATCH", f"wrapups/{self.wrapup.pk}/", body)

    def test_that_another_window_changed_is_answered_with_what_stands(self):
        self.keep("theirs", 0)

        answer = self.keep("mine", 0)

        self.assertEqual(
            (answer.status_code, answer.data["code"], answer.data["current"]["draft"]["note"]),
            (409, "draft_conflict", "theirs"),
        )

    def test_that_another_window_changed_stays_theirs(self):
        self.keep("theirs", 0)

        self.keep("mine", 0)

        self.assertEqual(Wrapup.objects.get().draft["note"], "theirs")

    def test_is_refused_with_an_unknown_field(self):
        body = {"draft": {"codes": [], "colour": "red"}, "draft_revision": 0}

        self.assertEqual(list(self.api("PATCH", f"wrapups/{self.wrapup.pk}/", body).data["errors"]), ["draft.colour"])


class TheNumberOfCodes(CallCenterTestCase):
    def test_of_a_draft_is_limited(self):
        self.sign_in(self.alice)
        body = {"draft": {"codes": [Code.objects.first().slug] * 51}, "draft_revision": 0}

        self.assertEqual(self.api("PATCH", f"wrapups/{make_wrapup(self.alice).pk}/", body).status_code, 400)
