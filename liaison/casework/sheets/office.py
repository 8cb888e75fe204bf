"""The cells of what the office settles: a time limit, and who takes a seat over."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

CHANGE_OF_LIMIT = (Column("days", "工作日数", Kind.INTEGER, required=True, hint="1 到 250 之间"),)
CHANGE_OF_DAYS = (
    Column("day", "从哪一天", Kind.DATE, required=True),
    Column("until", "到哪一天", Kind.DATE, hint="只改一天的不用填"),
    Column("kind", "改成", Kind.CHOICE, required=True, choices=("放假", "上班")),
    Column("source", "依据", required=True, max_length=60, hint="例如 国办发明电〔2026〕7 号，算期限时写在这一天旁边"),
)
CHANGE_OF_WORDING = (Column("text", "写成", Kind.LONG_TEXT, required=True, max_length=400),)
HAND_OVER_OF_SEAT = (
    Column("successor_id", "接手的人", Kind.REFERENCE, source="colleague", hint="本单位已有账号的人"),
    Column("username", "或者写接手人的用户名", max_length=60, hint="他在别的单位有账号时写这里"),
)
CHANGE_OF_TERM = (
    Column("name", "新一届的届次", required=True, max_length=20, hint="例如 十六届，和委员名册的“首任届次”写法一样"),
    Column("day", "新一届从哪天开始", Kind.DATE, required=True, is_past=True, hint="离任的委员从这天起不再是委员"),
)
ROSTER_OF_TERM = (
    Column(
        "book", "新一届的委员名册", Kind.REFERENCE, source="book",
        hint="先在“导入”里把新一届的委员名册导进来，再在这里选它；名册上没有的委员先勾成离任，下一步还能改",
    ),
    Column("numbers", "或者粘贴新一届的委员编号", Kind.LONG_TEXT, max_length=20_000, hint="一行一个"),
)
