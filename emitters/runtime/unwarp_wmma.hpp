// Matrices of a warp as CUDA has them in <mma.h>, over shuffles of 32 lanes. Comes with the output of unwarp; free for any use.
//
// CUDA leaves open which lane holds which element. Here N lanes side by side are a group; a lane of an accumulator has one
// column and every (32/N)th row, a lane of `a` has the same rows, and of each a column in N; a lane of `b` has the same column,
// and of it every (32/N)th element. So each step of a product needs one shuffle of b and one of a for each row.
// unwarp reads this header too, where a program includes CUDA's.
#pragma once

#include "unwarp_groups.hpp"

#if !defined(UW_GROUP_OPERATIONS) && !defined(__CUDACC__) && !defined(__HIP__)
#include "unwarp_bfloat16.hpp"
#include "unwarp_half.hpp"
#endif

namespace nvcuda {
namespace wmma {

struct matrix_a {};
struct matrix_b {};
struct accumulator {};
struct row_major {};
struct col_major {};
enum layout_t { mem_row_major, mem_col_major };
namespace precision {
struct tf32 {};
}

namespace detail {
using cooperative_groups::detail::lane;

// What holds an element, and what is computed with.
template <typename T> struct element {
    typedef T storage;
    typedef typename std::conditional<
        std::is_integral<T>::value, int, typename std::conditional<std::is_same<T, double>::value, double, float>::type>::type
        number;
};
template <> struct element<precision::tf32> {
    typedef float storage;
    typedef float number;
};

template <typename L> struct is_row_major { static constexpr bool value = std::is_same<L, row_major>::value; };

// How many elements a lane holds, and which: by the use of the matrix.
template <typename Use, int M, int N, int K> struct place {  // of an accumulator
    static constexpr int count = M * N / 32, rows = M, columns = N;
    UW_DEVICE static int row(int i) { return i * (32 / N) + static_cast<int>(lane()) / N; }
    UW_DEVICE static int column(int) { return static_cast<int>(lane()) % N; }
};
template <int M, int N, int K> struct place<matrix_a, M, N, K> {
    static constexpr int parts = (K + N - 1) / N, count = M * N / 32 * parts, rows = M, columns = K;
    UW_DEVICE static int row(int i) { return i / parts * (32 / N) + static_cast<int>(lane()) / N; }
    UW_DEVICE static int column(int i) { return i % parts * N + static_cast<int>(lane()) % N; }
};
template <int M, int N, int K> struct place<matrix_b, M, N, K> {
    static constexpr int count = K * N / 32, rows = K, columns = N;
    UW_DEVICE static int row(int i) { return i * (32 / N) + static_cast<int>(lane()) / N; }
    UW_DEVICE static int column(int) { return static_cast<int>(lane()) % N; }
};
}  // namespace detail

template <typename Use, int M, int N, int K, typename T, typename Layout = void> struct fragment {
    static_assert(N <= 32 && M * N % 32 == 0 && K * N % 32 == 0, "a matrix of this shape; take one of CUDA's shapes");
    typedef T element_type;
    typedef typename detail::element<T>::storage storage_element_type;
    static constexpr int num_elements = detail::place<Use, M, N, K>::count;
    static constexpr int num_storage_elements = num_elements;
    storage_element_type x[num_elements];
};

template <typename Use, int M, int N, int K, typename T, typename L, typename V>
UW_DEVICE inline void fill_fragment(fragment<Use, M, N, K, T, L> &made, const V &value) {
    for (int i = 0; i < made.num_elements; ++i)
        made.x[i] = static_cast<typename detail::element<T>::storage>(value);
}

namespace detail {
template <typename Use, int M, int N, int K, typename T, typename L, typename S>
UW_DEVICE inline void load(fragment<Use, M, N, K, T, L> &made, const S *from, unsigned int stride, bool by_rows) {
    typedef place<Use, M, N, K> at;
    cooperative_groups::detail::sync_lanes(0xffffffffu);
    for (int i = 0; i < at::count; ++i) {
        const unsigned int row = at::row(i), column = at::column(i);
        if (column < static_cast<unsigned int>(at::columns)) made.x[i] = from[by_rows ? row * stride + column : column * stride + row];
        else made.x[i] = static_cast<typename element<T>::storage>(0);
    }
}
}  // namespace detail

template <typename Use, int M, int N, int K, typename T, typename L, typename S>
UW_DEVICE inline void load_matrix_sync(fragment<Use, M, N, K, T, L> &made, const S *from, unsigned int stride)
{ detail::load(made, from, stride, detail::is_row_major<L>::value); }
template <int M, int N, int K, typename T, typename S>
UW_DEVICE inline void load_matrix_sync(fragment<accumulator, M, N, K, T> &made, const S *from, unsigned int stride, layout_t layout)
{ detail::load(made, from, stride, layout == mem_row_major); }

template <int M, int N, int K, typename T, typename S>
UW_DEVICE inline void store_matrix_sync(S *to, const fragment<accumulator, M, N, K, T> &matrix, unsigned int stride, layout_t layout) {
    typedef detail::place<accumulator, M, N, K> at;
    for (int i = 0; i < at::count; ++i) {
        const unsigned int row = at::row(i), column = at::column(i);
        to[layout == mem_row_major ? row * stride + column : column * stride + row] = matrix.x[i];
    }
    cooperative_groups::detail::sync_lanes(0xffffffffu);
}

namespace detail {
// A sum without infinities and without overflow, for an accumulator with elements of so many bytes. That of integers is given
// without its start.
UW_DEVICE inline int finite(int sum, int start, int) {
    const long long whole = static_cast<long long>(start) + sum;
    return whole > 2147483647 ? 2147483647 : whole < -2147483647 - 1 ? -2147483647 - 1 : static_cast<int>(whole);
}
UW_DEVICE inline float finite(float sum, float, int bytes) {
    const float most = bytes == 2 ? 65504.0f : 3.402823466e+38f;
    return sum != sum ? 0.0f : sum > most ? most : sum < -most ? -most : sum;
}
UW_DEVICE inline double finite(double sum, double, int) {
    const double most = 1.7976931348623157e+308;
    return sum != sum ? 0.0 : sum > most ? most : sum < -most ? -most : sum;
}
}  // namespace detail

// d = a * b + c. Sums of halves are made with floats and rounded once.
template <int M, int N, int K, typename D, typename A, typename B, typename C, typename La, typename Lb>
UW_DEVICE inline void mma_sync(
    fragment<accumulator, M, N, K, D> &d, const fragment<matrix_a, M, N, K, A, La> &a,
    const fragment<matrix_b, M, N, K, B, Lb> &b, const fragment<accumulator, M, N, K, C> &c, bool saturate = false) {
    typedef typename detail::element<C>::number number;
    typedef detail::place<matrix_a, M, N, K> at;
    number sums[M * N / 32];
    const bool apart = saturate && std::is_integral<number>::value;
    for (int i = 0; i < M * N / 32; ++i) sums[i] = apart ? static_cast<number>(0) : static_cast<number>(c.x[i]);
    const int group = static_cast<int>(detail::lane()) / N * N;
    for (int k = 0; k < K; ++k) {
        const number own = static_cast<number>(b.x[k / (32 / N)]);
        const number factor = cooperative_groups::detail::shfl_word(
            0xffffffffu, own, k % (32 / N) * N + static_cast<int>(detail::lane()) % N, 32);
        for (int i = 0; i < M * N / 32; ++i) {
            const number given = static_cast<number>(a.x[i * at::parts + k / N]);
            sums[i] += cooperative_groups::detail::shfl_word(0xffffffffu, given, group + k % N, 32) * factor;
        }
    }
    for (int i = 0; i < M * N / 32; ++i) {
        if (saturate) sums[i] = detail::finite(sums[i], static_cast<number>(c.x[i]), sizeof(D));
        d.x[i] = static_cast<typename detail::element<D>::storage>(sums[i]);
    }
}

// the nearest number with 10 bits behind the point; of two the greater
UW_DEVICE inline float __float_to_tf32(float value) {
    unsigned int bits;
    memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x7f800000u) != 0x7f800000u) bits += 0x1000u;
    bits &= 0xffffe000u | (value != value ? 0x1fffu : 0u);
    memcpy(&value, &bits, sizeof bits);
    return value;
}

}  // namespace wmma
}  // namespace nvcuda
