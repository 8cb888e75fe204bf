"""What the wizard asks when somebody has matched these headings before, and what it says of how a file is read."""

import io
import re

import openpyxl
import pytest

from liaison.roster.models import Library
from tests.factories import first
from tests.roster.views.test_imports import book, row, settle, standing, upload


def number_of(client, address, heading):
    """Under which number the page of headings asks for one."""
    return next(name for name, word in standing(client, address).items() if word == heading).removeprefix("word-")


@pytest.fixture
def without_villages(browser, people):
    """A clerk's file whose villages are not read and whose genders are left as they stand; gives its address."""
    client = browser(people.clerk)
    answer = upload(client, book(row()))
    left_out = f"map-{number_of(client, answer.location, '村/社区')}"
    return settle(client, answer, **{left_out: "", "policy-gender": "leave"}).location


def test_the_page_of_checking_says_how_the_file_is_read(browser, people, without_villages):
    client = browser(people.clerk)
    client.get(without_villages)
    for words in ("不读的列：村/社区。", "不改：性别。", "改表头"):
        assert words in client.page.words
    again = upload(client, book(row()))
    assert "/columns" not in again.location
    client.get(again.location)
    assert "不读的列：村/社区。" in client.page.words
    assert re.search("表头照王敏 [0-9-]+ 对好的读", client.page.words)


def test_a_heading_of_another_tab_that_is_not_read_is_said_too(browser, people):
    client, other = browser(people.clerk), openpyxl.load_workbook(io.BytesIO(book(row())))
    more = other.copy_worksheet(other.active)
    more.title = "补报"
    more.cell(2, 10, "生肖")
    more.cell(3, 9, "15400009002")
    target = io.BytesIO()
    other.save(target)
    answer = upload(client, target.getvalue())
    client.get(answer.location)
    assert "“补报”有同样的表头，也一起读" in client.page.words
    client.get(settle(client, answer).location)
    assert "不读的列：生肖。" in client.page.words


def test_somebody_elses_choice_that_loses_columns_is_shown_first(browser, people, without_villages):
    client = browser(people.office)
    answer = upload(client, book(row()))
    assert answer.location.endswith("/columns")
    stands = standing(client, answer.location)
    assert "由王敏对好，照着填上了。其中有几列没有读" in client.page.words
    assert stands[f"map-{number_of(client, answer.location, '村/社区')}"] == ""
    assert stands["policy-gender"] == "overwrite"
    client.get(settle(client, answer).location)
    assert "不改：" not in client.page.words
    assert "/columns" not in upload(client, book(row())).location


def test_the_library_is_asked_once(browser, people):
    client, library = browser(people.office), first(Library)
    answer = upload(client, book(row(), title="名单"), name="名单.xlsx", library_id=library.id)
    client.get(answer.location)
    assert f"{library.name} 上传时已经选好" in client.page.words
    assert "library_id" not in {field["name"] for field in client.page.fields}
    client.get(settle(client, answer).location)
    assert f"入{library.name}" in client.page.words
    client.get(upload(client, book(row(), title="名单"), name="名单.xlsx").location)
    assert "上传时已经选好" not in client.page.words


def test_the_page_of_upload_tells_every_limit(browser, people):
    client = browser(people.clerk)
    client.get("/imports/new")
    for words in ("最大 10 MB（解压以后 50 MB）", "最多 50 张工作表、一共 200 万格", "最多 50,000 行、200 列"):
        assert words in client.page.words
