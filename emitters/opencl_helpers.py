"""The helper functions that OpenCL C text may call, from ``runtime/opencl_*.cl`` and from the parts of
``runtime/unwarp_texture.h``, ``unwarp_directed.h`` and ``unwarp_special.h`` that it shares with C and C++: which are
needed, and their text.

The files hold pieces separated by blank lines. A piece defines the first ``uw_`` name in it that a bracket follows; the
other ``uw_`` names in it are what it needs. Two things keep the pieces few:

- ``// each: int i32, uint u32`` before a piece repeats it with ``$T`` and ``$t`` replaced by the words of each pair
  (further words are ``$U`` and ``$u``);
- ``@`` in a piece stands for the address space of the first pointer argument and ``#@`` for that of the second, so that
  there is one function for each space it is called with: ``uw_atomicAdd_f32_@(volatile __@ float *p, float v)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

_NAME = re.compile(r"\buw_[\w@#]+")
_EACH = re.compile(r"// each: (.*)\n")
_DEFINED = re.compile(r"\b(uw_[\w@#]+)(?:\(| \{)")
_SUBGROUPS = "opencl_warp.cl"
_SHARED = ("unwarp_directed.h", "unwarp_special.h", "unwarp_texture.h")
_SHARED_PART = re.compile(r"from here on\.\n(.*?)\n#undef", re.DOTALL)
_SHARED_WORDS = (("UW_GLOBAL", "__global"), ("UW_INLINE ", ""), ("uw_u64", "ulong"))
_MARKS = ("$T", "$t", "$U", "$u")


@dataclass(frozen=True, slots=True)
class Piece:
    """A helper's text; ``subgroups``: it is for devices with sub-groups."""

    text: str
    subgroups: bool


@lru_cache(maxsize=1)
def library() -> dict[str, Piece]:
    """All pieces by the name they define, in the order of the files."""
    pieces: dict[str, Piece] = {}
    folder = resources.files(__package__) / "runtime"
    names = sorted(e.name for e in folder.iterdir() if e.name.startswith("opencl_") and e.name.endswith(".cl"))
    for name in (*_SHARED, *names):
        text = (folder / name).read_text("utf-8")
        for piece in re.split(r"\n\s*\n", (_shared(text) if name in _SHARED else text).strip()):
            for copy in _repeated(piece):
                code = re.sub(r"(?m)^//.*$", "", copy)
                found = _DEFINED.search(code) or _NAME.search(code)
                if found:
                    pieces[found[found.lastindex or 0]] = Piece(copy.strip(), name == _SUBGROUPS)
    return pieces


def _shared(text: str) -> str:
    """The part of a header of C that OpenCL C reads too, in its words."""
    part = _SHARED_PART.search(text)
    assert part is not None
    result = part[1]
    result = re.sub(r"UW_MATHS\((\w+)\)", r"\1", result)
    for ours, theirs in _SHARED_WORDS:
        result = result.replace(ours, theirs)
    return result


def _repeated(piece: str) -> list[str]:
    each = _EACH.search(piece)
    if each is None:
        return [piece]
    text = piece.replace(each[0], "")
    result: list[str] = []
    for words in each[1].split(","):
        copy = text
        for mark, word in zip(_MARKS, words.split(), strict=False):
            copy = copy.replace(mark, word)
        result.append(copy)
    return result


class Helpers:
    """The helpers of one program."""

    def __init__(self) -> None:
        self.pieces = library()
        self.order = {name: number for number, name in enumerate(self.pieces)}
        self.needed: dict[str, tuple[int, Piece]] = {}  # printed name -> place in the library, text

    def need(self, name: str, spaces: Sequence[str]) -> str | None:
        """The name under which a helper is printed for pointers in these spaces; None where there is no such helper."""
        if name in self.pieces:
            return self._add(name, spaces)
        for marked in (f"{name}_@", f"{name}_@_#@"):
            if marked in self.pieces and len(spaces) >= marked.count("@"):
                return self._add(marked, spaces)
        return None

    def _add(self, marked: str, spaces: Sequence[str]) -> str:
        name = _in_space(marked, spaces)
        if name not in self.needed:
            piece = self.pieces[marked]
            self.needed[name] = (self.order[marked], replace(piece, text=_in_space(piece.text, spaces)))
            for found in dict.fromkeys(_NAME.findall(piece.text)):
                if found in self.pieces and found != marked:
                    self._add(found, spaces)
        return name

    def text(self) -> str:
        """The needed helpers, in the order of the library: what is used stands before its use."""
        pieces = [piece for _, (_, piece) in sorted(self.needed.items(), key=lambda item: (item[1][0], item[0]))]
        result = "".join(piece.text + "\n\n" for piece in pieces if not piece.subgroups)
        guarded = "".join(piece.text + "\n\n" for piece in pieces if piece.subgroups)
        return result + (f"#ifdef UW_SUBGROUPS\n\n{guarded}#endif\n\n" if guarded else "")


def _in_space(text: str, spaces: Sequence[str]) -> str:
    first, second = (*spaces[:2], "private", "private")[:2]
    return text.replace("#@", second).replace("@", first)
