"""Make roles, database and grants on a PostgreSQL server."""

import os
from argparse import ArgumentParser
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from callcenter.embedded import roles
from callcenter.embedded.errors import EmbeddedFailure


class Command(BaseCommand):
    """Bring a server into the shape DATABASE_URL and DATABASE_OWNER_URL describe; again and again does no harm."""

    help = "Make the roles, the database and the grants that DATABASE_URL and DATABASE_OWNER_URL name."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--admin-url",
            default=os.environ.get("DATABASE_ADMIN_URL"),
            help="an administrator's URL, with its own database (default: DATABASE_ADMIN_URL)",
        )

    def handle(self, *args: Any, admin_url: str | None, **options: Any) -> None:
        if not admin_url:
            raise CommandError("Name the administrator's URL with --admin-url or in DATABASE_ADMIN_URL.")
        app, owner = settings.DATABASES["default"], settings.DATABASES["owner"]
        for name, found, role in (("DATABASE_URL", app, roles.APP), ("DATABASE_OWNER_URL", owner, roles.OWNER)):
            if found.get("USER") != role:
                raise CommandError(f"{name} must name the role {role}, which the migrations grant to.")
        if app["NAME"] != owner["NAME"]:
            raise CommandError("DATABASE_URL and DATABASE_OWNER_URL must name the same database.")
        passwords = {roles.APP: app["PASSWORD"], roles.OWNER: owner["PASSWORD"]}
        try:
            roles.prepare(admin_url, app["NAME"], {role: word for role, word in passwords.items() if word})
        except EmbeddedFailure as failure:
            raise CommandError(str(failure)) from failure
        except psycopg2.Error as error:
            raise CommandError(f"The server refused: {str(error).strip()}") from error
        self.stdout.write(f"The database {app['NAME']} is prepared.")
