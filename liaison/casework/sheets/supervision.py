"""The cells of what stands beside the steps: settling a notice, the ladder's days, instructions, the sample."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

OUTCOMES = ("销号", "继续", "升级", "通报")
ADDRESSEES = ("承办单位", "工委", "办公室")
FINDINGS = ("属实", "有出入")
YES_OR_NO = ("满意", "不满意", "没有联系上")

SETTLE_NOTICE = (
    Column("outcome", "怎样处理", Kind.CHOICE, required=True, choices=OUTCOMES, default=OUTCOMES[0],
           hint="继续：同级再发一张；升级：发高一级的；通报：发挂牌通报。原来这张都销号"),
    Column("outcome_text", "下一张要求什么", Kind.LONG_TEXT, max_length=500, hint="选销号的可以写说明，也可以不写"),
    Column("answer_by", "下一张几号前回话", Kind.DATE, is_extra=True),
)  # fmt: skip
LADDER = (
    Column("inquiry_ahead", "提醒：咨询，提前几个工作日", Kind.INTEGER, required=True, at_most=30),
    Column("opinion_ahead", "提醒：意见建议，提前几个工作日", Kind.INTEGER, required=True, at_most=30),
    Column("help_ahead", "提醒：求助、投诉举报，提前几个工作日", Kind.INTEGER, required=True, at_most=30),
    Column("step_ahead", "提醒：凝心、转办、审批、回复各步，提前几个工作日", Kind.INTEGER, required=True, at_most=10),
    Column("urge_after", "催办：超期几个工作日", Kind.INTEGER, required=True, at_most=60),
    Column("supervise_after", "督办：超期几个工作日", Kind.INTEGER, required=True, at_most=60),
    Column("list_after", "挂牌通报：超期几个工作日", Kind.INTEGER, required=True, at_most=60),
    Column("same_matter", "挂牌通报：同一人一年内反映同一类几次", Kind.INTEGER, required=True, at_most=20),
    Column("sample_percent", "回访抽查：每季度抽办结的百分之几", Kind.INTEGER, required=True, at_most=100),
    Column("most_tries", "没联系上诉求人：在几天里试过，就按未评价办结", Kind.INTEGER, required=True, at_most=20),
    Column("recheck_months", "长期跟踪：隔几个月复查一次", Kind.INTEGER, required=True, at_most=24),
    Column("is_automatic", "督办、挂牌通报也自动发出，不经办公室", Kind.BOOL),
)
INSTRUCT = (
    Column("text", "批示内容", Kind.LONG_TEXT, required=True, max_length=500),
    Column("addressee", "请谁办", Kind.CHOICE, required=True, choices=ADDRESSEES, default=ADDRESSEES[0]),
    Column("answer_by", "希望几号前知道结果", Kind.DATE, hint="过了这天还没有反馈的，平台建议办公室挂牌通报"),
)
ANSWER_INSTRUCTION = (Column("answer", "办理情况", Kind.LONG_TEXT, required=True, max_length=1000),)
DRAW = (
    Column("public_number", "公开的号码", required=True, max_length=40,
           hint="季度结束后才公布、谁都查得到的号码，例如下一期福彩 3D 的期号和开奖号码"),
)  # fmt: skip
REVISIT = (
    Column("finding", "核实情况", Kind.CHOICE, required=True, choices=FINDINGS),
    Column("is_satisfied", "群众满意吗", Kind.CHOICE, required=True, choices=YES_OR_NO),
    Column("revisited_on", "哪天回访的", Kind.DATE, required=True, is_past=True),
    Column("words", "怎么说的", Kind.LONG_TEXT, required=True, max_length=500),
)
