// What CUB has for whole arrays: reductions, scans, selections, partitions, runs, histograms, loops, sorts. Each runs in host
// code, one element after the other, once the device's work is done. Comes with the output of unwarp; free for any use.
//
// Every function of CUB is called twice: first without storage to learn how much it needs.
#pragma once

#include "unwarp_cub_workers.hpp"

namespace cub {

#define UW_CUB_STORAGE void *storage, size_t &bytes
#define UW_CUB_LAST detail::Stream stream = 0, bool = false
#define UW_CUB_RUN(...) return detail::in_two(storage, bytes, stream, [=] { __VA_ARGS__; })

// ---------------------------------------------------------------------------------------- reductions

struct DeviceReduce {
    template <typename I, typename O, typename N, typename F, typename T>
    static detail::Status Reduce(UW_CUB_STORAGE, I in, O out, N n, F combine, T first, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Fold(), in, out, n, combine, first, false));
    }
    template <typename I, typename O, typename N> static detail::Status Sum(UW_CUB_STORAGE, I in, O out, N n, UW_CUB_LAST) {
        typedef detail::value_for<O, I> T;
        UW_CUB_RUN(detail::on_device(detail::Fold(), in, out, n, cub::Sum(), T(), false));
    }
    template <typename I, typename O, typename N> static detail::Status Min(UW_CUB_STORAGE, I in, O out, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Fold(), in, out, n, cub::Min(), detail::largest<I>(), detail::unlimited<I>()));
    }
    template <typename I, typename O, typename N> static detail::Status Max(UW_CUB_STORAGE, I in, O out, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Fold(), in, out, n, cub::Max(), detail::smallest<I>(), detail::unlimited<I>()));
    }
    template <typename I, typename O, typename N, typename = detail::if_number<N>>
    static detail::Status ArgMin(UW_CUB_STORAGE, I in, O out, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::ExtremePair(), in, out, 1, detail::OneSegment<N>{0}, detail::OneSegment<N>{n},
                                     detail::largest<I>(), detail::Less()));
    }
    template <typename I, typename O, typename N, typename = detail::if_number<N>>
    static detail::Status ArgMax(UW_CUB_STORAGE, I in, O out, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::ExtremePair(), in, out, 1, detail::OneSegment<N>{0}, detail::OneSegment<N>{n},
                                     detail::smallest<I>(), detail::More()));
    }
    template <typename I, typename V, typename P, typename N, typename = std::enable_if_t<!std::is_integral<P>::value>>
    static detail::Status ArgMin(UW_CUB_STORAGE, I in, V value, P place, N n, detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::ExtremePlace(), in, value, place, n, detail::largest<I>(), detail::Less()));
    }
    template <typename I, typename V, typename P, typename N, typename = std::enable_if_t<!std::is_integral<P>::value>>
    static detail::Status ArgMax(UW_CUB_STORAGE, I in, V value, P place, N n, detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::ExtremePlace(), in, value, place, n, detail::smallest<I>(), detail::More()));
    }
    template <typename I, typename O, typename N, typename F, typename G, typename T>
    static detail::Status TransformReduce(UW_CUB_STORAGE, I in, O out, N n, F combine, G change, T first, UW_CUB_LAST) {
        const auto changed = thrust::make_transform_iterator(in, change);
        UW_CUB_RUN(detail::on_device(detail::Fold(), changed, out, n, combine, first, false));
    }
    template <typename K, typename U, typename I, typename O, typename R, typename F, typename N>
    static detail::Status ReduceByKey(UW_CUB_STORAGE, K keys, U unique, I in, O out, R runs, F combine, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::FoldRuns(), keys, unique, in, out, runs, n, combine));
    }
};

