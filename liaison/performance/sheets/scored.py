"""What a scheme adds to the yearly workbook: columns of its items and results, the records and the scheme itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage
from liaison.performance.queries.ledger import Scored
from liaison.performance.queries.scored import ItemSum, YearScores
from liaison.performance.rules.grading import EXEMPT
from liaison.performance.rules.schemes import PARTS, STEPS, VETO, ZERO, Item, Rulebook, shown
from liaison.performance.sheets.schemes import scheme_pages
from liaison.performance.sheets.scores import RESULTS, day_of, result_rows

STANDING = Column("is_standing", "常委", Kind.BOOL, width=7)
DUE = Column("due_each_quarter", "每季应联", Kind.INTEGER, width=9)
RESULT = (
    Column("total", "总分", Kind.DECIMAL, width=9), Column("grade", "等次", width=10),
    Column("rank", "名次", Kind.INTEGER, width=7), Column("why", "等次说明", width=24),
)  # fmt: skip
TOLD_ON = Column("told_on", "反馈日期", Kind.DATE, width=12)
OF_RECORDS = (
    Column("no", "委员编号", width=11), Column("name", "姓名", width=10), Column("kind", "种类", width=12),
    Column("result", "结果", width=12), Column("title", "名称", width=36),
    Column("held_on", "日期", Kind.DATE, width=12),
    Column("place", "署名第几", Kind.INTEGER, width=9), Column("authors", "几人署名", Kind.INTEGER, width=9),
    Column("amount", "几次", Kind.DECIMAL, width=8), Column("evidence", "依据", width=30),
    Column("recorded_by", "谁记的", width=12),
)  # fmt: skip
RECORDS, RANKING, AWAY = "履职记录", "积分名次", EXEMPT


def count_key(item: Item) -> str:
    """Under which a row holds how often."""
    return f"count·{item.name}"


def points_key(item: Item) -> str:
    """Under which a row holds its points."""
    return f"points·{item.name}"


def part_key(part: str) -> str:
    """Under which a row holds a subtotal."""
    return f"part·{part}"


def item_columns(item: Item) -> Iterator[Column]:
    """How often and how many points; a veto bears no points, and shares are no times."""
    if item.rule != STEPS:
        yield Column(count_key(item), f"{item.name}（次）", Kind.INTEGER, width=9)
    if item.rule != VETO:
        yield Column(points_key(item), f"{item.name}（分）", Kind.DECIMAL, width=9)


def score_columns(book: Rulebook) -> list[Column]:
    """The columns of a scheme: each part's items and its subtotal, the total, grade and rank."""
    return [STANDING, DUE, *point_columns(book), *RESULT]


def point_columns(book: Rulebook) -> list[Column]:
    """Those of them that can be added up, but for the total."""
    found = []
    for part in PARTS:
        found += [column for item in book.items if item.part == part for column in item_columns(item)]
        found.append(Column(part_key(part), f"{part}小计", Kind.DECIMAL, width=9))
    return found


def score_cells(scores: YearScores, member: Any) -> dict[str, Any]:
    """A member's cells of these columns; empty for one whom the ledger does not know."""
    result = scores.results.get(member.id)
    if result is None:
        return {}
    sums = [(item, scores.item_of(member.id, item.name)) for item in scores.book.items]
    return {
        "is_standing": member.is_standing, DUE.key: scores.due[member.id],
        **{count_key(item): one.count for item, one in sums}, **{points_key(item): one.points for item, one in sums},
        **{part_key(part): points for part, points in result.parts.items()},
        "total": result.total, "grade": result.grade, "rank": result.rank, "why": result.why,
    }  # fmt: skip


def summed(rows: Iterable[dict[str, Any]], columns: Iterable[Column]) -> dict[str, Any]:
    """The sums of the numbers that may be added up."""
    rows = list(rows)
    keys = [column.key for column in columns if column.kind in (Kind.DECIMAL, Kind.INTEGER) and column.key != "rank"]
    return {key: sum((row.get(key) or ZERO for row in rows), ZERO) for key in keys}


