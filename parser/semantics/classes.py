"""Classes and enums after instantiation: members, bases and CUDA's memory layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import types as ty

if TYPE_CHECKING:
    from ..nodes import Class, Init, Node
    from .scope import ClassEntity, FunctionEntity, Scope, TemplateArgument


KIND = "class_number"  # the field that stands for the pointer to a table of virtual functions


@dataclass(eq=False)
class EnumInfo:
    """An enumeration type."""

    name: str
    spelling: str
    scoped: bool
    underlying: ty.Type


@dataclass(eq=False)
class Field:
    """A non-static data member; ``default`` is its member initialiser, read in the class's scope."""

    name: str
    type: ty.Type
    bits: int | None = None
    default: Init | None = None
    align: int = 0
    node: Node | None = None


@dataclass(eq=False)
class ClassInstance:
    """A class, or one instance of a class template. ``record`` is the name of its C record."""

    entity: ClassEntity
    arguments: tuple[TemplateArgument, ...]
    scope: Scope
    record: str
    union: bool = False
    vector: bool = False
    align: int = 0
    complete: bool = False
    polymorphic: bool = False
    bases: list[ClassInstance] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    constructors: list[FunctionEntity] = field(default_factory=list)
    destructor: FunctionEntity | None = None
    conversions: list[FunctionEntity] = field(default_factory=list)
    through: dict[str, str] = field(default_factory=dict)  # member of an anonymous union -> the field that holds it
    node: Class | None = None
    local: bool = False  # declared inside a function, or without a name: no other place can spell it
    named: str = ""  # of a lambda's class, which has no name: the one that host files give it

    def spelling(self) -> str:
        """The C++ text that names the class outside of all scopes."""
        if self.named:
            return self.named
        return self.entity.spelling(self.arguments, self.scope)

    def is_empty(self) -> bool:
        """No data at all: such a base takes no space."""
        return not self.fields and all(base.is_empty() for base in self.bases) and not self.polymorphic

    def layout_problem(self) -> str:
        """Why C cannot lay the class out as C++ does; empty where it can."""
        if self.polymorphic and sum(base.polymorphic for base in self.bases) > 1:
            return "it has several bases with virtual functions"
        if self.polymorphic and any(not b.is_empty() for b in self.bases) and not self.bases[0].polymorphic:
            return "its first base has no virtual functions"
        meeting = self._empty_at_start(own=True) if self.start_padding() else self._empty_at_start()
        if len(meeting) != len(set(meeting)):
            return "two objects of one empty class would meet at its start, which C++ keeps apart"
        solid = [base for base in self.bases if not base.is_empty()]
        following = [base.layout().align for base in solid[1:]]
        following += [max(ty.align_of(f.type), f.align) for f in self.fields[:1]]
        if any(base.lends_tail(align) for base, align in zip(solid, following, strict=False)):
            return "its members may lie in the padding at the end of a base"
        return ""

    def lends_tail(self, align: int) -> bool:
        """Whether what follows the class in a derived one begins in the padding at its end."""
        if not self.has_reused_tail():
            return False
        only = len(self.bases) == 1 and not self.fields
        if only:
            return self.bases[0].lends_tail(align)
        if not self.fields or self.fields[-1].bits is not None:
            return True
        layout = self.layout()
        end = layout.offsets[-1] + ty.size_of(self.fields[-1].type)
        return -(-end // align) * align < layout.size

    def start_padding(self) -> int:
        """The bytes that keep the first member from the start, where an object of the same empty class lies in it as in
        the bases."""
        if not self.fields or not self.bases or any(not base.is_empty() for base in self.bases):
            return 0
        own, first = self._empty_at_start(own=True), self._first_empty()
        return max(ty.align_of(self.fields[0].type), self.fields[0].align) if not set(own).isdisjoint(first) else 0

    def _empty_at_start(self, own: bool = False) -> list[ClassInstance]:
        """The empty classes whose objects lie at offset 0, each as often as it occurs; ``own``: without the members."""
        found = [self] if self.is_empty() else []
        solid = [base for base in self.bases if not base.is_empty()]
        for base in (*(b for b in self.bases if b.is_empty()), *solid[:1]):
            found += base._empty_at_start()
        if not solid and not own and not self.start_padding():
            found += self._first_empty()
        return found

    def _first_empty(self) -> list[ClassInstance]:
        """The empty classes whose objects lie at the start of the first member."""
        first = ty.unqualified(self.fields[0].type) if self.fields else ty.VOID
        while isinstance(first, ty.Arr):
            first = ty.unqualified(first.element)
        return first.instance._empty_at_start() if isinstance(first, ty.ClassT) else []

    def has_reused_tail(self) -> bool:
        """Whether a derived class may use the padding at the end: the class is no plain data and has some."""
        if self.is_empty() or not (self.bases or self.constructors or any(f.default for f in self.fields)):
            return False
        if not self.fields:
            return any(base.has_reused_tail() for base in self.bases)
        last, layout = self.fields[-1], self.layout()
        return last.bits is not None or layout.offsets[-1] + ty.size_of(last.type) < layout.size

    def layout(self) -> ty.Layout:
        """Size, alignment and offsets by the Itanium rules for classes without virtual functions."""
        offset, align, size = self.start_padding(), 1, 0
        offsets: list[int] = []
        parts: list[tuple[int, int, int | None]] = [
            (base.layout().size, base.layout().align, None) for base in self.bases if not base.is_empty()
        ]
        parts += [(ty.size_of(f.type), max(ty.align_of(f.type), f.align), f.bits) for f in self.fields]
        bit = offset * 8  # next free bit, counted from the start of the class
        for part_size, part_align, bits in parts:
            align = max(align, part_align)
            if bits is not None:
                unit = part_size * 8
                if bits == 0 or bit // unit != (bit + bits - 1) // unit:
                    bit = -(-bit // unit) * unit
                offsets.append(bit // unit * part_size)
                bit += bits
                offset = -(-bit // 8)
            else:
                offset = 0 if self.union else -(-offset // part_align) * part_align
                offsets.append(offset)
                offset += part_size
                bit = offset * 8
            size = max(size, offset)
        align = max(align, self.align)
        return ty.Layout(max(-(-size // align) * align, 1 if align == 1 else align), align, tuple(offsets))

    def all_bases(self) -> list[ClassInstance]:
        """Direct and indirect bases, nearest first."""
        out = list(self.bases)
        for base in self.bases:
            out += base.all_bases()
        return out

    def derives_from(self, other: ClassInstance) -> bool:
        return any(base is other for base in self.all_bases())

    def find_field(self, name: str) -> tuple[list[ClassInstance], Field] | None:
        """The field, and the path of bases that leads to it."""
        for item in self.fields:
            if item.name == name:
                return [], item
        for base in self.bases:
            found = base.find_field(name)
            if found:
                return [base, *found[0]], found[1]
        return None
