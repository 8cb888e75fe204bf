"""Taking a list out of the pages as people do, and what came."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import Workbook, load_workbook

from liaison.accounts.models import ExportRequest
from liaison.core.db import db

COLUMN = re.compile(r'name="columns" value="([^"]+)" checked')


def take_out(client: Any, address: str, **cells: Any) -> Any:
    """The answer to sending the page of an export as it stands, or with other cells."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    return client.post(address, data={"columns": COLUMN.findall(page.text), **cells})


def book_in(answer: Any) -> Workbook:
    """The workbook that came."""
    assert answer.status_code == 200, answer.text
    return load_workbook(io.BytesIO(answer.data))


def take_out_full(client: Any, approver: Any, address: str, purpose: str = "打印联系卡发给委员") -> Any:
    """The answer with whole numbers: asked for, approved by another, fetched."""
    asked = take_out(client, address, extent="full", purpose=purpose)
    assert asked.status_code == 302, asked.text
    assert approver.post(f"{asked.location}/approve").status_code == 302
    request = db.session.get_one(ExportRequest, int(asked.location.rpartition("/")[2]))
    return client.post(request.address, data={"request": request.id})
