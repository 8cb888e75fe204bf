"""What reading books in and out costs, of a county's size and ten times that: seconds, rows, memory."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from openpyxl import Workbook, load_workbook

from liaison.accounts.actions import open_sign_in
from liaison.core.db import db
from liaison.core.sheets.apart import ReadingApart
from liaison.jobs.actions import run_waiting
from liaison.orgs.models import Area, IdentityType, Sector
from tests.bench import limits
from tests.bench.logins import TOKEN
from tests.bench.timing import Cost, Figure, cost_of, figure, forget_peak, memory_peak, write_turns
from tests.bench.world import BOOKS, World, browser, say
from tests.factories import People
from tests.taking_out import COLUMN

TITLES = ("姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "界别", "身份特征类型", "工作单位及职务", "所在区镇",
          "村/社区", "联系电话", "所属信息库", "备注")  # fmt: skip
LIST = "/representatives/export"
SECTOR, LIBRARY = "民主党派界", "M01"
NAMES = ("周陈吴许丁顾陆徐", "桂立晓有国海小明", "芳平梅才华燕芹珠", "一乙川山石木林水")
PEAK_OF = re.compile(r"VmHWM:\s+(\d+) kB")


def plainly(books: Iterable[Path], path: Path) -> int:
    """P: each sheet through openpyxl's read-only mode, each row into a bare table, one transaction a book."""
    path.unlink(missing_ok=True)
    connection, count = limits.bare_table(path), 0
    for book in books:
        rows = [row for sheet in load_workbook(book, read_only=True) for row in sheet.iter_rows(values_only=True)]
        connection.execute("BEGIN IMMEDIATE")
        filled = ((None, *texts(row), f"{count + n}") for n, row in enumerate(rows))
        connection.executemany(limits.INSERT, filled)
        connection.execute("COMMIT")
        count += len(rows)
    connection.close()
    return count


def texts(row: tuple[object, ...]) -> list[str]:
    """The first seven cells as text."""
    return [str(cell or "") for cell in (*row, *[""] * 7)[:7]]


def importing_books(world: World) -> Figure:
    """The 31 books beside openpyxl and bare inserts; the people of the last run stay."""
    books = BOOKS[: world.size.books]
    say(f"导入 {len(books)} 本名册……")
    return taken(world, f"导入 {len(books)} 本名册", books, 4_560 if len(books) > 1 else 100)


def importing_large(world: World) -> Iterator[Figure]:
    """Large books, in and out; their people go again."""
    kept = world.database.read_bytes()
    for count in world.size.large:
        book = invented_book(world, count)
        say(f"导入 {count:,} 行的一本……")
        yield taken(world, f"导入 {count:,} 行", [book], count, library=LIBRARY)
        yield given_out(world, count)
        yield made_later(world, count)
    put_back(world, kept)


def put_back(world: World, kept: bytes) -> None:
    """The database as it was."""
    with world.app.app_context():
        db.engine.dispose()
    world.database.write_bytes(kept)


def taken(world: World, item: str, books: list[Path] | tuple[Path, ...], rows: int, library: str = "") -> Figure:
    """One import, each time into the same database, beside its limit."""
    kept, bare = world.database.read_bytes(), world.folder / "plain.db"
    command = ["import", "representatives", *map(str, books), *(["--library", library] if library else [])]
    costs, least, peaks, turns = [], [], [], []
    for _ in range(world.size.runs):
        put_back(world, kept)
        forget_peak()
        stood = memory_peak()
        with write_turns(world.engine) as taken_turns:
            costs.append(whole_cost_of(lambda: world.run(*command)))
        turns.append(max(taken_turns))
        peaks.append(memory_peak() - stood)
        least.append(whole_cost_of(lambda: plainly(books, bare)))
    wall = min(cost.wall for cost in costs)
    more = {"child_mb": child_peak(books[-1]), "rows": rows / wall, "turn": min(turns)}
    return figure(item, costs, "P", least, mb=max(peaks), **more)


def whole_cost_of(work: Callable[[], object]) -> Cost:
    """What a call costs, with the processes that it starts and ends."""
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    began = spent()
    cost = cost_of(work)
    return Cost(cost.cpu + spent() - began, cost.wall)


def child_peak(book: Path) -> float:
    """Megabytes of the process that parses a book, at its fullest."""
    with ReadingApart() as reader:
        reader.load(book.read_bytes(), book.name)
        found = PEAK_OF.search(Path(f"/proc/{reader.child_id}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def given_out(world: World, count: int) -> Figure:
    """The book of all libraries beside openpyxl's write-only mode with the same cells."""
    say(f"导出 {count:,} 行……")
    path, plain = world.folder / "out.xlsx", world.folder / "plain.xlsx"
    command = ("export", "roster", "--output", str(path))
    world.run(*command)
    sheets = limits.cells_of(path)
    costs, least, peaks = [], [], []
    for _ in range(world.size.runs):
        forget_peak()
        stood = memory_peak()
        costs.append(cost_of(lambda: world.run(*command)))
        peaks.append(memory_peak() - stood)
        least.append(cost_of(lambda: limits.plain_book(sheets, plain)))
    wall = min(cost.wall for cost in costs)
    return figure(f"导出 {count:,} 行", costs, "X", least, mb=max(peaks), rows=len(sheets[0][1]) / wall)


def made_later(world: World, count: int) -> Figure:
    """The same book taken out of its page and made by a worker: what the job costs, beside the same limit."""
    say(f"后台导出 {count:,} 行……")
    path, plain = world.folder / "made.xlsx", world.folder / "plain.xlsx"
    world.app.config.update(EXPORT_JOB_ROWS=0)
    with world.inside(write=True):
        client = browser(world.app, open_sign_in(People().office.user, "127.0.0.1", "bench")[1])
    costs, least, peaks = [], [], []
    for _ in range(world.size.runs):
        page = client.get(LIST).text
        cells = {"columns": COLUMN.findall(page), "csrf_token": TOKEN.search(page)[1]}
        job = client.post(LIST, data=cells).location
        forget_peak()
        stood = memory_peak()
        with world.app.app_context():
            costs.append(cost_of(run_waiting))
        peaks.append(memory_peak() - stood)
        path.write_bytes(client.post(f"{job}/file", data=cells).data)
        sheets = limits.cells_of(path)
        least.append(cost_of(lambda: limits.plain_book(sheets, plain)))  # noqa: B023 - called at once
    wall = min(cost.wall for cost in costs)
    return figure(f"后台导出 {count:,} 行", costs, "X", least, mb=max(peaks), rows=len(sheets[0][1]) / wall)


def invented_book(world: World, count: int) -> Path:
    """A book of so many invented people of one main library, in all towns."""
    with world.inside():
        places = [(area.parent.name, area.name) for area in db.session.query(Area).filter(Area.parent_id.is_not(None))]
        types = [one.name for one in db.session.query(IdentityType).join(Sector).filter(Sector.name == SECTOR)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(TITLES)
    for n in range(count):
        sheet.append(invented(n, *places[n % len(places)], types[n % len(types)]))
    path = world.folder / f"书{count}.xlsx"
    book.save(path)
    return path


def invented(n: int, town: str, village: str, kind: str) -> list[str]:
    """The cells of one invented person."""
    name = "".join(characters[n // 8**place % 8] for place, characters in enumerate(NAMES))
    birth = f"{1940 + n % 60}-{1 + n // 60 % 12:02d}"
    return [name, "男女"[n % 2], "汉族", birth, "群众", "大专", SECTOR, kind, f"{village}第{n}合作社", town, village,
            f"154{n:08d}", f"{SECTOR}主信息库", ""]  # fmt: skip
