"""The terms of the committee: the first one is written down, later ones follow upon each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import insert, or_, select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.text import same_word
from liaison.roster.actions.members import leave_member
from liaison.roster.models import Member, MemberTerm, Term
from liaison.roster.queries import current_term

REASON = "换届"


def open_term(name: str, starts_on: date, actor: Actor) -> Term:
    """Write down the term that lasts now. Raises Refused when there is one."""
    standing = current_term()
    if standing:
        raise Refused(f"现在是{standing.name}，还没有结束。要开始新的一届，请用“换届”。")
    refuse_known_name(name)
    term = Term(name=name, starts_on=starts_on)
    db.session.add(term)
    record("term.open", term, actor, changes={"日期": [None, starts_on]})
    return term


def refuse_known_name(name: str) -> None:
    """Refuse a term that was there already."""
    if any(same_word(known) == same_word(name) for known in db.session.scalars(select(Term.name))):
        sentence = f"已经有{name}了，请写新一届的届次"
        raise Refused(sentence, {"name": sentence})


def refuse_wrong_day(term: Term, day: date) -> None:
    """Refuse a first day of the next term that lies in the future, or not after this term's."""
    if day > clock.today():
        sentence = "日期还没到，请到那一天再换届"
        raise Refused(sentence, {"day": sentence})
    if day <= term.starts_on:
        sentence = f"{term.name}从 {term.starts_on} 开始，新一届要在这以后"
        raise Refused(sentence, {"day": sentence})


def follow_term(term: Term, name: str, day: date, leaving: Sequence[Member], actor: Actor) -> Term:
    """End a term and begin the next one on a day: those who leave leave on it, the rest and the new ones serve on.

    Who served in each of the two is written down; somebody whose 首任届次 is the new term entered on its first day.
    Raises Refused as `refuse_known_name` and `refuse_wrong_day`.
    """
    refuse_known_name(name)
    refuse_wrong_day(term, day)
    following = Term(name=name, starts_on=day)
    term.ends_on = day - timedelta(days=1)
    db.session.add(following)
    db.session.flush()
    newcomers = {member.id for member in serving() if same_word(member.first_term or "") == same_word(name)}
    note_service(term, (one for one in served_in(term, day) if one not in newcomers))
    for member in leaving:
        leave_member(member, actor, REASON, day)
    note_service(following, (member.id for member in serving()))
    for member in serving():
        if member.id in newcomers:
            member.entered_on = day
    counts = {"离任": [None, len(leaving)], "新任": [None, len(newcomers)]}
    record("term.end", term, actor, changes={"届次": [term.name, name], "日期": [None, day], **counts})
    return following


def serving() -> Sequence[Member]:
    """The members who serve."""
    return db.session.scalars(select(Member).where(Member.left_on.is_(None)).order_by(Member.no)).all()


def served_in(term: Term, day: date) -> Sequence[int]:
    """The ids of those who served on any day of a term that ends before this day."""
    until = or_(Member.left_on.is_(None), Member.left_on > term.starts_on)
    since = or_(Member.entered_on.is_(None), Member.entered_on < day)
    return db.session.scalars(select(Member.id).where(until, since)).all()


def note_service(term: Term, member_ids: Iterable[int]) -> None:
    """Write down who served in a term; who stands there already stays."""
    known = set(db.session.scalars(select(MemberTerm.member_id).where(MemberTerm.term_id == term.id)))
    rows = [{"member_id": one, "term_id": term.id} for one in member_ids if one not in known]
    if rows:
        db.session.execute(insert(MemberTerm), rows)
