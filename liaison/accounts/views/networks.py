"""登录网络: from which networks the seats of each role may be used; kept by the security administrator."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.access import Actor, Role
from liaison.accounts import actions, queries, rules, sheets
from liaison.accounts.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


def seated_role(_actor: Actor, code: str) -> Role | None:
    """The role of an address."""
    return next((role for role in rules.SEATED if role.value == code), None)


@pages.get("/users/networks")
@gate("network.change")
def networks() -> str:
    """Every role with its networks."""
    bounds = queries.all_networks()
    rows = [(role, bounds.get(role, ())) for role in rules.SEATED]
    return render_template("accounts/networks.html", rows=rows, address=request.remote_addr)


@pages.route("/users/networks/<role>", methods=["GET", "POST"])
@gate("network.change", role=seated_role)
def network(role: Role) -> Any:
    """The networks of one role."""
    form = form_from(sheets.NETWORK_SHEET, networks="\n".join(queries.networks_of(role)))
    remember(form, "accounts/network.html", role=role, address=request.remote_addr)
    if not form.validate_on_submit():
        return form_page()
    given = actions.set_networks(role, form.cells["networks"] or "", g.actor, request.remote_addr)
    flash(f"{role.title}只能在 {len(given)} 个网段里登录" if given else f"{role.title}在哪里都能登录")
    return redirect(url_for("accounts.networks"))
