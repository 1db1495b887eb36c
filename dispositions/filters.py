"""The whole grammar by which calls are filtered: telephony's half and what the calls were coded as."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callcenter.accounts.models import Membership
from callcenter.api.filter_fields import ManyField, Word
from callcenter.api.filters import ChoicesFilter, GrammarFilter, PeopleFilter, YesNoFilter
from calllog.filters import CallFactsFilter
from dispositions.categories import Category
from dispositions.models import CallOutcome, Code, CodeUse


class CodesField(ManyField):
    """Codes of the organization by slug; retired ones can still be asked for."""

    def read(self, wanted: list[str]) -> list[Code]:
        found = {code.slug: code for code in Code.objects.filter(slug__in=wanted)} if wanted else {}
        for slug in wanted:
            if slug not in found:
                raise forms.ValidationError(_("There is no code %(slug)s."), params={"slug": slug})
        return [found[slug] for slug in wanted]

    def words(self, value: list[Code]) -> list[Word]:
        return [Word(code.label(), code.slug, code.category) for code in value]


class CodesFilter(GrammarFilter):
    field_class = CodesField


class CategoriesFilter(ChoicesFilter):
    """Categories, whose marks stand beside their words."""


class CallFilter(CallFactsFilter):
    """Filters of the call list, on its page and over the API. A call's codes are those standing on it now."""

    code_any = CodesFilter(method="with_any", label=gettext_lazy("Code"), help_text="Slugs: any of them stands.")
    code_all = CodesFilter(method="with_all", label=gettext_lazy("All of"), help_text="Slugs: each of them stands.")
    code_none = CodesFilter(method="with_none", label=gettext_lazy("Without"), help_text="Slugs: none of them stands.")
    category = CategoriesFilter(
        method="of_category", label=gettext_lazy("Kind"), choices=Category.choices, help_text="Of any standing code."
    )
    primary = CodesFilter(
        method="counting_as", label=gettext_lazy("Counts as"), help_text="Slugs: the code that counts first."
    )
    coded_by = PeopleFilter(
        method="coded_by_any",
        label=gettext_lazy("Coded by"),
        queryset=Membership.objects,
        help_text="Membership ids or `me`: whose codes stand; `code_any`, `code_all` and `category` mean theirs.",
    )
    wrapped_up = YesNoFilter(method="with_a_code", label=gettext_lazy("Coded"), help_text="A code stands on it.")

    def standing(self, **facts: Any) -> Exists:
        """Tell for each call whether such a code stands on it, given by the people asked for."""
        people = self.form.cleaned_data.get("coded_by")
        if people:
            facts["membership__in"] = people
        return Exists(CodeUse.objects.standing().filter(call=OuterRef("pk"), **facts))

    def with_any(self, queryset: QuerySet, name: str, value: list[Code]) -> QuerySet:
        return queryset.filter(self.standing(code__in=value))

    def with_all(self, queryset: QuerySet, name: str, value: list[Code]) -> QuerySet:
        for code in value:
            queryset = queryset.filter(self.standing(code=code))
        return queryset

    def with_none(self, queryset: QuerySet, name: str, value: list[Code]) -> QuerySet:
        return queryset.filter(~Exists(CodeUse.objects.standing().filter(call=OuterRef("pk"), code__in=value)))

    def of_category(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        found = Q(self.standing(code__category__in=value))
        if Category.UNCLASSIFIED in value:
            found |= ~Q(Exists(CodeUse.objects.standing().filter(call=OuterRef("pk"))))
        return queryset.filter(found)

    def counting_as(self, queryset: QuerySet, name: str, value: list[Code]) -> QuerySet:
        return queryset.filter(Exists(CallOutcome.objects.filter(call=OuterRef("pk"), primary__in=value)))

    def coded_by_any(self, queryset: QuerySet, name: str, value: list[Membership]) -> QuerySet:
        return queryset.filter(self.standing())

    def with_a_code(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        found = Exists(CodeUse.objects.standing().filter(call=OuterRef("pk")))
        return queryset.filter(found if value else ~found)
