// Particles leave a box step by step: those that are left are selected by flags and by functors, a scan tells a kernel where
// they go, and a block counts them by CUB too. Whole arrays and blocks by the same headers.
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <cub/cub.cuh>

using namespace cub;

static int failures = 0;

static void expect(const char *what, double got, double wanted) {
    if (got == wanted || failures > 10) return;
    printf("%s: %.9g instead of %.9g\n", what, got, wanted);
    failures++;
}

struct Particle {
    float x, v;
    int id;
};

// Of the device alone, and called by functors only.
__device__ bool within(float x, float low, float high) { return x >= low && x < high; }

struct Inside {
    float low, high;
    Inside(float low, float high) : low(low), high(high) {}
    __device__ __forceinline__ bool operator()(const Particle &p) const { return within(p.x, low, high); }
};
struct Slow {
    __host__ __device__ bool operator()(const Particle &p) const { return p.v < 0.25f && p.v > -0.25f; }
};
struct Odd {
    __host__ __device__ bool operator()(int id) const { return (id & 1) != 0; }
};

__global__ void advance(Particle *particles, int *flags, int n, float step) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    Particle p = particles[i];
    p.x += p.v * step;
    particles[i] = p;
    flags[i] = p.x >= 0.0f && p.x < 1.0f;
}

__global__ void scatter_flagged(const Particle *from, const int *flags, const int *places, Particle *to, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n && flags[i]) to[places[i]] = from[i];
}

template <int THREADS> __global__ void count_flags(const int *flags, int n, int *count) {
    typedef BlockReduce<int, THREADS> Reduce;
    __shared__ typename Reduce::TempStorage storage;
    int mine = 0;
    for (int i = threadIdx.x; i < n; i += THREADS) mine += flags[i];
    int all = Reduce(storage).Sum(mine);
    if (threadIdx.x == 0) *count = all;
}

CachingDeviceAllocator allocator(true);

static std::vector<Particle> make_particles(int n) {
    std::vector<Particle> made(n);
    unsigned int seed = 7;
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        const float x = (float)(seed >> 16) / 65536.0f;
        seed = seed * 1664525u + 1013904223u;
        made[i] = Particle{x, (float)(seed >> 16) / 65536.0f - 0.5f, i};
    }
    return made;
}

static void check_same(const char *what, const Particle *d_got, int count, const std::vector<Particle> &wanted) {
    expect(what, count, (double)wanted.size());
    std::vector<Particle> got(count > 0 ? count : 1);
    cudaMemcpy(got.data(), d_got, count * sizeof(Particle), cudaMemcpyDeviceToHost);
    for (int i = 0; i < count && i < (int)wanted.size(); i++) {
        expect(what, got[i].id, wanted[i].id);
        expect(what, got[i].x, wanted[i].x);
    }
}

static int read(const int *d_value) {
    int value = -1;
    cudaMemcpy(&value, d_value, sizeof(int), cudaMemcpyDeviceToHost);
    return value;
}

