"""The list of targets: edited, loaded and taken out like every reference list."""

from __future__ import annotations

from liaison.core.columns import Column, Kind
from liaison.orgs.sheets import ReferenceList
from liaison.performance.models import Target
from liaison.performance.rules.targets import AUDIENCES, MEMBERS, OF_STATIONS, PERIODS, fault_of

HOW = (
    "几样之间用“；”隔开。委员的：“提案·立案”“视察·参加”“联系·有效”，和考核方案里一样，还有“任务·反映社情民意”和“结对的代表·每季度第一次”（同一位一个季度只算一次）；"
    f"联络室的：{'、'.join(sorted(OF_STATIONS))}。"
)
OF_PROGRESS = (
    Column("kept", "做了", Kind.INTEGER, width=8), Column("needed", "到现在该做", Kind.INTEGER, width=12),
    Column("missing", "还差", Kind.INTEGER, width=8), Column("each", "每期做了几次", width=24),
    Column("is_met", "做到没有", Kind.BOOL, width=10),
)  # fmt: skip
OF_MEMBERS = (
    Column("no", "委员编号", width=11), Column("name", "姓名", personal=True, width=10),
    Column("sector", "界别", width=16), Column("organisation", "所属工委（工作组）", width=22), *OF_PROGRESS,
)  # fmt: skip
OF_STATIONS_SEEN = (
    Column("name", "联络室", width=24), Column("kind", "类型", width=10), Column("town", "区镇", width=14),
    *OF_PROGRESS,
)  # fmt: skip
TARGETS = ReferenceList("targets", "目标清单", "条", Target, (
    Column("list_name", "清单", required=True, max_length=20, example="五个一"),
    Column("name", "做什么", required=True, max_length=40, width=24),
    Column("audience", "谁来做", Kind.CHOICE, required=True, choices=AUDIENCES, default=MEMBERS),
    Column("period", "多久一次", Kind.CHOICE, required=True, choices=tuple(PERIODS), default="每年"),
    Column("least", "至少几次", Kind.INTEGER, required=True, default=1, at_most=100),
    Column("counts", "怎么算", required=True, max_length=500, hint=HOW, width=48),
    Column("note", "说明", max_length=200, width=36),
), keys=("list_name", "name"), filters=("list_name", "audience"), fault=fault_of)  # fmt: skip
