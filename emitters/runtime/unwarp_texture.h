// Textures and surfaces in software, for programs translated from CUDA by unwarp: what a texture object points to, and how
// it is read. Coordinates, filters and address modes are those of the CUDA programming guide, with its fraction of 8 bits.
//
// C and C++ include this file; OpenCL C programs contain the parts of it that they use. Free for any use.
#ifndef UNWARP_TEXTURE_H
#define UNWARP_TEXTURE_H

#define UW_GLOBAL
#define UW_INLINE static inline
typedef unsigned long long uw_u64;

// The same text for C, C++ and OpenCL C from here on.

/// What a texture or surface object points to. Texels have 1, 2 or 4 channels of 8, 16 or 32 bits.
typedef struct uw_texture {
    uw_u64 data;             // the address of the first texel
    uw_u64 pitch, slice;     // bytes from row to row, and from slice to slice or layer to layer
    int size[3];             // texels; 1 in dimensions that it does not have
    int dimensions, layers;
    int channels, bits;
    int kind;                // 0 signed, 1 unsigned, 2 floating
    int address[3];          // beyond the edge: 0 wraps, 1 clamps, 2 mirrors, 3 is the border
    int linear;              // filters between texels
    int normalized;          // coordinates run from 0 to 1
    int scaled;              // integers are read as floats between 0 or -1 and 1
    unsigned int border[4];  // a texel, as bits
} uw_texture;

/// The channels of a texel: floats as their bits, integers extended to 32 bits.
typedef struct uw_texel {
    unsigned int v[4];
} uw_texel;

typedef union uw_bits {
    unsigned int u;
    int i;
    float f;
} uw_bits;

/// A half as the bits of a float.
UW_INLINE unsigned int uw_widened(unsigned int half_bits) {
    unsigned int sign = (half_bits & 0x8000u) << 16, rest = half_bits & 0x7fffu;
    uw_bits r;
    if (rest >= 0x7c00u) return sign | 0x7f800000u | (rest & 0x3ffu) << 13;
    r.f = (float)(rest & 0x3ffu) / 16777216.0f;  // subnormal: in steps of 2^-24
    if (rest >= 0x400u) r.u = (rest << 13) + 0x38000000u;
    return sign | r.u;
}

/// The largest integer that is not above x, for x within the range of int by far.
UW_INLINE int uw_below(float x) {
    int i;
    x = x > -1.0e9f ? x : -1.0e9f;
    x = x < 1.0e9f ? x : 1.0e9f;
    i = (int)x;
    return i - (x < (float)i);
}

/// The texel that an index leads to in a dimension of n texels, or -1 for the border.
UW_INLINE int uw_addressed(int mode, int i, int n) {
    int m = i % n;
    if (i >= 0 && i < n) return i;
    if (mode == 1) return i < 0 ? 0 : n - 1;
    if (mode == 3) return -1;
    m += m < 0 ? n : 0;
    return mode == 2 && (((i < 0 ? i - (n - 1) : i) / n) & 1) ? n - 1 - m : m;
}

/// One channel of the texel at an address.
UW_INLINE unsigned int uw_channel(UW_GLOBAL const uw_texture *t, uw_u64 place, int channel) {
    uw_bits r;
    float most = t->bits == 8 ? 255.0f : 65535.0f;
    if (t->bits == 32) return ((UW_GLOBAL const unsigned int *)place)[channel];
    if (t->bits == 16) r.u = ((UW_GLOBAL const unsigned short *)place)[channel];
    else r.u = ((UW_GLOBAL const unsigned char *)place)[channel];
    if (t->kind == 2) return uw_widened(r.u);
    if (t->kind == 0) {
        r.i = t->bits == 16 ? (int)(short)r.u : (int)(signed char)r.u;
        most = t->bits == 8 ? 127.0f : 32767.0f;
    }
    if (t->scaled) {
        r.f = (t->kind == 0 ? (float)r.i : (float)r.u) / most;
        if (r.f < -1.0f) r.f = -1.0f;
    }
    return r.u;
}

/// The texel of these indices, from where data begins.
UW_INLINE uw_texel uw_texel_at(UW_GLOBAL const uw_texture *t, uw_u64 data, int x, int y, int z) {
    uw_texel r;
    int c;
    x = uw_addressed(t->address[0], x, t->size[0]);
    y = uw_addressed(t->address[1], y, t->size[1]);
    z = uw_addressed(t->address[2], z, t->size[2]);
    for (c = 0; c < 4; c++) r.v[c] = x < 0 || y < 0 || z < 0 ? t->border[c] : 0;
    if (x < 0 || y < 0 || z < 0) return r;
    data += (uw_u64)z * t->slice + (uw_u64)y * t->pitch + (uw_u64)(x * t->channels * (t->bits / 8));
    for (c = 0; c < t->channels; c++) r.v[c] = uw_channel(t, data, c);
    return r;
}

