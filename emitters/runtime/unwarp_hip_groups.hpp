// Cooperative groups as CUDA has them, for HIP: its own header lacks many of them, and its warps may have 64 lanes. Comes
// with the output of unwarp; free for any use.
#ifndef UNWARP_HIP_GROUPS_HPP
#define UNWARP_HIP_GROUPS_HPP

#include <hip/hip_runtime.h>

#include "unwarp_hip.hpp"

#define UW_GROUP_OPERATIONS
#define UW_DEVICE __device__

namespace cooperative_groups {
namespace detail {

UW_DEVICE inline dim3 thread_index() { return dim3(threadIdx.x, threadIdx.y, threadIdx.z); }
UW_DEVICE inline dim3 block_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
UW_DEVICE inline dim3 block_dim() { return dim3(blockDim.x, blockDim.y, blockDim.z); }
UW_DEVICE inline dim3 grid_dim() { return dim3(gridDim.x, gridDim.y, gridDim.z); }
UW_DEVICE inline unsigned int block_threads() { return blockDim.x * blockDim.y * blockDim.z; }
UW_DEVICE inline unsigned int rank_in_block() {
  return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
}
UW_DEVICE inline unsigned long long grid_blocks() {
  return static_cast<unsigned long long>(gridDim.x) * gridDim.y * gridDim.z;
}
UW_DEVICE inline unsigned long long rank_of_block() {
  return (static_cast<unsigned long long>(blockIdx.z) * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
}

UW_DEVICE inline void sync_block() { __syncthreads(); }
UW_DEVICE inline void sync_grid() { __ockl_grid_sync(); }
UW_DEVICE inline void sync_lanes(unsigned int lanes) { ::uw::syncwarp(lanes); }

UW_DEVICE inline void fail() { __builtin_trap(); }
UW_DEVICE inline unsigned int active_lanes() { return ::uw::activemask(); }
UW_DEVICE inline unsigned int count_of(unsigned int lanes) { return __popc(lanes); }
UW_DEVICE inline unsigned int first_of(unsigned int lanes) { return __ffs(lanes) - 1; }
UW_DEVICE inline unsigned int ballot(unsigned int lanes, int predicate) { return ::uw::ballot_sync(lanes, predicate); }
UW_DEVICE inline int any(unsigned int lanes, int predicate) { return ::uw::any_sync(lanes, predicate); }
UW_DEVICE inline int all(unsigned int lanes, int predicate) { return ::uw::all_sync(lanes, predicate); }

// these for int, long, their kin, float and double
template <typename T>
UW_DEVICE inline unsigned int match_any_word(unsigned int lanes, T value) {
  return ::uw::match_any_sync(lanes, value);
}
template <typename T>
UW_DEVICE inline unsigned int match_all_word(unsigned int lanes, T value, int *all_equal) {
  return ::uw::match_all_sync(lanes, value, all_equal);
}
template <typename T>
UW_DEVICE inline T shfl_word(unsigned int, T value, int source, int width) {
  return __shfl(value, source, width);
}
template <typename T>
UW_DEVICE inline T shfl_up_word(unsigned int, T value, unsigned int delta, int width) {
  return __shfl_up(value, delta, width);
}
template <typename T>
UW_DEVICE inline T shfl_down_word(unsigned int, T value, unsigned int delta, int width) {
  return __shfl_down(value, delta, width);
}
template <typename T>
UW_DEVICE inline T shfl_xor_word(unsigned int, T value, int bits, int width) {
  return __shfl_xor(value, bits, width);
}

// what a lane of each 32 has, for all threads of the block
template <typename T>
struct warp_values {
  const T *_slots;
  UW_DEVICE T of(unsigned int warp) const { return _slots[warp]; }
};
template <typename T>
UW_DEVICE inline warp_values<T> share(T value, unsigned int lane) {
  __shared__ unsigned long long words[4 * sizeof(T)];
  T *slots = reinterpret_cast<T *>(words);
  if ((rank_in_block() & 31u) == lane) slots[rank_in_block() / 32u] = value;
  sync_block();
  return warp_values<T>{slots};
}
UW_DEVICE inline void unshare() { sync_block(); }

}  // namespace detail
}  // namespace cooperative_groups

#include "unwarp_groups.hpp"

#endif  // UNWARP_HIP_GROUPS_HPP
