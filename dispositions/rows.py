"""Calls with everything a list shows beside them, in a fixed number of statements."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from calllog.models import Leg
from dispositions.models import CallOutcome, CodeUse, Disposition, Wrapup


def calls(queryset: Any) -> QuerySet:
    """Fetch people, queue, codes, outcome and wrap-ups of each call beside it."""
    return queryset.with_list_relations().prefetch_related(
        Prefetch(
            "legs",
            queryset=Leg.objects.of_agents().exclude(membership=None).select_related("membership"),
            to_attr="agent_legs",
        ),
        Prefetch(
            "code_uses",
            queryset=CodeUse.objects.standing().select_related("code", "membership"),
            to_attr="standing_uses",
        ),
        Prefetch("outcomes", queryset=CallOutcome.objects.select_related("primary"), to_attr="outcome_rows"),
        Prefetch("wrapups", queryset=Wrapup.objects.select_related("membership"), to_attr="wrapup_rows"),
        Prefetch("dispositions", queryset=Disposition.objects.all(), to_attr="said"),
    )
