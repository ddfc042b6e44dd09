// Random numbers under the names of cuRAND's host functions (curand.h): the generators XORWOW, MRG32k3a, Philox and Sobol (of up
// to 21 dimensions) with cuRAND's own numbers in its order, MTGP32 and MT19937 with others of the same distribution. The host
// computes. Scrambled Sobol sequences are not there.
//
// Sobol's direction numbers: S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections (2008).
#pragma once

#include "unwarp_curand.hpp"
#include "unwarp_library.hpp"

#include <memory>
#include <random>

enum curandStatus_t {
    CURAND_STATUS_SUCCESS = 0,
    CURAND_STATUS_VERSION_MISMATCH = 100,
    CURAND_STATUS_NOT_INITIALIZED = 101,
    CURAND_STATUS_ALLOCATION_FAILED = 102,
    CURAND_STATUS_TYPE_ERROR = 103,
    CURAND_STATUS_OUT_OF_RANGE = 104,
    CURAND_STATUS_LENGTH_NOT_MULTIPLE = 105,
    CURAND_STATUS_DOUBLE_PRECISION_REQUIRED = 106,
    CURAND_STATUS_LAUNCH_FAILURE = 201,
    CURAND_STATUS_PREEXISTING_FAILURE = 202,
    CURAND_STATUS_INITIALIZATION_FAILED = 203,
    CURAND_STATUS_ARCH_MISMATCH = 204,
    CURAND_STATUS_INTERNAL_ERROR = 999
};
typedef curandStatus_t curandStatus;
enum curandRngType_t {
    CURAND_RNG_TEST = 0,
    CURAND_RNG_PSEUDO_DEFAULT = 100,
    CURAND_RNG_PSEUDO_XORWOW = 101,
    CURAND_RNG_PSEUDO_MRG32K3A = 121,
    CURAND_RNG_PSEUDO_MTGP32 = 141,
    CURAND_RNG_PSEUDO_MT19937 = 142,
    CURAND_RNG_PSEUDO_PHILOX4_32_10 = 161,
    CURAND_RNG_QUASI_DEFAULT = 200,
    CURAND_RNG_QUASI_SOBOL32 = 201,
    CURAND_RNG_QUASI_SOBOL64 = 203
};
typedef curandRngType_t curandRngType;
enum curandOrdering_t {
    CURAND_ORDERING_PSEUDO_BEST = 100,
    CURAND_ORDERING_PSEUDO_DEFAULT = 101,
    CURAND_ORDERING_PSEUDO_LEGACY = 103,
    CURAND_ORDERING_QUASI_DEFAULT = 201
};
typedef curandOrdering_t curandOrdering;

namespace unwarp {
namespace random {

/// The quantile of the normal distribution: P. J. Acklam's approximation, and a step of Halley's method.
inline double quantile(double p) {
    if (p > 0.5) return -quantile(1 - p);
    double x;
    if (p < 0.02425) {
        const double q = std::sqrt(-2 * std::log(p));
        x = (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q -
               2.549732539343734e+00) * q + 4.374664141464968e+00) * q + 2.938163982698783e+00) /
            ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q +
              3.754408661907416e+00) * q + 1);
    } else {
        const double q = p - 0.5, r = q * q;
        x = (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
               1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239e+00) * q /
            (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
               6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1);
    }
    const double error = 0.5 * std::erfc(-x / 1.4142135623730951) - p;
    const double step = error * 2.5066282746310002 * std::exp(x * x / 2);
    return x - step / (1 + x * step / 2);
}

/// A stream of numbers. Normal ones come in pairs, but for Philox and Sobol, who make one.
class Source {
  public:
    virtual ~Source() {}
    virtual unsigned int word() = 0;
    virtual float uniform() { return unit(word()); }
    virtual double uniform_double() {
        const unsigned int x = word(), y = word();
        return unit(x, y);
    }
    virtual void normal(float *to) {
        const unsigned int x = word(), y = word();
        const float2 r = normals(x, y);
        to[0] = r.x, to[1] = r.y;
    }
    virtual void normal(double *to) {
        const unsigned int x = word(), y = word(), z = word(), w = word();
        const double2 r = normals(x, y, z, w);
        to[0] = r.x, to[1] = r.y;
    }
    virtual unsigned long long long_word() { return 0; }
};

