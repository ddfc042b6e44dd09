// The arrays, textures and surfaces of the CUDA runtime API under the prefix `uw`, over the memory functions of
// unwarp_api.hpp, which includes this file. An array is plain device memory, row behind row; a texture or surface object is
// the address of a uw_texture in device memory. Free for any use.
#pragma once

#include "unwarp_texture.h"

#include <limits.h>

#include <type_traits>

typedef unsigned long long uwTextureObject_t;
typedef unsigned long long uwSurfaceObject_t;
typedef const struct uwArray *uwArray_const_t;

enum uwChannelFormatKind {
    uwChannelFormatKindSigned = 0, uwChannelFormatKindUnsigned = 1, uwChannelFormatKindFloat = 2, uwChannelFormatKindNone = 3
};
enum uwTextureAddressMode { uwAddressModeWrap = 0, uwAddressModeClamp = 1, uwAddressModeMirror = 2, uwAddressModeBorder = 3 };
enum uwTextureFilterMode { uwFilterModePoint = 0, uwFilterModeLinear = 1 };
enum uwTextureReadMode { uwReadModeElementType = 0, uwReadModeNormalizedFloat = 1 };
enum uwSurfaceBoundaryMode { uwBoundaryModeZero = 0, uwBoundaryModeClamp = 1, uwBoundaryModeTrap = 2 };
enum uwResourceType { uwResourceTypeArray = 0, uwResourceTypeLinear = 2, uwResourceTypePitch2D = 3 };
enum : unsigned int { uwArrayDefault = 0, uwArrayLayered = 1, uwArraySurfaceLoadStore = 2, uwArrayTextureGather = 8 };
enum : int {
    uwTextureType1D = 1, uwTextureType2D = 2, uwTextureType3D = 3, uwTextureType1DLayered = 0xf1, uwTextureType2DLayered = 0xf2
};

/// The bits of each channel of a texel, and what they are.
struct uwChannelFormatDesc { int x, y, z, w; enum uwChannelFormatKind f; };

struct uwResourceDesc {
    enum uwResourceType resType;
    union {
        struct { uwArray_t array; } array;
        struct { void *devPtr; struct uwChannelFormatDesc desc; size_t sizeInBytes; } linear;
        struct { void *devPtr; struct uwChannelFormatDesc desc; size_t width, height, pitchInBytes; } pitch2D;
    } res;
};

struct uwTextureDesc {
    enum uwTextureAddressMode addressMode[3];
    enum uwTextureFilterMode filterMode;
    enum uwTextureReadMode readMode;
    int sRGB;
    float borderColor[4];
    int normalizedCoords;
    unsigned int maxAnisotropy;
    enum uwTextureFilterMode mipmapFilterMode;
    float mipmapLevelBias, minMipmapLevelClamp, maxMipmapLevelClamp;
    int disableTrilinearOptimization, seamlessCubemap;
};

struct uwResourceViewDesc { int format; size_t width, height, depth; unsigned int firstMipmapLevel, lastMipmapLevel, firstLayer, lastLayer; };

struct uwArray {
    struct uwChannelFormatDesc format;
    struct uwExtent extent;  // as it was asked for: 0 in dimensions that it does not have
    unsigned int flags;
    void *data;
    size_t element, pitch;
    size_t rows() const { return extent.height ? extent.height : 1; }
    size_t slices() const { return extent.depth ? extent.depth : 1; }
};

// ------------------------------------------------------------------------------------------------ channel descriptions

inline struct uwChannelFormatDesc uwCreateChannelDesc(int x, int y, int z, int w, enum uwChannelFormatKind kind) {
    return uwChannelFormatDesc{x, y, z, w, kind};
}

namespace unwarp {

template <typename T, typename = void>
struct Channels {
    using type = T;
    static const int count = 1;
};
template <typename T>
struct Channels<T, std::enable_if_t<std::is_class_v<T>>> {
    using type = decltype(T::x);
    static const int count = (int)(sizeof(T) / sizeof(type));
};

inline int channels_of(const uwChannelFormatDesc &format) {
    return (format.x > 0) + (format.y > 0) + (format.z > 0) + (format.w > 0);
}

inline size_t element_of(const uwChannelFormatDesc &format) {
    return (size_t)(format.x + format.y + format.z + format.w) / 8;
}

/// Whether texels have 1, 2 or 4 channels of the same 8, 16 or 32 bits.
inline bool is_format(const uwChannelFormatDesc &format) {
    int count = channels_of(format);
    return (count == 1 || count == 2 || count == 4) && (format.x == 8 || format.x == 16 || format.x == 32)
        && element_of(format) == (size_t)(count * format.x / 8) && format.f != uwChannelFormatKindNone;
}

}  // namespace unwarp

