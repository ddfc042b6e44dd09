// Addresses of a thread's own variables, kept across barriers: in an object that a constructor fills, in a structure that
// a function fills, in a range over a local array, in a chain of such objects, and given back by a function.
#include <cstdio>
#include <vector>

struct Slot {
    float *place;
    int tag;
};

class View {
  public:
    __device__ explicit View(const float &value) : value_(&value) {}
    __device__ float get() const { return *value_; }

  private:
    const float *value_;
};

struct Range {
    int *first, *last;
    __device__ int total() const {
        int sum = 0;
        for (const int *p = first; p != last; ++p) sum += *p;
        return sum;
    }
};

struct Counter {
    int count;
    __device__ Counter &operator+=(int more) {
        count += more;
        return *this;
    }
};

template <typename T>
__device__ T &larger(T &a, T &b) { return a < b ? b : a; }

__device__ void fill(Slot &slot, float &variable, int tag) {
    slot.place = &variable;
    slot.tag = tag;
}

__device__ void fill_later(Slot *slots, float &variable) { fill(slots[1], variable, 2); }

__device__ Range range_of(int *values, int count) { return Range{values, values + count}; }

__global__ void keep(float *floats, int *ints, int n) {
    extern __shared__ int tile[];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    float single = 1.5f * i, viewed = 0.25f * t, late = 3.0f * t, low = t, high = 31 - t;
    int own[4] = {t, 2 * t, 3 * t, i};
    Counter counter = {t};
    Slot slots[2];
    fill(slots[0], single, 1);
    fill_later(slots, late);
    View view(viewed);
    Range range = range_of(own, 4);
    float *chosen = &larger(low, high);
    tile[t] = ((counter += 1) += 2).count;
    __syncthreads();
    const int neighbour = tile[(t + 1) % blockDim.x];
    *slots[0].place += neighbour;
    *chosen += 100.0f;
    range.first[1] += neighbour;
    __syncthreads();
    if (i >= n) return;
    floats[i] = *slots[0].place + *slots[1].place + view.get() + larger(low, high) + slots[0].tag + slots[1].tag;
    ints[i] = range.total() + counter.count;
}

int main() {
    const int block = 64, n = 200, blocks = (n + block - 1) / block;
    float *floats;
    int *ints;
    cudaMalloc(&floats, n * sizeof(float));
    cudaMalloc(&ints, n * sizeof(int));
    keep<<<blocks, block, block * sizeof(int)>>>(floats, ints, n);
    std::vector<float> f(n);
    std::vector<int> k(n);
    cudaMemcpy(f.data(), floats, n * sizeof(float), cudaMemcpyDeviceToHost);
    cudaMemcpy(k.data(), ints, n * sizeof(int), cudaMemcpyDeviceToHost);
    int wrong = 0;
    for (int i = 0; i < n; i++) {
        const int t = i % block, neighbour = (t + 1) % block + 3;
        const float larger_one = (t < 31 - t ? 31 - t : t) + 100.0f;
        const float expected = 1.5f * i + neighbour + 3.0f * t + 0.25f * t + larger_one + 3;
        const int total = t + 2 * t + neighbour + 3 * t + i + t + 3;
        if (f[i] != expected || k[i] != total) {
            if (wrong++ < 3) std::printf("thread %d: %g and %d, not %g and %d\n", i, f[i], k[i], expected, total);
        }
    }
    cudaFree(floats);
    cudaFree(ints);
    std::printf("%d of %d threads differ\n", wrong, n);
    std::puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
