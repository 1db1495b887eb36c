from collections.abc import Iterator

from callcenter.api.models import IdempotentRequest
from callcenter.audit.equations import Equation, register


def counted() -> Iterator[Equation]:
    """A key that was kept has an answer: both were committed with what it did."""
    kept = IdempotentRequest.objects.all()
    yield Equation("requests", {"kept under a key": kept.count()}, {"answered": kept.exclude(status=None).count()})


register(counted)
