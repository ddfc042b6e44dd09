// The functions of the CUDA runtime API under the prefix `uw`, over the back-end functions declared in unwarp_common.hpp.
#pragma once

#include "unwarp_common.hpp"
#include "unwarp_graphs.hpp"
#include "unwarp_properties.hpp"

namespace unwarp {

/// Whether a copy may go this way, and whether there is anything to check about it.
inline uwError_t check_copy(const void *to, const void *from, size_t bytes, uwMemcpyKind kind) {
    if ((unsigned int)kind > uwMemcpyDefault) return uwErrorInvalidMemcpyDirection;
    if (bytes && (!to || !from)) return uwErrorInvalidValue;
    return uwSuccess;
}

/// A pitch of rows of `width` bytes that keeps every row aligned.
inline size_t pitch_of(size_t width) { return (width + 511) / 512 * 512; }

/// Memory of zeros: on NVIDIA's devices memory is cleared before a program has it first, and programs come to rely on that.
inline uwError_t allocate_checked(void **pointer, size_t bytes, Memory kind) {
    if (!pointer) return uwErrorInvalidValue;
    *pointer = nullptr;
    if (!bytes) return uwSuccess;
    uwError_t error = allocate(pointer, bytes, kind);
    return error == uwSuccess && kind == Memory::device ? fill(*pointer, 0, bytes, stream_of(nullptr), true) : error;
}

inline uwError_t copy_checked(void *to, const void *from, size_t bytes, uwMemcpyKind kind, uwStream_t stream, bool wait) {
    uwError_t error = check_copy(to, from, bytes, kind);
    auto work = [=](uwStream_t into) { return copy_checked(to, from, bytes, kind, into, false); };
    if (error == uwSuccess && !wait && keep(stream_of(stream), uwGraphNodeTypeMemcpy, work)) return uwSuccess;
    if (error == uwSuccess && bytes) error = copy(to, from, bytes, stream_of(stream), wait);
    return result(error);
}

inline uwError_t copy_rows_checked(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width,
                                   size_t height, uwMemcpyKind kind, uwStream_t stream, bool wait) {
    uwError_t error = check_copy(to, from, width * height, kind);
    if (error == uwSuccess && height > 1 && (width > to_pitch || width > from_pitch)) error = uwErrorInvalidPitchValue;
    auto work = [=](uwStream_t into) {
        return copy_rows_checked(to, to_pitch, from, from_pitch, width, height, kind, into, false);
    };
    if (error == uwSuccess && !wait && keep(stream_of(stream), uwGraphNodeTypeMemcpy, work)) return uwSuccess;
    if (error == uwSuccess && width && height) {
        error = copy_rows(to, to_pitch, from, from_pitch, width, height, stream_of(stream), wait);
    }
    return result(error);
}

inline uwError_t fill_rows(void *to, size_t pitch, int value, size_t width, size_t height, uwStream_t stream) {
    if (!width || !height) return uwSuccess;
    if (!to) return uwErrorInvalidValue;
    if (width > pitch && height > 1) return uwErrorInvalidPitchValue;
    auto work = [=](uwStream_t into) { return fill_rows(to, pitch, value, width, height, into); };
    if (keep(stream_of(stream), uwGraphNodeTypeMemset, work)) return uwSuccess;
    if (width == pitch || height == 1) return fill(to, value, width * height, stream_of(stream), false);
    for (size_t row = 0; row < height; row++) {
        uwError_t error = fill((char *)to + row * pitch, value, width, stream_of(stream), false);
        if (error != uwSuccess) return error;
    }
    return uwSuccess;
}

/// The part of a device variable that starts at `offset`, if `bytes` of it exist there.
inline uwError_t part_of_symbol(const void *key, size_t bytes, size_t offset, void **address) {
    size_t size = 0;
    uwError_t error = symbol(key, address, &size);
    if (error != uwSuccess) return error;
    if (offset > size || bytes > size - offset) return uwErrorInvalidValue;
    *address = (char *)*address + offset;
    return uwSuccess;
}

inline uwError_t copy_to_symbol(const void *key, const void *from, size_t bytes, size_t offset, uwMemcpyKind kind,
                                uwStream_t stream, bool wait) {
    if (kind != uwMemcpyHostToDevice && kind != uwMemcpyDeviceToDevice && kind != uwMemcpyDefault) {
        return result(uwErrorInvalidMemcpyDirection);
    }
    void *to = nullptr;
    uwError_t error = part_of_symbol(key, bytes, offset, &to);
    return error == uwSuccess ? copy_checked(to, from, bytes, kind, stream, wait) : result(error);
}

inline uwError_t copy_from_symbol(void *to, const void *key, size_t bytes, size_t offset, uwMemcpyKind kind,
                                  uwStream_t stream, bool wait) {
    if (kind != uwMemcpyDeviceToHost && kind != uwMemcpyDeviceToDevice && kind != uwMemcpyDefault) {
        return result(uwErrorInvalidMemcpyDirection);
    }
    void *from = nullptr;
    uwError_t error = part_of_symbol(key, bytes, offset, &from);
    return error == uwSuccess ? copy_checked(to, from, bytes, kind, stream, wait) : result(error);
}

template <typename T>
const void *key_of(const T &symbol) {
    return (const void *)std::addressof(symbol);
}

}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ devices

