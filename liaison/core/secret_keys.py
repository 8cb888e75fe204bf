"""Whether a key is worth the name: long enough, not one that stands in books, not one that somebody typed."""

from __future__ import annotations

KEY_LENGTH = 32
LEAST_DIFFERENT = 12  # characters; 32 random ones have fewer once in many million times

# Keys that came with other programs and stand in scanners' lists: RuoYi-Vue issue 133, RuoYi issue 10 (Shiro),
# the tutorials of Flask, Django's start-project mark, and what people type when a sample asks for a key.
KNOWN = (
    "abcdefghijklmnopqrstuvwxyz", "fcq+/xw488hmtcd+cmj3aq==", "kph+bixk5d2dezixcaaaa", "4avvhmflus0ktA3kprsdag==",
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", "_5#y2l\"f4q8z", "django-insecure",
    "changeme", "change-me", "change_me", "you-will-never-guess", "your-secret-key", "your_secret_key", "yoursecretkey",
    "secret-key", "secret_key", "secretkey", "supersecret", "super-secret", "notasecret", "jwt-secret", "replace-me",
    "password", "12345678", "qwertyuiop", "example",
)  # fmt: skip


def weakness_of(key: str) -> str | None:
    """Why this key cannot be used, in words that follow its name; None where it can."""
    if len(key) < KEY_LENGTH:
        return "太短"
    if any(word.lower() in key.lower() for word in KNOWN):
        return "是人人知道的，或照着例子写的"
    if len(set(key)) < LEAST_DIFFERENT or is_repeated(key):
        return "太简单"
    return None


def is_repeated(key: str) -> bool:
    """Whether it is one piece over and over."""
    return key in (key + key)[1:-1]
