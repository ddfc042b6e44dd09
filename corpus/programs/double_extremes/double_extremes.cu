// The largest and the least of doubles, and the sum, by loops of compare-and-swap on their bits; negative numbers and both
// zeros among them. A minimum of floats with the place where it is, both in one word of 64 bits.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                                                  \
    do {                                                                                             \
        cudaError_t error = (call);                                                                  \
        if (error != cudaSuccess) {                                                                  \
            printf("line %d: %s\n", __LINE__, cudaGetErrorString(error));                            \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

typedef unsigned long long Bits;

__device__ double largest_of(double *at, double value) {
    Bits *bits = reinterpret_cast<Bits *>(at);
    Bits seen = *bits;
    while (__longlong_as_double(seen) < value) {
        const Bits before = atomicCAS(bits, seen, static_cast<Bits>(__double_as_longlong(value)));
        if (before == seen) break;
        seen = before;
    }
    return __longlong_as_double(seen);
}

__device__ double least_of(double *at, double value) {
    Bits *bits = reinterpret_cast<Bits *>(at), seen = *bits, expected;
    do {
        expected = seen;
        if (__longlong_as_double(expected) <= value) break;
        seen = atomicCAS(bits, expected, static_cast<Bits>(__double_as_longlong(value)));
    } while (seen != expected);
    return __longlong_as_double(seen);
}

__device__ void add_to(double *at, double value) {
    Bits *bits = reinterpret_cast<Bits *>(at), seen = *bits, expected;
    do {
        expected = seen;
        seen = atomicCAS(bits, expected, static_cast<Bits>(__double_as_longlong(__longlong_as_double(expected) + value)));
    } while (seen != expected);
}

// floats in an order of unsigned numbers
__device__ unsigned ordered(float value) {
    const unsigned bits = __float_as_uint(value);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

__global__ void extremes(const double *values, int n, double *most, double *least, double *sum, Bits *place) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    largest_of(most, values[i]);
    least_of(least, values[i]);
    add_to(sum, values[i]);
    atomicMin(place, static_cast<Bits>(ordered(static_cast<float>(values[i]))) << 32 | static_cast<unsigned>(i));
}

int main() {
    const int n = 5000;
    static double values[n];
    double most = -1e300, least = 1e300, sum = 0;
    int where = 0;
    for (int i = 0; i < n; i++) {
        values[i] = (i * 7919 % 4999 - 2500) * 0.25;
        if (i % 1000 == 3) values[i] = i % 2000 == 3 ? 0.0 : -0.0;
        if (values[i] > most) most = values[i];
        if (values[i] < least) least = values[i], where = i;
        sum += values[i];
    }
    const double begin[3] = {-1e300, 1e300, 0};
    const Bits none = ~0ull;
    double *d_values, *d_three, got[3];
    Bits *d_place, place;
    CHECK(cudaMalloc(&d_values, sizeof(values)));
    CHECK(cudaMalloc(&d_three, sizeof(begin)));
    CHECK(cudaMalloc(&d_place, sizeof(none)));
    CHECK(cudaMemcpy(d_values, values, sizeof(values), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_three, begin, sizeof(begin), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_place, &none, sizeof(none), cudaMemcpyHostToDevice));
    extremes<<<(n + 127) / 128, 128>>>(d_values, n, d_three, d_three + 1, d_three + 2, d_place);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(got, d_three, sizeof(got), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(&place, d_place, sizeof(place), cudaMemcpyDeviceToHost));
    if (got[0] != most || got[1] != least || got[2] != sum || static_cast<int>(place & 0xffffffffu) != where) {
        printf("%g %g %g at %d, not %g %g %g at %d\n", got[0], got[1], got[2], static_cast<int>(place & 0xffffffffu), most,
               least, sum, where);
        return 1;
    }
    CHECK(cudaFree(d_values));
    CHECK(cudaFree(d_three));
    CHECK(cudaFree(d_place));
    printf("PASS\n");
    return 0;
}
