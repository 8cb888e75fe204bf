"""What events are called on screens: verbs, things and fields in the office's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

VERBS: Mapping[str, str] = {
    "user.sign_in": "登录",
    "user.fail_sign_in": "登录没有成功",
    "user.refuse_sign_in": "账号暂时锁住，登录被拒",
    "user.sign_out": "退出登录",
    "user.open": "开通账号",
    "user.change": "改用户资料",
    "user.change_password": "改密码",
    "user.reset_password": "重设密码",
    "user.unlock": "解除锁定",
    "user.disable": "停用账号",
    "user.enable": "启用账号",
    "user.end_sign_ins": "结束其他登录",
    "user.switch_seat": "换身份",
    "user.choose_size": "换字号",
    "user.choose_keys": "开关快捷键",
    "user.choose_columns": "选导出的列",
    "seat.give": "给席位",
    "seat.end": "取消席位",
    "seat.hand_over": "换人",
    "section.add": "加科室",
    "section.rename": "改科室名称",
    "section.retire": "停用科室",
    "reference.load": "载入参考名单",
    "representative.import": "导入信息库",
    "representative.add": "新增代表",
    "representative.change": "改代表资料",
    "representative.leave": "代表出库",
    "representative.restore": "代表恢复入库",
    "representative.show_phone": "看代表电话",
    "membership.add": "加入信息库",
    "membership.end": "移出信息库",
    "library.confirm": "确认年度名单",
    "representative.merge": "合并代表",
    "representative.part": "撤销合并",
    "distinct_pair.settle": "核定不是同一人",
    "distinct_pair.drop": "取消“不是同一人”",
    "duplicate.search": "查重",
    "duplicate_weight.change": "改去重规则",
    "waiting_row.decide": "核定待核的行",
    "import.open": "上传要导入的表",
    "import.settle": "对表头",
    "import.mend": "改表里的格子",
    "import.skip": "跳过表里的行",
    "import.unskip": "取消跳过表里的行",
    "import.choose": "定疑似重复的行",
    "import.map_words": "对名单以外的词",
    "import.write": "导入",
    "import.drop": "放弃导入",
    "import.undo": "撤销导入",
    "import.restore": "撤销导入时还原",
    "member.import": "导入委员名册",
    "member.add": "新增委员",
    "member.change": "改委员资料",
    "member.leave": "委员离任",
    "member.return": "委员恢复",
    "member.show_phone": "看委员电话",
    "term.open": "登记届次",
    "term.end": "换届",
    "calendar.mark_year": "标明日历已公布",
    "calendar.set_day": "改工作日历",
    "case.phone": "看诉求人电话",
    "pairing.pair": "结对",
    "pairing.replace": "换结对的代表",
    "pairing.unpair": "解除结对",
    "plan.draw_up": "编方案",
    "plan.import": "导入方案",
    "plan.publish": "发布方案",
    "reference.add": "加一条参考名单",
    "reference.change": "改参考名单",
    "reference.restore": "恢复参考名单",
    "reference.retire": "停用参考名单",
    "activity.record": "记一场活动",
    "contact.record": "记一次联系",
    "contact.import": "从台账导入",
    "ledger.import": "导入往年台账",
    "contact.correct": "改联系记录",
    "contact.void": "作废联系记录",
    "file.keep": "存附件",
    "job.submit": "交给后台办",
    "job.cancel": "取消后台事项",
    "time_limit.change": "改办理时限",
    "notice.issue": "发督办通知",
    "notice.answer": "回应督办通知",
    "notice.close": "结束督办通知",
    "case.open": "提出诉求",
    "case.pass_on": "随换人移交",
    "case.carry_over": "随换届移交",
    "case.replay": "导入台账环节",
    "case.take_back": "撤回",
    "case.rating_code": "发评议码",
    "case.submit": "提交委员建议",
    "case.supplement": "补充后再报",
    "case.hand_over": "转办",
    "case.send_back": "退回补充",
    "case.refuse": "不予受理",
    "case.settle": "当场办结",
    "case.void": "作废",
    "case.sign_out": "签发",
    "case.receive": "签收",
    "case.approve": "审批交办",
    "case.decline": "申请退回",
    "case.rule_supplement": "同意补充",
    "case.rule_reassign": "同意改派",
    "case.rule_keep": "不同意退回",
    "case.settle_reassign": "审定改派",
    "case.settle_keep": "审定由原单位办",
    "case.handle": "记办理过程",
    "case.finish": "报办理结果",
    "case.return_work": "退回经办",
    "case.sign": "签批",
    "case.pass_check": "核查通过",
    "case.reject_check": "核查退回",
    "case.reply": "答复",
    "case.forward_reply": "转给委员",
    "case.return_reply": "退回重写",
    "case.confirm_reply": "已看到答复",
    "case.tell_asker": "反馈给诉求人",
    "case.rate": "评议",
    "case.rate_redo": "评议并再办一次",
    "case.rate_escalate": "再次不满意",
    "case.close_unrated": "按未评价办结",
    "case.decide_close": "回访后办结",
    "case.decide_redo": "责成再办",
}
THINGS: Mapping[str, str] = {
    "user": "用户",
    "seat": "席位",
    "section": "科室",
    "reference": "参考名单",
    "member": "委员",
    "representative": "代表",
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
    "activity": "活动",
    "contact": "联系记录",
    "case": "诉求",
    "notice": "督办通知",
    "file": "附件",
    "job": "后台事项",
    "ledger": "往年台账",
    "time_limit": "办理时限",
    "calendar": "工作日历",
    "performance": "履职考核",
}
FIELDS: Mapping[str, str] = {
    "name": "姓名",
    "phone": "电话",
    "seat": "席位",
    "user": "人员",
    "count": "个数",
    "counts": "行数",
    "state": "状态",
    "title": "标题",
    "text": "内容",
    "reason": "原因",
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
    "slot": "第几位",
    "entered_on": "登记日期",
}
# Tables as a sentence counts their rows: 2 条联系记录, 1 对结对.
COUNTED: Mapping[str, tuple[str, str]] = {
    "activity": ("场", "活动"),
    "attachment": ("个", "附件"),
    "case": ("件", "诉求"),
    "co_unit": ("个", "协办单位"),
    "contact": ("条", "联系记录"),
    "contact_step": ("条", "环节记录"),
    "distinct_pair": ("次", "“不是同一人”的核定"),
    "member": ("位", "委员"),
    "member_term": ("届", "任期"),
    "membership": ("条", "入库记录"),
    "merge": ("次", "合并"),
    "pairing": ("对", "结对"),
    "plan": ("份", "方案"),
    "rating": ("次", "评议"),
    "rating_code": ("个", "评议码"),
    "representative": ("位", "代表"),
    "seat": ("个", "席位"),
    "step_record": ("条", "环节记录"),
    "urging_notice": ("份", "督办通知"),
    "waiting_row": ("行", "待核记录"),
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


def shortened(value: Any) -> str:
    """A value that fits a line of a table."""
    if value in (None, ""):
        return "空"
    words = "是" if value is True else "否" if value is False else str(value)
    return words if len(words) <= LONGEST_VALUE else f"{words[:LONGEST_VALUE]}…"
