"""How SYCL text says threadIdx, blockIdx, blockDim and gridDim.

CUDA's are unsigned and have 32 bits, SYCL's have the 64 bits of size_t. ``item.get_local_id(2)`` stands bare where the
difference cannot show: where only sums and products lead to an integer of 32 bits or to an array's index, and where the
value itself is compared or divided. Everywhere else it is converted: ``unsigned(item.get_local_id(2))``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..parser.tokens import ID, NUMBER, RawTokens
from .edits import Edit
from .sycl_program import INDICES
from .sycl_types import INTEGERS, WORDS32, Names, arithmetic, declared_names, expression_type, literal

_AXES = {"x": 1, "y": 2, "z": 3}  # from the last dimension
_CALLS = {
    "threadIdx": "get_local_id", "blockIdx": "get_group", "blockDim": "get_local_range", "gridDim": "get_group_range",
}  # fmt: skip
_WHOLE = {
    "threadIdx": "get_local_id()", "blockIdx": "get_group().get_group_id()", "blockDim": "get_local_range()",
    "gridDim": "get_group_range()",
}  # fmt: skip
_RING = frozenset({"+", "-", "*"})
_ASSIGN = frozenset({"=", "+=", "-=", "*=", "&=", "|=", "^="})
_COMPARE = frozenset({"<", ">", "<=", ">=", "==", "!="})
_EDGE = frozenset({
    ",", ";", "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "<", ">", "<=", ">=", "==", "!=", "&&",
    "||", "?", ":", "return", "case", "<<", "{", "}", "(", "[", ")", "]",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Use:
    """An index in the text: tokens ``first`` to ``stop``, the call that gives it, and whether it is a sum or product of
    several of CUDA's."""

    first: int
    stop: int
    call: str
    compound: bool = False


def index_edits(
    tokens: RawTokens, start: int, stop: int, names: Names, item: str, dims: int
) -> Iterator[Edit]:
    """The edits of the indices in a range of tokens, for work-items of ``dims`` dimensions."""
    index = start
    own = set(INDICES) & declared_names(tokens, start, stop, names.tables).keys()
    while index < stop:
        if tokens.texts[index] in own:
            index += 1
            continue
        compound = _compound(tokens, index, dims)
        if compound is not None and own & set(tokens.texts[compound.first : compound.stop]):
            compound = None
        if compound is None and (tokens.texts[index] not in INDICES or _is_member(tokens, index)):
            index += 1
            continue
        use = compound if compound is not None and compound.stop <= stop else _single(tokens, index, dims)
        if use is None:
            whole = f"uw::index3({item}.{_WHOLE[tokens.texts[index]]})"
            yield Edit(tokens.starts[index], tokens.end(index), whole)
            index += 1
            continue
        bare = _Context(tokens, use, names).bare()
        text = f"{item}.{use.call}"
        yield Edit(tokens.starts[use.first], tokens.end(use.stop - 1), text if bare else f"unsigned({text})")
        index = use.stop


def _is_member(tokens: RawTokens, index: int) -> bool:
    return index > 0 and tokens.texts[index - 1] in (".", "->", "::")


def _single(tokens: RawTokens, index: int, dims: int) -> _Use | None:
    if _component(tokens, index) is None:
        return None
    text, dimension = tokens.texts[index], dims - _AXES[tokens.texts[index + 2]]
    return _Use(index, index + 3, f"{_CALLS[text]}({dimension})")


def _component(tokens: RawTokens, index: int) -> tuple[str, str] | None:
    """``threadIdx.x`` at a token."""
    if index + 2 >= len(tokens) or tokens.texts[index] not in INDICES or tokens.texts[index + 1] != ".":
        return None
    return (tokens.texts[index], tokens.texts[index + 2]) if tokens.texts[index + 2] in _AXES else None


def _product(tokens: RawTokens, index: int) -> tuple[frozenset[str], str, int] | None:
    """``blockIdx.x * blockDim.x``, perhaps in brackets: the names, the dimension and the token behind."""
    bracket = tokens.texts[index] == "("
    first = _component(tokens, index + bracket)
    middle = index + bracket + 3
    if first is None or middle >= len(tokens) or tokens.texts[middle] != "*":
        return None
    second = _component(tokens, middle + 1)
    if second is None or first[1] != second[1]:
        return None
    stop = middle + 4
    if bracket:
        if stop >= len(tokens) or tokens.texts[stop] != ")":
            return None
        stop += 1
    return frozenset({first[0], second[0]}), first[1], stop


