"""Papers that were taken out of the program: which, of what, and by whom."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.casework.models import Case, UrgingNotice
from liaison.core import clock

PRINTS = {"case": "case.print", "urging_notice": "notice.print"}


def take_out(thing: Case | UrgingNotice, paper: str, actor: Actor) -> None:
    """Note that a paper with people's names left as a file. paper: which one, and as what (办理情况单 PDF)."""
    if isinstance(thing, UrgingNotice):
        thing.printed_at = thing.printed_at or clock.now()
    record(PRINTS[thing.__tablename__], thing, actor, label=thing.number, changes={"paper": [None, paper]})


def take_out_forms(period: str, rows: int, actor: Actor) -> None:
    """Note that 系列套表 left as a workbook. period: in words, with the committee; rows: of all its tabs."""
    changes = {"period": [None, period], "rows": [None, rows]}
    record_all("forms.export", [("forms", None, f"系列套表（{period}）", changes)], actor)
