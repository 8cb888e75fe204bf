"""A town's clerk brings in three books: headings matched, words mapped, cells mended, an error workbook corrected in
LibreOffice, a whole import taken back after somebody went on working, two people merged and parted again."""

from __future__ import annotations

import re
import subprocess

import openpyxl
import pytest
from sqlalchemy import select

from liaison.core.db import db
from liaison.core.intake import GOOD
from liaison.jobs.actions import run_waiting
from liaison.roster.models import ImportBatch, ImportChange, ImportRow, Representative
from tests.journeys.conftest import PHONE, with_password
from tests.journeys.test_merging import somebody
from tests.roster.haian import books

pytestmark = pytest.mark.journey
STRANGE, TYPE, CLUMSY, MEANT = "怎么找他", "身份特征类型", "个体户老板", "个体工商户"


@pytest.fixture(scope="module")
def names(site):
    """User names: the clerk of 曲塘镇 and somebody of the office."""
    return site.fill(lambda people: {role: with_password(getattr(people, role)) for role in ("clerk", "office")})


@pytest.fixture
def strange_book(tmp_path):
    """A main library's book with a strange heading, an unknown type on 40 rows of the town, three numbers cut short.

    (its path, `{number cut short: whole number}`)
    """
    [path] = books("M05")
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    [heading] = [row for row in sheet.iter_rows(max_row=5) if "手机号" in [cell.value for cell in row]]
    column = {cell.value: cell.column for cell in heading}
    heading[column["手机号"] - 1].value = STRANGE
    own = [row[0].row for row in sheet.iter_rows(min_row=heading[0].row + 1)
           if "曲塘" in str(row[column["所在区镇"] - 1].value)]  # fmt: skip
    for row in own[:40]:
        sheet.cell(row, column[TYPE]).value = CLUMSY
    numbers = [sheet.cell(row, column["手机号"]) for row in own[2:5]]
    right = {str(cell.value)[:-n]: str(cell.value) for n, cell in enumerate(numbers, 1)}
    for cell, wrong in zip(numbers, right, strict=True):
        cell.value = wrong
    target = tmp_path / path.name
    workbook.save(target)
    return target, right


class Desk:
    """The clerk's screen."""

    def __init__(self, guest, site):
        self.guest, self.site, self.page = guest, site, guest.page

    def hand_in(self, path):
        """Upload a book; the screen shows its headings, or already its rows."""
        self.guest.go("/imports/new?kind=representatives")
        self.page.get_by_label("Excel 文件").set_input_files(path)
        self.press("上传，看看会怎样")

    def press(self, words):
        """Press a button; what a worker has to do is done at once."""
        self.page.get_by_role("button", name=words).first.click()
        self.wait_for_worker()

    def wait_for_worker(self):
        """Let a worker do what waits for it, if the page waits for that."""
        self.page.wait_for_load_state()
        if "/jobs/" in self.page.url:
            with self.site.app.app_context():
                run_waiting()
            self.page.wait_for_url(lambda url: "/jobs/" not in url)

    def look_at(self, tab):
        """Open a tab of the rows."""
        before = self.page.url
        self.page.locator(".tabs").get_by_role("link", name=re.compile(tab)).click()
        self.page.wait_for_url(lambda url: url != before)
        self.wait_for_worker()

    def says(self, words):
        """Whether the page says this."""
        return words.replace(" ", "") in re.sub(r"\s+", "", self.page.locator("main").inner_text())

    def write(self):
        """Press the one button that writes; gives the number of the import."""
        self.page.locator(".actbar .btn--main").click()
        self.wait_for_worker()
        assert self.says("行已写入")
        return int(self.page.url.partition("/imports/")[2].partition("?")[0])


def open_count(site, batch):
    """How many rows of an import did not go in."""
    rows = select(ImportRow).where(ImportRow.batch_id == batch, ImportRow.outcome.not_in(GOOD))
    return site.look(lambda: len(db.session.scalars(rows).all()))


def state_of(site, batch):
    """The state of an import."""
    return site.look(lambda: db.session.get(ImportBatch, batch).state)


def edit_somebody(desk, site, batch):
    """Correct somebody whom an import made; gives his name, and how many are kept by that."""
    made = select(ImportChange).where(
        ImportChange.batch_id == batch, ImportChange.thing == "representative", ImportChange.before.is_(None)
    )
    one = site.look(lambda: db.session.scalars(made).first())
    desk.guest.go(f"/representatives/{one.thing_id}/edit")
    desk.page.get_by_label("备注").fill("村里的种粮能手")
    desk.press("存好")
    return one.label, 1


def corrected(path, folder, wrong, right):
    """The error workbook with one cell set right, saved by LibreOffice."""
    workbook = openpyxl.load_workbook(path)
    [cell] = [cell for row in workbook.worksheets[0].iter_rows() for cell in row if str(cell.value) == wrong]
    cell.value = right
    workbook.save(path)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "xlsx",
               "--outdir", str(folder / "out"), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder / "out" / path.name


