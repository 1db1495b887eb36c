from django.apps import AppConfig


class DispositionsConfig(AppConfig):
    name = "dispositions"

    def ready(self) -> None:
        from dispositions import equations, interruptions, receivers, timeline  # noqa: F401 - connects and registers them
        from dispositions.due import register

        register()
