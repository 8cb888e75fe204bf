"""The pages of mail, robots and the outbox."""

from __future__ import annotations

from sqlalchemy import select

from liaison.core import clock
from liaison.notices.models import MailChoice, Outgoing, Webhook

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim"


def test_everybody_chooses_his_own_mail(browser, people, db):
    member = browser(people.member)
    member.get("/me/mail")
    for words in ("还没有设邮件服务器", "我提的诉求有进展", "马上发", "每天一封"):
        assert words in member.page.words
    assert "督办" not in member.page.words
    ways = {"turn": "马上发", "progress": "不发", "pairs": "每天一封", "other": "每天一封"}
    assert member.post("/me/mail", data={"address": "chen@", **ways}).status_code == 409
    assert member.post("/me/mail", data={"address": "chen@example.org", **ways}).location == "/me/mail"
    choice = db.session.scalars(select(MailChoice)).one()
    assert (choice.user_id, choice.address) == (people.member.user.id, "chen@example.org")
    assert choice.ways["progress"] == "none"
    member.get("/me/mail")
    assert "chen@example.org" in member.get("/me/mail").get_data(as_text=True)
    member.post("/me/mail", data={"address": "", **ways})
    assert db.session.scalars(select(MailChoice)).one().address == ""


def test_the_office_keeps_the_robots_and_their_keys_are_not_shown(browser, people, db):
    unit = people.unit_leader.seat.organisation_id
    office = browser(people.office)
    office.get("/webhooks")
    assert "还没有往哪个群发" in office.page.words
    cells = {"organisation_id": unit, "robot": "钉钉", "address": ADDRESS}
    assert office.post("/webhooks/new", data={**cells, "address": "https://10.0.0.1/x"}).status_code == 409
    assert office.post("/webhooks/new", data=cells).location == "/webhooks"
    for page in ("/webhooks", f"/webhooks/{unit}"):
        assert "geheim" not in office.get(page).get_data(as_text=True)
    assert "市住房和城乡建设局" in office.page.words
    assert office.post(f"/webhooks/{unit}", data={"robot": "企业微信", "address": ADDRESS}).location == "/webhooks"
    assert office.post(f"/webhooks/{unit}/try").location.startswith("/jobs/")
    office.get("/webhooks")
    assert "等着发" in office.page.words
    webhook = db.session.scalars(select(Webhook)).one()
    assert (webhook.robot, webhook.address) == ("wecom", ADDRESS)
    assert office.post(f"/webhooks/{unit}/drop").location == "/webhooks"
    assert office.get(f"/webhooks/{unit}").status_code == 404
    assert not db.session.scalars(select(Webhook)).one().address
    for other in (people.clerk, people.admin):
        assert browser(other).get("/webhooks").status_code == 404


def test_the_administrator_sees_what_did_not_get_out(browser, people, make, db):
    now = clock.now()
    letter = make(
        Outgoing, channel="mail", user_id=people.handler.user.id, kind="turn",
        subject="诉求 2026-0386 轮到您办：办理中", link="/cases/2026-0386", state="given_up",
        tries=5, made_at=now, due_at=now, error="邮件服务器没有收（550）",
    )  # fmt: skip
    admin = browser(people.admin)
    admin.get("/outbox")
    for words in ("没有设邮件服务器", "没有设平台地址", "诉求 2026-0386 轮到您办", "550", "试了 5 次", "再发一次"):
        assert words in admin.page.words
    assert admin.post(f"/outbox/{letter.id}/send-again").location == "/outbox"
    assert admin.post(f"/outbox/{letter.id}/drop").status_code == 409
    assert db.session.get(Outgoing, letter.id).state == "waiting"
    admin.get("/outbox")
    assert "都发成了" in admin.page.words
    assert browser(people.clerk).get("/outbox").status_code == 404
