from django.urls import path

from callcenter.calendars.views import calendars, incidents

urlpatterns = [
    path("hours/", calendars.hours, name="hours"),
    path("hours/new/", calendars.calendar_new, name="calendar-new"),
    path("hours/<int:pk>/", calendars.calendar, name="calendar"),
    path("hours/<int:pk>/days/", calendars.calendar_days, name="calendar-days"),
    path("hours/<int:pk>/delete/", calendars.calendar_delete, name="calendar-delete"),
    path("hours/incidents/", incidents.incident_list, name="incidents"),
    path("hours/incidents/<int:pk>/end/", incidents.incident_end, name="incident-end"),
]
