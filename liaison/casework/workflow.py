"""The eight steps as one table of moves: 连线 凝心 转办 审批 办理 督办 回复 评议.

Source: 海安市政协 八步工作流程; order and clocks after the office's settled answers (docs/workflow.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from liaison.casework.sheets import steps as sheet
from liaison.casework.sheets import turns as turn
from liaison.core.workflow import Flow, Move, State

STEPS: Mapping[int, str] = MappingProxyType(
    {1: "连线", 2: "凝心", 3: "转办", 4: "审批", 5: "办理", 6: "督办", 7: "回复", 8: "评议"}
)
MEMBER, COMMITTEE, UNIT, HANDLER, OFFICE, ASKER = "member", "committee", "unit", "handler", "office", "asker"

STATES = (
    State("to_consensus", "待凝心", 2, MEMBER, "consensus"),
    State("to_supplement", "待委员补充", 2, MEMBER, "supplement"),
    State("to_hand_over", "待转办", 3, COMMITTEE, "hand_over"),
    State("merged", "已并案", 3, COMMITTEE),
    State("to_sign_out", "待签发", 3, COMMITTEE, "sign_issue", stops_if="needs_issue", passes_to="to_receive"),
    State("to_receive", "待签收", 4, UNIT, "receive", stops_if="needs_receipt", passes_to="to_approve"),
    State("to_approve", "待审批", 4, UNIT, "approve"),
    State("declined", "申退中", 4, COMMITTEE, "ruling", stops_if="has_rulings_left", passes_to="to_rule_finally"),
    State("to_rule_finally", "待审定", 4, OFFICE, "rule_finally"),
    State("handling", "办理中", 5, HANDLER),
    State("to_sign", "待签批", 5, UNIT, "sign"),
    State("to_check", "待核查", 6, COMMITTEE, "check"),
    State("to_reply", "待答复", 7, UNIT, "reply"),
    State("to_forward", "待转答复", 7, COMMITTEE, "forward"),
    State("to_confirm", "待委员收悉", 7, MEMBER, "confirm"),
    State("to_tell", "待反馈", 7, MEMBER, "feedback"),
    State("to_rate", "待评议", 8, ASKER, "rating"),
    State("to_decide", "待办公室处理", 8, OFFICE, "rule_finally"),
    State("closed", "已办结", 8, is_end=True),
    State("settled", "当场办结", 3, is_end=True),
    State("refused", "不予受理", 3, is_end=True),
    State("voided", "已作废", 2, is_end=True),
)

HELPING = ("handling", "to_sign", "to_check", "to_reply")  # where units that help still give their opinion
HANDED_IN = tuple(state.code for state in STATES if state.step >= 3)

MOVES = (
    Move("submit", "提交委员建议", ("to_consensus",), "to_hand_over", 2, "case.submit", sheet.CONSENSUS,
         icon="send", is_main=True, hint="工委 2 个工作日内转给承办单位。"),
    Move("supplement", "补充后再报", ("to_supplement",), "to_hand_over", 2, "case.submit", sheet.CONSENSUS,
         icon="send", is_main=True, hint="工委收到补充后再转办。"),
    Move("hand_over", "转办", ("to_consensus", "to_hand_over"), "to_sign_out", 3, "case.hand_over",
         sheet.HAND_OVER, icon="send", is_main=True, hint="办理期限从转办第二天算起，10 分钟内可以撤回。"),
    Move("send_back", "退回补充", ("to_consensus", "to_hand_over"), "to_supplement", 3, "case.hand_over",
         sheet.SEND_BACK, icon="undo", hint="委员会看到要补充什么，补好后回到这里。"),
    Move("refuse", "不予受理", ("to_consensus", "to_hand_over"), "refused", 3, "case.hand_over",
         sheet.REFUSE, icon="stop", hint="诉求到此为止，理由留在记录里。"),
    Move("settle", "当场办结", ("to_consensus", "to_hand_over"), "settled", 3, "case.hand_over",
         sheet.SETTLE, icon="check", hint="不再转给承办单位。"),
    Move("void", "作废", ("to_consensus", "to_supplement", "to_hand_over"), "voided", 2, "case.void",
         (sheet.REASON,), icon="stop", hint="作废的诉求还看得到，但不计数。"),
    Move("merge", "并案", ("to_consensus", "to_supplement", "to_hand_over"), "merged", 3, "case.hand_over",
         sheet.MERGE, icon="link", hint="随主单一起办。主单答复后，这件单独答复、单独评议。"),
    Move("unmerge", "撤销并案", ("merged",), "to_hand_over", 3, "case.hand_over", (sheet.REASON,), icon="undo",
         hint="这件回到待转办，另行办理。"),
    Move("release", "主单未答复，退出并案", ("merged",), "to_hand_over", 3, "case.hand_over", sheet.RELEASE,
         icon="undo"),
    Move("sign_out", "签发", ("to_sign_out",), "to_receive", 3, "case.sign_out", sheet.SIGN_OUT,
         icon="check", is_main=True, hint="签发后转到承办单位。"),
    Move("receive", "签收", ("to_receive",), "to_approve", 4, "case.approve", icon="check", is_main=True,
         hint="签收后由单位负责人审批。"),
    Move("approve", "审批交办", ("to_approve",), "handling", 4, "case.approve", sheet.APPROVE,
         icon="check", is_main=True, hint="交给科室办理，办理期限不变。"),
    Move("decline", "申请退回", ("to_receive", "to_approve"), "declined", 4, "case.approve", sheet.DECLINE,
         icon="undo", hint="由工委主任裁定，第二次申退由办公室审定。期限照算。"),
    Move("rule_supplement", "同意补充", ("declined",), "to_supplement", 4, "case.rule", sheet.RULING,
         icon="undo", hint="委员补充后，再转给同一个单位。"),
    Move("rule_reassign", "同意改派", ("declined",), "to_receive", 4, "case.rule", sheet.REASSIGN,
         icon="swap", is_main=True, hint="改由新的单位审批，期限照算。"),
    Move("rule_keep", "不同意退回", ("declined",), "to_approve", 4, "case.rule", sheet.RULING,
         icon="stop", hint="仍由原单位办理。"),
    Move("settle_reassign", "审定改派", ("to_rule_finally",), "to_receive", 4, "case.rule_finally",
         sheet.REASSIGN, icon="swap", is_main=True, hint="审定后不能再退。"),
    Move("settle_keep", "审定由原单位办", ("to_rule_finally",), "to_approve", 4, "case.rule_finally",
         sheet.RULING, icon="stop", hint="审定后不能再退。"),
    Move("handle", "记办理过程", ("handling",), None, 5, "case.handle", sheet.PROGRESS, icon="edit",
         hint="委员和工委都看得到进展。"),
    Move("pass_within", "转给别的科室", ("handling",), None, 5, "case.pass_within", turn.PASS_WITHIN, icon="swap",
         hint="还在本单位办，期限不变。"),
    Move("finish", "报办理结果", ("handling",), "to_sign", 5, "case.handle", sheet.FINISH, icon="send",
         is_main=True, hint="单位负责人签批后，由工委核查。"),
    Move("ask_extension", "申请延期", ("handling",), None, 5, "case.ask_extension", turn.ASK_EXTENSION, icon="clock",
         hint="由工委主任审批，一轮只能申请一次。批准以前，期限还是原来的。"),
    Move("grant_extension", "同意延期", ("handling",), None, 5, "case.rule_extension", turn.GRANT_EXTENSION,
         icon="check", is_main=True, hint="期限改到申请的那天；不算延期的按期率照原期限算。"),
    Move("refuse_extension", "不同意延期", ("handling",), None, 5, "case.rule_extension", turn.REFUSE_EXTENSION,
         icon="stop", hint="期限不变，这一轮不能再申请。"),
    Move("return_work", "退回经办", ("to_sign",), "handling", 5, "case.sign", (sheet.REASON,), icon="undo",
         hint="科室改好后再报。"),
    Move("sign", "签批", ("to_sign",), "to_check", 5, "case.sign", sheet.SIGN, icon="check", is_main=True,
         hint="签批的日期就是办结日期，接着由工委核查。"),
    Move("co_opinion", "提协办意见", HELPING, None, 5, "case.co_opinion", turn.CO_OPINION, icon="edit",
         is_main=True, hint="主办单位看得到；分办的，和主办单位的答复一起答复诉求人。"),
    Move("pass_check", "核查通过", ("to_check",), "to_reply", 6, "case.check", sheet.CHECK, icon="check",
         is_main=True, hint="单位接着写正式答复。"),
    Move("reject_check", "核查退回", ("to_check",), "handling", 6, "case.check", (sheet.REASON,), icon="undo",
         hint="退给承办科室再办，期限照算。"),
    Move("reply", "答复", ("to_reply",), "to_forward", 7, "case.reply", sheet.REPLY, icon="send", is_main=True,
         hint="答复先到工委，再由委员告诉诉求人。"),
    Move("forward_reply", "转给委员", ("to_forward",), "to_confirm", 7, "case.forward_reply", sheet.FORWARD,
         icon="send", is_main=True, hint="委员 3 个工作日内告诉诉求人。"),
    Move("join_reply", "随主单答复", ("merged",), "to_confirm", 7, "case.forward_reply", sheet.JOIN_REPLY,
         icon="send"),
    Move("return_reply", "退回重写", ("to_forward",), "to_reply", 7, "case.forward_reply", (sheet.REASON,),
         icon="undo", hint="单位改好后再答复。"),
    Move("confirm_reply", "已看到答复", ("to_confirm",), "to_tell", 7, "case.tell_asker", icon="check",
         hint="接着请把结果告诉诉求人。"),
    Move("tell_asker", "反馈给诉求人", ("to_confirm", "to_tell"), "to_rate", 7, "case.tell_asker", sheet.TELL,
         icon="phone", is_main=True, hint="会得到一个评价码，请诉求人扫码评价。"),
    Move("miss_asker", "没联系上诉求人", ("to_confirm", "to_tell"), None, 7, "case.tell_asker", sheet.MISS,
         icon="phone"),
    Move("rate", "评议", ("to_rate", "closed"), "closed", 8, "case.rate_for_asker", sheet.RATE_FOR_ASKER,
         icon="star", is_main=True, hint="诉求人自己扫码评价的，以他自己的为准。"),
    Move("rate_redo", "评议并再办一次", ("to_rate", "closed"), "handling", 8, "case.rate_for_asker",
         sheet.RATE_FOR_ASKER, rounds=1, at_most=2, icon="undo"),
    Move("rate_escalate", "再次不满意", ("to_rate", "closed"), "to_decide", 8, "case.rate_for_asker",
         sheet.RATE_FOR_ASKER, icon="bell"),
    Move("close_unrated", "按未评价办结", ("to_rate",), "closed", 8, "case.decide", sheet.DECIDE, icon="lock",
         hint="过了评议期限没有回音的，记作未评价，不算满意。"),
    Move("decide_close", "回访后办结", ("to_decide",), "closed", 8, "case.decide", sheet.DECIDE, icon="check",
         is_main=True),
    Move("recheck", "复查", ("closed",), None, 5, "case.recheck", turn.RECHECK, icon="eye",
         is_main=True, hint="还是 B 的，隔几个月再复查；A 或 C 的，不再跟踪。"),
    Move("reopen", "重新打开", ("closed",), "handling", 8, "case.reopen", turn.REOPEN, rounds=1, at_most=4, icon="undo",
         hint="回到承办科室再办一轮，期限重新算。"),
    Move("reopen_to_desk", "重新受理", ("settled", "refused"), "to_hand_over", 3, "case.reopen", turn.REOPEN,
         icon="undo", hint="回到工委，由工委转办。"),
    Move("convert", "转化为提案等", HANDED_IN, None, 8, "case.convert", turn.CONVERT, icon="link",
         hint="这件照常办理、照常告诉诉求人，这里只记下转到了哪里。"),
    Move("decide_redo", "责成再办", ("to_decide",), "handling", 8, "case.decide", sheet.DECIDE, rounds=1,
         at_most=4, icon="undo", hint="由办公室督办，再办一轮。"),
)  # fmt: skip

CASEWORK = Flow("casework", STATES, MOVES, first="to_consensus")

RATING_VERBS = frozenset({"rate", "rate_redo", "rate_escalate"})
REPLY_VERBS = frozenset({"reply", "join_reply"})
FOLLOWING_VERBS = frozenset({"join_reply", "release"})  # made when the case that this one was merged into moves
CHOSEN_BY_ANSWER = frozenset({"rate_redo", "rate_escalate", "miss_asker"})
UNSEEN_VERBS = CHOSEN_BY_ANSWER | FOLLOWING_VERBS  # of no button
MERGED = "merged"
OPEN_STATES = tuple(s.code for s in STATES if not s.is_end)
END_STATES = tuple(s.code for s in STATES if s.is_end)
RARE_VERBS = frozenset({"pass_within", "convert", "reopen", "reopen_to_desk", "void"})  # folded away on the case page
CLOSED = "closed"
NEW_ROUNDS = tuple(move.verb for move in MOVES if move.rounds)
OFF_CLOCK = frozenset({"convert", "reopen", "reopen_to_desk"})  # no limit of the case's own
STAYING = frozenset(move.verb for move in MOVES if move.target is None)
CLOCK_STATES = tuple(s.code for s in STATES if s.step in (4, 5))  # from 转办 to the unit's signed result


def title_of(verb: str) -> str:
    """The Chinese word of a verb, also of those that no button shows."""
    if verb in CASEWORK.by_verb:
        return CASEWORK.by_verb[verb].title
    return {"open": STEPS[1], "take_back": "撤回"}.get(verb, verb)


def changed_state(before: str, after: str) -> dict[str, list[str]]:
    """`{"state": [title, title]}` for an event; nothing where the state stays."""
    return {"state": [CASEWORK.by_code[before].title, CASEWORK.by_code[after].title]} if before != after else {}


def url_of(verb: str) -> str:
    """The verb as part of an address: hand_over → hand-over."""
    return verb.replace("_", "-")
