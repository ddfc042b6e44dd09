"""How the meaning of user code fails: an exception that carries the diagnostic, caught at the statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..diagnostics import Rule
    from ..nodes import Node


class Refusal(Exception):
    """Something that cannot be translated, at a node. ``notes`` are further facts, with the nodes they are about."""

    def __init__(self, rule: Rule, node: Node | None, **facts: str) -> None:
        super().__init__(rule.code)
        self.rule = rule
        self.node = node
        self.facts = facts
        self.notes: list[tuple[str, Node | None]] = []
