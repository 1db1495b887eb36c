"""What has broken databases and parsers before; each is sent wherever something may be sent."""

import base64
import json
from typing import Any

LONG = "\N{SNOWMAN}" * 10_001


def nested(depth: int) -> Any:
    """Return lists in lists."""
    inner: Any = []
    for _ in range(depth):
        inner = [inner]
    return inner


def cursor(*place: Any) -> str:
    """Write a cursor as nobody here would."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


TEXTS = [
    *(
        "\x00",
        "a\x00b",
        "\ud800",
        "\udfff\ud800",
        "\x01\x1b\x7f",
        "\u2028\u202e",
        "\r\nSet-Cookie: a=b",
        LONG,
        "x" * 100_001,
    ),
    *(
        "+",
        "+7 ٩١٦ ١٢٣-٤٥-٦٧",
        "+１４１５５５５０１２３",
        "8 (916) 123-45-67",
        "²³",
        "²",
        "٣",
        "+" + "9" * 400,
        "#31#*67",
    ),
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00-23:59", "9999-12-31T23:59:59-23:59"),
    *("2026-02-30", "2026-03-29T02:30", "2026-11-20T24:00:00Z", "2026-11-20T14:00:60Z", "١٢-٠١-٢٠٢٦", "9999-12-31"),
    *(
        "NaN",
        "Infinity",
        "-0",
        "1e999",
        "9" * 5_000,
        "1.5",
        "true",
        "null",
        "%00",
        "%(x)s {x} {{ x }}",
        "../../etc/passwd",
    ),
    *(
        "",
        " ",
        "\x1c",
        "America",
        "/etc/localtime",
        "Europe/London\n",
        "a@b",
        '"a b"@x.example',
        "@",
        "'; SELECT 1; --",
    ),
]
NUMBERS = [-1, 0, 2**31, 2**32, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**400, 0.1, 1.0, -0.0, 1e308, 5e-324]
SHAPES: list[Any] = [None, True, False, [], {}, [None], {"\x00": 1}, {"": {}}, nested(15), nested(60), [[]] * 100]
VALUES = [*TEXTS, *NUMBERS, *SHAPES]
# What no database takes goes to every place in every run; the rest is drawn.
DEADLY: list[Any] = ["a\x00b", "\ud800", {"\x00": 1}, {"a": ["\ud800"]}, 10**400]

CURSORS = [
    *("", "=", "AA", "é", "W10", "x" * 5_000, cursor(), cursor(0), cursor(2, 1), cursor(0, "2026-01-01T00:00:00", 1)),
    *(
        cursor(0, "0001-01-01T00:00:00+23:59", 1),
        cursor(1, "9999-12-31T23:59:59-23:59", 1),
        cursor(0, 1, 1),
        cursor(0, None),
    ),
    *(
        cursor(0, "2026-01-01T00:00:00+00:00", 2**63),
        cursor(0, "x", 1),
        cursor(0, True),
        cursor(None, 1),
        cursor(0, "\x00"),
    ),
    base64.urlsafe_b64encode(b"[" * 100).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]
SIZES = ["", "0", "201", "-1", "1e2", "٥", "²", "1" * 5_000, "1.0", "0x10", "\x00"]
HEADERS = [
    "\x00",
    "a\x00b",
    "\x01\x1b",
    "k" * 10_240,
    "é",
    "\xff\xfe",
    " ",
    "acme,globex",
    "globex",
    "nowhere",
    "../acme",
]
DEADLY_IDS = ["9" * 19, "9" * 5_000]
PATH_IDS = ["0", "-1", "1.0", "abc", "%00", "%D9%A3", "%2e%2e%2f", "1%0a", "0" * 300 + "1", "+1"]
CONTENT_TYPES = [
    *("", "text/plain", "text/xml", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"),
    *(
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=hex",
        "\x00",
        "a/b/c",
    ),
    *("application/json; charset=idna", "application/json;;;=", "application/json, application/json", "*/*", "é"),
]
ACCEPTS = ["text/html", "application/xml;q=0", "*", "", "\x00", "application/json;version=9" * 200, ";", "image/png"]
ODD_QUERIES = [
    "page_size=1&page_size=2&page_size=x",
    "&&&=&=&",
    "a%00b=1",
    "%ff%fe=%ff",
    "=" * 3_000,
    "format=xml",
    "x=1&" * 1_100,
]


def raw_bodies(body: Any) -> list[bytes]:
    """Return bodies that are hardly JSON, most of them made of a good one."""
    good = json.dumps(body).encode()
    return [
        *(b"", b" ", b"null", b"[]", b'"x"', b"1", b"{", b"{}}", good[:-1], good + good, b"\xef\xbb\xbf" + good),
        *(good.decode().encode("utf-16"), b'{"a": "\xff\xfe"}', b"\xff\xfe\xfd", b'{"a": NaN}', b'{"a": -Infinity}'),
        *(
            b'{"a": 1e999}',
            b"[" * 100_000,
            b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
            b"9" * 10_000,
            b'{"a": 1, "a": "b"}',
        ),
        b'{"note": "' + b"n" * 10_485_760 + b'"}',
    ]
