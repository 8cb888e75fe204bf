"""套表互证: whether the eight sheets prove each other over a period, and the cases behind every number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, flash, g, render_template, request

from liaison.accounts.actions.exports import Wanted
from liaison.accounts.views.exports import give
from liaison.casework.queries.conservation import Proof, proof_for
from liaison.casework.rules import conservation as rules
from liaison.casework.rules.conservation import Balance, Term
from liaison.casework.sheets.conservation import TAB, cases_page, period_words, proof_page
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.core.sheets import SheetPage
from liaison.web.days import day_asked
from liaison.web.gate import gate

MOST_LISTED = 200
BROKEN = "broken"
BROKEN_TAB, SHOWN_TAB = "对不上的诉求", "算在内的诉求"


@dataclass(frozen=True)
class Shown:
    """The cases behind a number, or those that break an identity. term: None for the latter."""

    balance: Balance
    term: Term | None
    rows: list[tuple[Any, int]]

    @property
    def title(self) -> str:
        """What they were counted for."""
        return self.term.words if self.term else f"{self.balance.identity.name}，对不上的"


@pages.get("/cases/conservation")
@gate("conservation.view")
def conservation() -> str:
    """Every identity of a period with left, right and difference; ?show= lists the cases behind one number."""
    since, until = period()
    proof = proof_for(g.actor, since, until)
    return render_template(
        "casework/conservation.html", proof=proof, groups=groups(proof), shown=shown_in(proof), since=since,
        until=until, this_year=clock.today().year, most=MOST_LISTED, show=request.args.get("show", ""),
    )  # fmt: skip


@pages.post("/cases/conservation.xlsx")
@gate("conservation.export")
def export_conservation() -> Any:
    """The same as a workbook: the identities, all cases that break one, and those behind the number of ?show=."""
    since, until = period()
    proof = proof_for(g.actor, since, until)
    tabs, said = tabs_of(proof, shown_in(proof)), period_words(since, until)
    titles, unit = [tab.name for tab in tabs], current_app.config["SITE_NAME"]
    wanted = Wanted("conservation", TAB, said, titles, len(proof.balances), unit)
    return give(tabs, wanted, f"套表互证（{since:%Y%m%d}-{until:%Y%m%d}）")


def tabs_of(proof: Proof, shown: Shown | None) -> list[SheetPage]:
    """The identities, the cases that break one, and those that are shown."""
    words = period_words(proof.since, proof.until)
    title = [TAB, (f"单位：{current_app.config['SITE_NAME']}", words)]
    broken = ((one.identity.name, proof.breaking(one)) for one in proof.red)
    tabs = [
        proof_page(proof.balances, proof.numbers, title), cases_page(BROKEN_TAB, broken, f"{BROKEN_TAB}（{words}）"),
    ]  # fmt: skip
    if shown and shown.term:
        tabs.append(cases_page(SHOWN_TAB, [(shown.title, shown.rows)], f"{shown.title}（{words}）"))
    return tabs


def period() -> tuple[date, date]:
    """?since= to ?until=, by default this year up to today; a period the wrong way round asks for nothing."""
    today = clock.today()
    until = day_asked("until") or today
    since = day_asked("since") or date(until.year, 1, 1)
    if since > until:
        flash(f"{since} 在 {until} 之后。现在看到的是今年的。", "warn")
        return date(today.year, 1, 1), today
    return since, until


def groups(proof: Proof) -> list[tuple[str, list[Balance]]]:
    """The identities under their headings, those that do not hold first."""
    names = (rules.BETWEEN_SHEETS, rules.BETWEEN_REGISTERS)
    ordered = sorted(proof.balances, key=lambda one: one.is_green)
    return [(name, [one for one in ordered if one.identity.group == name]) for name in names]


def shown_in(proof: Proof) -> Shown | None:
    """What ?show=hand_over.left.0 or ?show=hand_over.broken asks for."""
    code, _, which = request.args.get("show", "").partition(".")
    found = next((one for one in proof.balances if one.identity.code == code), None)
    if found is None:
        return None
    if which == BROKEN:
        return Shown(found, None, proof.breaking(found))
    side, _, place = which.partition(".")
    terms = {"left": found.left, "right": found.right}.get(side, ())
    chosen = next((one for at, (one, _number) in enumerate(terms) if str(at) == place), None)
    return Shown(found, chosen, proof.cases_in(chosen)) if chosen else None
