/* Shared by C, by host C++ and by CUDA: only the CUDA compiler sees the checks. */
#ifndef LEDGER_H
#define LEDGER_H

#define ROWS 37
#define COLUMNS 19

#ifdef __cplusplus
extern "C" {
#endif
long expected_total(int rows, int columns);
int fill_row(int *row, int columns, int seed);
#ifdef __cplusplus
}
#endif

#ifdef __CUDACC__
#include <cstdio>
#include <cstdlib>

inline void must(cudaError_t status, const char *what) {
    if (status != cudaSuccess) {
        std::printf("FAIL: %s: %s\n", what, cudaGetErrorString(status));
        std::exit(1);
    }
}

long total_on_device(const int *table, int rows, int columns);
#endif

#endif
