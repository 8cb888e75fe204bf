"""One thing for each part of an address, so that every route can be fetched: `{name in the route: its value}`.

Each lies with 陈立平, 曲塘镇政协工委 and 市住房和城乡建设局, so that `other_member`, `other_clerk` and
`other_unit_leader` are the ones whose sight it is out of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from flask import current_app
from werkzeug.routing import Rule

from liaison.access import Role
from liaison.accounts.actions import open_sign_in
from liaison.accounts.models import ExportRequest, Proxy
from liaison.assignment.models import Pairing, PairRule, Plan
from liaison.casework.models import (
    Case,
    Instruction,
    ProposedNotice,
    PublicRequest,
    Revisit,
    SampleDraw,
    StationCode,
    StationDuty,
    StepRecord,
    TimeLimit,
    UrgingNotice,
)
from liaison.casework.rules.replay import holder_in
from liaison.casework.workflow import CASEWORK, MERGED, OFFICE
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.files.actions import path_of
from liaison.files.models import Attachment
from liaison.jobs.models import Job, ScheduledWork
from liaison.notices.models import Feedback, Message, Outgoing, Webhook
from liaison.orgs.models import Area, Category, Organisation, Sector, Station
from liaison.performance.actions import draw_up
from liaison.performance.models import Deed, Exemption, Gathering, Objection, Scheme, Target
from liaison.performance.rules.gatherings import code_of
from liaison.roster.actions.duplicates import settle_as_two
from liaison.roster.actions.merging import merge
from liaison.roster.models import Claim, ImportBatch, ImportRow, Membership, Representative, Term, WaitingRow
from tests.factories import People, first, make_row

YEAR = 2024
HOW = "tests/conventions/samples.py: add a property named after that part of the route"


@dataclass
class Samples:
    """The things, made when first asked for; a property's name is that of the route's part."""

    people: People
    cases: dict[str, Case] = field(default_factory=dict)

    def values(self, rule: Rule) -> Mapping[str, Any]:
        """The values of a route's parts."""
        unknown = [name for name in rule.arguments if not hasattr(self, name) and name not in (rule.defaults or {})]
        assert not unknown, f"{rule.rule} has a part {unknown} without a sample. {HOW}"
        values = {name: getattr(self, name) for name in rule.arguments}
        if rule.endpoint == "casework.note_asker_call":
            values["asked"] = self.asked_to_call
        move = CASEWORK.by_verb.get(rule.endpoint.partition(".")[2])
        return values | {"case": self.case_in(move.starts[0]).number} if move and "case" in values else values

    year = YEAR
    slot = 1
    listing = "sectors"
    kind = "representatives"
    board = "units"
    figure = "requests"
    code = "no-such-code"
    role = "office"
    filename = "base.css"
    phrase = "hint.approve"

    @cached_property
    def place(self) -> dict[str, Any]:
        """The clerk's town, as a representative's row says it."""
        town = self.people.clerk.actor.area_id
        village = first(Area, parent_id=town)
        return {"area_id": town, "village_id": village.id if village else None}

    @cached_property
    def user(self) -> int:
        """Somebody to administer."""
        return self.people.handler.user.id

    @cached_property
    def seat(self) -> int:
        """A handler's seat in the unit."""
        return self.people.handler.seat.id

    @cached_property
    def proxy(self) -> int:
        """The handler is away and somebody of his unit stands in."""
        today, colleague = clock.today(), self.people.seat("钱小红", Role.HANDLER, "市住房和城乡建设局")
        return make_row(
            Proxy, from_user_id=self.user, to_user_id=colleague.user.id, seat_id=self.seat, starts_on=today,
            ends_on=today, reason="请假", made_by="李海峰", made_at=clock.now(),
        ).id  # fmt: skip

    @cached_property
    def sign_in(self) -> int:
        """A phone that the office's code signed in."""
        return open_sign_in(self.people.member.user, "127.0.0.1", "phone", "phone")[0].id

    @cached_property
    def section(self) -> int:
        """城建科 of the unit."""
        return self.people.handler.seat.section_id

    @cached_property
    def number(self) -> int:
        """A row of a reference list."""
        return first(Sector).id

    @cached_property
    def target(self) -> int:
        """A line of a list of targets."""
        return first(Target).id

    @cached_property
    def limit(self) -> int:
        """A time limit."""
        return first(TimeLimit).id

    @cached_property
    def station_code(self) -> StationCode:
        """The code of a station of the town."""
        station = first(Station, area_id=self.place["area_id"])
        return make_row(StationCode, station_id=station.id, owner_id=self.people.clerk.seat.organisation_id)

    @property
    def station(self) -> int:
        """That station."""
        return self.station_code.station_id

    @cached_property
    def asked(self) -> int:
        """What somebody wrote through it."""
        return make_row(PublicRequest, code_id=self.station_code.id, committee_id=self.station_code.owner_id).id

    @cached_property
    def asked_to_call(self) -> int:
        """One that was accepted: the member is to call."""
        given = {
            "state": "accepted", "case_id": self.case_in("to_hand_over").id, "call_due_on": clock.today(),
            "committee_id": self.station_code.owner_id,
        }  # fmt: skip
        return make_row(PublicRequest, code_id=self.station_code.id, **given).id

    @cached_property
    def duty(self) -> int:
        """The member is on duty there."""
        return make_row(StationDuty, station_id=self.station, member_id=self.people.member.member.id, weekday=1).id

    @cached_property
    def proposal(self) -> int:
        """A field whose requests were returned by the unit and given to 市交通运输局, three times."""
        field, unit = first(Category, name="交通信号标线"), first(Organisation, name="市交通运输局")
        before = {"unit_id": self.people.unit_leader.seat.organisation_id}
        for _ in range(3):
            case = make_row(Case, category_id=field.id, unit_id=unit.id)
            make_row(
                StepRecord, case_id=case.id, seq=1, step=4, round=1, verb="rule_reassign", before=before,
                filled={"unit_id": unit.id}, actor_name="李为民", actor_role="director", acted_at=clock.now(),
                acted_on=clock.today(),
            )  # fmt: skip
        return field.id

    @cached_property
    def library(self) -> int:
        """The library that the librarian keeps."""
        return self.people.librarian.seat.library_id

    @cached_property
    def member(self) -> int:
        """陈立平."""
        return self.people.member.member.id

    @cached_property
    def term(self) -> int:
        """The term that lasts."""
        return make_row(Term, name="十五届", starts_on=date(2022, 1, 1)).id

    @cached_property
    def claim(self) -> int:
        """A request of somebody about his own data."""
        return make_row(
            Claim, thing="representative", thing_id=self.representative, kind="更正", way="电话", state="open",
            asked_on=clock.today(), due_on=clock.today(), recorded_by="周梅", recorded_at=clock.now(),
        ).id  # fmt: skip

    @cached_property
    def representative(self) -> int:
        """Somebody of the town."""
        return make_row(Representative, **self.place).id

    @cached_property
    def first(self) -> int:
        """Somebody who looks like another."""
        return make_row(Representative, **self.place).id

    @cached_property
    def second(self) -> int:
        """The other."""
        return make_row(Representative, **self.place).id

    def two(self) -> list[Representative]:
        """Two of the town."""
        return [make_row(Representative, **self.place) for _ in range(2)]

    @cached_property
    def pair(self) -> int:
        """Two who were settled as two."""
        return settle_as_two(*self.two(), self.people.office.actor).id

    @cached_property
    def merge(self) -> int:
        """Two who were merged."""
        return merge(*self.two(), self.people.office.actor).id

    @cached_property
    def membership(self) -> int:
        """His place in that library."""
        return make_row(Membership, representative_id=self.representative, library_id=self.library).id

    @cached_property
    def batch(self) -> int:
        """A book that was read in."""
        return make_row(
            ImportBatch, kind="representatives", file_name="M10.xlsx", sha256="0" * 64, library_id=self.library,
            imported_at=clock.now(), imported_by="马会云",
        ).id  # fmt: skip

    @cached_property
    def row(self) -> int:
        """A row of it that waits."""
        return make_row(
            WaitingRow, batch_id=self.batch, sheet="Sheet1", row_number=7, column="姓名", code="NAME_MISSING",
            sentence="请填姓名", outcome="review", cells={}, fingerprint="x",
        ).id  # fmt: skip

    @cached_property
    def job(self) -> int:
        """Something that the office handed in."""
        return make_row(
            Job, kind="sample", title="读入 M10.xlsx", payload={}, user_id=self.people.office.user.id,
            actor=asdict(self.people.office.actor), back="/representatives", key="0" * 24, made_at=clock.now(),
        ).id  # fmt: skip

    @cached_property
    def line(self) -> int:
        """A row of it that is looked at before it goes in."""
        return make_row(ImportRow, batch_id=self.batch, sheet="Sheet1", number=8, cells={}, outcome="created").id

    @cached_property
    def application(self) -> int:
        """What the clerk asks for: a list with whole numbers."""
        clerk = self.people.clerk
        return make_row(
            ExportRequest, listing="representatives", title="界别群众代表信息总库", address="/representatives/export",
            range="状态 在库", columns=["name", "phone"], row_count=2, purpose="打印联系卡发给委员",
            user_id=clerk.user.id, asked_by=clerk.user.name, asked_as="经办", asked_at=clock.now(), state="asked",
        ).id  # fmt: skip

    @cached_property
    def plan(self) -> int:
        """The plan in force."""
        return make_row(Plan, year=YEAR).id

    @cached_property
    def other(self) -> int:
        """A draft beside it."""
        return make_row(Plan, year=YEAR, state="draft").id

    @cached_property
    def rule(self) -> int:
        """Two who stay together."""
        return make_row(
            PairRule, kind="lock", member_id=self.member, representative_id=self.representative, made_at=clock.now(),
            made_by="刘芸",
        ).id  # fmt: skip

    @cached_property
    def pairing(self) -> int:
        """A pairing of the member's."""
        return make_row(
            Pairing, plan_id=self.plan, member_id=self.member, representative_id=self.representative
        ).id  # fmt: skip

    @cached_property
    def contact_row(self) -> Contact:
        """A contact of the member's."""
        return make_row(Contact, member_id=self.member, representative_id=self.representative)

    @cached_property
    def contact(self) -> str:
        """Its number."""
        return self.contact_row.number

    def case_in(self, state: str) -> Case:
        """A case in this state: of the committee, handled by the unit's section, held by whose turn it is."""
        if state not in self.cases:
            unit, committee = self.people.unit_leader.seat.organisation_id, self.people.clerk.seat.organisation_id
            holder = {OFFICE: self.people.office.seat.organisation_id}.get(CASEWORK.by_code[state].holder)
            self.cases[state] = make_row(
                Case, contact_id=self.contact_row.id, state=state, unit_id=unit, section_id=self.section,
                committee_id=committee, area_id=self.place["area_id"],
                holder_organisation_id=holder or holder_in(state, committee, unit), transferred_on=clock.today(),
                merged_into_id=self.case_row.id if state == MERGED else None,
            )  # fmt: skip
        return self.cases[state]

    @cached_property
    def scheme_row(self) -> Scheme:
        """A draft of a year's scheme."""
        return draw_up(YEAR, self.people.office.actor, shipped="default")

    @property
    def scheme(self) -> int:
        """Its id."""
        return self.scheme_row.id

    @property
    def scheme_item(self) -> int:
        """A line of it."""
        return self.scheme_row.items[0].id

    @cached_property
    def deed(self) -> int:
        """A record of the member's, by the clerk's committee."""
        return make_row(
            Deed, member_id=self.member, kind="会议活动", result="出席", title="座谈会", held_on=date(2024, 5, 6),
            organisation_id=self.people.clerk.seat.organisation_id, recorded_by="王敏", recorded_at=clock.now(),
        ).id  # fmt: skip

    @cached_property
    def gathering(self) -> int:
        """An activity of the clerk's committee."""
        return make_row(
            Gathering, kind="会议活动", title="签到", held_on=date(2024, 5, 6), starts_at=clock.at(date(2024, 5, 6)),
            minutes_before=60, minutes_after=60, token="sample", made_by="王敏", made_at=clock.now(),
            organisation_id=self.people.clerk.seat.organisation_id,
        ).id  # fmt: skip

    @property
    def pass_code(self) -> str:
        """What a member scans there."""
        return code_of(self.gathering, "sample")

    @cached_property
    def objection(self) -> int:
        """What the member holds against his account."""
        return make_row(Objection, year=YEAR, member_id=self.member, text="少了一次", made_at=clock.now()).id

    @cached_property
    def exemption(self) -> int:
        """The member is not assessed."""
        return make_row(
            Exemption, year=YEAR, member_id=self.member, reason="病休", made_by="刘芸", made_at=clock.now()
        ).id  # fmt: skip

    @property
    def case_row(self) -> Case:
        """A case that is being handled."""
        return self.case_in("handling")

    @property
    def case(self) -> str:
        """Its number."""
        return self.case_row.number

    @cached_property
    def notice(self) -> str:
        """The number of a notice to the unit."""
        return make_row(
            UrgingNotice, number="CB20240001", case_id=self.case_row.id, level=2, cause="超期", demand="请尽快办理",
            unit_id=self.case_row.unit_id, issued_by="高远", issued_at=clock.now(), issued_on=clock.today(),
        ).number  # fmt: skip

    @cached_property
    def proposed(self) -> int:
        """A notice that waits for the office."""
        return make_row(
            ProposedNotice, case_id=self.case_row.id, round=1, level=3, rung_on=clock.today(), cause="没有进展",
            demand="请抓紧办理", proposed_at=clock.now(), proposed_on=clock.today(),
        ).id  # fmt: skip

    @cached_property
    def instruction(self) -> int:
        """What a leader wrote on the case, to the unit."""
        return make_row(
            Instruction, case_id=self.case_row.id, addressee="承办单位", text="请抓紧办理", given_by="主席",
            given_by_id=self.people.leader.user.id, given_at=clock.now(), given_on=clock.today(),
        ).id  # fmt: skip

    @cached_property
    def revisit(self) -> int:
        """A case that was drawn to be revisited."""
        draw = make_row(
            SampleDraw, quarter="2026Q2", public_number="123", percent=5, population=1, population_sum="0" * 64,
            drawn_at=clock.now(), drawn_by="市政协办公室 刘芸",
        )  # fmt: skip
        return make_row(Revisit, draw_id=draw.id, case_id=self.case_row.id, place=1, unit="市住房和城乡建设局").id

    @property
    def guide(self) -> str:
        """A page of help."""
        return "unit-leader"

    @cached_property
    def feedback(self) -> int:
        """What 陈立平 wrote to the office."""
        return make_row(
            Feedback, user_id=self.people.member.user.id, seat="曲塘镇政协工委 委员", page="/contacts", text="字太小",
            phone="15400017351", made_at=clock.now(),
        ).id  # fmt: skip

    @cached_property
    def message(self) -> int:
        """Something that 陈立平 is told."""
        return make_row(
            Message, user_id=self.people.member.user.id, kind="plan", title="2026 年您联系的代表已经定了",
            body="点开看是哪几位。", link="/", made_at=clock.now(),
        ).id  # fmt: skip

    @cached_property
    def letter(self) -> int:
        """A mail to him that did not get out."""
        return make_row(
            Outgoing, channel="mail", user_id=self.people.member.user.id, kind="plan", subject="您联系的代表有变动",
            link="/", state="given_up", tries=5, made_at=clock.now(), due_at=clock.now(), error="没有收",
        ).id  # fmt: skip

    @cached_property
    def organisation(self) -> int:
        """An organisation whose group has a robot."""
        unit = self.people.unit_leader.seat.organisation_id
        address = "https://qyapi.weixin.qq.com/"
        make_row(Webhook, organisation_id=unit, robot="wecom", address=address, made_at=clock.now())
        return unit

    @cached_property
    def entry(self) -> str:
        """Something that is done by the clock."""
        return make_row(ScheduledWork, name="notices.deliver", slot_at=clock.now()).name

    @cached_property
    def attachment(self) -> int:
        """A photo of the case."""
        row = make_row(
            Attachment, thing="case", thing_id=self.case_row.id, name="路口.jpg", stored_as="0" * 32,
            mime="image/jpeg", size=1, sha256="0" * 64, added_at=clock.now(),
        )  # fmt: skip
        path = path_of(row, current_app.config["INSTANCE"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\xd8\xff\xd9")
        return row.id
