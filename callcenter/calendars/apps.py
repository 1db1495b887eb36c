from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "callcenter.calendars"

    def ready(self) -> None:
        from callcenter.calendars import receivers  # noqa: F401 - connects them
