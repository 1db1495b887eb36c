"""Every page and every list costs as many statements with one row of everything as with many."""

from collections import Counter

import pytest
from django.db import transaction

from callcenter.accounts.actions import create_api_key
from callcenter.accounts.models import Membership
from callcenter.accounts.roles import SCOPES
from callcenter.tenancy.scope import tenant_scope
from tests.base import CallCenterTestCase, OutsideClient
from tests.budgets.growth import ONE_IS_ENOUGH, Plenty, tenant_models
from tests.budgets.measuring import addresses, cost
from tests.routes import ENDPOINTS, PAGES
from tests.tally import tell

# What shows an admin no more when there is more of everything, each with its reason.
SHOWS_NO_MORE = {
    "work": "a frame; its script asks the API",
    "api-me": "one person; grows with that person's organizations, which are asked one after another",
    "api-wrapup": "one card, with three earlier calls at most",
    "api-code": "one code in words",
    "api-callback": "one promise",
    "sources": "one line for each switch of the organization",
    "calendar-new": "asks for one calendar",
    "api-calendar-next": "one moment",
    "api-incident": "one incident",
}
# What answers an admin's GET without a document, each with its reason.
NOT_SHOWN = {
    "organization": "leads to the first page",
    "telephone-assign": "takes a form; leads back to the telephones",
    "telephone-give-back": "takes a form; leads back to the telephones",
    "call-split": "takes a form; leads back to the call",
    "contact-merge": "takes a form; leads back to the contact",
    "contact-part": "takes a form; leads back to the contact",
    "api-contact-merge": "takes a POST",
    "api-contact-part": "takes a POST",
    "call-join": "takes a form; leads back to the call",
    "call-assign": "takes a form; leads back to the call",
    "api-push-ticket": "hands out a ticket to POST",
    "api-callback-done": "takes a POST",
    "calendar-days": "takes a form; leads back to the calendar",
    "calendar-delete": "takes a form; leads back to the calendar",
    "incident-end": "takes a form; leads back to the incidents",
    "api-incident-end": "takes a POST",
    "api-demo-replay": "missing outside the demonstration",
}


class WithMany(CallCenterTestCase):
    """Asked for in the set-up, since there is one of everything first, and many later."""

    MANY = 3
    WHO = ["admin"]

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with tenant_scope(cls.acme):
            cls.plenty = Plenty(cls.acme, cls.admin)
            cls.clients = cls.everybody()
            cls.plenty.grow(1)
            cls.asked()  # what is kept in memory is there from now on
            cls.few, few_rows = cls.asked(), cls.rows()
            cls.plenty.grow(cls.MANY)
            cls.many, cls.grown = cls.asked(), cls.rows() - few_rows

    @classmethod
    def everybody(cls):
        """Return who asks: the admin whose calls they are, an agent, a manager who sees one team, a key."""
        Membership.objects.filter(pk=cls.manager.pk).update(limited_to_team=True)
        _, text = create_api_key(name="Reader", scopes=list(SCOPES), actor=None)
        people = {"admin": cls.admin, "agent": cls.alice, "lead": cls.manager}
        clients = {who: OutsideClient(headers={"Organization": "acme"}) for who in people}
        for who, client in clients.items():
            client.force_login(people[who].user)
        clients["key"] = OutsideClient(headers={"Authorization": f"Bearer {text}"})
        return {who: clients[who] for who in cls.WHO}

    @classmethod
    def asked(cls):
        """Ask everybody's questions; an empty form is sent to every page as well, whose refusal lists things too."""
        found = {}
        for name, path in addresses(cls.plenty.subjects()).items():
            for who, client in cls.clients.items():
                found[name, who] = cost(lambda client=client, path=path: client.get(path))
            if path.startswith("/o/"):
                found[name, "empty form"] = cost(lambda path=path: cls.sent_in_vain(path))
        return found

    @classmethod
    def sent_in_vain(cls, path):
        with transaction.atomic():
            response = cls.clients["admin"].post(path)
            transaction.set_rollback(True)
        return response

    @classmethod
    def rows(cls):
        return Counter({model._meta.label: model.objects.count() for model in tenant_models()})


class Everything(WithMany):
    def test_costs_the_same(self):
        dearer = {
            f"{name} for {who}": f"{len(few)} statements, then {len(many)}: {many.beyond(few)[:2]}"
            for (name, who), few in self.few.items()
            if len(many := self.many[name, who]) != len(few)
        }

        self.assertEqual(dearer, {})

    def test_is_there_in_numbers(self):
        missing = [label for label in map_of_models() if self.grown[label] < self.MANY - 1]

        self.assertEqual(
            set(missing) - set(ONE_IS_ENOUGH),
            set(),
            "Make some in Plenty.turn (tests/budgets/growth.py), or say in ONE_IS_ENOUGH why one is enough.",
        )

    def test_is_shown_where_it_is_counted(self):
        still = {
            name: f"shows {self.few[name, 'admin'].shown}, then {self.many[name, 'admin'].shown}"
            for name in addresses(self.plenty.subjects())
            if name not in {*SHOWS_NO_MORE, *NOT_SHOWN}
            and self.many[name, "admin"].shown - self.few[name, "admin"].shown < self.MANY - 1
        }

        self.assertEqual(
            still, {}, "Let what it lists grow in tests/budgets/growth.py, or give the reason in SHOWS_NO_MORE."
        )

    def test_is_answered(self):
        silent = {name: cost.status for (name, who), cost in self.many.items() if who == "admin" and cost.status != 200}

        self.assertEqual(set(silent), set(NOT_SHOWN), "Say in NOT_SHOWN why an admin is shown nothing there.")

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        tell("query budgets", pages=len(PAGES), endpoints=len(ENDPOINTS), pairs_of_answers=len(cls.few))


@pytest.mark.nets
class EverythingForEverybody(Everything):
    """The same with 50 of everything, and for everybody; printed with -s."""

    MANY = 50
    WHO = ["admin", "agent", "lead", "key"]

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        print(f"\n{'statements with 1 and 50 rows':34}" + "".join(f"{who:>14}" for who in (*cls.WHO, "empty form")))
        for name in dict.fromkeys(name for name, _ in cls.few):
            costs = [(cls.few.get((name, who)), cls.many.get((name, who))) for who in (*cls.WHO, "empty form")]
            cells = [f"{few.status} {len(few)} {len(many)}" if few else "" for few, many in costs]
            print(f"{name:34}" + "".join(f"{cell:>14}" for cell in cells))


def map_of_models():
    return [model._meta.label for model in tenant_models()]
