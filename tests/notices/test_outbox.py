"""Letters: written with the deed, sent once to a real server, again after failures, at last given up."""

from __future__ import annotations

import socket
from datetime import date, datetime, timedelta
from datetime import time as day_time
from threading import Thread

import pytest
from sqlalchemy import select

from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.notices import actions, queries, rules
from liaison.notices.actions import sending
from liaison.notices.actions.carriers import Undelivered, post
from liaison.notices.actions.sending import PostOffice
from liaison.notices.models import MailChoice, Outgoing, Webhook
from liaison.notices.rules import MailServer, Robots
from tests.notices.receivers import Mailbox, Robot, serving

MONDAY = date(2026, 11, 16)
AT_TEN = clock.at(MONDAY, day_time(10))
SITE = "https://haian.example.org"
TURN = ("turn", "诉求 2026-0386 轮到您办：待审批", "点开看。", "/cases/2026-0386")
TRIAL = Robots(is_trial=True)


@pytest.fixture
def mailbox():
    with serving(Mailbox()) as server:
        yield server


@pytest.fixture
def robot():
    with serving(Robot()) as server:
        yield server


@pytest.fixture
def office(mailbox):
    """Mail goes into the mailbox, and robots may be on this machine."""
    server = MailServer("127.0.0.1", mailbox.port, security="none", sender="no-reply@haian.gov.cn")
    return PostOffice(server, TRIAL, SITE)


@pytest.fixture
def reader(people, make):
    """The unit's leader, who wants mail at once."""
    leader = people.unit_leader
    make(MailChoice, user_id=leader.user.id, address="zhao@example.org", ways={}, digest_at=clock.now())
    return leader


@pytest.fixture
def group(people, make, robot):
    """The group of his unit."""
    unit = people.unit_leader.seat.organisation_id
    return make(Webhook, organisation_id=unit, robot="wecom", address=robot.address, made_at=clock.now())


def tell(person, moment: datetime = AT_TEN, said=TURN, **more) -> None:
    """Somebody does something that the person is told of; committed."""
    with clock.set_clock(moment), transaction():
        actions.tell([person.user.id], *said, person.actor, **more)


def send(office: PostOffice, moment: datetime = AT_TEN) -> str:
    """What the worker does each minute."""
    with clock.set_clock(moment):
        return actions.deliver(office)


def letters() -> list[Outgoing]:
    """The outbox as it stands."""
    database.session.rollback()
    return list(database.session.scalars(select(Outgoing).order_by(Outgoing.id)))


def only_letter() -> Outgoing:
    """The one letter."""
    (letter,) = letters()
    return letter


def test_a_letter_is_written_with_the_deed_and_not_without_it(db, reader):
    db.session.commit()
    with pytest.raises(ZeroDivisionError), transaction():
        actions.tell([reader.user.id], *TURN, reader.actor)
        raise ZeroDivisionError
    assert not letters()
    tell(reader)
    letter = only_letter()
    assert (letter.channel, letter.user_id, letter.subject) == ("mail", reader.user.id, TURN[1])
    assert letter.state == rules.WAITING
    assert "zhao" not in "".join(str(cell) for cell in vars(letter).values())


def test_nobody_gets_mail_who_did_not_ask_for_it(db, people, reader):
    tell(people.office)
    assert not letters()
    tell(reader, said=("plan", *TURN[1:]))
    assert not letters(), "a subject for the digest"


def test_a_mail_goes_out_once(office, mailbox, reader):
    tell(reader)
    assert send(office) == "发出 1 封"
    assert send(office) == "发出 0 封"
    (mail,) = mailbox.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == ("zhao@example.org", "no-reply@haian.gov.cn", TURN[1])
    assert f"{SITE}/cases/2026-0386" in mail.get_content()
    assert only_letter().state == rules.SENT


