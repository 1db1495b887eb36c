"""Opening hours and incidents, one more each turn; the one calendar gets one more day of its own."""

from datetime import date, timedelta

from django.utils import timezone

from callcenter.calendars.models import Calendar, CalendarDay, Incident, OpeningSpan


def one_more(plenty, number):
    """Make one more of everything this room has."""
    calendar = Calendar.objects.create(name=f"Hours {number}")
    the_calendar = Calendar.objects.get(name="Hours 1")
    OpeningSpan.objects.create(calendar=calendar, weekday=0, opens_min=480, closes_min=1020)
    day = date(timezone.now().year, 1, 1) + timedelta(days=2 * number)
    decided = CalendarDay.objects.create(calendar=the_calendar, day=day, kind="open", name=f"Day {number}")
    OpeningSpan.objects.create(calendar=the_calendar, day=decided, opens_min=540, closes_min=600 + number)
    started_at = timezone.now() - timedelta(hours=number)
    Incident.objects.create(reason=f"Drill {number}", started_at=started_at, ended_at=timezone.now(), team=plenty.team)


def subjects():
    """Return the rows that routes of this room are about."""
    return {"calendar": Calendar.objects.get(name="Hours 1").pk, "incident": Incident.objects.order_by("pk").first().pk}
