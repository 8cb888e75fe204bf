"""An office that works for a day: the same people in every story, and what they find on their desks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liaison.accounts.models import Seat, User
from liaison.casework import actions
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.orgs.models import Category, Organisation
from liaison.roster.models import Member
from tests.casework.stories import SUGGESTION, SURVEY, brought_to, sheets
from tests.factories import People, Person, first, make_row
from tests.journeys.conftest import Site, with_password

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
        self.usernames: dict[str, str] = site.fill(self.found)

    def found(self, people: People) -> dict[str, str]:
        """Give each one an account with a password; gives their user names."""
        for role in ROLES:
            person = getattr(people, role)
            self.ids[role] = (person.user.id, person.seat.id, person.member.id if person.member else None)
        return {role: with_password(getattr(people, role)) for role in ROLES}

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
