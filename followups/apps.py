from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "followups"

    def ready(self) -> None:
        from dispositions import cards
        from followups import effects, equations, receivers, timeline  # noqa: F401 - registers and connects them
        from followups.cards import open_callbacks
        from followups.due import register

        register()
        cards.PARTS.append(open_callbacks)
