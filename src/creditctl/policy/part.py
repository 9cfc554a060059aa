"""What all parts of a policy share: frozen models, their mistakes, one laid upon another."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


def problem(path: tuple[str | int, ...], message: str, hint: str = "") -> PydanticCustomError:
    """A mistake that only shows when parts are seen together, with the path of the part to mend.

    The loader reads `path` (relative to the model that raises) and `hint` from the context.
    """
    return PydanticCustomError(
        "policy", "{message}", {"message": message, "path": path, "hint": hint}
    )


class Part(BaseModel):
    """What all parts of the policy share: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


P = TypeVar("P", bound=Part)


def changed(base: P, change: Part | None) -> P:
    """`base` with the keys that `change` sets in the file."""
    if change is None:
        return base
    update: dict[str, Any] = {name: getattr(change, name) for name in change.model_fields_set}
    return base.model_copy(update=update)
