"""A seeded walk: who does what next, mostly right, three times in ten wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from liaison.casework.sheets.steps import RATE
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from tests.model import invariants
from tests.model.cast import Cast
from tests.model.cells import Filler
from tests.model.habits import HABITS, OFTEN, USUAL, Habit
from tests.model.model import Kept, may, why_not
from tests.model.office import AT, GRAPH, NO_BUTTON, STATES, WHO
from tests.model.world import BY_CODE, TAKE_BACK, Deed, Violation, World

IN_ONE_WORLD, BETWEEN_DEAR_CHECKS = 400, 200
OPEN_AT_ONCE = 12
SIGNED_FOR = {"to_sign_out": "sign_out", "to_receive": "receive"}  # where a case rests only if somebody asked for it
TRIES = 40


class Walker:
    """Chooses deeds for one world."""

    def __init__(self, world: World, draw: Random, habit: Habit = USUAL) -> None:
        self.world, self.draw, self.habit = world, draw, habit
        self.filler = Filler(world, draw, habit)
        self.actors = world.cast.actors
        self.able = {
            verb: [one for one in self.actors if one.role in {role for role, _relation in who}]
            for verb, who in WHO.items()
        }  # fmt: skip

    def step(self) -> None:
        """One deed, some minutes after the last; now and then some days."""
        world, draw = self.world, self.draw
        world.now += timedelta(seconds=draw.randrange(20, 400))
        if draw.random() < 0.03:
            world.now += timedelta(days=draw.randrange(1, 7))
        open_cases = [one for one in world.cases.values() if not STATES[one.state][2]]
        if len(open_cases) < OPEN_AT_ONCE or draw.random() < 0.02:
            place = draw.randrange(3)
            world.open_case(place, world.cast.committees[place % 2])
            return
        case = draw.choice(list(world.cases.values()) if draw.random() < 0.2 else open_cases)
        world.act(self.wrong(case) if draw.random() < self.habit.wrong else self.right(case))

    def lead(self, case: Kept, verbs: str) -> None:
        """Bring a case along these moves, by whoever may make them first."""
        for verb in verbs.split():
            if case.state in SIGNED_FOR:
                self.made(case, SIGNED_FOR[case.state])
            self.made(case, verb)

    def made(self, case: Kept, verb: str) -> None:
        """Make one move, with other cells where the first are refused."""
        able = next(one for one in self.able[verb] if may(one, verb, case))
        self.world.now += timedelta(minutes=1)
        assert any(self.world.act(self.filled(Deed(able, verb, case))) for _try in range(TRIES)), verb

    def right(self, case: Kept) -> Deed:
        """Something that is likely to be allowed; whether it is, the world foretells."""
        undo = case.undo
        if undo and undo.user and self.draw.random() < 0.06:
            mine = [one for one in self.actors if one.user_id == undo.user]
            return Deed(self.draw.choice(mine), TAKE_BACK, case)
        if case.codes and case.state in ("to_rate", "closed") and self.draw.random() < 0.3:
            return self.by_code(case, case.codes[-1][0])
        today = clock.local(self.world.now).date()
        verbs = [one for one in AT[case.state] if not why_not(case, one, today)]
        while verbs:
            verb = self.draw.choices(verbs, [self.habit.weights.get(one, OFTEN) for one in verbs])[0]
            able = [one for one in self.able[verb] if may(one, verb, case)]
            if able:
                return self.filled(Deed(self.draw.choice(able), verb, case))
            verbs.remove(verb)
        return self.by_anybody(case)

    def wrong(self, case: Kept) -> Deed:
        """Something that is likely to be refused."""
        return self.draw.choice((
            self.by_anybody, self.by_anybody, self.in_any_state, self.in_any_state, self.stale, self.incomplete,
            self.taken_back_by_anybody, self.with_old_code, self.without_button, self.once_more,
        ))(case)  # fmt: skip

    def by_anybody(self, case: Kept) -> Deed:
        """A move of this state by somebody or other: another role, another unit, another town."""
        verb = self.draw.choice(AT[case.state] or ("convert",))
        return self.filled(Deed(self.draw.choice(self.actors), verb, case))

    def in_any_state(self, case: Kept) -> Deed:
        """Any move, by somebody whose it would be."""
        return self.by_one_of(case, self.draw.choice(list(GRAPH)))

    def once_more(self, case: Kept) -> Deed:
        """What starts here and is somebody's to do, but is over, too early or too often."""
        today = clock.local(self.world.now).date()
        verbs = [one for one in AT[case.state] if why_not(case, one, today)]
        return self.by_one_of(case, self.draw.choice(verbs)) if verbs else self.by_anybody(case)

    def by_one_of(self, case: Kept, verb: str) -> Deed:
        """A move by somebody whose it would be, where there is such a one."""
        able = [one for one in self.able[verb] if may(one, verb, case)]
        return self.filled(Deed(self.draw.choice(able or self.actors), verb, case))

    def stale(self, case: Kept) -> Deed:
        """As somebody saw it before the last move."""
        deed = self.right(case)
        deed.is_fresh = deed.verb in (TAKE_BACK, BY_CODE)  # these show no version
        return deed

    def incomplete(self, case: Kept) -> Deed:
        """A required cell was left empty."""
        deed = self.right(case)
        columns = CASEWORK.by_verb[deed.verb].columns if deed.verb in GRAPH else RATE if deed.verb == BY_CODE else ()
        needed = [one.key for one in columns if one.required and one.key != "asker_name"]
        if needed and deed.verb != BY_CODE:
            deed.cells[self.draw.choice(needed)] = None
            deed.is_complete = False
        return deed

    def taken_back_by_anybody(self, case: Kept) -> Deed:
        """What others did, or too late, or when somebody went on."""
        return Deed(self.draw.choice(self.actors), TAKE_BACK, case)

    def with_old_code(self, case: Kept) -> Deed:
        """A code of an earlier round, a used one, or one of nobody's."""
        return self.by_code(case, self.draw.choice([one for one, _round, _day in case.codes] or ["no-such-code"]))

    def without_button(self, case: Kept) -> Deed:
        """A move that only an answer or the main case makes."""
        verb = self.draw.choice(list(NO_BUTTON))
        return self.filled(Deed(self.draw.choice(self.actors), verb, case))

    def by_code(self, case: Kept, code: str) -> Deed:
        """The asker answers with his code."""
        return Deed(self.actors[0], BY_CODE, case, self.filler.sheet(BY_CODE, case), code=code)

    def filled(self, deed: Deed) -> Deed:
        """The same with its sheet."""
        deed.cells = self.filler.sheet(deed.verb, deed.case)
        if deed.verb == "rate" and deed.actor.role == "member":
            deed.cells["way"] = "当面"
        empty = [one for one in CASEWORK.by_verb[deed.verb].columns if one.required and not deed.cells.get(one.key)]
        deed.is_complete = not [one for one in empty if one.source not in ("area", "village")]
        return deed


