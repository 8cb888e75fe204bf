"""A member's dossier of a term (履职档案): who he is, and sections of rows of four cells, each counted in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liaison.casework.rules.paper_cells import NARROW_WORDS, Cell, paired
from liaison.core import clock
from liaison.performance.rules.deeds import RECORDED, quarter_words
from liaison.performance.rules.grading import Result
from liaison.performance.rules.reports import KIND as REPORT
from liaison.performance.rules.reports import title_of
from liaison.performance.rules.schemes import MINUS, shown

TITLE = "政协委员履职档案"
KEPT_BACK = "（要求保密）"
LONGEST_TALK = 60
MIDDLE_OF_YEAR = (7, 1)
NOTHING = "没有记录"
# Which kinds of records stand in which section; a kind named nowhere stands under 其他记录.
KINDS: Mapping[str, tuple[str, ...]] = {
    "会议活动": ("全体会议", "常委会议", "会议活动", "协商活动", "发言"),
    "学习培训": ("学习培训",),
    "提案、社情民意和文史": ("提案", "社情民意", "文史资料"),
    "值班、视察和服务群众": ("联络室值班", "视察", "服务群众"),
    "表彰": ("表彰", "提案表彰"),
    "其他记录": (),
}
PARTS = ("基本情况", "固定联系的代表", "年度考核", "联系代表", "提出的诉求", *KINDS, MINUS, REPORT)
DEED_HEAD = ("日期", "种类", "名称", "结果")


@dataclass(frozen=True)
class Span:
    """The days of a dossier, both included; None = open. name: of the term; empty where no term is written down."""

    name: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def holds_year(self, year: int) -> bool:
        """Whether a year's result belongs to it: a year belongs to the term in which its middle lies."""
        return self.holds(date(year, *MIDDLE_OF_YEAR))

    def after(self, day: date) -> Span:
        """The same from a day on."""
        return Span(self.name, max(self.since or day, day), self.until)

    @property
    def words(self) -> str:
        """十五届（2022年1月1日至今）; 全部记录 where no term is written down."""
        if self.since is None:
            return self.name or "全部记录"
        days = f"{long_day(self.since)}至{long_day(self.until) if self.until else '今'}"
        return f"{self.name}（{days}）" if self.name else days


@dataclass(frozen=True)
class Entry:
    """One row: four cells, and the row that it comes from, as `(contact, LX20260001)`."""

    cells: tuple[str, str, str, str]
    source: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Section:
    """One part of a dossier. said: its numbers in words; head: the titles of the four cells.

    texts: `(what it is, lines)` of what is too long for a cell.
    """

    title: str
    said: str
    head: tuple[str, str, str, str]
    entries: tuple[Entry, ...] = ()
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Dossier:
    """All of one member's term. facts: `(word, value)` of who he is."""

    member_id: int
    no: str
    name: str
    span: Span
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    @property
    def file_name(self) -> str:
        """编号-姓名, as every file system takes it."""
        return plain_name(f"{self.no}-{self.name}")


@dataclass
class Kept:
    """The rows of one member as they were read, each list in its order; what they hold, see queries/dossiers.py.

    results: `{year: (whether it is closed, result)}`; hides_askers: whether names that askers want kept are kept back.
    """

    pairs: list[Any] = field(default_factory=list)
    contacts: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)
    deeds: list[Any] = field(default_factory=list)
    costs: list[Any] = field(default_factory=list)
    reports: list[Any] = field(default_factory=list)
    results: dict[int, tuple[bool, Result]] = field(default_factory=dict)
    hides_askers: bool = False


def as_paper(dossier: Dossier, site: str, foot: Sequence[str]) -> dict[str, Any]:
    """A dossier in JSON's own types, as the templates of the page, the PDF and the Word file are given it."""
    cells = (Cell(word, value, is_wide=len(value) > NARROW_WORDS) for word, value in dossier.facts)
    return {
        "site": site, "title": TITLE, "line": f"{dossier.name}　{dossier.no}　{dossier.span.words}",
        "facts": [[{"title": cell.title, "words": cell.words} for cell in row] for row in paired(cells)],
        "sections": [
            {"title": part.title, "said": part.said, "head": list(part.head),
             "rows": [list(entry.cells) for entry in part.entries],
             "texts": [{"title": title, "lines": list(lines)} for title, lines in part.texts]}
            for part in dossier.sections
        ],
        "foot": list(foot),
    }  # fmt: skip


