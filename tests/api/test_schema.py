"""The schema describes every endpoint, and is made without any organization in scope."""

from django.test import TestCase
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from callcenter.tenancy.scope import in_scope
from tests.routes import ENDPOINTS


class TheSchema(TestCase):
    def setUp(self):
        self.assertIs(in_scope(), False)
        self.schema = SchemaGenerator().get_schema(request=None, public=True)

    def test_is_valid(self):
        validate_schema(self.schema)

    def test_holds_every_endpoint(self):
        known = {path.strip("/").replace("{id}", "<int:pk>") for path in self.schema["paths"]}

        self.assertEqual({path.strip("/") for _, path in ENDPOINTS} - known, set())

    def operations(self):
        return {
            f"{verb} {path}": operation
            for path, verbs in self.schema["paths"].items()
            for verb, operation in verbs.items()
        }

    def test_tells_every_operations_refusals_one_by_one(self):
        vague = [
            label
            for label, operation in self.operations().items()
            if "default" in operation["responses"] or not {"400", "401", "404"} <= set(operation["responses"])
        ]

        self.assertEqual(vague, [])

    def test_tells_that_a_refusal_is_a_problem(self):
        answer = self.operations()["get /api/v1/calls/"]["responses"]["400"]

        self.assertEqual(
            answer["content"], {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        )

    def test_tells_how_to_sign_in(self):
        ways = {label: operation.get("security") for label, operation in self.operations().items()}

        self.assertEqual(
            (ways["get /api/v1/calls/"], ways["post /api/v1/calls/"], ways["get /api/v1/wrapups/"]),
            ([{"session": []}, {"key": []}], [{"session": [], "csrf": []}, {"key": []}], [{"session": []}]),
        )

    def test_shows_a_whole_example_of_every_body(self):
        bodies = {
            label: operation["requestBody"]["content"]["application/json"]
            for label, operation in self.operations().items()
            if "requestBody" in operation
        }

        self.assertEqual([label for label, body in bodies.items() if "examples" not in body], [])

    def test_asks_for_the_whole_draft_also_in_a_patch(self):
        schemas = self.schema["components"]["schemas"]

        self.assertEqual(schemas["PatchedPatchWrapupRequest"]["required"], ["draft", "draft_revision"])

    def test_is_served_to_everybody(self):
        self.assertEqual(
            (self.client.get("/api/schema/").status_code, self.client.get("/api/docs/").status_code), (200, 200)
        )

    def test_names_no_foreign_host_on_its_page(self):
        self.assertNotRegex(self.client.get("/api/docs/").content.decode(), r'(?:src|href)="(?:https?:)?//')
