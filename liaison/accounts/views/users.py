"""Administration of users: list, new accounts, slips, and one user's page with what can be done to him."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.accounts import actions, queries, rules, sheets
from liaison.accounts.models import User
from liaison.accounts.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of

FILTERS = ("words", "role", "standing")


@pages.get("/users")
@gate("user.view")
def users() -> Any:
    """All users, with filters."""
    wanted = {name: request.args.get(name, "") for name in FILTERS}
    organisation_id = request.args.get("organisation", type=int)
    page = page_of(queries.users_visible_to(g.actor, **wanted, organisation_id=organisation_id))
    return render_template(
        "accounts/users.html", page=page, titles=queries.seat_titles(row.id for row in page.rows),
        wanted=wanted, organisation_id=organisation_id, organisations=queries.organisation_choices(),
        roles=[(role.value, role.title) for role in rules.SEATED],
    )  # fmt: skip


@pages.route("/users/new", methods=["GET", "POST"])
@gate("user.change")
def new_user() -> Any:
    """Open one account; the answer is its slip."""
    columns = sheets.account_sheet(rules.seats_anywhere(g.actor.role))
    form = form_from(columns, lambda _source: queries.organisation_choices())
    remember(form, "accounts/new_user.html")
    if not form.validate_on_submit():
        return form_page()
    role = rules.role_titled(form.cells.pop("role"))
    user, password = actions.open_account(**form.cells, role=role, actor=g.actor)
    return slips_page([actions.slip_for(user, password)])


def slips_page(slips: list[actions.Slip]) -> str:
    """Slips to be printed: the only time that their passwords are seen."""
    return render_template("accounts/slips.html", slips=slips)


@pages.route("/users/open", methods=["GET", "POST"])
@gate("user.change")
def open_units() -> Any:
    """Open the first accounts of all organisations that have none; the answer is their slips."""
    if request.method == "POST":
        return slips_page(actions.open_accounts_for_units(g.actor))
    return render_template("accounts/open_units.html", lacking=queries.organisations_lacking())


@pages.route("/users/slips", methods=["GET", "POST"])
@gate("user.change")
def renew_slips() -> Any:
    """New slips for an organisation's accounts that were never used."""
    organisation_id = request.values.get("organisation", type=int)
    unused = queries.unused_accounts(organisation_id) if organisation_id else []
    if request.method == "POST":
        return slips_page(actions.renew_slips(unused, g.actor))
    return render_template(
        "accounts/renew_slips.html", unused=unused, organisation_id=organisation_id,
        organisations=queries.organisation_choices(),
    )  # fmt: skip


@pages.route("/users/<int:user>", methods=["GET", "POST"])
@gate("user.change", user=queries.user_visible_to)
def user(user: User) -> Any:
    """One user: who he is, his seats and sessions; name and telephone can be corrected."""
    form = form_from(sheets.PERSON, name=user.name, phone=user.phone)
    remember(
        form, "accounts/user.html", person=user, seats=queries.seats_held(user),
        sessions=queries.live_sign_ins(user), failures=queries.recent_failures(user),
        has_codes=queries.has_second_factor(user.id), is_member=actions.may_have_phone_code(user),
    )  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    actions.change_user(user, g.actor, **form.cells)
    return back_to(user, "资料已改")


def back_to(user: User, sentence: str) -> Any:
    """His page again, with what was done."""
    flash(sentence)
    return redirect(url_for("accounts.user", user=user.id))


@pages.post("/users/<int:user>/reset")
@gate("user.change", user=queries.user_visible_to)
def reset_password(user: User) -> Any:
    """A new one-time password; the answer is its slip."""
    return slips_page([actions.reset_password(user, g.actor)])


@pages.post("/users/<int:user>/disable")
@gate("user.change", user=queries.user_visible_to)
def disable_user(user: User) -> Any:
    """Close the account."""
    actions.disable(user, g.actor)
    return back_to(user, f"{user.name}的账号已停用，正在用的登录都已退出")


@pages.post("/users/<int:user>/enable")
@gate("user.change", user=queries.user_visible_to)
def enable_user(user: User) -> Any:
    """Open the account again."""
    actions.enable(user, g.actor)
    return back_to(user, f"{user.name}又可以登录了")


@pages.post("/users/<int:user>/unlock")
@gate("user.change", user=queries.user_visible_to)
def unlock_user(user: User) -> Any:
    """Let him try again at once."""
    actions.unlock(user, g.actor)
    return back_to(user, "已解除锁定，可以马上再试")


@pages.post("/users/<int:user>/sessions/end")
@gate("user.change", user=queries.user_visible_to)
def end_sessions(user: User) -> Any:
    """Sign him out everywhere."""
    count = actions.end_sign_ins(user, g.actor)
    return back_to(user, f"已退出 {count} 处登录")
