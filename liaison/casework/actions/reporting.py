"""Reporting to a leader what became of his 批示: said once, wherever it was said."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.models import Instruction
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.notices.actions import tell


def report(given: Instruction, actor: Actor, answer: str) -> Instruction:
    """Note the report on an instruction and tell the leader."""
    if given.answered_at:
        raise Refused("这条批示已经报告过办理情况。")
    given.answer, given.answered_at = answer, clock.now()
    given.answered_by = f"{actor.organisation} {actor.signature}".strip()
    number = given.case.number
    record("case.answer_instruction", given, actor, label=number)
    tell([given.given_by_id], "urge", f"批示有反馈了：诉求 {number}", f"{actor.organisation}报告了办理情况。",
         f"/cases/{number}", actor, is_noted=False)  # fmt: skip
    return given
