from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):
    """People come by an admin's invitation or the command line, never by a public form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
