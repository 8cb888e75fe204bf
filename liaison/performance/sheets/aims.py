"""What the office fills in about the aims of its dashboards."""

from __future__ import annotations

from liaison.core.columns import Column, Kind

AIMS = (
    Column("coverage", "联系到的代表要到百分之几", Kind.DECIMAL, required=True, example="85",
           hint="总览和分区镇、分工委、分界别的图上画成虚线。"),
    Column("on_time", "按期率要到百分之几", Kind.DECIMAL, required=True, example="95",
           hint="总览的按期办结和分单位的图上用。"),
)  # fmt: skip
