// Functions chosen while a kernel runs: through pointers in device variables and tables, in structures, as parameters of
// kernels and of device functions, and through a pointer that the host reads and hands back.
// refused: sycl UW2002
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                                                  \
    do {                                                                                             \
        cudaError_t error = (call);                                                                  \
        if (error != cudaSuccess) {                                                                  \
            printf("line %d: %s\n", __LINE__, cudaGetErrorString(error));                            \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

const int N = 1000;

typedef float (*Operation)(float, float);

__device__ float add(float a, float b) { return a + b; }
__device__ float scale(float a, float b) { return a * b; }
__device__ float larger(float a, float b) { return a > b ? a : b; }
template <typename T>
__device__ T difference(T a, T b) {
    return a > b ? a - b : b - a;
}

__device__ Operation chosen = scale;
__device__ Operation table[4] = {add, &scale, larger, difference<float>};

// a second family, which stores through pointers
using Update = void (*)(int *cell, int by);
__device__ void increase(int *cell, int by) { *cell += by; }
__device__ void halve(int *cell, int) { *cell /= 2; }

struct Step {
    Update update;
    int by;
};

__device__ float fold(Operation operation, const float *values, int n) {
    float result = values[0];
    for (int i = 1; i < n; i++) result = (*operation)(result, values[i]);
    return result;
}

__global__ void through_table(const float *a, const float *b, float *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = table[i % 4](a[i], b[i]) + (chosen != nullptr ? chosen(a[i], 0.5f) : 0.0f);
}

__global__ void through_parameter(const float *a, float *out, Operation operation, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = operation(a[i], 3.0f) + (operation == chosen ? 1000.0f : 0.0f);
}

__global__ void in_structures(int *cells, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    Step steps[2] = {{increase, 10}, {halve, 0}};
    if (i % 3 == 0) steps[1].update = increase, steps[1].by = -1;
    if (i >= n) return;
    for (int k = 0; k < 2; k++) steps[k].update(&cells[i], steps[k].by);
}

__global__ void folds(const float *a, float *out) {
    __shared__ float part[64];
    part[threadIdx.x] = a[blockIdx.x * 64 + threadIdx.x];
    __syncthreads();
    if (threadIdx.x < 3) out[blockIdx.x * 3 + threadIdx.x] = fold(table[threadIdx.x], part, 4 + threadIdx.x);
}

int failures = 0;

void expect(double got, double wanted, const char *what, int i) {
    if (std::fabs(got - wanted) <= 1e-4 * (1.0 + std::fabs(wanted))) return;
    if (failures++ < 10) printf("%s: element %d is %g instead of %g\n", what, i, got, wanted);
}

int main() {
    static float a[N], b[N], out[N];
    static int cells[N];
    for (int i = 0; i < N; i++) {
        a[i] = 0.01f * (i % 37);
        b[i] = 0.5f + 0.25f * (i % 11);
        cells[i] = i;
    }
    float *d_a, *d_b, *d_out;
    int *d_cells;
    CHECK(cudaMalloc(&d_a, sizeof a));
    CHECK(cudaMalloc(&d_b, sizeof b));
    CHECK(cudaMalloc(&d_out, sizeof out));
    CHECK(cudaMalloc(&d_cells, sizeof cells));
    CHECK(cudaMemcpy(d_a, a, sizeof a, cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_b, b, sizeof b, cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_cells, cells, sizeof cells, cudaMemcpyHostToDevice));

    through_table<<<(N + 127) / 128, 128>>>(d_a, d_b, d_out, N);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) {
        float by_table[] = {a[i] + b[i], a[i] * b[i], std::fmax(a[i], b[i]), std::fabs(a[i] - b[i])};
        expect(out[i], by_table[i % 4] + 0.5f * a[i], "through a table", i);
    }

    Operation first, second, other;
    CHECK(cudaMemcpyFromSymbol(&first, table, sizeof(Operation)));
    CHECK(cudaMemcpyFromSymbol(&second, table, sizeof(Operation), 2 * sizeof(Operation)));
    through_parameter<<<(N + 127) / 128, 128>>>(d_a, d_out, first, N);
    CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) expect(out[i], a[i] + 3.0f, "through a parameter", i);
    CHECK(cudaMemcpyToSymbol(chosen, &second, sizeof(Operation)));
    CHECK(cudaMemcpyFromSymbol(&other, chosen, sizeof(Operation)));
    through_parameter<<<(N + 127) / 128, 128>>>(d_a, d_out, other, N);
    CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) expect(out[i], 1000.0f + std::fmax(a[i], 3.0f), "after a copy", i);

    in_structures<<<(N + 63) / 64, 64>>>(d_cells, N);
    CHECK(cudaMemcpy(cells, d_cells, sizeof cells, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) expect(cells[i], i % 3 == 0 ? i + 9 : (i + 10) / 2, "in structures", i);

    folds<<<4, 64>>>(d_a, d_out);
    CHECK(cudaMemcpy(out, d_out, sizeof out, cudaMemcpyDeviceToHost));
    for (int block = 0; block < 4; block++) {
        const float *v = a + 64 * block;
        expect(out[3 * block], v[0] + v[1] + v[2] + v[3], "folds", 3 * block);
        expect(out[3 * block + 1], v[0] * v[1] * v[2] * v[3] * v[4], "folds", 3 * block + 1);
        float most = v[0];
        for (int k = 1; k < 6; k++) most = std::fmax(most, v[k]);
        expect(out[3 * block + 2], most, "folds", 3 * block + 2);
    }
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
