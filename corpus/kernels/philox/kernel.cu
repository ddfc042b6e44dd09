// Random numbers by counting: ten rounds of Philox with products of 32 x 32 bits.

struct Philox {
  uint4 counter;
  uint2 key;

  __device__ void round() {
    const unsigned int high0 = __umulhi(0xD2511F53u, counter.x), low0 = 0xD2511F53u * counter.x;
    const unsigned int high1 = __umulhi(0xCD9E8D57u, counter.z), low1 = 0xCD9E8D57u * counter.z;
    counter = make_uint4(high1 ^ counter.y ^ key.x, low1, high0 ^ counter.w ^ key.y, low0);
  }
  __device__ uint4 operator()() {
    for (int i = 0; i < 10; ++i) {
      if (i > 0) {
        key.x += 0x9E3779B9u;
        key.y += 0xBB67AE85u;
      }
      round();
    }
    return counter;
  }
};

__global__ void philox(uint4 *numbers, float4 *uniform, unsigned long long seed, int n) {
  const int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n) return;
  Philox generator = {make_uint4(i, 0, 7u, 0), make_uint2((unsigned int)seed, (unsigned int)(seed >> 32))};
  const uint4 r = generator();
  numbers[i] = r;
  const float scale = 1.0f / 16777216.0f;
  uniform[i] = make_float4((r.x >> 8) * scale, (r.y >> 8) * scale, (r.z >> 8) * scale, (r.w >> 8) * scale);
}
