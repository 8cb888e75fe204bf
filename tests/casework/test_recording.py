"""Recording from the phone: three taps, six taps, errors, drafts, photos, activities, taking back."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from liaison.assignment.models import Pairing
from liaison.casework.actions import advance
from liaison.casework.models import Case
from liaison.contacts.models import Activity, Contact, Draft
from liaison.core import clock
from liaison.core.clock import set_clock
from liaison.files.actions import Bundle, keep_files
from liaison.files.models import Attachment
from liaison.files.queries import attachments_of
from liaison.orgs.models import Category, Channel, Organisation
from liaison.roster.models import Representative
from tests.factories import first

HOSTILE = Path(__file__).parent.parent / "data" / "hostile"
NOTE = "村口的路口没有红绿灯，下午放学时电动车、货车混着走。"


def photo() -> BytesIO:
    """A small photo."""
    stream = BytesIO()
    Image.new("RGB", (30, 20), "red").save(stream, "JPEG")
    stream.seek(0)
    return stream


@pytest.fixture
def five(people: Any, make: Any) -> list[Representative]:
    """The member's five."""
    member = people.member.member
    names = ("周桂芳", "张建国", "孙志强", "李秀兰", "马长林")
    return [
        make(Pairing, member_id=member.id, slot=n, representative_id=make(Representative, name=name).id).representative
        for n, name in enumerate(names, 1)
    ]  # fmt: skip


@pytest.fixture
def phone(browser: Any, people: Any) -> Any:
    """The member's phone."""
    return browser(people.member)


def typed(person: Representative, **more: Any) -> dict[str, Any]:
    """What the page sends after a topic was tapped."""
    call = first(Channel, short="电话")
    return {"rep": person.id, "channel_id": call.id, "day": "今天", "topics": ["道路交通"], **more}


def with_request(person: Representative, **more: Any) -> dict[str, Any]:
    """What the page sends after “有事要办” was tapped too; the place stood there already."""
    return typed(person, talk=NOTE, has_request="y", where="刘圩村", **more)


def stored_files(app: Any) -> set[Path]:
    """The files in the folder of the instance."""
    return {path for path in (app.config["INSTANCE"] / "files").rglob("*") if path.is_file()}


def contacts(db: Any) -> list[Contact]:
    """All contacts, oldest first."""
    return list(db.session.scalars(select(Contact).order_by(Contact.id)))


def cases(db: Any) -> list[Case]:
    """All cases, oldest first."""
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def test_three_taps_save_a_contact(db: Any, phone: Any, five: list):
    """记一次, one topic, 保存: person, today and the way are filled in, nothing is typed."""
    page = phone.get("/contacts/new", query_string={"rep": five[0].id})
    checked = [f for f in phone.page.fields if "checked" in f]
    assert {f["name"] for f in checked} == {"channel_id", "day"}
    answer = phone.post("/contacts/new", data=typed(five[0]))
    assert page.status_code == 200
    assert (answer.status_code, answer.location) == (302, "/")
    [contact] = contacts(db)
    assert (contact.representative_id, contact.contacted_on) == (five[0].id, clock.today())
    assert cases(db) == []


def test_six_taps_save_a_contact_with_its_case(db: Any, phone: Any, five: list):
    """The rest is derived: title, field, kind, asker, place and who receives it."""
    answer = phone.post("/contacts/new", data=with_request(five[0], suggestion="建议装红绿灯"))
    [contact], [case] = contacts(db), cases(db)
    assert answer.location == f"/contacts/{contact.number}/done"
    assert (case.contact_id, case.state, case.text) == (contact.id, "to_consensus", NOTE)
    assert case.category.name == "交通信号标线"
    assert (case.asker_name, case.place, case.suggestion) == ("周桂芳", "刘圩村", "建议装红绿灯")
    assert contact.has_request
    assert contact.task.name == "反映社情民意"
    phone.get(answer.location)
    for words in (case.number, f"已送到{case.committee.name}", "2 个工作日内", "您把结果告诉周桂芳", "还差 4 位"):
        assert words in phone.page.words, words


def test_topic_alone_leaves_the_field_open(db: Any, phone: Any, five: list):
    """Without words nobody can tell the field: the town's own committee receives it."""
    phone.post("/contacts/new", data=typed(five[0], has_request="y", where="刘圩村"))
    [case] = cases(db)
    assert (case.category_id, case.committee.name) == (None, "曲塘镇政协工委")


