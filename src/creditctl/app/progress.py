"""Progress of long work, told to whoever watches; nobody does by default."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Who watches: told of each stage, and of each step of a stage whose length is known."""

    def stage(self, name: str, steps: int = 0) -> None:
        """A stage begins; `steps` 0 = of unknown length."""

    def step(self) -> None:
        """One step of the stage is done."""


class Unwatched:
    """Nobody watches."""

    def stage(self, name: str, steps: int = 0) -> None:
        """Nothing."""

    def step(self) -> None:
        """Nothing."""
