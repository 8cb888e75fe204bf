"""The cells of the eight sheets, step by step: from them come the forms and the step records."""

from __future__ import annotations

from dataclasses import replace

from liaison.core.columns import Column, Kind

KINDS = ("咨询", "求助", "意见建议", "投诉举报", "表扬")
WAYS_OF_HANDLING = ("单办", "分办", "会办")
URGENCIES = ("一般", "较急", "紧急")
RESULTS = ("A 已解决或基本解决", "B 正在解决或列入计划", "C 暂时不能解决", "D 留作参考")
GRADES = ("满意", "基本满意", "不满意")
WAYS_OF_RATING = ("电话回访", "纸质", "当面")
RATERS = ("诉求人", "界别群众代表", "委员")
WAYS_OF_SURVEY = ("实地走访", "座谈", "电话", "查阅资料", "其他")
RELATIONS = ("本人", "家属", "邻居、同村", "同事、同行", "其他")
CONVERSIONS = ("提案", "社情民意信息", "协商议题")
REFUSAL_REASONS = (
    "已进入诉讼或仲裁", "已经信访受理", "涉及国家秘密或个人隐私", "不属于本市管辖", "应当拨打紧急电话",
    "重复反映且没有新情况", "其他",
)  # fmt: skip
NOTICE_LEVELS = ("提醒", "催办", "督办", "挂牌通报")
NOTICE_CAUSES = ("快到期", "已超期", "没有进展", "群众不满意", "领导批示", "多次反映", "人工催办")

TITLE = Column("title", "诉求标题", Kind.TEXT, required=True, max_length=60, width=30)
TEXT = Column("text", "诉求内容", Kind.LONG_TEXT, required=True, max_length=2000, width=40)
KIND = Column("kind", "诉求性质", Kind.CHOICE, required=True, choices=KINDS)
CATEGORY = Column("category_id", "诉求领域", Kind.REFERENCE, required=True, source="category")
URGENCY = Column("urgency", "紧急程度", Kind.CHOICE, required=True, choices=URGENCIES, default="一般")
PLACE = Column("place", "发生在哪里", Kind.TEXT, required=True, max_length=100)
SUGGESTION = Column("suggestion", "委员建议", Kind.LONG_TEXT, required=True, max_length=1000)
SURVEY = Column(
    "survey", "初步调研", Kind.LONG_TEXT, required=True, max_length=1000,
    hint="看到了什么，问了谁，怎么说的",
)  # fmt: skip
REASON = Column("reason", "原因", Kind.LONG_TEXT, required=True, max_length=500)
FILES = Column(
    "files", "附件", Kind.FILES, hint="最多 6 个，JPG、PNG、WebP 照片或 PDF，每个不超过 10 MB", is_extra=True
)

ON_THE_SPOT = ("否", "已当场答复", "已自行协调解决")
CONSENSUS = (
    TITLE, TEXT, KIND, CATEGORY, URGENCY,
    Column("area_id", "发生在哪个区镇", Kind.REFERENCE, required=True, source="area"),
    PLACE,
    Column("asker_name", "诉求人姓名", Kind.TEXT, max_length=30, personal=True, hint="不愿留姓名的，勾选“匿名反映”"),
    Column(
        "asker_phone", "诉求人电话", Kind.PHONE, personal=True,
        hint="只用来告诉诉求人办理结果；不改就空着，原来的号码还在",
    ),
    Column("is_confidential", "诉求人要求保密", Kind.BOOL),
    Column("survey_way", "怎样调研的", Kind.CHOICE, required=True, choices=WAYS_OF_SURVEY),
    Column("survey_on", "哪天调研的", Kind.DATE, required=True, is_past=True),
    SURVEY, SUGGESTION,
    FILES,
    Column("spot_answer", "当场答复或自行协调", Kind.CHOICE, required=True, choices=ON_THE_SPOT,
           default=ON_THE_SPOT[0], is_extra=True),
    Column("spot_text", "答复协调的情况", Kind.LONG_TEXT, max_length=500, is_extra=True,
           hint="当场答复或自行协调了的要填"),
    Column("suggested_unit_id", "建议由哪个单位承办", Kind.REFERENCE, source="unit", is_extra=True),
    Column("relation", "诉求人和代表的关系", Kind.CHOICE, choices=RELATIONS, personal=True, is_extra=True),
    Column("is_anonymous", "匿名反映", Kind.BOOL, is_extra=True, hint="匿名的不留姓名和电话，由代表转告"),
    Column("village_id", "发生在哪个村、社区", Kind.REFERENCE, source="village", is_extra=True),
    Column("people_count", "涉及人数", Kind.INTEGER, is_extra=True, at_most=1_000_000),
    Column("is_common", "是共性问题，不止一家一户", Kind.BOOL, is_extra=True),
    Column("explained", "政策宣传、释疑解惑情况", Kind.LONG_TEXT, max_length=500, is_extra=True),
)  # fmt: skip

