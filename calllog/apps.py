from django.apps import AppConfig


class CalllogConfig(AppConfig):
    name = "calllog"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from callcenter.calendars import tabs
        from callcenter.jobs import registry
        from calllog.actions.afresh import REFOLD_KIND, carry_on

        tabs.FURTHER.append(tabs.Further("queue-hours", _("Queues"), "incident.declare"))
        registry.register(registry.Kind(REFOLD_KIND, carry_on, batch=1))
