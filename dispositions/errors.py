from django.utils.translation import gettext_lazy as _

from callcenter.tenancy.errors import DomainError, NotFound


class CallStillInProgress(DomainError):
    code = "call_in_progress"
    message = _("Your part of this call is still going on.")


class ContradictoryCodes(DomainError):
    code = "contradictory_codes"
    message = _("%(one)s and %(other)s contradict each other.")


class CodeRetired(DomainError):
    code = "code_retired"
    message = _("The code %(label)s is no longer in use.")


class CodeNotOffered(DomainError):
    code = "code_not_offered"
    message = _("The code %(label)s is set by the system, not by hand.")


class UnknownCode(NotFound):
    code = "unknown_code"
    message = _("There is no code %(slug)s.")


class RevisionConflict(DomainError):
    code = "revision_conflict"
    message = _("These codes were changed meanwhile.")


class DraftConflict(DomainError):
    code = "draft_conflict"
    message = _("This draft was changed in another window.")


class WrapupClosed(DomainError):
    code = "wrapup_closed"
    message = _("This wrap-up is closed.")


class CallbackTimeRequired(DomainError):
    code = "callback_time_required"
    status = 400
    message = _("When should the customer be called back?")


class CallbackTimeInvalid(DomainError):
    code = "callback_time_invalid"
    status = 400
    message = _("This time does not exist there, or is in the past.")


class NoteRequired(DomainError):
    code = "note_required"
    status = 400
    message = _("%(label)s asks for a note.")


class ReasonRequired(DomainError):
    code = "reason_required"
    status = 400
    message = _("Please say why you change somebody's codes.")


class CorrectionTooLate(DomainError):
    code = "correction_too_late"
    status = 403
    message = _("Own codes can be changed until the end of the next day; ask a manager.")


class OptOutStands(DomainError):
    code = "opt_out_stands"
    status = 403
    message = _("A customer's wish not to be contacted is taken back only with permission and a reason.")


class TooManyCodes(DomainError):
    code = "too_many_codes"
    status = 400
    message = _("A call takes at most 10 codes.")


class CodesRequired(DomainError):
    code = "codes_required"
    status = 400
    message = _("Choose at least one code.")


class SlugTaken(DomainError):
    code = "slug_taken"
    message = _("There is already a code called %(label)s.")


class DigitTaken(DomainError):
    code = "digit_taken"
    message = _("The digit %(digit)s already chooses %(label)s.")


class ContradictoryAnswers(DomainError):
    code = "contradictory_answers"
    message = _("“%(meaning)s” and “%(then)s” contradict each other.")


class NeverRequired(DomainError):
    code = "never_required"
    message = _("“Do not contact” means that the customer is never called again: choose “Never”.")


class NameRequired(DomainError):
    code = "name_required"
    status = 400
    message = _("A code needs a name.")


class CodeLocked(DomainError):
    code = "code_locked"
    message = _("%(label)s is set by the system and cannot be changed.")


class CodeInUse(DomainError):
    code = "code_in_use"
    message = _("%(label)s was used: it can retire, it cannot be deleted.")


class ReplacementInvalid(DomainError):
    code = "replacement_invalid"
    status = 400
    message = _("A code is replaced by another one that is in use.")
