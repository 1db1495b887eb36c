from typing import Any

from django.conf import settings
from django.http import HttpRequest

from demo.people import SIGN_INS


def demo(request: HttpRequest) -> dict[str, Any]:
    """Offer the demonstration's sign-ins on the sign-in page, in the demonstration only."""
    return {"demo_signins": SIGN_INS if settings.DEMO else []}
