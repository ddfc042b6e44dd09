// Sorts of whole arrays by CUB: by all bits of keys and by some, up and down, in two buffers, in segments, and by an order of
// the program's own.
#include <cstdio>
#include <cstdlib>
#include <algorithm>
#include <numeric>
#include <vector>

#include <cub/device/device_merge_sort.cuh>
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_segmented_radix_sort.cuh>
#include <cub/device/device_segmented_sort.cuh>

#define CHECK(call)                                                                   \
    do {                                                                              \
        cudaError_t status = (call);                                                  \
        if (status != cudaSuccess) {                                                  \
            printf("%s in line %d\n", cudaGetErrorString(status), __LINE__);          \
            exit(1);                                                                  \
        }                                                                             \
    } while (0)
// What CUB's functions are called for: their room, and then their work.
#define TWICE(function, ...)                                                          \
    do {                                                                              \
        void *storage = nullptr;                                                      \
        size_t bytes = 0;                                                             \
        CHECK(function(storage, bytes, __VA_ARGS__));                                 \
        CHECK(cudaMalloc(&storage, bytes));                                           \
        CHECK(function(storage, bytes, __VA_ARGS__));                                 \
        CHECK(cudaFree(storage));                                                     \
    } while (0)

static int failures = 0;

template <typename T> class Array {
  public:
    explicit Array(const std::vector<T> &values) : n_(values.size()) {
        CHECK(cudaMalloc(&data_, n_ * sizeof(T)));
        CHECK(cudaMemcpy(data_, values.data(), n_ * sizeof(T), cudaMemcpyHostToDevice));
    }
    Array(const Array &) = delete;
    ~Array() { cudaFree(data_); }
    operator T *() const { return data_; }

  private:
    size_t n_;
    T *data_;
};

template <typename T> void check(const char *what, const T *device, const std::vector<T> &wanted) {
    std::vector<T> got(wanted.size());
    CHECK(cudaMemcpy(got.data(), device, got.size() * sizeof(T), cudaMemcpyDeviceToHost));
    for (size_t i = 0; i < got.size(); i++) {
        if (got[i] == wanted[i]) continue;
        printf("%s: [%d] is wrong\n", what, (int)i);
        failures++;
        return;
    }
}

static unsigned int seed = 12345;
static unsigned int next() { return (seed = seed * 1664525u + 1013904223u) >> 8; }

template <typename T> std::vector<T> some(int n, T (*make)(unsigned int)) {
    std::vector<T> made(n);
    for (T &value : made) value = make(next());
    return made;
}

// The places of keys in their order; of equal ones the first comes first.
template <typename K, typename F> std::vector<int> order_of(const std::vector<K> &keys, F before) {
    std::vector<int> places(keys.size());
    std::iota(places.begin(), places.end(), 0);
    std::stable_sort(places.begin(), places.end(), [&](int a, int b) { return before(keys[a], keys[b]); });
    return places;
}
template <typename K> std::vector<K> at(const std::vector<K> &keys, const std::vector<int> &places) {
    std::vector<K> made;
    for (int place : places) made.push_back(keys[place]);
    return made;
}

template <typename K> void sort_all(const char *what, const std::vector<K> &keys) {
    const int n = (int)keys.size();
    std::vector<int> numbers(n);
    std::iota(numbers.begin(), numbers.end(), 0);
    const std::vector<int> up = order_of(keys, [](K a, K b) { return a < b; });
    const std::vector<int> down = order_of(keys, [](K a, K b) { return a > b; });
    Array<K> in(keys), out(keys);
    Array<int> values(numbers), moved(numbers);
    TWICE(cub::DeviceRadixSort::SortKeys, (const K *)in, (K *)out, n);
    check(what, (K *)out, at(keys, up));
    TWICE(cub::DeviceRadixSort::SortPairsDescending, (K *)in, (K *)out, (int *)values, (int *)moved, n);
    check(what, (K *)out, at(keys, down));
    check(what, (int *)moved, down);
    check(what, (K *)in, keys);
    cub::DoubleBuffer<K> buffers(in, out);
    cub::DoubleBuffer<int> places(values, moved);
    TWICE(cub::DeviceRadixSort::SortPairs, buffers, places, n, 0, (int)sizeof(K) * 8, (cudaStream_t)0);
    check(what, buffers.Current(), at(keys, up));
    check(what, places.Current(), up);
}

