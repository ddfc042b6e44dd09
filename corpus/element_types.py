"""The C types of kernel arguments as NumPy has them: scalars, CUDA's vector types, and structures that a specification
describes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

SCALARS: Mapping[str, str] = {
    "bool": "?",
    "char": "i1",
    "signed char": "i1",
    "unsigned char": "u1",
    "short": "i2",
    "unsigned short": "u2",
    "int": "i4",
    "unsigned": "u4",
    "unsigned int": "u4",
    "long": "i8",
    "unsigned long": "u8",
    "long long": "i8",
    "unsigned long long": "u8",
    "size_t": "u8",
    "int8_t": "i1",
    "uint8_t": "u1",
    "int16_t": "i2",
    "uint16_t": "u2",
    "int32_t": "i4",
    "uint32_t": "u4",
    "int64_t": "i8",
    "uint64_t": "u8",
    "float": "f4",
    "double": "f8",
    "__half": "f2",
    "half": "f2",
}
_VECTOR_BASES: Mapping[str, str] = {
    "char": "i1",
    "uchar": "u1",
    "short": "i2",
    "ushort": "u2",
    "int": "i4",
    "uint": "u4",
    "longlong": "i8",
    "ulonglong": "u8",
    "float": "f4",
    "double": "f8",
}
_VECTOR = re.compile(rf"({'|'.join(_VECTOR_BASES)})([1-4])")


@dataclass(frozen=True)
class ElementType:
    """A C type. An array of it has ``dtype`` and, for a vector type, a last axis of ``lanes``."""

    name: str
    dtype: np.dtype[Any]
    lanes: int = 1

    @property
    def size(self) -> int:
        """Its bytes in C."""
        return self.dtype.itemsize * self.lanes

    def shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of NumPy's array for an array of this type."""
        return (*shape, self.lanes) if self.lanes > 1 else shape


def element_type(name: str, structures: Mapping[str, ElementType]) -> ElementType | None:
    """The type of that name; None when it is not known."""
    plain = " ".join(name.split())
    if plain in structures:
        return structures[plain]
    if plain in SCALARS:
        return ElementType(plain, np.dtype(SCALARS[plain]))
    if plain.endswith("*"):
        return ElementType(plain, np.dtype("u8"))
    if found := _VECTOR.fullmatch(plain):
        return ElementType(plain, np.dtype(_VECTOR_BASES[found[1]]), int(found[2]))
    return None


def structure(name: str, fields: Mapping[str, ElementType]) -> ElementType:
    """A C structure of these fields, laid out as C does."""
    described = [(f, t.dtype, (t.lanes,)) if t.lanes > 1 else (f, t.dtype) for f, t in fields.items()]
    return ElementType(name, np.dtype(described, align=True))
