"""JSON Schema of the policy and of the workspace, for editors that complete and check.

The models say what is valid; this module only translates. Spans, amounts and percentages are
written the way the files write them, so an editor does not underline ``7 days`` or ``80%``.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import BeforeValidator
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from creditctl.ledger.money import CURRENCIES
from creditctl.policy import values

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import core_schema

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def _writing(kind: Any, schema: JsonSchemaValue) -> dict[Any, JsonSchemaValue]:
    """The schema for every validator of an annotated type of `policy.values`."""
    return {m.func: schema for m in get_args(kind)[1:] if isinstance(m, BeforeValidator)}


def _span(sign: str) -> JsonSchemaValue:
    number: JsonSchemaValue = {"type": "integer"} if sign else {"type": "integer", "minimum": 0}
    text = {"type": "string", "pattern": f"^{sign}[0-9]{{1,5}}( *(days?|weeks?))?$"}
    return {"anyOf": [number, text]}


_WRITINGS: Final[dict[Any, JsonSchemaValue]] = {
    **_writing(values.Span, _span("-?")),
    **_writing(values.Days, _span("")),
    **_writing(values.Amount, {"type": "number", "minimum": 0}),
    **_writing(values.Percent, {"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,4})? *%$"}),
    **_writing(values.Currency, {"type": "string", "enum": sorted(CURRENCIES)}),
}


class _Written(GenerateJsonSchema):
    """Schemas of values as they are written in the file, before they are read."""

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """A value that is read from its own writing, such as ``7 days``."""
        written = _WRITINGS.get(schema["function"]["function"])
        return dict(written) if written else super().function_before_schema(schema)


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of any model of a configuration file, keys as the file writes them."""
    found = model.model_json_schema(by_alias=True, schema_generator=_Written)
    return {"$schema": DRAFT, **found}


def policy_schema() -> dict[str, Any]:
    """JSON Schema of a policy file.

    A policy that extends another may leave out what the other says.
    """
    from creditctl.policy.model import Policy

    found = dict(schema_of(Policy))
    whole = {"required": found.pop("required")}
    return {**found, "required": ["version"], "if": {"required": ["extends"]}, "else": whole}


def workspace_schema() -> dict[str, Any]:
    """JSON Schema of `creditctl.yaml`."""
    from creditctl.config.workspacefile import WorkspaceFile

    return schema_of(WorkspaceFile)


def policy_tests_schema() -> dict[str, Any]:
    """JSON Schema of the tests of a policy."""
    from creditctl.config.policytestfile import PolicyTests

    return schema_of(PolicyTests)


def schema_files() -> dict[str, str]:
    """The schemas as files: name to text. Those in `policies/` are made by this function."""
    schemas = {
        "policy": policy_schema(),
        "policy-tests": policy_tests_schema(),
        "workspace": workspace_schema(),
    }
    return {f"{name}.schema.json": _text(schema) for name, schema in schemas.items()}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
