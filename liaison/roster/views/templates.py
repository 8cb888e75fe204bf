"""Blank forms: what is taken in, given out to be filled in."""

from __future__ import annotations

import io
from typing import Any

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.roster.actions.imports import KINDS, ImportKind
from liaison.roster.queries.imports import words_on_offer
from liaison.roster.views.blueprint import download, pages
from liaison.web.gate import gate


def own_kind(actor: Actor, code: str) -> ImportKind | None:
    """The kind, if the actor may take such files in."""
    kind = KINDS.get(code)
    return kind if kind and allowed(actor, kind.permission) else None


@pages.get("/imports/templates/<kind>.xlsx")
@gate("import.make", kind=own_kind)
def import_template(kind: ImportKind) -> Any:
    """The blank form of one kind of file, with the words of today to pick from."""
    book = io.BytesIO()
    lists = words_on_offer(column.source for column in kind.form.columns if column.source)
    kind.form.template(book, lists, kind.code)
    return download(book, f"{kind.title}空白表")
