"""What the pages of imports share: whose a file is, where it lies, where it goes next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.core.db import db
from liaison.core.errors import Refused, TooOften
from liaison.jobs.actions import submit
from liaison.jobs.queries import open_job
from liaison.roster.actions import imports
from liaison.roster.actions.imports import KINDS, ImportKind
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import CHECKING
from liaison.roster.queries.imports import batch_for
from liaison.roster.views.blueprint import pages
from liaison.web.errors import conflict, too_often

# A small file may be read while its sender waits; a packed one can hold far more than its rows tell.
DIRECT_BYTES = 256 * 1024
KEPT = ("tab", "code", "page")


def folder() -> Path:
    """Where files lie that were handed in."""
    return current_app.config["INSTANCE"]


def kinds_of(actor: Actor) -> list[ImportKind]:
    """The kinds of files that an actor may take in."""
    return [kind for kind in KINDS.values() if allowed(actor, kind.permission)]


def own_batch(actor: Actor, batch_id: int) -> ImportBatch | None:
    """The file, if the actor may look into it and take in its kind."""
    batch = batch_for(actor, batch_id)
    kind = KINDS.get(batch.kind) if batch else None
    return batch if kind and allowed(actor, kind.permission) else None


def address_of(batch_id: int, **more: str) -> str:
    """The page of the file, on the tab that the form was sent from. more: what else the page is asked."""
    kept = {key: value for key in KEPT if (value := request.args.get(key))}
    return url_for("roster.import_batch", batch=batch_id, **kept, **more)


def to_batch(batch: ImportBatch) -> Any:
    """On to the page of the file."""
    return redirect(address_of(batch.id))


pages.register_error_handler(TooOften, too_often)


@pages.errorhandler(Refused)
def say_on_its_page(refused: Refused) -> Any:
    """What is refused to a file is said on the page of the file, unless a form has its own page."""
    batch_id = (request.view_args or {}).get("batch")
    if batch_id is None or "form_page" in g or request.method != "POST":
        return conflict(refused.sentence, refused.fields)
    flash(refused.sentence, "bad")
    return redirect(address_of(batch_id))


def is_direct(batch: ImportBatch) -> bool:
    """Whether a file is so small that whoever sent it may wait for it."""
    if not imports.is_small(batch.plan.get("row_counts", {})):
        return False
    return len(imports.upload_of(batch, folder())) <= DIRECT_BYTES


def work(batch: ImportBatch, kind: str, verb: str, state: str, back: str = "", **payload: Any) -> Any:
    """Leave something to a worker; the page of the job leads back to that of the file. state: of the file meanwhile."""
    back = back or address_of(batch.id)
    job = submit(kind, f"{verb} {batch.file_name}", g.actor, back, batch_id=batch.id, **payload)
    db.session.flush()
    batch.job_id, batch.state = job.id, state
    return redirect(url_for("jobs.job", job=job.id))


def in_background(kind: str, title: str, then: str, batch: ImportBatch, **payload: Any) -> Any:
    """Leave something to a worker that leaves the file as it is; what somebody has asked for already is not done twice.

    then: the page of the file that shows what came of it.
    """
    back = url_for(then, batch=batch.id)
    job = open_job(g.actor, kind, back) or submit(kind, title, g.actor, back, batch_id=batch.id, **payload)
    db.session.flush()
    return redirect(url_for("jobs.job", job=job.id))


def look_again(batch: ImportBatch, **more: str) -> Any:
    """Say anew what would become of each row, after something was mended. more: see `address_of`."""
    imports.refuse_unless_checking(batch)
    back = address_of(batch.id, **more)
    if not imports.is_small(batch.plan["row_counts"]):
        return work(batch, "import.stage", "核对", CHECKING, back)
    imports.stage_again(batch, g.actor)
    return redirect(back)
