"""The ledger: only added to, always what a reckoning from scratch gives, closed by another, corrected by reversals."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError

from liaison.access import Role
from liaison.assignment.models import Plan
from liaison.audit.models import Event
from liaison.contacts import actions as contact_actions
from liaison.contacts.models import Contact
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.notices.models import Message
from liaison.performance import actions, queries
from liaison.performance.actions.telling import ANSWERED, CLOSED, OPENED, RAISED
from liaison.performance.models import Deed, ScoreEntry
from liaison.performance.queries.ledger import standing_entries, wanted_postings, year_results
from liaison.performance.rules import last_day, shown
from liaison.performance.rules.ledger import Posting, difference
from liaison.roster.models import Member
from tests.performance.lives import Life, five_of, on
from tests.statements import statement_count

END = date(2026, 12, 31)
OVER, LATER = date(2027, 1, 4), date(2027, 1, 20)
KINDS = (OPENED, CLOSED, RAISED, ANSWERED)


@pytest.fixture
def world(people, make):
    """A published scheme of 2026, three contacts of 陈立平 with one of his five and a meeting of both members."""
    office = people.office.actor
    scheme = actions.draw_up(2026, office, shipped="default")
    actions.publish_scheme(scheme, office)
    people.other_member.member.is_standing = True
    plan, own = make(Plan, year=2026), people.member.member.id
    kept, _other = five_of(plan, people.member.member), five_of(plan, people.other_member.member, 1)
    same = {"member_id": own, "representative_id": kept[0]}
    contacts = [make(Contact, contacted_on=date(2026, n, 5), **same) for n in (1, 5, 9)]
    with on(date(2026, 6, 1)):
        actions.record_roll(
            office, kind="会议活动", title="座谈会", held_on=date(2026, 6, 1), groups={"出席": "其余"}
        )  # fmt: skip
    return contacts


def computed(people, day=END, **more):
    """The year reckoned on a day."""
    with on(day):
        return actions.compute_year(2026, people.office.actor, **more)


def is_whole(account):
    """Whether what stands is what a reckoning from scratch gives."""
    standing = [(row.id, Posting(*row[1:9])) for row in standing_entries(account.year)]
    return difference(wanted_postings(account.scheme, account.year, account.until), standing) == ([], [])


def total(account, person, **more):
    """A member's total."""
    return shown(year_results(account, **more)[person.member.id].total)


def messages(person):
    """The titles of a person's unread messages about the year's account."""
    told = select(Message.title).where(Message.user_id == person.user.id, Message.read_at.is_(None),
                                       Message.kind.in_(KINDS)).order_by(Message.id)  # fmt: skip
    return list(database.session.scalars(told))


def offered(client):
    """The steps of the year that the page of points offers."""
    shown_page = client.get("/performance/2026/scores").text
    return {step for step in ("open", "close") if f'href="/performance/2026/scores/{step}"' in shown_page}


def lines(person):
    """(item, points, source) of a member's lines that bear points."""
    rows = queries.entries_of_member(2026, person.member.id)
    return [(row.item, shown(row.points), row.source) for row in rows if row.points]


def test_each_point_names_the_row_that_earned_it(people, world):
    account = computed(people)
    deed = database.session.scalar(select(Deed.id).where(Deed.member_id == people.member.member.id))
    first, second, third = (f"contact:{one.id}" for one in world)
    quarters = [("季度联系不足", "−1", f"quarter:{people.member.member.id}:{month}") for month in (3, 6, 9, 12)]
    assert lines(people.member) == [
        ("会议活动", "4", f"deed:{deed}"), *[("联系完成率", "0.5", one) for one in (first, second, third)],
        *[("联系记录", "1", one) for one in (first, second, third)], *quarters,
    ]  # fmt: skip
    assert total(account, people.member) == "4.5"  # 4 + 1.5 + 3 − 4
    assert total(account, people.other_member) == "−0.36"  # 4 × 100/110 = 3.64; − 4
    told = {row.source: row.reason for row in queries.entries_of_member(2026, people.member.member.id)
            if row.item in ("联系完成率", "季度联系不足")}  # fmt: skip
    assert told[second] == "结对的代表·每季度第一次（第 2 季度），完成 2/20"
    assert told[quarters[1][2]] == "季度联系·结对不足（应联系 5 位，联系了 1 位）"
    named = queries.sources_named(queries.entries_of_member(2026, people.member.member.id))
    assert (named[first], named[f"deed:{deed}"]) == (("contact", world[0].number), ("deed", "座谈会"))
    assert [named[source][1] for _item, _points, source in quarters] == [f"第 {one} 季度" for one in (1, 2, 3, 4)]


