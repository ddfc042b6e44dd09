"""Proofs of the matrices of a warp: every shape and type that CUDA has, by rows and by columns, against products of
integers that are exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from unwarp.transforms.tables import TARGETS, Target

from .case import Case, Memory

HEADERS = ("mma.h", "cuda_fp16.h", "cuda_bf16.h")
WARPS = 2
TILES = ((16, 16, 16), (32, 8, 16), (8, 32, 16))
# The elements of factors and of sums, their shapes, and the fragment's name of the first
SORTS: Sequence[tuple[str, str, tuple[tuple[int, int, int], ...], str]] = (
    ("__half", "float", TILES, "half"), ("__half", "__half", TILES, "half"),
    ("signed char", "int", TILES, "signed char"),
    ("unsigned char", "int", TILES, "unsigned char"), ("__nv_bfloat16", "float", TILES, "__nv_bfloat16"),
    ("float", "float", ((16, 16, 8),), "wmma::precision::tf32"), ("double", "double", ((8, 8, 4),), "double"),
)  # fmt: skip
DTYPES = {"__half": "f2", "float": "f4", "double": "f8", "int": "i4", "signed char": "i1", "unsigned char": "u1"}
ROWS = ("fragment", "load_matrix_sync", "store_matrix_sync", "mma_sync", "fill_fragment", "matrix_a", "matrix_b",
        "accumulator", "row_major", "col_major", "layout_t", "mem_row_major", "mem_col_major")  # fmt: skip


def stored(ctype: str, values: np.ndarray) -> np.ndarray:
    """Small integers as a type holds them; bfloat16 as its patterns."""
    if ctype == "__nv_bfloat16":
        return (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return values.astype(DTYPES[ctype])


def laid(matrices: np.ndarray, by_rows: bool, stride: int) -> np.ndarray:
    """Matrices one after the other in memory, with room behind each row or column."""
    whole = matrices if by_rows else matrices.transpose(0, 2, 1)
    made = np.zeros((*whole.shape[:2], stride), whole.dtype)
    made[:, :, : whole.shape[2]] = whole
    return made.ravel()


def product(sort: tuple[str, str, Any, str], shape: tuple[int, int, int], layouts: tuple[bool, bool, bool]) -> Case:
    """D = A * B + C, then the elements of D doubled and the product added again, by each of two warps."""
    factor, sums, _, fragment = sort
    (m, n, k), (rows_a, rows_b, rows_c) = shape, layouts
    random = np.random.default_rng(m + k)
    low = 0 if factor == "unsigned char" else -4
    a, b = random.integers(low, 5, (WARPS, m, k)), random.integers(low, 5, (WARPS, k, n))
    c = random.integers(-20, 20, (WARPS, m, n))
    pad_ab, pad_c = (8 if factor == "__half" else 16), 8
    widths = [(k if rows_a else m) + pad_ab, (n if rows_b else k) + pad_ab, (n if rows_c else m) + pad_c]
    layout = ["wmma::row_major" if rows else "wmma::col_major" for rows in layouts]
    memory = "wmma::mem_row_major" if rows_c else "wmma::mem_col_major"
    dims = f"{m}, {n}, {k}"
    inputs = [stored(factor, laid(a, rows_a, widths[0])), stored(factor, laid(b, rows_b, widths[1])),
              stored(sums, laid(c, rows_c, widths[2]))]  # fmt: skip
    sizes = [len(array) // WARPS for array in inputs]
    rounded = "\n".join(f"for (int k = 0; k < {f}.num_elements; ++k) {f}.x[k] = wmma::__float_to_tf32({f}.x[k]);"
                        for f in ("first", "second")) if "tf32" in fragment else ""  # fmt: skip
    body = f"""
using namespace nvcuda;
const int warp = threadIdx.x / 32;
wmma::fragment<wmma::matrix_a, {dims}, {fragment}, {layout[0]}> first;
wmma::fragment<wmma::matrix_b, {dims}, {fragment}, {layout[1]}> second;
wmma::fragment<wmma::accumulator, {dims}, {sums.strip('_')}> sum, other;
wmma::layout_t layout = {memory};
wmma::load_matrix_sync(first, a0 + warp * {sizes[0]}, {widths[0]});
wmma::load_matrix_sync(second, a1 + warp * {sizes[1]}, {widths[1]});
wmma::load_matrix_sync(sum, a2 + warp * {sizes[2]}, {widths[2]}, layout);
{rounded}
wmma::mma_sync(sum, first, second, sum);
wmma::store_matrix_sync(r0 + warp * {sizes[2]}, sum, {widths[2]}, {memory});
wmma::fill_fragment(other, ({sums})3);
for (int k = 0; k < sum.num_elements; ++k) other.x[k] = other.x[k] + sum.x[k];
wmma::mma_sync(sum, first, second, other);
wmma::store_matrix_sync(r1 + warp * {sizes[2]}, sum, {widths[2]}, layout);
"""
    d = a @ b + c
    wanted = [stored(sums, laid(matrices, rows_c, widths[2])) for matrices in (d, a @ b + 3 + d)]

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        wrong = []
        for number, (got, expected) in enumerate(zip(outputs, wanted, strict=True)):
            wrong += [f"r{number}[{at}] is {got[at]}, not {expected[at]}" for at in np.flatnonzero(got != expected)[:3]]
        return wrong

    rows = [f"nvcuda::wmma::{name}" for name in ROWS]
    rows += ["nvcuda::wmma::precision::tf32", "nvcuda::wmma::__float_to_tf32"] if "tf32" in fragment else []
    types = (factor, factor, sums)
    return Case(
        f"{sums} of {fragment}, {dims} {layouts}", tuple(rows), TARGETS, body,
        [Memory(t, array) for t, array in zip(types, inputs, strict=True)],
        [Memory(sums, np.zeros_like(array)) for array in wanted], judge, headers=HEADERS, grid=(1, 1, 1),
        block=(32 * WARPS, 1, 1),
    )  # fmt: skip


def cases() -> Iterator[Case]:
    number = 0
    for sort in SORTS:
        for shape in sort[2]:
            yield product(sort, shape, (number % 2 == 0, number % 3 == 0, number % 4 < 2))
            number += 1
