// Lambdas inside device code: in methods, with the object itself, its address or a copy of it; nested; with arrays that are
// copied when the lambda is made.
#include <cuda_runtime.h>

#include <cstdio>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

const int THREADS = 32, RESULTS = 8;

template <class F>
__host__ __device__ int sum(int n, F f) {
    int total = 0;
    for (int i = 0; i < n; ++i) total += f(i);
    return total;
}

struct Base {
    int offset;
    __host__ __device__ int moved(int x) const { return x + offset; }
};

struct Series : Base {
    int start, weights[3];

    __host__ __device__ int implicit(int n) {
        return sum(n, [=](int i) { return start + weights[i % 3] * i; });
    }
    __host__ __device__ int changing(int n) {
        sum(n, [this](int i) { start += i; return 0; });
        return start;
    }
    __host__ __device__ int by_reference(int n) {
        int last = 0;
        sum(n, [&](int i) { last = moved(i); this->weights[0] += last; return 0; });
        return weights[0] * 100 + last;
    }
    __host__ __device__ int copied(int n) {
        auto term = [*this, n](int i) { return start * n + moved(i); };
        start = -1000;
        return sum(n, term);
    }
    __host__ __device__ int nested(int n) const {
        return sum(n, [=](int i) { return sum(2, [=](int j) { return weights[j] + i * moved(j); }); });
    }
};

__host__ __device__ int arrays(int n) {
    int values[4] = {n, n + 1, n + 2, n + 3}, table[2][2] = {{1, n}, {n, 2}};
    auto old = [=](int i) { return values[i % 4] + table[i % 2][i / 2 % 2]; };
    for (int i = 0; i < 4; ++i) values[i] = table[i / 2][i % 2] = 0;
    return sum(6, old) * 10 + values[0];
}

__host__ __device__ void all(int me, int *out) {
    Series s;
    s.offset = me % 5;
    s.start = me + 1;
    for (int i = 0; i < 3; ++i) s.weights[i] = me * (i + 1) % 7;
    out[0] = s.implicit(5);
    out[1] = s.changing(4);
    out[2] = s.by_reference(3);
    out[3] = s.copied(3);
    out[4] = s.nested(4);
    out[5] = arrays(me);
    out[6] = s.start;
    out[7] = s.weights[0];
}

__global__ void run(int *out) { all(threadIdx.x, out + threadIdx.x * RESULTS); }

int main() {
    int *device, found[THREADS * RESULTS], want[RESULTS];
    CHECK(cudaMalloc(&device, sizeof found));
    run<<<1, THREADS>>>(device);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(found, device, sizeof found, cudaMemcpyDeviceToHost));
    for (int me = 0; me < THREADS; ++me) {
        all(me, want);
        for (int k = 0; k < RESULTS; ++k)
            if (found[me * RESULTS + k] != want[k]) {
                printf("thread %d, result %d: %d instead of %d\n", me, k, found[me * RESULTS + k], want[k]);
                return 1;
            }
    }
    CHECK(cudaFree(device));
    printf("PASS\n");
    return 0;
}
