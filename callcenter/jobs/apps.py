from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "callcenter.jobs"

    def ready(self) -> None:
        from callcenter.jobs import equations  # noqa: F401 - registers them
