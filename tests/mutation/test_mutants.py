"""The verification itself, tested: translators that are broken on purpose, by a wrong row of the tables or a pass that
forgets something, must not come through. Each mutant changes one thing in memory, and is met by a few kernels that the
right translator gets right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from unwarp import api, targets
from unwarp.api import Settings
from unwarp.corpus.cases import load_corpus_case
from unwarp.corpus.columns import COLUMNS
from unwarp.corpus.verify import Outcome, Verifier
from unwarp.emitters.cfamily import CFamilyPrinter
from unwarp.emitters.opencl import OpenCLPrinter
from unwarp.parser import ctree
from unwarp.transforms import opencl_native, registrations, sycl
from unwarp.transforms.tables import Mapping, Target, load
from unwarp.transforms.uniform import Uniformity

Patch = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Mutant:
    """A translator with one fault. ``kernels`` are those that meet it, on ``column``."""

    name: str
    column: str
    kernels: tuple[str, ...]
    patch: Patch


def row(name: str, target: Target, to: str, **changes: Any) -> Patch:
    """A row of the tables with another mapping on one target."""

    def apply() -> AbstractContextManager[Any]:
        tables = load()
        old = tables.rows[name]
        mapping = replace(old.column(target) or Mapping(), to=to, to_float="", passes="")
        return patch.dict(tables.rows, {name: replace(old, **{target: mapping}, **changes)})  # type: ignore[arg-type]

    return apply


def instead(owner: object, name: str, make: Callable[[Any], Any]) -> Patch:
    """A function or method with another in its place, made from it."""
    return lambda: patch.object(owner, name, make(getattr(owner, name)))


RUNTIME = Path(targets.__file__).parent / "emitters" / "runtime"


def header(old: str, new: str) -> Patch:
    """A change in the headers that come with an output."""

    def apply() -> AbstractContextManager[Any]:
        original = targets.support_text
        assert any(old in file.read_text("utf-8") for file in RUNTIME.iterdir() if file.is_file())

        def text(name: str) -> str:
            return original(name).replace(old, new)

        return patch.object(api, "support_text", text)

    return apply


def after(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function whose result is changed."""
    return lambda original: lambda *args, **kwargs: change(original(*args, **kwargs))


def without_casts(original: Any) -> Any:
    def expression(self: CFamilyPrinter, node: ctree.CExpr) -> Any:
        return original(self, node.operand if isinstance(node, ctree.Cast) else node)

    return expression


def with_reversed_fields(original: Any) -> Any:
    return lambda self, node: original(self, replace(node, fields=tuple(reversed(node.fields))))


def with_reversed_parameters(original: Any) -> Any:
    return lambda number, kernel: original(number, replace(kernel, params=tuple(reversed(kernel.params))))


