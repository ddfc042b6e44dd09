// Lennard-Jones energies over lists of neighbours, in a periodic box, with a cut-off.

struct Potential {
  double epsilon;
  double sigma;
  double cutoff;
  double box;

  __device__ double nearest(double d) const { return d - box * rint(d / box); }
  __device__ double energy(double square) const {
    if (square >= cutoff * cutoff) return 0.0;
    const double ratio = sigma * sigma / square;
    const double sixth = ratio * ratio * ratio;
    return 4.0 * epsilon * sixth * (sixth - 1.0);
  }
};

__global__ void lennard_jones(const double3 *atoms, const int *lists, const int *lengths, double *energies, Potential potential, int n, int most) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  double total = 0.0;
  for (int k = 0; k < lengths[i]; ++k) {
    const int j = lists[i * most + k];
    if (j == i) continue;
    const double dx = potential.nearest(atoms[i].x - atoms[j].x);
    const double dy = potential.nearest(atoms[i].y - atoms[j].y);
    const double dz = potential.nearest(atoms[i].z - atoms[j].z);
    total += potential.energy(dx * dx + dy * dy + dz * dz + 0.5);
  }
  energies[i] = 0.5 * total;
}
