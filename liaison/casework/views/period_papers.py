"""系列套表 of a period: the workbook with a tab for each form, and the dossiers that ended in it as one PDF."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, send_file, url_for

from liaison.accounts.actions.exports import Wanted
from liaison.accounts.views.exports import give
from liaison.casework import queries
from liaison.casework.actions.papers import take_out, take_out_forms
from liaison.casework.queries.papers import papers_of
from liaison.casework.queries.period_papers import (
    PRINTING,
    Period,
    counts,
    dossiers_for,
    ended_cases,
    printed_dossiers,
    rows_by_form,
)
from liaison.casework.rules.papers import DOSSIER, FORMS
from liaison.casework.sheets.papers import book_pages
from liaison.casework.views.blueprint import pages
from liaison.casework.views.papers import PDF, WORD, html_of, styles
from liaison.core import clock
from liaison.core.db import pause, transaction
from liaison.core.errors import Refused
from liaison.core.paper import missing, pdf_of, word_template
from liaison.jobs.actions import Run, submit, works
from liaison.jobs.models import Job
from liaison.orgs.queries import several_choices
from liaison.web.days import day_asked
from liaison.web.gate import gate

MOST_DOSSIERS = 300
KEPT_FOR = timedelta(days=7)
FOLDER = "papers"
NONE_ENDED = "这段时间没有办结的诉求，没有卷宗可打印。请换一段时间。"
TOO_MANY = "这段时间办结了 {} 件，一次最多打印 {} 件。请把日期分成几段。"
MONTHS_OF_QUARTER = 3


@pages.get("/cases/papers")
@gate("case.export")
def period_papers() -> str:
    """How many records each form has in a period, and how many dossiers."""
    period = period_asked()
    return render_template(
        "casework/period_papers.html", period=period, counts=counts(g.actor, period), asked=asked(period),
        ended=ended_cases(g.actor, period), committees=several_choices("committee")["committee"], missing=missing(),
        printed=[job for job in printed_dossiers(g.actor) if path_of(job.key).is_file()],
        quarters=quarters(clock.today()),
    )  # fmt: skip


@pages.post("/cases/papers.xlsx")
@gate("case.export")
def export_papers() -> Any:
    """All records of the period, a tab for each form; that they were taken out is recorded."""
    period = period_asked()
    said = words_of(period)
    rows = rows_by_form(g.actor, period)
    pause()
    count, unit = sum(map(len, rows.values())), current_app.config["SITE_NAME"]
    wanted = Wanted("forms", "系列套表", said, [form.title for form in FORMS], count, unit)
    name = f"系列套表（{period.since:%Y%m%d}-{period.until:%Y%m%d}）"
    tabs = book_pages(rows, said, unit, clock.today())
    return give(tabs, wanted, name, lambda: take_out_forms(said, count, g.actor))


@pages.get("/cases/papers/template.docx")
@gate("case.export")
def paper_template() -> Any:
    """Our Word template, for an office that wants its papers to look otherwise."""
    return send_file(io.BytesIO(word_template()), mimetype=WORD, as_attachment=True, download_name="paper.docx")


@pages.post("/cases/papers/dossiers")
@gate("case.export")
def print_dossiers() -> Any:
    """Hand in the printing of all dossiers that ended in the period."""
    period = period_asked()
    numbers = list(ended_cases(g.actor, period))
    if missing() or not numbers or len(numbers) > MOST_DOSSIERS:
        raise Refused(missing() or (TOO_MANY.format(len(numbers), MOST_DOSSIERS) if numbers else NONE_ENDED))
    back = url_for("casework.period_papers", **asked(period))
    title = f"打印 {words_of(period)}的 {len(numbers)} 件卷宗"
    job = submit(PRINTING, title, g.actor, back, numbers=numbers)
    return redirect(url_for("jobs.job", job=job.id))


@pages.get("/cases/papers/<int:job>.pdf")
@gate("case.export", job=dossiers_for)
def printed(job: Job) -> Any:
    """The dossiers that one's own job has printed, while they are kept."""
    path = path_of(job.key)
    if not path.is_file():
        abort(404, "这份卷宗已经删掉了，只留 7 天。请再打印一次。")
    return send_file(path, mimetype=PDF, as_attachment=True, download_name=f"{job.title}.pdf")


@works(PRINTING)
def print_in_background(run: Run, numbers: list[str]) -> None:
    """Draw the dossiers as one PDF and keep it for some days; each is noted as taken out."""
    documents = []
    for number in numbers:
        with transaction(write=False):
            case = queries.case_for(run.actor, number)
            papers = papers_of(case, DOSSIER, run.actor) if case else []
        documents += [html_of(papers, number)] if papers else []
    if not documents:
        raise Refused(NONE_ENDED)
    content = pdf_of(documents, styles(), run.tell)
    drop_old()
    path_of(run.key).write_bytes(content)
    with transaction():
        for case in queries.cases_for(run.actor, numbers):
            take_out(case, "卷宗合订.pdf", run.actor)


def drop_old() -> None:
    """Delete what was kept long enough."""
    before = (clock.now() - KEPT_FOR).timestamp()
    for path in path_of("").parent.glob("*.pdf"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def path_of(key: str) -> Path:
    """Where the dossiers of a job lie."""
    folder = current_app.config["INSTANCE"] / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{key}.pdf"


def period_asked() -> Period:
    """?since= to ?until= of ?committee=, by default this quarter; the wrong way round asks for nothing."""
    today = clock.today()
    first = date(today.year, today.month - (today.month - 1) % MONTHS_OF_QUARTER, 1)
    since, until = day_asked("since") or first, day_asked("until") or today
    if since > until:
        flash(f"{since} 在 {until} 之后。现在看到的是这个季度的。", "warn")
        since, until = first, today
    return Period(since, until, request.args.get("committee", type=int))


def asked(period: Period) -> dict[str, Any]:
    """The same as words of an address."""
    return {"since": f"{period.since}", "until": f"{period.until}", "committee": period.committee_id}


def words_of(period: Period) -> str:
    """2026年7月1日至2026年9月30日; with the committee."""
    of = dict(several_choices("committee")["committee"]).get(period.committee_id, "")
    return period.in_words(of)


def quarters(today: date) -> list[tuple[str, date, date]]:
    """The last four quarters that have begun, the present one up to today: `(title, first day, last day)`."""
    found, first = [], date(today.year, today.month - (today.month - 1) % MONTHS_OF_QUARTER, 1)
    last = today
    for _ in range(4):
        found.append((f"{first.year} 年第 {(first.month + 2) // MONTHS_OF_QUARTER} 季度", first, last))
        last = first - timedelta(days=1)
        first = date(last.year, last.month - 2, 1)
    return found
