"""Runs the LALR(1) tables over a range of the token stream. Owns the automaton and its recovery; which
terminal a token is comes from a decider, what a reduction means from a builder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from operator import itemgetter
from typing import Any, Protocol, TypeAlias

from .decide import FAMILIES, GUESSED, SKIP, Decider
from .shapes import Shapes
from .tables import APPEND, CALL, CALL_ON_LIST, CALL_UNLESS_ONE, LIST, PASS, Production, Tables

Method = Callable[[int, int, list[Any]], Any]


class Builder(Protocol):
    """What makes nodes: a method for each production's name."""

    def method(self, name: str) -> Method: ...


class ParseError(Exception):
    """The tokens do not match; ``at`` is the token and ``expected`` the terminals that could have been
    shifted."""

    def __init__(self, at: int, expected: frozenset[str]) -> None:
        super().__init__(at)
        self.at = at
        self.expected = expected


DECIDED = frozenset(FAMILIES) | {"template"}  # the classes of tokens that are no terminals

# A production as the automaton runs it: its length, origin and action, and what takes its children from the values, in
# C code. Without that it is carried out step by step.
_Rule: TypeAlias = tuple[int, str, int, Callable[[list[Any]], Any] | None]

_DECIDE = 1 << 30  # a step that depends on the decider; no state has such a number

OnError = Callable[[int, int, int, frozenset[str]], None]


