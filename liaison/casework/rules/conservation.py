"""套表互证: identities between the eight sheets and between records and registers, each declared once as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

Tally = Mapping[str, int]
BETWEEN_SHEETS, BETWEEN_REGISTERS = "八张套表之间", "环节记录和登记之间"
AHEAD = ("hand_over@member", "send_back@member", "refuse@member", "settle@member", "merge@member")


@dataclass(frozen=True)
class Term:
    """One number of an identity. keys: what is counted together of a case's tally; is_gap: what a past ledger lacks."""

    words: str
    keys: tuple[str, ...]
    is_gap: bool = False

    def of(self, tally: Tally) -> int:
        """The number of one case."""
        return sum(tally.get(key, 0) for key in self.keys)


@dataclass(frozen=True)
class Identity:
    """Left is right. sheet: the form it is about; unit: what is counted; group: between sheets or with registers."""

    code: str
    sheet: str
    name: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    unit: str = "件次"
    group: str = BETWEEN_SHEETS

    @property
    def formula(self) -> str:
        """受理 = 转办 + 退回补充 + …, without what only a past ledger lacks."""
        return " = ".join(" + ".join(one.words for one in side if not one.is_gap) for side in (self.left, self.right))


def term(words: str, *keys: str) -> Term:
    """A number by the keys counted for it."""
    return Term(words, keys)


def at(station: str, words: str) -> Term:
    """What lies in a station on the day."""
    return Term(words, (f"at@{station}",))


def found(station: str, words: str = "往年台账没有上一步") -> Term:
    """What a past ledger tells nothing of having come in."""
    return Term(words, (f"found@{station}",), is_gap=True)


def lost(station: str, words: str = "往年台账没有下一步") -> Term:
    """What a past ledger tells nothing of having gone out."""
    return Term(words, (f"lost@{station}",), is_gap=True)


RETURNED, RE_SENT = term("退回补充", "send_back"), term("改派", "rule_reassign", "settle_reassign")
SUPPLEMENTED, KEPT = term("同意补充", "rule_supplement"), term("由原单位办", "rule_keep", "settle_keep")
HANDED_OVER, DECLINED, APPROVED = term("转办", "hand_over"), term("申退", "decline"), term("审批同意", "approve")
FINISHED, PASSED, REJECTED = term("办理", "sign"), term("核查通过", "pass_check"), term("核查退回", "reject_check")
REPLIED, REWRITTEN = term("答复", "reply"), term("退回重写", "return_reply")
FORWARDED, TOLD = term("转给委员", "forward_reply"), term("反馈诉求人", "tell_asker")
UNRATED = term("未评价", "close_unrated")
MERGED, UNMERGED, RELEASED = term("并案", "merge"), term("撤销并案", "unmerge"), term("主单未答复", "release")
JOINED = term("随主单答复", "join_reply")
AGAIN = term("再办一次", "rate_redo", "decide_redo", "reopen")
ESCALATED = term("再次不满意", "rate_escalate")
OVER = term("已结", "over")

