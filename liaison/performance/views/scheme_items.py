"""The lines of a draft: adding, changing, removing one, and all of them from a sheet."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for

from liaison.core.sheets import limits
from liaison.core.sheets.apart import load_apart
from liaison.performance import actions, queries
from liaison.performance.models import Scheme, SchemeItem
from liaison.performance.rules.deeds import DEEDS
from liaison.performance.sheets.schemes import ITEM, uploaded_items
from liaison.performance.views.blueprint import pages
from liaison.roster.forms import upload_form
from liaison.web.bodies import takes_files
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/performance/schemes/<int:scheme>/items/new", methods=["GET", "POST"])
@gate("scheme.change", scheme=queries.scheme_for)
def new_scheme_item(scheme: Scheme) -> Any:
    """Add a line to a draft."""
    form = form_from(ITEM)
    remember(form, "performance/new_scheme_item.html", scheme=scheme, deeds=DEEDS)
    if not form.validate_on_submit():
        return form_page()
    item = actions.add_item(scheme, g.actor, **form.cells)
    flash(f"已加上“{item}”")
    return redirect(url_for("performance.scheme", scheme=scheme.id))


@pages.route("/performance/scheme-items/<int:scheme_item>", methods=["GET", "POST"])
@gate("scheme.change", scheme_item=queries.item_for)
def scheme_item(scheme_item: SchemeItem) -> Any:
    """Change a line of a draft."""
    form = form_from(ITEM, **{column.key: getattr(scheme_item, column.key) for column in ITEM})
    remember(form, "performance/scheme_item.html", item=scheme_item, scheme=scheme_item.scheme, deeds=DEEDS)
    if not form.validate_on_submit():
        return form_page()
    actions.change_item(scheme_item, g.actor, request.form.get("version", type=int), **form.cells)
    flash(f"已存好“{scheme_item}”")
    return redirect(url_for("performance.scheme", scheme=scheme_item.scheme_id))


@pages.post("/performance/scheme-items/<int:scheme_item>/remove")
@gate("scheme.change", scheme_item=queries.item_for)
def remove_scheme_item(scheme_item: SchemeItem) -> Any:
    """Take a line out of a draft."""
    scheme = actions.remove_item(scheme_item, g.actor)
    flash(f"已去掉“{scheme_item}”")
    return redirect(url_for("performance.scheme", scheme=scheme.id))


@pages.route("/performance/schemes/<int:scheme>/import", methods=["GET", "POST"])
@gate("scheme.change", scheme=queries.scheme_for)
@takes_files
def import_scheme(scheme: Scheme) -> Any:
    """Put the lines of a sheet in place of those of a draft."""
    form = upload_form((), lambda _source: ())
    remember(form, "performance/import_scheme.html", scheme=scheme)
    if not form.validate_on_submit():
        return form_page()
    file = form.file.data
    items = uploaded_items(file.read(limits.FILE_BYTES + 1), file.filename, load_apart)
    actions.replace_items(scheme, items, g.actor)
    flash(f"读进 {len(items)} 项，原来的都换掉了")
    return redirect(url_for("performance.scheme", scheme=scheme.id))
