"""An office that works for a day: the same people in every story, and what they find on their desks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text

from liaison.accounts.actions import open_sign_in
from liaison.accounts.models import Seat, User
from liaison.assignment.models import Pairing
from liaison.casework import actions
from liaison.casework.models import Case, StationCode
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import append_only_statements, db
from liaison.orgs.models import Category, Organisation
from liaison.roster.models import Member, Representative
from tests.casework.stories import SUGGESTION, SURVEY, brought_to, sheets
from tests.casework.test_conservation import tamper
from tests.factories import People, Person, first, make_row
from tests.journeys.conftest import DESK, PHONE, Site
from tests.journeys.test_eight_steps import Story

ROLES = (
    "member", "clerk", "director", "unit_leader", "other_unit_leader", "handler", "supervisor", "office", "leader",
)  # fmt: skip
HOUSING, POLICE, FARMING = "市住房和城乡建设局", "市公安局", "市农业农村局"
TO_JUDGE = "要您判断"
# The morning's post: unit, field, what was said. Of the last three nothing tells whose matter it is.
POST = (
    (HOUSING, "路灯照明", "东街的路灯坏了五盏，晚上走路摸黑。"),
    (HOUSING, "污水管网", "雨天窨井往外冒水，楼前积水到脚踝。"),
    (HOUSING, "物业管理", "物业费涨了两成，公共收益没有公示。"),
    (HOUSING, "加装电梯", "六楼老人上下楼难，想加装电梯。"),
    (HOUSING, "老旧小区改造", "老旧小区外墙剥落，砖头掉下来砸了车。"),
    (HOUSING, "房屋质量", "新房外墙空鼓，一下雨就漏水。"),
    (POLICE, "交通信号标线", "学校门口的路口没有红绿灯。"),
    (POLICE, "噪声扰民", "广场舞音响放到晚上十点，扰民。"),
    (POLICE, "犬只管理", "小区里有人遛狗不牵绳，狗咬过孩子。"),
    (POLICE, "社会治安", "电瓶被盗三次，楼下想装监控。"),
    (POLICE, "交通信号标线", "国道口的斑马线磨没了，货车不减速。"),
    (FARMING, "农产品销售", "三百亩西瓜滞销，没有收购商来。"),
    (FARMING, "农技服务", "稻飞虱来得早，想请农技专家下田看看。"),
    (FARMING, "惠农补贴", "今年的种粮补贴还没有到账。"),
    (FARMING, "土地流转", "土地流转的租金拖了半年没有给。"),
    (TO_JUDGE, None, "想请人来一趟，当面说说。"),
    (TO_JUDGE, None, "上次说的那件还没有下文。"),
    (TO_JUDGE, None, "这边一直这样，大家都有意见。"),
)  # fmt: skip


class Office:
    """The people of the office, kept by name of role, so that each story of a site meets the same ones."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.ids: dict[str, tuple[int, int, int | None]] = {}
        site.fill(self.found)

    def found(self, people: People) -> None:
        """Each one comes to the office for the first time."""
        for role in ROLES:
            person = getattr(people, role)
            self.ids[role] = (person.user.id, person.seat.id, person.member.id if person.member else None)

    def arrive(self, visitor: Callable[..., Any], role: str) -> Any:
        """Somebody at his desk, a member at his phone, signed in since this morning."""
        guest = visitor(size=PHONE if role == "member" else DESK)
        _row, secret = self.act(lambda people: open_sign_in(getattr(people, role).user, "127.0.0.1", "test"))
        name = self.site.app.config["SIGN_IN_COOKIE"]
        guest.context.add_cookies([{"name": name, "value": secret, "url": self.site.address}])
        return guest

    def act(self, work: Callable[[People], Any]) -> Any:
        """Run work(people) in one transaction, with the same people as ever; gives what work gives."""
        return self.site.fill(lambda _nobody: work(self.people()))

    def people(self) -> People:
        """Everybody, read anew."""
        known = People()
        for role, (user_id, seat_id, member_id) in self.ids.items():
            member = db.session.get_one(Member, member_id) if member_id else None
            person = Person(db.session.get_one(User, user_id), db.session.get_one(Seat, seat_id), member)
            vars(known)[role] = person
        return known

    def bring(self, state: str, **filled: Any) -> str:
        """A case in a state of the smooth way; gives its number."""
        return self.act(lambda people: brought_to(state, people, **filled).number)

    def go_on(self, number: str, *verbs: str) -> None:
        """Make moves of the smooth way, each by the one whose turn it is."""

        def work(people: People) -> None:
            case = first(Case, number=number)
            for verb, person, cells in ((verb, person, cells) for _start, verb, person, cells in sheets(people)):
                if verb in verbs:
                    actions.make_move(case, verb, person.actor, **cells)

        self.act(work)

    def case(self, number: str) -> Case:
        """A case as it stands."""
        return self.site.look(lambda: first(Case, number=number))

    def fill_inbox(self) -> list[str]:
        """Eighteen requests wait at 曲塘镇政协工委; gives their numbers in the order of the post."""
        return self.act(lambda people: [received(people, field, text) for _unit, field, text in POST])


