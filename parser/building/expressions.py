"""Building expressions. A chain of operators is nested here, by precedence and without recursion."""

from __future__ import annotations

from typing import Any

from ..nodes import (
    Abstract,
    Assign,
    Binary,
    Call,
    Capture,
    Cast,
    Comma,
    Conditional,
    Construct,
    Delete,
    Designated,
    Expr,
    Fold,
    FunctionDecl,
    Index,
    Init,
    InitList,
    Lambda,
    Launch,
    Literal,
    MemberAccess,
    Name,
    Named,
    NamedCast,
    New,
    Pack,
    Paren,
    Postfix,
    SizeOf,
    Specs,
    StmtExpr,
    Strings,
    This,
    Throw,
    Type,
    TypeId,
    Unary,
    positional,
)
from ..words import ALTERNATIVE
from .base import Dots, nothing_after
from .items import Items

_PRECEDENCE = {
    "||": 3, "&&": 4, "|": 5, "^": 6, "&": 7, "==": 8, "!=": 8, "<": 9, ">": 9, "<=": 9, ">=": 9, "<=>": 10,
    "<<": 11, ">>": 11, "+": 12, "-": 12, "*": 13, "/": 13, "%": 13, ".*": 14, "->*": 14,
}  # fmt: skip
_ASSIGNMENT = 2  # also that of ?:, and both group from the right
_HEXADECIMAL = ("0x", "0X")
_binary, _paren, _literal = positional(Binary), positional(Paren), positional(Literal)
_member, _index, _call = positional(MemberAccess), positional(Index), positional(Call)


def _combine(operands: list[Any], level: int, op: Any) -> None:
    """Make one operand of the last two."""
    right = operands.pop()
    left = operands[-1]
    first, last = left.first, right.last
    if level != _ASSIGNMENT:
        operands[-1] = _binary(first, last, op, left, right)
    elif isinstance(op, str):
        operands[-1] = Assign(first=first, last=last, op=op, left=left, right=right)
    else:
        operands[-1] = Conditional(first=first, last=last, cond=left, then=op[1], orelse=right)


