"""A demo cut short leaves nothing behind, and its tables name only what there is."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.core.errors import Refused
from liaison.demo import acts, sheets, weeks
from liaison.demo.making import make_demo
from liaison.orgs.models import Category, Channel, Organisation
from liaison.roster.models import Member, Representative

THIRD_BOOK = "M03_工会界主信息库"


class PowerFailureError(Exception):
    """The power fails."""


def power_fails(stage):
    """Raise while the third book is on its way."""
    if stage.title == THIRD_BOOK:
        raise PowerFailureError


def count(db, model):
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_demo_cut_short_leaves_nothing(app, db):
    with pytest.raises(PowerFailureError):
        make_demo(power_fails)
    assert (count(db, Member), count(db, Representative)) == (0, 0)
    assert not (app.config["INSTANCE"] / "demo").exists()


def test_a_database_in_use_is_left_alone(app, db, people):
    assert people.office.user.id
    db.session.commit()
    with pytest.raises(Refused, match="新的数据库"):
        make_demo(power_fails)
    assert not (app.config["INSTANCE"] / "demo").exists()


@pytest.fixture(scope="module")
def cases():
    """The rows of the table of cases."""
    return weeks.rows_of(sheets.CASES)


def test_every_word_of_a_way_is_an_act(cases):
    words = {weeks.spelled(word)[0] for row in cases for word in (row["way"] or "").split()}
    unknown = words - set(acts.VERBS) - set(acts.OTHERS)
    assert not unknown, f"write 经过 in the words of casework.workflow or demo.acts: {unknown}"


def test_lists_know_what_the_cases_name(db, cases):
    def names(column):
        return list(db.session.scalars(select(column)))

    fields = names(Category.name)
    assert {row["category"] for row in cases} <= {name for name in fields if fields.count(name) == 1}
    rows = [*cases, *weeks.rows_of(sheets.CONTACTS)]
    assert {row["channel"] for row in rows} <= set(names(Channel.short))
    units = [row["co_units"] or "" for row in cases] + [row["proposed"] or "" for row in cases]
    units = {name for cell in units for name in cell.replace("；", "、").split("、") if name}
    assert units <= set(names(Organisation.name))


@pytest.mark.parametrize(
    ("word", "title", "gap"), [("转办", "转办", 1), ("催办6", "催办", 6), ("签批", "签批", 0), ("签批2", "签批", 2)]
)
def test_words_carry_their_gap(word, title, gap):
    assert weeks.spelled(word) == (title, gap)
