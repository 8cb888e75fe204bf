"""履职档案: all of a member's term on one page, the same on paper, for himself, the office and leaders only."""

from __future__ import annotations

import io
from datetime import date
from urllib.parse import unquote

import pytest
from docx import Document

from liaison.access import Role
from liaison.accounts.actions.seats import change_holder
from liaison.assignment.models import DRAFT, Pairing, Plan
from liaison.audit.models import Event
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core.db import db as database
from liaison.core.paper import missing
from liaison.performance import actions
from liaison.performance.queries.dossiers import (
    dossier_of,
    dossiers_of,
    members_of_span,
    members_with_ids,
    results_within,
    spans_for,
)
from liaison.performance.rules.deeds import RECORDED
from liaison.performance.rules.dossiers import KEPT_BACK, KINDS, REPORT, Span, plain_name, result_entry
from liaison.roster.actions.terms import follow_term, open_term
from liaison.roster.models import Member, Representative, Term
from tests.factories import make_row
from tests.papers import page_count, text_of
from tests.performance.lives import on
from tests.statements import statement_count

pytestmark = pytest.mark.sqlite
needs_pango = pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")
END = date(2026, 12, 31)
PHONE = "15400000077"


@pytest.fixture
def member(people):
    """陈立平 of 十五届, who kept two, met one of them twice, and whose year 2026 was reckoned."""
    one = people.member.member
    one.phone, one.ethnic, one.party = PHONE, "汉族", "民盟盟员"
    open_term("十五届", date(2022, 1, 1), people.office.actor)
    kept = make_row(Representative, name="周桂芳")
    plan = make_row(Plan, year=2026)
    make_row(Pairing, plan_id=plan.id, member_id=one.id, representative_id=kept.id, started_on=date(2026, 1, 1))
    make_row(
        Pairing, plan_id=plan.id, member_id=one.id, slot=2, is_current=False, started_on=date(2026, 1, 1),
        ended_on=date(2026, 3, 1), end_reason="搬走了",
    )  # fmt: skip
    make_row(Pairing, plan_id=make_row(Plan, year=2027, state=DRAFT).id, member_id=one.id, slot=3, is_current=False)
    pair = {"member_id": one.id, "representative_id": kept.id, "talk": "路灯不亮"}
    met = [make_row(Contact, contacted_on=date(2026, month, 5), **pair) for month in (2, 6)]
    make_row(Contact, member_id=one.id, contacted_on=date(2026, 7, 1), state="作废", talk="写错了")
    make_row(Case, contact_id=met[0].id, title="刘圩村路灯", state="closed", rating="满意", raised_on=date(2026, 2, 5))
    make_row(Case, contact_id=met[1].id, title="东街积水", is_confidential=True, raised_on=date(2026, 6, 5))
    do_deeds(people)
    return one


def do_deeds(people):
    """What the office wrote down of both members, and the year's account."""
    office = people.office.actor
    people.other_member.member.is_standing = True
    actions.publish_scheme(actions.draw_up(2026, office, shipped="default"), office)
    with on(date(2026, 6, 1)):
        for title, groups in (("座谈会", {"出席": "陈立平"}), ("通报会", {"请假": "陈立平"})):
            actions.record_roll(office, kind="会议活动", title=title, held_on=date(2026, 6, 1), groups=groups)
        for what, title, names in (
            ("提案·立案", "关于路灯的提案", "吴晓梅、陈立平"), ("表彰·县级", "优秀委员", "陈立平"),
            ("学习培训·参加", "新委员培训", "陈立平"),
        ):  # fmt: skip
            actions.record_deeds(office, what=what, title=title, held_on=date(2026, 6, 1), names=names)
    with on(END):
        actions.compute_year(2026, office)


def read(person, member):
    """The dossier of the latest term as somebody reads it."""
    spans = spans_for(person.actor, member)
    return dossier_of(person.actor, member, next(iter(spans.values())))


def part(found, title):
    """One section, by its title."""
    return next(section for section in found.sections if section.title == title)


