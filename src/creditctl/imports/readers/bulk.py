"""Reading in bulk: many small lists, no cycles."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from searching a growing table over and over.

    A table is lists of texts and numbers, which can't form cycles; searching it while it grows
    takes as long as reading it (measured: a million rows 12 s instead of 5 s).
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
