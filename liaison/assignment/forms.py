"""What the pages of the plan ask."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.datastructures import MultiDict

from liaison.assignment.models import FORBID, LOCK, OFFICE, OWN_UNIT, RELATIVES, RULE_TITLES, WHYS
from liaison.assignment.rules import KEEPING, KIND_TITLES, WEIGHT_TITLES
from liaison.core.columns import Column, Kind

BETWEEN_WORDS = re.compile(r"[、，,；;\s]+")
KINDS_BY_TITLE = {title: kind for kind, title in RULE_TITLES.items()}
WHYS_BY_TITLE = {title: why for why, title in WHYS.items()}

NOTE = Column("note", "备注", max_length=100, hint="以后查得到为什么")
MEMBER = Column("member_id", "委员", Kind.REFERENCE, required=True, source="member")
PERSON = Column("representative_id", "代表", Kind.REFERENCE, required=True, source="representative")
RULE_KIND = Column(
    "kind", "锁定还是禁止", Kind.CHOICE, required=True, choices=(RULE_TITLES[LOCK], RULE_TITLES[FORBID]),
    hint="锁定的一对每次都配在一起；禁止的一对不会配在一起",
)  # fmt: skip
FORBIDDEN_BECAUSE = Column(
    "why", "为什么", Kind.CHOICE, required=True, choices=(WHYS[OWN_UNIT], WHYS[RELATIVES], WHYS[OFFICE]),
)  # fmt: skip
RULED_BECAUSE = Column(
    "why", "为什么禁止", Kind.CHOICE, required=True, choices=FORBIDDEN_BECAUSE.choices, default=WHYS[OFFICE],
    shown_if=("kind", RULE_TITLES[FORBID]),
)  # fmt: skip
PLACE = Column("place", "放在哪里", Kind.CHOICE, required=True)
NEW_PAIR_RULE = (RULE_KIND, RULED_BECAUSE, MEMBER, PERSON, NOTE)

PLACES_OF_MEMBER = (
    MEMBER,
    Column("places", "联系几位", Kind.CHOICE, required=True, choices=("0", "1", "2", "3", "4", "5")),
    Column("reason", "为什么", required=True, max_length=100, example="例如：病假、出国", hint="例如：病假、出国"),
)


WEIGHT_HINTS = {
    "other_sector": ("界别不同", "等于住远几公里"),
    "related_sector": ("界别相近", "下面列出的相近界别，比完全不同少算些"),
    "other_system": ("不同系统", "代表不归委员的工作组联系"),
    "work_is_further": ("离工作的镇", "从工作的镇算近，比从家算多加几公里"),
    "repeated_type": ("身份重复", "一位委员的五位里，同一身份类别每多一位"),
    "missing": ("覆盖缺一位", "没达到下面“至少联系几位”的，每缺一位"),
    "open_place": ("名额空着", "每空一个名额；要比别的都大"),
}

FOLLOWED = Column(
    "base_id", "照着哪一份排", Kind.REFERENCE, required=True, source="plan", hint="照着的那一份里，能不动的对尽量不动",
)  # fmt: skip
KEPT = Column(
    "keeping", "保持不变的程度", Kind.CHOICE, required=True, choices=tuple(KEEPING),
    hint="越往后变动越少，合起来的公里数会多一些",
)  # fmt: skip
FIRST_DRAFT = (NOTE,)
DRAW_UP = (FOLLOWED, KEPT, NOTE)


def values_sent(sent: MultiDict[str, str]) -> dict[str, Any]:
    """The settings as their page sent them, in the shape of `Settings.as_json`; empty rows are left out."""
    return {
        "weights": {key: sent[key] for key in WEIGHT_TITLES if sent.get(key)},
        "least": {kind: sent[f"least-{kind}"] for kind in KIND_TITLES if sent.get(f"least-{kind}")},
        "least_of": {key: sent.get(f"of-least-{n}", "") for n, key in rows_sent(sent, "of")},
        "related": [[number_in(one), number_in(sent.get(f"other-{n}"))] for n, one in rows_sent(sent, "one")],
        "focuses": [focus_sent(sent, n, name) for n, name in rows_sent(sent, "focus-name")],
        "blind_days": sent.get("blind_days", ""),
        "forbid_own_unit": "forbid_own_unit" in sent,
    }


def rows_sent(sent: MultiDict[str, str], name: str) -> list[tuple[str, str]]:
    """`[(number, value)]` of the repeated cells of a name that are filled, in their order."""
    start = f"{name}-"
    numbered = ((key.removeprefix(start), value.strip()) for key, value in sent.items() if key.startswith(start))
    filled = ((n, value) for n, value in numbered if n.isdecimal() and len(n) < 10 and value)
    return sorted(filled, key=lambda row: int(row[0]))


def focus_sent(sent: MultiDict[str, str], n: str, name: str) -> dict[str, Any]:
    """One list of the office."""
    return {
        "id": number_in(sent.get(f"focus-id-{n}")), "name": name, "least": sent.get(f"focus-least-{n}", ""),
        "identity_types": [number_in(one) for one in sent.getlist(f"focus-types-{n}")],
        "libraries": [number_in(one) for one in sent.getlist(f"focus-libraries-{n}")],
        "words": [word.strip() for word in BETWEEN_WORDS.split(sent.get(f"focus-words-{n}", "")) if word.strip()],
    }  # fmt: skip


def number_in(sent: str | None) -> int:
    """An id as a page sent it; 0 for what is none."""
    return int(sent) if sent and sent.isdecimal() and len(sent) < 10 else 0
