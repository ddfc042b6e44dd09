// Reductions and scans of CUB in device code, against plain loops: warps, parts of warps, blocks of one and of three
// dimensions, several items a thread, callbacks, operators of CUB and of one's own.
#include <cstdio>
#include <cstdlib>

#include <cub/block/block_reduce.cuh>
#include <cub/block/block_scan.cuh>
#include <cub/cub.cuh>

static int failures = 0;

static void expect(const char *what, int index, double got, double wanted) {
    if (got == wanted || failures > 10) return;
    printf("%s[%d]: %g instead of %g\n", what, index, got, wanted);
    failures++;
}

struct AbsoluteMax {
    __host__ __device__ __forceinline__ int operator()(const int &a, const int &b) const {
        int x = a < 0 ? -a : a, y = b < 0 ? -b : b;
        return x > y ? x : y;
    }
};

// What came before this tile.
struct RunningTotal {
    int total;
    __device__ RunningTotal(int start) : total(start) {}
    __device__ int operator()(int tile) {
        int before = total;
        total += tile;
        return before;
    }
};

template <int THREADS> __global__ void reduce_kernel(const int *in, int n, int *out) {
    using Reduce = cub::BlockReduce<int, THREADS>;
    __shared__ typename Reduce::TempStorage storage;
    int mine = (int)(blockIdx.x * THREADS + threadIdx.x) < n ? in[blockIdx.x * THREADS + threadIdx.x] : 0;
    int sum = Reduce(storage).Sum(mine);
    __syncthreads();
    int largest = Reduce(storage).Reduce(mine, cub::Max());
    __syncthreads();
    int part = Reduce(storage).Reduce(mine, cub::Min(), THREADS / 2 + 5);
    __syncthreads();
    int widest = Reduce(storage).Reduce(mine, AbsoluteMax());
    if (threadIdx.x == 0) {
        out[blockIdx.x * 4] = sum;
        out[blockIdx.x * 4 + 1] = largest;
        out[blockIdx.x * 4 + 2] = part;
        out[blockIdx.x * 4 + 3] = widest;
    }
}

__global__ void argmax_kernel(const float *in, int *where, float *what) {
    typedef cub::KeyValuePair<int, float> Pair;
    typedef cub::BlockReduce<Pair, 32, cub::BLOCK_REDUCE_RAKING, 2, 2> Reduce;
    __shared__ Reduce::TempStorage storage;
    int rank = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
    Pair best = Reduce(storage).Reduce(Pair(rank, in[rank]), cub::ArgMax());
    if (rank == 0) {
        *where = best.key;
        *what = best.value;
    }
}

template <int ITEMS> __global__ void items_kernel(const double *in, double *sum, double *before) {
    typedef cub::BlockReduce<double, 64> Reduce;
    typedef cub::BlockScan<double, 64, cub::BLOCK_SCAN_WARP_SCANS> Scan;
    __shared__ union {
        typename Reduce::TempStorage reduce;
        typename Scan::TempStorage scan;
    } storage;
    double items[ITEMS], prefixes[ITEMS], all;
    for (int i = 0; i < ITEMS; i++) items[i] = in[threadIdx.x * ITEMS + i];
    double total = Reduce(storage.reduce).Sum(items);
    __syncthreads();
    Scan(storage.scan).ExclusiveSum(items, prefixes, all);
    for (int i = 0; i < ITEMS; i++) before[threadIdx.x * ITEMS + i] = prefixes[i];
    if (threadIdx.x == 0) {
        sum[0] = total;
        sum[1] = all;
    }
}

// One block scans all tiles, one after the other.
__global__ void long_scan_kernel(const int *in, int *out, int n) {
    using Scan = cub::BlockScan<int, 96>;
    __shared__ Scan::TempStorage storage;
    RunningTotal running(1000);
    for (int tile = 0; tile < n; tile += 96) {
        int i = tile + threadIdx.x, x = i < n ? in[i] : 0;
        Scan(storage).InclusiveSum(x, x, running);
        __syncthreads();
        if (i < n) out[i] = x;
    }
}

__global__ void scans_kernel(const int *in, int *out) {
    using Scan = cub::BlockScan<int, 160>;
    __shared__ Scan::TempStorage storage;
    int t = threadIdx.x, x = in[t], inclusive, exclusive, highest, all, pair[2] = {in[t], -in[t]};
    Scan(storage).InclusiveScan(x, inclusive, cub::Max());
    __syncthreads();
    Scan(storage).ExclusiveScan(x, highest, -7, cub::Max(), all);
    __syncthreads();
    Scan(storage).ExclusiveSum(x, exclusive);
    __syncthreads();
    Scan(storage).InclusiveSum(pair, pair);
    out[t] = inclusive;
    out[160 + t] = highest;
    out[320 + t] = exclusive;
    out[480 + t] = pair[0];
    out[640 + t] = pair[1];
    out[800 + t] = all;
}

