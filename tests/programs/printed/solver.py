"""What solver.cu prints, by NumPy: factors and solutions as they are, vectors by what they have to fulfil."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from printed.common import TOLERANCE, Array, Printed, numbers

N, M, LEAD = 5, 7, 8


def memory(type_: str, seed: int, diagonal: float) -> Array:
    made = numbers(type_, LEAD * N, seed)
    made[:: LEAD + 1] = made[:: LEAD + 1] + diagonal + np.arange(N)
    return made


def matrix(values: Array, rows: int, columns: int, lead: int = LEAD) -> Array:
    return values[: lead * columns].reshape(columns, lead).T[:rows]


def within(values: Array, part: Array, mask: Array | None = None) -> Array:
    made = values.astype(part.dtype).reshape(-1, LEAD).T.copy()
    rows, columns = part.shape
    chosen = np.ones(part.shape, bool) if mask is None else mask
    made[:rows, :columns][chosen] = part[chosen]
    return made.T.ravel()


def hermitian(a: Array, upper: bool) -> Array:
    half = np.triu(a, 1) if upper else np.tril(a, -1)
    return half + half.conj().T + np.diag(np.diag(a).real)


class Type:
    """The results of one type of numbers."""

    def __init__(self, printed: Printed, name: str) -> None:
        self.printed, self.name, self.tolerance = printed, name, TOLERANCE[name] * 10

    def same(self, name: str, want: Array, tag: str = "") -> None:
        self.printed.same(f"{name}{self.name}{tag}", want, self.tolerance, self.name)

    def real(self, name: str, want: Array, tag: str = "", exact: bool = False) -> None:
        self.printed.same(f"{name}{self.name}{tag}", want, 0 if exact else self.tolerance)

    def given(self, name: str, rows: int, columns: int, lead: int, tag: str = "") -> Array:
        """A matrix that has no one value: seen, to be judged by what it fulfils."""
        got = self.printed.results[f"{name}{self.name}{tag}"]
        self.printed.seen.add(f"{name}{self.name}{tag}")
        return matrix(got[::2] + 1j * got[1::2] if self.name in "CZ" else got, rows, columns, lead)

    def close(self, got: Array, want: Array) -> None:
        np.testing.assert_allclose(got, want, rtol=self.tolerance, atol=self.tolerance * 10)

    def cholesky(self) -> None:
        values, right = memory(self.name, 1, 12), numbers(self.name, LEAD * 2, 2)
        for way in range(2):
            whole = hermitian(matrix(values, N, N), bool(way))
            mask = np.tri(N) > 0
            mask = mask.T if way else mask
            lower = np.linalg.cholesky(whole)
            tag = str(way)
            self.same("potrf", within(values, lower.conj().T if way else lower, mask), tag)
            self.same("potrs", within(right, np.linalg.solve(whole, matrix(right, N, 2))), tag)
            self.same("potri", within(values, np.linalg.inv(whole), mask), tag)
            self.real("info", np.zeros(3), tag, exact=True)
        weak = hermitian(matrix(memory(self.name, 1, 0), N, N), False)
        first = next(k for k in range(1, N + 1) if np.linalg.eigvalsh(weak[:k, :k])[0] <= 0)
        self.real("minor", np.array([0, first, 0]), exact=True)

    def factors(self) -> None:
        values, right = memory(self.name, 3, 0), numbers(self.name, LEAD * 2, 2)
        whole = matrix(values, N, N)
        pivots = [int(p) for p in self.printed.results[f"pivots{self.name}"]]
        self.printed.seen.add(f"pivots{self.name}")
        lu = self.given("lu", N, N, LEAD)
        swapped = whole.copy()
        for k, p in enumerate(pivots):
            swapped[[k, p - 1]] = swapped[[p - 1, k]]
        self.close((np.tril(lu, -1) + np.eye(N)) @ np.triu(lu), swapped)
        parts = np.abs(lu.real) + np.abs(lu.imag)  # by which pivots are chosen, so that factors are small
        assert np.abs(np.tril(lu, -1)).max() <= np.sqrt(2) + 1e-6 and parts.max() < 100
        self.same("getrs", within(right, np.linalg.solve(whole.conj().T, matrix(right, N, 2))))
        self.real("luinfo", np.zeros(2), exact=True)
        made = np.zeros(LEAD * 2)
        self.same("gesv", within(made, np.linalg.solve(whole, matrix(right, N, 2))))

        tall_memory = numbers(self.name, LEAD * N, 4)
        tall = matrix(tall_memory, M, N)
        raw, tau = np.linalg.qr(tall, mode="raw")
        self.same("qr", within(tall_memory, raw.T))
        self.same("tau", tau)
        q = np.eye(M, dtype=tall.dtype)
        for k in range(N):
            v = np.concatenate([np.zeros(k), [1], raw[k, k + 1 :]])
            q = q @ (np.eye(M) - tau[k] * np.outer(v, v.conj()))
        c, d = numbers(self.name, LEAD * 2, 5), numbers(self.name, LEAD * M, 6)
        self.same("left", within(c, q.conj().T @ matrix(c, M, 2)))
        self.same("right", within(d, matrix(d, 3, M) @ q))
        self.same("q", within(tall_memory, q[:, :N]))
        self.same("gels", within(made, np.linalg.lstsq(tall, matrix(right, M, 2), rcond=None)[0]))

    def eigenvalues(self) -> None:
        whole = hermitian(matrix(memory(self.name, 1, 2), N, N), False)
        values = np.linalg.eigvalsh(whole)
        self.real("values", values)
        vectors = self.given("syevd", N, N, LEAD)
        self.close(whole @ vectors, vectors * values)
        self.close(vectors.conj().T @ vectors, np.eye(N))
        self.real("syevdx", np.array([*values[1:4], 0, 0]))
        self.real("count", np.array([3]), exact=True)
        many = numbers(self.name, 18, 7)
        self.real("syevjinfo", np.zeros(2), exact=True)
        both = [hermitian(matrix(many[at:], 3, 3, 3), True) for at in (0, 9)]
        self.real("each", np.concatenate([np.linalg.eigvalsh(one) for one in both]))
        found = self.given("syevj", 3, 6, 3)
        for z, one in enumerate(both):
            v = found[:, 3 * z : 3 * z + 3]
            self.close(one @ v, v * np.linalg.eigvalsh(one))
        a = hermitian(matrix(memory(self.name, 1, 2), N, N), True)
        b = hermitian(matrix(memory(self.name, 1, 12), N, N), True)
        for kind in (1, 2, 3):
            general = np.linalg.eigvals([np.linalg.inv(b) @ a, a @ b, b @ a][kind - 1])
            w = np.sort(general.real)
            self.real("general", w, str(kind))
            x = self.given("sygvd", N, N, LEAD, str(kind))
            self.close([a @ x, a @ b @ x, b @ a @ x][kind - 1] / 50, (b @ x if kind == 1 else x) * w / 50)
            self.close(x.conj().T @ (np.linalg.inv(b) if kind == 3 else b) @ x, np.eye(N))

    def singular(self) -> None:
        tall = matrix(numbers(self.name, LEAD * N, 4), M, N)
        s = np.linalg.svd(tall, compute_uv=False)
        self.real("svd", s)
        u, vt = self.given("u", M, M, M), self.given("vt", N, N, N)
        self.close(u[:, :N] * s @ vt, tall)
        self.close(u.conj().T @ u, np.eye(M))
        self.close(vt @ vt.conj().T, np.eye(N))
        wide = matrix(numbers(self.name, 2 * N, 5), 2, N, 2)
        few = np.linalg.svd(wide, compute_uv=False)
        self.real("gesvdj", few)
        self.close(self.given("gesvdju", 2, 2, 2) * few @ self.given("gesvdjv", N, 2, N).conj().T, wide)
        many = numbers(self.name, 18, 7)
        both = [np.linalg.svd(matrix(many[at:], 3, 3, 3), compute_uv=False) for at in (0, 9)]
        self.real("svds", np.concatenate(both))
        self.real("svdinfo", np.zeros(2), exact=True)


def check(results: Mapping[str, Array]) -> None:
    printed = Printed(results)
    for name in "SDCZ":
        type_ = Type(printed, name)
        type_.cholesky()
        type_.factors()
        type_.eigenvalues()
        type_.singular()
    right = numbers("D", LEAD * 2, 2)
    printed.same("xgetrs", within(right, np.linalg.solve(matrix(memory("D", 3, 0), N, N), matrix(right, N, 2))), 1e-11)
    assert printed.seen == set(results)
