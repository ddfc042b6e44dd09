// cuRAND's generators in kernels: each yields the numbers that its definition gives (some known ones are checked), sequences do
// not meet, skipping ahead is the same as drawing, and the distributions have the moments that they should.
#include <cuda_runtime.h>
#include <curand_kernel.h>

#include <cmath>
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

const int THREADS = 512, DRAWS = 200;

__global__ void setup(curandState *states, unsigned long long seed) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    curand_init(seed, i, 0, &states[i]);
}

// Sums of powers of uniform and normal numbers, a thread a sequence.
__global__ void moments(curandState *states, double *sums) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    curandState local = states[i];
    double u1 = 0, u2 = 0, n1 = 0, n2 = 0, n4 = 0, l1 = 0;
    for (int k = 0; k < DRAWS; k++) {
        double u = k % 2 ? (double)curand_uniform(&local) : curand_uniform_double(&local);
        double n = k % 2 ? (double)curand_normal(&local) : curand_normal_double(&local);
        u1 += u, u2 += u * u, n1 += n, n2 += n * n, n4 += n * n * n * n;
        l1 += curand_log_normal(&local, 0.0f, 0.5f);
    }
    states[i] = local;
    double all[6] = {u1, u2, n1, n2, n4, l1};
    for (int k = 0; k < 6; k++) sums[k * THREADS + i] = all[k];
}

template <typename State>
__device__ void first_numbers(unsigned int *out, unsigned long long seed, unsigned long long sequence, unsigned long long offset) {
    State state;
    curand_init(seed, sequence, offset, &state);
    for (int k = 0; k < 6; k++) out[k] = curand(&state);
}

__global__ void known(unsigned int *out) {
    const unsigned long long cases[4][3] = {
        {1234, 0, 0}, {1234, 1, 0}, {42, 5, 3}, {81985529216486895ull, 1000, 123456789012ull}};
    const unsigned long long *c = cases[threadIdx.x % 4];
    unsigned int *here = out + 6 * threadIdx.x;
    if (threadIdx.x < 4) first_numbers<curandStateXORWOW_t>(here, c[0], c[1], c[2]);
    else if (threadIdx.x < 8) first_numbers<curandStatePhilox4_32_10_t>(here, c[0], c[1], c[2]);
    else first_numbers<curandStateMRG32k3a_t>(here, c[0], c[1], c[2]);
}

template <typename State>
__device__ void skip_sequences(unsigned long long n, State *state) {
    skipahead_sequence(n, state);
}
__device__ void skip_sequences(unsigned long long n, curandStateMRG32k3a_t *state) { skipahead_subsequence(n, state); }

template <typename State>
__device__ int skips(unsigned long long seed) {
    State drawn, skipped;
    curand_init(seed, 7, 0, &drawn);
    curand_init(seed, 7, 0, &skipped);
    for (int k = 0; k < 41; k++) curand(&drawn);
    skipahead(41ull, &skipped);
    int wrong = curand(&drawn) != curand(&skipped);
    State other;
    curand_init(seed, 9, 42, &other);
    skip_sequences(2ull, &skipped);
    return wrong + (curand(&other) != curand(&skipped));
}

__global__ void skipping(int *wrong) {
    unsigned long long seed = 1000 + threadIdx.x;
    wrong[threadIdx.x] = skips<curandStateXORWOW_t>(seed) + skips<curandStatePhilox4_32_10_t>(seed) + skips<curandStateMRG32k3a_t>(seed);
}

// Philox in fours gives what single calls give.
__global__ void fours(int *wrong) {
    curandStatePhilox4_32_10_t a, b;
    curand_init(5, threadIdx.x, threadIdx.x % 4, &a);
    b = a;
    uint4 x = curand4(&a);
    float4 u = curand_uniform4(&a), n = curand_normal4(&a);
    int bad = x.x != curand(&b);
    bad += x.y != curand(&b);
    bad += x.z != curand(&b);
    bad += x.w != curand(&b);
    bad += u.x != curand_uniform(&b);
    bad += u.y != curand_uniform(&b);
    bad += u.z != curand_uniform(&b);
    bad += u.w != curand_uniform(&b);
    float2 p = curand_normal2(&b), q = curand_normal2(&b);
    bad += n.x != p.x || n.y != p.y || n.z != q.x || n.w != q.y;
    wrong[threadIdx.x] = bad;
}

