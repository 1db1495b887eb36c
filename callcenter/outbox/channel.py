"""The name under which Redis carries the news."""

from django.conf import settings

CHANNEL = settings.REDIS_PREFIX + "live"
