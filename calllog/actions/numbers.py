"""Our numbers, and which campaign and channel each stands for from when on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from calllog import phone
from calllog.actions.afresh import follow
from calllog.errors import CampaignNamed, NumberKnown, NumberUnreadable
from calllog.models import Campaign, NumberUse, OurNumber


@transaction.atomic(savepoint=False)
def add_number(*, number: str, label: str, country: str, actor: Membership | None) -> OurNumber:
    """Name a number of ours; a trailing asterisk names a block of them.

    Raises `number_unreadable` for what is no number and `number_known` for one that is there.
    """
    text = number.strip()
    block = text.endswith("*")
    found = text.removesuffix("*").removeprefix("+") if block else phone.normalise(text, country).text
    if not found or (block and not (found.isascii() and found.isdigit())):
        raise NumberUnreadable
    written = f"{found}*" if block else found
    row, made = OurNumber.objects.get_or_create(number=written[:40], defaults={"label": label})
    if not made:
        raise NumberKnown(number=row.number)
    audit.record(actor, "number.added", row, {"number": row.number})
    return row


@transaction.atomic(savepoint=False)
def name_number(*, our_number: OurNumber, label: str, actor: Membership) -> OurNumber:
    """Change what a number is called."""
    our_number.label = label
    our_number.save(update_fields=["label"])
    audit.record(actor, "number.named", our_number, {"label": label})
    return our_number


@transaction.atomic(savepoint=False)
def move_number(
    *,
    our_number: OurNumber,
    campaign: Campaign | None,
    channel: str,
    starts_at: datetime,
    actor: Membership | None,
) -> int:
    """Let a number stand for a campaign and a channel from a time on; returns how many calls were looked at anew.

    Calls before that time stay what they were. A move that was planned for later stays planned.
    """
    our_number = OurNumber.objects.select_for_update(of=("self",)).get(pk=our_number.pk)
    later = our_number.uses.filter(starts_at__gt=starts_at).order_by("starts_at").first()
    ends_at = later.starts_at if later else None
    our_number.uses.filter(starts_at=starts_at).delete()
    for standing in NumberUse.objects.at(starts_at).filter(our_number=our_number):
        standing.ends_at = starts_at
        standing.save(update_fields=["ends_at"])
    use = NumberUse.objects.create(
        our_number=our_number, campaign=campaign, channel=channel, starts_at=starts_at, ends_at=ends_at
    )
    where = {"campaign": campaign.pk if campaign else None, "channel": channel, "from": starts_at.isoformat()}
    audit.record(actor, "number.moved", our_number, {"use": use.pk, **where})
    return follow(our_number, starts_at, ends_at) if starts_at < timezone.now() else 0


@transaction.atomic(savepoint=False)
def name_campaign(*, name: str, purpose: str, actor: Membership, campaign: Campaign | None = None) -> Campaign:
    """Make a campaign, or change what one is called and for; raises `campaign_named` for a name that is taken."""
    if Campaign.objects.filter(name=name).exclude(pk=campaign.pk if campaign else None).exists():
        raise CampaignNamed
    campaign = campaign or Campaign()
    campaign.name, campaign.purpose = name, purpose
    campaign.save()
    audit.record(actor, "campaign.named", campaign, {"name": name, "purpose": purpose})
    return campaign
