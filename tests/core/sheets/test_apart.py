"""Files are read by a child process that may lie, hang, burst or be killed: its parent says so and goes on."""

import csv
import io
import json
import os
import struct
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.apart import ReadingApart, load_apart
from liaison.core.sheets.sources import load

HOSTILE = Path(__file__).parents[2] / "data" / "hostile"
LINES = "姓名,备注\r\n王芳,一\r\n"
PROC = Path("/proc")
on_linux = pytest.mark.skipif(not PROC.exists(), reason="only Linux shows a process from outside")


@pytest.fixture(scope="module")
def reading():
    """One child for all files of this module."""
    with ReadingApart() as reading:
        yield reading


@pytest.fixture
def script(tmp_path):
    """script(work): a child that does this work instead; `frame(bytes)` sends, `request()` takes a file."""

    def write(work):
        path = tmp_path / "child.py"
        path.write_text(
            "import json, struct, sys, time\n"
            "def request():\n"
            "    return [sys.stdin.buffer.read(*struct.unpack('!I', sys.stdin.buffer.read(4))) for _ in range(2)]\n"
            "def frame(content):\n"
            "    sys.stdout.buffer.write(struct.pack('!I', len(content)) + content)\n"
            "    sys.stdout.buffer.flush()\n" + work,
            encoding="utf-8",
        )
        return path

    return write


def code_of(work):
    with pytest.raises(FileRefused) as refused:
        work()
    assert refused.value.sentence
    return refused.value.code


def test_what_the_child_reads_is_what_we_would_read(reading, haian):
    for name in ("libraries/M10_农业界主信息库.xlsx", "assignments.xlsx", "members.xlsx", "assignments.csv"):
        path = haian / name
        loaded = reading.load(path.read_bytes(), path.name)
        assert loaded.grids == load(path, None, None), name
        assert loaded.row_counts == {grid.name: len(grid.rows) for grid in loaded.grids}
        assert loaded.stamp is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_in_every_encoding(reading, encoding):
    [grid] = reading.load(LINES.encode(encoding), "名册.csv").grids
    assert (grid.name, grid.rows[2]) == ("名册", {1: "王芳", 2: "一"})
    assert grid.is_guessed == (encoding == "gb18030")


def test_the_top_of_a_file_with_the_count_of_the_rest(reading, haian):
    path = haian / "requests.xlsx"
    whole, top = reading.load(path.read_bytes(), path.name), reading.load(path.read_bytes(), path.name, first_rows=5)
    assert top.row_counts == whole.row_counts
    assert [list(grid.rows.items()) for grid in top.grids] == [list(grid.rows.items())[:5] for grid in whole.grids]
    assert [grid.merged for grid in top.grids] == [grid.merged for grid in whole.grids]
    assert reading.load((LINES + "李娜,二\r\n" * 9).encode(), "a.csv", first_rows=1).row_counts == {"a": 11}


def test_one_tab_may_be_asked_for_though_it_is_hidden(reading, workbook):
    def hide(sheet):
        sheet.title = "看得见"
        sheet.parent.create_sheet("旧表").append(["甲"])
        sheet.parent["旧表"].sheet_state = "hidden"

    content = workbook([["乙"]], hide).getvalue()
    assert [grid.name for grid in reading.load(content, "a.xlsx").grids] == ["看得见"]
    [grid] = reading.load(content, "a.xlsx", only="旧表").grids
    assert (grid.name, grid.is_hidden, grid.rows) == ("旧表", True, {1: {1: "甲"}})


STAMPED = (
    '<Properties xmlns="p" xmlns:vt="v"><property name="Other"><vt:lpwstr>x</vt:lpwstr></property>'
    '<property name="liaison-import"><vt:lpwstr>17-abc</vt:lpwstr></property></Properties>'
)


def test_a_workbook_of_ours_tells_which_it_is(reading, workbook):
    stream = workbook([["甲"]])
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("docProps/custom.xml", STAMPED)
    assert reading.load(stream.getvalue(), "a.xlsx").stamp == "17-abc"


