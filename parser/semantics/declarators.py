"""Declarators: the name inside one, and the type it makes of a base type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import nodes as n
from .. import rules
from . import types as ty
from .refusal import Refusal

if TYPE_CHECKING:
    from .model import Semantics
    from .scope import Scope


def core(declarator: n.Declarator | None) -> n.Declarator | None:
    """The innermost part: DeclName, Abstract or Binding."""
    while isinstance(declarator, n.Pointer | n.Array | n.Grouped | n.FunctionDecl):
        declarator = declarator.inner
    return declarator


def core_name(declarator: n.Declarator | None) -> n.Name | None:
    """The declared name."""
    inner = core(declarator)
    return inner.name if isinstance(inner, n.DeclName) else None


def function_declarator(declarator: n.Declarator | None) -> n.FunctionDecl | None:
    """The parameter list, when the declarator declares a function (not a pointer to one)."""
    while isinstance(declarator, n.Pointer | n.Array | n.Grouped | n.FunctionDecl):
        if isinstance(declarator, n.FunctionDecl):
            inner = declarator.inner
            while isinstance(inner, n.Grouped):
                inner = inner.inner
            if isinstance(inner, n.DeclName | n.Abstract):
                return declarator
        declarator = declarator.inner
    return None


def result_type(sem: Semantics, base: ty.Type, declarator: n.Declarator, scope: Scope) -> ty.Type:
    """The type a function's declarator gives its result."""
    function = function_declarator(declarator)
    assert function is not None
    if function.trailing is not None:
        return sem.type_id(function.trailing, scope)
    made = declared_type(sem, base, declarator, scope, functions=False)
    return made


def declared_type(
    sem: Semantics, base: ty.Type, declarator: n.Declarator | None, scope: Scope, *, functions: bool = True
) -> ty.Type:
    """The type of what ``declarator`` declares. With ``functions`` off, the parameter list of the declared function
    itself is left out, so that the result's type remains."""
    match declarator:
        case n.Pointer():
            made: ty.Type
            if declarator.kind == "*":
                made = ty.Ptr(base, restrict=any("restrict" in w for w in declarator.cv))
                made = ty.qualified(made, const="const" in declarator.cv, volatile="volatile" in declarator.cv)
            elif declarator.kind in ("&", "&&"):
                made = collapse(base, rvalue=declarator.kind == "&&")
            else:
                raise Refusal(rules.UNSUPPORTED_CONSTRUCT, declarator, what="a pointer to a member",
                              target="C", why="use a switch over the members")  # fmt: skip
            return declared_type(sem, made, declarator.inner, scope, functions=functions)
        case n.Array():
            length = None
            if declarator.size is not None:
                value = sem.evaluate(declarator.size, scope)
                if value is None:
                    raise Refusal(rules.NOT_CONSTANT, declarator.size, what="the length of an array")
                length = int(value)
            return declared_type(sem, ty.Arr(base, length), declarator.inner, scope, functions=functions)
        case n.Grouped():
            return declared_type(sem, base, declarator.inner, scope, functions=functions)
        case n.FunctionDecl():
            inner = declarator.inner
            while isinstance(inner, n.Grouped):
                inner = inner.inner
            if not functions and isinstance(inner, n.DeclName | n.Abstract):
                return base
            if declarator.trailing is not None:
                base = sem.type_id(declarator.trailing, scope)
            made = ty.Fn(base, tuple(ty.parameter(param_type(sem, p, scope)) for p in declarator.params))
            return declared_type(sem, made, declarator.inner, scope, functions=functions)
        case _:
            return base


def param_type(sem: Semantics, param: n.Param, scope: Scope) -> ty.Type:
    """A parameter's type: arrays and functions become pointers."""
    made = sem.declared(param.specs, param.declarator, scope)
    if isinstance(made, ty.Arr):
        return ty.Ptr(made.element)
    if isinstance(made, ty.Fn):
        return ty.Ptr(made)
    return made


def collapse(target: ty.Type, *, rvalue: bool) -> ty.Type:
    """A reference to ``target``, collapsing a reference to a reference."""
    if isinstance(target, ty.Ref):
        return ty.Ref(target.target, rvalue and target.rvalue)
    return ty.Ref(target, rvalue)


def introduces(item: n.Declaration) -> bool:
    """Whether a declaration brings a class or enumeration into its scope; ``struct X x`` only names one."""
    kind = item.specs.type
    if isinstance(kind, n.Class):
        return kind.members is not None or not item.entries
    return isinstance(kind, n.Enum)
