"""并案: cases merged into one, by one clerk after the other however many press the button at once."""

from __future__ import annotations

from collections.abc import Iterable

from liaison.access import Actor
from liaison.casework.actions.following import refuse_false_merge
from liaison.casework.actions.moves import advance
from liaison.casework.models import Case
from liaison.casework.queries.merging import locked
from liaison.casework.sheets.steps import MAIN_CASE
from liaison.core.errors import Refused


def merge_case(case: Case, actor: Actor, merged_into_id: int, reason: str) -> Case:
    """Merge one case into another; both are held meanwhile, so that nothing changes between the look and the move."""
    held = {one.id: one for one in locked([case.id, merged_into_id])}
    if merged_into_id not in held:
        raise Refused(MAIN_CASE.missing_sentence(), {MAIN_CASE.key: MAIN_CASE.missing_sentence()})
    refuse_false_merge(case, held[merged_into_id])
    return advance(case, "merge", actor, merged_into_id=merged_into_id, reason=reason)


def merge_cases(cases: Iterable[Case], main_id: int, actor: Actor, reason: str) -> list[Case]:
    """Merge several cases into one of them or another: all or none. Gives those that were merged."""
    cases = [case for case in cases if case.id != main_id]
    if not cases:
        raise Refused("请在主单以外再勾选要并的诉求。")
    locked([main_id, *(case.id for case in cases)])
    return [merge_one(case, actor, main_id, reason) for case in cases]


def merge_one(case: Case, actor: Actor, main_id: int, reason: str) -> Case:
    """Merge one of several; a refusal says which one it was."""
    try:
        return merge_case(case, actor, main_id, reason)
    except Refused as refusal:
        said = refusal.sentence if case.number in refusal.sentence else f"{case.number}：{refusal.sentence}"
        raise Refused(f"{said}一件也没有并。") from refusal
