from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.api.fields import Email, InputSerializer, Text, Whole, example
from callcenter.api.filters import TenantFilterSet, TextFilter
from callcenter.api.views import TenantViewSet
from callcenter.tenancy.errors import NotFound
from calllog.actions import contacts as actions
from calllog.contact_forms import MOST, all_of
from calllog.contacts import called
from calllog.models import Call, Contact, ContactMerge
from dispositions import rows
from dispositions.serializers import CallSerializer


class ContactFilter(TenantFilterSet):
    """How contacts are found."""

    q = TextFilter(method="matching", label="Search", help_text="A part of the name or address, or a number.")

    def matching(self, queryset: Any, name: str, value: str) -> Any:
        return called(queryset, value, self.request.organization.country)


class MergeSerializer(serializers.Serializer):
    """Somebody who turned out to be this contact."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="gone.__str__", allow_blank=True)
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class ContactSerializer(serializers.Serializer):
    """Somebody calls are with. Mail goes to the first of the addresses; numbers are in E.164."""

    id = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    emails = serializers.SerializerMethodField()
    numbers = serializers.SerializerMethodField()
    merges = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_emails(self, contact: Contact) -> list[str]:
        return all_of(contact)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_numbers(self, contact: Contact) -> list[str]:
        return [row.number for row in contact.numbers.all()]

    @extend_schema_field(MergeSerializer(many=True))
    def get_merges(self, contact: Contact) -> Any:
        return MergeSerializer(contact.merges.all(), many=True).data


@example(name="Dora Deal", emails=["dora@customer.example"], numbers=["+14155550123"])
class WriteContactSerializer(InputSerializer):
    """Who somebody is; what a change does not name stays."""

    name = Text(max_length=200, allow_blank=True, required=False)
    emails = serializers.ListField(
        child=Email(max_length=254), max_length=MOST, required=False, help_text="Mail goes to the first."
    )
    numbers = serializers.ListField(
        child=Text(max_length=40), max_length=MOST, required=False, help_text="As people type them in the organization."
    )


@example(other=2)
class MergeContactSerializer(InputSerializer):
    """Who turned out to be the same person."""

    other = Whole(help_text="The contact that is given up; everything of it comes along.")


@example(merge=1)
class PartContactSerializer(InputSerializer):
    """Which merge was wrong."""

    merge = Whole()


class ContactViewSet(TenantViewSet):
    """The organization's contacts; one that was merged answers under the id it was merged into."""

    model = Contact
    serializer_class = ContactSerializer
    capability = "calls.view"
    capabilities = {
        "create": "calls.log",
        "partial_update": "calls.log",
        "merge": "calls.correct",
        "part": "calls.correct",
    }
    conflicts = ("merge", "part")
    filterset_class = ContactFilter

    def rows(self, queryset: Any) -> Any:
        return queryset.standing().prefetch_related("numbers", "mails", "merges__gone")

    @extend_schema(operation_id="contacts_list", responses=ContactSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List contacts, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ContactSerializer(page, many=True).data)

    @extend_schema(operation_id="contacts_retrieve", responses=ContactSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Show one contact."""
        return self.shown(self.contact())

    @extend_schema(operation_id="contacts_create", request=WriteContactSerializer, responses={201: ContactSerializer})
    def create(self, request: Request) -> Response:
        """Add a contact; it has a name, an address or a number."""
        form = WriteContactSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        facts = {"name": "", "emails": [], "numbers": [], **form.validated_data}
        return self.shown(self.saved(None, facts), status=201)

    @extend_schema(operation_id="contacts_partial_update", request=WriteContactSerializer, responses=ContactSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Put right what is known; a list replaces the one that stands."""
        form = WriteContactSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        contact = self.contact()
        known = {"name": contact.name, "emails": all_of(contact)}
        known["numbers"] = [row.number for row in contact.numbers.all()]
        return self.shown(self.saved(contact, known | form.validated_data))

    @extend_schema(operation_id="contacts_timeline", responses=CallSerializer(many=True), filters=False)
    def timeline(self, request: Request, pk: int) -> Response:
        """List the calls with a contact, newest first."""
        self.ordering = ("-started_at", "-pk")
        visible = Call.objects.visible_to(self.asked.membership).filter(contact=self.contact())
        page = self.paginate_queryset(rows.calls(visible))
        return self.get_paginated_response(CallSerializer(page, many=True).data)

    @extend_schema(operation_id="contacts_merge", request=MergeContactSerializer, responses=ContactSerializer)
    def merge(self, request: Request, pk: int) -> Response:
        """Make another contact and this one the same person."""
        form = MergeContactSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        gone = Contact.objects.standing().filter(pk=form.validated_data["other"]).first()
        if gone is None:
            raise NotFound
        kept = actions.merge_contacts(kept=self.contact(), gone=gone, actor=self.asked.membership).kept
        return self.shown(kept)

    @extend_schema(operation_id="contacts_part", request=PartContactSerializer, responses=ContactSerializer)
    def part(self, request: Request, pk: int) -> Response:
        """Take a merge back; answers with the contact that is there again."""
        form = PartContactSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        merge = ContactMerge.objects.filter(pk=form.validated_data["merge"], kept=self.contact()).first()
        if merge is None:
            raise NotFound
        return self.shown(actions.part_contacts(merge=merge, actor=self.asked.membership))

    def contact(self) -> Contact:
        """Return the contact that is meant, or whoever it turned out to be."""
        found = Contact.objects.survivor(self.kwargs["pk"])
        if found is None:
            raise NotFound
        return found

    def saved(self, contact: Contact | None, facts: dict[str, Any]) -> Contact:
        country, actor = self.asked.organization.country, self.asked.membership
        return actions.save_contact(contact=contact, country=country, actor=actor, **facts)

    def shown(self, contact: Contact, status: int = 200) -> Response:
        """Answer with a contact as it is after a change."""
        return Response(ContactSerializer(self.get_queryset().get(pk=contact.pk)).data, status=status)
