"""Pages of libraries, representatives and members, and of the rows that wait for a decision."""

from liaison.roster.views import (
    batches,
    confirmations,
    duplicates,
    import_preview,
    imports,
    libraries,
    members,
    representatives,
    retention,
    rights,
    templates,
    terms,
    waiting,
    working,
)  # fmt: skip
from liaison.roster.views.blueprint import pages

__all__ = [
    "batches", "confirmations", "duplicates", "import_preview", "imports", "libraries", "members", "pages",
    "representatives", "retention", "rights", "templates", "terms", "waiting", "working",
]  # fmt: skip
