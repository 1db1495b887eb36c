"""Print who can sign in to the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from demo.people import SIGN_INS


class Command(BaseCommand):
    help = "Print the demonstration's sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        for person in SIGN_INS:
            self.stdout.write(f"  {person.email:<22} {person.password:<16} {person.who}")
