"""The dossiers of all members of a term as one archive, made by a job: masked, or whole once another approved it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from zipfile import ZipFile

from flask import current_app, g, redirect, render_template, request, url_for

from liaison.accounts.actions import exports as leaving
from liaison.accounts.actions.exports import Wanted
from liaison.accounts.models import ExportRequest
from liaison.accounts.queries import live_request
from liaison.accounts.views.exports import address_asked, count
from liaison.casework.queries.papers import proof_line
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.core.paper import FILE, words_of
from liaison.core.sheets.copies import Copy
from liaison.jobs.actions import Run, keep_file, submit, works
from liaison.jobs.queries import open_job
from liaison.performance.queries.dossiers import (
    dossiers_of,
    members_of_span,
    members_with_ids,
    results_within,
    spans,
)
from liaison.performance.rules.dossiers import PARTS, Span, as_paper
from liaison.performance.views.blueprint import pages
from liaison.performance.views.dossiers import own_template, term_asked
from liaison.web.gate import gate

MAKING, LISTING, ZIP = "performance.dossiers", "dossiers", "application/zip"
EACH = 20  # members that are read, drawn and packed at a time
NOBODY = "这一届没有委员，没有档案可做。请换一届。"


@pages.route("/members/dossiers", methods=["GET", "POST"])
@gate("dossier.export")
def all_dossiers() -> Any:
    """Which term, how many, masked or whole; what is sent from it hands the making in."""
    terms = spans()
    term = term_asked(terms)
    wanted = wanted_of(terms[term], len(members_of_span(g.actor, term, terms[term])))
    if request.method != "POST":
        return asking(terms, term, wanted)
    if request.form.get("extent") != "full":
        return hand_in(term, wanted, request.form.get("request", type=int))
    try:
        full = replace(wanted, is_full=True, purpose=request.form.get("purpose"))
        asked = leaving.ask_for_full(full, [], address_asked(), g.actor)
    except Refused as refused:
        return asking(terms, term, wanted, refused), 422
    return redirect(url_for("accounts.export_request", application=asked.id))


def asking(terms: dict[int, Span], term: int, wanted: Wanted, refused: Refused | None = None) -> str:
    """The page that asks."""
    return render_template(
        "performance/all_dossiers.html", spans=terms, term=term, wanted=wanted, refused=refused,
        asked=live_request(g.actor, address_asked()), purpose=request.form.get("purpose", ""),
    )  # fmt: skip


def wanted_of(span: Span, number: int) -> Wanted:
    """What is taken out, as the register says it."""
    unit = current_app.config["SITE_NAME"]
    return Wanted(LISTING, "全部委员的履职档案", span.words, PARTS, number, unit, has_phones=True)


def hand_in(term: int, wanted: Wanted, number: int | None) -> Any:
    """Hand the making in; asked twice, it is made once. number: of the request that was approved, used up with it."""
    if not wanted.row_count:
        raise Refused(NOBODY)
    back, title = url_for("performance.all_dossiers", term=term), f"{wanted.row_count} 位委员的履职档案"
    job = None if number else open_job(g.actor, MAKING, back)
    if job is None:
        if number:
            leaving.use(number, LISTING, address_asked(), g.actor)
        count(replace(wanted, is_full=bool(number)))
        job = submit(MAKING, title, g.actor, back, term=term, request=number)
    return redirect(url_for("jobs.job", job=job.id))


@works(MAKING)
def make_dossiers(run: Run, term: int, request: int | None) -> None:
    """Draw them some at a time, then keep the archive and enter it into the register; ended before, nothing is left."""
    with transaction():
        span = spans()[term]
        ids = members_of_span(run.actor, term, span)
        wanted = approved(wanted_of(span, len(ids)), request)
        copy = leaving.new_copy(wanted, run.actor)
    content = packed(run, term, ids, copy)
    with transaction():
        wanted = approved(wanted, request)
        leaving.enter(copy, wanted, run.actor, hashlib.sha256(content).hexdigest(), len(content))
        keep_file(run, f"履职档案{span.name}-{copy.number}.zip", content, ZIP)


def approved(wanted: Wanted, number: int | None) -> Wanted:
    """The same as a full copy, where another person has approved it."""
    if number is None:
        return wanted
    asked = db.session.get_one(ExportRequest, number)
    return replace(wanted, is_full=True, purpose=asked.purpose, request=asked)


def packed(run: Run, term: int, ids: Sequence[int], copy: Copy) -> bytes:
    """The archive: 编号-姓名.docx for each member."""
    with transaction(write=False):
        span, proof = spans()[term], proof_line()
        results = results_within(span)
    foot = [copy.line, *([proof] if proof else [])]
    archive = io.BytesIO()
    with ZipFile(archive, "w") as files:
        for first in range(0, len(ids), EACH):
            with transaction(write=False):
                members = members_with_ids(run.actor, ids[first : first + EACH])
                found = dossiers_of(run.actor, members, span, results, has_phones=copy.is_full)
            papers = [as_paper(one, copy.unit, foot) for one in found]
            tell = partial(tell_from, run, first, len(ids))
            for one, content in zip(found, words_of(own_template(), papers, FILE, tell), strict=True):
                files.writestr(f"{one.file_name}.docx", content)
    return archive.getvalue()


def tell_from(run: Run, first: int, total: int, done: int, _here: int) -> None:
    """How far it is: so many before, so many of these."""
    run.tell(first + done, total)
