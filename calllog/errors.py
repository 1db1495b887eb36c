from django.utils.translation import gettext_lazy as _

from callcenter.tenancy.errors import DomainError


class ExtensionHeld(DomainError):
    code = "extension_held"
    message = _("Telephone %(number)s belongs to %(holder)s at that time.")


class TelephoneInUse(DomainError):
    code = "telephone_in_use"
    message = _("Telephone %(number)s is in use by %(holder)s.")


class TelephoneTimes(DomainError):
    code = "telephone_times"
    status = 400
    message = _("The end comes before the beginning.")


class NumberKnown(DomainError):
    code = "number_known"
    message = _("The number %(number)s is there already.")


class NumberUnreadable(DomainError):
    code = "number_unreadable"
    status = 400
    message = _("This is no number.")


class CampaignNamed(DomainError):
    code = "campaign_named"
    message = _("There is a campaign of that name already.")


class ReplayRunning(DomainError):
    code = "replay_running"
    message = _("The calls are already being replayed.")


class NoReplayHere(DomainError):
    code = "not_found"
    status = 404
    message = _("There is nothing here.")


class CallByHandInvalid(DomainError):
    code = "call_invalid"
    status = 400
    message = _("A call cannot begin in the future.")


class NotTheSameCall(DomainError):
    code = "not_the_same_call"
    message = _("These two cannot be one call: one is logged by hand, the other told by a switch, of one number.")


class NothingToSplit(DomainError):
    code = "nothing_to_split"
    message = _("Choose some of this call's conversations, but not all, to make a call of their own.")


class NothingToAssign(DomainError):
    code = "nothing_to_assign"
    message = _("Every telephone of this call already belonged to somebody.")


class ContactEmpty(DomainError):
    code = "contact_empty"
    status = 400
    message = _("A contact has a name, a mail address or a number.")


class NotTwoContacts(DomainError):
    code = "not_two_contacts"
    message = _("Choose another contact: one cannot be merged with itself, or with one that is merged already.")


class MergeUndone(DomainError):
    code = "merge_undone"
    message = _("This was taken back already, or the contact was merged further: take that back first.")
