from django.urls import path

from callcenter.calendars.api import CalendarViewSet, IncidentViewSet

urlpatterns = [
    path("calendars/", CalendarViewSet.as_view({"get": "list", "post": "create"}), name="api-calendars"),
    path(
        "calendars/<int:pk>/",
        CalendarViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="api-calendar",
    ),
    path("calendars/<int:pk>/next/", CalendarViewSet.as_view({"get": "next"}), name="api-calendar-next"),
    path("incidents/", IncidentViewSet.as_view({"get": "list", "post": "create"}), name="api-incidents"),
    path("incidents/<int:pk>/", IncidentViewSet.as_view({"get": "retrieve"}), name="api-incident"),
    path("incidents/<int:pk>/end/", IncidentViewSet.as_view({"post": "end"}), name="api-incident-end"),
]
