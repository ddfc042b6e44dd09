#include "facade_kernels.h"
static const uwKernelRegistration uw_kernel_0((const void *)(void (*)(float *, float, int))&kernels::scale<float, 256>, facade_scale, "facade_scale");
static const uwKernelRegistration uw_kernel_1((const void *)(void (*)(Pair, int))&through_pair, facade_through_pair, "facade_through_pair");
static const uwKernelRegistration uw_kernel_2((const void *)(void (*)(const int *, int *))&block_sums, facade_block_sums, "facade_block_sums");
static const uwKernelRegistration uw_kernel_3((const void *)(void (*)(float *))&use_symbols, facade_use_symbols, "facade_use_symbols");
static const uwSymbolRegistration uw_symbol_0(&table, facade_symbol_table);
static const uwSymbolRegistration uw_symbol_1(&counter, facade_symbol_counter);
static const uwManagedRegistration uw_managed_0(&managed_total, sizeof managed_total, facade_bind_managed_total);
