"""Functions of a program that are overloads of CUDA's own, for SYCL: ``float atomicMax(float *, float)``. A call may be
of either, so the façade's functions are made known beside the program's, under the same name, and overloads decide."""

from __future__ import annotations

from collections.abc import Iterable

from ..parser.tokens import RawTokens
from .sycl_program import ITEM, Program
from .tables import FUNCTION_KINDS, Row, is_name

_ITEM_LAST = "($*, item)"


def beside_names(program: Program) -> dict[str, str]:
    """The names of CUDA's functions that a program overloads, and the declaration that makes the façade's known."""
    found: dict[str, str] = {}
    for function in program.functions:
        row = program.tables.get(function.name)
        if row is None or row.kind not in FUNCTION_KINDS or function.declared.scope != "namespace":
            continue
        text = _declaration(row, program.of(function) == (ITEM,))
        if text and not function.declared.heads and not function.region.macro:
            found[function.name] = text
        elif function.declared.heads:  # a template beside a template may be ambiguous
            found[function.name] = ""
    return {name: text for name, text in found.items() if text}


def _declaration(row: Row, item: bool) -> str:
    to = row.sycl.to if row.sycl is not None else ""
    if is_name(to) and to == f"uw::{row.name}":
        return f"using {to};"
    if item and to.startswith("uw::") and to.endswith(_ITEM_LAST) and is_name(to.removesuffix(_ITEM_LAST)):
        call = to.removesuffix(_ITEM_LAST)
        return (
            f"template <int D, typename... A> inline std::enable_if_t<uw::are_numbers<A...>, decltype({call}("
            f"std::declval<A>()..., std::declval<sycl::nd_item<D>>()))> "
            f"{row.name}(const sycl::nd_item<D> &item, A... a) {{ return {call}(a..., item); }}"
        )
    return ""


def beside_text(program: Program, files: Iterable[RawTokens]) -> str:
    """What makes the façade's functions known in a unit that has such names in its files, a line each."""
    names = beside_names(program)
    used = {text for tokens in files for text in tokens.texts if text in names} if names else set()
    return "\n".join(names[name] for name in sorted(used))
