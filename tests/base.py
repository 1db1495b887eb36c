"""What tests share: two organizations, their people, and short ways to make calls."""

import uuid
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone

from callcenter.accounts.actions import add_member
from callcenter.tenancy import scope
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.by_hand import by_hand_source
from calllog.models import Call, Leg
from calllog.signals import calls_refolded
from dispositions.actions.save import code_wrapup
from dispositions.models import Wrapup

PASSWORD = "correct horse battery"


@contextmanager
def no_scope():
    """Leave the test's scope, as a request or a task starts outside any."""
    former = scope._current.get()
    token = scope._current.set(None)
    setting = connection.cursor()
    setting.execute("SELECT set_config('app.organization_id', '', true)")
    try:
        yield
    finally:
        scope._current.reset(token)
        if former is not None and not connection.needs_rollback:
            setting.execute("SELECT set_config('app.organization_id', %s, true)", [str(former)])
        setting.close()


class OutsideClient(Client):
    """Make requests outside the test's scope."""

    def request(self, **request):
        with no_scope():
            return super().request(**request)

    def force_login(self, *args, **kwargs):
        with no_scope():
            return super().force_login(*args, **kwargs)


class CallCenterTestCase(TestCase):
    """Alice and Bob are agents of Acme, with a manager and an admin; Mallory works for Globex and sees none of it.

    Acme's scope is open inside each test.
    """

    client_class = OutsideClient

    @classmethod
    def setUpTestData(cls):
        cls.acme = create_organization(
            slug="acme", name="Acme", country="US", time_zone="America/New_York", is_demo=True, talk_threshold_s=0
        )
        cls.globex = create_organization(slug="globex", name="Globex", country="GB", time_zone="Europe/London")
        with tenant_scope(cls.acme):
            cls.alice = cls.member("alice@acme.example", "Alice", "agent")
            cls.bob = cls.member("bob@acme.example", "Bob", "agent")
            cls.manager = cls.member("mary@acme.example", "Mary", "manager")
            cls.admin = cls.member("adam@acme.example", "Adam", "admin")
        with tenant_scope(cls.globex):
            cls.mallory = cls.member("mallory@globex.example", "Mallory", "agent")

    @classmethod
    def member(cls, email, name, role):
        return add_member(email=email, name=name, role=role, actor=None, password=PASSWORD)

    def setUp(self):
        super().setUp()
        self.enterContext(tenant_scope(self.acme))

    def sign_in(self, membership):
        self.client.force_login(membership.user)

    def api(self, method, path, body=None, *, organization="acme", **headers):
        """Call the API as the signed-in person; returns the response with `.data` parsed."""
        given = {"organization": organization, **headers} if organization else headers
        response = self.client.generic(
            method,
            f"/api/v1/{path}",
            data="" if body is None else __import__("json").dumps(body),
            content_type="application/json",
            headers=given,
        )
        response.data = response.json() if response.content else None
        return response


def make_call(agent=None, *, talk_s=30, direction="inbound", status="answered", number="+14155550123", **facts):
    """Make a finished call of an agent, told by a switch: the agent's wrap-up is open."""
    started_at = facts.pop("started_at", timezone.now() - timedelta(seconds=talk_s + 5))
    ended_at = facts.pop("ended_at", started_at + timedelta(seconds=talk_s))
    answered = status == "answered"
    call = Call.objects.create(
        source=by_hand_source(),
        external_id=uuid.uuid4().hex,
        conversation_id=facts.pop("conversation_id", 1),
        direction=direction,
        status=status,
        number=number,
        number_e164=number.startswith("+"),
        agent=agent,
        started_at=started_at,
        answered_at=started_at if answered else None,
        ended_at=ended_at,
        talk_s=Decimal(talk_s) if answered else 0,
        **facts,
    )
    if agent is not None:
        make_leg(call, agent, talk_s=talk_s if answered else 0)
    refolded(call)
    return call


def make_leg(call, agent, *, talk_s=30, ended=True, extension=""):
    """Give an agent a part in a call."""
    return Leg.objects.create(
        call=call,
        key=uuid.uuid4().hex,
        party="agent",
        membership=agent,
        extension=extension,
        state="ended" if ended else "up",
        ringing_at=call.started_at,
        answered_at=call.started_at if talk_s else None,
        ended_at=call.ended_at if ended else None,
        talk_s=Decimal(talk_s),
        talked=talk_s > 0,
    )


def refolded(call):
    """Announce a call's facts as a refold does."""
    from callcenter.tenancy.models import Organization

    organization = Organization.objects.get(pk=call.organization_id)
    calls_refolded.send(sender=Call, call_ids=[call.pk], organization=organization)


def make_wrapup(agent, **facts):
    """Make a finished call and return its agent's open wrap-up."""
    return Wrapup.objects.get(call=make_call(agent, **facts), membership=agent)


def code(wrapup, *slugs, actor=None, organization=None, **answers):
    """Save codes as the wrap-up's agent."""
    from callcenter.tenancy.models import Organization

    return code_wrapup(
        wrapup=wrapup,
        slugs=slugs,
        actor=actor or wrapup.membership,
        organization=organization or Organization.objects.get(pk=wrapup.organization_id),
        **answers,
    )
