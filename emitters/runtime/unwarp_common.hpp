// The CUDA runtime API under the prefix `uw`, for programs translated by unwarp: what all back ends share.
//
// A back end (unwarp_c.hpp, unwarp_opencl.hpp) includes this file and defines the functions declared under "Back end".
// Signatures, values and error behaviour are those of the CUDA runtime. Environment: UNWARP_TIMING (a file that gets a line
// for each launch: the kernel's name, a tab, the nanoseconds it ran; launches are then waited for). Free for any use.
#pragma once

#include "unwarp_types.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#define UWRT_VERSION 12040  // CUDART_VERSION
#define UW_VERSION 12040    // CUDA_VERSION

// Include guards of CUDA's headers, by which programs tell what they have.
#ifndef __CUDA_RUNTIME_H__
#define __CUDA_RUNTIME_H__
#define __CUDA_RUNTIME_API_H__
#define __DRIVER_TYPES_H__
#endif

// ------------------------------------------------------------------------------------------------ errors

#define UW_ERRORS(X) \
    X(uwSuccess, "cudaSuccess", 0, "no error") \
    X(uwErrorInvalidValue, "cudaErrorInvalidValue", 1, "invalid argument") \
    X(uwErrorMemoryAllocation, "cudaErrorMemoryAllocation", 2, "out of memory") \
    X(uwErrorInitializationError, "cudaErrorInitializationError", 3, "initialization error") \
    X(uwErrorCudartUnloading, "cudaErrorCudartUnloading", 4, "driver shutting down") \
    X(uwErrorProfilerDisabled, "cudaErrorProfilerDisabled", 5, "profiler disabled while using external profiling tool") \
    X(uwErrorProfilerNotInitialized, "cudaErrorProfilerNotInitialized", 6, "profiler not initialized: call cudaProfilerInitialize()") \
    X(uwErrorProfilerAlreadyStarted, "cudaErrorProfilerAlreadyStarted", 7, "profiler already started") \
    X(uwErrorProfilerAlreadyStopped, "cudaErrorProfilerAlreadyStopped", 8, "profiler already stopped") \
    X(uwErrorInvalidConfiguration, "cudaErrorInvalidConfiguration", 9, "invalid configuration argument") \
    X(uwErrorInvalidPitchValue, "cudaErrorInvalidPitchValue", 12, "invalid pitch argument") \
    X(uwErrorInvalidSymbol, "cudaErrorInvalidSymbol", 13, "invalid device symbol") \
    X(uwErrorInvalidHostPointer, "cudaErrorInvalidHostPointer", 16, "invalid host pointer") \
    X(uwErrorInvalidDevicePointer, "cudaErrorInvalidDevicePointer", 17, "invalid device pointer") \
    X(uwErrorInvalidTexture, "cudaErrorInvalidTexture", 18, "invalid texture reference") \
    X(uwErrorInvalidTextureBinding, "cudaErrorInvalidTextureBinding", 19, "texture is not bound to a pointer") \
    X(uwErrorInvalidChannelDescriptor, "cudaErrorInvalidChannelDescriptor", 20, "invalid channel descriptor") \
    X(uwErrorInvalidMemcpyDirection, "cudaErrorInvalidMemcpyDirection", 21, "invalid copy direction for memcpy") \
    X(uwErrorAddressOfConstant, "cudaErrorAddressOfConstant", 22, "cannot take address of constant") \
    X(uwErrorTextureFetchFailed, "cudaErrorTextureFetchFailed", 23, "fetch from texture failed") \
    X(uwErrorTextureNotBound, "cudaErrorTextureNotBound", 24, "cannot fetch from a texture that is not bound") \
    X(uwErrorSynchronizationError, "cudaErrorSynchronizationError", 25, "incorrect use of __syncthreads()") \
    X(uwErrorInvalidFilterSetting, "cudaErrorInvalidFilterSetting", 26, "linear filtering not supported for non-float type") \
    X(uwErrorInvalidNormSetting, "cudaErrorInvalidNormSetting", 27, "read as normalized float not supported for 32-bit non float type") \
    X(uwErrorMixedDeviceExecution, "cudaErrorMixedDeviceExecution", 28, "device emulation mode and device execution mode cannot be mixed") \
    X(uwErrorNotYetImplemented, "cudaErrorNotYetImplemented", 31, "feature not yet implemented") \
    X(uwErrorMemoryValueTooLarge, "cudaErrorMemoryValueTooLarge", 32, "memory size or pointer value too large to fit in 32 bit") \
    X(uwErrorStubLibrary, "cudaErrorStubLibrary", 34, "CUDA driver is a stub library") \
    X(uwErrorInsufficientDriver, "cudaErrorInsufficientDriver", 35, "CUDA driver version is insufficient for CUDA runtime version") \
    X(uwErrorCallRequiresNewerDriver, "cudaErrorCallRequiresNewerDriver", 36, "API call is not supported in the installed CUDA driver") \
    X(uwErrorInvalidSurface, "cudaErrorInvalidSurface", 37, "invalid surface reference") \
    X(uwErrorDuplicateVariableName, "cudaErrorDuplicateVariableName", 43, "duplicate global variable looked up by string name") \
    X(uwErrorDuplicateTextureName, "cudaErrorDuplicateTextureName", 44, "duplicate texture looked up by string name") \
    X(uwErrorDuplicateSurfaceName, "cudaErrorDuplicateSurfaceName", 45, "duplicate surface looked up by string name") \
    X(uwErrorDevicesUnavailable, "cudaErrorDevicesUnavailable", 46, "CUDA-capable device(s) is/are busy or unavailable") \
    X(uwErrorIncompatibleDriverContext, "cudaErrorIncompatibleDriverContext", 49, "incompatible driver context") \
    X(uwErrorMissingConfiguration, "cudaErrorMissingConfiguration", 52, "__global__ function call is not configured") \
    X(uwErrorPriorLaunchFailure, "cudaErrorPriorLaunchFailure", 53, "unspecified launch failure in prior launch") \
    X(uwErrorLaunchMaxDepthExceeded, "cudaErrorLaunchMaxDepthExceeded", 65, "launch would exceed maximum depth of nested launches") \
    X(uwErrorLaunchFileScopedTex, "cudaErrorLaunchFileScopedTex", 66, "launch failed because kernel uses unsupported, file-scoped textures (texture objects are supported)") \
    X(uwErrorLaunchFileScopedSurf, "cudaErrorLaunchFileScopedSurf", 67, "launch failed because kernel uses unsupported, file-scoped surfaces (surface objects are supported)") \
    X(uwErrorSyncDepthExceeded, "cudaErrorSyncDepthExceeded", 68, "cudaDeviceSynchronize failed because caller's grid depth exceeds cudaLimitDevRuntimeSyncDepth") \
    X(uwErrorLaunchPendingCountExceeded, "cudaErrorLaunchPendingCountExceeded", 69, "launch failed because launch would exceed cudaLimitDevRuntimePendingLaunchCount") \
    X(uwErrorInvalidDeviceFunction, "cudaErrorInvalidDeviceFunction", 98, "invalid device function") \
    X(uwErrorNoDevice, "cudaErrorNoDevice", 100, "no CUDA-capable device is detected") \
    X(uwErrorInvalidDevice, "cudaErrorInvalidDevice", 101, "invalid device ordinal") \
    X(uwErrorStartupFailure, "cudaErrorStartupFailure", 127, "startup failure in cuda runtime") \
    X(uwErrorInvalidKernelImage, "cudaErrorInvalidKernelImage", 200, "device kernel image is invalid") \
    X(uwErrorDeviceUninitialized, "cudaErrorDeviceUninitialized", 201, "invalid device context") \
    X(uwErrorMapBufferObjectFailed, "cudaErrorMapBufferObjectFailed", 205, "mapping of buffer object failed") \
    X(uwErrorUnmapBufferObjectFailed, "cudaErrorUnmapBufferObjectFailed", 206, "unmapping of buffer object failed") \
    X(uwErrorArrayIsMapped, "cudaErrorArrayIsMapped", 207, "array is mapped") \
    X(uwErrorAlreadyMapped, "cudaErrorAlreadyMapped", 208, "resource already mapped") \
    X(uwErrorNoKernelImageForDevice, "cudaErrorNoKernelImageForDevice", 209, "no kernel image is available for execution on the device") \
    X(uwErrorAlreadyAcquired, "cudaErrorAlreadyAcquired", 210, "resource already acquired") \
    X(uwErrorNotMapped, "cudaErrorNotMapped", 211, "resource not mapped") \
    X(uwErrorNotMappedAsArray, "cudaErrorNotMappedAsArray", 212, "resource not mapped as array") \
    X(uwErrorNotMappedAsPointer, "cudaErrorNotMappedAsPointer", 213, "resource not mapped as pointer") \
    X(uwErrorECCUncorrectable, "cudaErrorECCUncorrectable", 214, "uncorrectable ECC error encountered") \
    X(uwErrorUnsupportedLimit, "cudaErrorUnsupportedLimit", 215, "limit is not supported on this architecture") \
    X(uwErrorDeviceAlreadyInUse, "cudaErrorDeviceAlreadyInUse", 216, "exclusive-thread device already in use by a different thread") \
    X(uwErrorPeerAccessUnsupported, "cudaErrorPeerAccessUnsupported", 217, "peer access is not supported between these two devices") \
    X(uwErrorInvalidPtx, "cudaErrorInvalidPtx", 218, "a PTX JIT compilation failed") \
    X(uwErrorInvalidGraphicsContext, "cudaErrorInvalidGraphicsContext", 219, "invalid OpenGL or DirectX context") \
    X(uwErrorNvlinkUncorrectable, "cudaErrorNvlinkUncorrectable", 220, "uncorrectable NVLink error detected during the execution") \
    X(uwErrorJitCompilerNotFound, "cudaErrorJitCompilerNotFound", 221, "PTX JIT compiler library not found") \
    X(uwErrorUnsupportedPtxVersion, "cudaErrorUnsupportedPtxVersion", 222, "the provided PTX was compiled with an unsupported toolchain.") \
    X(uwErrorJitCompilationDisabled, "cudaErrorJitCompilationDisabled", 223, "PTX JIT compilation was disabled") \
    X(uwErrorUnsupportedExecAffinity, "cudaErrorUnsupportedExecAffinity", 224, "the provided execution affinity is not supported") \
    X(uwErrorInvalidSource, "cudaErrorInvalidSource", 300, "device kernel image is invalid") \
    X(uwErrorFileNotFound, "cudaErrorFileNotFound", 301, "file not found") \
    X(uwErrorSharedObjectSymbolNotFound, "cudaErrorSharedObjectSymbolNotFound", 302, "shared object symbol not found") \
    X(uwErrorSharedObjectInitFailed, "cudaErrorSharedObjectInitFailed", 303, "shared object initialization failed") \
    X(uwErrorOperatingSystem, "cudaErrorOperatingSystem", 304, "OS call failed or operation not supported on this OS") \
    X(uwErrorInvalidResourceHandle, "cudaErrorInvalidResourceHandle", 400, "invalid resource handle") \
    X(uwErrorIllegalState, "cudaErrorIllegalState", 401, "the operation cannot be performed in the present state") \
    X(uwErrorSymbolNotFound, "cudaErrorSymbolNotFound", 500, "named symbol not found") \
    X(uwErrorNotReady, "cudaErrorNotReady", 600, "device not ready") \
    X(uwErrorIllegalAddress, "cudaErrorIllegalAddress", 700, "an illegal memory access was encountered") \
    X(uwErrorLaunchOutOfResources, "cudaErrorLaunchOutOfResources", 701, "too many resources requested for launch") \
    X(uwErrorLaunchTimeout, "cudaErrorLaunchTimeout", 702, "the launch timed out and was terminated") \
    X(uwErrorLaunchIncompatibleTexturing, "cudaErrorLaunchIncompatibleTexturing", 703, "launch uses incompatible texturing mode") \
    X(uwErrorPeerAccessAlreadyEnabled, "cudaErrorPeerAccessAlreadyEnabled", 704, "peer access is already enabled") \
    X(uwErrorPeerAccessNotEnabled, "cudaErrorPeerAccessNotEnabled", 705, "peer access has not been enabled") \
    X(uwErrorSetOnActiveProcess, "cudaErrorSetOnActiveProcess", 708, "cannot set while device is active in this process") \
    X(uwErrorContextIsDestroyed, "cudaErrorContextIsDestroyed", 709, "context is destroyed") \
    X(uwErrorAssert, "cudaErrorAssert", 710, "device-side assert triggered") \
    X(uwErrorTooManyPeers, "cudaErrorTooManyPeers", 711, "peer mapping resources exhausted") \
    X(uwErrorHostMemoryAlreadyRegistered, "cudaErrorHostMemoryAlreadyRegistered", 712, "part or all of the requested memory range is already mapped") \
    X(uwErrorHostMemoryNotRegistered, "cudaErrorHostMemoryNotRegistered", 713, "pointer does not correspond to a registered memory region") \
    X(uwErrorHardwareStackError, "cudaErrorHardwareStackError", 714, "hardware stack error") \
    X(uwErrorIllegalInstruction, "cudaErrorIllegalInstruction", 715, "an illegal instruction was encountered") \
    X(uwErrorMisalignedAddress, "cudaErrorMisalignedAddress", 716, "misaligned address") \
    X(uwErrorInvalidAddressSpace, "cudaErrorInvalidAddressSpace", 717, "operation not supported on global/shared address space") \
    X(uwErrorInvalidPc, "cudaErrorInvalidPc", 718, "invalid program counter") \
    X(uwErrorLaunchFailure, "cudaErrorLaunchFailure", 719, "unspecified launch failure") \
    X(uwErrorCooperativeLaunchTooLarge, "cudaErrorCooperativeLaunchTooLarge", 720, "too many blocks in cooperative launch") \
    X(uwErrorNotPermitted, "cudaErrorNotPermitted", 800, "operation not permitted") \
    X(uwErrorNotSupported, "cudaErrorNotSupported", 801, "operation not supported") \
    X(uwErrorSystemNotReady, "cudaErrorSystemNotReady", 802, "system not yet initialized") \
    X(uwErrorSystemDriverMismatch, "cudaErrorSystemDriverMismatch", 803, "system has unsupported display driver / cuda driver combination") \
    X(uwErrorCompatNotSupportedOnDevice, "cudaErrorCompatNotSupportedOnDevice", 804, "forward compatibility was attempted on non supported HW") \
    X(uwErrorStreamCaptureUnsupported, "cudaErrorStreamCaptureUnsupported", 900, "operation not permitted when stream is capturing") \
    X(uwErrorStreamCaptureInvalidated, "cudaErrorStreamCaptureInvalidated", 901, "operation failed due to a previous error during capture") \
    X(uwErrorStreamCaptureMerge, "cudaErrorStreamCaptureMerge", 902, "operation would result in a merge of separate capture sequences") \
    X(uwErrorStreamCaptureUnmatched, "cudaErrorStreamCaptureUnmatched", 903, "capture was not ended in the same stream as it began") \
    X(uwErrorStreamCaptureUnjoined, "cudaErrorStreamCaptureUnjoined", 904, "capturing stream has unjoined work") \
    X(uwErrorStreamCaptureIsolation, "cudaErrorStreamCaptureIsolation", 905, "dependency created on uncaptured work in another stream") \
    X(uwErrorStreamCaptureImplicit, "cudaErrorStreamCaptureImplicit", 906, "operation would make the legacy stream depend on a capturing blocking stream") \
    X(uwErrorCapturedEvent, "cudaErrorCapturedEvent", 907, "operation not permitted on an event last recorded in a capturing stream") \
    X(uwErrorStreamCaptureWrongThread, "cudaErrorStreamCaptureWrongThread", 908, "attempt to terminate a thread-local capture sequence from another thread") \
    X(uwErrorTimeout, "cudaErrorTimeout", 909, "wait operation timed out") \
    X(uwErrorGraphExecUpdateFailure, "cudaErrorGraphExecUpdateFailure", 910, "the graph update was not performed because it included changes which violated constraints specific to instantiated graph update") \
    X(uwErrorExternalDevice, "cudaErrorExternalDevice", 911, "an async error has occured in external entity outside of CUDA") \
    X(uwErrorUnknown, "cudaErrorUnknown", 999, "unknown error") \
    X(uwErrorApiFailureBase, "cudaErrorApiFailureBase", 10000, "api failure base")

