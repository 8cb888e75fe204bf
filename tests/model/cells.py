"""Cells for any move, made from its own columns: a new move or a new cell joins the walk by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from liaison.casework.sheets.steps import ATTITUDES, RATE
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.columns import Column, Kind
from tests.model.habits import USUAL, Habit
from tests.model.office import TOO_LONG

Cells = dict[str, Any]
AS_IT_STANDS = ("area", "village")  # derived from the contact, and they must fit each other
LEFT_OUT = (Kind.FILES,)
WILD = 0.2
WORST = {"work": "不满意", "outcome": "不满意", "wants_redo": True}
DAYS = (None, None, None, 1, TOO_LONG)


class Filler:
    """Fills in sheets for one case of the model, with numbers drawn from `draw`."""

    def __init__(self, world: Any, draw: Random, habit: Habit = USUAL) -> None:
        """world: gives the rows that references point to."""
        self.world, self.draw, self.habit = world, draw, habit

    def sheet(self, verb: str, case: Any) -> Cells:
        """A complete sheet of this move; what must agree with other cells does."""
        columns = RATE if verb == "by_code" else CASEWORK.by_verb[verb].columns
        cells = {one.key: self.cell(one, case) for one in columns if self.is_filled(one)}
        return FITTED.get(verb, as_they_are)(self, case, cells)

    def is_filled(self, column: Column) -> bool:
        """Nearly all, for some are asked for by what stands in others."""
        return column.kind not in LEFT_OUT and column.source not in AS_IT_STANDS

    def cell(self, column: Column, case: Any) -> Any:
        """A value of the column's own kind; a new kind must be taught here."""
        return BY_KIND[column.kind](self, column, case)

    def reference(self, column: Column, case: Any) -> Any:
        """The id of a row that may be chosen."""
        cast = self.world.cast
        rows = {
            "unit": cast.units, "category": cast.categories, "section_of_unit": cast.sections.get(case.unit, ()),
            "handler_of_unit": (*cast.handlers.get(case.unit, ()), None),
        }.get(column.source)
        rows = self.mains(case) if rows is None else rows
        return self.draw.choice(rows) if rows else None

    def mains(self, case: Any) -> list[int]:
        """Cases that may lead this one; now and then any, itself too."""
        is_wild = self.draw.random() < WILD
        return [one.id for one in self.world.cases.values() if is_wild or self.world.may_lead(one, case)]

    def day(self, column: Column, case: Any) -> Any:
        """A day: one that was asked for lies after the limit, one set for others within it."""
        today = clock.local(self.world.now).date()
        if column.key == "extension_asked_until":
            return (case.image["due_on"] or today) + timedelta(days=1)
        return case.image["due_on"] if column.key == "internal_due_on" else today


def text(filler: Filler, column: Column, _case: Any) -> str:
    return f"{column.title}{filler.draw.randrange(1000)}"[: column.max_length or 60]


BY_KIND: dict[Kind, Callable[[Filler, Column, Any], Any]] = {
    Kind.TEXT: text, Kind.LONG_TEXT: text, Kind.NAME: text,
    Kind.PHONE: lambda filler, _column, _case: f"154{filler.draw.randrange(10**8):08d}",
    Kind.INTEGER: lambda filler, _column, _case: filler.draw.randrange(1, 10),
    Kind.DATE: lambda filler, column, case: filler.day(column, case),
    Kind.BOOL: lambda filler, column, _case: column.required or filler.draw.random() < 0.2,
    Kind.CHOICE: lambda filler, column, _case: filler.draw.choice(column.choices),
    Kind.CHOICES: lambda filler, column, _case: [filler.draw.choice(column.choices)],
    Kind.REFERENCE: lambda filler, column, case: filler.reference(column, case),
    Kind.REFERENCES: lambda filler, _column, _case: [
        one for one in filler.world.cast.units if filler.draw.random() < filler.habit.helping
    ],
}  # fmt: skip


def as_they_are(_filler: Filler, _case: Any, cells: Cells) -> Cells:
    return cells


def handed_over(filler: Filler, _case: Any, cells: Cells) -> Cells:
    """The unit does not help itself, and the way of handling follows from who helps."""
    helping = [one for one in cells["co_unit_ids"] if one != cells["unit_id"]]
    way = filler.draw.choice(("分办", "会办", None)) if helping else None
    return {**cells, "co_unit_ids": helping, "handling_way": way, "limit_days": filler.draw.choice(DAYS)}


def passed_within(_filler: Filler, _case: Any, cells: Cells) -> Cells:
    """Whom nobody named is left out."""
    return {key: value for key, value in cells.items() if value is not None}


def told(filler: Filler, _case: Any, cells: Cells) -> Cells:
    """He was reached: whom nobody reaches stays where he is (tests/casework/test_unreached.py)."""
    return {**cells, "attitude": filler.draw.choice(ATTITUDES[:-1])}


def rated(filler: Filler, _case: Any, cells: Cells) -> Cells:
    """The worst of it, as often as people are angry in this world."""
    return cells | WORST if filler.draw.random() < filler.habit.angry else cells


FITTED: dict[str, Callable[[Filler, Any, Cells], Cells]] = {
    "hand_over": handed_over, "pass_within": passed_within, "rate": rated, "by_code": rated,
    "tell_asker": told,
}  # fmt: skip
