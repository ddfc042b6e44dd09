// What CUB's functions for whole arrays do, as function objects that run in host code, or in a kernel of one thread where a
// compiler of CUDA or HIP reads them. Part of unwarp_cub_device.hpp; comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_cub.hpp"

#include "unwarp_thrust.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <type_traits>

namespace cub {

/// A first value of a scan that is in memory when the scan runs.
template <typename T, typename I = T *> struct FutureValue {
    typedef T value_type;
    typedef I iterator_type;
    explicit FutureValue(I from) : at(from) {}
    I at;
};

namespace detail {

#if defined(__HIP__)
typedef hipError_t Status;
typedef hipStream_t Stream;
constexpr Status good = hipSuccess, no_memory = hipErrorOutOfMemory, invalid = hipErrorInvalidValue;
inline const char *text_of(Status status) { return hipGetErrorString(status); }
inline Status wait_for(Stream stream) { return hipStreamSynchronize(stream); }
inline Status allocate(void **at, size_t bytes) { return hipMalloc(at, bytes); }
inline Status release(void *at) { return hipFree(at); }
inline Status device(int &number) { return hipGetDevice(&number); }
inline Status devices(int &count) { return hipGetDeviceCount(&count); }
template <typename K> Status blocks_at_once(int &blocks, K kernel, int threads, int shared) {
    return hipOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, threads, shared);
}
inline Status capability(int &part, bool minor, int device) {
    return hipDeviceGetAttribute(
        &part, minor ? hipDeviceAttributeComputeCapabilityMinor : hipDeviceAttributeComputeCapabilityMajor, device);
}
#else
typedef uwError_t Status;
typedef uwStream_t Stream;
constexpr Status good = uwSuccess, no_memory = uwErrorMemoryAllocation, invalid = uwErrorInvalidValue;
inline const char *text_of(Status status) { return uwGetErrorString(status); }
inline Status wait_for(Stream stream) { return uwStreamSynchronize(stream); }
inline Status allocate(void **at, size_t bytes) { return uwMalloc(at, bytes); }
inline Status release(void *at) { return uwFree(at); }
inline Status device(int &number) { return uwGetDevice(&number); }
inline Status devices(int &count) { return uwGetDeviceCount(&count); }
template <typename K> Status blocks_at_once(int &blocks, K kernel, int threads, int shared) {
    return uwOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, threads, shared);
}
inline Status capability(int &part, bool minor, int device) {
    return uwDeviceGetAttribute(
        &part, minor ? uwDevAttrComputeCapabilityMinor : uwDevAttrComputeCapabilityMajor, device);
}
#endif

/// What functions ask for and do not use. Programs divide it by the size of some type, so that one byte would be too little.
constexpr size_t room = 1024;

/// Does what a stream is given. In a stream that is captured it is kept for the graph, as far as there are graphs of ours.
template <typename Run> Status in_order(Stream stream, Run run) {
    try {
#if defined(__HIP__)
        hipStreamCaptureStatus captured = hipStreamCaptureStatusNone;
        const Status status = hipStreamIsCapturing(stream, &captured);
        if (status != good || captured != hipStreamCaptureStatusNone) return hipErrorStreamCaptureUnsupported;
#else
        const auto later = [run](uwStream_t) {
            run();
            return good;
        };
        if (unwarp::keep(unwarp::stream_of(stream), uwGraphNodeTypeKernel, later)) return good;
#endif
        run();
    } catch (const std::bad_alloc &) {
        return no_memory;
    }
    return good;
}

/// The two calls of each function: without ``storage`` only its size is asked for.
template <typename Run> Status in_two(void *storage, size_t &bytes, Stream stream, Run run) {
    if (!storage) {
        bytes = room;
        return good;
    }
    return bytes < room ? invalid : in_order(stream, run);
}

/// Runs a function object where functions of the device can be called.
template <typename F, typename... A> void on_device(F f, A... arguments) {
    thrust::detail::call<thrust::detail::on_device>(f, arguments...);
}

template <typename I, typename = void> struct ValueOf {
    typedef std::decay_t<decltype(*std::declval<I &>())> type;
};
template <typename I> struct ValueOf<I, std::void_t<typename std::iterator_traits<I>::value_type>> {
    typedef typename std::iterator_traits<I>::value_type type;
};
template <typename I> using value_of = typename ValueOf<I>::type;
template <typename N> using if_number = std::enable_if_t<std::is_integral<N>::value>;
/// The type of what an output takes; of one that takes anything that of the input.
template <typename O, typename I>
using value_for = std::conditional_t<std::is_void<value_of<O>>::value, value_of<I>, value_of<O>>;