#define UW_ENUMERATOR(NAME, CUDA_NAME, VALUE, TEXT) NAME = VALUE,
enum uwError { UW_ERRORS(UW_ENUMERATOR) };
#undef UW_ENUMERATOR
typedef enum uwError uwError_t;

/// The name of an error; CUDA's own, so that messages stay as the program's authors know them.
inline const char *uwGetErrorName(uwError_t error) {
    switch (error) {
#define UW_CASE(NAME, CUDA_NAME, VALUE, TEXT) \
    case NAME: return CUDA_NAME;
        UW_ERRORS(UW_CASE)
#undef UW_CASE
    }
    return "unrecognized error code";
}

/// The description of an error, in CUDA's words.
inline const char *uwGetErrorString(uwError_t error) {
    switch (error) {
#define UW_CASE(NAME, CUDA_NAME, VALUE, TEXT) \
    case NAME: return TEXT;
        UW_ERRORS(UW_CASE)
#undef UW_CASE
    }
    return "unrecognized error code";
}

namespace cooperative_groups {}  // device code alone uses what is in it

namespace unwarp {

/// A table that several threads may fill and read; entries never move.
template <typename T>
class Registry {
    std::mutex mutex_;
    std::unordered_map<const void *, T> entries_;

public:
    /// The entry under a key, made from `initial` where there is none.
    T &at(const void *key, const T &initial) {
        std::lock_guard<std::mutex> lock(mutex_);
        return entries_.emplace(key, initial).first->second;
    }
    /// The entry under a key, or null.
    T *find(const void *key) {
        std::lock_guard<std::mutex> lock(mutex_);
        auto found = entries_.find(key);
        return found == entries_.end() ? nullptr : &found->second;
    }
};

/// The last error of this thread.
inline uwError_t &last_error() {
    thread_local uwError_t error = uwSuccess;
    return error;
}

/// Errors after which a CUDA context is lost: they stay.
inline bool is_sticky(uwError_t error) {
    return error >= uwErrorIllegalAddress && error < uwErrorCooperativeLaunchTooLarge
        && error != uwErrorLaunchOutOfResources && error != uwErrorPeerAccessAlreadyEnabled
        && error != uwErrorPeerAccessNotEnabled && error != uwErrorSetOnActiveProcess
        && error != uwErrorHostMemoryAlreadyRegistered && error != uwErrorHostMemoryNotRegistered;
}

/// Remembers an error as the last one, and returns it.
inline uwError_t result(uwError_t error) {
    if (error != uwSuccess && !is_sticky(last_error())) last_error() = error;
    return error;
}

}  // namespace unwarp

