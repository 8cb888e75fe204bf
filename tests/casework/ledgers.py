"""Small ledgers of a past year, written to a file as an office would send them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.casework.actions import CONTACT_LEDGER, STEP_LOG
from liaison.casework.models import Case
from liaison.casework.sheets.ledger import COLUMNS, ledger_pages
from liaison.core.db import db
from liaison.core.intake import Report
from liaison.core.sheets import write_book
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.models import Member, Representative
from tests.factories import make_row

MARCH = date(2024, 3, 1)


def people(**member: Any) -> tuple[Member, Representative]:
    """A member and a representative whom a ledger may name."""
    return make_row(Member, no="HA15001", name="陈立平", **member), make_row(
        Representative, name="周桂芳", phone="15400000001"
    )


def contact(number: str = "LX20240001", **cells: Any) -> dict[str, Any]:
    """A row without a request."""
    return {
        "number": number, "contacted_on": MARCH, "member_no": "HA15001", "member": "陈立平",
        "representative": "周桂芳", "phone": "15400000001", "channel_id": "电话", "task_id": "广泛凝聚共识",
        "talk": "宣讲政策，答了两个问题。", "has_request": "无", **cells,
    }  # fmt: skip


def request(number: str = "LX20240001", **cells: Any) -> dict[str, Any]:
    """A row with a request that ran its course."""
    return contact(number, **{
        "task_id": "反映社情民意", "has_request": "有", "title": "村口没有路灯", "text": "晚上看不清路。",
        "group": "建设交通", "category_id": "路灯照明", "urgency": "较急", "suggestion": "装三盏灯。",
        "committee_id": "市政协城建工作组", "transferred_on": date(2024, 3, 4), "unit_id": "市住建局",
        "co_unit_ids": "曲塘镇；市交通运输局", "section_name": "城建科", "approved_on": date(2024, 3, 5),
        "first_due_on": date(2024, 3, 15), "handled_on": date(2024, 3, 14), "result": "已解决",
        "reply_text": "灯已装好。", "replied_on": date(2024, 3, 15), "rated_on": date(2024, 3, 18), "rating": "满意",
        **cells,
    })  # fmt: skip


def step(seq: int, name: str, day: date, note: str = "", number: str = "LX20240001", **cells: Any) -> dict[str, Any]:
    """A line of the step log."""
    return {
        "contact_no": number, "seq": seq, "step": name, "date": day, "actor": "市住建局", "actor_role": "责任单位",
        "note": note, **cells,
    }  # fmt: skip


def course(**days: date) -> list[dict[str, Any]]:
    """The steps of `request`. days: another day for a step, e.g. 转办=…"""
    told = [
        ("连线", MARCH, ""), ("凝心", MARCH, ""), ("转办", date(2024, 3, 4), ""), ("审批", date(2024, 3, 5), "同意"),
        ("办理", date(2024, 3, 14), "城建科"), ("回复", date(2024, 3, 15), ""), ("评议", date(2024, 3, 18), "满意"),
    ]  # fmt: skip
    return [step(seq, name, days.get(name, day), note) for seq, (name, day, note) in enumerate(told, 1)]


def let_in(folder: Path, *rows: dict[str, Any]) -> Report:
    """Write contacts to a file and read it."""
    path = folder / "台账.xlsx"
    write_book(path, ledger_pages(2024, [{c.key: row.get(c.key) for c in COLUMNS} for row in rows], []))
    return take_in_own(CONTACT_LEDGER, path, SYSTEM)


def let_steps_in(folder: Path, *rows: dict[str, Any]) -> Report:
    """Write steps to a file and read it."""
    path = folder / "环节.xlsx"
    write_book(path, ledger_pages(2024, [], rows))
    return take_in_own(STEP_LOG, path, SYSTEM)


def outcomes(report: Report) -> list[str]:
    """What became of each row."""
    return [row.outcome for row in report.rows]


def causes(report: Report) -> list[str]:
    """The code of each fault."""
    return [fault.code for row in report.rows for fault in row.faults]


def the_case() -> Case:
    """The only case there is."""
    return db.session.scalars(select(Case)).one()
