"""Whatever is sent to a page or an endpoint, and however that fails, no log line holds any of it."""

import json
from unittest import mock

import pytest
from django.db import connection
from django.urls import ResolverMatch
from drf_spectacular.generators import SchemaGenerator

from calllog.models import Contact, ContactNumber
from tests.headers.asking import Asking, address
from tests.logs.canaries import (
    HEADERS,
    MAIL,
    NAME,
    NOTE,
    NUMBER,
    PASSWORD,
    QUERY,
    SECRET,
    body_for,
    broken_bodies,
    listening,
)
from tests.logs.forms import forms_of
from tests.tally import tell


class Requests(Asking):
    """What is sent holds canaries everywhere: address, headers, cookies, form, document."""

    PEOPLE = ["admin"]

    def setUp(self):
        super().setUp()
        self.people = self.clients(self.PEOPLE)
        self.heard = self.enterContext(listening())
        cookies = self.people["admin"].cookies if "admin" in self.people else {}
        self.secrets = [cookie.value for cookie in cookies.values()] + [self.key, self.key.partition(".")[2]]

    def tearDown(self):
        tell("log canaries", lines=len(self.heard.lines), canaries=7 + len(self.secrets))
        super().tearDown()

    def silent(self):
        self.assertEqual(self.heard.leaks(*self.secrets), [])

    def places(self):
        return [(route.name, address(route.path, self.wrapup.call_id)) for route in self.routes()]

    @pytest.mark.nets
    def test_of_any_kind_leave_nothing(self):
        for client in self.people.values():
            for _, path in self.places():
                client.get(path + QUERY, headers=HEADERS)
                client.post(path + QUERY, {"name": NAME, "login": MAIL, "password": PASSWORD}, headers=HEADERS)
                for body in broken_bodies():
                    client.generic("PUT", path, body, content_type="application/json", headers=HEADERS)

        self.silent()

    def test_with_all_that_the_schema_offers_leave_nothing(self):
        schema = SchemaGenerator().get_schema(request=None, public=True)
        taken, offered = set(), set()
        for path, verbs in schema["paths"].items():
            for verb, operation in verbs.items():
                content = operation.get("requestBody", {}).get("content", {}).get("application/json")
                if content is None:
                    continue
                body = body_for(content["schema"], schema["components"]["schemas"])
                offered.add((verb, path))
                place = path.replace("{id}", str(self.subject(path)))
                answer = self.people["admin"].generic(
                    verb.upper(), place, json.dumps(body), content_type="application/json"
                )
                if answer.status_code < 300:
                    taken.add((verb, path))

        self.silent()
        self.assertGreaterEqual(len(taken), len(offered) / 2, sorted(offered - taken))

    def subject(self, path):
        if "contacts" in path:
            return self.contact.pk
        return self.own.pk if "wrapups" in path else self.wrapup.call_id

    def test_by_the_forms_of_every_page_leave_nothing(self):
        client, sent = self.people["admin"], 0
        pages = [route for route in self.routes() if route.path.startswith(("o/", "accounts/"))]
        for route in pages:
            path = address(route.path, self.wrapup.call_id)
            if "logout" in path:
                continue
            page = client.get(path)
            for where, form in forms_of(page.content.decode()) if page.status_code == 200 else ():
                if "logout" not in where:
                    client.post(where or path, form, headers=HEADERS)
                    sent += 1

        self.silent()
        self.assertGreater(sent, len(pages) / 3)

    def test_that_break_leave_nothing_but_where(self):
        def broken(request, *args, **kwargs):
            raise RuntimeError(f"{NAME} {NUMBER} {MAIL} {request.get_full_path()}") from ValueError(NOTE)

        self.answer_with(broken)
        self.silent()
        traces = [line for name, line in self.heard.lines if name == "django.request"]
        self.assertEqual(
            (len(traces), "in broken" in traces[0], "RuntimeError" in traces[0]), (len(self.places()), True, True)
        )

    def test_that_break_share_a_name_with_their_lines(self):
        with mock.patch("callcenter.accounts.access.Membership.objects.active", side_effect=RuntimeError(NAME)):
            page, document = (self.people["admin"].get(path) for path in ("/o/acme/calls/", "/api/v1/calls/"))
        names = [answer.headers["Request-Id"] for answer in (page, document)]
        lines = [line.split()[4] for name, line in self.heard.lines if name == "django.request"]

        self.assertEqual(lines, names)
        self.assertIn(names[0], page.content.decode())
        self.assertEqual(document.json()["reference"], names[1])

    def test_that_the_database_refuses_leave_the_rule_alone(self):
        contact = Contact.objects.create(name=NAME, email=MAIL)
        ContactNumber.objects.create(contact=contact, number=NUMBER)

        def doubled(request, *args, **kwargs):
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO calllog_contactnumber (organization_id, contact_id, number) VALUES (%s, %s, %s)",
                    [self.acme.pk, contact.pk, NUMBER],
                )

        path = "/o/acme/calls/"
        with mock.patch("callcenter.web.views.enter", side_effect=doubled):
            self.assertEqual(self.people["admin"].get(path).status_code, 500)
        self.silent()
        self.assertIn(
            "IntegrityError 23505 calllog_contact_number_once", "\n".join(line for _, line in self.heard.lines)
        )

    def answer_with(self, view):
        """Let a view of the test's stand behind every route."""
        match = ResolverMatch(view, (), {}, "x")
        with mock.patch("django.core.handlers.base.BaseHandler.resolve_request", return_value=match):
            for _, path in self.places():
                answer = self.people["admin"].get(path + QUERY, headers=HEADERS)
                self.assertEqual(answer.status_code, 500)

    @pytest.mark.nets
    def test_without_a_token_or_with_a_foreign_host_leave_nothing(self):
        self.enterContext(self.settings(ALLOWED_HOSTS=["testserver"]))
        strict = self.client_of(self.admin, enforce_csrf_checks=True)
        for _, path in self.places():
            strict.post(
                path + QUERY, {"note": NOTE}, secure=True, headers=HEADERS | {"Origin": f"http://{NAME}.example"}
            )
            strict.get(path + QUERY, HTTP_HOST="evil.example")
            strict.post(path, "x" * 3_000_000, content_type="application/json")

        self.silent()

    def test_of_people_who_try_passwords_leave_nothing(self):
        nobody = self.client_of(None)
        for form in ({"login": MAIL, "password": PASSWORD}, {"login": self.alice.user.email, "password": PASSWORD}):
            nobody.post("/accounts/login/", form, headers=HEADERS)
        nobody.post("/accounts/password/reset/", {"email": self.alice.user.email}, headers=HEADERS)
        nobody.get("/api/v1/calls/", headers={"Authorization": f"Bearer {SECRET}"})

        self.secrets.append(self.alice.user.email)
        self.silent()


@pytest.mark.nets
class RequestsOfEverybody(Requests):
    STEP = 1
    PEOPLE = ["nobody", "agent", "admin", "stranger", "key"]
