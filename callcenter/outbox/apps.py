from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "callcenter.outbox"

    def ready(self) -> None:
        from callcenter.outbox import equations  # noqa: F401 - registers them