def test_every_kind_of_record_has_one_section():
    named = [kind for kinds in KINDS.values() for kind in kinds] + [REPORT]
    assert len(named) == len(set(named))
    assert set(RECORDED) - set(named) == {"不实记录"}, "which 其他记录 shows"


def test_it_holds_all_that_is_known_of_his_term(people, member):
    found = read(people.office, member)
    facts = dict(found.facts)
    assert (facts["姓名"], facts["民族"], facts["政治面貌"], facts["界别"]) == ("陈立平", "汉族", "民盟盟员", "农业界")
    assert facts["联系电话"] == "154****0077" and found.span.words == "十五届（2022年1月1日至今）"
    five = part(found, "固定联系的代表")
    assert five.said == "现在固定联系 1 位，以前联系过 1 位"
    told = [row.cells[2:] for row in five.entries]
    assert told == [("2026-01-01 至今", "第 1 位"), ("2026-01-01 至 2026-03-01", "第 2 位；搬走了")]
    contacts = part(found, "联系代表")
    assert contacts.said.startswith("联系 2 次，1 位代表；") and "写错了" not in str(contacts)
    cases = part(found, "提出的诉求")
    assert cases.said == "提出 2 件：已办结 1、待转办 1；评议满意 1"
    assert [row.cells[2:] for row in cases.entries] == [("刘圩村路灯", "已办结·满意"), ("东街积水", "待转办")]
    assert part(found, "会议活动").said == "2 条：出席 1、请假 1"
    assert part(found, "提案、社情民意和文史").entries[0].cells[3] == "立案，2 人联名，第 2"
    assert part(found, "表彰").said == "1 条：表彰县级 1"
    assert part(found, "学习培训").entries[0].cells[2] == "新委员培训"
    assert part(found, "扣分").said.endswith(" 分") and len(part(found, "扣分").entries) == 4
    assert [row.cells[0][6:] for row in part(found, "扣分").entries] == [f"第 {one} 季度" for one in (1, 2, 3, 4)]
    assert "其他记录" not in [section.title for section in found.sections]


def test_the_year_s_result_is_that_of_the_account(people, member):
    [row] = part(read(people.office, member), "年度考核").entries
    with on(END):
        account = actions.compute_year(2026, people.office.actor)
    [(_account, results)] = results_within(Span()).values()
    mine = results[member.id]
    assert row.cells[0] == f"{account.year} 年" and row.cells[1] == "还没有定"
    assert row.cells[3] == f"{mine.total.normalize():f} 分，第 {mine.rank} 名"
    assert row.cells[2].endswith("还没有锁定")
    assert result_entry(2026, True, mine).cells[1] == mine.grade


def test_as_many_statements_for_many_members_and_rows(people, member):
    actor, span = people.office.actor, Span()
    results = results_within(span)

    def read_first(number):
        members = members_with_ids(actor, members_of_span(actor, 0, span)[:number])
        return dossiers_of(actor, members, span, results)

    few = statement_count(lambda: read_first(1))
    for number in range(1, 6):
        other = make_row(Member)
        make_row(Case, contact_id=make_row(Contact, member_id=other.id).id)
        make_row(Pairing, member_id=other.id, slot=number % 5 + 1)
    assert statement_count(lambda: read_first(99)) == few == 8


def test_a_term_that_is_over_keeps_its_own(people, member):
    office = people.office.actor
    with on(date(2027, 1, 10)):
        follow_term(first_term(), "十六届", date(2027, 1, 5), [], office)
    make_row(Contact, member_id=member.id, contacted_on=date(2027, 1, 6), talk="新一届")
    spans = list(spans_for(office, member).values())
    assert [span.name for span in spans] == ["十六届", "十五届"]
    new, old = (dossier_of(office, member, span) for span in spans)
    assert part(new, "联系代表").said.startswith("联系 1 次") and part(old, "联系代表").said.startswith("联系 2 次")
    assert not part(new, "年度考核").entries and len(part(old, "年度考核").entries) == 1


