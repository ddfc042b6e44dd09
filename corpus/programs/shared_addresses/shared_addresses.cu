// Addresses of shared memory as numbers of 32 bits, the way kernels with assembly pass them about: made by a function and
// by assembly, in static and dynamic shared memory; asynchronous copies in two stages, some with zeros for what lies beyond
// the end; vector loads and stores. A row is copied while the one before it is summed.
#include <cuda_runtime.h>

#include <cstdint>
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

#define COPY_16(to, from) \
    asm volatile("cp.async.cg.shared.global.L2::128B [%0], [%1], 16;\n" ::"r"(to), "l"(from))
#define END_OF_STAGE() asm volatile("cp.async.commit_group;\n" ::)
#define WAIT_FOR_ALL_BUT(n) asm volatile("cp.async.wait_group %0;\n" ::"n"(n))

const int THREADS = 64, WIDTH = 4 * THREADS, ROWS = 9, LAST = WIDTH - 6;  // columns behind LAST count as 0

__device__ __forceinline__ uint32_t address_of(const void *pointer) {
    return static_cast<uint32_t>(__cvta_generic_to_shared(pointer));
}

__device__ __forceinline__ uint32_t address_by_assembly(const void *pointer) {
    uint32_t address;
    asm("{ .reg .u64 wide;\n"
        "  cvta.to.shared.u64 wide, %1;\n"
        "  cvt.u32.u64 %0, wide; }\n"
        : "=r"(address)
        : "l"(pointer));
    return address;
}

// the first `bytes` of 16, and zeros
__device__ __forceinline__ void copy_some(uint32_t to, const void *from, int bytes) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;\n" ::"r"(to), "l"(from), "r"(bytes));
}

__device__ __forceinline__ void load_four(float (&values)[4], uint32_t address) {
    asm volatile("ld.shared.v4.f32 {%0, %1, %2, %3}, [%4];\n"
                 : "=f"(values[0]), "=f"(values[1]), "=f"(values[2]), "=f"(values[3])
                 : "r"(address));
}

struct Stage {
    uint32_t start;
    __device__ uint32_t of(int thread) const { return start + 16 * thread; }
    __device__ Stage other(uint32_t first, uint32_t second) const { return {start == first ? second : first}; }
};

__global__ void row_sums(const float *matrix, float *sums) {
    extern __shared__ float dynamic[];
    __shared__ float fixed[WIDTH];
    __shared__ float partial[THREADS];
    const int t = threadIdx.x;
    const uint32_t first = address_of(dynamic), second = address_by_assembly(fixed);
    Stage now = {first};
    COPY_16(now.of(t), &matrix[4 * t]);
    END_OF_STAGE();
    for (int row = 0; row < ROWS; row++) {
        const Stage next = now.other(first, second);
        if (row + 1 < ROWS) {
            const int left = LAST - 4 * t;
            copy_some(next.of(t), matrix + (row + 1) * WIDTH + 4 * t, left >= 4 ? 16 : left > 0 ? 4 * left : 0);
        }
        END_OF_STAGE();
        WAIT_FOR_ALL_BUT(1);
        __syncthreads();
        float values[4];
        load_four(values, now.of(THREADS - 1 - t));
        const float sum = values[0] + 2 * values[1] + 3 * values[2] + 4 * values[3];
        asm volatile("st.shared.f32 [%0], %1;\n" ::"r"(address_of(partial) + 4 * t), "f"(sum));
        __syncthreads();
        if (t == 0) {
            float total = 0;
            for (int k = 0; k < THREADS; k++) total += partial[k];
            sums[row] = total;
        }
        __syncthreads();
        now = next;
    }
    asm volatile("cp.async.wait_all;\n");
}

int main() {
    static float matrix[ROWS * WIDTH];
    for (int i = 0; i < ROWS * WIDTH; i++) matrix[i] = static_cast<float>((i * 37 + i / WIDTH) % 101 - 50);
    float *on_device, *sums, got[ROWS];
    CHECK(cudaMalloc(&on_device, sizeof(matrix)));
    CHECK(cudaMalloc(&sums, sizeof(got)));
    CHECK(cudaMemcpy(on_device, matrix, sizeof(matrix), cudaMemcpyHostToDevice));
    row_sums<<<1, THREADS, WIDTH * sizeof(float)>>>(on_device, sums);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(got, sums, sizeof(got), cudaMemcpyDeviceToHost));
    for (int row = 0; row < ROWS; row++) {
        float wanted = 0;
        for (int k = 0; k < WIDTH; k++) {
            if (row == 0 || k < LAST) wanted += (k % 4 + 1) * matrix[row * WIDTH + k];
        }
        if (got[row] != wanted) {
            printf("row %d: %g, not %g\n", row, got[row], wanted);
            return 1;
        }
    }
    CHECK(cudaFree(on_device));
    CHECK(cudaFree(sums));
    printf("PASS\n");
    return 0;
}
