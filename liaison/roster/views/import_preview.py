"""What a file would do, row by row, and mending it there: cells, rows left out, doubtful rows, words; then writing."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, render_template, request

from liaison.access import Role
from liaison.core.intake import OUTCOMES
from liaison.roster.actions import imports
from liaison.roster.actions.imports import ImportKind
from liaison.roster.models import ImportBatch, ImportRow
from liaison.roster.models.imports import CHECKING, WRITING, WRITTEN
from liaison.roster.queries import imports as reading
from liaison.roster.rules import ANOTHER, SAME
from liaison.roster.views import import_table as table
from liaison.roster.views.blueprint import pages
from liaison.roster.views.import_steps import look_again, own_batch, to_batch, work
from liaison.web.bodies import takes_many
from liaison.web.gate import gate
from liaison.web.paging import page_of

DECISIONS = {SAME: "更新原来的", ANOTHER: "另一个人"}
WITH_WORDS = ("", "wrong")
SEEN = (*OUTCOMES, "memberships", "skipped")


def preview(batch: ImportBatch, kind: ImportKind) -> str:
    """The page of a file before it goes in."""
    tab = request.args.get("tab", "")
    tab, code = tab if tab in reading.TABS else "", request.args.get("code", "")
    page = page_of(reading.import_rows(batch, tab, code))
    columns = table.shown_columns(kind, batch.plan["mapping"].values(), page.rows)
    people = reading.candidates(g.actor, (row.candidate_id for row in page.rows))
    lines = table.lines_of(page.rows, kind, columns, people, batch.plan["words"])
    asked = table.asked_columns(columns, lines)
    picked, listed = table.offers(asked, reading.words_on_offer(column.source for column in asked if column.source))
    groups = reading.fault_groups(batch)
    return render_template(
        "roster/import_batch.html", batch=batch, kind=kind, page=page, tab=tab, code=code, lines=lines, columns=columns,
        groups=groups, picked=picked, listed=listed, has_inputs=bool(asked), counts=reading.tab_counts(batch),
        words=imports.unknown_words(batch) if groups and tab in WITH_WORDS else [], titles=reading.TABS,
        decisions=DECISIONS, replaced=table.replaced_words(kind, batch.plan["words"]),
        can_remember=g.actor.role is Role.OFFICE, has_sheets=len(batch.plan["header_rows"]) > 1,
        memberships=batch.counts.get("memberships", 0), is_unwritten="unwritten" in request.args,
    )  # fmt: skip


@pages.post("/imports/<int:batch>/cells")
@gate("import.make", batch=own_batch)
@takes_many
def mend_import(batch: ImportBatch) -> Any:
    """Save what was mended or picked on a page; a row may be left out or taken in again with the same button."""
    tell_kept(batch)
    for name, is_skipped in (("skip", True), ("keep", False)):
        if row_id := request.form.get(name, type=int):
            imports.skip(batch, [row_id], g.actor, is_skipped=is_skipped)
    return look_again(batch)


def keep_sent(batch: ImportBatch) -> str:
    """Keep what the page sent, whichever button sent it: the cells that differ from what it showed, the words picked.

    Gives how much that is, in words; "" = nothing.
    """
    edits, words = reading.mended_cells(batch, table.sent_cells(request.form)), table.sent_words(request.form)
    if edits:
        imports.mend(batch, edits, g.actor)
    if words:
        imports.map_words(batch, words, g.actor, is_remembered=bool(request.form.get("is_remembered")))
    counts = ((sum(map(len, edits.values())), "格"), (sum(map(len, words.values())), "个词"))
    return "、".join(f"{count} {what}" for count, what in counts if count)


def tell_kept(batch: ImportBatch) -> bool:
    """Keep what the page sent, and say so; gives whether there was anything."""
    kept = keep_sent(batch)
    if kept:
        flash(f"改了 {kept}，已重新核对")
    return bool(kept)


@pages.post("/imports/<int:batch>/rows/<int:line>/choose")
@gate("import.make", batch=own_batch, line=reading.import_row_for)
@takes_many
def choose_import_row(batch: ImportBatch, line: ImportRow) -> Any:
    """Say whom a doubtful row means; what was mended beside it is kept too."""
    if line.batch_id != batch.id:
        abort(404)
    tell_kept(batch)
    imports.choose(batch, line.id, request.form.get("choice", ""), g.actor)
    return look_again(batch)


@pages.post("/imports/<int:batch>/words")
@gate("import.make", batch=own_batch)
@takes_many
def map_import_words(batch: ImportBatch) -> Any:
    """Read words that no list knows as words of the lists, in the whole file; what was mended is kept too."""
    tell_kept(batch)
    return look_again(batch)


@pages.post("/imports/<int:batch>/write")
@gate("import.make", batch=own_batch)
@takes_many
def write_import(batch: ImportBatch) -> Any:
    """Write what was seen; where things have changed since, or something was mended and not saved, show it anew."""
    if tell_kept(batch):
        return look_again(batch, unwritten="yes")
    confirmed = {key: request.form.get(key, 0, type=int) for key in SEEN if key in request.form}
    if batch.state == CHECKING and not imports.is_small(batch.plan["row_counts"]):
        return work(batch, "import.write", "导入", WRITING, confirmed=confirmed)
    if imports.write_import(batch, g.actor, confirmed).state == WRITTEN:
        flash(f"{batch.file_name} 已导入")
    return to_batch(batch)
