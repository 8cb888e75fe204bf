"""On the first of each month, telling those who lead that the report of the last one can be fetched."""

from __future__ import annotations

from liaison.access import SYSTEM
from liaison.access.table import TABLE
from liaison.core import clock
from liaison.core.db import transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import FIRST_OF_MONTH
from liaison.notices.actions import tell
from liaison.performance.queries.monthly import month_figures, readers_of
from liaison.performance.rules.monthly import headline, month_asked, title_of

KIND = "monthly"


@every("performance.monthly", "月报", FIRST_OF_MONTH)
def tell_of_month() -> str:
    """Write the figures of the last month to whoever reads the dashboard: into the inbox, and by mail as he chose.

    The workbook is made when somebody wants it: what leaves by mail holds sums only and a way back into the platform.
    """
    with transaction(write=False):
        first = month_asked("", clock.today())
        words = headline(first, month_figures(SYSTEM, first).columns[0])
        readers = readers_of(TABLE["monthly.make"])
    with transaction():
        link = f"/monthly?month={first:%Y-%m}"
        told = tell(readers, KIND, f"{title_of(first)}：{words}", "点开看全部数字，生成 Excel。", link, SYSTEM,
                    key=f"monthly {first:%Y-%m}")  # fmt: skip
    return f"告诉了 {told} 人" if told else "都告诉过了"
