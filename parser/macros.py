"""Macro definitions and their expansion, as the C standard describes it (with GNU's comma before
``##__VA_ARGS__`` and named variadics). Owns the rules of substitution; knows nothing of files or
conditionals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from .source import Source, Span
from .tokens import CHAR, ID, PUNCT, STRING, RawTokens, kind_of, tokenize_fragment

Hide = frozenset[str]
_NOTHING: Hide = frozenset()
DEPTH = 200  # of macro arguments inside macro arguments
FLAT_DEPTH, FLAT_PARTS = 20, 2000  # how much is replaced at once


@dataclass(frozen=True, slots=True, eq=False)
class Macro:
    """A macro definition. ``params`` is None for an object-like one; ``variadic`` is the name under which the
    rest of the arguments goes (``__VA_ARGS__``, or GNU's ``name...``). ``span`` covers the whole
    directive."""

    name: str
    params: tuple[str, ...] | None
    variadic: str | None
    body: RawTokens
    span: Span
    plain: bool = field(init=False)  # has nothing but parameters to replace: no operators, no variable arguments
    _parts: list[tuple[str, str, int, bool]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        texts = self.body.texts
        operators = "##" in texts or (self.params is not None and "#" in texts)
        object.__setattr__(self, "plain", self.variadic is None and not operators)

    def parts(self) -> list[tuple[str, str, int, bool]]:
        """The body: texts, kinds, offsets, and whether a space stands before."""
        if not self._parts:
            made = [piece_of(self.body, index) for index in range(len(self.body))]
            self._parts.extend([(piece.text, piece.kind, piece.start, piece.space) for piece in made])
        return self._parts

    def pieces(self, hide: Hide) -> list[Piece]:
        """The body as pieces."""
        source = self.body.source
        return [Piece(text, kind, source, start, hide, space) for text, kind, start, space in self.parts()]


@dataclass(slots=True, eq=False)
class Piece:
    """A token during expansion: where it is spelled (offset -1 when it was pasted or stringized), the macros
    it may not expand any more, and whether a space stood before it."""

    text: str
    kind: str
    source: Source
    start: int
    hide: Hide
    space: bool


class TooDeep(Exception):
    """Macro calls nested deeper than any program needs."""


def parse_define(source: Source, start: int, rest_start: int, end: int) -> Macro | str:
    """The macro of a ``#define`` whose text after the name of the directive is ``[rest_start, end)``, or what
    is wrong with it."""
    tokens = tokenize_fragment(source, rest_start, end)
    if not tokens.texts or tokens.kinds[0] != ID:
        return "a macro needs a name"
    name = tokens.texts[0]
    span = Span(source, start, end)
    body_start = tokens.end(0)
    if len(tokens) < 2 or tokens.texts[1] != "(" or tokens.starts[1] != body_start:
        return Macro(name, None, None, tokenize_fragment(source, body_start, end), span)
    close = tokens.mates[1]
    if close < 0:
        return f"the parameters of `{name}` do not end"
    params: list[str] = []
    variadic = None
    for index in range(2, close):
        text = tokens.texts[index]
        if text == "...":
            variadic = params.pop() if tokens.texts[index - 1] not in (",", "(") and params else "__VA_ARGS__"
        elif tokens.kinds[index] == ID:
            params.append(text)
        elif text != ",":
            return f"the parameters of `{name}` are not names"
    body = tokenize_fragment(source, tokens.end(close), end)
    return Macro(name, tuple(params), variadic, body, span)


def piece_of(tokens: RawTokens, index: int, hide: Hide = _NOTHING) -> Piece:
    """A raw token as a piece."""
    texts, starts = tokens.texts, tokens.starts
    start = starts[index]
    begin = starts[index - 1] + len(texts[index - 1]) if index else tokens.start
    return Piece(texts[index], tokens.kinds[index], tokens.source, start, hide, start > begin)


class Feed:
    """Pieces to expand, in order: those pushed back, then those that ``more`` yields. ``taken`` counts the
    latter."""

    def __init__(self, pieces: Sequence[Piece], more: Iterator[Piece] | None = None) -> None:
        self.stack = list(reversed(pieces))
        self.more = more
        self.taken = 0

    def next(self) -> Piece | None:
        if self.stack:
            return self.stack.pop()
        piece = next(self.more, None) if self.more else None
        if piece is not None:
            self.taken += 1
        return piece

    def push(self, piece: Piece) -> None:
        self.stack.append(piece)


# A token of a replacement: as in a piece, but with the macros that it came from inside; None for a parameter.
_Part: TypeAlias = tuple[str, str, Source, int, bool, Hide | None]
_Arguments: TypeAlias = dict[str, list[Piece] | None]  # by parameters; None for a variadic one that has none


@dataclass(frozen=True, slots=True, eq=False)
class _Flat:
    """A macro's replacement with the macros in it replaced. Without parts it cannot be had. ``names`` are the texts in
    it, ``used`` the macros that it depends on."""

    parts: list[_Part] | None
    names: frozenset[str]
    used: tuple[Macro, ...]
    _runs: dict[Hide, list[list[Piece] | tuple[str, bool]]] = field(default_factory=dict)

    def runs(self, hide: Hide) -> list[list[Piece] | tuple[str, bool]]:
        """Its pieces, which stay as they are, and between them the parameters, with whether a space stands before."""
        found = self._runs.get(hide)
        if found is None:
            found = self._runs[hide] = []
            for text, kind, source, start, space, extra in self.parts or ():
                if extra is None:
                    found.append((text, space))
                    continue
                if not found or not isinstance(found[-1], list):
                    found.append([])
                run = found[-1]
                assert isinstance(run, list)
                run.append(Piece(text, kind, source, start, hide | extra if extra else hide, space))
        return found

    def holds(self, macros: Mapping[str, Macro]) -> bool:
        """Is it still so when the table of macros has changed?"""
        return all(macros.get(macro.name) is macro for macro in self.used) and macros.keys().isdisjoint(self.names)


class Incomplete(Exception):
    """The pieces ended inside the arguments of a macro call."""


@dataclass
class Expander:
    """Expands pieces with a table of macros, which may change between calls. ``special`` gives the text of
    macros whose value depends on the place (``__LINE__``), or None; only ``places`` can be such macros."""

    macros: Mapping[str, Macro]
    special: Callable[[Piece], str | None]
    places: frozenset[str]
    _flats: dict[Macro, _Flat] = field(default_factory=dict, repr=False)

    def expand(self, pieces: Sequence[Piece], depth: int = 0) -> list[Piece]:
        """All of the pieces, fully expanded. A call without closing parenthesis is left as it is."""
        if not any(piece.text in self.macros or piece.text in self.places for piece in pieces):
            return list(pieces)
        return self.run(Feed(pieces), depth, partial=True)

    def run(self, feed: Feed, depth: int = 0, *, partial: bool) -> list[Piece]:
        """Expand what is in the feed, and as much of what follows as belongs to the last macro's call. A call whose
        closing parenthesis is missing raises Incomplete unless ``partial``."""
        out: list[Piece] = []
        stack, macros, places = feed.stack, self.macros, self.places
        while stack:
            piece = stack.pop()
            text = piece.text
            if text in places:
                self._step(piece, feed, out, depth, partial)
                continue
            if text in macros and text not in piece.hide:
                self._step(piece, feed, out, depth, partial)
            else:
                out.append(piece)
        return out

    def _step(self, piece: Piece, feed: Feed, out: list[Piece], depth: int, partial: bool) -> None:
        """Expand one piece: its replacement goes back to the feed, or it goes to ``out``."""
        if piece.text in piece.hide:
            out.append(piece)
            return
        value = self.special(piece)
        if value is not None:
            out.append(Piece(value, kind_of(value), piece.source, -1, piece.hide, piece.space))
            return
        macro = self.macros.get(piece.text)
        if macro is None:
            out.append(piece)
            return
        bound: _Arguments = {}
        hide = piece.hide
        if macro.params is not None:
            call = self._arguments(feed, partial)
            if call is None:
                out.append(piece)
                return
            arguments, closing = call
            bound, hide = self._bind(macro, arguments), hide & closing.hide
        hide |= {macro.name}
        flat = self._flat(macro) if macro.plain else None
        expanded: dict[str, list[Piece]] = {}
        final = self._fill(flat, bound, expanded, hide, depth) if flat is not None else None
        result = self._substitute(macro, bound, expanded, hide, depth) if final is None else final
        if result:
            result[0] = _copy(result[0])  # others may have it too
            result[0].space = piece.space
        if final is not None:
            out += final
            return
        result.reverse()
        feed.stack += result

    # ------------------------------------------------------------------------------------------ at once

    def _flat(self, macro: Macro, depth: int = 0) -> _Flat | None:
        """The replacement of a plain macro with the macros in it replaced, if they are plain and without parameters."""
        known = self._flats.get(macro)
        if known is None or not known.holds(self.macros):
            self._flats[macro] = _Flat(None, frozenset(), (macro,))  # while it is made: a macro in itself stands still
            known = self._flats[macro] = self._flatten(macro, depth)
        return known if known.parts is not None else None

    def _flatten(self, macro: Macro, depth: int) -> _Flat:
        parts: list[_Part] = []
        names: set[str] = set()
        used: dict[Macro, None] = {}
        source, params = macro.body.source, macro.params or ()
        for text, kind, start, space in macro.parts():
            inner = self.macros.get(text)
            if text in params:
                parts.append((text, kind, source, start, space, None))
            elif inner is None and text not in self.places:
                parts.append((text, kind, source, start, space, _NOTHING))
                names.add(text)
            else:
                plain = inner is not None and inner.params is None and inner.plain and depth < FLAT_DEPTH
                flat = self._flat(inner, depth + 1) if inner is not None and plain else None
                if inner is None or flat is None or flat.parts is None or len(parts) + len(flat.parts) > FLAT_PARTS:
                    return _Flat(None, frozenset(), (macro if inner is None else inner,))
                for number, (t, k, s, at, between, hide) in enumerate(flat.parts):
                    parts.append((t, k, s, at, between if number else space, (hide or _NOTHING) | {text}))
                names |= flat.names
                used.update(dict.fromkeys((inner, *flat.used)))
        return _Flat(parts, frozenset(names), tuple(used))

    def _fill(
        self, flat: _Flat, bound: _Arguments, expanded: dict[str, list[Piece]], hide: Hide, depth: int
    ) -> list[Piece] | None:
        """A replacement with its arguments; None when there is something to expand in it yet. ``expanded`` are the
        arguments that were expanded already, and gets the others that stand in it."""
        if depth > DEPTH:
            raise TooDeep
        out: list[Piece] = []
        for run in flat.runs(hide):
            if isinstance(run, list):
                out += run
                continue
            text, space = run
            argument = expanded.get(text)
            if argument is None:
                argument = expanded[text] = self.expand(bound[text] or [], depth + 1)
                if any((p.text in self.macros and p.text not in p.hide) or p.text in self.places for p in argument):
                    return None
            first = len(out)
            out += [
                Piece(p.text, p.kind, p.source, p.start, p.hide | hide if p.hide else hide, p.space) for p in argument
            ]
            if first < len(out):
                out[first].space = space
        return out

    # ------------------------------------------------------------------------------------------ step by step

    def _arguments(self, feed: Feed, partial: bool) -> tuple[list[list[Piece]], Piece] | None:
        """The arguments of a call and its closing parenthesis; None when no call follows."""
        opening = feed.next()
        if opening is None or opening.text != "(":
            if opening is not None:
                feed.push(opening)
            return None
        taken = [opening]
        arguments: list[list[Piece]] = [[]]
        level = 0
        while (piece := feed.next()) is not None:
            taken.append(piece)
            if piece.kind == PUNCT:
                if piece.text == ")":
                    if level == 0:
                        return arguments, piece
                    level -= 1
                elif piece.text == "(":
                    level += 1
                elif piece.text == "," and level == 0:
                    arguments.append([])
                    continue
            arguments[-1].append(piece)
        if not partial:
            raise Incomplete
        feed.stack.extend(reversed(taken))
        return None

    def _bind(self, macro: Macro, arguments: list[list[Piece]]) -> _Arguments:
        """Parameter names with their arguments; a variadic parameter without any is None."""
        params = macro.params or ()
        bound: _Arguments = {}
        for index, name in enumerate(params):
            bound[name] = arguments[index] if index < len(arguments) else []
        if macro.variadic is None:
            return bound
        rest = arguments[len(params) :]
        if not rest or (not params and len(rest) == 1 and not rest[0]):
            bound[macro.variadic] = None
            return bound
        joined = list(rest[0])
        for argument in rest[1:]:
            joined.append(Piece(",", PUNCT, macro.body.source, -1, _NOTHING, False))
            joined.extend(argument)
        bound[macro.variadic] = joined
        return bound

    def _substitute(
        self, macro: Macro, bound: _Arguments, expanded: dict[str, list[Piece]], hide: Hide, depth: int
    ) -> list[Piece]:
        if depth > DEPTH:
            raise TooDeep
        if macro.plain:
            return self._substitute_plain(macro, bound, expanded, hide, depth)
        body = macro.pieces(_NOTHING)
        if macro.variadic is not None:
            body = self._optional(body, bool(bound[macro.variadic]))
        out: list[Piece] = []
        index = 0
        while index < len(body):
            piece = body[index]
            following = body[index + 1] if index + 1 < len(body) else None
            if piece.text == "#" and macro.params is not None and following and following.text in bound:
                out.append(_stringize(bound[following.text] or [], piece))
                index += 2
            elif piece.text == "##" and out and following:
                index = self._paste_next(macro, body, index, bound, out)
            elif piece.text in bound and piece.kind == ID:
                argument = bound[piece.text] or []
                if following and following.text == "##":
                    inserted = [_copy(p) for p in argument] or [_placemarker(piece)]
                else:
                    if piece.text not in expanded:
                        expanded[piece.text] = self.expand(argument, depth + 1)
                    inserted = [_copy(p) for p in expanded[piece.text]]
                if inserted:
                    inserted[0].space = piece.space
                out.extend(inserted)
                index += 1
            else:
                out.append(piece)
                index += 1
        result = [piece for piece in out if piece.text]
        for piece in result:
            piece.hide = piece.hide | hide
        return result

    def _substitute_plain(
        self, macro: Macro, bound: _Arguments, expanded: dict[str, list[Piece]], hide: Hide, depth: int
    ) -> list[Piece]:
        """The replacement of a plain macro."""
        body = macro.pieces(hide)
        if not bound:
            return body
        out: list[Piece] = []
        for piece in body:
            text = piece.text
            if text not in bound:
                out.append(piece)
                continue
            argument = expanded.get(text)
            if argument is None:
                argument = expanded[text] = self.expand(bound[text] or [], depth + 1)
            start = len(out)
            out += [
                Piece(p.text, p.kind, p.source, p.start, p.hide | hide if p.hide else hide, p.space) for p in argument
            ]
            if start < len(out):
                out[start].space = piece.space
        return out

    def _paste_next(
        self,
        macro: Macro,
        body: list[Piece],
        index: int,
        bound: dict[str, list[Piece] | None],
        out: list[Piece],
    ) -> int:
        """Paste what follows the ``##`` at ``index`` to the end of ``out``; the index after it."""
        operand = body[index + 1]
        after = index + 2
        if operand.text == "#" and after < len(body) and body[after].text in bound:
            right = [_stringize(bound[body[after].text] or [], operand)]
            after += 1
        elif operand.text in bound and operand.kind == ID:
            argument = bound[operand.text]
            if out[-1].text == "," and operand.text == macro.variadic:
                if argument is None:
                    out.pop()  # GNU: the comma goes when there are no variable arguments
                else:
                    out.extend(_copy(p) for p in self.expand(argument))
                return after
            right = [_copy(p) for p in argument or []] or [_placemarker(operand)]
        else:
            right = [operand]
        text = out[-1].text + right[0].text
        left = out.pop()
        out.append(Piece(text, kind_of(text) if text else ID, left.source, -1, left.hide & right[0].hide, left.space))
        out.extend(right[1:])
        return after

    def _optional(self, body: list[Piece], present: bool) -> list[Piece]:
        """Resolve ``__VA_OPT__(…)``: its content, or nothing."""
        out: list[Piece] = []
        index = 0
        while index < len(body):
            if body[index].text == "__VA_OPT__" and index + 1 < len(body) and body[index + 1].text == "(":
                level, stop = 0, index + 1
                for stop in range(index + 1, len(body)):
                    level += {"(": 1, ")": -1}.get(body[stop].text, 0)
                    if level == 0:
                        break
                if present:
                    out.extend(body[index + 2 : stop])
                index = stop + 1
            else:
                out.append(body[index])
                index += 1
        return out


def _copy(piece: Piece) -> Piece:
    return Piece(piece.text, piece.kind, piece.source, piece.start, piece.hide, piece.space)


def _placemarker(piece: Piece) -> Piece:
    return Piece("", ID, piece.source, -1, _NOTHING, piece.space)


def _stringize(argument: list[Piece], at: Piece) -> Piece:
    parts: list[str] = []
    for index, piece in enumerate(argument):
        if index and piece.space:
            parts.append(" ")
        text = piece.text
        if piece.kind in (STRING, CHAR):
            text = text.replace("\\", "\\\\").replace('"', '\\"')
        parts.append(text)
    return Piece('"' + "".join(parts) + '"', STRING, at.source, -1, _NOTHING, at.space)
