"""``goto`` and labels → loops and guards, so that no pass on the C tree has to know them.

A block with labels becomes pieces, from one label to the next. ``entry`` is the number of the piece at which control
goes on, and ``again`` says that it goes back: a jump sets them and leaves its piece, a piece runs unless ``entry`` is a
later one, and a loop around all pieces runs them again. Jumps into a block from outside are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...parser import ctree as c
from ...parser import nodes as n
from ..hoist import FALSE, TRUE, as_block, assign, use
from ..jumps import has_jump
from .body import Body
from .values import int_literal


class Label(c.Comment):
    """A label, where it stands; only while a function is lowered."""


class Goto(c.Comment):
    """A jump to the label that its text names; only while a function is lowered."""


def label(body: Body, node: n.Label, then: list[c.CStmt]) -> list[c.CStmt]:
    """A labelled statement."""
    body.labelled = True
    return [Label(node.name), *then]


def goto(body: Body, node: n.Goto) -> list[c.CStmt]:
    body.labelled = True
    body.jumps.setdefault(node.name, node)
    return [Goto(node.name)]


def without_labels(body: Body, lines: list[c.CStmt]) -> list[c.CStmt]:
    """A function's statements without labels and jumps to them."""
    if not body.labelled:
        return lines
    made = _Labels(body).block(c.Block(tuple(lines)))
    left = next((s for s in _inside(made) if isinstance(s, Goto)), None)
    if left is not None:
        raise body.program.unsupported(body.jumps[left.text], "a `goto` into a block",
                                       "put the label into a block around both")  # fmt: skip
    return list(made.body)


def _inside(node: c.CStmt) -> Iterator[c.CStmt]:
    yield node
    for child in c.children(node):
        if isinstance(child, c.STATEMENTS):
            yield from _inside(child)


def _jumps(node: c.CStmt, names: frozenset[str]) -> bool:
    return any(isinstance(s, Goto) and s.text in names for s in _inside(node))


class _Labels:
    """Rewrites the blocks of one function, the innermost first."""

    def __init__(self, body: Body) -> None:
        self.body = body

    def block(self, node: c.Block) -> c.Block:
        inner = tuple(self._statement(item) for item in node.body)
        if not any(isinstance(item, Label) for item in inner):
            return c.Block(inner)
        return c.Block(tuple(self._pieces(inner)))

    def _statement(self, node: c.CStmt) -> c.CStmt:
        if isinstance(node, c.Block):
            return self.block(node)
        made: c.CStmt = c.rebuild(node, lambda i: self._statement(i) if isinstance(i, c.STATEMENTS) else i)
        return made

    def _pieces(self, items: Sequence[c.CStmt]) -> list[c.CStmt]:
        """The pieces of a block with labels, and what leads from one to another."""
        names = frozenset(item.text for item in items if isinstance(item, Label))
        if not any(_jumps(item, names) for item in items):
            return [item for item in items if not isinstance(item, Label)]
        if any(isinstance(item, c.CaseLabel) for item in items):
            raise self.body.program.unsupported(
                next(at for name, at in self.body.jumps.items() if name in names),
                "a `goto` to a label between the cases of a switch", "put the label behind the switch")  # fmt: skip
        declared, items = self._declared(items)
        pieces: list[list[c.CStmt]] = [[]]
        numbers: dict[str, int] = {}
        for item in items:
            if not isinstance(item, Label):
                pieces[-1].append(item)
                continue
            if pieces[-1] or len(pieces) == 1:
                pieces.append([])
            numbers[item.text] = len(pieces) - 1
        return [*declared, *_Way(self.body, numbers).join(pieces)]

    def _declared(self, items: Sequence[c.CStmt]) -> tuple[list[c.CStmt], list[c.CStmt]]:
        """The declarations of a block before all pieces, and the rest with assignments in their places."""
        before: list[c.CStmt] = []
        rest: list[c.CStmt] = []
        for item in items:
            if not isinstance(item, c.Declare):
                rest.append(item)
                continue
            before.append(c.Declare(item.var, None, item.span))
            if item.init is None:
                continue
            if isinstance(item.var.type, c.Array):
                held = c.CVar(self.body.unique(f"{item.var.name}_first"), item.var.type)
                rest.append(c.Block((c.Declare(held, item.init), *_copied(item.var, held, item.var.type))))
            else:
                rest.append(assign(item.var, item.init))
        return before, rest


def _copied(to: c.CVar, source: c.CVar, array: c.Array) -> list[c.CStmt]:
    """The elements of an array, stored one by one."""
    count = array.length or 0
    element = array.element
    if isinstance(element, c.Array):
        inner = [_copied_row(to, source, element, row) for row in range(count)]
        return [line for lines in inner for line in lines]
    places = [int_literal(i, c.INT) for i in range(count)]
    return [_store(c.Index(use(to), at, element), c.Index(use(source), at, element)) for at in places]


def _copied_row(to: c.CVar, source: c.CVar, row: c.Array, number: int) -> list[c.CStmt]:
    at = int_literal(number, c.INT)
    return [
        _store(c.Index(c.Index(use(to), at, row), int_literal(i, c.INT), row.element),
               c.Index(c.Index(use(source), at, row), int_literal(i, c.INT), row.element))
        for i in range(row.length or 0)
    ]  # fmt: skip


def _store(place: c.CExpr, value: c.CExpr) -> c.CStmt:
    return c.ExprStmt(c.Assign("=", place, value, place.type))


