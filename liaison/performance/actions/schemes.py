"""Drawing up a scheme, changing its lines while it is a draft, and publishing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from liaison.access import Actor
from liaison.audit.actions import changed_fields, record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import CellError, Refused
from liaison.performance.models import DRAFT, PUBLISHED, Scheme, SchemeItem
from liaison.performance.rules.schemes import CENT
from liaison.performance.rules.writing import (
    book_of,
    book_problem,
    grades_of,
    item_of,
    item_problem,
    steps_of,
    worths_of,
)
from liaison.performance.sheets.schemes import HEAD, ITEM, shipped_schemes

QUICKER = "别人刚刚改过，您的修改还没有保存。请看看最新内容，再改一次。"
FROZEN = "已发布的方案不能改。请照它另起一版，改好再发布。"
FIRST_YEAR, LAST_YEAR = 2000, 2100
HEAD_KEYS, ITEM_KEYS = [one.key for one in HEAD], [one.key for one in ITEM]
FIELD = {"name": "title"}  # what the log calls it
READ: Mapping[str, Callable[[str], Any]] = {"grades": grades_of, "worths": worths_of, "steps": steps_of}


def draw_up(year: int, actor: Actor, *, shipped: str = "", like: Scheme | None = None) -> Scheme:
    """A draft for a year: a scheme that ships with the program (by its code), or as another one stands."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("请填四位的年份", {"year": "请填四位的年份"})
    head, items = cells_like(like) if like else cells_shipped(shipped)
    last = db.session.scalar(select(func.max(Scheme.number)).where(Scheme.year == year)) or 0
    scheme = Scheme(
        year=year, number=last + 1, state=DRAFT, made_by=actor.name, made_by_id=actor.user_id, made_at=clock.now(),
        **{**head, "note": head["note"] or ""},
    )  # fmt: skip
    scheme.items = [SchemeItem(position=place, **cells) for place, cells in enumerate(items, 1)]
    db.session.add(scheme)
    record("scheme.draw_up", scheme, actor, changes={"title": [None, scheme.name], "count": [None, len(items)]})
    return scheme


def draw_up_from(year: int, start: int, actor: Actor) -> Scheme:
    """The same from what the page offers. start: the id of a scheme, or −n for the n-th that ships."""
    if start > 0:
        return draw_up(year, actor, like=db.session.get_one(Scheme, start))
    return draw_up(year, actor, shipped=shipped_schemes()[-start - 1].code)


def cells_like(scheme: Scheme) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The cells of a scheme that stands."""
    head = {key: getattr(scheme, key) for key in HEAD_KEYS}
    return head, [{key: getattr(item, key) for key in ITEM_KEYS} for item in scheme.items]


def cells_shipped(code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The cells of a scheme that ships. Raises Refused for an unknown one."""
    found = next((one for one in shipped_schemes() if one.code == code), None)
    if found is None:
        raise Refused("请选从哪一份方案开始", {"start": "请选从哪一份方案开始"})
    return found.head, found.items


def change_scheme(scheme: Scheme, actor: Actor, seen_version: int | None = None, **cells: Any) -> Scheme:
    """Change the head of a draft: name, caps, grades."""
    refuse_frozen(scheme, seen_version, scheme.version)
    for key, value in checked(cells).items():
        setattr(scheme, key, value if key != "note" else value or "")
    record("scheme.change", scheme, actor, changes=plain(changed_fields(scheme)))
    return scheme


def add_item(scheme: Scheme, actor: Actor, **cells: Any) -> SchemeItem:
    """Add a line at the end of a draft."""
    refuse_frozen(scheme)
    last = max((item.position for item in scheme.items), default=0)
    item = SchemeItem(scheme_id=scheme.id, position=last + 1, **checked(cells))
    refuse_unsound(scheme, item)
    scheme.items.append(item)
    record("scheme.add_item", scheme, actor, changes={"item": [None, item.name]})
    return item


def change_item(item: SchemeItem, actor: Actor, seen_version: int | None = None, **cells: Any) -> SchemeItem:
    """Change a line of a draft."""
    refuse_frozen(item.scheme, seen_version, item.version)
    before = item.name
    with db.session.no_autoflush:
        for key, value in checked(cells).items():
            setattr(item, key, value)
        refuse_unsound(item.scheme, item)
    changes = plain(changed_fields(item))
    record("scheme.change_item", item.scheme, actor, changes={"item": [before, item.name], **changes})
    return item