def plain_name(words: str) -> str:
    """A name of a file without what Windows forbids, and never empty."""
    kept = "".join("_" if letter in '<>:"/\\|?*' or ord(letter) < ord(" ") else letter for letter in words)
    return kept.strip(" .") or "_"


def sections_of(kept: Kept, state_titles: Mapping[str, str]) -> tuple[Section, ...]:
    """The sections in their order; that of 其他记录 only where there is something. state_titles: of cases."""
    known = {kind for kinds in KINDS.values() for kind in kinds} | {REPORT}
    deeds = [deed_section(title, kinds, kept.deeds, known) for title, kinds in KINDS.items()]
    return (
        five_section(kept.pairs), result_section(kept.results), contact_section(kept.contacts, kept.hides_askers),
        case_section(kept.cases, state_titles), *(one for one in deeds if one.entries or KINDS[one.title]),
        cost_section(kept.costs), report_section(kept.reports),
    )  # fmt: skip


def five_section(pairs: Sequence[Any]) -> Section:
    """His five and whom he kept before."""
    now = {pair.representative_id for pair in pairs if pair.is_current}
    before = {pair.representative_id for pair in pairs} - now
    said = f"现在固定联系 {len(now)} 位" + (f"，以前联系过 {len(before)} 位" if before else "")
    entries = tuple(Entry((f"{p.year} 年", p.name, days_words(p.started_on, p.ended_on), pair_words(p))) for p in pairs)
    return Section("固定联系的代表", said if pairs else NOTHING, ("年度", "代表", "起止", "说明"), entries)


def pair_words(pair: Any) -> str:
    """第 2 位；搬走了."""
    return f"第 {pair.slot} 位" + (f"；{pair.end_reason}" if pair.end_reason else "")


def result_section(results: Mapping[int, tuple[bool, Result]]) -> Section:
    """Each year's points, grade and rank."""
    entries = tuple(result_entry(year, *results[year]) for year in sorted(results))
    head = ("年度", "等次", "各项得分", "总分、名次")
    return Section("年度考核", f"{len(entries)} 个年度" if entries else "还没有考核结果", head, entries)


def result_entry(year: int, is_closed: bool, result: Result) -> Entry:
    """One year; the grade only once it is final, or where there is to be none."""
    is_final = is_closed or result.rank is None
    parts = "，".join(f"{part} {shown(points)}" for part, points in result.parts.items() if points)
    told = [parts or "没有得分", result.why if is_final else "", "" if is_closed else "还没有锁定"]
    grade = (result.grade or "—") if is_final else "还没有定"
    rank = f"，第 {result.rank} 名" if result.rank else ""
    cells = (f"{year} 年", grade, "；".join(filter(None, told)), f"{shown(result.total)} 分{rank}")
    return Entry(cells, ("year", str(year)))


def contact_section(contacts: Sequence[Any], hides_askers: bool) -> Section:
    """Contacts with representatives, and how they were made."""
    people = len({contact.representative_id for contact in contacts})
    ways = counted(contact.channel for contact in contacts)
    said = f"联系 {len(contacts)} 次，{people} 位代表；{ways}" if contacts else NOTHING
    entries = tuple(contact_entry(contact, hides_askers) for contact in contacts)
    return Section("联系代表", said, ("日期", "方式", "代表、谈了什么", "记录编号"), entries)


def contact_entry(contact: Any, hides_askers: bool) -> Entry:
    """One contact."""
    name = KEPT_BACK if hides_askers and contact.is_confidential else contact.representative
    talk = cut(contact.topics or contact.talk or "")
    cells = (iso(contact.contacted_on), contact.channel, f"{name}：{talk}" if talk else name, contact.number)
    return Entry(cells, ("contact", contact.number))


