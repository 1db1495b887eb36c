"""Make an organization with its first admin."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from callcenter.accounts.actions import ensure_admin
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope


class Command(BaseCommand):
    help = "Make an organization with its first admin; the password is asked for, or read from ADMIN_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)
        parser.add_argument("--country", required=True, help="ISO 3166, two letters")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--language", default="en", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if Organization.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"There is already an organization {options['slug']}.")
        if options["time_zone"] not in available_timezones():
            raise CommandError(f"{options['time_zone']} is no time zone; write it like Europe/Oslo.")
        password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password of the admin: ")
        with transaction.atomic():
            organization = create_organization(
                slug=options["slug"],
                name=options["name"],
                country=options["country"].upper(),
                language=options["language"],
                time_zone=options["time_zone"],
            )
            with tenant_scope(organization):
                ensure_admin(email=options["admin_email"], name=options["admin_name"], password=password)
        self.stdout.write(f"{organization.name} is ready; {options['admin_email']} can sign in.")
