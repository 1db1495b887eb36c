"""Contacts: what is known of somebody, and two of them that turn out to be one person."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.tenancy.errors import NotFound
from calllog import phone
from calllog.errors import ContactEmpty, MergeUndone, NotTwoContacts, NumberUnreadable
from calllog.models import Call, Contact, ContactMail, ContactMerge, ContactNumber
from calllog.signals import contacts_merged, contacts_parted


@transaction.atomic(savepoint=False)
def save_contact(
    *,
    contact: Contact | None = None,
    name: str,
    emails: Sequence[str],
    numbers: Sequence[str],
    country: str,
    actor: Membership | None,
) -> Contact:
    """Write who somebody is, making the contact where there is none; mail goes to the first of the addresses.

    Raises `contact_empty` for nobody in particular and `number_unreadable` for what is no number.
    """
    name, main = name.strip(), emails[0] if emails else ""
    found = [read(number, country) for number in numbers]
    if not (name or main or found):
        raise ContactEmpty
    if contact is None:
        contact = Contact()
    else:
        contact = locked([contact.pk])[0]
    is_new = contact.pk is None
    contact.name, contact.email = name, main
    contact.save()
    keep(contact.mails, ContactMail, "email", contact, list(dict.fromkeys(emails[1:])))
    keep(contact.numbers, ContactNumber, "number", contact, list(dict.fromkeys(found)))
    told = {"numbers": len(set(found)), "emails": len(set(emails))}
    audit.record(actor, "contact.added" if is_new else "contact.changed", contact, told)
    return contact


def read(number: str, country: str) -> str:
    """Return a number as it is stored."""
    found = phone.normalise(number, country)
    if not found.is_e164:
        raise NumberUnreadable(fields={"numbers": [f"{number}: {NumberUnreadable.message}"]})
    return found.text


def keep(rows: Any, model: Any, field: str, contact: Contact, wanted: list[str]) -> None:
    """Let a contact have these values of a field and no others."""
    rows.exclude(**{f"{field}__in": wanted}).delete()
    there = set(rows.values_list(field, flat=True))
    model.objects.bulk_create(model(contact=contact, **{field: one}) for one in wanted if one not in there)


def locked(ids: Sequence[int]) -> list[Contact]:
    """Lock contacts in one order; raises `not_found` where one is missing or merged."""
    rows = Contact.objects.standing().select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    if set(found) != set(ids):
        raise NotFound
    return [found[pk] for pk in ids]


@transaction.atomic(savepoint=False)
def merge_contacts(*, kept: Contact, gone: Contact, actor: Membership | None) -> ContactMerge:
    """Make two contacts one: numbers, addresses and calls of the one that goes come along, whatever stands wins.

    Raises `not_two_contacts` where there are not two.
    """
    if kept.pk == gone.pk:
        raise NotTwoContacts
    kept, gone = locked([kept.pk, gone.pk])
    calls = Call.objects.filter(contact=gone)
    moved: dict[str, Any] = {
        "name": "" if kept.name else gone.name,
        "email": "" if kept.email else gone.email,
        "calls": list(calls.order_by("pk").values_list("pk", flat=True)),
    }
    addresses = [kept.email, moved["email"]]
    moved["numbers"], moved["both_numbers"] = moved_along(ContactNumber, "number", kept, gone, [])
    moved["mails"], moved["both_mails"] = moved_along(ContactMail, "email", kept, gone, addresses)
    if gone.email and gone.email not in addresses and not kept.mails.filter(email=gone.email).exists():
        moved["mail"] = ContactMail.objects.create(contact=kept, email=gone.email).pk
    calls.update(contact=kept)
    told: Any = contacts_merged.send(sender=Contact, kept_id=kept.pk, gone_id=gone.pk)
    for _receiver, ids in told:
        moved |= ids
    kept.name, kept.email = kept.name or gone.name, kept.email or gone.email
    kept.save(update_fields=["name", "email"])
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    merge = ContactMerge.objects.create(kept=kept, gone=gone, moved=moved, at=timezone.now(), by=actor)
    audit.record(actor, "contact.merged", kept, {"gone": gone.pk, "calls": len(moved["calls"])})
    return merge


def moved_along(model: Any, field: str, kept: Contact, gone: Contact, known: list[str]) -> tuple[list[int], list[str]]:
    """Move what only the one that goes has; what both have, the one that stays has alone: returns ids and values.

    A number of two contacts would be nobody's.
    """
    both = [*model.objects.filter(contact=kept).values_list(field, flat=True), *known]
    doubled = model.objects.filter(contact=gone, **{f"{field}__in": both})
    values = list(doubled.values_list(field, flat=True))
    doubled.delete()
    ids = list(model.objects.filter(contact=gone).values_list("pk", flat=True))
    model.objects.filter(pk__in=ids).update(contact=kept)
    return ids, values


@transaction.atomic(savepoint=False)
def part_contacts(*, merge: ContactMerge, actor: Membership | None) -> Contact:
    """Take a merge back: what came along goes back, as far as it is still there; returns who is there again.

    Raises `merge_undone` where that was done already, or where the contact was merged further since.
    """
    merge = ContactMerge.objects.select_for_update(of=("self",)).select_related("kept", "gone").get(pk=merge.pk)
    kept, gone, moved = merge.kept, merge.gone, merge.moved
    if merge.undone_at is not None or kept.merged_into_id is not None:
        raise MergeUndone
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    for model, ids in ((Call, "calls"), (ContactNumber, "numbers"), (ContactMail, "mails")):
        model.objects.filter(pk__in=moved[ids], contact=kept).update(contact=gone)
    ContactNumber.objects.bulk_create(ContactNumber(contact=gone, number=one) for one in moved["both_numbers"])
    ContactMail.objects.bulk_create(ContactMail(contact=gone, email=one) for one in moved["both_mails"])
    ContactMail.objects.filter(pk=moved.get("mail"), contact=kept).delete()
    kept.name = "" if moved["name"] and kept.name == moved["name"] else kept.name
    kept.email = "" if moved["email"] and kept.email == moved["email"] else kept.email
    kept.save(update_fields=["name", "email"])
    contacts_parted.send(sender=Contact, kept_id=kept.pk, gone_id=gone.pk, moved=moved)
    merge.undone_at, merge.undone_by = timezone.now(), actor
    merge.save(update_fields=["undone_at", "undone_by"])
    audit.record(actor, "contact.parted", kept, {"gone": gone.pk, "merge": merge.pk})
    return gone
