"""The first steps of a file: it is handed in, looked at, and how it is to be read is settled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from liaison.access import Actor
from liaison.audit.actions import plain, record
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.db import db, pause
from liaison.core.errors import FileRefused, Refused
from liaison.core.intake import POLICIES
from liaison.core.sheets.apart import Loaded, load_apart
from liaison.core.sheets.masking import ROW_KEY
from liaison.core.sheets.survey import Survey, survey
from liaison.roster.actions.imports.kinds import ImportKind, kind_of
from liaison.roster.actions.imports.remembering import Known, keyed, known_headings, remember
from liaison.roster.actions.imports.uploads import clear_uploads, keep_upload, upload_of
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import CHECKING, MAPPING, READING, REFUSED
from liaison.roster.queries.batches import is_in, written_before
from liaison.roster.queries.imports import batch_for

FIRST_ROWS = 60
DIRECT_ROWS = 200
LONGEST_NAME = 120
SAME_FILE, OLD_TEMPLATE = "SAME_FILE", "OLD_TEMPLATE"
OPEN_STATES = (MAPPING, READING, CHECKING, REFUSED)
OVER = "这个文件已经导入或放弃了，请重新上传"


def is_small(row_counts: Mapping[str, int]) -> bool:
    """Whether a file is read at once; a longer one is left to a job. row_counts: `plan["row_counts"]` of its batch."""
    return sum(row_counts.values()) <= DIRECT_ROWS


def open_import(
    kind_code: str, file_name: str, content: bytes, actor: Actor, folder: Path,
    answers: Mapping[str, Any] | None = None,
) -> ImportBatch:  # fmt: skip
    """Keep a file that was handed in, with a first guess of how it is to be read. Call it before anything is changed.

    folder: where files of the instance lie; answers: to the kind's questions, as far as they were given.
    The plan tells `row_counts`, `sheet`, `header_row`, `mapping`, `policies`, `missing` (titles of columns nobody
    means), `remembered` (`Known.told` where these headings were matched before), `told` (questions that were answered),
    `follows` (id of the batch whose error workbook this is) and `words` (those that were mapped there). Raises
    FileRefused when the file cannot be read; then nothing of it is kept.
    """
    kind = kind_of(kind_code)
    pause()
    loaded = load_apart(content, file_name, first_rows=FIRST_ROWS)
    look = survey(kind.sheet, loaded)
    clear_uploads(folder, clock.now())
    known = known_headings(kind, loaded, look, actor)
    digest = hashlib.sha256(content).hexdigest()
    batch = ImportBatch(
        kind=kind.code, file_name=Path(file_name.replace("\\", "/")).name[-LONGEST_NAME:], sha256=digest,
        imported_at=clock.now(), imported_by=actor.name, user_id=actor.user_id, state=MAPPING, counts={},
        answers={**answers_guessed(kind, loaded, known, file_name, actor), **answered(answers or {})},
        plan={**first_plan(kind, loaded, known, actor), "told": sorted(answered(answers or {}))},
        warnings=same_file(kind, digest) | old_template(kind, loaded.stamp, look),
        stored_as=keep_upload(content, folder),
    )  # fmt: skip
    batch.library_id = batch.answers.get("library_id")
    db.session.add(batch)
    record("import.open", batch, actor)
    return batch


def first_plan(kind: ImportKind, loaded: Loaded, known: Known | None, actor: Actor) -> dict[str, Any]:
    """How the file would be read if nobody said otherwise."""
    mapping, sheet, row = (dict(known.mapping), known.sheet, known.header_row) if known else ({}, None, None)
    look = survey(kind.sheet, loaded, mapping=mapping, sheet_name=sheet, header_row=row)
    found = survey(kind.sheet, loaded) if sheet else look
    followed = followed_batch(kind, loaded.stamp, actor)
    return {
        "row_counts": dict(loaded.row_counts), "sheet": sheet, "header_row": row,
        "found": {"sheet": found.sheet, "header_row": found.header_row}, "fingerprint": look.fingerprint,
        "mapping": mapping, "policies": dict(known.policies) if known else {},
        "missing": [column.title for column in look.missing],
        "remembered": known.told if known else None,
        "follows": followed.id if followed else None, "words": followed.plan.get("words", {}) if followed else {},
    }  # fmt: skip


def answers_guessed(
    kind: ImportKind, loaded: Loaded, known: Known | None, file_name: str, actor: Actor
) -> dict[str, Any]:
    """What the file says itself of what is asked beside it; nothing where its headings are not understood yet."""
    how = {"mapping": known.mapping, "sheet": known.sheet, "header_row": known.header_row} if known else {}
    try:
        reading = kind.sheet.understand(loaded.grids, **how)
    except FileRefused:
        return {}
    return plain(kind.guess(reading, file_name, actor))


def answered(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that were given, as JSON holds them."""
    return plain({key: one for key, one in answers.items() if one not in (None, "")})


def same_file(kind: ImportKind, sha256: str) -> dict[str, str]:
    """A warning where these very bytes were written before and stand."""
    before = written_before(kind.code, sha256)
    if before is None:
        return {}
    day = f"{clock.local(before.imported_at):%Y-%m-%d %H:%M}"
    return {SAME_FILE: f"这个文件{before.imported_by}在 {day} 已经导入过，再导入一次，没改过的行不会变"}


