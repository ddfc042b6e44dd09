"""The LALR(1) tables that Lark computes from the grammar, in the shape the driver wants, and their cache.
Owns the translation from Lark; knows nothing of tokens or nodes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import grammar
from .kept import kept, path_of

STARTS = ("translation_unit", "item", "stmt", "expr", "args", "type_id")
LAYOUT = 6  # of the classes below; part of the key of the cache

# What a reduction does with its values.
PASS = 0  # the value is that of one child
APPEND = 1  # a repetition grows by one
LIST = 2  # a spliced rule: its value is a list of values
CALL = 3  # the builder makes a node
CALL_UNLESS_ONE = 4  # the value is that of the only child, if there is only one
CALL_ON_LIST = 5  # the value is that of the only child, unless that is a list

_ON_LISTS = frozenset(("operators",))  # methods with nothing to do for an operand alone


@dataclass(frozen=True, slots=True)
class Production:
    """A rule as the driver sees it. ``keep`` lists the kept children: (how many Nones come before it, its
    index in the rule, whether it is a list to splice); ``nones`` counts those after the last. ``plain``, where
    none is spliced, is where each child lies, counted from the end of the rule, and 0 for a None."""

    length: int
    origin: str
    action: int
    keep: tuple[tuple[int, int, bool], ...]
    nones: int
    method: str
    plain: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Tables:
    """``actions[state][terminal]`` is a state to shift to, or ``-1 - production``. ``default[state]`` is the
    only production that a state can reduce by whatever follows, or -1."""

    actions: list[dict[str, int]]
    gotos: list[dict[str, int]]
    default: list[int]
    productions: list[Production]
    start: dict[str, int]
    end: dict[str, int]


def load() -> Tables:
    """The tables, from the user's cache if they are there, else computed and cached. Never fails for a cache
    that is damaged or not writable."""
    return kept(cache_path(), Tables, compute)


def cache_path() -> Path | None:
    """Where the tables are cached: a file whose name is a digest of everything they depend on."""
    from importlib.util import find_spec

    lark = find_spec("lark")  # found, not imported: it is slow, and so is the metadata of packages
    which = Path(lark.origin).read_text("utf-8") if lark is not None and lark.origin else ""
    return path_of("tables", (grammar.text(), which, str(LAYOUT), ",".join(STARTS)))


def compute() -> Tables:
    """Let Lark compute the tables. States are numbered breadth first over sorted symbols, so the result is
    the same in every run."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """The terminals come from elsewhere."""

        __future_interface__ = 2

        def __init__(self, conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
            yield from ()

    lark = Lark(grammar.text(), parser="lalr", lexer=NoLexer, start=list(STARTS), maybe_placeholders=True)
    return _translate(lark.parser.parser._parse_table)


def _translate(table: Any) -> Tables:
    from lark.parsers.lalr_analysis import Shift

    starts: dict[str, int] = table.start_states
    order: list[int] = [starts[name] for name in STARTS]
    number = {state: index for index, state in enumerate(order)}
    for state in order:
        for symbol in sorted(table.states[state]):
            action, argument = table.states[state][symbol]
            if action is Shift and argument not in number:
                number[argument] = len(order)
                order.append(argument)
    productions: list[Production] = []
    known: dict[Any, int] = {}
    tables = Tables([], [], [], productions, {}, {})
    for state in order:
        actions: dict[str, int] = {}
        gotos: dict[str, int] = {}
        for symbol in sorted(table.states[state]):
            action, argument = table.states[state][symbol]
            name = sys.intern(str(symbol))
            if action is not Shift:
                if argument not in known:
                    known[argument] = len(productions)
                    productions.append(_production(argument))
                actions[name] = -1 - known[argument]
            elif name.isupper():
                actions[name] = number[argument]
            else:
                gotos[name] = number[argument]
        tables.actions.append(actions)
        tables.gotos.append(gotos)
        only = set(actions.values())
        reduction = next(iter(only)) if len(only) == 1 else 0
        tables.default.append(-1 - reduction if reduction < 0 else -1)
    _shorten(tables)
    for name in STARTS:
        tables.start[name] = number[starts[name]]
        tables.end[name] = number[table.end_states[name]]
    return tables


def _shorten(tables: Tables) -> None:
    """Go at once where a rule of one symbol, whose value that symbol's is, would lead whatever follows."""
    for gotos in tables.gotos:
        for symbol, state in gotos.items():
            gotos[symbol] = _passed(tables, gotos, state)
    for actions, gotos in zip(tables.actions, tables.gotos, strict=True):
        for terminal, state in actions.items():
            if state >= 0:
                actions[terminal] = _passed(tables, gotos, state)


def _passed(tables: Tables, gotos: dict[str, int], state: int) -> int:
    """The state after all rules of one symbol that follow whatever comes."""
    rule = tables.default[state]
    while rule >= 0 and tables.productions[rule].action == PASS and tables.productions[rule].length == 1:
        state = gotos[tables.productions[rule].origin]
        rule = tables.default[state]
    return state


def _production(rule: Any) -> Production:
    expansion = rule.expansion
    origin = sys.intern(str(rule.origin.name))
    empty = list(rule.options.empty_indices) or [False] * (len(expansion) + 1)
    # ``empty_indices`` has a True for each absent [x] and a False for each symbol, in order.
    keep: list[tuple[int, int, bool]] = []
    nones = index = 0
    for absent in empty:
        if absent:
            nones += 1
        elif index < len(expansion):
            symbol = expansion[index]
            if not (symbol.is_term and symbol.filter_out):
                splice = not symbol.is_term and symbol.name.startswith("_")
                keep.append((nones, index, splice))
                nones = 0
            index += 1
    method = sys.intern(str(rule.alias or origin))
    if origin.startswith("_"):
        grows = len(keep) == 2 and expansion[0].name == origin and not keep[1][0] and not keep[1][2] and not nones
        action = APPEND if grows else LIST
    elif rule.options.expand1 and not rule.alias:
        single = len(keep) == 1 and not keep[0][0] and not nones and not keep[0][2]
        action = PASS if single else CALL_UNLESS_ONE
    else:
        action = CALL_ON_LIST if rule.alias in _ON_LISTS else CALL
    length = len(expansion)
    plain = None
    if not any(splice for _, _, splice in keep):
        at = [place for before, index, _ in keep for place in (*[0] * before, index - length)]
        plain = (*at, *[0] * nones)
    return Production(length, origin, action, tuple(keep), nones, method, plain)
