"""From the hangup event coming in to the wrap-up painted in a real browser."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks.rows import Row, percentile
from callcenter.embedded.processes import stack
from calllog.actions.hear import hear
from calllog.actions.replay import chosen, read_capture
from calllog.models import Switch
from calllog.sources.ami import AmiReader, Block
from calllog.sources.replay import rewrite
from demo.people import SIGN_INS
from demo.world import SAMPLE, SWITCH, load

CALLS = 30
# Resolves with the time at which the waiting card of a call shows that its wrap-up is open, painted.
WATCH = """
() => new Promise(resolve => {
  const open = () => document.querySelectorAll('.waiting .ring').length;
  const before = open();
  const look = () => {
    if (open() > before) {
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
      return true;
    }
    return false;
  };
  const observer = new MutationObserver(() => look() && observer.disconnect());
  observer.observe(document.body, {childList: true, subtree: true, characterData: true, attributes: true});
})
"""


def call_of(run: str, name: str) -> tuple[list[Block], list[Block]]:
    """Return a recorded call as a new run of now: what comes before the first hangup, and the rest."""
    capture = read_capture(SAMPLE / "ami_raw.txt")
    call = chosen(capture, only=[name])[0]
    raw = b"".join(piece for _, piece in capture.pieces(call))
    blocks = rewrite(AmiReader().feed(raw), run, time.time() - call.end_t)
    first = next(place for place, block in enumerate(blocks) if block.event in {"Hangup", "HangupRequest"})
    return blocks[:first], blocks[first:]


def hangup_to_prompt(scale: float) -> list[Row]:
    """Measure in Chromium, with web and push running."""
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium_options, find_chromium

    # Playwright's loop runs in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    load()
    executable = find_chromium()
    if executable is None:
        raise RuntimeError("No Chromium here.")
    agent = next(person for person in SIGN_INS if person.role == "agent")
    folder = Path(settings.BASE_DIR) / "var" / "bench" / "stack"
    with (
        stack(folder, names={"web", "push"}, DEMO="true", DEBUG="false") as environment,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(**chromium_options(executable))
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{environment['WEB_PORT']}/accounts/login/")
        page.fill("input[name=login]", agent.email)
        page.fill("input[name=password]", agent.password)
        page.keyboard.press("Enter")
        page.wait_for_selector(".work__main")
        page.wait_for_timeout(3_000)
        took = measured(page, max(5, int(CALLS * scale)))
        chromium.close()
    against = "first hangup block handed to the listener's code, until two animation frames after the card changed"
    return [
        Row("hangup_to_prompt_ms", percentile(took, 0.5), "ms", against, 150, "lower", scale),
        Row("hangup_to_prompt_ms.p95", percentile(took, 0.95), "ms", against, 300, "lower", scale),
    ]


def measured(page: Any, calls: int) -> list[float]:
    """Play calls into the switch one after the other and time each prompt, in milliseconds."""
    switch = Switch.objects.get(slug=SWITCH)
    name = chosen(read_capture(SAMPLE / "ami_raw.txt"))[0].name
    took = []
    for turn in range(calls):
        run = f"bench{time.time_ns():x}{turn}"
        before, after = call_of(run, name)
        hear(switch_id=switch.pk, blocks=before, session=run, ordinal=0, received_at=datetime.now(UTC))
        page.wait_for_timeout(400)
        page.evaluate(f"() => {{ window.painted = ({WATCH})() }}")
        began = time.time()
        hear(switch_id=switch.pk, blocks=after, session=run, ordinal=len(before), received_at=datetime.now(UTC))
        took.append(page.evaluate("() => window.painted") - began * 1000)
    return took
