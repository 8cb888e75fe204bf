"""Pages of cases: the case, its moves, the inbox, tasks, lists, notices and ratings."""

from liaison.casework.views.blueprint import pages

__all__ = ["pages"]
