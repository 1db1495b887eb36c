"""The telephony half of the grammar by which calls are filtered."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callcenter.accounts.models import Membership, Team
from callcenter.api.filter_fields import TextField, Word, ascii_digits
from callcenter.api.filters import (
    ChoicesFilter,
    GrammarFilter,
    MomentFilter,
    PeopleFilter,
    RowsFilter,
    SecondsFilter,
    TenantFilterSet,
    TextFilter,
    YesNoFilter,
)
from calllog import phone
from calllog.directory import spellings
from calllog.models import Call, Campaign, Contact, Direction, Medium, OurNumber, Queue, Source, Status
from calllog.numbers import channel_of
from calllog.querysets import prefix_range
from calllog.typed import beginnings, digits_of, looks_like_a_number


class NumberField(TextField):
    """A number as people type it in the organization's country."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        found = phone.normalise(text, self.request.organization.country)
        if not found.text:
            raise forms.ValidationError(_("This is no number."))
        return found.text

    def words(self, value: str) -> list[Word]:
        return [Word(phone.display(value, self.request.organization.country), value)]


class BeginningField(TextField):
    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text and not beginnings(text, self.request.organization.country):
            raise forms.ValidationError(_("A number begins with digits."))
        return text


class LastFourField(TextField):
    def to_python(self, value: Any) -> str:
        text = ascii_digits(super().to_python(value))
        if text and not (len(text) == 4 and text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("Give the last four digits."))
        return text


class NumberFilter(GrammarFilter):
    field_class = NumberField


class BeginningFilter(GrammarFilter):
    field_class = BeginningField


class LastFourFilter(GrammarFilter):
    field_class = LastFourField


class CallFactsFilter(TenantFilterSet):
    """What telephony knows of calls. Values of one filter widen, filters narrow."""

    started_after = MomentFilter(
        method="from_moment", label=gettext_lazy("From"), help_text="Day (whole, organization's zone) or moment."
    )
    started_before = MomentFilter(
        method="until_moment",
        label=gettext_lazy("To"),
        ends=True,
        help_text="Day (included whole) or moment (excluded).",
    )
    direction = ChoicesFilter(field_name="direction", label=gettext_lazy("Direction"), choices=Direction.choices)
    status = ChoicesFilter(field_name="status", label=gettext_lazy("Status"), choices=Status.choices)
    medium = ChoicesFilter(field_name="medium", label=gettext_lazy("Medium"), choices=Medium.choices)
    channel = TextFilter(
        method="by_channel",
        label=gettext_lazy("Channel"),
        help_text="Where they found our number: site, print, own words.",
    )
    agent = PeopleFilter(
        method="by_agent",
        label=gettext_lazy("Agent"),
        queryset=Membership.objects,
        help_text="Membership ids or `me`: calls in which any of them had a part.",
    )
    first_agent = PeopleFilter(
        field_name="agent",
        lookup_expr="in",
        label=gettext_lazy("First agent"),
        queryset=Membership.objects,
        help_text="Membership ids or `me`: calls they had first, the `agent` of a call.",
    )
    mine = YesNoFilter(method="of_mine", label=gettext_lazy("Mine"), help_text="Calls in which I had a part.")
    team = RowsFilter(method="by_team", label=gettext_lazy("Team"), queryset=Team.objects)
    queue = RowsFilter(field_name="queue", label=gettext_lazy("Queue"), queryset=Queue.objects)
    campaign = RowsFilter(field_name="campaign", label=gettext_lazy("Campaign"), queryset=Campaign.objects)
    source = RowsFilter(field_name="source", label=gettext_lazy("Source"), queryset=Source.objects)
    contact = RowsFilter(field_name="contact", label=gettext_lazy("Contact"), queryset=Contact.objects)
    our_number = TextFilter(
        method="by_our_number", label=gettext_lazy("Our number"), help_text="Our number, as typed or as configured."
    )
    number = NumberFilter(field_name="number", label=gettext_lazy("Number"), help_text="As people type it.")
    number_prefix = BeginningFilter(
        method="by_beginning", label=gettext_lazy("Number begins with"), help_text="With + or as people dial it."
    )
    number_last4 = LastFourFilter(field_name="number_last4", label=gettext_lazy("Last four digits"))
    min_talk = SecondsFilter(
        field_name="talk_s", lookup_expr="gte", label=gettext_lazy("Talk at least"), help_text="Seconds."
    )
    max_talk = SecondsFilter(
        field_name="talk_s", lookup_expr="lte", label=gettext_lazy("Talk at most"), help_text="Seconds."
    )
    has_recording = YesNoFilter(method="with_recording", label=gettext_lazy("Recording"))
    unheld = YesNoFilter(
        method="of_unheld_telephones",
        label=gettext_lazy("Telephone of nobody"),
        help_text="Answered calls of telephones nobody held at the time.",
    )
    q = TextFilter(
        method="matching", label=gettext_lazy("Search"), help_text="A number, its last four digits, or a name."
    )

    def from_moment(self, queryset: QuerySet, name: str, value: datetime) -> QuerySet:
        return queryset.filter(started_at__gte=value)

    def until_moment(self, queryset: QuerySet, name: str, value: datetime) -> QuerySet:
        return queryset.filter(started_at__lt=value)

    def by_agent(self, queryset: Any, name: str, value: list[Membership]) -> QuerySet:
        return queryset.with_part_of(value)

    def of_mine(self, queryset: Any, name: str, value: bool) -> QuerySet:
        if not value:
            return queryset
        membership = self.request.membership
        return queryset.with_part_of([membership]) if membership is not None else queryset.none()

    def by_team(self, queryset: Any, name: str, value: list[Team]) -> QuerySet:
        return queryset.with_part_of(Membership.objects.filter(team__in=value).values("pk"))

    def by_channel(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(channel__iexact=channel_of(value))

    def by_our_number(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        normal = phone.normalise(value, self.request.organization.country).text
        ways = {value, *(way for text in (value, normal) for way in spellings(text) if not way.endswith("*"))}
        return queryset.filter(
            Q(our_number__in=ways) | Q(our_number_row__in=OurNumber.objects.filter(number=value).values("pk"))
        )

    def by_beginning(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(self.beginning_with(value))

    def beginning_with(self, typed: str) -> Q:
        """Match numbers that begin as typed, in ranges the index serves."""
        return reduce(or_, map(prefix_range, beginnings(typed, self.request.organization.country)))

    def with_recording(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset.none() if value else queryset

    def of_unheld_telephones(self, queryset: Any, name: str, value: bool) -> QuerySet:
        if value:
            return queryset.of_telephones_nobody_held()
        return queryset.exclude(pk__in=Call.objects.of_telephones_nobody_held().values("pk"))

    def matching(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if looks_like_a_number(value):
            whole = phone.normalise(value, self.request.organization.country).text
            same = Q(number=whole) | self.beginning_with(value)
            digits = digits_of(value)
            return queryset.filter(same | Q(number_last4=digits) if len(digits) == 4 else same)
        named = Contact.objects.filter(Q(name__icontains=value) | Q(email__iexact=value)).values("pk")
        return queryset.filter(Q(contact__in=named) | Q(caller_name__icontains=value))
