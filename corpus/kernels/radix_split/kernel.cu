// A stable sort of each warp's 32 keys, bit by bit: a ballot says where each key goes.

#define LANES 32

__device__ unsigned int lanes_below(int lane) { return (1u << lane) - 1u; }

__global__ void radix_split(unsigned short *keys, unsigned char *places, int bits) {
  const int lane = threadIdx.x % LANES;
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned int key = keys[i];
  int origin = lane;

  for (int bit = 0; bit < bits; ++bit) {
    const bool one = (key >> bit) & 1u;
    const unsigned int ones = __ballot_sync(0xffffffff, one);
    const int zeros = LANES - __popc(ones);
    const int target = one ? zeros + __popc(ones & lanes_below(lane)) : __popc(~ones & lanes_below(lane));

    // The lane that goes to mine: found bit by bit through what every lane says
    int source = 0;
    for (int other = 0; other < LANES; ++other) {
      if (__shfl_sync(0xffffffff, target, other) == lane) source = other;
    }
    key = __shfl_sync(0xffffffff, key, source);
    origin = __shfl_sync(0xffffffff, origin, source);
  }
  keys[i] = (unsigned short)key;
  places[i] = (unsigned char)origin;
}
