"""Help: a page of instructions for each role, and the members' one on a sheet of paper in large type."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from flask import abort, current_app, g, render_template, request, send_file, url_for

from liaison.access import Role
from liaison.access.table import TABLE
from liaison.casework.queries.wordings import reworded
from liaison.casework.views.papers import styles
from liaison.casework.views.wordings import wording
from liaison.casework.workflow import CASEWORK, STEPS, UNSEEN_VERBS
from liaison.core.db import pause
from liaison.core.paper import missing, pdf_of
from liaison.core.workflow import Move
from liaison.reports.views.blueprint import pages
from liaison.web.gate import gate, public
from liaison.web.navigation import MenuLine, menu

CONTACT = "help.contact"
PDF = "application/pdf"
SIZE_OF_A_DOT, QUIET_DOTS = 10, 2


@dataclass(frozen=True)
class Guide:
    """The page of one role. role: None for whoever has no account."""

    title: str
    template: str
    role: Role | None = None

    @property
    def slug(self) -> str:
        """Its part of the address."""
        return self.role.value.replace("_", "-") if self.role else Role.ASKER.value


GUIDES = (
    Guide("委员", "reports/_guide_member.html", Role.MEMBER),
    Guide("工委（工作组）经办", "reports/_guide_clerk.html", Role.CLERK),
    Guide("工委主任", "reports/_guide_director.html", Role.DIRECTOR),
    Guide("承办单位负责人", "reports/_guide_unit_leader.html", Role.UNIT_LEADER),
    Guide("经办人", "reports/_guide_handler.html", Role.HANDLER),
    Guide("督办员", "reports/_guide_supervisor.html", Role.SUPERVISOR),
    Guide("办公室", "reports/_guide_office.html", Role.OFFICE),
    Guide("领导", "reports/_guide_leader.html", Role.LEADER),
    Guide("信息库管理员", "reports/_guide_librarian.html", Role.LIBRARIAN),
    Guide("系统管理员", "reports/_guide_admin.html", Role.ADMIN),
    Guide("安全管理员", "reports/_guide_security.html", Role.SECURITY),
    Guide("审计员", "reports/_guide_auditor.html", Role.AUDITOR),
    Guide("群众", "reports/_guide_asker.html"),
)
menu.lines.append(
    MenuLine("今天要办", "notices.feedbacks", "mail", "留言", "feedback.answer", (Role.OFFICE,), is_work=True)
)
BY_SLUG = {one.slug: one for one in GUIDES}
FIRST_FOR_STRANGERS = Role.ASKER.value


@pages.get("/help")
@pages.get("/help/<guide>")
@public
def guide(guide: str | None = None) -> str:
    """How the platform is used, by whoever asks or in the role named; the others stand at the foot."""
    own = g.actor.role.value.replace("_", "-") if g.actor else FIRST_FOR_STRANGERS
    shown = BY_SLUG.get(guide or own) or abort(404)
    return render_template(
        "reports/guide.html", shown=shown, others=[one for one in GUIDES if one is not shown], steps=STEPS,
        moves=moves_of(shown.role), has_contact=CONTACT in reworded(),
    )  # fmt: skip


def moves_of(role: Role | None) -> Sequence[Move]:
    """What somebody in this role may do to a case that lies with him, in the order of the eight steps."""
    return [m for m in CASEWORK.moves if m.verb not in UNSEEN_VERBS and role in TABLE[m.permission]]


@pages.get("/help/member/paper")
@gate("home.view")
def member_guide() -> str:
    """What a member needs on one sheet of paper, in large type."""
    has_contact = CONTACT in reworded()
    return render_template("reports/member_guide.html", missing=missing(), has_contact=has_contact, **sheet())


@pages.post("/help/member/paper.pdf")
@gate("guide.print")
def member_guide_pdf() -> Any:
    """The same as PDF."""
    document = render_template("reports/_member_guide_file.html", **sheet())
    pause()
    content = pdf_of([document], styles())
    return send_file(io.BytesIO(content), mimetype=PDF, as_attachment=True, download_name="给委员的一页纸.pdf")


def sheet() -> dict[str, str]:
    """What stands on the sheet: where one signs in, drawn and written, and whom to ask."""
    path = url_for("accounts.sign_in")
    address = f"{current_app.config['SITE_ADDRESS'] or request.host_url.rstrip('/')}{path}"
    drawing = segno.make(address, micro=False, error="m").png_data_uri(scale=SIZE_OF_A_DOT, border=QUIET_DOTS)
    return {"address": address, "drawing": drawing, "contact": wording(CONTACT)}