// ---------------------------------------------------------------------------------------- what runs there

/// ``from_first``: of a type without a limit that could be the first value, the first element is.
struct Fold {
    template <typename I, typename O, typename N, typename F, typename T>
    UW_THRUST_MEMBER void operator()(I in, O out, N n, F combine, T first, bool from_first) const {
        std::decay_t<decltype(combine(first, in[0]))> result = first;
        N i = 0;
        if (from_first && n > 0) result = in[i++];
        for (; i < n; ++i) result = combine(result, in[i]);
        *out = result;
    }
};
struct FoldSegments {
    template <typename I, typename O, typename B, typename E, typename F, typename T>
    UW_THRUST_MEMBER void operator()(I in, O out, long long segments, B begins, E ends, F combine, T first, bool from_first) const {
        for (long long s = 0; s < segments; ++s) {
            std::decay_t<decltype(combine(first, in[0]))> result = first;
            auto i = begins[s];
            const auto end = ends[s];
            if (from_first && i < end) result = in[i++];
            for (; i < end; ++i) result = combine(result, in[i]);
            out[s] = result;
        }
    }
};
/// The largest element by an order, or the smallest, and its place; the first of equal ones.
struct ExtremePlace {
    template <typename I, typename V, typename P, typename N, typename T, typename C>
    UW_THRUST_MEMBER void operator()(I in, V value, P place, N n, T none, C better) const {
        N at = 0;
        if (n > 0) none = in[0];
        for (N i = 1; i < n; ++i) {
            if (better(in[i], none)) {
                none = in[i];
                at = i;
            }
        }
        *value = none;
        *place = n > 0 ? at : N(1);
    }
};
struct ExtremePair {
    template <typename I, typename O, typename B, typename E, typename T, typename C>
    UW_THRUST_MEMBER void operator()(I in, O out, long long segments, B begins, E ends, T none, C better) const {
        for (long long s = 0; s < segments; ++s) {
            const auto begin = begins[s];
            const auto end = ends[s];
            KeyValuePair<int, T> best(begin < end ? 0 : 1, none);
            for (auto i = begin; i < end; ++i) {
                if (i == begin || better(in[i], best.value)) {
                    best.key = static_cast<int>(i - begin);
                    best.value = in[i];
                }
            }
            out[s] = best;
        }
    }
};
struct Less { template <typename A, typename B> UW_THRUST_MEMBER bool operator()(const A &a, const B &b) const { return a < b; } };
struct More { template <typename A, typename B> UW_THRUST_MEMBER bool operator()(const A &a, const B &b) const { return b < a; } };
/// An array of one segment: where it begins, or ends.
template <typename N> struct OneSegment {
    N at;
    UW_THRUST_MEMBER N operator[](long long) const { return at; }
};

template <typename T> UW_THRUST T value_now(const T &value) { return value; }
template <typename T, typename I> UW_THRUST T value_now(const FutureValue<T, I> &value) { return *value.at; }

