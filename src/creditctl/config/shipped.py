"""Where the files lie that come with the program: policies, templates, examples, command pages."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

ShippedName = Literal["policies", "templates", "examples", "commands"]

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_CHECKOUT: Final = {"commands": "docs/commands"}


def shipped(name: ShippedName) -> Path:
    """The folder of that name: `creditctl/shipped/<name>` when installed, else the checkout's."""
    installed = _PACKAGE / "shipped" / name
    if installed.is_dir():
        return installed
    return _PACKAGE.parent.parent / _CHECKOUT.get(name, name)


def shipped_policies() -> list[str]:
    """Names of the shipped policies, such as `nl-business`; their tests lie beside them."""
    files = (path.name.removesuffix(".yaml") for path in shipped("policies").glob("*.yaml"))
    return sorted(name for name in files if not name.endswith(".tests"))
