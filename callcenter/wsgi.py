"""Pages and the API, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter.settings")
application = get_wsgi_application()

# Only now are the applications loaded that the check needs.
from callcenter.tenancy.checks import refuse_dangerous_role  # noqa: E402

refuse_dangerous_role()
