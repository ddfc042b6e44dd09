// CUDA's texture and surface functions in namespace `uw`, over unwarp_texture.h. Free for any use.
#pragma once

#include "unwarp_textures.hpp"

namespace uw {

/// One channel of a texel as CUDA's type of it.
template <typename S>
inline S channel_as(const uw_texel &texel, int number) {
    uw_bits bits;
    bits.u = texel.v[number];
    if constexpr (std::is_same_v<S, float>) return bits.f;
    else return (S)bits.u;
}

/// A texel as a number or one of CUDA's vector types.
template <typename T>
inline T texel_as(const uw_texel &texel) {
    if constexpr (std::is_arithmetic_v<T>) {
        return channel_as<T>(texel, 0);
    } else {
        using S = decltype(T::x);
        if constexpr (sizeof(T) == sizeof(S)) return T{channel_as<S>(texel, 0)};
        else if constexpr (sizeof(T) == 2 * sizeof(S)) return T{channel_as<S>(texel, 0), channel_as<S>(texel, 1)};
        else return T{channel_as<S>(texel, 0), channel_as<S>(texel, 1), channel_as<S>(texel, 2), channel_as<S>(texel, 3)};
    }
}

/// What a texture reference yields: its elements, or floats where it reads them normalized.
template <typename T, uwTextureReadMode Mode>
struct fetched {
    using type = T;
};
template <typename T>
struct fetched<T, uwReadModeNormalizedFloat> {
    static constexpr int count = unwarp::Channels<T>::count;
    using vector = std::conditional_t<count == 1, float1, std::conditional_t<count == 2, float2, float4>>;
    using type = std::conditional_t<std::is_class_v<T>, vector, float>;
};

// Each fetch has a second form that stores the value, and a third from a texture reference.
#define UW_FETCH(NAME, PARAMETERS, VALUE)                                           \
    template <typename T>                                                           \
    inline T NAME PARAMETERS {                                                      \
        return texel_as<T>(VALUE);                                                  \
    }                                                                               \
    template <typename T, typename... A>                                            \
    inline void NAME(T *place, uw_u64 texture, A... arguments) {                    \
        *place = NAME<T>(texture, arguments...);                                    \
    }                                                                               \
    template <typename T, int Type, uwTextureReadMode Mode, typename... A>          \
    inline auto NAME(const uwTexture<T, Type, Mode> &texture, A... arguments) {     \
        return NAME<typename fetched<T, Mode>::type>(texture.object, arguments...); \
    }

UW_FETCH(tex1Dfetch, (uw_u64 t, int i), uw_tex1Dfetch(t, i))
UW_FETCH(tex1D, (uw_u64 t, float x), uw_sample(t, x, 0.0f, 0.0f, 0))
UW_FETCH(tex2D, (uw_u64 t, float x, float y), uw_sample(t, x, y, 0.0f, 0))
UW_FETCH(tex3D, (uw_u64 t, float x, float y, float z), uw_sample(t, x, y, z, 0))
UW_FETCH(tex1DLayered, (uw_u64 t, float x, int layer), uw_sample(t, x, 0.0f, 0.0f, layer))
UW_FETCH(tex2DLayered, (uw_u64 t, float x, float y, int layer), uw_sample(t, x, y, 0.0f, layer))
UW_FETCH(tex1DLod, (uw_u64 t, float x, float), uw_sample(t, x, 0.0f, 0.0f, 0))
UW_FETCH(tex2DLod, (uw_u64 t, float x, float y, float), uw_sample(t, x, y, 0.0f, 0))
UW_FETCH(tex3DLod, (uw_u64 t, float x, float y, float z, float), uw_sample(t, x, y, z, 0))
UW_FETCH(tex1DLayeredLod, (uw_u64 t, float x, int layer, float), uw_sample(t, x, 0.0f, 0.0f, layer))
UW_FETCH(tex2DLayeredLod, (uw_u64 t, float x, float y, int layer, float), uw_sample(t, x, y, 0.0f, layer))
UW_FETCH(tex1DGrad, (uw_u64 t, float x, float, float), uw_sample(t, x, 0.0f, 0.0f, 0))
UW_FETCH(tex2DGrad, (uw_u64 t, float x, float y, float2, float2), uw_sample(t, x, y, 0.0f, 0))
UW_FETCH(tex3DGrad, (uw_u64 t, float x, float y, float z, float4, float4), uw_sample(t, x, y, z, 0))
UW_FETCH(tex1DLayeredGrad, (uw_u64 t, float x, int layer, float, float), uw_sample(t, x, 0.0f, 0.0f, layer))
UW_FETCH(tex2DLayeredGrad, (uw_u64 t, float x, float y, int layer, float2, float2), uw_sample(t, x, y, 0.0f, layer))
UW_FETCH(tex2Dgather, (uw_u64 t, float x, float y, int channel = 0), uw_gather(t, x, y, channel))

#undef UW_FETCH

// Surfaces: x counts bytes.
#define UW_SURFACE(NAME, COORDINATES, PLACE)                                      \
    template <typename T>                                                         \
    inline T NAME##read(uw_u64 surface, COORDINATES, int mode = 0) {              \
        uw_u64 place = uw_surface PLACE;                                          \
        return place ? *(const T *)place : T{};                                   \
    }                                                                             \
    template <typename T>                                                         \
    inline void NAME##read(T *to, uw_u64 surface, COORDINATES, int mode = 0) {    \
        uw_u64 place = uw_surface PLACE;                                          \
        *to = place ? *(const T *)place : T{};                                    \
    }                                                                             \
    template <typename T>                                                         \
    inline void NAME##write(T value, uw_u64 surface, COORDINATES, int mode = 0) { \
        if (uw_u64 place = uw_surface PLACE) *(T *)place = value;                 \
    }
#define UW_COORDINATES2 int x, int y
#define UW_COORDINATES3 int x, int y, int z

UW_SURFACE(surf1D, int x, (surface, x, 0, 0, mode))
UW_SURFACE(surf2D, UW_COORDINATES2, (surface, x, y, 0, mode))
UW_SURFACE(surf3D, UW_COORDINATES3, (surface, x, y, z, mode))
UW_SURFACE(surf1DLayered, UW_COORDINATES2, (surface, x, 0, y, mode))
UW_SURFACE(surf2DLayered, UW_COORDINATES3, (surface, x, y, z, mode))

#undef UW_SURFACE
#undef UW_COORDINATES2
#undef UW_COORDINATES3

}  // namespace uw
