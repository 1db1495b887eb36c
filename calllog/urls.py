from django.urls import path

from calllog.views import numbers, people, queues, telephones

urlpatterns = [
    path("people/", people.people_list, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/<int:pk>/", people.person_edit, name="person"),
    path("people/telephones/", telephones.telephones, name="telephones"),
    path("people/telephones/<int:pk>/assign/", telephones.telephone_assign, name="telephone-assign"),
    path("people/assignments/<int:pk>/", telephones.assignment_correct, name="assignment"),
    path("numbers/", numbers.number_list, name="numbers"),
    path("numbers/<int:pk>/", numbers.number_page, name="number"),
    path("numbers/campaigns/", numbers.campaign_list, name="campaigns"),
    path("numbers/sources/", numbers.source_list, name="sources"),
    path("telephone/", telephones.my_telephone, name="my-telephone"),
    path("hours/queues/", queues.queue_hours, name="queue-hours"),
    path("people/telephones/<int:pk>/give-back/", telephones.telephone_give_back, name="telephone-give-back"),
]
