"""Files of a step: from the form to the timeline, seen by those who see the sheet, refused in plain words."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from liaison.casework.models import StepRecord
from liaison.casework.views.unsent import drop_unsent_nightly
from liaison.core import clock
from liaison.files.actions import path_of
from liaison.files.models import Attachment, UnsentForm
from liaison.files.queries import attachment_for, attachments_of
from tests.casework.stories import brought_to

HOSTILE = Path(__file__).parent.parent / "data" / "hostile"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
MULTIPART = "multipart/form-data"


def photo(name: str = "现场.jpg") -> tuple[BytesIO, str]:
    """A small photo."""
    stream = BytesIO()
    Image.new("RGB", (600, 300), "green").save(stream, "JPEG")
    return BytesIO(stream.getvalue()), name


def progress(**more: Any) -> dict[str, Any]:
    """What the handler sends."""
    return {"progress": "到现场看过，量了尺寸", **more}


@pytest.fixture
def case(people: Any) -> Any:
    """A case that is being handled."""
    return brought_to("handling", people)


def test_files_stand_at_their_step(db: Any, browser: Any, people: Any, case: Any) -> None:
    """Small pictures and papers by name on the timeline and in the folded sheets; their names in the record."""
    client, address = browser(people.handler), f"/cases/{case.number}/handle"
    assert 'enctype="multipart/form-data"' in client.get(address).get_data(as_text=True)
    sent = progress(files=[photo(), (BytesIO(PDF), "批复.jpg")])
    assert client.post(address, data=sent, content_type=MULTIPART).status_code == 302
    record = db.session.query(StepRecord).filter_by(case_id=case.id, verb="handle").one()
    assert (record.filled["files"], record.shown["附件"]) == (["现场.jpg", "批复.jpg"], "现场.jpg；批复.jpg")
    picture, paper = db.session.query(Attachment).order_by(Attachment.id)
    assert (picture.thing, picture.thing_id, paper.mime) == ("step_record", record.id, "application/pdf")
    for page in (f"/cases/{case.number}", f"/cases/{case.number}/finish"):
        words = client.get(page).get_data(as_text=True)
        assert f"/files/{picture.id}/small" in words
        assert f'href="/files/{paper.id}"' in words


def test_seen_with_the_case_only(db: Any, browser: Any, people: Any, case: Any) -> None:
    """Whoever does not see the case finds no file."""
    browser(people.handler).post(
        f"/cases/{case.number}/handle", data=progress(files=[photo()]), content_type=MULTIPART
    )
    kept = db.session.query(Attachment).one()
    assert browser(people.member).get(f"/files/{kept.id}").status_code == 200
    for outsider in (people.other_member, people.other_clerk, people.other_unit_leader, people.librarian, people.admin):
        for address in (f"/files/{kept.id}", f"/files/{kept.id}/small"):
            assert browser(outsider).get(address).status_code == 404
    assert browser().get(f"/files/{kept.id}").status_code == 302


def test_proof_of_telling_is_kept_from_the_unit_where_the_asker_wants_secrecy(
    db: Any, browser: Any, people: Any
) -> None:
    """It may show his face or his signature."""
    case = brought_to("to_confirm", people)
    told = {"told_on": "2026-01-05", "told_by": "当面", "attitude": "理解接受", "told": "说了", "files": [photo()]}
    client = browser(people.member)
    assert client.post(f"/cases/{case.number}/tell-asker", data=told, content_type=MULTIPART).status_code == 200
    kept = db.session.query(Attachment).one()
    assert attachment_for(people.unit_leader.actor, kept.id) is kept
    case.is_confidential = True
    assert attachment_for(people.unit_leader.actor, kept.id) is None
    assert attachment_for(people.clerk.actor, kept.id) is kept


@pytest.mark.parametrize(("content", "name", "words"), [
    (HEIC, "IMG_1.HEIC", "HEIC"),
    ("f01_script.svg", "图.svg", "SVG"),
    (b"<!doctype html><script>1</script>", "页.jpg", "网页文件"),
    ("f03_gif_js_polyglot.gif", "a.jpg", "GIF"),
    (b"PK\x03\x04", "材料.docx", "办公文档"),
])  # fmt: skip
def test_other_files_are_refused_and_nothing_is_done(
    db: Any, browser: Any, people: Any, case: Any, content: Any, name: str, words: str
) -> None:
    """The words typed stay, the step is not taken."""
    bad = content if isinstance(content, bytes) else (HOSTILE / content).read_bytes()
    before = db.session.query(StepRecord).count()
    answer = browser(people.handler).post(
        f"/cases/{case.number}/handle", data=progress(files=[photo(), (BytesIO(bad), name)]), content_type=MULTIPART
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert f"{name}：这是" in page
    assert words in page
    assert "量了尺寸" in page
    db.session.rollback()
    assert [(one.name, one.thing) for one in db.session.query(Attachment)] == [("现场.jpg", "unsent_form")]
    assert db.session.query(StepRecord).count() <= before


def test_a_page_that_comes_back_still_has_the_files(
    db: Any, browser: Any, people: Any, case: Any
) -> None:
    """After a missing cell and after a refusal alike; they belong to the step once it is taken."""
    client, path = browser(people.handler), f"/cases/{case.number}/handle"
    client.post(path, data=progress(progress="", files=[photo("路口.jpg")]), content_type=MULTIPART)
    assert "上次选的 1 个附件还在" in client.page.words and "要重新选" not in client.page.words
    stale = client.post(path, data=progress(version="1", files=[photo("近处.jpg")]), content_type=MULTIPART)
    assert stale.status_code == 409 and "上次选的 2 个附件还在" in client.page.words
    assert client.post(path, data=progress(files=[photo("远处.jpg")]), content_type=MULTIPART).status_code == 302
    step = db.session.query(StepRecord).order_by(StepRecord.id.desc()).first()
    assert [one.name for one in attachments_of(step)] == ["路口.jpg", "近处.jpg", "远处.jpg"]
    assert step.filled["files"] == ["路口.jpg", "近处.jpg", "远处.jpg"]
    client.get(path)
    assert "附件还在" not in client.page.words


def test_a_file_that_waits_can_be_dropped_and_nothing_typed_is_lost(
    db: Any, browser: Any, people: Any, case: Any
) -> None:
    """Another one that was chosen meanwhile is kept."""
    client, path = browser(people.handler), f"/cases/{case.number}/handle"
    client.post(path, data=progress(progress="", files=[photo("错了.jpg")]), content_type=MULTIPART)
    wrong = db.session.query(Attachment).one()
    sent = progress(drop_file=str(wrong.id), files=[photo("对了.jpg")])
    answer = client.post(path, data=sent, content_type=MULTIPART)
    assert answer.status_code == 200 and "到现场看过，量了尺寸" in answer.get_data(as_text=True)
    assert [one.name for one in db.session.query(Attachment)] == ["对了.jpg"]


def test_files_that_wait_are_their_senders_alone_and_only_on_that_form(
    db: Any, browser: Any, people: Any, case: Any
) -> None:
    """Neither his leader nor another form shows them; the night after the next day takes them away."""
    client = browser(people.handler)
    client.post(f"/cases/{case.number}/handle", data=progress(progress="", files=[photo()]), content_type=MULTIPART)
    kept = db.session.query(Attachment).one()
    assert attachment_for(people.handler.actor, kept.id) and not attachment_for(people.unit_leader.actor, kept.id)
    client.get(f"/cases/{case.number}/finish")
    assert "附件还在" not in client.page.words
    leader = browser(people.unit_leader)
    leader.get(f"/cases/{case.number}/handle")
    assert "附件还在" not in leader.page.words
    path = path_of(kept, client.application.config["INSTANCE"])
    assert path.is_file() and drop_unsent_nightly() == "删去 0 个"
    with clock.set_clock(clock.now() + timedelta(hours=25)):
        assert drop_unsent_nightly() == "删去 1 个"
    assert not path.is_file() and db.session.query(UnsentForm).count() == 0


def test_six_files_a_step(browser: Any, people: Any, case: Any) -> None:
    """The seventh is one too many."""
    sent = progress(files=[photo(f"{n}.jpg") for n in range(7)])
    answer = browser(people.handler).post(f"/cases/{case.number}/handle", data=sent, content_type=MULTIPART)
    assert "附件最多 6 个" in answer.get_data(as_text=True)


def test_words_where_files_belong_are_no_files(db: Any, browser: Any, people: Any, case: Any) -> None:
    """A form sent without its files part, as by a script, is taken without files."""
    answer = browser(people.handler).post(f"/cases/{case.number}/handle", data=progress(files="现场.jpg"))
    assert answer.status_code == 302
    assert db.session.query(Attachment).count() == 0
