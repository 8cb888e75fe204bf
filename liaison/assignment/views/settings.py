"""What counts how much when plans are drawn up: seen by all at a desk, changed by the office after a preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, request, url_for

from liaison.access.table import allowed
from liaison.assignment import actions, queries
from liaison.assignment.forms import NOTE, WEIGHT_HINTS, values_sent
from liaison.assignment.models import PlanPreview, PlanSetting
from liaison.assignment.queries.choosing import figures_before_and_after, group_choices, main_libraries, preview_moves
from liaison.assignment.rules import KEEPING, KIND_TITLES, Settings
from liaison.assignment.views.blueprint import number, pages
from liaison.orgs.queries import reference_choices
from liaison.web.bodies import takes_many
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_among

WEIGHTS = [(key, title, hint) for key, (title, hint) in WEIGHT_HINTS.items()]


@pages.get("/assignment/<int:year>/settings")
@gate("plan.view", year=queries.year_for)
def settings(year: int) -> Any:
    """The settings of a year, or those of ?version=, or those of ?preview= with what they would move."""
    versions = queries.settings_of(year)
    asked, preview = number("version"), queries.preview_for(g.actor, number("preview") or 0)
    setting = next((one for one in versions if one.number == asked), None) or queries.setting_of(year)
    values = preview.values if preview else queries.settings_for(year, setting).as_json()
    show(year, setting, values, preview)
    return form_page()


@pages.post("/assignment/<int:year>/settings")
@gate("plan.change", year=queries.year_for)
@takes_many
def change_settings(year: int) -> Any:
    """Try the settings out, or keep them as a new version."""
    values = values_sent(request.form)
    form = show(year, queries.setting_of(year), values)
    if not form.validate_on_submit():
        return form_page()
    if request.form.get("do") != "save":
        back = url_for("assignment.settings", year=year) + "?preview={}"
        preview = actions.preview_setting(year, values, g.actor, back)
        return redirect(url_for("jobs.job", job=preview.job_id))
    setting = actions.save_setting(year, values, form.cells["note"] or "", g.actor)
    flash(f"存好了 {setting}，下次重新排时照这个算")
    return redirect(url_for("assignment.settings", year=year))


def show(year: int, setting: PlanSetting | None, values: Mapping[str, Any], preview: PlanPreview | None = None) -> Any:
    """Note the page of the settings with these values in its cells; gives its form."""
    form = form_from((NOTE,))
    remember(
        form, "assignment/settings.html", year=year, plan=None, setting=setting, values=whole(values), preview=preview,
        moves=page_among(preview_moves(preview)) if preview and preview.is_known else None,
        preview_figures=figures_before_and_after(preview) if preview and preview.is_known else [],
        versions=queries.settings_of(year), weights=WEIGHTS, keeping=KEEPING, kinds=KIND_TITLES,
        groups=group_choices(), sectors=reference_choices("sector"),
        types=reference_choices("identity_type"), libraries=main_libraries(),
        next_focus=1 + max((one["id"] for one in values["focuses"]), default=0),
        can_change=allowed(g.actor, "plan.change"),
    )  # fmt: skip
    return form


def whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the page shows them, with the shipped ones where something is left out."""
    shipped = Settings().as_json()
    weights = {**shipped["weights"], **values["weights"]}
    written = {key: km if isinstance(km, str) else f"{km:g}" for key, km in weights.items()}
    return {**shipped, **values, "weights": written, "least": {**shipped["least"], **values["least"]}}
