"""The files that a record or an activity asks for."""

from __future__ import annotations

from dataclasses import replace

from liaison.core.columns import Column, Kind
from liaison.performance.sheets.deeds import FILES

PROOFS = replace(FILES, hint="照片、签到表、证书，或者 PDF，最多 6 个。这位委员、工委、办公室和领导看得到。")
SHEET = Column("files", "签到表", Kind.FILES,
               hint="拍照或者存成 PDF。每一位有记录的委员都看得到，电话请先遮住。")  # fmt: skip
