// Compares the integers' arithmetic of unwarp_directed.h with this computer's own in each rounding mode, bit by bit.
#include <cfenv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "unwarp_directed.h"

static unsigned long long state = 88172645463325252ull;
static unsigned long long next() {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

template <typename T> struct Format;
template <> struct Format<float> {
    typedef unsigned int Word;
    static const int bits = 24, exponents = 255;
};
template <> struct Format<double> {
    typedef unsigned long long Word;
    static const int bits = 53, exponents = 2047;
};

/// Edges, any patterns, numbers near 1, and numbers within 2^32 of 1.
template <typename T> T any() {
    typedef typename Format<T>::Word Word;
    const int places = Format<T>::bits - 1;
    const Word edge = Word(1) << places, one = Word(Format<T>::exponents / 2) << places, sign = Word(1) << (sizeof(T) * 8 - 1);
    const Word edges[] = {0, 1, 2, edge - 1, edge, edge + 1, one, one + 1, one - 1, one | edge / 2, one / 2, one / 2 + 1,
                          one + one - edge, Word(Format<T>::exponents) * edge - 1, Word(Format<T>::exponents) * edge,
                          Word(Format<T>::exponents) * edge + edge / 2};
    const unsigned long long choice = next();
    Word word = Word(next());
    switch (choice & 3) {
        case 0: word = edges[choice >> 8 & 15] | (choice >> 16 & 1 ? sign : 0); break;
        case 1: break;
        case 2: word = (word & (sign | (edge - 1))) | one; break;
        default: word = (word & (sign | (edge - 1))) | (one + ((choice >> 8 & 63) - 32) * edge); break;
    }
    T value;
    memcpy(&value, &word, sizeof value);
    return value;
}

static int wrong;
template <typename T> void compare(const char *name, int mode, T expected, T got) {
    if (memcmp(&expected, &got, sizeof got) == 0 || (std::isnan(expected) && std::isnan(got))) return;
    if (wrong++ < 20) printf("%s %d: expected %a, got %a\n", name, mode, double(expected), double(got));
}

static float sum(float x, float y, float z, int mode) { return uw_directed_fmaf(x, y, z, mode); }
static double sum(double x, double y, double z, int mode) { return uw_directed_fma(x, y, z, mode); }
static float product(float x, float y, int mode) { return uw_directed_fmul(x, y, mode); }
static double product(double x, double y, int mode) { return uw_directed_dmul(x, y, mode); }
static float quotient(float x, float y, int mode) { return uw_directed_fdiv(x, y, mode); }
static double quotient(double x, double y, int mode) { return uw_directed_ddiv(x, y, mode); }
static float root(float x, int mode) { return uw_directed_fsqrt(x, mode); }
static double root(double x, int mode) { return uw_directed_dsqrt(x, mode); }

template <typename T> void check(int mode, int environment) {
    for (int i = 0; i < 60000; ++i) {
        volatile T x = any<T>(), y = any<T>(), z = i % 4 ? any<T>() : T(-x * y);
        fesetround(environment);
        volatile T s = std::fma(x, y, z), a = x + y, p = x * y, q = x / y, r = std::sqrt(x);
        fesetround(FE_TONEAREST);
        compare("fma", mode, T(s), sum(T(x), T(y), T(z), mode));
        compare("add", mode, T(a), sum(T(x), T(1), T(y), mode));
        compare("mul", mode, T(p), product(T(x), T(y), mode));
        compare("div", mode, T(q), quotient(T(x), T(y), mode));
        compare("sqrt", mode, T(r), root(T(x), mode));
    }
}

int main() {
    const int modes[] = {1, -1, 0}, environments[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    for (int i = 0; i < 3; ++i) {
        check<float>(modes[i], environments[i]);
        check<double>(modes[i], environments[i]);
    }
    printf("%d wrong\n", wrong);
    return wrong != 0;
}
