"""Who may see whom in the libraries: clauses for lists, counts, search and export alike, and finders for pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor, Role
from liaison.core.db import db
from liaison.roster.models import ImportBatch, Library, Member, Membership, Representative, WaitingRow

SEES_ALL = frozenset({Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.SYSTEM})
AT_COMMITTEE = frozenset({Role.CLERK, Role.DIRECTOR})
# Whoever holds one of these reads the names of all members.
STAFF = SEES_ALL | AT_COMMITTEE | {Role.UNIT_LEADER, Role.HANDLER, Role.LIBRARIAN, Role.ADMIN}


def libraries_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The libraries an actor may look into: his own, or those of his organisation or town; some see all."""
    if actor.role in SEES_ALL:
        return true()
    if actor.role is Role.LIBRARIAN:
        return Library.id == actor.library_id
    if actor.role not in AT_COMMITTEE | {Role.UNIT_LEADER} or actor.organisation_id is None:
        return false()
    own = Library.owner_id == actor.organisation_id
    return or_(own, Library.area_id == actor.area_id) if actor.area_id and actor.role in AT_COMMITTEE else own


def representatives_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The representatives an actor may see; whoever was merged into another is seen by nobody.

    A committee: those of its town and of its sub-library; keepers: those of their library; a member: those of his
    towns and of his sector (his own five are added where pairings are known). Source: DECISIONS 13.
    """
    return and_(Representative.merged_into_id.is_(None), representatives_ever_visible_to(actor))


def representatives_ever_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same, those merged since among them: only for telling who was merged into whom."""
    if actor.role in SEES_ALL:
        return true()
    if actor.role is Role.MEMBER:
        return near_member(actor)
    kept = in_library(libraries_visible_to(actor))
    return or_(Representative.area_id == actor.area_id, kept) if actor.area_id and actor.role in AT_COMMITTEE else kept


def in_library(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Those who stand in such a library now."""
    libraries = select(Library.id).where(which).correlate(None)
    standing = select(Membership.representative_id).where(
        Membership.ended_on.is_(None), Membership.library_id.in_(libraries)
    )
    return Representative.id.in_(standing.correlate(None))


def near_member(actor: Actor) -> ColumnElement[bool]:
    """Those who live where the member lives or works, or who share his sector; gone ones are left out."""
    if actor.member_id is None:
        return false()

    def own(column: Any) -> Select[Any]:
        return select(column).where(Member.id == actor.member_id)

    towns = [Representative.area_id.in_(own(area)) for area in (Member.home_area_id, Member.work_area_id)]
    near = or_(*towns, Representative.sector_id.in_(own(Member.sector_id)))
    return Representative.left_on.is_(None) & near


def members_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Staff see every member; a member sees himself."""
    if actor.role is Role.MEMBER:
        return Member.id == actor.member_id
    return true() if actor.role in STAFF else false()


def reads_details_of(actor: Actor, member: Member) -> bool:
    """Whether somebody reads what is personal of a member beyond name, work and telephone (birth, party, remark …).

    Himself, his committee, and those who see all; the rest of the staff need it for nothing. Source: PIPL art. 6.
    """
    is_committee = actor.role in AT_COMMITTEE and actor.organisation_id == member.organisation_id
    return actor.role in SEES_ALL or is_committee or (actor.role is Role.MEMBER and actor.member_id == member.id)


def waiting_rows_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The waiting rows an actor may settle: the office all, others those of their own libraries' books."""
    if actor.role is Role.OFFICE:
        return true()
    own = select(Library.id).where(libraries_visible_to(actor))
    return WaitingRow.batch_id.in_(select(ImportBatch.id).where(ImportBatch.library_id.in_(own)))


def library_for(actor: Actor, library_id: int) -> Library | None:
    """The library, if the actor may see it."""
    return seen(select(Library).where(Library.id == library_id, libraries_visible_to(actor)))


def any_library(_actor: Actor, library_id: int) -> Library | None:
    """The library, for those whose permission alone is enough."""
    return db.session.get(Library, library_id)


# Put together once: that takes longer than to ask it.
REPRESENTATIVE = select(Representative).options(
    joinedload(Representative.sector), joinedload(Representative.identity_type), joinedload(Representative.area),
    joinedload(Representative.village),
)  # fmt: skip
MEMBER = select(Member).options(
    joinedload(Member.sector), joinedload(Member.organisation), joinedload(Member.home_area),
    joinedload(Member.home_village), joinedload(Member.work_area),
)  # fmt: skip


def representative_for(actor: Actor, representative_id: int) -> Representative | None:
    """The representative, if the actor may see him; with what his page shows."""
    return seen(REPRESENTATIVE.where(Representative.id == representative_id, representatives_visible_to(actor)))


def member_for(actor: Actor, member_id: int) -> Member | None:
    """The member, if the actor may see him; with what his page shows."""
    return seen(MEMBER.where(Member.id == member_id, members_visible_to(actor)))


def membership_for(actor: Actor, membership_id: int) -> Membership | None:
    """A membership of a representative and in a library that the actor may both see."""
    statement = select(Membership).join(Membership.representative).join(Membership.library)
    within = (Membership.id == membership_id, representatives_visible_to(actor), libraries_visible_to(actor))
    return seen(statement.where(*within))


def waiting_row_for(actor: Actor, row_id: int) -> WaitingRow | None:
    """The waiting row, if the actor may settle it."""
    return seen(select(WaitingRow).where(WaitingRow.id == row_id, waiting_rows_visible_to(actor)))


def seen(statement: Select[Any]) -> Any:
    """The one row of a finder, or None."""
    return db.session.scalar(statement)


def representative_or_keeper_for(actor: Actor, representative_id: int) -> Representative | None:
    """As `representative_for`; of somebody who was merged, whoever he turned out to be."""
    keeper = select(Representative.merged_into_id).where(Representative.id == representative_id).scalar_subquery()
    one = Representative.id == func.coalesce(keeper, representative_id)
    return seen(REPRESENTATIVE.where(one, representatives_visible_to(actor)))


def identities() -> Select[Any]:
    """(id, name, phone, left_on, area_id, village_id) for every name and number, the living first.

    The name and number of somebody who was merged lead to whoever he turned out to be.
    """
    keeper = aliased(Representative)
    who = keeper.id == func.coalesce(Representative.merged_into_id, Representative.id)
    return (
        select(keeper.id, Representative.name, Representative.phone, keeper.left_on, keeper.area_id, keeper.village_id)
        .join(keeper, who).order_by(Representative.merged_into_id.is_not(None), Representative.id)
    )  # fmt: skip


def known_as(name: str, phone: str, birth: str | None, area_id: int | None) -> list[Representative]:
    """Whoever has this number, or this name, month of birth and town: the same person, or one very like him.

    Of somebody who was merged, whoever he turned out to be.
    """
    alike = Representative.phone == phone
    merged = select(Representative.merged_into_id).where(Representative.phone == phone)
    if birth and area_id:
        origin = (Representative.name == name, Representative.birth == birth, Representative.area_id == area_id)
        alike = or_(alike, and_(*origin))
    living = Representative.merged_into_id.is_(None)
    statement = select(Representative).where(living, or_(alike, Representative.id.in_(merged)))
    found = db.session.scalars(statement.order_by(Representative.id))
    return sorted(found, key=lambda one: (one.name, one.phone) != (name, phone))
