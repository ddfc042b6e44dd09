"""Expressions of the AST → C tree expressions with C++ types: the dispatch, and the kinds that are no operators."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import GlobalEntity, Pack, TemplateArgument, Variable
from ..device_runtime import LAUNCH, WHY_LAUNCH
from . import operators
from .body import Body
from .calls import call, follow_arrow
from .conversions import convert, explicit
from .heap import delete_expression, new_expression
from .lambdas import closure
from .objects import construct_value
from .values import Braces, Operand, Value, address, deref, int_literal
from .variables import INDEX_VARIABLES, field_value, global_value, name_value, variable_value


def lower(body: Body, node: n.Expr) -> Value:
    """The value of an expression. Raises Refusal."""
    if isinstance(node, n.Launch):
        raise body.program.unsupported(node, LAUNCH, WHY_LAUNCH)
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise body.program.unsupported(
            node, _KINDS.get(type(node).__name__, "this expression"), "write it in plain C++"
        )
    return handler(body, node)


def lower_operand(body: Body, node: n.Node) -> Operand:
    """An argument or initialiser: a value, or a braced list."""
    if isinstance(node, n.InitList):
        return Braces(node, expanded(body, node.entries))
    if isinstance(node, PackElement):
        return _pack_element(body, node)
    if isinstance(node, n.TypeId):
        raise body.program.unsupported(node, "a type used as a value", "give an expression")
    return lower(body, node)  # type: ignore[arg-type]


def lower_arguments(body: Body, nodes: Sequence[n.Node]) -> list[Operand]:
    """The arguments of a call, with packs expanded."""
    return [lower_operand(body, node) for node in expanded(body, nodes)]


def expand_pack(body: Body, pattern: n.Node) -> list[Operand]:
    """A pattern once for each element of the packs it names."""
    return [lower_operand(body, element) for element in _elements(body, pattern)]


@n.node
class PackElement(n.Node):
    """What ``pattern...`` becomes for the element at a position of each pack."""

    pattern: n.Node
    position: int


def expanded(body: Body, nodes: Sequence[n.Node]) -> tuple[n.Node, ...]:
    """Arguments or the entries of a braced list with packs expanded."""
    out: list[n.Node] = []
    for node in nodes:
        out += _elements(body, node.pattern) if isinstance(node, n.Pack) else [node]
    return tuple(out)


def _elements(body: Body, pattern: n.Node) -> list[n.Node]:
    values, types = _packs(body, pattern)
    lengths = {len(v) for v in values.values()} | {len(t) for t in types.values()}
    if len(lengths) != 1:
        raise body.program.unsupported(pattern, "this parameter pack", "expand it by hand")
    return [PackElement(first=pattern.first, last=pattern.last, pattern=pattern, position=position)
            for position in range(lengths.pop())]  # fmt: skip


def _packs(
    body: Body, pattern: n.Node
) -> tuple[dict[str, tuple[Variable, ...]], dict[str, tuple[TemplateArgument, ...]]]:
    """The packs that a pattern names: of variables, and of template arguments."""
    names = {x.id for x in n.walk(pattern) if isinstance(x, n.Name)}
    values = {name: body.packs[name] for name in names if name in body.packs}
    types = {
        name: argument.elements
        for name in names
        for entity in body.scope.lookup(name)
        if isinstance(argument := getattr(entity, "argument", None), Pack)
    }
    return values, types


def _pack_element(body: Body, node: PackElement) -> Operand:
    from ...parser.semantics.model import bind

    values, types = _packs(body, node.pattern)
    with body.nested() as scope:
        for name, variables in values.items():
            scope.names[name] = [variables[node.position]]
        for name, elements in types.items():
            param = n.TemplateParam(first=-1, last=-2, kind="type", name=name)
            bind(scope, (param,), {name: elements[node.position]})
        return lower_operand(body, node.pattern)


# ------------------------------------------------------------------------------------------------ literals


def _literal(body: Body, node: n.Literal) -> Value:
    text = node.text.replace("'", "") if node.kind in ("int", "float") else node.text
    if node.kind == "bool":
        return Value(c.Lit(text, c.BOOL), ty.BOOL)
    if node.kind == "null":
        return Value(c.Lit("NULL", c.Pointer(c.VOID)), ty.NULLPTR)
    if node.kind == "char":
        return Value(c.Lit(text, c.Scalar("char")), ty.CHAR)
    if node.kind == "float":
        made: ty.Type = ty.FLOAT if text[-1] in "fF" and not text.lower().startswith("0x") else ty.DOUBLE
        if text.startswith("."):
            text = "0" + text
        text = re.sub(r"\.(?=$|[eEfF])", ".0", text)
        return Value(c.Lit(text.rstrip("lL"), body.program.ctype(made)), made)
    return _integer(body, node, text)


def _integer(body: Body, node: n.Literal, text: str) -> Value:
    match = re.fullmatch(r"(.*?)([uUlLzZ]*)", text)
    assert match is not None
    digits, suffix = match[1], match[2].lower()
    decimal = digits[0] != "0" or len(digits) == 1
    value = int(digits, 10) if decimal else int(digits, 8) if digits.isdigit() else int(digits, 0)
    choices: list[tuple[str, int]] = [("int", 31), ("unsigned int", 32), ("long", 63), ("unsigned long", 64)]
    if "ll" in suffix:
        choices = [("long long", 63), ("unsigned long long", 64)]
    elif "l" in suffix:
        choices = choices[2:]
    if "u" in suffix:
        choices = [x for x in choices if x[0].startswith("unsigned")]
    elif decimal:
        choices = [x for x in choices if not x[0].startswith("unsigned")]
    for name, bits in choices:
        if value < 1 << bits:
            if digits[:2] in ("0b", "0B"):
                digits = hex(value)
            suffix = {"unsigned int": "u", "long": "l", "unsigned long": "ul", "long long": "ll",
                      "unsigned long long": "ull"}.get(name, "")  # fmt: skip
            return Value(c.Lit(digits + suffix, c.Scalar(name)), ty.Basic(name))
    raise Refusal(rules.NOT_CONSTANT, node, what="an integer literal")


def _strings(body: Body, node: n.Strings) -> Value:
    text = " ".join(node.parts)
    length = sum(len(part) - 2 for part in node.parts) + 1
    made = ty.Arr(ty.qualified(ty.CHAR, const=True), length)
    return Value(c.Str(text, c.Pointer(c.Scalar("char"), const=True)), made, True)


# ------------------------------------------------------------------------------------------------ members


def _member(body: Body, node: n.MemberAccess) -> Value:
    base_node = node.base
    while isinstance(base_node, n.Paren):
        base_node = base_node.inner
    if isinstance(base_node, n.Name) and base_node.id in INDEX_VARIABLES and not body.scope.lookup(base_node.id):
        return Value(c.Builtin(f"{base_node.id}.{node.name.id}"), ty.UINT)
    base = lower(body, node.base)
    if node.arrow:
        base = follow_arrow(body, base, node)
    return member_of(body, base, node.name, node)


def member_of(body: Body, base: Value, name: n.Name, at: n.Node) -> Value:
    """``base.name`` for a data member."""
    bare = ty.unqualified(base.type)
    if not isinstance(bare, ty.ClassT):
        if isinstance(bare, ty.Unknown):
            raise Refusal(rules.UNKNOWN_NAME, at, name=bare.name)
        raise body.program.unsupported(at, f"a member of `{ty.spell(bare)}`", "use a class that is defined here")
    body.program.sem.complete(bare.instance, at)
    if base.lvalue and isinstance(base.expr, c.Conditional | c.Comma):  # no place in C
        record = body.program.record(bare.instance, at)
        base = Value(deref(address(base.expr, c.Pointer(record)), record), base.type, True)
    held = field_value(body, base, bare.instance, name.id)
    if held is not None:
        return held
    for entity in bare.instance.scope.local(name.id):
        if isinstance(entity, GlobalEntity):
            return global_value(body, entity, name)
        if isinstance(entity, Variable):
            return variable_value(body, entity)
    raise Refusal(rules.UNKNOWN_NAME, name, name=f"{bare.instance.spelling()}::{name.id}")


# ------------------------------------------------------------------------------------------------ the rest


def _this(body: Body, node: n.This) -> Value:
    if body.this is None:
        raise body.program.unsupported(node, "`this`", "use it inside a method")
    pointer = ty.Ptr(body.this.type)
    expr = body.this.expr
    made = (
        expr.operand
        if isinstance(expr, c.Unary) and expr.op == "*"
        else c.Unary("&", expr, body.program.ctype(pointer))
    )
    return Value(made, pointer)


def _comma(body: Body, node: n.Comma) -> Value:
    left, right = lower(body, node.left), lower(body, node.right)
    return Value(c.Comma(left.expr, right.expr, right.expr.type), right.type, right.lvalue)


def _cast(body: Body, node: n.Cast) -> Value:
    return explicit(body, lower_operand(body, node.operand), body.program.sem.type_id(node.type, body.scope), node)


def _named_cast(body: Body, node: n.NamedCast) -> Value:
    operand = lower(body, node.operand)
    target = body.program.sem.type_id(node.type, body.scope)
    if node.which == "dynamic_cast":
        raise body.program.unsupported(node, "dynamic_cast", "use static_cast")
    if node.which == "reinterpret_cast" and isinstance(target, ty.Ref):
        pointer = body.program.ctype(ty.Ptr(target.target), node)
        inner = c.Cast(c.Unary("&", operand.expr, c.Pointer(operand.expr.type)), pointer)
        return Value(c.Unary("*", inner, body.program.ctype(target.target, node)), target.target, True)
    return explicit(body, operand, target, node)


def _construct(body: Body, node: n.Construct) -> Value:
    target = body.program.sem.type_id(node.type, body.scope)
    if node.form == "{}":
        return construct_value(body, target, [Braces(node, expanded(body, node.args))], node)
    return construct_value(body, target, lower_arguments(body, node.args), node)


def _sizeof(body: Body, node: n.SizeOf) -> Value:
    if node.pack and isinstance(node.target, n.Name):
        for entity in body.scope.lookup(node.target.id):
            argument = getattr(entity, "argument", None)
            if isinstance(argument, Pack):
                return Value(int_literal(len(argument.elements), c.ULONG), ty.ULONG)
        if node.target.id in body.packs:
            return Value(int_literal(len(body.packs[node.target.id]), c.ULONG), ty.ULONG)
    if node.which not in ("sizeof", "alignof"):
        raise body.program.unsupported(node, f"`{node.which}`", "remove it from device code")
    target = node.target
    made: ty.Type = ty.Unknown()
    if isinstance(target, n.TypeId):
        made = body.program.sem.type_id(target, body.scope)
    else:
        if isinstance(target, n.Name) and target.kind != "value":
            made = body.program.sem.named_type(target, body.scope)
        if isinstance(made, ty.Unknown):
            inner = Body(body.program, body.scope, body.instance, unevaluated=True, this=body.this, packs=body.packs)
            made = lower(inner, target).type
    made = ty.strip_ref(made)
    ctype = body.program.ctype(made, node)
    size = ty.size_of(made) if node.which == "sizeof" else ty.align_of(made)
    if body.evaluating or node.which == "alignof":
        return Value(int_literal(size, c.ULONG), ty.ULONG)
    return Value(c.SizeOf(ctype), ty.ULONG)


def _fold(body: Body, node: n.Fold) -> Value:
    pattern = node.left if node.left is not None and _names_pack(body, node.left) else node.right
    other = node.right if pattern is node.left else node.left
    assert pattern is not None
    values: list[Operand] = expand_pack(body, pattern)
    right_fold = pattern is node.left
    if other is not None:
        values = [*values, lower(body, other)] if right_fold else [lower(body, other), *values]
    if not values:
        neutral = {"&&": "true", "||": "false"}.get(node.op)
        if neutral is None:
            return Value(c.Cast(c.Lit("0", c.INT), c.VOID), ty.VOID)
        return Value(c.Lit(neutral, c.BOOL), ty.BOOL)
    if right_fold:
        values.reverse()
    made = values[0]
    for value in values[1:]:
        if isinstance(made, Braces) or isinstance(value, Braces):
            raise body.program.unsupported(node, "this fold", "write it out")
        left, right = (value, made) if right_fold else (made, value)
        made = _fold_step(body, node, left, right)
    assert isinstance(made, Value)
    return made


def _fold_step(body: Body, node: n.Fold, left: Value, right: Value) -> Value:
    if node.op == ",":
        return Value(c.Comma(left.expr, right.expr, right.expr.type), right.type, right.lvalue)
    if node.op.endswith("=") and node.op not in ("==", "!=", "<=", ">="):
        return operators.assign(body, node.op, left, right, node)
    return operators.binary(body, node.op, left, right, node)


def _names_pack(body: Body, node: n.Node) -> bool:
    for x in n.walk(node):
        if isinstance(x, n.Name) and (
            x.id in body.packs or any(isinstance(getattr(e, "argument", None), Pack) for e in body.scope.lookup(x.id))
        ):
            return True
    return False


def _assign(body: Body, node: n.Assign) -> Value:
    left = lower(body, node.left)
    return operators.assign(body, node.op, left, lower_operand(body, node.right), node)


def _conditional(body: Body, node: n.Conditional) -> Value:
    cond = lower(body, node.cond)
    if body.evaluating:
        from ...parser.semantics.constants import run

        known = run(cond.expr, body.program.functions)
        if known is not None and not isinstance(node.then, n.Throw) and not isinstance(node.orelse, n.Throw):
            chosen = lower(body, node.then if known else node.orelse)
            return chosen
    return operators.conditional(body, cond, lower_operand(body, node.then), lower_operand(body, node.orelse), node)


def _lambda(body: Body, node: n.Lambda) -> Value:
    return closure(body, node)


def _statement_expression(body: Body, node: n.StmtExpr) -> Value:
    raise body.program.unsupported(node, "a statement expression", "make it a function")


_Handler = Callable[[Body, Any], Value]
_HANDLERS: dict[type, _Handler] = {
    n.Name: name_value,
    n.Literal: _literal,
    n.Strings: _strings,
    n.This: _this,
    n.Paren: lambda body, node: lower(body, node.inner),
    n.Unary: lambda body, node: operators.unary(body, node.op, lower(body, node.operand), node),
    n.Postfix: lambda body, node: operators.postfix(body, node.op, lower(body, node.operand), node),
    n.Binary: lambda body, node: operators.binary(body, node.op, lower(body, node.left), lower(body, node.right), node),
    n.Assign: _assign,
    n.Conditional: _conditional,
    n.Comma: _comma,
    n.Call: call,
    n.Index: lambda body, node: operators.index(body, lower(body, node.base), lower_operand(body, node.index), node),
    n.MemberAccess: _member,
    n.Cast: _cast,
    n.NamedCast: _named_cast,
    n.Construct: _construct,
    n.SizeOf: _sizeof,
    n.Fold: _fold,
    n.Lambda: _lambda,
    n.StmtExpr: _statement_expression,
    n.New: new_expression,
    n.Delete: delete_expression,
}
_KINDS = {
    "Throw": "`throw` in device code",
    "OpaqueExpr": "an expression that was not understood",
    "Pack": "a parameter pack here",
}  # fmt: skip

__all__ = ["convert", "expand_pack", "lower", "lower_arguments", "lower_operand", "member_of"]
