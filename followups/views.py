from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.requests import TenantRequest
from callcenter.api.paging import keyset_page
from callcenter.web.views import page
from calllog import phone
from calllog.models import Call
from followups.models import Message

PAGE_SIZE = 50
ICONS = {
    Message.State.PLANNED: "clock",
    Message.State.SENDING: "send",
    Message.State.SENT: "check",
    Message.State.CANCELLED: "undo",
    Message.State.SUPPRESSED: "ban",
}
TONES = {
    Message.State.PLANNED: "wait",
    Message.State.SENDING: "live",
    Message.State.SENT: "good",
    Message.State.FAILED: "stop",
    Message.State.DEAD: "stop",
    Message.State.UNCERTAIN: "wait",
}
REASONS = {
    "opt_out": _("the customer asked not to be contacted meanwhile"),
    "interrupted": _("interrupted while it was leaving; it is not sent again by itself"),
    "code_corrected": _("the code was changed or taken back before it left"),
    "contact_merged": _("two contacts turned out to be one person, to whom the same mail goes already"),
    "not connected": _("the mail server could not be reached"),
    "refused": _("the mail server refused it"),
}


@page("outbox.view")
def outbox(request: TenantRequest, slug: str) -> HttpResponse:
    """Show every mail to a customer, newest first, and whether mail leaves this house at all."""
    messages = Message.objects.select_related("call")
    if request.membership.limited_to_team:
        messages = messages.filter(call__in=Call.objects.visible_to(request.membership))
    found = keyset_page(messages, ("-pk",), request.GET.get("cursor"), PAGE_SIZE)
    context = {
        "rows": list(shown(found.rows, request.organization.country)),
        "newer_url": address(found.previous),
        "older_url": address(found.next),
        "leaves": settings.SMTP_CONFIGURED,
    }
    return render(request, "followups/outbox.html", context)


def shown(messages: list[Message], country: str) -> Iterator[dict[str, object]]:
    """Yield each message with its number, its icon and its reason in words."""
    for message in messages:
        state = Message.State(message.state)
        yield {
            "message": message,
            "number": phone.display(message.call.number, country),
            "icon": ICONS.get(state, "alert"),
            "tone": TONES.get(state, ""),
            "reason": REASONS.get(message.reason.split(":")[0], message.reason),
            "stayed": state == Message.State.SENT and message.through != "smtp",
        }


def address(cursor: str | None) -> str:
    """Return the address of a neighbouring page, or nothing at the end."""
    return "?" + urlencode({"cursor": cursor}) if cursor else ""
