"""动态码: setting up one's phone, the codes on paper, changing the phone; and the reset by those who administer."""

from __future__ import annotations

from typing import Any

import segno
from flask import after_this_request, current_app, flash, g, redirect, render_template, url_for

from liaison.accounts import actions, forms, queries
from liaison.accounts.models import User
from liaison.accounts.rules import codes
from liaison.accounts.views.blueprint import pages
from liaison.accounts.views.sign_in import with_secret
from liaison.web.forms import WhenShown, form_page, remember
from liaison.web.gate import gate

SIZE_OF_A_DOT = 5
QUIET_DOTS = 2


@pages.get("/me/code")
@gate("profile.view")
def own_code() -> Any:
    """Whether I sign in with one-time codes; the drawing while I set them up."""
    factor = queries.second_factor(g.user.id)
    if factor and factor.confirmed_at is None:
        remember(forms.CodeForm(formdata=None), "accounts/confirm_code.html", **told_of_secret())
        return form_page()
    is_demanded = any(one.seat.role in current_app.config["TOTP_ROLES"] for one in g.open_seats if one.is_own)
    left = queries.recovery_codes_left(g.user.id)
    return render_template("accounts/own_code.html", factor=factor, left=left, is_demanded=is_demanded)


def told_of_secret() -> dict[str, Any]:
    """The secret that is being set up: as a drawing for the camera and as letters to type."""

    def secret() -> str:
        factor = queries.second_factor(g.user.id)
        return actions.secret_of(factor) if factor else codes.new_secret()

    def drawing() -> str:
        address = codes.address_of(secret(), g.user.username, current_app.config["SITE_NAME"])
        return segno.make(address, micro=False).svg_data_uri(scale=SIZE_OF_A_DOT, border=QUIET_DOTS)

    return {"letters": WhenShown(lambda: codes.in_groups(secret())), "drawing": WhenShown(drawing)}


@pages.post("/me/code/new")
@gate("profile.change", step_up=True)
def begin_code() -> Any:
    """Begin to set up one-time codes."""
    actions.begin_second_factor(g.user, g.actor.himself)
    return redirect(url_for("accounts.own_code"))


@pages.post("/me/code/confirm")
@gate("profile.change", step_up=True)
def confirm_code() -> Any:
    """The first code of the phone; the answer is the codes on paper."""
    form = forms.CodeForm()
    remember(form, "accounts/confirm_code.html", **told_of_secret())
    if not form.validate_on_submit():
        return form_page()
    given = actions.confirm_second_factor(g.user, form.code.data, g.actor.himself)
    session, secret = g.sign_in, actions.renew_proof(g.sign_in)
    after_this_request(lambda answer: with_secret(answer, session, secret))
    return recovery_page(given)


def recovery_page(given: list[str]) -> str:
    """The codes on paper: the only time that they are seen."""
    return render_template("accounts/recovery_codes.html", given=given)


@pages.post("/me/code/recovery")
@gate("profile.change", step_up=True)
def renew_recovery_codes() -> Any:
    """New codes on paper."""
    return recovery_page(actions.renew_recovery_codes(g.user, g.actor.himself))


@pages.post("/me/code/drop")
@gate("profile.change", step_up=True)
def drop_own_code() -> Any:
    """Another phone: the present one makes codes no more."""
    actions.drop_second_factor(g.user, g.actor.himself)
    flash("原来手机上的动态码已停用")
    return redirect(url_for("accounts.own_code"))


@pages.post("/users/<int:user>/code/drop")
@gate("user.change", user=queries.user_visible_to)
def drop_code(user: User) -> Any:
    """Somebody lost his phone: he sets up another after signing in with his password."""
    actions.drop_second_factor(user, g.actor)
    flash(f"{user.name}的动态码已重置，登录后要重新设")
    return redirect(url_for("accounts.user", user=user.id))