inline uwError_t uwGetDeviceCount(int *count) {
    if (!count) return unwarp::result(uwErrorInvalidValue);
    *count = unwarp::limits().processors > 0;
    return unwarp::result(*count ? uwSuccess : uwErrorNoDevice);
}

inline uwError_t uwGetDevice(int *device) {
    if (!device) return unwarp::result(uwErrorInvalidValue);
    *device = 0;
    return uwSuccess;
}

inline uwError_t uwSetDevice(int device) {
    return unwarp::result(device == 0 ? uwSuccess : uwErrorInvalidDevice);
}

inline uwError_t uwSetValidDevices(int *, int) { return uwSuccess; }
inline uwError_t uwSetDeviceFlags(unsigned int) { return uwSuccess; }
inline uwError_t uwInitDevice(int device, unsigned int, unsigned int) { return uwSetDevice(device); }

inline uwError_t uwGetDeviceFlags(unsigned int *flags) {
    if (!flags) return unwarp::result(uwErrorInvalidValue);
    *flags = uwDeviceScheduleAuto;
    return uwSuccess;
}

inline uwError_t uwDeviceSynchronize() { return unwarp::result(unwarp::synchronize_device()); }
inline uwError_t uwThreadSynchronize() { return uwDeviceSynchronize(); }
inline uwError_t uwDeviceReset() { return unwarp::result(unwarp::reset_device()); }
inline uwError_t uwThreadExit() { return uwDeviceReset(); }

inline uwError_t uwGetDeviceProperties(struct uwDeviceProp *properties, int device) {
    if (!properties) return unwarp::result(uwErrorInvalidValue);
    if (device != 0) return unwarp::result(uwErrorInvalidDevice);
    *properties = unwarp::properties_of(unwarp::limits());
    return uwSuccess;
}

inline uwError_t uwChooseDevice(int *device, const struct uwDeviceProp *) { return uwGetDevice(device); }

inline uwError_t uwDeviceGetAttribute(int *value, enum uwDeviceAttr attribute, int device) {
    if (!value) return unwarp::result(uwErrorInvalidValue);
    if (device != 0) return unwarp::result(uwErrorInvalidDevice);
    return unwarp::result(unwarp::attribute_of(unwarp::properties_of(unwarp::limits()), attribute, value));
}

inline uwError_t uwMemGetInfo(size_t *free, size_t *total) {
    if (free) *free = unwarp::free_memory();
    if (total) *total = unwarp::limits().global_memory;
    return uwSuccess;
}

inline uwError_t uwDriverGetVersion(int *version) {
    if (!version) return unwarp::result(uwErrorInvalidValue);
    *version = UWRT_VERSION;
    return uwSuccess;
}

inline uwError_t uwRuntimeGetVersion(int *version) { return uwDriverGetVersion(version); }

inline uwError_t uwDeviceSetLimit(enum uwLimit limit, size_t value) {
    if (limit == uwLimitMallocHeapSize) unwarp::heap_size() = value;
    return uwSuccess;
}
inline uwError_t uwThreadSetLimit(enum uwLimit limit, size_t value) { return uwDeviceSetLimit(limit, value); }

inline uwError_t uwDeviceGetLimit(size_t *value, enum uwLimit limit) {
    if (!value) return unwarp::result(uwErrorInvalidValue);
    switch (limit) {
        case uwLimitStackSize: *value = 1024; return uwSuccess;
        case uwLimitPrintfFifoSize: *value = 1 << 20; return uwSuccess;
        case uwLimitMallocHeapSize: *value = unwarp::heap_size(); return uwSuccess;
        default: return unwarp::result(uwErrorUnsupportedLimit);
    }
}

inline uwError_t uwDeviceSetCacheConfig(enum uwFuncCache) { return uwSuccess; }
inline uwError_t uwThreadSetCacheConfig(enum uwFuncCache) { return uwSuccess; }
inline uwError_t uwDeviceSetSharedMemConfig(enum uwSharedMemConfig) { return uwSuccess; }