struct DeviceSegmentedReduce {
    template <typename I, typename O, typename B, typename E, typename F, typename T>
    static detail::Status Reduce(UW_CUB_STORAGE, I in, O out, long long segments, B begins, E ends, F combine, T first, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::FoldSegments(), in, out, segments, begins, ends, combine, first, false));
    }
    template <typename I, typename O, typename B, typename E>
    static detail::Status Sum(UW_CUB_STORAGE, I in, O out, long long segments, B begins, E ends, UW_CUB_LAST) {
        typedef detail::value_for<O, I> T;
        UW_CUB_RUN(detail::on_device(detail::FoldSegments(), in, out, segments, begins, ends, cub::Sum(), T(), false));
    }
    template <typename I, typename O, typename B, typename E>
    static detail::Status Min(UW_CUB_STORAGE, I in, O out, long long segments, B begins, E ends, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::FoldSegments(), in, out, segments, begins, ends, cub::Min(), detail::largest<I>(),
                                     detail::unlimited<I>()));
    }
    template <typename I, typename O, typename B, typename E>
    static detail::Status Max(UW_CUB_STORAGE, I in, O out, long long segments, B begins, E ends, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::FoldSegments(), in, out, segments, begins, ends, cub::Max(), detail::smallest<I>(),
                                     detail::unlimited<I>()));
    }
    template <typename I, typename O, typename B, typename E>
    static detail::Status ArgMin(UW_CUB_STORAGE, I in, O out, long long segments, B begins, E ends, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::ExtremePair(), in, out, segments, begins, ends, detail::largest<I>(), detail::Less()));
    }
    template <typename I, typename O, typename B, typename E>
    static detail::Status ArgMax(UW_CUB_STORAGE, I in, O out, long long segments, B begins, E ends, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::ExtremePair(), in, out, segments, begins, ends, detail::smallest<I>(), detail::More()));
    }
};

// ---------------------------------------------------------------------------------------- scans

struct DeviceScan {
    template <typename I, typename O, typename N, typename = detail::if_number<N>>
    static detail::Status ExclusiveSum(UW_CUB_STORAGE, I in, O out, N n, UW_CUB_LAST) {
        typedef detail::value_of<I> T;
        UW_CUB_RUN(detail::on_device(detail::Scan<false>(), in, out, n, cub::Sum(), T()));
    }
    template <typename I, typename N, typename = detail::if_number<N>>
    static detail::Status ExclusiveSum(UW_CUB_STORAGE, I in, N n, detail::Stream stream = 0) {
        return ExclusiveSum(storage, bytes, in, in, n, stream);
    }
    template <typename I, typename O, typename N, typename = detail::if_number<N>>
    static detail::Status InclusiveSum(UW_CUB_STORAGE, I in, O out, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::ScanFromFirst(), in, out, n, cub::Sum()));
    }
    template <typename I, typename N, typename = detail::if_number<N>>
    static detail::Status InclusiveSum(UW_CUB_STORAGE, I in, N n, detail::Stream stream = 0) {
        return InclusiveSum(storage, bytes, in, in, n, stream);
    }
    template <typename I, typename O, typename F, typename T, typename N>
    static detail::Status ExclusiveScan(UW_CUB_STORAGE, I in, O out, F combine, T first, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Scan<false>(), in, out, n, combine, first));
    }
    template <typename I, typename O, typename F, typename N>
    static detail::Status InclusiveScan(UW_CUB_STORAGE, I in, O out, F combine, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::ScanFromFirst(), in, out, n, combine));
    }
    template <typename I, typename O, typename F, typename T, typename N>
    static detail::Status InclusiveScanInit(UW_CUB_STORAGE, I in, O out, F combine, T first, N n, detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::Scan<true>(), in, out, n, combine, first));
    }
    template <typename K, typename I, typename O, typename N, typename E = cub::Equality>
    static detail::Status ExclusiveSumByKey(UW_CUB_STORAGE, K keys, I in, O out, N n, E same = E(), detail::Stream stream = 0) {
        typedef detail::value_of<I> T;
        UW_CUB_RUN(detail::on_device(detail::ScanRuns<false>(), keys, in, out, n, cub::Sum(), T(), same, false));
    }
    template <typename K, typename I, typename O, typename N, typename E = cub::Equality>
    static detail::Status InclusiveSumByKey(UW_CUB_STORAGE, K keys, I in, O out, N n, E same = E(), detail::Stream stream = 0) {
        typedef detail::value_of<I> T;
        UW_CUB_RUN(detail::on_device(detail::ScanRuns<true>(), keys, in, out, n, cub::Sum(), T(), same, true));
    }
    template <typename K, typename I, typename O, typename F, typename T, typename N, typename E = cub::Equality>
    static detail::Status ExclusiveScanByKey(UW_CUB_STORAGE, K keys, I in, O out, F combine, T first, N n, E same = E(),
                                             detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::ScanRuns<false>(), keys, in, out, n, combine, first, same, false));
    }
    template <typename K, typename I, typename O, typename F, typename N, typename E = cub::Equality>
    static detail::Status InclusiveScanByKey(UW_CUB_STORAGE, K keys, I in, O out, F combine, N n, E same = E(),
                                             detail::Stream stream = 0) {
        typedef detail::value_of<I> T;
        UW_CUB_RUN(detail::on_device(detail::ScanRuns<true>(), keys, in, out, n, combine, T(), same, true));
    }
};

