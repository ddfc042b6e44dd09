// Graphs of work: one captured from two streams, one made node by node, both launched several times, and one updated.
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime.h>

#define CHECK(call)                                                                          \
    do {                                                                                     \
        cudaError_t error_ = (call);                                                         \
        if (error_ != cudaSuccess) {                                                         \
            printf("%s:%d: %s\n", __FILE__, __LINE__, cudaGetErrorString(error_));           \
            exit(1);                                                                         \
        }                                                                                    \
    } while (0)

const int COUNT = 1000, BLOCK = 128, GRID = (COUNT + BLOCK - 1) / BLOCK;
int wrong = 0;

__global__ void add(int *a, int n, int by) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) a[i] += by;
}

template <typename T>
__global__ void combine(T *out, const T *a, const T *b, T factor, int n) {
    extern __shared__ int staged[];
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    staged[threadIdx.x] = i < n ? (int)b[i] : 0;
    __syncthreads();
    if (i < n) out[i] = a[i] + factor * (T)staged[threadIdx.x];
}

struct Tally {
    int calls;
    const int *values;
    long long sum;
};

void CUDART_CB count(void *data) {
    Tally *tally = (Tally *)data;
    tally->calls++;
    tally->sum = 0;
    for (int i = 0; i < COUNT; i++) tally->sum += tally->values[i];
}

void expect(const char *what, long long found, long long right) {
    if (found != right && ++wrong) printf("%s is %lld, expected %lld\n", what, found, right);
}

// Two streams, forked and joined by events; work given while they are captured does not run yet.
void captured() {
    int *a, *b, *out, *host;
    cudaStream_t first, second;
    cudaEvent_t fork, join;
    CHECK(cudaMalloc(&a, COUNT * sizeof(int)));
    CHECK(cudaMalloc(&b, COUNT * sizeof(int)));
    CHECK(cudaMalloc(&out, COUNT * sizeof(int)));
    CHECK(cudaMallocHost(&host, COUNT * sizeof(int)));
    CHECK(cudaStreamCreateWithFlags(&first, cudaStreamNonBlocking));
    CHECK(cudaStreamCreateWithFlags(&second, cudaStreamNonBlocking));
    CHECK(cudaEventCreateWithFlags(&fork, cudaEventDisableTiming));
    CHECK(cudaEventCreateWithFlags(&join, cudaEventDisableTiming));
    for (int i = 0; i < COUNT; i++) host[i] = i;
    CHECK(cudaMemset(a, 0, COUNT * sizeof(int)));

    cudaGraph_t graph;
    cudaGraphExec_t exec;
    Tally tally = {0, host, 0};
    CHECK(cudaStreamBeginCapture(first, cudaStreamCaptureModeGlobal));
    CHECK(cudaMemcpyAsync(b, host, COUNT * sizeof(int), cudaMemcpyHostToDevice, first));
    CHECK(cudaEventRecord(fork, first));
    CHECK(cudaStreamWaitEvent(second, fork, 0));
    add<<<GRID, BLOCK, 0, second>>>(a, COUNT, 5);
    for (int k = 1; k <= 3; k++) add<<<GRID, BLOCK, 0, first>>>(b, COUNT, k);
    CHECK(cudaEventRecord(join, second));
    CHECK(cudaStreamWaitEvent(first, join, 0));
    combine<int><<<GRID, BLOCK, BLOCK * sizeof(int), first>>>(out, a, b, 2, COUNT);
    CHECK(cudaMemcpyAsync(host, out, COUNT * sizeof(int), cudaMemcpyDeviceToHost, first));
    CHECK(cudaLaunchHostFunc(first, count, &tally));
    cudaStreamCaptureStatus status;
    CHECK(cudaStreamIsCapturing(first, &status));
    expect("the status", status, cudaStreamCaptureStatusActive);
    CHECK(cudaStreamEndCapture(first, &graph));
    expect("the host function's calls before the launch", tally.calls, 0);

    CHECK(cudaGraphInstantiate(&exec, graph, NULL, NULL, 0));
    long long right[COUNT], sum = 0;
    for (int i = 0; i < COUNT; i++) right[i] = i;
    for (int round = 1; round <= 3; round++) {
        CHECK(cudaGraphLaunch(exec, first));
        CHECK(cudaStreamSynchronize(first));
        sum = 0;
        for (int i = 0; i < COUNT; i++) sum += right[i] = 5 * round + 2 * (right[i] + 6);
        expect("the sum", tally.sum, sum);
    }
    expect("the host function's calls", tally.calls, 3);

    // The same shape of work with another number is put into the graph that is ready.
    cudaGraph_t other;
    CHECK(cudaStreamBeginCapture(first, cudaStreamCaptureModeThreadLocal));
    CHECK(cudaMemsetAsync(b, 0, COUNT * sizeof(int), first));
    add<<<GRID, BLOCK, 0, first>>>(b, COUNT, 7);
    CHECK(cudaMemcpyAsync(host, b, COUNT * sizeof(int), cudaMemcpyDeviceToHost, first));
    CHECK(cudaStreamEndCapture(first, &other));
    CHECK(cudaGraphExecDestroy(exec));
    CHECK(cudaGraphInstantiate(&exec, other, NULL, NULL, 0));
    CHECK(cudaGraphLaunch(exec, first));
    CHECK(cudaStreamSynchronize(first));
    expect("the last element", host[COUNT - 1], 7);

    CHECK(cudaGraphExecDestroy(exec));
    CHECK(cudaGraphDestroy(graph));
    CHECK(cudaGraphDestroy(other));
    CHECK(cudaEventDestroy(fork));
    CHECK(cudaEventDestroy(join));
    CHECK(cudaStreamDestroy(first));
    CHECK(cudaStreamDestroy(second));
    CHECK(cudaFree(a));
    CHECK(cudaFree(b));
    CHECK(cudaFree(out));
    CHECK(cudaFreeHost(host));
}

