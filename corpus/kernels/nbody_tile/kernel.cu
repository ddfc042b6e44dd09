// Gravity among bodies: a block takes the others in tiles of shared memory.

#define SOFTENING 0.01f

__device__ float3 pull(float4 on, float4 from, float3 acceleration) {
  float3 d;
  d.x = from.x - on.x;
  d.y = from.y - on.y;
  d.z = from.z - on.z;
  const float square = d.x * d.x + d.y * d.y + d.z * d.z + SOFTENING;
  const float inverse = rsqrtf(square);
  const float strength = from.w * inverse * inverse * inverse;
  acceleration.x += d.x * strength;
  acceleration.y += d.y * strength;
  acceleration.z += d.z * strength;
  return acceleration;
}

__global__ void nbody_tile(const float4 *bodies, float3 *accelerations, int n) {
  extern __shared__ float4 tile[];
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const float4 mine = i < n ? bodies[i] : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  float3 sum = {0.0f, 0.0f, 0.0f};
  for (int start = 0; start < n; start += blockDim.x) {
    tile[threadIdx.x] = start + threadIdx.x < n ? bodies[start + threadIdx.x] : make_float4(0, 0, 0, 0);
    __syncthreads();
    for (int k = 0; k < blockDim.x; ++k) sum = pull(mine, tile[k], sum);
    __syncthreads();
  }
  if (i < n) accelerations[i] = sum;
}