def _compound(tokens: RawTokens, index: int, dims: int) -> _Use | None:
    """The global id or the global range, written out."""
    if index > 0 and tokens.texts[index - 1] in ("*", "/", "%", "-", ".", "->", "::", "~", "!"):
        return None
    after: int
    product = _product(tokens, index)
    alone = _component(tokens, index)
    if product is not None and product[0] == {"blockIdx", "blockDim"}:
        after = product[2]
        last = _component(tokens, after + 1) if after < len(tokens) and tokens.texts[after] == "+" else None
        if last == ("threadIdx", product[1]) and not _binds(tokens, after + 4):
            return _Use(index, after + 4, f"get_global_id({dims - _AXES[product[1]]})", True)
    elif product is not None and product[0] == {"gridDim", "blockDim"} and not _binds(tokens, product[2]):
        return _Use(index, product[2], f"get_global_range({dims - _AXES[product[1]]})", True)
    elif alone is not None and alone[0] == "threadIdx" and index + 4 < len(tokens) and tokens.texts[index + 3] == "+":
        product = _product(tokens, index + 4)
        if (
            product is not None
            and product[0] == {"blockIdx", "blockDim"}
            and product[1] == alone[1]
            and not _binds(tokens, product[2])
        ):
            return _Use(index, product[2], f"get_global_id({dims - _AXES[alone[1]]})", True)
    return None


def _binds(tokens: RawTokens, index: int) -> bool:
    """Whether the operator at a token binds its left operand closer than a sum does."""
    return index < len(tokens) and tokens.texts[index] in ("*", "/", "%", ".", "->", "[")


