// Sparse matrices for cuSPARSE's names: read from memory in any format to rows, multiplied, solved and written back.
#pragma once

#include "unwarp_cusparse_types.hpp"
#include "unwarp_library_numbers.hpp"

namespace unwarp {
namespace sparse {

class Call : public library::ScalarCall<cusparseStatus_t> {
  public:
    explicit Call(cusparseHandle_t handle)
        : library::ScalarCall<cusparseStatus_t>(handle, !handle || handle->mode == CUSPARSE_POINTER_MODE_HOST,
                                                CUSPARSE_STATUS_SUCCESS, CUSPARSE_STATUS_NOT_INITIALIZED,
                                                CUSPARSE_STATUS_INVALID_VALUE, CUSPARSE_STATUS_EXECUTION_FAILED) {}
};

inline float conjugate(float x) { return x; }
inline double conjugate(double x) { return x; }
inline int32_t conjugate(int32_t x) { return x; }
template <typename R>
std::complex<R> conjugate(std::complex<R> x) {
    return std::conj(x);
}

/// A matrix by rows, all numbers from 0.
template <typename T>
struct Rows {
    int64_t rows = 0, columns = 0;
    std::vector<int64_t> starts, places;
    std::vector<T> values;

    Rows(int64_t m, int64_t n) : rows(m), columns(n), starts((size_t)m + 1) {}
    size_t first(int64_t row) const { return (size_t)starts[(size_t)row]; }
    size_t last(int64_t row) const { return (size_t)starts[(size_t)row + 1]; }
};

/// The matrix of elements in any order; those of a row keep theirs.
template <typename T>
Rows<T> gathered(int64_t rows, int64_t columns, const std::vector<int64_t> &row, const std::vector<int64_t> &column,
                 const std::vector<T> &values) {
    Rows<T> made(rows, columns);
    for (int64_t i : row) made.starts[(size_t)i + 1]++;
    for (size_t i = 0; i < (size_t)rows; i++) made.starts[i + 1] += made.starts[i];
    std::vector<int64_t> next(made.starts.begin(), made.starts.end() - 1);
    made.places.resize(row.size()), made.values.resize(row.size());
    for (size_t i = 0; i < row.size(); i++) {
        const size_t to = (size_t)next[(size_t)row[i]]++;
        made.places[to] = column[i], made.values[to] = values[i];
    }
    return made;
}

/// The row of each element.
template <typename T>
std::vector<int64_t> rows_of(const Rows<T> &a) {
    std::vector<int64_t> made(a.values.size());
    for (int64_t i = 0; i < a.rows; i++) std::fill(made.begin() + a.starts[(size_t)i], made.begin() + a.starts[(size_t)i + 1], i);
    return made;
}

template <typename T>
Rows<T> turned(const Rows<T> &a, bool conjugated = false) {
    Rows<T> made = gathered(a.columns, a.rows, a.places, rows_of(a), a.values);
    for (size_t i = 0; conjugated && i < made.values.size(); i++) made.values[i] = conjugate(made.values[i]);
    return made;
}

template <typename T>
Rows<T> applied(cusparseOperation_t op, Rows<T> a) {
    if (op == CUSPARSE_OPERATION_NON_TRANSPOSE) return a;
    return turned(a, op == CUSPARSE_OPERATION_CONJUGATE_TRANSPOSE);
}

// ------------------------------------------------------------------------------------------------ memory

inline std::vector<int64_t> read_indices(Call &call, const void *from, cusparseIndexType_t type, int64_t base, int64_t count) {
    std::vector<int64_t> made;
    const size_t size = (size_t)std::max<int64_t>(count, 0);
    if (type == CUSPARSE_INDEX_64I) {
        for (int64_t i : call.read((const int64_t *)from, size)) made.push_back(i - base);
    } else if (type == CUSPARSE_INDEX_32I) {
        for (int32_t i : call.read((const int32_t *)from, size)) made.push_back(i - base);
    } else {
        for (uint16_t i : call.read((const uint16_t *)from, size)) made.push_back(i - base);
    }
    return made;
}
inline void write_indices(Call &call, void *to, cusparseIndexType_t type, int64_t base, const std::vector<int64_t> &values) {
    std::vector<int64_t> wide;
    std::vector<int32_t> made;
    std::vector<uint16_t> narrow;
    for (int64_t i : values) wide.push_back(i + base), made.push_back((int32_t)(i + base)), narrow.push_back((uint16_t)(i + base));
    if (type == CUSPARSE_INDEX_64I) {
        call.write((int64_t *)to, wide);
    } else if (type == CUSPARSE_INDEX_32I) {
        call.write((int32_t *)to, made);
    } else {
        call.write((uint16_t *)to, narrow);
    }
}

/// Whether numbers are in order from 0 to the count, and others below a limit: what is read from memory is not trusted.
inline bool are_starts(const std::vector<int64_t> &starts, int64_t count) {
    return !starts.empty() && starts.front() == 0 && starts.back() == count && std::is_sorted(starts.begin(), starts.end());
}
inline bool are_below(const std::vector<int64_t> &places, int64_t limit) {
    return std::all_of(places.begin(), places.end(), [limit](int64_t i) { return i >= 0 && i < limit; });
}

/// A stored matrix by rows.
template <typename T>
Rows<T> read_matrix(Call &call, const cusparseSpMatDescr *a, const void *values = nullptr) {
    const bool by_columns = a->format == CUSPARSE_FORMAT_CSC, listed = a->format == CUSPARSE_FORMAT_COO;
    const int64_t outer = by_columns ? a->columns : a->rows, inner = by_columns ? a->rows : a->columns;
    std::vector<int64_t> starts = read_indices(call, a->starts, a->starts_type, a->base, listed ? a->count : outer + 1);
    std::vector<int64_t> places = read_indices(call, a->places, a->places_type, a->base, a->count);
    std::vector<T> numbers = library::read_numbers<T>(call, values ? values : a->values, a->type, (size_t)a->count);
    Rows<T> made(outer, inner);
    if (!call.check((listed ? are_below(starts, outer) : are_starts(starts, a->count)) && are_below(places, inner))) return made;
    if (listed) return gathered(outer, inner, starts, places, numbers);
    made.starts.swap(starts), made.places.swap(places), made.values.swap(numbers);
    return by_columns ? turned(made) : made;
}

/// CSR in memory as old functions have it, with the other half where the matrix is symmetric or Hermitian.
template <typename T>
Rows<T> read_rows(Call &call, const cusparseMatDescr *kind, int m, int n, int64_t count, const T *values, const int *starts,
                  const int *places, bool whole = true) {
    if (!call.check(kind != nullptr && m >= 0 && n >= 0)) return Rows<T>(0, 0);
    if (count < 0) count = m > 0 ? call.read_one(starts + m) - kind->base : 0;
    std::vector<int64_t> from = read_indices(call, starts, CUSPARSE_INDEX_32I, kind->base, m + 1);
    std::vector<int64_t> to = read_indices(call, places, CUSPARSE_INDEX_32I, kind->base, count);
    Rows<T> made(m, n);
    if (!call.check(are_starts(from, count) && are_below(to, n))) return made;
    made.starts.swap(from), made.places.swap(to), made.values = call.read(values, (size_t)count);
    if (!whole || kind->type == CUSPARSE_MATRIX_TYPE_GENERAL || kind->type == CUSPARSE_MATRIX_TYPE_TRIANGULAR) return made;
    std::vector<int64_t> rows, columns;
    std::vector<T> both;
    for (int64_t i = 0; i < m; i++) {
        for (size_t k = made.first(i); k < made.last(i); k++) {
            const int64_t j = made.places[k];
            if (kind->fill == CUSPARSE_FILL_MODE_LOWER ? j > i : j < i) continue;
            rows.push_back(i), columns.push_back(j), both.push_back(made.values[k]);
            if (i == j) continue;
            rows.push_back(j), columns.push_back(i);
            both.push_back(kind->type == CUSPARSE_MATRIX_TYPE_HERMITIAN ? conjugate(made.values[k]) : made.values[k]);
        }
    }
    return gathered(m, n, rows, columns, both);
}

// ------------------------------------------------------------------------------------------------ computing

/// y = alpha A x + beta y; with a beta of zero, what stood there does not count.
template <typename T>
void multiply(const Rows<T> &a, T alpha, const T *x, T beta, T *y) {
    for (int64_t i = 0; i < a.rows; i++) {
        T sum = T(0);
        for (size_t k = a.first(i); k < a.last(i); k++) sum += a.values[k] * x[(size_t)a.places[k]];
        y[i] = beta == T(0) ? alpha * sum : alpha * sum + beta * y[i];
    }
}

/// The product of two sparse matrices, with the columns of each row in order.
template <typename T>
Rows<T> times(const Rows<T> &a, const Rows<T> &b) {
    Rows<T> made(a.rows, b.columns);
    std::vector<T> sums((size_t)b.columns);
    std::vector<int64_t> seen((size_t)b.columns, -1), found;
    for (int64_t i = 0; i < a.rows; i++) {
        found.clear();
        for (size_t k = a.first(i); k < a.last(i); k++) {
            const int64_t middle = a.places[k];
            for (size_t l = b.first(middle); l < b.last(middle); l++) {
                const size_t j = (size_t)b.places[l];
                if (seen[j] != i) seen[j] = i, sums[j] = T(0), found.push_back((int64_t)j);
                sums[j] += a.values[k] * b.values[l];
            }
        }
        std::sort(found.begin(), found.end());
        for (int64_t j : found) made.places.push_back(j), made.values.push_back(sums[(size_t)j]);
        made.starts[(size_t)i + 1] = (int64_t)made.places.size();
    }
    return made;
}

/// alpha A + beta B.
template <typename T>
Rows<T> sum(T alpha, const Rows<T> &a, T beta, const Rows<T> &b) {
    Rows<T> made(a.rows, a.columns);
    for (int64_t i = 0; i < a.rows; i++) {
        std::vector<std::pair<int64_t, T>> row;
        for (size_t k = a.first(i); k < a.last(i); k++) row.push_back({a.places[k], alpha * a.values[k]});
        for (size_t k = b.first(i); k < b.last(i); k++) row.push_back({b.places[k], beta * b.values[k]});
        std::stable_sort(row.begin(), row.end(), [](const auto &x, const auto &y) { return x.first < y.first; });
        for (size_t k = 0; k < row.size(); k++) {
            if (k && row[k].first == row[k - 1].first) {
                made.values.back() += row[k].second;
            } else {
                made.places.push_back(row[k].first), made.values.push_back(row[k].second);
            }
        }
        made.starts[(size_t)i + 1] = (int64_t)made.places.size();
    }
    return made;
}

/// Solve op(A) x = alpha b by one triangle of A, for vectors of so many elements one after the other; the first row, from 0,
/// whose diagonal is zero or missing, or -1.
template <typename T>
int64_t solve(const Rows<T> &a, cusparseOperation_t op, bool lower, bool unit, T alpha, std::vector<T> &x) {
    const Rows<T> matrix = applied(op, a);
    const bool forward = lower == (op == CUSPARSE_OPERATION_NON_TRANSPOSE);
    const int64_t n = a.rows;
    int64_t zero = -1;
    for (size_t at = 0; at < x.size(); at += (size_t)n) {
        for (int64_t step = 0; step < n; step++) {
            const int64_t i = forward ? step : n - 1 - step;
            T value = alpha * x[at + (size_t)i], diagonal = T(0);
            for (size_t k = matrix.first(i); k < matrix.last(i); k++) {
                const int64_t j = matrix.places[k];
                if (j == i) diagonal += matrix.values[k];
                if (forward ? j < i : j > i) value -= matrix.values[k] * x[at + (size_t)j];
            }
            if (!unit && diagonal == T(0) && zero < 0) zero = i;
            x[at + (size_t)i] = unit ? value : value / diagonal;
        }
    }
    return zero;
}

/// L U = A on the places that A has, in its values; the first row, from 0, with no pivot, or -1.
template <typename T>
int64_t incomplete_lu(Rows<T> &a) {
    std::vector<int64_t> place((size_t)a.columns, -1), diagonals((size_t)a.rows, -1);
    int64_t zero = -1;
    for (int64_t i = 0; i < a.rows; i++) {
        std::vector<std::pair<int64_t, size_t>> row;
        for (size_t k = a.first(i); k < a.last(i); k++) {
            place[(size_t)a.places[k]] = (int64_t)k;
            row.push_back({a.places[k], k});
            if (a.places[k] == i) diagonals[(size_t)i] = (int64_t)k;
        }
        std::sort(row.begin(), row.end());
        for (const auto &[j, at] : row) {
            if (j >= i || diagonals[(size_t)j] < 0) continue;
            const T factor = a.values[at] /= a.values[(size_t)diagonals[(size_t)j]];
            for (size_t l = a.first(j); l < a.last(j); l++) {
                const int64_t to = place[(size_t)a.places[l]];
                if (a.places[l] > j && to >= 0) a.values[(size_t)to] -= factor * a.values[l];
            }
        }
        for (const auto &entry : row) place[(size_t)entry.first] = -1;
        const int64_t own = diagonals[(size_t)i];
        if (zero < 0 && (own < 0 || a.values[(size_t)own] == T(0))) zero = i;
    }
    return zero;
}

/// L L* = A on the places that the lower triangle of A has, in its values; the first row with no pivot, or -1.
template <typename T>
int64_t incomplete_cholesky(Rows<T> &a) {
    std::vector<int64_t> diagonals((size_t)a.rows, -1);
    for (int64_t i = 0; i < a.rows; i++) {
        std::vector<std::pair<int64_t, size_t>> row;
        for (size_t k = a.first(i); k < a.last(i); k++) {
            if (a.places[k] <= i) row.push_back({a.places[k], k});
            if (a.places[k] == i) diagonals[(size_t)i] = (int64_t)k;
        }
        std::sort(row.begin(), row.end());
        if (diagonals[(size_t)i] < 0) return i;
        for (const auto &[j, at] : row) {
            T value = a.values[at];
            for (const auto &[c, mine] : row) {
                if (c >= j) break;
                for (size_t l = a.first(j); l < a.last(j); l++) {
                    if (a.places[l] == c) value -= a.values[mine] * conjugate(a.values[l]);
                }
            }
            if (j == i) {
                if (!(std::real(value) > 0)) return i;
                a.values[at] = std::sqrt(value);
            } else {
                a.values[at] = value / conjugate(a.values[(size_t)diagonals[(size_t)j]]);
            }
        }
    }
    return -1;
}

}  // namespace sparse
}  // namespace unwarp