// ---------------------------------------------------------------------------------------- selections

struct DeviceSelect {
    template <typename I, typename S, typename O, typename C, typename N, typename = detail::if_number<N>>
    static detail::Status Flagged(UW_CUB_STORAGE, I in, S flags, O out, C count, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Select<false>(), in, flags, out, count, n, detail::IsSet()));
    }
    template <typename I, typename S, typename C, typename N, typename = detail::if_number<N>>
    static detail::Status Flagged(UW_CUB_STORAGE, I in, S flags, C count, N n, detail::Stream stream = 0) {
        return Flagged(storage, bytes, in, flags, in, count, n, stream);
    }
    template <typename I, typename O, typename C, typename N, typename P, typename = detail::if_number<N>>
    static detail::Status If(UW_CUB_STORAGE, I in, O out, C count, N n, P wanted, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Select<false>(), in, in, out, count, n, wanted));
    }
    template <typename I, typename C, typename N, typename P, typename = detail::if_number<N>>
    static detail::Status If(UW_CUB_STORAGE, I in, C count, N n, P wanted, detail::Stream stream = 0) {
        return If(storage, bytes, in, in, count, n, wanted, stream);
    }
    template <typename I, typename S, typename O, typename C, typename N, typename P, typename = detail::if_number<N>>
    static detail::Status FlaggedIf(UW_CUB_STORAGE, I in, S flags, O out, C count, N n, P wanted, detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::Select<false>(), in, flags, out, count, n, wanted));
    }
    template <typename I, typename S, typename C, typename N, typename P, typename = detail::if_number<N>>
    static detail::Status FlaggedIf(UW_CUB_STORAGE, I in, S flags, C count, N n, P wanted, detail::Stream stream = 0) {
        return FlaggedIf(storage, bytes, in, flags, in, count, n, wanted, stream);
    }
    template <typename I, typename O, typename C, typename N>
    static detail::Status Unique(UW_CUB_STORAGE, I in, O out, C count, N n, UW_CUB_LAST) {
        const thrust::discard_iterator<> nowhere;
        UW_CUB_RUN(detail::on_device(detail::SelectUnique(), in, in, out, nowhere, count, n, cub::Equality()));
    }
    template <typename K, typename I, typename L, typename O, typename C, typename N>
    static detail::Status UniqueByKey(UW_CUB_STORAGE, K keys, I in, L unique, O out, C count, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::SelectUnique(), keys, in, unique, out, count, n, cub::Equality()));
    }
    template <typename K, typename I, typename L, typename O, typename C, typename N, typename E,
              typename = std::enable_if_t<!std::is_convertible<E, detail::Stream>::value>>
    static detail::Status UniqueByKey(UW_CUB_STORAGE, K keys, I in, L unique, O out, C count, N n, E same, detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::SelectUnique(), keys, in, unique, out, count, n, same));
    }
};

struct DevicePartition {
    template <typename I, typename S, typename O, typename C, typename N>
    static detail::Status Flagged(UW_CUB_STORAGE, I in, S flags, O out, C count, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Select<true>(), in, flags, out, count, n, detail::IsSet()));
    }
    template <typename I, typename O, typename C, typename N, typename P, typename = detail::if_number<N>>
    static detail::Status If(UW_CUB_STORAGE, I in, O out, C count, N n, P wanted, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Select<true>(), in, in, out, count, n, wanted));
    }
    template <typename I, typename A, typename B, typename R, typename C, typename N, typename P, typename Q,
              typename = detail::if_number<N>>
    static detail::Status If(UW_CUB_STORAGE, I in, A first, B second, R rest, C counts, N n, P of_first, Q of_second, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::SelectThree(), in, first, second, rest, counts, n, of_first, of_second));
    }
};