/// A coordinate in texels.
UW_INLINE float uw_coordinate(UW_GLOBAL const uw_texture *t, int dimension, float x) {
    if (dimension >= t->dimensions) return t->linear ? 0.5f : 0.0f;
    if (!t->normalized) return x;
    if (t->address[dimension] == 0 && x > -1.0e9f && x < 1.0e9f) x -= (float)uw_below(x);
    return x * (float)t->size[dimension];
}

/// The texel at a place, or what the filter makes of those around it.
UW_INLINE uw_texel uw_sample(uw_u64 texture, float x, float y, float z, int layer) {
    UW_GLOBAL const uw_texture *t = (UW_GLOBAL const uw_texture *)texture;
    uw_u64 data = t->data + (uw_u64)(layer < 0 ? 0 : layer < t->layers ? layer : t->layers - 1) * t->slice;
    float at[3], part[3], sum[4];
    int low[3], d, corner;
    uw_texel r;
    uw_bits b;
    at[0] = uw_coordinate(t, 0, x);
    at[1] = uw_coordinate(t, 1, y);
    at[2] = uw_coordinate(t, 2, z);
    if (!t->linear) return uw_texel_at(t, data, uw_below(at[0]), uw_below(at[1]), uw_below(at[2]));
    for (d = 0; d < 3; d++) {
        at[d] -= 0.5f;
        low[d] = uw_below(at[d]);
        part[d] = (float)uw_below((at[d] - (float)low[d]) * 256.0f + 0.5f) / 256.0f;
    }
    for (d = 0; d < 4; d++) sum[d] = 0.0f;
    for (corner = 0; corner < 1 << t->dimensions; corner++) {
        float weight = corner & 1 ? part[0] : 1.0f - part[0];
        weight *= corner & 2 ? part[1] : 1.0f - part[1];
        weight *= corner & 4 ? part[2] : 1.0f - part[2];
        if (weight == 0.0f) continue;
        r = uw_texel_at(t, data, low[0] + (corner & 1), low[1] + (corner >> 1 & 1), low[2] + (corner >> 2));
        for (d = 0; d < 4; d++) {
            b.u = r.v[d];
            sum[d] += weight * b.f;
        }
    }
    for (d = 0; d < 4; d++) {
        b.f = sum[d];
        r.v[d] = b.u;
    }
    return r;
}

/// A channel of the four texels around a place: below left, below right, above right, above left, where y goes down.
UW_INLINE uw_texel uw_gather(uw_u64 texture, float x, float y, int channel) {
    UW_GLOBAL const uw_texture *t = (UW_GLOBAL const uw_texture *)texture;
    int left = uw_below(uw_coordinate(t, 0, x) - 0.5f), above = uw_below(uw_coordinate(t, 1, y) - 0.5f), c;
    uw_texel r, one;
    for (c = 0; c < 4; c++) {
        one = uw_texel_at(t, t->data, left + (c == 1 || c == 2), above + (c < 2), 0);
        r.v[c] = one.v[channel & 3];
    }
    return r;
}

/// The texel of an index into linear memory; zeros where there is none.
UW_INLINE uw_texel uw_tex1Dfetch(uw_u64 texture, int i) {
    UW_GLOBAL const uw_texture *t = (UW_GLOBAL const uw_texture *)texture;
    uw_texel r;
    int c, inside = i >= 0 && i < t->size[0];
    uw_u64 place = t->data + (inside ? (uw_u64)i : 0) * (uw_u64)(t->channels * (t->bits / 8));
    for (c = 0; c < 4; c++) r.v[c] = inside && c < t->channels ? uw_channel(t, place, c) : 0;
    return r;
}

/// The address of the element of a surface that x, in bytes, and y and z lead to; 0 where there is none. The mode is that of
/// CUDA: 0 reads zeros beyond the edge, 1 clamps, 2 does not allow it.
UW_INLINE uw_u64 uw_surface(uw_u64 surface, int x, int y, int z, int mode) {
    UW_GLOBAL const uw_texture *t = (UW_GLOBAL const uw_texture *)surface;
    int element = t->channels * (t->bits / 8), width = t->size[0] * element;
    int depth = t->layers > t->size[2] ? t->layers : t->size[2];
    if (mode == 1) {
        x = x < 0 ? 0 : x < width ? x : width - element;
        y = y < 0 ? 0 : y < t->size[1] ? y : t->size[1] - 1;
        z = z < 0 ? 0 : z < depth ? z : depth - 1;
    }
    if (x < 0 || y < 0 || z < 0 || x >= width || y >= t->size[1] || z >= depth) return 0;
    return t->data + (uw_u64)z * t->slice + (uw_u64)y * t->pitch + (uw_u64)x;
}

#undef UW_INLINE
#undef UW_GLOBAL
#endif