class _Context:
    """What is around a use."""

    def __init__(self, tokens: RawTokens, use: _Use, names: Names) -> None:
        self.tokens, self.texts, self.use, self.names = tokens, tokens.texts, use, names

    def at(self, index: int) -> str:
        return self.texts[index] if 0 <= index < len(self.tokens) else ""

    def bare(self) -> bool:
        first, stop = self.use.first, self.use.stop
        if not self.use.compound:
            if self._is_cast(first) or self.at(first - 1) == "!":
                return True
            stop = self._divided(stop)
            if self._compared(first, stop) or self._tested(first, stop):
                return True
        return self._flows_to_integer(first, stop)

    def _is_cast(self, first: int) -> bool:
        """``(float)threadIdx.x``"""
        close = first - 1
        if self.at(close) != ")" or self.tokens.mates[close] < 0:
            return False
        inside = self.texts[self.tokens.mates[close] + 1 : close]
        return bool(inside) and arithmetic(inside, self.names.tables) is not None

    def _divided(self, stop: int) -> int:
        """The end of ``threadIdx.x / 32``, ``… & 31`` and the like: the value is the same in 32 and in 64 bits. A sum
        before it is none of its operands, for these operators follow the index itself."""
        if self.at(self.use.first - 1) in ("*", "/", "%", "-", "+", "~", ")"):
            return stop
        while True:
            width = 2 if self.at(stop) == ">" and self.at(stop + 1) == ">" else 1
            operator = self.at(stop)
            if width == 1 and operator not in ("/", "%", "&"):
                return stop
            if width == 2 and self.at(stop + 2) == ">":
                return stop
            operand = stop + width
            operand += self.at(operand) == "~"
            if expression_type(self.tokens, operand, operand + 1, self.names) not in WORDS32:
                return stop
            if self.at(operand + 1) in ("(", "[", ".", "->", "*", "::", "<"):
                return stop
            looser = operator not in ("/", "%") and self.at(operand + 1) in ("+", "-")
            if looser or operator == "&" and self.at(operand + 1) in _COMPARE:
                return stop
            stop = operand + 1

    def _compared(self, first: int, stop: int) -> bool:
        """Whether the use is one side of a comparison with something of 32 bits."""
        if self.at(stop) in _COMPARE and not (self.at(stop) in "<>" and self.at(stop + 1) in ("<", ">", "=")):
            left = self.at(first - 1)
            other = self._segment(stop + 1, 1)
            if left in ("(", "&&", "||", ";", ",", "return", "=", "?", "!", "{") and not self._is_call(first - 1):
                return expression_type(self.tokens, stop + 1, other, self.names) in WORDS32
        if self.at(first - 1) in _COMPARE and self.at(stop) in (")", "&&", "||", ";", ",", "?"):
            if self.at(first - 2) in ("<", ">"):
                return False
            other = self._segment(first - 2, -1)
            return expression_type(self.tokens, other + 1, first - 1, self.names) in WORDS32
        return False

    def _is_call(self, bracket: int) -> bool:
        """Whether a bracket holds arguments rather than a condition or a group."""
        if self.at(bracket) != "(":
            return False
        before = self.at(bracket - 1)
        return (
            bracket > 0
            and self.tokens.kinds[bracket - 1] == ID
            and before not in ("if", "while", "return", "for", "switch")
        )

    def _tested(self, first: int, stop: int) -> bool:
        """``if (threadIdx.x)``"""
        return self.at(first - 1) == "(" and self.at(stop) == ")" and self.at(first - 2) in ("if", "while")

    def _segment(self, index: int, step: int) -> int:
        """The token at which an operand of a comparison ends, from a token on in one direction."""
        while 0 <= index < len(self.tokens):
            text, mate = self.texts[index], self.tokens.mates[index]
            if step > 0 and text in ("(", "[") or step < 0 and text in (")", "]"):
                if mate < 0:
                    break
                index = mate
            elif text in _EDGE:
                break
            index += step
        return index

    def _flows_to_integer(self, first: int, stop: int) -> bool:
        """Whether only sums and products lead from the use to an integer of 32 bits or to an index."""
        while True:
            left, right = self._segment(first - 1, -1), self._segment(stop, 1)
            if not self._is_ring(left + 1, right, first, stop):
                return False
            opened = self.at(left)
            if opened == "(" and self.tokens.mates[left] == right:
                if self._is_call(left) or self.at(left - 1) in (">", "]"):
                    return self._is_conversion(left)
                if self._is_cast(left):
                    return self._cast_to_word(left)
                first, stop = left, right + 1
                continue
            if opened == "[" and self.tokens.mates[left] == right:
                before = left - 1
                return before >= 0 and (self.tokens.kinds[before] == ID or self.at(before) in (")", "]"))
            return opened in _ASSIGN and self.at(right) in (";", ",", ")") and self._is_word_before(left)

    def _is_conversion(self, bracket: int) -> bool:
        return arithmetic([self.at(bracket - 1)], self.names.tables) in WORDS32

    def _cast_to_word(self, bracket: int) -> bool:
        close = bracket - 1
        inside = self.texts[self.tokens.mates[close] + 1 : close]
        return arithmetic(inside, self.names.tables) in WORDS32

    def _is_word_before(self, assign: int) -> bool:
        """Whether what is assigned to has 32 bits."""
        name = assign - 1
        if self.tokens.kinds[name] == ID and self.at(name - 1) not in (".", "->", "::"):
            known = self.names.variables.get(self.at(name))
            return known is not None and known.depth == 0 and known.base in WORDS32
        begin = self._segment(name, -1) + 1
        return expression_type(self.tokens, begin, assign, self.names) in WORDS32

    def _is_ring(self, first: int, stop: int, begin: int, end: int) -> bool:
        """Whether a range of tokens is a sum of products of integers; the tokens from ``begin`` to ``end`` count as
        one."""
        index = first
        operand = True  # an operand is expected
        while index < stop:
            text = self.texts[index]
            if index == begin:
                index, operand = end, False
                continue
            if operand and text in ("+", "-"):
                index += 1
            elif operand:
                after = self._operand(index, stop)
                if after < 0:
                    return False
                index, operand = after, False
            elif text in _RING:
                index, operand = index + 1, True
            else:
                return False
        return not operand

    def _operand(self, index: int, stop: int) -> int:
        """The end of an integer operand, or -1."""
        text = self.texts[index]
        if self.tokens.kinds[index] == NUMBER:
            return index + 1 if literal(text) in INTEGERS else -1
        if text == "(":
            close = self.tokens.mates[index]
            inside = self.texts[index + 1 : close] if close > 0 else []
            if inside and arithmetic(inside, self.names.tables) in INTEGERS:
                return self._operand(close + 1, stop) if close + 1 < stop else -1
            good = close > 0 and self._is_ring(index + 1, close, -1, -1)
            return close + 1 if good else -1
        if self.tokens.kinds[index] != ID:
            return -1
        if _component(self.tokens, index) is not None:
            return index + 3
        body = self.names.macros.get(text)
        if body is not None and text not in self.names.variables and not self._is_closed(body):
            return -1
        end = index + 1
        while end < stop and self.texts[end] in ("[", ".", "->", "("):
            if self.texts[end] in (".", "->"):
                end += 2
            else:
                end = max(self.tokens.mates[end], end) + 1
        return end if expression_type(self.tokens, index, end, self.names) in INTEGERS else -1

    @staticmethod
    def _is_closed(body: RawTokens) -> bool:
        """Whether a macro's body is one operand."""
        return len(body) == 1 or len(body) > 1 and body.mates[0] == len(body) - 1
