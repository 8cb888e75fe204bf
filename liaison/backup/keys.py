"""The key that backups are sealed with, which lies in none of them; and by what mark each key is known."""

from __future__ import annotations

import hashlib

from flask import current_app

from liaison.core.key_files import kept_text

NAME = "backup_key"
OTHERS = ("data_key", "audit_key")  # without them a restored database cannot be read, or proved, whole
MARK_BYTES = 8
APART = (
    "备份是加密的，打开它要 {}，它不在备份里。请把它抄一份，和备份分开存放（例如保险柜）："
    "机器坏了又没有密钥，谁也打不开备份。"
)


def backup_key() -> bytes:
    """BACKUP_KEY, or the key of this instance: made once, readable by its owner only, printed nowhere."""
    return (current_app.config["BACKUP_KEY"] or kept_text(current_app.config["INSTANCE"] / NAME)).encode()


def mark_of(key: bytes) -> bytes:
    """What a key is recognised by; nobody can reckon back to it."""
    return hashlib.sha256(b"liaison backup, mark of a key\n" + key).digest()[:MARK_BYTES]


def marks_of_others() -> dict[str, str]:
    """`{name: mark}` of the instance's other keys, as far as they lie in its folder."""
    found = (current_app.config["INSTANCE"] / name for name in OTHERS)
    return {path.name: mark_of(path.read_bytes()).hex() for path in found if path.exists()}


def where_it_is() -> str:
    """One sentence: which keys are to be kept apart from the backups."""
    own = "设置 BACKUP_KEY" if current_app.config["BACKUP_KEY"] else str(current_app.config["INSTANCE"] / NAME)
    return APART.format("、".join([own, *marks_of_others()]))