template <int LANES> __global__ void warp_kernel(const int *in, int *out) {
    using Reduce = cub::WarpReduce<int, LANES>;
    using Scan = cub::WarpScan<int, LANES>;
    __shared__ typename Reduce::TempStorage reduce[128 / LANES];
    __shared__ typename Scan::TempStorage scan[128 / LANES];
    int t = threadIdx.x, group = t / LANES, x = in[t], before, upto, sum;
    int total = Reduce(reduce[group]).Sum(x);
    int part = Reduce(reduce[group]).Reduce(x, cub::Max(), LANES - 1);
    int head = Reduce(reduce[group]).HeadSegmentedSum(x, x % 5 == 0);
    int tail = Reduce(reduce[group]).TailSegmentedReduce(x, x % 5 == 0, cub::Min());
    Scan(scan[group]).ExclusiveSum(x, before, sum);
    Scan(scan[group]).InclusiveScan(x, upto, cub::Min());
    out[t] = t % LANES == 0 ? total : 0;
    out[128 + t] = t % LANES == 0 ? part : 0;
    out[256 + t] = before;
    out[384 + t] = upto;
    out[512 + t] = sum;
    out[640 + t] = Scan(scan[group]).Broadcast(x, 2);
    // a segment's result is for its first lane
    bool first_of_heads = t % LANES == 0 || x % 5 == 0;
    bool first_of_tails = t % LANES == 0 || in[t - 1] % 5 == 0;
    out[768 + t] = first_of_heads ? head : 0;
    out[896 + t] = first_of_tails ? tail : 0;
}

static void check_blocks(const int *a, int n, int *out) {
    reduce_kernel<128><<<3, 128>>>(a, n, out);
    cudaDeviceSynchronize();
    for (int b = 0; b < 3; b++) {
        int sum = 0, largest = -1000000, part = 1000000, widest = 0;
        for (int t = 0; t < 128; t++) {
            int x = b * 128 + t < n ? a[b * 128 + t] : 0;
            sum += x;
            if (x > largest) largest = x;
            if (t < 69 && x < part) part = x;
            if (abs(x) > widest) widest = abs(x);
        }
        expect("sum", b, out[b * 4], sum);
        expect("largest", b, out[b * 4 + 1], largest);
        expect("part", b, out[b * 4 + 2], part);
        expect("widest", b, out[b * 4 + 3], widest);
    }
    scans_kernel<<<1, 160>>>(a, out);
    cudaDeviceSynchronize();
    int highest = -7, sum = 0, top = a[0], all = a[0];
    for (int t = 0; t < 160; t++) if (a[t] > all) all = a[t];
    for (int t = 0; t < 160; t++) {
        expect("highest before", t, out[160 + t], highest);
        expect("sum before", t, out[320 + t], sum);
        if (a[t] > top) top = a[t];
        if (a[t] > highest) highest = a[t];
        sum += a[t];
        expect("highest so far", t, out[t], top);
        expect("pairs", t, out[480 + t], a[t]);
        expect("pairs'", t, out[640 + t], 0);
        expect("highest of all", t, out[800 + t], all);
    }
    long_scan_kernel<<<1, 96>>>(a, out, n);
    cudaDeviceSynchronize();
    sum = 1000;
    for (int i = 0; i < n; i++) expect("long scan", i, out[i], sum += a[i]);
}

template <int LANES> static void check_warps(const int *a, int *out) {
    warp_kernel<LANES><<<1, 128>>>(a, out);
    cudaDeviceSynchronize();
    for (int t = 0; t < 128; t++) {
        int first = t / LANES * LANES, sum = 0, before = 0, upto = a[first], part = a[first];
        for (int i = first; i < first + LANES; i++) {
            sum += a[i];
            if (i < t) before += a[i];
            if (i <= t && a[i] < upto) upto = a[i];
            if (i < first + LANES - 1 && a[i] > part) part = a[i];
        }
        int head = 0, tail = 1000000;
        for (int i = t; i < first + LANES && (i == t || a[i] % 5 != 0); i++) head += a[i];
        for (int i = t; i < first + LANES; i++) {
            if (a[i] < tail) tail = a[i];
            if (a[i] % 5 == 0) break;
        }
        expect("warp sum", t, out[t], t == first ? sum : 0);
        expect("warp part", t, out[128 + t], t == first ? part : 0);
        expect("warp before", t, out[256 + t], before);
        expect("warp minimum", t, out[384 + t], upto);
        expect("warp total", t, out[512 + t], sum);
        expect("broadcast", t, out[640 + t], a[first + 2]);
        expect("heads", t, out[768 + t], t == first || a[t] % 5 == 0 ? head : 0);
        expect("tails", t, out[896 + t], t == first || a[t - 1] % 5 == 0 ? tail : 0);
    }
}

int main() {
    const int n = 333;
    int *a, *out;
    float *f;
    double *d;
    cudaMallocManaged(&a, 400 * sizeof(int));
    cudaMallocManaged(&out, 1024 * sizeof(int));
    cudaMallocManaged(&f, 129 * sizeof(float));
    cudaMallocManaged(&d, 600 * sizeof(double));
    unsigned int seed = 5;
    for (int i = 0; i < 400; i++) {
        seed = seed * 1664525u + 1013904223u;
        a[i] = (int)(seed >> 16) % 201 - 100;
    }
    check_blocks(a, n, out);
    check_warps<32>(a, out);
    check_warps<8>(a, out);
    for (int i = 0; i < 128; i++) f[i] = (float)(i * 37 % 61);
    argmax_kernel<<<1, dim3(32, 2, 2)>>>(f, out, f + 128);
    for (int i = 0; i < 192; i++) d[i] = i * 0.25 - 3;
    items_kernel<3><<<1, 64>>>(d, d + 400, d + 200);
    cudaDeviceSynchronize();
    int best = 0;
    for (int i = 0; i < 128; i++) if (f[i] > f[best]) best = i;
    expect("place of the largest", 0, out[0], best);
    expect("largest of all", 0, f[128], f[best]);
    double sum = 0;
    for (int i = 0; i < 192; i++) {
        expect("items before", i, d[200 + i], sum);
        sum += d[i];
    }
    expect("items", 0, d[400], sum);
    expect("items", 1, d[401], sum);
    if (cudaGetLastError() != cudaSuccess) failures++;
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
