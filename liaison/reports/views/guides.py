"""Help: a page of instructions for each role, and the members' one on a sheet of paper in large type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, g, render_template

from liaison.access import Role
from liaison.access.table import TABLE
from liaison.casework.queries.wordings import reworded
from liaison.casework.workflow import CASEWORK, STEPS, UNSEEN_VERBS
from liaison.core.workflow import Move
from liaison.reports.views.blueprint import pages
from liaison.web.gate import public

CONTACT = "help.contact"


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
