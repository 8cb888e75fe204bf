"""What the steps of a year's account ask."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

WHY = Column("why", "更正的原因", Kind.LONG_TEXT, required=True, max_length=200,
             hint="锁定以后的变动都写成更正，和原因一起留在积分台账里。")  # fmt: skip
LATE_UNTIL = Column("late_until", "补录到哪一天", Kind.DATE, hint="过了这一天，工委不能再补记。不限就空着。")
EXEMPTION = (
    Column("who", "哪位委员", required=True, max_length=20, hint="姓名或编号。"),
    Column("reason", "原因", required=True, max_length=200, example="长期病休"),
)  # fmt: skip
OBJECTION = Column("text", "哪里不对", Kind.LONG_TEXT, required=True, max_length=500,
                   hint="写清是哪一项、少了哪一次，办公室好查。")  # fmt: skip
ANSWER = Column("answer", "答复", Kind.LONG_TEXT, required=True, max_length=500,
                hint="确实不对的，先补记或作废记录、重新计算，再在这里说明。")  # fmt: skip
