"""Every route of the program; the floors meet here and nowhere else."""

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from callcenter.web.health import alive, ready
from callcenter.web.views import home, organization_home

handler400 = "callcenter.api.faults.bad_request"
handler403 = "callcenter.api.faults.permission_denied"
handler404 = "callcenter.api.faults.page_not_found"
handler500 = "callcenter.api.faults.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("o/<slug:slug>/", organization_home, name="organization"),
    path("o/<slug:slug>/", include("callcenter.calendars.urls")),
    path("o/<slug:slug>/", include("calllog.urls")),
    path("o/<slug:slug>/", include("dispositions.urls")),
    path("o/<slug:slug>/", include("followups.urls")),
    path("o/<slug:slug>/", include("reports.urls")),
    path("api/v1/", include("callcenter.calendars.api_urls")),
    path("api/v1/", include("dispositions.api.urls")),
    path("api/v1/", include("followups.api_urls")),
    path("api/v1/", include("demo.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(), name="docs"),
    path("accounts/", include("callcenter.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
]
