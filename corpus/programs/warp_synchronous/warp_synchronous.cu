// Reductions from before __syncwarp: lanes of a warp exchange values through volatile shared memory and rely on running
// in step. The memory is reached by a method's result, a field and a choice, never by the array's own name.
#include <cstdio>
#include <vector>

template <typename T>
struct Scratch {
    __device__ T *get() {
        extern __shared__ T scratch_t[];
        return scratch_t;
    }
};

template <>
struct Scratch<double> {
    __device__ double *get() {
        extern __shared__ double scratch_d[];
        return scratch_d;
    }
};

template <typename T, unsigned B>
__global__ void sum_by_result(const T *in, T *out, unsigned n) {
    const unsigned tid = threadIdx.x;
    Scratch<T> scratch;
    volatile T *s = scratch.get();
    s[tid] = 0;
    for (unsigned i = blockIdx.x * B + tid; i < n; i += B * gridDim.x) s[tid] += in[i];
    __syncthreads();
    if (B >= 128) {
        if (tid < 64) s[tid] += s[tid + 64];
        __syncthreads();
    }
    if (tid < warpSize) {
        if (B >= 64) s[tid] += s[tid + 32];
        if (B >= 32) s[tid] += s[tid + 16];
        if (B >= 16) s[tid] += s[tid + 8];
        if (B >= 8) s[tid] += s[tid + 4];
        if (B >= 4) s[tid] += s[tid + 2];
        if (B >= 2) s[tid] += s[tid + 1];
    }
    if (tid == 0) out[blockIdx.x] = s[0];
}

struct View {
    int *base;
    int size;
};

__device__ int warp_scan(View view, int lane, int value) {
    volatile int *s = view.base;
    s[lane] = value;
    for (int d = 1; d < 32; d *= 2) {
        int other = lane >= d ? s[lane - d] : 0;
        s[lane] += other;
    }
    return s[lane];
}

__global__ void scan_by_field(int *data) {
    __shared__ int left[32], right[32];
    const int lane = threadIdx.x & 31;
    View view = {threadIdx.x < 32 ? left : right, 32};
    data[blockIdx.x * blockDim.x + threadIdx.x] = warp_scan(view, lane, data[blockIdx.x * blockDim.x + threadIdx.x]);
}

template <typename T>
bool sums() {
    const int n = 1000, blocks = 3;
    std::vector<T> host(n);
    T want = 0;
    for (int i = 0; i < n; ++i) want += host[i] = T(i % 11);
    T *in, *out, part[blocks], got = 0;
    cudaMalloc(&in, n * sizeof(T));
    cudaMalloc(&out, blocks * sizeof(T));
    cudaMemcpy(in, host.data(), n * sizeof(T), cudaMemcpyHostToDevice);
    sum_by_result<T, 128><<<blocks, 128, 128 * sizeof(T)>>>(in, out, n);
    cudaMemcpy(part, out, sizeof part, cudaMemcpyDeviceToHost);
    cudaFree(in);
    cudaFree(out);
    for (T value : part) got += value;
    if (got != want) printf("the sum is %g, not %g\n", double(got), double(want));
    return got == want;
}

bool scans() {
    const int n = 128;
    int host[n], got[n], *data;
    for (int i = 0; i < n; ++i) host[i] = i % 7 + 1;
    cudaMalloc(&data, sizeof host);
    cudaMemcpy(data, host, sizeof host, cudaMemcpyHostToDevice);
    scan_by_field<<<2, 64>>>(data);
    cudaMemcpy(got, data, sizeof got, cudaMemcpyDeviceToHost);
    cudaFree(data);
    for (int i = 0, want = 0; i < n; ++i) {
        want = i % 32 == 0 ? host[i] : want + host[i];
        if (got[i] != want) {
            printf("the scan has %d at %d, not %d\n", got[i], i, want);
            return false;
        }
    }
    return true;
}

int main() {
    bool right = sums<float>();
    right = sums<double>() && right;
    right = scans() && right;
    printf(right ? "PASS\n" : "FAIL\n");
    return right ? 0 : 1;
}
