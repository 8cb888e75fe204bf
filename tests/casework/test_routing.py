"""Units suggested by what became of earlier requests: the sums, the reasons, the figures."""

from __future__ import annotations

from datetime import date

import pytest

from liaison.casework import queries
from liaison.casework.models import Case
from liaison.casework.queries.routing import Router, lessons_of
from liaison.casework.rules.routing import SURE, TOWN, Past, grams_of, learn, likeness
from liaison.orgs.models import Area, Category, Organisation
from tests.bench import routing as bench
from tests.factories import first, make_row


@pytest.fixture(scope="module")
def fields():
    return bench.shipped_fields()


@pytest.fixture(scope="module")
def year(fields):
    return bench.the_year(fields)


def field_named(fields, name):
    return next(one for one in fields.values() if one.name == name)


def decided(field, unit_name, title, number=1, town="曲塘镇"):
    """Requests of a field that a unit handled."""
    unit, category = first(Organisation, name=unit_name), first(Category, name=field)
    return [
        make_row(Case, title=title, text=f"{title}，请来看看", category_id=category.id, unit_id=unit.id,
                 area_id=first(Area, name=town).id, state="handling", approved_on=date(2026, 1, place))
        for place in range(1, number + 1)
    ]  # fmt: skip


def asked(title, field=None, town="曲塘镇"):
    category = first(Category, name=field).id if field else None
    return make_row(Case, title=title, text=None, category_id=category, area_id=first(Area, name=town).id)


def test_grams_are_characters_and_neighbours():
    assert grams_of("路灯，不亮1") == {"路", "灯", "不", "亮", "路灯", "不亮"}
    assert likeness("路灯不亮", "路灯不亮") == pytest.approx(1.0)
    assert likeness("路灯不亮", "") == 0.0


def test_without_history_the_field_s_own_unit_comes_first(fields):
    lamp = field_named(fields, "路灯照明")
    best = learn(fields, []).guesses("晚上路灯不亮", None, None)[0]
    assert (best.unit_id, best.category_id) == (lamp.unit_id, lamp.id)


def test_words_nobody_ever_said_tell_nothing(fields):
    assert [one.unit_id for one in learn(fields, []).guesses("ω", None, None)] == [TOWN]
    assert learn(fields, []).guesses("您好", None, None)[0].likelihood < SURE


def test_history_outweighs_the_rule_in_the_end(fields):
    lamp, other = field_named(fields, "路灯照明"), 40
    pasts = [Past(lamp.id, other, None, "镇上的路灯坏了")] * 5
    assert learn(fields, pasts[:1]).guesses("巷子里的灯", lamp.id, None)[0].unit_id == lamp.unit_id
    assert learn(fields, pasts).guesses("巷子里的灯", lamp.id, None)[0].unit_id == other


def test_a_like_request_counts_more_than_an_unlike_one(fields):
    property_, market = field_named(fields, "物业管理"), 41
    pasts = [Past(property_.id, property_.unit_id, None, f"物业收费高，{n}号楼反映账目不公开") for n in "甲乙丙丁戊己"]
    pasts += [Past(property_.id, market, None, "小区电梯老是停在半空，年检过期")] * 3
    lessons = learn(fields, pasts)
    assert lessons.guesses("电梯停在半空，年检也没有做", property_.id, None)[0].unit_id == market
    assert lessons.guesses("物业账目不公开", property_.id, None)[0].unit_id == property_.unit_id


def test_upheld_returns_count_against(fields):
    dogs, other = field_named(fields, "犬只管理"), 42
    pasts = [Past(dogs.id, dogs.unit_id, None, "流浪狗咬人")] * 2 + [Past(dogs.id, other, None, "流浪狗咬人")] * 2
    kept = learn(fields, pasts).guesses("流浪狗很多", dogs.id, None)
    assert kept[0].unit_id == dogs.unit_id
    against = [Past(dogs.id, dogs.unit_id, None, "流浪狗咬人", against=True)] * 2
    assert learn(fields, pasts + against).guesses("流浪狗很多", dogs.id, None)[0].unit_id == other


def test_the_same_town_counts_more(fields):
    dogs = field_named(fields, "犬只管理")
    pasts = [Past(dogs.id, 43, 7, "流浪狗咬人")] * 8 + [Past(dogs.id, 44, 8, "流浪狗咬人")] * 8
    lessons = learn(fields, pasts)
    assert [lessons.guesses("流浪狗咬人", dogs.id, town)[0].unit_id for town in (7, 8)] == [43, 44]


