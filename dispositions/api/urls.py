from django.urls import path

from dispositions.api.calls import CallViewSet
from dispositions.api.codes import CodeViewSet
from dispositions.api.contacts import ContactViewSet
from dispositions.api.me import MeView, PushTicketView
from dispositions.api.wrapups import WrapupListView, WrapupView

urlpatterns = [
    path("me/", MeView.as_view(), name="api-me"),
    path("me/push-ticket/", PushTicketView.as_view(), name="api-push-ticket"),
    path("wrapups/", WrapupListView.as_view(), name="api-wrapups"),
    path("wrapups/<int:pk>/", WrapupView.as_view(), name="api-wrapup"),
    path("calls/", CallViewSet.as_view({"get": "list", "post": "create"}), name="api-calls"),
    path("calls/<int:pk>/", CallViewSet.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-call"),
    path(
        "calls/<int:pk>/disposition/",
        CallViewSet.as_view({"get": "disposition", "put": "code"}),
        name="api-disposition",
    ),
    path("calls/<int:pk>/disposition/history/", CallViewSet.as_view({"get": "history"}), name="api-history"),
    path("codes/", CodeViewSet.as_view({"get": "list", "post": "create"}), name="api-codes"),
    path("codes/<int:pk>/", CodeViewSet.as_view({"get": "retrieve"}), name="api-code"),
    path("contacts/", ContactViewSet.as_view({"get": "list", "post": "create"}), name="api-contacts"),
    path(
        "contacts/<int:pk>/", ContactViewSet.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-contact"
    ),
    path("contacts/<int:pk>/timeline/", ContactViewSet.as_view({"get": "timeline"}), name="api-contact-timeline"),
    path("contacts/<int:pk>/merge/", ContactViewSet.as_view({"post": "merge"}), name="api-contact-merge"),
    path("contacts/<int:pk>/part/", ContactViewSet.as_view({"post": "part"}), name="api-contact-part"),
]