/// The numbers of so many states in turns, as cuRAND's threads write them.
template <typename S, unsigned long long THREADS>
class Threads : public Source {
  public:
    Threads(unsigned long long seed, unsigned long long offset) : next_(offset), offset_(offset) {
        curand_init(seed, 0ull, 0ull, &first_);
    }
    unsigned int word() override { return curand(&state()); }
    float uniform() override { return curand_uniform(&state()); }
    double uniform_double() override { return curand_uniform_double(&state()); }
    void normal(float *to) override {
        const float2 r = curand_normal2(&state());
        to[0] = r.x, to[1] = r.y;
    }
    void normal(double *to) override {
        const double2 r = curand_normal2_double(&state());
        to[0] = r.x, to[1] = r.y;
    }

  private:
    static void next_sequence(curandStateXORWOW *state) { skipahead_sequence(1ull, state); }
    static void next_sequence(curandStateMRG32k3a *state) { skipahead_subsequence(1ull, state); }
    S &state() {
        const unsigned long long thread = next_++ % THREADS;
        while (states_.size() <= thread) {
            S made = first_;
            skipahead((offset_ + THREADS - 1 - states_.size()) / THREADS, &made);
            states_.push_back(made);
            next_sequence(&first_);
        }
        return states_[thread];
    }

    S first_;
    std::vector<S> states_;
    unsigned long long next_, offset_;
};

/// Philox counts: the sequences take turns of four numbers, of one block of words or of two.
class Counted : public Source {
  public:
    Counted(unsigned long long seed, unsigned long long offset) : seed_(seed), at_(offset), blocks_(sequences) {
        for (size_t i = 0; i < sequences; i++) blocks_[i] = (offset / 4 + sequences - 1 - i) / sequences;
    }
    unsigned int word() override {
        const unsigned int number = at_ % 4;
        return philox_word(block(1), number);
    }
    float uniform() override { return unit(word()); }
    double uniform_double() override {
        const bool second = at_ % 2;
        const uint4 x = block(2);
        return second ? unit(x.z, x.w) : unit(x.x, x.y);
    }
    void normal(float *to) override {
        const unsigned int number = at_ % 4;
        const uint4 x = block(1);
        const float2 r = number < 2 ? normals(x.x, x.y) : normals(x.z, x.w);
        *to = number % 2 ? r.y : r.x;
    }
    void normal(double *to) override {
        const bool second = at_ % 2;
        const uint4 x = block(2);
        const double2 r = normals(x.x, x.y, x.z, x.w);
        *to = second ? r.y : r.x;
    }

  private:
    static constexpr unsigned long long sequences = 65536;

    /// The block with the next number, where so many blocks give four.
    uint4 block(unsigned long long each) {
        const unsigned long long sequence = at_ / 4 % sequences, number = blocks_[sequence] + at_ % 4 * each / 4;
        if (++at_ % 4 == 0) blocks_[sequence] += each;
        uint4 counter;
        counter.x = (unsigned int)number;
        counter.y = (unsigned int)(number >> 32);
        counter.z = (unsigned int)sequence;
        counter.w = 0u;
        uint2 key;
        key.x = (unsigned int)seed_;
        key.y = (unsigned int)(seed_ >> 32);
        return philox_block(counter, key);
    }

    unsigned long long seed_, at_;
    std::vector<unsigned long long> blocks_;  // of each sequence, how many have given their numbers
};

/// A Mersenne twister, whose numbers are not those of cuRAND's.
class Twister : public Source {
  public:
    Twister(unsigned long long seed, unsigned long long offset)
        : engine_((unsigned int)(seed ^ seed >> 32)) {
        engine_.discard(offset);
    }
    unsigned int word() override { return (unsigned int)engine_(); }

  private:
    std::mt19937 engine_;
};

