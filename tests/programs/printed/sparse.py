"""What sparse.cu prints, by NumPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from printed.common import TOLERANCE, Array, Printed, formula, numbers, value

M, N = 5, 6
STARTS, PLACES = [0, 3, 4, 4, 7, 9], [0, 2, 5, 1, 0, 3, 4, 2, 5]
COLUMN_STARTS, COLUMN_PLACES = [0, 2, 3, 5, 6, 7, 9], [0, 3, 1, 0, 4, 3, 3, 0, 4]


def by_rows(starts: list[int], places: list[int], values: Array, rows: int, columns: int) -> Array:
    made = np.zeros((rows, columns), values.dtype)
    for i in range(rows):
        for k in range(starts[i], starts[i + 1]):
            made[i, places[k]] = values[k]
    return made


def packed(memory: Array, part: Array, lead: int) -> Array:
    """Memory by columns, with a matrix in it."""
    made = memory.astype(part.dtype)
    for j in range(part.shape[1]):
        made[j * lead : j * lead + part.shape[0]] = part[:, j]
    return made


def generic(printed: Printed, type_: str) -> None:
    def same(name: str, want: Array) -> None:
        printed.same(name, want, TOLERANCE[type_], type_)

    alpha, beta = value(type_, 1, 0), value(type_, 2, 0)
    values = numbers(type_, 9, 0)
    whole = by_rows(STARTS, PLACES, values, M, N)
    for form in range(4):
        matrix = by_rows(COLUMN_STARTS, COLUMN_PLACES, values, N, M).T if form == 3 else whole
        used = [matrix, matrix.T, matrix.conj().T][form % 3]
        rows, columns = used.shape
        x, y = numbers(type_, columns, 2), numbers(type_, rows, 3)
        same(f"spmv{type_}{form}", alpha * used @ x + beta * y)
        b, c, d = (numbers(type_, 7 * n, seed) for n, seed in ((4, 4), (4, 5), (N, 6)))
        left = b[: 7 * 3].reshape(3, 7).T[:columns]
        if form == 3:
            made = c.copy()
            old = c.reshape(7, 4)[:rows, :3]
            made.reshape(7, 4)[:rows, :3] = alpha * used @ left + beta * old
        else:
            made = packed(c, alpha * used @ left + beta * c[: 7 * 3].reshape(3, 7).T[:rows], 7)
        same(f"spmm{type_}{form}", made)
        same(f"dense{type_}{form}", packed(d, matrix, 7))
    same_count = printed.same
    same_count(f"found{type_}", np.array([M, N, 9]), 0)
    same_count(f"foundstarts{type_}", np.array(STARTS) + 1, 0)
    same_count(f"foundplaces{type_}", np.array(PLACES) + 1, 0)
    same(f"foundvalues{type_}", values)
    turned = by_rows(COLUMN_STARTS, COLUMN_PLACES, numbers(type_, 9, 7), N, M)
    same(f"spgemm{type_}", alpha * whole @ turned)
    places = [1, 4, 2]
    some, all_ = numbers(type_, 3, 1), numbers(type_, N, 2)
    same(f"spvv{type_}", np.array([some.conj() @ all_[places]]))
    all_ = beta * all_
    all_[places] += alpha * some
    same(f"axpby{type_}", all_)
    same(f"gather{type_}", all_[places])


def hermitian(type_: str) -> tuple[Array, Array]:
    """The matrix that is solved, and where its elements are."""
    made = np.zeros((N, N), complex if type_ in "CZ" else float)
    known = np.zeros((N, N), bool)
    for i in range(N):
        for j in range(N):
            if abs(i - j) > 2 or (i != j and (i + j) % 5 == 4):
                continue
            known[i, j] = True
            element = value(type_, min(i, j) * N + max(i, j), 3)
            made[i, j] = 8 if i == j else np.conj(element) if i > j else element
    return made, known


def solutions(printed: Printed, type_: str) -> None:
    def same(name: str, want: Array) -> None:
        printed.same(f"{name}", want, TOLERANCE[type_], type_)

    alpha = value(type_, 1, 0)
    matrix, known = hermitian(type_)
    x = numbers(type_, N, 4)
    upper = np.triu(matrix)
    for way, used in enumerate([upper, upper.T, upper.conj().T]):
        same(f"csrsv{type_}{way}", alpha * np.linalg.solve(used, x))
    same(f"spsv{type_}", alpha * np.linalg.solve(np.tril(matrix, -1) + np.eye(N), x))
    lu, lower = matrix.copy(), matrix.copy()
    for k in range(N):  # by the right-looking form; the header's is by rows
        for i in range(k + 1, N):
            if known[i, k]:
                lu[i, k] /= lu[k, k]
                lu[i, k + 1 :] -= np.where(known[i, k + 1 :] & known[k, k + 1 :], lu[i, k] * lu[k, k + 1 :], 0)
        lower[k, k] = np.sqrt(lower[k, k])
        lower[k + 1 :, k] /= lower[k, k]
        for j in range(k + 1, N):
            change = lower[j:, k] * np.conj(lower[j, k])
            lower[j:, j] -= np.where(known[j:, j], change, 0)
    same(f"ilu{type_}", lu[known])
    same(f"ic{type_}", np.where(np.tri(N) > 0, lower, matrix)[known])
    low, high, middle = (numbers(type_, N, seed) for seed in (6, 7, 8))
    system = np.diag(middle) + np.diag(high[:-1], 1) + np.diag(low[1:], -1)
    b = numbers(type_, 2 * 7, 9)
    for at in (0, 7):
        b[at : at + N] = np.linalg.solve(system, b[at : at + N])
    printed.same(f"gtsv{type_}", b, TOLERANCE[type_] * 10, type_)


def older(printed: Printed, type_: str) -> None:
    def same(name: str, want: Array) -> None:
        printed.same(f"{name}{type_}", want, TOLERANCE[type_], type_)

    def counted(name: str, want: list[int]) -> None:
        printed.same(f"{name}{type_}", np.array(want), 0)

    alpha, beta = value(type_, 1, 0), value(type_, 2, 0)
    values = numbers(type_, 9, 0)
    whole = by_rows(STARTS, PLACES, values, M, N)
    same("csrmv", alpha * whole @ numbers(type_, N, 2) + beta * numbers(type_, M, 3))
    b, c = numbers(type_, 4 * 7, 4), numbers(type_, 7 * 3, 5)
    right = b[: 4 * N].reshape(N, 4)[:, :3]
    same("csrmm", packed(c, alpha * whole @ right + beta * c.reshape(3, 7).T[:M], 7))
    known = by_rows(STARTS, PLACES, np.ones(9), M, N).T > 0
    same("csc", whole.T[known])
    counted("cscrows", [int(i) for i in np.nonzero(known)[1]])
    counted("cscstarts", [0, *(int(i) for i in np.cumsum(known.sum(1)))])
    same("csr2dense", packed(numbers(type_, 7 * N, 6), whole, 7))
    counted("nnz", [3, 1, 0, 3, 2])
    counted("total", [9])
    same("dense2csr", values)
    counted("dense2csrstarts", STARTS)
    counted("coo", [0, 0, 0, 1, 3, 3, 3, 4, 4])
    counted("back", STARTS)
    same("csrgemm", (whole @ whole.T).T)
    diagonal = np.zeros((M, N), whole.dtype)
    np.fill_diagonal(diagonal, numbers(type_, M, 9))
    same("csrgeam", (alpha * whole + beta * diagonal).T)


def check(results: Mapping[str, Array]) -> None:
    printed = Printed(results)
    assert all(formula(i, 0) for i in range(9)), "an element of zero would be lost where the dense matrix is read"
    for type_ in "SDCZ":
        generic(printed, type_)
        solutions(printed, type_)
        older(printed, type_)
    assert printed.seen == set(results)
