// A graph in which kernels stand before and behind functions of CUB, launched several times on other numbers.
#include <cub/cub.cuh>
#include <cstdio>
#include <vector>

struct Limit {
    int most;
    __device__ bool operator()(int value) const { return value < most; }
};

__global__ void advance(int *values, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) values[i] = (values[i] * 5 + 3) % 101;
}
__global__ void twice(int *values, const int *count) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < *count) values[i] *= 2;
}

int main() {
    const int n = 200;
    std::vector<int> values(n), got(n);
    for (int i = 0; i < n; i++) values[i] = i * 7 % 101;
    int *d_values, *d_picked, *d_sums, *d_count;
    cudaMalloc(&d_values, n * sizeof(int));
    cudaMalloc(&d_picked, n * sizeof(int));
    cudaMalloc(&d_sums, n * sizeof(int));
    cudaMalloc(&d_count, sizeof(int));
    cudaMemcpy(d_values, values.data(), n * sizeof(int), cudaMemcpyHostToDevice);
    size_t bytes = 0, more = 0;
    cub::DeviceSelect::If(nullptr, bytes, d_values, d_picked, d_count, n, Limit{50});
    cub::DeviceScan::InclusiveSum(nullptr, more, d_picked, d_sums, n);
    if (more > bytes) bytes = more;
    void *d_storage;
    cudaMalloc(&d_storage, bytes);

    cudaStream_t stream;
    cudaStreamCreate(&stream);
    cudaGraph_t graph;
    cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal);
    advance<<<(n + 63) / 64, 64, 0, stream>>>(d_values, n);
    cudaMemsetAsync(d_picked, 0, n * sizeof(int), stream);
    cub::DeviceSelect::If(d_storage, bytes, d_values, d_picked, d_count, n, Limit{50}, stream);
    twice<<<(n + 63) / 64, 64, 0, stream>>>(d_picked, d_count);
    cub::DeviceScan::InclusiveSum(d_storage, bytes, d_picked, d_sums, n, stream);
    cudaStreamEndCapture(stream, &graph);
    cudaGraphExec_t made;
    cudaGraphInstantiate(&made, graph, nullptr, nullptr, 0);

    bool good = true;
    for (int round = 0; round < 3; round++) {
        cudaGraphLaunch(made, stream);
        cudaStreamSynchronize(stream);
        std::vector<int> picked(n), sums(n);
        int count = 0, sum = 0;
        for (int &value : values) {
            value = (value * 5 + 3) % 101;
            if (value < 50) picked[count++] = 2 * value;
        }
        for (int i = 0; i < n; i++) sums[i] = sum += picked[i];
        cudaMemcpy(got.data(), d_sums, n * sizeof(int), cudaMemcpyDeviceToHost);
        good = good && got == sums;
    }
    printf(good ? "PASS\n" : "FAIL\n");
    return !good;
}