def hostile_tables():
    with (HOSTILE / "tables.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# These are refused for what they say, not for what they are: see `Sheet.understand`.
SAYS_TOO_LITTLE = ("MISSING_COLUMN", "NO_ROWS")


@pytest.mark.parametrize("expected", hostile_tables(), ids=lambda row: row["file"])
def test_hostile_files(reading, expected):
    content = (HOSTILE / "files" / expected["file"]).read_bytes()
    if expected["outcome"] == "reject" and expected["code"] not in (*SAYS_TOO_LITTLE, "STRICT_OOXML"):
        assert code_of(lambda: reading.load(content, expected["file"])) == expected["code"]
    else:
        assert reading.load(content, expected["file"]).grids


def test_no_hostile_file_is_left_out():
    assert {row["file"] for row in hostile_tables()} == {path.name for path in (HOSTILE / "files").iterdir()}


def test_a_refused_file_does_not_cost_the_child(reading):
    reading.load(LINES.encode(), "a.csv")
    before = reading._child.pid
    assert code_of(lambda: reading.load(b"PK\x03\x04", "a.xlsx")) == "DAMAGED_FILE"
    assert code_of(lambda: reading.load(b"", "a.xlsx")) == "EMPTY_FILE"
    assert reading.load(LINES.encode(), "a.csv").grids
    assert reading._child.pid == before


def test_a_killed_child_is_replaced(reading):
    reading.load(LINES.encode(), "a.csv")
    before = reading._child
    before.kill()
    before.wait()
    assert reading.load(LINES.encode(), "a.csv").grids
    assert reading._child.pid != before.pid


@pytest.mark.parametrize(
    "work",
    [
        "sys.exit()",
        "request(); sys.exit()",
        "request(); frame(b'[\"sheet\",\"a\"]'); sys.stdout.buffer.write(b'\\0\\0'); sys.stdout.flush()",
        "request(); frame(b'[\"failed\",\"MemoryError\",\"cells.py:1\"]')",
    ],
)
def test_a_child_that_dies_is_no_reader(script, work):
    with ReadingApart(script(work)) as reading:
        for _ in range(2):
            assert code_of(lambda: reading.load(LINES.encode(), "a.csv")) == "TOO_HEAVY"
            assert reading._child is None


def test_a_child_that_does_not_answer_is_ended(script, monkeypatch):
    monkeypatch.setattr(limits, "CHILD_WALL_SECONDS", 0.3)
    for work in ("time.sleep(60)", "request(); time.sleep(60)"):
        with ReadingApart(script(work)) as reading:
            assert code_of(lambda reading=reading: reading.load(b"a" * limits.MIB, "a.csv")) == "TOO_HEAVY"


BEGUN = ["sheet", "a"]
END = ["end", 1, [False, False, False], [], []]
FORGED = [
    [b"no json"],
    [b"\xff\xfe"],
    [b"[" * 100_000],
    [["open", "/etc/passwd"]],
    [{}],
    [[]],
    [["rows", [[1, False, 1, "a"]]]],
    [BEGUN, BEGUN],
    [BEGUN, ["done", None]],
    [BEGUN, ["rows", [[2, False], [1, False]]]],
    [BEGUN, ["rows", [["1", False]]]],
    [BEGUN, ["rows", [[1, False, 0, "a"]]]],
    [BEGUN, ["rows", [[1, False, limits.COLUMNS + 1, "a"]]]],
    [BEGUN, ["rows", [[1, False, 1]]]],
    [BEGUN, ["rows", [[1, False, 1, {"a": 1}]]]],
    [BEGUN, ["rows", [[2_000_000, False]]]],
    [BEGUN, ["rows", [[n, False] for n in range(1, limits.ROWS + 2)]]],
    [BEGUN, ["end", 1, [False], [], []]],
    [BEGUN, ["end", 1, [False, False, False], [], [[1, 1, 1]]]],
    [BEGUN, ["end", 1, [False, False, False], [], [[1, 1, 1, 1]] * (limits.MERGED_BLOCKS + 1)]],
    [["sheet", f"{n}"] if n % 2 else END for n in range(1, 2 * limits.SHEETS + 4)],
]


@pytest.mark.parametrize("messages", FORGED)
def test_a_child_that_lies_is_not_believed(script, tmp_path, messages):
    frames = [m if isinstance(m, bytes) else json.dumps(m).encode() for m in messages]
    (tmp_path / "frames").write_bytes(b"".join(struct.pack("!I", len(frame)) + frame for frame in frames))
    work = f"request(); sys.stdout.buffer.write(open({str(tmp_path / 'frames')!r}, 'rb').read())"
    with ReadingApart(script(work)) as reading:
        assert code_of(lambda: reading.load(LINES.encode(), "a.csv")) == "TOO_HEAVY"
        assert reading._child is None


def test_a_child_that_talks_without_end_is_stopped(script):
    many = (
        "request(); frame(b'[\"sheet\",\"a\"]'); n = 0\n"
        "while True:\n"
        "    n += 1\n"
        "    row = [n, False, *(part for column in range(1, 200) for part in (column, 'x'))]\n"
        "    frame(json.dumps(['rows', [row]]).encode())"
    )
    long = "request(); sys.stdout.buffer.write(struct.pack('!I', 2**31) + bytes(2**20)); time.sleep(60)"
    with ReadingApart(script(many)) as reading:
        assert code_of(lambda: reading.load(LINES.encode(), "a.csv")) == "TOO_MANY_CELLS"
        assert reading._child is None
    with ReadingApart(script(long)) as reading:
        assert code_of(lambda: reading.load(LINES.encode(), "a.csv")) == "TOO_HEAVY"


def test_a_file_of_too_many_cells_is_refused_and_the_next_is_read(reading, monkeypatch):
    monkeypatch.setattr(limits, "CELLS", 3)
    assert code_of(lambda: reading.load(LINES.encode(), "a.csv")) == "TOO_MANY_CELLS"
    monkeypatch.undo()
    assert reading.load(LINES.encode(), "a.csv").grids


@on_linux
def test_the_child_has_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///secret.db")
    kept = os.open(__file__, os.O_RDONLY)
    os.set_inheritable(kept, True)
    with ReadingApart() as reading:
        reading.load(LINES.encode(), "a.csv")
        process = PROC / str(reading._child.pid)
        assert (process / "environ").read_bytes() == b""
        assert str((process / "cwd").resolve()) == "/"
        assert sorted(path.name for path in (process / "fd").iterdir()) == ["0", "1", "2"]
    os.close(kept)
    assert not process.exists()


@on_linux
def test_nothing_is_left_behind(script):
    def open_files():
        return len(list((PROC / "self" / "fd").iterdir()))

    before = open_files()
    with ReadingApart(script("request(); sys.exit()")) as reading:
        assert code_of(lambda: reading.load(LINES.encode(), "a.csv")) == "TOO_HEAVY"
    with pytest.raises(ZeroDivisionError), ReadingApart() as reading:
        reading.load(LINES.encode(), "a.csv")
        raise ZeroDivisionError
    load_apart(LINES.encode(), "a.csv")
    assert open_files() == before
    assert "Z" not in states_of_children()


def states_of_children():
    """The states of our own processes, Z for one that has ended and was not fetched."""
    lines = [path.read_text().rpartition(")")[2].split() for path in PROC.glob("[0-9]*/stat")]
    return [state for state, parent, *_ in lines if int(parent) == os.getpid()]


def test_threads_read_side_by_side(haian):
    files = [haian / "members.xlsx", haian / "assignments.csv"] * 3
    with ThreadPoolExecutor(3) as threads:
        loaded = list(threads.map(lambda path: load_apart(path.read_bytes(), path.name), files))
    assert [one.grids for one in loaded] == [load(path, None, None) for path in files]


@on_linux
def test_a_long_book_passes_through_a_small_child():
    count = 9_000
    filling = '<c t="s"><v>7</v></c>' * 13
    rows = "".join(f'<row><c><v>{n}</v></c><c t="s"><v>{n}</v></c>{filling}</row>' for n in range(count))
    strings = "".join(f"<si><t>江苏省海安市虚构路 {n} 号</t></si>" for n in range(count))
    with ReadingApart() as reading:
        [grid] = reading.load(book_of(rows, strings), "a.xlsx").grids
        peak = (PROC / str(reading._child.pid) / "status").read_text().partition("VmHWM:")[2].split()[0]
    seventh = dict.fromkeys(range(3, 16), "江苏省海安市虚构路 7 号")
    assert len(grid.rows) == count
    assert grid.rows[count] == {1: count - 1, 2: f"江苏省海安市虚构路 {count - 1} 号", **seventh}
    assert int(peak) < 64 * 1024


def book_of(rows, strings):
    """A workbook of these rows, as small as one can be."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f"<workbook xmlns:r='{relations}'><sheets><sheet name='表' r:id='1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": (
            f"<Relationships><Relationship Id='1' Type='{relations}/worksheet' Target='sheet.xml'/></Relationships>"
        ),
        "xl/sheet.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()
