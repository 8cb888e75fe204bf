"""What makes a walk quick: one reading of the calendar, and messages only in some worlds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from liaison.casework.actions import telling
from liaison.core import calendar

FULL_WORLDS = 5  # one world in so many is walked with everything


def everywhere(function: Any) -> list[tuple[Any, str]]:
    """(module, name) wherever the program knows this function by its own name."""
    modules = [one for name, one in sys.modules.items() if name.startswith("liaison.")]
    return [(one, function.__name__) for one in modules if vars(one).get(function.__name__) is function]


@contextmanager
def shortened(number: int) -> Iterator[None]:
    """Read the calendar once for a world, which never changes in it; tell nobody, except in one world of five.

    Messages change no case: the worlds with them and those without end alike.
    """
    if number % FULL_WORLDS == 0:
        yield
        return
    days = calendar.working_days()
    with ExitStack() as stack:
        for module, name in everywhere(calendar.working_days):
            stack.enter_context(patch.object(module, name, lambda: days))
        for module, name in everywhere(telling.tell_of_step):
            stack.enter_context(patch.object(module, name, lambda *_step: 0))
        yield
