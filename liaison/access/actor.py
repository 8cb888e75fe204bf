"""An actor: a person in one of his seats, at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.access.roles import Role


@dataclass(frozen=True)
class Actor:
    """Who asks, in plain values. Rights are read from these and from nothing else.

    organisation_id/area_id: where the seat is; member_id: set for a member's seat;
    library_id: set for a librarian's seat; on_behalf: whom the actor stands in for.
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

    @property
    def title(self) -> str:
        """Seat as shown in the masthead: 曲塘镇政协工委 经办."""
        return self.role.at(self.organisation)


SYSTEM = Actor(None, "系统", Role.SYSTEM)
