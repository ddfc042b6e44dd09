// Random numbers by cuRAND's host functions. The constants are numbers that cuRAND 10.3 gives.
#include <cuda_runtime.h>
#include <curand.h>

#include <cmath>
#include <cstdio>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        curandStatus_t status = (call);                                                \
        if (status != CURAND_STATUS_SUCCESS) {                                         \
            printf("cuRAND says %d at line %d\n", int(status), __LINE__);              \
            failures++;                                                                \
        }                                                                              \
    } while (0)

static int failures = 0;

template <typename T>
struct Device {
    T *at;
    size_t count;
    explicit Device(size_t n) : count(n) { cudaMalloc(&at, n * sizeof(T)); }
    ~Device() { cudaFree(at); }
    std::vector<T> host() const {
        std::vector<T> values(count);
        cudaMemcpy(values.data(), at, count * sizeof(T), cudaMemcpyDeviceToHost);
        return values;
    }
};

template <typename T>
void same(const char *what, int type, const std::vector<T> &got, std::vector<size_t> places, std::vector<T> want, double bound) {
    for (size_t i = 0; i < want.size(); i++) {
        const double a = double(got[places[i]]), b = double(want[i]);
        if (!(std::fabs(a - b) <= bound * (0.01 + std::fabs(b)))) {
            printf("%s of generator %d: %.17g at %zu, not %.17g\n", what, type, a, places[i], b);
            failures++;
        }
    }
}

struct Expected {
    curandRngType_t type;
    std::vector<unsigned> words, then;
    std::vector<double> uniform;
    std::vector<float> normal;
    std::vector<double> normal_double;
};

static void pseudo(const Expected &e) {
    curandGenerator_t generator;
    CHECK(curandCreateGenerator(&generator, e.type));
    CHECK(curandSetPseudoRandomGeneratorSeed(generator, 1234));
    Device<unsigned> words(300000), then(6);
    CHECK(curandGenerate(generator, words.at, 300000));
    same("words", e.type, words.host(), {0, 1, 2, 4096, 5000, 81920, 262144, 299999}, e.words, 0);
    CHECK(curandSetGeneratorOffset(generator, 70001));
    Device<double> uniform(20000), normal_double(20);
    CHECK(curandGenerateUniformDouble(generator, uniform.at, 20000));
    same("uniform", e.type, uniform.host(), {0, 1, 2, 3, 9000, 19999}, e.uniform, 0);
    CHECK(curandGenerate(generator, then.at, 6));
    same("words behind", e.type, then.host(), {0, 1, 2, 3, 4, 5}, e.then, 0);
    Device<float> normal(20000), again(300000);
    CHECK(curandGenerateNormal(generator, normal.at, 20000, 1.0f, 2.0f));
    same("normal", e.type, normal.host(), {0, 1, 2, 3, 19999}, e.normal, 2e-5);
    CHECK(curandGenerateNormalDouble(generator, normal_double.at, 20, 0.0, 1.0));
    same("normal in double", e.type, normal_double.host(), {0, 1, 2, 3, 19}, e.normal_double, 1e-11);
    CHECK(curandSetGeneratorOffset(generator, 0));
    CHECK(curandGenerateUniform(generator, again.at, 300000));
    if (e.type != CURAND_RNG_PSEUDO_MRG32K3A) {
        const std::vector<float> got = again.host();
        const std::vector<unsigned> from = words.host();
        for (size_t i = 0; i < got.size(); i++) {
            if (got[i] != float(from[i]) * 0x1p-32f + 0x1p-33f) {
                failures++, printf("uniform %zu of generator %d: %g\n", i, e.type, got[i]);
                break;
            }
        }
    }
    CHECK(curandDestroyGenerator(generator));
}

