// Cooperative groups as CUDA has them, for HIP. Comes with the output of unwarp; free for any use.
#pragma once

#include <hip/hip_cooperative_groups.h>
#include <hip/hip_runtime.h>

namespace cooperative_groups {

template <typename T>
struct plus {
  __device__ T operator()(T a, T b) const { return a + b; }
};
template <typename T>
struct less {  // the smaller
  __device__ T operator()(T a, T b) const { return b < a ? b : a; }
};
template <typename T>
struct greater {  // the larger
  __device__ T operator()(T a, T b) const { return a < b ? b : a; }
};
template <typename T>
struct bit_and {
  __device__ T operator()(T a, T b) const { return a & b; }
};
template <typename T>
struct bit_or {
  __device__ T operator()(T a, T b) const { return a | b; }
};
template <typename T>
struct bit_xor {
  __device__ T operator()(T a, T b) const { return a ^ b; }
};

template <unsigned size, typename Parent, typename T, typename Operation>
__device__ inline T reduce(const thread_block_tile<size, Parent> &group, T value, Operation operation) {
  for (unsigned distance = size / 2; distance > 0; distance /= 2) {
    value = operation(value, group.shfl_xor(value, distance));
  }
  return value;
}

template <typename T, typename Operation>
__device__ inline T reduce(const coalesced_group &group, T value, Operation operation) {
  T result = group.shfl(value, 0);
  for (unsigned rank = 1; rank < group.size(); ++rank) result = operation(result, group.shfl(value, rank));
  return result;
}

}  // namespace cooperative_groups

namespace uw {

// The active lanes of the program's warp of 32, where HIP's may have 64.
struct lanes_of_warp : cooperative_groups::coalesced_group {
  __device__ lanes_of_warp() : coalesced_group(__ballot(1) & 0xffffffffull << (__lane_id() & 32u)) {}
};
__device__ inline cooperative_groups::coalesced_group coalesced_threads() { return lanes_of_warp(); }

}  // namespace uw
