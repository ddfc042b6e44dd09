// The distributions of unwarp_curand.hpp, against numbers that cuRAND gives for the same seeds.
#include "unwarp_curand.hpp"

#include <stdio.h>

static int wrong = 0;

static void expect(double got, double wanted, double error, const char *what) {
    if (fabs(got - wanted) > error * (1.0 + fabs(wanted))) wrong++, printf("%s: %.17g instead of %.17g\n", what, got, wanted);
}

// After six draws: a uniform number as float and as double, two normal ones, one as double, and a word.
template <typename S>
static void check(unsigned long long seed, unsigned long long sequence, unsigned long long offset, const double *right, const char *what) {
    S state;
    curand_init(seed, sequence, offset, &state);
    for (int i = 0; i < 6; i++) curand(&state);
    expect(curand_uniform(&state), right[0], 1e-7, what);
    expect(curand_uniform_double(&state), right[1], 1e-15, what);
    double first = curand_normal(&state), second = curand_normal(&state);
    expect(first, right[2], 1e-6, what);
    expect(second, right[3], 1e-6, what);
    expect(curand_normal_double(&state), right[4], 1e-11, what);
    expect(curand(&state), right[5], 0, what);
}

int main() {
    const double xorwow[] = {0.0482048802, 0.55748675902956091, -1.309236, 0.3336167, 1.07624528511, 1632791171.0};
    const double philox[] = {0.969609439, 0.94313838984817266, -0.6445172, -0.5582545, 0.651630722847, 429386653.0};
    const double mrg[] = {0.378203034, 0.84539434911855948, -1.669625, -1.965931, 0.836150263795, 2662732551.0};
    check<curandStateXORWOW_t>(42, 5, 3, xorwow, "XORWOW");
    check<curandStatePhilox4_32_10_t>(42, 5, 3, philox, "Philox");
    check<curandStateMRG32k3a_t>(42, 5, 3, mrg, "MRG32k3a");

    curandStatePhilox4_32_10_t p;
    curand_init(9, 2, 1, &p);
    uint4 words = curand4(&p);
    float4 u = curand_uniform4(&p), n = curand_normal4(&p);
    double2 d = curand_uniform2_double(&p);
    expect(words.x, 4209989765.0, 0, "curand4");
    expect(words.w, 3178410830.0, 0, "curand4");
    expect(u.y, 0.124581732, 1e-7, "curand_uniform4");
    expect(n.x, 1.29205, 1e-5, "curand_normal4");
    expect(n.w, 1.138044, 1e-5, "curand_normal4");
    expect(d.x, 0.080354142615191304, 1e-15, "curand_uniform2_double");
    expect(d.y, 0.99929465401052076, 1e-15, "curand_uniform2_double");

    curandState x;
    curand_init(9, 2, 1, &x);
    skipahead(1000ULL, &x);
    expect(curand(&x), 3554015208.0, 0, "skipahead");
    skipahead_sequence(3ULL, &x);
    expect(curand(&x), 4279847652.0, 0, "skipahead_sequence");
    curandStateMRG32k3a_t m;
    curand_init(42, 5, 3, &m);
    skipahead_sequence(2ULL, &m);
    expect(curand(&m), 1659338057.0, 0, "skipahead_sequence of MRG32k3a");
    skipahead_subsequence(3ULL, &m);
    expect(curand(&m), 1969340382.0, 0, "skipahead_subsequence");
    expect(sizeof(curandState), 48, 0, "size");
    expect(sizeof(curandStatePhilox4_32_10_t), 64, 0, "size");
    return wrong != 0;
}
