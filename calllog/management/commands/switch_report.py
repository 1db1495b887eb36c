"""Show the operator what arrives from each switch, and what could not be read or given to an organization."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Max

from calllog.actions.ingest import unreadable, unrouted
from calllog.models import RawEvent, Switch

SHOWN = 20


class Command(BaseCommand):
    help = "Show per switch what was stored, dropped as noise and could not be read, and calls that are nobody's."

    def handle(self, *args: Any, **options: Any) -> None:
        for switch in Switch.objects.filter(kind="asterisk"):
            events = RawEvent.objects.filter(switch=switch)
            last = events.aggregate(last=Max("received_at"))["last"]
            nobodys = unrouted(switch.pk)
            self.stdout.write(f"{switch.slug} ({switch.name})")
            self.stdout.write(
                f"  events stored      {events.count()}, the last {last:%Y-%m-%d %H:%M:%S} UTC"
                if last
                else "  no event yet"
            )
            self.stdout.write(f"  noise dropped      {sum(switch.dropped.values())}")
            self.stdout.write(f"  could not be read  {unreadable(switch.pk)}")
            self.stdout.write(f"  nobody's calls     {nobodys.count()}")
            for conversation in nobodys[:SHOWN]:
                ids = ", ".join(
                    conversation.links.filter(key__startswith="linkedid:").values_list("key", flat=True)[:3]
                )
                self.stdout.write(f"    {conversation.first_at:%Y-%m-%d %H:%M:%S} UTC  {ids}")