template <typename T>
uwChannelFormatDesc uwCreateChannelDesc() {
    using S = typename unwarp::Channels<T>::type;
    const int count = unwarp::Channels<T>::count, bits = 8 * (int)sizeof(S);
    const auto kind = std::is_integral_v<S> ? (std::is_signed_v<S> ? uwChannelFormatKindSigned : uwChannelFormatKindUnsigned)
                                            : uwChannelFormatKindFloat;
    return uwChannelFormatDesc{bits, count > 1 ? bits : 0, count > 2 ? bits : 0, count > 3 ? bits : 0, kind};
}

inline uwChannelFormatDesc uwCreateChannelDescHalf() { return uwChannelFormatDesc{16, 0, 0, 0, uwChannelFormatKindFloat}; }
inline uwChannelFormatDesc uwCreateChannelDescHalf1() { return uwCreateChannelDescHalf(); }
inline uwChannelFormatDesc uwCreateChannelDescHalf2() { return uwChannelFormatDesc{16, 16, 0, 0, uwChannelFormatKindFloat}; }
inline uwChannelFormatDesc uwCreateChannelDescHalf4() { return uwChannelFormatDesc{16, 16, 16, 16, uwChannelFormatKindFloat}; }

// ------------------------------------------------------------------------------------------------ arrays

inline uwError_t uwMalloc3DArray(uwArray_t *array, const struct uwChannelFormatDesc *format, struct uwExtent extent,
                                 unsigned int flags = uwArrayDefault) {
    if (!array || !format || !extent.width) return unwarp::result(uwErrorInvalidValue);
    if (!unwarp::is_format(*format)) return unwarp::result(uwErrorInvalidChannelDescriptor);
    if (flags & ~(uwArrayLayered | uwArraySurfaceLoadStore | uwArrayTextureGather)) return unwarp::result(uwErrorNotSupported);
    size_t element = unwarp::element_of(*format);
    uwArray *made = new uwArray{*format, extent, flags, nullptr, element, extent.width * element};
    uwError_t error = unwarp::allocate(&made->data, made->pitch * made->rows() * made->slices(), unwarp::Memory::device);
    if (error == uwSuccess) *array = made;
    else delete made;
    return unwarp::result(error);
}

inline uwError_t uwMallocArray(uwArray_t *array, const struct uwChannelFormatDesc *format, size_t width, size_t height = 0,
                               unsigned int flags = uwArrayDefault) {
    return uwMalloc3DArray(array, format, uwExtent{width, height, 0}, flags);
}

inline uwError_t uwFreeArray(uwArray_t array) {
    if (!array) return uwSuccess;
    uwError_t error = unwarp::release(array->data);
    delete array;
    return unwarp::result(error);
}

inline uwError_t uwArrayGetInfo(struct uwChannelFormatDesc *format, struct uwExtent *extent, unsigned int *flags, uwArray_t array) {
    if (!array) return unwarp::result(uwErrorInvalidValue);
    if (format) *format = array->format;
    if (extent) *extent = array->extent;
    if (flags) *flags = array->flags;
    return uwSuccess;
}

inline uwError_t uwGetChannelDesc(struct uwChannelFormatDesc *format, uwArray_const_t array) {
    if (!format || !array) return unwarp::result(uwErrorInvalidValue);
    *format = array->format;
    return uwSuccess;
}

namespace unwarp {

/// Where a copy to or from an array starts, x in bytes.
inline char *place_in(uwArray_const_t array, size_t x, size_t y, size_t z = 0) {
    return (char *)array->data + (z * array->rows() + y) * array->pitch + x;
}

/// A copy of `bytes` from a place of an array on, row behind row.
inline uwError_t copy_array(uwArray_const_t array, size_t x, size_t y, void *to, const void *from, size_t bytes,
                            uwMemcpyKind kind, uwStream_t stream, bool wait) {
    if (!array || y * array->pitch + x + bytes > array->pitch * array->rows()) return result(uwErrorInvalidValue);
    char *place = place_in(array, x, y);
    return copy_checked(to ? to : place, from ? from : place, bytes, kind, stream, wait);
}

inline bool has_rows(uwArray_const_t array, size_t x, size_t y, size_t width, size_t height) {
    return array && x + width <= array->pitch && y + height <= array->rows();
}

}  // namespace unwarp

