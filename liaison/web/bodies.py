"""How much a request may bring: most pages take a form of some cells, few take files or a whole page of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, abort, current_app, request
from werkzeug.datastructures import ImmutableMultiDict

FORM_BYTES = 256 * 2**10  # ten texts of 3,000 characters, each of which takes nine bytes on the way
MANY_BYTES = 2 * 2**20
MOST_KEYS = 500
MANY_KEYS = MOST_VALUES = 5_000  # ticks of a whole page of a list, or cells of a page of an import, are fewer
TOO_MUCH = "一次交的内容太多，没有保存。请分几次交。"
TWICE = "同一格送来了两个值，不知道要哪一个，没有保存。请从菜单重新打开这一页再填。"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
View = Callable[..., Any]


class Sent(ImmutableMultiDict[str, str]):
    """What was sent. Whoever reads one value where two came is not given either: another reader may take the other."""

    def __getitem__(self, key: str) -> str:
        """The one value."""
        if len(self.getlist(key)) > 1:
            abort(400, TWICE)
        return super().__getitem__(key)


class HouseRequest(Request):
    """A request whose parameters and cells come once each, unless whoever reads them asks for all."""

    parameter_storage_class = Sent


def takes_files(view: View) -> View:
    """Mark a page whose form has files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def takes_many(view: View) -> View:
    """Mark a page whose form has a cell, or several, for each of many rows."""
    view.takes_many = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Measure every request before anybody reads it."""
    app.request_class = HouseRequest
    app.before_request(measure)


def measure() -> None:
    """Refuse what is larger than its page could have sent."""
    if request.method in SAFE_METHODS:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    is_many, has_files = (getattr(view, name, False) for name in ("takes_many", "takes_files"))
    most = current_app.config["MAX_CONTENT_LENGTH"]
    if not has_files:
        request.max_content_length = min(most, MANY_BYTES if is_many else FORM_BYTES)
    values = [len(one) for one in request.form.listvalues()]
    if len(values) > (MANY_KEYS if is_many else MOST_KEYS) or sum(values) > MOST_VALUES:
        abort(413, TOO_MUCH)
