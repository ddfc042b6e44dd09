// Keys put into a table with open addressing; each key ends in the table once, and its count beside it.

#define EMPTY 0xffffffffu

__device__ unsigned int slot_of(unsigned int key, unsigned int size) { return key * 2654435761u % size; }

__global__ void hash_insert(const unsigned int *keys, unsigned int *table, unsigned int *found, int n, unsigned int size) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const unsigned int key = keys[i];
  unsigned int slot = slot_of(key, size);
  while (true) {
    const unsigned int before = atomicCAS(&table[slot], EMPTY, key);
    if (before == EMPTY) {
      atomicAdd(&found[0], 1u);
      break;
    }
    if (before == key) {
      atomicAdd(&found[1], 1u);
      break;
    }
    slot = slot + 1 == size ? 0 : slot + 1;
  }
}