/// Inclusive or exclusive: what comes out before or after an element is taken in.
template <bool inclusive> struct Scan {
    template <typename I, typename O, typename N, typename F, typename T>
    UW_THRUST_MEMBER void operator()(I in, O out, N n, F combine, T given) const {
        const auto first = value_now(given);
        std::decay_t<decltype(combine(first, in[0]))> sum = first;
        for (N i = 0; i < n; ++i) {
            const auto before = sum;
            sum = combine(sum, in[i]);
            if constexpr (inclusive) out[i] = sum;
            else out[i] = before;
        }
    }
};
struct ScanFromFirst {
    template <typename I, typename O, typename N, typename F>
    UW_THRUST_MEMBER void operator()(I in, O out, N n, F combine) const {
        if (n <= 0) return;
        std::decay_t<decltype(combine(in[0], in[0]))> sum = in[0];
        out[0] = sum;
        for (N i = 1; i < n; ++i) {
            sum = combine(sum, in[i]);
            out[i] = sum;
        }
    }
};
/// Scans of runs of equal keys; ``from_first``: a run begins with its first element, not with ``first``.
template <bool inclusive> struct ScanRuns {
    template <typename K, typename I, typename O, typename N, typename F, typename T, typename E>
    UW_THRUST_MEMBER void operator()(K keys, I in, O out, N n, F combine, T first, E same, bool from_first) const {
        std::decay_t<decltype(combine(first, in[0]))> sum = first;
        value_of<K> key = n > 0 ? value_of<K>(keys[0]) : value_of<K>();
        for (N i = 0; i < n; ++i) {
            const value_of<K> now = keys[i];
            const bool begins = i == 0 || !same(key, now);
            key = now;
            if (begins) sum = first;
            const auto before = sum;
            if (begins && from_first) sum = in[i];
            else sum = combine(sum, in[i]);
            if constexpr (inclusive) out[i] = sum;
            else out[i] = before;
        }
    }
};
struct FoldRuns {
    template <typename K, typename U, typename I, typename O, typename C, typename N, typename F>
    UW_THRUST_MEMBER void operator()(K keys, U unique, I in, O out, C runs, N n, F combine) const {
        N count = 0;
        for (N i = 0; i < n; ++count) {
            const value_of<K> key = keys[i];
            std::decay_t<decltype(combine(in[0], in[0]))> sum = in[i];
            for (++i; i < n && keys[i] == key; ++i) sum = combine(sum, in[i]);
            unique[count] = key;
            out[count] = sum;
        }
        *runs = count;
    }
};

struct IsSet { template <typename T> UW_THRUST_MEMBER bool operator()(const T &value) const { return static_cast<bool>(value); } };
/// The elements whose stencils are wanted; ``rest``: the others follow, the last of them first.
template <bool rest> struct Select {
    template <typename I, typename S, typename O, typename C, typename N, typename P>
    UW_THRUST_MEMBER void operator()(I in, S stencil, O out, C count, N n, P wanted) const {
        N taken = 0;
        for (N i = 0; i < n; ++i) {
            const value_of<I> now = in[i];
            if (wanted(stencil[i])) out[taken++] = now;
            else if constexpr (rest) out[n - 1 - (i - taken)] = now;
        }
        *count = taken;
    }
};
/// Those of two sorts, in two places, and the rest.
struct SelectThree {
    template <typename I, typename A, typename B, typename R, typename C, typename N, typename P, typename Q>
    UW_THRUST_MEMBER void operator()(I in, A first, B second, R rest, C counts, N n, P of_first, Q of_second) const {
        N in_first = 0, in_second = 0;
        for (N i = 0; i < n; ++i) {
            const value_of<I> now = in[i];
            if (of_first(now)) first[in_first++] = now;
            else if (of_second(now)) second[in_second++] = now;
            else rest[i - in_first - in_second] = now;
        }
        counts[0] = in_first;
        counts[1] = in_second;
    }
};
struct SelectUnique {
    template <typename K, typename I, typename L, typename O, typename C, typename N, typename E>
    UW_THRUST_MEMBER void operator()(K keys, I in, L unique, O out, C count, N n, E same) const {
        N taken = 0;
        value_of<K> before = n > 0 ? value_of<K>(keys[0]) : value_of<K>();
        for (N i = 0; i < n; ++i) {
            const value_of<K> key = keys[i];
            if (i == 0 || !same(before, key)) {
                const value_of<I> value = in[i];
                unique[taken] = key;
                out[taken++] = value;
            }
            before = key;
        }
        *count = taken;
    }
};
/// Runs of equal elements with what they are made of, or those of more than one with where they begin.
template <bool places> struct Runs {
    template <typename I, typename U, typename L, typename C, typename N>
    UW_THRUST_MEMBER void operator()(I in, U what, L lengths, C count, N n) const {
        N runs = 0;
        for (N i = 0; i < n;) {
            const N begin = i;
            const value_of<I> value = in[i];
            for (++i; i < n && in[i] == value; ++i) {}
            if constexpr (places) {
                if (i - begin < 2) continue;
                what[runs] = begin;
            } else {
                what[runs] = value;
            }
            lengths[runs++] = i - begin;
        }
        *count = runs;
    }
};