inline uwError_t uwMemcpyToArrayAsync(uwArray_t to, size_t x, size_t y, const void *from, size_t bytes, enum uwMemcpyKind kind,
                                      uwStream_t stream = nullptr) {
    return from ? unwarp::copy_array(to, x, y, nullptr, from, bytes, kind, stream, false) : unwarp::result(uwErrorInvalidValue);
}
inline uwError_t uwMemcpyToArray(uwArray_t to, size_t x, size_t y, const void *from, size_t bytes, enum uwMemcpyKind kind) {
    return from ? unwarp::copy_array(to, x, y, nullptr, from, bytes, kind, nullptr, true) : unwarp::result(uwErrorInvalidValue);
}
inline uwError_t uwMemcpyFromArrayAsync(void *to, uwArray_const_t from, size_t x, size_t y, size_t bytes, enum uwMemcpyKind kind,
                                        uwStream_t stream = nullptr) {
    return to ? unwarp::copy_array(from, x, y, to, nullptr, bytes, kind, stream, false) : unwarp::result(uwErrorInvalidValue);
}
inline uwError_t uwMemcpyFromArray(void *to, uwArray_const_t from, size_t x, size_t y, size_t bytes, enum uwMemcpyKind kind) {
    return to ? unwarp::copy_array(from, x, y, to, nullptr, bytes, kind, nullptr, true) : unwarp::result(uwErrorInvalidValue);
}

inline uwError_t uwMemcpy2DToArrayAsync(uwArray_t to, size_t x, size_t y, const void *from, size_t pitch, size_t width,
                                        size_t height, enum uwMemcpyKind kind, uwStream_t stream = nullptr) {
    if (!unwarp::has_rows(to, x, y, width, height)) return unwarp::result(uwErrorInvalidValue);
    return uwMemcpy2DAsync(unwarp::place_in(to, x, y), to->pitch, from, pitch, width, height, kind, stream);
}
inline uwError_t uwMemcpy2DToArray(uwArray_t to, size_t x, size_t y, const void *from, size_t pitch, size_t width, size_t height,
                                   enum uwMemcpyKind kind) {
    if (!unwarp::has_rows(to, x, y, width, height)) return unwarp::result(uwErrorInvalidValue);
    return uwMemcpy2D(unwarp::place_in(to, x, y), to->pitch, from, pitch, width, height, kind);
}
inline uwError_t uwMemcpy2DFromArrayAsync(void *to, size_t pitch, uwArray_const_t from, size_t x, size_t y, size_t width,
                                          size_t height, enum uwMemcpyKind kind, uwStream_t stream = nullptr) {
    if (!unwarp::has_rows(from, x, y, width, height)) return unwarp::result(uwErrorInvalidValue);
    return uwMemcpy2DAsync(to, pitch, unwarp::place_in(from, x, y), from->pitch, width, height, kind, stream);
}
inline uwError_t uwMemcpy2DFromArray(void *to, size_t pitch, uwArray_const_t from, size_t x, size_t y, size_t width,
                                     size_t height, enum uwMemcpyKind kind) {
    if (!unwarp::has_rows(from, x, y, width, height)) return unwarp::result(uwErrorInvalidValue);
    return uwMemcpy2D(to, pitch, unwarp::place_in(from, x, y), from->pitch, width, height, kind);
}
inline uwError_t uwMemcpy2DArrayToArray(uwArray_t to, size_t to_x, size_t to_y, uwArray_const_t from, size_t from_x, size_t from_y,
                                        size_t width, size_t height, enum uwMemcpyKind kind = uwMemcpyDeviceToDevice) {
    if (!unwarp::has_rows(from, from_x, from_y, width, height)) return unwarp::result(uwErrorInvalidValue);
    return uwMemcpy2DToArray(to, to_x, to_y, unwarp::place_in(from, from_x, from_y), from->pitch, width, height, kind);
}

namespace unwarp {

/// One side of a copy in three dimensions.
struct Box {
    char *start;
    size_t pitch, rows;
    Box(uwArray_const_t array, const uwPitchedPtr &pointer, const uwPos &at) {
        start = (char *)(array ? array->data : pointer.ptr);
        pitch = array ? array->pitch : pointer.pitch;
        rows = array ? array->rows() : pointer.ysize;
        start += (at.z * rows + at.y) * pitch + at.x * (array ? array->element : 1);
    }
};

}  // namespace unwarp

