"""The limiter: exactly so many pass, from however many processes, and they come back evenly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from liaison import create_app
from liaison.core import clock
from liaison.core.ceilings import LIMITS, Ceiling, ceilings_in, use
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import TooOften
from liaison.core.limits import allow, allow_aside, give_back, use_one

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def passes(seconds=0, whom=7, most=5):
    """Whether one more passes so many seconds after noon."""
    with clock.set_clock(NOON + timedelta(seconds=seconds)):
        try:
            use_one(database.session, f"test {whom}", Ceiling(most, MINUTE), "太多了")
        except TooOften:
            return False
        return True


def test_so_many_pass_and_no_more(db):
    assert [passes() for _ in range(7)] == [True] * 5 + [False] * 2
    assert passes(whom=8), "everybody has his own"


def test_they_come_back_one_by_one(db):
    for _ in range(5):
        passes()
    assert [passes(11), passes(13), passes(14)] == [False, True, False]
    assert [passes(200) for _ in range(6)] == [True] * 5 + [False]


def test_the_refusal_says_when_to_come_back(db):
    for _ in range(5):
        passes()
    with clock.set_clock(NOON + timedelta(seconds=2)), pytest.raises(TooOften) as refusal:
        use_one(database.session, "test 7", Ceiling(5, MINUTE), "太多了")
    assert refusal.value.wait == 10
    assert not passes(11) and passes(12)


def test_what_is_rolled_back_is_not_used(db):
    db.session.commit()
    for _ in range(9):
        with pytest.raises(ZeroDivisionError), transaction():
            assert passes()
            raise ZeroDivisionError
    assert passes()


def test_of_many_at_once_exactly_the_limit_pass(app, db):
    db.session.commit()
    db.session.remove()

    def attempt(_number):
        with app.app_context(), transaction():
            return passes(most=7)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(20))) == 7


@pytest.fixture(autouse=True)
def shipped():
    """The table as it is shipped, whatever program ran in this process before."""
    use({})


def uses(what, count, whom="x"):
    """How many of so many at once the table lets pass."""
    passed = 0
    for _ in range(count):
        try:
            allow(what, whom)
        except TooOften as refusal:
            assert refusal.wait >= 1 and refusal.sentence.endswith("。")
        else:
            passed += 1
    return passed


@pytest.mark.parametrize("what", [what for what in LIMITS if not what.startswith("public.")])
def test_the_table_says_how_many(db, what):
    most = LIMITS[what].most
    with clock.set_clock(NOON):
        assert uses(what, most + 2) == most
    with clock.set_clock(NOON + LIMITS[what].span):
        assert uses(what, most + 2) == most


@pytest.mark.parametrize(("what", "most", "span"), [
    ("sign_in", 10, 300), ("search", 60, 60), ("phone.show", 30, 3600), ("export", 3, 86400), ("upload", 20, 3600),
    ("public.ask.device", 5, 3600), ("public.ask.code", 100, 3600),
])  # fmt: skip
def test_the_table_is_that_of_the_requirements(what, most, span):
    """RL-02; of an address that many share 60 forms are taken, which DECISIONS leaves to a setting."""
    assert LIMITS[what] == Ceiling(most, timedelta(seconds=span))


def test_an_office_changes_single_rows(db):
    use(ceilings_in("search=2/60 upload=1/3600"))
    try:
        assert (uses("search", 5), uses("upload", 5), uses("export", 5)) == (2, 1, 3)
    finally:
        use({})
    assert uses("phone.show", 40) == 30


@pytest.mark.parametrize("words", ["search", "search=0/60", "search=60", "seek=1/1", "search=-1/60", "search=1/60,x"])
def test_a_row_that_cannot_be_read_stops_the_start(tmp_path, words):
    with pytest.raises(SystemExit, match="LIMITS"):
        create_app({"TESTING": True, "INSTANCE": tmp_path, "SECRET_KEY": "k" * 48, "LIMITS": words})


def test_what_is_given_back_is_there_again(db):
    with clock.set_clock(NOON):
        assert uses("sign_in", 12) == 10
        give_back("sign_in", "x")
        assert uses("sign_in", 12) == 10


def test_what_counts_aside_stays_whatever_becomes_of_the_rest(db):
    db.session.commit()
    with clock.set_clock(NOON):
        for _ in range(10):
            with pytest.raises(ZeroDivisionError), transaction():
                allow_aside("sign_in", "x")
                raise ZeroDivisionError
        with pytest.raises(TooOften):
            allow_aside("sign_in", "x")
