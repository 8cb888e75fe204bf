"""What is wrong with a version of the flow chart beyond its graph: permissions, holders, turns, cells, limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from liaison.access.roles import Role
from liaison.access.table import TABLE
from liaison.casework.rules.chart import PARTIES
from liaison.casework.workflow import ASKER, CASEWORK, MERGED, STEPS
from liaison.core.definitions import flow_from, lost_columns, lost_states, lost_verbs
from liaison.core.workflow import BadFlow, Flow, State

WaitingFor = Mapping[Role, Collection[str]]


def problems_of(definition: Mapping[str, Any], waiting_for: WaitingFor, known: Flow = CASEWORK) -> list[str]:
    """Each reason why the program cannot work with a version; one Chinese sentence each."""
    lost = [f"“{title}”的“{key}”这一格，程序里没有了" for title, key in lost_columns(definition, known)]
    lost += [f"环节 {code}，程序里没有了" for code in lost_states((s["code"] for s in definition["states"]), known)]
    try:
        flow = flow_from(definition, known)
    except BadFlow as wrong:
        return [*lost, str(wrong)]
    return [*lost, *flow_problems(flow, waiting_for)]


def flow_problems(flow: Flow, waiting_for: WaitingFor) -> Iterator[str]:
    """The same of a chart that is built."""
    for move in flow.moves:
        if move.permission not in TABLE:
            yield f"“{move.title}”的权限 {move.permission} 不在权限表里"
        if move.step not in STEPS:
            yield f"“{move.title}”的步骤 {move.step} 不在八步里"
    for state in flow.states:
        if not state.is_end:
            yield from state_problems(flow, state, waiting_for)


def state_problems(flow: Flow, state: State, waiting_for: WaitingFor) -> Iterator[str]:
    """Of one place in which a case can stand: somebody known holds it, and he can move it on."""
    if state.holder not in PARTIES:
        yield f"“{state.title}”轮到谁办写的是 {state.holder or '空'}，没有这一方"
    leaving = [TABLE.get(move.permission, {}) for move in flow.starting_at(state.code) if move.target]
    if not any(leaving):
        yield f"“{state.title}”没有一个角色能往下办"
    if state.holder == ASKER or state.code == MERGED:  # waits for the asker, or for another case
        return
    roles = [role for role, states in waiting_for.items() if state.code in states]
    if not any(role in rules for role in roles for rules in leaving):
        yield f"“{state.title}”不在任何能往下办的人的待办里"


def unknown_verbs(definition: Mapping[str, Any], known: Flow = CASEWORK) -> list[str]:
    """Titles of the moves that a version has and the program no longer makes."""
    titles = {move["verb"]: move["title"] for move in definition["moves"]}
    return [titles[verb] for verb in lost_verbs(definition, known)]


def missing_limits(definition: Mapping[str, Any], keys: Collection[str]) -> list[str]:
    """Titles of the states whose time limit is not in the table of limits."""
    return [one["title"] for one in definition["states"] if one["limit"] and one["limit"] not in keys]