inline uwError_t uwMemcpy3DAsync(const struct uwMemcpy3DParms *what, uwStream_t stream = nullptr) {
    if (!what || (what->srcArray && what->srcPtr.ptr) || (what->dstArray && what->dstPtr.ptr)) {
        return unwarp::result(uwErrorInvalidValue);
    }
    const uwArray *array = what->dstArray ? what->dstArray : what->srcArray;
    const size_t width = what->extent.width * (array ? array->element : 1), height = what->extent.height ? what->extent.height : 1;
    const unwarp::Box from(what->srcArray, what->srcPtr, what->srcPos), to(what->dstArray, what->dstPtr, what->dstPos);
    for (size_t z = 0; z < (what->extent.depth ? what->extent.depth : 1); z++) {
        uwError_t error = uwMemcpy2DAsync(to.start + z * to.rows * to.pitch, to.pitch, from.start + z * from.rows * from.pitch,
                                          from.pitch, width, height, what->kind, stream);
        if (error != uwSuccess) return error;
    }
    return uwSuccess;
}

inline uwError_t uwMemcpy3D(const struct uwMemcpy3DParms *what) {
    uwError_t error = uwMemcpy3DAsync(what);
    return error == uwSuccess ? unwarp::result(unwarp::synchronize(nullptr)) : error;
}

// ------------------------------------------------------------------------------------------------ texture objects

namespace unwarp {

/// A texture object and what it was made from.
struct TextureFacts {
    uwResourceDesc resource;
    uwTextureDesc texture;
};

inline Registry<TextureFacts> &texture_facts() {
    static Registry<TextureFacts> *table = new Registry<TextureFacts>;
    return *table;
}

inline void set_format(uw_texture &t, const uwChannelFormatDesc &format) {
    t.channels = channels_of(format);
    t.bits = format.x;
    t.kind = format.f;
}

inline uwError_t set_resource(uw_texture &t, const uwResourceDesc &resource) {
    if (resource.resType == uwResourceTypeArray && resource.res.array.array) {
        const uwArray &a = *resource.res.array.array;
        const bool layered = (a.flags & uwArrayLayered) != 0;
        set_format(t, a.format);
        t.data = (uw_u64)a.data;
        t.pitch = a.pitch;
        t.slice = a.pitch * a.rows();
        t.size[0] = (int)a.extent.width;
        t.size[1] = (int)a.rows();
        t.size[2] = layered ? 1 : (int)a.slices();
        t.layers = layered ? (int)a.slices() : 1;
        t.dimensions = !layered && a.extent.depth ? 3 : a.extent.height ? 2 : 1;
        return uwSuccess;
    }
    const bool linear = resource.resType == uwResourceTypeLinear;
    if (!linear && resource.resType != uwResourceTypePitch2D) return uwErrorInvalidValue;
    const uwChannelFormatDesc &format = linear ? resource.res.linear.desc : resource.res.pitch2D.desc;
    if (!is_format(format)) return uwErrorInvalidChannelDescriptor;
    set_format(t, format);
    t.data = (uw_u64)(linear ? resource.res.linear.devPtr : resource.res.pitch2D.devPtr);
    if (!t.data) return uwErrorInvalidValue;
    t.pitch = linear ? resource.res.linear.sizeInBytes : resource.res.pitch2D.pitchInBytes;
    t.size[0] = (int)(linear ? resource.res.linear.sizeInBytes / element_of(format) : resource.res.pitch2D.width);
    t.size[1] = linear ? 1 : (int)resource.res.pitch2D.height;
    t.slice = t.pitch * (size_t)t.size[1];
    t.size[2] = t.layers = 1;
    t.dimensions = linear ? 1 : 2;
    return uwSuccess;
}

inline uwError_t set_sampling(uw_texture &t, const uwTextureDesc &how) {
    t.linear = how.filterMode == uwFilterModeLinear;
    t.scaled = how.readMode == uwReadModeNormalizedFloat && t.kind != uwChannelFormatKindFloat;
    t.normalized = how.normalizedCoords != 0;
    if (t.scaled && t.bits == 32) return uwErrorInvalidNormSetting;
    if (t.linear && !t.scaled && t.kind != uwChannelFormatKindFloat) return uwErrorInvalidFilterSetting;
    const bool floats = t.scaled || t.kind == uwChannelFormatKindFloat;
    for (int i = 0; i < 3; i++) {  // wrapping and mirroring need normalized coordinates
        t.address[i] = !t.normalized && (how.addressMode[i] == uwAddressModeWrap || how.addressMode[i] == uwAddressModeMirror)
                         ? uwAddressModeClamp
                         : how.addressMode[i];
    }
    for (int i = 0; i < 4; i++) {
        uw_bits b;
        if (floats) b.f = how.borderColor[i];
        else b.i = (int)how.borderColor[i];
        t.border[i] = b.u;
    }
    return uwSuccess;
}

inline uwError_t make_object(unsigned long long *object, const uwResourceDesc &resource, const uwTextureDesc &how) {
    uw_texture t = {};
    void *place = nullptr;
    uwError_t error = set_resource(t, resource);
    if (error == uwSuccess) error = set_sampling(t, how);
    if (error == uwSuccess) error = allocate(&place, sizeof t, Memory::device);
    if (error == uwSuccess) error = copy(place, &t, sizeof t, nullptr, true);
    if (error == uwSuccess) {
        texture_facts().at(place, TextureFacts{}) = TextureFacts{resource, how};
        *object = (unsigned long long)place;
    }
    return error;
}

inline uwError_t destroy_object(unsigned long long object) { return object ? release((void *)object) : uwSuccess; }

}  // namespace unwarp

