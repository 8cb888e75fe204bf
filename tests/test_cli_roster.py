"""The commands import representatives, import members and export roster: what they print, and how they leave."""

from __future__ import annotations

import json

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from liaison.core.sheets import write_book
from liaison.roster.models import ImportBatch, Member, Membership, Representative, WaitingRow
from liaison.roster.sheets import LIBRARY_BOOK, roster_page
from tests.roster.haian import FOLDER, books

pytestmark = pytest.mark.sqlite  # words of commands above the engine, which PostgreSQL sees in test_engine

HEADINGS = ("姓名", "性别", "界别", "身份特征类型", "所在区镇", "手机号", "备注")


@pytest.fixture
def run(app, db):
    """run("import", "members", …): the result of a command on the test's database."""

    def invoke(*words):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        db.session.expire_all()
        return result

    return invoke


@pytest.fixture
def book(tmp_path):
    """book(name, *rows, title=…, headings=…): a workbook of representatives on disk."""

    def make_book(name, *rows, title=None, headings=HEADINGS):
        workbook = Workbook()
        for cells in ([title] if title else []), headings, *rows:
            if cells:
                workbook.active.append(cells)
        for cell in (cell for row in workbook.active for cell in row if isinstance(cell.value, str)):
            cell.data_type = "s"  # as typed in Excel: text, though it begins like a formula
        workbook.save(tmp_path / name)
        return tmp_path / name

    return make_book


def person(name="王芳", phone="15400001111", **given):
    """A row of the book."""
    cells = {"gender": "女", "sector": "农业界", "type": "种粮大户", "town": "曲塘镇", "remark": None} | given
    return (name, cells["gender"], cells["sector"], cells["type"], cells["town"], phone, cells["remark"])


def last_object(result):
    """The JSON object of the last line."""
    return json.loads(result.output.strip().splitlines()[-1])


def count(db, model):
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model))


def test_several_files_give_sums_and_each_files_own_object(run, db):
    result = run("import", "representatives", *books("Z15", "Z16"), "--json")
    assert result.exit_code == 0
    told = last_object(result)
    assert (told["outcome"], told["rows_ok"], told["rows_bad"]) == ("row_errors", 144, 1)
    assert (told["created"], told["review"], told["memberships"]) == (144, 1, 144)
    assert [one["file"] for one in told["files"]] == [path.name for path in books("Z15", "Z16")]
    assert told["files"][0]["problems"] == [{
        "file": books("Z15")[0].name, "sheet": "法治组", "row": 79, "column": "联系电话", "outcome": "review",
        "code": "PHONE_CONFLICT", "cause": "这个电话已经是汤涵的，请核对是不是同一个人",
    }]  # fmt: skip


def test_the_exit_status_says_whether_all_went_in(run, book, tmp_path):
    good = book("Z06_好.xlsx", person())
    assert run("import", "representatives", good).exit_code == 0
    mixed = book("Z06_混.xlsx", person("李秀兰", "15400002222"), person("孙志强", "1540"))
    result = run("import", "representatives", mixed)
    assert result.exit_code == 1
    assert "第 3 行 手机号（没有收）：手机号不足 11 位，请补全" in result.output
    broken = tmp_path / "Z06_坏.xlsx"
    broken.write_bytes(b"no workbook")
    assert run("import", "representatives", broken).exit_code == 2
    told = run("import", "representatives", broken, "--json")
    assert told.exit_code == 0
    assert (last_object(told)["outcome"], last_object(told)["code"]) == ("reject", "WRONG_TYPE")


def test_a_dry_run_writes_nothing_and_tells_each_cell(run, db, book):
    path = book("Z06.xlsx", person(" 王　芳 ", 15400001111.0, town="曲塘"), person("孙志强", "1540"))
    told = last_object(run("import", "representatives", path, "--dry-run", "--json"))
    assert (told["created"], told["rejected"]) == (1, 1)
    values = {(one["row"], one["field"]): (one["value"], one["code"]) for one in told["values"]}
    assert values[2, "姓名"] == ("王芳", None)
    assert values[2, "手机号"] == ("15400001111", None)
    assert values[2, "所在区镇"] == ("曲塘镇", None)
    assert values[3, "手机号"] == (None, "PHONE_SHORT")
    assert (count(db, Representative), count(db, WaitingRow), count(db, ImportBatch)) == (0, 0, 0)


def test_a_dry_run_of_several_files_knows_what_the_first_would_add(run, book):
    paths = book("Z06_一.xlsx", person()), book("M10_二.xlsx", person())
    told = last_object(run("import", "representatives", *paths, "--dry-run", "--json"))
    assert (told["created"], told["unchanged"], told["memberships"]) == (1, 1, 2)


