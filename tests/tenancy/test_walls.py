"""Each wall holds alone, and each known trap is closed."""

import threading
from unittest import mock

from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError, DataError, InternalError, ProgrammingError
from django.test import TransactionTestCase

from callcenter.accounts.models import Membership, Team
from callcenter.tenancy import scope
from callcenter.tenancy.checks import dangerous_rights
from callcenter.tenancy.errors import CrossTenant, NoTenantScope
from callcenter.tenancy.models import Organization
from callcenter.tenancy.querysets import TenantManager
from callcenter.tenancy.scope import current_organization_id, in_scope, tenant_scope
from calllog.models import Call, Contact, ContactNumber
from tests.base import CallCenterTestCase, make_call, no_scope

SETTING = "SELECT current_setting('app.organization_id', true)"


def setting():
    with connection.cursor() as cursor:
        cursor.execute(SETTING)
        return cursor.fetchone()[0]


class TheScope(CallCenterTestCase):
    def test_joins_when_the_same_organization_is_entered_again(self):
        with tenant_scope(self.acme):
            self.assertEqual(current_organization_id(), self.acme.pk)

    def test_refuses_another_organization_inside(self):
        with self.assertRaises(CrossTenant), tenant_scope(self.globex):
            pass

    def test_gives_the_setting_back_on_leaving(self):
        with no_scope(), tenant_scope(self.globex):
            pass

        self.assertEqual(setting(), str(self.acme.pk))

    def test_gives_the_setting_back_after_a_fault(self):
        with no_scope():
            with self.assertRaises(ZeroDivisionError), tenant_scope(self.globex):
                raise ZeroDivisionError
            self.assertEqual((in_scope(), setting()), (False, ""))

    def test_is_not_inherited_by_a_thread(self):
        seen = []
        thread = threading.Thread(target=lambda: seen.append(in_scope()))
        thread.start()
        thread.join()

        self.assertEqual(seen, [False])


class ThePythonWall(CallCenterTestCase):
    def test_raises_when_a_queryset_is_made_outside(self):
        with no_scope(), self.assertRaises(NoTenantScope):
            Team.objects.all()

    def test_hides_rows_of_others_from_an_id(self):
        self.assertIs(Membership.objects.filter(pk=self.mallory.pk).exists(), False)

    def test_refuses_to_insert_a_row_of_another_organization(self):
        with self.assertRaises(CrossTenant):
            Team.objects.create(organization=self.globex, name="Spies")

    def test_refuses_to_insert_many_rows_of_another_organization(self):
        with self.assertRaises(CrossTenant):
            Team.objects.bulk_create([Team(organization=self.globex, name="Spies")])

    def test_refuses_to_move_a_row(self):
        with self.assertRaises(CrossTenant):
            Team.objects.update(organization=self.globex)

    def test_closes_refresh_from_db(self):
        self.assertRaises(Membership.DoesNotExist, self.mallory.refresh_from_db)

    def test_closes_save(self):
        self.mallory.name = "Moved"

        with self.assertRaisesMessage(DatabaseError, "did not affect any rows"), transaction.atomic():
            self.mallory.save(update_fields=["name"])

    def test_closes_full_clean(self):
        with no_scope(), tenant_scope(self.globex):
            Team.objects.create(name="Front desk")
        # The name is free here: uniqueness is not looked up among others' rows.
        Team(name="Front desk").full_clean()

    def test_closes_related_access(self):
        with no_scope(), tenant_scope(self.globex):
            theirs = Contact.objects.create(name="Theirs")
        number = ContactNumber(contact_id=theirs.pk, number="+14155550199")

        with self.assertRaises(Contact.DoesNotExist):
            number.contact  # noqa: B018 - reading is the point

    def test_holds_alone_when_the_database_lets_everything_through(self):
        with no_scope(), tenant_scope(self.globex):
            make_call(self.mallory)
        make_call(self.alice)
        # Wall two opened by hand: the setting says Globex while Python's scope says Acme.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(self.globex.pk)])

        self.assertEqual(Call.objects.count(), 0)


class TheDatabaseWall(CallCenterTestCase):
    @staticmethod
    def without_python():
        """Take the Python wall away: managers filter nothing."""
        return mock.patch.object(TenantManager, "get_queryset", lambda self: super(TenantManager, self).get_queryset())

    def test_holds_alone_for_reading(self):
        with no_scope(), tenant_scope(self.globex):
            make_call(self.mallory)
        own = make_call(self.alice)

        with self.without_python():
            self.assertEqual(list(Call.objects.values_list("pk", flat=True)), [own.pk])

    def test_holds_alone_for_changing(self):
        with no_scope(), tenant_scope(self.globex):
            Team.objects.create(name="Theirs")

        with self.without_python():
            self.assertEqual(Team.objects.update(name="Taken"), 0)

    def test_holds_alone_for_deleting(self):
        with no_scope(), tenant_scope(self.globex):
            Team.objects.create(name="Theirs")

        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_team")
            self.assertEqual(cursor.rowcount, 0)

    def test_holds_alone_for_inserting(self):
        with self.assertRaises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_team (organization_id, name) VALUES (%s, 'Spies')", [self.globex.pk])

    def test_refuses_a_link_to_another_organizations_row(self):
        with no_scope(), tenant_scope(self.globex):
            theirs = Contact.objects.create(name="Theirs")

        with self.assertRaises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO calllog_contactnumber (organization_id, contact_id, number) VALUES (%s, %s, '+1')",
                [self.acme.pk, theirs.pk],
            )

    def test_is_closed_without_a_setting(self):
        refused = self.assertRaises((DataError, InternalError))
        with no_scope(), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM calllog_call")


class TheServingConnection(TransactionTestCase):
    def test_is_closed_before_any_setting_was_made(self):
        connection.close()

        with self.assertRaises(ProgrammingError), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM calllog_call")

    def test_keeps_no_setting_after_a_scope(self):
        organization = Organization.objects.create(slug="solo", name="Solo", country="NO")
        with tenant_scope(organization):
            pass

        self.assertEqual(setting(), "")

    def test_has_no_dangerous_rights(self):
        self.assertIs(dangerous_rights(), False)

    def test_scope_is_closed_at_the_end(self):
        organization = Organization.objects.create(slug="solo", name="Solo", country="NO")
        with tenant_scope(organization):
            pass

        self.assertIsNone(scope._current.get())
