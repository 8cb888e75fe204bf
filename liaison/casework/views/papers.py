"""The eight sheets of a case, its dossier and its notices as papers: to look at, as PDF and as Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app, g, render_template, request, send_file, url_for

from liaison.casework import queries
from liaison.casework.actions.papers import take_out
from liaison.casework.models import Case, UrgingNotice
from liaison.casework.queries.papers import notice_paper, papers_of
from liaison.casework.rules.papers import DOSSIER, TITLES, Paper
from liaison.casework.views.blueprint import pages
from liaison.core.db import pause
from liaison.core.paper import missing, pdf_of, word_of
from liaison.web.gate import gate

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ANY_PAPER, NOTICE = "paper", "notice"


@pages.get("/cases/<case>/print")
@gate("case.print", case=queries.case_for)
def paper(case: Case) -> str:
    """One form or the dossier as it will be printed."""
    code = form_asked()
    return render_template(
        "casework/paper.html", case=case, papers=papers_of(case, code, g.actor), code=code, titles=TITLES,
        missing=missing(), title=f"{TITLES[code]} {case.number}", back=url_for("casework.case", case=case.number),
        pdf=url_for("casework.paper_pdf", case=case.number, form=code),
        word=url_for("casework.paper_word", case=case.number, form=code),
    )  # fmt: skip


@pages.post("/cases/<case>/print.pdf")
@gate("case.print", case=queries.case_for)
def paper_pdf(case: Case) -> Any:
    """The same as PDF."""
    code = form_asked()
    return pdf(case, f"{TITLES[code]}-{case.number}", papers_of(case, code, g.actor))


@pages.post("/cases/<case>/print.docx")
@gate("case.print", case=queries.case_for)
def paper_word(case: Case) -> Any:
    """The same as a Word file."""
    code = form_asked()
    return word(case, f"{TITLES[code]}-{case.number}", papers_of(case, code, g.actor), code)


@pages.get("/notices/<notice>/print")
@gate("case.print", notice=queries.notice_for)
def notice(notice: UrgingNotice) -> str:
    """A numbered notice as it will be printed."""
    paper = notice_paper(notice, g.actor)
    return render_template(
        "casework/paper.html", case=notice.case, papers=[paper], code="", titles={}, missing=missing(),
        title=f"{paper.title} {notice.number}", back=url_for("casework.notices"),
        pdf=url_for("casework.notice_pdf", notice=notice.number),
        word=url_for("casework.notice_word", notice=notice.number),
    )  # fmt: skip


@pages.post("/notices/<notice>/print.pdf")
@gate("case.print", notice=queries.notice_for)
def notice_pdf(notice: UrgingNotice) -> Any:
    """The same as PDF."""
    paper = notice_paper(notice, g.actor)
    return pdf(notice, f"{paper.title}-{notice.number}", [paper])


@pages.post("/notices/<notice>/print.docx")
@gate("case.print", notice=queries.notice_for)
def notice_word(notice: UrgingNotice) -> Any:
    """The same as a Word file."""
    paper = notice_paper(notice, g.actor)
    return word(notice, f"{paper.title}-{notice.number}", [paper], NOTICE)


def form_asked() -> str:
    """Which form ?form= asks for; without one, or with a strange one, the dossier."""
    asked = request.args.get("form", DOSSIER)
    return asked if asked in TITLES else DOSSIER


def pdf(thing: Case | UrgingNotice, name: str, papers: Sequence[Paper]) -> Any:
    """The papers as a PDF file; that they were taken out is recorded."""
    document = html_of(papers, name)
    pause()
    content = pdf_of([document], styles())
    take_out(thing, f"{name}.pdf", g.actor)
    return send_file(io.BytesIO(content), mimetype=PDF, as_attachment=True, download_name=f"{name}.pdf")


def word(thing: Case | UrgingNotice, name: str, papers: Sequence[Paper], code: str) -> Any:
    """The papers as a Word file; that they were taken out is recorded."""
    context = {"site": current_app.config["SITE_NAME"], "papers": [one.as_json for one in papers]}
    pause()
    content = word_of(own_template(code), context)
    take_out(thing, f"{name}.docx", g.actor)
    return send_file(io.BytesIO(content), mimetype=WORD, as_attachment=True, download_name=f"{name}.docx")


def html_of(papers: Sequence[Paper], title: str) -> str:
    """The papers as one document of HTML by itself; a worker, who has no request, makes it as well."""
    return current_app.jinja_env.get_template("casework/_paper_file.html").render(papers=papers, title=title)


def styles() -> str:
    """The look of papers, the same as on the page."""
    return (Path(current_app.static_folder or "") / "paper.css").read_text(encoding="utf-8")


def own_template(code: str) -> bytes:
    """The office's own Word template for a form, or for all; empty where it has none."""
    folder = current_app.config["INSTANCE"] / "templates"
    found = [path for name in (code, ANY_PAPER) if (path := folder / f"{name}.docx").is_file()]
    return found[0].read_bytes() if found else b""
