"""What can be done about the year's account. Every function changes rows, records an event, and never commits."""

from liaison.performance.actions.schemes import (
    add_item,
    change_item,
    change_scheme,
    draw_up,
    draw_up_from,
    drop_scheme,
    publish_scheme,
    remove_item,
    replace_items,
)

__all__ = [
    "add_item", "change_item", "change_scheme", "draw_up", "draw_up_from", "drop_scheme", "publish_scheme",
    "remove_item", "replace_items",
]  # fmt: skip