def test_the_member_may_choose_who_receives_it(db: Any, phone: Any, five: list):
    """换一个."""
    other = first(Organisation, name="市政协城建工作组")
    phone.post("/contacts/new", data=with_request(five[0], committee_id=other.id))
    assert cases(db)[0].committee_id == other.id


def test_both_errors_at_once_and_nothing_is_lost(db: Any, phone: Any, five: list):
    """Summary and field say the same; what was typed is still there."""
    sent = with_request(five[0])
    del sent["topics"]
    answer = phone.post("/contacts/new", data={**sent, "where": " "})
    assert answer.status_code == 422
    words = phone.page.words
    assert "还有 2 处要改" in words
    assert (words.count("请选谈了什么"), words.count("请写诉求发生在哪里"), words.count(NOTE)) == (2, 2, 1)
    assert phone.page.title.startswith("有错误：")
    assert contacts(db) == []


def test_another_day_must_be_picked_and_be_past(db: Any, phone: Any, five: list):
    """选日期 asks for the day; tomorrow is refused beside it."""
    tomorrow = clock.today() + timedelta(days=1)
    assert phone.post("/contacts/new", data=typed(five[0], day="选日期")).status_code == 422
    assert "请选日期" in phone.page.words
    assert phone.post("/contacts/new", data=typed(five[0], day="选日期", contacted_on=tomorrow)).status_code == 422
    day = clock.today() - timedelta(days=5)
    phone.post("/contacts/new", data=typed(five[0], day="选日期", contacted_on=day))
    phone.post("/contacts/new", data=typed(five[0], day="昨天"))
    assert [c.contacted_on for c in contacts(db)] == [day, clock.today() - timedelta(days=1)]


def test_the_way_used_last_is_filled_in(phone: Any, five: list):
    """Whoever visits is offered a visit the next time."""
    visit = first(Channel, short="上门")
    phone.post("/contacts/new", data=typed(five[0], channel_id=visit.id))
    phone.get("/contacts/new", query_string={"rep": five[1].id})
    [way] = [f for f in phone.page.fields if f.get("name") == "channel_id" and "checked" in f]
    assert way["value"] == str(visit.id)


def test_without_a_person_the_page_asks_for_one(phone: Any, people: Any, five: list):
    """One's five first, then whoever is looked for."""
    answer = phone.get("/contacts/new", follow_redirects=True)
    assert answer.request.path == "/contacts/new/people"
    assert all(person.name in phone.page.words for person in five)
    phone.get("/contacts/new/people", query_string={"q": "没有这个人"})
    assert "没有叫“没有这个人”的代表" in phone.page.words


@pytest.mark.parametrize("asked", ["0", "-1", "abc", "99999999999999999999", "２"])
def test_a_person_who_is_none_leads_back_to_choosing(phone: Any, five: list, asked: str):
    """Whatever stands in the address."""
    answer = phone.get("/contacts/new", query_string={"rep": asked})
    assert answer.status_code == 302
    assert "/contacts/new/people" in answer.location


def test_several_people_at_once_are_an_activity(db: Any, phone: Any, five: list):
    """Each has a contact; the case is that of the one who asked."""
    phone.get("/contacts/new", query_string={"rep": [five[0].id, five[2].id]})
    assert "周桂芳、孙志强" in phone.page.words
    sent = {**with_request(five[0]), "rep": [five[0].id, five[2].id], "asker_id": five[2].id}
    phone.post("/contacts/new", data=sent)
    assert [c.representative_id for c in contacts(db)] == [five[0].id, five[2].id]
    assert db.session.scalar(select(func.count(Activity.id))) == 1
    assert [case.asker_name for case in cases(db)] == ["孙志强"]


def test_taking_it_back_takes_the_fresh_case_along(db: Any, phone: Any, five: list):
    """Both stay visible and count nowhere."""
    phone.post("/contacts/new", data=with_request(five[0]))
    [contact] = contacts(db)
    phone.post(f"/contacts/{contact.number}/take-back", follow_redirects=True)
    assert "已撤回这次联系" in phone.page.words
    assert (contacts(db)[0].state, cases(db)[0].state) == ("作废", "voided")


