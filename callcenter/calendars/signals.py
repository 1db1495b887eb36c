"""News of calendars; sent inside the transaction and the scope that made it true."""

from django.dispatch import Signal

# incident: clocks run again for its team, or for everybody.
incident_ended = Signal()