static void quasi() {
    curandGenerator_t generator;
    CHECK(curandCreateGenerator(&generator, CURAND_RNG_QUASI_DEFAULT));
    CHECK(curandSetQuasiRandomGeneratorDimensions(generator, 5));
    Device<unsigned> words(5000);
    Device<float> normal(10);
    Device<double> uniform(10);
    CHECK(curandGenerate(generator, words.at, 5000));
    same<unsigned>("words", 201, words.host(), {0, 1, 999, 1000, 1001, 2001, 3003, 4999},
                   {0u, 2147483648u, 675282944u, 0u, 2147483648u, 2147483648u, 3221225472u, 4156555264u}, 0);
    CHECK(curandGenerateNormal(generator, normal.at, 10, 0, 1));
    same<float>("normal", 201, normal.host(), {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                {-0.7731170f, 0.5820294f, -1.3007052f, 0.2447621f, 0.04652648f, -2.0845587f, 0.4586516f, -0.9277917f,
                 -0.5820294f, 0.7731170f}, 1e-5);
    CHECK(curandGenerateUniformDouble(generator, uniform.at, 10));
    same<double>("uniform", 201, uniform.host(), {0, 1, 2, 9},
                 {0.9697265627328306, 0.46972656273283064, 0.34667968773283064, 0.030273437732830644}, 1e-15);
    if (curandGenerate(generator, words.at, 7) != CURAND_STATUS_LENGTH_NOT_MULTIPLE) failures++, printf("a broken row\n");
    CHECK(curandDestroyGenerator(generator));

    CHECK(curandCreateGeneratorHost(&generator, CURAND_RNG_QUASI_SOBOL64));
    CHECK(curandSetQuasiRandomGeneratorDimensions(generator, 3));
    std::vector<unsigned long long> wide(30);
    CHECK(curandGenerateLongLong(generator, wide.data(), wide.size()));
    if (wide[9] != 12682136550675316736u || wide[19] != 14987979559889010688u || wide[29] != 8070450532247928832u) {
        failures++, printf("wide words: %llu %llu %llu\n", wide[9], wide[19], wide[29]);
    }
    CHECK(curandDestroyGenerator(generator));
}

// Mean and variance of what is drawn.
template <typename T>
void moments(const char *what, const std::vector<T> &values, double mean, double variance) {
    double sum = 0, squares = 0;
    for (T v : values) sum += v;
    const double found = sum / values.size();
    for (T v : values) squares += (v - found) * (v - found);
    if (std::fabs(found - mean) > 5 * std::sqrt(variance / values.size()) || std::fabs(squares / values.size() / variance - 1) > 0.05) {
        printf("%s: mean %g, not %g; variance %g, not %g\n", what, found, mean, squares / values.size(), variance);
        failures++;
    }
}

static void distributions() {
    for (curandRngType_t type : {CURAND_RNG_PSEUDO_DEFAULT, CURAND_RNG_PSEUDO_MTGP32, CURAND_RNG_PSEUDO_MT19937}) {
        curandGenerator_t generator;
        CHECK(curandCreateGeneratorHost(&generator, type));
        CHECK(curandSetPseudoRandomGeneratorSeed(generator, 99));
        std::vector<float> uniform(40000), normal(40000), logarithmic(40000);
        std::vector<unsigned> few(40000), many(40000);
        CHECK(curandGenerateUniform(generator, uniform.data(), uniform.size()));
        CHECK(curandGenerateNormal(generator, normal.data(), normal.size(), 3, 2));
        CHECK(curandGenerateLogNormal(generator, logarithmic.data(), logarithmic.size(), 0, 0.5f));
        CHECK(curandGeneratePoisson(generator, few.data(), few.size(), 2.5));
        CHECK(curandGeneratePoisson(generator, many.data(), many.size(), 700));
        moments("uniform", uniform, 0.5, 1.0 / 12);
        moments("normal", normal, 3, 4);
        moments("log-normal", logarithmic, std::exp(0.125), (std::exp(0.25) - 1) * std::exp(0.25));
        moments("Poisson", few, 2.5, 2.5);
        moments("Poisson", many, 700, 700);
        CHECK(curandDestroyGenerator(generator));
    }
}

int main() {
    pseudo({CURAND_RNG_PSEUDO_XORWOW,
            {624778773, 3522650202, 2363946744, 1867875844, 1378181827, 3316345055, 1080851290, 524804964},
            {632221827, 3877306429, 3360075651, 502026180, 1865836681, 3199491375},
            {0x1.0980b41ac3301p-2, 0x1.807986605fed6p-1, 0x1.16e9a47928dc5p-2, 0x1.fee030e7e42e4p-4, 0x1.c93bbf1833478p-1,
             0x1.6883065429bb0p-1},
            {-1.20774507522583f, 0.8687032461166382f, 0.25235456228256226f, 2.9261341094970703f, -0.38527894020080566f},
            {0.14135976764783542, 0.4662866900500025, 1.6553319928045889, 1.212436425384256, 0.3542235056504691}});
    pseudo({CURAND_RNG_PSEUDO_MRG32K3A,
            {3379073520, 653317650, 4012281984, 2648318237, 3869769518, 2521876100, 1448855913, 1307249956},
            {2829176900, 3495266802, 25305732, 3627746498, 2221521293, 4188092751},
            {0x1.9f7554a72eca2p-2, 0x1.60c6e162025e1p-1, 0x1.54edcb1c5622ep-1, 0x1.4d6b13c4346b3p-1, 0x1.325c7a921d801p-3,
             0x1.4a6bd55fc2094p-1},
            {-2.4770970344543457f, -1.7042224407196045f, 0.9925658702850342f, 1.1183778047561646f, 0.500861406326294f},
            {0.7707707261164243, -1.9828741761588473, 0.4476900838387743, 1.7074286250668678, 0.10760017991691478}});
    pseudo({CURAND_RNG_PSEUDO_PHILOX4_32_10,
            {546353992, 3665621163, 1140953199, 2053518784, 4164562676, 3228641574, 2666454581, 1867931545},
            {86598854, 3853005186, 2335263525, 2073375004, 2065424428, 1335220175},
            {0x1.5cf7acd7e1f39p-2, 0x1.e45e588657268p-1, 0x1.9f1e958d84dadp-2, 0x1.c68eccc42b766p-1, 0x1.eb350f6392b12p-3,
             0x1.4a58f11ba90f0p-6},
            {-1.3431212902069092f, 0.4187859296798706f, 0.8940444588661194f, 3.2442216873168945f, 0.11039859056472778f},
            {-0.7659875932517798, -1.6242183785441104, 1.9114864558262725, 0.9882752644257145, -0.8918527736649314}});
    quasi();
    distributions();
    curandGenerator_t generator;
    CHECK(curandCreateGenerator(&generator, CURAND_RNG_PSEUDO_DEFAULT));
    Device<float> values(5);
    if (curandGenerateNormal(generator, values.at, 5, 0, 1) != CURAND_STATUS_LENGTH_NOT_MULTIPLE) {
        failures++, printf("half a pair\n");
    }
    CHECK(curandDestroyGenerator(generator));
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
