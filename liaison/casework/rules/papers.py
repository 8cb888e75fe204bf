"""The eight sheets (系列套表) as papers: which records fill which form, and what stands in its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from liaison.casework.rules.paper_cells import Cell, Row, blank_cells, cells_of, on_paper, packed, paired
from liaison.casework.rules.replay import URGED
from liaison.casework.rules.story import standing
from liaison.casework.rules.timeline import who_did
from liaison.casework.sheets.steps import RESULTS
from liaison.casework.workflow import CASEWORK, OFF_CLOCK, title_of
from liaison.core.columns import Column
from liaison.core.workflow import Move

DOSSIER, DOSSIER_TITLE = "dossier", "卷宗"
SUMMARY, SUMMARY_TITLE = "summary", "办理单"
HEADING = "诉求标题"
GRADES = frozenset(grade[0] for grade in RESULTS)
NUMBER_DIGITS = 6
LINE_TO_SIGN = "签名（盖章）：＿＿＿＿＿＿　"
BLANK_DAY = "　　　年　　月　　日"
REMARK = "备注"
ROOMY_LINES = 20  # a blank form with more keeps its rows low, to stay on one page


@dataclass(frozen=True)
class Form:
    """One of the eight. verbs: the moves whose cells stand on it also while nobody has filled them in."""

    code: str
    title: str
    step: int
    verbs: tuple[str, ...] = ()


FORMS = (
    Form("contact", "联系记录表", 1),
    Form("consensus", "凝心调研表（委员建议）", 2, ("submit",)),
    Form("handover", "转办单", 3, ("hand_over",)),
    Form("approval", "审批交办单", 4, ("approve",)),
    Form("handling", "办理情况单", 5, ("handle", "finish", "sign")),
    Form("supervision", "督办单", 6, ("pass_check",)),
    Form("reply", "回复反馈单", 7, ("reply", "forward_reply", "tell_asker")),
    Form("rating", "满意度评议表", 8, ("rate",)),
)
BY_CODE = {form.code: form for form in FORMS}
TITLES = {**{form.code: form.title for form in FORMS}, DOSSIER: DOSSIER_TITLE, SUMMARY: SUMMARY_TITLE}
FIRST_ROUND_STEPS = 2
REPLY_STEP = BY_CODE["reply"].step


@dataclass(frozen=True)
class Line:
    """One row of a paper. kind: heading, pair, wide or sign; of a sign words is who did it, signed where he signs."""

    kind: str
    words: str = ""
    cells: Row = ()
    signed: str = ""


@dataclass(frozen=True)
class Paper:
    """One form, filled in as far as it is.

    heading: said again on each page; mark: A to D, at the top right; is_dense: its rows are low; foot: below it.
    """

    title: str
    number: str
    heading: Cell
    lines: tuple[Line, ...]
    mark: str = ""
    is_dense: bool = False
    foot: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        """The same in JSON's own types, for a Word template."""
        return asdict(self)