class Automaton:
    """The tables as the automaton runs them. One serves all streams; it learns only what the tables say."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.rules = [_rule(production) for production in tables.productions]
        # Of each state that was met, what to do by the class of the next token: as in the tables' actions, or _DECIDE.
        # The end of the tokens is not among it.
        self.steps: list[dict[str, int] | None] = [None for _ in tables.actions]

    def step(self, state: int) -> dict[str, int]:
        """What to do in a state."""
        known = self.steps[state]
        if known is None:
            row = self.tables.actions[state]
            known = self.steps[state] = {terminal: action for terminal, action in row.items() if terminal != "$END"}
            for cls in DECIDED:
                known[cls] = _early(row, cls)
        return known

    @cached_property
    def called(self) -> list[tuple[int, str]]:
        """The productions that call a method of the builder, and its name."""
        return [(n, rule.method) for n, rule in enumerate(self.tables.productions) if rule.action >= CALL]


def _early(row: dict[str, int], cls: str) -> int:
    """The production to reduce by before a token is decided, when all it could become agree on it."""
    actions = {row[terminal] for terminal in FAMILIES.get(cls, ()) if terminal in row}
    only = next(iter(actions)) if len(actions) == 1 else 0
    return only if only < 0 else _DECIDE


class Driver:
    """The automaton over one stream. One object parses many ranges with the same decider and builder."""

    def __init__(self, automaton: Automaton, decider: Decider, shapes: Shapes, builder: Builder) -> None:
        self.automaton = automaton
        self.tables = automaton.tables
        self.decider = decider
        self.shapes = shapes
        self.methods: list[Any] = [None] * len(automaton.rules)
        by_name: dict[str, Method] = {}
        for number, name in automaton.called:
            method = by_name.get(name)
            if method is None:
                method = by_name[name] = builder.method(name)
            self.methods[number] = method

    def parse(self, start: str, low: int, high: int, on_error: OnError | None = None) -> Any:
        """Parse tokens ``low`` up to ``high`` as a start symbol. With ``on_error`` what is not understood is
        skipped as OPAQUE after a call ``on_error(first, end, at, expected)``; without it ParseError is
        raised."""
        return _Run(self, start, low, high, on_error).run()


def _rule(production: Production) -> _Rule:
    plain, take = production.plain, None
    if production.action >= CALL and plain and production.length:
        take = itemgetter(*plain) if len(plain) > 1 else _only_of(plain[0])
    return production.length, production.origin, production.action, take


def _only_of(at: int) -> Callable[[list[Any]], Any]:
    return lambda values: (values[at],)


class _Run:
    def __init__(self, driver: Driver, start: str, low: int, high: int, on_error: OnError | None) -> None:
        self.driver = driver
        self.tables = driver.tables
        self.at = low
        self.high = high
        self.on_error = on_error
        self.end_state = self.tables.end[start]
        # The stacks. What is at the bottom of the values stands for all that is absent.
        self.states = [self.tables.start[start]]
        self.values: list[Any] = [None]
        self.firsts: list[int] = [low]

    def run(self) -> Any:
        tables, driver = self.tables, self.driver
        default, actions, gotos, end_state = tables.default, tables.actions, tables.gotos, self.end_state
        automaton, rules, methods = driver.automaton, driver.automaton.rules, driver.methods
        states, values, firsts, steps = self.states, self.values, self.firsts, automaton.steps
        classes, decider, decisions = driver.shapes.classes, driver.decider, driver.decider.decisions
        at, high, state = self.at, self.high, self.states[-1]
        while True:
            rule = default[state]
            if rule < 0:
                cls = classes[at] if at < high else "$END"
                action = (steps[state] or automaton.step(state)).get(cls)
                width = 1
                if action == _DECIDE:
                    row = actions[state]
                    terminal, width = decisions[cls](at, row)
                    if width != 1:
                        width = decider.widen(at, width)
                    if terminal in GUESSED:
                        decider.guessed.append(at)
                    elif terminal == SKIP:
                        at += width
                        continue
                    action = row.get(terminal)
                if action is None:
                    row = actions[state]
                    action = row.get("$END") if at >= high else None
                    if action is not None and action >= 0 and state == end_state:
                        return values[-1]
                    if action is None:
                        self.at = at
                        action, width = self.failed(row)
                        at = self.at
                        if action is None:
                            state = states[-1]
                            continue
                if action >= 0:
                    states.append(action)
                    values.append(at)
                    firsts.append(at)
                    at += width
                    state = action
                    continue
                rule = -1 - action
            length, origin, action, take = rules[rule]
            if action == PASS and length == 1:  # half of all reductions
                state = states[-1] = gotos[states[-2]][origin]
            elif take is None:
                self.at = at
                self.reduce(tables.productions[rule], rule)
                state = states[-1]
            else:
                if action != CALL_ON_LIST or type(values[-1]) is list:
                    children = take(values)
                    if action == CALL_UNLESS_ONE and len(children) == 1:
                        value = children[0]
                    else:
                        value = methods[rule](firsts[-length], at - 1, children)
                    if length > 1:
                        keep = 1 - length
                        del states[keep:], values[keep:], firsts[keep:]
                    values[-1] = value
                state = states[-1] = gotos[states[-2]][origin]
            if at >= high and state == end_state:
                return values[-1]

    def shift(self, state: int, width: int) -> None:
        self.states.append(state)
        self.values.append(self.at)
        self.firsts.append(self.at)
        self.at += width

    def reduce(self, production: Production, rule: int) -> None:
        states, values, firsts = self.states, self.values, self.firsts
        length, action = production.length, production.action
        if length == 0:
            method = self.driver.methods[rule]
            values.append(method(self.at, self.at - 1, []) if method is not None else [])
            firsts.append(self.at)
            states.append(self.tables.gotos[states[-1]][production.origin])
            return
        if action == PASS:
            value = values[production.keep[0][1] - length]
        elif action == APPEND:
            value = values[-length]
            value.append(values[production.keep[1][1] - length])
        else:
            plain = production.plain
            if plain is not None:
                children = [values[at] if at else None for at in plain]
            else:
                children = self.children(production)
            if action == LIST:
                value = children
            elif action == CALL_UNLESS_ONE and len(children) == 1:
                value = children[0]
            else:
                method = self.driver.methods[rule]
                assert method is not None
                value = method(firsts[-length], self.at - 1, children)
        if length > 1:
            keep = 1 - length
            del states[keep:], values[keep:], firsts[keep:]  # the first of the rule's symbols stays, for the whole
        values[-1] = value
        states[-1] = self.tables.gotos[states[-2]][production.origin]

    def children(self, production: Production) -> list[Any]:
        values, length = self.values, production.length
        children: list[Any] = []
        for nones, index, splice in production.keep:
            if nones:
                children.extend([None] * nones)
            value = values[index - length]
            if splice:
                children.extend(value)
            else:
                children.append(value)
        if production.nones:
            children.extend([None] * production.nones)
        return children

    # ------------------------------------------------------------------------------------------ errors

    def failed(self, row: dict[str, int]) -> tuple[int | None, int]:
        """No action for the token. An action after all (for what follows ``asm``) with its width, or (None,
        0) after recovery."""
        tail = row.get("ASM_TAIL")
        if tail is not None and self.at < self.high and self.driver.shapes.cls(self.at - 1) == "asm":
            return tail, self.driver.decider.asm_tail(self.at)
        expected = self.expected(row)
        if self.on_error is None:
            raise ParseError(self.at, expected)
        keep, first, end = self.skippable()
        self.on_error(first, end, min(self.at, self.high), expected)
        del self.states[keep + 1 :], self.values[keep + 1 :], self.firsts[keep + 1 :]
        self.at = first
        action = self.tables.actions[self.states[-1]]["OPAQUE"]
        while action < 0:
            rule = -1 - action
            self.reduce(self.tables.productions[rule], rule)
            action = self.tables.actions[self.states[-1]]["OPAQUE"]
        self.shift(action, end - first)
        return None, 0

    def skippable(self) -> tuple[int, int, int]:
        """The innermost construct that may be skipped: how many symbols stay, its first token, and its
        end."""
        shapes = self.driver.shapes
        for keep in range(len(self.states) - 1, -1, -1):
            if "OPAQUE" not in self.tables.actions[self.states[keep]]:
                continue
            first = self.firsts[keep + 1] if keep + 1 < len(self.firsts) else self.at
            end = shapes.statement_end(first, self.high)
            if end <= self.at:  # it ended before the error
                end = shapes.statement_end(self.at, self.high)
            if end > first and (end > self.at or self.at >= self.high):
                return keep, first, end
        return 0, self.firsts[1] if len(self.firsts) > 1 else self.at, self.high

    def expected(self, row: Iterable[str]) -> frozenset[str]:
        """The terminals of a row that would be shifted in the end, reductions included."""
        return frozenset(terminal for terminal in row if self.would_shift(terminal))

    def would_shift(self, terminal: str) -> bool:
        states = list(self.states)
        for _ in range(200):
            state = states[-1]
            rule = self.tables.default[state]
            if rule < 0:
                action = self.tables.actions[state].get(terminal)
                if action is None:
                    return False
                if action >= 0:
                    return True
                rule = -1 - action
            production = self.tables.productions[rule]
            if production.length:
                del states[-production.length :]
            states.append(self.tables.gotos[states[-1]][production.origin])
        return False
