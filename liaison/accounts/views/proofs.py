"""Proving who one is: the code after the password, and password or code again before a high-value act."""

from __future__ import annotations

from typing import Any

from flask import Flask, after_this_request, current_app, g, redirect, render_template, request, url_for

from liaison.accounts import actions, forms, rules
from liaison.accounts.views.blueprint import pages
from liaison.accounts.views.sign_in import find_actor, take_seat, with_secret
from liaison.web.forms import form_page, remember
from liaison.web.gate import ASK_AGAIN, gate, has_just_proved, own_path, public, safe_next

NOT_RIGHT = "动态码不对，或者已经用过。请看手机上现在的 6 位数字；试错 5 次要等 15 分钟"
NOT_PROVED = "密码或动态码不对。请再写一次；试错 5 次要等 15 分钟"
NO_PHONE = "用办公室的二维码登录的手机办不了这件事。请在电脑上用密码登录后再办。"
NOT_KEPT = ("csrf_token", "proof")


def install(app: Flask) -> None:
    """Take a proof that comes with a form before its page is made."""
    app.before_request(take_proof)
    app.extensions[ASK_AGAIN] = ask_again


def take_proof() -> None:
    """A form that was held up brings the password or code along: check it, and let the form go on."""
    g.was_wrong = False
    is_offered = request.method == "POST" and bool(request.form.get("proof"))
    if not is_offered or g.sign_in is None or g.sign_in.way == rules.BY_PHONE:
        return
    session, secret = g.sign_in, actions.prove_again(g.sign_in, request.form["proof"], request.remote_addr)
    if secret is None:
        find_actor()
        g.was_wrong = True
    else:
        take_seat(session)
        after_this_request(lambda answer: with_secret(answer, session, secret))


def ask_again() -> Any:
    """Ask for the password or a code: before a page on a page of its own, before a form with all its fields kept."""
    if g.sign_in is not None and g.sign_in.way == rules.BY_PHONE:
        return render_template("errors/403.html", sentence=NO_PHONE), 403
    if request.method != "POST":
        return redirect(url_for("accounts.prove", next=safe_next()))
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    form = forms.ProofForm(formdata=None)
    form.form_errors = [NOT_PROVED] if g.was_wrong else []
    address, has_files = request.full_path.rstrip("?"), bool(request.files)
    page = render_template("accounts/prove.html", form=form, address=address, kept=kept, has_files=has_files)
    return page, 409


@pages.route("/me/proof", methods=["GET", "POST"])
@gate("profile.view")
def prove() -> Any:
    """The password or a code once more, then back to where one was."""
    form = forms.ProofForm(next=request.args.get("next", ""))
    remember(form, "accounts/prove.html", address=url_for("accounts.prove"), kept=[], has_files=False)
    if not form.validate_on_submit():
        return form_page()
    if g.was_wrong or not has_just_proved():
        form.form_errors = [NOT_PROVED]
        return form_page()
    return redirect(own_path(form.next.data))


@pages.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code() -> Any:
    """The one-time code after a right password."""
    if g.half_in is None:
        return redirect(url_for("accounts.sign_in", next=request.args.get("next")))
    form = forms.CodeForm(next=request.args.get("next", ""))
    remember(form, "accounts/sign_in_code.html")
    if not form.validate_on_submit():
        return form_page()
    opened, is_demo = g.half_in, current_app.config["DEMO"]
    secret = actions.finish_sign_in(opened, form.code.data, request.remote_addr, is_demo=is_demo)
    if secret is None:
        form.form_errors = [NOT_RIGHT]
        return form_page()
    return with_secret(redirect(own_path(form.next.data)), opened, secret)
