// Copies and kernels in several streams, an event between them, and uses of the default stream, which waits for all.
#include <stdio.h>
#include <stdlib.h>

#define PIECES 3
#define OK(call)                                                    \
    if ((call) != cudaSuccess) {                                    \
        fprintf(stderr, "failed in line %d\n", __LINE__);           \
        exit(1);                                                    \
    }

__global__ void square(int *data, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) data[i] *= data[i];
}

__global__ void add(int *data, const int *other, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) data[i] += other[i];
}

int main() {
    const int n = 900, piece = n / PIECES;
    int *h, *d, *d_sum, wrong = 0;
    cudaStream_t streams[PIECES], last;
    cudaEvent_t done[PIECES], begin, end;
    OK(cudaMallocHost(&h, n * sizeof(int)));
    OK(cudaMalloc(&d, n * sizeof(int)));
    OK(cudaMalloc(&d_sum, piece * sizeof(int)));
    for (int i = 0; i < n; i++) h[i] = i % 100;
    OK(cudaEventCreate(&begin));
    OK(cudaEventCreate(&end));
    OK(cudaStreamCreateWithFlags(&last, cudaStreamNonBlocking));
    for (int s = 0; s < PIECES; s++) {
        OK(cudaStreamCreate(&streams[s]));
        OK(cudaEventCreateWithFlags(&done[s], cudaEventDisableTiming));
    }

    OK(cudaMemset(d_sum, 0, piece * sizeof(int)));
    OK(cudaDeviceSynchronize());
    OK(cudaEventRecord(begin));
    for (int s = 0; s < PIECES; s++) {
        int at = s * piece;
        OK(cudaMemcpyAsync(d + at, h + at, piece * sizeof(int), cudaMemcpyHostToDevice, streams[s]));
        square<<<(piece + 63) / 64, 64, 0, streams[s]>>>(d + at, piece);
        OK(cudaEventRecord(done[s], streams[s]));
        OK(cudaStreamWaitEvent(last, done[s], 0));
        add<<<(piece + 63) / 64, 64, 0, last>>>(d_sum, d + at, piece);
    }
    OK(cudaStreamSynchronize(last));
    OK(cudaEventRecord(end));
    add<<<(piece + 63) / 64, 64>>>(d, d_sum, piece);
    OK(cudaMemcpyAsync(h, d, n * sizeof(int), cudaMemcpyDeviceToHost, streams[0]));
    OK(cudaStreamSynchronize(streams[0]));

    float milliseconds = -1.0f;
    OK(cudaEventElapsedTime(&milliseconds, begin, end));
    wrong += !(milliseconds >= 0.0f);
    for (int i = 0; i < n; i++) {
        int expected = (i % 100) * (i % 100);
        if (i < piece) expected += 3 * expected;
        wrong += h[i] != expected;
    }
    for (int s = 0; s < PIECES; s++) {
        OK(cudaStreamDestroy(streams[s]));
        OK(cudaEventDestroy(done[s]));
    }
    OK(cudaStreamDestroy(last));
    OK(cudaFree(d));
    OK(cudaFree(d_sum));
    OK(cudaFreeHost(h));
    puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