@dataclass(frozen=True)
class Subject:
    """What all papers of one case have in common.

    rows: who and until when; known: `{title: words}` as the case itself says them, for steps of a past ledger that
    tell no cells; contact: those of the contact; is_secret: the asker's name is kept from this reader; is_kept: whether
    a cell of a verb is; is_over: nothing more will be filled in; blocks: `{(step, round): lines}` of what is no step
    record, such as notices.
    """

    number: str
    title: str
    rows: tuple[Row, ...]
    round: int
    contact: tuple[Line, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    is_secret: bool = False
    is_over: bool = False
    is_kept: Callable[[str, Column], bool] = lambda _verb, _column: False
    blocks: Mapping[tuple[int, int], Sequence[Line]] = field(default_factory=dict)


def long_number(county: str, year: int, serial: int) -> str:
    """The 18 signs under which a case is printed: LX, county, year, serial. Source: 数据字典 事项编号."""
    return f"LX{county}{year}{serial:0{NUMBER_DIGITS}d}"


def papers_of(code: str, subject: Subject, records: Iterable[Any]) -> list[Paper]:
    """The papers of one form, round by round, or of all forms; a form that nobody filled in comes blank.

    Of a case that is over, the dossier leaves blank forms out.
    """
    kept = [record for record in standing(records) if record.verb != URGED]  # told by its notice
    if code != DOSSIER:
        form = BY_CODE[code]
        rounds = rounds_of(form, subject, kept) or [subject.round]
        return [paper_of(form, subject, kept, number) for number in rounds]
    found = [(form, paper) for form in FORMS for paper in rounds_of(form, subject, kept)]
    ordered = sorted(found, key=lambda one: (one[1], one[0].step))
    papers = [paper_of(form, subject, kept, number) for form, number in ordered]
    if subject.is_over:
        return papers
    done = {form for form, _number in found}
    return papers + [paper_of(form, subject, kept, subject.round) for form in FORMS if form not in done]


def rounds_of(form: Form, subject: Subject, kept: Iterable[Any]) -> list[int]:
    """The rounds in which something was filled in on this form."""
    if form.step == 1:
        return [1]
    found = {record.round for record in kept if record.step == form.step}
    return sorted(found | {number for step, number in subject.blocks if step == form.step})


def paper_of(form: Form, subject: Subject, kept: Iterable[Any], number: int) -> Paper:
    """One form of one round."""
    records = [one for one in kept if one.step == form.step and one.round == number]
    lines = [*lines_of_rows(subject.rows)]
    if form.step == 1:
        lines += subject.contact
    else:
        for record in records:
            lines += record_lines(record, subject)
        lines += subject.blocks.get((form.step, number), ())
        lines += blank_lines(still_blank(form, records, subject))
    title = form.title if number == 1 or form.step <= FIRST_ROUND_STEPS else f"{form.title}（第 {number} 轮）"
    mark = mark_of(kept, subject, number) if form.step == REPLY_STEP else ""
    is_dense = not records and len(lines) > ROOMY_LINES
    return Paper(title, subject.number, Cell(HEADING, subject.title), tuple(lines), mark, is_dense)


def mark_of(kept: Iterable[Any], subject: Subject, number: int) -> str:
    """A, B, C or D as the unit's result of that round was graded; a past ledger has other words for it."""
    grades = [one.filled.get("result") for one in kept if one.round == number and one.filled.get("result")]
    found = (grades[-1] if grades else subject.result if number == subject.round else "")[:1]
    return found if found in GRADES else ""


def still_blank(form: Form, records: Sequence[Any], subject: Subject) -> tuple[str, ...]:
    """The moves of a form that are still to be written by hand: those after the last one that was made."""
    if not records:
        return form.verbs
    made = {"forward_reply" if record.verb == "join_reply" else record.verb for record in records}
    places = [place for place, verb in enumerate(form.verbs) if verb in made]
    if subject.is_over or not places:
        return ()
    return form.verbs[max(places) + 1 :]


def record_lines(record: Any, subject: Subject) -> Iterator[Line]:
    """One step record: its heading, its cells, and where it is signed."""
    move = CASEWORK.by_verb.get(record.verb)
    asked = columns_of(move) if move else []
    columns = [one for one in asked if one.personal or not subject.is_kept(record.verb, one)]
    shown = shown_of(record, columns, subject)
    is_due = record.due_on and record.verb not in OFF_CLOCK
    limit = f"（期限 {on_paper(record.due_on)}）" if is_due else ""
    yield Line("heading", title_of(record.verb) + limit)
    yield from lines_of_rows(paired(cells_of(columns, shown, subject.is_secret)))
    if record.is_imported and record.note and record.note not in shown.values():
        yield Line("wide", cells=(Cell(REMARK, record.note, is_wide=True),))
    yield signed(who_did(record), record.acted_on)


def shown_of(record: Any, columns: Iterable[Column], subject: Subject) -> dict[str, str]:
    """`{title: words}` of a record; of a past ledger's besides what the case itself says."""
    shown = {title: words for title, words in record.shown.items() if title != HEADING}
    if record.is_imported and record.round == 1:  # what a ledger says once is of the first round
        return {c.title: subject.known[c.title] for c in columns if c.title in subject.known} | shown
    return shown


def columns_of(move: Move) -> list[Column]:
    """The columns of a move but the one that all papers say at their head."""
    return [column for column in move.columns if column.title != HEADING]


def blank_lines(verbs: Iterable[str]) -> Iterator[Line]:
    """The same to be filled in by hand; what two moves ask for is asked once."""
    asked: set[str] = set()
    for move in map(CASEWORK.by_verb.__getitem__, verbs):
        columns = [column for column in columns_of(move) if column.title not in asked]
        asked |= {column.title for column in columns}
        yield Line("heading", move.title)
        yield from lines_of_rows(packed(blank_cells(columns)))
        yield signed()


def signed(who: str = "", day: date | None = None) -> Line:
    """Who did it and when, with room for a pen and a seal."""
    return Line("sign", who, signed=LINE_TO_SIGN + (on_paper(day) if day else BLANK_DAY))


def lines_of_rows(rows: Iterable[Row]) -> Iterator[Line]:
    """Rows of cells as lines."""
    return (Line("pair" if len(row) > 1 else "wide", cells=row) for row in rows)
