"""Types annotated with address spaces that are found out little by little. Owns unification, knows no
statement."""

from __future__ import annotations

from dataclasses import dataclass, field

DEFAULT = "global"
_WORDS = {"global": "global", "local": "shared", "private": "thread-private", "constant": "constant"}


class Space:
    """An address space that may not be known yet; two that were unified share their root."""

    __slots__ = ("parent", "value")

    def __init__(self, value: str = "") -> None:
        self.parent: Space | None = None
        self.value = value

    def root(self) -> Space:
        here = self
        while here.parent is not None:
            here = here.parent
        return here


@dataclass(eq=False)
class APlain:
    """A type without pointers inside."""


@dataclass(eq=False)
class APointer:
    space: Space
    target: AType


@dataclass(eq=False)
class AArray:
    element: AType


@dataclass(eq=False)
class ARecord:
    """One use of a record that holds pointers; a pointer back to the record, found inside it, means the
    same use."""

    name: str
    fields: dict[str, AType] = field(default_factory=dict)
    merged: ARecord | None = None

    def root(self) -> ARecord:
        here = self
        while here.merged is not None:
            here = here.merged
        return here


AType = APlain | APointer | AArray | ARecord
PLAIN = APlain()


class Conflict(Exception):
    """Two spaces meet in one pointer."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one, other)
        self.pair = tuple(sorted((_WORDS[one], _WORDS[other])))


def join(one: Space, other: Space) -> None:
    """Make two spaces one. Raises Conflict."""
    a, b = one.root(), other.root()
    if a is b:
        return
    if a.value and b.value and a.value != b.value:
        raise Conflict(a.value, b.value)
    b.value = a.value or b.value
    a.parent = b


def unify(one: AType, other: AType) -> None:
    """Make the spaces in two types of the same shape the same; where the shapes part (a cast), nothing is
    known."""
    if one is other:
        return
    if isinstance(one, APointer) and isinstance(other, APointer):
        join(one.space, other.space)
        unify(one.target, other.target)
    elif isinstance(one, AArray) and isinstance(other, AArray):
        unify(one.element, other.element)
    elif isinstance(one, ARecord) and isinstance(other, ARecord):
        a, b = one.root(), other.root()
        if a is not b and a.name == b.name:
            a.merged = b
            for name, inner in a.fields.items():
                unify(inner, b.fields[name])


def open_spaces(types: list[AType]) -> list[Space]:
    """The roots of all spaces in the types, in a fixed order, each once."""
    return list({id(root): root for root in all_spaces(types)}.values())


def all_spaces(types: list[AType]) -> list[Space]:
    """The roots of the spaces of all pointers in the types, in a fixed order."""
    found: list[Space] = []
    seen: set[int] = set()

    def visit(atype: AType) -> None:
        if isinstance(atype, APointer):
            found.append(atype.space.root())
            visit(atype.target)
        elif isinstance(atype, AArray):
            visit(atype.element)
        elif isinstance(atype, ARecord):
            record = atype.root()
            if id(record) not in seen:
                seen.add(id(record))
                for inner in record.fields.values():
                    visit(inner)

    for atype in types:
        visit(atype)
    return found


class Copier:
    """Copies types with new spaces for the open ones, keeping what is shared shared."""

    def __init__(self) -> None:
        self.spaces: dict[int, tuple[Space, Space]] = {}
        self.records: dict[int, ARecord] = {}

    def pairs(self) -> list[tuple[Space, Space]]:
        return list(self.spaces.values())

    def copy(self, atype: AType) -> AType:
        if isinstance(atype, APointer):
            root = atype.space.root()
            if id(root) not in self.spaces:
                self.spaces[id(root)] = (root, Space(root.value))
            return APointer(self.spaces[id(root)][1], self.copy(atype.target))
        if isinstance(atype, AArray):
            return AArray(self.copy(atype.element))
        if isinstance(atype, ARecord):
            record = atype.root()
            if id(record) not in self.records:
                self.records[id(record)] = twin = ARecord(record.name)
                for name, inner in record.fields.items():
                    twin.fields[name] = self.copy(inner)
            return self.records[id(record)]
        return atype


def resolved(space: Space, environment: dict[int, str]) -> str:
    """The space's value, from the environment (by the ids of roots) where it is open."""
    root = space.root()
    return root.value or environment.get(id(root), DEFAULT)
