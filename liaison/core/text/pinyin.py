"""Latin spelling of Chinese names for search: surnames read as surnames, doubtful first characters in every reading."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin import pinyin as readings

from liaison.core.text.words import folded

# Surnames that a dictionary of words reads otherwise.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "区": "ou", "查": "zha", "解": "xie", "任": "ren", "华": "hua",
    "盖": "ge", "朴": "piao", "翟": "zhai", "召": "shao", "折": "she", "尉": "wei", "乐": "yue", "宓": "mi",
    "冼": "xian", "洗": "xian", "繁": "po", "秘": "bi", "逄": "pang", "缪": "miao", "员": "yun", "贠": "yun",
    "种": "chong", "黑": "he", "谌": "chen", "晁": "chao", "柏": "bai", "覃": "qin", "哈": "ha", "郇": "xun",
    "邴": "bing", "纪": "ji", "葛": "ge", "燕": "yan", "祭": "zhai", "车": "che", "石": "shi", "重": "chong",
    "么": "yao", "幺": "yao", "牟": "mu", "卜": "bu", "宁": "ning", "甄": "zhen", "隗": "wei",
    "訾": "zi", "应": "ying", "占": "zhan", "臧": "zang", "藏": "zang", "令": "ling", "贾": "jia", "俞": "yu",
    "邰": "tai", "丌": "ji", "乜": "nie", "佴": "nai", "褚": "chu", "储": "chu", "长": "chang", "行": "xing",
    "句": "gou", "弗": "fu", "郗": "xi", "那": "na", "能": "nai", "仝": "tong", "阚": "kan", "会": "gui",
}
_DOUBLE_SURNAMES = {
    "万俟": "moqi", "尉迟": "yuchi", "单于": "chanyu", "长孙": "zhangsun", "澹台": "tantai", "令狐": "linghu",
    "夏侯": "xiahou", "鲜于": "xianyu", "诸葛": "zhuge", "东方": "dongfang", "皇甫": "huangfu", "宇文": "yuwen",
    "欧阳": "ouyang", "上官": "shangguan", "司马": "sima", "司徒": "situ", "公孙": "gongsun", "慕容": "murong",
    "轩辕": "xuanyuan", "呼延": "huyan", "端木": "duanmu", "南宫": "nangong", "太史": "taishi", "闻人": "wenren",
}


def pinyin(name: str) -> str:
    """The whole name in small Latin letters without tones or blanks: `单田芳` → `shantianfang`."""
    return "".join(_syllables(name))


def initials(name: str) -> tuple[str, ...]:
    """First letters of the syllables, the likeliest first, one for each reading of the first character."""
    syllables = _syllables(name)
    rest = "".join(syllable[0] for syllable in syllables[1:])
    firsts = [syllables[0][0], *_first_letters(folded(name)[:1])] if syllables else []
    return tuple(dict.fromkeys(first + rest for first in firsts))


@lru_cache(maxsize=20_000)
def _syllables(name: str) -> tuple[str, ...]:
    plain = folded(name)
    for surname, spelling in _surname_of(plain):
        return (*_split(surname, spelling), *_spelt(plain[len(surname):]))
    return tuple(_spelt(plain))


def _surname_of(name: str) -> list[tuple[str, str]]:
    if name[:2] in _DOUBLE_SURNAMES:
        return [(name[:2], _DOUBLE_SURNAMES[name[:2]])]
    return [(name[:1], _SURNAMES[name[:1]])] if name[:1] in _SURNAMES else []


def _split(surname: str, spelling: str) -> list[str]:
    """One syllable a character, so that initials have one letter for each."""
    if len(surname) == 1:
        return [spelling]
    second = next(s for s in readings(surname[1], style=Style.NORMAL, heteronym=True)[0] if spelling.endswith(s))
    return [spelling.removesuffix(second), second]


def _spelt(text: str) -> list[str]:
    spelt = lazy_pinyin(text, errors=lambda rest: list(rest))
    return [word for word in ("".join(filter(str.isascii, s.lower())) for s in spelt) if word.isalnum()]


@lru_cache(maxsize=5_000)
def _first_letters(character: str) -> list[str]:
    spelt = readings(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return [reading[0] for reading in spelt[0]] if spelt else []
