// Texels as values of CUDA's types, and the elements of surfaces: for kernels translated from CUDA to C by unwarp.
// unwarp_device.h includes this file behind the vector types. Free for any use.
#ifndef UNWARP_DEVICE_TEXTURE_H
#define UNWARP_DEVICE_TEXTURE_H

#include "unwarp_texture.h"

static inline float uw_as_f32(uw_texel t) { return ((uw_bits){t.v[0]}).f; }
static inline float2 uw_as_float2(uw_texel t) { return (float2){((uw_bits){t.v[0]}).f, ((uw_bits){t.v[1]}).f}; }
static inline float4 uw_as_float4(uw_texel t) {
    return (float4){((uw_bits){t.v[0]}).f, ((uw_bits){t.v[1]}).f, ((uw_bits){t.v[2]}).f, ((uw_bits){t.v[3]}).f};
}

#define UW_ELEMENT(TAG, TYPE, ...)                                                                                   \
    static inline TYPE uw_load_##TAG(uw_u64 place) { return place ? *(const TYPE *)place : (TYPE){__VA_ARGS__}; }    \
    static inline void uw_store_##TAG(uw_u64 place, TYPE value) {                                                    \
        if (place) *(TYPE *)place = value;                                                                           \
    }
#define UW_ELEMENTS(TAG, SCALAR, VECTOR)                                                                             \
    static inline SCALAR uw_as_##TAG(uw_texel t) { return (SCALAR)t.v[0]; }                                          \
    static inline VECTOR##2 uw_as_##VECTOR##2(uw_texel t) { return (VECTOR##2){(SCALAR)t.v[0], (SCALAR)t.v[1]}; }    \
    static inline VECTOR##4 uw_as_##VECTOR##4(uw_texel t) {                                                          \
        return (VECTOR##4){(SCALAR)t.v[0], (SCALAR)t.v[1], (SCALAR)t.v[2], (SCALAR)t.v[3]};                          \
    }                                                                                                                \
    UW_ELEMENT(TAG, SCALAR, 0)                                                                                       \
    UW_ELEMENT(VECTOR##2, VECTOR##2, 0, 0)                                                                           \
    UW_ELEMENT(VECTOR##4, VECTOR##4, 0, 0, 0, 0)

UW_ELEMENTS(i8, signed char, char)
UW_ELEMENTS(u8, unsigned char, uchar)
UW_ELEMENTS(i16, short, short)
UW_ELEMENTS(u16, unsigned short, ushort)
UW_ELEMENTS(i32, int, int)
UW_ELEMENTS(u32, unsigned int, uint)
UW_ELEMENT(f32, float, 0)
UW_ELEMENT(float2, float2, 0, 0)
UW_ELEMENT(float4, float4, 0, 0, 0, 0)

#undef UW_ELEMENT
#undef UW_ELEMENTS

#endif
