"""What saving one step of a case costs beside W, a bare page that saves two rows durably."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from liaison.casework.workflow import url_of
from tests.bench.timing import Cost, Figure, cost_of, figure, statements
from tests.bench.world import Sheet, World

HIDDEN = re.compile(r'name="(csrf_token|version)" value="([^"]+)"')
WORDS = {"words": "已到现场核查，红绿灯已经装好。"}


@dataclass
class Step:
    """A move as its page sends it."""

    client: FlaskClient
    address: str
    cells: Mapping[str, Any]
    sent: int = 0

    def save(self) -> None:
        """Send it; an answer that does not lead on is an error."""
        answer = self.client.post(self.address, data=self.cells)
        is_saved = answer.status_code == 302 or "/tell-asker" in self.address
        if answer.status_code >= 400 or not is_saved:
            raise RuntimeError(f"{self.address}: {answer.status}")


def steps_of(world: World) -> Iterator[Step]:
    """The smooth way from 待转办 to 待评议, case after case."""
    for number in world.open_cases[: world.size.cases]:
        for sheet in world.sheets:
            client, address = world.browsers[sheet.role], address_of(number, sheet)
            yield Step(client, address, {**sheet.cells, **hidden_cells(client, address)})


def address_of(number: str, sheet: Sheet) -> str:
    """Where a sheet of a case is sent."""
    return f"/cases/{number}/{url_of(sheet.verb)}"


def hidden_cells(client: FlaskClient, address: str) -> dict[str, str]:
    """What the page of a move sends along unseen: the form's token, and which version of the case it shows."""
    found = dict(HIDDEN.findall(client.get(address).get_data(as_text=True)))
    if len(found) < 2:
        raise RuntimeError(f"{address}: no token or no version in the form")
    return found


def measured(world: World, bare: Flask) -> list[Figure]:
    """One figure for all the moves together: a round is one move, its limit saved right after it."""
    client, saved, least, sent = bare.test_client(), [], [], []
    cost_of(lambda: client.post("/steps", data=WORDS))
    for step in steps_of(world):
        with statements(world.engine) as said:
            saved.append(cost_of(step.save))
        least.append(average(client))
        step.client.get("/me")  # a person looks at what was said of the step; else it piles up in the session
        sent.append(len(said))
    return [figure("存一步：转办到反馈各步", saved, "W", least, sql=median(sent), most_sql=max(sent))]


def average(client: FlaskClient, times: int = 5) -> Cost:
    """What the bare page costs at this moment."""
    return cost_of(lambda: client.post("/steps", data=WORDS), times)
