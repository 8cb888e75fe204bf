"""A second count of the year, in plain Python: from the sheets 明细, 履职记录 and 计分项目 of a workbook alone.

Nothing of the program is imported; openpyxl reads the workbook, and all that counts is counted anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl

BASE = ("会议活动", "建言", "联系", "学习", "其他")
HEADINGS = {
    "年度履职": "委员编号", "明细": "记录编号", "履职记录": "委员编号", "计分项目": "项目", "总分和等次": "等次",
    "不参加考核": "委员编号", "分界别": "界别", "分工委（工作组）": "工委（工作组）",
}  # fmt: skip
GROUPS = {"分界别": "界别", "分工委（工作组）": "所属工委（工作组）"}


def rows_of(book: Any, tab: str) -> list[dict[str, Any]]:
    """The rows of a tab by heading, what stands above and below left out."""
    if tab not in book.sheetnames:
        return []
    lines = list(book[tab].iter_rows(values_only=True))
    top = next(n for n, line in enumerate(lines) if HEADINGS[tab] in line)
    rows = (dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :])
    return [row for row in rows if row[HEADINGS[tab]] is not None]


def total_of(sheet: Any) -> dict[str, Any]:
    """The row 合计 by heading."""
    lines = list(sheet.iter_rows(values_only=True))
    heads = next(line for line in lines if "序号" in line)
    return dict(zip(heads, next(line for line in lines if line[0] == "合计"), strict=True))


def day(cell: Any) -> date | None:
    """The day in a cell."""
    if isinstance(cell, datetime):
        return cell.date()
    return date.fromisoformat(str(cell)[:10]) if cell else None


class Recount:
    """The year of one workbook, counted anew."""

    def __init__(self, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        self.members = rows_of(book, "年度履职")
        self.details, self.records = rows_of(book, "明细"), rows_of(book, "履职记录")
        self.tabs = {tab: rows_of(book, tab) for tab in GROUPS}
        self.totals = {tab: total_of(book[tab]) for tab in GROUPS}
        self.items, heads = rows_of(book, "计分项目"), rows_of(book, "总分和等次")
        self.head = heads[0] if heads else {}
        self.away = {row["委员编号"] for row in rows_of(book, "不参加考核")}
        words = next(str(cell) for line in book["年度履职"].iter_rows(values_only=True) for cell in line
                     if cell and "统计截止" in str(cell))  # fmt: skip
        self.until = date(*map(int, re.findall(r"\d+", words)))
        self.own: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.details:
            self.own[row["委员编号"]].append(row)

    def figures(self, no: str) -> dict[str, Any]:
        """What 年度履职 should say of a member."""
        rows = self.own[no]
        contacts = {row["记录编号"].split("/")[0]: row for row in rows}.values()
        cases = [row for row in rows if row["现在第几轮"] is not None]
        kept = {row["代表号"] for row in contacts if row["是否定联"] == "是"}
        done = [row for row in cases if self.by(row["办结日期"])]
        late = [row for row in cases if not self.by(row["办结日期"]) and self.before(limit(row))]
        on_time = [row for row in done if limit(row) and day(row["办结日期"]) <= day(limit(row))]
        grades = [row["群众评议"] for row in cases if row["群众评议"]]
        good = [grade for grade in grades if grade != "不满意"]
        return {
            "联系次数": len(contacts), "定联次数": sum(row["是否定联"] == "是" for row in contacts),
            "定联人数": len(kept), "五人全联": "是" if len(kept) >= 5 else "否",
            "联系代表数": len({row["代表号"] for row in contacts}), "诉求数": len(cases),
            "转办数": sum(self.by(row["转办日期"]) for row in cases), "办理数": len(done), "按期数": len(on_time),
            "逾期未办": len(late), "按期率": share(len(on_time), len(done) + len(late)),
            "办结数": sum(bool(row["评议第几轮"]) and row["评议第几轮"] >= row["现在第几轮"] for row in cases),
            "满意": grades.count("满意"), "基本满意": grades.count("基本满意"), "不满意": grades.count("不满意"),
            "满意率": share(len(good), len(grades)), "督办数": sum(row["督办次数"] or 0 for row in cases),
        }  # fmt: skip

    def by(self, cell: Any) -> bool:
        """Whether it had happened."""
        return cell is not None and day(cell) <= self.until

    def before(self, cell: Any) -> bool:
        """Whether it had run out."""
        return cell is not None and day(cell) < self.until

    def acts(self, member: dict[str, Any]) -> list[dict[str, Any]]:
        """All that can earn a member points, by day."""
        no, found = member["委员编号"], []
        contacts = {row["记录编号"].split("/")[0]: row for row in self.own[no]}
        days = [day(row["联系日期"]) for row in contacts.values()]
        firsts: dict[tuple[int, str], date] = {}
        for row in sorted(contacts.values(), key=lambda row: day(row["联系日期"])):
            if row["是否定联"] == "是":
                firsts.setdefault(((day(row["联系日期"]).month + 2) // 3, row["代表号"]), day(row["联系日期"]))
        found += [act("结对的代表·每季度第一次", one) for one in firsts.values()]
        found += [act("联系·有效", one) for one in days]
        for row in self.own[no]:
            if row["反馈日期"]:
                found.append(act("诉求反馈·已反馈", day(row["反馈日期"])))
            if row["群众评议"]:
                found.append(act(f"评议·{row['群众评议']}", day(row["评议日期"])))
        left = re.search(r"(\d+)年(\d+)月(\d+)日离任", str(member["备注"] or ""))
        for month, last in ((3, 31), (6, 30), (9, 30), (12, 31)):
            end = date(self.until.year, month, last)
            served = left is None or date(*map(int, left.groups())) > end
            if end <= self.until and served and sum(month - 3 < one.month <= month for one in days) < 5:
                found.append(act("季度联系·不足", end))
            met = sum(quarter == month // 3 for quarter, _who in firsts)
            if end <= self.until and served and met < (member.get("每季应联") or 0):
                found.append(act("季度联系·结对不足", end))
        for row in self.records:
            if row["委员编号"] == no:
                found.append(act(f"{row['种类']}·{row['结果']}", day(row["日期"]), row["署名第几"], row["几人署名"],
                                 Decimal(str(row["几次"]))))  # fmt: skip
        return sorted(found, key=lambda one: one["day"])

    def scores(self) -> dict[str, dict[str, Any]]:
        """`{委员编号: points of each item, subtotals, total, grade, rank}`."""
        told = {row["委员编号"]: self.score(row) for row in self.members if row["总分"] is not None}
        assessed = {no: one for no, one in told.items() if no not in self.away}
        for one in assessed.values():
            one["名次"] = 1 + sum(other["总分"] > one["总分"] for other in assessed.values())
            one["等次"] = self.grade(one)
        self.make_room(assessed)
        for no in self.away & told.keys():
            told[no] |= {"名次": None, "等次": "不参加考核"}
        return told

    def score(self, member: dict[str, Any]) -> dict[str, Any]:
        """The points of one member."""
        standing, acts = member["常委"] == "是", self.acts(member)
        items = [one for one in self.items if one["适用"] == "全体委员" or (one["适用"] == "常委") == standing]
        found: dict[str, Any] = {"ceilings": []}
        parts = dict.fromkeys((*BASE, "加分", "扣分"), Decimal(0))
        for item in items:
            own = [dict(one, points=worth) for one in acts if (worth := earned(item, one)) is not None]
            counted = 0 if item["计分办法"] == "一票否决" and item["次数"] else len(own)
            found |= {} if item["计分办法"] == "分档" else {f"{item['项目']}（次）": counted}
            points = POINTS[item["计分办法"]](item, own) if own or item["计分办法"] == "一票否决" else Decimal(0)
            if item["计分办法"] == "一票否决":
                found["ceilings"] += [item["最高等次"]] if is_veto(item, own) else []
                continue
            found[f"{item['项目']}（分）"] = points
            parts[item["类别"]] += points
        base, most = sum(parts[part] for part in BASE), number(self.head["底分封顶"])
        parts["其他"] += self.within(items, base, most) - base
        bonus = number(self.head["加分封顶"])
        parts["加分"] = parts["加分"] if bonus is None else min(parts["加分"], bonus)
        return found | {f"{part}小计": points for part, points in parts.items()} | {"总分": sum(parts.values())}

    def within(self, items: list[dict[str, Any]], base: Decimal, most: Decimal | None) -> Decimal:
        """The base after scaling and its cap."""
        fulls = [full_of(item) for item in items if item["类别"] in BASE]
        full = None if None in fulls else sum(fulls)
        if self.head["常委折算"] == "是" and most and full and full > most:
            base = cents(base * most / full)
        return base if most is None else min(base, most)

    def grades(self) -> list[tuple[str, Decimal | None, Decimal | None]]:
        """(name, least, share), best first."""
        found = []
        for words in re.split(r"[;；\n]", self.head["等次"]):
            name, *numbers = words.split()
            least = next((Decimal(one) for one in numbers if not one.endswith("%")), None)
            part = next((Decimal(one[:-1]) / 100 for one in numbers if one.endswith("%")), None)
            found.append((name, least, part))
        return found

    def groups(self, tab: str, scores: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """`{sector or committee: what its row should say of points}`, and of 合计."""
        found: dict[str, list[str]] = {row[HEADINGS[tab]]: [] for row in self.tabs[tab]}
        for row in self.members:
            found[row[GROUPS[tab]] or "（没有工委）"].append(row["委员编号"])
        found["合计"] = [row["委员编号"] for row in self.members]
        return {name: self.added(numbers, scores) for name, numbers in found.items()}

    def added(self, numbers: list[str], scores: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """The sums of these members, the mean of those assessed, and how many hold each grade."""
        own = [scores[no] for no in numbers if no in scores]
        ranked = [one for one in own if one["等次"] != "不参加考核"]
        sums: dict[str, Any] = {"委员数": len(numbers), "考核人数": len(ranked)}
        for one in own:
            for heading, value in one.items():
                if heading.endswith(("（次）", "（分）", "小计", "总分")):
                    sums[heading] = sums.get(heading, Decimal(0)) + value
        grades = [one["等次"] for one in ranked if one["等次"]]
        sums |= {f"{name}（人）": grades.count(name) if grades else None for name, _least, _share in self.grades()}
        mean = cents(sum(one["总分"] for one in ranked) / len(ranked)) if ranked else None
        return sums | {"人均总分": mean}

    def grade(self, one: dict[str, Any]) -> str | None:
        """By the total, and no better than a veto leaves; none before the year is over."""
        if self.until < date(self.until.year, 12, 31):
            return None
        names = [name for name, _least, _share in self.grades()]
        by_total = next(n for n, (_name, least, _) in enumerate(self.grades()) if least is None or one["总分"] >= least)
        return names[max([by_total, *(names.index(ceiling) for ceiling in one["ceilings"])])]

    def make_room(self, assessed: dict[str, dict[str, Any]]) -> None:
        """Where a grade is for a share of the members only, those who do not fit go one down; equals together."""
        for (name, _least, part), (below, *_rest) in zip(self.grades(), self.grades()[1:], strict=False):
            holders = sorted((one for one in assessed.values() if one["等次"] == name), key=lambda one: -one["总分"])
            room = len(holders) if part is None else int(part * len(assessed))
            border = holders[room]["总分"] if room < len(holders) else None
            for one in holders:
                if border is not None and one["总分"] <= border:
                    one["等次"] = below


def act(words: str, on: date, place: int = 1, authors: int = 1, amount: Decimal = Decimal(1)) -> dict[str, Any]:
    """Something a member did."""
    return {"words": words, "day": on, "place": place, "authors": authors, "amount": amount}


def limit(row: dict[str, Any]) -> Any:
    """The limit of the first round, as extended."""
    return row["延期到"] or row["办理期限"]


def share(part: int, whole: int) -> float | None:
    """Of one, to four digits."""
    return round(part / whole, 4) if whole else None


def cents(points: Decimal) -> Decimal:
    """To two digits, half up."""
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def number(cell: Any) -> Decimal | None:
    """A number that may be missing; a long minus is one too."""
    return None if cell in (None, "") else Decimal(str(cell).replace("−", "-"))


def worths(item: dict[str, Any]) -> dict[str, tuple[Decimal, Decimal, Decimal, bool]]:
    """`{kind·result: (alone, to the first of several, to the others, shared among these)}`."""
    found = {}
    for line in re.split(r"[;；\n]", item["计几分"]):
        first, *more = re.split(r"[,，]", line)
        words, alone = first.split()
        told = {re.sub(r"[\s\d.−-]", "", one): number(re.sub(r"[^\d.−-]", "", one)) for one in more}
        others = told.get("其他合分", told.get("其他", number(alone)))
        found[words] = (number(alone), told.get("首位", number(alone)), others, "其他合分" in told)
    return found


def earned(item: dict[str, Any], one: dict[str, Any]) -> Decimal | None:
    """What an act is worth here; None where it does not count."""
    found = worths(item).get(one["words"])
    if found is None:
        return None
    alone, first, others, is_pot = found
    most = item["计前几名"]
    if one["authors"] == 1:
        return cents(alone * one["amount"])
    if most and one["place"] > most:
        return Decimal(0)
    if one["place"] == 1:
        return cents(first * one["amount"])
    sharers = min(one["authors"], most or one["authors"]) - 1
    return cents((others / sharers if is_pot else others) * one["amount"])


def capped(item: dict[str, Any], points: Decimal) -> Decimal:
    """No more than the cap, in either direction."""
    most = number(item["封顶"])
    return points if most is None or abs(points) <= most else most.copy_sign(points)


def from_nth(item: dict[str, Any], own: list[dict[str, Any]]) -> Decimal:
    """Of those that bear points the first ones are counted elsewhere."""
    bearing = [one["points"] for one in own if one["points"] != 0]
    return capped(item, sum(bearing[(item["次数"] or 1) - 1 :], Decimal(0)))


def by_rate(item: dict[str, Any], own: list[dict[str, Any]]) -> Decimal:
    """The part of the full mark for what is done of what is due."""
    due, done = item["次数"] or len(own), sum(one["points"] > 0 for one in own)
    return cents(number(item["封顶"]) * min(done, due) / due)


def from_full(item: dict[str, Any], own: list[dict[str, Any]]) -> Decimal:
    """The full mark less what each takes."""
    return max(number(item["封顶"]) + sum(one["points"] for one in own), Decimal(0))


def by_steps(item: dict[str, Any], own: list[dict[str, Any]]) -> Decimal:
    """By the share of good ones."""
    good = Decimal(sum(one["points"] > 0 for one in own)) / len(own)
    steps = [line.split() for line in re.split(r"[;；\n]", item["分档"])]
    ranked = sorted(((Decimal(least[:-1]) / 100, number(points)) for least, points in steps), reverse=True)
    return next((points for least, points in ranked if good >= least), Decimal(0))


def is_veto(item: dict[str, Any], own: list[dict[str, Any]]) -> bool:
    """Whether it lowers the grade."""
    return len(own) < item["次数"] if item["次数"] else bool(own)


def full_of(item: dict[str, Any]) -> Decimal | None:
    """The most an item of the base can give; None where it is open, nothing where it only takes."""
    rule, most = item["计分办法"], number(item["封顶"])
    if rule == "一票否决":
        return Decimal(0)
    if rule == "分档":
        return max(number(line.split()[1]) for line in re.split(r"[;；\n]", item["分档"]))
    if rule == "只计一次" and most is None:
        return max(found[0] for found in worths(item).values())
    return most


POINTS = {
    "每次计分": lambda item, own: capped(item, sum((one["points"] for one in own), Decimal(0))),
    "只计一次": lambda item, own: min(max(one["points"] for one in own), full_of(item)),
    "第几次起": from_nth, "按完成率": by_rate, "满分倒扣": from_full, "分档": by_steps,
    "一票否决": lambda item, own: Decimal(0),
}  # fmt: skip


def differences(path: Path) -> list[str]:
    """Every cell of 年度履职, and of its points in 分界别 and 分工委, that a second count gives another value."""
    count = Recount(path)
    scores = count.scores() if count.items else {}
    found = []
    for row in count.members:
        wanted = count.figures(row["委员编号"]) | scores.get(row["委员编号"], {})
        wanted.pop("ceilings", None)
        found += [
            f"{row['委员编号']} {row['姓名']} {heading}: {row[heading]!r}, counted {value!r}"
            for heading, value in wanted.items() if not same(row[heading], value)
        ]  # fmt: skip
    return found + ([one for tab in GROUPS for one in group_differences(count, tab, scores)] if scores else [])


def group_differences(count: Recount, tab: str, scores: dict[str, dict[str, Any]]) -> list[str]:
    """The same of the rows of a sector or committee, and of 合计."""
    rows = {row[HEADINGS[tab]]: row for row in count.tabs[tab]} | {"合计": count.totals[tab]}
    return [
        f"{tab} {name} {heading}: {rows[name][heading]!r}, counted {value!r}"
        for name, wanted in count.groups(tab, scores).items()
        for heading, value in wanted.items() if not same(rows[name][heading], value)
    ]  # fmt: skip


def same(cell: Any, value: Any) -> bool:
    """Whether a cell says a value."""
    if isinstance(value, Decimal):
        return cell is not None and Decimal(str(cell)) == value
    return cell == value
