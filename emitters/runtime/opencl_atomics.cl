// Atomic operations with CUDA's names and results: each returns the old value.

// each: int i32, uint u32
$T uw_atomicAdd_$t_@(volatile __@ $T *p, $T v) { return atomic_add(p, v); }

// each: int i32, uint u32
$T uw_atomicSub_$t_@(volatile __@ $T *p, $T v) { return atomic_sub(p, v); }

// each: int i32, uint u32, float f32
$T uw_atomicExch_$t_@(volatile __@ $T *p, $T v) { return atomic_xchg(p, v); }

// each: int i32, uint u32
$T uw_atomicMin_$t_@(volatile __@ $T *p, $T v) { return atomic_min(p, v); }

// each: int i32, uint u32
$T uw_atomicMax_$t_@(volatile __@ $T *p, $T v) { return atomic_max(p, v); }

// each: int i32, uint u32
$T uw_atomicAnd_$t_@(volatile __@ $T *p, $T v) { return atomic_and(p, v); }

// each: int i32, uint u32
$T uw_atomicOr_$t_@(volatile __@ $T *p, $T v) { return atomic_or(p, v); }

// each: int i32, uint u32
$T uw_atomicXor_$t_@(volatile __@ $T *p, $T v) { return atomic_xor(p, v); }

// each: int i32, uint u32
$T uw_atomicCAS_$t_@(volatile __@ $T *p, $T expected, $T v) { return atomic_cmpxchg(p, expected, v); }

uint uw_atomicInc_u32_@(volatile __@ uint *p, uint limit) {
    uint seen, old = *p;
    do {
        seen = old;
        old = atomic_cmpxchg(p, seen, seen >= limit ? 0u : seen + 1u);
    } while (old != seen);
    return old;
}

uint uw_atomicDec_u32_@(volatile __@ uint *p, uint limit) {
    uint seen, old = *p;
    do {
        seen = old;
        old = atomic_cmpxchg(p, seen, seen == 0u || seen > limit ? limit : seen - 1u);
    } while (old != seen);
    return old;
}

float uw_atomicAdd_f32_@(volatile __@ float *p, float v) {
    volatile __@ uint *word = (volatile __@ uint *)p;
    uint seen, old = *word;
    do {
        seen = old;
        old = atomic_cmpxchg(word, seen, as_uint(as_float(seen) + v));
    } while (old != seen);
    return as_float(old);
}

ushort uw_atomicCAS_u16_@(volatile __@ ushort *p, ushort expected, ushort v) {
    volatile __@ uint *word = (volatile __@ uint *)((size_t)p & ~(size_t)3);
    uint shift = ((size_t)p & 2) ? 16u : 0u;
    uint seen, old = *word;
    do {
        seen = old;
        if ((ushort)(seen >> shift) != expected) {
            break;
        }
        old = atomic_cmpxchg(word, seen, (seen & ~(0xffffu << shift)) | ((uint)v << shift));
    } while (old != seen);
    return (ushort)(old >> shift);
}

// needs cl_khr_int64_base_atomics
ulong uw_atomicAdd_u64_@(volatile __@ ulong *p, ulong v) { return atom_add(p, v); }

// needs cl_khr_int64_base_atomics
// each: long i64, ulong u64
$T uw_atomicExch_$t_@(volatile __@ $T *p, $T v) { return atom_xchg(p, v); }

// needs cl_khr_int64_base_atomics
// each: long i64, ulong u64
$T uw_atomicCAS_$t_@(volatile __@ $T *p, $T expected, $T v) { return atom_cmpxchg(p, expected, v); }

// needs cl_khr_int64_extended_atomics
// each: long i64, ulong u64
$T uw_atomicMin_$t_@(volatile __@ $T *p, $T v) { return atom_min(p, v); }

// needs cl_khr_int64_extended_atomics
// each: long i64, ulong u64
$T uw_atomicMax_$t_@(volatile __@ $T *p, $T v) { return atom_max(p, v); }

// needs cl_khr_int64_extended_atomics
ulong uw_atomicAnd_u64_@(volatile __@ ulong *p, ulong v) { return atom_and(p, v); }

// needs cl_khr_int64_extended_atomics
ulong uw_atomicOr_u64_@(volatile __@ ulong *p, ulong v) { return atom_or(p, v); }

// needs cl_khr_int64_extended_atomics
ulong uw_atomicXor_u64_@(volatile __@ ulong *p, ulong v) { return atom_xor(p, v); }

// needs cl_khr_int64_base_atomics
double uw_atomicAdd_f64_@(volatile __@ double *p, double v) {
    volatile __@ ulong *word = (volatile __@ ulong *)p;
    ulong seen, old = *word;
    do {
        seen = old;
        old = atom_cmpxchg(word, seen, as_ulong(as_double(seen) + v));
    } while (old != seen);
    return as_double(old);
}

#ifdef __opencl_c_atomic_scope_device
#define uw_fence(flags, scope) atomic_work_item_fence(flags, memory_order_seq_cst, scope)
#else
#define uw_fence(flags, scope) mem_fence(flags)
#endif

void uw_threadfence(void) { uw_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE, memory_scope_device); }

void uw_threadfence_block(void) { uw_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE, memory_scope_work_group); }

void uw_threadfence_system(void) { uw_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE, memory_scope_device); }
