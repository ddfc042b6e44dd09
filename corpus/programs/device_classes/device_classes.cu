// Classes in device code: operators and constructors that ask where the thread is, a class that becomes the block's
// shared memory, static members in device memory.
#include <cstdio>

template <typename T>
struct Shared {
    __device__ operator T *() {
        extern __shared__ int raw[];
        return (T *)raw;
    }
    __device__ operator const T *() const {
        extern __shared__ int raw[];
        return (const T *)raw;
    }
};

// A row of a matrix for each thread
class Row {
  public:
    __device__ Row(const float *matrix, int width) {
        first = matrix + (blockIdx.x * blockDim.x + threadIdx.x) * width;
        size = width;
    }
    __device__ float operator[](int column) const { return first[(column + threadIdx.x) % size]; }

  private:
    const float *first;
    int size;
};

struct Weighted {
    float weight;
    __device__ float operator()(float value) const { return value * weight + threadIdx.x; }
};

struct Counter {
    static __device__ unsigned int calls;
    static __constant__ float scale[2];
    static __device__ float scaled(float value) {
        atomicAdd(&calls, 1u);
        return value * scale[threadIdx.x & 1];
    }
};
__device__ unsigned int Counter::calls = 0;
__constant__ float Counter::scale[2] = {0.5f, 2.0f};

template <typename T>
__global__ void rows(const float *matrix, int width, T *out) {
    T *tile = Shared<T>();
    Row row(matrix, width);
    Weighted weighted = {3.0f};
    T sum = 0;
    for (int k = 0; k < width; k++) sum += (T)(row[k] * (k + 1));
    tile[threadIdx.x] = sum;
    __syncthreads();
    const T other = tile[blockDim.x - 1 - threadIdx.x];
    out[blockIdx.x * blockDim.x + threadIdx.x] = (T)Counter::scaled(weighted((float)other));
}

template <typename T>
static int check(const float *matrix, const float *host, int width) {
    const int blocks = 3, threads = 32;
    T *out, got[blocks * threads];
    int wrong = 0;
    cudaMalloc(&out, sizeof got);
    rows<T><<<blocks, threads, threads * sizeof(T)>>>(matrix, width, out);
    cudaMemcpy(got, out, sizeof got, cudaMemcpyDeviceToHost);
    cudaFree(out);
    for (int i = 0; i < blocks * threads; i++) {
        const int t = i % threads, other = threads - 1 - t;
        T sum = 0;
        for (int k = 0; k < width; k++) {
            sum += (T)(host[(i - t + other) * width + (k + other) % width] * (k + 1));
        }
        wrong += got[i] != (T)(((float)sum * 3.0f + t) * (t % 2 ? 2.0f : 0.5f));
    }
    return wrong;
}

int main() {
    const int width = 5, rows = 96;
    float host[rows * width], *matrix;
    for (int i = 0; i < rows * width; i++) host[i] = (float)(i % 29) - 7.0f;
    cudaMalloc(&matrix, sizeof host);
    cudaMemcpy(matrix, host, sizeof host, cudaMemcpyHostToDevice);
    int wrong = check<float>(matrix, host, width) + check<double>(matrix, host, width) + check<int>(matrix, host, width);
    const float scale[2] = {4.0f, 8.0f};
    unsigned int calls = 0;
    cudaMemcpyFromSymbol(&calls, Counter::calls, sizeof calls);
    if (calls != 3 * rows && ++wrong) std::printf("%u calls\n", calls);
    cudaMemcpyToSymbol(Counter::scale, scale, sizeof scale);
    float *out, first = 0.0f;
    cudaMalloc(&out, rows * sizeof(float));
    ::rows<float><<<1, 1, sizeof(float)>>>(matrix, width, out);
    cudaMemcpy(&first, out, sizeof first, cudaMemcpyDeviceToHost);
    float expected = 0.0f;
    for (int k = 0; k < width; k++) expected += host[k] * (k + 1);
    if (first != expected * 3.0f * 4.0f && ++wrong) std::printf("%g instead of %g\n", first, expected * 12.0f);
    cudaFree(out);
    cudaFree(matrix);
    std::puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
