"""What can be done about the year's account. Every function changes rows, records an event, and never commits."""

from liaison.performance.actions.aims import set_aims
from liaison.performance.actions.deeds import record_deeds, record_roll, void_deed
from liaison.performance.actions.flags import look_into, set_thresholds
from liaison.performance.actions.gatherings import (
    call_gathering,
    cancel_gathering,
    change_gathering,
    note_absence,
    note_leave,
    note_presence,
    sign_in,
    why_not,
)
from liaison.performance.actions.ledger import (
    close_year,
    closing_problem,
    compute_year,
    exempt,
    include_again,
    lay_open,
    opening_problem,
)
from liaison.performance.actions.monthly import tell_of_month
from liaison.performance.actions.objections import answer_objection, is_open, object_to
from liaison.performance.actions.owing import remind_of_reports
from liaison.performance.actions.proofs import add_proofs, add_sheet
from liaison.performance.actions.reports import file_report, set_last_day
from liaison.performance.actions.schemes import (
    add_item,
    change_item,
    change_scheme,
    draw_up,
    draw_up_from,
    drop_scheme,
    publish_scheme,
    remove_item,
    replace_items,
)

__all__ = [
    "add_item", "add_proofs", "add_sheet", "answer_objection", "call_gathering", "cancel_gathering", "change_gathering",
    "change_item", "change_scheme", "close_year", "closing_problem", "compute_year", "draw_up", "draw_up_from",
    "drop_scheme", "exempt", "file_report", "include_again", "is_open", "lay_open", "look_into", "note_absence",
    "note_leave", "note_presence", "object_to", "opening_problem", "publish_scheme", "record_deeds", "record_roll",
    "remind_of_reports", "remove_item", "replace_items", "set_aims", "set_last_day", "set_thresholds", "sign_in",
    "tell_of_month", "void_deed", "why_not",
]  # fmt: skip
