"""Named constants (``FLT_MAX``, ``CUDART_INF_F``) as the target spells them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..parser import ctree as c


def spell_constants(unit: c.CUnit, constant: Callable[[str], str]) -> c.CUnit:
    """The unit with every literal that is a name replaced by the target's text for it."""

    def change(node: Any) -> Any:
        if isinstance(node, c.Lit) and (node.text[0].isalpha() or node.text[0] == "_"):
            text = constant(node.text)
            return node if text == node.text else c.Lit(text, node.type)
        return c.rebuild(node, change)

    functions = tuple(replace(f, body=change(f.body)) for f in unit.functions)
    variables = tuple(g if g.init is None else replace(g, init=change(g.init)) for g in unit.globals)
    return replace(unit, functions=functions, globals=variables)
