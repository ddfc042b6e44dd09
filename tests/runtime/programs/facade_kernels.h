#ifndef FACADE_KERNELS_H
#define FACADE_KERNELS_H
#include <stddef.h>
#ifndef UW_LAUNCH
#define UW_LAUNCH
typedef struct uw_launch {
    unsigned int grid[3], block[3];
    size_t shared;
    long first, end;
} uw_launch;
#endif
#ifdef __cplusplus
extern "C" {
#endif
void facade_scale(const uw_launch *launch, void **args);
void facade_through_pair(const uw_launch *launch, void **args);
void facade_block_sums(const uw_launch *launch, void **args);
void facade_use_symbols(const uw_launch *launch, void **args);
void *facade_symbol_table(size_t *size);
void *facade_symbol_counter(size_t *size);
void facade_bind_managed_total(void *address);
#ifdef __cplusplus
}
#endif
#endif