struct DeviceRunLengthEncode {
    template <typename I, typename U, typename L, typename C, typename N>
    static detail::Status Encode(UW_CUB_STORAGE, I in, U unique, L lengths, C count, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Runs<false>(), in, unique, lengths, count, n));
    }
    template <typename I, typename U, typename L, typename C, typename N>
    static detail::Status NonTrivialRuns(UW_CUB_STORAGE, I in, U places, L lengths, C count, N n, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Runs<true>(), in, places, lengths, count, n));
    }
};

struct DeviceAdjacentDifference {
    template <typename I, typename O, typename N, typename F = cub::Difference>
    static detail::Status SubtractLeftCopy(UW_CUB_STORAGE, I in, O out, N n, F difference = F(), UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Differences(), in, out, n, difference, true));
    }
    template <typename I, typename N, typename F = cub::Difference>
    static detail::Status SubtractLeft(UW_CUB_STORAGE, I in, N n, F difference = F(), UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Differences(), in, in, n, difference, true));
    }
    template <typename I, typename O, typename N, typename F = cub::Difference>
    static detail::Status SubtractRightCopy(UW_CUB_STORAGE, I in, O out, N n, F difference = F(), UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Differences(), in, out, n, difference, false));
    }
    template <typename I, typename N, typename F = cub::Difference>
    static detail::Status SubtractRight(UW_CUB_STORAGE, I in, N n, F difference = F(), UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Differences(), in, in, n, difference, false));
    }
};

// ---------------------------------------------------------------------------------------- histograms

