"""Binding the seats of a role to networks."""

from __future__ import annotations

from sqlalchemy import delete

from liaison.access import Actor, Role
from liaison.accounts import queries
from liaison.accounts.models import RoleNetwork
from liaison.accounts.rules.networks import MOST_NETWORKS, allows, networks_in
from liaison.audit.actions import record
from liaison.core.db import db
from liaison.core.errors import Refused


def set_networks(role: Role, words: str, actor: Actor, address: str | None) -> list[str]:
    """Let a role be used from these networks only; no words: from everywhere. Gives them in their plain form.

    Raises Refused beside the field where a part is no network, or where the actor would lock himself out.
    """
    networks = read(words)
    if role is actor.role and not allows(networks, address):
        refuse(f"您现在的地址 {address} 不在里面，存了自己就进不来。请把它所在的网段也写上")
    changes = {"networks": [" ".join(queries.networks_of(role)), " ".join(networks)]}
    db.session.execute(delete(RoleNetwork).where(RoleNetwork.role == role))
    rows = [RoleNetwork(role=role, network=network) for network in networks]
    db.session.add_all(rows)
    record("role_network.change", rows[0] if rows else RoleNetwork(), actor, label=role.title, changes=changes)
    return networks


def read(words: str) -> list[str]:
    """The networks that were typed."""
    try:
        networks = networks_in(words)
    except ValueError as fault:
        refuse(f"“{fault}”不是网段。请写成 10.1.0.0/16 这样，一行一个")
    if len(networks) > MOST_NETWORKS:
        refuse(f"最多 {MOST_NETWORKS} 个网段，请合并成大一些的")
    return networks


def refuse(sentence: str) -> None:
    """Refuse beside the field."""
    raise Refused(sentence, {"networks": sentence})