def test_what_is_withdrawn_is_reversed_and_never_removed(people, world):
    before = computed(people, date(2026, 12, 30))
    count = database.session.scalar(select(func.count(ScoreEntry.id)))
    with on(END):
        contact_actions.void(world[2], "记错了", people.clerk.actor)
        mine = database.session.scalar(select(Deed).where(Deed.member_id == people.member.member.id))
        actions.void_deed(mine, "没有来", people.office.actor)
    account = computed(people)
    assert account is before and is_whole(account)
    assert total(account, people.member) == "−1"  # 1 + 2 − 4
    assert database.session.scalar(select(func.count(ScoreEntry.id))) > count
    rows = queries.entries_of_member(2026, people.member.member.id)
    taken_back = {row.reverses_id: row for row in rows if row.reverses_id}
    assert all(row.points == -taken_back[row.id].points for row in rows if row.id in taken_back)
    assert sum(row.points for row in rows) == -1, "with its reversals the whole account still adds up"
    again = database.session.scalar(select(func.count(ScoreEntry.id)))
    assert is_whole(computed(people))
    assert database.session.scalar(select(func.count(ScoreEntry.id))) == again, "nothing new, nothing written"


def test_the_database_refuses_to_change_a_line(people, world):
    computed(people)
    with pytest.raises(DatabaseError):
        database.session.execute(update(ScoreEntry).values(points=100))


@pytest.mark.parametrize(("table", "number", "change"), [
    ("scheme", "id", "name = '改'"), ("scheme", "id", "state = '草稿'"),
    ("scheme_item", "scheme_id", "worths = '视察·参加 99'"),
])  # fmt: skip
def test_the_database_itself_keeps_a_published_scheme(people, table, number, change):
    standing = actions.draw_up(2026, people.office.actor, shipped="minhang")
    actions.publish_scheme(standing, people.office.actor)
    draft = actions.draw_up(2027, people.office.actor, shipped="minhang")
    changing, where = f"UPDATE {table} SET {change} ", f"WHERE {number} = :id"
    database.session.execute(text(changing + where), {"id": draft.id})
    added = (
        "INSERT INTO scheme_item (scheme_id, position, name, part, rule, worths, audience, version) "
        "SELECT scheme_id, 99, '加', part, rule, worths, audience, 1 FROM scheme_item WHERE scheme_id = :id LIMIT 1"
    )
    for refused in (changing + where, f"DELETE FROM {table} {where}", added):
        with pytest.raises(DatabaseError), database.session.begin_nested():
            database.session.execute(text(refused), {"id": standing.id})
    assert queries.rulebook(standing).items


@pytest.mark.sqlite
def test_a_new_version_of_the_scheme_reckons_anew(people, world):
    computed(people)
    office = people.office.actor
    other = actions.draw_up(2026, office, like=queries.scheme_in_force(2026))
    quarters = next(item for item in other.items if item.name == "季度联系不足")
    actions.remove_item(quarters, office)
    actions.publish_scheme(other, office)
    account = computed(people)
    assert (account.scheme_id, total(account, people.member)) == (other.id, "8.5")
    assert is_whole(account)


@pytest.mark.sqlite
def test_another_person_closes_after_the_days_of_objection(people, world):
    office, colleague = people.office.actor, people.seat("郑明", Role.OFFICE, "市政协办公室").actor
    account = computed(people)
    with on(END):  # its last day
        for verb in (lambda: actions.lay_open(account, office), lambda: actions.close_year(account, colleague)):
            with pytest.raises(Refused, match="还没有过完，请从 2027 年 1 月 1 日起"):
                verb()
    with on(OVER), pytest.raises(Refused, match="请先公示"):
        actions.close_year(account, colleague)
    account.until = date(2026, 12, 30)
    with on(OVER), pytest.raises(Refused, match="只算到 12 月 30 日，请先重新计算"):
        actions.lay_open(account, office)
    account = computed(people, OVER)
    with on(OVER):
        actions.lay_open(account, office, END + timedelta(days=10))
    assert account.objections_until == date(2027, 1, 11)  # five working days
    with on(account.objections_until), pytest.raises(Refused, match="请过了 1 月 11 日再由计算以外的另一位同事"):
        actions.close_year(account, colleague)
    with on(LATER), pytest.raises(Refused, match="是您计算的"):
        actions.close_year(account, office)
    with on(LATER):
        actions.close_year(account, colleague)
    assert account.closed_by == "郑明" and account.closed_head and "条）" in account.closed_head
    for verb in (lambda: actions.lay_open(account, office), lambda: actions.close_year(account, colleague)):
        with pytest.raises(Refused, match="已经锁定"):
            verb()


