"""The list of contacts costs the same for ten and for a hundred; files out of range are not there."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.contacts.models import Contact
from tests.statements import statements_sent


@pytest.mark.parametrize("who", ["member", "clerk", "office"])
def test_same_number_of_statements_for_many_rows(db: Any, browser: Any, people: Any, make: Any, who: str):
    """No statement per row."""
    client, member = browser(getattr(people, who)), people.member.member
    counts = []
    for more in (2, 30):
        for _ in range(more):
            make(Contact, member_id=member.id)
        with statements_sent() as sent:
            client.get("/contacts")
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert "联系记录 32 次" in client.page.words


@pytest.mark.parametrize("address", ["/files/99999999999999999999", "/files/2147483648", "/files/0", "/contacts/%00"])
def test_what_is_not_there_is_not_found(browser: Any, people: Any, address: str):
    """Whatever number stands in the address."""
    assert browser(people.office).get(address).status_code == 404
