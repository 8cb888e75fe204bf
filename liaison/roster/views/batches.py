"""Pages of the files that were read in: the list, and taking one of them back."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.core.errors import Refused
from liaison.core.intake import OUTCOME_TITLES
from liaison.jobs.actions import submit
from liaison.roster import queries
from liaison.roster.actions.imports import KINDS
from liaison.roster.actions.imports.taking_back import take_back, taking_back
from liaison.roster.actions.imports.undo_jobs import DIRECT_THINGS, UNDO_JOB
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import STATES, WRITTEN
from liaison.roster.queries.batches import batch_list, fates_of, undo_of
from liaison.roster.queries.imports import batch_for
from liaison.roster.rules.buckets import BUCKETS, in_words
from liaison.roster.views.blueprint import chosen, pages
from liaison.web.gate import gate
from liaison.web.paging import page_among, page_of

FEW = 50  # Of more things the page shows the first ones, and all of them on pages of their own.
DID = {**OUTCOME_TITLES, **BUCKETS}


@pages.get("/imports")
@gate("import.view")
def batches() -> Any:
    """The files that were read in, newest first."""
    wanted = chosen(("library",), ("kind", "state"))
    kinds = {code: kind.title for code, kind in KINDS.items()}
    page = page_of(batch_list(g.actor, wanted), counted=ImportBatch)
    return render_template(
        "roster/batches.html", page=page, wanted=wanted, fates=fates_of(page.rows),
        kinds=kinds, states=STATES, libraries=queries.library_choices(g.actor), what_it_did=what_it_did,
    )  # fmt: skip


def what_it_did(counts: dict[str, int]) -> str:
    """The counts of a batch in words: 新增 356，更新 25."""
    return "，".join(f"{title} {counts[key]:,}" for key, title in DID.items() if counts.get(key)) or "没有行"


@pages.route("/imports/<int:batch>/undo", methods=["GET", "POST"])
@gate("import.undo", batch=batch_for)
def undo_batch(batch: ImportBatch) -> Any:
    """What taking a file back would do, thing by thing; then doing it."""
    if batch.state != WRITTEN:
        return to_batch(undo_of(batch) or batch)
    if request.method == "POST":
        return undo_now(batch)
    found = taking_back(batch)
    shown = request.args.get("show", "")
    shown = shown if shown in BUCKETS else ""
    things = {key: page_among(getattr(found, key), FEW) for key in BUCKETS if shown in ("", key)}
    return render_template(
        "roster/undo_batch.html", batch=batch, kind=KINDS.get(batch.kind), found=found, buckets=BUCKETS,
        shown=shown, things=things, is_redo=fates_of([batch])[batch.id].deed == "撤销",
    )  # fmt: skip


def undo_now(batch: ImportBatch) -> Any:
    """Take it back, a large one in the background; where things have changed since, show them again."""
    seen = {bucket: request.form.get(bucket, 0, type=int) for bucket in BUCKETS}
    if sum(seen.values()) > DIRECT_THINGS:
        back = url_for("roster.undo_batch", batch=batch.id)
        job = submit(UNDO_JOB, f"撤销 {batch.file_name}", g.actor, back, batch_id=batch.id, seen=seen)
        return redirect(url_for("jobs.job", job=job.id))
    try:
        undo = take_back(batch, g.actor, seen)
    except Refused as refused:
        flash(refused.sentence, "bad")
        return redirect(url_for("roster.undo_batch", batch=batch.id))
    flash(f"已{fates_of([undo])[undo.id].deed}：{in_words(undo.counts, undo.plan['noun'])}")
    return to_batch(undo)


def to_batch(batch: ImportBatch) -> Any:
    """The page of a file."""
    return redirect(f"/imports/{batch.id}")
