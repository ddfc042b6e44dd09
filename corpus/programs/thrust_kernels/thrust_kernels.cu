// Kernels of the program and functions of Thrust by turns, on the same memory: vectors whose pointers kernels get, and memory of
// cudaMalloc that Thrust gets. Lines of text are split into words so.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <cuda_runtime.h>
#include <thrust/copy.h>
#include <thrust/device_ptr.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/fill.h>
#include <thrust/host_vector.h>
#include <thrust/pair.h>
#include <thrust/reduce.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <thrust/tuple.h>

static int failures = 0;

static void check(const char *what, bool holds) {
    if (holds) return;
    printf("%s is wrong\n", what);
    failures++;
}

__device__ bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// 1 where a word begins.
__global__ void mark(const char *text, int *begins, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) begins[i] = is_letter(text[i]) && (i == 0 || !is_letter(text[i - 1]));
}

// The place and the length of each word, by its number.
__global__ void measure(const char *text, const int *begins, const int *numbers, thrust::pair<int, int> *words, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n || !begins[i]) return;
    int length = 1;
    while (i + length < n && is_letter(text[i + length])) length++;
    words[numbers[i]] = thrust::make_pair(i, length);
}

__global__ void second(const thrust::pair<int, int> *words, int *lengths, int n) {
    for (int i = threadIdx.x; i < n; i += blockDim.x) lengths[i] = words[i].second;
}

// Deduced from a pointer that a vector gives.
template <typename T> __global__ void scale(T *values, T by, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) values[i] = thrust::plus<T>()(values[i] * by, T(1));
}

// The extremes of a block in a tuple.
__global__ void extremes(const double *values, thrust::tuple<double, double> *out, int n) {
    thrust::tuple<double, double> found = thrust::make_tuple(values[0], values[0]);
    for (int i = 1; i < n; i++) {
        thrust::get<0>(found) = thrust::minimum<double>()(thrust::get<0>(found), values[i]);
        thrust::get<1>(found) = thrust::max(thrust::get<1>(found), values[i]);
    }
    *out = found;
}

template <typename T> static void twice(thrust::device_vector<T> &values) {
    int n = (int)values.size();
    scale<<<(n + 63) / 64, 64>>>(thrust::raw_pointer_cast(&values[0]), T(2), n);
}

int main() {
    const char *line = "the quick  brown fox jumps, over a lazy dog; and the  dog sleeps ";
    const int n = (int)strlen(line), block = 32, grid = (n + block - 1) / block;
    thrust::device_vector<char> text(line, line + n);
    thrust::device_vector<int> begins(n), numbers(n);
    mark<<<grid, block>>>(thrust::raw_pointer_cast(text.data()), thrust::raw_pointer_cast(begins.data()), n);
    thrust::exclusive_scan(begins.begin(), begins.end(), numbers.begin());
    const int words = numbers.back() + begins.back();
    check("the number of words", words == 13 && thrust::reduce(begins.begin(), begins.end()) == 13);
    thrust::device_vector<thrust::pair<int, int>> found(words);
    measure<<<grid, block>>>(text.data().get(), begins.data().get(), numbers.data().get(), found.data().get(), n);
    thrust::host_vector<thrust::pair<int, int>> there = found;
    check("the first word", there[0].first == 0 && there[0].second == 3);
    check("the last word", std::string(line + there[12].first, there[12].second) == "sleeps");

    // lengths, sorted in memory that is not Thrust's
    int *lengths;
    cudaMalloc(&lengths, words * sizeof(int));
    second<<<1, 8>>>(thrust::raw_pointer_cast(found.data()), lengths, words);
    thrust::device_ptr<int> wrapped(lengths);
    thrust::sort(wrapped, wrapped + words);
    check("the shortest", wrapped[0] == 1 && wrapped[1] == 3);
    thrust::inclusive_scan(thrust::device, lengths, lengths + words, lengths);
    int sum = 0;
    cudaMemcpy(&sum, lengths + words - 1, sizeof sum, cudaMemcpyDeviceToHost);
    check("the letters", sum == 48);
    thrust::fill(thrust::device_pointer_cast(lengths), thrust::device_pointer_cast(lengths) + words, 4);
    std::vector<int> filled(words);
    cudaMemcpy(filled.data(), lengths, words * sizeof(int), cudaMemcpyDeviceToHost);
    check("the filled", filled[0] == 4 && filled[words - 1] == 4);
    cudaFree(lengths);

    // kernels of templates, between functions of Thrust
    thrust::device_vector<double> values(100);
    for (int i = 0; i < 100; i++) values[i] = i - 40;
    twice(values);
    check("scaled", values[0] == -79.0 && values[99] == 119.0);
    scale<<<2, 64>>>(values.data().get(), -1.0, (int)values.size());
    check("scaled again", thrust::reduce(values.begin(), values.end()) == -2.0 * (4950 - 4000));
    thrust::device_vector<thrust::tuple<double, double>> both(1);
    extremes<<<1, 1>>>(thrust::raw_pointer_cast(values.data()), thrust::raw_pointer_cast(both.data()), 100);
    thrust::tuple<double, double> ends = both[0];
    check("the extremes", thrust::get<0>(ends) == -118.0 && thrust::get<1>(ends) == 80.0);

    // a stream of its own
    cudaStream_t stream;
    cudaStreamCreate(&stream);
    scale<<<2, 64, 0, stream>>>(values.data().get(), 1.0, 100);
    thrust::sort(thrust::cuda::par.on(stream), values.begin(), values.end(), thrust::greater<double>());
    cudaStreamSynchronize(stream);
    check("sorted in a stream", values[0] == 81.0 && values[99] == -117.0);
    cudaStreamDestroy(stream);

    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
