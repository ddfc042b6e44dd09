// The kernels of facade.cpp. block_sums has a variant for sub-groups of 32 and one with a work-item for a whole block.
typedef struct pair {
    ulong target;  // a pointer: OpenCL C takes none in structures that are parameters
    float factor;
} pair;

__kernel void facade_scale(__global float *a, float factor, int n) {
    int i = (int)get_global_id(0);
    if (i < n) a[i] *= factor;
}

__kernel void facade_through_pair(pair p, int n) {
    __global float *target = (__global float *)p.target;
    int i = (int)get_global_id(0);
    if (i < n) target[i] *= p.factor;
}

#ifdef UW_SUBGROUPS
__attribute__((intel_reqd_sub_group_size(32))) __kernel void facade_block_sums(__global const int *in, __global int *out,
                                                                               __local uchar *dynamic) {
    __local int *s = (__local int *)dynamic;
    int size = (int)get_local_size(0), t = (int)get_local_id(0);
    int b = (int)(get_group_id(1) * get_num_groups(0) + get_group_id(0));
    s[t] = in[b * size + t];
    barrier(CLK_LOCAL_MEM_FENCE);
    int sum = t < size ? s[t] : 0;
    for (int o = 16; o > 0; o >>= 1) {
        int other = sub_group_shuffle_xor(sum, (uint)o);
        sum += (t ^ o) < size ? other : 0;
    }
    if (t == 0) out[b] = sum;
}
#endif

#ifndef UW_SUBGROUPS
__kernel void facade_block_sums_serial(__global const int *in, __global int *out, __local uchar *dynamic, uint block_x,
                                       uint block_y, uint block_z) {
    __local int *s = (__local int *)dynamic;
    int size = (int)(block_x * block_y * block_z);
    int b = (int)(get_group_id(1) * get_num_groups(0) + get_group_id(0));
    for (int t = 0; t < size; t++) s[t] = in[b * size + t];
    int sum = 0;
    for (int t = 0; t < size; t++) sum += s[t];
    out[b] = sum;
}
#endif

__kernel void facade_use_symbols(__global float *out, __global float *table, __global int *counter,
                                 __global int *managed_total) {
    for (int i = 0; i < 4; i++) out[i] = table[i];
    out[4] = (float)*counter;
    out[5] = (float)*managed_total;
    *managed_total += *counter;
    *counter += 1;
}
