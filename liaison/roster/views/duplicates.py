"""Pages of people who stand twice: pairs, two side by side, who was settled as two, who was merged, the weights."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.roster.actions import duplicates as actions
from liaison.roster.actions.merging import merge
from liaison.roster.actions.parting import parting, take_back_merge
from liaison.roster.actions.references import belongings
from liaison.roster.models import DistinctPair, Merge, Representative
from liaison.roster.queries import duplicates as queries
from liaison.roster.queries import representative_for
from liaison.roster.rules.buckets import BUCKETS
from liaison.roster.rules.duplicates import THRESHOLD, compared, in_words
from liaison.roster.rules.merging import CHOICES, KEEPER, LOSER
from liaison.roster.sheets import WEIGHT_COLUMNS
from liaison.roster.views.blueprint import pages
from liaison.web.forms import WhenShown, form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of

PAIRS_ON_A_PAGE = 20
FIRST, SECOND = "first", "second"


@pages.get("/duplicates")
@gate("duplicate.view")
def duplicates() -> Any:
    """The pairs of the last search whom the actor may both see, with what speaks for each now."""
    page, search = page_of(queries.suspect_pairs(g.actor), PAIRS_ON_A_PAGE), queries.last_search()
    return render_template(
        "roster/duplicates.html", page=page, pairs=queries.pairs_beside(page.rows), search=search,
        changed=queries.changed_since(search) if search else 0,
    )  # fmt: skip


@pages.post("/duplicates/search")
@gate("duplicate.settle")
def search_duplicates() -> Any:
    """Look through everybody."""
    search = actions.search_duplicates(g.actor)
    flash(f"看了 {search.people_count:,} 位代表，可能重复 {search.pair_count:,} 对")
    return redirect(url_for("roster.duplicates"))


@pages.route("/duplicates/<int:first>/<int:second>", methods=["GET", "POST"])
@gate("duplicate.settle", first=representative_for, second=representative_for)
def duplicate(first: Representative, second: Representative) -> Any:
    """Two people side by side: one of them stays, with the values chosen, or they are two."""
    form = form_from(())
    beside = WhenShown(lambda: queries.side_by_side(first, second))
    owned = WhenShown(lambda: (belongings(first), belongings(second)))
    remember(form, "roster/duplicate.html", first=first, second=second, lines=beside, owned=owned,
             told=WhenShown(lambda: sum_of(first, second)), sent=request.form)  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    keep, keeper, loser = (FIRST, first, second) if request.form.get("keep") != SECOND else (SECOND, second, first)
    versions = (version_of(loser), version_of(keeper))
    merge(loser, keeper, g.actor, chosen_values(keep), versions)
    flash(f"{loser.name}已并入{keeper.name}，合错了可以撤销")
    return redirect(f"/representatives/{keeper.id}")


def sum_of(first: Representative, second: Representative) -> str:
    """What speaks for and against the two being one."""
    weights = queries.weights()
    found = compared(queries.facts_of(first), queries.facts_of(second), weights)
    return in_words(found.reasons, weights[THRESHOLD])


def version_of(person: Representative) -> int | None:
    """The version of a person that the page showed."""
    return request.form.get(f"version-{person.id}", type=int)


def chosen_values(keep: str) -> dict[str, str]:
    """Whose value stays, as the page says: `first` and `second` seen from whoever is kept."""
    return {key: KEEPER if request.form[key] == keep else LOSER for key in CHOICES if key in request.form}


@pages.post("/duplicates/<int:first>/<int:second>/distinct")
@gate("duplicate.settle", first=representative_for, second=representative_for)
def settle_as_two(first: Representative, second: Representative) -> Any:
    """They are two people; that is remembered."""
    actions.settle_as_two(first, second, g.actor)
    flash(f"记住了：{first.name}和{second.name}不是同一人，以后查重不再列出")
    return redirect(url_for("roster.duplicates"))


@pages.get("/distinct-pairs")
@gate("duplicate.view")
def distinct_pairs() -> Any:
    """Who was settled as two people, by whom and when."""
    return render_template("roster/distinct_pairs.html", page=page_of(queries.distinct_pairs(g.actor)))


@pages.post("/distinct-pairs/<int:pair>/drop")
@gate("duplicate.settle", pair=queries.distinct_pair_for)
def drop_distinct_pair(pair: DistinctPair) -> Any:
    """Take that word back."""
    names = str(pair)
    actions.drop_distinct_pair(pair, g.actor)
    flash(f"{names}的核定已取消，下次查重会再列出")
    return redirect(url_for("roster.distinct_pairs"))


@pages.get("/merges")
@gate("duplicate.view")
def merges() -> Any:
    """Who was merged into whom, newest first."""
    return render_template("roster/merges.html", page=page_of(queries.merges(g.actor)))


@pages.route("/merges/<int:merge>/undo", methods=["GET", "POST"])
@gate("duplicate.settle", merge=queries.merge_for)
def undo_merge(merge: Merge) -> Any:
    """What taking a merge back would do, in three buckets; then do it."""
    if request.method == "POST":
        seen = {key: request.form.get(key, -1, type=int) for key in BUCKETS}
        take_back_merge(merge, g.actor, seen)
        flash(f"已拆开：{merge.loser.name}重新成为一位代表")
        return redirect(f"/representatives/{merge.loser_id}")
    return render_template("roster/undo_merge.html", merge=merge, found=parting(merge), buckets=BUCKETS)


@pages.route("/duplicates/rules", methods=["GET", "POST"])
@gate("duplicate.weigh")
def duplicate_rules() -> Any:
    """What each likeness weighs, and from how many points on a pair is shown."""
    form = form_from(WEIGHT_COLUMNS, **{key: str(points) for key, points in queries.weights().items()})
    remember(form, "roster/duplicate_rules.html")
    if not form.validate_on_submit():
        return form_page()
    actions.weigh(form.cells, g.actor)
    flash("去重规则已存好，再找一遍就按新的算")
    return redirect(url_for("roster.duplicates"))
