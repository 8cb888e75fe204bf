"""Plans, their pairings and their proof; what the office settles beforehand: weights, locks, places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment, append_only
from liaison.roster.models import Member, Representative

DRAFT, PUBLISHED, ENDED = "draft", "published", "ended"
STATE_TITLES = {DRAFT: "草稿", PUBLISHED: "已发布", ENDED: "已结束"}
SOLVED, IMPORTED = "求解", "导入"
SUPERSEDED = "新方案发布"  # The reason of every pairing that was in force when its plan ended.
CHANGE_OF_TERM = "换届"
LOCK, FORBID = "lock", "forbid"
RULE_TITLES = {LOCK: "锁定", FORBID: "禁止"}
OWN_UNIT, RELATIVES, OFFICE = "own_unit", "relatives", "office"
WHYS = {OWN_UNIT: "同一单位", RELATIVES: "亲属", OFFICE: "办公室定"}
LASTED = (SUPERSEDED, CHANGE_OF_TERM)  # Ended for these reasons a pair was in force on its last day until midnight.


class PlanSetting(Base):
    """What counts how much when a year's plans are drawn up: one version, never changed afterwards.

    number: of the version within its year; values: as `rules.Settings.as_json` gives them.
    """

    __tablename__ = "plan_setting"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str]

    def __str__(self) -> str:
        return f"{self.year} 年第 {self.number} 版设置"


append_only(PlanSetting.__table__)


class PlanPreview(Base):
    """What a setting that is not saved yet would move. figures: `{"before": …, "after": …}`, empty until it is known.

    values: as in PlanSetting; moves: `{"ended": [[member id, representative id]], "new": …}` from the plan that the
    setting of today gives to the one of this setting; job_id: the job that reckons it.
    """

    __tablename__ = "plan_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    moves: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    job_id: Mapped[int | None]

    @property
    def is_known(self) -> bool:
        """Whether it has been reckoned."""
        return bool(self.figures)

    def __str__(self) -> str:
        return f"{self.year} 年设置试算"


class Plan(Base):
    """One way of giving members their representatives in one year. figures: what it achieved when it was made.

    state: draft → published → ended; source: 求解 / 导入; name: 第 1 稿, 第 2 稿 … within the year; made_by_id: whose
    draft it is, None of the server's own; setting: None of the shipped defaults; base: the plan whose pairs it was to
    keep; method: how it was solved, highs / python, None where it was not; job_id: the job that drew it up.
    """

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("year", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=DRAFT)
    source: Mapped[str]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str]
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[str | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    setting_id: Mapped[int | None] = mapped_column(ForeignKey("plan_setting.id"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    method: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    job_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    setting: Mapped[PlanSetting | None] = relationship()
    base: Mapped[Plan | None] = relationship(remote_side=id)

    @property
    def is_published(self) -> bool:
        """Whether it is in force."""
        return self.state == PUBLISHED

    @property
    def is_editable(self) -> bool:
        """Whether its pairs may be changed by hand: a draft, or the plan in force."""
        return self.state in (DRAFT, PUBLISHED)

    @property
    def title(self) -> str:
        """What tells it from the other plans of its year: 2026 年方案（第 2 稿）."""
        return f"{self.year} 年方案（{self.name}）"

    def __str__(self) -> str:
        return self.title if self.state == DRAFT else f"{self.year} 年方案"


class PlanCertificate(Base):
    """The proof of a plan as it was solved. body: `rules.certificate.to_bytes`; sha256: of the body, in hex."""

    __tablename__ = "plan_certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]


class Pairing(Base):
    """One representative kept by one member. is_current: in force today.

    km: from the representative's village to the member's home or the centre of his town of work, whichever is nearer;
    started_on, ended_on: first and last day in force; of a plan superseded at once the last lies before the first.
    """

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint("slot BETWEEN 1 AND 5", name="slot"),
        Index("ix_pairing_plan_id", "plan_id"),
        Index(
            "uq_pairing_plan_slot", "plan_id", "member_id", "slot", unique=True,
            sqlite_where=text("ended_on IS NULL"), postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "uq_pairing_plan_representative", "plan_id", "representative_id", unique=True,
            sqlite_where=text("ended_on IS NULL"), postgresql_where=text("ended_on IS NULL"),
        ),
        Index(
            "uq_pairing_current_slot", "member_id", "slot", unique=True,
            sqlite_where=text("is_current"), postgresql_where=text("is_current"),
        ),
        Index(
            "uq_pairing_current_representative", "representative_id", unique=True,
            sqlite_where=text("is_current"), postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    slot: Mapped[int]
    km: Mapped[float | None]
    is_same_sector: Mapped[bool] = mapped_column(default=False)
    is_by_hand: Mapped[bool] = mapped_column(default=False)
    is_current: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]

    plan: Mapped[Plan] = relationship()
    member: Mapped[Member] = relationship()
    representative: Mapped[Representative] = relationship()

    def __str__(self) -> str:
        return f"{self.member.name}—{self.representative.name}"


class PairRule(Base):
    """A pair that every plan has (lock) or none may have (forbid), until it is lifted.

    why: own_unit / relatives / office; ended_at: when it was lifted.
    """

    __tablename__ = "pair_rule"
    __table_args__ = (
        Index(
            "uq_pair_rule_open_pair", "member_id", "representative_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_pair_rule_open_lock", "representative_id", unique=True,
            sqlite_where=text("ended_at IS NULL AND kind = 'lock'"),
            postgresql_where=text("ended_at IS NULL AND kind = 'lock'"),
        ),
        CheckConstraint("kind IN ('lock', 'forbid')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    why: Mapped[str] = mapped_column(default=OFFICE)
    note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    member: Mapped[Member] = relationship()
    representative: Mapped[Representative] = relationship()

    @property
    def kind_title(self) -> str:
        """锁定 / 禁止."""
        return RULE_TITLES[self.kind]

    @property
    def why_title(self) -> str:
        """Why, in words."""
        return WHYS[self.why]

    def __str__(self) -> str:
        return f"{self.member.name}—{self.representative.name}"


class MemberPlaces(Base):
    """How many representatives a member keeps in a year, where these are not five: on leave, abroad. 0 = none."""

    __tablename__ = "member_places"
    __table_args__ = (
        UniqueConstraint("year", "member_id"),
        CheckConstraint("places BETWEEN 0 AND 5", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    places: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    member: Mapped[Member] = relationship()

    def __str__(self) -> str:
        return f"{self.year} 年 {self.member.name}"