inline uwError_t uwDeviceGetCacheConfig(enum uwFuncCache *config) {
    if (!config) return unwarp::result(uwErrorInvalidValue);
    *config = uwFuncCachePreferNone;
    return uwSuccess;
}

inline uwError_t uwDeviceGetSharedMemConfig(enum uwSharedMemConfig *config) {
    if (!config) return unwarp::result(uwErrorInvalidValue);
    *config = uwSharedMemBankSizeFourByte;
    return uwSuccess;
}

inline uwError_t uwDeviceGetStreamPriorityRange(int *least, int *greatest) {
    if (least) *least = 0;
    if (greatest) *greatest = -5;
    return uwSuccess;
}

inline uwError_t uwDeviceGetPCIBusId(char *text, int length, int device) {
    if (!text || device != 0) return unwarp::result(device ? uwErrorInvalidDevice : uwErrorInvalidValue);
    snprintf(text, (size_t)(length > 0 ? length : 0), "0000:00:00.0");
    return uwSuccess;
}

inline uwError_t uwDeviceCanAccessPeer(int *can, int device, int peer) {
    if (!can) return unwarp::result(uwErrorInvalidValue);
    *can = 0;
    return unwarp::result(device == 0 && peer == 0 ? uwSuccess : uwErrorInvalidDevice);
}

inline uwError_t uwDeviceEnablePeerAccess(int, unsigned int) { return unwarp::result(uwErrorInvalidDevice); }
inline uwError_t uwDeviceDisablePeerAccess(int) { return unwarp::result(uwErrorPeerAccessNotEnabled); }

inline uwError_t uwProfilerStart() { return uwSuccess; }
inline uwError_t uwProfilerStop() { return uwSuccess; }

// ------------------------------------------------------------------------------------------------ memory

inline uwError_t uwMalloc(void **pointer, size_t bytes) {
    return unwarp::result(unwarp::allocate_checked(pointer, bytes, unwarp::Memory::device));
}

inline uwError_t uwFree(void *pointer) {
    return unwarp::result(pointer ? unwarp::release(pointer) : unwarp::synchronize_device());
}

inline uwError_t uwHostAlloc(void **pointer, size_t bytes, unsigned int) {
    return unwarp::result(unwarp::allocate_checked(pointer, bytes, unwarp::Memory::host));
}

inline uwError_t uwMallocHost(void **pointer, size_t bytes, unsigned int flags = 0) {
    return uwHostAlloc(pointer, bytes, flags);
}

inline uwError_t uwFreeHost(void *pointer) { return uwFree(pointer); }

inline uwError_t uwMallocManaged(void **pointer, size_t bytes, unsigned int = uwMemAttachGlobal) {
    if (!bytes) return unwarp::result(uwErrorInvalidValue);
    return unwarp::result(unwarp::allocate_checked(pointer, bytes, unwarp::Memory::managed));
}

inline uwError_t uwMallocPitch(void **pointer, size_t *pitch, size_t width, size_t height) {
    if (!pitch) return unwarp::result(uwErrorInvalidValue);
    *pitch = unwarp::pitch_of(width);
    return uwMalloc(pointer, *pitch * height);
}

inline uwError_t uwMalloc3D(struct uwPitchedPtr *pitched, struct uwExtent extent) {
    if (!pitched) return unwarp::result(uwErrorInvalidValue);
    pitched->pitch = unwarp::pitch_of(extent.width);
    pitched->xsize = extent.width;
    pitched->ysize = extent.height;
    return uwMalloc(&pitched->ptr, pitched->pitch * extent.height * extent.depth);
}

inline uwError_t uwMallocAsync(void **pointer, size_t bytes, uwStream_t stream) {
    if (unwarp::is_captured(unwarp::stream_of(stream))) return unwarp::result(uwErrorStreamCaptureUnsupported);
    return uwMalloc(pointer, bytes);
}
inline uwError_t uwFreeAsync(void *pointer, uwStream_t stream) {
    if (unwarp::is_captured(unwarp::stream_of(stream))) return unwarp::result(uwErrorStreamCaptureUnsupported);
    return uwFree(pointer);
}

/// Pools of memory only keep what they are told: memory is given and taken at once.
struct uwMemPool { unsigned long long attributes[9]; };

inline uwError_t uwDeviceGetDefaultMemPool(uwMemPool_t *pool, int device) {
    static uwMemPool own{};
    if (!pool || device != 0) return unwarp::result(pool ? uwErrorInvalidDevice : uwErrorInvalidValue);
    *pool = &own;
    return uwSuccess;
}
inline uwError_t uwDeviceGetMemPool(uwMemPool_t *pool, int device) { return uwDeviceGetDefaultMemPool(pool, device); }

