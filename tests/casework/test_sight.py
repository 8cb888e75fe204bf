"""Each cell of each sheet is shown to whom it is meant for: every column and every role."""

from __future__ import annotations

from types import SimpleNamespace as Thing

import pytest

from liaison.access import Actor, Role
from liaison.access.table import TABLE
from liaison.casework.rules.sight import may_read, sheet_for
from liaison.casework.rules.timeline import timeline
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from tests.casework.stories import brought_to

M, C, D, U, H, S, O, L = READERS = (  # noqa: E741 - as in the table of permissions
    Role.MEMBER, Role.CLERK, Role.DIRECTOR, Role.UNIT_LEADER, Role.HANDLER, Role.SUPERVISOR, Role.OFFICE, Role.LEADER,
)  # fmt: skip
UNIT, OTHER_UNIT, COMMITTEE = 2, 7, 1
INSIDE = {("approve", "opinion"), ("approve", "internal_due_on")}
OF_MEMBER = {("rate", "member_work"), ("rate_redo", "member_work"), ("rate_escalate", "member_work")}
PERSONAL = {"asker_name", "asker_phone", "relation", "asked"} | {
    (verb, "files") for verb in ("tell_asker", "miss_asker", "rate", "rate_redo", "rate_escalate")
}
WITH_CELLS = [move for move in CASEWORK.moves if move.columns]


def case_of(**values):
    """A case of the unit and the committee below."""
    return Thing(**{"unit_id": UNIT, "committee_id": COMMITTEE, "member_id": 3, "is_confidential": False, **values})


def somebody(role, unit=UNIT):
    """Who holds a role where the case is."""
    place = unit if role in (U, H) else COMMITTEE
    return Actor(9, "某人", role, organisation_id=place, member_id=3 if role is M else None)


def record_of(move):
    """A record in which every cell of a sheet is filled in."""
    return Thing(
        verb=move.verb, filled={c.key: "x" for c in move.columns}, shown={c.title: "x" for c in move.columns},
        note="x", seq=1, step=move.step,
    )  # fmt: skip


def is_personal(move, column):
    """Whether a cell tells who asked."""
    return column.key in PERSONAL or (move.verb, column.key) in PERSONAL


def expected(move, column, role, *, is_secret):
    """Who reads a cell, said once more in other words."""
    if (move.verb, column.key) in INSIDE:
        return role in (U, H, O)
    if (move.verb, column.key) in OF_MEMBER:
        return role not in (U, H)
    return not (is_secret and is_personal(move, column) and role in (U, H, L))


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("is_secret", [False, True])
def test_every_column_for_every_role(role, is_secret):
    case, actor = case_of(is_confidential=is_secret), somebody(role)
    for move in WITH_CELLS:
        seen = sheet_for(actor, case, record_of(move), files=("file",))
        for column in move.columns:
            may = expected(move, column, role, is_secret=is_secret)
            where = (move.verb, column.key, role.title)
            assert (column.key in seen.filled, column.title in seen.shown) == (may, may), where
            assert may_read(actor, case, move.verb, column.key) is may, where
            if column.key == "files":
                assert bool(seen.files) is may, where


@pytest.mark.parametrize("role", sorted(set(Role) - set(READERS)))
def test_who_sees_no_case_sees_no_cell(role):
    actor = somebody(role)
    assert not any(sheet_for(actor, case_of(), record_of(move)).shown for move in WITH_CELLS)
    assert not sheet_for(None, case_of(), record_of(CASEWORK.by_verb["submit"])).shown


def test_whoever_fills_a_cell_in_may_read_it():
    """Nobody is asked for what is kept from him afterwards."""
    for move in WITH_CELLS:
        for role in set(TABLE[move.permission]) & set(READERS):
            kept = [c.key for c in move.columns if not may_read(somebody(role), case_of(), move.verb, c.key)]
            assert not kept, (move.verb, role)


def test_the_quote_goes_with_its_cell():
    """The demand that the timeline would quote is nobody's but the unit's; a helping unit is another unit."""
    record = record_of(CASEWORK.by_verb["approve"])
    assert sheet_for(somebody(H), case_of(), record).note == "x"
    assert sheet_for(somebody(C), case_of(), record).note is None
    assert sheet_for(somebody(U, OTHER_UNIT), case_of(), record).note is None


def test_older_sheets_hide_the_same_headings():
    """A record that came in or was written under a heading of another sheet hides who asked all the same."""
    record = Thing(verb="finish", filled={}, shown={"诉求人姓名": "周桂芳", "办理结果": "好了"}, note=None)
    assert sheet_for(somebody(H), case_of(is_confidential=True), record).shown == {"办理结果": "好了"}


def test_pages_keep_what_is_the_unit_s_own(browser, people):
    """Case page, folded sheets and paper alike."""
    case = brought_to("handling", people)
    own, due = "同意承办", "单位内部限期"
    for person, may in ((people.handler, True), (people.office, True), (people.clerk, False), (people.member, False)):
        page = browser(person).get(f"/cases/{case.number}").get_data(as_text=True)
        assert (f'quote">{own}' in page, due in page) == (may, may), person.user.name
    actions_page = browser(people.handler).get(f"/cases/{case.number}/finish").get_data(as_text=True)
    assert due in actions_page


def test_the_timeline_lists_files_in_place_of_their_names():
    record = Thing(
        verb="handle", filled={"progress": "看过", "files": ["现场.jpg"]},
        shown={"办理过程": "看过", "附件": "现场.jpg"},
        note="看过", seq=1, step=5, round=1, due_on=None, acted_on=clock.today(), acted_at=clock.now(),
        is_imported=False, actor_role="市住建局 经办人", actor_name="李海峰", on_behalf=None,
    )  # fmt: skip
    [entry] = timeline([sheet_for(somebody(H), case_of(), record, files=["a"])], [], True)
    assert (entry.files, entry.cells) == (("a",), {})
    [entry] = timeline([sheet_for(somebody(H), case_of(), record)], [], True)
    assert entry.cells == {"附件": "现场.jpg"}
