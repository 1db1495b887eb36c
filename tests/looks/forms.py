"""Every form of a page, sent with nothing in it: the page says what is missing and keeps its looks."""

import re
from collections.abc import Iterator

from tests.looks.look import COLOURS, geometry, shoot, violations
from tests.looks.site import NARROW, WIDE
from tests.looks.view import View

# Forms that take nothing for an answer, by where they are sent, with the reason; they are not sent.
TAKES_NOTHING = {
    r"calls/\d+/$": "name, e-mail and comment of a call are all as one likes",
    r"codes/\d+/retire/$": "retiring asks nothing; it is spelled out on the page",
    r"hours/queues/$": "a queue without hours of its own goes by the organization's",
    r"numbers/\d+/$": "a number may stand for nothing and be called nothing",
    r"accounts/logout/$": "signing out asks nothing",
    r"accounts/confirm-email/": "confirming asks nothing",
}
ASKING = "input:not([type=hidden], [type=checkbox], [type=radio], [type=submit], [type=search]), textarea, select"
FORMS = "[...document.querySelectorAll('main form[method=post], .public form[method=post]')]"
FIND = f"""() => {FORMS}.map((form, at) => ({{
  at,
  action: new URL(form.getAttribute('action') || '', location.href).pathname,
  names: [...form.querySelectorAll('{ASKING}')].map((field) => field.name).join(' '),
}}))"""
SEND = f"""(at) => {{
  const form = {FORMS}[at];
  form.noValidate = true;
  for (const field of form.querySelectorAll('{ASKING}')) field.value = '';
  for (const field of form.querySelectorAll('[type=checkbox], [type=radio]')) field.checked = false;
  // As Enter does: with the first button that sends.
  form.requestSubmit(form.querySelector('button:not([type=button])'));
}}"""
SAID = ".field__error, [role=alert]"


def sent_empty(site, view: View, seen: set[str]) -> Iterator[str]:
    """Send each form of a view that was not seen before; yield what is wrong with the answer."""
    page = site.visit(view)
    found = page.evaluate(FIND)
    for form in found:
        action = form["action"]
        key = re.sub(r"\d+", "", action) + re.sub(r"\d+", "", form["names"])
        if not form["names"] or key in seen or any(re.search(pattern, action) for pattern in TAKES_NOTHING):
            continue
        seen.add(key)
        name = f"{view.name}-form-{form['at']}-empty"
        page = site.visit(view._replace(name=name, expected=("400",)))
        with page.expect_navigation():
            page.evaluate(SEND, form["at"])
        if not any(one.is_visible() for one in page.query_selector_all(SAID)):
            yield f"{name}: nothing is said; forms that ask nothing stand in tests/looks/forms.py, TAKES_NOTHING"
            continue
        page.evaluate("() => scrollTo(0, 0)")
        for size, width, scheme, only in (("1440", WIDE, "light", None), ("390", NARROW, "dark", COLOURS)):
            page.set_viewport_size(width)
            page.emulate_media(color_scheme=scheme)
            yield from (f"{name}: {size} {scheme}: {fault}" for fault in violations(page, "", only))
            yield from (f"{name}: {fault}" for fault in geometry(page))
            shoot(page, f"{name}-{size}-{scheme}")
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