// Node by node: fill and copy, then a kernel, then a copy back and a host function.
void built() {
    float *a, *b, *out;
    int host[COUNT], n = COUNT;
    float from[COUNT], to[COUNT], factor = 3.0f;
    CHECK(cudaMalloc(&a, COUNT * sizeof(float)));
    CHECK(cudaMalloc(&b, COUNT * sizeof(float)));
    CHECK(cudaMalloc(&out, COUNT * sizeof(float)));
    for (int i = 0; i < COUNT; i++) from[i] = (float)(i % 50), host[i] = 1;

    cudaGraph_t graph;
    cudaGraphExec_t exec;
    cudaGraphNode_t fill, upload, kernel, download, call;
    CHECK(cudaGraphCreate(&graph, 0));
    cudaMemsetParams filling = {0};
    filling.dst = a;
    filling.value = 0;
    filling.pitch = 0;
    filling.elementSize = sizeof(float);
    filling.width = COUNT;
    filling.height = 1;
    CHECK(cudaGraphAddMemsetNode(&fill, graph, NULL, 0, &filling));
    CHECK(cudaGraphAddMemcpyNode1D(&upload, graph, NULL, 0, b, from, sizeof from, cudaMemcpyHostToDevice));
    cudaGraphNode_t before[2] = {fill, upload};
    cudaKernelNodeParams launching = {0};
    void *args[5] = {(void *)&out, (void *)&a, (void *)&b, (void *)&factor, (void *)&n};
    launching.func = (void *)combine<float>;
    launching.gridDim = dim3(GRID, 1, 1);
    launching.blockDim = dim3(BLOCK, 1, 1);
    launching.sharedMemBytes = BLOCK * sizeof(int);
    launching.kernelParams = args;
    launching.extra = NULL;
    CHECK(cudaGraphAddKernelNode(&kernel, graph, before, 2, &launching));
    factor = -1.0f;  // the node has its own copy
    CHECK(cudaGraphAddMemcpyNode1D(&download, graph, &kernel, 1, to, out, sizeof to, cudaMemcpyDeviceToHost));
    Tally tally = {0, host, 0};
    cudaHostNodeParams calling = {0};
    calling.fn = count;
    calling.userData = &tally;
    CHECK(cudaGraphAddHostNode(&call, graph, &download, 1, &calling));
    size_t nodes = 0;
    CHECK(cudaGraphGetNodes(graph, NULL, &nodes));
    expect("the number of nodes", (long long)nodes, 5);

    cudaStream_t stream;
    CHECK(cudaStreamCreate(&stream));
    cudaGraph_t twin;
    CHECK(cudaGraphClone(&twin, graph));
    CHECK(cudaGraphDestroy(graph));
    CHECK(cudaGraphInstantiate(&exec, twin, NULL, NULL, 0));
    for (int round = 0; round < 2; round++) CHECK(cudaGraphLaunch(exec, stream));
    CHECK(cudaStreamSynchronize(stream));
    for (int i = 0; i < COUNT; i++)
        if (to[i] != 3.0f * (i % 50)) expect("an element", (long long)to[i], 3 * (i % 50));
    expect("the host function's calls", tally.calls, 2);
    expect("its sum", tally.sum, COUNT);
    CHECK(cudaGraphExecDestroy(exec));
    CHECK(cudaGraphDestroy(twin));
    CHECK(cudaStreamDestroy(stream));
    CHECK(cudaFree(a));
    CHECK(cudaFree(b));
    CHECK(cudaFree(out));
}

int main() {
    captured();
    built();
    printf(wrong ? "FAIL\n" : "PASS\n");
    return wrong != 0;
}
