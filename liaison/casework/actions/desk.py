"""What is done at the desk: a move made on a page, a whole group at once, a phone shown, a seat passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from liaison.access import Actor
from liaison.accounts.actions import change_holder, show_number
from liaison.accounts.models import Seat, User
from liaison.casework import queries, rules
from liaison.casework.actions.merging import merge_case
from liaison.casework.actions.moves import advance, pass_on_tasks, take_back
from liaison.casework.actions.ratings import rate_for_asker, tell_asker
from liaison.casework.models import Case
from liaison.casework.rules.flows import flow_of, move_named
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.files.actions import Bundle, keep_files, names_of

CHANGED = "这一条刚刚有变化，您填的还没有保存。请看看最新内容，再存一次。"
OWN_ACTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"merge": merge_case, "rate": rate_for_asker, "tell_asker": tell_asker}
)


def make_move(
    case: Case, verb: str, actor: Actor, version: int | None = None, files: Bundle | None = None, **filled: Any
) -> Any:
    """Make a move that was filled in on a page; gives what its verb gives: the case, or the code to rate with.

    version: of the case as the page showed it; another one means that somebody acted meanwhile.
    files: what was attached; it belongs to the step record.
    Raises Refused when the case has moved on, its cells changed, or a file cannot be kept.
    """
    rules.refuse_unstartable(case, move_named(flow_of(case), verb), clock.today())
    if version not in (None, case.version):
        raise Refused(CHANGED)
    names = names_of(files, actor) if files else []
    if names:
        filled["files"] = names
    own = OWN_ACTIONS.get(verb)
    given = own(case, actor, **filled) if own else advance(case, verb, actor, **filled)
    if files and names:
        keep_files(queries.last_record_of(case), files, actor, case.number)
    return given


def hand_over_many(cases: Iterable[Case], actor: Actor, unit_id: int | None = None) -> list[Case]:
    """Hand several cases over (整组转办), to one unit or each to the one suggested for it: all or none."""
    cases = list(cases)
    if not cases:
        raise Refused("请先勾选要转的诉求。")
    suggested = {} if unit_id else queries.suggested_unit_ids(cases)
    unclear = [case for case in cases if not (unit_id or suggested[case.id])]
    if unclear:
        raise Refused(f"有 {len(unclear)} 件没有建议单位（{unclear[0].number}），请先选转给哪个单位。")
    return [hand_over_one(case, actor, unit_id or suggested[case.id]) for case in cases]


def hand_over_one(case: Case, actor: Actor, unit_id: int | None) -> Case:
    """Hand one of several over; a refusal says which one it was."""
    try:
        return advance(case, "hand_over", actor, unit_id=unit_id)
    except Refused as refusal:
        raise Refused(f"{case.number}：{refusal.sentence}一件也没有转出。") from refusal


def take_back_many(cases: Iterable[Case], actor: Actor) -> list[Case]:
    """Take back what was handed over together: all or none."""
    return [take_back(case, actor) for case in cases]


def show_phone(case: Case, actor: Actor, why: str, why_words: str | None = None) -> str:
    """The asker's phone in full; every look is recorded with its reason, and there is a limit to looking."""
    return show_number("case.phone", case, case.asker_phone, actor, why, why_words, label=case.number)


def hand_over_seat(seat: Seat, successor: User, actor: Actor) -> int:
    """Pass a seat on (换人); the open cases of its holder at that unit go with it. Gives how many went over."""
    old_user_id, unit_id = seat.user_id, seat.organisation_id
    change_holder(seat, successor, actor)
    return pass_on_tasks(old_user_id, successor.id, actor, unit_id)
