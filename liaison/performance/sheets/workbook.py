"""The yearly workbook: the members' figures, the same by all that the office asks for, and what each figure means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liaison.casework.sheets.conservation import TAB as PROOF
from liaison.casework.sheets.conservation import proof_page
from liaison.casework.sheets.ledger import COLUMNS as LEDGER_COLUMNS
from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage
from liaison.performance.queries.facts import YearFacts
from liaison.performance.queries.tables import Cells, Table, YearTables
from liaison.performance.sheets.grouped import ASSESSED, NOTES, group_columns, grouped, is_assessed
from liaison.performance.sheets.proving import with_proof
from liaison.performance.sheets.scored import TOLD_ON, score_cells, score_columns, score_notes, score_pages_of, summed
from liaison.performance.sheets.scores import day_of

TITLE = "委员联系界别群众履职情况统计表"
TOTAL = "合计"
OF_MEMBERS = "年度履职"


def count(key: str, title: str) -> Column:
    """A column of numbers."""
    return Column(key, title, Kind.INTEGER, width=9)


def share(key: str, title: str) -> Column:
    """A column of rates."""
    return Column(key, title, Kind.PERCENT, width=9)


def name(title: str, width: int = 24) -> Column:
    """The column that says what a row is of."""
    return Column("name", title, width=width)


NUMBER = Column("number", "序号", Kind.INTEGER, width=6)
OF_CONTACTS = (
    count("contacts", "联系次数"), count("contacts_fixed", "定联次数"), count("fixed_reached", "定联人数"),
    count("all_five", "五人全联"), count("reps_reached", "联系代表数"),
)  # fmt: skip
REQUESTS, TRANSFERRED = count("requests", "诉求数"), count("transferred", "转办数")
OF_HANDLING = (
    count("handled", "办理数"), count("on_time", "按期数"), count("overdue_open", "逾期未办"),
    share("on_time_rate", "按期率"),
)  # fmt: skip
CLOSED = count("closed", "办结数")
OF_RATINGS = (
    count("satisfied", "满意"), count("basically", "基本满意"), count("unsatisfied", "不满意"),
    share("satisfaction_rate", "满意率"),
)  # fmt: skip
SUPERVISED = count("supervised", "督办数")
OF_CASES = (REQUESTS, TRANSFERRED, *OF_HANDLING, CLOSED, *OF_RATINGS, SUPERVISED)

OF_YEAR = (
    NUMBER, Column("no", "委员编号", width=11), Column("name", "姓名", width=10), Column("gender", "性别", width=6),
    Column("sector", "界别", width=16), Column("organisation", "所属工委（工作组）", width=22),
    Column("duty", "政协职务", width=10), *OF_CONTACTS, *OF_CASES, Column("remark", "备注", width=20),
)  # fmt: skip
OF_SECTORS = (NUMBER, name("界别"), count("members", "委员数"), *OF_CONTACTS, *OF_CASES)
OF_ORGANISATIONS = (NUMBER, name("工委（工作组）"), count("members", "委员数"), *OF_CONTACTS, *OF_CASES)
OF_UNITS = (
    NUMBER, name("责任单位"), REQUESTS, count("received", "接收数"), *OF_HANDLING,
    share("on_time_rate_first", "不算延期的按期率"), CLOSED, *OF_RATINGS, SUPERVISED,
)  # fmt: skip
OF_CATEGORIES = (NUMBER, Column("group", "诉求类别", width=16), name("诉求子类", 16), *OF_CASES)
OF_MONTHS = (NUMBER, name("月份"), Column("contacts", "联系次数", Kind.INTEGER, width=14), REQUESTS)
OF_CHANNELS = (NUMBER, name("联系方式"), Column("contacts", "联系次数", Kind.INTEGER, width=14), REQUESTS)
OF_TOWNS = (
    NUMBER, name("区镇", 14), count("contacts", "联系次数"), count("reps_reached", "联系代表数"), *OF_CASES,
)  # fmt: skip
OF_DETAILS = (
    *(column for column in LEDGER_COLUMNS if column.key in (
        "number", "contacted_on", "member_no", "member", "representative", "area", "channel_id", "task_id",
    )),
    Column("is_fixed", "是否定联", Kind.BOOL, width=9),
    *(column for column in LEDGER_COLUMNS if column.key in (
        "has_request", "title", "group", "category_id", "committee_id", "transferred_on", "unit_id", "approved_on",
        "first_due_on", "handled_on",
    )),
    Column("is_on_time", "是否按期", Kind.BOOL, width=9),
    *(column for column in LEDGER_COLUMNS if column.key in ("urged_count", "rated_on", "rating")),
    Column("representative_id", "代表号", Kind.INTEGER, width=9), Column("extended_on", "延期到", Kind.DATE, width=12),
    count("rated_round", "评议第几轮"), count("round", "现在第几轮"),
)  # fmt: skip
OF_NOTES = (Column("item", "项目", width=20), Column("words", "口径", Kind.LONG_TEXT, width=90))

MEANINGS = (
    ("联系次数", "联系日期在本年、没有作废的联系记录。一场活动见了几位代表，就计几次。"),
    ("定联次数", "其中和本人结对的 5 位代表的联系。"),
    ("定联人数", "结对的 5 位里联系到的人数，0 至 5。"),
    ("五人全联", "5 位都联系到为“是”；合计行为“是”的委员数。"),
    ("联系代表数", "联系到的代表人数，同一位只计一次；合计行是各行相加，一位代表被几位委员联系就计几次。"),
    ("诉求数", "这些联系带回的诉求，作废的不计。"),
    ("转办数", "转办日期在截止日或以前的诉求；退回后重新转办的，按最后一次转办。"),
    ("接收数", "承办单位审批同意、日期在截止日或以前的诉求；退回后重新审批的，按最后一次。"),
    ("办理数", "单位报出办理结果、日期在截止日或以前的诉求，按第一轮办结日期。"),
    ("按期数", "办结日期不晚于第一轮办理期限的诉求，批准延期的按延期后的期限；期限当天算按期，没有期限的不算。"),
    ("逾期未办", "截止日还没有办理结果、期限已在截止日之前的诉求。"),
    ("按期率", "按期数 ÷（办理数 + 逾期未办）；没有这样的诉求时空着。"),
    ("不算延期的按期率", "同按期率，但批准了延期的也按延期以前的期限算。"),
    ("办结数", "截止日以前已经评议、此后没有再办一次的诉求；要求再办的，从给出“不满意”那天起就不算办结。"
     "当场办结、未评价办结的不算，件数在总览、分项统计和月报里。"),
    ("满意 基本满意 不满意", "截止日以前的最后一次评议；几个人都评过的，以诉求人自己的为准。"),
    ("满意率", "（满意 + 基本满意）÷ 有评议的诉求；没有评议时空着。"),
    ("督办数", "截止日以前由人发出的提醒、催办、督办、挂牌通报份数；办理结果的例行核查和系统自动提醒不计。"),
    ("并案", "并到一件一起办的诉求各算一件：主单答复后，各自记上主单的责任单位和转办、审批、办结日期，各自评议。"),
    ("分单位", "按诉求最后的责任单位。"),
    ("分区镇", "按群众代表所在区镇。"),
    ("分月", "按联系日期所在的月份。"),
    ("合计行", "各行相加；比率由合计的件数算出，不是各行平均。比率保留四位小数。"),
)


def workbook_pages(tables: YearTables, office: str) -> list[SheetPage]:
    """All tabs in their order, 套表互证 the last; those of the points only where the year has any.

    office: the name of the committee.
    """
    title = lambda tab: titles(tab, tables.facts, office)  # noqa: E731
    sums = [page(*one, title(one[0])) for one in tabs_of(tables)]
    details = SheetPage("明细", detail_columns(tables), tables.details, title("明细"))
    points = score_pages_of(tables.scores, tables.deeds, title) if tables.scores else []
    return [
        *with_proof(sums, tables), details, *points,
        SheetPage("口径说明", OF_NOTES, list(notes(tables)), title("口径说明")),
        proof_page(tables.proof.balances, tables.proof.numbers, title(PROOF)),
    ]  # fmt: skip


def tabs_of(tables: YearTables) -> list[tuple[str, Sequence[Column], Table]]:
    """(name, columns, table) of the tabs that add up."""
    members = members_of(tables)
    return [
        (OF_MEMBERS, member_columns(tables), members),
        ("分界别", *with_points(OF_SECTORS, tables.sectors, members, "sector", tables)),
        ("分工委（工作组）", *with_points(OF_ORGANISATIONS, tables.organisations, members, "organisation", tables)),
        ("分单位", OF_UNITS, tables.units),
        ("分类别", OF_CATEGORIES, tables.categories), ("分月", OF_MONTHS, tables.months),
        ("分方式", OF_CHANNELS, tables.channels), ("分区镇", OF_TOWNS, tables.towns),
    ]  # fmt: skip


def member_columns(tables: YearTables) -> list[Column]:
    """The columns of 年度履职; those of the points stand before 备注."""
    points = score_columns(tables.scores.book) if tables.scores else []
    return [*OF_YEAR[:-1], *points, OF_YEAR[-1]]


def detail_columns(tables: YearTables) -> list[Column]:
    """The columns of 明细."""
    return [*OF_DETAILS, TOLD_ON] if tables.scores else list(OF_DETAILS)


def members_of(tables: YearTables) -> Table:
    """年度履职 with the points of each member, where there are any."""
    scores = tables.scores
    if scores is None:
        return tables.members
    points = [score_cells(scores, member) for member in tables.facts.members]
    rows: list[Cells] = [{**row, **more} for row, more in zip(tables.members.rows, points, strict=True)]
    total = {**tables.members.total, **summed(points, score_columns(scores.book))}
    return Table(rows, {**total, ASSESSED.key: sum(map(is_assessed, rows))})


def with_points(columns: Sequence[Column], table: Table, members: Table, key: str, tables: YearTables
                ) -> tuple[Sequence[Column], Table]:  # fmt: skip
    """A tab by sector or committee with its members' points added up, where there are any. key: of that column."""
    if tables.scores is None:
        return columns, table
    return [*columns, *group_columns(tables.scores.book)], grouped(table, members, key, tables.scores)


