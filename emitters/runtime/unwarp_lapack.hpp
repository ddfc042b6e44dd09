// Factorisations and eigenvalues of dense matrices, real and complex, for cuSOLVER's names.
#pragma once

#include "unwarp_blas_shapes.hpp"

#include <numeric>

namespace unwarp {
namespace lapack {

using blas::conjugate;
using blas::Dense;
using blas::Real;

template <typename T>
Dense<T> identity(int rows, int columns) {
    Dense<T> made(rows, columns);
    for (int i = 0; i < std::min(rows, columns); i++) made.at(i, i) = T(1);
    return made;
}

/// A column's part from a row on.
template <typename T>
T *column(Dense<T> &a, int i, int j) {
    return &a.data[(size_t)j * (size_t)a.rows + (size_t)i];
}

template <typename T>
Real<T> length(const T *x, int n) {
    Real<T> largest = 0, sum = 0;  // scaled, so that no square overflows
    for (int i = 0; i < n; i++) largest = std::max(largest, std::abs(x[i]));
    for (int i = 0; largest > 0 && i < n; i++) sum += std::norm(x[i] / largest);
    return largest * std::sqrt(sum);
}

// ------------------------------------------------------------------------------------------------ Cholesky

/// L L* = A in the lower triangle of A; 0, or the order, from 1, of the first minor that is not positive.
template <typename T>
int cholesky(Dense<T> &a) {
    for (int k = 0; k < a.rows; k++) {
        const Real<T> pivot = std::real(a.at(k, k));
        if (!(pivot > 0)) return k + 1;
        const Real<T> root = std::sqrt(pivot);
        T *mine = column(a, 0, k);
        mine[k] = root;
        for (int i = k + 1; i < a.rows; i++) mine[i] /= root;
        for (int j = k + 1; j < a.rows; j++) {
            const T factor = conjugate(mine[j]);
            T *other = column(a, 0, j);
            for (int i = j; i < a.rows; i++) other[i] -= mine[i] * factor;
        }
    }
    return 0;
}

/// The lower triangle of a matrix, or the upper one turned.
template <typename T>
Dense<T> lower_of(const Dense<T> &a, cublasFillMode_t fill) {
    Dense<T> made = fill == CUBLAS_FILL_MODE_LOWER ? a : blas::turned(a, true);
    for (int j = 0; j < a.rows; j++) std::fill_n(column(made, 0, j), j, T(0));
    return made;
}
template <typename T>
Dense<T> by_fill(const Dense<T> &lower, cublasFillMode_t fill) {
    return fill == CUBLAS_FILL_MODE_LOWER ? lower : blas::turned(lower, true);
}

/// The whole of a Hermitian matrix of which one triangle counts.
template <typename T>
void complete(Dense<T> &a, cublasFillMode_t fill) {
    for (int j = 0; j < a.rows; j++) {
        for (int i = 0; i < a.rows; i++) {
            if (!blas::in_triangle(fill, i, j)) a.at(i, j) = conjugate(a.at(j, i));
        }
        a.at(j, j) = std::real(a.at(j, j));
    }
}

template <typename T>
void solve_cholesky(const Dense<T> &lower, Dense<T> &b) {
    blas::substitute(lower, true, b);
    blas::substitute(blas::turned(lower, true), false, b);
}

// ------------------------------------------------------------------------------------------------ Householder

/// H = I - tau v v* with v[0] = 1, such that H* x has only a first element, a real one: it stands in x[0], the rest of v behind.
template <typename T>
T reflect(T *x, int n) {
    const Real<T> rest = length(x + 1, n - 1);
    if (rest == 0 && std::imag(x[0]) == 0) return T(0);
    const Real<T> made = -std::copysign(length(x, n), std::real(x[0]));
    const T tau = (T(made) - x[0]) / made, by = x[0] - made;
    for (int i = 1; i < n; i++) x[i] /= by;
    x[0] = made;
    return tau;
}

/// C = (I - tau v v*) C from a row and a column on; v[0] is taken as 1.
template <typename T>
void apply(const T *v, T tau, Dense<T> &c, int row, int first) {
    if (tau == T(0)) return;
    for (int j = first; j < c.columns; j++) {
        T *x = column(c, row, j);
        T sum = x[0];
        for (int i = 1; i < c.rows - row; i++) sum += conjugate(v[i]) * x[i];
        sum *= tau;
        x[0] -= sum;
        for (int i = 1; i < c.rows - row; i++) x[i] -= v[i] * sum;
    }
}

/// R in the upper triangle of A, the vectors of the reflections below it; their factors.
template <typename T>
std::vector<T> factor_qr(Dense<T> &a) {
    std::vector<T> taus;
    for (int k = 0; k < std::min(a.rows, a.columns); k++) {
        taus.push_back(reflect(column(a, k, k), a.rows - k));
        apply(column(a, k, k), conjugate(taus.back()), a, k, k + 1);
    }
    return taus;
}

/// C = Q C or Q* C, by the first so many reflections.
template <typename T>
void apply_q(Dense<T> &a, const std::vector<T> &taus, bool turned, Dense<T> &c) {
    const int count = (int)taus.size();
    for (int step = 0; step < count; step++) {
        const int k = turned ? step : count - 1 - step;
        apply(column(a, k, k), turned ? conjugate(taus[(size_t)k]) : taus[(size_t)k], c, k, 0);
    }
}

// ------------------------------------------------------------------------------------------------ eigenvalues

/// The columns p and q turned by an angle: p' = c p + s q, q' = c q - s p.
template <typename T, typename R>
void rotate(Dense<T> &a, int p, int q, R c, R s) {
    T *one = column(a, 0, p), *other = column(a, 0, q);
    for (int i = 0; i < a.rows; i++) {
        const T kept = one[i];
        one[i] = c * kept + s * other[i];
        other[i] = c * other[i] - s * kept;
    }
}

/// A Hermitian matrix as Q T Q*, with T tridiagonal and real: its diagonal and the one beside it.
template <typename T>
Dense<T> tridiagonalise(Dense<T> &a, std::vector<Real<T>> &d, std::vector<Real<T>> &e, bool vectors) {
    const int n = a.rows;
    std::vector<T> taus;
    for (int k = 0; k + 1 < n; k++) {
        T *v = column(a, k + 1, k);
        const T tau = reflect(v, n - k - 1);
        taus.push_back(tau);
        e.push_back(std::real(v[0]));
        apply(v, conjugate(tau), a, k + 1, k + 1);
        // the same from the right: each row of what is left
        std::vector<T> sums((size_t)n, T(0));
        for (int j = k + 1; j < n; j++) {
            const T by = j == k + 1 ? T(1) : v[j - k - 1];
            for (int i = k + 1; i < n; i++) sums[(size_t)i] += a.at(i, j) * by;
        }
        for (int j = k + 1; j < n; j++) {
            const T by = tau * (j == k + 1 ? T(1) : conjugate(v[j - k - 1]));
            for (int i = k + 1; i < n; i++) a.at(i, j) -= sums[(size_t)i] * by;
        }
    }
    for (int i = 0; i < n; i++) d.push_back(std::real(a.at(i, i)));
    Dense<T> q = identity<T>(vectors ? n : 0, vectors ? n : 0);
    for (int k = n - 2; vectors && k >= 0; k--) apply(column(a, k + 1, k), taus[(size_t)k], q, k + 1, k + 1);
    return q;
}

/// One step of the implicit QR method with Wilkinson's shift, on the rows from `low` to `high` of a tridiagonal matrix.
template <typename T, typename R>
void chase(std::vector<R> &d, std::vector<R> &e, size_t low, size_t high, Dense<T> &q) {
    const R half = (d[high - 1] - d[high]) / 2, last = e[high - 1];
    const R shift = d[high] - last * (last / (half + std::copysign(std::hypot(half, last), half)));
    R x = d[low] - shift, z = e[low];
    for (size_t k = low; k < high; k++) {
        const R r = std::hypot(x, z), c = r > 0 ? x / r : R(1), s = r > 0 ? z / r : R(0);
        if (k > low) e[k - 1] = r;
        const R one = d[k], two = d[k + 1], between = e[k];
        d[k] = c * c * one + 2 * c * s * between + s * s * two;
        d[k + 1] = s * s * one - 2 * c * s * between + c * c * two;
        e[k] = c * s * (two - one) + (c * c - s * s) * between;
        if (k + 1 < high) {
            x = e[k], z = s * e[k + 1];
            e[k + 1] *= c;
        }
        if (q.rows > 0) rotate(q, (int)k, (int)k + 1, c, s);
    }
}

/// The columns of a matrix in another order.
template <typename T>
Dense<T> reordered(const Dense<T> &a, const std::vector<int> &order) {
    Dense<T> made(a.rows, a.columns);
    for (int j = 0; j < a.columns; j++) {
        for (int i = 0; i < a.rows; i++) made.at(i, j) = a.at(i, order[(size_t)j]);
    }
    return made;
}

/// What an iteration did: its steps or sweeps, and the norm of what is left beside the diagonal.
struct Work {
    int steps = 0;
    double left = 0;
};

/// The eigenvalues of a Hermitian matrix in rising order and, where they are wanted, the vectors in its place; 0, or how many
/// elements did not vanish.
template <typename T>
int eigen(Dense<T> &a, std::vector<Real<T>> &values, bool vectors, Work *work = nullptr) {
    std::vector<Real<T>> d, e;
    Dense<T> q = tridiagonalise(a, d, e, vectors);
    const Real<T> small = std::numeric_limits<Real<T>>::epsilon() / 2;
    int steps = 0;
    for (size_t high = d.size(); high-- > 1;) {
        const auto vanishes = [&](size_t i) { return std::fabs(e[i]) <= small * (std::fabs(d[i]) + std::fabs(d[i + 1])); };
        while (!vanishes(high - 1)) {
            if (++steps > 60 * a.rows) return (int)high;
            size_t low = high - 1;
            while (low > 0 && !vanishes(low - 1)) low--;
            chase(d, e, low, high, q);
        }
        if (work) work->left = std::hypot(work->left, (double)e[high - 1]);
        e[high - 1] = 0;
    }
    if (work) work->steps = steps;
    std::vector<int> order(d.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int i, int j) { return d[(size_t)i] < d[(size_t)j]; });
    values.clear();
    for (int i : order) values.push_back(d[(size_t)i]);
    if (vectors) a = reordered(q, order);
    return 0;
}

/// A x = lambda B x, A B x = lambda x or B A x = lambda x by the number of its kind; B becomes its lower Cholesky factor.
template <typename T>
int eigen_general(int kind, Dense<T> &a, Dense<T> &b, std::vector<Real<T>> &values, bool vectors) {
    if (const int minor = cholesky(b)) return b.rows + minor;
    for (int j = 0; j < b.rows; j++) std::fill_n(column(b, 0, j), j, T(0));
    const Dense<T> turned = blas::turned(b, true);
    if (kind == 1) {  // L^-1 A L^-*
        blas::substitute(b, true, a);
        a = blas::turned(a, true);
        blas::substitute(b, true, a);
        a = blas::turned(a, true);
    } else {
        a = blas::times(turned, blas::times(a, b));
    }
    complete(a, CUBLAS_FILL_MODE_LOWER);
    const int left = eigen(a, values, vectors);
    if (left || !vectors) return left;
    if (kind == 3) {
        a = blas::times(b, a);
    } else {
        blas::substitute(turned, false, a);
    }
    return 0;
}

// ------------------------------------------------------------------------------------------------ singular values

/// Make the columns p and q of A orthogonal, and turn those of V with them; whether there was anything to do.
template <typename T>
bool part(Dense<T> &a, Dense<T> &v, int p, int q) {
    typedef Real<T> R;
    T *one = column(a, 0, p), *other = column(a, 0, q);
    const R first = length(one, a.rows), second = length(other, a.rows);
    if (first == 0 || second == 0) return false;
    T dot = 0;  // of the columns as if of length one
    for (int i = 0; i < a.rows; i++) dot += conjugate(one[i] / first) * (other[i] / second);
    const R size = std::abs(dot);
    if (!(size > std::numeric_limits<R>::epsilon() * std::sqrt((R)a.rows))) return false;
    const R zeta = (second / first - first / second) / (2 * size);
    const R t = std::copysign(R(1), zeta) / (std::fabs(zeta) + std::hypot(R(1), zeta));
    const R c = 1 / std::hypot(R(1), t), s = c * t;
    const T phase = conjugate(dot / size);
    for (Dense<T> *m : {&a, &v}) {
        T *x = column(*m, 0, q);
        for (int i = 0; i < m->rows; i++) x[i] *= phase;
        rotate(*m, p, q, c, -s);
    }
    return true;
}

/// Columns of length one at right angles to those before them, from a column on.
template <typename T>
void extend(Dense<T> &u, int from) {
    int tried = 0;
    for (int j = from; j < u.columns; j++) {
        Real<T> left = 0;
        while (left < Real<T>(0.5) / std::sqrt((Real<T>)u.rows) && tried < u.rows) {
            std::fill_n(column(u, 0, j), u.rows, T(0));
            u.at(tried++, j) = T(1);
            for (int pass = 0; pass < 2; pass++) {  // twice, so that rounding does not show
                for (int k = 0; k < j; k++) {
                    T dot = 0;
                    for (int i = 0; i < u.rows; i++) dot += conjugate(u.at(i, k)) * u.at(i, j);
                    for (int i = 0; i < u.rows; i++) u.at(i, j) -= dot * u.at(i, k);
                }
            }
            left = length(column(u, 0, j), u.rows);
        }
        for (int i = 0; i < u.rows; i++) u.at(i, j) /= left;
    }
}

/// A = U diag(values) V*: values in falling order, U and V square. One-sided Jacobi, on R of A = Q R.
template <typename T>
int singular(const Dense<T> &given, Dense<T> &u, std::vector<Real<T>> &values, Dense<T> &v, Work *work = nullptr) {
    if (given.rows < given.columns) return singular(blas::turned(given, true), v, values, u, work);
    const int m = given.rows, n = given.columns;
    Dense<T> a = given, r(n, n), turns = identity<T>(n, n);
    const std::vector<T> taus = factor_qr(a);
    for (int j = 0; j < n; j++) {
        for (int i = 0; i <= j; i++) r.at(i, j) = a.at(i, j);
    }
    bool moved = true;
    for (int sweep = 0; moved && sweep < 60; sweep++) {
        moved = false;
        if (work) work->steps = sweep + 1;
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) moved |= part(r, turns, p, q);
        }
    }
    std::vector<Real<T>> lengths;
    std::vector<int> order((size_t)n);
    for (int j = 0; j < n; j++) lengths.push_back(length(column(r, 0, j), n));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int i, int j) { return lengths[(size_t)i] > lengths[(size_t)j]; });
    r = reordered(r, order), v = reordered(turns, order);
    values.clear();
    for (int j : order) values.push_back(lengths[(size_t)j]);
    int rank = 0;
    while (rank < n && values[(size_t)rank] > 0) rank++;
    for (int j = 0; j < rank; j++) {
        for (int i = 0; i < n; i++) r.at(i, j) /= values[(size_t)j];
    }
    extend(r, rank);
    for (int q = 0; work && q < n; q++) {
        for (int p = 0; p < n; p++) {
            T dot = 0;
            for (int i = 0; i < n; i++) dot += conjugate(r.at(i, p)) * r.at(i, q);
            if (p != q) work->left = std::hypot(work->left, (double)(std::abs(dot) * values[(size_t)q]));
        }
    }
    u = identity<T>(m, m);
    for (int j = 0; j < n; j++) std::copy_n(column(r, 0, j), n, column(u, 0, j));
    apply_q(a, taus, false, u);
    return moved ? 1 : 0;
}

}  // namespace lapack
}  // namespace unwarp
