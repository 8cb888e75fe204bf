"""Rules of passwords, of guesses and of seats."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import thread_time

import pytest

from liaison.access import Role
from liaison.accounts import rules

STRINGS = Path(__file__).parents[1] / "data" / "hostile" / "strings"
WEAK = json.loads((STRINGS / "weak_passwords_cn.json").read_text(encoding="utf-8"))["items"]
OWN = rules.own_words("王小敏", "gw06-jb", "15400000007")
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
GB, ASVS = rules.POLICIES["gb"], rules.POLICIES["asvs"]


def in_full_width(word: str) -> str:
    """The same word as a Chinese keyboard types it in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)


@pytest.mark.parametrize("policy", [GB, ASVS], ids=["gb", "asvs"])
def test_weak_passwords_are_refused_in_every_spelling(policy):
    passed = [
        word
        for weak in WEAK
        for word in (weak, weak.upper(), weak.title(), in_full_width(weak), f" {weak} ", weak + "a1")
        if rules.password_fault(word, OWN, policy) is None
    ]
    assert not passed


def test_the_list_is_long_enough_and_in_small_letters():
    assert len(rules.WEAK) >= 178
    assert all(word == word.casefold() for word in rules.WEAK)


@pytest.mark.parametrize(
    "password",
    [
        "Wxm-gw06-jb", "Gw06-JB#2031", "王小敏王小敏Aa1", "Ab!15400000007", "Wangxiaomin#9", "海安政协Hazx#26",
        "Haian#Zhengxie8", "CPPCC-liaison-9",
    ],
)  # fmt: skip
def test_own_and_house_words_do_not_count(password):
    assert "容易被猜到" in rules.password_fault(password, OWN, GB)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Tq7#", "至少用 8 个字"),
        ("tqzrwvkmx", "混着用"),
        ("7391640258", "混着用"),
        ("Aq1!Aq1!Aq1!", "不同的字"),
        ("长" * 201, "最多 200 个字"),
    ],
)
def test_a_fault_says_what_to_do(password, sentence):
    assert sentence in rules.password_fault(password, OWN, GB)


@pytest.mark.parametrize(
    "password",
    [
        "Tq7#mzRv", "春风又绿江南岸 A1",
        "the quick brown fox jumps over a lazy dog", "晚稻收完了，油菜还没有种下去呢啊",
        "x9" + "Zé晴#" * 20, "kestrel marsh 41 lantern",
    ],
)  # fmt: skip
def test_good_passwords_pass(password):
    assert rules.password_fault(password, OWN, GB) is None


def test_asvs_asks_for_length_and_nothing_else():
    assert rules.password_fault("lanternkestrelmarsh", OWN, ASVS) is None
    assert "至少用 15 个字" in rules.password_fault("Tq7#mzRv", OWN, ASVS)


def test_every_character_of_a_long_password_counts():
    long = "稻麦油桑" * 30
    stored = rules.hashed(long)
    assert rules.is_password(long, stored)
    assert not rules.is_password(long[:-1] + "x", stored)
    assert not rules.is_password(long[:72], stored)


def test_full_width_typing_is_the_same_password():
    assert rules.is_password(in_full_width("Tq7#mzRv"), rules.hashed("Tq7#mzRv"))


def test_no_stored_password_is_never_right():
    assert not rules.is_password("", None)
    assert not rules.is_password("anything", None)
    assert not rules.is_password("anything", "not a hash")


def test_every_answer_takes_about_the_same_time():
    stored = {
        "nobody": None, "own": rules.hashed("Tq7#mzRv"), "one-time": rules.hashed_lightly(rules.one_time_password()),
    }  # fmt: skip
    times = {name: min(seconds(one) for _ in range(6)) for name, one in stored.items()}
    assert max(times.values()) < 1.5 * min(times.values()), times


def seconds(stored: str | None) -> float:
    """How much work one check is (its thread alone, so that a busy machine makes no difference)."""
    start = thread_time()
    rules.is_password("wrong", stored)
    return thread_time() - start


def test_two_passwords_are_checked_at_once_and_no_more():
    """A storm of sign-ins leaves a processor to everybody else."""
    with rules.TWO_AT_ONCE, rules.TWO_AT_ONCE, ThreadPoolExecutor(1) as threads:
        third = threads.submit(rules.is_password, "wrong", None)
        with pytest.raises(TimeoutError):
            third.result(timeout=0.1)
        for _ in range(2):
            rules.TWO_AT_ONCE.release()
        assert third.result(timeout=5) is False
        for _ in range(2):
            rules.TWO_AT_ONCE.acquire()


def test_one_time_passwords_differ_and_can_be_read_aloud():
    made = {rules.one_time_password() for _ in range(500)}
    assert len(made) == 500
    assert not set("".join(made)) & set("0O1lIo")


def failures(count: int, every: timedelta = timedelta(seconds=1)) -> list[datetime]:
    """So many wrong tries, evenly spread."""
    return [START + n * every for n in range(count)]


def test_five_failures_lock_for_a_quarter_of_an_hour():
    assert rules.locked_until(failures(4), 5) is None
    assert rules.locked_until(failures(5), 5) == START + timedelta(seconds=4, minutes=15)


def test_the_pause_doubles_with_every_five_more():
    pauses = [rules.locked_until(failures(n), 5) - failures(n)[-1] for n in (5, 10, 15)]
    assert pauses == [timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60)]


def test_it_opens_at_the_end_of_the_pause():
    until = rules.locked_until(failures(5), 5)
    assert rules.is_locked(failures(5), 5, until - timedelta(seconds=1))
    assert not rules.is_locked(failures(5), 5, until)


def test_nobody_gives_more_than_his_role_may():
    assert not rules.may_give(Role.OFFICE, Role.ADMIN, is_own_organisation=True)
    assert rules.may_give(Role.SECURITY, Role.ADMIN, is_own_organisation=False)
    assert rules.may_give(Role.UNIT_LEADER, Role.HANDLER, is_own_organisation=True)
    assert not rules.may_give(Role.UNIT_LEADER, Role.HANDLER, is_own_organisation=False)
    assert not rules.may_give(Role.UNIT_LEADER, Role.OFFICE, is_own_organisation=True)
    givers = (Role.SECURITY, Role.OFFICE, Role.UNIT_LEADER, Role.DIRECTOR, Role.SYSTEM)
    for role in set(Role) - set(givers):
        assert not any(rules.may_give(role, given, is_own_organisation=True) for given in Role)


def test_seats_fit_the_kind_of_organisation():
    assert rules.seats_fitting(Role.OFFICE, "department") == (Role.UNIT_LEADER, Role.HANDLER)
    assert rules.seats_fitting(Role.OFFICE, "committee") == (Role.CLERK, Role.DIRECTOR)
    assert rules.seats_fitting(Role.OFFICE, "office") == (Role.SUPERVISOR, Role.OFFICE, Role.LEADER)
    assert rules.seats_fitting(Role.DIRECTOR, "department") == ()
