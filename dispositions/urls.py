from django.urls import path

from dispositions.views import call_changes, calls, codes, contacts, work

urlpatterns = [
    path("work/", work.workspace, name="work"),
    path("calls/", calls.call_list, name="calls"),
    path("calls/<int:pk>/", calls.call_detail, name="call"),
    path("calls/<int:pk>/codes/", call_changes.change_codes, name="call-codes"),
    path("calls/<int:pk>/assign/", call_changes.assign_call, name="call-assign"),
    path("calls/<int:pk>/join/", call_changes.join_call, name="call-join"),
    path("calls/<int:pk>/split/", call_changes.take_apart, name="call-split"),
    path("contacts/", contacts.contact_list, name="contacts"),
    path("contacts/<int:pk>/", contacts.contact_page, name="contact"),
    path("contacts/<int:pk>/merge/", contacts.contact_merge, name="contact-merge"),
    path("contacts/<int:pk>/part/", contacts.contact_part, name="contact-part"),
    path("codes/", codes.code_list, name="codes"),
    path("codes/new/", codes.code_new, name="code-new"),
    path("codes/<int:pk>/", codes.code_edit, name="code"),
    path("codes/<int:pk>/retire/", codes.code_retire, name="code-retire"),
]
