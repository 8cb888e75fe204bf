"""Dossiers that were taken out of the program: whose, of which term, and by whom."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.roster.models import Member


def take_out(member: Member, paper: str, term: str, actor: Actor) -> None:
    """Note that a member's dossier left as a file. paper: its name; term: in words."""
    record("dossier.take_out", member, actor, changes={"paper": [None, paper], "届次": [None, term]})