def case_section(cases: Sequence[Any], titles: Mapping[str, str]) -> Section:
    """Cases that came of his contacts, and how they ended."""
    closed = counted(titles[case.state] for case in cases)
    ratings = counted(case.rating for case in cases if case.rating)
    said = f"提出 {len(cases)} 件：{closed}" + (f"；评议{ratings}" if ratings else "") if cases else NOTHING
    entries = tuple(case_entry(case, titles) for case in cases)
    return Section("提出的诉求", said, ("日期", "编号", "诉求、承办单位", "结果"), entries)


def case_entry(case: Any, titles: Mapping[str, str]) -> Entry:
    """One case."""
    ended = titles[case.state] + (f"·{case.rating}" if case.rating else "")
    title = f"{case.title}（{case.unit}）" if case.unit else case.title
    return Entry((iso(case.raised_on), case.number, title, ended), ("case", case.number))


def deed_section(title: str, kinds: Sequence[str], deeds: Iterable[Any], known: set[str]) -> Section:
    """Records of some kinds; of none: those of kinds that stand in no other section."""
    own = [deed for deed in deeds if (deed.kind in kinds if kinds else deed.kind not in known)]
    number = f"{len(own)} 条：{counted(words_of_deed(deed) for deed in own)}"
    entries = tuple(Entry((iso(one.held_on), one.kind, one.title, result_words(one))) for one in own)
    return Section(title, number if own else NOTHING, DEED_HEAD, entries)


def words_of_deed(deed: Any) -> str:
    """出席 of a meeting; 提案立案, where the result alone says little."""
    kinds = RECORDED.get(deed.kind, ())
    return deed.result if "出席" in kinds else f"{deed.kind}{deed.result}"


def result_words(deed: Any) -> str:
    """立案，3 人联名，第 1；出席，4 次，附件 2 个."""
    told = [deed.result]
    if deed.authors > 1:
        told.append(f"{deed.authors} 人联名，第 {deed.place}")
    if deed.amount != 1:
        told.append(f"{shown(deed.amount)} 次")
    if deed.files:
        told.append(f"附件 {deed.files} 个")
    return "，".join(told)


def cost_section(costs: Sequence[Any]) -> Section:
    """What cost points."""
    total = sum((one.points for one in costs), start=0)
    entries = tuple(
        Entry((f"{one.year} 年{quarter_words(one.source)}", one.item, one.reason, f"{shown(one.points)} 分"))
        for one in costs
    )
    said = f"{len(costs)} 条，合计 {shown(total)} 分" if costs else NOTHING
    return Section(MINUS, said, ("年度", "项目", "为什么", "分"), entries)


def report_section(reports: Sequence[Any]) -> Section:
    """What the member himself reported of his years."""
    texts = tuple((report_words(one), tuple(filter(None, one.text.splitlines()))) for one in reports)
    return Section(REPORT, f"{len(reports)} 份" if reports else NOTHING, DEED_HEAD, texts=texts)


def report_words(report: Any) -> str:
    """2026 年度履职报告（2027-01-10 陈立平交，附件 2 个）."""
    files = f"，附件 {report.files} 个" if report.files else ""
    return f"{title_of(report.year)}（{iso(clock.local(report.filed_at).date())} {report.filed_by}交{files}）"


def counted(words: Iterable[str]) -> str:
    """出席 8、请假 2, the most frequent first."""
    found = Counter(words)
    return "、".join(f"{word} {number}" for word, number in sorted(found.items(), key=lambda one: (-one[1], one[0])))


def days_words(since: date, until: date | None) -> str:
    """2026-01-05 至今; 2024-01-01 至 2024-12-31."""
    return f"{iso(since)} 至{f' {iso(until)}' if until else '今'}"


def cut(words: str) -> str:
    """The beginning of what was said, in one line."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_TALK else f"{line[:LONGEST_TALK]}…"


def iso(day: date) -> str:
    """2026-11-20."""
    return day.isoformat()


def long_day(day: date) -> str:
    """2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"