struct Person {
    int age, weight;
};
struct Younger {
    __device__ bool operator()(const Person &a, const Person &b) const { return a.age < b.age; }
};

__global__ void differences(const int *sorted, int *apart, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i + 1 < n) apart[i] = sorted[i + 1] - sorted[i];
}

int main() {
    const int n = 777;
    sort_all<unsigned char>("bytes", some<unsigned char>(n, [](unsigned int r) { return (unsigned char)r; }));
    sort_all<int>("integers", some<int>(n, [](unsigned int r) { return (int)(r % 2000u) - 1000; }));
    sort_all<unsigned long long>("words", some<unsigned long long>(n, [](unsigned int r) { return r * 1000000007ull * r; }));
    sort_all<float>("floats", some<float>(n, [](unsigned int r) { return ((float)(r & 0xfff) - 2048.0f) / 16.0f; }));

    // by bits 4 to 7 alone
    const std::vector<unsigned int> words = some<unsigned int>(n, [](unsigned int r) { return r; });
    Array<unsigned int> in(words), out(words);
    TWICE(cub::DeviceRadixSort::SortKeys, (unsigned int *)in, (unsigned int *)out, n, 4, 8);
    const auto by_bits = [](unsigned int a, unsigned int b) { return (a >> 4 & 15u) < (b >> 4 & 15u); };
    check("some bits", (unsigned int *)out, at(words, order_of(words, by_bits)));

    // a kernel reads what is current
    const std::vector<int> keys = some<int>(n, [](unsigned int r) { return (int)(r % 5000u) - 2500; });
    Array<int> one(keys), two(keys), gaps(keys);
    cub::DoubleBuffer<int> both(one, two);
    TWICE(cub::DeviceRadixSort::SortKeysDescending, both, n);
    differences<<<(n + 63) / 64, 64>>>(both.Current(), gaps, n);
    std::vector<int> sorted = keys, apart;
    std::sort(sorted.rbegin(), sorted.rend());
    for (int i = 0; i + 1 < n; i++) apart.push_back(sorted[i + 1] - sorted[i]);
    check("gaps", (int *)gaps, apart);

    // segments, of which one is empty
    const std::vector<int> bounds = {0, 100, 100, 350, 351, n};
    const int segments = (int)bounds.size() - 1;
    Array<int> offsets(bounds), from(keys), to(keys), numbers(keys), numbered(keys);
    int *begins = offsets, *ends = offsets + 1;
    std::vector<int> in_segments = keys;
    for (int s = 0; s < segments; s++) std::sort(in_segments.begin() + bounds[s], in_segments.begin() + bounds[s + 1]);
    TWICE(cub::DeviceSegmentedRadixSort::SortKeys, (int *)from, (int *)to, n, segments, begins, ends);
    check("segments by bits", (int *)to, in_segments);
    TWICE(cub::DeviceSegmentedSort::StableSortPairs, (int *)from, (int *)to, (int *)numbers, (int *)numbered, n, segments,
          begins, ends);
    check("segments", (int *)to, in_segments);
    check("values of segments", (int *)numbered, in_segments);

    // an order of the program's
    std::vector<Person> people(n);
    for (Person &p : people) p = Person{(int)(next() % 90u), (int)(next() % 100u)};
    const std::vector<int> by_age = order_of(people, [](const Person &a, const Person &b) { return a.age < b.age; });
    Array<Person> persons(people);
    std::vector<int> counted(n);
    std::iota(counted.begin(), counted.end(), 0);
    Array<int> tags(counted);
    TWICE(cub::DeviceMergeSort::StableSortPairs, (Person *)persons, (int *)tags, n, Younger());
    check("people", (int *)tags, by_age);

    printf("%s\n", failures ? "FAIL" : "PASS");
    return failures != 0;
}
