// Warp operations where a sub-group is a warp. All lanes of a warp come here together, so the masks name all of them.

// Intel's runtime for CPUs (2026.2) does not run the work-items which a condition behind a shuffle turns away, unless
// something before it has an effect: others would then not get their values.
void uw_all_run(void) { atomic_work_item_fence(CLK_LOCAL_MEM_FENCE, memory_order_acq_rel, memory_scope_sub_group); }

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_$t($T v, int lane, int width) {
    uw_all_run();
    return sub_group_shuffle(v, uw_shfl_source(get_sub_group_local_id(), lane, width));
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_up_$t($T v, uint delta, int width) {
    uw_all_run();
    return sub_group_shuffle(v, uw_shfl_up_source(get_sub_group_local_id(), delta, width));
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_down_$t($T v, uint delta, int width) {
    uw_all_run();
    return sub_group_shuffle(v, uw_shfl_down_source(get_sub_group_local_id(), delta, width));
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_xor_$t($T v, int mask, int width) {
    uw_all_run();
    return sub_group_shuffle(v, uw_shfl_xor_source(get_sub_group_local_id(), mask, width));
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_sync_$t(uint lanes, $T v, int lane, int width) {
    (void)lanes;
    return uw_shfl_$t(v, lane, width);
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_up_sync_$t(uint lanes, $T v, uint delta, int width) {
    (void)lanes;
    return uw_shfl_up_$t(v, delta, width);
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_down_sync_$t(uint lanes, $T v, uint delta, int width) {
    (void)lanes;
    return uw_shfl_down_$t(v, delta, width);
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
$T uw_shfl_xor_sync_$t(uint lanes, $T v, int mask, int width) {
    (void)lanes;
    return uw_shfl_xor_$t(v, mask, width);
}

uint uw_ballot(int vote) { return sub_group_ballot(vote).x; }

int uw_any(int vote) { return uw_ballot(vote) != 0u; }

int uw_all(int vote) { return uw_ballot(!vote) == 0u; }

uint uw_ballot_sync(uint lanes, int vote) { return uw_ballot(vote) & lanes; }

int uw_any_sync(uint lanes, int vote) { return (uw_ballot(vote) & lanes) != 0u; }

int uw_all_sync(uint lanes, int vote) { return (uw_ballot(!vote) & lanes) == 0u; }

uint uw_activemask(void) { return uw_ballot(1); }

void uw_syncwarp(uint lanes) {
    (void)lanes;
    sub_group_barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
}

// each: int i32 uint, uint u32 uint, long i64 ulong, ulong u64 ulong, float f32 uint, double f64 ulong
uint uw_match_any_sync_$t(uint lanes, $T v) {
    uint result = 0;
    uw_all_run();
    for (uint lane = 0; lane < 32u; lane++) {
        result |= (uint)(as_$U(sub_group_shuffle(v, lane)) == as_$U(v)) << lane;
    }
    return result & lanes;
}

// each: int i32, uint u32, long i64, ulong u64, float f32, double f64
uint uw_match_all_sync_$t_@(uint lanes, $T v, __@ int *all_equal) {
    *all_equal = uw_match_any_sync_$t(lanes, v) == lanes;
    return *all_equal ? lanes : 0u;
}

// each: int i32, uint u32
$T uw_reduce_add_sync_$t(uint lanes, $T v) {
    (void)lanes;
    uw_all_run();
    for (uint other = 16; other > 0; other >>= 1) {
        v += sub_group_shuffle_xor(v, other);
    }
    return v;
}

// each: int i32, uint u32
$T uw_reduce_min_sync_$t(uint lanes, $T v) {
    (void)lanes;
    uw_all_run();
    for (uint other = 16; other > 0; other >>= 1) {
        v = min(v, sub_group_shuffle_xor(v, other));
    }
    return v;
}

// each: int i32, uint u32
$T uw_reduce_max_sync_$t(uint lanes, $T v) {
    (void)lanes;
    uw_all_run();
    for (uint other = 16; other > 0; other >>= 1) {
        v = max(v, sub_group_shuffle_xor(v, other));
    }
    return v;
}

uint uw_reduce_and_sync(uint lanes, uint v) {
    (void)lanes;
    uw_all_run();
    for (uint other = 16; other > 0; other >>= 1) {
        v &= sub_group_shuffle_xor(v, other);
    }
    return v;
}

uint uw_reduce_or_sync(uint lanes, uint v) {
    (void)lanes;
    uw_all_run();
    for (uint other = 16; other > 0; other >>= 1) {
        v |= sub_group_shuffle_xor(v, other);
    }
    return v;
}

uint uw_reduce_xor_sync(uint lanes, uint v) {
    (void)lanes;
    uw_all_run();
    for (uint other = 16; other > 0; other >>= 1) {
        v ^= sub_group_shuffle_xor(v, other);
    }
    return v;
}
