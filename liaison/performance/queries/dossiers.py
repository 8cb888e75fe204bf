"""Reading dossiers (履职档案): any number of members of one term in the same handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor, Role
from liaison.accounts.models import Seat
from liaison.assignment.models import DRAFT, Pairing, Plan
from liaison.casework.models import Case
from liaison.casework.queries import cases_visible_to
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact
from liaison.contacts.queries import contacts_visible_to
from liaison.contacts.rules import VOID
from liaison.core.db import db
from liaison.core.text import mask_phone
from liaison.orgs.models import Channel, Organisation
from liaison.performance.models import VALID, Deed, Scheme, ScoreEntry, ScoreYear
from liaison.performance.queries.deeds import files_count
from liaison.performance.queries.facts import VOIDED, members_counted_for
from liaison.performance.queries.ledger import year_results
from liaison.performance.queries.reports import reports_of
from liaison.performance.rules.dossiers import Dossier, Kept, Span, sections_of
from liaison.performance.rules.grading import Result
from liaison.performance.rules.schemes import MINUS
from liaison.roster.models import Member, MemberTerm, Representative, Term

SEES_ASKERS = frozenset({Role.MEMBER, Role.OFFICE})
STATE_TITLES = {state.code: state.title for state in CASEWORK.states}
PERSONAL = frozenset({"民族", "出生年月", "政治面貌", "学历", "联系电话", "备注"})
Results = dict[int, tuple[bool, dict[int, Result]]]  # {year: (whether it is closed, {member: result})}


def dossier_of(actor: Actor, member: Member, span: Span) -> Dossier:
    """One member's dossier as this reader may see it: himself with his whole number; whoever took his seat over
    without what is personal."""
    is_own = actor.role is Role.MEMBER and is_himself(actor, member)
    [found] = dossiers_of(actor, [member], span, results_within(span), has_phones=is_own)
    if actor.role is Role.MEMBER and not is_own:
        return replace(found, facts=tuple(fact for fact in found.facts if fact[0] not in PERSONAL))
    return found


def dossiers_of(
    actor: Actor, members: Sequence[Member], span: Span, results: Results, *, has_phones: bool = False
) -> list[Dossier]:
    """The dossiers of some members in their order. Six statements, however many they are and whatever they did.

    results: as `results_within` gives them; has_phones: with whole numbers.
    """
    kept = {member.id: Kept(hides_askers=actor.role not in SEES_ASKERS) for member in members}
    for name, rows in rows_within(actor, list(kept), span).items():
        for row in rows:
            getattr(kept[row.member_id], name).append(row)
    for year, (is_closed, found) in results.items():
        for member_id in found.keys() & kept.keys():
            kept[member_id].results[year] = is_closed, found[member_id]
    return [
        Dossier(one.id, one.no, one.name, span, facts_of(one, has_phones), sections_of(kept[one.id], STATE_TITLES))
        for one in members
    ]


def rows_within(actor: Actor, ids: Sequence[int], span: Span) -> dict[str, Sequence[Row[Any]]]:
    """`{list of Kept: its rows}` of these members, each kind in one statement."""
    return {
        "pairs": pairs_within(ids, span), "contacts": contacts_within(actor, ids, span),
        "cases": cases_within(actor, ids, span), "deeds": deeds_within(ids, span), "costs": costs_within(ids, span),
        "reports": [row for row in reports_of(ids) if span.holds_year(row.year)],
    }  # fmt: skip


def within(day: Any, span: Span) -> ColumnElement[bool]:
    """Whether a day of a row lies in the span."""
    return and_(day >= (span.since or date.min), day <= (span.until or date.max))


def pairs_within(ids: Sequence[int], span: Span) -> Sequence[Row[Any]]:
    """Whom they kept on any day of the span, drafts left out; those of today first."""
    statement = (
        select(
            Pairing.member_id, Plan.year, Pairing.slot, Pairing.is_current, Pairing.started_on, Pairing.ended_on,
            Pairing.end_reason, Pairing.representative_id, Representative.name,
        )
        .join(Pairing.plan).join(Pairing.representative)
        .where(
            Pairing.member_id.in_(ids), Plan.state != DRAFT, Pairing.started_on <= (span.until or date.max),
            or_(Pairing.ended_on.is_(None), Pairing.ended_on >= func.coalesce(span.since, Pairing.started_on)),
        )
        .order_by(Pairing.is_current.desc(), Pairing.started_on, Pairing.slot, Pairing.id)
    )  # fmt: skip
    return [row for row in db.session.execute(statement) if row.ended_on is None or row.ended_on >= row.started_on]


def contacts_within(actor: Actor, ids: Sequence[int], span: Span) -> Sequence[Row[Any]]:
    """Their contacts that count, oldest first; is_confidential: an asker of one of its cases wants his name kept."""
    secret = select(Case.id).where(Case.contact_id == Contact.id, Case.is_confidential).exists()
    statement = (
        select(
            Contact.member_id, Contact.number, Contact.contacted_on, Contact.topics, Contact.talk,
            Contact.representative_id, Channel.name.label("channel"), Representative.name.label("representative"),
            secret.label("is_confidential"),
        )
        .join(Contact.channel).join(Contact.representative)
        .where(
            Contact.member_id.in_(ids), Contact.state != VOID, within(Contact.contacted_on, span),
            contacts_visible_to(actor),
        )
        .order_by(Contact.contacted_on, Contact.id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def cases_within(actor: Actor, ids: Sequence[int], span: Span) -> Sequence[Row[Any]]:
    """The cases of their contacts that are not void, oldest first."""
    statement = (
        select(
            Contact.member_id, Case.number, Case.title, Case.state, Case.raised_on, Case.rating,
            Organisation.short.label("unit"),
        )
        .join(Case.contact).outerjoin(Organisation, Organisation.id == Case.unit_id)
        .where(
            Contact.member_id.in_(ids), Contact.state != VOID, Case.state != VOIDED, within(Case.raised_on, span),
            cases_visible_to(actor),
        )
        .order_by(Case.raised_on, Case.id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def deeds_within(ids: Sequence[int], span: Span) -> Sequence[Row[Any]]:
    """What was written down of them and stands, oldest first."""
    statement = select(
        Deed.member_id, Deed.kind, Deed.result, Deed.title, Deed.held_on, Deed.place, Deed.authors, Deed.amount,
        files_count().label("files"),
    ).where(Deed.member_id.in_(ids), Deed.state == VALID, within(Deed.held_on, span))
    return db.session.execute(statement.order_by(Deed.held_on, Deed.id)).all()


def costs_within(ids: Sequence[int], span: Span) -> Sequence[Row[Any]]:
    """The lines of their ledgers that cost points and that nothing has reversed."""
    later = aliased(ScoreEntry)
    statement = (
        select(
            ScoreEntry.member_id, ScoreEntry.year, ScoreEntry.item, ScoreEntry.reason, ScoreEntry.points,
            ScoreEntry.source,
        )
        .where(
            ScoreEntry.member_id.in_(ids), ScoreEntry.part == MINUS, ScoreEntry.points != 0,
            ScoreEntry.reverses_id.is_(None), ~select(later.id).where(later.reverses_id == ScoreEntry.id).exists(),
        )
        .order_by(ScoreEntry.year, ScoreEntry.id)
    )  # fmt: skip
    return [row for row in db.session.execute(statement) if span.holds_year(row.year)]


def results_within(span: Span) -> Results:
    """The results of the years of a span; two statements for each of its years."""
    accounts = select(ScoreYear).options(joinedload(ScoreYear.scheme).selectinload(Scheme.items))
    years = [one for one in db.session.scalars(accounts.order_by(ScoreYear.year)) if span.holds_year(one.year)]
    return {one.year: (one.is_closed, year_results(one)) for one in years}


def facts_of(member: Member, has_phones: bool) -> tuple[tuple[str, str], ...]:
    """Who a member is, as `(word, value)`; his telephone masked unless it may be whole."""
    home = "".join(one.name for one in (member.home_area, member.home_village) if one)
    phone = (member.phone.full if has_phones else mask_phone(member.phone)) if member.phone else ""
    facts = (
        ("委员编号", member.no), ("姓名", member.name), ("性别", member.gender), ("民族", member.ethnic),
        ("出生年月", member.birth), ("政治面貌", member.party), ("学历", member.education), ("联系电话", phone),
        ("界别", member.sector.name), ("政协职务", member.duty), ("常委", "是" if member.is_standing else "否"),
        ("首任届次", member.first_term), ("所属工委（工作组）", member.organisation and member.organisation.name),
        ("专委会", member.committee), ("工作单位", member.unit), ("职务", member.post), ("居住", home),
        ("工作区镇", member.work_area and member.work_area.name),
    )  # fmt: skip
    rare = (("任职日期", member.entered_on), ("离任", left_words(member)), ("备注", member.remark))
    told = (*facts, *((word, value) for word, value in rare if value))
    return tuple((word, str(value or "")) for word, value in told)


def left_words(member: Member) -> str:
    """When and why he left."""
    return f"{member.left_on}，{member.left_reason or '没有写原因'}" if member.left_on else ""


def is_himself(actor: Actor, member: Member) -> bool:
    """Whether the actor's account is the member's own, and not one that his seat was passed on to (换人)."""
    return actor.user_id is not None and actor.user_id == member.user_id


def spans_for(actor: Actor, member: Member) -> dict[int, Span]:
    """`{term id: days}` of the terms in which a member served, the latest first; `{0: all}` where none is known.

    Whoever took his seat over (换人) sees only what came since.
    """
    terms = db.session.scalars(select(Term).where(or_(*served(member))).order_by(Term.starts_on.desc()))
    spans = {term.id: Span(term.name, term.starts_on, term.ends_on) for term in terms} or {0: Span()}
    if actor.role is not Role.MEMBER or is_himself(actor, member):
        return spans
    since = db.session.scalar(select(func.max(Seat.started_on)).where(Seat.id == actor.seat_id))
    own = {key: span.after(since) for key, span in spans.items() if since}
    return {key: span for key, span in own.items() if span.until is None or span.until >= since}


def served(member: Member) -> Iterable[ColumnElement[bool]]:
    """The terms in which a member served: those that say so, and the one that lasts, if he was there on any day."""
    yield select(MemberTerm.id).where(MemberTerm.term_id == Term.id, MemberTerm.member_id == member.id).exists()
    lasts = Term.ends_on.is_(None)
    yield and_(lasts, Term.starts_on < member.left_on) if member.left_on else lasts


def spans() -> dict[int, Span]:
    """`{term id: days}` of all terms, the latest first; `{0: all}` where none is written down."""
    terms = db.session.scalars(select(Term).order_by(Term.starts_on.desc()))
    return {term.id: Span(term.name, term.starts_on, term.ends_on) for term in terms} or {0: Span()}


def members_of_span(actor: Actor, term_id: int, span: Span) -> Sequence[int]:
    """The ids of all who served in a term, in the order of 委员编号; term_id 0: everybody."""
    noted = select(MemberTerm.id).where(MemberTerm.term_id == term_id, MemberTerm.member_id == Member.id).exists()
    there = or_(Member.left_on.is_(None), Member.left_on > span.since) if span.since else Member.id.is_not(None)
    wanted = (noted | there) if span.until is None else noted
    statement = select(Member.id).where(members_counted_for(actor), wanted if term_id else there)
    return db.session.scalars(statement.order_by(Member.no)).all()


def members_with_ids(actor: Actor, ids: Sequence[int]) -> Sequence[Member]:
    """These members with what their dossiers say of them, in the order of 委员编号."""
    people = (Member.sector, Member.organisation, Member.home_area, Member.home_village, Member.work_area)
    statement = select(Member).where(members_counted_for(actor), Member.id.in_(ids)).order_by(Member.no)
    return db.session.scalars(statement.options(*(joinedload(one) for one in people))).all()