inline uwError_t uwPeekAtLastError() { return unwarp::last_error(); }

inline uwError_t uwGetLastError() {
    uwError_t error = unwarp::last_error();
    if (!unwarp::is_sticky(error)) unwarp::last_error() = uwSuccess;
    return error;
}

// ------------------------------------------------------------------------------------------------ types and flags

typedef struct uwStream *uwStream_t;
typedef struct uwEvent *uwEvent_t;
typedef struct uwMemPool *uwMemPool_t;

#define uwStreamLegacy ((uwStream_t)0x1)
#define uwStreamPerThread ((uwStream_t)0x2)

#define uwStreamDefault 0  // a macro, because some programs pass it as a stream
enum : unsigned int { uwStreamNonBlocking = 1 };
enum : unsigned int { uwEventDefault = 0, uwEventBlockingSync = 1, uwEventDisableTiming = 2, uwEventInterprocess = 4 };
enum : unsigned int { uwEventRecordDefault = 0, uwEventRecordExternal = 1, uwEventWaitDefault = 0, uwEventWaitExternal = 1 };
enum : unsigned int { uwHostAllocDefault = 0, uwHostAllocPortable = 1, uwHostAllocMapped = 2, uwHostAllocWriteCombined = 4 };
enum : unsigned int {
    uwHostRegisterDefault = 0, uwHostRegisterPortable = 1, uwHostRegisterMapped = 2, uwHostRegisterIoMemory = 4,
    uwHostRegisterReadOnly = 8
};
enum : unsigned int { uwMemAttachGlobal = 1, uwMemAttachHost = 2, uwMemAttachSingle = 4 };
enum : unsigned int {
    uwDeviceScheduleAuto = 0, uwDeviceScheduleSpin = 1, uwDeviceScheduleYield = 2, uwDeviceScheduleBlockingSync = 4,
    uwDeviceBlockingSync = 4, uwDeviceScheduleMask = 7, uwDeviceMapHost = 8, uwDeviceLmemResizeToMax = 16
};
enum : unsigned int { uwOccupancyDefault = 0, uwOccupancyDisableCachingOverride = 1, uwPeerAccessDefault = 0 };
enum : int { uwCpuDeviceId = -1, uwInvalidDeviceId = -2 };

