"""Records that look like padding: what is listed, what is not, what the office makes of it; no point hangs on it."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.notices.models import Message
from liaison.performance import actions, queries
from liaison.performance.models import ScoreEntry
from liaison.performance.queries.flags import hands_in
from liaison.performance.rules import flags as rules
from liaison.performance.rules.flags import Flag, Hands, Thresholds, Written
from tests.performance.lives import Life, later
from tests.statements import statement_count

pytestmark = pytest.mark.sqlite

YEAR = 2026
DAY = date(2026, 9, 1)
USUAL = Thresholds()
TALK = "路灯坏了两个月，晚上走路看不清，请村里早点修好。"


def kinds(contacts, hands=(), at=USUAL):
    """Kinds and ids of what is listed."""
    return [(flag.kind, flag.ids) for flag in rules.flags_of(contacts, hands, at)]


def on_one_day(number, **cells):
    """So many contacts of one member on one day."""
    return [Written(id=one, member_id=7, day=DAY, **cells) for one in range(1, number + 1)]


def test_many_on_one_day_and_an_activity_counts_once():
    assert kinds(on_one_day(7)) == []
    assert kinds(on_one_day(8)) == [("many", tuple(range(1, 9)))]
    assert kinds(on_one_day(20, activity_id=3)) == []
    assert kinds(on_one_day(3), at=Thresholds(many=3)) == [("many", (1, 2, 3))]
    assert kinds([*on_one_day(4), *(Written(one, 8, DAY) for one in range(5, 9))]) == []


def test_the_same_words_whoever_wrote_them():
    same = TALK.replace("，", " ,")
    other = Written(4, 9, DAY, "别的事情也要说一说清楚")
    contacts = [Written(1, 7, DAY, TALK), Written(2, 8, DAY, same), other]
    assert kinds(contacts) == [], "two members once"
    assert kinds([*contacts, Written(3, 9, DAY, TALK)]) == [("copied", (1, 2, 3))]
    assert kinds([*contacts, Written(3, 8, DAY, TALK, activity_id=5)]) == [("copied", (1, 2, 3))]
    assert kinds([Written(1, 7, DAY, TALK), Written(2, 7, DAY, same), other]) == [("copied", (1, 2))], "one's own"
    alone = [Written(1, 7, DAY, TALK, 5), Written(2, 8, DAY, same, 5), Written(3, 7, DAY, TALK, 5)]
    assert kinds(alone) == [], "one activity is one time"
    assert kinds([Written(one, 7, DAY, "一切都好") for one in range(3)]) == []
    assert kinds([Written(one, 7, DAY, TALK, activity_id=5) for one in range(3)]) == []


def test_a_long_talk_is_cut_with_a_mark_and_kinds_are_counted():
    long = "介绍有事好商量协商议事成果，群众代表表示拥护支持，愿意带头"
    found = rules.flags_of([Written(one, one, DAY, long) for one in (1, 2, 3)], [], USUAL)
    assert found[0].words.endswith("…") and rules.kinds_in(found) == [("copied", "要点写得一样", 1)]
    assert rules.of_kind(found, "many") == [] and rules.of_kind(found, "") == rules.of_kind(found, "copied") == found


def test_nearly_the_same_words_of_one_member():
    near = TALK.replace("两个月", "三个月")
    own, other = ([Written(1, 7, DAY, TALK), Written(2, whose, DAY, near)] for whose in (7, 8))
    low = Thresholds(likeness=60)
    assert (kinds(own), kinds(own, at=low), kinds(other, at=low)) == ([], [("copied", (1, 2))], [])


def test_long_words_with_a_few_letters_changed_are_listed():
    long = TALK * 4
    assert kinds([Written(1, 7, DAY, long), Written(2, 7, DAY, f"{long}谢谢")]) == [("copied", (1, 2))]


def test_written_down_long_after_in_bulk():
    recorded = DAY + timedelta(days=40)
    late = [Written(one, 7, DAY - timedelta(days=one), recorded_on=recorded) for one in range(1, 6)]
    assert kinds(late) == [("late", (1, 2, 3, 4, 5))]
    assert kinds(late[:4]) == []
    assert kinds([Written(one.id, 7, one.day) for one in late]) == [], "a ledger says nothing of when it was written"


def test_one_hand_on_two_sides():
    a, b, c = frozenset({1}), frozenset({2}), frozenset({3})
    assert kinds([], [Hands(5, 7, a, b, c)]) == []
    assert kinds([], [Hands(5, 7, a, a, c)]) == [("one_hand", (5,))]
    assert kinds([], [Hands(5, 7, a, b, a)]) == [("self_rated", (5,))]
    assert kinds([], [Hands(5, 7, a, b, b)]) == [("self_rated", (5,))]


@pytest.fixture
def nine(people, make):
    """Nine contacts of 陈立平 on one day."""
    return [make(Contact, **of_that_day(people)) for _ in range(9)]


def of_that_day(people):
    """A contact of 陈立平, written down on the day."""
    return {"member_id": people.member.member.id, "contacted_on": DAY, "recorded_at": clock.at(DAY)}


def test_a_year_is_read_within_few_statements(people, make, nine):
    def read():
        return queries.flags_shown(queries.flags_in(YEAR, office), YEAR)

    Life(people)
    office = people.office.actor
    few = statement_count(read)
    for _ in range(20):
        make(Contact, **of_that_day(people))
    assert statement_count(read) == few <= 6


def test_hands_are_those_of_the_records(people):
    life = Life(people).hand_over(later(1)).approve(later(2)).handle(later(3)).tell(later(4))
    (hands,) = hands_in(YEAR, people.office.actor)
    assert hands.case_id == life.case.id and people.member.user.id in hands.raised
    assert people.handler.user.id in hands.handled and not hands.handled & hands.raised
    life.move("rate", "member", later(5), way="当面", rated_on=later(5), asked="诉求人", work="满意", outcome="满意",
              solved="是")  # fmt: skip
    assert [flag.kind for flag in queries.flags_in(YEAR, people.office.actor)] == ["self_rated"]


def test_a_look_is_kept_and_a_new_row_asks_for_another(people, make, nine):
    office = people.office.actor
    (flag,) = queries.flags_in(YEAR, office)
    actions.look_into(flag, YEAR, office, verdict="看过，没有问题", note="那天是接待日")
    (shown,) = queries.flags_shown(queries.flags_in(YEAR, office), YEAR)
    assert shown.look.note == "那天是接待日" and shown.members == "陈立平"
    make(Contact, **of_that_day(people))
    (shown,) = queries.flags_shown(queries.flags_in(YEAR, office), YEAR)
    assert shown.look is None and len(shown.flag.ids) == 10


def test_the_member_is_asked_without_a_word_of_anybody(db, people, nine):
    office = people.office.actor
    (flag,) = queries.flags_in(YEAR, office)
    actions.look_into(flag, YEAR, office, verdict="请委员说明", note="陈立平那天有会")
    (message,) = db.session.scalars(select(Message).where(Message.user_id == people.member.user.id))
    assert "9月1日" in message.body and "这不影响得分" in message.body
    assert "陈立平" not in message.title + message.body and message.link.startswith("/contacts?since=2026-09-01")
    nobody = Flag(flag.kind, flag.key, (), flag.ids, flag.words)
    with pytest.raises(Refused, match="还没有账号"):
        actions.look_into(nobody, YEAR, office, verdict="请委员说明", note=None)


def test_no_point_changes_by_a_flag_or_a_look(db, people, nine):
    def points():
        return db.session.execute(select(ScoreEntry.member_id, ScoreEntry.item, ScoreEntry.points)).all()

    actions.publish_scheme(actions.draw_up(YEAR, SYSTEM, shipped="default"), SYSTEM)
    actions.compute_year(YEAR, SYSTEM)
    before = points()
    (flag,) = queries.flags_in(YEAR, people.office.actor)
    actions.look_into(flag, YEAR, people.office.actor, verdict="请委员说明", note=None)
    actions.compute_year(YEAR, SYSTEM)
    assert points() == before and before


def test_what_gives_points_does_not_know_of_flags():
    folder = Path(actions.__file__).parents[1]
    told = ("actions/ledger.py", "queries/acts.py", "queries/facts.py", "rules/scoring.py", "rules/figures.py")
    for name in told:
        nodes = ast.walk(ast.parse((folder / name).read_text(encoding="utf-8")))
        assert not any("flags" in (node.module or "") for node in nodes if isinstance(node, ast.ImportFrom)), name


def test_the_office_works_through_the_list(browser, people, nine):
    client = browser(people.office)
    client.get(f"/performance/{YEAR}/flags")
    assert "一天里记了很多次" in client.page.words and "还有 1 条没看" in client.page.words
    (flag,) = queries.flags_in(YEAR, people.office.actor)
    for kind, there in (("copied", False), ("many", True), ("nothing", True)):
        client.get(f"/performance/{YEAR}/flags?kind={kind}")
        assert ("一天记了" in client.page.words) is there
    client.get(f"/performance/{YEAR}/flags/look?key={flag.key}")
    assert nine[0].number in client.page.words and "得分不变" in client.page.words
    answer = client.post(f"/performance/{YEAR}/flags/look?key={flag.key}", data={"verdict": "看过，没有问题"})
    assert answer.status_code == 302
    client.get(f"/performance/{YEAR}/flags")
    assert "都看过了" in client.page.words and "看过，没有问题" in client.page.words
    assert client.get(f"/performance/{YEAR}/flags/look?key=nothing").status_code == 404
    for other in (people.leader, people.clerk, people.member):
        assert browser(other).get(f"/performance/{YEAR}/flags").status_code == 404


def test_the_office_says_from_how_many_on(browser, people, nine):
    client = browser(people.office)
    cells = {"many": "12", "likeness": "85", "late_days": "30", "late_count": "5"}
    assert client.post("/performance/flags/thresholds", data=cells).status_code == 302
    assert queries.thresholds() == Thresholds(many=12) and not queries.flags_in(YEAR, people.office.actor)
    assert client.post("/performance/flags/thresholds", data={**cells, "likeness": "10"}).status_code == 409


def test_looks_cannot_be_rewritten(db, people, nine):
    (flag,) = queries.flags_in(YEAR, people.office.actor)
    look = actions.look_into(flag, YEAR, people.office.actor, verdict="看过，没有问题", note=None)
    look.note = "改了"
    with pytest.raises(Exception, match="flag_look"):
        db.session.flush()
