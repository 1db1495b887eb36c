from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership, Team
from callcenter.calendars.hours import DAY_MIN
from callcenter.calendars.querysets import IncidentQuerySet
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager

NOON = 720


class Calendar(TenantModel):
    """Opening hours under a name; the organization's own is the default, others belong to parts of it."""

    name = models.CharField(max_length=60)
    is_default = models.BooleanField(default=False)
    country = models.CharField(max_length=2, blank=True, help_text="Whose public holidays are kept; empty for none.")
    region = models.CharField(max_length=10, blank=True)
    half_day_min = models.PositiveSmallIntegerField(default=NOON, help_text="When half days end.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-is_default", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="calendars_name_once"),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(is_default=True), name="calendars_one_default"
            ),
            models.CheckConstraint(
                condition=Q(half_day_min__gt=0) & Q(half_day_min__lt=DAY_MIN), name="calendars_half_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(TenantModel):
    """A day that a calendar decides by itself: a holiday that is worked, half a day, closed, or with own hours."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Closed")
        HALF = "half", _("Half a day")
        WORKS = "works", _("We work")
        OPEN = "open", _("Own hours")

    calendar = tenant_foreign_key(Calendar, related_name="days", on_delete=models.CASCADE)
    day = models.DateField()
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField(max_length=80, blank=True, help_text="Empty for a public holiday, which has a name.")

    class Meta(TenantModel.Meta):
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "calendar", "day"], name="calendars_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class OpeningSpan(TenantModel):
    """From when to when a calendar is open, on a weekday or on one day, by the organization's clock."""

    calendar = tenant_foreign_key(Calendar, related_name="spans", on_delete=models.CASCADE)
    weekday = models.PositiveSmallIntegerField(null=True, help_text="Monday is 0.")
    day = tenant_foreign_key(CalendarDay, null=True, related_name="spans", on_delete=models.CASCADE)
    opens_min = models.PositiveSmallIntegerField(help_text="Minutes after midnight.")
    closes_min = models.PositiveSmallIntegerField(help_text="Beyond 1,440 lies the next day.")

    class Meta(TenantModel.Meta):
        ordering = ["weekday", "day", "opens_min", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday=None, day__isnull=False) | Q(weekday__lte=6, day=None),
                name="calendars_span_of_one",
            ),
            models.CheckConstraint(
                condition=Q(
                    opens_min__lt=DAY_MIN, closes_min__gt=F("opens_min"), closes_min__lte=F("opens_min") + DAY_MIN
                ),
                name="calendars_span_order",
            ),
            models.UniqueConstraint(
                fields=["organization", "calendar", "weekday", "opens_min"],
                condition=Q(day=None),
                name="calendars_weekly_span_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "day", "opens_min"], condition=~Q(day=None), name="calendars_day_span_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens_min}–{self.closes_min}"


class Incident(TenantModel):
    """A time in which work is interrupted and clocks stand still: a fire drill, a power cut."""

    reason = models.CharField(max_length=80)
    team = tenant_foreign_key(Team, null=True, related_name="+", help_text="Empty for the whole organization.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    started_by = tenant_foreign_key(Membership, null=True, related_name="+")
    ended_by = tenant_foreign_key(Membership, null=True, related_name="+")

    objects: ClassVar[Any] = TenantManager.offering(IncidentQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="calendars_incident_order"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(ended_at=None, team=None),
                name="calendars_one_incident_of_all",
            ),
            models.UniqueConstraint(
                fields=["organization", "team"],
                condition=Q(ended_at=None) & ~Q(team=None),
                name="calendars_one_incident_per_team",
            ),
        ]
        indexes = [
            # What overlapped a call or a wrap-up.
            models.Index(fields=["organization", "-started_at", "-id"], name="calendars_incident_list"),
        ]

    def __str__(self) -> str:
        return self.reason
