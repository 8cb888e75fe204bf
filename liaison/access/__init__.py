"""Who may do what: roles, actors and one table of permissions. Attributes only; no table is imported here."""

from liaison.access.actor import SYSTEM, Actor, same_person, signed
from liaison.access.roles import Role

__all__ = ["SYSTEM", "Actor", "Role", "same_person", "signed"]
