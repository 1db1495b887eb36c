"""Print what must add up in every organization, for the operator."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from callcenter.audit.equations import equations
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import snapshot_scope


class Command(BaseCommand):
    help = (
        "Count what must add up: saves, codes, report figures, mails, callbacks, due work, news. Reads one moment of "
        "each organization and writes nothing; ends with an error when a sum does not hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organizations", nargs="*", metavar="SLUG", help="some organizations only")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Organization.objects.order_by("slug")
        if options["organizations"]:
            found = found.filter(slug__in=options["organizations"])
        if missing := set(options["organizations"]) - {organization.slug for organization in found}:
            raise CommandError(f"There is no organization {', '.join(sorted(missing))}.")
        differing = sum(self.reconcile(organization) for organization in found)
        if differing:
            raise CommandError(f"{differing} of the sums above do not hold.")

    def reconcile(self, organization: Organization) -> int:
        """Print an organization's sums and return how many do not hold."""
        with snapshot_scope(organization):
            found = equations()
        self.stdout.write(organization.slug)
        width = max((len(equation.subject) for equation in found), default=0)
        for equation in found:
            remark = "" if equation.holds else f"   DIFFERENCE {equation.difference:+d}"
            self.stdout.write(f"  {equation.subject.ljust(width)}  {equation}{remark}")
        return sum(not equation.holds for equation in found)
