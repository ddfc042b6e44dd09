// Classes named before they are defined, `struct X` in front of declarators as C writes it, and specialisations of
// function templates that leave their arguments to be found.
#include <cstdio>

struct Cell;  // defined below its first uses

struct Edge {
    Cell *target;
    float weight;
};

class Walker {
  public:
    __device__ explicit Walker(Cell *at) : place(at), passed(0.0f) {}
    __device__ void step();
    Cell *place;
    float passed;
};

struct Cell {
    int number;
    struct Edge edge;
    struct Extra *extra;
};

struct Extra {
    int tag;
};

typedef struct Link {
    int link;
    struct Link *next;
} Link;

int describe(struct Cell *cells, int count);

__device__ void Walker::step() {
    passed += place->edge.weight;
    place = place->edge.target;
}

__global__ void walk(float *out, int steps) {
    __shared__ struct Cell ring[32];
    const int i = threadIdx.x;
    struct Extra mine, *extra = &mine;
    mine.tag = i;
    ring[i].number = i;
    ring[i].edge.target = &ring[(i + 1) % 32];
    ring[i].edge.weight = 0.5f * i;
    ring[i].extra = extra;
    __syncthreads();
    struct Link Link = {3, 0}, *last = &Link;
    last->next = last;
    Walker walker(&ring[i]);
    for (int s = 0; s < steps; ++s) walker.step();
    out[i] = walker.passed + walker.place->number + ring[i].extra->tag + last->next->link;
}

template <typename T>
__device__ T from_int(const int i) { return static_cast<T>(i); }
template <typename T>
__device__ T twice(const T a) { return a + a; }
template <typename T>
__device__ bool same(const T a, const T b) { return a == b; }

template <>
__device__ float2 from_int(const int i) { return make_float2(float(i), float(-i)); }
template <>
__device__ float2 twice(const float2 a) { return make_float2(2.0f * a.x, 2.0f * a.y); }
template <>
__device__ bool same(const float2 a, const float2 b) { return a.x == b.x && a.y == b.y; }

template <typename T>
__global__ void special(T *values, int *equal) {
    T six = twice(from_int<T>(3));
    *equal = same(six, from_int<T>(6)) && !same(six, from_int<T>(3));
    *values = six;
}

int describe(struct Cell *cells, int count) { return cells[count - 1].number; }

bool walks() {
    float *out, got[32];
    cudaMalloc(&out, sizeof got);
    walk<<<1, 32>>>(out, 5);
    cudaMemcpy(got, out, sizeof got, cudaMemcpyDeviceToHost);
    cudaFree(out);
    for (int i = 0; i < 32; ++i) {
        float want = float((i + 5) % 32 + i + 3);
        for (int s = 0; s < 5; ++s) want += 0.5f * ((i + s) % 32);
        if (got[i] != want) {
            printf("walker %d has %g, not %g\n", i, got[i], want);
            return false;
        }
    }
    struct Cell two[2] = {{4, {0, 0.0f}, 0}, {9, {0, 0.0f}, 0}};
    return describe(two, 2) == 9;
}

template <typename T>
bool specials(T want) {
    T *value, got;
    int *flag, equal = 0;
    cudaMalloc(&value, sizeof(T));
    cudaMalloc(&flag, sizeof(int));
    special<T><<<1, 1>>>(value, flag);
    cudaMemcpy(&got, value, sizeof(T), cudaMemcpyDeviceToHost);
    cudaMemcpy(&equal, flag, sizeof(int), cudaMemcpyDeviceToHost);
    cudaFree(value);
    cudaFree(flag);
    const unsigned char *a = reinterpret_cast<unsigned char *>(&got), *b = reinterpret_cast<unsigned char *>(&want);
    for (unsigned i = 0; i < sizeof(T); ++i) {
        if (a[i] != b[i]) equal = 0;
    }
    if (!equal) printf("a specialisation for %u bytes is wrong\n", unsigned(sizeof(T)));
    return equal != 0;
}

int main() {
    bool right = walks();
    right = specials<int>(6) && right;
    right = specials<double>(6.0) && right;
    right = specials<float2>(make_float2(6.0f, -6.0f)) && right;
    printf(right ? "PASS\n" : "FAIL\n");
    return right ? 0 : 1;
}
