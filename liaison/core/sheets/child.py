"""The process that reads one file after another for `apart`: run as a script, it loads the reader and nothing else.

The packages above the reader are put in place empty, since to import them whole would load the web and the database.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent


def put_in_place() -> None:
    """Make the packages known whose modules the reader imports."""
    for name, folder in (("liaison", HERE.parent.parent), ("liaison.core", HERE.parent), ("liaison.core.sheets", HERE)):
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


if __name__ == "__main__":
    put_in_place()
    import_module("liaison.core.sheets.serving").serve(sys.stdin.buffer, sys.stdout.buffer)
