"""What a log line may hold: what happened and where; never a number, a name, a text or a secret of anybody."""

import logging
import re
import sys
import traceback
from contextvars import ContextVar
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import OperationalError

NOBODYS = "-"
# Names the request a line belongs to; the page of a fault shows the same name.
request_id: ContextVar[str] = ContextVar("request_id", default=NOBODYS)

# Words the interpreter or a library makes out of the program's own names, not out of what people sent.
ABOUT_CODE = (AttributeError, TypeError, NameError, ImportError, NotImplementedError, ImproperlyConfigured)
HIDDEN = "…"
# A second line of defence, for what libraries write: the first is that nobody logs such things.
TELLING = [
    (re.compile(r"(?<=[/\w])\?[^\s'\"<>]+"), "?" + HIDDEN),
    (re.compile(r"(\+|%2[Bb])\d[\d ().-]{5,}\d"), HIDDEN),
    (re.compile(r"[\w.%+-]+(@|%40)[\w-]+\.[\w.-]+"), HIDDEN),
    (re.compile(r"\bBearer\s+\S+|\bak_[0-9a-f]{10}\.\S+"), HIDDEN),
]
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class Line(logging.Formatter):
    """Write a record on one line, its traceback indented below it without what the fault says of its data.

    With `full` faults are quoted as they are: for development only.
    """

    def __init__(self, *args: object, full: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s")
        self.full = full

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = getattr(record, "request_id", None) or request_id.get()
        # What another formatter kept of the traceback quotes the fault.
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = None if self.full else kept

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = on_one_line(record.message if self.full else without_people(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:
        fault = ei[1] if isinstance(ei, tuple) else None
        if self.full or fault is None:
            return super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join(f"  {line}" for line in told(fault))


class WithoutTheFault(logging.Filter):
    """Take what a task's fault said out of Celery's sentence about it; type and traceback follow below it."""

    def filter(self, record: logging.LogRecord) -> bool:
        context = getattr(record, "data", None)
        if isinstance(context, dict) and "exc" in context:
            record.msg, record.args = "Task %s[%s] %s", (context["name"], context["id"], context["description"])
        return True


def told(fault: BaseException, seen: frozenset[int] = frozenset()) -> list[str]:
    """Tell where a fault arose, and out of which it came, line by line."""
    former = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    lines = []
    if former is not None and id(former) not in seen:
        lines += [*told(former, seen | {id(fault)}), "which led to"]
    frames = traceback.format_tb(fault.__traceback__)
    return lines + "".join(frames).splitlines() + [f"{type(fault).__name__}{said(fault)}"]


def said(fault: BaseException) -> str:
    """Return of a fault's words those that cannot quote data: of the database's, the rule that was broken."""
    if isinstance(fault, DatabaseError):
        diagnosis = getattr(fault.__cause__, "diag", None)
        if diagnosis is not None and diagnosis.sqlstate:
            return f" {diagnosis.sqlstate} {diagnosis.constraint_name or diagnosis.table_name or ''}".rstrip()
        return f": {on_one_line(without_people(str(fault)))}" if isinstance(fault, OperationalError) else ""
    if isinstance(fault, ABOUT_CODE):
        return f": {on_one_line(without_people(str(fault)))}"
    return f": {fault.strerror}" if isinstance(fault, OSError) and fault.strerror and fault.errno else ""


def without_people(text: str) -> str:
    for pattern, instead in TELLING:
        text = pattern.sub(instead, text)
    return text


def on_one_line(text: str) -> str:
    """Write control characters out, so that nothing sent can look like a line of its own."""
    return CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), text)


def log_unhandled(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Log what ends the program; Python's own words would quote the fault."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, fault, trace)
        return
    logging.getLogger(__name__).critical("ended by a fault", exc_info=(kind, fault, trace))
