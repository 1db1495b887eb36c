"""The program's settings, with files kept by the browser for the whole run: one page asks for forty of them."""

from callcenter.settings import *  # noqa: F403

WHITENOISE_MAX_AGE = 3600