enum uwMemcpyKind {
    uwMemcpyHostToHost = 0, uwMemcpyHostToDevice = 1, uwMemcpyDeviceToHost = 2, uwMemcpyDeviceToDevice = 3,
    uwMemcpyDefault = 4
};
enum uwFuncCache { uwFuncCachePreferNone = 0, uwFuncCachePreferShared = 1, uwFuncCachePreferL1 = 2, uwFuncCachePreferEqual = 3 };
enum uwSharedMemConfig { uwSharedMemBankSizeDefault = 0, uwSharedMemBankSizeFourByte = 1, uwSharedMemBankSizeEightByte = 2 };
enum uwSharedCarveout {
    uwSharedmemCarveoutDefault = -1, uwSharedmemCarveoutMaxL1 = 0, uwSharedmemCarveoutMaxShared = 100
};
enum uwFuncAttribute { uwFuncAttributeMaxDynamicSharedMemorySize = 8, uwFuncAttributePreferredSharedMemoryCarveout = 9 };
enum uwComputeMode {
    uwComputeModeDefault = 0, uwComputeModeExclusive = 1, uwComputeModeProhibited = 2, uwComputeModeExclusiveProcess = 3
};
enum uwLimit {
    uwLimitStackSize = 0, uwLimitPrintfFifoSize = 1, uwLimitMallocHeapSize = 2, uwLimitDevRuntimeSyncDepth = 3,
    uwLimitDevRuntimePendingLaunchCount = 4, uwLimitMaxL2FetchGranularity = 5, uwLimitPersistingL2CacheSize = 6
};
enum uwMemoryAdvise {
    uwMemAdviseSetReadMostly = 1, uwMemAdviseUnsetReadMostly = 2, uwMemAdviseSetPreferredLocation = 3,
    uwMemAdviseUnsetPreferredLocation = 4, uwMemAdviseSetAccessedBy = 5, uwMemAdviseUnsetAccessedBy = 6
};
enum uwMemPoolAttr {
    uwMemPoolReuseFollowEventDependencies = 1, uwMemPoolReuseAllowOpportunistic = 2,
    uwMemPoolReuseAllowInternalDependencies = 3, uwMemPoolAttrReleaseThreshold = 4, uwMemPoolAttrReservedMemCurrent = 5,
    uwMemPoolAttrReservedMemHigh = 6, uwMemPoolAttrUsedMemCurrent = 7, uwMemPoolAttrUsedMemHigh = 8
};
enum uwMemoryType { uwMemoryTypeUnregistered = 0, uwMemoryTypeHost = 1, uwMemoryTypeDevice = 2, uwMemoryTypeManaged = 3 };
enum uwMemLocationType { uwMemLocationTypeInvalid = 0, uwMemLocationTypeDevice = 1, uwMemLocationTypeHost = 2 };

