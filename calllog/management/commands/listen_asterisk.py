"""Listen to the manager interfaces of Asterisk switches."""

import asyncio
import os
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from callcenter.tenancy.checks import refuse_dangerous_role
from calllog.actions.hear import hear
from calllog.actions.refold import refold_dirty
from calllog.leases import leased
from calllog.models import Switch
from calllog.sources.ami import Block
from calllog.sources.listener import Address, listen


class Command(BaseCommand):
    help = (
        "Listen to Asterisk switches, all that name a host or the named ones. The secret of switch pbx-1 is read from "
        "AMI_SECRET_PBX_1. One listener per switch: a second one waits until the first has gone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("switches", nargs="*", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_dangerous_role()
        found = Switch.objects.filter(kind="asterisk", settings__has_key="host")
        if options["switches"]:
            found = found.filter(slug__in=options["switches"])
        switches = {switch.slug: switch for switch in found}
        missing = set(options["switches"]) - set(switches)
        if missing or not switches:
            raise CommandError(f"No such switch with a host: {', '.join(sorted(missing)) or 'there is none'}.")
        asyncio.run(self.listen_to_all(list(switches.values())))

    async def listen_to_all(self, switches: list[Switch]) -> None:
        """Listen to every switch at once; each has a thread of its own for the database."""
        await asyncio.gather(*(self.listen_to(switch) for switch in switches))

    async def listen_to(self, switch: Switch) -> None:
        """Take over the switch's lease, fold what a predecessor left, and listen."""
        lease = leased("listen", switch.pk)
        while not await sync_to_async(lease.__enter__)():
            await sync_to_async(lease.__exit__)(None, None, None)
            self.stdout.write(f"{switch.slug}: another listener is at work, waiting.")
            await asyncio.sleep(5)
            lease = leased("listen", switch.pk)
        self.stdout.write(f"{switch.slug}: listening.")
        await sync_to_async(refold_dirty)(switch.pk)

        async def heard(session: str, ordinal: int, blocks: list[Block], received_at: datetime) -> None:
            await sync_to_async(take)(switch.pk, session, ordinal, blocks, received_at)

        await listen(address_of(switch), heard)


def take(switch_id: int, session: str, ordinal: int, blocks: list[Block], received_at: datetime) -> None:
    """Store and fold one batch; a broken database connection is replaced before it."""
    if connection.connection is not None and not connection.is_usable():
        connection.close()
    hear(switch_id=switch_id, blocks=blocks, session=session, ordinal=ordinal, received_at=received_at)


def address_of(switch: Switch) -> Address:
    """Return where a switch's manager interface is; the secret comes from the environment."""
    name = f"AMI_SECRET_{switch.slug.upper().replace('-', '_')}"
    if name not in os.environ:
        raise CommandError(f"{name} is not set.")
    settings = switch.settings
    return Address(
        host=settings["host"],
        port=int(settings.get("port", 5038)),
        user=settings.get("user", "aftercall"),
        secret=os.environ[name],
        tls=bool(settings.get("tls", False)),
    )