inline uwError_t uwMemPoolSetAttribute(uwMemPool_t pool, enum uwMemPoolAttr attribute, void *value) {
    if (!pool || !value) return unwarp::result(uwErrorInvalidValue);
    size_t size = attribute < uwMemPoolAttrReleaseThreshold ? sizeof(int) : sizeof(unsigned long long);
    memcpy(&pool->attributes[attribute], value, size);
    return uwSuccess;
}
inline uwError_t uwMemPoolGetAttribute(uwMemPool_t pool, enum uwMemPoolAttr attribute, void *value) {
    if (!pool || !value) return unwarp::result(uwErrorInvalidValue);
    size_t size = attribute < uwMemPoolAttrReleaseThreshold ? sizeof(int) : sizeof(unsigned long long);
    memcpy(value, &pool->attributes[attribute], size);
    return uwSuccess;
}
inline uwError_t uwMemPoolTrimTo(uwMemPool_t pool, size_t) { return unwarp::result(pool ? uwSuccess : uwErrorInvalidValue); }
inline uwError_t uwMallocFromPoolAsync(void **pointer, size_t bytes, uwMemPool_t, uwStream_t stream) {
    return uwMallocAsync(pointer, bytes, stream);
}

inline uwError_t uwHostRegister(void *pointer, size_t bytes, unsigned int) {
    if (!pointer || !bytes) return unwarp::result(uwErrorInvalidValue);
    return unwarp::result(unwarp::register_host(pointer, bytes));
}

inline uwError_t uwHostUnregister(void *pointer) { return unwarp::result(unwarp::unregister_host(pointer)); }

inline uwError_t uwHostGetDevicePointer(void **device, void *host, unsigned int) {
    unwarp::Allocation found;
    if (!device || !unwarp::find(host, &found)) return unwarp::result(uwErrorInvalidValue);
    *device = host;
    return uwSuccess;
}

inline uwError_t uwHostGetFlags(unsigned int *flags, void *host) {
    unwarp::Allocation found;
    if (!flags || !unwarp::find(host, &found)) return unwarp::result(uwErrorInvalidValue);
    *flags = uwHostAllocMapped;
    return uwSuccess;
}

template <typename T>
uwError_t uwMalloc(T **pointer, size_t bytes) {
    return uwMalloc((void **)pointer, bytes);
}
template <typename T>
uwError_t uwHostAlloc(T **pointer, size_t bytes, unsigned int flags) {
    return uwHostAlloc((void **)pointer, bytes, flags);
}
template <typename T>
uwError_t uwMallocHost(T **pointer, size_t bytes, unsigned int flags = 0) {
    return uwMallocHost((void **)pointer, bytes, flags);
}
template <typename T>
uwError_t uwMallocManaged(T **pointer, size_t bytes, unsigned int flags = uwMemAttachGlobal) {
    return uwMallocManaged((void **)pointer, bytes, flags);
}
template <typename T>
uwError_t uwMallocPitch(T **pointer, size_t *pitch, size_t width, size_t height) {
    return uwMallocPitch((void **)pointer, pitch, width, height);
}
template <typename T>
uwError_t uwMallocAsync(T **pointer, size_t bytes, uwStream_t stream) {
    return uwMallocAsync((void **)pointer, bytes, stream);
}
template <typename T>
uwError_t uwMallocFromPoolAsync(T **pointer, size_t bytes, uwMemPool_t, uwStream_t stream) {
    return uwMallocAsync((void **)pointer, bytes, stream);
}
template <typename T>
uwError_t uwHostGetDevicePointer(T **device, void *host, unsigned int flags) {
    return uwHostGetDevicePointer((void **)device, host, flags);
}

inline uwError_t uwPointerGetAttributes(struct uwPointerAttributes *attributes, const void *pointer) {
    if (!attributes) return unwarp::result(uwErrorInvalidValue);
    unwarp::Allocation found;
    *attributes = uwPointerAttributes{uwMemoryTypeUnregistered, 0, nullptr, (void *)pointer};
    if (!unwarp::find(pointer, &found)) return uwSuccess;
    attributes->devicePointer = (void *)pointer;
    switch (found.kind) {
        case unwarp::Memory::device: attributes->type = uwMemoryTypeDevice; attributes->hostPointer = nullptr; break;
        case unwarp::Memory::host: attributes->type = uwMemoryTypeHost; break;
        case unwarp::Memory::managed: attributes->type = uwMemoryTypeManaged; break;
    }
    return uwSuccess;
}

