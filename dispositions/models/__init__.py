"""What it was."""

from dispositions.dnc.models import DncEntry
from dispositions.models.codes import Code, CodeSet, CodeSetItem, CodeVersion
from dispositions.models.outcomes import CallOutcome, Effect
from dispositions.models.wrapups import CodeUse, Disposition, Revision, Wrapup

__all__ = [
    "CallOutcome",
    "Code",
    "CodeSet",
    "CodeSetItem",
    "CodeUse",
    "CodeVersion",
    "Disposition",
    "DncEntry",
    "Effect",
    "Revision",
    "Wrapup",
]
