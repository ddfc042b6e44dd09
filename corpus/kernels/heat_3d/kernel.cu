// One step of the heat equation on a box; the walls keep their temperature.

#define AT(x, y, z) ((x) + nx * ((y) + ny * (z)))

__global__ void __launch_bounds__(256) heat_3d(const double *__restrict__ now, double *__restrict__ next, int nx, int ny, int nz, double factor) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x;
  const int y = blockIdx.y * blockDim.y + threadIdx.y;
  const int z = blockIdx.z * blockDim.z + threadIdx.z;
  if (x >= nx || y >= ny || z >= nz) return;
  const bool inside = x > 0 && x < nx - 1 && y > 0 && y < ny - 1 && z > 0 && z < nz - 1;
  const double here = now[AT(x, y, z)];
  double change = 0.0;
  if (inside) {
    change = now[AT(x - 1, y, z)] + now[AT(x + 1, y, z)] + now[AT(x, y - 1, z)] + now[AT(x, y + 1, z)] +
             now[AT(x, y, z - 1)] + now[AT(x, y, z + 1)] - 6.0 * here;
  }
  next[AT(x, y, z)] = here + factor * change;
}
