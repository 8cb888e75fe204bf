"""An actor: a person in one of his seats, at this moment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liaison.access.roles import Role


@dataclass(frozen=True)
class Actor:
    """Who asks, in plain values. Rights are read from these and from nothing else.

    organisation_id/area_id: where the seat is; member_id: set for a member's seat;
    library_id: set for a librarian's seat; on_behalf, for_user_id: whom the actor stands in for (代办), whose seat it
    is; is_cases_only: only the cases were given to him.
    """

    user_id: int | None
    name: str
    role: Role
    seat_id: int | None = None
    organisation_id: int | None = None
    organisation: str = ""
    section_id: int | None = None
    area_id: int | None = None
    member_id: int | None = None
    library_id: int | None = None
    on_behalf: str | None = None
    for_user_id: int | None = None
    is_cases_only: bool = False

    @property
    def title(self) -> str:
        """The seat as records call it: 曲塘镇政协工委 经办."""
        return self.role.at(self.organisation)

    @property
    def shown_title(self) -> str:
        """The seat as shown in the masthead: 曲塘镇政协工委 经办; 代周国平（曲塘镇政协工委 主任）."""
        return f"代{self.on_behalf}（{self.title}）" if self.on_behalf else self.title

    @property
    def signature(self) -> str:
        """Who acts, as papers and lists sign it: 王某; 王某代李某."""
        return signed(self.name, self.on_behalf)

    @property
    def seat_user_id(self) -> int | None:
        """Whose seat it is: his work lies in it, whoever does it today."""
        return self.for_user_id or self.user_id

    @property
    def himself(self) -> Actor:
        """The same person without whom he stands in for: what he does with his own account is his alone."""
        return replace(self, on_behalf=None, for_user_id=None)


def signed(name: str, on_behalf: str | None) -> str:
    """王某, or 王某代李某 where he stood in for somebody."""
    return f"{name}代{on_behalf}" if on_behalf else name


def same_person(actor: Actor, *user_ids: int | None) -> bool:
    """Whether the actor, or whom he stands in for, is one of these: nobody approves what he asked for himself.

    user_ids: of whoever asked, and of whom he stood in for; None is nobody.
    """
    return bool({actor.user_id, actor.for_user_id} & set(user_ids) - {None})


SYSTEM = Actor(None, "系统", Role.SYSTEM)
