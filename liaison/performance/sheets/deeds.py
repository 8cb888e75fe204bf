"""What a record asks: a deed of some members, or the roll of a meeting."""

from __future__ import annotations

from liaison.core.columns import Column, Kind
from liaison.performance.rules.deeds import ATTENDANCE, RECORDED

BETWEEN = "·"
SIGNED = ("提案", "提案表彰", "社情民意")  # several may have signed, in their order
WHAT = tuple(f"{kind}{BETWEEN}{result}" for kind, results in RECORDED.items() for result in results)
TITLE = Column("title", "名称", required=True, max_length=100, hint="会议、活动、提案的名称，同一件写法一样。")
HELD_ON = Column("held_on", "日期", Kind.DATE, required=True, is_past=True)
AMOUNT = Column("amount", "几次", Kind.DECIMAL, hint="按半天计的会议写几个半天；不写是 1。", is_extra=True)
EVIDENCE = Column("evidence", "依据", max_length=200, hint="签到表、纪要、文号，查得到就行。")
FILES = Column("files", "附件", Kind.FILES,
               hint="照片、签到表、证书，或者 PDF，最多 6 个。一起记的委员都看得到，电话请先遮住。")  # fmt: skip
DEED = (
    Column("what", "记什么", Kind.CHOICE, required=True, choices=WHAT),
    TITLE, HELD_ON,
    Column("names", "哪些委员", Kind.LONG_TEXT, required=True, max_length=3000,
           hint="姓名或编号，用顿号隔开。提案、社情民意按署名先后写，第一位是第一作者。"),
    AMOUNT, EVIDENCE, FILES,
)  # fmt: skip
MEETINGS = tuple(kind for kind, results in RECORDED.items() if results == ATTENDANCE)
ROLL = (
    Column("kind", "哪一种", Kind.CHOICE, required=True, choices=MEETINGS, default=MEETINGS[-1]),
    TITLE, HELD_ON,
    *(Column(f"group_{n}", result, Kind.LONG_TEXT, max_length=3000,
             hint="姓名或编号，用顿号隔开；写“其余”就是没有写到的都算。" if n == 0 else "")
      for n, result in enumerate(ATTENDANCE)),
    AMOUNT, EVIDENCE, FILES,
)  # fmt: skip
REASON = Column("reason", "作废的原因", required=True, max_length=200)
