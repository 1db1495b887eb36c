from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from callcenter.accounts.models import User
from calllog.errors import ReplayRunning
from calllog.models import Replay, Switch
from demo import replays
from demo.people import SIGN_INS
from demo.world import SWITCH


@receiver(user_logged_in)
def replay_at_first_sign_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Let calls arrive as soon as the first agent of the demonstration has signed in."""
    agents = {person.email for person in SIGN_INS if person.role == "agent"}
    if not settings.DEMO or user.email not in agents or not Switch.objects.filter(slug=SWITCH).exists():
        return
    if Replay.objects.filter(switch__slug=SWITCH).exists():
        return
    try:
        replays.ask()
    except ReplayRunning:
        return
