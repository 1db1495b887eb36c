"""Which parameters a request reads: fields of serializers, forms and filters, and what views pick out by hand."""

import re
from contextlib import contextmanager
from unittest import mock

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.fields import empty

# Fields whose value is looked up among rows, whatever they are called.
LOOKS_UP = (serializers.RelatedField, serializers.ManyRelatedField)


@contextmanager
def reading():
    """Collect the names that are read meanwhile; those that can only name rows are marked by a trailing `*`."""
    names = set()

    def spy(method):
        def spied(self, name, *args, **kwargs):
            names.add(re.sub(r"\d{9}", "<pk>", str(name)))
            return method(self, name, *args, **kwargs)

        return spied

    made = serializers.BaseSerializer.__init__

    def remember(self, instance=None, data=empty, **kwargs):
        made(self, instance, data, **kwargs)
        if data is not empty:
            names.update(fields_of(self))

    ways = {way: spy(getattr(QueryDict, way)) for way in ("__getitem__", "__contains__", "get", "getlist")}
    with mock.patch.multiple(QueryDict, **ways), mock.patch.object(serializers.BaseSerializer, "__init__", remember):
        yield names


def fields_of(serializer, prefix=""):
    """Yield the dotted names of a serializer's writable fields, nested ones and those of lists as well."""
    inner = getattr(serializer, "child", serializer)
    for name, field in getattr(inner, "fields", {}).items():
        if field.read_only:
            continue
        yield prefix + name + ("*" if isinstance(field, LOOKS_UP) else "")
        if isinstance(field, serializers.BaseSerializer):
            yield from fields_of(field, f"{prefix}{name}.")
