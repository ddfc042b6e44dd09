// What Thrust is given: functors for both sides and for the device alone, lambdas, placeholders and function objects, over
// several sequences at once and over iterators that compute.
#include <cmath>
#include <cstdio>
#include <vector>

#include <thrust/complex.h>
#include <thrust/copy.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/functional.h>
#include <thrust/gather.h>
#include <thrust/host_vector.h>
#include <thrust/inner_product.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/permutation_iterator.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/iterator/zip_iterator.h>
#include <thrust/logical.h>
#include <thrust/partition.h>
#include <thrust/random.h>
#include <thrust/remove.h>
#include <thrust/replace.h>
#include <thrust/tabulate.h>
#include <thrust/transform.h>
#include <thrust/transform_reduce.h>
#include <thrust/tuple.h>

#define SQUARE(x) scaled(x, x)

static int failures = 0;

static void expect(const char *what, double got, double wanted, double within = 0) {
    if (std::fabs(got - wanted) <= within) return;
    printf("%s: %.9g instead of %.9g\n", what, got, wanted);
    failures++;
}

// Of the device alone, and called by functors only.
__device__ float scaled(float x, float by) { return x * by; }
__device__ float soft(float x) { return __fdividef(x, 1.0f + fabsf(x)); }

struct axpy {
    float a;
    axpy(float a) : a(a) {}
    __host__ __device__ float operator()(const float &x, const float &y) const { return a * x + y; }
};

class softened {
  public:
    __device__ float operator()(float x) const { return soft(x) + shift(); }
    float offset;

  private:
    __device__ float shift() const { return SQUARE(offset); }
};

// A point's length goes where the fourth sequence is.
struct length {
    template <typename Tuple> __device__ void operator()(Tuple t) const {
        float x = thrust::get<0>(t), y = thrust::get<1>(t), z = thrust::get<2>(t);
        thrust::get<3>(t) = sqrtf(x * x + y * y + z * z);
    }
};

struct is_odd {
    __host__ __device__ bool operator()(int x) const { return x & 1; }
};

struct bits {
    __device__ int operator()(unsigned int x) const { return __popc(x); }
};

// Mean and spread in one pass.
struct Moments {
    int n;
    double sum, squares;
};
struct to_moments {
    __host__ __device__ Moments operator()(float x) const { return Moments{1, x, (double)x * x}; }
};
struct add_moments {
    __host__ __device__ Moments operator()(const Moments &a, const Moments &b) const {
        return Moments{a.n + b.n, a.sum + b.sum, a.squares + b.squares};
    }
};

// A histogram: the functor writes through a pointer to device memory.
struct counts {
    int *bins;
    __device__ void operator()(int x) const { atomicAdd(&bins[x % 8], 1); }
};

struct draw {
    __host__ __device__ float operator()(unsigned int n) const {
        thrust::default_random_engine engine;
        thrust::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
        engine.discard(n);
        return uniform(engine);
    }
};

