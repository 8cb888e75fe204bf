"""A flow chart as one table of moves; buttons, forms, permissions, limits and drawings are read from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from liaison.core.columns import Column
from liaison.core.errors import Refused


@dataclass(frozen=True)
class State:
    """One place a thing can stand in.

    step: number of the office's step; holder: whose turn it is (a word of the flow's own);
    limit: key of the time limit that runs while it stands here; is_end: nothing need follow.
    stops_if: attribute of the thing; where it is false, the thing passes on at once to `passes_to`.
    """

    code: str
    title: str
    step: int
    holder: str = ""
    limit: str | None = None
    is_end: bool = False
    stops_if: str | None = None
    passes_to: str | None = None


@dataclass(frozen=True)
class Move:
    """One arrow of the flow chart.

    starts: codes of the states it may start from; target: the state it leads to (None = stays).
    step: the office's step whose sheet it fills; permission: who may (see access.TABLE).
    columns: the cells of its sheet; hint: what will happen, in a sentence.
    rounds: +1 when it opens a new round; at_most: the last round it may open (None = no bound).
    """

    verb: str
    title: str
    starts: tuple[str, ...]
    target: str | None
    step: int
    permission: str
    columns: tuple[Column, ...] = ()
    rounds: int = 0
    at_most: int | None = None
    icon: str = "right"
    hint: str = ""
    is_main: bool = False


class BadFlow(Exception):  # noqa: N818
    """The table of moves is wrong; the program does not start with it."""


@dataclass(frozen=True)
class Flow:
    """States and moves of one kind of thing, checked when it is built."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    first: str
    by_code: Mapping[str, State] = field(init=False)
    by_verb: Mapping[str, Move] = field(init=False)

    def __post_init__(self) -> None:
        """Index the table and refuse one that cannot be walked."""
        object.__setattr__(self, "by_code", {s.code: s for s in self.states})
        object.__setattr__(self, "by_verb", {m.verb: m for m in self.moves})
        problems = list(self.problems())
        if problems:
            raise BadFlow("；".join(problems))

    def starting_at(self, state: str) -> list[Move]:
        """The moves that may start in this state, in the order of the table."""
        return [m for m in self.moves if state in m.starts]

    def arrive(self, code: str, thing: Any) -> State:
        """The state in which a thing comes to rest that was sent to this one."""
        state = self.by_code[code]
        if state.stops_if and state.passes_to and not getattr(thing, state.stops_if):
            return self.arrive(state.passes_to, thing)
        return state

    def check(self, verb: str, state: str, filled: Mapping[str, Any]) -> Move:
        """The move, if it may start here and every required cell is filled; else Refused."""
        move = self.by_verb[verb]
        if state not in move.starts:
            where = self.by_code[state].title
            raise Refused(f"现在是“{where}”，不能{move.title}。刷新页面看看最新进展。")
        missing = {c.key: c.missing_sentence() for c in move.columns if c.required and not filled.get(c.key)}
        if missing:
            raise Refused(next(iter(missing.values())), missing)
        return move

    def problems(self) -> Iterable[str]:
        """Each reason why this table is no flow chart."""
        if len(self.by_verb) != len(self.moves):
            yield "有两个办法用了同一个代码"
        twice = [move for move in self.moves if len(move.columns) > len({column.key for column in move.columns})]
        yield from (f"“{move.title}”的表里有两格代码一样" for move in twice)
        for move in self.moves:
            for code in (*move.starts, *([move.target] if move.target else [])):
                if code not in self.by_code:
                    yield f"“{move.title}”写了没有的环节 {code}"
        for state in self.states:
            if state.passes_to and state.passes_to not in self.by_code:
                yield f"“{state.title}”往没有的环节 {state.passes_to} 走"
        yield from self._unreachable()
        yield from self._dead_ends()
        yield from self._unbounded()

    def _unreachable(self) -> Iterable[str]:
        seen, waiting = {self.first}, [self.first]
        while waiting:
            for code in self._next_of(waiting.pop()) - seen:
                seen.add(code)
                waiting.append(code)
        yield from (f"“{s.title}”走不到" for s in self.states if s.code not in seen)

    def _next_of(self, code: str) -> set[str]:
        onward = self.by_code[code].passes_to if code in self.by_code else None
        return {m.target for m in self.starting_at(code) if m.target} | ({onward} if onward else set())

    def _dead_ends(self) -> Iterable[str]:
        ends = {s.code for s in self.states if s.is_end}
        grown = True
        while grown:
            more = {s.code for s in self.states if self._next_of(s.code) & ends} - ends
            ends |= more
            grown = bool(more)
        yield from (f"“{s.title}”走不到头" for s in self.states if s.code not in ends)

    def _unbounded(self) -> Iterable[str]:
        """A new round may only be opened a bounded number of times."""
        yield from (f"“{m.title}”可以没有止境地再办" for m in self.moves if m.rounds and m.at_most is None)