inline uwError_t uwCreateTextureObject(uwTextureObject_t *object, const struct uwResourceDesc *resource,
                                       const struct uwTextureDesc *how, const struct uwResourceViewDesc *view = nullptr) {
    if (!object || !resource || !how) return unwarp::result(uwErrorInvalidValue);
    if (view) return unwarp::result(uwErrorNotSupported);
    return unwarp::result(unwarp::make_object(object, *resource, *how));
}

inline uwError_t uwDestroyTextureObject(uwTextureObject_t object) { return unwarp::result(unwarp::destroy_object(object)); }

inline uwError_t uwGetTextureObjectResourceDesc(struct uwResourceDesc *resource, uwTextureObject_t object) {
    unwarp::TextureFacts *found = unwarp::texture_facts().find((const void *)object);
    if (!resource || !found) return unwarp::result(uwErrorInvalidValue);
    *resource = found->resource;
    return uwSuccess;
}

inline uwError_t uwGetTextureObjectTextureDesc(struct uwTextureDesc *how, uwTextureObject_t object) {
    unwarp::TextureFacts *found = unwarp::texture_facts().find((const void *)object);
    if (!how || !found) return unwarp::result(uwErrorInvalidValue);
    *how = found->texture;
    return uwSuccess;
}

inline uwError_t uwCreateSurfaceObject(uwSurfaceObject_t *object, const struct uwResourceDesc *resource) {
    if (!object || !resource || resource->resType != uwResourceTypeArray) return unwarp::result(uwErrorInvalidValue);
    return unwarp::result(unwarp::make_object(object, *resource, uwTextureDesc{}));
}

inline uwError_t uwDestroySurfaceObject(uwSurfaceObject_t object) { return unwarp::result(unwarp::destroy_object(object)); }

// ------------------------------------------------------------------------------------------------ texture references

/// What all texture references have. Kernels read `object`, which is set where the reference is bound.
struct uwTextureReference {
    mutable uwTextureObject_t object = 0;
    int normalized;
    enum uwTextureFilterMode filterMode;
    enum uwTextureAddressMode addressMode[3];
    struct uwChannelFormatDesc channelDesc;
    int sRGB = 0;
    enum uwTextureReadMode read;

    uwTextureReference(int normalized_, uwTextureFilterMode filter, uwTextureAddressMode address, uwChannelFormatDesc format,
                       uwTextureReadMode read_)
        : normalized(normalized_), filterMode(filter), addressMode{address, address, address}, channelDesc(format), read(read_) {}
};

/// A texture reference, `texture<T, type, mode>` in CUDA.
template <typename T, int Type = uwTextureType1D, enum uwTextureReadMode Mode = uwReadModeElementType>
struct uwTexture : uwTextureReference {
    uwTexture(int normalized_ = 0, enum uwTextureFilterMode filter = uwFilterModePoint,
              enum uwTextureAddressMode address = uwAddressModeClamp)
        : uwTextureReference(normalized_, filter, address, uwCreateChannelDesc<T>(), Mode) {}
    uwTexture(int normalized_, enum uwTextureFilterMode filter, enum uwTextureAddressMode address, struct uwChannelFormatDesc format)
        : uwTextureReference(normalized_, filter, address, format, Mode) {}
};