def twice_there(people):
    """Somebody of the town who is there twice."""
    somebody("周桂芳", "15400000061", birth="1974-09", unit_title="曲塘镇刘圩村种粮大户")
    somebody("周桂芳", "15400000016", birth="1974-09", unit_title="刘圩村种粮大户")


def merge_and_part(desk):
    """Make one of the two, then two of the one."""
    page = desk.page
    desk.guest.go("/duplicates")
    desk.press("找一遍")
    page.locator("article", has_text="154****0061").get_by_role("link", name="是同一人，合并").click()
    page.get_by_label("刘圩村种粮大户", exact=True).check(force=True)
    desk.press("合并成一位")
    page.get_by_text("合错了可以撤销").wait_for()
    desk.guest.go("/merges").locator("main").get_by_role("link", name="撤销").click()
    desk.guest.see("import-7-part")
    desk.press("撤销合并")
    page.get_by_text("重新成为一位代表").wait_for()
    there = select(Representative.phone).where(Representative.name == "周桂芳", Representative.merged_into_id.is_(None))
    assert len(desk.site.look(lambda: db.session.scalars(there).all())) == 2


def test_three_books_of_a_town(site, names, visitor, tmp_path, strange_book):
    site.fill(twice_there)
    desk = Desk(visitor(names["clerk"]), site)
    page, see = desk.page, desk.guest.see
    desk.guest.go("/imports/new")
    see("import-1-upload")
    own, agriculture = books("Z06", "M10")

    desk.hand_in(own)
    see("import-2-columns")
    desk.press("读这份表")
    see("import-3-check-own")
    desk.write()
    see("import-4-written")

    desk.hand_in(agriculture)
    desk.press("读这份表")
    assert desk.says("别的区镇的3")
    page.get_by_role("link", name=re.compile("别的区镇的")).click()
    assert desk.says("政协工委导入")
    see("import-3-foreign")
    second = desk.write()

    book, numbers = strange_book
    desk.hand_in(book)
    assert desk.says("还没有对上的必填列：联系电话")
    see("import-2-strange")
    page.get_by_label(STRANGE).select_option("联系电话（必填）")
    desk.press("读这份表")
    assert desk.says(f"“{CLUMSY}”40行")
    see("import-3-words")
    page.get_by_label(f"“{CLUMSY}”改成").select_option(MEANT)
    desk.look_at("有错误")
    assert "tab=wrong" in page.url
    assert not desk.says("不在名单里"), "a word that was picked goes along when one looks at another tab"
    *mended, left = numbers.items()
    for wrong, right in mended:
        page.locator(f'input[value="{wrong}"]').fill(right)
    see("import-3-mend")
    desk.press("保存这一页的修改")
    assert page.locator(f'input[value="{left[0]}"]').count() == 1
    third = desk.write()
    open_rows = open_count(site, third)

    page.get_by_role("link", name="下载错误表").click()
    desk.press("生成错误表")
    see("import-4-errors")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载错误表").click()
    errors = tmp_path / "错误表.xlsx"
    download.value.save_as(errors)
    desk.hand_in(corrected(errors, tmp_path, *left))
    see("import-3-again")
    assert desk.says("上次已经导入，这次不再读")
    assert desk.says(f"共{open_rows}行")
    page.get_by_text("整份表改过 1 个词").click()
    assert desk.says(f"“{CLUMSY}”→“{MEANT}”")
    assert not desk.says("不在名单里")
    desk.write()
    assert site.look(lambda: db.session.scalars(select(Representative.name).filter_by(phone=left[1])).all())

    name, kept = edit_somebody(desk, site, second)
    desk.guest.go(f"/imports/{second}/undo")
    see("import-5-undo")
    assert desk.says(f"保留{kept}人") or desk.says(f"保留{kept}")
    assert desk.says(name)
    page.locator("main form .btn--danger, main form .btn--main").last.click()
    page.wait_for_load_state()
    see("import-6-undone")
    assert state_of(site, second) == "undone"
    merge_and_part(desk)


def test_the_pages_fit_a_phone(site, names, visitor):
    guest = visitor(names["office"], size=PHONE)
    files = site.look(lambda: db.session.scalars(select(ImportBatch.id)).all())
    for address in ("/imports/new", "/imports", *(f"/imports/{one}" for one in files)):
        guest.go(address)
        assert guest.beyond() <= 0
        guest.see(f"import-phone{address.replace('/', '-')}")
    guest.page.get_by_role("link", name="再导一份").click()
    guest.page.get_by_label("Excel 文件").set_input_files(books("Z15")[0])
    guest.page.get_by_role("button", name="上传，看看会怎样").click()
    guest.page.wait_for_load_state()
    guest.see("import-phone-columns")
    guest.page.get_by_role("button", name="读这份表").click()
    guest.page.wait_for_load_state()
    guest.see("import-phone-check")
    assert guest.beyond() <= 0
