"""Listen to the manager interfaces of Asterisk switches."""

import asyncio
import logging
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection

from callcenter.tenancy.checks import refuse_dangerous_role
from calllog.actions.health import Pulse, connected, disconnected
from calllog.actions.hear import hear
from calllog.actions.lost import compare
from calllog.actions.refold import refold_dirty
from calllog.leases import take
from calllog.models import Switch
from calllog.sources.ami import Block
from calllog.sources.listener import Address, listen
from calllog.sources.roll_call import Roll

T = TypeVar("T")
logger = logging.getLogger(__name__)
LISTEN = "listen"
DATABASE_PAUSE_S = 1


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
        while not await sync_to_async(take)(LISTEN, switch.pk):
            self.stdout.write(f"{switch.slug}: another listener is at work, waiting.")
            await asyncio.sleep(5)
        self.stdout.write(f"{switch.slug}: listening.")
        await sync_to_async(refold_dirty)(switch.pk)
        await listen(address_of(switch), Scribe(switch.pk))


class Scribe:
    """Writes down what one switch says."""

    def __init__(self, switch_id: int) -> None:
        self.switch_id = switch_id
        self.pulse = Pulse(switch_id)
        self.heard_until: datetime | None = None
        self.leased_on: Any = None

    async def connected(self, at: datetime) -> None:
        """Remember until when the switch was heard before."""
        self.heard_until = await sync_to_async(self.write)(connected, at=at)

    async def heard(self, session: str, ordinal: int, blocks: list[Block], received_at: datetime) -> None:
        """Store and fold one batch."""
        await sync_to_async(self.take)(session, ordinal, blocks, received_at)

    async def rolled(self, roll: Roll) -> None:
        """End what the list shows to be gone; the first list after a break tells what the break hid."""
        heard_until, self.heard_until = self.heard_until, None
        await sync_to_async(self.write)(compare, roll=roll, heard_until=heard_until, now=datetime.now(UTC))

    async def disconnected(self) -> None:
        """Show that nobody listens."""
        await sync_to_async(self.write)(disconnected)

    def take(self, session: str, ordinal: int, blocks: list[Block], received_at: datetime) -> None:
        self.write(hear, blocks=blocks, session=session, ordinal=ordinal, received_at=received_at)
        self.write(self.beat, blocks=blocks, received_at=received_at)

    def beat(self, *, switch_id: int, blocks: list[Block], received_at: datetime) -> None:
        self.pulse.beat(blocks, received_at)

    def write(self, action: Callable[..., T], **arguments: Any) -> T:
        """Carry out an action on this switch; while the database is away it waits, for a switch says nothing twice."""
        while True:
            try:
                if connection.connection is not None and not connection.is_usable():
                    connection.close()
                self.keep_lease()
                return action(switch_id=self.switch_id, **arguments)
            except (OperationalError, InterfaceError) as fault:
                logger.warning("database not reached: %s", type(fault).__name__)
                connection.close()
                time.sleep(DATABASE_PAUSE_S)

    def keep_lease(self) -> None:
        """Take the lease again on a new connection; whoever took it meanwhile listens instead."""
        connection.ensure_connection()
        if connection.connection is self.leased_on:
            return
        if not take(LISTEN, self.switch_id):
            raise CommandError("Another listener took over while the database was away.")
        self.leased_on = connection.connection


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