/// What an array of the host holds when a function is called.
template <typename T, int N> class Copied {
  public:
    explicit Copied(const T *from) {
        for (int i = 0; i < N; ++i) at_[i] = from[i];
    }
    const T &operator[](int i) const { return at_[i]; }

  private:
    T at_[N];
};
/// The bin of a sample among bins of one width; -1 where it is outside.
template <typename T, typename L> UW_THRUST int even_bin(T sample, int bins, L lower, L upper) {
    typedef std::common_type_t<T, L> V;
    if (!(V(sample) >= V(lower)) || !(V(sample) < V(upper))) return -1;
    if constexpr (std::is_integral<V>::value) {
        typedef unsigned long long Wide;
        return static_cast<int>((Wide(sample) - Wide(lower)) * Wide(bins) / (Wide(upper) - Wide(lower)));
    } else {
        const int bin = static_cast<int>((V(sample) - V(lower)) * (V(bins) / (V(upper) - V(lower))));
        return bin < bins ? bin : bins - 1;
    }
}
template <typename T, typename L> UW_THRUST int range_bin(T sample, int bins, const L *levels) {
    if (bins < 1 || !(sample >= levels[0]) || !(sample < levels[bins])) return -1;
    int low = 0, high = bins;
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (sample < levels[middle]) high = middle;
        else low = middle;
    }
    return low;
}
template <typename L> struct EvenBins {
    int bins;
    L lower, upper;
    template <typename T> UW_THRUST_MEMBER int operator()(T sample) const { return even_bin(sample, bins, lower, upper); }
};
template <typename L> struct RangeBins {
    int bins;
    const L *levels;
    template <typename T> UW_THRUST_MEMBER int operator()(T sample) const { return range_bin(sample, bins, levels); }
};
struct Count {
    template <typename I, typename C, typename N, typename B>
    UW_THRUST_MEMBER void operator()(I samples, C *bins, int channels, int channel, N row, N rows, size_t pitch, B bin_of) const {
        for (int i = 0; i < bin_of.bins; ++i) bins[i] = 0;
        for (N y = 0; y < rows; ++y) {
            for (N x = 0; x < row; ++x) {
                const int bin = bin_of(samples[static_cast<size_t>(y) * pitch + static_cast<size_t>(x) * channels + channel]);
                if (bin >= 0) bins[bin] += 1;
            }
        }
    }
};
struct Differences {
    template <typename I, typename O, typename N, typename F>
    UW_THRUST_MEMBER void operator()(I in, O out, N n, F difference, bool left) const {
        if (n <= 0) return;
        if (left) {
            for (N i = n - 1; i > 0; --i) out[i] = difference(in[i], in[i - 1]);
            out[0] = in[0];
        } else {
            for (N i = 0; i + 1 < n; ++i) out[i] = difference(in[i], in[i + 1]);
            out[n - 1] = in[n - 1];
        }
    }
};
struct Rows {
    template <typename T>
    UW_THRUST_MEMBER void operator()(const T *values, const int *rows, const int *columns, const T *x, T *y, int n) const {
        for (int row = 0; row < n; ++row) {
            T sum = T(0);
            for (int i = rows[row]; i < rows[row + 1]; ++i) sum += values[i] * x[columns[i]];
            y[row] = sum;
        }
    }
};
/// Copies several sequences; ``bytes``: what sizes count of each.
template <bool bytes> struct CopyBatch {
    template <typename I, typename O, typename S, typename N>
    UW_THRUST_MEMBER void operator()(I in, O out, S sizes, N n) const {
        for (N k = 0; k < n; ++k) {
            auto from = in[k];
            auto to = out[k];
            const auto size = sizes[k];
            if constexpr (bytes) memcpy(static_cast<void *>(to), static_cast<const void *>(from), static_cast<size_t>(size));
            else for (std::decay_t<decltype(size)> i = 0; i < size; ++i) to[i] = from[i];
        }
    }
};
struct Each {
    template <typename I, typename N, typename F> UW_THRUST_MEMBER void operator()(I first, N n, F f) const {
        for (N i = 0; i < n; ++i) f(first[i]);
    }
};
struct EachNumber {
    template <typename N, typename F> UW_THRUST_MEMBER void operator()(N n, F f) const {
        for (N i = 0; i < n; ++i) f(i);
    }
};

template <typename I> constexpr bool unlimited() { return !std::numeric_limits<value_of<I>>::is_specialized; }
template <typename I> value_of<I> largest() { return std::numeric_limits<value_of<I>>::max(); }
template <typename I> value_of<I> smallest() { return std::numeric_limits<value_of<I>>::lowest(); }

}  // namespace detail

}  // namespace cub
