"""Pages of the files that were read in: the list, and taking one of them back."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.core.errors import Refused
from liaison.core.intake import OUTCOME_TITLES, REJECTED, UNCHANGED
from liaison.roster import queries
from liaison.roster.actions.imports import KINDS
from liaison.roster.actions.imports.taking_back import TakingBack, take_back, taking_back
from liaison.roster.actions.imports.weighings import MARK_LENGTH, Weighing, is_heavy, weighing_of
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import WRITTEN
from liaison.roster.queries.batches import LISTED, batch_list, fates_of, undo_of
from liaison.roster.queries.imports import batch_for
from liaison.roster.rules.buckets import BUCKETS, CHANGED_MEANWHILE, in_words
from liaison.roster.views.blueprint import chosen, pages
from liaison.roster.views.import_steps import folder, in_background
from liaison.roster.views.working import UNDO_JOB, WEIGH_JOB
from liaison.web.gate import gate
from liaison.web.paging import page_among, page_of

FEW = 50  # Of more things the page shows the first ones, and all of them on pages of their own.
FOREIGN = "foreign"
DID = {**OUTCOME_TITLES, UNCHANGED: "不变", FOREIGN: "不在本镇", "skipped": "跳过", **BUCKETS}


@pages.get("/imports")
@gate("import.view")
def batches() -> Any:
    """The files that were read in, newest first."""
    wanted = chosen(("library",), ("kind", "state"))
    kinds = {code: kind.title for code, kind in KINDS.items()}
    page = page_of(batch_list(g.actor, wanted), counted=ImportBatch)
    return render_template(
        "roster/batches.html", page=page, wanted=wanted, fates=fates_of(page.rows),
        kinds=kinds, states=LISTED, libraries=queries.library_choices(g.actor), what_it_did=what_it_did,
    )  # fmt: skip


def what_it_did(counts: dict[str, int]) -> str:
    """The counts of a batch in words: 新增 3 · 更新 2 · 不在本镇 12."""
    left_out = {REJECTED: counts.get(REJECTED, 0) - counts.get(FOREIGN, 0)} if counts.get(FOREIGN) else {}
    told = {**counts, **left_out}
    return " · ".join(f"{title} {told[key]:,}" for key, title in DID.items() if told.get(key, 0) > 0) or "没有行"


@pages.route("/imports/<int:batch>/undo", methods=["GET", "POST"])
@gate("import.undo", batch=batch_for)
def undo_batch(batch: ImportBatch) -> Any:
    """What taking a file back would do, thing by thing; then doing it."""
    if batch.state != WRITTEN:
        return to_batch(undo_of(batch) or batch)
    if request.method == "POST":
        return undo_later(batch) if is_heavy(batch.id) else undo_now(batch)
    found = what_it_would_do(batch)
    if found is None:
        return redirect(url_for("roster.weigh_batch", batch=batch.id))
    shown = request.args.get("show", "")
    shown = shown if shown in BUCKETS else ""
    things = {key: page_among(found.bucket(key), FEW) for key in BUCKETS if shown in ("", key)}
    return render_template(
        "roster/undo_batch.html", batch=batch, kind=KINDS.get(batch.kind), found=found, buckets=BUCKETS, shown=shown,
        things=things, is_redo=is_redo(batch), changed=CHANGED_MEANWHILE,
    )  # fmt: skip


def what_it_would_do(batch: ImportBatch) -> TakingBack | Weighing | None:
    """What taking it back would do: now, or of a large one as it was reckoned last; None where it never was."""
    return weighing_of(batch, folder()) if is_heavy(batch.id) else taking_back(batch)


def is_redo(batch: ImportBatch) -> bool:
    """Whether the batch is a taking back itself, so that the file is brought again."""
    return fates_of([batch])[batch.id].deed == "撤销"


@pages.route("/imports/<int:batch>/weigh", methods=["GET", "POST"])
@gate("import.undo", batch=batch_for)
def weigh_batch(batch: ImportBatch) -> Any:
    """Let a worker reckon what taking a large file back would do."""
    if batch.state != WRITTEN or not is_heavy(batch.id):
        return redirect(url_for("roster.undo_batch", batch=batch.id))
    if request.method == "POST":
        deed = "还原" if is_redo(batch) else "撤销"
        return in_background(WEIGH_JOB, f"{deed}以前先算一遍：{batch.file_name}", "roster.undo_batch", batch)
    return render_template(
        "roster/weigh_batch.html", batch=batch, kind=KINDS.get(batch.kind), is_redo=is_redo(batch),
    )  # fmt: skip


def undo_now(batch: ImportBatch) -> Any:
    """Take it back; where things have changed since, show them again."""
    seen = {bucket: request.form.get(bucket, 0, type=int) for bucket in BUCKETS}
    try:
        undo = take_back(batch, g.actor, seen)
    except Refused as refused:
        flash(refused.sentence, "bad")
        return redirect(url_for("roster.undo_batch", batch=batch.id))
    flash(f"已{fates_of([undo])[undo.id].deed}：{in_words(undo.counts, undo.plan['noun'])}")
    return to_batch(undo)


def undo_later(batch: ImportBatch) -> Any:
    """Let a worker take it back as the page showed it."""
    deed, mark = "还原" if is_redo(batch) else "撤销", request.form.get("mark", "")[:MARK_LENGTH]
    return in_background(UNDO_JOB, f"{deed} {batch.file_name}", "roster.undo_batch", batch, mark=mark)


def to_batch(batch: ImportBatch) -> Any:
    """The page of a file."""
    return redirect(f"/imports/{batch.id}")
