"""Days and times of a calendar in words."""

from django.utils.dates import WEEKDAYS as NAMES

WEEKDAYS = [NAMES[weekday] for weekday in range(7)]
