"""The platform's side: provider connections, what they said, and which conversation it belongs to."""

from django.db import models

from callcenter.tenancy.models import Organization, TenantModel, tenant_foreign_key


class Switch(models.Model):
    """A provider connection of the platform; it may serve several organizations."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=[("asterisk", "Asterisk"), ("by_hand", "By hand")])
    settings = models.JSONField(default=dict, help_text="Channel and trunk patterns; host, port, user; never a secret.")
    dropped = models.JSONField(default=dict, help_text="Noise that no fold reads, counted by name.")
    connected_at = models.DateTimeField(null=True, help_text="Since when its listener is connected.")
    heard_at = models.DateTimeField(null=True, help_text="When its listener heard it last, to a few seconds.")
    clock_skew_ms = models.IntegerField(
        null=True, help_text="How far its clock is ahead of ours; negative: behind, the way here included."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class SwitchRoute(models.Model):
    """One fact that tells whose call it is: an accountcode, our number, an extension or a queue."""

    class Kind(models.TextChoices):
        ACCOUNTCODE = "accountcode"
        OUR_NUMBER = "our_number"
        EXTENSION = "extension"
        QUEUE = "queue"

    switch = models.ForeignKey(Switch, on_delete=models.PROTECT, related_name="routes")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=80)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["switch", "kind", "value"], name="calllog_route_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Conversation(models.Model):
    """Events that belong together; routed to one organization as soon as any of them tells."""

    switch = models.ForeignKey(Switch, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_at = models.DateTimeField()
    dirty = models.BooleanField(default=True, help_text="Events came that no fold has read yet.")

    class Meta:
        ordering = ["pk"]
        indexes = [
            # What still has to be folded, also after a crash.
            models.Index(fields=["switch", "id"], condition=models.Q(dirty=True), name="calllog_dirty"),
            # What a person took apart, so that no later event joins it again.
            models.Index(fields=["split_from"], condition=~models.Q(split_from=None), name="calllog_split"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class ConversationLink(models.Model):
    """An id of the switch (channel, linked id, bridge) and the conversation it belongs to."""

    switch = models.ForeignKey(Switch, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=160)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="links")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["switch", "key"], name="calllog_link_once")]

    def __str__(self) -> str:
        return self.key


class RawEvent(models.Model):
    """What a switch said, word for word; a repeat under the same key changes nothing."""

    switch = models.ForeignKey(Switch, on_delete=models.PROTECT, related_name="+")
    event_key = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    ordinal = models.BigIntegerField(default=0, help_text="Place in its session, for switches that send no clock.")
    body = models.JSONField()
    problem = models.CharField(max_length=200, blank=True, help_text="Why it could not be read.")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["switch", "event_key"], name="calllog_event_once")]
        indexes = [
            # Events that could not be read, for the operator.
            models.Index(fields=["switch", "id"], condition=~models.Q(problem=""), name="calllog_unreadable"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.event_key}"


class Replay(models.Model):
    """A recording played again as calls of now; one at a time per switch."""

    switch = models.ForeignKey(Switch, on_delete=models.PROTECT, related_name="+")
    run = models.CharField(max_length=20, unique=True)
    total = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True, help_text="Last sign of life; a replay silent for 30 s has ended.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["switch"], condition=models.Q(ended_at=None), name="calllog_one_replay_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"replay {self.run}"


class Source(TenantModel):
    """An organization's share of a switch."""

    switch = models.ForeignKey(Switch, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "switch"], name="calllog_source_once")]

    def __str__(self) -> str:
        return self.name


class Extension(TenantModel):
    """A telephone; who holds it is an assignment with dates."""

    source = tenant_foreign_key(Source, related_name="extensions")
    number = models.CharField(max_length=40)

    class Meta(TenantModel.Meta):
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "source", "number"], name="calllog_extension_once")
        ]

    def __str__(self) -> str:
        return self.number