def test_what_was_taken_back_can_be_mended(db: Any, phone: Any, five: list):
    """The words are a draft again; saved again it is another contact with another number."""
    phone.post("/contacts/new", data=with_request(five[0], suggestion="建议装红绿灯"))
    phone.post(f"/contacts/{contacts(db)[0].number}/take-back")
    phone.get("/contacts/new", query_string={"rep": five[0].id})
    fields = {f.get("name"): f for f in phone.page.fields if f.get("type") != "checkbox" or "checked" in f}
    assert NOTE in phone.page.words
    assert "建议装红绿灯" in phone.page.words
    assert fields["topics"]["value"] == "道路交通"
    assert "has_request" in fields
    phone.post("/contacts/new", data=with_request(five[0], suggestion="建议装红绿灯"))
    assert [c.state for c in contacts(db)] == ["作废", "正常"]


def test_not_when_somebody_has_acted_and_not_after_ten_minutes(db: Any, phone: Any, people: Any, five: list):
    """The sentence says what to do instead."""
    phone.post("/contacts/new", data=with_request(five[0]))
    phone.post("/contacts/new", data=typed(five[1]))
    [contact, plain] = contacts(db)
    unit = first(Organisation, name="市交通运输局")
    advance(cases(db)[0], "hand_over", people.clerk.actor, unit_id=unit.id)
    assert phone.post(f"/contacts/{contact.number}/take-back").status_code == 409
    assert "已经有人接着办了" in phone.page.words
    with set_clock(clock.now() + timedelta(minutes=11)):
        assert phone.post(f"/contacts/{plain.number}/take-back").status_code == 409
    assert "过了 10 分钟" in phone.page.words
    assert {c.state for c in contacts(db)} == {"正常"}


def test_what_is_typed_comes_back(db: Any, phone: Any, people: Any, five: list):
    """The page keeps itself; saving, or not wanting it, forgets it."""
    key = f"contact:{people.member.member.id}:{five[0].id}"
    kept = {**with_request(five[0]), "page": key, "topics": ["养老", "上学"]}
    assert phone.post("/contacts/draft", data=kept).status_code == 204
    phone.get("/contacts/new", query_string={"rep": five[0].id})
    assert NOTE in phone.page.words
    assert "没写完的" in phone.page.words
    ticked = {f["value"] for f in phone.page.fields if f.get("name") == "topics" and "checked" in f}
    assert ticked == {"养老", "上学"}
    phone.get("/contacts/new/people")
    assert "和周桂芳的联系没写完" in phone.page.words
    phone.post("/contacts/new/forget", data={"page": key, "rep": five[0].id})
    phone.get("/contacts/new", query_string={"rep": five[0].id})
    assert NOTE not in phone.page.words
    phone.post("/contacts/draft", data=kept)
    phone.post("/contacts/new", data=typed(five[0]))
    assert db.session.scalar(select(func.count(Draft.id))) == 0


def test_drafts_of_other_pages_are_refused(phone: Any):
    """Nobody fills the table with keys of his own."""
    assert phone.post("/contacts/draft", data={"page": "../../x", "talk": "x"}).status_code == 400


