"""The sentences on pages that the office may write anew."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.access import Actor
from liaison.casework.actions.wordings import restore_wording, reword
from liaison.casework.queries.wordings import reworded
from liaison.casework.rules.wordings import PHRASES, Phrase
from liaison.casework.sheets.office import CHANGE_OF_WORDING
from liaison.casework.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


def phrase_for(_actor: Actor, key: str) -> Phrase | None:
    """The sentence of that key."""
    return PHRASES.get(key)


@pages.app_template_global("wording")
def wording(key: str) -> str:
    """For templates: what stands there now. One query a page."""
    if "wordings" not in g:
        g.wordings = reworded()
    return g.wordings.get(key) or PHRASES[key].default


@pages.get("/wordings")
@gate("time_limit.change")
def wordings() -> str:
    """All sentences by their pages, those that were written anew marked."""
    groups = [(place, list(phrases)) for place, phrases in groupby(PHRASES.values(), key=lambda one: one.place)]
    return render_template("casework/wordings.html", groups=groups, changed=reworded())


@pages.route("/wordings/<phrase>", methods=["GET", "POST"])
@gate("time_limit.change", phrase=phrase_for)
def phrase(phrase: Phrase) -> Any:
    """Write one sentence anew, the default beside it."""
    form = form_from(CHANGE_OF_WORDING, text=wording(phrase.key))
    remember(form, "casework/phrase.html", phrase=phrase, is_changed=phrase.key in reworded())
    if not form.validate_on_submit():
        return form_page()
    reword(phrase, form.cells["text"], g.actor)
    flash(f"“{phrase.title}”已改")
    return redirect(url_for("casework.wordings"))


@pages.post("/wordings/<phrase>/restore")
@gate("time_limit.change", phrase=phrase_for)
def restore_phrase(phrase: Phrase) -> Any:
    """恢复默认."""
    restore_wording(phrase, g.actor)
    flash(f"“{phrase.title}”已恢复默认")
    return redirect(url_for("casework.wordings"))
