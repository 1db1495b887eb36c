"""Pages and the API, served by gunicorn."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter.settings")
django.setup(set_prefix=False)

# Only now are the applications loaded that these need.
from callcenter.tenancy.checks import refuse_dangerous_role  # noqa: E402
from callcenter.web.handler import Handler  # noqa: E402

application = Handler()
refuse_dangerous_role()