/// A dimension of a Sobol sequence, in the order of Gray's code.
template <typename W>
class Sobol : public Source {
  public:
    static constexpr unsigned int dimensions = 21;
    Sobol(unsigned int dimension, unsigned long long offset) : next_(offset) {
        const int bits = 8 * (int)sizeof(W);
        // degree, inner coefficients and first numbers of the polynomials behind the first dimension
        static const unsigned char numbers[dimensions - 1][9] = {
            {1, 0, 1}, {2, 1, 1, 3}, {3, 1, 1, 3, 1}, {3, 2, 1, 1, 1}, {4, 1, 1, 1, 3, 3}, {4, 4, 1, 3, 5, 13},
            {5, 2, 1, 1, 5, 5, 17}, {5, 4, 1, 1, 5, 5, 5}, {5, 7, 1, 1, 7, 11, 19}, {5, 11, 1, 1, 5, 1, 1},
            {5, 13, 1, 1, 1, 3, 11}, {5, 14, 1, 3, 5, 5, 31}, {6, 1, 1, 3, 3, 9, 7, 49}, {6, 13, 1, 1, 1, 15, 21, 21},
            {6, 16, 1, 3, 1, 13, 27, 49}, {6, 19, 1, 1, 1, 15, 7, 5}, {6, 22, 1, 3, 1, 15, 13, 25},
            {6, 25, 1, 1, 5, 5, 19, 61}, {7, 1, 1, 3, 7, 11, 23, 15, 103}, {7, 4, 1, 3, 7, 13, 13, 15, 69}};
        for (int i = 0; i < bits; i++) {
            if (dimension == 0) {
                directions_[i] = (W)1 << (bits - 1 - i);
                continue;
            }
            const unsigned char *known = numbers[dimension - 1];
            const int degree = known[0];
            if (i < degree) {
                directions_[i] = (W)known[2 + i] << (bits - 1 - i);
                continue;
            }
            directions_[i] = directions_[i - degree] ^ directions_[i - degree] >> degree;
            for (int k = 1; k < degree; k++) {
                if (known[1] >> (degree - 1 - k) & 1) directions_[i] ^= directions_[i - k];
            }
        }
    }
    unsigned int word() override { return (unsigned int)(next() >> (8 * sizeof(W) - 32)); }
    unsigned long long long_word() override { return next(); }
    double uniform_double() override { return wide(next(), word_unit, double_unit / 2); }
    void normal(float *to) override { *to = (float)quantile(uniform()); }
    void normal(double *to) override { *to = quantile(wide(next(), word_unit / 2, double_unit / 2)); }

  private:
    static double wide(unsigned int x, double low, double) { return x * word_unit + low; }
    static double wide(unsigned long long x, double, double low) { return (double)(x >> 11) * double_unit + low; }
    W next() {
        W made = 0;
        const unsigned long long gray = next_ ^ next_ >> 1;
        for (int i = 0; i < 8 * (int)sizeof(W) && gray >> i; i++) {
            if (gray >> i & 1) made ^= directions_[i];
        }
        next_++;
        return made;
    }

    W directions_[8 * sizeof(W)];
    unsigned long long next_;
};

/// One number of a Poisson distribution for one of equal distribution: the quantile, looked for from the mode.
inline unsigned int poisson_quantile(double p, double mean) {
    const double mode = std::floor(mean);
    const double top = std::exp(mode * std::log(mean) - mean - std::lgamma(mode + 1));
    double below = 0, term = top;  // the sum up to the mode
    for (double k = mode; k >= 0 && term > 1e-300; k--) below += term, term *= k / mean;
    double k = mode;
    if (p <= below) {
        for (term = top; k > 0 && below - term >= p; k--) below -= term, term *= k / mean;
    } else {
        for (term = top; below < p && term > 1e-300;) term *= mean / ++k, below += term;
    }
    return (unsigned int)k;
}

}  // namespace random
}  // namespace unwarp

struct curandGenerator_st {
    curandRngType_t type = CURAND_RNG_PSEUDO_XORWOW;
    unsigned long long seed = 0, offset = 0;
    unsigned int dimensions = 1;
    unwarp::library::Stream stream = nullptr;
    std::vector<std::unique_ptr<unwarp::random::Source>> sources;  // none until the first number; one a dimension

    bool quasi() const { return type >= CURAND_RNG_QUASI_DEFAULT; }
    bool wide() const { return type == CURAND_RNG_QUASI_SOBOL64; }
    std::unique_ptr<unwarp::random::Source> source(unsigned int dimension) const {
        using namespace unwarp::random;
        typedef std::unique_ptr<Source> Made;
        switch (type) {
            case CURAND_RNG_PSEUDO_MRG32K3A: return Made(new Threads<curandStateMRG32k3a, 81920>(seed, offset));
            case CURAND_RNG_PSEUDO_PHILOX4_32_10: return Made(new Counted(seed, offset));
            case CURAND_RNG_PSEUDO_MTGP32:
            case CURAND_RNG_PSEUDO_MT19937: return Made(new Twister(seed, offset));
            case CURAND_RNG_QUASI_SOBOL32: return Made(new Sobol<unsigned int>(dimension, offset));
            case CURAND_RNG_QUASI_SOBOL64: return Made(new Sobol<unsigned long long>(dimension, offset));
            default: return Made(new Threads<curandStateXORWOW, 4096>(seed, offset));
        }
    }
};
typedef curandGenerator_st *curandGenerator_t;