@pytest.mark.sqlite
def test_a_ledger_that_records_have_overtaken_is_not_closed(people, world):
    account = computed(people)
    with on(OVER):
        actions.lay_open(account, people.office.actor)
    with on(LATER):
        contact_actions.void(world[0], "记错了", people.clerk.actor)
        with pytest.raises(Refused, match="记录又有变动"):
            actions.close_year(account, people.leader.actor)


@pytest.fixture
def closed(people, world):
    """The year, closed."""
    account = computed(people)
    with on(OVER):
        actions.lay_open(account, people.office.actor, date(2027, 1, 10))
    with on(LATER):
        return actions.close_year(account, people.leader.actor)


@pytest.mark.sqlite
def test_a_correction_after_closing_has_its_reason_and_the_closed_figures_stay(people, closed, world):
    with on(LATER):
        contact_actions.void(world[0], "记错了", people.clerk.actor)
        with pytest.raises(Refused, match="更正请写原因"):
            actions.compute_year(2026, people.office.actor)
        actions.compute_year(2026, people.office.actor, why="1 月的联系作废")
    assert (total(closed, people.member), total(closed, people.member, as_closed=True)) == ("3", "4.5")
    assert is_whole(closed) and queries.corrections_count(closed) > 0
    later = [row for row in queries.entries_of_member(2026, people.member.member.id) if row.id > closed.closed_entry_id]
    assert {row.why for row in later} == {"1 月的联系作废"}
    told = database.session.scalars(select(Event).where(Event.verb == "score.compute").order_by(Event.id)).all()[-1]
    assert told.changes["reason"] == [None, "1 月的联系作废"]


@pytest.mark.sqlite
def test_late_entries_end_on_their_day_but_for_the_office(people, world, browser):
    account = computed(people)
    with on(OVER):
        actions.lay_open(account, people.office.actor, date(2027, 1, 10))
    cells = {"what": "联络室值班·完成", "title": "值班", "names": "陈立平"}
    with on(date(2027, 1, 10)):
        actions.record_deeds(people.clerk.actor, held_on=date(2026, 12, 1), **cells)
    with on(date(2027, 1, 11)):
        with pytest.raises(Refused, match="补录已经截止"):
            actions.record_deeds(people.clerk.actor, held_on=date(2026, 12, 2), **cells)
        actions.record_deeds(people.clerk.actor, held_on=date(2027, 1, 4), **cells)
        actions.record_deeds(people.office.actor, held_on=date(2026, 12, 2), **cells)
        client = browser(people.office)
        client.get("/performance/2026/deeds?word=值班")
        assert client.page.words.count("补录") == 2, "marked, as it was written down after its year"
        client.get("/performance/2027/deeds?word=值班")
        assert "补录" not in client.page.words


@pytest.mark.sqlite
def test_history_that_is_imported_earns_for_its_year_and_never_for_the_importer(people, world, make):
    other = people.other_member
    own = world[0].representative_id
    make(Contact, member_id=people.member.member.id, representative_id=own, contacted_on=date(2025, 11, 5),
         is_imported=True, recorder_id=other.user.id, recorded_by=other.user.name)  # fmt: skip
    with on(END):
        before, now = (wanted_postings(queries.scheme_in_force(2026), year, last_day(year)) for year in (2025, 2026))

    def earned(postings, person):
        return sum(one.points for one in postings if one.member_id == person.member.id and one.part == "联系")

    assert (earned(before, people.member), earned(before, other)) == (Decimal("1.5"), 0)
    assert earned(now, people.member) == Decimal("4.5"), "its own three contacts, as ever"