MOST_DAYS = 125  # half a year, the longest that any rule known gives
USUAL_OPINION = "请按职责办理，办理前先和诉求人或委员联系，按期答复。"
HAND_OVER = (
    Column("unit_id", "承办单位（主办）", Kind.REFERENCE, required=True, source="unit"),
    Column("co_unit_ids", "协办单位", Kind.REFERENCES, source="unit"),
    Column(
        "handling_way", "办理方式", Kind.CHOICE, choices=WAYS_OF_HANDLING,
        hint="有协办单位的，不选就是会办：主办单位等齐协办意见再报结果；分办的各自答复",
    ),
    Column("opinion", "拟办意见", Kind.LONG_TEXT, required=True, max_length=500, default=USUAL_OPINION),
    Column("kind", "诉求性质", Kind.CHOICE, choices=KINDS, hint="决定办理期限"),
    Column("category_id", "诉求领域", Kind.REFERENCE, source="category"),
    Column("urgency", "紧急程度", Kind.CHOICE, choices=URGENCIES),
    Column("limit_days", "办理期限（工作日）", Kind.INTEGER, at_most=MOST_DAYS,
           hint="不填就按规定的天数；经办只能定得更短，要更长由工委主任定"),
    Column("cc_unit_ids", "抄送单位", Kind.REFERENCES, source="unit", is_extra=True),
    FILES,
)
HAND_OVER_GROUP = (
    Column("unit_id", "转给哪个单位", Kind.REFERENCE, source="unit", hint="不选就各转给建议的单位"),
)
SEND_BACK = (Column("reason", "请委员补充什么", Kind.LONG_TEXT, required=True, max_length=500),)
REFUSE = (
    Column("refusal", "不予受理的理由", Kind.CHOICE, required=True, choices=REFUSAL_REASONS),
    Column("explained", "怎样告诉了诉求人", Kind.LONG_TEXT, required=True, max_length=500),
)
SETTLE = (Column("reply_text", "当场怎样办结的", Kind.LONG_TEXT, required=True, max_length=1000),)
MAIN_CASE = Column(
    "merged_into_id", "并案主单", Kind.REFERENCE, required=True, source="main_case",
    hint="随它一起办，答复和评议各是各的",
)  # fmt: skip
SAME_MATTER = "反映的是同一件事，一起办理。"
MERGE = (MAIN_CASE, Column("reason", "并案理由", Kind.LONG_TEXT, required=True, max_length=500))
RELEASE = (REASON,)
SIGN_OUT = (Column("opinion", "签发意见", Kind.LONG_TEXT, max_length=500),)

