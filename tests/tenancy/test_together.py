"""Writes that are sent together: one statement, whole or not at all, and inside the organization."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callcenter.audit.models import AuditEntry
from callcenter.jobs import actions as jobs
from callcenter.jobs.models import DueItem
from callcenter.tenancy.errors import CrossTenant
from callcenter.tenancy.scope import tenant_scope
from callcenter.tenancy.together import create_later, save_later, update_later, written_together
from calllog.models import Contact, ContactNumber
from tests.base import CallCenterTestCase, no_scope


def entry(action):
    return AuditEntry(action=action, subject_type="calllog.call", subject_id=1)


class Together(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.ada, self.bea = (Contact.objects.create(name=name, email=f"{name}@example.org") for name in ("ada", "bea"))

    def contacts(self):
        return list(Contact.objects.order_by("pk").values_list("name", "email"))

    def counted(self, most):
        caught = CaptureQueriesContext(connection)
        self.addCleanup(lambda: self.assertLessEqual(len(caught), most, [one["sql"] for one in caught]))
        return caught

    def test_creations_and_changes_of_several_tables_are_one_statement(self):
        self.ada.email = "new@example.org"
        number, lines = ContactNumber(contact=self.ada, number="+14155550100"), [entry("one"), entry("two")]

        with self.counted(1), written_together():
            create_later(lines)
            save_later([self.ada], ["email"])
            create_later([number])

        self.assertEqual(self.contacts(), [("ada", "new@example.org"), ("bea", "bea@example.org")])
        self.assertEqual(ContactNumber.objects.get(pk=number.pk).contact, self.ada)
        written = AuditEntry.objects.in_bulk([line.pk for line in lines])
        self.assertEqual([written[line.pk].action for line in lines], ["one", "two"])
        self.assertFalse(lines[0]._state.adding)

    def test_several_rows_get_values_of_their_own_in_one_statement(self):
        self.ada.email, self.bea.email = "a@example.org", "b@example.org"

        with self.counted(1):
            save_later([self.ada, self.bea], ["email"])

        self.assertEqual(self.contacts(), [("ada", "a@example.org"), ("bea", "b@example.org")])

    def test_of_two_writes_to_one_table_the_second_finds_the_first(self):
        cleo = Contact(name="cleo", email="")

        with self.counted(3), written_together():
            create_later([cleo])
            update_later(Contact.objects.filter(name="cleo"), email="one@example.org")
            update_later(Contact.objects.filter(email="one@example.org"), name="Cleo")

        self.assertEqual(self.contacts()[-1], ("Cleo", "one@example.org"))

    def test_a_block_that_fails_writes_nothing_and_one_inside_it_joins(self):
        with written_together():
            create_later([entry("outer")])
            with self.assertRaises(ZeroDivisionError), written_together():
                create_later([entry("lost")])
                raise ZeroDivisionError
            with self.counted(0), written_together():
                create_later([entry("inner")])

        written = AuditEntry.objects.filter(action__in=["outer", "inner", "lost"]).order_by("pk")
        self.assertEqual(list(written.values_list("action", flat=True)), ["outer", "inner"])

    def test_a_row_that_is_not_there_any_more_is_told(self):
        Contact.objects.filter(pk=self.bea.pk).delete()

        with self.assertRaises(DatabaseError):
            save_later([self.bea], ["email"])

    def test_nothing_is_written_for_another_organization(self):
        foreign = entry("foreign")
        with no_scope(), tenant_scope(self.globex.pk):
            theirs = Contact.objects.create(name="theirs")
        foreign.organization_id = self.globex.pk

        with self.assertRaises(CrossTenant), written_together():
            create_later([foreign])
        with self.assertRaises(DatabaseError):
            save_later([theirs], ["email"])

    def test_the_last_word_on_due_work_counts(self):
        soon, late = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
        jobs.schedule(kind="callback", subject_id=1, due_at=soon)
        jobs.schedule(kind="callback", subject_id=2, due_at=soon)

        with jobs.scheduled_at_once():
            jobs.cancel(kind="callback", subject_id=1)
            jobs.schedule(kind="callback", subject_id=1, due_at=late)
            jobs.schedule(kind="callback", subject_id=2, due_at=late)
            jobs.cancel(kind="callback", subject_id=2)

        self.assertEqual(
            list(DueItem.objects.order_by("subject_id").values_list("due_at", "state")),
            [(late, "waiting"), (soon, "cancelled")],
        )