@pytest.mark.parametrize("answer", ["451 later", "554 no"])
def test_a_refused_mail_is_tried_again_after_a_while(office, mailbox, reader, answer):
    tell(reader)
    mailbox.answers = [answer]
    assert send(office) == "发出 0 封，1 封没有发成"
    letter = only_letter()
    assert (letter.state, letter.tries, answer[:3] in letter.error) == (rules.WAITING, 1, True)
    assert send(office, AT_TEN + timedelta(seconds=59)) == "发出 0 封"
    assert send(office, AT_TEN + timedelta(seconds=60)) == "发出 1 封"
    assert len(mailbox.mails) == 1


def test_one_who_is_refused_does_not_keep_back_the_others(office, mailbox, reader, people, make):
    make(MailChoice, user_id=people.handler.user.id, address="li@example.org", ways={}, digest_at=clock.now())
    mailbox.refused = {"zhao@example.org"}
    tell(reader)
    tell(people.handler)
    assert send(office) == "发出 1 封，1 封没有发成"
    assert [mail["To"] for mail in mailbox.mails] == ["li@example.org"]
    assert "zhao" not in letters()[0].error


def test_it_is_given_up_after_two_hours_more_and_can_be_sent_again(mailbox, office, reader, people):
    tell(reader)
    mailbox.answers = ["451 later"] * rules.TRIES
    tried_at = []
    for minute in (0, 0.9, 1, 5.9, 6, 35.9, 36, 155.9, 156, 157, 400):
        moment = AT_TEN + timedelta(minutes=minute)
        if send(office, moment) != "发出 0 封":
            tried_at.append(minute)
    assert tried_at == [0, 1, 6, 36, 156]
    letter = only_letter()
    assert (letter.state, letter.tries) == (rules.GIVEN_UP, rules.TRIES)
    with clock.set_clock(moment), transaction():
        actions.send_again(letter, people.admin.actor)
    assert send(office, moment) == "发出 1 封"
    with pytest.raises(Refused):
        actions.drop_letter(only_letter(), people.admin.actor)


def test_where_nobody_listens_the_rest_waits_untouched(reader, people, make):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    closed = PostOffice(MailServer("127.0.0.1", port, security="none", sender="a@example.org"), TRIAL)
    tell(reader)
    tell(reader)
    assert send(closed) == "发出 0 封，1 封没有发成"
    assert [letter.tries for letter in letters()] == [1, 0]
    assert letters()[0].error == "连不上邮件服务器（那边没有开）"


def test_without_a_server_no_mail_is_tried(reader):
    tell(reader)
    assert send(PostOffice()) == "发出 0 封"
    assert only_letter().state == rules.DROPPED


@pytest.mark.parametrize(
    "moment",
    [clock.at(MONDAY, day_time(7, 59)), clock.at(MONDAY, day_time(18)), clock.at(date(2026, 11, 15), day_time(10))],
)
def test_outside_working_hours_it_waits(office, mailbox, reader, moment):
    tell(reader, moment)
    assert send(office, moment) == sending.AFTER_HOURS
    assert not mailbox.mails and only_letter().tries == 0
    assert send(office, clock.at(MONDAY + timedelta(days=1), day_time(8))) == "发出 1 封"


def test_a_killed_worker_loses_nothing_and_another_sends_it_once(office, mailbox, reader):
    tell(reader)
    with clock.set_clock(AT_TEN):
        assert sending.claim(only_letter().id)  # and is killed
    assert send(office, AT_TEN + timedelta(minutes=4)) == "发出 0 封"
    assert send(office, AT_TEN + timedelta(minutes=6)) == "发出 1 封"
    assert send(office, AT_TEN + timedelta(minutes=20)) == "发出 0 封"
    assert len(mailbox.mails) == 1


def test_a_letter_that_kills_every_worker_is_given_up(office, reader):
    tell(reader)
    for number in range(rules.TRIES):
        with clock.set_clock(AT_TEN + number * timedelta(minutes=6)):
            assert sending.claim(only_letter().id)
    assert send(office, AT_TEN + timedelta(minutes=40)) == "发出 0 封"
    assert only_letter().state == rules.GIVEN_UP


