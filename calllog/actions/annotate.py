"""What people add to a call: a comment, and whom it was with. Telephony's facts are not touched."""

from enum import Enum, auto

from django.db import transaction

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.tenancy.errors import NotFound
from calllog.models import Call, Contact, ContactNumber


class Kept(Enum):
    """Stands for what the request did not mention."""

    AS_IS = auto()


AS_IS = Kept.AS_IS


@transaction.atomic(savepoint=False)
def annotate(
    *,
    call: Call,
    actor: Membership | None,
    comment: str | Kept = AS_IS,
    contact: int | Kept | None = AS_IS,
    contact_name: str | Kept = AS_IS,
    contact_email: str | Kept = AS_IS,
) -> Call:
    """Change a call's comment, its contact, or the contact's name and address; what is not given stays.

    Name and address are those of the person on the call: without a contact they make one, which the number then
    belongs to.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("contact").get(pk=call.pk)
    changed = []
    if isinstance(comment, str) and comment != call.comment:
        call.comment = comment
        changed.append("comment")
    if not isinstance(contact, Kept) and contact != call.contact_id:
        call.contact = found(contact)
        changed.append("contact")
    person, details = describe(call, contact_name, contact_email)
    if person is not None and person.pk != call.contact_id:
        call.contact = person
        changed.append("contact")
    if changed:
        call.save(update_fields=list(dict.fromkeys(changed)))
    if changed or details:
        audit.record(actor, "call.annotated", call, {"changed": sorted({*changed, *details})})
    return call


def found(contact: int | None) -> Contact | None:
    """Return the organization's contact of this id, or whoever that turned out to be; others are missing ones."""
    if contact is None:
        return None
    row = Contact.objects.survivor(contact)
    if row is None:
        raise NotFound
    return row


def describe(call: Call, name: str | Kept, email: str | Kept) -> tuple[Contact | None, list[str]]:
    """Write name and address to the person on the call; tell who it is and what changed."""
    given = {key: value.strip() for key, value in (("name", name), ("email", email)) if isinstance(value, str)}
    person = call.contact or sole_contact(call)
    if person is None:
        if not any(given.values()):
            return None, []
        person = Contact.objects.create(**given)
        if call.number_e164:
            ContactNumber.objects.create(contact=person, number=call.number)
        return person, [f"contact_{key}" for key in given]
    differing = [key for key, value in given.items() if getattr(person, key) != value]
    if not differing:
        return call.contact, []
    for key in differing:
        setattr(person, key, given[key])
    person.save(update_fields=differing)
    return person, [f"contact_{key}" for key in differing]


def sole_contact(call: Call) -> Contact | None:
    """Return the contact the call's number belongs to, if it belongs to exactly one."""
    only = ContactNumber.objects.only_contact_of(call.number) if call.number_e164 else None
    return Contact.objects.get(pk=only) if only else None