int main() {
    const int n = 1000, threads = 128, blocks = (n + threads - 1) / threads;
    std::vector<Particle> particles = make_particles(n);
    Particle *d_particles = NULL, *d_left = NULL, *d_other = NULL, *d_rest = NULL;
    int *d_flags = NULL, *d_places = NULL, *d_count = NULL;
    CubDebugExit(allocator.DeviceAllocate((void **)&d_particles, n * sizeof(Particle)));
    CubDebugExit(allocator.DeviceAllocate((void **)&d_left, n * sizeof(Particle)));
    CubDebugExit(allocator.DeviceAllocate((void **)&d_other, n * sizeof(Particle)));
    CubDebugExit(allocator.DeviceAllocate((void **)&d_rest, n * sizeof(Particle)));
    CubDebugExit(allocator.DeviceAllocate((void **)&d_flags, n * sizeof(int)));
    CubDebugExit(allocator.DeviceAllocate((void **)&d_places, n * sizeof(int)));
    CubDebugExit(allocator.DeviceAllocate((void **)&d_count, 2 * sizeof(int)));
    cudaMemcpy(d_particles, particles.data(), n * sizeof(Particle), cudaMemcpyHostToDevice);
    cudaStream_t stream;
    cudaStreamCreate(&stream);

    // a kernel of a stream makes what CUB reads there
    advance<<<blocks, threads, 0, stream>>>(d_particles, d_flags, n, 0.75f);
    std::vector<Particle> moved(n), inside;
    for (int i = 0; i < n; i++) {
        moved[i] = particles[i];
        moved[i].x += moved[i].v * 0.75f;
        if (moved[i].x >= 0.0f && moved[i].x < 1.0f) inside.push_back(moved[i]);
    }
    void *d_storage = NULL;
    size_t bytes = 0, most = 0;
    CubDebugExit(DeviceSelect::Flagged(d_storage, bytes, d_particles, d_flags, d_left, d_count, n, stream));
    most = bytes;
    CubDebugExit(cub::DeviceScan::ExclusiveSum(d_storage, bytes, d_flags, d_places, n, stream));
    most = bytes > most ? bytes : most;
    CubDebugExit(DeviceSelect::If(d_storage, bytes, d_particles, d_left, d_count, n, Slow(), stream));
    most = bytes > most ? bytes : most;
    CubDebugExit(DevicePartition::If(d_storage, bytes, d_particles, d_left, d_count, n, Slow(), stream));
    most = bytes > most ? bytes : most;
    CubDebugExit(DevicePartition::If(d_storage, bytes, d_particles, d_left, d_other, d_rest, d_count, n, Slow(),
                                     Inside(0.0f, 0.5f), stream));
    most = bytes > most ? bytes : most;
    CubDebugExit(allocator.DeviceAllocate(&d_storage, most));
    CubDebugExit(DeviceSelect::Flagged(d_storage, most, d_particles, d_flags, d_left, d_count, n, stream));
    cudaStreamSynchronize(stream);
    check_same("flagged", d_left, read(d_count), inside);

    // the same by a scan and a kernel
    CubDebugExit(DeviceScan::ExclusiveSum(d_storage, most, d_flags, d_places, n, stream));
    cudaMemsetAsync(d_other, 0, n * sizeof(Particle), stream);
    scatter_flagged<<<blocks, threads, 0, stream>>>(d_particles, d_flags, d_places, d_other, n);
    count_flags<threads><<<1, threads, 0, stream>>>(d_flags, n, d_count);
    CubDebugExit(SyncStream(stream));
    check_same("scattered", d_other, read(d_count), inside);

    std::vector<Particle> slow, inner, rest, fast;
    for (const Particle &p : moved) {
        const bool is_slow = p.v < 0.25f && p.v > -0.25f;
        if (is_slow) slow.push_back(p);
        else if (p.x >= 0.0f && p.x < 0.5f) inner.push_back(p);
        else rest.push_back(p);
        if (!is_slow) fast.insert(fast.begin(), p);
    }
    CubDebugExit(DeviceSelect::If(d_storage, most, d_particles, d_left, d_count, n, Slow(), stream));
    cudaStreamSynchronize(stream);
    check_same("slow", d_left, read(d_count), slow);
    // the others of a partition come from its end
    CubDebugExit(DevicePartition::If(d_storage, most, d_particles, d_left, d_count, n, Slow(), stream));
    cudaStreamSynchronize(stream);
    check_same("parted", d_left, read(d_count), slow);
    check_same("others", d_left + slow.size(), n - read(d_count), fast);
    CubDebugExit(DevicePartition::If(d_storage, most, d_particles, d_left, d_other, d_rest, d_count, n, Slow(),
                                     Inside(0.0f, 0.5f), stream));
    cudaStreamSynchronize(stream);
    check_same("first", d_left, read(d_count), slow);
    check_same("second", d_other, read(d_count + 1), inner);
    check_same("third", d_rest, n - read(d_count) - read(d_count + 1), rest);

    // numbers that are computed where they are read
    CountingInputIterator<int> ids(10);
    CubDebugExit(DeviceSelect::If(d_storage, most, ids, d_places, d_count, 100, Odd()));
    expect("odd", read(d_count), 50);
    expect("first odd", read(d_places), 11);
    expect("last odd", read(d_places + 49), 109);
    CubDebugExit(DeviceSelect::Unique(d_storage, most, d_flags, d_places, d_count, n));
    std::vector<int> flags(n);
    cudaMemcpy(flags.data(), d_flags, n * sizeof(int), cudaMemcpyDeviceToHost);
    int runs = 1;
    for (int i = 1; i < n; i++) runs += flags[i] != flags[i - 1];
    expect("unique", read(d_count), runs);
    expect("unique value", read(d_places + runs - 1), flags[n - 1]);

    CubDebugExit(allocator.DeviceFree(d_storage));
    for (Particle *p : {d_particles, d_left, d_other, d_rest}) CubDebugExit(allocator.DeviceFree(p));
    for (int *p : {d_flags, d_places, d_count}) CubDebugExit(allocator.DeviceFree(p));
    cudaStreamDestroy(stream);
    printf("%s, %d of %d left\n", failures ? "FAIL" : "PASS", (int)inside.size(), n);
    return failures != 0;
}