def test_a_mail_bears_the_same_mark_each_time(office, mailbox, reader):
    tell(reader)
    with clock.set_clock(AT_TEN):
        letter = sending.claim(only_letter().id)
        assert sending.attempt(letter, office) is None  # and is killed before it notes that
    send(office, AT_TEN + timedelta(minutes=6))
    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_several_workers_send_each_letter_once(app, office, mailbox, reader):
    for _ in range(6):
        tell(reader)

    def work() -> None:
        with app.app_context():
            send(office)

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(mailbox.mails) == 6
    assert {letter.tries for letter in letters()} == {1}


def test_who_wants_it_no_more_gets_it_no_more(office, mailbox, reader):
    tell(reader)
    with transaction():
        reader.user.is_active = False
    send(office)
    assert not mailbox.mails and only_letter().state == rules.DROPPED


def test_what_was_read_or_done_by_night_is_not_mailed_in_the_morning(office, mailbox, reader):
    tell(reader, AT_TEN, key="k 1")
    tell(reader, AT_TEN, ("turn", "诉求 2026-0387 轮到您办：待审批", "", "/cases/2026-0387"), key="k 2")
    with transaction():
        assert actions.settle(("turn",), TURN[3]) == 1
    send(office)
    assert [mail["Subject"][:12] for mail in mailbox.mails] == ["诉求 2026-0387"]
    assert [letter.state for letter in letters()] == [rules.DROPPED, rules.SENT]


def test_a_group_is_told_once_in_the_form_of_its_robot(office, robot, group, people, make):
    both = [people.unit_leader.user.id, people.handler.user.id]
    with clock.set_clock(AT_TEN), transaction():
        actions.tell(both, *TURN, people.office.actor, key="k")
        make(MailChoice, user_id=people.office.user.id, address="", ways={}, digest_at=clock.now())
    assert send(office) == "发出 1 封"
    ((path, words),) = robot.posts
    assert path == "/cgi-bin/send?key=k"
    assert words["msgtype"] == "markdown"
    assert TURN[1] in words["markdown"]["content"] and f"({SITE}/cases/2026-0386)" in words["markdown"]["content"]
    assert "key=k" not in only_letter().subject + only_letter().link


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((500, b""), "500"), ((302, b""), "302"), ((200, b'{"errcode": 93000}'), "93000"), ((200, b"<html>"), "None"),
        ((200, b"[]"), "None"),
    ],
)  # fmt: skip
def test_a_robot_that_does_not_take_it_is_asked_again(office, robot, group, people, answer, said):
    tell(people.unit_leader)
    robot.answers = [answer]
    assert send(office) == "发出 0 封，1 封没有发成"
    assert said in only_letter().error and len(robot.posts) == 1, "no redirection is followed"
    assert send(office, AT_TEN + timedelta(minutes=1)) == "发出 1 封"


@pytest.mark.parametrize("moment", [AT_TEN, AT_TEN + timedelta(hours=12)])
def test_a_trial_goes_through_the_outbox_at_once_and_its_answer_is_told(office, robot, group, people, db, moment):
    with clock.set_clock(moment):
        job = actions.send_trial(group, people.office.actor)
        db.session.commit()
        letter_id = job.payload["letter_id"]
        assert only_letter().state == rules.WAITING
        actions.deliver_trial(letter_id, office)
    assert only_letter().state == rules.SENT
    ((_path, words),) = robot.posts
    assert "试发一条" in words["markdown"]["content"]
    (row,) = queries.webhooks()
    assert (row.state, row.error) == (rules.SENT, None)


def test_a_trial_that_fails_is_not_repeated_and_says_why(office, group, people, db):
    group.address = "http://127.0.0.1:9/"
    job = actions.send_trial(group, people.office.actor)
    db.session.commit()
    actions.deliver_trial(job.payload["letter_id"], office)
    assert only_letter().state == rules.DROPPED
    (row,) = queries.webhooks()
    assert "那边没有开" in row.error


