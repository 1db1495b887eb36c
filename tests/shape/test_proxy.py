"""What the Caddyfile promises to the live stream; the installation's test runs it."""

import re

from django.test import SimpleTestCase

from tests.shape import compose
from tests.shape.compose import CADDYFILE, SERVICES

TEXT = re.sub(r"#.*", "", CADDYFILE.read_text())


def block(opening):
    """Return what stands between the braces after an opening."""
    start = TEXT.index(opening) + len(opening)
    depth, place = 1, TEXT.index("{", start) + 1
    begin = place
    while depth:
        depth += {"{": 1, "}": -1}.get(TEXT[place], 0)
        place += 1
    return TEXT[begin : place - 1]


class TheProxy(SimpleTestCase):
    def test_hands_the_stream_on_without_gathering(self):
        self.assertIn("flush_interval -1", block("handle /events/*"))

    def test_compresses_by_type_and_leaves_the_stream_alone(self):
        kinds = re.findall(r"header Content-Type (\S+)", block("encode"))

        self.assertIn("text/html*", kinds)
        self.assertEqual([kind for kind in kinds if "event-stream".startswith(kind.strip("*")) or kind == "*"], [])
        self.assertEqual([kind for kind in kinds if kind in {"text/*", "text/event-stream"}], [])

    def test_leads_to_the_ports_the_services_bind(self):
        web = re.search(r"dynamic a (\w+) (\d+)", TEXT).groups()
        push = re.search(r"reverse_proxy (\w+):(\d+)", TEXT).groups()
        bound = {
            "web": compose.image_command()[compose.image_command().index("--bind") + 1].split(":")[1],
            "push": re.search(r"--port (\d+)", SERVICES["push"]["command"]).group(1),
        }

        self.assertEqual(dict([web, push]), bound)

    def test_answers_to_the_site_alone(self):
        self.assertIs(TEXT.lstrip().startswith("{$SITE_ADDRESS:localhost}"), True)
        self.assertIn("SITE_ADDRESS", SERVICES["proxy"]["environment"])
