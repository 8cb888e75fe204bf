"""Units suggested for a request, learned from what became of earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, select

from liaison.audit.models import Event
from liaison.casework.models import Case, StepRecord
from liaison.casework.rules.routing import MOST, SURE, TOWN, Guess, Lessons, Past, learn
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Category
from liaison.orgs.queries import Routes, Suggestion
from liaison.orgs.queries.routes import quoted
from liaison.orgs.sheets import UNIT_OF_CATEGORY

MOST_PASTS = 2000
MOST_RETURNS = 300
REASSIGNING = ("rule_reassign", "settle_reassign")

DECIDED = (
    select(Case.id, Case.category_id, Case.unit_id, Case.area_id, Case.title, Case.text, Case.raised_on)
    .where(Case.approved_on.is_not(None), Case.unit_id.is_not(None), Case.category_id.is_not(None))
    .order_by(Case.raised_on.desc(), Case.id.desc())
    .limit(MOST_PASTS)
)
# A return counts as upheld while the case is still with the unit that it was given to.
UPHELD = (
    select(
        Case.id, Case.number, Case.title, Case.text, Case.area_id, Case.category_id, Case.unit_id,
        StepRecord.before["unit_id"].as_integer().label("old_unit_id"), StepRecord.acted_at,
    )
    .join(Case, Case.id == StepRecord.case_id)
    .where(
        StepRecord.step == 4, StepRecord.verb.in_(REASSIGNING), Case.category_id.is_not(None),
        StepRecord.filled["unit_id"].as_integer() == Case.unit_id,
        StepRecord.before["unit_id"].as_integer() != Case.unit_id,
    )
    .order_by(StepRecord.id.desc())
    .limit(MOST_RETURNS)
)  # fmt: skip


@dataclass(frozen=True)
class Router:
    """What suggests units; load it once for a whole inbox."""

    routes: Routes
    lessons: Lessons

    @classmethod
    def load(cls) -> Router:
        """Read the lists and the earlier requests: five queries. What was learned from the same rows is kept."""
        routes, changed = Routes.load(), rule_changes()
        pasts = [past_of(row, routes, changed.get(row.category_id)) for row in db.session.execute(DECIDED)]
        returns = [returned_of(row, routes, changed.get(row.category_id)) for row in db.session.execute(UPHELD)]
        return cls(routes, lessons_of(tuple(routes.fields.values()), tuple(pasts), tuple(filter(None, returns))))

    def guesses(self, case: Any, most: int = MOST) -> list[Guess]:
        """The likeliest units of a case, those in use; the town's own as this case's town."""
        return resolved(self.routes, case.area_id, self.lessons.guesses(words_of(case), case.category_id,
                                                                        case.area_id, most + 1))[:most]  # fmt: skip

    def units(self, case: Any, most: int = MOST) -> list[Suggestion]:
        """Up to three units for a case, the likeliest first, each with its reason in a sentence."""
        return [
            Suggestion(guess.unit_id, self.routes.unit_names[guess.unit_id], self.why(guess, case))
            for guess in self.guesses(case, most)
        ]  # fmt: skip

    def unit(self, case: Any) -> int | None:
        """The unit a case most likely belongs to; None where nothing tells it."""
        found = self.guesses(case, 1)
        return found[0].unit_id if found and found[0].likelihood >= SURE else None

    def why(self, guess: Guess, case: Any) -> str:
        """One sentence for the clerk: what the text says, and who handled such requests before."""
        own = self.routes.fields.get(guess.category_id)
        if own is None:
            return "区镇自己办"
        said = quoted(self.lessons.telling_words(words_of(case), own.id))
        parts = [] if own.id == case.category_id else [f"写到{said}" if said else "内容像这一类"]
        unit = TOWN if guess.unit_id == self.routes.town_units.get(case.area_id or 0) else guess.unit_id
        return "，".join([*parts, self.record_of(own, unit)])

    def record_of(self, own: Any, unit: int) -> str:
        """What became of the earlier requests of a field, as far as this unit goes."""
        total, number = self.lessons.handled(own.id), self.lessons.counts.get((own.id, unit), 0)
        returned = self.lessons.returned(own.id, unit)
        if not total:
            words = f"“{own.name}”一般由它办" if (own.unit_id or TOWN) == unit else f"“{own.name}”曾改派给它"
        elif not number and (own.unit_id or TOWN) == unit:
            words = f"“{own.name}”现在规定由它办"
        else:
            words = f"“{own.name}” {total} 件里 {number} 件由它办"
        return words + (f"，退回过 {returned} 件" if returned else "")


def words_of(case: Any) -> str:
    """The words of a case that tell what it is about."""
    return f"{case.title} {case.text or ''}"


def resolved(routes: Routes, area_id: int | None, guesses: Iterable[Guess]) -> list[Guess]:
    """The guesses with the unit of this town in the place of the town's own; units out of use are left out."""
    town = routes.town_units.get(area_id or 0, TOWN)
    found = [Guess(guess.unit_id or town, guess.likelihood, guess.category_id) for guess in guesses]
    return list({one.unit_id: one for one in reversed(found) if one.unit_id in routes.unit_names}.values())[::-1]


def rule_changes() -> dict[int, datetime]:
    """`{category: when its unit was last changed}`; what its former unit did before says no more."""
    wanted = select(Event.thing_id, Event.at, Event.changes).where(Event.thing == Category.__tablename__)
    rows = db.session.execute(wanted.order_by(Event.id)).all()
    return {row.thing_id: row.at for row in rows if UNIT_OF_CATEGORY in (row.changes or {})}


def past_of(row: Row[Any], routes: Routes, changed_at: datetime | None) -> Past:
    """An earlier request as a lesson; one from before a change of the rule teaches words only."""
    unit = unit_taught(row.unit_id, row.area_id, routes)
    own = routes.fields[row.category_id].unit_id or TOWN if row.category_id in routes.fields else unit
    is_over = changed_at is not None and row.raised_on <= clock.local(changed_at).date() and unit != own
    return Past(row.category_id, None if is_over else unit, row.area_id, words_of(row))


def returned_of(row: Row[Any], routes: Routes, changed_at: datetime | None) -> Past | None:
    """An upheld return as a lesson against the unit that returned it; None where the rule was changed since."""
    if changed_at is not None and row.acted_at <= changed_at:
        return None
    unit = unit_taught(row.old_unit_id, row.area_id, routes)
    return Past(row.category_id, unit, row.area_id, words_of(row), against=True)


def unit_taught(unit_id: int, area_id: int | None, routes: Routes) -> int:
    """The unit that a request teaches: TOWN where it was the town's own."""
    return TOWN if area_id and routes.town_units.get(area_id) == unit_id else unit_id


@lru_cache(maxsize=4)
def lessons_of(fields: tuple[Any, ...], pasts: tuple[Past, ...], returns: tuple[Past, ...]) -> Lessons:
    """What the rows teach. The same rows are learned once: a row that changed anywhere makes another key."""
    return learn({one.id: one for one in fields}, [*pasts, *returns])


def suggestions_for(case: Any, router: Router | None = None) -> list[Suggestion]:
    """Up to three units for one case, the likeliest first, each with its reason. router: where it is at hand."""
    return (router or Router.load()).units(case)


def suggested_unit_ids(cases: Iterable[Case]) -> dict[int, int | None]:
    """`{case id: likely unit}` for several cases, with a constant number of queries."""
    router = Router.load()
    return {case.id: router.unit(case) for case in cases}

