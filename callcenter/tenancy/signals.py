"""News of organizations; sent inside the new organization's scope."""

from django.dispatch import Signal

# organization: a new one, which every room furnishes with what it ships.
organization_created = Signal()
