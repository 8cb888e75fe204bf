"""Dashboards: shares, intervals, who sees which row, and how often the database is asked."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from liaison.access import SYSTEM, Role
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.orgs.models import Organisation, Station
from liaison.performance.queries.boards import TOTAL, lines_for, reading_for
from liaison.performance.rules import boards as rules
from liaison.roster.models import Membership, Representative
from tests.factories import first
from tests.performance.lives import Life, later
from tests.statements import statement_count

YEAR = 2026


def test_an_interval_says_how_sure_a_share_is():
    low, high = rules.interval(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert rules.interval(0, 0) is None
    assert rules.interval(10, 10)[1] == pytest.approx(1) and rules.interval(0, 10)[0] == 0.0
    wide, narrow = rules.interval(9, 10), rules.interval(900, 1000)
    assert wide[1] - wide[0] > 5 * (narrow[1] - narrow[0])


def test_cells_in_words():
    tally = {"requests": 1194, "content": 8, "rated": 10}
    words = [rules.cell_words(tally, one) for one in (rules.REQUESTS, rules.CONTENT, rules.INTERVAL, rules.ON_TIME)]
    assert words == ["1,194", "80.0%", "49.0%–94.3%", "—"]


def test_the_same_day_of_the_year_before():
    assert rules.same_day_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert rules.same_day_before(date(2026, 11, 20)) == date(2025, 11, 20)


def test_every_column_counts_something_that_is_counted():
    for board in rules.BOARDS.values():
        for column in (*board.columns, board.lead):
            assert column.part in rules.FIGURES and (not column.whole or column.whole in rules.FIGURES)
        shown = {column.part for column in board.columns}
        assert {"closed", "content"} <= shown, "closure and satisfaction stand beside every number"


@pytest.fixture
def world(people, make):
    """A request with each of two units; one contact at a station, with somebody of a library."""
    life = Life(people).hand_over(later(1))
    person = make(Representative)
    make(Membership, representative_id=person.id)
    station = first(Station)
    contact = make(Contact, member_id=people.other_member.member.id, representative_id=person.id, station_id=station.id,
                   contacted_on=later(3))  # fmt: skip
    make(Case, contact_id=contact.id, state="handling", raised_on=later(3),
         unit_id=first(Organisation, name="市交通运输局").id)  # fmt: skip
    return life, station


def test_rows_by_each_thing(people, world):
    _life, station = world
    reading = reading_for(SYSTEM, YEAR, later(30))
    at = {line.name: line.tally for line in reading.lines("stations")}
    assert at[station.name]["contacts"] == at["合计"]["contacts"] == 1
    libraries = {line.name: line.tally for line in reading.lines("libraries") if line.tally.get("people_met")}
    assert [tally["people_met"] for tally in libraries.values()] == [1, 1]
    units = {line.name: line.tally["requests"] for line in reading.lines("units")}
    assert units["市住房和城乡建设局"] == units["市交通运输局"] == 1 and units["合计"] == 2


def test_nobody_is_ranked_by_a_handful(people, make, world):
    unit = first(Organisation, name="市民政局")
    for number in range(5):
        done = {"handled_on": later(5), "first_due_on": later(9 if number else 3)}
        make(Case, unit_id=unit.id, contact_id=make(Contact, contacted_on=later(2)).id, state="closed", **done)
    lines = reading_for(SYSTEM, YEAR, later(30)).lines("units")
    assert [(line.name, line.is_ranked) for line in lines][:2] == [("市民政局", True), (lines[1].name, False)]
    assert lines[0].bar == ("市民政局", 0.8) and lines[-1].key == TOTAL


def test_each_sees_his_own(people, world):
    clerk = people.clerk.actor
    own = {line.name for line in lines_for(clerk, reading_for(clerk, YEAR, later(30)), "committees")}
    assert own == {"曲塘镇政协工委", "合计"}
    leader = people.unit_leader.actor
    lines = lines_for(leader, reading_for(leader, YEAR, later(30)), "units")
    assert [line.name for line in lines] == ["市住房和城乡建设局"]
    assert rules.boards_for(Role.UNIT_LEADER) == ("units",) and rules.boards_for(Role.OFFICE) == tuple(rules.BOARDS)


def test_a_declined_request_counts_for_whoever_declined_it(people):
    life = Life(people).hand_over(later(1)).decline(later(2))
    life.case.unit_id = first(Organisation, name="市民政局").id
    lines = {line.name: line.tally for line in reading_for(SYSTEM, YEAR, later(30)).lines("units")}
    assert (lines["市住房和城乡建设局"]["returned"], lines["市住房和城乡建设局"]["upheld"]) == (1, 1)
    assert not lines["市民政局"].get("returned") and lines["市民政局"]["requests"] == 1


def test_as_many_statements_for_a_hundred_rows_as_for_ten(people, make):
    def fill(number):
        for _ in range(number):
            contact = make(Contact, member_id=people.member.member.id, contacted_on=later(1))
            make(Case, contact_id=contact.id, unit_id=first(Organisation, name="市民政局").id)

    def ask():
        reading = reading_for(SYSTEM, YEAR, later(30))
        for board in rules.BOARDS:
            reading.lines(board)

    fill(10)
    few = statement_count(ask)
    fill(90)
    assert statement_count(ask) == few <= 25


PLAIN = """
    SELECT COUNT(*) FROM "case" JOIN contact ON contact.id = "case".contact_id
    WHERE contact.contacted_on BETWEEN '2026-01-01' AND :until AND "case".state = :state
      AND (SELECT verb FROM step_record WHERE case_id = "case".id ORDER BY seq DESC LIMIT 1) = :verb
"""


def test_what_ends_without_a_rating_is_counted_by_itself(db, people):
    def counted(day):
        tally = reading_for(SYSTEM, YEAR, day).total()
        return [tally.get(one, 0) for one in ("requests", "closed", "settled", "unrated", "open")]

    told = [Life(people).hand_over(later(1)).approve(later(2)).handle(later(3)).tell(later(4)) for _ in range(3)]
    rated, silent, late = told
    rated.rate(later(5))
    for life in (silent, late):
        life.move("close_unrated", "office", later(20), opinion="过了期限没有回音")
    answer = {"reply_text": "当面说清楚了。", "asker_name": "刘桂兰"}
    settled, returned = (Life(people).move("settle", "clerk", later(2), **answer) for _ in range(2))
    Life(people).move("settle", "clerk", later(2), **answer).take_back(later(2), "clerk")
    assert counted(later(20)) == [6, 1, 2, 2, 5] and counted(later(19)) == [6, 1, 2, 0, 5]
    late.rate(later(22))
    returned.move("reopen_to_desk", "office", later(23), reason="又有新情况")
    assert counted(later(30)) == [6, 2, 1, 1, 4]
    plain = [
        db.session.scalar(text(PLAIN), {"until": str(later(30)), "state": state, "verb": verb})
        for state, verb in (("settled", "settle"), ("closed", "close_unrated"))
    ]
    assert plain == [1, 1]
    reading = reading_for(SYSTEM, YEAR, later(30))
    assert [one.id for one in reading.behind("units", TOTAL, "unrated")] == [silent.case.id]
    assert [one.id for one in reading.behind("all", TOTAL, "settled")] == [settled.case.id]
