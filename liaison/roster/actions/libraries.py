"""The list of libraries: its columns, loaded from seed like any reference list."""

from __future__ import annotations

from liaison.core.columns import Column, Kind
from liaison.orgs.sheets import CODE, NAME, ReferenceList
from liaison.roster.models import Library

LIBRARIES = ReferenceList("libraries", "信息库", "个", Library, (
    CODE, Column("kind", "性质", Kind.CHOICE, required=True, choices=("主信息库", "子信息库")), NAME,
    Column("owner", "管理单位", required=True, max_length=60, width=24, hint="信息库封面上写的名称"),
    Column("owner_id", "对应单位", Kind.REFERENCE, source="organisation", width=24),
    Column("sector_id", "界别", Kind.REFERENCE, source="sector", hint="主信息库要填"),
    Column("area_id", "区镇", Kind.REFERENCE, source="area", hint="区镇的子信息库要填"),
), apart=("name",), roots=("sector_id", "area_id"), wanted=("owner_id",))  # fmt: skip