FLOW = (
    Identity("consensus", "② 凝心调研表", "委员手里的都有去向",
             (term("带回诉求", "open"), RETURNED, SUPPLEMENTED, found("member")),
             (term("报到工委", "submit", "supplement"), term("工委先接手", *AHEAD), term("作废", "void@member"),
              at("member", "在途（待凝心、待补充）"), lost("member"))),
    Identity("hand_over", "③ 转办单", "工委受理的都有去向",
             (term("受理", "submit", "supplement", "reopen_to_desk", *AHEAD), UNMERGED, RELEASED,
              found("desk", "往年台账没有裁定，又转办")),
             (HANDED_OVER, MERGED, RETURNED, term("不予受理", "refuse"), term("当场办结", "settle"),
              term("作废", "void@desk"), at("desk", "在途（待转办）"), lost("desk"))),
    Identity("merged", "③ 转办单", "并案的都有答复", (MERGED, found("merged")),
             (JOINED, UNMERGED, RELEASED, at("merged", "在途（已并案）"), lost("merged"))),
    Identity("approval", "④ 审批交办单", "转办出去的都有审批",
             (HANDED_OVER, RE_SENT, KEPT, found("approval")),
             (APPROVED, DECLINED, at("approval", "在途（待签发、待签收、待审批）"), lost("approval"))),
    Identity("ruling", "④ 审批交办单", "申退的都有裁定", (DECLINED, found("ruling")),
             (SUPPLEMENTED, RE_SENT, KEPT, at("ruling", "在途（申退中、待审定）"), lost("ruling", "往年台账没有裁定"))),
    Identity("handling", "⑤ 办理情况单", "交办的都有结果", (APPROVED, REJECTED, AGAIN, found("handling")),
             (FINISHED, at("handling", "在途（办理中、待签批）"), lost("handling"))),
    Identity("check", "⑥ 督办单", "办理结果都有核查", (FINISHED, found("check")),
             (PASSED, REJECTED, at("check", "在途（待核查）"), lost("check", "往年台账没有核查"))),
    Identity("reply", "⑦ 回复反馈单", "核查通过的都有答复",
             (PASSED, REWRITTEN, found("reply", "往年台账没有核查就答复")),
             (REPLIED, at("reply", "在途（待答复）"), lost("reply"))),
    Identity("forward", "⑦ 回复反馈单", "答复都转给了委员", (REPLIED, found("forward")),
             (FORWARDED, REWRITTEN, at("forward", "在途（待转答复）"), lost("forward", "往年台账没有转交"))),
    Identity("feedback", "⑦ 回复反馈单", "委员都告诉了诉求人", (FORWARDED, JOINED, found("feedback")),
             (TOLD, at("feedback", "在途（待收悉、待反馈）"), lost("feedback"))),
    Identity("rating", "⑧ 满意度评议表", "反馈过的都有评议或说法",
             (TOLD, found("rating", "往年台账没有反馈就评议")),
             (term("评议", "rate@rating"), term("不满意再办", "rate_redo@rating"),
              term("再次不满意", "rate_escalate@rating"), UNRATED, at("rating", "在途（待评议）"), lost("rating"))),
    Identity("office", "⑧ 满意度评议表", "再次不满意的都有处理", (ESCALATED, found("office")),
             (term("回访后办结", "decide_close"), term("责成再办", "decide_redo"), at("office", "在途（待办公室处理）"),
              lost("office"))),
    Identity("closed", "⑧ 满意度评议表", "办结的都还在办结里",
             (term("评议", "rate@rating"), UNRATED, term("回访后办结", "decide_close"), found("closed")),
             (term("办结以后又要求再办", "rate_redo@closed", "rate_escalate@closed", "reopen"),
              at("closed", "现在已办结"), lost("closed"))),
    Identity("over_replied", "⑦ 回复反馈单", "每轮已结都有回复", (OVER,),
             (term("回复", "over_replied"), Term("往年台账没有回复", ("over_unreplied_ledger",), is_gap=True)), "轮"),
    Identity("over_told", "⑦ 回复反馈单", "每轮已结都有委员反馈", (OVER,),
             (term("委员反馈", "over_told"), Term("往年台账没有反馈", ("over_untold_ledger",), is_gap=True)), "轮"),
    Identity("over_rated", "⑧ 满意度评议表", "每轮已结都有评议或未评价", (OVER,),
             (term("评议", "over_rated"), term("未评价", "over_unrated")), "轮"),
    Identity("notices", "⑥ 督办单", "督办通知都有下落", (term("督办通知", "issued"),),
             (term("已答复", "answered"), term("没答复已销号", "struck_off"), term("未答复", "unanswered")), "张"),
)  # fmt: skip


def register(code: str, sheet: str, name: str, left: Term, right: Iterable[Term], unit: str = "件") -> Identity:
    """An identity between records and what else keeps count of them; it looks at the whole history."""
    return Identity(code, sheet, name, (left,), tuple(right), unit, BETWEEN_REGISTERS)