namespace unwarp {
namespace random {

/// Fill an array, each dimension behind the other, by a function that makes `step` numbers at once.
template <typename T, typename F>
curandStatus_t fill(curandGenerator_t generator, T *to, size_t n, size_t step, F make) {
    if (!generator) return CURAND_STATUS_NOT_INITIALIZED;
    const size_t count = generator->quasi() ? generator->dimensions : 1;
    if (n % count || n % step) return CURAND_STATUS_LENGTH_NOT_MULTIPLE;
    library::Call<curandStatus_t> call(CURAND_STATUS_SUCCESS, CURAND_STATUS_LAUNCH_FAILURE, CURAND_STATUS_LAUNCH_FAILURE);
    call.follow(generator->stream);
    while (generator->sources.size() < count) {
        generator->sources.push_back(generator->source((unsigned int)generator->sources.size()));
    }
    std::vector<T> values(n);
    for (size_t dimension = 0; dimension < count; dimension++) {
        T *part = values.data() + dimension * (n / count);
        for (size_t i = 0; i < n / count; i += step) make(*generator->sources[dimension], part + i);
    }
    call.write(to, values);
    return call.status();
}

template <typename T>
curandStatus_t normal(curandGenerator_t generator, T *to, size_t n, T mean, T deviation, bool logarithmic) {
    if (!generator) return CURAND_STATUS_NOT_INITIALIZED;
    const bool single = generator->quasi() || generator->type == CURAND_RNG_PSEUDO_PHILOX4_32_10;
    const size_t step = single ? 1 : 2;
    return fill(generator, to, n, step, [=](Source &source, T *at) {
        source.normal(at);
        for (size_t i = 0; i < step; i++) {
            at[i] = mean + deviation * at[i];
            if (logarithmic) at[i] = std::exp(at[i]);
        }
    });
}

/// Forget the stream of numbers, so that the next one begins by the options of the generator.
inline curandStatus_t restart(curandGenerator_t generator) {
    generator->sources.clear();
    return CURAND_STATUS_SUCCESS;
}

}  // namespace random
}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ generators

inline curandStatus_t curandCreateGenerator(curandGenerator_t *generator, curandRngType_t type) {
    switch (type) {
        case CURAND_RNG_PSEUDO_DEFAULT: type = CURAND_RNG_PSEUDO_XORWOW; break;
        case CURAND_RNG_QUASI_DEFAULT: type = CURAND_RNG_QUASI_SOBOL32; break;
        case CURAND_RNG_PSEUDO_XORWOW:
        case CURAND_RNG_PSEUDO_MRG32K3A:
        case CURAND_RNG_PSEUDO_MTGP32:
        case CURAND_RNG_PSEUDO_MT19937:
        case CURAND_RNG_PSEUDO_PHILOX4_32_10:
        case CURAND_RNG_QUASI_SOBOL32:
        case CURAND_RNG_QUASI_SOBOL64: break;
        default: return CURAND_STATUS_TYPE_ERROR;
    }
    *generator = new (std::nothrow) curandGenerator_st;
    if (!*generator) return CURAND_STATUS_ALLOCATION_FAILED;
    (*generator)->type = type;
    return CURAND_STATUS_SUCCESS;
}
inline curandStatus_t curandCreateGeneratorHost(curandGenerator_t *generator, curandRngType_t type) {
    return curandCreateGenerator(generator, type);
}
inline curandStatus_t curandDestroyGenerator(curandGenerator_t generator) {
    delete generator;
    return generator ? CURAND_STATUS_SUCCESS : CURAND_STATUS_NOT_INITIALIZED;
}
inline curandStatus_t curandSetStream(curandGenerator_t generator, unwarp::library::Stream stream) {
    if (!generator) return CURAND_STATUS_NOT_INITIALIZED;
    generator->stream = stream;
    return CURAND_STATUS_SUCCESS;
}
inline curandStatus_t curandSetPseudoRandomGeneratorSeed(curandGenerator_t generator, unsigned long long seed) {
    if (!generator) return CURAND_STATUS_NOT_INITIALIZED;
    if (generator->quasi()) return CURAND_STATUS_TYPE_ERROR;
    generator->seed = seed;
    return unwarp::random::restart(generator);
}
inline curandStatus_t curandSetGeneratorOffset(curandGenerator_t generator, unsigned long long offset) {
    if (!generator) return CURAND_STATUS_NOT_INITIALIZED;
    generator->offset = offset;
    return unwarp::random::restart(generator);
}
inline curandStatus_t curandSetGeneratorOrdering(curandGenerator_t generator, curandOrdering_t order) {
    if (!generator) return CURAND_STATUS_NOT_INITIALIZED;
    const bool fits = generator->quasi() ? order == CURAND_ORDERING_QUASI_DEFAULT
                                         : order >= CURAND_ORDERING_PSEUDO_BEST && order <= CURAND_ORDERING_PSEUDO_LEGACY;
    return fits ? CURAND_STATUS_SUCCESS : CURAND_STATUS_OUT_OF_RANGE;
}
inline curandStatus_t curandSetQuasiRandomGeneratorDimensions(curandGenerator_t generator, unsigned int dimensions) {
    if (!generator) return CURAND_STATUS_NOT_INITIALIZED;
    if (!generator->quasi()) return CURAND_STATUS_TYPE_ERROR;
    if (dimensions < 1 || dimensions > unwarp::random::Sobol<unsigned int>::dimensions) return CURAND_STATUS_OUT_OF_RANGE;
    generator->dimensions = dimensions;
    return unwarp::random::restart(generator);
}
inline curandStatus_t curandGenerateSeeds(curandGenerator_t generator) {
    return generator ? CURAND_STATUS_SUCCESS : CURAND_STATUS_NOT_INITIALIZED;
}
inline curandStatus_t curandGetVersion(int *version) {
    *version = 10300;
    return CURAND_STATUS_SUCCESS;
}

