// A block loads a tile, sorts it and stores it by means of CUB; items change between blocked and striped order.
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <algorithm>

#include <cub/cub.cuh>

static int failures = 0;

static void expect(const char *what, int index, double got, double wanted) {
    if (got == wanted || failures > 10) return;
    printf("%s[%d]: %g instead of %g\n", what, index, got, wanted);
    failures++;
}

template <typename Key, int THREADS, int ITEMS>
__global__ void sort_tiles(const Key *in, Key *out, int n, Key filler) {
    typedef cub::BlockLoad<Key, THREADS, ITEMS, cub::BLOCK_LOAD_TRANSPOSE> Load;
    typedef cub::BlockRadixSort<Key, THREADS, ITEMS> Sort;
    typedef cub::BlockStore<Key, THREADS, ITEMS, cub::BLOCK_STORE_WARP_TRANSPOSE> Store;
    __shared__ union {
        typename Load::TempStorage load;
        typename Sort::TempStorage sort;
        typename Store::TempStorage store;
    } storage;
    int first = blockIdx.x * THREADS * ITEMS, valid = n - first;
    Key keys[ITEMS];
    Load(storage.load).Load(in + first, keys, valid, filler);
    __syncthreads();
    Sort(storage.sort).Sort(keys);
    __syncthreads();
    Store(storage.store).Store(out + first, keys, valid);
}

// Pairs, the greatest key first; few keys, so that many are equal.
__global__ void sort_pairs(const unsigned char *keys, int *places, unsigned char *sorted) {
    using Sort = cub::BlockRadixSort<unsigned char, 64, 2, int>;
    __shared__ Sort::TempStorage storage;
    unsigned char mine[2];
    int where[2];
    for (int i = 0; i < 2; i++) {
        where[i] = threadIdx.x * 2 + i;
        mine[i] = keys[where[i]];
    }
    Sort(storage).SortDescending(mine, where, 0, 5);
    for (int i = 0; i < 2; i++) {
        sorted[threadIdx.x * 2 + i] = mine[i];
        places[threadIdx.x * 2 + i] = where[i];
    }
}

__global__ void exchange(const short *in, short *blocked, short *striped, short *scattered) {
    using Exchange = cub::BlockExchange<short, 96, 3>;
    __shared__ Exchange::TempStorage storage;
    short items[3], moved[3];
    int ranks[3];
    cub::LoadDirectStriped<96>(threadIdx.x, in, items);
    Exchange(storage).StripedToBlocked(items, moved);
    cub::StoreDirectBlocked(threadIdx.x, blocked, moved);
    __syncthreads();
    Exchange(storage).BlockedToStriped(moved);
    for (int i = 0; i < 3; i++) {
        striped[threadIdx.x * 3 + i] = moved[i];
        ranks[i] = 287 - (threadIdx.x + i * 96);
    }
    __syncthreads();
    Exchange(storage).ScatterToBlocked(items, ranks);
    cub::StoreDirectBlocked(threadIdx.x, scattered, items, 280);
}

struct Halved {
    __host__ __device__ int operator()(unsigned char x) const { return x / 2; }
};

// Items that are computed where they are read, and bits of words.
__global__ void computed(const unsigned char *in, int *sums, unsigned int *bits) {
    using Load = cub::BlockLoad<int, 32, 2>;
    cub::CountingInputIterator<int> counted(100);
    cub::TransformInputIterator<int, Halved, const unsigned char *> halves(in, Halved());
    cub::ConstantInputIterator<int> three(3);
    int a[2], b[2];
    Load().Load(counted, a);
    Load().Load(halves, b);
    for (int i = 0; i < 2; i++) sums[threadIdx.x * 2 + i] = a[i] * 1000 + b[i] + three[i];
    unsigned int word = 0x9e3779b9u * (threadIdx.x + 1), inserted;
    cub::BFI(inserted, word, threadIdx.x, 7, 5);
    bits[threadIdx.x] = inserted;
    bits[32 + threadIdx.x] = cub::BFE(word, 11, 9);
}

template <typename Key> static void check_sort(const char *what, Key (*make)(unsigned int), int n, Key filler) {
    const int tile = 128 * 4;
    Key *in, *out;
    cudaMallocManaged(&in, n * sizeof(Key));
    cudaMallocManaged(&out, n * sizeof(Key));
    unsigned int seed = 77;
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        in[i] = make(seed);
    }
    sort_tiles<Key, 128, 4><<<(n + tile - 1) / tile, 128>>>(in, out, n, filler);
    cudaDeviceSynchronize();
    std::vector<Key> wanted(in, in + n);
    for (int first = 0; first < n; first += tile)
        std::sort(wanted.begin() + first, wanted.begin() + std::min(first + tile, n));
    for (int i = 0; i < n; i++) expect(what, i, (double)out[i], (double)wanted[i]);
    cudaFree(in);
    cudaFree(out);
}

static unsigned int make_unsigned(unsigned int x) { return x; }
static int make_int(unsigned int x) { return (int)(x >> 12) - 500000; }
static float make_float(unsigned int x) { return ((int)(x >> 10) - 2000000) * 0.125f; }
static long long make_long(unsigned int x) { return ((long long)x * 2654435761ll) - (1ll << 61); }

int main() {
    check_sort<unsigned int>("unsigned", make_unsigned, 1300, 0xffffffffu);
    check_sort<int>("int", make_int, 512, 0x7fffffff);
    check_sort<float>("float", make_float, 700, 3.0e38f);
    check_sort<long long>("long long", make_long, 600, 0x7fffffffffffffffll);

    unsigned char *keys;
    short *s;
    int *places;
    cudaMallocManaged(&keys, 256);
    cudaMallocManaged(&places, 128 * sizeof(int));
    cudaMallocManaged(&s, 4 * 288 * sizeof(short));
    for (int i = 0; i < 128; i++) keys[i] = (unsigned char)(i * 29 % 23);
    sort_pairs<<<1, 64>>>(keys, places, keys + 128);
    for (int i = 0; i < 288; i++) s[i] = (short)(i * 113 - 16000);
    exchange<<<1, 96>>>(s, s + 288, s + 576, s + 864);
    cudaDeviceSynchronize();
    std::vector<int> order(128);
    for (int i = 0; i < 128; i++) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [keys](int a, int b) { return keys[a] > keys[b]; });
    for (int i = 0; i < 128; i++) {
        expect("place", i, places[i], order[i]);
        expect("key", i, keys[128 + i], keys[order[i]]);
    }
    for (int t = 0; t < 96; t++) {
        for (int i = 0; i < 3; i++) {
            expect("blocked", t * 3 + i, s[288 + t * 3 + i], s[t * 3 + i]);
            expect("striped", t * 3 + i, s[576 + t * 3 + i], s[t + i * 96]);
            if (t * 3 + i < 280) expect("scattered", t * 3 + i, s[864 + t * 3 + i], s[287 - (t * 3 + i)]);
        }
    }
    unsigned int *bits;
    cudaMallocManaged(&bits, 64 * sizeof(unsigned int));
    computed<<<1, 32>>>(keys, places, bits);
    cudaDeviceSynchronize();
    for (int i = 0; i < 64; i++) expect("computed", i, places[i], (100 + i) * 1000 + keys[i] / 2 + 3);
    for (unsigned int i = 0; i < 32; i++) {
        unsigned int word = 0x9e3779b9u * (i + 1);
        expect("inserted", i, bits[i], (word & ~(31u << 7)) | i << 7);
        expect("extracted", i, bits[32 + i], word >> 11 & 511);
    }
    if (cudaGetLastError() != cudaSuccess) failures++;
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
