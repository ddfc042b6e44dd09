// CUB's functions over whole arrays with what else there is to give them: lambdas of the device, Thrust's iterators and
// vectors, keys of half precision, one array for both ends, numbers of other types.
#include <cub/cub.cuh>
#include <cuda_fp16.h>
#include <thrust/device_vector.h>
#include <thrust/fill.h>
#include <thrust/host_vector.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/discard_iterator.h>
#include <thrust/iterator/transform_iterator.h>

#include <algorithm>
#include <cstdio>
#include <vector>

static int failures = 0;

#define EXPECT(condition)                                      \
    do {                                                       \
        if (!(condition)) {                                    \
            printf("line %d: %s\n", __LINE__, #condition);     \
            failures++;                                        \
        }                                                      \
    } while (0)

// Asks for the room, and then for the work.
template <class F> void twice(F function) {
    void *storage = nullptr;
    size_t bytes = 0;
    EXPECT(function(storage, bytes) == cudaSuccess);
    cudaMalloc(&storage, bytes);
    EXPECT(function(storage, bytes) == cudaSuccess);
    cudaFree(storage);
}

struct Square {
    __host__ __device__ long operator()(int x) const { return (long)x * x; }
};
struct Added {
    template <typename T> __device__ __forceinline__ T operator()(const T &a, const T &b) const { return a + b; }
};

int main() {
    const int n = 1000, shift = 3;
    thrust::host_vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = (i * 7919) % 613 - 300;
    const int most = *std::max_element(values.begin(), values.end());
    const auto least = std::min_element(values.begin(), values.end());
    long sum = 0;
    for (int value : values) sum += value;
    thrust::device_vector<int> given = values, made(n), counts(2), both = values;
    int *in = thrust::raw_pointer_cast(given.data()), *out = thrust::raw_pointer_cast(made.data());
    int *count = thrust::raw_pointer_cast(counts.data()), *one = thrust::raw_pointer_cast(both.data());
    cudaStream_t stream;
    cudaStreamCreate(&stream);

    // lambdas
    twice([&](void *s, size_t &b) {
        return cub::DeviceReduce::Reduce(s, b, in, out, n, [] __device__(int x, int y) { return x > y ? x : y; }, -1000);
    });
    EXPECT(made[0] == most);
    twice([&](void *s, size_t &b) {
        return cub::DeviceFor::Bulk(s, b, n, [=] __device__(int i) { out[i] = in[i] + shift; });
    });
    EXPECT(made[5] == values[5] + shift && made[n - 1] == values[n - 1] + shift);
    EXPECT(cub::DeviceFor::ForEachN(in, n, [] __device__(int &x) { x += 1; }) == cudaSuccess);
    EXPECT(given[9] == values[9] + 1);
    EXPECT(cub::DeviceFor::ForEach(given.begin(), given.end(), [] __device__(int &x) { x -= 1; }) == cudaSuccess);
    EXPECT(given[9] == values[9]);

    // Thrust's iterators
    const auto squares = thrust::make_transform_iterator(thrust::counting_iterator<int>(0), Square());
    thrust::device_vector<long> total(1);
    twice([&](void *s, size_t &b) { return cub::DeviceReduce::Sum(s, b, squares, total.begin(), 100); });
    EXPECT(total[0] == 328350);
    twice([&](void *s, size_t &b) { return cub::DeviceReduce::Sum(s, b, given.begin(), made.begin(), n); });
    EXPECT(made[0] == sum);
    twice([&](void *s, size_t &b) {
        return cub::DeviceRunLengthEncode::Encode(s, b, in, thrust::make_discard_iterator(), out, count, n);
    });
    EXPECT(counts[0] == n);
    counts[0] = 0;
    twice([&](void *s, size_t &b) {
        return cub::DeviceRunLengthEncode::Encode(s, b, in, cub::DiscardOutputIterator<int>(), out, count, n);
    });
    EXPECT(counts[0] == n && made[n - 1] == 1);

    // a value and its place apart; one array for both ends; a count of many bits
    twice([&](void *s, size_t &b) { return cub::DeviceReduce::ArgMin(s, b, in, out, count, n); });
    EXPECT(made[0] == *least && counts[0] == least - values.begin());
    twice([&](void *s, size_t &b) { return cub::DeviceScan::InclusiveScan(s, b, in, out, Added(), n); });
    EXPECT(made[n - 1] == sum);
    std::copy(given.begin(), given.end(), made.begin());
    void *storage = nullptr;
    size_t bytes = 0;
    EXPECT(cub::DeviceScan::ExclusiveSum(storage, bytes, out, n) == cudaSuccess);
    cudaMalloc(&storage, bytes);
    size_t too_few = bytes / 1024;
    EXPECT(cub::DeviceScan::ExclusiveSum(storage, too_few, out, n) != cudaSuccess && made[1] == values[1]);
    EXPECT(cub::DeviceScan::ExclusiveSum(storage, bytes, out, n) == cudaSuccess);
    EXPECT(made[0] == 0 && made[1] == values[0] && made[n - 1] == sum - values[n - 1]);
    cudaFree(storage);
    bytes = 0;
    EXPECT(cub::DeviceSelect::If(nullptr, bytes, one, count, n, [] __device__(int x) { return x % 2 == 0; }) == cudaSuccess);
    cudaMalloc(&storage, bytes);
    EXPECT(cub::DeviceSelect::If(storage, bytes, one, count, n, [] __device__(int x) { return x % 2 == 0; }, stream) ==
           cudaSuccess);
    cudaStreamSynchronize(stream);
    cudaFree(storage);
    EXPECT(counts[0] == std::count_if(values.begin(), values.end(), [](int x) { return x % 2 == 0; }));
    EXPECT(both[0] % 2 == 0 && both[counts[0] - 1] % 2 == 0);
    twice([&](void *s, size_t &b) {
        return cub::DeviceSelect::If(s, b, in, out, count, 1000ull, [] __device__(int x) { return x > 0; });
    });
    EXPECT(counts[0] == std::count_if(values.begin(), values.end(), [](int x) { return x > 0; }));

    // a first value from memory; copies of several arrays
    counts[0] = 40;
    twice([&](void *s, size_t &b) {
        return cub::DeviceScan::ExclusiveScan(s, b, in, out, Added(), cub::FutureValue<int>(count), n);
    });
    EXPECT(made[0] == 40 && made[1] == 40 + values[0]);
    const std::vector<int *> from_here = {in + 10, in}, to_there = {out, out + 500};
    const std::vector<int> lengths = {5, 3};
    thrust::device_vector<int *> sources = from_here, places = to_there;
    thrust::device_vector<int> sizes = lengths;
    twice([&](void *s, size_t &b) {
        return cub::DeviceCopy::Batched(s, b, sources.begin(), places.begin(), sizes.begin(), 2);
    });
    EXPECT(made[0] == values[10] && made[4] == values[14] && made[500] == values[0] && made[502] == values[2]);
    sizes[0] = 2 * (int)sizeof(int);
    sizes[1] = 0;
    thrust::fill(made.begin(), made.end(), -1);
    twice([&](void *s, size_t &b) {
        return cub::DeviceMemcpy::Batched(s, b, sources.begin(), places.begin(), sizes.begin(), 2);
    });
    EXPECT(made[1] == values[11] && made[2] == -1 && made[500] == -1);

    // keys of half precision
    std::vector<__half> keys(n), sorted(n);
    for (int i = 0; i < n; i++) keys[i] = __float2half((float)values[i] / 4);
    thrust::device_vector<__half> before(n), after(n);
    __half *from = thrust::raw_pointer_cast(before.data()), *to = thrust::raw_pointer_cast(after.data());
    cudaMemcpy(from, keys.data(), n * sizeof(__half), cudaMemcpyHostToDevice);
    twice([&](void *s, size_t &b) { return cub::DeviceRadixSort::SortKeys(s, b, from, to, n); });
    cudaMemcpy(sorted.data(), to, n * sizeof(__half), cudaMemcpyDeviceToHost);
    std::sort(values.begin(), values.end());
    for (int i = 0; i < n; i++) EXPECT(__half2float(sorted[i]) == __half2float(__float2half((float)values[i] / 4)));
    cudaStreamDestroy(stream);
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