inline uwError_t uwMemPrefetchAsync(const void *, size_t, int, uwStream_t = nullptr) { return uwSuccess; }
inline uwError_t uwMemPrefetchAsync(const void *, size_t, struct uwMemLocation, unsigned int, uwStream_t = nullptr) {
    return uwSuccess;
}
inline uwError_t uwMemAdvise(const void *, size_t, enum uwMemoryAdvise, int) { return uwSuccess; }
inline uwError_t uwMemAdvise(const void *, size_t, enum uwMemoryAdvise, struct uwMemLocation) { return uwSuccess; }
template <typename T>
uwError_t uwStreamAttachMemAsync(uwStream_t, T *, size_t = 0, unsigned int = uwMemAttachSingle) {
    return uwSuccess;
}

// ------------------------------------------------------------------------------------------------ copies

inline uwError_t uwMemcpy(void *to, const void *from, size_t bytes, enum uwMemcpyKind kind) {
    return unwarp::copy_checked(to, from, bytes, kind, nullptr, true);
}

inline uwError_t uwMemcpyAsync(void *to, const void *from, size_t bytes, enum uwMemcpyKind kind,
                               uwStream_t stream = nullptr) {
    return unwarp::copy_checked(to, from, bytes, kind, stream, false);
}

inline uwError_t uwMemcpyPeer(void *to, int, const void *from, int, size_t bytes) {
    return uwMemcpy(to, from, bytes, uwMemcpyDeviceToDevice);
}

inline uwError_t uwMemcpyPeerAsync(void *to, int, const void *from, int, size_t bytes, uwStream_t stream = nullptr) {
    return uwMemcpyAsync(to, from, bytes, uwMemcpyDeviceToDevice, stream);
}

inline uwError_t uwMemcpy2D(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height,
                            enum uwMemcpyKind kind) {
    return unwarp::copy_rows_checked(to, to_pitch, from, from_pitch, width, height, kind, nullptr, true);
}

inline uwError_t uwMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width,
                                 size_t height, enum uwMemcpyKind kind, uwStream_t stream = nullptr) {
    return unwarp::copy_rows_checked(to, to_pitch, from, from_pitch, width, height, kind, stream, false);
}

inline uwError_t uwMemsetAsync(void *pointer, int value, size_t bytes, uwStream_t stream = nullptr) {
    return unwarp::result(unwarp::fill_rows(pointer, bytes, value, bytes, 1, stream));
}

inline uwError_t uwMemset(void *pointer, int value, size_t bytes) { return uwMemsetAsync(pointer, value, bytes); }

inline uwError_t uwMemset2DAsync(void *pointer, size_t pitch, int value, size_t width, size_t height,
                                 uwStream_t stream = nullptr) {
    return unwarp::result(unwarp::fill_rows(pointer, pitch, value, width, height, stream));
}

inline uwError_t uwMemset2D(void *pointer, size_t pitch, int value, size_t width, size_t height) {
    return uwMemset2DAsync(pointer, pitch, value, width, height);
}

inline uwError_t uwMemset3DAsync(struct uwPitchedPtr pitched, int value, struct uwExtent extent,
                                 uwStream_t stream = nullptr) {
    for (size_t z = 0; z < extent.depth; z++) {
        uwError_t error = uwMemset2DAsync((char *)pitched.ptr + z * pitched.ysize * pitched.pitch, pitched.pitch, value,
                                          extent.width, extent.height, stream);
        if (error != uwSuccess) return error;
    }
    return uwSuccess;
}

inline uwError_t uwMemset3D(struct uwPitchedPtr pitched, int value, struct uwExtent extent) {
    return uwMemset3DAsync(pitched, value, extent);
}

