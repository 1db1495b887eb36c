from django.urls import path

from calllog.views import people, queues

urlpatterns = [
    path("people/", people.people_list, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:pk>/", people.person_edit, name="person"),
    path("people/telephones/", people.telephones, name="telephones"),
    path("people/telephones/<int:pk>/assign/", people.telephone_assign, name="telephone-assign"),
    path("hours/queues/", queues.queue_hours, name="queue-hours"),
    path("people/telephones/<int:pk>/give-back/", people.telephone_give_back, name="telephone-give-back"),
]