def score_pages_of(scores: YearScores, deeds: Iterable[Any], title: Any) -> list[SheetPage]:
    """The records that counted, the members by rank, those not assessed apart, and the scheme. title: of a tab."""
    counted = [deed for deed in deeds if deed["held_on"] <= scores.account.until]
    assessed = [row for row in scores.ranked if row.result.grade != EXEMPT]
    away = [row for row in scores.ranked if row.result.grade == EXEMPT]
    pages = [
        SheetPage(RECORDS, OF_RECORDS, counted, title(RECORDS)),
        SheetPage(RANKING, RESULTS, result_rows(assessed), title(RANKING), footer=[proof_line(assessed)]),
    ]
    pages += [SheetPage(AWAY, RESULTS, result_rows(away), title(AWAY))] if away else []
    return pages + scheme_pages(scores.account.scheme)


def proof_line(assessed: Iterable[Scored]) -> str:
    """That the subtotals of all members come to their totals."""
    rows = list(assessed)
    parts = sum((sum(row.result.parts.values(), ZERO) for row in rows), ZERO)
    totals = sum((row.result.total for row in rows), ZERO)
    return f"各类小计合计 {shown(parts)}，总分合计 {shown(totals)}：{agreed(parts, totals)}。共 {len(rows)} 位。"


def agreed(one: Decimal | int, other: Decimal | int) -> str:
    """相符 or 不符."""
    return "相符" if one == other else f"不符，相差 {shown(Decimal(one) - Decimal(other))}"


def score_notes(scores: YearScores) -> list[tuple[str, str]]:
    """What the columns of points mean."""
    account, book = scores.account, scores.book
    state = f"{account.closed_by} {account.closed_at:%Y-%m-%d} 锁定" if account.is_closed else "还没有锁定，以后会变"
    limits = [f"{part}最多 {shown(most)} 分" for part, most in (("底分", book.base), ("加分", book.bonus)) if most]
    return [
        ("积分", f"按{account.scheme}“{book.name}”计算，算到{day_of(account.until)}；{state}。"),
        ("每季应联", "一个季度里要联系到的结对代表，最多 5 位；这一年没有结对名单的不要求。"),
        ("（次）", "得了这一项的记录有几条；按比例分档的项目没有次数。"),
        ("（分）", "这几条记录合计几分，封顶、冲回都算在内；一票否决的项目没有分。"),
        ("小计 总分", "各类小计相加是总分；封顶和折算记在“其他小计”和“加分小计”里。" + "，".join(limits)
         + ("。" if limits else "")),
        ("名次", "按总分从高到低，同分同名次；不参加考核的单列一张表，写明原因，不排名次。"),
        ("等次", "按全年的总分定。" + ("" if account.is_over else "年度还没有结束，等次空着，名次按现在的分。")),
        ("反馈日期", "委员告诉诉求人结果的那天，或者诉求人先评议的那天。"),
    ]  # fmt: skip


def point_heads(book: Rulebook) -> list[str]:
    """The headings of the page's table of points: total, grade and rank, then each part's items and its subtotal."""
    found = [column.title for column in RESULT[:3]]
    for part in PARTS:
        found += [*(item.name for item in book.items if item.part == part), f"{part}小计"]
    return found


def point_cells(scores: YearScores, member_id: int) -> list[tuple[str, str]]:
    """(the column that explains it, its words) of each of these; no words where there is nothing."""
    result = scores.results.get(member_id)
    if result is None:
        return [("", "")] * len(point_heads(scores.book))
    found = [("总分", shown(result.total)), ("等次", result.grade or "—"), ("名次", f"{result.rank or ''}")]
    for part in PARTS:
        own = [item for item in scores.book.items if item.part == part]
        found += [item_cell(item, scores.item_of(member_id, item.name)) for item in own]
        found.append((f"{part}小计", shown(result.parts[part])))
    return found


def item_cell(item: Item, one: ItemSum) -> tuple[str, str]:
    """2 次 8 分."""
    if item.rule == VETO:
        return f"{item.name}（次）", f"{one.count} 次" if one.count else ""
    times = f"{one.count} 次 " if one.count and item.rule != STEPS else ""
    return f"{item.name}（分）", f"{times}{shown(one.points)} 分" if one.count or one.points else ""
