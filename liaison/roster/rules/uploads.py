"""Which files may be handed in as tables: told by the ending of the name and by the first bytes."""

from __future__ import annotations

import re
from pathlib import PurePath

from liaison.core.errors import FileRefused
from liaison.files.rules import kind_of

# What is no .xlsx and no text has a sentence of its own when it is read.
TABLES = frozenset({".xlsx", ".csv", ".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".et"})
ENDING = re.compile(r"\.[a-z][a-z0-9]{0,7}")
NO_TABLES = (b"GIF8", b"%PDF-", b"II*\x00", b"MM\x00*")
WHAT_TO_DO = "请选 .xlsx 或 .csv 表格；表格换了名字的，请在 Excel 或 WPS 里打开，另存为 .xlsx 再传"


def refuse_other_files(file_name: str, content: bytes) -> None:
    """Refuse what is called, or begins as, something else than a table. Raises FileRefused WRONG_TYPE."""
    ending = PurePath(file_name).suffix.lower()
    if ENDING.fullmatch(ending) and ending not in TABLES:
        raise FileRefused("WRONG_TYPE", f"{ending} 文件不是表格。{WHAT_TO_DO}")
    if kind_of(content) or content.startswith(NO_TABLES):
        raise FileRefused("WRONG_TYPE", f"这是图片或 PDF，不是表格。{WHAT_TO_DO}")