class Day(Story):
    """A case and the people of the office who hand it on."""

    def __init__(self, visitor: Callable[..., Any], office: Office, number: str) -> None:
        super().__init__(visitor, {})
        self.office, self.number = office, number

    def at(self, role: str) -> Any:
        """The page of a person."""
        if role not in self.here:
            self.here[role] = self.office.arrive(self.visitor, role)
        return self.here[role]


def received(people: People, field: str | None, text: str) -> str:
    """A request as the member handed it in; gives its number."""
    contact = make_row(Contact, member_id=people.member.member.id, talk=text)
    category = first(Category, name=field).id if field else None
    committee = first(Organisation, name="曲塘镇政协工委").id
    case = actions.open_case(
        contact, people.member.actor, title=text.rstrip("。"), text=text, category_id=category,
        committee_id=committee, survey=SURVEY, suggestion=SUGGESTION,
    )  # fmt: skip
    return case.number


# Counted where the browser feels them, whatever the page makes of them.
COUNTING = """['pointerdown', 'keydown'].forEach((kind) => addEventListener(kind, () => {
  sessionStorage.setItem(kind, Number(sessionStorage.getItem(kind) || 0) + 1);
}, true));"""


ANSWERS = (
    {"办事的态度": "满意", "办理结果": "满意", "问题解决": "是"},
    {"办事的态度": "基本满意", "办理结果": "基本满意", "问题解决": "部分解决"},
    {"办事的态度": "基本满意", "办理结果": "不满意", "问题解决": "否", "哪里不满意": "没有解决"},
)


def counting(guest):
    """Count clicks and keys from now on."""
    guest.page.add_init_script(COUNTING)
    return guest


def felt(guest, kind):
    """How many there were."""
    return int(guest.page.evaluate(f"sessionStorage.getItem('{kind}') || 0"))


def routed(office, numbers):
    """Each of these cases stands at its unit to be approved; `{unit: how many}`."""
    cases = [office.case(number) for number in numbers]
    assert {case.state for case in cases} == {"to_approve"}
    names = office.site.look(lambda: {one.id: one.name for one in db.session.query(Organisation)})
    return Counter(names[case.unit_id] for case in cases)


def wanted(judged):
    """`{unit: how many}` of the morning's post, the last three as they were judged."""
    return Counter(unit for unit, *_rest in POST if unit != TO_JUDGE) + Counter(judged)


def offered(page, place):
    """The name of the unit that stands at a place of the open case."""
    return page.locator("#pane .pick b").nth(place - 1).inner_text()


def rate(story, url, name, **cells):
    """An asker scans his code at a phone and answers."""
    asker = story.visitor(size=PHONE)
    page = asker.go(urlsplit(url).path)
    for label, value in cells.items():
        page.get_by_role("group", name=label).get_by_label(value, exact=True).check()
    asker.see(f"{name}-390")
    page.get_by_role("button", name="送出").click()
    page.get_by_role("heading", name="谢谢").wait_for()


def posted(people):
    """The code that hangs at a station, and a member who keeps somebody there."""
    person = make_row(Representative)
    make_row(Pairing, member_id=people.member.member.id, representative_id=person.id)
    return make_row(StationCode).token


def progress(asker, number):
    """What the page of progress says for the number and the last four of the phone."""
    page = asker.go("/t")
    page.get_by_label("8 位查询号").fill(number)
    page.get_by_label("手机号后 4 位").fill("7340")
    page.get_by_role("button", name="查进度").click()
    return page.locator("main").inner_text()


def at_ten(day):
    """Ten o'clock of a day."""
    return clock.set_clock(clock.at(day, time(10)))


def opened_long_ago(office):
    """A case that came to its handler weeks ago; its number and its last day."""
    first_day = office.site.look(lambda: working_days().add(clock.today() - timedelta(days=45), 1))
    with at_ten(first_day):
        number = office.bring("handling")
    return number, office.case(number).due_on


def remind(site):
    """What `flask remind cases` says."""
    with site.app.app_context():
        return site.app.test_cli_runner().invoke(args=["remind", "cases", "--now"]).output


def said_by_check(site, *checks):
    """What `flask check` says under these titles."""
    with site.app.app_context():
        answer = site.app.test_cli_runner().invoke(args=["check"])
    assert answer.output.endswith(("没有发现问题。\n", "处要处理。\n")), answer.exception
    return [line for line in answer.output.splitlines() if line.startswith(checks)]


def fake(office, number, change):
    """Somebody at the database itself changes the record of 核查通过: trigger away, change, trigger back."""

    def work(_people):
        changing = f"UPDATE step_record SET {change} WHERE case_id = :case AND verb = 'pass_check'"  # noqa: S608
        tamper(db, changing, case=first(Case, number=number).id)
        for statement in append_only_statements("step_record", "sqlite"):
            db.session.execute(text(statement))

    office.act(work)
