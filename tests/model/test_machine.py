"""The same model driven by hypothesis: it chooses who does what, and shrinks a failure to the few deeds it needs."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.model import invariants
from tests.model.cast import make_cast
from tests.model.walker import Walker
from tests.model.world import BY_CODE, TAKE_BACK, Deed, World

pytestmark = pytest.mark.sqlite  # the walk itself goes over both databases
NUMBERS = st.integers(0, 10**6)
EXAMPLES, STEPS = 4, 20


def machine_on(cast):
    """The machine on a database with these people in it."""

    class EightSteps(RuleBasedStateMachine):
        """Cases on their way, and everybody who might touch them."""

        def __init__(self):
            super().__init__()
            self.world = World(cast)
            self.undone = self.world.thrown_away()
            self.undone.__enter__()

        def teardown(self):
            """Leave nothing behind."""
            self.undone.__exit__(None, None, None)

        def walker(self, number):
            """Choices that depend on one number, so that hypothesis can shrink them."""
            return Walker(self.world, Random(number))

        def case(self, number):
            """One of the cases."""
            return list(self.world.cases.values())[number % len(self.world.cases)]

        @initialize(place=st.integers(0, 1))
        def begin(self, place):
            """There is always a case."""
            self.open(place)

        @rule(place=st.integers(0, 2))
        def open(self, place):
            """A member brings a request home."""
            self.world.open_case(place, cast.committees[place % 2])

        @rule(which=NUMBERS, how=NUMBERS)
        def do_what_is_next(self, which, how):
            """Whose turn it is, moves it on."""
            self.world.act(self.walker(how).right(self.case(which)))

        @rule(which=NUMBERS, how=NUMBERS)
        def do_what_is_wrong(self, which, how):
            """A wrong role, state, version, sheet, code."""
            self.world.act(self.walker(how).wrong(self.case(which)))

        @rule(which=NUMBERS, who=NUMBERS)
        def take_back(self, which, who):
            """Anybody tries to undo what was done last."""
            self.world.act(Deed(cast.actors[who % len(cast.actors)], TAKE_BACK, self.case(which)))

        @precondition(lambda self: any(one.codes for one in self.world.cases.values()))
        @rule(which=NUMBERS, how=NUMBERS)
        def rate(self, which, how):
            """An asker answers with one of his codes."""
            told = [one for one in self.world.cases.values() if one.codes]
            case = told[which % len(told)]
            deed = self.walker(how).by_code(case, case.codes[how % len(case.codes)][0])
            assert deed.verb == BY_CODE
            self.world.act(deed)

        @rule(days=st.integers(0, 12))
        def wait(self, days):
            """Time goes on."""
            self.world.now += invariants.DAY * days

        @invariant()
        def everything_holds(self):
            """Now and then everything is looked over."""
            if self.world.told.total() % 15 == 14:
                invariants.check_everything(self.world)

    return EightSteps


def test_hypothesis_finds_no_way_round_the_rules(db):
    chosen = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine_on(make_cast()), settings=chosen)
