"""LibreOffice opens a marked workbook, and what it saves can be read and marked again."""

import shutil
import subprocess

import pytest
from openpyxl.styles import PatternFill

from liaison.core.sheets.marking import HEADING, RowMark, mark_book
from liaison.core.sheets.marking.parts import Parts
from liaison.core.sheets.marking.properties import property_of

from .conftest import ROWS, WRONG, opened, values

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_marks_survive_being_saved_by_another_program(made, tmp_path):
    def change(book, sheet):
        sheet["B2"].fill = PatternFill("solid", fgColor="FFFFFF00")
        sheet["C2"].number_format = "@"
        sheet.freeze_panes = "A2"

    (tmp_path / "错误表.xlsx").write_bytes(
        mark_book(made(change), "名单.xlsx", WRONG, header_rows={"名单": 1}, stamp="7")
    )
    profile, saved = f"-env:UserInstallation=file://{tmp_path}/profile", tmp_path / "saved"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", saved, tmp_path / "错误表.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = (saved / "错误表.xlsx").read_bytes()
    sheet = opened(content)["名单"]
    assert [row[0] for row in values(sheet)] == [HEADING, WRONG[0].sentence, None]
    assert sheet["C2"].comment.text == "平台：\n手机号少一位"
    assert sheet["C2"].fill.fgColor.rgb.startswith("FFFFC6")
    assert property_of(Parts(content), "liaison-import") == "7"

    again = [RowMark("名单", 3, "姓名不全", {2: "姓名不全"})]
    sheet = opened(mark_book(content, "名单.xlsx", again, header_rows={"名单": 1}, stamp="8"))["名单"]
    assert [row[:4] for row in values(sheet)] == [[HEADING, *ROWS[0]], [None, *ROWS[1]], ["姓名不全", *ROWS[2]]]
    assert (sheet["C2"].fill.fgColor.rgb, sheet["D2"].fill.fill_type) == ("FFFFFF00", None)
    assert {cell.coordinate for row in sheet for cell in row if cell.comment} == {"B3"}
