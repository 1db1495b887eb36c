"""The sign-in pages that are offered; who signs in, and under which address, is for an organization's admin to say."""

from allauth.account.urls import urlpatterns as known

OFFERED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
}
urlpatterns = [pattern for pattern in known if pattern.name in OFFERED]