class _Way:
    """How control goes through the pieces of one block."""

    def __init__(self, body: Body, numbers: dict[str, int]) -> None:
        self.numbers, self.names = numbers, frozenset(numbers)
        self.entry = c.CVar(body.unique("entry"), c.INT)
        self.again = c.CVar(body.unique("again"), c.BOOL)
        self.jumped = c.CVar(body.unique("jumped"), c.BOOL)  # out of a loop or switch inside a piece
        self.left = c.CVar(body.unique("left"), c.BOOL)  # by a break that is meant for what is around the pieces
        self.continued = c.CVar(body.unique("continued"), c.BOOL)
        self.used: set[c.CVar] = set()
        self.targets: set[int] = set()  # of the jumps that go back, and the pieces that they stand in
        self.origins: set[int] = set()
        self.piece = 0

    def join(self, pieces: list[list[c.CStmt]]) -> list[c.CStmt]:
        made: list[list[c.CStmt]] = []
        for number, piece in enumerate(pieces):
            self.piece = number
            lines = self._lines(piece, 0, 0)
            jumps = any(_jumps(item, self.names) for item in piece) or has_jump(c.Block(tuple(piece)), c.Break)
            jumps = jumps or has_jump(c.Block(tuple(piece)), c.Continue)
            made.append([c.DoWhile(c.Block(tuple(lines)), c.Lit("0", c.INT))] if jumps else lines)
        first, last = min(self.targets, default=0), max(self.origins, default=-1)  # what is run again
        before = [line for number, lines in enumerate(made[:first]) for line in self._guarded(number, lines)]
        inside = [line for number, lines in enumerate(made[first : last + 1], first)
                  for line in self._guarded(number, lines, number > first)]  # fmt: skip
        rest = max(first, last + 1)
        behind = [line for number, lines in enumerate(made[rest:], rest) for line in self._guarded(number, lines)]
        if inside:
            inside = [c.DoWhile(c.Block((assign(self.again, FALSE), *inside)), use(self.again))]
        for flag, jump in ((self.left, c.Break()), (self.continued, c.Continue())):
            if flag in self.used:
                behind.append(c.If(use(flag), c.Block((jump,))))
        declared: list[c.CStmt] = [c.Declare(self.entry, c.Lit("0", c.INT))]
        flags = (self.again, self.jumped, self.left, self.continued)
        declared += [c.Declare(flag, FALSE) for flag in flags if flag in self.used]
        return [*declared, *before, *inside, *behind]

    def _guarded(self, number: int, lines: list[c.CStmt], again: bool = False) -> list[c.CStmt]:
        """A piece that runs unless control went on at a later one, goes back (``again``) or left."""
        conditions: list[c.CExpr] = []
        if number and any(later > number for later in self.numbers.values()):
            conditions.append(c.Binary("<=", use(self.entry), c.Lit(str(number), c.INT), c.BOOL))
        stops = [flag for flag in (self.left, self.continued) if flag in self.used and number]
        conditions += [c.Unary("!", use(flag), c.BOOL) for flag in ([self.again] if again else []) + stops]
        if not conditions or not lines:
            return lines
        cond = conditions[0]
        for more in conditions[1:]:
            cond = c.Binary("&&", cond, more, c.BOOL)
        return [c.If(cond, c.Block(tuple(lines)))]

    def _lines(self, items: Sequence[c.CStmt], depth: int, loops: int) -> list[c.CStmt]:
        return [line for item in items for line in self._line(item, depth, loops)]

    def _line(self, item: c.CStmt, depth: int, loops: int) -> list[c.CStmt]:
        """A statement of a piece, ``depth`` loops and switches inside it, of which ``loops`` are loops; jumps out of
        the piece become flags and breaks."""
        match item:
            case Goto() if item.text in self.names:
                return self._jump(self.numbers[item.text], depth)
            case c.Break() if depth == 0:
                return [*self._set(self.left, depth), c.Break()]
            case c.Continue() if loops == 0:
                return [*self._set(self.continued, depth), c.Break()]
            case c.Block():
                return [c.Block(tuple(self._lines(item.body, depth, loops)))]
            case c.If():
                then = c.Block(tuple(self._lines(as_block(item.then).body, depth, loops)))
                if item.orelse is None:
                    return [replace(item, then=then)]
                orelse = c.Block(tuple(self._lines(as_block(item.orelse).body, depth, loops)))
                return [replace(item, then=then, orelse=orelse)]
            case c.For() | c.While() | c.DoWhile() | c.Switch():
                is_loop = not isinstance(item, c.Switch)
                if not _jumps(item, self.names) and (is_loop or loops or not has_jump(item.body, c.Continue)):
                    return [item]
                self.used.add(self.jumped)
                inner = c.Block(tuple(self._lines(as_block(item.body).body, depth + 1, loops + is_loop)))
                leave = c.If(use(self.jumped), c.Block((c.Break(),)))
                return [assign(self.jumped, FALSE), replace(item, body=inner), leave]
        return [item]

    def _set(self, flag: c.CVar, depth: int) -> list[c.CStmt]:
        flags = (flag, self.jumped) if depth else (flag,)
        self.used.update(flags)
        return [assign(item, TRUE) for item in flags]

    def _jump(self, number: int, depth: int) -> list[c.CStmt]:
        lines: list[c.CStmt] = [assign(self.entry, c.Lit(str(number), c.INT))]
        if number <= self.piece:
            self.targets.add(number)
            self.origins.add(self.piece)
            lines += self._set(self.again, 0)
        if depth:
            lines += self._set(self.jumped, 0)
        return [*lines, c.Break()]
