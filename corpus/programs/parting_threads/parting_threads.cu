// Barriers that not all threads of a block come to in the same way: branches, loops and returns before them.
#include <cstdio>
#include <vector>
#include <cuda_runtime.h>

static int wrong = 0;

static void expect(const char *what, const std::vector<int> &got, int (*value)(int)) {
    for (int i = 0; i < (int)got.size(); i++)
        if (got[i] != value(i)) {
            printf("%s: [%d] is %d, not %d\n", what, i, got[i], value(i));
            wrong++;
            return;
        }
}

__global__ void branch(int *a, int n) {
    __shared__ int s[64];
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        s[threadIdx.x] = a[i];
        __syncthreads();
        int last = min(n - (int)(blockIdx.x * blockDim.x), (int)blockDim.x) - 1;
        a[i] = s[last - threadIdx.x];
    }
}

__global__ void branches(int *a, int n) {
    __shared__ int s[64];
    int i = threadIdx.x;
    if (i < n)
        a[i] += 1000;
    if (i >= 32) {
        s[i] = i;
        __syncthreads();
        a[i] += s[95 - i];
    } else if (i >= 8) {
        s[i] = 2 * i;
        __syncthreads();
        a[i] += s[39 - i];
    } else
        a[i] = -i;
}

__device__ int total(int *s, int value) {
    s[threadIdx.x] = value;
    __syncthreads();
    for (int d = blockDim.x / 2; d > 0; d /= 2) {
        if (threadIdx.x < d)
            s[threadIdx.x] += s[threadIdx.x + d];
        __syncthreads();
    }
    return s[0];
}

__global__ void call(int *a, int n) {
    __shared__ int s[64];
    s[threadIdx.x] = 0;
    __syncthreads();
    int i = threadIdx.x;
    if (i < n) {
        int sum = total(s, i);
        a[i] = sum;
    }
}

// threads leave the loop one by one; the others go on
__global__ void strided(int *a, int n) {
    __shared__ int s[64];
    int t = threadIdx.x, k;
    for (k = t; k < n; k += blockDim.x) {
        s[t] = a[k];
        __syncthreads();
        a[k] = s[t] + k;
        __syncthreads();
    }
    a[n + t] = k;
}

__global__ void leaving(int *a) {
    __shared__ int s[64];
    int t = threadIdx.x, rounds = 0;
    s[t] = 0;
    while (true) {
        __syncthreads();
        int seen = s[63];
        __syncthreads();
        if (t == rounds) {
            a[t] = seen;
            break;
        }
        if (t != 63) {
            rounds++;
            continue;
        }
        s[t]++;
        rounds++;
    }
    a[64 + t] = rounds;
}

__global__ void at_least_once(int *a) {
    __shared__ int s[64];
    int t = threadIdx.x, left = t % 4;
    do {
        s[t] = left;
        __syncthreads();
        a[t] += s[t] + 1;
        left--;
    } while (left > 0);
}

// returns out of a loop without barriers, and in the middle of a block; more that all the others take together
__global__ void returns(int *a, const int *limits, int n) {
    __shared__ int s[64];
    int t = threadIdx.x;
    for (int k = 0; k < 3; k++) {
        if (t == limits[k])
            return;
        a[t]++;
    }
    if (t > 40) {
        a[t] = 7;
        if (t > 50)
            return;
        a[t] = 8;
    }
    if (n == 0)
        return;
    s[t] = a[t];
    __syncthreads();
    for (int k = 0; k < limits[3]; k++) {
        a[t] += s[k];
        __syncthreads();
    }
}

struct Pair {
    int first, second;
    __device__ Pair(const int *p, int i) : first(p[i]), second(p[i] + 1) {}
};

__global__ void objects(int *a, int n) {
    __shared__ int s[64];
    int t = threadIdx.x;
    s[t] = t;
    if (t >= n)
        return;
    Pair pair(a, t);
    int &place = a[t];
    int x = a[t] + 1, y = a[t] + 2;
    __syncthreads();
    place = pair.first + pair.second + x + y + s[63 - t];
}

template <class Kernel, class... Rest>
static std::vector<int> run(int count, int blocks, Kernel kernel, Rest... rest) {
    std::vector<int> host(count);
    for (int i = 0; i < count; i++)
        host[i] = i;
    int *a;
    cudaMalloc(&a, count * sizeof(int));
    cudaMemcpy(a, host.data(), count * sizeof(int), cudaMemcpyHostToDevice);
    kernel<<<blocks, 64>>>(a, rest...);
    cudaMemcpy(host.data(), a, count * sizeof(int), cudaMemcpyDeviceToHost);
    cudaFree(a);
    return host;
}

int main() {
    expect("branch", run(128, 2, branch, 100), [](int i) { return i < 64 ? 63 - i : i < 100 ? 163 - i : i; });
    expect("branches", run(64, 1, branches, 10), [](int i) {
        int a = i < 10 ? i + 1000 : i;
        return i >= 32 ? a + 95 - i : i >= 8 ? a + 2 * (39 - i) : -i;
    });
    expect("call", run(64, 1, call, 50), [](int i) { return i < 50 ? 49 * 50 / 2 : i; });
    expect("strided", run(164, 1, strided, 100), [](int i) {
        return i < 100 ? 2 * i : i - 100 < 36 ? i - 100 + 128 : i - 100 + 64;
    });
    expect("leaving", run(128, 1, leaving), [](int i) { return i >= 64 ? i - 64 : i; });
    expect("at_least_once", run(64, 1, at_least_once), [](int i) {
        int sum = i, left = i % 4;
        do sum += left-- + 1; while (left > 0);
        return sum;
    });
    int limits[] = {3, 5, 60, 2}, *device;
    cudaMalloc(&device, sizeof limits);
    cudaMemcpy(device, limits, sizeof limits, cudaMemcpyHostToDevice);
    expect("returns", run(64, 1, returns, device, 1), [](int i) {
        int a = i == 3 ? 3 : i == 5 ? 6 : i == 60 ? 62 : i + 3;
        if (i == 3 || i == 5 || i == 60)
            return a;
        return i > 50 ? 7 : (i > 40 ? 8 : a) + 3 + 4;
    });
    cudaFree(device);
    expect("objects", run(64, 1, objects, 60), [](int i) { return i < 60 ? 4 * i + 4 + 63 - i : i; });
    printf(wrong ? "FAIL\n" : "PASS\n");
    return wrong != 0;
}
