"""Make the demonstration organizations once."""

from typing import Any

from django.core.management.base import BaseCommand

from demo.world import load


class Command(BaseCommand):
    help = "Make the demonstration organizations, people and earlier calls; a second time changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Demonstration made." if load() else "The demonstration is already there.")
