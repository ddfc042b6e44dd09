// Texels as values of CUDA's types, and the elements of surfaces.

// each: char i8, uchar u8, short i16, ushort u16, int i32, uint u32
$T uw_as_$t(uw_texel t) { return ($T)t.v[0]; }

// each: char2, uchar2, short2, ushort2, int2, uint2
$T uw_as_$T(uw_texel t) { return ($T)(t.v[0], t.v[1]); }

// each: char4, uchar4, short4, ushort4, int4, uint4
$T uw_as_$T(uw_texel t) { return ($T)(t.v[0], t.v[1], t.v[2], t.v[3]); }

float uw_as_f32(uw_texel t) { return as_float(t.v[0]); }

float2 uw_as_float2(uw_texel t) { return as_float2((uint2)(t.v[0], t.v[1])); }

float4 uw_as_float4(uw_texel t) { return as_float4((uint4)(t.v[0], t.v[1], t.v[2], t.v[3])); }

// each: char i8, uchar u8, short i16, ushort u16, int i32, uint u32, float f32
$T uw_load_$t(ulong place) { return place ? *(__global const $T *)place : 0; }

// each: char2, uchar2, short2, ushort2, int2, uint2, float2, char4, uchar4, short4, ushort4, int4, uint4, float4
$T uw_load_$T(ulong place) { return place ? *(__global const $T *)place : ($T)(0); }

// each: char i8, uchar u8, short i16, ushort u16, int i32, uint u32, float f32
void uw_store_$t(ulong place, $T value) {
    if (place) *(__global $T *)place = value;
}

// each: char2, uchar2, short2, ushort2, int2, uint2, float2, char4, uchar4, short4, ushort4, int4, uint4, float4
void uw_store_$T(ulong place, $T value) {
    if (place) *(__global $T *)place = value;
}
