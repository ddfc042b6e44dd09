"""Whether the end of a growing token stream stands in the body of a host function. The preprocessor asks it,
because ``__CUDA_ARCH__`` is defined for device code only; everything outside host function bodies counts as
device."""

from __future__ import annotations

from collections.abc import Sequence

_DEVICE = frozenset(("__global__", "__device__"))
_CLASS_KEYS = frozenset(("class", "struct", "union", "enum"))

SCOPE, HOST, DEVICE = "scope", "host", "device"


class Regions:
    """Follows the braces of a stream; ``advance`` looks only at what was added since the last call."""

    def __init__(self) -> None:
        self._position = 0
        self._head = 0
        self._open: list[str] = []

    def copy(self) -> Regions:
        """Another that stands where this one does."""
        made = Regions()
        made._position, made._head, made._open = self._position, self._head, list(self._open)
        return made

    def in_host_body(self, texts: Sequence[str]) -> bool:
        """Is the end of the stream inside a function body that is not device code?"""
        self._advance(texts)
        return bool(self._open) and self._open[-1] == HOST

    def _advance(self, texts: Sequence[str]) -> None:
        for index in range(self._position, len(texts)):
            text = texts[index]
            if text == "{":
                self._open.append(self._kind(texts, index))
                self._head = index + 1
            elif text == "}":
                if self._open:
                    self._open.pop()
                self._head = index + 1
            elif text == ";":
                self._head = index + 1
        self._position = len(texts)

    def _kind(self, texts: Sequence[str], brace: int) -> str:
        outer = self._open[-1] if self._open else SCOPE
        if outer == DEVICE:
            return DEVICE
        start = self._after_template_heads(texts, brace)
        head = texts[start:brace]
        if not _DEVICE.isdisjoint(head):
            return DEVICE
        if outer == HOST:
            return HOST
        if "namespace" in head or ("extern" in head and head[-1].endswith('"')):
            return SCOPE
        if "(" not in head or "=" in head[: head.index("(")]:
            return SCOPE
        if not _CLASS_KEYS.isdisjoint(head) and head[-1] != ")":
            return SCOPE
        return HOST

    def _after_template_heads(self, texts: Sequence[str], brace: int) -> int:
        start = self._head
        while start < brace and texts[start] == "template":
            level = 0
            start += 1
            while start < brace:
                level += {"<": 1, ">": -1}.get(texts[start], 0)
                start += 1
                if level == 0:
                    break
        return start
