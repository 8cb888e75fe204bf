"""`start` on an empty instance: a Hai'an year, cases at each step today, and pages for everybody who signs in."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from sqlalchemy import func, select

from liaison import Liaison, create_app
from liaison.assignment.models import Pairing, Plan
from liaison.casework import rules
from liaison.casework.models import Case, StepRecord, UrgingNotice
from liaison.casework.queries.conservation import faults
from liaison.casework.workflow import CASEWORK
from liaison.config import ROOT
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.demo import making, weeks, year
from liaison.demo.cast import PASSWORD, SIGN_INS
from liaison.performance.models import Scheme
from liaison.roster.models import Member, Membership, Representative, SuspectPair
from tests.conftest import own_database

pytestmark = pytest.mark.journey
PATIENCE = 300  # seconds, on a busy machine
LEDGER_CASES, LEDGER_CONTACTS = 700, 1210


@dataclass
class Site:
    """A demo that was made by `start`. said: what the command printed; seconds: until the first page."""

    environment: dict[str, str]
    folder: Path
    url: str
    said: str = ""
    seconds: float = 0.0


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return trial.getsockname()[1]


def started(site: Site, port: int, *words: str, answer: int = 200) -> subprocess.Popen[str]:
    """The start command, until its sign-in page answers with this status."""
    log = (site.folder / f"start-{port}.log").open("w+")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "start", "--port", str(port), *words]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=log, stderr=log, text=True)
    try:
        assert fetched(process, f"http://127.0.0.1:{port}/sign-in") == answer
    except BaseException:
        stopped(process)
        raise
    finally:
        log.seek(0)
        site.said, site.seconds = log.read(), time.monotonic() - began
    return process


def fetched(process: subprocess.Popen[str], address: str) -> int:
    """The status with which the page answers, as soon as it does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            return urlopen(address, timeout=PATIENCE).status
        except HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address}: the command left with {process.poll()}")


def stopped(process: subprocess.Popen[str]) -> int:
    """Ctrl-C; gives the exit status."""
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=60)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A first start on an empty instance, stopped again when its sign-in page has answered."""
    folder = tmp_path_factory.mktemp("demo")
    url, drop = own_database(folder)
    environment = {**os.environ, "LIAISON_INSTANCE": str(folder), "DATABASE_URL": url}
    made = Site(environment, folder, url)
    assert stopped(started(made, free_port())) == 0
    yield made
    drop()


@pytest.fixture
def program(site: Site) -> Iterator[Liaison]:
    """The program on the demo's database."""
    program = create_app({"INSTANCE": site.folder, "SQLALCHEMY_DATABASE_URI": site.url})
    yield program
    with program.app_context():
        database.engine.dispose()


@pytest.fixture
def demo(program: Liaison) -> Iterator[None]:
    """A reading transaction on the demo's database."""
    with program.app_context(), transaction(write=False):
        yield


def count(model, *conditions):
    """How many rows there are."""
    return database.session.scalar(select(func.count()).select_from(model).where(*conditions))


def todays_cases():
    """The cases that are not of the ledger."""
    return database.session.scalars(select(Case).where(Case.is_imported.is_(False))).all()


def test_the_command_prints_where_to_go_and_as_whom(site):
    assert re.search(r"请用浏览器打开 http://127\.0\.0\.1:\d+", site.said), site.said
    for one in SIGN_INS:
        assert re.search(rf"{one.name}.*{one.username} +{PASSWORD}", site.said), f"{one.username} is not in the table"


def test_the_year_is_all_there(demo):
    twice = len(year.latecomers())
    people = (count(Member), count(Representative) - twice, count(Membership) - twice)
    assert people == (309, 4560, 5402)
    assert count(Contact, Contact.is_imported) == LEDGER_CONTACTS
    assert count(Case, Case.is_imported) >= LEDGER_CASES
    assert count(StepRecord, StepRecord.is_imported) > 3000


def test_this_years_scheme_was_drafted_a_week_before_it_was_published(demo):
    [own] = database.session.scalars(select(Scheme).where(Scheme.year == clock.today().year)).all()
    assert (own.made_by, own.published_at - own.made_at) == ("刘芸", timedelta(days=7))
    assert all(one.made_at <= one.published_at for one in database.session.scalars(select(Scheme)))


def test_some_people_stand_there_twice(demo):
    pairs = database.session.scalars(select(SuspectPair)).all()
    late = {row.cells["name"] for row in year.latecomers()}
    assert len(pairs) == len(late) >= 2
    assert late == {database.session.get(Representative, pair.second_id).name for pair in pairs}


def test_every_member_has_his_five_today(demo):
    plans = database.session.execute(select(Plan.year, Plan.state).order_by(Plan.year)).all()
    assert plans == [(2024, "ended"), (clock.today().year, "published")]
    fives = select(func.count()).select_from(Pairing).where(Pairing.is_current).group_by(Pairing.member_id)
    assert set(database.session.scalars(fives)) == {5}


