// Cooperative groups as CUDA has them, for SYCL: work-groups and sub-groups of 32 work-items, which any function finds by
// DPC++'s free function queries. Comes with the output of unwarp; free for any use.
#pragma once

#include <assert.h>

#include "unwarp_sycl.hpp"

#define UW_GROUP_OPERATIONS
#define UW_DEVICE

namespace cooperative_groups {
namespace detail {

inline sycl::nd_item<3> item() { return sycl::ext::oneapi::this_work_item::get_nd_item<3>(); }

template <typename R>
inline dim3 dim3_of(const R &range) {
    return dim3((unsigned int)range[2], (unsigned int)range[1], (unsigned int)range[0]);
}
inline dim3 thread_index() { return dim3_of(item().get_local_id()); }
inline dim3 block_index() { return dim3_of(item().get_group().get_group_id()); }
inline dim3 block_dim() { return dim3_of(item().get_local_range()); }
inline dim3 grid_dim() { return dim3_of(item().get_group_range()); }
inline unsigned int block_threads() { return (unsigned int)item().get_local_range().size(); }
inline unsigned int rank_in_block() { return (unsigned int)item().get_local_linear_id(); }
inline unsigned long long grid_blocks() { return item().get_group_range().size(); }
inline unsigned long long rank_of_block() { return item().get_group_linear_id(); }

inline void sync_block() { sycl::group_barrier(item().get_group()); }
void sync_grid();  // SYCL has nothing like it
inline void sync_lanes(unsigned int) { sycl::group_barrier(item().get_sub_group()); }

inline void fail() { assert(!"a barrier for some threads of a block"); }

inline unsigned int active_lanes() { return uw::activemask(item()); }
inline unsigned int count_of(unsigned int lanes) { return sycl::popcount(lanes); }
inline unsigned int first_of(unsigned int lanes) { return sycl::ctz(lanes); }
inline unsigned int ballot(unsigned int lanes, int predicate) { return uw::ballot_sync(lanes, predicate, item()); }
inline int any(unsigned int lanes, int predicate) { return uw::any_sync(lanes, predicate, item()); }
inline int all(unsigned int lanes, int predicate) { return uw::all_sync(lanes, predicate, item()); }

// these for int, long, their kin, float and double
template <typename T>
inline unsigned int match_any_word(unsigned int lanes, T value) {
    return uw::match_any_sync(lanes, value, item());
}
template <typename T>
inline unsigned int match_all_word(unsigned int lanes, T value, int *all_equal) {
    return uw::match_all_sync(lanes, value, all_equal, item());
}
template <typename T>
inline T shfl_word(unsigned int, T value, int source, int width) {
    return uw::shfl(value, source, width, item());
}
template <typename T>
inline T shfl_up_word(unsigned int, T value, unsigned int delta, int width) {
    return uw::shfl_up(value, delta, width, item());
}
template <typename T>
inline T shfl_down_word(unsigned int, T value, unsigned int delta, int width) {
    return uw::shfl_down(value, delta, width, item());
}
template <typename T>
inline T shfl_xor_word(unsigned int, T value, int bits, int width) {
    return uw::shfl_xor(value, bits, width, item());
}

// what a lane of each 32 has, for all work-items of the group, which ask together
template <typename T>
struct warp_values {
    T _value;
    T of(unsigned int warp) const { return sycl::group_broadcast(item().get_group(), _value, warp * 32u); }
};
// by the first lane: runtimes have broadcast others wrongly
template <typename T>
inline warp_values<T> share(T value, unsigned int lane) {
    const sycl::sub_group lanes = uw::warp_of(item());
    const unsigned int last = (unsigned int)lanes.get_local_range()[0] - 1u;
    return warp_values<T>{sycl::group_broadcast(lanes, value, lane < last ? lane : last)};
}
inline void unshare() {}

}  // namespace detail
}  // namespace cooperative_groups

#include "unwarp_groups.hpp"
