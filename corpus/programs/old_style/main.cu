// A program as people used to write them: functions of the host in a header whose last include is CUDA's, a C file without
// declared types and functions, a main that only prints, calls templates and ends by exit.
#include "transfers.h"

extern "C" int tally(const int *values, int n);

template <typename T>
__global__ void smooth(const T *in, T *out, int n) {
    __shared__ T tile[64 + 8];
    const int i = blockIdx.x * blockDim.x + threadIdx.x, t = threadIdx.x + 4;
    if (i >= n) return;
    tile[t] = in[i];
    if (threadIdx.x < 4) {
        tile[t - 4] = i >= 4 ? in[i - 4] : 0;
        tile[t + 64] = i + 64 < n ? in[i + 64] : 0;
    }
    __syncthreads();
    T sum = tile[t];
#pragma unroll
    for (int k = 1; k <= 4; k++) {
        sum += tile[t - k] + tile[t + k];
    }
    out[i] = sum;
}

template <typename T>
void run(int n) {
    T *in = (T *)malloc(n * sizeof(T)), *out = (T *)malloc(n * sizeof(T));
    for (int i = 0; i < n; i++) in[i] = (T)(i % 23);
    T *d_in = to_device(in, n), *d_out = to_device(in, n);
    smooth<T><<<(n + 63) / 64, 64>>>(d_in, d_out, n);
    from_device(out, d_out, n);
    for (int i = 0; i < n; i++) {
        T expected = 0;
        for (int k = i - 4; k <= i + 4; k++) expected += k >= 0 && k < n ? in[k] : 0;
        failures += out[i] != expected;
    }
    free(in);
    free(out);
}

int main(int argc, char **argv) {
    printf("numbers of two types\n");
    run<float>(256);
    run<int>(192);
    printf(failures || tally(&failures, 1) != 3 ? "FAIL\n" : "PASS\n");
    exit(failures ? EXIT_FAILURE : EXIT_SUCCESS);
}