CASES = term("诉求", "case")
REGISTERS = (
    register("opened", "① 联系记录表", "每件从联系开始", CASES, (
        term("有联系环节", "open_all"), Term("往年台账没有联系环节", ("unopened",), is_gap=True))),
    register("state", "诉求", "状态是最后一步办成的", CASES, (term("状态和最后一条环节记录一致", "state_ok"),)),
    register("round", "诉求", "轮次从 1 起不缺", CASES, (term("轮次连续", "round_ok"),)),
    register("chain", "诉求", "每一步接着上一步", CASES, (term("各条环节记录前后衔接", "chain_ok"),)),
    register("numbers", "环节记录", "编号从 1 起不缺", term("最后一条的编号", "last_seq"), (
        term("环节记录", "records"), Term("往年台账的空号", ("ledger_holes",), is_gap=True)), "条"),
    register("contents", "环节记录", "每条自己说得通", term("环节记录", "records"), (
        term("环节、日期、期限、内容一致", "true_records"),), "条"),
    register("events", "环节记录", "和操作日志一致", term("平台上办的", "live"), (
        term("操作日志里同人同时的同一步", "logged"),), "条"),
    register("ledger", "环节记录", "和导入登记一致", term("往年台账导入的", "imported"), (
        term("导入登记", "registered"),), "条"),
    register("ratings", "⑧ 满意度评议表", "评议环节都有评议表", term("评议环节", "rating_moves"), (
        term("评议表", "rating_sheets"),), "张"),
)  # fmt: skip
IDENTITIES = (*FLOW, *REGISTERS)


@dataclass(frozen=True)
class Balance:
    """An identity with its numbers. broken: `{case: left − right}` of the cases that break it."""

    identity: Identity
    left: Sequence[tuple[Term, int]]
    right: Sequence[tuple[Term, int]]
    broken: Mapping[int, int]

    @property
    def is_green(self) -> bool:
        """Whether it holds in every single case, not only in the sum."""
        return not self.broken

    @property
    def left_sum(self) -> int:
        """All of the left."""
        return sum(number for _term, number in self.left)

    @property
    def right_sum(self) -> int:
        """All of the right."""
        return sum(number for _term, number in self.right)

    @property
    def difference(self) -> int:
        """Left less right; may be 0 where two cases make up for each other."""
        return self.left_sum - self.right_sum

    @property
    def verdict(self) -> str:
        """对得上, or how many cases break it."""
        return "对得上" if self.is_green else f"{len(self.broken)} 件对不上"


def balances(tallies: Mapping[int, Tally]) -> list[Balance]:
    """Every identity over these cases, case by case. tallies: `{case: its counts}`."""
    sums: Counter[str] = Counter()
    broken: list[dict[int, int]] = [{} for _identity in IDENTITIES]
    for case, tally in tallies.items():
        sums.update(tally)
        for place, number in differences(tally).items():
            broken[place][case] = number
    return [
        Balance(identity, counted(identity.left, sums), counted(identity.right, sums), broken[place])
        for place, identity in enumerate(IDENTITIES)
    ]  # fmt: skip


def counted(side: Iterable[Term], sums: Tally) -> list[tuple[Term, int]]:
    """The numbers of one side."""
    return [(one, one.of(sums)) for one in side]


def differences(tally: Tally) -> dict[int, int]:
    """`{place of an identity: left less right}` of one case, for those that do not hold in it."""
    found: Counter[int] = Counter()
    for key, number in tally.items():
        for place, sign in WEIGHTS.get(key, ()):
            found[place] += sign * number
    return {place: number for place, number in found.items() if number}


def weights() -> dict[str, list[tuple[int, int]]]:
    """`{key: [(place of an identity, 1 on its left or -1 on its right)]}`: a case is counted in one pass."""
    sides = (
        (key, (place, sign)) for place, identity in enumerate(IDENTITIES)
        for sign, side in ((1, identity.left), (-1, identity.right)) for one in side for key in one.keys
    )  # fmt: skip
    found: dict[str, list[tuple[int, int]]] = {}
    for key, weight in sides:
        found.setdefault(key, []).append(weight)
    return found


WEIGHTS: Mapping[str, Sequence[tuple[int, int]]] = MappingProxyType(weights())


def red_sentences(found: Iterable[Balance], numbers: Mapping[int, str], most: int = 5) -> list[str]:
    """One sentence for each identity that does not hold, with the cases to look at. numbers: `{case: its number}`."""
    return [red_sentence(one, [numbers[case] for case in one.broken], most) for one in found if not one.is_green]


def red_sentence(one: Balance, cases: Sequence[str], most: int) -> str:
    """What does not hold, by how much, and where to look."""
    named = "、".join(cases[:most]) + (f" 等 {len(cases)} 件" if len(cases) > most else "")
    sums = f"左边 {one.left_sum}，右边 {one.right_sum}，差 {one.difference}"
    return f"{one.identity.name}（{one.identity.formula}）：{sums}。请看 {named}。"
