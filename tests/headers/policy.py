"""What every answer's headers must say, whoever gives it."""

import re

YEAR = 31_536_000
# What would tell an attacker what runs here, or where in the code it broke.
TELLTALE = re.compile(
    rb"Traceback|site-packages|Django/|Python/\d|CPython|gunicorn/|uvicorn/|psycopg|DEBUG = True|\.py\b.{0,12}line"
)
ANY = re.compile(r"\*|https?:$|'unsafe-|data:$|blob:$")


def faults(status, headers, body=b"", *, https=False, kept=False):
    """List what is wrong with an answer; `kept` says that browsers may keep it, as they may a style sheet."""
    lowered = {name.lower(): value for name, value in headers.items()}
    wrong = [*of_csp(lowered.get("content-security-policy", ""))]
    wanted = {
        "x-content-type-options": "^nosniff$",
        "referrer-policy": "^(same-origin|no-referrer|strict-origin)$",
        "permissions-policy": r"camera=\(\).*microphone=\(\).*geolocation=\(\)",
        "cross-origin-resource-policy": "^same-(origin|site)$",
        "x-frame-options": "^DENY$",
        "cache-control": "max-age|no-store" if kept else "no-store",
    }
    for name, pattern in wanted.items():
        if not re.search(pattern, lowered.get(name, "")):
            wrong.append(f"{name}: {lowered.get(name)}")
    if https:
        age = re.search(r"max-age=(\d+)", lowered.get("strict-transport-security", "max-age=0"))
        if int(age[1]) < YEAR or "includeSubDomains" not in lowered["strict-transport-security"]:
            wrong.append(f"strict-transport-security: {lowered.get('strict-transport-security')}")
    wrong += [f"{name}: {lowered[name]}" for name in ("x-powered-by", "server", "via") if name in lowered]
    if status >= 400 and (told := TELLTALE.search(body)):
        wrong.append(f"the body says {told[0]!r}")
    return wrong


def of_csp(policy):
    """Yield what a content security policy leaves open."""
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    for name in ("object-src", "base-uri", "frame-ancestors"):
        if directives.get(name) != ["'none'"]:
            yield f"{name} {directives.get(name)}"
    if directives.get("default-src") not in (["'self'"], ["'none'"]):
        yield f"default-src {directives.get('default-src')}"
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        if lax := [source for source in directives.get(name, []) if ANY.search(source)]:
            yield f"{name} {lax}"
    if directives.get("default-src") == ["'self'"] and "form-action" not in directives:
        yield "form-action is left open"


def cookie_faults(cookies, *, https, session, csrf):
    """List what is wrong with the cookies of an answer, by name."""
    wrong = []
    for name, morsel in cookies.items():
        if morsel["samesite"] not in {"Lax", "Strict"}:
            wrong.append(f"{name} may be sent by other sites")
        if https and not morsel["secure"]:
            wrong.append(f"{name} may travel in the clear")
        if name == session and not morsel["httponly"]:
            wrong.append(f"{name} can be read by scripts")
        if https and name in {session, csrf} and (morsel["domain"] or morsel["path"] != "/"):
            wrong.append(f"{name} is not bound to this host")
    if https:
        wrong += [f"{name} lacks the prefix" for name in (session, csrf) if not name.startswith("__Host-")]
    return wrong
