"""The commands of the log, and what the night does with it: verify, sign, tell whom it concerns."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from liaison.audit import heads
from liaison.audit.models import DayHead, Event, EventHead, EventSeal
from liaison.audit.redacting import redact
from liaison.audit.verifying import verify
from liaison.checks import faults
from liaison.core import clock
from liaison.notices.models import Message
from liaison.notices.views import watch
from tests.audit.tampering import fill, last_number, note, tampering

EVENT, SEAL, HEAD = Event.__table__, EventSeal.__table__, EventHead.__table__


@pytest.fixture
def run(app, db):
    """run(*words): (exit status, lines) of `flask audit`."""
    fill(6)

    def command(*words):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["audit", *map(str, words)])
        db.session.rollback()
        return result.exit_code, result.output.splitlines()

    yield command
    watch.kept_heads().unlink(missing_ok=True)


def change_label(number: int) -> None:
    with tampering() as connection:
        event_id = connection.scalar(select(SEAL.c.event_id).where(SEAL.c.id == number))
        connection.execute(EVENT.update().where(EVENT.c.id == event_id).values(label="改过"))


def test_verify_says_how_many_are_right_and_which_is_bad(run, db):
    status, (line,) = run("verify")
    assert (status, line[:3]) == (0, "核对了")
    assert "日志校验码" in line
    number = last_number() - 2
    change_label(number)
    status, lines = run("verify", "--json")
    assert status == 1
    assert lines[0].startswith(f"第 {number:,} 条")
    found = json.loads(lines[-1])
    assert (found["outcome"], found["fault"]["number"], found["fault"]["kind"]) == ("fault", number, "changed")


def test_verify_says_how_many_were_redacted(run, db):
    assert "抹去" not in run("verify")[1][0]
    first, second = db.session.scalars(select(Event.id).order_by(Event.id).limit(2))
    for label in ("代表甲", "代表乙"):
        redact({first: {"label": label}, second: {"label": label}})
    assert "其中 2 条按个人信息的删除请求抹去了姓名" in run("verify")[1][0]
    assert json.loads(run("verify", "--json")[1][-1])["redacted"] == 2


def test_check_names_the_first_bad_row(run, db):
    assert not [one for one in faults() if one.check == "操作日志"]
    change_label(last_number())
    (fault,) = (one for one in faults() if one.check == "操作日志")
    assert fault.sentence.startswith(f"第 {last_number():,} 条")


def test_a_day_is_signed_once_and_kept_elsewhere(run, db):
    assert run("sign")[1][0].startswith("已签")
    assert run("sign")[1][0] == "今天已经签过。"
    (line,) = watch.lines_of(watch.kept_heads())
    assert line["day"] == clock.today().isoformat()
    assert line["seal"] == db.session.scalar(select(SEAL.c.seal).where(SEAL.c.id == line["number"]))
    note(7)
    assert verify().fault is None


def test_an_old_copy_of_the_log_gives_itself_away_by_the_day(run, db):
    """He keeps the head of a moment, signed by us, and cuts the log back to it."""
    last = last_number()
    old = dict(db.session.execute(select(HEAD)).mappings().one())
    note(8)
    run("sign")
    with tampering() as connection:
        gone = connection.scalars(select(SEAL.c.event_id).where(SEAL.c.id > last)).all()
        connection.execute(EVENT.delete().where(EVENT.c.id.in_(gone)))
        connection.execute(SEAL.delete().where(SEAL.c.id > last))
        connection.execute(HEAD.update().values(old))
    assert (verify().fault.kind, verify().fault.number) == ("cut", last + 1)
    with tampering() as connection:
        connection.execute(DayHead.__table__.delete())
    assert verify().fault is None, "the database alone cannot know"
    assert watch.faults() == [watch.UNLIKE.format(clock.today())]


def test_a_changed_head_of_a_day_is_told_of(run, db):
    run("sign")
    with tampering() as connection:
        connection.execute(DayHead.__table__.update().values(number=DayHead.number - 1))
    assert verify().fault.kind == "day"


def test_the_night_tells_auditor_and_office_of_a_broken_chain_once_a_day(run, db, people):
    told = (people.auditor, people.security, people.office)
    db.session.commit()
    assert watch.watch() == "没有改动过"
    change_label(last_number() - 1)
    assert watch.watch().startswith("发了")
    watch.watch()
    messages = db.session.execute(select(Message.user_id, Message.body).where(Message.kind == watch.KIND)).all()
    assert {user for user, _body in messages} >= {one.user.id for one in told}
    assert len(messages) == len({user for user, _body in messages})
    assert "被改过" in messages[0].body


def test_the_code_of_a_paper_is_looked_up(run, db):
    words = heads.head_words()
    assert words.endswith("条）")
    number, code = last_number(), words.split("（")[0]
    note(9)
    assert run("paper", number, *code.split())[0] == 0
    assert "对不上" in run("paper", number - 1, *code.split())[1][0]
    assert "没有这一条" in run("paper", number + 100, code)[1][0]
    assert run("paper", number, code[:4])[0] == 1
