"""Pages of files on their way in: handing one in, matching its headings, what became of it, its error workbook."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from flask import g, redirect, render_template, request, url_for

from liaison.core.db import db
from liaison.core.errors import FileRefused, Refused
from liaison.core.intake import POLICIES
from liaison.core.sheets import limits
from liaison.jobs.queries import job_for
from liaison.roster.actions import imports
from liaison.roster.actions.imports import ImportKind, kind_of
from liaison.roster.actions.imports.marked import kept_marked, marked_upload
from liaison.roster.actions.imports.weighings import is_heavy
from liaison.roster.forms import upload_form
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import CHECKING, MAPPING, READING, REFUSED, UNDONE, WRITING, WRITTEN
from liaison.roster.queries.batches import fates_of
from liaison.roster.queries.imports import tab_counts
from liaison.roster.rules.uploads import refuse_other_files
from liaison.roster.views.blueprint import cells_form, choices_beside, download, pages
from liaison.roster.views.import_preview import preview
from liaison.roster.views.import_steps import folder, in_background, is_direct, kinds_of, own_batch, to_batch, work
from liaison.roster.views.working import ERRORS_JOB
from liaison.web.bodies import takes_files, takes_many
from liaison.web.forms import ColumnForm, WhenShown, form_page, remember
from liaison.web.gate import gate

LIMITS = (
    f".xlsx 或 .csv，最大 {limits.FILE_BYTES // limits.MIB} MB（解压以后 {limits.UNPACKED_BYTES // limits.MIB} MB），"
    f"最多 {limits.SHEETS} 张工作表、一共 {limits.CELLS // 10_000} 万格，"
    f"每张工作表最多 {limits.ROWS:,} 行、{limits.COLUMNS} 列。别的格式请先在 Excel 或 WPS 里另存为 .xlsx。"
)
UNREAD = (MAPPING, READING, CHECKING, REFUSED)
STOPPED, OVER, NEVER = "roster/import_stopped.html", "roster/import_written.html", "roster/import_refused.html"
TEMPLATES = {WRITTEN: OVER, UNDONE: OVER, READING: STOPPED, WRITING: STOPPED}


@pages.route("/imports/new", methods=["GET", "POST"])
@gate("import.make")
@takes_files
def new_import() -> Any:
    """Hand a file in."""
    kinds = kinds_of(g.actor)
    kind = next((one for one in kinds if one.code == request.args.get("kind")), kinds[0])
    form = upload_form(kind.questions, choices_beside(kind.questions, {}))
    remember(form, "roster/new_import.html", kind=kind, kinds=kinds, limits=LIMITS)
    if not form.validate_on_submit():
        return form_page()
    batch = opened(kind, form.file.data, form.cells)
    if is_clear(batch):
        return read(batch, **{key: batch.plan[key] for key in ("mapping", "policies", "sheet", "header_row")})
    return redirect(url_for("roster.import_columns", batch=batch.id))


def opened(kind: ImportKind, file: Any, answers: dict[str, Any]) -> ImportBatch:
    """The file that was sent; why it is refused stands beside it."""
    try:
        content = file.read(limits.FILE_BYTES + 1)
        refuse_other_files(file.filename, content)
        batch = imports.open_import(kind.code, file.filename, content, g.actor, folder(), answers)
    except FileRefused as refused:
        raise Refused(refused.sentence, {"file": refused.sentence}) from refused
    db.session.flush()
    return batch


def is_clear(batch: ImportBatch) -> bool:
    """Whether nothing has to be asked.

    The actor has matched these headings before, or somebody else has and nothing is lost by it; every column that is
    needed is there, and every question is answered.
    """
    told, questions = batch.plan["remembered"], kind_of(batch.kind).questions
    is_known = bool(told) and (told["is_own"] or told["is_whole"])
    is_answered = all(batch.answers.get(column.key) is not None for column in questions if column.required)
    return is_known and not batch.plan["missing"] and is_answered


@pages.route("/imports/<int:batch>/columns", methods=["GET", "POST"])
@gate("import.make", batch=own_batch)
@takes_many
def import_columns(batch: ImportBatch) -> Any:
    """Which tab, which heading row, which heading means which column."""
    if batch.state not in UNREAD:
        return to_batch(batch)
    kind = kind_of(batch.kind)
    told = batch.plan.get("told", ())
    form = cells_form([column for column in kind.questions if column.key not in told], **batch.answers)
    sheet, row = request.values.get("sheet") or None, request.values.get("header_row", type=int)
    policies = picked("policy")
    remember(
        form, "roster/import_columns.html", batch=batch, kind=kind, policies=POLICIES,
        chosen={int(number): key for number, key in picked("map").items() if number.isdecimal() and len(number) < 10},
        survey=WhenShown(lambda: imports.survey_of(batch, folder(), sheet, row)),
        chosen_policies=policies or batch.plan["policies"], settled=settled_before(batch, form),
    )  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    return read(batch, mapping=matched(), policies=policies, answers=form.cells, sheet=sheet, header_row=row)


def settled_before(batch: ImportBatch, asked: ColumnForm) -> list[tuple[str, Any]]:
    """(question, answer) of what was answered when the file was handed in, in words."""
    told = [column for column in kind_of(batch.kind).questions if column.key not in asked]
    form = cells_form(told, **batch.answers)
    return [(column.title, said(form[column.key])) for column in told]


def said(field: Any) -> Any:
    """What a field says, as it is shown."""
    offered = field.iter_choices() if hasattr(field, "iter_choices") else ()
    return next((words for _value, words, is_chosen, *_more in offered if is_chosen), field.data)


def picked(what: str) -> dict[str, str]:
    """The fields `what-…` of the form, by what follows."""
    begin = f"{what}-"
    return {name.removeprefix(begin): text for name, text in request.form.items() if name.startswith(begin)}


def matched() -> dict[str, str]:
    """`{heading: column key}` as chosen."""
    words, keys = picked("word"), picked("map")
    return {word: keys.get(number, "") for number, word in words.items()}


def read(batch: ImportBatch, **asked: Any) -> Any:
    """Read a file as it was settled: a small one at once, any other in the background."""
    if is_direct(batch):
        imports.settle_and_read(batch, folder(), g.actor, **asked)
        return to_batch(batch)
    imports.settle_columns(batch, g.actor, **asked)
    return work(batch, "import.read", "读", READING)


@pages.get("/imports/<int:batch>")
@gate("import.view", batch=own_batch)
def import_batch(batch: ImportBatch) -> Any:
    """Where a file stands: what would become of each row, what became of it, or why nothing did."""
    job = job_for(g.actor, batch.job_id) if batch.job_id else None
    if job and not job.is_over:
        return redirect(url_for("jobs.job", job=job.id))
    kind = kind_of(batch.kind)
    if batch.state == CHECKING:
        return preview(batch, kind)
    if batch.state == MAPPING:
        return redirect(url_for("roster.import_columns", batch=batch.id))
    return render_template(
        TEMPLATES.get(batch.state, NEVER), batch=batch, kind=kind, job=job, foreign=tab_counts(batch)["foreign"],
        fate=(fate := fates_of([batch])[batch.id]), is_heavy=is_heavy(fate.last.id if fate.last else batch.id),
    )  # fmt: skip


@pages.post("/imports/<int:batch>/drop")
@gate("import.make", batch=own_batch)
def drop_import(batch: ImportBatch) -> Any:
    """Let go of a file that was not written, for another one."""
    imports.drop_import(batch, g.actor, folder())
    return redirect(url_for("roster.new_import", kind=batch.kind))


@pages.get("/imports/<int:batch>/errors.xlsx")
@gate("import.view", batch=own_batch)
def import_errors(batch: ImportBatch) -> Any:
    """The office's own workbook with what is wrong in it; that of a long file is made by a worker."""
    if is_direct(batch):
        book = io.BytesIO(marked_upload(batch, folder()))
    elif (book := kept_marked(batch, folder())) is None:
        return redirect(url_for("roster.error_book", batch=batch.id))
    return download(book, f"错误表_{Path(batch.file_name).stem}")


@pages.route("/imports/<int:batch>/errors", methods=["GET", "POST"])
@gate("import.view", batch=own_batch)
def error_book(batch: ImportBatch) -> Any:
    """The error workbook of a long file: let it be made, then take it."""
    book = kept_marked(batch, folder())
    if request.method == "POST" and book is None and not is_direct(batch):
        return in_background(ERRORS_JOB, f"生成错误表：{batch.file_name}", "roster.error_book", batch)
    if book:
        book.close()
    return render_template("roster/error_book.html", batch=batch, is_ready=book is not None or is_direct(batch))


@pages.post("/imports/<int:batch>/read")
@gate("import.make", batch=own_batch)
def read_import(batch: ImportBatch) -> Any:
    """Read a file once more whose reading was cut short."""
    if batch.state != READING:
        return to_batch(batch)
    return work(batch, "import.read", "读", READING)