def page(tab: str, columns: Sequence[Column], table: Table, title: Sequence[str | tuple[str, str]]) -> SheetPage:
    """A tab with its 合计 row."""
    return SheetPage(tab, columns, table.rows, title, {**table.total, NUMBER.key: TOTAL})


def titles(tab: str, facts: YearFacts, office: str) -> list[str | tuple[str, str]]:
    """The title, and the line that says whose figures these are and of which days."""
    title = f"{facts.year}年度{TITLE}" if tab == OF_MEMBERS else f"{facts.year}年度履职情况（{tab}）"
    days = f"统计：{day_of(facts.since)}至" if facts.since else "统计截止："
    return [title, (f"单位：{office}", f"{days}{day_of(facts.until)}")]


def notes(tables: YearTables) -> Iterable[dict[str, str]]:
    """What each figure means, and what the sums cannot say."""
    facts = tables.facts
    days = f"{day_of(facts.first_day)}至{day_of(facts.until)}"
    said = [
        ("统计范围", f"{days}的联系（作废的除外）和它们带回的诉求；截止日当天计入。"),
        ("实际联系代表", f"{tables.reached:,} 位，同一位代表只计一次。"),
        *MEANINGS,
    ]
    said += [*score_notes(tables.scores), *NOTES] if tables.scores else []
    if tables.head:
        said.append(("日志校验码", f"{tables.head}。以后用它核对：导出以前的操作日志有没有被改过。"))
    if facts.fives_year != facts.year:
        said.insert(2, ("结对名单", f"{facts.year} 年没有结对名单，定联按 {facts.fives_year} 年的名单计算。"))
    return ({"item": item, "words": words} for item, words in said)
