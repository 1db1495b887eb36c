"""What no plain address shows: pages that say no, what filters make of a page, and what a mistake in a form brings."""

import re
from unittest import mock

from django.test import Client

from calllog.errors import ExtensionHeld
from tests.looks.view import Step, View
from tests.looks.world import FULL

HOME = f"/o/{FULL}/"


def errors(site) -> list[View]:
    """Return every page that says no."""
    return [
        View("error-400", "/broken", status=400, before=answer(broken_address()), expected=("400",)),
        View("error-403", f"{HOME}people/new/", "agent", status=403),
        View("error-403-form", "/broken", status=403, before=answer(form_without_a_token()), expected=("403",)),
        View("error-404", "/o/nowhere/calls/", "admin", status=404),
        View("error-404-nobody", "/no/such/page/", status=404),
        View("error-500", "/broken", status=500, before=answer(broken_view()), expected=("500",)),
        View("no-organization", "/", "stranger", status=403),
        View("refused", "/broken", status=409, before=answer(refusal(site)), expected=("409",)),
    ]


def queries(site) -> list[View]:
    """Return pages as their filters and forms make them."""
    calls, report = f"{HOME}calls/", f"{HOME}reports/dispositions/"
    unheld, agent = site.world.fill["calls"]["unheld"], site.world.fill["people"]["agent"]
    contact = site.world.fill["contacts"]["merged"]
    return [
        View("calls-filtered", f"{calls}?code_any=interested,voicemail_left&direction=inbound&min_talk=10", "admin"),
        View("calls-none-match", f"{calls}?number=%2B14155559999", "admin"),
        View("calls-unreadable", f"{calls}?min_talk=soon", "admin", status=400),
        View("calls-unheld", f"{calls}?unheld=true", "admin"),
        View("report-codes", f"{report}?count=codes", "admin"),
        View("report-day", f"{report}?period=today&direction=inbound", "admin"),
        View("report-months", f"{report}?started_after=2026-01-01&started_before=2026-11-30", "admin"),
        View("report-none-match", f"{report}?number=%2B14155559999", "admin"),
        View("contacts-found", f"{HOME}contacts/?find=margaret", "agent"),
        View("contacts-nobody-found", f"{HOME}contacts/?find=zzz", "admin"),
        View("contact-same-person", f"{HOME}contacts/{contact}/?find=%2B1415555", "admin"),
        View("contact-refused", f"{HOME}contacts/{contact}/", "agent", act=no_number, expected=("400",)),
        View("calls-comfortable", calls, "admin", act=comfortable),
        View("sign-in-wrong", "/accounts/login/", act=sign_in_wrongly),
        View("person-saved", f"{HOME}people/{agent}/", "admin", act=save_form, still=True),
        View("unheld-nobody-chosen", f"{HOME}calls/{unheld}/", "admin", act=nobody_chosen),
    ]


def answer(response) -> Step:
    """Let an address answer what a response made in this process says."""
    headers = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}

    def before(page) -> None:
        page.route(
            re.compile("/broken$"),
            lambda route: route.fulfill(status=response.status_code, headers=headers, body=response.content),
        )

    return before


def broken_address():
    return Client(headers={"host": "elsewhere.example"}).get("/")


def form_without_a_token():
    return Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})


def broken_view():
    with mock.patch("callcenter.web.views.redirect", side_effect=RuntimeError("broken on purpose")):
        return Client(raise_request_exception=False).get("/")


def refusal(site):
    client = Client(raise_request_exception=False)
    client.force_login(site.world.people["admin"])
    with mock.patch(
        "dispositions.views.codes.code_facts.sections", side_effect=ExtensionHeld(number="101", holder="Ada")
    ):
        return client.get(f"{HOME}codes/")


def comfortable(page) -> None:
    page.evaluate("() => { document.documentElement.dataset.density = 'comfortable'; }")


def sign_in_wrongly(page) -> None:
    page.fill("input[name=login]", "ada@acme.example")
    page.fill("input[name=password]", "not the password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".field__error")


def save_form(page) -> None:
    page.locator("main form .btn--primary").first.click()
    page.wait_for_selector(".toast--good")


def no_number(page) -> None:
    page.locator("details.fold summary").first.click()
    page.fill("textarea[name=numbers]", "seven")
    page.locator("main ~ aside form .btn").first.click()
    page.wait_for_selector(".field__error")


def nobody_chosen(page) -> None:
    page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    page.locator("form[action*=assign] button").click()
    page.wait_for_selector(".toast--stop")
