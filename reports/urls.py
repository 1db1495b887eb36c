from django.urls import path

from reports.views import disposition_report

urlpatterns = [path("reports/dispositions/", disposition_report, name="disposition-report")]
