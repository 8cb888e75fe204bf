"""The stations of the demo: a code for each of them, and what people wrote through some of them of late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from liaison.casework.actions.asking import FormStamp, Sender, ask
from liaison.casework.actions.quarantine import accept_request, decline_request
from liaison.casework.actions.stations import make_missing_codes
from liaison.casework.models import PublicRequest, StationCode
from liaison.casework.queries.recording import field_of
from liaison.casework.queries.who_answers import answerers
from liaison.casework.rules import derived_title
from liaison.casework.sheets.public import DECLINE_REASONS
from liaison.core import clock
from liaison.core.columns import Column, Kind
from liaison.core.db import db
from liaison.core.sheets import Sheet
from liaison.demo.cast import actor_named
from liaison.demo.year import FOLDER
from liaison.orgs.models import Station

OFFICE, CLERK = "bangongshi", "gongwei"
ACCEPTED, DECLINED = "转给委员", "没有转"
PHONES = "0513-8000{:04d}"
WRITING_TIME, LOOKING_TIME = timedelta(minutes=3), timedelta(hours=2)
SCANNED = Sheet(
    "scanned",
    "演示扫码",
    (
        Column("station", "联络室编号", required=True),
        Column("days_ago", "几天前", Kind.INTEGER, required=True),
        Column("what", "什么事", Kind.LONG_TEXT, required=True),
        Column("where", "在哪里", required=True),
        Column("name", "怎么称呼"),
        Column("phone", "手机号", Kind.PHONE),
        Column("end", "办到哪里"),
    ),
)  # fmt: skip


def open_stations() -> None:
    """A code for each station, with a phone that is made up like everything else; then what came in."""
    make_missing_codes(actor_named(OFFICE))
    for code in db.session.scalars(select(StationCode)):
        code.phone = PHONES.format(code.station_id)
    for number, parsed in enumerate(SCANNED.read(FOLDER / f"{SCANNED.name}.csv").parsed()):
        write(number, parsed.values)


def write(number: int, row: dict[str, Any]) -> None:
    """One person writes; a clerk looks at it two hours later, where the row says so."""
    at = clock.now() - timedelta(days=row["days_ago"], minutes=number)
    with clock.set_clock(at):
        asked = asked_by(number, row)
    if row["end"]:
        with clock.set_clock(at + LOOKING_TIME):
            settle(asked, row["end"])


def asked_by(number: int, row: dict[str, Any]) -> PublicRequest:
    """What came in through the station's code; whoever left no phone is anonymous."""
    code = db.session.scalars(select(StationCode).join(Station).where(Station.code == row["station"])).one()
    stamp = FormStamp(f"demo {number}", clock.now() - WRITING_TIME)
    cells = {key: row[key] for key in ("what", "where", "name", "phone")}
    return ask(code, stamp, Sender(f"192.0.2.{number + 1}"), **cells, is_anonymous=not row["phone"], agreed=True)


def settle(asked: PublicRequest, end: str) -> None:
    """The clerk takes it, or says why not."""
    if end == DECLINED:
        decline_request(asked, actor_named(CLERK), DECLINE_REASONS[-2], "这里只收要办的事，广告请不要再发。")
        return
    accept_request(
        asked, actor_named(CLERK), pair=answerers(asked)[0].key, title=derived_title("", "", asked.text),
        category_id=field_of([""], asked.text), kind="求助", urgency="一般",
        survey="打电话问过，站牌确实歪了。", suggestion="请承办单位核实办理，结果由委员告诉反映人。",
    )  # fmt: skip