struct uwMemLocation { enum uwMemLocationType type; int id; };
struct uwPointerAttributes { enum uwMemoryType type; int device; void *devicePointer; void *hostPointer; };
struct uwFuncAttributes {
    size_t sharedSizeBytes, constSizeBytes, localSizeBytes;
    int maxThreadsPerBlock, numRegs, ptxVersion, binaryVersion, cacheModeCA, maxDynamicSharedSizeBytes,
        preferredShmemCarveout;
};
struct uwPitchedPtr { void *ptr; size_t pitch, xsize, ysize; };
struct uwExtent { size_t width, height, depth; };
struct uwPos { size_t x, y, z; };
typedef struct uwArray *uwArray_t;
struct uwMemcpy3DParms {
    uwArray_t srcArray; struct uwPos srcPos; struct uwPitchedPtr srcPtr;
    uwArray_t dstArray; struct uwPos dstPos; struct uwPitchedPtr dstPtr;
    struct uwExtent extent; enum uwMemcpyKind kind;
};

inline struct uwPitchedPtr make_uwPitchedPtr(void *pointer, size_t pitch, size_t width, size_t height) {
    return uwPitchedPtr{pointer, pitch, width, height};
}
inline struct uwExtent make_uwExtent(size_t width, size_t height, size_t depth) { return uwExtent{width, height, depth}; }
inline struct uwPos make_uwPos(size_t x, size_t y, size_t z) { return uwPos{x, y, z}; }

