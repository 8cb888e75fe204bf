"""The cells of the turns a case can take besides the smooth way: extension, helping units, recheck, conversion."""

from __future__ import annotations

from liaison.casework.sheets.steps import CONVERSIONS, FILES, RESULTS
from liaison.core.columns import Column, Kind

ASK_EXTENSION = (
    Column("reason", "延期理由", Kind.LONG_TEXT, required=True, max_length=500, hint="为什么期限内办不完"),
    Column("grounds", "依据", Kind.LONG_TEXT, required=True, max_length=500, hint="哪条规定、哪份批复或者施工安排"),
    Column(
        "extension_asked_until", "新期限", Kind.DATE, required=True, hint="晚于现在的期限，最多再延原来那么多工作日",
    ),
    FILES,
)  # fmt: skip
GRANT_EXTENSION = (
    Column("opinion", "审批意见", Kind.LONG_TEXT, max_length=500),
    Column("asker_told", "已告知诉求人", Kind.BOOL, required=True, hint="延到哪天、为什么，都告诉了诉求人"),
)
REFUSE_EXTENSION = (Column("opinion", "不同意的理由", Kind.LONG_TEXT, required=True, max_length=500),)
CO_OPINION = (Column("opinion", "协办意见", Kind.LONG_TEXT, required=True, max_length=1000), FILES)
CO_MISSING = Column("co_missing", "到期没提意见的协办单位", Kind.TEXT)
PASS_WITHIN = (
    Column("section_id", "转给哪个科室", Kind.REFERENCE, source="section_of_unit", hint="不换科室就不选"),
    Column("handler_id", "转给哪位经办人", Kind.REFERENCE, source="handler_of_unit", hint="不选就由科室里的人认领"),
    Column("reason", "原因", Kind.LONG_TEXT, max_length=500),
)
RECHECKED = (RESULTS[0], RESULTS[1], RESULTS[2])
RECHECK = (
    Column("recheck_result", "现在解决到什么程度", Kind.CHOICE, required=True, choices=RECHECKED),
    Column("progress", "复查情况", Kind.LONG_TEXT, required=True, max_length=1000, hint="去看了没有，办到哪一步"),
    Column(
        "grounds", "不能解决的依据和说明", Kind.LONG_TEXT, max_length=1000, shown_if=("recheck_result", RECHECKED[2]),
    ),
    FILES,
)  # fmt: skip
CONVERT = (
    Column("conversion", "转化为", Kind.CHOICE, required=True, choices=CONVERSIONS),
    Column("linked_no", "关联编号", Kind.TEXT, max_length=40, hint="提案号、信息编号或者议题编号，还没有就空着"),
    Column("opinion", "说明", Kind.LONG_TEXT, required=True, max_length=500),
)
REOPEN = (Column("reason", "重新打开的理由", Kind.LONG_TEXT, required=True, max_length=500),)
CO_UNIT = Column("co_unit_id", "协办单位", Kind.REFERENCE, source="unit")
DERIVED = (CO_MISSING, CO_UNIT)  # cells that nobody types; the record shows them as the others
