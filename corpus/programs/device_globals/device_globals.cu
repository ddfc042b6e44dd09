// Variables in device memory at file scope, read and written by kernels and by the host; device functions with
// reference parameters, default arguments and overloads.
#include <cstdio>
#include <cstdlib>

#define N_CLASSES 6

__device__ int counter;                              // zero at the start
__device__ unsigned int classes[N_CLASSES];
__device__ float scale = 1.5f;
__device__ int table[4] = {11, 22, 33, 44};
static __device__ unsigned long long checksum = 1000ULL;
__constant__ int limits[N_CLASSES] = {10, 20, 40, 80, 160, 2147483647};
__device__ volatile int flags[2];

namespace settings {
__device__ int offset = -7;
}

static void must(cudaError_t e)
{
    if (e) {
        printf("FAIL: %s\n", cudaGetErrorString(e));
        exit(1);
    }
}

__host__ __device__ int collatz(int n, int bound = 200)
{
    int steps = 0;
    while (n != 1 && steps < bound) {
        n = n % 2 ? 3 * n + 1 : n / 2;
        ++steps;
    }
    return steps;
}

__device__ void minmax(int a, int b, int &low, int &high)
{
    low = min(a, b);
    high = max(a, b);
}

__device__ int mixed(int v)            { return v * 3; }
__device__ float mixed(float v)        { return v * 0.5f; }
__device__ float mixed(float v, int k) { return v + k; }

__device__ void bump(int &value, int by = 1) { value += by; }

__device__ int *slot(int *base, int i) { return base + i; }

__device__ int ones(unsigned int v)
{
    int count = 0;
    for (; v; v &= v - 1)
        ++count;
    return count;
}

__device__ int classify(int steps)
{
    for (int c = 0; c < N_CLASSES; ++c)
        if (steps < limits[c])
            return c;
    return N_CLASSES - 1;
}

__global__ void survey(int n)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n)
        return;
    int steps = collatz(i + 1);
    atomicAdd(&counter, 1);
    atomicAdd(&classes[classify(steps)], 1u);
    atomicAdd(&checksum, (unsigned long long)steps * (i + 1));
    if (i == n - 1)
        flags[0] = steps;
}

__global__ void calculate(int *out, float *fout, int n)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        int low, high;
        minmax(i * 5 % 17, i * 3 % 13, low, high);
        bump(low);
        bump(high, table[i & 3]);
        int *p = slot(out, 2 * i);
        p[0] = mixed(low) + settings::offset + ones(i);
        *(p + 1) = high - low + collatz(i + 1, 9);
        fout[i] = mixed((float)i) * scale + mixed(scale, i);
    }
}

__global__ void change_globals(int delta)
{
    counter += delta;
    scale *= 2.0f;
    settings::offset = settings::offset + delta;
    for (int &entry : table)
        entry -= delta;
    flags[1] = flags[0] + 1;
}

int main()
{
    const int n = 1111;
    int failures = 0;

    survey<<<(n + 255) / 256, 256>>>(n);
    must(cudaGetLastError());
    must(cudaDeviceSynchronize());

    int h_counter = -1, h_flags[2] = {-1, -1};
    unsigned int h_classes[N_CLASSES], expected[N_CLASSES] = {0};
    const int h_limits[N_CLASSES] = {10, 20, 40, 80, 160, 2147483647};
    unsigned long long h_checksum = 0, sum = 1000ULL;
    must(cudaMemcpyFromSymbol(&h_counter, counter, sizeof(int)));
    must(cudaMemcpyFromSymbol(h_classes, classes, sizeof(h_classes)));
    must(cudaMemcpyFromSymbol(&h_checksum, checksum, sizeof(h_checksum), 0, cudaMemcpyDeviceToHost));
    for (int i = 1; i <= n; ++i) {
        int steps = collatz(i), c = 0;
        while (steps >= h_limits[c])
            ++c;
        expected[c]++;
        sum += (unsigned long long)steps * i;
    }
    failures += h_counter != n;
    failures += h_checksum != sum;
    for (int c = 0; c < N_CLASSES; ++c)
        failures += h_classes[c] != expected[c];
    printf("counter %d, checksum %llu, classes", h_counter, h_checksum);
    for (unsigned int c : h_classes)
        printf(" %u", c);
    printf("\n");

    int *d_out, *out = new int[2 * n];
    float *d_fout, *fout = new float[n];
    must(cudaMalloc(&d_out, 2 * n * sizeof(int)));
    must(cudaMalloc(&d_fout, n * sizeof(float)));

    // twice: with the initial values, and with changed ones
    int h_table[4] = {11, 22, 33, 44}, offset = -7;
    float h_scale = 1.5f;
    for (int round = 0; round < 2; ++round) {
        calculate<<<n / 100 + 1, 100>>>(d_out, d_fout, n);
        must(cudaGetLastError());
        must(cudaMemcpy(out, d_out, 2 * n * sizeof(int), cudaMemcpyDeviceToHost));
        must(cudaMemcpy(fout, d_fout, n * sizeof(float), cudaMemcpyDeviceToHost));
        for (int i = 0; i < n; ++i) {
            int a = i * 5 % 17, b = i * 3 % 13;
            int low = (a < b ? a : b) + 1, high = (a < b ? b : a) + h_table[i & 3];
            failures += out[2 * i] != low * 3 + offset + __builtin_popcount(i);
            failures += out[2 * i + 1] != high - low + collatz(i + 1, 9);
            failures += fout[i] != i * 0.5f * h_scale + (h_scale + i);     // exact: few digits
        }
        if (round == 1)
            break;

        const int delta = 3;
        change_globals<<<1, 1>>>(delta);
        must(cudaGetLastError());
        h_counter += delta;
        h_scale *= 2.0f;
        offset += delta;
        for (int &entry : h_table)
            entry -= delta;
        // one element is then set from the host, through the symbol's address, and one variable by a copy to it
        void *address = nullptr;
        size_t size = 0;
        must(cudaGetSymbolAddress(&address, table));
        must(cudaGetSymbolSize(&size, table));
        failures += size != sizeof(h_table);
        h_table[2] = 777;
        must(cudaMemcpy((int *)address + 2, &h_table[2], sizeof(int), cudaMemcpyHostToDevice));
        h_scale = 0.25f;
        must(cudaMemcpyToSymbol(scale, &h_scale, sizeof(float)));
    }

    int final_counter = 0;
    must(cudaMemcpyFromSymbol(&final_counter, counter, sizeof(int)));
    must(cudaMemcpyFromSymbol(h_flags, flags, sizeof(h_flags)));
    failures += final_counter != h_counter;
    failures += h_flags[0] != collatz(n) || h_flags[1] != collatz(n) + 1;
    printf("final counter %d, flags %d %d\n", final_counter, h_flags[0], h_flags[1]);

    must(cudaFree(d_out));
    must(cudaFree(d_fout));
    delete[] out;
    delete[] fout;

    if (failures) {
        printf("FAIL: %d\n", failures);
        return 1;
    }
    printf("PASS\n");
    return 0;
}