MUTANTS = [
    Mutant(
        "HIP loses a barrier",
        "hip-wave64",
        ("exclusive_scan", "matmul_tiled"),
        row("__syncthreads", "hip", "__threadfence"),
    ),
    Mutant("SYCL loses a barrier", "sycl", ("exclusive_scan", "matmul_tiled"), row("__syncthreads", "sycl", "(void)0")),
    Mutant(
        "OpenCL loses a barrier",
        "opencl-intel",
        ("exclusive_scan", "matmul_tiled"),
        row("__syncthreads", "opencl", "(void)0"),
    ),
    Mutant(
        "C takes a barrier for a fence",
        "c",
        ("exclusive_scan", "matmul_tiled"),
        row("__syncthreads", "c", "uw_threadfence()", kind="fence"),
    ),
    Mutant(
        "SYCL reads another lane",
        "sycl",
        ("softmax_rows", "warp_argmin"),
        row("__shfl_xor_sync", "sycl", "uw::shfl_sync($*, item)"),
    ),
    Mutant(
        "OpenCL shuffles the other way",
        "opencl-intel",
        ("gemv_warp", "spmv_csr"),
        row("__shfl_down_sync", "opencl", "uw_shfl_up_sync_{t}($*)"),
    ),
    Mutant(
        "HIP takes a wave for a warp",
        "hip-wave64",
        ("radix_split", "votes"),
        row("__ballot_sync", "hip", "__ballot($2)"),
    ),
    Mutant("C rounds to zero", "c", ("color_convert",), row("__float2int_rn", "c", "((int)$1)")),
    Mutant("OpenCL rounds down", "opencl-intel", ("lennard_jones",), row("rint", "opencl", "floor($1)")),
    Mutant("C takes the greatest for the least", "c", ("label_components",), row("atomicMin", "c", "uw_atomicMax_{t}")),
    Mutant("SYCL subtracts atomically", "sycl", ("segmented_sum",), row("atomicAdd", "sycl", "uw::atomicSub")),
    Mutant("OpenCL loses the high half", "opencl-intel", ("philox",), row("__umulhi", "opencl", "($1 * $2)")),
    Mutant("SYCL takes the root for its reciprocal", "sycl", ("nbody_tile",), row("rsqrtf", "sycl", "sycl::sqrt($1)")),
    Mutant("C swaps arguments", "c", ("sha256",), row("__byte_perm", "c", "uw_byte_perm($2, $1, $3)")),
    Mutant(
        "OpenCL leaves before a barrier",
        "opencl-pocl",
        ("early_return",),
        instead(opencl_native, "native_form", lambda _: lambda *_: "native"),
    ),
    Mutant(
        "SYCL leaves before a barrier",
        "sycl",
        ("early_return",),
        instead(sycl, "guard_edits", lambda _: lambda *_: ([], set())),
    ),
    Mutant(
        "OpenCL keeps shared memory in each thread",
        "opencl-intel",
        ("matmul_tiled", "transpose_padded"),
        instead(OpenCLPrinter, "storage", after(lambda text: text.replace("__local ", ""))),
    ),
    Mutant(
        "C takes all values for uniform",
        "c",
        ("early_return", "softmax_rows"),
        instead(Uniformity, "uniform", lambda _: lambda self, node: True),
    ),
    Mutant("C forgets conversions", "c", ("integer_widths",), instead(CFamilyPrinter, "_expression", without_casts)),
    Mutant(
        "C weakens guards",
        "c",
        ("saxpy", "heat_3d"),
        instead(CFamilyPrinter, "_binary", after(lambda text: text.replace(" < ", " <= "))),
    ),
    Mutant(
        "OpenCL forgets parentheses",
        "opencl-intel",
        ("transpose_padded", "sobel"),
        instead(CFamilyPrinter, "expr", lambda _: lambda self, node, level=0: self._expression(node)[0]),
    ),
    Mutant(
        "C lays structures out otherwise",
        "c",
        ("particle_step",),
        instead(CFamilyPrinter, "record", with_reversed_fields),
    ),
    Mutant(
        "OpenCL passes arguments in another order",
        "opencl-intel",
        ("saxpy",),
        instead(registrations, "_opencl_kernel", with_reversed_parameters),
    ),
    Mutant(
        "OpenCL forgets constant memory",
        "opencl-intel",
        ("gaussian_blur",),
        instead(registrations, "_variable", lambda _: lambda *_: ""),
    ),
    Mutant(
        "C leaves the last block out",
        "c",
        ("saxpy", "histogram"),
        header("blocks = (long)grid.x *", "blocks = (long)(grid.x > 1 ? grid.x - 1 : 1) *"),
    ),
]


def verified(mutant: Mutant) -> Sequence[Outcome]:
    cases = [load_corpus_case(name) for name in mutant.kernels]
    return Verifier(Settings(), timeout=60).verify(cases, [COLUMNS[mutant.column]])


def test_there_are_many() -> None:
    assert len({mutant.name for mutant in MUTANTS}) >= 20
    assert {COLUMNS[mutant.column].target for mutant in MUTANTS} == {"c", "hip", "opencl", "sycl"}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_mutant_is_noticed(mutant: Mutant) -> None:
    if reason := COLUMNS[mutant.column].missing():
        pytest.skip(reason)
    right = verified(mutant)
    assert all(outcome.status == "pass" for outcome in right), [outcome.detail for outcome in right]
    with mutant.patch():
        broken = verified(mutant)
    assert any(not outcome.good for outcome in broken)