typedef void (*uwStreamCallback_t)(uwStream_t stream, uwError_t status, void *data);
typedef void (*uwHostFn_t)(void *data);

// ------------------------------------------------------------------------------------------------ back end

namespace unwarp {

/// The bytes of the heap from which kernels allocate, for back ends that have one of their own: until a kernel uses it.
inline size_t &heap_size() {
    static size_t bytes = 8 << 20;
    return bytes;
}

/// Whether host code reaches device memory by its pointers: what runs functions of the device in host code asks for it before
/// the first allocation.
inline bool &host_reaches_memory() {
    static bool asked = false;
    return asked;
}

/// Who may touch an allocation: the device alone, the host and the device, or both with one address.
enum class Memory { device, host, managed };

/// Whether host code reaches memory of a kind by its pointers.
inline bool is_of_host(Memory kind) { return kind != Memory::device || host_reaches_memory(); }

/// An allocation, or host memory that was registered.
struct Allocation {
    char *start;
    size_t size;
    Memory kind;
    bool registered;  // the host's own memory, never freed here
};

/// How a kernel is launched.
struct Launch {
    dim3 grid, block;
    size_t shared;
    uwStream_t stream;
};

/// What the device can do; the façade reports it as uwDeviceProp and checks launches against it.
struct Limits {
    std::string name;
    size_t global_memory;
    size_t shared_per_block;        // without asking
    size_t shared_per_block_opt_in;  // after uwFuncSetAttribute
    int processors;
    int max_threads_per_block;
    int clock_khz;
    bool cooperative = true;  // the blocks of a grid may wait for each other
};

// The back end defines these. Streams are never null, Legacy or PerThread here but where a null pointer stands for the default
// stream; pointers and sizes have been checked.
const Limits &limits();
size_t free_memory();
uwError_t allocate(void **pointer, size_t bytes, Memory kind);
uwError_t release(void *pointer);
uwError_t register_host(void *pointer, size_t bytes);
uwError_t unregister_host(void *pointer);
bool find(const void *pointer, Allocation *found);
uwError_t copy(void *to, const void *from, size_t bytes, uwStream_t stream, bool wait);
uwError_t copy_rows(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height,
                    uwStream_t stream, bool wait);
uwError_t fill(void *to, int value, size_t bytes, uwStream_t stream, bool wait);
uwError_t create_stream(uwStream_t *stream, unsigned int flags, int priority);
uwError_t destroy_stream(uwStream_t stream);
uwError_t synchronize(uwStream_t stream);
uwError_t synchronize_device();
uwError_t query(uwStream_t stream);
void stream_facts(uwStream_t stream, unsigned int *flags, int *priority);
uwError_t create_event(uwEvent_t *event, unsigned int flags);
uwError_t destroy_event(uwEvent_t event);
uwError_t record(uwEvent_t event, uwStream_t stream);
uwError_t wait_event(uwStream_t stream, uwEvent_t event);
uwError_t synchronize_event(uwEvent_t event);
uwError_t query_event(uwEvent_t event);
uwError_t elapsed(float *milliseconds, uwEvent_t start, uwEvent_t end);
uwError_t reset_device();
bool is_kernel(const void *stub);
uwError_t launch(const void *stub, const Launch &how, void **args);
uwError_t keep_launch(const void *stub, const Launch &how, void **args);  // in a graph, with copies of the arguments
uwError_t symbol(const void *key, void **address, size_t *size);

// ------------------------------------------------------------------------------------------------ timing

/// The file that UNWARP_TIMING names, or null where launches are not timed.
inline FILE *timing_file() {
    static FILE *file = [] {
        const char *path = getenv("UNWARP_TIMING");
        FILE *opened = path && *path ? fopen(path, "a") : nullptr;
        if (path && *path && !opened) fprintf(stderr, "unwarp: %s cannot be written\n", path);
        return opened;
    }();
    return file;
}

/// Writes down how long a launch of a kernel took, without what came before it (compilation, waiting for other work).
inline void report_time(const char *kernel, unsigned long long nanoseconds) {
    fprintf(timing_file(), "%s\t%llu\n", kernel, nanoseconds);
}

}  // namespace unwarp
