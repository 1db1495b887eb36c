"""Filters of lists: one grammar for the API and the pages, read in the organization of the request."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.plumbing import build_parameter_type
from drf_spectacular.utils import OpenApiParameter

from callcenter.api.filter_fields import (
    ChoicesField,
    InOrganization,
    MomentField,
    PeopleField,
    RowsField,
    SecondsField,
    TextField,
    YesNoField,
)

# What addresses a page of the list and is no filter.
PLACES = frozenset({"cursor", "page", "page_size", "format"})


class GrammarFilter(django_filters.Filter):
    """A filter of the grammar; the schema shows it as `type`, with its help text."""

    field_class: type[forms.Field] = InOrganization

    def __init__(self, *args: Any, type: str = "string", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(*args, **kwargs)
        self.type = type


class ChoicesFilter(GrammarFilter):
    field_class = ChoicesField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"lookup_expr": "in", **kwargs})


class RowsFilter(GrammarFilter):
    field_class = RowsField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"lookup_expr": "in", **kwargs})


class PeopleFilter(GrammarFilter):
    field_class = PeopleField


class MomentFilter(GrammarFilter):
    field_class = MomentField


class YesNoFilter(GrammarFilter):
    field_class = YesNoField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, type="boolean", **kwargs)


class TextFilter(GrammarFilter):
    field_class = TextField


class SecondsFilter(GrammarFilter):
    field_class = SecondsField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, type="number", **kwargs)


class GrammarForm(forms.Form):
    """Refuse parameters that are no filter: a mistyped one would silently show too much."""

    def clean(self) -> dict[str, Any]:
        for name in self.data:
            if name not in self.fields and name not in PLACES:
                self.errors.setdefault(name[:60], self.error_class([_("There is no such filter.")]))
        return self.cleaned_data


class TenantFilterSet(django_filters.FilterSet):
    """Filters read in the organization of the request; class bodies name managers, which are asked in its scope."""

    class Meta:
        form = GrammarForm

    @property
    def form(self) -> forms.Form:
        fresh = not hasattr(self, "_form")
        form = super().form
        if fresh:
            for field in form.fields.values():
                field.request = self.request
        return form


class GrammarInTheSchema(OpenApiFilterExtension):
    """Document a grammar from its own words: asking the model's manager for rows would need a scope."""

    target_class = "django_filters.rest_framework.DjangoFilterBackend"
    match_subclasses = True
    priority = 1

    def get_schema_operation_parameters(self, auto_schema: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        grammar = getattr(auto_schema.view, "filterset_class", None)
        return [
            build_parameter_type(
                name=name,
                schema={"type": one.type},
                location=OpenApiParameter.QUERY,
                description=str(one.extra.get("help_text") or one.label),
            )
            for name, one in (grammar.base_filters if grammar else {}).items()
        ]
