"""What a report of a year asks of the member, and its last day of the office."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

TEXT = Column("text", "履职报告", Kind.LONG_TEXT, required=True, max_length=3000,
              hint="一年里参加的会议和活动、提的建议、联系的代表、办成的事，最多 3000 字。")  # fmt: skip
FILES = Column("files", "附件", Kind.FILES, hint="写在纸上的，拍照或者存成 PDF 传上来，最多 6 个。", is_extra=True)
UNTIL = Column("until", "交到哪一天", Kind.DATE, required=True, hint="过了这一天，委员不能再交、再改。")
