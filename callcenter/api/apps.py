from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "callcenter.api"

    def ready(self) -> None:
        from callcenter.api import equations  # noqa: F401 - registers them
