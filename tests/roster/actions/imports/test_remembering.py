"""How headings were matched is found again wherever they stand, and followed unasked only where nothing is lost."""

import io

from openpyxl import Workbook
from sqlalchemy import select

from liaison.roster.actions import imports
from liaison.roster.models import HeaderMapping

STRANGE = {"谁": "name", "怎么找": "phone", "什么人": "identity_type_id", "属哪里": "area_id"}
WANG = ("王芳", "15400001111", "种粮大户", "曲塘镇")
PLAIN = {"姓名": "name", "手机号": "phone", "身份特征类型": "identity_type_id", "所在区镇": "area_id"}


def book(**tabs):
    """The bytes of a workbook of these tabs."""
    workbook, stream = Workbook(), io.BytesIO()
    workbook.remove(workbook.active)
    for name, rows in tabs.items():
        sheet = workbook.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    workbook.save(stream)
    return stream.getvalue()


def handed_in(actor, folder, **tabs):
    """A file of M10 that was just handed in."""
    return imports.open_import("representatives", "M10.xlsx", book(**tabs), actor, folder)


def test_strange_headings_are_found_again_on_the_tab_and_row_that_were_chosen(people, tmp_path):
    actor = people.office.actor
    tabs = {"说明": [("姓名", "手机号"), ("照此填", "无")], "名单": [("张三交来",), tuple(STRANGE), WANG]}
    batch = handed_in(actor, tmp_path, **tabs)
    assert batch.plan["found"]["sheet"] == "说明"
    imports.settle_and_read(batch, tmp_path, actor, mapping=STRANGE, sheet="名单", header_row=2)
    again = handed_in(actor, tmp_path, 说明=tabs["说明"], 乙=[("乙",), ("交来",), tuple(reversed(STRANGE)), WANG[::-1]])
    plan = again.plan
    assert (plan["sheet"], plan["header_row"], plan["mapping"], plan["missing"]) == ("乙", 3, STRANGE, [])
    look = imports.survey_of(again, tmp_path)
    assert (look.sheet, look.header_row, look.also) == ("乙", 3, ())
    imports.settle_and_read(again, tmp_path, actor, mapping=STRANGE, sheet=plan["sheet"], header_row=3)
    assert (again.refused, again.counts.get("created")) == (None, 1)


def test_what_was_settled_last_on_the_tab_counts(people, tmp_path):
    actor = people.office.actor
    rows = [("姓名", "手机号", "甲", "乙"), tuple(STRANGE), WANG]
    first = handed_in(actor, tmp_path, 名单=rows)
    guessed = {"姓名": "name", "手机号": "phone", "甲": "identity_type_id", "乙": ""}
    imports.settle_columns(first, actor, mapping=guessed)
    imports.settle_columns(first, actor, mapping=STRANGE, sheet="名单", header_row=2)
    assert handed_in(actor, tmp_path, 名单=rows).plan["header_row"] == 2


def test_policies_and_columns_left_out_are_nobody_elses(db, people, tmp_path):
    rows = {"名单": [tuple(PLAIN), WANG]}
    lossy = PLAIN | {"所在区镇": ""}
    first = handed_in(people.clerk.actor, tmp_path, **rows)
    imports.settle_columns(first, people.clerk.actor, mapping=lossy, policies={"remark": "leave"})
    mine, theirs = (handed_in(one.actor, tmp_path, **rows).plan for one in (people.clerk, people.office))
    assert (mine["policies"], mine["remembered"]["is_own"]) == ({"remark": "leave"}, True)
    assert (theirs["policies"], theirs["mapping"]) == ({}, lossy)
    assert (theirs["remembered"]["is_own"], theirs["remembered"]["is_whole"]) == (False, False)
    assert theirs["remembered"]["by"] == people.clerk.actor.name


def test_following_a_whole_choice_leaves_it_with_whoever_made_it(db, people, tmp_path):
    rows = {"名单": [tuple(STRANGE), WANG]}
    imports.settle_columns(handed_in(people.clerk.actor, tmp_path, **rows), people.clerk.actor, mapping=STRANGE)
    other = handed_in(people.office.actor, tmp_path, **rows)
    assert other.plan["remembered"]["is_whole"]
    imports.settle_columns(other, people.office.actor, mapping=STRANGE)
    assert other.plan["remembered"]["by"] == people.clerk.actor.name
    assert db.session.scalars(select(HeaderMapping.user_id)).all() == [people.clerk.actor.user_id]
    imports.settle_columns(other, people.office.actor, mapping=STRANGE | {"属哪里": ""})
    assert other.plan["remembered"] is None
    assert db.session.scalars(select(HeaderMapping.user_id)).all() == [people.office.actor.user_id]