def first_term():
    """The term that was written down first."""
    return database.session.scalars(database.select(Term).order_by(Term.id)).first()


def test_himself_the_office_and_leaders_and_nobody_else(browser, people, member):
    path = f"/members/{member.id}/dossier"
    client = browser(people.member)
    client.get(path)
    assert "我的履职档案" in client.page.words and PHONE in client.page.words and "下载 Word" in client.page.words
    client = browser(people.office)
    client.get(path)
    words = client.page.words
    assert "陈立平的履职档案" in words and "154****0077" in words and PHONE not in words
    client = browser(people.leader)
    client.get(path)
    assert "提出 2 件" in client.page.words and "下载 Word" not in client.page.words
    assert client.post(path).status_code == 404
    for role in ("other_member", "clerk", "director", "unit_leader", "handler", "supervisor", "librarian", "security"):
        assert browser(getattr(people, role)).get(path).status_code == 404, role
    assert browser(people.office).get(f"{path}?term=999").status_code == 404


def test_a_leader_does_not_read_who_wanted_his_name_kept(people, member):
    named = [row.cells[2].partition("：")[0] for row in part(read(people.leader, member), "联系代表").entries]
    assert named == ["周桂芳", KEPT_BACK]
    assert KEPT_BACK not in str(read(people.office, member))


def test_whoever_took_the_seat_over_sees_what_came_since(people, member):
    other = people.seat("新委员", Role.HANDLER, "市住房和城乡建设局")
    with on(date(2026, 5, 1)):
        seat = change_holder(people.member.seat, other.user, people.office.actor)
    [span] = spans_for(type(people.member)(other.user, seat).actor, member).values()
    assert span.since == date(2026, 5, 1) and not span.holds_year(2025)
    found = dossier_of(type(people.member)(other.user, seat).actor, member, span)
    assert part(found, "联系代表").said.startswith("联系 1 次")
    assert not {"联系电话", "民族", "政治面貌"} & dict(found.facts).keys() and PHONE not in str(found.facts)


@needs_pango
def test_the_papers_say_what_the_page_says(browser, people, member):
    client, path = browser(people.member), f"/members/{member.id}/dossier"
    found = read(people.member, member)
    word = client.post(path, data={"as": "word"})
    assert "陈立平" not in unquote(word.headers["Content-Disposition"])
    document = Document(io.BytesIO(word.data))
    told = [one.text for one in document.paragraphs]
    assert told[:3] == ["海安市政协", "政协委员履职档案", f"陈立平　{member.no}　十五届（2022年1月1日至今）"]
    for section in found.sections:
        assert f"{section.title}　{section.said}" in told
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    listed = [section for section in found.sections if section.entries]
    assert tables[1:] == [[list(one.head), *(list(row.cells) for row in one.entries)] for one in listed]
    facts = {cells[at]: cells[at + 1] for cells in tables[0] for at in (0, 2)}
    assert facts["联系电话"] == PHONE and facts["民族"] == "汉族"
    assert any("日志校验码" in one for one in told) and any(one.startswith("导出人：陈立平") for one in told)
    pdf = client.post(path, data={"as": "pdf"}).data
    words = text_of(pdf)
    for section in found.sections:
        assert "".join(f"{section.title}{section.said}".split()) in words
    assert page_count(pdf) >= 2 and "—1—" in words and "—2—" in words
    noted = database.session.scalars(database.select(Event).where(Event.verb == "dossier.take_out")).all()
    assert [one.changes["paper"][1].rpartition(".")[2] for one in noted] == ["docx", "pdf"]


@pytest.mark.parametrize(
    ("words", "name"),
    [("HA0001-陈立平", "HA0001-陈立平"), ("1/2-a:b?", "1_2-a_b_"), ("..", "_"), ("CON\n.", "CON_")],
)
def test_names_of_files_are_safe_everywhere(words, name):
    assert plain_name(words) == name