int failures = 0;

void expect(double got, double wanted, double error, const char *what) {
    if (std::fabs(got - wanted) <= error) return;
    failures++;
    printf("%s: %.8g instead of %.8g\n", what, got, wanted);
}

int main() {
    curandState *states;
    double *d_sums;
    static double sums[6 * THREADS];
    CHECK(cudaMalloc(&states, THREADS * sizeof(curandState)));
    CHECK(cudaMalloc(&d_sums, sizeof sums));
    setup<<<THREADS / 64, 64>>>(states, 2024);
    CHECK(cudaGetLastError());
    moments<<<THREADS / 64, 64>>>(states, d_sums);
    CHECK(cudaMemcpy(sums, d_sums, sizeof sums, cudaMemcpyDeviceToHost));
    double mean[6] = {};
    for (int k = 0; k < 6; k++) {
        for (int i = 0; i < THREADS; i++) mean[k] += sums[k * THREADS + i] / (THREADS * (double)DRAWS);
    }
    expect(mean[0], 0.5, 0.004, "mean of uniform numbers");
    expect(mean[1], 1.0 / 3.0, 0.004, "their second moment");
    expect(mean[2], 0.0, 0.015, "mean of normal numbers");
    expect(mean[3], 1.0, 0.02, "their second moment");
    expect(mean[4], 3.0, 0.15, "their fourth moment");
    expect(mean[5], std::exp(0.125), 0.01, "mean of log-normal numbers");

    // the first six numbers of seeds, sequences and offsets
    static const unsigned int right[12][6] = {
        {624778773u, 1867875844u, 3739671282u, 1954919316u, 3681184389u, 2501467243u},
        {3522650202u, 3978931785u, 2198015705u, 2308946676u, 3475686971u, 75263415u},
        {1671910461u, 864291736u, 2000556224u, 91178945u, 452234629u, 3975397960u},
        {2410286506u, 579936701u, 3660239117u, 1179677318u, 3592793695u, 2845395919u},
        {546353992u, 3665621163u, 1140953199u, 3419031310u, 2666454581u, 482218876u},
        {3507855656u, 1392278645u, 3354607383u, 253049307u, 118660703u, 1698527859u},
        {3747278620u, 2557553593u, 3331768798u, 1480969198u, 1957083671u, 915798674u},
        {1512132289u, 533475214u, 237553236u, 3906086641u, 2164581343u, 1559647150u},
        {3379073520u, 2521876100u, 213678209u, 1604391373u, 2253011095u, 4200718073u},
        {653317650u, 2890950871u, 2749090064u, 2410030135u, 1992398857u, 2170368389u},
        {50371445u, 305594330u, 506285267u, 2551512816u, 3839373272u, 1145696460u},
        {964293401u, 1667948683u, 2991555510u, 2523628284u, 1485936303u, 990162758u},
    };
    unsigned int *d_known, known_numbers[12][6];
    CHECK(cudaMalloc(&d_known, sizeof known_numbers));
    known<<<1, 12>>>(d_known);
    CHECK(cudaMemcpy(known_numbers, d_known, sizeof known_numbers, cudaMemcpyDeviceToHost));
    for (int i = 0; i < 12; i++) {
        for (int k = 0; k < 6; k++) expect(known_numbers[i][k], right[i][k], 0, "a known number");
    }

    int *d_wrong, wrong[32];
    CHECK(cudaMalloc(&d_wrong, sizeof wrong));
    skipping<<<1, 32>>>(d_wrong);
    CHECK(cudaMemcpy(wrong, d_wrong, sizeof wrong, cudaMemcpyDeviceToHost));
    for (int i = 0; i < 32; i++) expect(wrong[i], 0, 0, "skipping ahead");
    fours<<<1, 32>>>(d_wrong);
    CHECK(cudaMemcpy(wrong, d_wrong, sizeof wrong, cudaMemcpyDeviceToHost));
    for (int i = 0; i < 32; i++) expect(wrong[i], 0, 0, "numbers in fours");
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
