"""What shapes.cu prints, by NumPy."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from printed.common import TOLERANCE, Array, Printed, formula, numbers, value

N, M, LEAD = 4, 3, 5


def matrix(values: Array, rows: int, columns: int) -> Array:
    return values.reshape(N, LEAD).T[:rows, :columns]


def within(values: Array, part: Array, mask: Array | None = None) -> Array:
    """The memory of a matrix with a part of it made anew, where a mask says so."""
    made = values.astype(complex if np.iscomplexobj(part) else float).reshape(N, LEAD).T.copy()
    rows, columns = part.shape
    chosen = np.ones(part.shape, bool) if mask is None else mask
    made[:rows, :columns][chosen] = part[chosen]
    return made.T.ravel()


def triangle(a: Array, upper: bool) -> Array:
    return np.triu(a) if upper else np.tril(a)


def shapes(printed: Printed, type_: str) -> None:
    alpha, beta = value(type_, 1, 0), value(type_, 2, 0)
    a, b, c = numbers(type_, LEAD * N, 1, LEAD), numbers(type_, LEAD * N, 2), numbers(type_, LEAD * N, 4)
    for way in range(4):
        upper, right = bool(way & 1), bool(way & 2)
        m, n = (M, N) if right else (N, M)
        whole, other, old = matrix(a, N, N), matrix(b, m, n), matrix(c, m, n)

        def same(name: str, want: Array, way: int = way) -> None:
            printed.same(f"{name}{type_}{way}", want, TOLERANCE[type_], type_)

        half = triangle(whole, upper)
        symmetric = half + half.T - np.diag(np.diag(half))
        same("symm", within(c, alpha * (other @ symmetric if right else symmetric @ other) + beta * old))
        x, y = (matrix(v, M, N).T if right else matrix(v, N, M) for v in (a, b))
        mask = triangle(np.ones((N, N)), upper) > 0
        square = matrix(c, N, N)
        same("syrk", within(c, alpha * x @ x.T + beta * square, mask))
        same("syr2k", within(c, alpha * (x @ y.T + y @ x.T) + beta * square, mask))
        same("syrkx", within(c, alpha * x @ y.T + beta * square, mask))
        special = half.copy()
        if way in (1, 2):
            np.fill_diagonal(special, 1)
        special = special.T if right else special
        inverse = np.linalg.inv(special)
        same("trmm", within(c, alpha * (other @ special if right else special @ other)))
        same("trsm", within(b, alpha * (other @ inverse if right else inverse @ other)))
        vector = numbers(type_, 2 * N, 5)
        vector[::2] = special @ vector[::2]
        same("trmv", vector)
        same("trsv", (inverse @ numbers(type_, N, 6)[::-1])[::-1])


def batches(printed: Printed, type_: str) -> None:
    tolerance = TOLERANCE[type_] * 20  # the matrices are what the formula makes, and worse conditioned
    a, b = numbers(type_, 2 * LEAD * N, 1, LEAD), numbers(type_, 2 * LEAD * N, 2)
    printed.same(f"info{type_}", np.zeros(2), 0)
    printed.same(f"told{type_}", np.zeros(1), 0)
    plain = numbers(type_, 2 * LEAD * N, 1)
    solved, inverses, lower = [], [], []
    for z in range(2):
        mine, right = a[z * LEAD * N :][: LEAD * N], b[z * LEAD * N :][: LEAD * N]
        whole = matrix(mine, N, N)
        solved.append(within(right, np.linalg.solve(whole.T, matrix(right, N, M))))
        inverses.append(within(np.zeros(LEAD * N), np.linalg.inv(whole)))
        unit = np.tril(matrix(plain[z * LEAD * N :][: LEAD * N], N, N), -1) + np.eye(N)
        lower.append(within(right, value(type_, 1, 0) * np.linalg.solve(unit, matrix(right, N, M))))
    printed.same(f"getrs{type_}", np.concatenate(solved), tolerance, type_)
    printed.same(f"getri{type_}", np.concatenate(inverses), tolerance, type_)
    printed.same(f"trsms{type_}", np.concatenate(lower), tolerance, type_)


def real(printed: Printed, type_: str) -> None:
    def same(name: str, want: Array) -> None:
        printed.same(f"{name}{type_}", want, TOLERANCE[type_])

    alpha, beta = formula(1, 0), formula(2, 0)
    a, x, y = numbers(type_, LEAD * N, 1), numbers(type_, N, 5), numbers(type_, 2 * N, 6)
    whole, step = matrix(a, N, N), y[::2].copy()
    made = y.copy()
    made[::2] = alpha * (np.tril(whole) + np.tril(whole, -1).T) @ x + beta * step
    same("symv", made)
    mask = np.tri(N) > 0
    same("syr", within(a, whole + alpha * np.outer(x, x), mask.T))
    same("syr2", within(a, whole + alpha * (np.outer(x, step) + np.outer(step, x)), mask))
    same("rotg", np.array([5, 1 / -0.6, -0.6, 0.8]))
    turned = y.copy()
    turned[::2] = 0.5 * x + 0.25 * step
    same("rotm", 2 * x - 3 * step)
    same("rotmy", turned)


def complex_(printed: Printed, type_: str) -> None:
    def same(name: str, want: Array) -> None:
        printed.same(f"{name}{type_}", want, TOLERANCE[type_], type_)

    alpha, beta = value(type_, 1, 0), value(type_, 2, 0)
    a, b, c = (numbers(type_, LEAD * N, seed) for seed in (1, 2, 4))
    x, y = numbers(type_, N, 5), numbers(type_, 2 * N, 6)
    whole, step = matrix(a, N, N), y[::2].copy()
    same("gemm", within(c, alpha * whole.conj().T @ matrix(b, M, N).T + beta * matrix(c, N, M)))

    def hermitian(lower: Array) -> Array:
        return np.tril(lower, -1) + np.tril(lower, -1).conj().T + np.diag(np.diag(lower).real)

    same("hemm", within(c, alpha * hermitian(whole) @ matrix(b, N, M) + beta * matrix(c, N, M)))
    tall = matrix(a, M, N)
    made = 0.5 * tall.conj().T @ tall + 2 * matrix(c, N, N)
    np.fill_diagonal(made, np.diag(made).real)
    same("herk", within(c, made, np.tri(N).T > 0))
    same("dots", np.array([x @ step, x.conj() @ step]))
    same("geru", within(a, whole + alpha * np.outer(x, step)))
    same("gerc", within(a, whole + alpha * np.outer(x, step.conj())))
    y[::2] = alpha * whole.conj().T @ x + beta * step
    same("gemv", y)
    y[::2] = alpha * hermitian(whole.conj().T) @ x + beta * y[::2]
    same("hemv", y)


def typed(printed: Printed) -> None:
    def halves(seed: int, by: float = 1) -> Array:
        factor = np.float32(by)
        single = [np.float32(formula(k, seed)) * factor for k in range(16)]
        return np.array(single, np.float32).astype(np.float16).astype(np.float64).reshape(4, 4).T

    a, b, c = halves(1), halves(2, 1.01), halves(3)
    printed.same("halves", (1.5 * a @ b.T - 0.5 * c).T.astype(np.float16).astype(float), 1e-3)
    printed.same("hgemm", (a @ b).T.astype(np.float16).astype(float), 1e-3)
    printed.same("wide", (1.5 * a @ b).T, 1e-5)
    i = np.array([k * 37 % 101 - 50 for k in range(16)]).reshape(4, 4).T
    j = np.array([k * 53 % 97 - 48 for k in range(16)]).reshape(4, 4).T
    printed.same("bytes", (i.T @ j).T, 0)


def check(results: Mapping[str, Array]) -> None:
    printed = Printed(results)
    for type_ in "SDCZ":
        shapes(printed, type_)
        batches(printed, type_)
    for type_ in "SD":
        real(printed, type_)
    for type_ in "CZ":
        complex_(printed, type_)
    typed(printed)
    printed.same("nrm2", np.array([np.linalg.norm(numbers("C", 8, 1))]), 1e-6)
    assert printed.seen == set(results)
