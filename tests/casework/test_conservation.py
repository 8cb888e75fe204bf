"""套表互证: green where everything was done by the verbs, red for exactly the case whose record was tampered with."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import text

from liaison import checks
from liaison.casework import actions
from liaison.casework.queries.conservation import faults, proof
from liaison.casework.rules.conservation import FLOW, IDENTITIES, WEIGHTS
from liaison.casework.rules.walks import STATION_OF
from liaison.casework.sheets.conservation import said
from liaison.casework.workflow import MOVES, STATES
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Section
from tests.casework import ledgers
from tests.casework.stories import ANGRY, HEARD, RATED, brought_to, housing, opened, sheets
from tests.factories import first, make_row
from tests.haian import FOLDER

STATIONS = {
    "consensus": "member", "hand_over": "desk", "merged": "merged", "approval": "approval", "ruling": "ruling",
    "handling": "handling", "check": "check", "reply": "reply", "forward": "forward", "feedback": "feedback",
    "rating": "rating", "office": "office", "closed": "closed",
}  # fmt: skip
RETURN = {"reason": "请再核实"}


def proved():
    """The identities over everything there is."""
    return proof(date.min, clock.today())


def red():
    """`{code of a red identity: cases that break it}`."""
    return {one.identity.code: set(one.broken) for one in proved().red}


def tamper(db, statement, **values):
    """Change what the program never changes: somebody at the database itself, past the triggers."""
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE step_record DISABLE TRIGGER USER"))
    else:
        for verb in ("update", "delete"):
            db.session.execute(text(f"DROP TRIGGER IF EXISTS step_record_refuses_{verb}"))
    assert db.session.execute(text(statement), values).rowcount > 0
    db.session.expire_all()


def again(case, people):
    """Another round from 办理中 to 待评议."""
    for start, verb, person, cells in sheets(people)[2:]:
        assert case.state == start
        actions.advance(case, verb, person.actor, **cells)


def closed(people):
    """A case that ran smoothly."""
    case = brought_to("to_rate", people)
    actions.rate_for_asker(case, people.clerk.actor, **HEARD, **RATED)
    return case


def rated_twice(people):
    """The office heard him on the phone, then he answered himself."""
    case = closed(people)
    code = actions.new_rating_code(case, people.member.actor)
    actions.rate_by_code(actions.code_row(code), **RATED)
    return case


def angry_twice(people):
    """Two rounds, then the office, which closed it."""
    case = brought_to("to_rate", people)
    actions.rate_for_asker(case, people.clerk.actor, **HEARD, **ANGRY)
    again(case, people)
    actions.rate_for_asker(case, people.clerk.actor, **HEARD, **ANGRY)
    actions.advance(case, "decide_close", people.office.actor, opinion="已当面解释")
    return case


def declined(people):
    """Declined once and kept with the unit."""
    case = brought_to("to_approve", people)
    actions.advance(case, "decline", people.unit_leader.actor, decline_kind="需要补充情况", reason="地点不清楚")
    actions.advance(case, "rule_keep", people.director.actor, opinion="地点在附件里")
    return case


def urged(people):
    """With a notice that was answered."""
    case = brought_to("handling", people)
    notice = actions.urge(case, people.office.actor, level="催办", cause="已超期", demand="请抓紧办")
    actions.answer_notice(notice, people.unit_leader.actor, answer="本周办完")
    return case


def test_every_move_into_or_out_of_a_station_is_counted_there():
    identities = {one.code: place for place, one in enumerate(IDENTITIES)}
    for code, station in STATIONS.items():
        declared: Counter[str] = Counter()
        for key, weights in WEIGHTS.items():
            declared[key] += sum(sign for place, sign in weights if place == identities[code])
        for move in MOVES:
            for start in {STATION_OF[one] for one in move.starts}:
                target = STATION_OF[move.target] if move.target else start
                net = (target == station) - (start == station) if target != start else 0
                counted = declared[move.verb] + declared[f"{move.verb}@{start}"]
                assert counted == net, f"{move.verb} from {start} counts {counted} in {code}, should be {net}"
        assert declared[f"at@{station}"] == declared[f"lost@{station}"] == -1 == -declared[f"found@{station}"]
    assert {one.code for one in FLOW} - set(STATIONS) == {"over_replied", "over_told", "over_rated", "notices"}


def test_every_state_lies_in_a_station():
    assert set(STATION_OF) == {state.code for state in STATES}


def test_formulas_read_as_the_office_writes_them():
    formulas = {one.code: one.formula for one in IDENTITIES}
    assert formulas["hand_over"] == (
        "受理 + 撤销并案 + 主单未答复 = 转办 + 并案 + 退回补充 + 不予受理 + 当场办结 + 作废 + 在途（待转办）"
    )
    assert formulas["check"] == "办理 = 核查通过 + 核查退回 + 在途（待核查）"
    assert len(formulas) == len(IDENTITIES)


def test_all_turns_of_real_life_are_green(people, db):
    for story in (closed, rated_twice, angry_twice, declined, urged, opened):
        story(people)
    ahead = opened(people)
    actions.advance(ahead, "hand_over", people.clerk.actor, unit_id=housing().id)
    actions.take_back(ahead, people.clerk.actor)
    actions.advance(ahead, "send_back", people.clerk.actor, **RETURN)
    actions.advance(opened(people), "void", people.member.actor, **RETURN)
    for verb, cells in (
        ("refuse", {"refusal": "不属于本市管辖", "explained": "打了电话"}), ("settle", {"reply_text": "当场办好"}),
        ("void", RETURN),
    ):  # fmt: skip
        actions.advance(brought_to("to_hand_over", people), verb, people.clerk.actor, **cells)
    checked = brought_to("to_check", people)
    actions.advance(checked, "reject_check", people.clerk.actor, **RETURN)
    unrated = brought_to("to_rate", people)
    actions.advance(unrated, "close_unrated", people.office.actor, opinion="没有回音")
    found = proved()
    assert not found.red and len(found.cases) == 13
    by_code = {one.identity.code: one for one in found.balances}
    assert {term.words: number for term, number in by_code["hand_over"].right} == {
        "转办": 7, "并案": 0, "退回补充": 1, "不予受理": 1, "当场办结": 1, "作废": 1, "在途（待转办）": 0,
        "往年台账没有下一步": 0,
    }  # fmt: skip
    assert said(by_code["notices"].right) == "已答复 1 + 没答复已销号 0 + 未答复 0"
    assert said(by_code["over_rated"].left) == "已结 5" and said(by_code["over_rated"].right) == "评议 4 + 未评价 1"


def merged(people):
    """Handled with another, told and rated on its own."""
    main, case = brought_to("to_hand_over", people), brought_to("to_hand_over", people)
    actions.merge_case(case, people.clerk.actor, main.id, "同一个路口")
    for _start, verb, person, cells in sheets(people)[:-1]:
        actions.advance(main, verb, person.actor, **cells)
    _start, verb, person, cells = sheets(people)[-1]
    actions.advance(case, verb, person.actor, **cells)
    actions.rate_for_asker(case, people.clerk.actor, **HEARD, **RATED)
    return case


DELETE = "DELETE FROM step_record WHERE case_id = :case AND verb = '{}'"
CHANGE = "UPDATE step_record SET {} WHERE case_id = :case AND verb = '{}'"
PLANTED = [
    (closed, DELETE.format("open"), {"opened", "consensus", "chain", "events"}),
    (closed, DELETE.format("submit"), {"consensus", "hand_over", "chain", "numbers", "events"}),
    (closed, DELETE.format("hand_over"), {"hand_over", "approval", "chain", "numbers", "events"}),
    (closed, DELETE.format("approve"), {"approval", "handling", "chain", "numbers", "events"}),
    (declined, DELETE.format("decline"), {"approval", "ruling", "chain", "numbers", "events"}),
    (closed, DELETE.format("sign"), {"handling", "check", "chain", "numbers", "events"}),
    (closed, DELETE.format("pass_check"), {"check", "reply", "chain", "numbers", "events"}),
    (closed, DELETE.format("reply"), {"reply", "forward", "over_replied", "chain", "numbers", "events"}),
    (closed, DELETE.format("forward_reply"), {"forward", "feedback", "chain", "numbers", "events"}),
    (closed, DELETE.format("tell_asker"), {"feedback", "rating", "over_told", "chain", "numbers", "events"}),
    (closed, DELETE.format("rate"), {"state", "ratings", "events"}),
    (rated_twice, DELETE.format("rate") + " AND seq < 12", {"rating", "closed", "ratings", "numbers", "events"}),
    (angry_twice, DELETE.format("rate_escalate"), {"rating", "office", "over_rated", "ratings", "chain", "events"}),
    (angry_twice, DELETE.format("rate_redo"), {"rating", "handling", "round", "ratings", "chain", "events"}),
    (merged, DELETE.format("merge"), {"hand_over", "merged", "chain", "numbers", "events"}),
    (merged, DELETE.format("join_reply"), {"merged", "feedback", "over_replied", "chain", "numbers", "events"}),
    (closed, CHANGE.format("verb = 'decide_close'", "rate"), {"rating", "over_rated", "ratings", "chain", "events"}),
    (closed, CHANGE.format("verb = 'return_work'", "sign"), {"handling", "check", "chain", "events"}),
    (closed, CHANGE.format("round = 2", "sign"), {"round", "contents"}),
    (closed, CHANGE.format("step = 6", "reply"), {"contents"}),
    (closed, CHANGE.format("note = '已经办好'", "reply"), {"contents"}),
    (closed, CHANGE.format("acted_on = '2020-02-03'", "reply"), {"contents"}),
    (closed, CHANGE.format("due_on = '2036-02-03'", "approve"), {"contents"}),
    (closed, CHANGE.format("actor_name = '别人'", "approve"), {"events"}),
    (closed, "UPDATE \"case\" SET state = 'handling' WHERE id = :case", {"state"}),
    (closed, 'UPDATE "case" SET round = 2 WHERE id = :case', {"round"}),
    (closed, "DELETE FROM rating WHERE case_id = :case", {"ratings"}),
    (urged, "DELETE FROM urging_notice WHERE case_id = :case", {"notices"}),
]  # fmt: skip


@pytest.mark.parametrize(("story", "statement", "codes"), PLANTED, ids=range(len(PLANTED)))
def test_a_planted_fault_is_named_with_exactly_its_case(people, db, story, statement, codes):
    wronged, _sound = story(people), story(people)
    assert red() == {}
    tamper(db, statement, case=wronged.id)
    found = red()
    assert codes <= set(found)
    assert set().union(*found.values()) == {wronged.id}


def test_each_identity_can_turn_red():
    planted = set().union(*(codes for _story, _statement, codes in PLANTED)) | {"ledger"}
    assert planted == {one.code for one in IDENTITIES}


def test_check_names_the_identity_and_the_case(people, db):
    case = closed(people)
    assert faults() == []
    tamper(db, DELETE.format("pass_check"), case=case.id)
    said_of = [one.sentence for one in checks.faults() if one.check == "套表互证"]
    formula = "办理结果都有核查（办理 = 核查通过 + 核查退回 + 在途（待核查））"
    assert f"{formula}：左边 1，右边 0，差 1。请看 {case.number}。" in said_of


def test_two_faults_that_make_up_for_each_other_are_red_still(people, db):
    one, other = closed(people), closed(people)
    tamper(db, DELETE.format("hand_over"), case=one.id)
    tamper(db, CHANGE.format("verb = 'hand_over'", "sign"), case=other.id)
    balance = next(each for each in proved().balances if each.identity.code == "approval")
    assert balance.difference == 0 and set(balance.broken) == {one.id, other.id} and balance.verdict == "2 件对不上"


def test_the_period_chooses_the_cases_and_the_day_how_far_they_are(people, db):
    with clock.set_clock(clock.at(date(2026, 3, 2))):
        contact = make_row(Contact, member_id=people.member.member.id, contacted_on=date(2026, 3, 2))
        case = actions.open_case(contact, people.member.actor, survey="看过", suggestion="装灯", text="没有灯")
    with clock.set_clock(clock.at(date(2026, 3, 5))):
        if case.state == "to_consensus":
            actions.advance(case, "void", people.member.actor, **RETURN)
    before, after = proof(date(2026, 3, 1), date(2026, 3, 4)), proof(date(2026, 3, 1), date(2026, 3, 6))
    assert not before.red and not after.red
    assert before.tallies[case.id]["at@ended"] == 0 and after.tallies[case.id]["at@ended"] == 1
    assert not proof(date(2026, 3, 3), date(2026, 3, 6)).cases


def numbers_of(code):
    """The two sides of an identity in words."""
    balance = next(one for one in proved().balances if one.identity.code == code)
    return said(balance.left), said(balance.right)


def test_a_ledger_without_steps_is_green_and_says_so(db, tmp_path):
    ledgers.people()
    ledgers.let_in(tmp_path, ledgers.request())
    assert not red()
    assert numbers_of("opened") == ("诉求 1", "有联系环节 0 + 往年台账没有联系环节 1")


def test_what_a_ledger_lacks_is_a_number_of_its_own(db, tmp_path):
    ledgers.people()
    ledgers.let_in(tmp_path, ledgers.request())
    ledgers.let_steps_in(tmp_path, *(line for line in ledgers.course() if line["step"] != "转办"))
    assert not red()
    assert numbers_of("approval")[0] == "转办 0 + 改派 0 + 由原单位办 0 + 往年台账没有上一步 1"
    assert numbers_of("numbers") == ("最后一条的编号 7", "环节记录 6 + 往年台账的空号 1")


def test_lines_of_a_second_round_that_come_later_are_green(db, tmp_path):
    ledgers.people()
    blank = dict.fromkeys(("handled_on", "replied_on", "rated_on", "rating"))
    ledgers.let_in(tmp_path, ledgers.request(**blank))
    *course, rating = ledgers.course()
    ledgers.let_steps_in(tmp_path, *course, {**rating, "note": "不满意"})
    assert not red()
    more = [("办理", date(2024, 3, 20), ""), ("回复", date(2024, 3, 21), ""), ("评议", date(2024, 3, 22), "满意")]
    ledgers.let_steps_in(tmp_path, *(ledgers.step(seq, *line) for seq, line in enumerate(more, 8)))
    assert not red()
    assert numbers_of("over_rated") == ("已结 2", "评议 2 + 未评价 0")


def test_a_case_of_a_ledger_that_goes_on_here_is_green(people, db, tmp_path):
    ledgers.people()
    blank = dict.fromkeys(("approved_on", "handled_on", "replied_on", "rated_on", "rating"))
    ledgers.let_in(tmp_path, ledgers.request(**blank))
    case = ledgers.the_case()
    section = first(Section, organisation_id=housing().id, name="城建科")
    actions.advance(case, "approve", people.unit_leader.actor, section_id=section.id)
    assert case.state == "handling" and not red()
    tamper(db, 'UPDATE "case" SET state = \'to_sign\' WHERE id = :case', case=case.id)
    assert red() == {"state": {case.id}}


def test_a_void_row_of_a_ledger_is_green(db, tmp_path):
    ledgers.people()
    ledgers.let_in(tmp_path, ledgers.request(state="作废"))
    ledgers.let_steps_in(tmp_path, *ledgers.course()[:4])
    assert ledgers.the_case().state == "voided" and not red()


@pytest.mark.sqlite
def test_the_past_year_is_green_and_its_numbers_are_those_of_the_step_log(year):
    found = proof(date(2024, 1, 1), date(2024, 12, 31))
    assert not found.red and faults() == []
    with (FOLDER / "steps.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["date"] <= "2024-12-31"]
    of_year = {row["contact_no"] for row in lines if row["step"] == "连线" and row["date"] >= "2024-01-01"}
    told = Counter(
        row["step"] + "退回" * row["note"].startswith("退回") for row in lines if row["contact_no"] in of_year
    )
    by_code = {one.identity.code: one for one in found.balances}
    numbers = {
        "转办": by_code["approval"].left[0][1], "审批": by_code["approval"].right[0][1],
        "审批退回": by_code["approval"].right[1][1], "办理": by_code["handling"].right[0][1],
        "回复": by_code["reply"].right[0][1], "督办": by_code["notices"].left_sum,
    }  # fmt: skip
    assert numbers == {name: told[name] for name in numbers}
    assert by_code["closed"].right[1][1] == 668
    assert said(by_code["check"].right) == "核查通过 0 + 核查退回 0 + 在途（待核查） 1 + 往年台账没有核查 699"


@pytest.mark.sqlite
def test_a_lost_line_of_a_ledger_is_missed_by_the_register(year):
    one = next(iter(proof(date(2024, 5, 1), date(2024, 5, 31)).cases))
    tamper(year, DELETE.format("approve"), case=one)
    assert red() == {"ledger": {one}}
    tamper(year, CHANGE.format("verb = 'reply'", "finish"), case=one)
    assert red() == {"ledger": {one}, "contents": {one}}
