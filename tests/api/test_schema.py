"""The schema describes every endpoint, and is made without any organization in scope."""

from django.test import TestCase
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from callcenter.tenancy.scope import in_scope
from tests.api.test_every_route import ENDPOINTS


class TheSchema(TestCase):
    def setUp(self):
        self.assertIs(in_scope(), False)
        self.schema = SchemaGenerator().get_schema(request=None, public=True)

    def test_is_valid(self):
        validate_schema(self.schema)

    def test_holds_every_endpoint(self):
        known = {path.strip("/").replace("{id}", "<int:pk>") for path in self.schema["paths"]}

        self.assertEqual({path.strip("/") for _, path in ENDPOINTS} - known, set())

    def test_tells_every_operations_refusal(self):
        silent = [
            (path, verb)
            for path, verbs in self.schema["paths"].items()
            for verb, operation in verbs.items()
            if "default" not in operation["responses"]
        ]

        self.assertEqual(silent, [])

    def test_is_served_to_everybody(self):
        self.assertEqual(
            (self.client.get("/api/schema/").status_code, self.client.get("/api/docs/").status_code), (200, 200)
        )

    def test_names_no_foreign_host_on_its_page(self):
        self.assertNotRegex(self.client.get("/api/docs/").content.decode(), r'(?:src|href)="(?:https?:)?//')