@pytest.mark.sqlite
def test_the_order_of_the_rows_does_not_matter(fields, year):
    pasts = [one.past for one in year[:150]]
    there, back = learn(fields, pasts), learn(fields, pasts[::-1])
    for one in year[200:230]:
        found, again = there.guesses(one.text, None, None), back.guesses(one.text, None, None)
        assert [guess.unit_id for guess in found] == [guess.unit_id for guess in again]


@pytest.mark.sqlite
def test_later_requests_find_their_unit_by_words_alone(fields, year):
    early, late = bench.hits_in_order(fields, year, 100), bench.hits_in_order(fields, year, 350)
    assert early.first / early.number > 0.93, early
    assert late.first / late.number > 0.97, late
    assert late.three / late.number > 0.99, late


@pytest.mark.sqlite
def test_reworded_requests_find_their_unit(fields, year):
    order = bench.learned(fields, year)
    for path, least_first, least_three in ((bench.REWORDED, 0.95, 0.98), (bench.KEPT, 0.72, 0.86)):
        requests = bench.reworded(fields, path)
        found, before = bench.hits(order, requests), bench.hits(bench.by_list(fields), requests)
        assert found.first / found.number > least_first, found
        assert found.three / found.number > least_three, found
        assert found.first > before.first and found.three > before.three


def test_the_reason_names_what_became_of_earlier_ones(db):
    decided("路灯照明", "市住房和城乡建设局", "老街路灯坏了", 2)
    decided("路灯照明", "市城市管理局", "广场景观灯坏了")
    units = Router.load().units(asked("新村路灯不亮", "路灯照明"))
    assert (units[0].name, units[0].why) == ("市住房和城乡建设局", "“路灯照明” 3 件里 2 件由它办")
    told = {one.name: one.why for one in units}
    assert told["市城市管理局"] == "“路灯照明” 3 件里 1 件由它办"


def test_the_reason_names_the_words_where_no_field_was_chosen(db):
    best = Router.load().units(asked("巷子里路灯不亮"))[0]
    assert (best.name, best.why) == ("市住房和城乡建设局", "写到“路灯”“不亮”，“路灯照明”一般由它办")


def test_a_town_s_own_matter_goes_to_the_own_town(db):
    decided("邻里纠纷", "李堡镇", "两家为排水沟吵架", 2, town="李堡镇")
    best = Router.load().units(asked("两家为排水沟吵架", "邻里纠纷"))[0]
    assert (best.name, best.why) == ("曲塘镇", "“邻里纠纷” 2 件里 2 件由它办")


def test_three_at_most_and_none_twice(db):
    units = Router.load().units(asked("路灯不亮，垃圾没人运，河水发臭"))
    assert len({one.unit_id for one in units}) == len(units) == 3


def test_what_was_learned_follows_the_rows(db):
    before = Router.load()
    assert Router.load().lessons is before.lessons
    decided("路灯照明", "市城市管理局", "老街路灯坏了", 6)
    after = Router.load()
    assert after.lessons is not before.lessons
    assert after.units(asked("老街路灯坏了", "路灯照明"))[0].name == "市城市管理局"


def test_what_was_learned_is_kept_for_the_next_page():
    assert lessons_of.cache_info().maxsize


def test_the_rates_leave_out_what_came_later(db):
    assert queries.hit_rates().overall.number == 0
    for case in decided("路灯照明", "市城市管理局", "老街路灯坏了", 12):
        case.raised_on = case.approved_on.replace(month=case.approved_on.day)
    db.session.flush()
    rates = queries.hit_rates()
    assert rates.overall.number == 12
    assert rates.overall.rule == 0
    assert 0 < rates.overall.first < 12  # the first ones could not be known
    assert [(one.name, one.number) for one in rates.units] == [("市城市管理局", 12)]
    assert [one.name for one in rates.fields] == ["路灯照明"]


def test_a_hundred_per_cent_means_all_of_them():
    rate = queries.suggestion_hits.HitRate("全部", 400, first=399, three=400, untold=391, rule=0)
    assert [rate.percent(one) for one in (rate.first, rate.three, rate.untold, rate.rule)] == [99, 100, 97, 0]
