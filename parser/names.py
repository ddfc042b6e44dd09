"""What is known of names while the tokens are read: a prescan of the whole stream for types and templates,
and ranges of tokens in which a declared name is a type or a value. Owns this knowledge; shapes decide, names
refine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .words import is_builtin_class_template, is_builtin_template, is_builtin_type

TYPE, VALUE = "type", "value"

_builtin_type = lru_cache(4096)(is_builtin_type)


class Names:
    """The names of a stream. ``types`` and ``templates`` hold for the whole stream; declared ranges go
    before."""

    def __init__(self) -> None:
        self.types: set[str] = set()
        self.class_templates: set[str] = set()
        self.function_templates: set[str] = set()
        self._ranges: dict[str, list[tuple[int, int, str]]] = {}

    def copy(self) -> Names:
        """Others that know the same."""
        made = Names()
        made.types, made.class_templates = set(self.types), set(self.class_templates)
        made.function_templates = set(self.function_templates)
        made._ranges = {name: list(ranges) for name, ranges in self._ranges.items()}
        return made

    def since(self, before: Names, end: int) -> Names:
        """What these know beyond others, as far as it holds from token ``end`` on."""
        made = Names()
        made.types = self.types - before.types
        made.class_templates = self.class_templates - before.class_templates
        made.function_templates = self.function_templates - before.function_templates
        for name, ranges in self._ranges.items():
            if ranges != before._ranges.get(name):
                made._ranges[name] = [entry for entry in ranges if entry[1] > end]
        return made

    def add(self, more: Names) -> None:
        """Know what ``since`` told as well."""
        self.types |= more.types
        self.class_templates |= more.class_templates
        self.function_templates |= more.function_templates
        for name, ranges in more._ranges.items():
            if ranges:
                self._ranges[name] = ranges
            else:
                self._ranges.pop(name, None)

    def declare(self, name: str, start: int, end: int, kind: str) -> None:
        """From token ``start`` up to ``end``, ``name`` is a TYPE or a VALUE."""
        ranges = self._ranges.setdefault(name, [])
        while ranges and ranges[-1][1] <= start:
            ranges.pop()
        entry = (start, end, kind)
        if not ranges or ranges[-1] != entry:
            ranges.append(entry)

    def kind(self, name: str, at: int) -> str | None:
        """TYPE, VALUE or None for a name used at a token."""
        for start, end, kind in reversed(self._ranges.get(name, ())):
            if start <= at < end:
                return kind
        return TYPE if name in self.types or _builtin_type(name) else None

    def is_class_template(self, name: str) -> bool:
        return name in self.class_templates or is_builtin_class_template(name)

    def is_template(self, name: str) -> bool:
        return name in self.class_templates or name in self.function_templates or is_builtin_template(name)

    def prescan(self, texts: Sequence[str], classes: Sequence[str], mates: Sequence[int], start: int = 0) -> None:
        """Find the names of types and templates declared anywhere in a stream from token ``start`` on."""
        scan = _Prescan(self, texts, classes, mates)
        for index in range(start, len(texts)):
            handler = _HANDLERS.get(classes[index])
            if handler is not None:
                handler(scan, index)


class _Prescan:
    def __init__(self, names: Names, texts: Sequence[str], classes: Sequence[str], mates: Sequence[int]) -> None:
        self.names = names
        self.texts = texts
        self.classes = classes
        self.mates = mates
        self.length = len(texts)

    def text(self, index: int) -> str:
        return self.texts[index] if index < self.length else ""

    def is_name(self, index: int) -> bool:
        return index < self.length and self.classes[index] == "ID"

    def class_key(self, index: int) -> None:
        """``struct A``, ``enum class A : int {``; not the parameter ``class T`` and not ``struct A *f()``
        alone."""
        at = index + 1
        while at < self.length and self.classes[at] in ("CLASSKEY", "SPEC", "SPECCALL", "__attribute__", "["):
            opening = at if self.classes[at] == "[" else at + 1
            has_call = self.classes[at] in ("SPECCALL", "__attribute__", "[")
            at = self.mates[opening] + 1 if has_call and self.mates[opening] > 0 else at + 1
        while self.is_name(at) and self.is_name(at + 1) and self.text(at + 1) != "final":
            if self.text(at + 2) not in ("{", ":"):
                break
            at += 1  # class EXPORT_MACRO Name {
        in_parameters = index > 0 and self.texts[index - 1] in ("<", ",")
        if self.is_name(at) and not (in_parameters and self.text(at + 1) in (",", ">", "=", "...")):
            self.names.types.add(self.texts[at])

    def using(self, index: int) -> None:
        if self.is_name(index + 1) and self.text(index + 2) in ("=", "["):
            self.names.types.add(self.texts[index + 1])

    def typedef(self, index: int) -> None:
        at, last = index + 1, -1
        while at < self.length and self.texts[at] not in (";", "}"):
            text, mate = self.texts[at], self.mates[at]
            if text == "(" and mate > at:
                inner = at + 1
                while self.text(inner) in ("*", "&", "(") or self.classes[inner] in ("CV", "SPEC"):
                    inner += 1
                scoped = self.is_name(inner) and self.text(inner + 1) == "::" and self.text(inner + 2) == "*"
                inner += 3 * scoped
                if self.is_name(inner) and inner < mate and (inner > at + 1 or last < 0):
                    last = inner
                at = mate
                while self.text(at + 1) == "(" and self.mates[at + 1] > 0:
                    at = self.mates[at + 1]
            elif text in ("{", "[") and mate > at:
                at = mate
            elif text == "<":
                at = self._after_angles(at) - 1
            elif self.classes[at] == "ID":
                last = at
            elif text == "," and last > 0:
                self.names.types.add(self.texts[last])
            at += 1
        if last > 0:
            self.names.types.add(self.texts[last])

    def template(self, index: int) -> None:
        if self.text(index + 1) != "<":
            return
        at = self._after_angles(index + 1)
        limit = at + 80
        while at < min(self.length, limit) and self.texts[at] not in ("{", ";"):
            kind = self.classes[at]
            if kind in ("CLASSKEY", "USING"):
                while at + 1 < self.length and not self.is_name(at + 1):
                    at += 1
                    if self.texts[at] in ("(", "[") and self.mates[at] > 0:
                        at = self.mates[at]
                    elif self.texts[at] in ("{", ";"):
                        return
                if self.is_name(at + 1):
                    self.names.class_templates.add(self.texts[at + 1])
                    self.names.types.add(self.texts[at + 1])
                return
            if kind == "template":
                return
            if kind in ("SPECCALL", "DECLTYPE", "__attribute__") and self.mates[at + 1] > at:
                at = self.mates[at + 1]
            elif self.texts[at] == "<":
                after = self._after_angles(at)
                if self.text(after) == "(" and self.is_name(at - 1):
                    self.names.function_templates.add(self.texts[at - 1])
                    return
                at = after - 1
            elif self.texts[at] in ("(", "=", "[") and self.is_name(at - 1):
                self.names.function_templates.add(self.texts[at - 1])
                return
            at += 1

    def _after_angles(self, at: int) -> int:
        """The index after the ``>`` of the ``<`` at an index; brackets inside are skipped."""
        level, start = 0, at
        while at < self.length:
            text = self.texts[at]
            if text == "<":
                level += 1
            elif text == ">":
                level -= 1
                if level == 0:
                    return at + 1
            elif text in ("(", "[", "{") and self.mates[at] > at:
                at = self.mates[at]
            elif text in (";", "{", "}", ")"):
                return start + 1
            at += 1
        return start + 1


_HANDLERS = {
    "CLASSKEY": _Prescan.class_key,
    "ENUM": _Prescan.class_key,
    "USING": _Prescan.using,
    "typedef": _Prescan.typedef,
    "template": _Prescan.template,
}
