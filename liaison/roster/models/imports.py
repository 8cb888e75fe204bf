"""A file on its way in: its batch, its rows, what it changed, and the rows that wait for the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.core.db import Base, Moment
from liaison.roster.models.people import Library, Representative

MAPPING, READING, CHECKING, WRITING, WRITTEN, UNDONE, DROPPED, REFUSED = (
    "mapping", "reading", "checking", "writing", "written", "undone", "dropped", "refused",
)  # fmt: skip
STATES = {
    MAPPING: "对表头", READING: "正在读", CHECKING: "核对", WRITING: "正在写", WRITTEN: "已导入", UNDONE: "已撤销",
    DROPPED: "已放弃", REFUSED: "没有收",
}  # fmt: skip


class ImportBatch(Base):
    """One file that was handed in, or the taking back of one (undoes_id).

    kind: code of its `ImportKind`; sha256: of the file's bytes; counts: `{outcome: rows}`; user_id: whose it is;
    stored_as: the file's name in the folder of uploads, None once it is deleted; answers: what was asked beside it;
    plan: how it is read, `{sheet, header_row, mapping, policies, words}`; warnings: `{code: sentence}`; refused: why
    nothing of it could be read; job_id: the job that works on it; seen_event: the last event when it was staged;
    imported_at: when it was written, before that when it was handed in.
    """

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_state", "state"), Index("ix_import_batch_sha256", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    library_id: Mapped[int | None] = mapped_column(ForeignKey("library.id"))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    imported_at: Mapped[datetime] = mapped_column(Moment)
    imported_by: Mapped[str]
    state: Mapped[str] = mapped_column(default=WRITTEN)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    stored_as: Mapped[str | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    warnings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    refused: Mapped[str | None]
    job_id: Mapped[int | None]
    seen_event: Mapped[int | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    library: Mapped[Library | None] = relationship()
    undoes: Mapped[ImportBatch | None] = relationship(remote_side=[id])

    def __str__(self) -> str:
        return self.file_name


class ImportRow(Base):
    """One row of a file that is looked at before it goes in.

    cells: `{column key: value}` as `core.sheets.wire` writes it, only columns that were mapped; edits: `{column key:
    text}` mended on the page; choice: what was decided on a doubtful row; faults: `[{key, column, code, sentence}]`;
    changes: `{column key: [old, new]}` in words; candidate_id: whom a doubtful row may mean.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "sheet", "number"),
        Index("ix_import_row_batch_id_outcome", "batch_id", "outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    sheet: Mapped[str]
    number: Mapped[int]
    label: Mapped[str] = mapped_column(default="")
    cells: Mapped[dict[str, Any]] = mapped_column(JSON)
    edits: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_skipped: Mapped[bool] = mapped_column(default=False)
    choice: Mapped[str | None]
    outcome: Mapped[str] = mapped_column(default="")
    faults: Mapped[list[Any]] = mapped_column(JSON, default=list)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    candidate_id: Mapped[int | None]

    batch: Mapped[ImportBatch] = relationship()

    def __str__(self) -> str:
        return f"{self.sheet} 第 {self.number} 行"


class ImportChange(Base):
    """What an import did to one row of one table: the values before and after, so that it can be taken back.

    unit: what is taken back together, such as `representative:12`; label: that thing in words; thing, thing_id: table
    and id; before: None for a row that the import made; after: None for one that it deleted. Both hold only the
    columns that the import wrote, `{column: value}`, days and moments in ISO 8601.
    """

    __tablename__ = "import_change"
    __table_args__ = (
        Index("ix_import_change_batch_id_unit", "batch_id", "unit"),
        Index("ix_import_change_thing_thing_id", "thing", "thing_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    unit: Mapped[str]
    label: Mapped[str]
    thing: Mapped[str]
    thing_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    def __str__(self) -> str:
        return self.label


class HeaderMapping(Base):
    """How the headings of a kind of file were matched last time.

    fingerprint: of the set of headings, whatever their order; mapping: `{heading: column key}`, empty = not read;
    user_id: who settled it.
    """

    __tablename__ = "header_mapping"
    __table_args__ = (UniqueConstraint("kind", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    fingerprint: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    policies: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    settled_by: Mapped[str]
    user_id: Mapped[int | None]
    settled_at: Mapped[datetime] = mapped_column(Moment)

    def __str__(self) -> str:
        return "、".join(self.mapping)


class WaitingRow(Base):
    """A row that did not go in. decision: same / another / drop, remembered for the next time.

    fingerprint: what the decision is remembered by (library, name, phone and cause);
    aliases: `[[name, phone]]` by which the candidate is known since the decision “same”.
    """

    __tablename__ = "waiting_row"
    __table_args__ = (
        Index("ix_waiting_row_fingerprint", "fingerprint"),
        Index("ix_waiting_row_decision", "decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    sheet: Mapped[str]
    row_number: Mapped[int]
    column: Mapped[str]
    code: Mapped[str]
    sentence: Mapped[str]
    outcome: Mapped[str]
    cells: Mapped[dict[str, Any]] = mapped_column(JSON)
    aliases: Mapped[list[Any]] = mapped_column(JSON, default=list)
    fingerprint: Mapped[str]
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("representative.id"))
    decision: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    batch: Mapped[ImportBatch] = relationship()
    candidate: Mapped[Representative | None] = relationship()

    def __str__(self) -> str:
        return f"{self.batch.file_name} 第 {self.row_number} 行"
