// What serial kernels call: threads of a block are indices, a warp is 32 of them, values are in arrays with an element a thread.

uint uw_clip(long rest, uint count) {
    return rest <= 0 ? 0 : rest < (long)count ? (uint)rest : count;
}

bool uw_any_thread_@(const __@ bool *mask, uint threads) {
    for (uint t = 0; t < threads; t++) {
        if (mask[t]) {
            return true;
        }
    }
    return false;
}

uint uw_warp_lanes(uint t, uint threads) {
    uint rest = threads - (t & ~31u);
    return rest >= 32u ? 0xffffffffu : (1u << rest) - 1u;
}

void uw_ballot_block_@_#@(__@ uint *bits, const __#@ bool *values, uint threads) {
    for (uint warp = 0; warp * 32u < threads; warp++) {
        uint word = 0;
        for (uint lane = 0; lane < 32u && warp * 32u + lane < threads; lane++) {
            word |= (uint)values[warp * 32u + lane] << lane;
        }
        bits[warp] = word;
    }
}

void uw_ballot_active_@_#@(__@ uint *bits, const __#@ bool *values, const __#@ bool *active, uint threads) {
    for (uint warp = 0; warp * 32u < threads; warp++) {
        uint word = 0;
        for (uint lane = 0; lane < 32u && warp * 32u + lane < threads; lane++) {
            word |= (uint)(active[warp * 32u + lane] && values[warp * 32u + lane]) << lane;
        }
        bits[warp] = word;
    }
}

// the thread whose value a shuffle takes; width is a power of two
uint uw_shfl_source(uint t, int lane, int width) {
    uint segment = (uint)width - 1u;
    return (t & ~segment) | ((uint)lane & segment);
}

uint uw_shfl_up_source(uint t, uint delta, int width) { return (t & ((uint)width - 1u)) < delta ? t : t - delta; }

uint uw_shfl_down_source(uint t, uint delta, int width) {
    return (t & ((uint)width - 1u)) + delta >= (uint)width ? t : t + delta;
}

uint uw_shfl_xor_source(uint t, int mask, int width) {
    uint source = (t & ~31u) | ((t ^ (uint)mask) & 31u);
    return source > (t | ((uint)width - 1u)) ? t : source;
}

// each: int i32 uint, uint u32 uint, long i64 ulong, ulong u64 ulong, float f32 uint, double f64 ulong
uint uw_match_any_$t_@(const __@ $T *values, uint who, uint t) {
    uint result = 0;
    for (uint lane = 0; lane < 32u; lane++) {
        if ((who >> lane & 1u) && as_$U(values[(t & ~31u) + lane]) == as_$U(values[t])) {
            result |= 1u << lane;
        }
    }
    return result;
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
uint uw_match_all_$t_@_#@(const __@ $T *values, uint who, uint t, __#@ int *all_equal) {
    *all_equal = uw_match_any_$t_@(values, who, t) == who;
    return *all_equal ? who : 0u;
}

// each: int i32, uint u32
$T uw_reduce_add_$t_@(const __@ $T *values, uint who, uint t) {
    uint result = 0;
    for (uint lane = 0; lane < 32u; lane++) {
        result += (who >> lane & 1u) ? (uint)values[(t & ~31u) + lane] : 0u;
    }
    return ($T)result;
}

// each: int i32, uint u32
$T uw_reduce_min_$t_@(const __@ $T *values, uint who, uint t) {
    $T result = values[t];
    for (uint lane = 0; lane < 32u; lane++) {
        result = (who >> lane & 1u) ? min(result, values[(t & ~31u) + lane]) : result;
    }
    return result;
}

// each: int i32, uint u32
$T uw_reduce_max_$t_@(const __@ $T *values, uint who, uint t) {
    $T result = values[t];
    for (uint lane = 0; lane < 32u; lane++) {
        result = (who >> lane & 1u) ? max(result, values[(t & ~31u) + lane]) : result;
    }
    return result;
}

uint uw_reduce_and_u32_@(const __@ uint *values, uint who, uint t) {
    uint result = 0xffffffffu;
    for (uint lane = 0; lane < 32u; lane++) {
        result &= (who >> lane & 1u) ? values[(t & ~31u) + lane] : 0xffffffffu;
    }
    return result;
}

uint uw_reduce_or_u32_@(const __@ uint *values, uint who, uint t) {
    uint result = 0;
    for (uint lane = 0; lane < 32u; lane++) {
        result |= (who >> lane & 1u) ? values[(t & ~31u) + lane] : 0u;
    }
    return result;
}

uint uw_reduce_xor_u32_@(const __@ uint *values, uint who, uint t) {
    uint result = 0;
    for (uint lane = 0; lane < 32u; lane++) {
        result ^= (who >> lane & 1u) ? values[(t & ~31u) + lane] : 0u;
    }
    return result;
}
