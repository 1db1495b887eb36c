"""Fill the forms of a page as a person would, with canaries where text is asked for."""

from html.parser import HTMLParser

from tests.logs.canaries import BY_NAME, NOTE


class Forms(HTMLParser):
    """The posting forms of a page: where each goes and what it would send."""

    def __init__(self):
        super().__init__()
        self.found, self.form, self.select = [], None, ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.form = (given.get("action") or "", {}) if given.get("method", "").lower() == "post" else None
            if self.form is not None:
                self.found.append(self.form)
        elif (self.form is not None and (name := given.get("name"))) or tag == "option":
            self.take(tag, given, name if tag != "option" else self.select)

    def take(self, tag, given, name):
        if self.form is None or not name:
            return
        sent, kind = self.form[1], given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option":
            if given.get("value"):
                sent.setdefault(name, given["value"])
        elif kind in {"radio", "checkbox"}:
            sent.setdefault(name, given.get("value", "on"))
        elif kind == "hidden" or tag == "button":
            sent.setdefault(name, given.get("value", ""))
        else:
            sent[name] = (
                BY_NAME.get(name, NOTE) if kind in {"text", "email", "password", "search"} else given.get("value", "")
            )

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


def forms_of(page):
    """List the forms of a page as (address, what they send)."""
    reader = Forms()
    reader.feed(page)
    return reader.found
