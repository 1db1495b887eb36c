from callcenter.audit.models import AuditEntry
from callcenter.tenancy.errors import NotFound
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.annotate import annotate
from calllog.models import Contact, ContactNumber
from tests.base import CallCenterTestCase, make_call, no_scope


class AnnotatingACall(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.call = make_call(self.alice, comment="As it was")

    def annotate(self, **changes):
        return annotate(call=self.call, actor=self.alice, **changes)

    def test_leaves_alone_what_is_not_mentioned(self):
        self.assertEqual(self.annotate(contact_name="Ivy").comment, "As it was")

    def test_empties_a_comment(self):
        self.assertEqual(self.annotate(comment="").comment, "")

    def test_makes_a_contact_to_whom_the_number_belongs(self):
        contact = self.annotate(contact_name="Ivy", contact_email="ivy@example.com").contact

        self.assertEqual(ContactNumber.objects.get().contact, contact)

    def test_makes_no_contact_of_nothing(self):
        self.annotate(contact_name=" ", contact_email="")

        self.assertFalse(Contact.objects.exists())

    def test_corrects_the_contact_there_is(self):
        contact = Contact.objects.create(name="Ivi")
        self.annotate(contact=contact.pk)
        self.annotate(contact_name="Ivy")
        contact.refresh_from_db()

        self.assertEqual(contact.name, "Ivy")

    def test_takes_the_one_person_the_number_belongs_to(self):
        contact = Contact.objects.create(name="Ivi")
        ContactNumber.objects.create(contact=contact, number=self.call.number)

        self.assertEqual(self.annotate(contact_name="Ivy").contact, contact)

    def test_lets_a_contact_go(self):
        self.annotate(contact_name="Ivy")

        self.assertIsNone(self.annotate(contact=None).contact)

    def test_withheld_callers_share_no_contact(self):
        first, second = make_call(self.alice, number=""), make_call(self.alice, number="")
        one = annotate(call=first, actor=self.alice, contact_name="Ivy").contact
        other = annotate(call=second, actor=self.alice, contact_name="Rosa").contact

        self.assertNotEqual(one, other)

    def test_knows_no_contact_of_another_organization(self):
        with no_scope(), tenant_scope(self.globex):
            theirs = Contact.objects.create(name="Theirs").pk

        with self.assertRaises(NotFound):
            self.annotate(contact=theirs)

    def test_leaves_a_trace_without_what_was_written(self):
        self.annotate(comment="Private", contact_name="Ivy")

        self.assertEqual(
            AuditEntry.objects.get(action="call.annotated").details, {"changed": ["comment", "contact", "contact_name"]}
        )

    def test_leaves_no_trace_of_nothing(self):
        self.annotate(comment="As it was")

        self.assertFalse(AuditEntry.objects.filter(action="call.annotated").exists())
