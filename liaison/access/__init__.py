"""Who may do what: roles, actors and one table of permissions. Attributes only; no table is imported here."""

from liaison.access.actor import SYSTEM, Actor, same_person, signed
from liaison.access.roles import GOVERNING, Role, family

__all__ = ["GOVERNING", "SYSTEM", "Actor", "Role", "family", "same_person", "signed"]
