"""Named points at which a process of the product dies or stands still when the harness asks for it.

A point is armed by a file of its name in the folder the environment names. The first process that passes takes the file
away, leaves its number, and does to itself what stood in it: `kill`, `group` (its whole process group) or `stop`.
"""

import importlib
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

from celery.signals import task_postrun

FOLDER = "CHAOS_POINTS"
DEEDS = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "group": lambda: os.killpg(os.getpgrp(), signal.SIGKILL),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
}
# Whether this thread is carrying out a save.
here = threading.local()


@dataclass(frozen=True)
class Point:
    """A place in the product: before a function begins its work, or after it has done it."""

    name: str
    process: str
    function: str = ""
    after: bool = False
    when: Callable[..., bool] = lambda *args, **kwargs: True
    # Passed only when Redis has forgotten what went out.
    forgotten: bool = False
    # Told most by the last words of a call: nothing that comes later makes up for what is lost here.
    at_last: bool = False


def of_mail(kind, claim):
    return kind.name == "message"


def of_save(*args, **kwargs):
    return getattr(here, "saving", False)


POINTS = [
    # The save: in the middle of its rows, all rows written, committed but unanswered, committed but untold.
    Point("mid_save", "web", "callcenter.audit.log:record", when=of_save),
    Point("before_commit", "web", "django.db.backends.base.base:BaseDatabaseWrapper.commit", when=of_save),
    Point("after_commit_before_hint", "web", "callcenter.outbox.live:publish", when=of_save),
    Point("after_commit_before_ack", "web"),
    # The mail: claimed, committed as leaving, gone, gone and marked but not committed, all done but not acknowledged.
    Point("after_claim", "worker", "callcenter.jobs.tasks:carry_out", when=of_mail),
    Point("before_send", "worker", "followups.sending:deliver"),
    Point("after_send", "worker", "followups.sending:deliver", after=True),
    Point("before_mark", "worker", "followups.sending:finish_enrolment"),
    Point("after_mark_before_ack", "worker"),
    # The news: handed over, not yet noted as such.
    Point("after_publish_before_note", "worker", "callcenter.outbox.tasks:deliver", after=True, forgotten=True),
    # The switch: raw events written but not committed, stored but not folded, folded but not committed.
    Point("mid_store_raw", "listener", "calllog.actions.ingest:make_conversations", after=True),
    Point("after_store_raw_before_fold", "listener", "calllog.actions.hear:refold_all", at_last=True),
    Point("mid_fold", "listener", "calllog.actions.refold:store", after=True),
]


def passing(name):
    """Do what the point is armed with, if it is."""
    folder = Path(os.environ[FOLDER])
    taken = folder / f"{name}.{os.getpid()}"
    try:
        (folder / name).rename(taken)
    except FileNotFoundError:
        return
    deed = taken.read_text()
    taken.write_text(str(os.getpid()))
    taken.rename(folder / f"{name}.hit")
    DEEDS[deed]()


def place():
    """Put the points into the product; a function that is gone stops the process."""
    if FOLDER not in os.environ:
        return
    for point in POINTS:
        if point.function:
            surround(point)
    task_postrun.connect(task_done, weak=False)


def surround(point):
    module, _, path = point.function.partition(":")
    owner, _, name = path.rpartition(".")
    place = getattr(importlib.import_module(module), owner) if owner else importlib.import_module(module)
    real = getattr(place, name)

    @wraps(real)
    def watched(*args, **kwargs):
        meant = point.when(*args, **kwargs)
        if meant and not point.after:
            passing(point.name)
        answer = real(*args, **kwargs)
        if meant and point.after:
            passing(point.name)
        return answer

    setattr(place, name, watched)


def task_done(task=None, **kwargs):
    if task is not None and task.name.endswith("run_due"):
        passing("after_mark_before_ack")


class Saves:
    """Know which thread carries out a save, and stand between its commit and its answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        here.saving = request.method == "PUT" and request.path.endswith("/disposition/")
        try:
            response = self.get_response(request)
            if here.saving and response.status_code < 400 and FOLDER in os.environ:
                passing("after_commit_before_ack")
            return response
        finally:
            here.saving = False
