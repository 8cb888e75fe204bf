"""Settings as the office fills them in, stored as JSON and read back."""

from __future__ import annotations

import json

import pytest

from liaison.assignment.rules import KINDS, LEAST, Focus, Settings, Weights
from liaison.core.errors import Refused

FULL = {
    "weights": {"other_sector": "6", "broken": 15}, "least": {"town": 25}, "least_of": {"town:12": 40},
    "related": [[3, 1], (1, 3), [1, 2]],
    "focuses": [{"id": 1, "name": " 重点企业 ", "least": 30, "identity_types": [5, 2], "words": ["集团", " "]}],
    "blind_days": 60, "forbid_own_unit": False,
}  # fmt: skip


def test_nothing_filled_in_is_the_default():
    settings = Settings.from_json({})
    assert settings == Settings()
    assert (settings.weights, settings.least, settings.forbid_own_unit) == (Weights(), LEAST, True)
    assert [settings.least_for(kind, 1) for kind in KINDS] == [20, 20, 3, 20, 20]


def test_what_is_stored_is_read_back():
    settings = Settings.from_json(FULL)
    again = json.loads(json.dumps(settings.as_json(), ensure_ascii=False))
    assert Settings.from_json(again) == settings
    assert (settings.weights.other_sector, settings.weights.broken, settings.weights.missing) == (6, 15, 20)
    assert (settings.least_for("town", 12), settings.least_for("town", 13)) == (40, 25)
    assert settings.related == ((1, 2), (1, 3))
    assert settings.related_sectors() == {(1, 2), (2, 1), (1, 3), (3, 1)}
    assert (settings.blind_days, settings.forbid_own_unit) == (60, False)


def test_a_focus_holds_people_by_type_library_or_unit():
    focus = Focus(7, "重点企业", 30, (5,), (9,), ("集团",))
    settings = Settings(focuses=(focus,))
    assert settings.focuses_of(5, (), "") == settings.focuses_of(1, (9,), "") == (7,)
    assert settings.focuses_of(1, (), "某集团有限公司") == (7,)
    assert settings.focuses_of(1, (3,), "某学校") == ()
    assert (focus.group.key, focus.group.least) == (("focus", 7), 30)


@pytest.mark.parametrize(("values", "sentence"), [
    ({"weights": {"other_sector": "近"}}, "“界别不同”请填数字，单位是公里。"),
    ({"weights": {"broken": -1}}, "“保持不变的程度”请填 0 至 10,000 公里。"),
    ({"weights": {"missing": "nan"}}, "“覆盖缺一位”请填 0 至 10,000 公里。"),
    ({"weights": [4]}, "这份设置读不出来，请重新填写。"),
    ({"least": {"town": "二十"}}, "“每个区镇至少几位”请填整数。"),
    ({"least_of": {"town:x": 3}}, "请重新选要单独设人数的区镇、界别、类别或信息库。"),
    ({"least_of": {"town:3": 9999}}, "“区镇至少几位”请填 0 至 5,000。"),
    ({"related": [[1, 1]]}, "请为相近界别选两个不同的界别。"),
    ({"related": [["1", 2]]}, "请为相近界别选两个不同的界别。"),
    ({"focuses": [{"id": 1, "name": ""}]}, "请给每个重点领域写上名称。"),
    ({"focuses": ["重点企业"]}, "请给每个重点领域写上名称。"),
    ({"blind_days": 0}, "“几天没有联系算盲区”请填 1 至 366。"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(values, sentence):
    with pytest.raises(Refused) as refused:
        Settings.from_json(values)
    assert refused.value.sentence == sentence