@pytest.mark.sqlite
def test_who_is_not_assessed_keeps_his_points_and_gets_no_grade(people, world):
    account = computed(people)
    row = actions.exempt(2026, "陈立平", "长期病休", people.office.actor)
    result = year_results(account)[people.member.member.id]
    assert (result.grade, result.rank, result.why, shown(result.total)) == ("不参加考核", None, "长期病休", "4.5")
    with pytest.raises(Refused, match="已经不参加"):
        actions.exempt(2026, "陈立平", "再一次", people.office.actor)
    actions.include_again(row, people.office.actor)
    assert year_results(account)[people.member.member.id].grade == "不称职"


@pytest.mark.sqlite
def test_a_year_without_a_scheme_is_not_reckoned(people):
    with pytest.raises(Refused, match="还没有发布考核方案"):
        actions.compute_year(2025, people.office.actor)


@pytest.mark.sqlite
def test_the_office_takes_a_year_from_scheme_to_lock_on_pages(people, browser):
    client, members = browser(people.office), (people.member, people.other_member)
    client.get("/performance/2026/scores")
    assert "还没有考核方案" in client.page.words
    client.post("/performance/2026/schemes/new", data={"start": "-1"})
    answer = client.post(f"/performance/schemes/{queries.schemes_of(2026)[0].id}/publish")
    assert answer.status_code == 302, client.page.words
    with on(END):
        client = browser(people.office)
        roll = {"kind": "会议活动", "title": "座谈会", "held_on": "2026-06-01", "group_0": "陈立平"}
        client.post("/performance/rolls/new", data=roll)
        client.post("/performance/2026/scores/compute")
        assert offered(client) == set()
        assert "请从 2027 年 1 月 1 日起再公示、锁定" in client.page.words
        client.get("/performance/2026/scores/open")
        assert client.post("/performance/2026/scores/open").status_code == 409
    with on(OVER):
        client, leader = browser(people.office), browser(people.leader)
        client.post("/performance/2026/scores/compute")
        assert offered(client) == {"open"}
        client.post("/performance/2026/scores/open")
        for one, words in ((client, "这一年是您计算的，请另一位同事过了"), (leader, "请过了 1 月 11 日再由计算以外")):
            assert "close" not in offered(one) and words in one.page.words
        client.get("/performance/2026/exemptions/new")
        client.post("/performance/2026/exemptions/new", data={"who": "吴晓梅", "reason": "长期病休"})
    with on(LATER):
        client, leader, member = browser(people.office), browser(people.leader), browser(people.member)
        assert "close" in offered(leader) and "close" not in offered(client)
        leader.post("/performance/2026/scores/close")
        client.get("/performance/2026/scores")
        assert "沈志明" in client.page.words and "锁定" in client.page.words
        client.get("/performance/2026/scores/compute")
        assert client.post("/performance/2026/scores/compute").status_code == 422
        client.get(f"/performance/2026/scores/{people.member.member.id}")
        assert "会议活动·出席" in client.page.words and "座谈会" in client.page.words
        member.get("/performance/mine/scores")
        assert "会议活动：4 / 20 分" in member.page.words and "会议活动 4，" not in member.page.words
        assert "“会议活动·出席”一次得 4 分，还能得 16 分" in member.page.words
        assert member.get("/performance/2026/scores").status_code == 404
    assert browser(people.other_clerk).get(f"/performance/2026/scores/{members[0].member.id}").status_code == 404


@pytest.mark.sqlite
def test_a_member_objects_in_time_and_the_year_waits_for_the_answer(people, world, browser):
    account, member = computed(people), people.member
    with on(OVER):
        phone = browser(member)
        phone.get("/performance/mine/objections/new")
        assert "不在公示的日子里" in phone.page.words
        actions.lay_open(account, people.office.actor)
        assert messages(member) == ["2026 年的积分公示了"]
        phone.get("/performance/mine/scores")
        assert "有不对的，提异议" in phone.page.words
        line = next(line for line in queries.entries_of_member(2026, member.member.id) if line.source)
        about = f"/performance/mine/objections/new?about={line.source}"
        assert f'href="{about}"' in phone.get("/performance/mine/scores").text
        assert f"“{line.item}”里的“{line.reason}”" in phone.get(about).text
        assert "里的“" not in phone.get(f"{about}0").text
        phone.post("/performance/mine/objections/new", data={"text": "少了 3 月的座谈会"})
    with on(LATER):
        with pytest.raises(Refused, match="还有 1 条异议没有答复"):
            actions.close_year(account, people.leader.actor)
        with pytest.raises(Refused, match="不在公示的日子里"):
            actions.object_to(account, member.member, "晚了", member.actor)
        client = browser(people.office)
        client.get("/performance/2026/scores")
        assert "陈立平：少了 3 月的座谈会" in client.page.words
        row = queries.objections_of(people.office.actor, 2026)[0]
        assert messages(people.office) == ["有委员对 2026 年的积分提了异议"]
        client.get(f"/performance/objections/{row.id}")
        client.post(f"/performance/objections/{row.id}", data={"answer": "签到表上没有您，查过了。"})
        assert client.post(f"/performance/objections/{row.id}", data={"answer": "再答"}).status_code == 409
        phone = browser(member)
        phone.get("/performance/mine/scores")
        assert "刘芸" in phone.page.words and "签到表上没有您" in phone.page.words
        actions.close_year(queries.year_of(2026), people.leader.actor)
        assert messages(people.office) == [], "answered, so nobody need look"
        assert messages(member) == ["您对 2026 年积分的异议有答复了", "2026 年的考核结果定了"]
        assert browser(people.clerk).get(f"/performance/objections/{row.id}").status_code == 404