template <typename T>
uwError_t uwMemcpyToSymbol(const T &symbol, const void *from, size_t bytes, size_t offset = 0,
                           enum uwMemcpyKind kind = uwMemcpyHostToDevice) {
    return unwarp::copy_to_symbol(unwarp::key_of(symbol), from, bytes, offset, kind, nullptr, true);
}
template <typename T>
uwError_t uwMemcpyToSymbolAsync(const T &symbol, const void *from, size_t bytes, size_t offset = 0,
                                enum uwMemcpyKind kind = uwMemcpyHostToDevice, uwStream_t stream = nullptr) {
    return unwarp::copy_to_symbol(unwarp::key_of(symbol), from, bytes, offset, kind, stream, false);
}
template <typename T>
uwError_t uwMemcpyFromSymbol(void *to, const T &symbol, size_t bytes, size_t offset = 0,
                             enum uwMemcpyKind kind = uwMemcpyDeviceToHost) {
    return unwarp::copy_from_symbol(to, unwarp::key_of(symbol), bytes, offset, kind, nullptr, true);
}
template <typename T>
uwError_t uwMemcpyFromSymbolAsync(void *to, const T &symbol, size_t bytes, size_t offset = 0,
                                  enum uwMemcpyKind kind = uwMemcpyDeviceToHost, uwStream_t stream = nullptr) {
    return unwarp::copy_from_symbol(to, unwarp::key_of(symbol), bytes, offset, kind, stream, false);
}
template <typename T>
uwError_t uwGetSymbolAddress(void **pointer, const T &symbol) {
    size_t size = 0;
    if (!pointer) return unwarp::result(uwErrorInvalidValue);
    return unwarp::result(unwarp::symbol(unwarp::key_of(symbol), pointer, &size));
}
template <typename P, typename T>
uwError_t uwGetSymbolAddress(P **pointer, const T &symbol) {
    return uwGetSymbolAddress((void **)pointer, symbol);
}
template <typename T>
uwError_t uwGetSymbolSize(size_t *size, const T &symbol) {
    void *address = nullptr;
    if (!size) return unwarp::result(uwErrorInvalidValue);
    return unwarp::result(unwarp::symbol(unwarp::key_of(symbol), &address, size));
}

// ------------------------------------------------------------------------------------------------ streams and events

inline uwError_t uwStreamCreateWithPriority(uwStream_t *stream, unsigned int flags, int priority) {
    if (!stream || flags > uwStreamNonBlocking) return unwarp::result(uwErrorInvalidValue);
    return unwarp::result(unwarp::create_stream(stream, flags, priority));
}

inline uwError_t uwStreamCreateWithFlags(uwStream_t *stream, unsigned int flags) {
    return uwStreamCreateWithPriority(stream, flags, 0);
}

inline uwError_t uwStreamCreate(uwStream_t *stream) { return uwStreamCreateWithFlags(stream, uwStreamDefault); }

inline uwError_t uwStreamDestroy(uwStream_t stream) {
    if (!unwarp::stream_of(stream)) return unwarp::result(uwErrorInvalidResourceHandle);
    return unwarp::result(unwarp::destroy_stream(stream));
}

inline uwError_t uwStreamSynchronize(uwStream_t stream) {
    return unwarp::result(unwarp::synchronize(unwarp::stream_of(stream)));
}

inline uwError_t uwStreamQuery(uwStream_t stream) { return unwarp::result(unwarp::query(unwarp::stream_of(stream))); }

inline uwError_t uwStreamGetFlags(uwStream_t stream, unsigned int *flags) {
    int priority = 0;
    if (!flags) return unwarp::result(uwErrorInvalidValue);
    unwarp::stream_facts(unwarp::stream_of(stream), flags, &priority);
    return uwSuccess;
}

inline uwError_t uwStreamGetPriority(uwStream_t stream, int *priority) {
    unsigned int flags = 0;
    if (!priority) return unwarp::result(uwErrorInvalidValue);
    unwarp::stream_facts(unwarp::stream_of(stream), &flags, priority);
    return uwSuccess;
}

inline uwError_t uwStreamWaitEvent(uwStream_t stream, uwEvent_t event, unsigned int = 0) {
    if (!event) return unwarp::result(uwErrorInvalidResourceHandle);
    if (unwarp::capture().events.count(event)) {  // the stream joins what is captured
        unwarp::capture().streams.insert(unwarp::stream_of(stream));
        return uwSuccess;
    }
    if (unwarp::is_captured(unwarp::stream_of(stream))) return unwarp::result(uwErrorStreamCaptureIsolation);
    return unwarp::result(unwarp::wait_event(unwarp::stream_of(stream), event));
}

/// Host functions run in the calling thread, after all earlier work of the stream.
inline uwError_t uwLaunchHostFunc(uwStream_t stream, uwHostFn_t function, void *data) {
    if (!function) return unwarp::result(uwErrorInvalidValue);
    auto work = [=](uwStream_t into) { return uwLaunchHostFunc(into, function, data); };
    if (unwarp::keep(unwarp::stream_of(stream), uwGraphNodeTypeHost, work)) return uwSuccess;
    uwError_t error = unwarp::synchronize(unwarp::stream_of(stream));
    if (error == uwSuccess) function(data);
    return unwarp::result(error);
}