namespace unwarp {

/// Lets a reference be what it is bound to: a texture object, which kernels get with the next copy to their variable.
inline uwError_t bind(const uwTextureReference &reference, const uwResourceDesc &resource) {
    uwTextureDesc how = {};
    for (int i = 0; i < 3; i++) how.addressMode[i] = reference.addressMode[i];
    how.filterMode = reference.filterMode;
    how.readMode = reference.read;
    how.normalizedCoords = reference.normalized;
    uwError_t error = destroy_object(reference.object);
    reference.object = 0;
    if (error == uwSuccess) error = make_object(&reference.object, resource, how);
    void *variable = nullptr;
    if (error == uwSuccess && part_of_symbol(&reference, sizeof reference.object, 0, &variable) == uwSuccess) {
        error = copy(variable, &reference.object, sizeof reference.object, nullptr, true);
    }
    return result(error);
}

/// The bytes of an allocation from a pointer on, at most so many.
inline size_t bytes_from(const void *pointer, size_t most) {
    Allocation found;
    size_t left = find(pointer, &found) ? found.size - (size_t)((const char *)pointer - found.start) : most;
    return left < most ? left : most;
}

}  // namespace unwarp

inline uwError_t uwBindTexture(size_t *offset, const uwTextureReference *reference, const void *pointer,
                               const struct uwChannelFormatDesc *format, size_t bytes = UINT_MAX) {
    if (offset) *offset = 0;
    uwResourceDesc resource = {uwResourceTypeLinear, {}};
    resource.res.linear = {const_cast<void *>(pointer), *format, unwarp::bytes_from(pointer, bytes)};
    return unwarp::bind(*reference, resource);
}
inline uwError_t uwBindTexture(size_t *offset, const uwTextureReference &reference, const void *pointer,
                               const struct uwChannelFormatDesc &format, size_t bytes = UINT_MAX) {
    return uwBindTexture(offset, &reference, pointer, &format, bytes);
}
inline uwError_t uwBindTexture(size_t *offset, const uwTextureReference &reference, const void *pointer, size_t bytes = UINT_MAX) {
    return uwBindTexture(offset, &reference, pointer, &reference.channelDesc, bytes);
}

inline uwError_t uwBindTexture2D(size_t *offset, const uwTextureReference *reference, const void *pointer,
                                 const struct uwChannelFormatDesc *format, size_t width, size_t height, size_t pitch) {
    if (offset) *offset = 0;
    uwResourceDesc resource = {uwResourceTypePitch2D, {}};
    resource.res.pitch2D = {const_cast<void *>(pointer), *format, width, height, pitch};
    return unwarp::bind(*reference, resource);
}
inline uwError_t uwBindTexture2D(size_t *offset, const uwTextureReference &reference, const void *pointer,
                                 const struct uwChannelFormatDesc &format, size_t width, size_t height, size_t pitch) {
    return uwBindTexture2D(offset, &reference, pointer, &format, width, height, pitch);
}
inline uwError_t uwBindTexture2D(size_t *offset, const uwTextureReference &reference, const void *pointer, size_t width,
                                 size_t height, size_t pitch) {
    return uwBindTexture2D(offset, &reference, pointer, &reference.channelDesc, width, height, pitch);
}

inline uwError_t uwBindTextureToArray(const uwTextureReference &reference, uwArray_const_t array) {
    uwResourceDesc resource = {uwResourceTypeArray, {}};
    resource.res.array.array = const_cast<uwArray_t>(array);
    return unwarp::bind(reference, resource);
}
inline uwError_t uwBindTextureToArray(const uwTextureReference &reference, uwArray_const_t array, const struct uwChannelFormatDesc &) {
    return uwBindTextureToArray(reference, array);
}
inline uwError_t uwBindTextureToArray(const uwTextureReference *reference, uwArray_const_t array, const struct uwChannelFormatDesc *) {
    return uwBindTextureToArray(*reference, array);
}

inline uwError_t uwUnbindTexture(const uwTextureReference &reference) {
    uwError_t error = unwarp::destroy_object(reference.object);
    reference.object = 0;
    return unwarp::result(error);
}
inline uwError_t uwUnbindTexture(const uwTextureReference *reference) { return uwUnbindTexture(*reference); }

inline uwError_t uwGetTextureAlignmentOffset(size_t *offset, const uwTextureReference &) {
    if (!offset) return unwarp::result(uwErrorInvalidValue);
    *offset = 0;
    return uwSuccess;
}