struct DeviceHistogram {
    template <typename I, typename C, typename L, typename N>
    static detail::Status HistogramEven(UW_CUB_STORAGE, I samples, C *bins, int levels, L lower, L upper, N n, UW_CUB_LAST) {
        const detail::EvenBins<L> bin_of{levels - 1, lower, upper};
        UW_CUB_RUN(detail::on_device(detail::Count(), samples, bins, 1, 0, n, N(1), size_t(0), bin_of));
    }
    template <typename I, typename C, typename L, typename N>
    static detail::Status HistogramEven(UW_CUB_STORAGE, I samples, C *bins, int levels, L lower, L upper, N row, N rows,
                                        size_t pitch, UW_CUB_LAST) {
        const detail::EvenBins<L> bin_of{levels - 1, lower, upper};
        const size_t step = pitch / sizeof(detail::value_of<I>);
        UW_CUB_RUN(detail::on_device(detail::Count(), samples, bins, 1, 0, row, rows, step, bin_of));
    }
    template <typename I, typename C, typename L, typename N>
    static detail::Status HistogramRange(UW_CUB_STORAGE, I samples, C *bins, int levels, const L *bounds, N n, UW_CUB_LAST) {
        const detail::RangeBins<L> bin_of{levels - 1, bounds};
        UW_CUB_RUN(detail::on_device(detail::Count(), samples, bins, 1, 0, n, N(1), size_t(0), bin_of));
    }
    template <typename I, typename C, typename L, typename N>
    static detail::Status HistogramRange(UW_CUB_STORAGE, I samples, C *bins, int levels, const L *bounds, N row, N rows,
                                         size_t pitch, UW_CUB_LAST) {
        const detail::RangeBins<L> bin_of{levels - 1, bounds};
        const size_t step = pitch / sizeof(detail::value_of<I>);
        UW_CUB_RUN(detail::on_device(detail::Count(), samples, bins, 1, 0, row, rows, step, bin_of));
    }
    template <int CHANNELS, int ACTIVE, typename I, typename C, typename L, typename N>
    static detail::Status MultiHistogramEven(UW_CUB_STORAGE, I samples, C *bins[ACTIVE], const int levels[ACTIVE],
                                             const L lower[ACTIVE], const L upper[ACTIVE], N row, N rows, size_t pitch, UW_CUB_LAST) {
        const size_t step = pitch / sizeof(detail::value_of<I>);
        const detail::Copied<C *, ACTIVE> to(bins);
        const detail::Copied<int, ACTIVE> counts(levels);
        const detail::Copied<L, ACTIVE> low(lower), high(upper);
        UW_CUB_RUN(for (int k = 0; k < ACTIVE; ++k) {
            const detail::EvenBins<L> bin_of{counts[k] - 1, low[k], high[k]};
            detail::on_device(detail::Count(), samples, to[k], CHANNELS, k, row, rows, step, bin_of);
        });
    }
    template <int CHANNELS, int ACTIVE, typename I, typename C, typename L, typename N>
    static detail::Status MultiHistogramEven(UW_CUB_STORAGE, I samples, C *bins[ACTIVE], const int levels[ACTIVE],
                                             const L lower[ACTIVE], const L upper[ACTIVE], N pixels, UW_CUB_LAST) {
        return MultiHistogramEven<CHANNELS, ACTIVE>(storage, bytes, samples, bins, levels, lower, upper, pixels, N(1), size_t(0), stream);
    }
    template <int CHANNELS, int ACTIVE, typename I, typename C, typename L, typename N>
    static detail::Status MultiHistogramRange(UW_CUB_STORAGE, I samples, C *bins[ACTIVE], const int levels[ACTIVE],
                                              const L *const bounds[ACTIVE], N row, N rows, size_t pitch, UW_CUB_LAST) {
        const size_t step = pitch / sizeof(detail::value_of<I>);
        const detail::Copied<C *, ACTIVE> to(bins);
        const detail::Copied<int, ACTIVE> counts(levels);
        const detail::Copied<const L *, ACTIVE> steps(bounds);
        UW_CUB_RUN(for (int k = 0; k < ACTIVE; ++k) {
            const detail::RangeBins<L> bin_of{counts[k] - 1, steps[k]};
            detail::on_device(detail::Count(), samples, to[k], CHANNELS, k, row, rows, step, bin_of);
        });
    }
    template <int CHANNELS, int ACTIVE, typename I, typename C, typename L, typename N>
    static detail::Status MultiHistogramRange(UW_CUB_STORAGE, I samples, C *bins[ACTIVE], const int levels[ACTIVE],
                                              const L *const bounds[ACTIVE], N pixels, UW_CUB_LAST) {
        return MultiHistogramRange<CHANNELS, ACTIVE>(storage, bytes, samples, bins, levels, bounds, pixels, N(1), size_t(0), stream);
    }
};

// ---------------------------------------------------------------------------------------- loops, sparse matrices

// Loops need no storage: they may be called with it and without.
#define UW_CUB_LOOP(NAME, TEMPLATE, PARAMETERS, ...)                                                     \
    template <TEMPLATE> static detail::Status NAME(UW_CUB_STORAGE, PARAMETERS, detail::Stream stream = 0) {     \
        UW_CUB_RUN(detail::on_device(__VA_ARGS__));                                                      \
    }                                                                                                    \
    template <TEMPLATE> static detail::Status NAME(PARAMETERS, detail::Stream stream = 0) {                     \
        return detail::in_order(stream, [=] { detail::on_device(__VA_ARGS__); });                        \
    }
#define UW_CUB_LIST(...) __VA_ARGS__
struct DeviceFor {
    UW_CUB_LOOP(Bulk, UW_CUB_LIST(typename N, typename F, typename = detail::if_number<N>), UW_CUB_LIST(N n, F f),
                detail::EachNumber(), n, f)
    UW_CUB_LOOP(ForEachN, UW_CUB_LIST(typename I, typename N, typename F, typename = detail::if_number<N>),
                UW_CUB_LIST(I first, N n, F f), detail::Each(), first, n, f)
    UW_CUB_LOOP(ForEachCopyN, UW_CUB_LIST(typename I, typename N, typename F, typename = detail::if_number<N>),
                UW_CUB_LIST(I first, N n, F f), detail::Each(), first, n, f)
    UW_CUB_LOOP(ForEach, UW_CUB_LIST(typename I, typename F), UW_CUB_LIST(I first, I last, F f), detail::Each(), first,
                last - first, f)
    UW_CUB_LOOP(ForEachCopy, UW_CUB_LIST(typename I, typename F), UW_CUB_LIST(I first, I last, F f), detail::Each(), first,
                last - first, f)
};
#undef UW_CUB_LIST
#undef UW_CUB_LOOP