@pytest.mark.sqlite
def test_the_closed_workbook_stays_the_same_to_the_last_figure(people, world, browser):
    account = computed(people)
    with on(OVER):
        actions.lay_open(account, people.office.actor)

    def workbook(query=""):
        content = browser(people.office).post(f"/performance/2026/scores.xlsx{query}").data
        book = openpyxl.load_workbook(io.BytesIO(content))
        return {tab: list(book[tab].values)[:-1] for tab in ("积分", "积分台账", "计分项目")}  # last: whose

    with on(LATER):
        actions.close_year(account, people.leader.actor)
        closed = workbook()
        assert closed["积分"][4][2] == "陈立平" and closed["积分"][4][12:14] == (4.5, "不称职")
        assert any(row[0] == "各人总分合计 4.14，台账各行合计 4.14，相差 0。" for row in closed["积分台账"])
        contact_actions.void(world[0], "记错了", people.clerk.actor)
        actions.compute_year(2026, people.office.actor, why="作废一次")
        assert workbook("?as=closed") == closed
        assert workbook()["积分"][4][12] == 3


@pytest.mark.sqlite
def test_before_the_first_reckoning_the_pages_say_so(people, browser):
    client = browser(people.office)
    for page in ("scores/open", "scores/close"):
        assert client.get(f"/performance/2026/{page}").location == "/performance/2026/scores"
    assert client.post("/performance/2026/scores.xlsx").location == "/performance/2026/scores"
    client.get("/performance/2026/scores")
    assert "2026 年的积分还没有计算" in client.page.words


@pytest.mark.sqlite
def test_lists_ask_the_database_as_often_for_many_as_for_few(people, world, make, browser):
    def asked():
        computed(people)
        client = browser(people.office)
        pages = ("2026/scores", "2026/deeds", f"schemes/{queries.schemes_of(2026)[0].id}/preview?year=2026")
        return [statement_count(lambda page=page: client.get(f"/performance/{page}")) for page in pages]

    few = asked()
    members = [make(Member) for _ in range(12)]
    with on(date(2026, 6, 2)):
        actions.record_roll(
            people.office.actor, kind="会议活动", title="再一次", held_on=date(2026, 6, 2), groups={"出席": "其余"}
        )  # fmt: skip
        for member in members:
            actions.exempt(2026, member.no, "病休", people.office.actor)
    assert asked() == few


@pytest.mark.sqlite
def test_what_happens_next_year_takes_no_point_of_this_year_back(people, world):
    """Told in December; rated, or closed without a rating, in January."""
    begun = [Life(people, date(2026, 12, 1)), Life(people, date(2026, 12, 1))]
    for life in begun:
        life.hand_over(date(2026, 12, 2)).approve(date(2026, 12, 3)).handle(date(2026, 12, 8)).tell(date(2026, 12, 30))
    account = computed(people)
    told = {source for item, _points, source in lines(people.member) if item == "诉求反馈"}
    assert told == {f"case:{life.case.id}" for life in begun}
    before = total(account, people.member)
    begun[0].rate(date(2027, 1, 5))
    begun[1].move("close_unrated", "office", date(2027, 1, 20), opinion="没有评议，按未评价办结。")
    account = computed(people, date(2027, 1, 20))
    assert total(account, people.member) == before and is_whole(account)