class Builder(Items):
    """The builder of a whole unit."""

    # ------------------------------------------------------------------------------------------ operators

    def on_chain_more(self, first: int, last: int, c: list[Any]) -> list[Any]:
        value, token, operand = c
        chain = value if type(value) is list else [value]
        text = self.texts[token]
        if token in self.decider.widths:
            text = self.text(token)
        chain += ALTERNATIVE.get(text, text), operand
        return chain

    def on_chain_ternary(self, first: int, last: int, c: list[Any]) -> list[Any]:
        chain = _chain(c[0])
        chain.append(("?", self.whole(c[1])))
        chain.append(c[2])
        return chain

    def on_operators(self, first: int, last: int, c: list[Any]) -> Any:
        chain: list[Any] = c[0]
        if Dots not in map(type, chain):
            return self.nest(chain)
        dots = next(i for i in range(0, len(chain), 2) if isinstance(chain[i], Dots))
        left = self.nest(chain[: dots - 1]) if dots else None
        right = self.nest(chain[dots + 2 :]) if dots + 2 <= len(chain) else None
        op = chain[dots + 1] if dots + 1 < len(chain) else chain[dots - 1]
        return Fold(first=first, last=last, op=op, left=left, right=right)

    def nest(self, chain: list[Any]) -> Any:
        """Operands and operators in turn, nested by precedence."""
        operands: list[Any] = [self.whole(chain[0])]
        operators: list[Any] = []
        levels: list[int] = []
        for index in range(1, len(chain), 2):
            op = chain[index]
            level = _PRECEDENCE.get(op, _ASSIGNMENT)
            while levels and (levels[-1] > level or (levels[-1] == level != _ASSIGNMENT)):
                _combine(operands, levels.pop(), operators.pop())
            levels.append(level)
            operators.append(op)
            operand = chain[index + 1]
            operands.append(self.whole(operand) if type(operand) is Dots else operand)
        while operators:
            _combine(operands, levels.pop(), operators.pop())
        return operands[0]

    def on_comma(self, first: int, last: int, c: list[Any]) -> Any:
        left, right = c
        if isinstance(right, Dots):
            return Fold(first=first, last=last, op=",", left=self.whole(left), right=None)
        if isinstance(left, Dots):
            return Fold(first=first, last=last, op=",", left=None, right=right)
        if isinstance(left, Fold) and left.right is None and left.op == "," and self.texts[left.last] == "...":
            return Fold(first=first, last=last, op=",", left=left.left, right=right)
        return Comma(first=first, last=last, left=left, right=right)

    def on_fold_dots(self, first: int, last: int, c: list[Any]) -> Dots:
        return Dots(first)

    def on_throw(self, first: int, last: int, c: list[Any]) -> Throw:
        return Throw(first=first, last=last, operand=c[1])

    def on_unary(self, first: int, last: int, c: list[Any]) -> Unary:
        op = ALTERNATIVE.get(self.texts[c[0]], self.texts[c[0]])
        return Unary(first=first, last=last, op=op, operand=self.whole(c[1]))

    def on_cast(self, first: int, last: int, c: list[Any]) -> Cast:
        return Cast(first=first, last=last, type=c[0], operand=self.whole(c[1]))

    def on_sizeof(self, first: int, last: int, c: list[Any]) -> SizeOf:
        word, dots, operand = c
        which: Any = "sizeof" if self.texts[word] == "sizeof" else "alignof"
        target = self.whole(operand)
        unsure = isinstance(target, Paren) and isinstance(target.inner, Name) and target.inner.kind == "unknown"
        if isinstance(target, Paren) and (unsure or dots is not None):
            target = target.inner
        return SizeOf(first=first, last=last, which=which, target=target, pack=dots is not None)

    def on_sizeof_type(self, first: int, last: int, c: list[Any]) -> SizeOf:
        word = self.texts[c[0]]
        which: Any = word if word in ("sizeof", "typeid") else "alignof"
        return SizeOf(first=first, last=last, which=which, target=c[1])

    def on_noexcept(self, first: int, last: int, c: list[Any]) -> SizeOf:
        return SizeOf(first=first, last=last, which="noexcept", target=self.whole(c[1]))

    def on_typeid(self, first: int, last: int, c: list[Any]) -> SizeOf:
        return SizeOf(first=first, last=last, which="typeid", target=self.whole(c[1]))

    def on_new(self, first: int, last: int, c: list[Any]) -> New:
        _, placement, type_, init = c
        where = placement.values if placement is not None else ()
        made = None if init is None else self.initialiser(init)
        return New(first=first, last=last, type=type_, placement=where, init=made)

    def on_delete(self, first: int, last: int, c: list[Any]) -> Delete:
        return Delete(first=first, last=last, operand=self.whole(c[2]), array=c[1] is not None)

    def on_empty_brackets(self, first: int, last: int, c: list[Any]) -> bool:
        return True

    # ------------------------------------------------------------------------------------------ postfix

    def on_call(self, first: int, last: int, c: list[Any]) -> Call:
        return _call(first, last, c[0], tuple(c[1] or ()))

    def on_launch(self, first: int, last: int, c: list[Any]) -> Launch:
        return Launch(first=first, last=last, callee=c[0], config=tuple(c[1]), args=tuple(c[2] or ()))

    def on_index(self, first: int, last: int, c: list[Any]) -> Index:
        return _index(first, last, c[0], self.whole(c[2]))

    def on_member(self, first: int, last: int, c: list[Any]) -> MemberAccess:
        return _member(first, last, c[0], c[2], self.texts[c[1]] == "->")

    def on_postfix(self, first: int, last: int, c: list[Any]) -> Postfix:
        op: Any = self.texts[c[1]]
        return Postfix(first=first, last=last, op=op, operand=c[0])

    # ------------------------------------------------------------------------------------------ primaries

    def on_literal(self, first: int, last: int, c: list[Any]) -> Literal:
        text = self.texts[c[0]]
        return _literal(first, last, _literal_kind(text), text)

    def on_strings(self, first: int, last: int, c: list[Any]) -> Strings:
        return Strings(first=first, last=last, parts=tuple(self.texts[token] for token in c))

    def on_this(self, first: int, last: int, c: list[Any]) -> This:
        return This(first=first, last=last)

    def on_paren(self, first: int, last: int, c: list[Any]) -> Expr:
        inner = self.whole(c[0])
        if isinstance(inner, Fold):
            return Fold(first=first, last=last, op=inner.op, left=inner.left, right=inner.right)
        return _paren(first, last, inner)

    def on_statement_expression(self, first: int, last: int, c: list[Any]) -> StmtExpr:
        return StmtExpr(first=first, last=last, body=c[0])

    def on_named_cast(self, first: int, last: int, c: list[Any]) -> NamedCast:
        which: Any = self.texts[c[0]]
        return NamedCast(first=first, last=last, which=which, type=c[1], operand=self.whole(c[2]))

    def type_of(self, type_: Type) -> TypeId:
        """A type without specifiers or declarator."""
        specs = Specs(first=type_.first, last=type_.last, type=type_)
        return TypeId(first=type_.first, last=type_.last, specs=specs, declarator=nothing_after(type_.last))

    def construct(self, first: int, last: int, type_: Type, value: Init | InitList) -> Construct:
        made = self.initialiser(value)
        form: Any = made.form
        return Construct(first=first, last=last, type=self.type_of(type_), form=form, args=made.values)

    def on_construct_builtin(self, first: int, last: int, c: list[Any]) -> Construct:
        return self.construct(first, last, c[0], c[1])

    def on_construct_named(self, first: int, last: int, c: list[Any]) -> Construct:
        name: Name = c[0]
        return self.construct(first, last, Named(first=name.first, last=name.last, name=name), c[1])

    def on_construct_typename(self, first: int, last: int, c: list[Any]) -> Construct:
        name: Name = c[1]
        return self.construct(first, last, Named(first=first, last=name.last, name=name, typename=True), c[2])

    # ------------------------------------------------------------------------------------------ lambdas

    def on_lambda(self, first: int, last: int, c: list[Any]) -> Lambda:
        captures, tparams, words, params, body = c
        specs = self.specs(first, last, words or (), None)
        after = params.cv if params is not None else ()
        mutable = tuple(word for word in after if word == "mutable")
        return Lambda(
            first=first,
            last=last,
            captures=tuple(captures or ()),
            params=params,
            body=body,
            attributes=specs.attributes,
            qualifiers=specs.qualifiers,
            storage=specs.storage + mutable,
            template_params=tuple(tparams or ()),
        )

    def on_lambda_tparams(self, first: int, last: int, c: list[Any]) -> Any:
        return c[0]

    def on_lambda_params(self, first: int, last: int, c: list[Any]) -> FunctionDecl:
        inner = Abstract(first=first, last=first - 1)
        return self.function_decl(first, last, inner, c[0], c[1])

    def on_captures(self, first: int, last: int, c: list[Any]) -> list[Capture]:
        return c

    def on_capture_default(self, first: int, last: int, c: list[Any]) -> Capture:
        kind: Any = self.texts[c[0]]
        return Capture(first=first, last=last, kind=kind)

    def on_capture_this(self, first: int, last: int, c: list[Any]) -> Capture:
        return Capture(first=first, last=last, kind="this" if c[0] is None else "*this")

    def on_capture(self, first: int, last: int, c: list[Any]) -> Capture:
        amp, name, dots = c
        kind: Any = "value" if amp is None else "reference"
        return Capture(first=first, last=last, kind=kind, name=self.texts[name], pack=dots is not None)

    def on_capture_made(self, first: int, last: int, c: list[Any]) -> Capture:
        amp, dots, name, init = c
        kind: Any = "value" if amp is None else "reference"
        made = self.initialiser(init)
        text = self.texts[name]
        return Capture(first=first, last=last, kind=kind, name=text, init=made, pack=dots is not None)

    def on_capture_init(self, first: int, last: int, c: list[Any]) -> Init:
        return self.assigned(c[0], c[1])

    # ------------------------------------------------------------------------------------------ arguments

    def on_arg_list(self, first: int, last: int, c: list[Any]) -> list[Any]:
        return [self.whole(value) for value in c]

    def on_pack(self, first: int, last: int, c: list[Any]) -> Pack:
        return Pack(first=first, last=last, pattern=self.whole(c[0]))

    def on_brace_init(self, first: int, last: int, c: list[Any]) -> InitList:
        return InitList(first=first, last=last, entries=tuple(c[0] or ()))

    def on_init_entries(self, first: int, last: int, c: list[Any]) -> list[Any]:
        return [self.whole(entry) for entry in c if entry is not None]

    def on_designated(self, first: int, last: int, c: list[Any]) -> Designated:
        return Designated(first=first, last=last, name=self.texts[c[1]], value=c[-1])


def _chain(value: Any) -> list[Any]:
    """Operands and operators in turn; an operand alone is a chain too."""
    return value if type(value) is list else [value]


def _literal_kind(text: str) -> Any:
    if text in ("true", "false"):
        return "bool"
    if text == "nullptr":
        return "null"
    if text[-1] == "'":
        return "char"
    if text.startswith(_HEXADECIMAL):
        return "float" if "." in text or "p" in text or "P" in text else "int"
    return "float" if "." in text or "e" in text or "E" in text else "int"
