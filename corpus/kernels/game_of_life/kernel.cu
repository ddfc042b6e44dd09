// A generation of Conway's game on a torus, a byte a cell.

__device__ __forceinline__ int wrap(int i, int n) { return i < 0 ? i + n : i >= n ? i - n : i; }

__global__ void game_of_life(const unsigned char *now, unsigned char *next, unsigned int *alive, int width, int height) {
  const int cells = width * height;
  for (int cell = blockIdx.x * blockDim.x + threadIdx.x; cell < cells; cell += blockDim.x * gridDim.x) {
    const int x = cell % width, y = cell / width;
    int neighbours = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (dx != 0 || dy != 0) neighbours += now[wrap(y + dy, height) * width + wrap(x + dx, width)];
    unsigned char state;
    switch (neighbours) {
      case 3:
        state = 1;
        break;
      case 2:
        state = now[cell];
        break;
      default:
        state = 0;
    }
    next[cell] = state;
    if (state) atomicInc(alive, 0xffffffffu);
  }
}