APPROVE = (
    Column("section_id", "承办科室", Kind.REFERENCE, required=True, source="section_of_unit"),
    Column("handler_id", "经办人", Kind.REFERENCE, source="handler_of_unit", hint="不选就由科室里的人认领"),
    Column("section_phone", "科室联系电话", Kind.TEXT, max_length=30, hint="委员和工委打得通的电话，座机也行"),
    Column("opinion", "交办要求", Kind.LONG_TEXT, max_length=500, hint="只有本单位和办公室看得到"),
    Column(
        "internal_due_on", "单位内部限期", Kind.DATE, required=True, hint="不晚于办理期限；只有本单位和办公室看得到",
    ),
)
DECLINE_KINDS = ("需要补充情况", "不是本单位职责")
DECLINE = (
    Column("decline_kind", "申退类型", Kind.CHOICE, required=True, choices=DECLINE_KINDS),
    Column("reason", "申退理由", Kind.LONG_TEXT, required=True, max_length=500),
    Column(
        "proposed_unit_id", "建议改派给", Kind.REFERENCE, source="unit", shown_if=("decline_kind", DECLINE_KINDS[1]),
        hint="不是本单位职责时，请选应该由谁办",
    ),
)  # fmt: skip
REASSIGN = (
    Column("unit_id", "改派给", Kind.REFERENCE, required=True, source="unit"),
    Column("opinion", "裁定意见", Kind.LONG_TEXT, required=True, max_length=500),
)
RULING = (Column("opinion", "裁定意见", Kind.LONG_TEXT, required=True, max_length=500),)

WAYS_OF_TALK = ("面谈", "座谈会", "电话", "邮件", "书信", "其他")
PROGRESS = (
    Column("progress", "办理过程", Kind.LONG_TEXT, required=True, max_length=1000, hint="做了什么，到哪一步了"),
    Column("done_on", "哪天", Kind.DATE, is_past=True, hint="不填就是今天"),
    Column("talk", "沟通方式", Kind.CHOICE, choices=WAYS_OF_TALK, hint="怎样和诉求人或委员沟通的"),
    FILES,
)
FINISH = (
    Column("first_talk_on", "首次联系诉求人或委员的日期", Kind.DATE, required=True),
    Column("first_talk_by", "首次怎样联系的", Kind.CHOICE, required=True, choices=WAYS_OF_TALK),
    Column("talk", "办理中的沟通方式", Kind.CHOICE, required=True, choices=WAYS_OF_TALK),
    Column("progress", "办理过程", Kind.LONG_TEXT, max_length=1000, hint="前面记过的不用再写"),
    Column("result_text", "办理结果", Kind.LONG_TEXT, required=True, max_length=2000),
    Column("result", "解决程度", Kind.CHOICE, required=True, choices=RESULTS),
    Column(
        "adoption", "意见建议采纳情况", Kind.CHOICE, choices=("采纳", "部分采纳", "未采纳"),
        hint="诉求性质是意见建议的要选",
    ),
    Column(
        "planned_on", "计划完成时间", Kind.DATE, shown_if=("result", RESULTS[1]), hint="解决程度是 B 的要填",
    ),
    Column(
        "grounds", "不能解决的依据和说明", Kind.LONG_TEXT, max_length=1000, hint="解决程度是 C、D 的要填",
    ),
    Column("reviewed_by", "科室负责人（审核）", Kind.TEXT, max_length=30, is_extra=True),
    FILES,
)  # fmt: skip
SIGN = (Column("opinion", "签批意见", Kind.LONG_TEXT, max_length=500),)
CHECK = (Column("opinion", "核查意见", Kind.LONG_TEXT, max_length=500),)

