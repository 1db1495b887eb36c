from django.urls import path

from demo.api import ReplayViewSet

urlpatterns = [
    path("demo/replay/", ReplayViewSet.as_view({"get": "state", "post": "ask"}), name="api-demo-replay"),
]
