from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "callcenter.accounts"

    def ready(self) -> None:
        """Hear when somebody signs out."""
        from callcenter.accounts import receivers  # noqa: F401
