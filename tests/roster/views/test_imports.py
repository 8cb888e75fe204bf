"""The wizard in the browser: upload, headings, checking, mending, writing, the error workbook."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from liaison.jobs.actions import run_waiting
from liaison.roster.models import HeaderMapping, ImportBatch, ImportRow, Representative
from tests.roster.haian import FOLDER, books
from tests.statements import statement_count

pytestmark = pytest.mark.sqlite  # pages above the engine, which PostgreSQL sees in test_engine

HEADINGS = ("姓名", "性别", "出生年月", "界别", "身份特征类型", "工作单位及职务", "所在区镇", "村/社区", "联系电话")
GOOD = ("周桂芳", "女", "1974-09", "农业界", "种粮大户", "胡庄村种粮大户", "曲塘镇", "胡庄村", "15400009001")


def row(**other):
    """A row of a book, good but for what is said."""
    cells = dict(zip(HEADINGS, GOOD, strict=True)) | other
    return [cells[heading] for heading in HEADINGS]


def book(*rows, headings=HEADINGS, title="曲塘镇子信息库"):
    """An .xlsx as bytes."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for line in ([title], headings, *rows):
        sheet.append(list(line))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def upload(client, content, name="曲塘.xlsx", kind="representatives", **answers):
    """Hand a file in; the page it leads to."""
    sent = {"file": (io.BytesIO(content), name), **answers}
    return client.post(f"/imports/new?kind={kind}", data=sent, content_type="multipart/form-data")


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
SELECT = re.compile(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
SELECTED = re.compile(r'value="([^"]*)" selected')


def standing(client, address):
    """What the forms of a page hold as they stand."""
    html = client.get(address).get_data(as_text=True)
    chosen = {name: SELECTED.search(options) for name, options in SELECT.findall(html)}
    return dict(HIDDEN.findall(html)) | {name: found[1] if found else "" for name, found in chosen.items()}


def settle(client, answer, **other):
    """Send the page of headings as it stands, but for what is said; gives the answer."""
    return client.post(answer.location.partition("?")[0], data=standing(client, answer.location) | other)


def checked(client, *rows, **other):
    """A file that stands on the page of checking; gives its address."""
    answer = upload(client, book(*rows), **other)
    if "/columns" in answer.location:
        answer = settle(client, answer)
    assert answer.status_code == 302, client.page.words
    return answer.location


def only(db, model):
    """The one row of a table."""
    return db.session.scalars(select(model)).one()


def test_the_page_of_upload_tells_limits_and_kinds(browser, people):
    client = browser(people.office)
    client.get("/imports/new")
    for words in ("最大 10 MB", "委员名册", "年度微调表", "下载空白表", "1 上传（现在）"):
        assert words in client.page.words
    clerk = browser(people.clerk)
    clerk.get("/imports/new?kind=members")
    assert "导入界别群众代表名册：上传" in clerk.page.words
    assert browser(people.leader).get("/imports/new").status_code == 404


def test_a_refused_file_is_told_beside_its_field(browser, people, db):
    client = browser(people.clerk)
    assert upload(client, b"PK\x03\x04 no book").status_code == 409
    assert client.page.words.count("请") > 1
    assert upload(client, b"", name="").status_code == 422
    assert "请选要导入的 Excel 文件" in client.page.words
    assert db.session.scalars(select(ImportBatch)).all() == []


def test_headings_are_matched_once_and_remembered(browser, people, db):
    client = browser(people.clerk)
    headings = ("姓名", "性别", "出生年月", "界别", "身份特征类型", "工作单位及职务", "所在区镇", "村/社区", "怎么找他")
    answer = upload(client, book(row(), headings=headings))
    assert "/columns" in answer.location
    client.get(answer.location)
    assert "还没有对上的必填列： 联系电话" in client.page.words
    assert "怎么找他" in client.page.words
    assert "154****9001" in client.page.words
    assert settle(client, answer).status_code == 409
    assert "请选哪一列是联系电话" in client.page.words
    number = next(name for name, word in standing(client, answer.location).items() if word == "怎么找他")[5:]
    answer = settle(client, answer, **{f"map-{number}": "phone"})
    client.get(answer.location)
    assert "导入 1 行" in client.page.words
    assert only(db, HeaderMapping).settled_by == "王敏"
    again = upload(client, book(row(姓名="周桂香", 联系电话="15400009002"), headings=headings))
    assert "/columns" not in again.location
    client.get(again.location)
    assert "共 1 行" in client.page.words
    client.get(f"{again.location}/columns")
    assert "由王敏对好，照着填上了" in client.page.words


def test_another_heading_row_can_be_chosen(browser, people):
    client = browser(people.clerk)
    answer = upload(client, book(row(), row(姓名="周桂香")))
    assert "曲塘镇子信息库" in standing(client, f"{answer.location}?header_row=1").values()
    assert "第 1 行是表头，不对就在这里改" in client.page.words


def test_rows_are_checked_mended_skipped_and_written(browser, people, db):
    client = browser(people.clerk)
    page = checked(
        client, row(), row(姓名="李四", 联系电话="1540000900"), row(姓名="王五", 联系电话="15400009003", 所在区镇=""),
        row(姓名="赵六", 联系电话="1386270"),
    )  # fmt: skip
    client.get(page)
    for words in ("3 核对（现在）", "2 行有错误，导入时会跳过", "现在还没有写入", "要处理 2", "新增 2"):
        assert words in client.page.words
    wrong = {field["value"]: field["name"] for field in client.page.fields if field["name"].startswith("cell-")}
    assert sorted(wrong) == ["1386270", "1540000900"]
    fourth = next(one for one in db.session.scalars(select(ImportRow)) if one.label == "赵六" or one.number == 6)
    sent = {wrong["1540000900"]: "15400009004", wrong["1386270"]: "1386270", "skip": fourth.id}
    assert client.post(f"{page}/cells?tab=wrong", data=sent).location == f"{page}?tab=wrong"
    client.get(page)
    assert "要处理 0" in client.page.words
    assert "已跳过 1" in client.page.words
    assert "导入 3 行 （新增 3，更新 0），入库 3 人次， 跳过 1 行 （自己跳过 1）" in client.page.words
    client.get(f"{page}?tab=created")
    assert "表里是“" in client.page.words
    assert "15400009004" not in client.page.words
    assert client.post(f"{page}/write", data=standing(client, page)).status_code == 302
    client.get(page)
    assert "3 行已写入" in client.page.words
    assert only(db, ImportBatch).state == "written"
    people = db.session.execute(select(Representative.name, Representative.phone))
    names = {name for name, phone in people if phone.startswith("154000090")}
    assert names == {"周桂芳", "李四", "王五"}
    assert client.get(f"{page}/columns").location == page
    for verb in ("drop", "write", "cells"):
        assert client.post(f"{page}/{verb}").location == page
        client.get(page)
        assert "已经有人先办了" not in client.page.words
    assert "这个文件现在不能" in client.page.words


def test_a_skipped_row_comes_back(browser, people, db):
    client = browser(people.clerk)
    page = checked(client, row())
    one = only(db, ImportRow)
    client.post(f"{page}/cells", data={"skip": one.id})
    client.get(page)
    assert "没有要新增、更新的行" in client.page.words
    client.post(f"{page}/cells", data={"keep": one.id})
    client.get(page)
    assert "导入 1 行" in client.page.words


def test_counts_that_changed_meanwhile_are_shown_before_anything_is_written(browser, people, db):
    client = browser(people.clerk)
    page = checked(client, row())
    assert client.post(f"{page}/write", data={"created": 2}).status_code == 302
    client.get(page)
    assert "资料刚刚有变化，请再看一遍" in client.page.words
    assert only(db, ImportBatch).state == "checking"


def test_an_unknown_word_is_mapped_once_for_the_whole_file(browser, people, db):
    client = browser(people.office)
    same = {"身份特征类型": "种粮的大户"}
    page = checked(client, *(row(姓名=f"周{n}", 联系电话=f"1540000910{n}", **same) for n in range(3)))
    client.get(page)
    assert "1 个词不在名单里，改一次，整份表都改" in client.page.words
    assert "3 行：第 3、4、5 行" in client.page.words
    assert "改成“种粮大户”" in client.page.words
    sent = {"key-0": "identity_type_id", "word-0": "种粮的大户", "suggestion-0": "种粮大户", "take-0": "", "only": "0",
            "is_remembered": "yes"}  # fmt: skip
    assert client.post(f"{page}/words", data=sent).status_code == 302
    client.get(page)
    assert "不在名单里" not in client.page.words
    assert "导入 3 行" in client.page.words
    again = checked(client, row(姓名="周丁", 身份特征类型="种粮的大户", 联系电话="15400009199"))
    client.get(again)
    assert "导入 1 行" in client.page.words


def test_a_doubtful_row_is_shown_beside_whom_it_may_mean(browser, people, make, db):
    make(Representative, name="汤涵", phone="15400009001")
    client = browser(people.clerk)
    page = checked(client, row())
    client.get(f"{page}?tab=doubtful")
    for words in ("疑似重复", "库里的人：", "汤涵", "154****9001", "更新原来的", "另一个人"):
        assert words in client.page.words
    line = only(db, ImportRow)
    answer = client.post(f"{page}/rows/{line.id}/choose?tab=doubtful", data={"choice": "another"})
    assert answer.location == f"{page}?tab=doubtful"
    client.get(f"{page}?tab=created")
    assert "您选的：另一个人" in client.page.words
    assert client.post(f"/imports/999/rows/{line.id}/choose", data={"choice": "same"}).status_code == 404


def test_rows_of_other_towns_are_set_aside(browser, people):
    client = browser(people.clerk)
    page = checked(client, row(), row(姓名="李堡人", 联系电话="15400009200", 所在区镇="李堡镇", **{"村/社区": ""}))
    client.get(page)
    assert "别的区镇的 1" in client.page.words
    assert "要处理 0" in client.page.words
    assert "别的区镇 1" in client.page.words
    client.get(f"{page}?tab=foreign")
    assert "由李堡镇政协工委导入" in client.page.words


def test_an_update_shows_old_and_new(browser, people):
    client = browser(people.clerk)
    page = checked(client, row())
    client.post(f"{page}/write", data={})
    again = checked(client, row(性别="男"))
    client.get(f"{again}?tab=updated")
    assert "原来： 女 改成： 男" in client.page.words
    assert "更新 1" in client.page.words


def test_the_error_workbook_is_the_office_s_own_with_the_causes(browser, people, db):
    client = browser(people.clerk)
    page = checked(client, row(), row(姓名="李四", 联系电话="1540000900"))
    answer = client.get(f"{page}/errors.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet.cell(2, 1).value == "错在哪里"
    assert "11 位" in sheet.cell(4, 1).value
    assert sheet.cell(3, 1).value is None
    client.post(f"{page}/write", data={})
    done = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}/errors.xlsx").data))
    assert done.active.cell(3, 1).value == "已导入"
    done.active.cell(4, done.active.max_column).value = "15400009005"
    mended = io.BytesIO()
    done.save(mended)
    answer = upload(client, mended.getvalue(), name="错误表.xlsx")
    client.get(answer.location)
    assert "有 1 行上次已经导入，这次不再读" in client.page.words
    assert "共 1 行" in client.page.words


def test_a_long_book_is_read_and_written_in_the_background(browser, people, db):
    client = browser(people.office)
    [path] = books("M10")
    answer = settle(client, upload(client, path.read_bytes(), name=path.name))
    assert answer.location.startswith("/jobs/")
    page = f"/imports/{only(db, ImportBatch).id}"
    assert client.get(page).location == answer.location
    run_waiting()
    assert client.get(answer.location).location == page
    client.get(page)
    batch = only(db, ImportBatch)
    assert batch.state == "checking"
    answer = client.post(f"{page}/write", data={key: batch.counts[key] for key in ("created", "review")})
    assert answer.location.startswith("/jobs/")
    run_waiting()
    db.session.expire_all()
    assert only(db, ImportBatch).state == "written"


def test_other_people_s_files_are_out_of_sight(browser, people, db):
    page = checked(browser(people.clerk), row())
    stranger = browser(people.other_clerk)
    for address in (page, f"{page}/columns", f"{page}/errors.xlsx"):
        assert stranger.get(address).status_code == 404
    for verb in ("cells", "words", "write", "drop", "read"):
        assert stranger.post(f"{page}/{verb}").status_code == 404
    assert browser(people.office).get(page).status_code == 200


def test_a_file_can_be_let_go_for_another(browser, people, db):
    client = browser(people.clerk)
    page = checked(client, row())
    assert client.post(f"{page}/drop").location == "/imports/new?kind=representatives"
    client.get(page)
    assert "已放弃" in client.page.words


def test_pages_ask_as_often_for_many_rows_as_for_few(browser, people):
    client = browser(people.clerk)
    few = checked(client, *(row(姓名=f"周{n}", 联系电话="1") for n in "甲乙"))
    many = checked(client, *(row(姓名=f"周{n}", 联系电话="1") for n in "甲乙丙丁戊己庚辛壬癸"))
    client.get(few)
    assert statement_count(lambda: client.get(few)) == statement_count(lambda: client.get(many))


def test_the_yearly_update_goes_through_the_same_pages(browser, people):
    client = browser(people.office)
    content = (FOLDER / "annual_update.xlsx").read_bytes()
    answer = upload(client, content, name="annual_update.xlsx", kind="annual_update")
    client.get(answer.location)
    assert "操作" in client.page.words


def test_cells_typed_but_not_saved_are_not_lost_by_the_button_that_writes(browser, people, db):
    client = browser(people.clerk)
    page = checked(client, row(), row(姓名="马长林", 联系电话="1540000"))
    line = db.session.scalar(select(ImportRow.id).where(ImportRow.label.contains("马长林")))
    html = client.get(page).get_data(as_text=True)
    assert f'form="cells" formaction="{page}/write"' in html
    typed = standing(client, page) | {f"cell-{line}-phone": "15400009002"}
    client.get(client.post(f"{page}/write", data=typed).location)
    assert "改了 1 格，" in client.page.words and "还没有导入，请再看一遍" in client.page.words
    assert "导入 2 行" in client.page.words
    assert db.session.scalars(select(Representative).where(Representative.name == "马长林")).all() == []
    client.post(f"{page}/write", data=standing(client, page))
    assert db.session.scalars(select(Representative).where(Representative.name == "马长林")).one()


def test_what_is_refused_is_said_on_the_page_of_the_file(browser, people, db):
    client = browser(people.clerk)
    page = checked(client, row(身份特征类型="种粮的大户"))
    sent = {"key-0": "identity_type_id", "word-0": "种粮的大户", "take-0": "种粮大户", "is_remembered": "yes"}
    answer = client.post(f"{page}/words?tab=wrong", data=sent)
    assert answer.location == f"{page}?tab=wrong"
    client.get(answer.location)
    assert "只有办公室能定“以后都这样认”，请去掉这一勾再存" in client.page.words
    assert only(db, ImportBatch).plan["words"] == {}


def test_a_cell_that_a_field_cannot_hold_whole_is_not_taken_for_mended(browser, people, db):
    client = browser(people.clerk)
    page = checked(client, row(), row(姓名="马长林", 联系电话="1540\n" + "0" * 600))
    line = db.session.scalar(select(ImportRow.id).where(ImportRow.label.contains("马长林")))
    sent = standing(client, page) | {f"cell-{line}-phone": "1540" + "0" * 600}
    client.post(f"{page}/write", data=sent)
    assert only(db, ImportBatch).state == "written"
    assert db.session.get(ImportRow, line).edits == {}


def test_words_picked_but_not_saved_are_not_lost_by_any_button(browser, people, db):
    client = browser(people.clerk)
    unknown = row(身份特征类型="种粮的大户")
    page = checked(client, unknown, row(姓名="马长林", 联系电话="1540000"), row(姓名="丁国华", 联系电话="15400009004"))
    line = db.session.scalar(select(ImportRow.id).where(ImportRow.label.contains("马长林")))
    client.get(page)
    picked = {"key-0": "identity_type_id", "word-0": "种粮的大户", "take-0": "种粮大户"}
    client.get(client.post(f"{page}/write", data=standing(client, page) | picked).location)
    assert "改了 1 个词，" in client.page.words and "还没有导入，请再看一遍" in client.page.words
    assert db.session.scalars(select(Representative)).all() == []
    back = {"key-r0": "identity_type_id", "word-r0": "种粮的大户", "suggestion-r0": "种粮的大户", "only": "r0"}
    client.get(client.post(f"{page}/words", data=back | {f"cell-{line}-phone": "15400009002"}).location)
    assert "改了 1 格、1 个词，已重新核对" in client.page.words
    client.get(client.post(f"{page}/cells", data=picked | {"skip": str(line)}).location)
    assert "改了 1 个词" in client.page.words and "自己跳过 1" in client.page.words


def test_a_suggestion_that_is_pressed_leaves_the_other_picks_standing(browser, people, db):
    client = browser(people.clerk)
    other = row(姓名="丁国华", 身份特征类型="开农机的", 联系电话="15400009004")
    page = checked(client, row(身份特征类型="种粮的大户"), other)
    html = client.get(page).get_data(as_text=True)
    number = {word: n for n, word in re.findall(r'name="word-(\d+)" value="([^"]+)"', html)}
    sent = {f"key-{n}": "identity_type_id" for n in number.values()} | {f"word-{n}": word for word, n in number.items()}
    sent |= {f"suggestion-{number['种粮的大户']}": "种粮大户", "only": number["种粮的大户"]}
    client.post(f"{page}/words", data=sent | {f"take-{number['开农机的']}": "农机手"})
    taken = {"种粮的大户": "种粮大户", "开农机的": "农机手"}
    assert only(db, ImportBatch).plan["words"] == {"identity_type_id": taken}


def test_the_first_button_of_the_page_only_saves(browser, people):
    client = browser(people.clerk)
    html = client.get(checked(client, row(身份特征类型="种粮的大户"))).get_data(as_text=True)
    form = html.index('id="cells"')
    first = html.index('type="submit"', form)
    assert "formaction" not in html[form:first + 40] and 'action="/imports/' in html[form - 80:form]
    assert html.index('name="take-0"') > first
