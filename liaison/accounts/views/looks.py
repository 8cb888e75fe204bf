"""The form that asks why a whole number is looked at, as every page with a number has it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from liaison.accounts.rules.looks import REASONS
from liaison.accounts.sheets import look_sheet
from liaison.web.forms import ColumnForm, form_from


def look_form(reasons: Sequence[str] = REASONS) -> ColumnForm:
    """The form of the reason, one of these or a line of one's own."""
    return form_from(look_sheet(reasons))


def is_reason_given(form: ColumnForm) -> bool:
    """Whether a reason came with the request; without one the page only asks for it, and nothing is shown or noted."""
    return form.columns[0].key in request.form and form.validate_on_submit()