def test_photos_lie_with_the_case(db: Any, phone: Any, browser: Any, people: Any, five: list):
    """Redrawn, under a made-up name, and seen by those who see the case."""
    sent = with_request(five[0], photos=[(photo(), "路口<b>.jpg"), (photo(), "IMG_2.jpg")])
    phone.post("/contacts/new", data=sent, content_type="multipart/form-data")
    [case], kept = cases(db), list(db.session.scalars(select(Attachment).order_by(Attachment.id)))
    assert [(a.thing, a.thing_id) for a in kept] == [("case", case.id)] * 2
    assert kept[0].name == "路口<b>.jpg"
    phone.get(f"/contacts/{case.contact.number}")
    assert "照片 2 张" in phone.page.words
    answer = phone.get(f"/files/{kept[0].id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert browser(people.other_member).get(f"/files/{kept[0].id}").status_code == 404


def test_whoever_sees_the_case_sees_the_photos_of_its_contact(
    app: Any, browser: Any, people: Any, make: Any
):
    """The unit does not see the contact itself; before the case is handed over it sees nothing of it."""
    unit_id = people.unit_leader.seat.organisation_id
    case = make(Case, unit_id=unit_id)
    sent = Bundle([("a.jpg", photo().read())], app.config["INSTANCE"])
    [kept] = keep_files(case.contact, sent, people.clerk.actor)
    assert browser(people.unit_leader).get(f"/files/{kept.id}").status_code == 404
    case.transferred_on = clock.today()
    assert browser(people.unit_leader).get(f"/files/{kept.id}").status_code == 200
    assert browser(people.unit_leader).get(f"/contacts/{case.contact.number}").status_code == 404


def test_a_file_that_is_no_photo_is_refused_and_nothing_is_saved(app: Any, db: Any, phone: Any, five: list):
    """In plain words beside the photos; the words typed stay, and the good photo waits for the next try."""
    before, svg = stored_files(app), (HOSTILE / "f01_script.svg").read_bytes()
    sent = with_request(five[0], photos=[(photo(), "1.jpg"), (BytesIO(svg), "2.jpg")])
    answer = phone.post("/contacts/new", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "2.jpg：这是 SVG 图" in phone.page.words
    assert NOTE in phone.page.words
    assert (contacts(db), cases(db)) == ([], [])
    assert len(stored_files(app)) == len(before) + 2, "with its small picture"
    assert "上次选的 1 个附件还在" in phone.page.words
    assert phone.post("/contacts/new", data=with_request(five[0])).status_code == 302
    assert [one.name for one in attachments_of(cases(db)[0])] == ["1.jpg"]


def test_looking_for_more_people_keeps_the_photos(db: Any, phone: Any, five: list):
    """And one that is not wanted goes; nothing typed is lost."""
    sent = {"find": "1", "talk": NOTE, "photos": [(photo(), "合影.jpg")]}
    assert phone.post("/activities/new", data=sent, content_type="multipart/form-data").status_code == 200
    kept = db.session.query(Attachment).one()
    assert "上次选的 1 个附件还在" in phone.page.words
    page = phone.post("/activities/new", data={"drop_file": str(kept.id), "talk": NOTE}).get_data(as_text=True)
    assert "附件还在" not in page and NOTE in page and db.session.query(Attachment).count() == 0


def test_six_files_at_most(db: Any, phone: Any, five: list):
    """The seventh is one too many."""
    sent = typed(five[0], photos=[(photo(), f"{n}.jpg") for n in range(7)])
    assert phone.post("/contacts/new", data=sent, content_type="multipart/form-data").status_code == 422
    assert "最多 6 个" in phone.page.words


def test_a_clerk_writes_for_a_member(db: Any, browser: Any, people: Any, five: list):
    """Choosing the member first; the record says who wrote it."""
    desk = browser(people.clerk)
    assert desk.get("/contacts/new").location == "/contacts/new/member"
    desk.get("/contacts/new/member")
    assert "陈立平" in desk.page.words
    desk.post("/contacts/new", data=typed(five[0], member=people.member.member.id))
    [contact] = contacts(db)
    assert (contact.member_id, contact.recorded_by) == (people.member.member.id, "王敏")
    desk.get(f"/contacts/{contact.number}")
    assert "王敏代录" in desk.page.words
    other = people.other_member.member.id
    assert desk.get("/contacts/new", query_string={"member": other, "rep": five[0].id}).status_code == 404


def test_one_page_for_fifteen_people_and_twenty_requests(db: Any, phone: Any, make: Any):
    """One post, one transaction: fifteen contacts, twenty cases, each with its own asker."""
    present = [make(Representative, name=f"代表{chr(0x4E00 + n)}") for n in range(15)]
    road = first(Category, name="道路破损")
    sent = activity(present)
    for n in range(20):
        row = {"asker": present[n % 15].name, "title": f"第 {n} 件事", "category_id": road.id if n else "", "place": ""}
        sent |= {f"request-{n}-{key}": value for key, value in row.items()}
    answer = phone.post("/activities/new", data=sent)
    assert answer.status_code == 302
    assert len(contacts(db)) == 15
    made = cases(db)
    assert [case.title for case in made] == [f"第 {n} 件事" for n in range(20)]
    assert [case.asker_name for case in made] == [present[n % 15].name for n in range(20)]
    phone.get(answer.location)
    assert "已记下 15 位代表，转成诉求 20 件" in phone.page.words
    phone.post(f"/contacts/{contacts(db)[0].number}/take-back")
    assert {c.state for c in contacts(db)} == {"作废"}
    assert {case.state for case in cases(db)} == {"voided"}


def activity(present: list[Representative], **more: Any) -> dict[str, Any]:
    """What the page of an activity sends."""
    talk = first(Channel, short="座谈")
    return {
        "title": "委员接待日", "contacted_on": clock.today(), "channel_id": talk.id, "topics": ["道路交通"],
        "people": [person.id for person in present], **more,
    }  # fmt: skip


def test_errors_of_an_activity_name_the_row(db: Any, phone: Any, five: list):
    """Row two lacks its title, row three names somebody who did not come; all that was typed is still there."""
    rows = {
        "request-0-asker": "周桂芳", "request-0-title": "修路", "request-1-asker": "周桂芳", "request-1-text": "说明",
        "request-4-asker": "马长林", "request-4-title": "装灯",
    }  # fmt: skip
    assert phone.post("/activities/new", data=activity(five[:2], **rows)).status_code == 422
    words = phone.page.words
    assert "第 2 件：请填要办什么事" in words
    assert "第 3 件：马长林：请写来参加的代表" in words
    values = {f.get("value") for f in phone.page.fields}
    assert {"修路", "装灯", "委员接待日"} <= values
    assert contacts(db) == []


def test_finding_more_people_saves_nothing(db: Any, phone: Any, five: list, make: Any):
    """找人 adds to the list and keeps what was typed and ticked."""
    make(Representative, name="徐志高", pinyin="xuzhigao", area_id=first(Organisation, name="李堡镇").area_id)
    sent = activity(five[:2], find="1", q="徐志高", **{"request-0-title": "修路"})
    assert phone.post("/activities/new", data=sent).status_code == 200
    ticked = [f for f in phone.page.fields if f.get("name") == "people" and "checked" in f]
    assert len(ticked) == 2
    assert "徐志高（" in phone.page.words
    assert "修路" in {f.get("value") for f in phone.page.fields}
    assert contacts(db) == []


def test_correcting_and_voiding_on_the_page(db: Any, phone: Any, five: list):
    """The member within a day; the case that is not handed over goes along."""
    phone.post("/contacts/new", data=with_request(five[0]))
    [contact] = contacts(db)
    phone.get(f"/contacts/{contact.number}/correct")
    changed = {
        "channel_id": contact.channel_id, "contacted_on": contact.contacted_on, "topics": ["养老"], "talk": "改过了",
        "version": contact.version,
    }  # fmt: skip
    assert phone.post(f"/contacts/{contact.number}/correct", data=changed).status_code == 302
    assert (contacts(db)[0].talk, contacts(db)[0].topics) == ("改过了", "养老")
    assert phone.post(f"/contacts/{contact.number}/correct", data=changed).status_code == 409
    phone.get(f"/contacts/{contact.number}/void")
    assert cases(db)[0].number in phone.page.words
    assert phone.post(f"/contacts/{contact.number}/void", data={"reason": ""}).status_code == 422
    phone.post(f"/contacts/{contact.number}/void", data={"reason": "记错人了"}, follow_redirects=True)
    assert "记错人了" in phone.page.words
    assert cases(db)[0].state == "voided"


def test_the_list_and_its_filters(phone: Any, browser: Any, people: Any, five: list):
    """The phone shows a list, the desk a table; filters that cannot be read filter nothing."""
    phone.post("/contacts/new", data=typed(five[0]))
    phone.get("/contacts")
    assert "联系记录 1 次" in phone.page.words
    desk = browser(people.office)
    for query in ({}, {"word": "周桂芳"}, {"since": "not-a-day", "town_id": "9" * 30, "page": "x"}):
        desk.get("/contacts", query_string=query)
        assert "周桂芳" in desk.page.words, query
    desk.get("/contacts", query_string={"state": "作废"})
    assert "没有这样的联系记录" in desk.page.words


def test_others_see_nothing(phone: Any, browser: Any, people: Any, five: list, db: Any):
    """Another member, another town and a unit do not learn that it is there."""
    phone.post("/contacts/new", data=typed(five[0]))
    number = contacts(db)[0].number
    for who in (people.other_member, people.other_clerk, people.unit_leader, people.admin):
        for verb in ("", "/correct", "/void", "/done"):
            assert browser(who).get(f"/contacts/{number}{verb}").status_code == 404
        assert browser(who).post(f"/contacts/{number}/take-back").status_code == 404
