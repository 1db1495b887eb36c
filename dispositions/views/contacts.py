"""Contacts: finding one, putting right what is known, and two that are one person."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callcenter.accounts.requests import TenantRequest
from callcenter.api.paging import keyset_page
from callcenter.calendars.effective import book
from callcenter.tenancy.errors import DomainError
from callcenter.web.refusals import attempt
from callcenter.web.views import page, posted_id
from calllog import phone
from calllog.actions import contacts as actions
from calllog.contact_forms import ContactForm, all_of, facts_of
from calllog.contacts import called
from calllog.models import Call, Contact, ContactMerge
from dispositions import listing, rows
from dispositions.views.calls import cursor_url

T = TypeVar("T")
PAGE_SIZE, MOST_CALLS, MOST_ALIKE = 50, 20, 8


@page("calls.view")
def contact_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show the contacts by name, or those a name, an address or a number finds; who logs calls adds one here."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    added = saved(request, form, None)
    if added is not None:
        messages.success(request, _("%(name)s is saved.") % {"name": added})
        return redirect("contact", slug=slug, pk=added.pk)
    wanted, found = wanted_of(request), Contact.objects.standing()
    if wanted:
        found = called(found, wanted, request.organization.country)
    rows_of = found.prefetch_related("numbers", "mails")
    listed = keyset_page(rows_of, ("name", "pk"), request.GET.get("cursor"), PAGE_SIZE)
    context = {
        "contacts": listed.rows,
        "wanted": wanted,
        "form": form,
        "may_write": "calls.log" in request.capabilities,
        "newer_url": cursor_url(request, listed.previous),
        "older_url": cursor_url(request, listed.next),
    }
    return render(request, "dispositions/contact_list.html", context, status=400 if form.errors else 200)


@page("calls.view")
def contact_page(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Show one contact with the calls the person may see; a post puts right what is known."""
    contact = Contact.objects.survivor(pk)
    if contact is not None and contact.pk != pk:
        return redirect("contact", slug=slug, pk=contact.pk)
    contact = contact or get_object_or_404(Contact.objects, pk=pk)
    form = ContactForm(request.POST if request.method == "POST" else None, initial=facts_of(contact))
    if saved(request, form, contact) is not None:
        messages.success(request, _("Saved."))
        return redirect("contact", slug=slug, pk=pk)
    known = known_of(request, contact, form)
    return render(request, "dispositions/contact_page.html", known, status=400 if form.errors else 200)


@page("calls.correct")
def contact_merge(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Make another contact and this one the same person."""
    kept = get_object_or_404(Contact.objects.standing(), pk=pk)
    if request.method == "POST":
        gone = get_object_or_404(Contact.objects.standing(), pk=posted_id(request, "other"))
        merge = carried_out(request, lambda: actions.merge_contacts(kept=kept, gone=gone, actor=request.membership))
        if merge is not None:
            count = len(merge.moved["calls"])
            text = ngettext("%(count)s call came along.", "%(count)s calls came along.", count) % {"count": count}
            messages.success(request, " ".join([_("One person now."), text]))
    return redirect("contact", slug=slug, pk=pk)


@page("calls.correct")
def contact_part(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Take a merge back."""
    get_object_or_404(Contact.objects, pk=pk)
    if request.method == "POST":
        merge = get_object_or_404(ContactMerge.objects, pk=posted_id(request, "merge"), kept=pk)
        gone = carried_out(request, lambda: actions.part_contacts(merge=merge, actor=request.membership))
        if gone is not None:
            messages.success(request, _("%(name)s is a contact of its own again.") % {"name": gone})
    return redirect("contact", slug=slug, pk=pk)


def carried_out(request: TenantRequest, act: Callable[[], T]) -> T | None:
    """Carry an action out; a refusal rolls it back and is said at the top of the page."""
    try:
        with transaction.atomic():
            return act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return None


def saved(request: TenantRequest, form: ContactForm, contact: Contact | None) -> Contact | None:
    """Write what was sent, by whoever may log calls; None where nothing was, or where it cannot be kept."""
    if "calls.log" not in request.capabilities or not form.is_valid():
        return None
    country, actor, facts = request.organization.country, request.membership, form.cleaned_data
    return attempt(form, lambda: actions.save_contact(contact=contact, country=country, actor=actor, **facts))


def wanted_of(request: TenantRequest) -> str:
    """Return what is looked for."""
    return request.GET.get("find", "").replace("\0", "").strip()[:100]


def known_of(request: TenantRequest, contact: Contact, form: ContactForm) -> dict[str, Any]:
    """Return everything the page of a contact shows."""
    organization, wanted = request.organization, wanted_of(request)
    calls = rows.calls(Call.objects.visible_to(request.membership).filter(contact=contact))
    hours = book(organization)
    latest = [listing.row_of(call, organization, hours) for call in calls.order_by("-started_at", "-pk")[:MOST_CALLS]]
    may_merge = "calls.correct" in request.capabilities
    others = Contact.objects.standing().exclude(pk=contact.pk).prefetch_related("numbers")
    alike = called(others, wanted, organization.country)[:MOST_ALIKE] if wanted and may_merge else []
    merges = ContactMerge.objects.filter(kept=contact).select_related("gone", "by", "undone_by")
    return {
        "contact": contact,
        "numbers": [phone.display(row.number, organization.country) for row in contact.numbers.all()],
        "mails": all_of(contact),
        "rows": latest,
        "more": len(latest) == MOST_CALLS,
        "form": form,
        "wanted": wanted,
        "alike": alike,
        "merges": merges,
        "may_write": "calls.log" in request.capabilities,
        "may_merge": may_merge,
    }
