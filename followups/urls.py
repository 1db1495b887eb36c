from django.urls import path

from followups.views import outbox

urlpatterns = [path("outbox/", outbox, name="outbox")]
