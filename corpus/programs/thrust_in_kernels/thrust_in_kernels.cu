// Thrust in device code: each thread sorts, sums and searches its own row, and kernels use complex and random numbers.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <functional>
#include <numeric>
#include <vector>

#include <thrust/binary_search.h>
#include <thrust/complex.h>
#include <thrust/device_vector.h>
#include <thrust/execution_policy.h>
#include <thrust/extrema.h>
#include <thrust/for_each.h>
#include <thrust/random.h>
#include <thrust/reduce.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <thrust/swap.h>
#include <thrust/system_error.h>

static int failures = 0;

static void expect(const char *what, int index, double got, double wanted, double within = 0) {
    if (std::fabs(got - wanted) <= within || failures > 10) return;
    printf("%s[%d]: %.9g instead of %.9g\n", what, index, got, wanted);
    failures++;
}

struct Raise {
    int by;
    __device__ void operator()(int &x) const { x += by; }
};

__global__ void rows(int *all, int n, int *sums, int *places, int *most) {
    int *row = all + threadIdx.x * n;
    thrust::sort(thrust::seq, row, row + n);
    thrust::for_each(thrust::seq, row, row + n, Raise{1});
    sums[threadIdx.x] = thrust::reduce(thrust::seq, row, row + n, 0, thrust::plus<int>());
    places[threadIdx.x] = (int)(thrust::lower_bound(thrust::seq, row, row + n, 50) - row);
    most[threadIdx.x] = *thrust::max_element(thrust::seq, row, row + n);
    thrust::inclusive_scan(thrust::seq, row, row + n, row);
    if (threadIdx.x % 2) thrust::sort(thrust::device, row, row + n, thrust::greater<int>());
    else thrust::swap(row[0], row[1]);
}

__global__ void turn(thrust::complex<float> *z, float *drawn, int n) {
    int i = threadIdx.x;
    if (i >= n) return;
    const thrust::complex<float> w(0.0f, 1.0f);
    z[i] = z[i] * w + thrust::conj(w) * thrust::exp(thrust::complex<float>(0.0f, 0.5f * i));
    thrust::minstd_rand engine(i + 1);
    engine.discard(i);
    thrust::uniform_real_distribution<float> uniform(2, 3);
    drawn[i] = uniform(engine) + thrust::abs(z[i]);
}

int main() {
    const int n = 20, m = 8;
    std::vector<int> start(n * m);
    for (int i = 0; i < n * m; i++) start[i] = i * 7919 % 101;
    thrust::device_vector<int> all(start.begin(), start.end()), sums(m), places(m), most(m);
    rows<<<1, m>>>(thrust::raw_pointer_cast(all.data()), n, thrust::raw_pointer_cast(sums.data()),
                   thrust::raw_pointer_cast(places.data()), thrust::raw_pointer_cast(most.data()));
    for (int i = 0; i < m; i++) {
        std::vector<int> row(start.begin() + i * n, start.begin() + (i + 1) * n);
        std::sort(row.begin(), row.end());
        for (int &x : row) x++;
        expect("sum", i, sums[i], std::accumulate(row.begin(), row.end(), 0));
        expect("place", i, places[i], (double)(std::lower_bound(row.begin(), row.end(), 50) - row.begin()));
        expect("most", i, most[i], row.back());
        std::partial_sum(row.begin(), row.end(), row.begin());
        if (i % 2) std::sort(row.begin(), row.end(), std::greater<int>());
        else std::swap(row[0], row[1]);
        for (int j = 0; j < n; j++) expect("row", i * n + j, all[i * n + j], row[j]);
    }

    const int count = 5;
    thrust::device_vector<thrust::complex<float>> z(count, thrust::complex<float>(1, 2));
    thrust::device_vector<float> drawn(count);
    turn<<<1, 8>>>(thrust::raw_pointer_cast(z.data()), thrust::raw_pointer_cast(drawn.data()), count);
    for (int i = 0; i < count; i++) {
        const std::complex<float> unit(0, 1), wanted = std::complex<float>(1, 2) * unit - unit * std::polar(1.0f, 0.5f * i);
        thrust::complex<float> got = z[i];
        expect("real part", i, got.real(), wanted.real(), 1e-5);
        expect("imaginary part", i, got.imag(), wanted.imag(), 1e-5);
        unsigned long long state = i + 1;
        for (int step = 0; step <= i; step++) state = state * 48271 % 2147483647;
        expect("drawn", i, drawn[i], 2 + (state - 1.0) / 2147483646.0 + std::abs(wanted), 1e-5);
    }

    // an error of the runtime as an exception
    try {
        throw thrust::system_error(cudaErrorMemoryAllocation, thrust::cuda_category(), "no memory");
    } catch (const thrust::system_error &error) {
        expect("the code of an error", 0, error.code().value(), cudaErrorMemoryAllocation);
    }
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
