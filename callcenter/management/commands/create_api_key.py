"""Make a key for machines."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from callcenter.accounts.actions import create_api_key
from callcenter.accounts.roles import SCOPES
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope


class Command(BaseCommand):
    help = "Make an API key for an organization and print it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--scopes", required=True, nargs="+", choices=sorted(SCOPES))
        parser.add_argument("--name", default="command line")
        parser.add_argument("--days", type=int, default=365)

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organization {options['organization']}.")
        with tenant_scope(organization):
            _, text = create_api_key(name=options["name"], scopes=options["scopes"], actor=None, days=options["days"])
        self.stdout.write(text)
