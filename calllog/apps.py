from django.apps import AppConfig


class CalllogConfig(AppConfig):
    name = "calllog"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from callcenter.calendars import tabs

        tabs.FURTHER.append(tabs.Further("queue-hours", _("Queues"), "incident.declare"))
