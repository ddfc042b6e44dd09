// Conway's game of life on a torus: a tile with a halo in shared memory; the tile's extents and the rule are template
// parameters. Checked against the host, and against a glider's known course.

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <utility>
#include <vector>

namespace life {

using Cell = std::uint8_t;

class Error {
 public:
  explicit Error(cudaError_t code) : code_(code) {}
  const char *what() const { return cudaGetErrorString(code_); }

 private:
  cudaError_t code_;
};

inline void check(cudaError_t code) {
  if (code != cudaSuccess) throw Error(code);
}

enum class Rule { conway, highlife };

template <Rule R>
struct Birth;
template <>
struct Birth<Rule::conway> {
  static constexpr unsigned mask = 1u << 3;
};
template <>
struct Birth<Rule::highlife> {
  static constexpr unsigned mask = 1u << 3 | 1u << 6;
};

template <Rule R>
__host__ __device__ constexpr Cell next_state(Cell alive, int neighbours) {
  return alive ? (neighbours == 2 || neighbours == 3) : (Birth<R>::mask >> neighbours & 1u);
}

__device__ __forceinline__ int wrap(int i, int n) { return i < 0 ? i + n : i >= n ? i - n : i; }

template <int TILE_X, int TILE_Y, Rule R = Rule::conway>
__global__ void step(const Cell *__restrict__ in, Cell *__restrict__ out, int width, int height) {
  constexpr int HALO_X = TILE_X + 2;
  constexpr int HALO_Y = TILE_Y + 2;
  __shared__ Cell tile[HALO_Y][HALO_X];

  const int left = blockIdx.x * TILE_X - 1;
  const int top = blockIdx.y * TILE_Y - 1;
  const int thread = threadIdx.y * TILE_X + threadIdx.x;
  for (int k = thread; k < HALO_X * HALO_Y; k += TILE_X * TILE_Y) {
    const int ty = k / HALO_X, tx = k % HALO_X;
    // tiles may reach over the right and lower edge: what is there is not used, but must not be read out of bounds
    const int x = wrap(min(left + tx, width), width);
    const int y = wrap(min(top + ty, height), height);
    tile[ty][tx] = in[y * width + x];
  }
  __syncthreads();

  const int x = blockIdx.x * TILE_X + threadIdx.x;
  const int y = blockIdx.y * TILE_Y + threadIdx.y;
  if (x < width && y < height) {
    int neighbours = 0;
#pragma unroll
    for (int dy = 0; dy < 3; ++dy)
#pragma unroll
      for (int dx = 0; dx < 3; ++dx)
        if (dx != 1 || dy != 1) neighbours += tile[threadIdx.y + dy][threadIdx.x + dx];
    out[y * width + x] = next_state<R>(tile[threadIdx.y + 1][threadIdx.x + 1], neighbours);
  }
}

class Board {
 public:
  Board(int width, int height) : width_(width), height_(height), cells_(width * height, 0) {}

  Cell &operator()(int x, int y) { return cells_[((y + height_) % height_) * width_ + (x + width_) % width_]; }
  Cell operator()(int x, int y) const { return const_cast<Board &>(*this)(x, y); }
  bool operator==(const Board &other) const { return cells_ == other.cells_; }
  int population() const { return static_cast<int>(std::count(cells_.begin(), cells_.end(), 1)); }
  int width() const { return width_; }
  int height() const { return height_; }
  Cell *data() { return cells_.data(); }
  const Cell *data() const { return cells_.data(); }
  size_t bytes() const { return cells_.size() * sizeof(Cell); }

 private:
  int width_, height_;
  std::vector<Cell> cells_;
};

template <Rule R>
Board step_on_host(const Board &board) {
  Board result(board.width(), board.height());
  for (int y = 0; y < board.height(); ++y)
    for (int x = 0; x < board.width(); ++x) {
      int neighbours = 0;
      for (int d = 0; d < 9; ++d)
        if (d != 4) neighbours += board(x + d % 3 - 1, y + d / 3 - 1);
      result(x, y) = next_state<R>(board(x, y), neighbours);
    }
  return result;
}

template <int TILE_X, int TILE_Y, Rule R>
Board run_on_device(const Board &start, int generations) {
  Cell *current, *next;
  check(cudaMalloc(&current, start.bytes()));
  check(cudaMalloc(&next, start.bytes()));
  check(cudaMemcpy(current, start.data(), start.bytes(), cudaMemcpyHostToDevice));
  const dim3 block{TILE_X, TILE_Y};
  const dim3 grid{(unsigned)(start.width() + TILE_X - 1) / TILE_X, (unsigned)(start.height() + TILE_Y - 1) / TILE_Y};
  for (int g = 0; g < generations; ++g) {
    step<TILE_X, TILE_Y, R><<<grid, block>>>(current, next, start.width(), start.height());
    check(cudaGetLastError());
    std::swap(current, next);
  }
  Board result(start.width(), start.height());
  check(cudaMemcpy(result.data(), current, result.bytes(), cudaMemcpyDeviceToHost));
  check(cudaFree(current));
  check(cudaFree(next));
  return result;
}

}  // namespace life

int main() {
  using namespace life;
  bool good = true;
  try {
    // a glider moves one cell down and to the right every four generations; here across the edge
    Board glider(21, 14), moved(21, 14);
    const int shape[5][2] = {{1, 0}, {2, 1}, {0, 2}, {1, 2}, {2, 2}};
    for (auto &cell : shape) {
      glider(17 + cell[0], 10 + cell[1]) = 1;
      moved(17 + 6 + cell[0], 10 + 6 + cell[1]) = 1;
    }
    Board flown = run_on_device<8, 8, Rule::conway>(glider, 24);
    std::cout << "glider: " << flown.population() << " cells" << std::endl;
    good = good && flown == moved;

    Board soup(75, 41);
    unsigned s = 11;
    for (int y = 0; y < soup.height(); ++y)
      for (int x = 0; x < soup.width(); ++x) {
        s = s * 1664525u + 1013904223u;
        soup(x, y) = (s >> 28) < 6;
      }
    const int generations = 12;
    Board plain = soup, high = soup;
    for (int g = 0; g < generations; ++g) {
      plain = step_on_host<Rule::conway>(plain);
      high = step_on_host<Rule::highlife>(high);
    }
    Board a = run_on_device<16, 16, Rule::conway>(soup, generations);
    Board b = run_on_device<32, 4, Rule::conway>(soup, generations);
    Board c = run_on_device<16, 8, Rule::highlife>(soup, generations);
    std::cout << "soup of " << soup.population() << ": conway " << a.population() << ", highlife " << c.population() << std::endl;
    good = good && a == plain && b == plain && c == high && !(plain == high);
  } catch (const Error &e) {
    std::cout << "FAIL: " << e.what() << std::endl;
    return 1;
  }
  std::cout << (good ? "PASS" : "FAIL") << std::endl;
  return good ? 0 : 1;
}
