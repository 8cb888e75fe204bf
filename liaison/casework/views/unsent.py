"""The files of a form that comes back: kept until it is sent again, each shown with a button that drops it."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request

from liaison.casework.forms import bundle
from liaison.core.db import transaction
from liaison.files.actions import Bundle, drop_old_unsent, drop_unsent, keep_unsent
from liaison.files.queries import unsent_files
from liaison.jobs.actions import every
from liaison.jobs.rules import NIGHTLY
from liaison.web.forms import ColumnForm, WhenShown, form_page, remember_files

DROPPED = "drop_file"  # the name of the button; macros/files.html


def files_of(form: ColumnForm, page: str, field: str = "files") -> Bundle:
    """The files that were chosen in a form; they are kept for this page if it comes back."""
    files = bundle(form, field, page)
    remember_files(lambda: keep_unsent(files, g.actor))
    return files


def waiting(files: Bundle) -> WhenShown:
    """For the page: what waits with its form."""
    return WhenShown(lambda: unsent_files(g.actor.user_id, files.page))


def is_dropping() -> bool:
    """Whether one of the files that wait is not wanted any more."""
    return DROPPED in request.form


def without_file(files: Bundle) -> Any:
    """The same page with all that was typed and chosen, without the file that is not wanted any more."""
    drop_unsent(request.form.get(DROPPED, 0, type=int), files, g.actor)
    return with_files(files)


def with_files(files: Bundle) -> Any:
    """The same page with all that was typed and chosen; nothing is done yet."""
    keep_unsent(files, g.actor)
    return form_page()


@every("casework.drop_unsent", "删去一天前没有提交的附件", NIGHTLY)
def drop_unsent_nightly() -> str:
    """Whoever did not send his form again within a day has to choose its files anew."""
    with transaction():
        return f"删去 {drop_old_unsent(current_app.config['INSTANCE'])} 个"
