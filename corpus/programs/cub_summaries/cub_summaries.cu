// Arrays summed up by CUB: reductions of all and of segments, scans and sums of runs, histograms, runs of equal elements,
// differences; with operators and iterators of the program's own.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <cub/cub.cuh>

static int failures = 0;

static void expect(const char *what, int at, double got, double wanted) {
    if (std::fabs(got - wanted) <= 1e-9 * std::fabs(wanted) || failures > 10) return;
    printf("%s[%d]: %.9g instead of %.9g\n", what, at, got, wanted);
    failures++;
}

static void *storage = nullptr;  // of all calls
static size_t room = 0;

// The second of two calls; the first has told what it takes.
static void *reserve(size_t bytes) {
    if (bytes > room) {
        cudaFree(storage);
        cudaMalloc(&storage, bytes);
        room = bytes;
    }
    return storage;
}
#define TWICE(function, ...)                                                      \
    do {                                                                          \
        size_t bytes = 0;                                                         \
        cudaError_t status = function(nullptr, bytes, __VA_ARGS__);               \
        if (status == cudaSuccess) {                                              \
            void *place = reserve(bytes);                                         \
            status = function(place, bytes, __VA_ARGS__);                         \
        }                                                                         \
        if (status != cudaSuccess) {                                              \
            printf("line %d: %s\n", __LINE__, cudaGetErrorString(status));        \
            exit(1);                                                              \
        }                                                                         \
    } while (0)

template <typename T> T *to_device(const std::vector<T> &values) {
    T *made;
    cudaMalloc(&made, values.size() * sizeof(T));
    cudaMemcpy(made, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice);
    return made;
}
template <typename T> std::vector<T> to_host(const T *values, int n) {
    std::vector<T> made(n);
    cudaMemcpy(made.data(), values, n * sizeof(T), cudaMemcpyDeviceToHost);
    return made;
}
template <typename T> T first_of(const T *values) { return to_host(values, 1)[0]; }

