"""Reading the networks that roles are bound to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from liaison.access import Role
from liaison.accounts.models import RoleNetwork
from liaison.core.db import db


def all_networks() -> Mapping[str, Sequence[str]]:
    """`{role: its networks}` of the roles that are bound to any."""
    found = defaultdict(list)
    for role, network in db.session.execute(select(RoleNetwork.role, RoleNetwork.network).order_by(RoleNetwork.id)):
        found[role].append(network)
    return found


def networks_of(role: Role) -> Sequence[str]:
    """The networks that a role is bound to; none: it may be used from everywhere."""
    return all_networks().get(role, ())
