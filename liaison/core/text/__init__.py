"""Words, names, phones, days and pinyin as people write them, each brought to one form by pure functions."""

from liaison.core.text.dates import day, month
from liaison.core.text.names import person_name
from liaison.core.text.phones import Phone, landline, mask_phone, mobile, spaced_phone
from liaison.core.text.pinyin import initials, pinyin
from liaison.core.text.words import folded, normalise, paragraphs, plain_cell, same_word

__all__ = [
    "Phone",
    "day",
    "folded",
    "initials",
    "landline",
    "mask_phone",
    "mobile",
    "month",
    "normalise",
    "paragraphs",
    "person_name",
    "pinyin",
    "plain_cell",
    "same_word",
    "spaced_phone",
]