def remove_item(item: SchemeItem, actor: Actor) -> Scheme:
    """Take a line out of a draft."""
    scheme = item.scheme
    refuse_frozen(scheme)
    scheme.items.remove(item)
    record("scheme.remove_item", scheme, actor, changes={"item": [item.name, None]})
    return scheme


def replace_items(scheme: Scheme, rows: Iterable[Mapping[str, Any]], actor: Actor) -> Scheme:
    """Put the lines of a sheet in place of all lines of a draft. Raises Refused, at the first that is not sound."""
    refuse_frozen(scheme)
    before = len(scheme.items)
    scheme.items.clear()
    db.session.flush()
    for place, cells in enumerate(rows, 1):
        item = SchemeItem(scheme_id=scheme.id, position=place, **{key: cells.get(key) for key in ITEM_KEYS})
        refuse_row(scheme, item, place)
        scheme.items.append(item)
    if not scheme.items:
        raise Refused("表里没有一行计分项目", {"file": "表里没有一行计分项目"})
    record("scheme.replace_items", scheme, actor, changes={"count": [before, len(scheme.items)]})
    return scheme


def refuse_row(scheme: Scheme, item: SchemeItem, place: int) -> None:
    """Refuse a row of a sheet that is not sound, with its place beside the file."""
    try:
        checked({key: getattr(item, key) for key in ITEM_KEYS})
        refuse_unsound(scheme, item)
    except Refused as refused:
        sentence = f"第 {place} 项“{item.name}”：{refused.sentence}"
        raise Refused(sentence, {"file": sentence}) from refused


def publish_scheme(scheme: Scheme, actor: Actor, seen_version: int | None = None) -> Scheme:
    """Freeze a draft; the year is reckoned by it from now on."""
    refuse_frozen(scheme, seen_version, scheme.version)
    problem = book_problem(book_of(scheme, scheme.items))
    if problem:
        raise Refused(problem)
    db.session.flush()  # its lines, which nobody can change from the next one on
    scheme.state, scheme.published_by, scheme.published_by_id = PUBLISHED, actor.name, actor.user_id
    scheme.published_at = clock.now()
    record("scheme.publish", scheme, actor, changes={"state": [DRAFT, PUBLISHED]})
    return scheme


def drop_scheme(scheme: Scheme, actor: Actor) -> None:
    """Throw a draft away."""
    refuse_frozen(scheme)
    record("scheme.drop", scheme, actor, changes={"title": [scheme.name, None]})
    db.session.delete(scheme)


def refuse_frozen(scheme: Scheme, seen: int | None = None, version: int | None = None) -> None:
    """Refuse a published scheme, and what somebody else changed since it was seen."""
    if not scheme.is_draft:
        raise Refused(FROZEN)
    if seen is not None and seen != version:
        raise Refused(QUICKER)


def checked(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells, when they mean something. Raises Refused beside the cell that does not."""
    for key, value in cells.items():
        if isinstance(value, Decimal) and value != value.quantize(CENT):
            raise Refused("最多写两位小数", {key: "最多写两位小数"})
        if isinstance(value, Decimal) and value < 0:
            raise Refused("请填 0 或以上的数", {key: "请填 0 或以上的数"})
        try:
            READ.get(key, str)(value or "")
        except CellError as error:
            raise Refused(error.sentence, {key: error.sentence}) from error
    return dict(cells)


def refuse_unsound(scheme: Scheme, item: SchemeItem) -> None:
    """Refuse a line that lacks something, or whose name stands already."""
    problem = item_problem(item_of(item))
    if problem:
        raise Refused(problem[1], {problem[0]: problem[1]})
    if any(other is not item and other.name == item.name for other in scheme.items):
        raise Refused(f"“{item.name}”已经有了，请换个名称", {"name": f"“{item.name}”已经有了，请换个名称"})


def plain(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes with numbers as events hold them."""
    return {
        FIELD.get(key, key): [str(v) if isinstance(v, Decimal) else v for v in pair] for key, pair in changes.items()
    }
