"""我的: profile, role, size of letters, keys, password and sessions."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for

from liaison.access import Actor
from liaison.accounts import actions, forms, queries, rules
from liaison.accounts.rules.absences import days_in_words
from liaison.accounts.views.blueprint import pages
from liaison.accounts.views.sign_in import SIZE_COOKIE, with_secret
from liaison.web.forms import form_page, remember
from liaison.web.gate import ASK_AGAIN, gate, own_path, public
from liaison.web.navigation import waiting_for

WRONG_OLD = "原来的密码不对，请再写一次；试错 5 次要等 15 分钟"
A_YEAR = 365 * 24 * 3600


@pages.get("/me")
@gate("profile.view")
def me() -> Any:
    """Who I am here, in which roles, and where I am signed in."""
    sessions = queries.live_sign_ins(g.user)
    return render_template(
        "accounts/me.html", seats=seats_to_choose(), sessions=sessions, here=g.sign_in.id, ways=rules.WAYS
    )


def seats_to_choose() -> list[tuple[Actor, int]]:
    """Each seat that is open to this person, as he would act in it, and how much waits there; only of several."""
    seats = g.open_seats if g.seats_count > 1 else []
    return [(actor, waiting_for(actor)) for actor in map(as_actor, seats)]


def as_actor(one: queries.OpenSeat) -> Actor:
    """This person in a seat that is open to him."""
    return queries.actor_in(g.user, one.seat, is_cases_only=one.is_cases_only)


@pages.app_template_global()
def absences() -> dict[str, Any]:
    """For the pages of work: who stands in for the holder of this seat, and what waits in the other seats.

    others: only where somebody stands in for somebody; to those who merely have two seats nothing new is said.
    """
    ahead = queries.proxies_ahead([g.actor.seat_user_id])
    away = [(one, days_in_words(one.starts_on, one.ends_on)) for one in ahead if one.seat_id in (None, g.actor.seat_id)]
    stands_in = any(not one.is_own for one in g.open_seats)
    others = [actor for actor in map(as_actor, g.open_seats if stands_in else []) if actor.seat_id != g.actor.seat_id]
    return {"away": away, "others": [(actor, waiting_for(actor)) for actor in others]}


@pages.post("/me/seat")
@gate("profile.change")
def switch_seat() -> Any:
    """Go on in another role."""
    secret = actions.switch_seat(g.sign_in, request.form.get("seat", type=int), g.actor)
    flash("身份已换")
    return with_secret(redirect("/"), g.sign_in, secret)


@pages.post("/me/size")
@public
def choose_size() -> Any:
    """大字版 on or off: for this browser, and for the user on every device."""
    size = request.form.get("size", "")
    size = size if size in rules.FONT_SIZES else ""
    if g.actor:
        actions.choose_size(g.user, size, g.actor.himself)
    answer = redirect(own_path(request.form.get("next")))
    is_secure = current_app.config["IS_SECURE"]
    answer.set_cookie(SIZE_COOKIE, size, max_age=A_YEAR, secure=is_secure, httponly=True, samesite="Lax")
    return answer


@pages.post("/me/keys")
@gate("profile.change")
def choose_keys() -> Any:
    """The inbox's keys on or off."""
    actions.choose_keys(g.user, request.form.get("keys") == "on", g.actor.himself)
    return redirect(url_for("accounts.me"))


@pages.route("/me/password", methods=["GET", "POST"])
@gate("profile.change")
def own_password() -> Any:
    """Choose a new password."""
    if g.sign_in.way == rules.BY_PHONE:
        return current_app.extensions[ASK_AGAIN]()
    form = forms.FirstPasswordForm() if g.user.must_change else forms.PasswordForm()
    remember(form, "accounts/own_password.html", is_first=g.user.must_change)
    if not form.validate_on_submit():
        return form_page()
    old = form.old.data if form.old else ""
    if form.old and not actions.knows_password(g.user, old, request.remote_addr):
        form.old.errors = [WRONG_OLD]
        return form_page()
    policy = rules.POLICIES[current_app.config["PASSWORD_POLICY"]]
    actions.change_password(
        g.user, old, form.new.data, form.again.data, g.actor.himself, session=g.sign_in, policy=policy
    )  # fmt: skip
    flash("密码已改。其他手机、电脑上的登录已经退出")
    return redirect("/")


@pages.post("/me/sessions/end")
@gate("profile.change")
def end_other_sessions() -> Any:
    """Sign out everywhere else."""
    count = actions.end_sign_ins(g.user, g.actor.himself, but=g.sign_in)
    flash(f"已退出其他 {count} 处登录" if count else "没有别处的登录")
    return redirect(url_for("accounts.me"))