@pytest.mark.parametrize(
    ("name", "title", "options"),
    [("名单.xlsx", None, ["--library", "Z06"]), ("Z06_名单.xlsx", "市总工会代表", []),
     ("名单.xlsx", "曲塘镇政协工委花名册", []), ("名单.xlsx", "曲塘镇子信息库", [])],
)  # fmt: skip
def test_the_library_is_found(run, db, book, name, title, options):
    path = book(name, person(), title=title)
    assert run("import", "representatives", path, *options).exit_code == 0
    assert db.session.scalars(select(Membership)).one().library.code == "Z06"


def test_the_library_may_stand_in_a_column(run, db, book):
    rows = [(*person(), "曲塘镇子信息库；农业界主信息库"), (*person("孙志强", "15400002222"), "没有这个库")]
    path = book("名单.xlsx", *rows, headings=(*HEADINGS, "所属信息库"))
    told = last_object(run("import", "representatives", path, "--json"))
    assert (told["created"], told["rejected"], told["memberships"]) == (1, 1, 2)
    assert told["problems"][0]["code"] == "LIBRARY_UNKNOWN"


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [([], "LIBRARY_UNCLEAR", "--library"), (["--library", "M99"], "LIBRARY_UNKNOWN", "M01、M02")],
)
def test_an_unclear_library_is_refused_with_a_sentence(run, db, book, options, code, words):
    told = last_object(run("import", "representatives", book("名单.xlsx", person()), *options, "--json"))
    assert (told["outcome"], told["code"]) == ("reject", code)
    assert words in told["message"]
    assert count(db, Representative) == 0


def test_an_unknown_heading_can_be_mapped(run, book):
    headings = ("姓名", "性别", "界别", "身份特征类型", "属地", "手机号", "备注")
    path = book("Z15.xlsx", person(), headings=headings)
    told = last_object(run("import", "representatives", path, "--json"))
    assert told["code"] == "MISSING_COLUMN"
    assert "没看懂的表头：属地" in told["message"]
    assert "--map '属地=所在区镇'" in told["message"]
    told = last_object(run("import", "representatives", path, "--map", "属地=所在区镇", "--json"))
    assert told["created"] == 1


def test_lists_may_be_open_in_a_dry_run_only(run, book):
    path = book("Z06.xlsx", person(sector="体育界", type="教练"))
    assert run("import", "representatives", path, "--open-lists").exit_code == 2
    told = last_object(run("import", "representatives", path, "--open-lists", "--dry-run", "--json"))
    assert (told["outcome"], told["rows_ok"], told["warnings"]) == ("accept", 1, ["UNKNOWN_VALUE"])


def test_the_error_workbook_can_be_mended_and_read_again(run, db, book, tmp_path):
    path = book("Z06_名单.xlsx", person(), person("孙志强", "1540", remark="=1+1"))
    run("import", "representatives", path, "--errors", tmp_path / "错误")
    errors = tmp_path / "错误" / "Z06_名单_错误表.xlsx"
    sheet = load_workbook(errors).active
    assert [cell.value for cell in sheet["A"]] == ["错在哪里", "已导入", "手机号不足 11 位，请补全"]
    column = [cell.value for cell in sheet[1]].index("手机号") + 1
    mended = load_workbook(errors)
    mended.active.cell(3, column).value = "15400002222"
    mended.save(errors)
    assert run("import", "representatives", errors).exit_code == 0
    assert db.session.scalars(select(Representative).filter_by(name="孙志强")).one().remark == "=1+1"


def test_of_a_corrected_error_workbook_a_command_reads_only_the_open_rows(run, db, book, tmp_path):
    path = book("Z06_名单.xlsx", person(remark="名单上的"), person("孙志强", "1540"))
    run("import", "representatives", path, "--errors", tmp_path)
    [kept] = db.session.scalars(select(Representative)).all()
    kept.remark = "后来改的"
    errors = tmp_path / "Z06_名单_错误表.xlsx"
    mended = load_workbook(errors)
    column = [cell.value for cell in mended.active[1]].index("手机号") + 1
    mended.active.cell(3, column).value = "15400002222"
    mended.save(errors)
    assert "有 1 行上次已经导入，这次不再读" in run("import", "representatives", errors, "--dry-run").output
    told = last_object(run("import", "representatives", errors, "--json"))
    assert (told["created"], told["updated"], told["unchanged"], told["warnings"]) == (1, 0, 0, ["DONE_ROWS"])
    assert db.session.get(Representative, kept.id).remark == "后来改的"