inline uwError_t uwStreamAddCallback(uwStream_t stream, uwStreamCallback_t callback, void *data, unsigned int) {
    if (!callback) return unwarp::result(uwErrorInvalidValue);
    uwError_t error = unwarp::synchronize(unwarp::stream_of(stream));
    callback(stream, error, data);
    return unwarp::result(error);
}

inline uwError_t uwEventCreateWithFlags(uwEvent_t *event, unsigned int flags) {
    if (!event) return unwarp::result(uwErrorInvalidValue);
    return unwarp::result(unwarp::create_event(event, flags));
}

inline uwError_t uwEventCreate(uwEvent_t *event, unsigned int flags = uwEventDefault) {
    return uwEventCreateWithFlags(event, flags);
}

inline uwError_t uwEventDestroy(uwEvent_t event) {
    return unwarp::result(event ? unwarp::destroy_event(event) : uwErrorInvalidResourceHandle);
}

inline uwError_t uwEventRecord(uwEvent_t event, uwStream_t stream = nullptr) {
    if (!event) return unwarp::result(uwErrorInvalidResourceHandle);
    if (unwarp::is_captured(unwarp::stream_of(stream))) {
        unwarp::capture().events.insert(event);
        return uwSuccess;
    }
    return unwarp::result(unwarp::record(event, unwarp::stream_of(stream)));
}

inline uwError_t uwEventRecordWithFlags(uwEvent_t event, uwStream_t stream = nullptr, unsigned int = 0) {
    return uwEventRecord(event, stream);
}

inline uwError_t uwEventSynchronize(uwEvent_t event) {
    return unwarp::result(event ? unwarp::synchronize_event(event) : uwErrorInvalidResourceHandle);
}

inline uwError_t uwEventQuery(uwEvent_t event) {
    return unwarp::result(event ? unwarp::query_event(event) : uwErrorInvalidResourceHandle);
}

inline uwError_t uwEventElapsedTime(float *milliseconds, uwEvent_t start, uwEvent_t end) {
    if (!milliseconds) return unwarp::result(uwErrorInvalidValue);
    if (!start || !end) return unwarp::result(uwErrorInvalidResourceHandle);
    return unwarp::result(unwarp::elapsed(milliseconds, start, end));
}

// ------------------------------------------------------------------------------------------------ launches

namespace unwarp {

/// The launches that uwConfigure has announced and whose stub has not been called yet, innermost last.
inline std::vector<Launch> &announced() {
    thread_local std::vector<Launch> launches;
    return launches;
}

/// The most dynamic shared memory that a kernel may be launched with: more than the default has to be asked for.
inline size_t &shared_limit(const void *stub) {
    static Registry<size_t> *asked = new Registry<size_t>;
    return asked->at(stub, limits().shared_per_block);
}

/// Whether a device can run grids and blocks of this shape.
inline uwError_t check_shape(const Launch &how) {
    const Limits &limit = limits();
    const dim3 &grid = how.grid, &block = how.block;
    if (limit.processors <= 0) return uwErrorNoDevice;
    if (!grid.x || !grid.y || !grid.z || grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535) {
        return uwErrorInvalidConfiguration;
    }
    if (!block.x || !block.y || !block.z || block.x > 1024 || block.y > 1024 || block.z > 64
        || (size_t)block.x * block.y * block.z > (size_t)limit.max_threads_per_block) {
        return uwErrorInvalidConfiguration;
    }
    return uwSuccess;
}

inline uwError_t launch_checked(const void *stub, const Launch &how, void **args) {
    const Limits &limit = limits();
    if (limit.processors > 0 && !is_kernel(stub)) return uwErrorInvalidDeviceFunction;
    uwError_t error = check_shape(how);
    if (error != uwSuccess) return error;
    if (how.shared > limit.shared_per_block && how.shared > shared_limit(stub)) return uwErrorInvalidValue;
    if (capture().collects || is_captured(stream_of(how.stream))) return keep_launch(stub, how, args);
    return launch(stub, Launch{how.grid, how.block, how.shared, stream_of(how.stream)}, args);
}

/// Takes the innermost launch that has been announced, if there is one.
inline bool take_announced(Launch *how) {
    std::vector<Launch> &launches = announced();
    if (launches.empty()) return false;
    *how = launches.back();
    launches.pop_back();
    return true;
}

}  // namespace unwarp

/// Announces a launch: the next call of a kernel's stub in this thread is it.
inline void uwConfigure(dim3 grid, dim3 block, size_t shared = 0, uwStream_t stream = nullptr) {
    unwarp::announced().push_back(unwarp::Launch{grid, block, shared, stream});
}