REPLY = (
    Column("reply_no", "答复编号（文号）", Kind.TEXT, max_length=40),
    Column("reply_text", "答复正文", Kind.LONG_TEXT, required=True, max_length=3000),
    FILES,
)
JOIN_REPLY = (
    MAIN_CASE,
    Column("unit_id", "承办单位（主办）", Kind.REFERENCE, source="unit"),
    Column("co_unit_ids", "协办单位", Kind.REFERENCES, source="unit"),
    Column("section_id", "承办科室", Kind.REFERENCE, source="section_of_unit"),
    Column("handler_id", "经办人", Kind.REFERENCE, source="handler_of_unit"),
    Column("result_text", "办理结果", Kind.LONG_TEXT),
    Column("result", "解决程度", Kind.CHOICE, choices=RESULTS),
    Column("reply_no", "答复编号（文号）", Kind.TEXT),
    Column("reply_text", "答复正文", Kind.LONG_TEXT),
)
FORWARD = (Column("opinion", "审核意见", Kind.LONG_TEXT, max_length=500),)
USUAL_TELLING = "把单位的答复告诉了诉求人。"
ATTITUDES = ("理解接受", "部分接受", "有异议", "没联系上")
TELL = (
    Column("told_on", "哪天告诉诉求人的", Kind.DATE, required=True, is_past=True),
    Column("told_by", "怎样告诉的", Kind.CHOICE, required=True, choices=("电话", "当面", "微信", "书面")),
    Column("attitude", "诉求人的态度", Kind.CHOICE, required=True, choices=ATTITUDES,
           hint="没联系上的，这件还留在您这里，换一天再试；几天都没联系上，按未评价办结"),
    Column(
        "tries", "联系了几次", Kind.INTEGER, shown_if=("attitude", ATTITUDES[-1]), hint="没联系上的要填", at_most=99,
    ),
    Column("told", "告诉了什么", Kind.LONG_TEXT, required=True, max_length=500, default=USUAL_TELLING),
    replace(FILES, title="反馈凭证", personal=True, hint=f"照片、录音说明或签名；{FILES.hint}"),
)
MISS = (
    replace(TELL[0], title="哪天联系的"), replace(TELL[1], title="怎样联系的"),
    Column("tries", "联系了几次", Kind.INTEGER, required=True, at_most=99), TELL[-1],
)

RATE = (
    Column("work", "办理态度", Kind.CHOICE, required=True, choices=GRADES),
    Column("outcome", "办理结果", Kind.CHOICE, required=True, choices=GRADES),
    Column("solved", "问题解决了吗", Kind.CHOICE, required=True, choices=("是", "部分解决", "否")),
    Column(
        "reasons", "哪里不满意", Kind.CHOICES,
        choices=("没有联系我", "没有解决", "答非所问", "态度不好", "办得太慢", "其他"), hint="满意的不用选",
    ),
    Column("words", "想说的话", Kind.LONG_TEXT, max_length=500),
    Column("member_work", "委员联系工作做得怎样", Kind.CHOICE, choices=GRADES, is_extra=True),
    Column(
        "wants_redo", "不满意，要求再办一次", Kind.BOOL, default=True, shown_if=("outcome", GRADES[2]),
    ),
)  # fmt: skip
RATE_FOR_ASKER = (
    Column("way", "怎样听到评价的", Kind.CHOICE, required=True, choices=WAYS_OF_RATING),
    Column("rated_on", "评价日期", Kind.DATE, required=True, is_past=True),
    Column("asked", "诉求人（被回访人）姓名", Kind.TEXT, required=True, max_length=30, personal=True),
    Column("rater", "评议人", Kind.CHOICE, required=True, choices=RATERS, default=RATERS[0], is_extra=True),
    *RATE,
    Column("conversion", "建议转化为", Kind.CHOICE, choices=CONVERSIONS, is_extra=True),
    Column("conversion_no", "关联编号", Kind.TEXT, max_length=40, is_extra=True),
    replace(FILES, personal=True),
)
DECIDE = (Column("opinion", "处理意见", Kind.LONG_TEXT, required=True, max_length=500),)

URGE = (
    Column("level", "级别", Kind.CHOICE, required=True, choices=NOTICE_LEVELS, default="催办"),
    Column("cause", "原因", Kind.CHOICE, required=True, choices=NOTICE_CAUSES, default="人工催办"),
    Column("demand", "要求", Kind.LONG_TEXT, required=True, max_length=500),
    Column("answer_by", "几号前回话", Kind.DATE),
    Column("copied_to", "抄送", max_length=60, hint="不填的，催办抄送分管领导，督办加送督查室", is_extra=True),
)
ANSWER_NOTICE = (Column("answer", "回话", Kind.LONG_TEXT, required=True, max_length=1000),)
