"""Threads that try to give one representative to two members, and one place to two representatives."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import move, pair, publish, replace, set_places, swap, unpair
from liaison.assignment.actions.drafts import keep
from liaison.assignment.models import DRAFT, PUBLISHED, Pairing, Plan
from liaison.assignment.queries import places_of
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.roster.models import Member, Representative

THREADS, FORTY = 8, 40


@pytest.fixture
def stage(db, make):
    """Two members, four representatives, one plan in force, committed."""
    plan = make(Plan)
    members, people = [make(Member) for _ in range(2)], [make(Representative) for _ in range(4)]
    db.session.commit()
    return plan.id, [m.id for m in members], [p.id for p in people]


def at_once(app, db, jobs):
    """Run the jobs in threads that start together, each in a transaction of its own; gives who won."""
    start, outcomes = threading.Barrier(len(jobs)), []

    def run(job):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    job()
                outcomes.append("won")
            except (Refused, IntegrityError) as error:
                outcomes.append(type(error).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def current(db):
    db.session.rollback()
    return db.session.scalars(select(Pairing).where(Pairing.is_current)).all()


def pairing_job(db, plan, member, person, slot):
    def job():
        row = (db.session.get(kind, key) for kind, key in ((Plan, plan), (Member, member), (Representative, person)))
        pair(*row, slot, SYSTEM)

    return job


def test_one_place_is_given_once(app, db, stage):
    plan, members, people = stage
    jobs = [pairing_job(db, plan, members[0], people[n % 4], 1) for n in range(THREADS)]
    outcomes = at_once(app, db, jobs)
    assert outcomes["won"] == 1
    assert sum(outcomes.values()) == THREADS
    assert len(current(db)) == 1


def test_one_representative_is_given_once(app, db, stage):
    plan, members, people = stage
    jobs = [pairing_job(db, plan, members[n % 2], people[0], n % 5 + 1) for n in range(THREADS)]
    assert at_once(app, db, jobs)["won"] == 1
    assert len(current(db)) == 1


def test_no_sixth_place_however_many_try(app, db, make):
    """Forty at once, each with somebody else, on places one to six: five win."""
    plan, member = make(Plan).id, make(Member).id
    people = [make(Representative).id for _ in range(FORTY)]
    db.session.commit()
    outcomes = at_once(app, db, [pairing_job(db, plan, member, person, n % 6 + 1) for n, person in enumerate(people)])
    assert outcomes["won"] == 5
    assert sum(outcomes.values()) == FORTY
    assert sorted(p.slot for p in current(db)) == [1, 2, 3, 4, 5]


def test_no_sixth_with_any_member_whatever_verbs_are_used(app, db, make):
    """Forty at once pair, move, swap and replace among three members; then each has five at most, nobody two."""
    plan = make(Plan).id
    members = [make(Member).id for _ in range(3)]
    people = [make(Representative).id for _ in range(FORTY)]
    kept = [
        make(Pairing, plan_id=plan, member_id=members[n % 3], representative_id=people[n], slot=n // 3 + 1).id
        for n in range(12)
    ]
    db.session.commit()

    def get(kind, key):
        return db.session.get(kind, key)

    def moving(n):
        return lambda: move(get(Pairing, kept[n]), get(Member, members[(n + 1) % 3]), 5, "工作变动", SYSTEM)

    def swapping(n):
        return lambda: swap(get(Pairing, kept[n]), get(Pairing, kept[n + 1]), "委员提出", SYSTEM)

    def replacing(n):
        return lambda: replace(get(Pairing, kept[n]), get(Representative, people[12 + n]), "委员提出", SYSTEM)

    jobs = [moving(n) for n in range(9)] + [swapping(n) for n in range(8)] + [replacing(n) for n in range(8)]
    jobs += [pairing_job(db, plan, members[n % 3], people[20 + n], 4 + n % 3) for n in range(FORTY - len(jobs))]
    outcomes = at_once(app, db, jobs)
    assert sum(outcomes.values()) == FORTY
    assert outcomes["won"] >= 3
    found = current(db)
    assert max(Counter(p.member_id for p in found).values()) <= 5
    assert max(Counter((p.member_id, p.slot) for p in found).values()) == 1
    assert max(Counter(p.representative_id for p in found).values()) == 1
    assert {p.slot for p in found} <= {1, 2, 3, 4, 5}


def test_a_member_on_leave_gets_no_more_than_his_places(app, db, make):
    """Forty at once: some give him representatives, some say that he keeps three."""
    plan, member = make(Plan), make(Member).id
    year, plan = plan.year, plan.id
    people = [make(Representative).id for _ in range(FORTY)]
    db.session.commit()

    def fewer():
        set_places(year, db.session.get(Member, member), 3, "病休", SYSTEM)

    jobs = [pairing_job(db, plan, member, person, n % 5 + 1) for n, person in enumerate(people[5:])] + [fewer] * 5
    outcomes = at_once(app, db, jobs)
    assert sum(outcomes.values()) == FORTY
    assert len(current(db)) <= places_of(year, member)
    assert len(current(db)) >= 3


def test_a_plan_is_not_put_in_force_past_a_members_places(app, db, make):
    """One publishes a draft that gives him five, others say that he keeps three: both cannot be."""
    draft, member = make(Plan, state=DRAFT), make(Member).id
    year, plan = draft.year, draft.id
    for slot in range(1, 6):
        make(Pairing, plan_id=plan, member_id=member, slot=slot, is_current=False)
    db.session.commit()
    jobs = [lambda: publish(db.session.get(Plan, plan), SYSTEM)] * 2
    jobs += [lambda: set_places(year, db.session.get(Member, member), 3, "病休", SYSTEM)] * 6
    assert at_once(app, db, jobs)["won"] >= 1
    assert len(current(db)) <= places_of(year, member)


def test_no_pair_stays_in_force_of_a_plan_that_ended(app, db, make):
    """While a new plan is put in force others still change the old one: what they do ends with it, or is refused."""
    old, new, member = make(Plan).id, make(Plan, state=DRAFT).id, make(Member).id
    people = [make(Representative).id for _ in range(8)]
    kept = [make(Pairing, plan_id=old, member_id=member, representative_id=people[n], slot=n + 1).id for n in range(2)]
    make(Pairing, plan_id=new, member_id=member, representative_id=people[2], slot=1, is_current=False)
    db.session.commit()

    def replacing(n):
        return lambda: replace(
            db.session.get(Pairing, kept[n]), db.session.get(Representative, people[6 + n]), "其他", SYSTEM
        )

    jobs = [lambda: publish(db.session.get(Plan, new), SYSTEM), replacing(0), replacing(1)]
    jobs += [pairing_job(db, old, member, people[3 + n], 3 + n) for n in range(3)]
    outcomes = at_once(app, db, jobs)
    assert sum(outcomes.values()) == len(jobs)
    assert [(p.plan_id, p.representative_id) for p in current(db)] == [(new, people[2])]


def put_past_the_verbs(plan, member, person, slot):
    """Writes a pair into the table directly."""
    values = {
        "plan_id": plan, "member_id": member, "representative_id": person, "slot": slot, "is_current": True,
        "started_on": clock.today(), "is_same_sector": True, "is_by_hand": False,
    }  # fmt: skip
    return lambda: database.session.execute(insert(Pairing).values(values))


@pytest.mark.parametrize("contested", ["person", "place"])
def test_rows_put_past_the_verbs_are_stopped_by_the_database(app, db, stage, contested):
    """Whoever writes the table directly, in a draft or in force, meets the same walls."""
    plan, members, people = stage
    slots = [1, 2, 3, 4] if contested == "person" else [1] * 4
    rows = [(members[0], people[0 if contested == "person" else n], slots[n]) for n in range(4)]
    outcomes = at_once(app, db, [put_past_the_verbs(plan, *row) for row in rows])
    assert outcomes == {"won": 1, "IntegrityError": 3}
    assert len(current(db)) == 1


def test_swapping_and_taking_away_at_once_leaves_one_keeper(app, db, stage):
    plan, members, people = stage
    kept = pair(
        db.session.get(Plan, plan), db.session.get(Member, members[0]), db.session.get(Representative, people[0]), 1,
        SYSTEM,
    ).id  # fmt: skip
    db.session.commit()

    def swap(person):
        return lambda: replace(
            db.session.get(Pairing, kept), db.session.get(Representative, person), "委员提出", SYSTEM
        )

    jobs = [swap(people[1 + n % 3]) for n in range(4)]
    jobs += [lambda: unpair(db.session.get(Pairing, kept), "其他", SYSTEM)] * 2
    jobs += [pairing_job(db, plan, members[1], people[1 + n], n + 1) for n in range(2)]
    at_once(app, db, jobs)
    found = current(db)
    assert all(n == 1 for n in Counter(p.representative_id for p in found).values())
    assert sum(p.member_id == members[0] for p in found) <= 1


def test_first_drafts_of_a_year_kept_at_once_stand_side_by_side(app, db, make):
    make(Member), make(Representative)
    found = queries.propose(queries.plan_task(2026))
    db.session.commit()
    assert at_once(app, db, [lambda: keep(found, SYSTEM)] * THREADS) == {"won": THREADS}
    db.session.rollback()
    assert sorted(db.session.scalars(select(Plan.name))) == [f"第 {n} 稿" for n in range(1, THREADS + 1)]


def test_two_plans_are_not_in_force_together(app, db, make):
    """Even where they have no pair in common, so that no index would tell."""
    plans = [make(Plan, state=DRAFT) for _ in range(4)]
    for plan in plans:
        make(Pairing, plan_id=plan.id, is_current=False)
    db.session.commit()
    outcomes = at_once(app, db, [lambda i=plan.id: publish(db.session.get(Plan, i), SYSTEM) for plan in plans])
    assert outcomes["won"] == 4, "each in its turn"
    assert len(current(db)) == 1
    assert sorted(db.session.scalars(select(Plan.state))) == ["ended", "ended", "ended", PUBLISHED]