def old_template(kind: ImportKind, stamp: str | None, look: Survey) -> dict[str, str]:
    """A warning where the file is an older blank form of ours, as its stamp says."""
    now = kind.form.template_stamp(kind.code)
    if not stamp or stamp == now or not stamp.startswith(now.rpartition(":")[0] + ":"):
        return {}
    there = {heading.key for heading in look.headings}
    new = "、".join(column.title for column in kind.form.columns if column.key not in there)
    lacking = f"，新的多了“{new}”" if new else ""
    return {OLD_TEMPLATE: f"这是用旧的空白表填的{lacking}。可以照常导入，下次请下载新的空白表"}


def followed_batch(kind: ImportKind, stamp: str | None, actor: Actor) -> ImportBatch | None:
    """The batch whose error workbook a file is, as its stamp says."""
    if not stamp or not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 10):
        return None
    batch = batch_for(actor, int(stamp))
    return batch if batch and batch.kind == kind.code and is_in(batch) else None


def survey_of(
    batch: ImportBatch, folder: Path, sheet: str | None = None, header_row: int | None = None
) -> Survey:
    """A look at the first rows of a file, for the page where headings are matched. Raises FileRefused."""
    kind, plan, name, content = kind_of(batch.kind), batch.plan, batch.file_name, upload_of(batch, folder)
    pause()
    loaded = load_apart(content, name, first_rows=FIRST_ROWS)
    chosen = {"sheet_name": sheet or plan["sheet"], "header_row": header_row or (None if sheet else plan["header_row"])}
    return survey(kind.sheet, loaded, mapping=plan["mapping"], **chosen)


def settle_columns(
    batch: ImportBatch, actor: Actor, *, sheet: str | None = None, header_row: int | None = None,
    mapping: Mapping[str, str], policies: Mapping[str, str] | None = None, answers: Mapping[str, Any] | None = None,
) -> ImportBatch:  # fmt: skip
    """Settle how a file is read, and remember it for files with the same headings.

    sheet, header_row: none, or those found at first, for every sheet with complete headings; mapping: of *every*
    heading of the page, `{heading: column key}`, empty = not read; policies: see `Given`; answers: by question.
    Raises Refused, its fields named by heading, column key or question.
    """
    before = batch.plan
    batch.plan, batch.answers = planned(batch, sheet, header_row, mapping, policies or {}, answers or {})
    batch.library_id = batch.answers.get("library_id")
    batch.state, batch.refused = READING, None
    remember(kind_of(batch.kind), before, batch.plan, actor)
    record("import.settle", batch, actor)
    return batch


def planned(
    batch: ImportBatch, sheet: str | None, header_row: int | None, mapping: Mapping[str, str],
    policies: Mapping[str, str], answers: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """The plan and the answers that these choices amount to; nothing is changed yet. Raises Refused."""
    kind, plan = kind_of(batch.kind), batch.plan
    if batch.state not in OPEN_STATES:
        raise Refused(OVER)
    whole = {**batch.answers, **answered(answers)}
    refuse_unsettled(kind, mapping, whole)
    is_as_found = sheet in (None, plan["found"]["sheet"]) and header_row in (None, plan["found"]["header_row"])
    chosen = {"sheet": None, "header_row": None} if is_as_found else {"sheet": sheet, "header_row": header_row}
    allowed = {key: one for key, one in policies.items() if key in kind.policy_columns and one in POLICIES}
    followed = plan.get("remembered") if keyed(mapping) == keyed(plan["mapping"]) else None
    read = {"mapping": dict(mapping), "missing": [], "policies": allowed, "remembered": followed}
    return {**plan, **chosen, **read}, whole


def refuse_unsettled(kind: ImportKind, mapping: Mapping[str, str], answers: Mapping[str, Any]) -> None:
    """Refuse a plan that reads a column twice, misses one that is needed, or leaves a question open."""
    titles = {column.key: column.title for column in (*kind.sheet.columns, ROW_KEY)}
    fields: dict[str, str] = {}
    taken: dict[str, str] = {}
    for heading, key in mapping.items():
        if key and key not in titles:
            fields[heading] = "请从列表里选一列"
        elif key and key in taken:
            fields[heading] = f"“{taken[key]}”已经对到“{titles[key]}”了，请改一个，或选“不读”"
        taken.setdefault(key, heading)
    lacking = [one for one in kind.sheet.columns if one.required and one.key not in taken]
    fields |= {column.key: f"请选哪一列是{column.title}" for column in lacking}
    fields |= {column.key: column.missing_sentence() for column in unanswered(kind, answers)}
    if fields:
        raise Refused(f"还有 {len(fields)} 处要改：{'；'.join(dict.fromkeys(fields.values()))}", fields)


def unanswered(kind: ImportKind, answers: Mapping[str, Any]) -> list[Column]:
    """The questions that must be answered and are not."""
    return [column for column in kind.questions if column.required and answers.get(column.key) in (None, "")]
