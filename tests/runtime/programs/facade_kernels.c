/* The kernels of facade.cpp, written as plain loops over threads. */
#include "facade_kernels.h"

struct pair {
    float *target;
    float factor;
};

static float table[4] = {1, 2, 3, 4};
static int counter = 7;
static int *managed_total;

void *facade_symbol_table(size_t *size) { return *size = sizeof table, table; }
void *facade_symbol_counter(size_t *size) { return *size = sizeof counter, &counter; }
void facade_bind_managed_total(void *address) { managed_total = address; }

static long first(const uw_launch *l) { return l->first * l->block[0]; }
static long end(const uw_launch *l) { return l->end * l->block[0]; }

void facade_scale(const uw_launch *launch, void **args) {
    float *a = *(float **)args[0], factor = *(float *)args[1];
    int n = *(int *)args[2];
    for (long i = first(launch); i < end(launch) && i < n; i++) a[i] *= factor;
}

void facade_through_pair(const uw_launch *launch, void **args) {
    struct pair pair = *(struct pair *)args[0];
    int n = *(int *)args[1];
    for (long i = first(launch); i < end(launch) && i < n; i++) pair.target[i] *= pair.factor;
}

void facade_block_sums(const uw_launch *launch, void **args) {
    const int *in = *(const int **)args[0];
    int *out = *(int **)args[1];
    int size = (int)(launch->block[0] * launch->block[1]);
    for (long b = launch->first; b < launch->end; b++) {
        out[b] = 0;
        for (int t = 0; t < size; t++) out[b] += in[b * size + t];
    }
}

void facade_use_symbols(const uw_launch *launch, void **args) {
    float *out = *(float **)args[0];
    (void)launch;
    for (int i = 0; i < 4; i++) out[i] = table[i];
    out[4] = (float)counter;
    out[5] = (float)*managed_total;
    *managed_total += counter++;
}
