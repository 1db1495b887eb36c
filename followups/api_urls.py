from django.urls import path

from followups.api import CallbackViewSet

urlpatterns = [
    path("callbacks/", CallbackViewSet.as_view({"get": "list"}), name="api-callbacks"),
    path("callbacks/<int:pk>/", CallbackViewSet.as_view({"get": "retrieve"}), name="api-callback"),
    path("callbacks/<int:pk>/done/", CallbackViewSet.as_view({"post": "done"}), name="api-callback-done"),
]
