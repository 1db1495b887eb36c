"""Contacts: known numbers and addresses, and two contacts that turn out to be one person."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from callcenter.audit.models import AuditEntry
from calllog.actions.contacts import merge_contacts, part_contacts, save_contact
from calllog.errors import ContactEmpty, MergeUndone, NotTwoContacts, NumberUnreadable
from calllog.models import Call, Contact, ContactMerge, ContactNumber
from dispositions.matters import people_of
from dispositions.models import DncEntry
from followups.models import Callback, Enrolment
from tests.base import CallCenterTestCase, make_call


class Contacts(CallCenterTestCase):
    def person(self, name="Dora Deal", emails=("dora@example.org",), numbers=("+14155550111",)):
        return save_contact(name=name, emails=emails, numbers=numbers, country="US", actor=self.alice)

    def facts(self, contact):
        contact = Contact.objects.get(pk=contact.pk)
        numbers, mails = (
            sorted(rows.values_list(name, flat=True))
            for rows, name in ((contact.numbers, "number"), (contact.mails, "email"))
        )
        return contact.name, contact.email, numbers, mails


class WhatIsKnown(Contacts):
    def test_is_written_as_people_type_it(self):
        dora = self.person(emails=["a@example.org", "b@example.org"], numbers=["(415) 555-0111", "+44 20 7946 0958"])

        self.assertEqual(
            self.facts(dora), ("Dora Deal", "a@example.org", ["+14155550111", "+442079460958"], ["b@example.org"])
        )

    def test_is_what_was_given_last(self):
        dora = self.person(emails=["a@example.org", "b@example.org"], numbers=["+14155550111", "+14155550112"])
        save_contact(
            contact=dora, name="D.", emails=["b@example.org"], numbers=["+14155550112"], country="US", actor=self.alice
        )

        self.assertEqual(self.facts(dora), ("D.", "b@example.org", ["+14155550112"], []))
        self.assertEqual(AuditEntry.objects.filter(action="contact.changed", subject_id=dora.pk).count(), 1)

    def test_is_not_nothing(self):
        with self.assertRaises(ContactEmpty):
            self.person(name=" ", emails=[], numbers=[])

    def test_holds_no_number_that_is_none(self):
        with self.assertRaises(NumberUnreadable) as refused, transaction.atomic():
            self.person(numbers=["+14155550111", "12"])

        self.assertIn("12", refused.exception.fields["numbers"][0])
        self.assertEqual(Contact.objects.filter(name="Dora Deal").count(), 0)


class Two(Contacts):
    def setUp(self):
        super().setUp()
        self.dora = self.person()
        self.dd = self.person(name="D. Deal", emails=["dd@example.org"], numbers=["+14155550111", "+14155550222"])
        self.call = make_call(self.alice, number="+14155550222", contact=self.dd)

    def merged(self):
        return merge_contacts(kept=self.dora, gone=self.dd, actor=self.manager)


class OnePerson(Two):
    def test_has_the_numbers_addresses_and_calls_of_both(self):
        merge = self.merged()

        self.assertEqual(
            self.facts(self.dora),
            ("Dora Deal", "dora@example.org", ["+14155550111", "+14155550222"], ["dd@example.org"]),
        )
        self.assertEqual(Call.objects.get(pk=self.call.pk).contact, self.dora)
        self.assertEqual((merge.by, merge.gone), (self.manager, self.dd))
        self.assertEqual(list(Contact.objects.standing()), [self.dora])

    def test_is_whom_a_number_of_both_belongs_to(self):
        self.assertIsNone(ContactNumber.objects.only_contact_of("+14155550111"))
        self.merged()

        self.assertEqual(ContactNumber.objects.only_contact_of("+14155550111"), self.dora.pk)
        self.assertEqual(people_of([make_call(self.alice, number="+14155550111")]), {})

    def test_is_two_again_when_that_was_wrong(self):
        before = self.facts(self.dora), self.facts(self.dd)

        part_contacts(merge=self.merged(), actor=self.manager)

        self.assertEqual((self.facts(self.dora), self.facts(self.dd)), before)
        self.assertEqual(Call.objects.get(pk=self.call.pk).contact, self.dd)
        self.assertEqual(ContactMerge.objects.get().undone_by, self.manager)

    def test_keeps_what_came_to_it_meanwhile(self):
        merge = self.merged()
        later = make_call(self.alice, number="+14155550222", contact=self.dora)
        part_contacts(merge=merge, actor=self.manager)

        self.assertEqual(Call.objects.get(pk=later.pk).contact, self.dora)

    def test_is_not_taken_apart_twice_nor_under_a_further_merge(self):
        merge, third = self.merged(), self.person(name="Third", emails=[], numbers=["+14155550333"])
        further = merge_contacts(kept=third, gone=self.dora, actor=self.manager)
        with self.assertRaises(MergeUndone), transaction.atomic():
            part_contacts(merge=merge, actor=self.manager)

        part_contacts(merge=further, actor=self.manager)
        part_contacts(merge=merge, actor=self.manager)
        with self.assertRaises(MergeUndone), transaction.atomic():
            part_contacts(merge=merge, actor=self.manager)

    def test_takes_two(self):
        with self.assertRaises(NotTwoContacts):
            merge_contacts(kept=self.dora, gone=self.dora, actor=self.manager)

    def test_is_found_by_what_either_was_called(self):
        merge_contacts(kept=self.person(name="Third"), gone=self.dora, actor=self.manager)
        self.sign_in(self.alice)

        response = self.client.get(f"/o/acme/contacts/{self.dora.pk}/")

        self.assertRedirects(response, f"/o/acme/contacts/{Contact.objects.get(name='Third').pk}/")
        self.assertContains(self.client.get("/o/acme/contacts/?find=dd@exa"), "D. Deal")
        self.assertNotContains(self.client.get("/o/acme/contacts/?find=dora"), "Dora Deal")


class WhatWasPromised(Two):
    def entry(self, contact, **facts):
        now = timezone.now()
        facts = {"kind": "cooldown", "starts_at": now, "expires_at": now + timedelta(days=10)} | facts
        return DncEntry.objects.create(contact=contact, **facts)

    def code(self, call, slug, **answers):
        self.sign_in(self.alice)
        response = self.api("PUT", f"calls/{call.pk}/disposition/", {"codes": [slug], **answers})
        self.assertEqual(response.status_code, 200, response.content)

    def standing(self):
        rows = DncEntry.objects.filter(released_at=None).order_by("pk")
        return list(rows.values_list("pk", "contact_id"))

    def test_stands_for_the_person_and_the_longer_word_of_two(self):
        longer = timezone.now() + timedelta(days=90)
        own, theirs = self.entry(self.dora), self.entry(self.dd, expires_at=longer)
        never = self.entry(self.dd, kind="opt_out", expires_at=None)
        merge = self.merged()

        self.assertEqual(self.standing(), [(theirs.pk, self.dora.pk), (never.pk, self.dora.pk)])

        part_contacts(merge=merge, actor=self.manager)
        self.assertEqual(self.standing(), [(own.pk, self.dora.pk), (theirs.pk, self.dd.pk), (never.pk, self.dd.pk)])

    def test_of_one_that_lasts_less_the_other_stands(self):
        own, theirs = (
            self.entry(self.dora, kind="opt_out", expires_at=None),
            self.entry(self.dd, kind="opt_out", expires_at=None),
        )
        merge = self.merged()
        self.assertEqual(self.standing(), [(own.pk, self.dora.pk)])

        part_contacts(merge=merge, actor=self.manager)
        self.assertEqual(self.standing(), [(own.pk, self.dora.pk), (theirs.pk, self.dd.pk)])

    def test_is_not_mailed_twice(self):
        for contact, number in ((self.dora, "+14155550111"), (self.dd, "+14155550222")):
            self.code(make_call(self.alice, number=number, contact=contact), "interested")
        self.assertEqual(Enrolment.objects.filter(state="active").count(), 2)

        merge = self.merged()

        active = Enrolment.objects.get(state="active")
        self.assertEqual(active.contact, self.dora)
        self.assertEqual(
            list(Enrolment.objects.filter(state="stopped").values_list("stopped_because", flat=True)),
            ["contact_merged"],
        )
        part_contacts(merge=merge, actor=self.manager)
        self.assertEqual(Enrolment.objects.get(state="stopped").contact, self.dd)

    def test_callbacks_go_along(self):
        at = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        self.code(self.call, "callback", callback={"at": at, "zone": "America/New_York"})
        promised = Callback.objects.get()
        merge = self.merged()
        self.assertEqual(Callback.objects.get(pk=promised.pk).contact, self.dora)

        part_contacts(merge=merge, actor=self.manager)
        self.assertEqual(Callback.objects.get(pk=promised.pk).contact, self.dd)


class ThePages(Two):
    def test_an_agent_adds_one_and_merges_none(self):
        self.sign_in(self.alice)
        given = {"name": "Eve", "numbers": "415 555 0444\n", "emails": "eve@example.org"}
        added = self.client.post("/o/acme/contacts/", given)
        eve = Contact.objects.get(name="Eve")

        self.assertRedirects(added, f"/o/acme/contacts/{eve.pk}/")
        self.assertEqual(self.facts(eve), ("Eve", "eve@example.org", ["+14155550444"], []))
        refused = self.client.post(f"/o/acme/contacts/{self.dora.pk}/merge/", {"other": eve.pk})
        self.assertEqual(refused.status_code, 403)

    def test_what_cannot_be_read_is_said_and_nothing_is_kept(self):
        self.sign_in(self.alice)
        bad = self.client.post(f"/o/acme/contacts/{self.dora.pk}/", {"name": "X", "numbers": "seven"})

        self.assertContains(bad, "seven: This is no number.", status_code=400)
        self.assertEqual(self.facts(self.dora)[0], "Dora Deal")

    def test_a_manager_finds_merges_and_takes_apart(self):
        self.sign_in(self.manager)
        page = f"/o/acme/contacts/{self.dora.pk}/"
        self.assertContains(self.client.get(f"{page}?find=D. Deal"), "Merge into this one")

        merged = self.client.post(f"{page}merge/", {"other": self.dd.pk}, follow=True)
        self.assertContains(merged, "One person now. 1 call came along.")
        self.assertContains(merged, "Take apart")
        parted = self.client.post(f"{page}part/", {"merge": ContactMerge.objects.get().pk}, follow=True)
        self.assertContains(parted, "D. Deal is a contact of its own again.")
        again = self.client.post(f"{page}part/", {"merge": ContactMerge.objects.get().pk}, follow=True)
        self.assertContains(again, "This was taken back already")

    def test_calls_of_others_are_not_shown_to_an_agent(self):
        make_call(self.bob, number="+14155550111", contact=self.dora)
        self.sign_in(self.alice)

        self.assertContains(self.client.get(f"/o/acme/contacts/{self.dora.pk}/"), "No call you may see.")
