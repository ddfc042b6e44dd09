// Numbers in memory whose type is an argument, for the headers of libraries.
#pragma once

#include "unwarp_library.hpp"
#include "unwarp_library_types.hpp"

#include <cstring>

namespace unwarp {
namespace library {

inline float half_value(uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float value = exponent == 0 ? std::ldexp((float)fraction, -24) : std::ldexp((float)(1024 + fraction), exponent - 25);
    if (exponent == 31) value = fraction ? std::nanf("") : std::numeric_limits<float>::infinity();
    return bits >> 15 ? -value : value;
}

/// A number rounded to half precision, to the even one of two that are as near.
inline uint16_t half_bits(float value) {
    const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    const float size = std::fabs(value);
    if (std::isnan(value)) return 0x7fff;
    if (size >= 65520.0f) return (uint16_t)(sign | 0x7c00);
    int exponent = 0;
    std::frexp(size, &exponent);
    exponent = std::max(exponent, -13);
    const int fraction = (int)std::nearbyint(std::ldexp(size, 11 - exponent));  // below 2048, or 2048 where it rounds up
    return (uint16_t)(sign | (fraction < 1024 ? fraction : ((exponent + 13) << 10) + fraction));
}
inline float bfloat_value(uint16_t bits) {
    const uint32_t wide = (uint32_t)bits << 16;
    float value;
    std::memcpy(&value, &wide, sizeof value);
    return value;
}
inline uint16_t bfloat_bits(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    if (std::isnan(value)) return 0x7fff;
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

inline size_t bytes_of(cudaDataType type) {
    switch (type) {
        case CUDA_R_16F:
        case CUDA_R_16BF: return 2;
        case CUDA_R_32F:
        case CUDA_R_32I: return 4;
        case CUDA_R_64F: return 8;
        case CUDA_R_8I: return 1;
        default: return 0;
    }
}

template <typename C>
C load(const unsigned char *at, cudaDataType type) {
    uint16_t half;
    float single;
    double twice;
    int32_t integer;
    switch (type) {
        case CUDA_R_16F: return (C)half_value((std::memcpy(&half, at, 2), half));
        case CUDA_R_16BF: return (C)bfloat_value((std::memcpy(&half, at, 2), half));
        case CUDA_R_32F: return (C)(std::memcpy(&single, at, 4), single);
        case CUDA_R_64F: return (C)(std::memcpy(&twice, at, 8), twice);
        case CUDA_R_32I: return (C)(std::memcpy(&integer, at, 4), integer);
        default: return (C) * (const signed char *)at;
    }
}
template <typename C>
void store(unsigned char *at, cudaDataType type, C value) {
    const uint16_t half = type == CUDA_R_16F ? half_bits((float)value) : bfloat_bits((float)value);
    const float single = (float)value;
    const double twice = (double)value;
    const int32_t integer = (int32_t)value;
    switch (type) {
        case CUDA_R_16F:
        case CUDA_R_16BF: std::memcpy(at, &half, 2); break;
        case CUDA_R_32F: std::memcpy(at, &single, 4); break;
        case CUDA_R_64F: std::memcpy(at, &twice, 8); break;
        case CUDA_R_32I: std::memcpy(at, &integer, 4); break;
        default: *(signed char *)at = (signed char)value; break;
    }
}

/// Numbers of a type in memory as values of C, which is complex where they are: `bytes` is 0 where C cannot have them.
template <typename C>
struct Numbers {
    static size_t bytes(cudaDataType type) { return bytes_of(type); }
    static C get(const unsigned char *at, cudaDataType type) { return load<C>(at, type); }
    static void put(unsigned char *at, cudaDataType type, C value) { store(at, type, value); }
};
template <typename R>
struct Numbers<std::complex<R>> {
    typedef std::complex<R> C;
    static size_t bytes(cudaDataType type) { return type == CUDA_C_32F ? 8 : type == CUDA_C_64F ? 16 : 0; }
    static C get(const unsigned char *at, cudaDataType type) {
        const cudaDataType part = type == CUDA_C_32F ? CUDA_R_32F : CUDA_R_64F;
        return C(load<R>(at, part), load<R>(at + bytes(type) / 2, part));
    }
    static void put(unsigned char *at, cudaDataType type, C value) {
        const cudaDataType part = type == CUDA_C_32F ? CUDA_R_32F : CUDA_R_64F;
        store(at, part, value.real());
        store(at + bytes(type) / 2, part, value.imag());
    }
};

/// Elements of device memory of a type, as values of C; none where C cannot have them.
template <typename C, typename Call>
std::vector<C> read_numbers(Call &call, const void *from, cudaDataType type, size_t count) {
    const size_t size = Numbers<C>::bytes(type);
    std::vector<C> values(count);
    if (!call.check(size > 0)) return values;
    const std::vector<unsigned char> memory = call.read((const unsigned char *)from, count * size);
    for (size_t i = 0; call.good() && i < count; i++) values[i] = Numbers<C>::get(&memory[i * size], type);
    return values;
}
template <typename C, typename Call>
void write_numbers(Call &call, void *to, cudaDataType type, const std::vector<C> &values) {
    const size_t size = Numbers<C>::bytes(type);
    if (!call.check(size > 0)) return;
    std::vector<unsigned char> memory(values.size() * size);
    for (size_t i = 0; i < values.size(); i++) Numbers<C>::put(&memory[i * size], type, values[i]);
    call.write((unsigned char *)to, memory);
}

}  // namespace library
}  // namespace unwarp
