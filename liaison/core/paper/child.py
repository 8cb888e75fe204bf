"""The process that draws papers for `apart`: run as a script, it loads what draws and nothing else of ours.

The packages above are put in place empty, since to import them whole would load the web and the database.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
FOLDERS = {
    "liaison": HERE.parent.parent, "liaison.core": HERE.parent, "liaison.core.paper": HERE,
    "liaison.core.sheets": HERE.parent / "sheets",
}  # fmt: skip


def put_in_place() -> None:
    """Make the packages known whose modules are needed."""
    for name, folder in FOLDERS.items():
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


if __name__ == "__main__":
    put_in_place()
    import_module("liaison.core.paper.serving").serve(sys.stdin.buffer, sys.stdout.buffer)
