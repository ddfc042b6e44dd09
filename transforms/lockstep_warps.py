"""What a barrier with a value or a warp operation becomes when one thread after the other runs.

Each becomes an exchange at the border of two regions: before it every thread that takes part *gives* a value into an
array; then the block may *work* on the arrays as a whole; behind it each thread *takes* its result by an expression.
The functions that these pieces call (``uw_shfl_down_source`` …) belong to the target's runtime header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..parser import ctree as c
from .effects import Names

WARP = 32
_SHUFFLES = ("shfl", "shfl_up", "shfl_down", "shfl_xor")
_REDUCTIONS = ("reduce_add", "reduce_min", "reduce_max", "reduce_and", "reduce_or", "reduce_xor")


class Arrays(Protocol):
    """Where the arrays come from."""

    names: Names
    thread: c.CVar
    threads: c.CVar

    def exchange(self, element: c.CType) -> c.CVar:
        """An array with an element a thread that may be given values now."""

    def bits(self) -> c.CVar:
        """An array with a word a warp."""

    def at_thread(self, array: c.CVar) -> c.CExpr:
        """A thread's own element of an array."""


@dataclass
class Exchange:
    """The pieces of one operation."""

    before: list[c.CStmt] = field(default_factory=list)  # once a block, before the giving
    give: list[c.CStmt] = field(default_factory=list)  # each thread that takes part
    work: list[c.CStmt] = field(default_factory=list)  # once a block, after all gave
    take: c.CExpr | None = None  # the result, for each thread


def exchange(node: c.Intrinsic, arrays: Arrays, mask: c.CVar | None) -> Exchange | None:
    """The pieces of an operation under a mask (None: all threads of the block); None for an operation not known."""
    name = node.name.strip("_")
    if name in ("syncthreads", "syncwarp"):
        return Exchange()
    if name == "cg_grid_sync":  # grid_phases.py cuts the block's code there
        return Exchange(work=[c.ExprStmt(node)])
    if name.startswith("syncthreads_"):
        return _block_vote(name.removeprefix("syncthreads_"), node.args[0], arrays)
    args = list(node.args)
    lanes: c.CExpr | None = None
    if name.endswith("_sync"):
        name = name.removesuffix("_sync")
        lanes = args.pop(0)
    if name in _SHUFFLES:
        return _shuffle(name, args, arrays)
    if name == "activemask":
        return _taking(arrays, mask)
    if name in ("ballot", "any", "all"):
        return _vote(name, args[0], lanes, arrays, mask)
    if name in ("match_any", "match_all", *_REDUCTIONS) and lanes is not None:
        return _compare(name, args, lanes, node.type, arrays, mask)
    return None


def _var(var: c.CVar) -> c.CExpr:
    return c.Var(var, var.type)


def _give(array: c.CVar, arrays: Arrays, value: c.CExpr) -> c.CStmt:
    place = arrays.at_thread(array)
    return c.ExprStmt(c.Assign("=", place, value, place.type))


def _unequal(node: c.CExpr) -> c.CExpr:
    """``node != 0``."""
    return node if node.type == c.BOOL else c.Binary("!=", node, c.Lit("0", c.INT), c.BOOL)


def _block_vote(name: str, value: c.CExpr, arrays: Arrays) -> Exchange | None:
    """__syncthreads_count, _and, _or: all threads work on one variable of the block."""
    operators = {"count": ("+=", "0"), "and": ("&=", "1"), "or": ("|=", "0")}
    if name not in operators:
        return None
    op, start = operators[name]
    result = arrays.names.variable(name, c.INT)
    vote = c.ExprStmt(c.Assign(op, _var(result), _unequal(value), c.INT))
    return Exchange([c.Declare(result, c.Lit(start, c.INT))], [vote], [], _var(result))


def _shuffle(name: str, args: Sequence[c.CExpr], arrays: Arrays) -> Exchange:
    value, *where = args
    given = arrays.exchange(value.type)
    source = c.Call(f"uw_{name}_source", (_var(arrays.thread), *where), c.UINT)
    return Exchange(give=[_give(given, arrays, value)], take=c.Index(_var(given), source, value.type))


def _word(arrays: Arrays) -> c.CExpr:
    """The word of a thread's warp."""
    warp = c.Binary("/", _var(arrays.thread), c.Lit(f"{WARP}u", c.UINT), c.UINT)
    return c.Index(_var(arrays.bits()), warp, c.UINT)


def _ballot(values: c.CVar, mask: c.CVar | None, arrays: Arrays) -> c.CStmt:
    """Collects one bit a thread into the words of the warps."""
    bits, threads = _var(arrays.bits()), _var(arrays.threads)
    if mask is None:
        return c.ExprStmt(c.Call("uw_ballot_block", (bits, _var(values), threads), c.VOID))
    return c.ExprStmt(c.Call("uw_ballot_active", (bits, _var(values), _var(mask), threads), c.VOID))


def _taking(arrays: Arrays, mask: c.CVar | None) -> Exchange:
    """The lanes that take part."""
    if mask is None:
        return Exchange(take=c.Call("uw_warp_lanes", (_var(arrays.thread), _var(arrays.threads)), c.UINT))
    return Exchange(work=[_ballot(mask, None, arrays)], take=_word(arrays))


def _vote(name: str, value: c.CExpr, lanes: c.CExpr | None, arrays: Arrays, mask: c.CVar | None) -> Exchange:
    given = arrays.exchange(c.BOOL)
    vote = _unequal(value)
    if name == "all":  # nobody is against
        vote = c.Unary("!", vote, c.BOOL)
    word = _word(arrays)
    if lanes is not None and not _everyone(lanes):
        word = c.Binary("&", word, lanes, c.UINT)
    take = word
    if name != "ballot":
        take = c.Binary("==" if name == "all" else "!=", word, c.Lit("0", c.INT), c.BOOL)
    return Exchange(give=[_give(given, arrays, vote)], work=[_ballot(given, mask, arrays)], take=take)


def _everyone(node: c.CExpr) -> bool:
    """Whether a mask names all lanes."""
    while isinstance(node, c.Cast):
        node = node.operand
    text = node.text.lower().rstrip("ul") if isinstance(node, c.Lit) else ""
    return text in ("0xffffffff", "4294967295") or (
        isinstance(node, c.Unary) and node.op == "~" and isinstance(node.operand, c.Lit) and node.operand.text[0] == "0"
        and node.operand.text.strip("0xXuUlL") == ""
    )  # fmt: skip


def _compare(
    name: str, args: Sequence[c.CExpr], lanes: c.CExpr, result: c.CType, arrays: Arrays, mask: c.CVar | None
) -> Exchange:
    """Operations in which each lane looks at the values of all others."""
    value, *rest = args
    given = arrays.exchange(value.type)
    part = _taking(arrays, mask)
    assert part.take is not None
    who = part.take if _everyone(lanes) else c.Binary("&", part.take, lanes, c.UINT)
    take = c.Call(f"uw_{name}_{c.tag(value.type)}", (_var(given), who, _var(arrays.thread), *rest), result)
    return Exchange(give=[_give(given, arrays, value)], work=part.work, take=take)
