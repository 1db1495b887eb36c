from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "callcenter.tenancy"

    def ready(self) -> None:
        from callcenter.tenancy import checks  # noqa: F401 - registers the checks
