"""Filters of the call list: what they are read as, said as and written as in an address is the same question."""

from types import SimpleNamespace

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from callcenter.accounts.models import Membership
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Call, Direction, Status
from dispositions.categories import Category
from dispositions.filters import CallFilter
from dispositions.models import Code
from reports.filters import encoded
from tests.properties.profiles import Told, examples
from tests.properties.world import office

SAID = {"started_after": "2026-03-08T02:30", "started_before": "2026-11-01", "number": "+14155550101"}


class Filters(Told, TestCase):
    @classmethod
    def setUpTestData(cls):
        _, cls.acme = office(time_zone="America/New_York")
        with tenant_scope(cls.acme):
            cls.slugs = list(Code.objects.values_list("slug", flat=True))
            cls.people = [str(pk) for pk in Membership.objects.values_list("pk", flat=True)]
            cls.alice = Membership.objects.get(name="Alice")

    def filter(self, given):
        request = SimpleNamespace(organization=self.acme, membership=self.alice, api_key=None)
        return CallFilter(QueryDict(encoded(given)), queryset=Call.objects.all(), request=request)

    def questions(self):
        """Draw questions of the grammar, several values where a filter takes them."""

        def some(values):
            return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)

        seconds = st.decimals(0, 99_999, places=3).map(lambda value: [str(value)])
        yes = st.sampled_from([["true"], ["false"]])
        moments = st.one_of(
            st.dates().map(lambda day: [day.isoformat()]),
            st.datetimes().map(lambda moment: [moment.isoformat(timespec="minutes")]),
        )
        return st.fixed_dictionaries(
            {},
            optional={
                "direction": some(Direction.values),
                "status": some(Status.values),
                "code_any": some(self.slugs),
                "code_all": some(self.slugs),
                "code_none": some(self.slugs),
                "category": some(Category.values),
                "primary": some(self.slugs),
                "agent": st.just(["me"]),
                "coded_by": st.just(["me"]),
                "started_after": moments,
                "started_before": moments,
                "min_talk": seconds,
                "max_talk": seconds,
                "number_prefix": st.from_regex(r"\A\+?[0-9]{1,9}\Z").map(lambda text: [text]),
                "number_last4": st.from_regex(r"\A[0-9]{4}\Z", fullmatch=True).map(lambda text: [text]),
                "mine": yes,
                "wrapped_up": yes,
                "has_recording": yes,
                "unheld": yes,
            },
        )

    @examples(120, sample=10)
    @given(st.data())
    def test_mean_the_same_after_a_way_through_an_address(self, data):
        asked = data.draw(self.questions())
        with tenant_scope(self.acme):
            first = self.filter(asked)
            refused = set(first.form.errors)
            kept = {name: values for name, values in asked.items() if name not in refused}
            read = self.filter(kept).form
            self.assertTrue(read.is_valid(), read.errors)
            said = {
                name: [word.raw for word in read.fields[name].words(read.cleaned_data[name])]
                for name in kept
                if name not in {"started_after", "started_before", "number_prefix"}
            }
            again = self.filter({**kept, **said}).form

            self.assertTrue(again.is_valid(), again.errors)
            self.assertEqual(again.cleaned_data, read.cleaned_data)

    @examples(120, sample=10)
    @given(st.data())
    def test_are_answered_or_refused_whatever_is_asked(self, data):
        name = data.draw(st.sampled_from(sorted(CallFilter.base_filters)))
        asked = {name: [data.draw(st.one_of(st.text(max_size=40), st.text("0123456789-+:TZ., ", max_size=40)))]}
        with tenant_scope(self.acme):
            found = self.filter(asked)
            if found.form.is_valid():
                list(found.filter_queryset(Call.objects.all())[:1])

    @examples(60, sample=6)
    @given(st.data())
    def test_can_all_be_asked_at_once(self, data):
        asked = data.draw(self.questions())
        with tenant_scope(self.acme):
            found = self.filter(asked)
            if found.form.is_valid():
                self.assertEqual(list(found.filter_queryset(Call.objects.all())), [])
