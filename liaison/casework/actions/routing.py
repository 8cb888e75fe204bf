"""What the office decides about proposals to change the unit of a field."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.models import RoutingRuling
from liaison.casework.queries.rule_proposals import Proposal, category_with
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.orgs.sheets import UNIT_OF_CATEGORY


def accept_proposal(proposal: Proposal, actor: Actor, unit_id: int | None) -> RoutingRuling:
    """Let the proposed unit be the field's own from now on; cases on their way stay where they are.

    unit_id: the unit as the page showed it. Raises Refused when another one is proposed by now.
    """
    refuse_stale(proposal, unit_id)
    category = category_with(proposal.category_id)
    category.unit_id = proposal.unit_id
    changes = {UNIT_OF_CATEGORY: [proposal.old_unit, proposal.unit]}
    record("rule_proposal.accept", category, actor, label=str(category), changes=changes)
    return keep_ruling(proposal, actor, is_accepted=True)


def reject_proposal(proposal: Proposal, actor: Actor, unit_id: int | None) -> RoutingRuling:
    """Leave the rule as it is; it is proposed again only when as many new returns are upheld.

    unit_id: the unit as the page showed it. Raises Refused when another one is proposed by now.
    """
    refuse_stale(proposal, unit_id)
    category = category_with(proposal.category_id)
    changes = {"建议改由": [proposal.unit, "不采纳"]}
    record("rule_proposal.reject", category, actor, label=str(category), changes=changes)
    return keep_ruling(proposal, actor, is_accepted=False)


def refuse_stale(proposal: Proposal, unit_id: int | None) -> None:
    """Raise Refused when the page showed another unit than is proposed now."""
    if proposal.unit_id != unit_id:
        raise Refused(f"这一类现在建议改由{proposal.unit}办，请看看最新的建议再定。")


def keep_ruling(proposal: Proposal, actor: Actor, *, is_accepted: bool) -> RoutingRuling:
    """Remember what was decided, by whom and on what grounds."""
    ruling = RoutingRuling(
        category_id=proposal.category_id, old_unit_id=proposal.old_unit_id, unit_id=proposal.unit_id,
        return_count=len(proposal.cases), is_accepted=is_accepted, decided_by=actor.name, decided_at=clock.now(),
    )  # fmt: skip
    db.session.add(ruling)
    db.session.flush()
    return ruling