/// What a kernel's stub does: launch the kernel that is registered under the stub's address, as announced.
inline void uwLaunchStub(const void *stub, void **args, size_t) {
    unwarp::Launch how;
    bool configured = unwarp::take_announced(&how);
    unwarp::result(configured ? unwarp::launch_checked(stub, how, args) : uwErrorMissingConfiguration);
}

template <typename F>
uwError_t uwLaunchKernel(F function, dim3 grid, dim3 block, void **args, size_t shared = 0, uwStream_t stream = nullptr) {
    return unwarp::result(unwarp::launch_checked((const void *)function, unwarp::Launch{grid, block, shared, stream}, args));
}
template <typename F>
uwError_t uwLaunchCooperativeKernel(F function, dim3 grid, dim3 block, void **args, size_t shared = 0,
                                    uwStream_t stream = nullptr) {
    return uwLaunchKernel(function, grid, block, args, shared, stream);
}

template <typename F>
uwError_t uwFuncSetCacheConfig(F, enum uwFuncCache) {
    return uwSuccess;
}
template <typename F>
uwError_t uwFuncSetSharedMemConfig(F, enum uwSharedMemConfig) {
    return uwSuccess;
}
template <typename F>
uwError_t uwFuncSetAttribute(F function, enum uwFuncAttribute attribute, int value) {
    if (!unwarp::is_kernel((const void *)function)) return unwarp::result(uwErrorInvalidDeviceFunction);
    if (attribute != uwFuncAttributeMaxDynamicSharedMemorySize) return uwSuccess;
    if (value < 0 || (size_t)value > unwarp::limits().shared_per_block_opt_in) return unwarp::result(uwErrorInvalidValue);
    unwarp::shared_limit((const void *)function) = (size_t)value;
    return uwSuccess;
}
template <typename F>
uwError_t uwFuncGetAttributes(struct uwFuncAttributes *attributes, F function) {
    if (!attributes) return unwarp::result(uwErrorInvalidValue);
    if (!unwarp::is_kernel((const void *)function)) return unwarp::result(uwErrorInvalidDeviceFunction);
    *attributes = uwFuncAttributes{};
    attributes->maxThreadsPerBlock = unwarp::limits().max_threads_per_block;
    attributes->numRegs = 32;
    attributes->ptxVersion = attributes->binaryVersion = 80;
    attributes->maxDynamicSharedSizeBytes = (int)unwarp::shared_limit((const void *)function);
    return uwSuccess;
}

template <typename F>
uwError_t uwOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, F function, int block_size, size_t shared) {
    if (!blocks || block_size <= 0) return unwarp::result(uwErrorInvalidValue);
    if (!unwarp::is_kernel((const void *)function)) return unwarp::result(uwErrorInvalidDeviceFunction);
    int by_threads = 2048 / block_size;
    size_t by_shared = shared ? unwarp::limits().shared_per_block_opt_in / shared : 32;
    *blocks = min(min(by_threads, (int)min(by_shared, (size_t)32)), 32);
    return uwSuccess;
}
template <typename F>
uwError_t uwOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *blocks, F function, int block_size, size_t shared,
                                                               unsigned int) {
    return uwOccupancyMaxActiveBlocksPerMultiprocessor(blocks, function, block_size, shared);
}
template <typename F, typename S>
uwError_t uwOccupancyMaxPotentialBlockSizeVariableSMem(int *grid_size, int *block_size, F function, S shared_of,
                                                       int limit = 0) {
    if (!grid_size || !block_size) return unwarp::result(uwErrorInvalidValue);
    int most = unwarp::limits().max_threads_per_block;
    if (limit > 0 && limit < most) most = limit;
    *block_size = most < 32 ? most : most / 32 * 32;
    while (*block_size > 32 && shared_of(*block_size) > unwarp::limits().shared_per_block_opt_in) *block_size -= 32;
    int blocks = 0;
    uwError_t error = uwOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, function, *block_size, shared_of(*block_size));
    *grid_size = blocks * unwarp::limits().processors;
    return error;
}
template <typename F>
uwError_t uwOccupancyMaxPotentialBlockSize(int *grid_size, int *block_size, F function, size_t shared = 0, int limit = 0) {
    return uwOccupancyMaxPotentialBlockSizeVariableSMem(grid_size, block_size, function, [=](int) { return shared; }, limit);
}
template <typename F>
uwError_t uwOccupancyMaxPotentialBlockSizeWithFlags(int *grid_size, int *block_size, F function, size_t shared = 0,
                                                    int limit = 0, unsigned int = 0) {
    return uwOccupancyMaxPotentialBlockSize(grid_size, block_size, function, shared, limit);
}

#include "unwarp_textures.hpp"

#include "unwarp_graph_api.hpp"