// ------------------------------------------------------------------------------------------------ numbers

inline curandStatus_t curandGenerate(curandGenerator_t generator, unsigned int *to, size_t n) {
    if (generator && generator->wide()) return CURAND_STATUS_TYPE_ERROR;
    return unwarp::random::fill(generator, to, n, 1, [](unwarp::random::Source &source, unsigned int *at) {
        *at = source.word();
    });
}
inline curandStatus_t curandGenerateLongLong(curandGenerator_t generator, unsigned long long *to, size_t n) {
    if (generator && !generator->wide()) return CURAND_STATUS_TYPE_ERROR;
    return unwarp::random::fill(generator, to, n, 1, [](unwarp::random::Source &source, unsigned long long *at) {
        *at = source.long_word();
    });
}
inline curandStatus_t curandGenerateUniform(curandGenerator_t generator, float *to, size_t n) {
    return unwarp::random::fill(generator, to, n, 1, [](unwarp::random::Source &source, float *at) {
        *at = source.uniform();
    });
}
inline curandStatus_t curandGenerateUniformDouble(curandGenerator_t generator, double *to, size_t n) {
    return unwarp::random::fill(generator, to, n, 1, [](unwarp::random::Source &source, double *at) {
        *at = source.uniform_double();
    });
}
inline curandStatus_t curandGenerateNormal(curandGenerator_t generator, float *to, size_t n, float mean, float deviation) {
    return unwarp::random::normal(generator, to, n, mean, deviation, false);
}
inline curandStatus_t curandGenerateNormalDouble(curandGenerator_t generator, double *to, size_t n, double mean,
                                                 double deviation) {
    return unwarp::random::normal(generator, to, n, mean, deviation, false);
}
inline curandStatus_t curandGenerateLogNormal(curandGenerator_t generator, float *to, size_t n, float mean,
                                              float deviation) {
    return unwarp::random::normal(generator, to, n, mean, deviation, true);
}
inline curandStatus_t curandGenerateLogNormalDouble(curandGenerator_t generator, double *to, size_t n, double mean,
                                                    double deviation) {
    return unwarp::random::normal(generator, to, n, mean, deviation, true);
}
inline curandStatus_t curandGeneratePoisson(curandGenerator_t generator, unsigned int *to, size_t n, double mean) {
    if (!(mean > 0)) return CURAND_STATUS_OUT_OF_RANGE;
    return unwarp::random::fill(generator, to, n, 1, [=](unwarp::random::Source &source, unsigned int *at) {
        *at = unwarp::random::poisson_quantile(source.uniform_double(), mean);
    });
}
