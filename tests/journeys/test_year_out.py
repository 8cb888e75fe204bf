"""The office takes the year out: two clicks from the menu, and the workbook holds what was done."""

from __future__ import annotations

import openpyxl
import pytest

from liaison.casework import actions
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Organisation
from tests.factories import first, make_row
from tests.journeys.conftest import with_password

pytestmark = pytest.mark.journey


@pytest.fixture
def year(site):
    """A contact with a case that was handed over; gives the office's user name."""

    def settle(people):
        contact = make_row(Contact, member_id=people.member.member.id, contacted_on=clock.today())
        case = make_row(Case, contact_id=contact.id)
        contact.has_request = True
        unit = first(Organisation, name="市住房和城乡建设局")
        actions.advance(case, "hand_over", people.clerk.actor, unit_id=unit.id)
        return with_password(people.office)

    return site.fill(settle)


def test_two_clicks_to_the_workbook(visitor, year, tmp_path):
    guest = visitor(year)
    guest.page.get_by_role("link", name="履职考核").first.click()
    with guest.page.expect_download() as waiting:
        guest.page.get_by_role("button", name="导出 Excel").click()
    path = tmp_path / "year.xlsx"
    waiting.value.save_as(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "年度履职"
    rows = list(book["年度履职"].iter_rows(values_only=True))
    head = rows[2]
    member = dict(zip(head, next(row for row in rows[3:] if row[2] == "陈立平"), strict=True))
    assert (member["联系次数"], member["诉求数"], member["转办数"], member["办理数"]) == (1, 1, 1, 0)
    assert "合计" in rows[-3] and "相符" in rows[-2][0]