@pytest.mark.parametrize("kind", list(rules.ROBOTS))
def test_each_maker_has_its_form(kind):
    words = rules.robot_words(kind, "标题", f"{SITE}/x")
    assert words["msgtype"] in words
    assert "标题" in str(words) and f"{SITE}/x" in str(words)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", None),
        ("http://qyapi.weixin.qq.com/x", "https://"), ("ftp://qyapi.weixin.qq.com/x", "完整地址"),
        ("https://10.0.0.8/x", "内网"), ("https://169.254.169.254/latest", "内网"), ("https://127.0.0.1/x", "内网"),
        ("https://a:b@qyapi.weixin.qq.com/x", "完整地址"), ("https://qyapi.weixin.qq.com/x y", "完整地址"),
        ("https://qyapi.weixin.qq.com\r\nHost: x/", "完整地址"), ("https:///x", "完整地址"), ("x", "完整地址"),
        ("https://[::1]/x", "完整地址"), ("http://127.0.0.1:9/x", "https://"),
    ],
)  # fmt: skip
def test_robots_have_addresses_outside(address, sentence):
    fault = rules.robot_fault(address, Robots())
    assert fault is None if sentence is None else sentence in fault


@pytest.mark.parametrize("host", ["localhost", "0177.0.0.1", "2130706433", "0x7f.1"])
def test_a_name_that_leads_inside_is_not_called(host):
    with pytest.raises(Undelivered, match="内网"):
        post("wecom", f"https://{host}:9/x", {}, Robots())


def test_inside_addresses():
    plain = ("10.1.2.3", "192.168.0.1", "100.64.0.1", "0.0.0.0")
    longer = ("::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0")
    assert not [one for one in (*plain, *longer) if rules.is_open_to_all(one)]
    assert rules.is_open_to_all("1.2.4.8") and rules.is_open_to_all("2400:3200::1")


def test_the_daily_mail_counts_and_names_what_is_not_read(office, mailbox, reader):
    early = clock.at(MONDAY, day_time(8, 30))
    with transaction():
        queries.mail_choice_of(reader.actor).ways = {"turn": "digest", "other": "digest", "urge": "at_once"}
        queries.mail_choice_of(reader.actor).digest_at = early - timedelta(days=3)
    for said in (TURN, TURN, ("blind_spots", "12 位代表满 90 天没有联系", "", "/x")):
        tell(reader, early - timedelta(hours=20), said)
    tell(reader, early - timedelta(days=4))
    with clock.set_clock(early):
        assert actions.write_digests() == "写了 1 封"
        assert actions.write_digests() == "写了 0 封"
    assert send(office, early) == "发出 1 封"
    (mail,) = mailbox.mails
    text = mail.get_content()
    assert mail["Subject"] == "3 条消息没看"
    assert "轮到我办的诉求：2 条" in text and "12 位代表满 90 天没有联系" in text and f"{SITE}/messages" in text


def test_what_was_read_is_in_no_digest(reader):
    with transaction():
        queries.mail_choice_of(reader.actor).ways = {"turn": "digest"}
        queries.mail_choice_of(reader.actor).digest_at = AT_TEN - timedelta(days=1)
    tell(reader)
    with transaction():
        actions.read_all(reader.actor)
    with clock.set_clock(AT_TEN + timedelta(days=1)):
        assert actions.write_digests() == "写了 0 封"


def test_words_cannot_add_headers(office, mailbox, reader):
    tell(reader, said=("turn", "甲\r\nBcc: evil@example.org", "", "/"))
    send(office)
    assert mailbox.mails[0]["Subject"] == "甲 Bcc: evil@example.org"
    assert mailbox.mails[0]["Bcc"] is None


WRONG = ("zhao", "a@b", "a b@example.org", "a@example.org\nx", "<a@example.org>", "a@-x.org")


@pytest.mark.parametrize("address", WRONG)
def test_mail_addresses_are_looked_at(people, address):
    with pytest.raises(Refused):
        actions.choose_mail(people.office.actor, address, {})


def test_old_letters_are_dropped_by_night(office, reader):
    tell(reader)
    send(office)
    with clock.set_clock(AT_TEN + timedelta(days=89)):
        assert actions.drop_old() == "清理 0 封"
    with clock.set_clock(AT_TEN + timedelta(days=91)):
        assert actions.drop_old() == "清理 1 封"
    assert not letters()