def worlds(actions: int, only: int | None, first: int, step: int) -> Iterator[tuple[int, int]]:
    """(number, deeds) of the worlds to walk through; only: of that one alone."""
    if only is not None:
        yield only, IN_ONE_WORLD
        return
    for number in range(first, -(-actions // IN_ONE_WORLD), step):
        yield number, min(IN_ONE_WORLD, actions - number * IN_ONE_WORLD)


def walk(
    cast: Cast, seed: int, actions: int, only: int | None = None, between: int = BETWEEN_DEAR_CHECKS,
    first: int = 0, step: int = 1,
) -> Iterator[Counter[Any]]:  # fmt: skip
    """So many deeds, in worlds of some hundred; gives after each world what was done and refused in it.

    A world is thrown away when it is over, so that the last is as quick as the first. It depends on its own number
    and the seed alone. only: the number of the one world to walk; between: deeds between two dear checks; first, step:
    of the worlds, where several processes share a walk or one goes on with it.
    """
    for number, size in worlds(actions, only, first, step):
        world = World(cast)
        with world.thrown_away():
            habit = HABITS[number % len(HABITS)]
            walk_one(world, Random(f"{seed} {number}"), habit, size, f"seed {seed}, world {number}", between)
        yield world.told


def walk_one(world: World, draw: Random, habit: Habit, actions: int, name: str, between: int) -> None:
    """One world's deeds. Raises Violation, with how to walk the same way again."""
    walker = Walker(world, draw, habit)
    for place in range(1, actions + 1):
        try:
            walker.step()
            if place % between == 0 or place == actions:
                invariants.check_everything(world)
        except Violation as error:
            raise Violation(f"{name}, deed {place}: {error}") from error