struct DeviceMemcpy {
    template <typename I, typename O, typename S, typename N>
    static detail::Status Batched(UW_CUB_STORAGE, I in, O out, S sizes, N n, detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::CopyBatch<true>(), in, out, sizes, n));
    }
};
struct DeviceCopy {
    template <typename I, typename O, typename S, typename N>
    static detail::Status Batched(UW_CUB_STORAGE, I in, O out, S sizes, N n, detail::Stream stream = 0) {
        UW_CUB_RUN(detail::on_device(detail::CopyBatch<false>(), in, out, sizes, n));
    }
};

struct DeviceSpmv {
    template <typename T>
    static detail::Status CsrMV(UW_CUB_STORAGE, const T *values, const int *rows, const int *columns, const T *x, T *y,
                                int row_count, int, int, UW_CUB_LAST) {
        UW_CUB_RUN(detail::on_device(detail::Rows(), values, rows, columns, x, y, row_count));
    }
};

// ---------------------------------------------------------------------------------------- allocation, messages

/// Allocates anew each time, and waits for what is on its way before it releases.
struct CachingDeviceAllocator {
    template <typename... A> explicit CachingDeviceAllocator(A...) {}
    CachingDeviceAllocator(const CachingDeviceAllocator &) = delete;
    template <typename T> detail::Status DeviceAllocate(T **at, size_t bytes, detail::Stream = 0) {
        return detail::allocate(reinterpret_cast<void **>(at), bytes);
    }
    template <typename T> detail::Status DeviceAllocate(int, T **at, size_t bytes, detail::Stream = 0) {
        return detail::allocate(reinterpret_cast<void **>(at), bytes);
    }
    detail::Status DeviceFree(void *at) { return detail::release(at); }
    detail::Status DeviceFree(int, void *at) { return detail::release(at); }
    detail::Status FreeAllCached() { return detail::good; }
    detail::Status SetMaxCachedBytes(size_t) { return detail::good; }
};

inline detail::Status SyncStream(detail::Stream stream) { return detail::wait_for(stream); }
inline int CurrentDevice() {
    int number = -1;
    return detail::device(number) == detail::good ? number : -1;
}
inline int DeviceCount() {
    int count = -1;
    return detail::devices(count) == detail::good ? count : -1;
}
/// 100 times the major part of a device's compute capability, and 10 times the minor one.
inline detail::Status SmVersion(int &version, int device = CurrentDevice()) {
    int major = 0, minor = 0;
    const detail::Status status = detail::capability(major, false, device);
    if (status != detail::good) return status;
    version = major * 100;
    const detail::Status second = detail::capability(minor, true, device);
    version += minor * 10;
    return second;
}
template <typename K> detail::Status MaxSmOccupancy(int &blocks, K kernel, int threads, int shared = 0) {
    return detail::blocks_at_once(blocks, kernel, threads, shared);
}
inline detail::Status PtxVersion(int &version, int device = CurrentDevice()) { return SmVersion(version, device); }

inline detail::Status Debug(detail::Status status, const char *file, int line) {
#if defined(CUB_STDERR) || defined(DEBUG) || defined(_DEBUG)
    if (status != detail::good) fprintf(stderr, "CUDA error %d [%s, %d]: %s\n", (int)status, file, line, detail::text_of(status));
#else
    (void)file, (void)line;
#endif
    return status;
}

}  // namespace cub

#ifndef CubDebug
#define CubDebug(e) cub::Debug((cub::detail::Status)(e), __FILE__, __LINE__)
#endif
#ifndef CubDebugExit
#define CubDebugExit(e) if (CubDebug((e)) != cub::detail::good) { exit(1); }
#endif

#include "unwarp_cub_sorts.hpp"

#undef UW_CUB_STORAGE
#undef UW_CUB_LAST
#undef UW_CUB_RUN
