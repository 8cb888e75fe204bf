"""What events are called on screens: verbs, things and fields in the office's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from liaison.audit.deeds import VERBS

THINGS: Mapping[str, str] = {
    "schedule": "定时工作",
    "backup": "备份",
    "mail": "邮件提醒",
    "user": "用户",
    "seat": "席位",
    "proxy": "代办",
    "section": "科室",
    "reference": "参考名单",
    "member": "委员",
    "representative": "代表",
    "claim": "个人信息请求",
    "tombstone": "删除记录",
    "membership": "入库",
    "duplicate": "查重",
    "library": "信息库",
    "term": "届次",
    "waiting_row": "待核的行",
    "distinct_pair": "两位代表",
    "duplicate_search": "查重",
    "duplicate_weight": "去重规则",
    "import": "导入",
    "plan": "匹配方案",
    "pairing": "结对",
    "pair_rule": "锁定和禁止",
    "member_places": "委员定额",
    "plan_setting": "方案设置",
    "activity": "活动",
    "contact": "联系记录",
    "case": "诉求",
    "forms": "系列套表",
    "rule_proposal": "转办规定",
    "message": "消息",
    "feedback": "留言",
    "mail_choice": "邮件提醒",
    "webhook": "群机器人",
    "outbox": "邮件和群消息",
    "scheduled_work": "定时事项",
    "notice": "督办通知",
    "ladder": "督办阶梯",
    "sample": "回访抽查",
    "revisit": "回访抽查",
    "public_request": "扫码反映",
    "station_code": "联络室二维码",
    "file": "附件",
    "job": "后台事项",
    "ledger": "往年台账",
    "time_limit": "办理时限",
    "wording": "页面上的话",
    "calendar": "工作日历",
    "performance": "履职考核",
    "scheme": "考核方案",
    "report": "履职报告",
    "year_report": "履职报告",
    "report_day": "履职报告",
    "dossier": "履职档案",
    "deed": "履职记录",
    "gathering": "签到活动",
    "score": "积分",
    "score_year": "积分",
    "exemption": "不参加考核",
    "objection": "积分异议",
    "flag": "要看一看的记录",
    "flag_look": "要看一看的记录",
    "flag_setting": "要看一看的记录",
    "aim": "统计的目标线",
    "aim_setting": "统计的目标线",
    "audit": "操作日志",
    "export": "导出",
    "export_request": "完整导出的申请",
    "access": "没有权限的访问",
    "role_network": "允许登录的网络",
    "station_duty": "联络室值班",
}
FIELDS: Mapping[str, str] = {
    "name": "姓名",
    "phone": "电话",
    "seat": "席位",
    "user": "人员",
    "count": "个数",
    "files": "附件",
    "sha256": "SHA-256",
    "size": "大小（字节）",
    "made_at": "什么时候的",
    "counts": "行数",
    "rows": "条数",
    "period": "期间",
    "state": "状态",
    "title": "标题",
    "text": "内容",
    "reason": "原因",
    "cause": "为什么删除",
    "days": "天数",
    "level": "级别",
    "contacts": "联系记录",
    "representative": "代表",
    "member": "委员",
    "unit_id": "承办单位",
    "section_id": "科室",
    "handler_id": "经办人",
    "round": "轮次",
    "left_on": "离开日期",
    "left_reason": "离开原因",
    "ended_on": "结束日期",
    "decision": "核定",
    "due_on": "期限",
    "slot": "第几位",
    "pairs": "对数",
    "places": "联系几位",
    "note": "说明",
    "paper": "打印件",
    "why": "原因",
    "entered_on": "登记日期",
    "contacted_on": "联系日期",
    "began_at": "开始时间",
    "ended_at": "结束时间",
    "topics": "谈了什么",
    "talk": "要点",
    "place": "地点",
    "other_tasks": "另算的任务",
    "companions": "共同参加的委员",
    "present_count": "参加人数",
    "many": "一天几次算多",
    "likeness": "要点像到百分之几",
    "late_days": "过了几天算补录晚",
    "late_count": "一天补录几次算成批",
    "coverage": "联系到的代表的目标",
    "on_time": "按期率的目标",
    "permission": "权限",
    "item": "计分项目",
    "day": "日期",
    "worths": "计几分",
    "most": "封顶",
    "grades": "等次",
    "base": "底分封顶",
    "bonus": "加分封顶",
    "reversed": "冲回几行",
    "number": "编号",
    "range": "范围",
    "is_full": "完整电话",
    "purpose": "用途",
    "approved_by": "谁批的",
}
# Tables as a sentence counts their rows: 2 条联系记录, 1 对结对.
COUNTED: Mapping[str, tuple[str, str]] = {
    "activity": ("场", "活动"),
    "attachment": ("个", "附件"),
    "feedback": ("条", "留言"),
    "import_change": ("条", "导入时的改动"),
    "job_file": ("个", "后台做好的文件"),
    "case": ("件", "诉求"),
    "claim": ("次", "个人信息请求"),
    "co_unit": ("个", "协办单位"),
    "companion": ("位", "共同参加的委员"),
    "contact": ("条", "联系记录"),
    "contact_step": ("条", "环节记录"),
    "deadline_receipt": ("条", "期限依据"),
    "distinct_pair": ("次", "“不是同一人”的核定"),
    "member": ("位", "委员"),
    "member_term": ("届", "任期"),
    "membership": ("条", "入库记录"),
    "merge": ("次", "合并"),
    "member_places": ("条", "定额"),
    "pair_rule": ("条", "锁定和禁止"),
    "pairing": ("对", "结对"),
    "plan": ("份", "方案"),
    "plan_certificate": ("份", "方案的证明"),
    "public_request": ("条", "扫码反映"),
    "rating": ("次", "评议"),
    "rating_code": ("个", "评议码"),
    "representative": ("位", "代表"),
    "seat": ("个", "席位"),
    "station_duty": ("条", "值班安排"),
    "step_record": ("条", "环节记录"),
    "tombstone": ("条", "删除记录"),
    "urging_notice": ("份", "督办通知"),
    "proposed_notice": ("份", "建议的督办通知"),
    "instruction": ("条", "批示"),
    "revisit": ("件", "回访"),
    "waiting_row": ("行", "待核记录"),
    "scheme": ("份", "考核方案"),
    "deed": ("条", "履职记录"),
    "shared_proof": ("份", "一起记的附件"),
    "gathering": ("场", "签到活动"),
    "target": ("条", "目标"),
    "score_year": ("年", "积分"),
    "score_entry": ("行", "积分台账"),
    "exemption": ("位", "不参加考核的委员"),
    "objection": ("条", "积分异议"),
    "scheme_item": ("项", "计分项目"),
    "year_report": ("份", "履职报告"),
    "report_day": ("个", "履职报告的截止日"),
    "flag_look": ("次", "查看"),
    "flag_setting": ("套", "查看的起点"),
    "aim_setting": ("套", "统计的目标线"),
}
LONGEST_VALUE = 60


def verb_title(verb: str) -> str:
    """What a verb is called; one without a title shows its code."""
    return VERBS.get(verb, verb)


def counted(table: str, number: int) -> str:
    """Rows of a table as a sentence counts them: 2 条联系记录."""
    measure, _title = COUNTED.get(table, ("条", ""))
    return f"{number} {measure}{table_title(table)}"


def table_title(table: str) -> str:
    """What the rows of a table are called."""
    return COUNTED.get(table, ("", "其他记录"))[1]


def changes_in_words(changes: Mapping[str, Any]) -> Iterator[str]:
    """Each change as a line: `电话：13800138001 → 13800138002`."""
    for field, value in changes.items():
        before, after = value if isinstance(value, list) and len(value) == 2 else (None, value)
        arrow = f"{shortened(before)} → " if before not in (None, "") else ""
        yield f"{FIELDS.get(field, field)}：{arrow}{shortened(after)}"


def doer(event: Any) -> str:
    """Who did it, and for whom: 王敏代刘芸."""
    return f"{event.actor_name}代{event.on_behalf}" if event.on_behalf else event.actor_name


def told(event: Any) -> str:
    """An event as one sentence that anybody can read: 王敏改委员资料：把电话从“138****1234”改为“139****5521”。"""
    changes = [change_told(field, value) for field, value in event.changes.items()]
    return f"{doer(event)}{verb_title(event.verb)}{'：' if changes else ''}{'，'.join(changes)}。"


def change_told(field: str, value: Any) -> str:
    """One change within a sentence."""
    before, after = value if isinstance(value, list) and len(value) == 2 else (None, value)
    title = FIELDS.get(field, field)
    if before in (None, ""):
        return f"{title}“{shortened(after)}”"
    return f"把{title}从“{shortened(before)}”改为“{shortened(after)}”"


def shortened(value: Any) -> str:
    """A value that fits a line of a table."""
    if value in (None, ""):
        return "空"
    words = "是" if value is True else "否" if value is False else str(value)
    return words if len(words) <= LONGEST_VALUE else f"{words[:LONGEST_VALUE]}…"
