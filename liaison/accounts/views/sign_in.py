"""Who asks: found before each request from the cookie; signing in and out."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for

from liaison.access import Role
from liaison.accounts import actions, forms, queries, rules
from liaison.accounts.models import SignIn
from liaison.accounts.rules import codes, networks
from liaison.accounts.views import refusals
from liaison.accounts.views.blueprint import pages
from liaison.audit.actions import session_of_request
from liaison.core.limits import give_back
from liaison.web.forms import form_page, remember
from liaison.web.gate import gate, own_path, public

NOT_IN = "没有登录上。请核对用户名和密码；试错 5 次要等 15 分钟。忘了密码或账号停用，请找政协办公室重设"
OPEN_BEFORE_CHANGE = ("static", "accounts.own_password", "accounts.sign_out", "accounts.choose_size")
OPEN_BEFORE_CODES = (
    *OPEN_BEFORE_CHANGE, "accounts.own_code", "accounts.begin_code", "accounts.confirm_code", "accounts.prove",
)  # fmt: skip
OUTSIDE = "您的身份只能在指定的网络里用，这里不行。请回单位再登录；要改网络，请联系安全管理员。"
SIZE_COOKIE = "size"
TOLD_OF = "seat_lost"


def install(app: Flask) -> None:
    """Find out, before each request, who asks; a first password is changed before anything else."""
    refusals.install(app)
    if app.config["PASSWORD_POLICY"] not in rules.POLICIES:
        raise SystemExit(f"PASSWORD_POLICY 请设成 {' 或 '.join(rules.POLICIES)}。")
    try:
        app.config["TOTP_ROLES"] = codes.roles_named(app.config["TOTP_ROLES"])
    except ValueError as error:
        raise SystemExit("TOTP_ROLES 请写角色的代码，用逗号隔开；全员都要写 all，都不要就留空。") from error
    app.before_request(find_actor)
    app.before_request(refuse_from_outside)
    app.before_request(lead_to_change)


def find_actor() -> None:
    """Set g.user, g.actor and g.sign_in from the session cookie; None when nobody is signed in.

    g.half_in: a session whose password was right and whose one-time code is still due; it opens nothing else.
    """
    g.user = g.actor = g.sign_in = g.half_in = None
    secret = request.cookies.get(current_app.config["SIGN_IN_COOKIE"])
    if request.endpoint == "static" or not secret:
        return
    found = queries.live_sign_in(secret)
    if found and queries.is_stale(found):
        actions.note_use(found.id)
        found = queries.live_sign_in(secret)
    if found and found.awaits_code:
        g.half_in = found
    elif found:
        take_seat(found)


def take_seat(found: SignIn) -> None:
    """The person of a session in the seat he chose."""
    g.sign_in, g.user, g.open_seats = found, found.user, seats_from_here(found)
    g.actor, g.seats_count = queries.actor_at(found, g.open_seats), len(g.open_seats)
    session_of_request.set(found.id)
    say_that_proxy_ended(found)


def seats_from_here(found: SignIn) -> list[queries.OpenSeat]:
    """The seats that are open to the person of a session at the address that he asks from."""
    seats = queries.open_seats(found)
    if not found.is_bounded:
        return seats
    bounds = queries.all_networks()
    return [one for one in seats if networks.allows(bounds.get(one.seat.role, ()), request.remote_addr)]


def refuse_from_outside() -> None:
    """Somebody all of whose seats are bound to other networks: he is told so, and what is public stays open to him."""
    is_outside = g.user is not None and g.actor is None and g.sign_in.is_bounded and not g.open_seats
    if is_outside and hasattr(current_app.view_functions.get(request.endpoint), "permission"):
        abort(403, OUTSIDE)


def say_that_proxy_ended(found: SignIn) -> None:
    """Say once why somebody who stood in for a colleague finds himself in his own seat again."""
    is_gone = found.seat is not None and g.actor is not None and found.seat_id != g.actor.seat_id
    if not is_gone or found.seat.user_id == found.user_id:
        session.pop(TOLD_OF, None)
    elif session.get(TOLD_OF) != found.seat_id:
        session[TOLD_OF] = found.seat_id
        flash(f"代{found.seat.user.name}办事的时间已经结束，现在是您自己的身份：{g.actor.title}", "warn")


def lead_to_change() -> Any:
    """Whoever still has a one-time password changes it first; then codes are set up where they are demanded."""
    if g.user is None:
        return None
    if g.user.must_change and g.sign_in.way == rules.BY_PASSWORD:
        return redirect(url_for("accounts.own_password")) if request.endpoint not in OPEN_BEFORE_CHANGE else None
    if request.endpoint not in OPEN_BEFORE_CODES and lacks_codes():
        return redirect(url_for("accounts.own_code"))
    return None


def lacks_codes() -> bool:
    """Whether one of the person's own seats demands one-time codes that he has not set up (TOTP_ROLES)."""
    demanded = current_app.config["TOTP_ROLES"]
    if not demanded or g.sign_in.has_codes or g.sign_in.way == rules.BY_PHONE:
        return False
    return any(Role(one.seat.role) in demanded for one in g.open_seats if one.is_own)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """Open a session; every reason why not sounds the same."""
    form = forms.SignInForm(next=request.args.get("next", ""))
    remember(form, "accounts/sign_in.html")
    if not form.validate_on_submit():
        return form_page()
    tried = actions.count_try(form.username.data, request.remote_addr)
    opened = actions.sign_in(
        form.username.data, form.password.data, request.remote_addr, request.user_agent.string,
        is_demo=current_app.config["DEMO"], font_size=request.cookies.get(SIZE_COOKIE, ""),
    )  # fmt: skip
    if opened is None:
        form.form_errors = [NOT_IN]
        return form_page()
    give_back("sign_in", tried)
    session.clear()
    if opened[0].awaits_code:
        return with_secret(redirect(url_for("accounts.sign_in_code", next=form.next.data or None)), *opened)
    return with_secret(redirect(own_path(form.next.data)), *opened)


def with_secret(answer: Any, opened: SignIn, secret: str) -> Any:
    """Put a session's secret into the cookie: a member's phone keeps it, a desk's browser only while it runs."""
    role = queries.role_of(opened)
    life = rules.lifetime(role, opened.way).absolute if role is Role.MEMBER and not opened.awaits_code else None
    answer.set_cookie(
        current_app.config["SIGN_IN_COOKIE"], secret, max_age=life, path="/",
        secure=current_app.config["IS_SECURE"], httponly=True, samesite="Lax",
    )  # fmt: skip
    return answer


@pages.get("/login")
@public
def login() -> Any:
    """The address that people guess."""
    return redirect(url_for("accounts.sign_in", next=request.args.get("next")))


@pages.post("/sign-out")
@gate("profile.view")
def sign_out() -> Any:
    """End the session at once; the cookie opens nothing any more, wherever a copy of it lies."""
    actions.end_sign_in(g.sign_in)
    session.clear()
    answer = redirect(url_for("accounts.sign_in"))
    name, is_secure = current_app.config["SIGN_IN_COOKIE"], current_app.config["IS_SECURE"]
    answer.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="Lax")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