struct Range {
    float low, high;
};
struct Joined {
    __host__ __device__ Range operator()(const Range &a, const Range &b) const {
        return Range{a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
    }
};
struct AsRange {
    __host__ __device__ Range operator()(float x) const { return Range{x, x}; }
};
__device__ float weight_of(float x, float by) { return fmaf(x, by, 1.0f); }
struct Weight {
    float by;
    explicit __host__ __device__ Weight(float by) : by(by) {}
    __device__ float operator()(float x) const { return weight_of(x, by); }
};
struct Modulo {
    __device__ __forceinline__ unsigned int operator()(unsigned int a, unsigned int b) const { return (a * b) % 10007u; }
};

static void reductions(const std::vector<float> &x, const float *d_x) {
    const int n = (int)x.size();
    double sum = 0, weighted = 0;
    float low = x[0], high = x[0];
    int lowest = 0;
    for (int i = 0; i < n; i++) {
        sum += x[i];
        weighted += std::fma(x[i], 0.5f, 1.0f);
        if (x[i] < low) lowest = i;
        low = std::fmin(low, x[i]);
        high = std::fmax(high, x[i]);
    }
    double *d_sum = to_device(std::vector<double>{-1});
    float *d_result = to_device(std::vector<float>{-1});
    TWICE(cub::DeviceReduce::Reduce, d_x, d_sum, n, cub::Sum(), 0.0);
    expect("sum as double", 0, first_of(d_sum), sum);
    TWICE(cub::DeviceReduce::Min, d_x, d_result, n);
    expect("smallest", 0, first_of(d_result), low);
    TWICE(cub::DeviceReduce::Max, d_x, d_result, n);
    expect("largest", 0, first_of(d_result), high);
    cub::KeyValuePair<int, float> *d_pair;
    cudaMalloc(&d_pair, sizeof(*d_pair));
    TWICE(cub::DeviceReduce::ArgMin, d_x, d_pair, n);
    const cub::KeyValuePair<int, float> pair = first_of(d_pair);
    expect("place of the smallest", 0, pair.key, lowest);
    expect("value of the smallest", 0, pair.value, low);
    Range *d_range = to_device(std::vector<Range>{Range{0, 0}});
    cub::TransformInputIterator<Range, AsRange, const float *> ranges(d_x, AsRange());
    TWICE(cub::DeviceReduce::Reduce, ranges, d_range, n, Joined(), Range{1e30f, -1e30f});
    expect("range", 0, first_of(d_range).low, low);
    expect("range", 1, first_of(d_range).high, high);
    cub::TransformInputIterator<float, Weight, const float *> weights(d_x, Weight(0.5f));
    TWICE(cub::DeviceReduce::Reduce, weights, d_sum, n, cub::Sum(), 0.0);
    expect("weights", 0, first_of(d_sum), weighted);
    cub::CountingInputIterator<int> numbers(1);
    int *d_count = to_device(std::vector<int>{-1});
    TWICE(cub::DeviceReduce::Sum, numbers, d_count, 100, (cudaStream_t)0);
    expect("numbers", 0, first_of(d_count), 5050);
    for (void *p : {(void *)d_sum, (void *)d_result, (void *)d_pair, (void *)d_range, (void *)d_count}) cudaFree(p);
}

static void segments(const std::vector<float> &x, const float *d_x) {
    const std::vector<int> bounds = {0, 7, 7, 300, (int)x.size()};
    const int count = (int)bounds.size() - 1;
    int *d_bounds = to_device(bounds);
    std::vector<float> none(count);
    float *d_results = to_device(none);
    TWICE(cub::DeviceSegmentedReduce::Sum, d_x, d_results, count, d_bounds, d_bounds + 1);
    const std::vector<float> sums = to_host(d_results, count);
    TWICE(cub::DeviceSegmentedReduce::Max, d_x, d_results, count, d_bounds, d_bounds + 1);
    const std::vector<float> largest = to_host(d_results, count);
    for (int s = 0; s < count; s++) {
        double sum = 0;
        float most = -3.402823466e38f;
        for (int i = bounds[s]; i < bounds[s + 1]; i++) {
            sum += x[i];
            most = std::fmax(most, x[i]);
        }
        expect("sum of a segment", s, sums[s], sum);
        expect("largest of a segment", s, largest[s], most);
    }
    cudaFree(d_bounds);
    cudaFree(d_results);
}

static void runs(const std::vector<int> &keys, const std::vector<unsigned int> &values) {
    const int n = (int)keys.size();
    int *d_keys = to_device(keys), *d_unique = to_device(keys), *d_lengths = to_device(keys), *d_count = to_device(keys);
    unsigned int *d_values = to_device(values), *d_out = to_device(values);
    std::vector<int> unique, lengths;
    std::vector<unsigned int> sums, scanned(n), products(n);
    unsigned int product = 3;
    for (int i = 0; i < n; i++) {
        if (i == 0 || keys[i] != keys[i - 1]) {
            unique.push_back(keys[i]);
            lengths.push_back(0);
            sums.push_back(0);
        }
        lengths.back()++;
        scanned[i] = sums.back();
        sums.back() += values[i];
        products[i] = product;
        product = (product * values[i]) % 10007u;
    }
    TWICE(cub::DeviceRunLengthEncode::Encode, d_keys, d_unique, d_lengths, d_count, n);
    expect("runs", 0, first_of(d_count), (double)unique.size());
    std::vector<int> got = to_host(d_unique, n), got_lengths = to_host(d_lengths, n);
    for (size_t i = 0; i < unique.size(); i++) {
        expect("key of a run", (int)i, got[i], unique[i]);
        expect("length of a run", (int)i, got_lengths[i], lengths[i]);
    }
    TWICE(cub::DeviceReduce::ReduceByKey, d_keys, d_unique, d_values, d_out, d_count, cub::Sum(), n);
    std::vector<unsigned int> got_sums = to_host(d_out, n);
    for (size_t i = 0; i < sums.size(); i++) expect("sum of a run", (int)i, got_sums[i], sums[i]);
    TWICE(cub::DeviceScan::ExclusiveSumByKey, d_keys, d_values, d_out, n);
    got_sums = to_host(d_out, n);
    for (int i = 0; i < n; i++) expect("scan of runs", i, got_sums[i], scanned[i]);
    TWICE(cub::DeviceScan::ExclusiveScan, d_values, d_out, Modulo(), 3u, n);
    got_sums = to_host(d_out, n);
    for (int i = 0; i < n; i++) expect("scan by an operator", i, got_sums[i], products[i]);
    TWICE(cub::DeviceAdjacentDifference::SubtractLeftCopy, d_keys, d_unique, n);
    got = to_host(d_unique, n);
    for (int i = 0; i < n; i++) expect("difference", i, got[i], i ? keys[i] - keys[i - 1] : keys[0]);
    for (int *p : {d_keys, d_unique, d_lengths, d_count}) cudaFree(p);
    cudaFree(d_values);
    cudaFree(d_out);
}

static void histograms(const std::vector<float> &x, const float *d_x) {
    const int n = (int)x.size(), bins = 8;
    const std::vector<float> levels = {-8, -4, -1, 0, 0.5f, 2, 3, 6, 9};
    std::vector<int> even(bins), by_levels(bins);
    for (float value : x) {
        if (value >= -10.0f && value < 6.0f) even[(int)((value + 10.0f) / 2.0f)]++;
        for (int b = 0; b < bins; b++) by_levels[b] += value >= levels[b] && value < levels[b + 1];
    }
    int *d_bins = to_device(even);
    float *d_levels = to_device(levels);
    TWICE(cub::DeviceHistogram::HistogramEven, d_x, d_bins, bins + 1, -10.0f, 6.0f, n);
    std::vector<int> got = to_host(d_bins, bins);
    for (int b = 0; b < bins; b++) expect("even bin", b, got[b], even[b]);
    TWICE(cub::DeviceHistogram::HistogramRange, d_x, d_bins, bins + 1, d_levels, n);
    got = to_host(d_bins, bins);
    for (int b = 0; b < bins; b++) expect("bin", b, got[b], by_levels[b]);

    // three channels of four
    std::vector<unsigned char> pixels;
    std::vector<int> wanted[3];
    for (int c = 0; c < 3; c++) wanted[c].resize(4 << c);
    for (int i = 0; i < 4 * n; i++) pixels.push_back((unsigned char)(i * 37 + i / 11));
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++) wanted[c][pixels[4 * i + c] / (64 >> c)]++;
    unsigned char *d_pixels = to_device(pixels);
    int *d_channels[3], level_counts[3], lower[3] = {0, 0, 0}, upper[3] = {256, 256, 256};
    for (int c = 0; c < 3; c++) {
        d_channels[c] = to_device(std::vector<int>(4 << c));
        level_counts[c] = (4 << c) + 1;
    }
    size_t bytes = 0;
    cub::DeviceHistogram::MultiHistogramEven<4, 3>(nullptr, bytes, d_pixels, d_channels, level_counts, lower, upper, n);
    cub::DeviceHistogram::MultiHistogramEven<4, 3>(reserve(bytes), bytes, d_pixels, d_channels, level_counts, lower, upper, n);
    for (int c = 0; c < 3; c++) {
        got = to_host(d_channels[c], 4 << c);
        for (int b = 0; b < 4 << c; b++) expect("bin of a channel", b, got[b], wanted[c][b]);
        cudaFree(d_channels[c]);
    }
    for (void *p : {(void *)d_bins, (void *)d_levels, (void *)d_pixels}) cudaFree(p);
}

int main() {
    const int n = 500;
    std::vector<float> x(n);
    std::vector<int> keys(n);
    std::vector<unsigned int> values(n);
    unsigned int seed = 99;
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        x[i] = (float)((int)(seed >> 12 & 0xff) - 128) / 8.0f;  // eighths, whose sums are exact
        keys[i] = i / 7 * 3 % 11 + (int)(seed >> 30);
        values[i] = seed >> 24;
    }
    float *d_x = to_device(x);
    reductions(x, d_x);
    segments(x, d_x);
    runs(keys, values);
    histograms(x, d_x);
    cudaFree(d_x);
    cudaFree(storage);
    printf("%s\n", failures ? "FAIL" : "PASS");
    return failures != 0;
}
