"""Forms with passwords, which no column can express."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from liaison.web.forms import HouseForm


class SignInForm(HouseForm):
    """User name and password, and where to go afterwards."""

    username = StringField("用户名", [InputRequired("请填用户名")], render_kw={"autocomplete": "username"})
    password = PasswordField("密码", [InputRequired("请填密码")], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class CodeForm(HouseForm):
    """A one-time code, or one of those on paper."""

    code = StringField("动态码", [InputRequired("请填动态码")], render_kw={"autocomplete": "one-time-code"})
    next = HiddenField()


class ProofForm(HouseForm):
    """The password once more, or a one-time code."""

    proof = PasswordField("密码或动态码", [InputRequired("请填密码")], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class PasswordForm(HouseForm):
    """The old password, and the new one twice."""

    old = PasswordField("原来的密码", [InputRequired("请填原来的密码")], render_kw={"autocomplete": "current-password"})
    new = PasswordField("新密码", [InputRequired("请填新密码")], render_kw={"autocomplete": "new-password"})
    again = PasswordField("再写一次", [InputRequired("请再写一次新密码")], render_kw={"autocomplete": "new-password"})


class FirstPasswordForm(PasswordForm):
    """The change right after a one-time password was used: nobody is asked for it again."""

    old = None  # type: ignore[assignment]
