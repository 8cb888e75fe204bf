"""The office's rules of the eight steps as plain data of the test's own: nothing here is read from the program.

Sources: 海安市政协 八步工作流程; DOMAIN §4 and §9; DECISIONS 15–22. A rule that is changed in the program is changed
here by hand as well, so that a wrong table is found by two people and not copied by one.
"""

from __future__ import annotations

# code: (holder, whether its step has a limit of its own, whether it is an end)
STATES = {
    "to_consensus": ("member", True, False), "to_supplement": ("member", True, False),
    "to_hand_over": ("committee", True, False), "merged": ("committee", False, False),
    "to_sign_out": ("committee", True, False), "to_receive": ("unit", True, False),
    "to_approve": ("unit", True, False), "declined": ("committee", True, False),
    "to_rule_finally": ("office", True, False), "handling": ("unit", False, False), "to_sign": ("unit", True, False),
    "to_check": ("committee", True, False), "to_reply": ("unit", True, False),
    "to_forward": ("committee", True, False), "to_confirm": ("nobody", True, False),
    "to_tell": ("nobody", True, False), "to_rate": ("nobody", True, False), "to_decide": ("office", True, False),
    "closed": ("nobody", False, True), "settled": ("nobody", False, True), "refused": ("nobody", False, True),
    "voided": ("nobody", False, True),
}  # fmt: skip

AT_MEMBER, AT_DESK = "to_consensus to_supplement", "to_consensus to_hand_over"
HELPING = "handling to_sign to_check to_reply"
HANDED_IN = " ".join(code for code in STATES if code not in ("to_consensus", "to_supplement", "voided"))

# verb: (where it starts, where it leads or "" = stays, who may: role.relation)
GRAPH = {
    "submit": ("to_consensus", "to_hand_over", "member.own clerk.committee office.former"),
    "supplement": ("to_supplement", "to_hand_over", "member.own clerk.committee office.former"),
    "hand_over": (AT_DESK, "to_sign_out", "clerk.committee director.committee"),
    "send_back": (AT_DESK, "to_supplement", "clerk.committee director.committee"),
    "refuse": (AT_DESK, "refused", "clerk.committee director.committee"),
    "settle": (AT_DESK, "settled", "clerk.committee director.committee"),
    "void": (f"{AT_MEMBER} to_hand_over", "voided", "member.own clerk.committee"),
    "merge": (f"{AT_MEMBER} to_hand_over", "merged", "clerk.committee director.committee"),
    "unmerge": ("merged", "to_hand_over", "clerk.committee director.committee"),
    "sign_out": ("to_sign_out", "to_receive", "director.committee"),
    "receive": ("to_receive", "to_approve", "unit_leader.unit"),
    "approve": ("to_approve", "handling", "unit_leader.unit"),
    "decline": ("to_receive to_approve", "declined", "unit_leader.unit"),
    "rule_supplement": ("declined", "to_supplement", "director.committee"),
    "rule_reassign": ("declined", "to_receive", "director.committee"),
    "rule_keep": ("declined", "to_approve", "director.committee"),
    "settle_reassign": ("to_rule_finally", "to_receive", "office.all"),
    "settle_keep": ("to_rule_finally", "to_approve", "office.all"),
    "handle": ("handling", "", "handler.hands unit_leader.unit"),
    "pass_within": ("handling", "", "handler.hands unit_leader.unit"),
    "finish": ("handling", "to_sign", "handler.hands unit_leader.unit"),
    "ask_extension": ("handling", "", "handler.hands unit_leader.unit"),
    "grant_extension": ("handling", "", "director.committee_not_asker office.not_asker"),
    "refuse_extension": ("handling", "", "director.committee_not_asker office.not_asker"),
    "return_work": ("to_sign", "handling", "unit_leader.unit"),
    "sign": ("to_sign", "to_check", "unit_leader.unit"),
    "co_opinion": (HELPING, "", "unit_leader.helper handler.helper"),
    "pass_check": ("to_check", "to_reply", "clerk.committee director.committee supervisor.all office.all"),
    "reject_check": ("to_check", "handling", "clerk.committee director.committee supervisor.all office.all"),
    "reply": ("to_reply", "to_forward", "handler.hands unit_leader.unit"),
    "forward_reply": ("to_forward", "to_confirm", "clerk.committee director.committee"),
    "return_reply": ("to_forward", "to_reply", "clerk.committee director.committee"),
    "confirm_reply": ("to_confirm", "to_tell", "member.own office.former"),
    "tell_asker": ("to_confirm to_tell", "to_rate", "member.own office.former"),
    "rate": ("to_rate", "closed", "clerk.committee director.committee office.all member.own"),
    "close_unrated": ("to_rate", "closed", "office.all"),
    "decide_close": ("to_decide", "closed", "office.all"),
    "decide_redo": ("to_decide", "handling", "office.all"),
    "recheck": ("closed", "", "unit_leader.unit handler.unit_in_sight"),
    "reopen": ("closed", "handling", "office.all"),
    "reopen_to_desk": ("settled refused", "to_hand_over", "office.all"),
    "convert": (HANDED_IN, "", "member.own clerk.committee director.committee office.all"),
}  # fmt: skip
# Of no button, with where they start: chosen by what the asker says, or made when the case moves that others wait for.
NO_BUTTON = {
    "rate_redo": ("to_rate", "closed"), "rate_escalate": ("to_rate", "closed"), "join_reply": ("merged",),
    "release": ("merged",), "miss_asker": ("to_confirm", "to_tell"),
}  # fmt: skip
AFTER_ALL = ("rate",)  # the asker's own answer counts even when others have answered for him and the case is closed
ANSWERS = {"rate": "closed", "rate_redo": "handling", "rate_escalate": "to_decide"}
# verb: (how far it counts on, the last round it may open)
ROUNDS = {"rate_redo": 2, "decide_redo": 4, "reopen": 4}

LEADING = (
    "to_consensus", "to_supplement", "to_hand_over", "to_sign_out", "to_receive", "to_approve", "declined",
    "to_rule_finally", "handling", "to_sign", "to_check",
)  # fmt: skip
WAITED_FOR = (*LEADING, "to_reply", "to_forward")
MOST_DECLINES = 2
TOO_LONG = 120  # working days of handling that nobody may set, whatever the case; one may be set by all
MINUTES_TO_TAKE_BACK = 10
DAYS_OF_CODE = 30
ROUND_THAT_ESCALATES = 2
STARTS = {verb: tuple(starts.split()) for verb, (starts, _target, _who) in GRAPH.items()}
WHO = {verb: tuple(tuple(one.split(".")) for one in who.split()) for verb, (_s, _t, who) in GRAPH.items()}
AT = {code: tuple(verb for verb, starts in STARTS.items() if code in starts) for code in STATES}
