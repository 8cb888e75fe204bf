"""履职档案: a member's file of a term, to look at, as PDF and as Word; the member fetches his own."""

from __future__ import annotations

import io
from typing import Any

from flask import abort, current_app, g, render_template, request, send_file

from liaison.access import Role
from liaison.casework.queries.papers import proof_line
from liaison.casework.views.papers import PDF, WORD, styles
from liaison.core import clock
from liaison.core.db import pause
from liaison.core.limits import allow_aside
from liaison.core.paper import FILE, missing, pdf_of, word_of
from liaison.performance.actions.dossiers import take_out
from liaison.performance.queries.dossiers import dossier_of, spans_for
from liaison.performance.rules.dossiers import TITLE, Dossier, Span, as_paper, plain_name
from liaison.performance.views.blueprint import pages
from liaison.roster.models import Member
from liaison.roster.queries import member_for
from liaison.web.gate import gate

OWN_TEMPLATE = "dossier.docx"


@pages.get("/members/<int:member>/dossier")
@gate("dossier.view", member=member_for)
def dossier(member: Member) -> str:
    """All that a term knows of a member; ?term= another than the latest."""
    spans = spans_for(g.actor, member)
    term = term_asked(spans)
    return render_template(
        "performance/dossier.html", member=member, dossier=dossier_of(g.actor, member, spans[term]), spans=spans,
        term=term, missing=missing(), is_own=g.actor.role is Role.MEMBER,
    )  # fmt: skip


@pages.post("/members/<int:member>/dossier")
@gate("dossier.take_out", member=member_for)
def take_dossier(member: Member) -> Any:
    """The same as a Word file or, where as=pdf is sent, as PDF; counted against the limit of the day."""
    allow_aside("export.masked", g.actor.user_id)
    spans = spans_for(g.actor, member)
    found = dossier_of(g.actor, member, spans[term_asked(spans)])
    paper = paper_of(found)
    pause()
    if request.form.get("as") == "pdf":
        return given(member, found, pdf_of([html_of(paper)], styles()), PDF, "pdf")
    return given(member, found, word_of(own_template(), paper, FILE), WORD, "docx")


def term_asked(spans: dict[int, Span]) -> int:
    """The id of ?term=, by default of the latest; one that is not his is absent."""
    asked = request.args.get("term", next(iter(spans), None), type=int)
    return asked if asked in spans else abort(404)


def paper_of(found: Dossier, line: str = "") -> dict[str, Any]:
    """A dossier as templates are given it. line: whose copy it is."""
    foot = [line or f"导出人：{g.actor.signature}，{clock.local(clock.now()):%Y-%m-%d %H:%M}", proof_line()]
    return as_paper(found, current_app.config["SITE_NAME"], [one for one in foot if one])


def html_of(paper: dict[str, Any]) -> str:
    """The same as one document of HTML by itself."""
    return current_app.jinja_env.get_template("performance/_dossier_file.html").render(paper=paper, title=TITLE)


def own_template() -> bytes:
    """The office's own Word template of dossiers; empty where it has none."""
    path = current_app.config["INSTANCE"] / "templates" / OWN_TEMPLATE
    return path.read_bytes() if path.is_file() else b""


def given(member: Member, found: Dossier, content: bytes, media_type: str, ending: str) -> Any:
    """The file, called by the member's number since headers name nobody; that it was taken out is recorded."""
    name = f"履职档案-{plain_name(found.no)}.{ending}"
    take_out(member, name, found.span.words, g.actor)
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