def test_cases_stand_in_every_state(demo):
    standing = Counter(case.state for case in todays_cases())
    assert set(standing) == set(CASEWORK.by_code), "seed/demo/cases.csv must reach every state"
    assert 60 <= sum(standing.values()) <= 80
    assert max(case.round for case in todays_cases()) == 2


def test_some_cases_are_late_some_due_at_once_and_some_have_time(demo):
    calendar, today = working_days(), clock.today()
    waiting = [case for case in todays_cases() if not CASEWORK.by_code[case.state].is_end]
    words = Counter(found.tone for case in waiting if (found := rules.deadline_of(case, today, calendar)))
    assert words["bad"] >= 5 and words["warn"] >= 5 and words["ok"] >= 3, words
    overdue = [case for case in waiting if case.state == "handling" and case.due_on < today]
    assert len(overdue) >= 2, "units must have something overdue"


def test_each_turn_of_real_life_is_there(demo):
    verbs = set(database.session.scalars(select(StepRecord.verb).where(StepRecord.is_imported.is_(False))))
    turns = {
        "send_back", "decline", "rule_supplement", "rule_reassign", "rule_keep", "return_work", "reject_check",
        "return_reply", "rate", "rate_redo", "rate_escalate", "close_unrated", "sign_out", "receive", "ask_extension",
        "grant_extension", "co_opinion",
    }  # fmt: skip
    assert turns <= verbs, turns - verbs
    levels = set(database.session.scalars(select(UrgingNotice.level).where(UrgingNotice.number.like("DB%"))))
    assert levels >= {2, 3}


def test_the_sheets_prove_each_other(demo):
    assert faults() == []


def test_nothing_lies_in_the_future_and_nothing_is_older_than_two_months(demo):
    moments = database.session.scalars(select(StepRecord.acted_at).where(StepRecord.is_imported.is_(False))).all()
    assert max(moments) < clock.now()
    assert (clock.now() - min(moments)).days < 60


def test_titles_are_finished_sentences_of_one_case_each(demo):
    titles = [case.title for case in todays_cases()]
    assert len(set(titles)) == len(titles) and not any("{" in title for title in titles)


@pytest.mark.parametrize(
    "day", [date(2026, 11, 23), date(2026, 11, 22), date(2026, 10, 3), date(2027, 1, 1), date(2028, 2, 29)], ids=str
)
def test_the_weeks_are_counted_back_from_any_day(demo, day):
    calendar = working_days()
    found = weeks.beats(day, calendar)
    assert found == weeks.beats(day, calendar), "two demos of a day are alike"
    assert clock.at(day) > max(beat.at for beat in found), "on a day off, too, everything has happened"
    assert clock.at(day - timedelta(days=60)) < min(beat.at for beat in found)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("demo",), 2, "演示数据只能放进新的数据库"),
        (("demo", "--sign-ins"), 0, f"weiyuan1    {PASSWORD}"),
        (("check",), 0, "没有发现问题"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_commands_on_a_demo(program, words, status, said):
    with program.app_context():
        done = program.test_cli_runner().invoke(args=words)
    assert (done.exit_code, said in done.output) == (status, True), done.output


def test_a_database_in_use_is_no_place_for_a_demo(demo):
    with pytest.raises(Refused, match="新的数据库"):
        making.fill(lambda _stage: None)


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[str]:
    """The address of a second start."""
    port = free_port()
    process = started(site, port)
    yield f"http://127.0.0.1:{port}"
    assert stopped(process) == 0


def test_a_second_start_makes_nothing_anew(served, site):
    assert "载入演示数据" not in site.said
    assert "请用浏览器打开" in site.said


@pytest.mark.parametrize("one", SIGN_INS, ids=lambda one: one.username)
def test_everybody_signs_in_and_sees_what_his_menu_offers(served, one):
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{served}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    cells = urlencode({"csrf_token": token, "username": one.username, "password": PASSWORD}).encode()
    home = browser.open(f"{served}/sign-in", cells).read().decode()
    assert "演示数据" in home and one.name in home
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', home)}
    links = {link for link in links if not link.startswith("/static")}
    assert len(links) >= 3
    for link in sorted(links):
        assert browser.open(served + link).status == 200, link


def test_a_port_that_is_taken_is_told_in_one_sentence(served, program):
    port = int(served.rsplit(":", 1)[1])
    with program.app_context():
        done = program.test_cli_runner().invoke(args=["start", "--port", str(port)])
    assert (done.exit_code, done.output) == (2, f"端口 {port} 已经被别的程序占用，请换一个：--port {port + 1}\n")


def test_a_real_instance_starts_without_a_demo(tmp_path):
    environment = {**os.environ, "LIAISON_INSTANCE": str(tmp_path), "PROXY_HOPS": "1"}
    environment.pop("DATABASE_URL", None)
    real = Site(environment, tmp_path, "")
    port = free_port()
    assert stopped(started(real, port, "--no-demo", answer=400)) == 0
    assert "只接受 https" in real.said and str(port) in real.said
    assert not (tmp_path / "demo").exists()
