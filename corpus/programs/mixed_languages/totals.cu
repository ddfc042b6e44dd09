#include "ledger.h"

#include <cstring>

/// Counts how often each weight class occurs in a row; the counters start as zero bytes.
__device__ void count_classes(const int *row, int columns, unsigned *classes) {
    memset(classes, 0, 8 * sizeof(unsigned));
    for (int i = 0; i < columns; ++i) classes[row[i] % 8] += row[i];
}

__global__ void weigh_rows(const int *table, int rows, int columns, long long *sums) {
    const int r = blockIdx.x * blockDim.x + threadIdx.x;
    if (r >= rows) return;
    unsigned classes[8], copy[8];
    count_classes(table + r * columns, columns, classes);
    std::memcpy(copy, classes, sizeof copy);
    long long sum = 0;
    for (int k = 0; k < 8; ++k) sum += static_cast<long long>(copy[k]) * (k + 1);
    sums[r] = sum;
}

long total_on_device(const int *table, int rows, int columns) {
    int *d_table = nullptr;
    long long *d_sums = nullptr, sums[ROWS];
    must(cudaMalloc(&d_table, rows * columns * sizeof(int)), "room for the table");
    must(cudaMalloc(&d_sums, rows * sizeof(long long)), "room for the sums");
    must(cudaMemcpy(d_table, table, rows * columns * sizeof(int), cudaMemcpyHostToDevice), "table to the device");
    weigh_rows<<<(rows + 15) / 16, 16>>>(d_table, rows, columns, d_sums);
    must(cudaGetLastError(), "launch");
    must(cudaMemcpy(sums, d_sums, rows * sizeof(long long), cudaMemcpyDeviceToHost), "sums to the host");
    must(cudaFree(d_table), "free");
    must(cudaFree(d_sums), "free");
    long total = 0;
    for (int r = 0; r < rows; ++r) total += static_cast<long>(sums[r]);
    return total;
}