def test_the_error_workbook_of_a_dry_run_names_no_batch(run, db, book, tmp_path):
    path = book("Z06_名单.xlsx", person(), person("孙志强", "1540"))
    run("import", "representatives", path, "--errors", tmp_path, "--dry-run")
    told = last_object(run("import", "representatives", tmp_path / "Z06_名单_错误表.xlsx", "--json"))
    assert (told["created"], told["rejected"], count(db, ImportBatch)) == (1, 1, 1)


def test_the_exported_book_read_again_changes_nothing(run, db, tmp_path):
    run("import", "representatives", *books("M09", "Z16"))
    people, memberships = count(db, Representative), count(db, Membership)
    before = {one.id: (one.version, one.remark) for one in db.session.scalars(select(Representative))}
    output = tmp_path / "总库.xlsx"
    full = ("--full", "--purpose", "核对各区镇的名单")
    assert run("export", "roster", "--output", output, *full).exit_code == 0
    told = last_object(run("import", "representatives", output, "--json"))
    assert (told["outcome"], told["unchanged"], told["memberships"]) == ("accept", people, 0)
    assert (count(db, Representative), count(db, Membership)) == (people, memberships)
    assert {one.id: (one.version, one.remark) for one in db.session.scalars(select(Representative))} == before
    sheet = load_workbook(output).active
    headings = [cell.value for cell in sheet[2]]
    assert " ".join(headings) == (
        "序号 姓名 性别 民族 出生年月 政治面貌 学历 界别 身份特征类型 工作单位及职务 "
        "所在区镇 村/社区 联系电话 所属信息库 备注"
    )
    assert all(cell.data_type == "s" for cell in sheet["M"][2:-1])


def test_hostile_words_leave_as_text(run, db, book, tmp_path):
    hostile = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1"]
    rows = [person(f"王{'甲乙丙丁戊'[n]}", f"1540000111{n}", remark=words) for n, words in enumerate(hostile)]
    run("import", "representatives", book("Z06.xlsx", *rows))
    output = tmp_path / "总库.xlsx"
    run("export", "roster", "--output", output)
    cells = [row[14] for row in load_workbook(output).active.iter_rows(min_row=3)][:-1]
    assert [cell.value for cell in cells] == [words.strip() for words in hostile]
    assert {cell.data_type for cell in cells} == {"s"}


def test_members_go_in_by_their_number(run, db):
    path = FOLDER / "members.xlsx"
    told = last_object(run("import", "members", path, "--json"))
    assert (told["outcome"], told["created"]) == ("accept", 309)
    told = last_object(run("import", "members", path, "--json"))
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 309)
    assert count(db, ImportBatch) == 1
    member = db.session.scalars(select(Member).filter_by(no="HA15001")).one()
    assert (member.name, member.home_village.name, member.work_area.name) == ("李世伟", "陈庄村", "李堡镇")
    assert (member.organisation.name, member.duty, member.is_standing) == ("市政协城建工作组", "主席", True)
    assert (member.unit, member.post, member.birth) == ("海安创兴商贸有限公司", "党支部书记", "1973-07")


def test_rows_of_members_that_wait(run, db, book):
    headings = ("委员编号", "姓名", "界别", "居住区镇", "居住村（社区）", "联系电话")
    first_book = book("委员一.xlsx", ("HA1", "王芳", "农业", "曲塘", None, None), headings=headings)
    assert run("import", "members", first_book).exit_code == 0
    rows = [
        ("HA1", "王芳", "教育界", "曲塘镇", None, None), ("HA1", "王芳", "教育界", None, None, None),
        ("HA2", "李秀兰", "没有界", None, None, None), ("HA3", "孙志强", "农业界", "曲塘镇", "没有村", None),
        (None, "无编号", "农业界", None, None, None),
    ]  # fmt: skip
    told = last_object(run("import", "members", book("委员二.xlsx", *rows, headings=headings), "--json"))
    assert [told[key] for key in ("updated", "duplicate", "rejected", "review")] == [1, 1, 2, 1]
    assert db.session.scalars(select(Member)).one().sector.name == "教育界"
    other = book("委员三.xlsx", ("HA1", "别人", "农业界", None, None, None), headings=headings)
    assert last_object(run("import", "members", other, "--json"))["problems"][0]["code"] == "NUMBER_TAKEN"


def test_a_book_we_write_is_a_book_we_read(db, tmp_path):
    rows = [{"name": "王芳", "phone": "15400001111", "sector_id": "农业界", "identity_type_id": "种粮大户",
             "area_id": "曲塘镇", "libraries": "农业界主信息库", "birth": "1974-09"}]  # fmt: skip
    write_book(tmp_path / "一.xlsx", [roster_page(rows, "海安市政协")])
    (row,) = LIBRARY_BOOK.read(tmp_path / "一.xlsx").rows
    assert {key: row.cells[key] for key in rows[0]} == rows[0]
