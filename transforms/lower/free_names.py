"""The names that a lambda takes from where it stands: those that nothing inside of it declares."""

from __future__ import annotations

from ...parser import nodes as n
from ...parser.semantics.declarators import core, core_name

_SCOPES = (n.Block, n.For, n.RangeFor, n.If, n.While, n.Switch, n.Handler)


def free_names(node: n.Lambda) -> list[str]:
    """The unqualified names in the body of a lambda that are not declared in it where they stand, each once, in the
    order of their first use."""
    found: dict[str, None] = {}
    _lambda(node, frozenset(), found)
    return list(found)


def _lambda(node: n.Lambda, bound: frozenset[str], found: dict[str, None]) -> None:
    for param in node.params.params if node.params is not None else ():
        if (name := core_name(param.declarator)) is not None:
            bound |= {name.id}
    _visit(node.body, bound, found)


def _visit(node: n.Node, bound: frozenset[str], found: dict[str, None]) -> frozenset[str]:
    """Note what is free in a node; the names that are bound behind it."""
    match node:
        case n.Name():
            if not node.scope and not node.global_ and node.id not in bound:
                found.setdefault(node.id)
            inside = bound
            for child in n.children(node):
                inside = _visit(child, inside, found)
        case n.MemberAccess():
            _visit(node.base, bound, found)
            for child in n.children(node.name):
                _visit(child, bound, found)
        case n.Lambda():
            inner = bound
            for capture in node.captures:
                if capture.init is not None:
                    _visit(capture.init, bound, found)
                    inner |= {capture.name or ""}
                elif capture.name is not None and capture.name not in bound:
                    found.setdefault(capture.name)
            _lambda(node, inner, found)
        case n.Entry():
            return _entry(node, bound, found)
        case n.DeclName():
            pass
        case n.RangeFor():
            _visit(node.range, bound, found)
            _visit(node.body, bound | _declared(node.declarator), found)
        case _:
            inside = bound
            for child in n.children(node):
                inside = _visit(child, inside, found)
            return bound if isinstance(node, _SCOPES) else inside
    return bound


def _entry(node: n.Entry, bound: frozenset[str], found: dict[str, None]) -> frozenset[str]:
    _visit(node.declarator, bound, found)
    bound |= _declared(node.declarator)
    if node.init is not None:
        _visit(node.init, bound, found)
    return bound


def _declared(declarator: n.Declarator) -> frozenset[str]:
    inner = core(declarator)
    if isinstance(inner, n.Binding):
        return frozenset(inner.names)
    name = core_name(declarator)
    return frozenset({name.id}) if name is not None else frozenset()
