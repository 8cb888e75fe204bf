"""Every row of the office's eight forms is a column of a sheet, or follows from what the program knows."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from liaison.casework import actions
from liaison.casework.models import Case, StepRecord, UrgingNotice
from liaison.casework.models.records import Rating
from liaison.casework.queries import history_of
from liaison.casework.sheets import recording, steps
from liaison.casework.workflow import CASEWORK
from liaison.contacts import sheets as contact_sheets
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.orgs.models import Area, Organisation
from tests.casework.stories import SUGGESTION, SURVEY, brought_to, housing, opened, sheets
from tests.factories import first

CONTACT = {column.key: column for column in (*contact_sheets.RECORD, *recording.RECORDING)}
OWN = {"contact": CONTACT, "urge": {c.key: c for c in steps.URGE}, "answer": {c.key: c for c in steps.ANSWER_NOTICE}}

# Form and row: (move or sheet, columns), or the model whose own cells say it.
ROWS: dict[str, tuple[Any, str]] = {
    "① 联系日期": ("contact", "contacted_on"), "① 起止时间": ("contact", "began_at ended_at"),
    "① 委员、界别、委员编号": (Contact, "member"), "① 界别群众代表": (Contact, "representative"),
    "① 联系方式": ("contact", "channel_id"), "① 地点或站室": ("contact", "place station_id"),
    "① 联系任务（可多项）": ("contact", "task_id other_tasks"), "① 宣传、交流内容": ("contact", "talk topics"),
    "① 群众反映有无": ("contact", "has_request"), "① 共同参加委员": ("contact", "companions"),
    "① 参加人数": ("contact", "present_count"), "① 照片、附件": ("contact", "photos"),
    "① 代录人": (Contact, "recorded_by"),
    "② 事项编号": (Case, "number contact"), "② 事项标题": ("submit", "title"), "② 诉求类别": ("submit", "kind"),
    "② 诉求领域": ("submit", "category_id"), "② 诉求内容": ("submit", "text"),
    "② 发生地": ("submit", "area_id village_id place"), "② 诉求人": ("submit", "asker_name asker_phone relation"),
    "② 匿名": ("submit", "is_anonymous"), "② 是否保密": ("submit", "is_confidential"),
    "② 涉及人数、共性问题": ("submit", "people_count is_common"),
    "② 初步调研": ("submit", "survey_way survey_on survey"), "② 政策宣传、释疑解惑": ("submit", "explained"),
    "② 委员建议": ("submit", "suggestion"), "② 当场答复、自行协调": ("submit", "spot_answer spot_text"),
    "② 紧急程度": ("submit", "urgency"), "② 建议承办单位": ("submit", "suggested_unit_id"),
    "② 附件": ("submit", "files"),
    "③ 转办单号": (Case, "number"), "③ 收到时间、签收人": (StepRecord, "entered_at actor_name"),
    "③ 退回补充": ("send_back", "reason"), "③ 不予受理、告知情况": ("refuse", "refusal explained"),
    "③ 当场办结": ("settle", "reply_text"), "③ 责任单位": ("hand_over", "unit_id"),
    "③ 协办单位": ("hand_over", "co_unit_ids"), "③ 办理方式": ("hand_over", "handling_way"),
    "③ 并案主单": ("merge", "merged_into_id"), "③ 拟办意见": ("hand_over", "opinion"),
    "③ 办理期限、到期日": ("hand_over", "limit_days"), "③ 到期日": (Case, "due_on"),
    "③ 负责人签发": ("sign_out", "opinion"), "③ 抄送": ("hand_over", "cc_unit_ids"),
    "④ 单位签收人、时间": (StepRecord, "actor_name acted_at"), "④ 审批意见": ("approve", "section_id"),
    "④ 退回理由、建议改派单位": ("decline", "decline_kind reason proposed_unit_id"),
    "④ 退回审核": ("rule_reassign", "unit_id opinion"), "④ 不同意退回": ("rule_keep", "opinion"),
    "④ 退回次数": (Case, "decline_count"),
    "④ 科室、经办人、联系电话": ("approve", "section_id handler_id section_phone"),
    "④ 交办要求": ("approve", "opinion"), "④ 内部限期": ("approve", "internal_due_on"),
    "⑤ 首次联系时间、方式": ("finish", "first_talk_on first_talk_by"),
    "⑤ 办理过程": ("handle", "done_on progress files"), "⑤ 沟通方式": ("finish", "talk"),
    "⑤ 协办意见": ("co_opinion", "opinion"), "⑤ 办理结果": ("finish", "result_text"),
    "⑤ 解决程度": ("finish", "result"),
    "⑤ 采纳情况": ("finish", "adoption"), "⑤ 计划完成时间": ("finish", "planned_on"),
    "⑤ 依据和说明": ("finish", "grounds"),
    "⑤ 延期申请": ("ask_extension", "reason grounds extension_asked_until"),
    "⑤ 延期审批、已告知诉求人": ("grant_extension", "opinion asker_told"),
    "⑤ 科室负责人审核": ("finish", "reviewed_by"),
    "⑤ 单位签发": ("sign", "opinion"),
    "⑥ 督办编号": (UrgingNotice, "number"), "⑥ 级别、原因": ("urge", "level cause"),
    "⑥ 督办要求、反馈期限": ("urge", "demand answer_by"), "⑥ 单位反馈": ("answer", "answer"),
    "⑥ 督办人": (UrgingNotice, "issued_by"),
    "⑦ 答复编号": ("reply", "reply_no"), "⑦ 答复正文": ("reply", "reply_text"), "⑦ 解决程度标识": (Case, "result"),
    "⑦ 逐级审核": ("forward_reply", "opinion"), "⑦ 委员收悉时间": (StepRecord, "acted_at"),
    "⑦ 委员反馈时间、方式、内容": ("tell_asker", "told_on told_by told"),
    "⑦ 诉求人态度（次数）": ("tell_asker", "attitude tries"), "⑦ 反馈凭证": ("tell_asker", "files"),
    "⑧ 第几轮": (Rating, "round"), "⑧ 评议人类型": ("rate", "rater"), "⑧ 评议渠道": ("rate", "way"),
    "⑧ 办理态度": ("rate", "work"), "⑧ 办理结果": ("rate", "outcome"), "⑧ 是否解决": ("rate", "solved"),
    "⑧ 不满意原因": ("rate", "reasons words"), "⑧ 委员联系工作": ("rate", "member_work"),
    "⑧ 是否再办理": ("rate", "wants_redo"), "⑧ 转化建议": ("rate", "conversion conversion_no"),
    "⑧ 归档人、时间": (Case, "closed_on"),
}  # fmt: skip
MUST = {
    "submit": "title text kind category_id urgency area_id place survey_way survey_on survey suggestion spot_answer",
    "hand_over": "unit_id opinion", "refuse": "refusal explained", "approve": "section_id internal_due_on",
    "decline": "decline_kind reason", "handle": "progress",
    "finish": "first_talk_on first_talk_by talk result_text result", "reply": "reply_text",
    "tell_asker": "told_on told_by attitude told", "rate": "way rated_on asked rater work outcome solved",
}  # fmt: skip


def columns_of(place: str) -> dict[str, Any]:
    """The columns of a move or of a sheet of its own, by key."""
    return OWN.get(place) or {column.key: column for column in CASEWORK.by_verb[place].columns}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_eight_forms_is_there(row: str) -> None:
    place, keys = ROWS[row]
    known = columns_of(place) if isinstance(place, str) else {key for key in dir(place) if not key.startswith("_")}
    assert not [key for key in keys.split() if key not in known]


@pytest.mark.parametrize("verb", MUST)
def test_what_must_be_there_before_the_step_is_left(verb: str) -> None:
    required = {key for key, column in columns_of(verb).items() if column.required}
    assert required == set(MUST[verb].split())


def test_three_taps_ask_for_nothing_more():
    required = {column.key for column in recording.RECORDING if column.required}
    assert required == {"channel_id", "day", "topics"}


def test_what_was_not_asked_for_takes_what_is_usual(people: Any) -> None:
    """A group is handed over with the usual opinion; a limit within the unit follows the limit of handling."""
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    assert (case.survey_way, case.survey_on, case.spot_answer) == ("电话", case.contact.contacted_on, "否")
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id)
    [(_state, _verb, _who, cells)] = [one for one in sheets(people) if one[1] == "approve"]
    actions.advance(case, "approve", people.unit_leader.actor, **cells)
    handed, approved = (history_of(case)[n].shown for n in (-2, -1))
    assert handed["拟办意见"] == steps.USUAL_OPINION
    assert approved["单位内部限期"] == case.due_on.isoformat()


def test_what_was_asked_for_and_left_empty_is_refused(people: Any) -> None:
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    with pytest.raises(Refused, match="请填拟办意见"):
        actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id, opinion=None)


def test_who_wants_no_name_kept_has_none(browser: Any, people: Any) -> None:
    """Anonymous cases keep neither name nor phone; without a name one must say so."""
    case = opened(people)
    cells = {"survey": SURVEY, "suggestion": SUGGESTION}
    with pytest.raises(Refused, match="匿名反映"):
        actions.advance(case, "submit", people.member.actor, **cells, asker_name=None)
    actions.advance(case, "submit", people.member.actor, **cells, asker_name="周桂芳", is_anonymous=True)
    assert (case.asker_name, case.asker_phone) == (None, None)
    name = case.representative.name
    assert name not in browser(people.unit_leader).get(f"/cases/{case.number}").get_data(as_text=True)
    assert "诉求人说" in browser(people.clerk).get(f"/cases/{case.number}").get_data(as_text=True)


@pytest.mark.parametrize(("cells", "words"), [
    ({"spot_answer": "已当场答复"}, "请填答复协调的情况"),
    ({"village_id": "elsewhere"}, "不在选的区镇"),
])  # fmt: skip
def test_cells_that_hang_together(people: Any, cells: dict[str, Any], words: str) -> None:
    case = opened(people)
    if "village_id" in cells:
        cells = {"village_id": first(Area, parent_id=first(Area, name="李堡镇").id).id}
    with pytest.raises(Refused, match=words):
        actions.advance(case, "submit", people.member.actor, survey=SURVEY, suggestion=SUGGESTION, **cells)


def test_who_could_not_be_reached_was_called_how_often(people: Any) -> None:
    case = brought_to("to_confirm", people)
    cells = {"told_on": clock.today(), "told_by": "电话", "attitude": "没联系上"}
    with pytest.raises(Refused, match="联系了几次"):
        actions.advance(case, "tell_asker", people.member.actor, **cells)
    actions.advance(case, "tell_asker", people.member.actor, **cells, tries=3)
    shown = history_of(case)[-1].shown
    assert (shown["联系了几次"], shown["告诉了什么"]) == ("3", steps.USUAL_TELLING)


def test_the_member_s_own_work_is_rated_and_kept_from_the_unit(db: Any, browser: Any, people: Any) -> None:
    case = brought_to("to_rate", people)
    cells = {
        "way": "电话回访", "rated_on": clock.today().isoformat(), "asked": "周桂芳", "rater": "界别群众代表",
        "work": "满意", "outcome": "满意", "solved": "是", "member_work": "基本满意",
        "conversion": "提案", "conversion_no": "2027-12",
    }  # fmt: skip
    assert browser(people.office).post(f"/cases/{case.number}/rate", data=cells).status_code == 302
    rating = db.session.query(Rating).one()
    assert (rating.rater, rating.member_work) == ("界别群众代表", "基本满意")
    words = "委员联系工作"
    assert words in browser(people.clerk).get(f"/cases/{case.number}").get_data(as_text=True)
    page = browser(people.unit_leader).get(f"/cases/{case.number}").get_data(as_text=True)
    assert words not in page
    assert "归档" in page


def test_a_result_stands_on_what_was_done(people: Any) -> None:
    """Written down before, or with the result."""
    case, day = brought_to("handling", people), clock.today()
    finished = next(one[3] for one in sheets(people) if one[1] == "finish")
    with pytest.raises(Refused, match="请写办理过程"):
        actions.advance(case, "finish", people.handler.actor, **{**finished, "progress": None})
    actions.advance(case, "handle", people.handler.actor, progress="到现场看过", done_on=day)
    actions.advance(case, "finish", people.handler.actor, **{**finished, "progress": None})
    assert case.state == "to_sign"


def test_the_folded_sheets_begin_with_the_newest(browser: Any, people: Any) -> None:
    case = brought_to("handling", people)
    page = browser(people.handler).get(f"/cases/{case.number}/finish").get_data(as_text=True).split("前面填的")[1]
    assert page.index("审批交办，") < page.index("转办，") < page.index("提交委员建议，")


def test_copies_go_to_whom_they_are_meant_for(people: Any) -> None:
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    roads = first(Organisation, name="市交通运输局")
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id, cc_unit_ids=[roads.id])
    assert history_of(case)[-1].shown["抄送单位"] == roads.name


def test_a_contact_says_when_with_whom_and_what_else_it_served(db: Any, browser: Any, people: Any, make: Any) -> None:
    """起止时间, 共同参加委员, 参加人数 and further tasks are on its page and can be corrected."""
    person, other = make(Contact).representative, people.other_member.member
    sent = {
        "rep": person.id, "channel_id": 1, "day": "今天", "topics": ["道路交通"], "began_at": "9:30",
        "ended_at": "11:00", "companions": f"{other.name}", "present_count": "12", "other_tasks": ["建言资政"],
    }  # fmt: skip
    phone = browser(people.member)
    early = phone.post("/contacts/new", data={**sent, "ended_at": "9:00"})
    assert early.status_code == 409
    assert "结束的时间早于开始的时间" in early.get_data(as_text=True)
    unknown = phone.post("/contacts/new", data={**sent, "companions": "没有这人"})
    assert "没有别的委员叫没有这人" in unknown.get_data(as_text=True)
    assert phone.post("/contacts/new", data=sent).status_code == 302
    contact = db.session.query(Contact).order_by(Contact.id.desc()).first()
    assert (contact.began_at, contact.ended_at, contact.present_count) == (time(9, 30), time(11), 12)
    page = phone.get(f"/contacts/{contact.number}").get_data(as_text=True)
    assert all(words in page for words in ("09:30—11:00", other.name, "建言资政", "固定联系"))
    form = phone.get(f"/contacts/{contact.number}/correct").get_data(as_text=True)
    assert f'value="{other.name}"' in form
    assert 'value="09:30"' in form
    again = {**sent, "contacted_on": clock.today().isoformat(), "companions": "", "began_at": ""}
    assert phone.post(f"/contacts/{contact.number}/correct", data=again).status_code == 302
    assert (contact.companions, contact.began_at) == ([], None)