int main() {
    using namespace thrust::placeholders;
    const int n = 1000;
    thrust::device_vector<float> x(n), y(n, 3.0f), z(n);
    thrust::tabulate(x.begin(), x.end(), _1 / 100.0f);

    thrust::transform(x.begin(), x.end(), y.begin(), y.begin(), axpy(2.0f));
    expect("axpy", y[500], 13.0f);
    softened functor;
    functor.offset = 0.5f;
    thrust::transform(x.begin(), x.end(), z.begin(), functor);
    expect("a functor of the device", z[300], 0.75f + 0.25f, 1e-6);
    float by = 4.0f;
    thrust::transform(x.begin(), x.end(), z.begin(), [by] __device__(float v) { return scaled(v, by); });
    expect("a lambda", z[200], 8.0f);
    thrust::transform(x.begin(), x.end(), y.begin(), z.begin(), (_1 - _2) * 2 + 1);
    expect("placeholders", z[100], (1.0f - 5.0f) * 2 + 1);

    thrust::device_vector<float> lengths(n);
    auto first = thrust::make_zip_iterator(thrust::make_tuple(x.begin(), y.begin(), z.begin(), lengths.begin()));
    thrust::for_each(first, first + n, length());
    expect("zipped", lengths[100], std::sqrt(1.0 + 25.0 + 49.0), 1e-6);

    Moments all = thrust::transform_reduce(x.begin(), x.end(), to_moments(), Moments{0, 0, 0}, add_moments());
    expect("how many", all.n, n);
    expect("the mean", all.sum / n, 4.995, 1e-6);
    expect("the norm", thrust::inner_product(x.begin(), x.end(), x.begin(), 0.0f), all.squares, 0.05);
    expect("the largest of two", thrust::inner_product(x.begin(), x.end(), y.begin(), 0.0f, thrust::maximum<float>(),
                                                       thrust::minus<float>()), 0.0f);

    // numbers that nobody stores
    thrust::counting_iterator<int> zero(0);
    expect("odd ones", thrust::count_if(zero, zero + 101, is_odd()), 50);
    auto ones = thrust::make_transform_iterator(thrust::counting_iterator<unsigned int>(0), bits());
    expect("ones", thrust::reduce(thrust::device, ones, ones + 256), 1024);
    thrust::device_vector<int> bins(8, 0);
    thrust::for_each(thrust::device, zero, zero + 83, counts{thrust::raw_pointer_cast(bins.data())});
    expect("a bin", bins[2], 11);
    expect("the last bin", bins[7], 10);

    // parts of a sequence
    thrust::device_vector<int> a(20), b(20);
    thrust::copy(zero, zero + 20, a.begin());
    auto end = thrust::copy_if(a.begin(), a.end(), b.begin(), is_odd());
    expect("copied", end - b.begin(), 10);
    expect("the last copied", *(end - 1), 19);
    end = thrust::remove_if(b.begin(), end, [] __device__(int v) { return v % 3 == 0; });
    expect("removed", end - b.begin(), 7);
    expect("what is left", b[2], 7);
    auto middle = thrust::stable_partition(a.begin(), a.end(), _1 % 4 == 0);
    expect("parted", middle - a.begin(), 5);
    expect("behind the parting", *middle, 1);
    thrust::replace_if(a.begin(), a.end(), is_odd(), -1);
    expect("none is odd but the replaced", thrust::all_of(a.begin(), a.end(), _1 % 2 == 0 || _1 == -1), 1);
    expect("any above", thrust::any_of(a.begin(), a.end(), _1 > 18), 0);

    // by the indices of another
    int order[] = {3, 1, 2};
    thrust::device_vector<int> map(order, order + 3), taken(3);
    thrust::gather(map.begin(), map.end(), x.begin(), taken.begin());
    auto permuted = thrust::make_permutation_iterator(x.begin() + 100, map.begin());
    expect("permuted", thrust::reduce(permuted, permuted + 3), 3.06, 1e-5);

    // on the host
    thrust::host_vector<int> here(10);
    int next = 5;
    thrust::generate(here.begin(), here.end(), [&next] { return next++; });
    expect("on the host", thrust::reduce(here.begin(), here.end()), 95);
    std::vector<int> standard(here.begin(), here.end());
    thrust::transform(thrust::host, standard.begin(), standard.end(), standard.begin(), thrust::negate<int>());
    expect("of the standard library", standard[9], -14);

    // complex numbers
    thrust::device_vector<thrust::complex<float>> w(4, thrust::complex<float>(0, 1));
    thrust::complex<float> product =
        thrust::reduce(w.begin(), w.end(), thrust::complex<float>(1, 0), thrust::multiplies<thrust::complex<float>>());
    expect("i to the fourth", product.real(), 1);
    expect("its imaginary part", product.imag(), 0);
    expect("a distance", thrust::abs(thrust::complex<double>(3, 4)), 5);

    // random numbers, which are Thrust's own
    thrust::minstd_rand engine;
    engine.discard(9999);
    expect("the ten thousandth", engine(), 399268537);
    thrust::device_vector<float> drawn(n);
    thrust::transform(thrust::counting_iterator<unsigned int>(0), thrust::counting_iterator<unsigned int>(n), drawn.begin(), draw());
    float mean = thrust::reduce(drawn.begin(), drawn.end()) / n;
    expect("the mean of the drawn", mean, 0, 0.1);
    expect("the first drawn", drawn[0], 48271 / 2147483646.0 * 2 - 1, 1e-4);

    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
