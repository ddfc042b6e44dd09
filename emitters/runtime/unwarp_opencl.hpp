// The CUDA runtime API under the prefix `uw` over OpenCL, for programs whose kernels unwarp translated to OpenCL C.
//
// Memory is shared virtual memory, so that device pointers stay pointers: in arithmetic, in structures, as arguments. A
// stream is an in-order queue; work in the default stream and in the streams that are not uwStreamNonBlocking waits for each
// other. A program's .cl file is looked for beside the executable, beside the source file and in the working directory, and
// compiled when the first of its kernels is launched. Environment: UNWARP_OPENCL_PLATFORM (part of the name of the platform
// to take), UNWARP_OPENCL_OPTIONS (more options for the OpenCL compiler). Link with -lOpenCL. Free for any use.
#pragma once

#include "unwarp_common.hpp"
#include "unwarp_graphs.hpp"

#ifndef CL_TARGET_OPENCL_VERSION
#define CL_TARGET_OPENCL_VERSION 300
#endif
#include <CL/cl.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <sstream>

struct uwStream {
    cl_command_queue queue;
    unsigned int flags;
    int priority;
    bool busy;      // has been given work since it was last waited for
    cl_event last;  // its latest command
};

struct uwEvent {
    unsigned int flags;
    cl_event marker;  // null until recorded
};

/// The OpenCL C file of one translation unit, compiled once for kernels in sub-groups and once for the others.
struct uwProgram {
    const char *source;  // the host file, as it was compiled
    const char *name;    // the name of the .cl file
    mutable cl_program compiled[2] = {nullptr, nullptr};
    mutable bool failed[2] = {false, false};
    mutable bool prints = false;  // whether its kernels may print
    uwProgram(const char *source_, const char *name_) : source(source_), name(name_) {}
};

/// How one parameter of a kernel is passed: a pointer, or bytes.
struct uwParam {
    bool is_pointer;
    size_t size;
    static uwParam pointer() { return uwParam{true, sizeof(void *)}; }
    static uwParam value(size_t size) { return uwParam{false, size}; }
};

/// A parameter that the OpenCL kernel has after the program's own: the block's dynamic shared memory (`__local uchar *`);
/// the storage of a device variable (`__global T *`); the shape of the block (three `uint` parameters); or what blocks keep
/// where the grid meets, records of `size` bytes (`__global uchar *`), with the bytes of dynamic shared memory of each block
/// that lie behind them (`ulong`).
struct uwHidden {
    enum Kind { Shared, Variable, Block, States } kind;
    const void *key;
    size_t size = 0;
    static uwHidden shared() { return uwHidden{Shared, nullptr}; }
    static uwHidden variable(const volatile void *key) { return uwHidden{Variable, (const void *)key}; }
    static uwHidden block() { return uwHidden{Block, nullptr}; }
    static uwHidden states(size_t size) { return uwHidden{States, nullptr, size}; }
};

/// How a variant of a kernel is launched: with a work-item for each thread; with a work-item for each thread, in sub-groups
/// of 32 that are CUDA's warps (UW_SUBGROUPS is then defined in the .cl file); or with one work-item for a whole block.
enum uwVariantKind { uwNative, uwSubGroups, uwSerial };

struct uwVariant {
    uwVariantKind kind;
    const char *name;
    std::vector<uwHidden> hidden;
};

// The host side of the variables by which kernels allocate memory, tell the time and fail: see unwarp::storage_of.
inline unsigned long long uw_heap[(8 << 20) / sizeof(unsigned long long)], uw_ticks;
inline unsigned int uw_failed;

namespace unwarp {

struct Kernel {
    const uwProgram *program;
    std::vector<uwParam> params;
    std::vector<uwVariant> variants;  // in order of preference
    std::vector<cl_kernel> handles;   // one a variant, null until first used
    std::vector<size_t> generations;  // the heap's generation that a handle knows
};

/// A device variable: its initial bytes are those of its host shadow, unless it has others of its own. A managed one is used under its host address by the
/// host, and copied to and from the device around kernels.
struct Symbol {
    const void *key;
    size_t size;
    bool managed;
    void *address;  // null until first used
    std::vector<unsigned long long> first;  // the initial words, where the shadow holds others
};

inline Registry<Kernel> &kernels() {
    static Registry<Kernel> *table = new Registry<Kernel>;
    return *table;
}

/// The device and all that the façade keeps about it. `mutex` guards everything.
struct Device {
    std::recursive_mutex mutex;
    cl_device_id id = nullptr;
    cl_context context = nullptr;
    bool fine_grained = false;
    bool sub_groups = false;
    size_t local_memory = 0;
    std::string options;
    Limits limits{"none", 0, 0, 0, 0, 0, 0};
    uwStream default_stream{nullptr, uwStreamDefault, 0, false, nullptr};
    std::vector<uwStream_t> streams;
    std::map<char *, Allocation> blocks;
    size_t used = 0;
    size_t generation = 1;            // changes with every allocation
    bool host_owns = true;            // coarse-grained memory is mapped
    bool variables_on_device = false;  // managed variables have been copied to the device
    Device();
};

/// Device variables in the order of their registration, which may come before the device is there.
inline std::vector<Symbol> &symbols() {
    static std::vector<Symbol> *table = new std::vector<Symbol>;
    return *table;
}

// ------------------------------------------------------------------------------------------------ the device

inline std::string text_of(cl_device_id device, cl_device_info what) {
    size_t size = 0;
    if (clGetDeviceInfo(device, what, 0, nullptr, &size) != CL_SUCCESS || !size) return "";
    std::string text(size, '\0');
    clGetDeviceInfo(device, what, size, &text[0], nullptr);
    text.resize(strlen(text.c_str()));
    return text;
}

template <typename T>
T fact_of(cl_device_id device, cl_device_info what) {
    T value = T();
    clGetDeviceInfo(device, what, sizeof value, &value, nullptr);
    return value;
}

inline bool contains(const std::string &text, const std::string &part) {
    auto lower = [](std::string s) {
        for (char &c : s) c = (char)tolower((unsigned char)c);
        return s;
    };
    return lower(text).find(lower(part)) != std::string::npos;
}

/// The first device with shared virtual memory on the platform that the environment names, or on any.
inline cl_device_id choose_device() {
    const char *wanted = getenv("UNWARP_OPENCL_PLATFORM");
    cl_uint count = 0;
    if (clGetPlatformIDs(0, nullptr, &count) != CL_SUCCESS) return nullptr;
    std::vector<cl_platform_id> platforms(count);
    clGetPlatformIDs(count, platforms.data(), nullptr);
    for (cl_platform_id platform : platforms) {
        char name[256] = "";
        clGetPlatformInfo(platform, CL_PLATFORM_NAME, sizeof name - 1, name, nullptr);
        if (wanted && *wanted && !contains(name, wanted)) continue;
        cl_uint found = 0;
        if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &found) != CL_SUCCESS) continue;
        std::vector<cl_device_id> devices(found);
        clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, found, devices.data(), nullptr);
        for (cl_device_id device : devices) {
            if (fact_of<cl_device_svm_capabilities>(device, CL_DEVICE_SVM_CAPABILITIES) & CL_DEVICE_SVM_COARSE_GRAIN_BUFFER) {
                return device;
            }
        }
    }
    return nullptr;
}

/// Whether kernels can ask for sub-groups of 32 and shuffle in them.
inline bool has_sub_groups_of_32(cl_device_id device) {
    std::string extensions = text_of(device, CL_DEVICE_EXTENSIONS);
    for (const char *needed : {"cl_intel_required_subgroup_size", "cl_khr_subgroup_shuffle", "cl_khr_subgroup_ballot"}) {
        if (!contains(extensions, needed)) return false;
    }
    const cl_device_info sub_group_sizes = 0x4108;  // CL_DEVICE_SUB_GROUP_SIZES_INTEL
    size_t bytes = 0;
    if (clGetDeviceInfo(device, sub_group_sizes, 0, nullptr, &bytes) != CL_SUCCESS) return false;
    std::vector<size_t> sizes(bytes / sizeof(size_t));
    clGetDeviceInfo(device, sub_group_sizes, bytes, sizes.data(), nullptr);
    for (size_t size : sizes) {
        if (size == 32) return true;
    }
    return false;
}

inline cl_command_queue create_queue(cl_context context, cl_device_id device) {
    const cl_queue_properties properties[] = {CL_QUEUE_PROPERTIES, CL_QUEUE_PROFILING_ENABLE, 0};
    return clCreateCommandQueueWithProperties(context, device, properties, nullptr);
}

inline Device::Device() {
    id = choose_device();
    if (!id) {
        fprintf(stderr, "unwarp: no OpenCL device with shared virtual memory\n");
        return;
    }
    context = clCreateContext(nullptr, 1, &id, nullptr, nullptr, nullptr);
    default_stream.queue = context ? create_queue(context, id) : nullptr;
    if (!default_stream.queue) return;
#ifndef UNWARP_OPENCL_COARSE
    auto memory = fact_of<cl_device_svm_capabilities>(id, CL_DEVICE_SVM_CAPABILITIES);
    fine_grained = (memory & CL_DEVICE_SVM_FINE_GRAIN_BUFFER) != 0;
#endif
    sub_groups = has_sub_groups_of_32(id);
    local_memory = (size_t)fact_of<cl_ulong>(id, CL_DEVICE_LOCAL_MEM_SIZE);
    // "OpenCL 3.0 …": the language follows the device's version
    options = atoi(text_of(id, CL_DEVICE_VERSION).c_str() + strlen("OpenCL ")) >= 3 ? "-cl-std=CL3.0" : "-cl-std=CL2.0";
    if (fact_of<cl_device_fp_config>(id, CL_DEVICE_SINGLE_FP_CONFIG) & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) {
        options += " -cl-fp32-correctly-rounded-divide-sqrt";
    }
    if (const char *more = getenv("UNWARP_OPENCL_OPTIONS")) options += std::string(" ") + more;
    limits.name = text_of(id, CL_DEVICE_NAME);
    limits.global_memory = (size_t)fact_of<cl_ulong>(id, CL_DEVICE_GLOBAL_MEM_SIZE);
    limits.shared_per_block = min(local_memory, (size_t)48 << 10);
    limits.shared_per_block_opt_in = min(local_memory, (size_t)160 << 10);
    limits.processors = (int)fact_of<cl_uint>(id, CL_DEVICE_MAX_COMPUTE_UNITS);
    limits.max_threads_per_block = (int)min(fact_of<size_t>(id, CL_DEVICE_MAX_WORK_GROUP_SIZE), (size_t)1024);
    limits.clock_khz = (int)max(fact_of<cl_uint>(id, CL_DEVICE_MAX_CLOCK_FREQUENCY), 1000u) * 1000;
}

/// The device; made on first use and never destroyed, so that static objects of the program may use it to the end.
inline Device &device() {
    static Device *only = new Device;
    return *only;
}

inline const Limits &limits() { return device().limits; }

using Guard = std::lock_guard<std::recursive_mutex>;

inline uwError_t error_of(cl_int status, uwError_t otherwise) {
    switch (status) {
        case CL_SUCCESS: return uwSuccess;
        case CL_MEM_OBJECT_ALLOCATION_FAILURE:
        case CL_OUT_OF_HOST_MEMORY: return uwErrorMemoryAllocation;
        case CL_OUT_OF_RESOURCES:
        case CL_INVALID_WORK_GROUP_SIZE:
        case CL_INVALID_WORK_ITEM_SIZE: return uwErrorLaunchOutOfResources;
        default: return otherwise;
    }
}

// ------------------------------------------------------------------------------------------------ streams

/// Copies managed variables between the host's storage and the device's.
inline void copy_variables(Device &d, bool to_device) {
    for (Symbol &s : symbols()) {
        if (!s.managed || !s.address) continue;
        void *host = const_cast<void *>(s.key);
        clEnqueueSVMMemcpy(d.default_stream.queue, CL_TRUE, to_device ? s.address : host, to_device ? host : s.address,
                           s.size, 0, nullptr, nullptr);
    }
}

/// Coarse-grained memory belongs to the host between kernels and to the device while they run.
inline void give_memory(Device &d, bool to_host) {
    if (d.fine_grained || d.host_owns == to_host) return;
    d.host_owns = to_host;
    for (auto &block : d.blocks) {
        const Allocation &a = block.second;
        if (!is_of_host(a.kind) || a.registered) continue;
        if (to_host) {
            clEnqueueSVMMap(d.default_stream.queue, CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, a.start, a.size, 0, nullptr, nullptr);
        } else {
            clEnqueueSVMUnmap(d.default_stream.queue, a.start, 0, nullptr, nullptr);
        }
    }
    clFinish(d.default_stream.queue);
}

inline bool any_busy(const Device &d) {
    if (d.default_stream.busy) return true;
    for (uwStream_t stream : d.streams) {
        if (stream->busy) return true;
    }
    return false;
}

/// Waits for a stream.
inline uwError_t finish(Device &d, uwStream_t stream) {
    if (!stream->busy) return uwSuccess;
    stream->busy = false;
    cl_int status = clFinish(stream->queue), outcome = CL_COMPLETE;
    if (stream->last) {
        clGetEventInfo(stream->last, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof outcome, &outcome, nullptr);
        clReleaseEvent(stream->last);
        stream->last = nullptr;
    }
    if (d.variables_on_device) copy_variables(d, false);
    unsigned int failed = 0;
    for (const Symbol &s : symbols()) {
        if (s.key == &uw_failed && s.address) {
            clEnqueueSVMMemcpy(d.default_stream.queue, CL_TRUE, &failed, s.address, sizeof failed, 0, nullptr, nullptr);
        }
    }
    if (!any_busy(d)) {
        d.variables_on_device = false;
        give_memory(d, true);
    }
    if (failed) return (uwError_t)failed;
    return status == CL_SUCCESS && outcome == CL_COMPLETE ? uwSuccess : uwErrorLaunchFailure;
}

inline uwError_t finish_all(Device &d) {
    uwError_t error = finish(d, &d.default_stream);
    for (uwStream_t stream : d.streams) {
        uwError_t other = finish(d, stream);
        if (error == uwSuccess) error = other;
    }
    return error;
}

/// The stream that new work goes to, after the waiting that the default stream's rules ask for.
inline uwStream_t enter(Device &d, uwStream_t stream) {
    if (stream) {
        if (!(stream->flags & uwStreamNonBlocking)) finish(d, &d.default_stream);
    } else {
        stream = &d.default_stream;
        for (uwStream_t other : d.streams) {
            if (!(other->flags & uwStreamNonBlocking)) finish(d, other);
        }
    }
    give_memory(d, false);
    return stream;
}

/// Notes a command just given to a stream, and starts it.
inline uwError_t entered(uwStream_t stream, cl_int status, cl_event event, uwError_t otherwise) {
    if (status != CL_SUCCESS) return error_of(status, otherwise);
    if (stream->last) clReleaseEvent(stream->last);
    stream->last = event;
    stream->busy = true;
    clFlush(stream->queue);
    return uwSuccess;
}

inline uwError_t create_stream(uwStream_t *stream, unsigned int flags, int priority) {
    Device &d = device();
    Guard guard(d.mutex);
    cl_command_queue queue = d.context ? create_queue(d.context, d.id) : nullptr;
    if (!queue) return d.context ? uwErrorMemoryAllocation : uwErrorNoDevice;
    *stream = new uwStream{queue, flags, priority, false, nullptr};
    d.streams.push_back(*stream);
    return uwSuccess;
}

inline uwError_t destroy_stream(uwStream_t stream) {
    Device &d = device();
    Guard guard(d.mutex);
    for (size_t i = 0; i < d.streams.size(); i++) {
        if (d.streams[i] != stream) continue;
        uwError_t error = finish(d, stream);
        d.streams.erase(d.streams.begin() + (ptrdiff_t)i);
        clReleaseCommandQueue(stream->queue);
        delete stream;
        return error;
    }
    return uwErrorInvalidResourceHandle;
}

inline uwError_t synchronize(uwStream_t stream) {
    Device &d = device();
    Guard guard(d.mutex);
    if (stream) return finish(d, stream);
    enter(d, nullptr);
    uwError_t error = finish(d, &d.default_stream);
    give_memory(d, !any_busy(d));
    return error;
}

inline uwError_t synchronize_device() {
    Device &d = device();
    Guard guard(d.mutex);
    return finish_all(d);
}

inline uwError_t query(uwStream_t stream) {
    Device &d = device();
    Guard guard(d.mutex);
    if (!stream) stream = &d.default_stream;
    cl_int state = CL_COMPLETE;
    if (stream->last) clGetEventInfo(stream->last, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof state, &state, nullptr);
    return state > CL_COMPLETE ? uwErrorNotReady : finish(d, stream);
}

inline void stream_facts(uwStream_t stream, unsigned int *flags, int *priority) {
    if (!stream) stream = &device().default_stream;
    *flags = stream->flags;
    *priority = stream->priority;
}

// ------------------------------------------------------------------------------------------------ events

inline uwError_t create_event(uwEvent_t *event, unsigned int flags) {
    *event = new uwEvent{flags, nullptr};
    return uwSuccess;
}

inline uwError_t destroy_event(uwEvent_t event) {
    if (event->marker) clReleaseEvent(event->marker);
    delete event;
    return uwSuccess;
}

inline uwError_t record(uwEvent_t event, uwStream_t stream) {
    Device &d = device();
    Guard guard(d.mutex);
    if (!d.context) return uwErrorNoDevice;
    stream = enter(d, stream);
    if (event->marker) clReleaseEvent(event->marker);
    event->marker = nullptr;
    cl_int status = clEnqueueMarkerWithWaitList(stream->queue, 0, nullptr, &event->marker);
    if (status == CL_SUCCESS) clRetainEvent(event->marker);
    return entered(stream, status, event->marker, uwErrorUnknown);
}

inline uwError_t wait_event(uwStream_t stream, uwEvent_t event) {
    Device &d = device();
    Guard guard(d.mutex);
    if (!event->marker) return uwSuccess;
    stream = enter(d, stream);
    cl_event barrier = nullptr;
    cl_int status = clEnqueueBarrierWithWaitList(stream->queue, 1, &event->marker, &barrier);
    return entered(stream, status, barrier, uwErrorUnknown);
}

inline uwError_t synchronize_event(uwEvent_t event) {
    Device &d = device();
    Guard guard(d.mutex);
    if (!event->marker) return uwSuccess;
    // memory that changes hands does so for all streams at once
    if (!d.fine_grained || d.variables_on_device) return finish_all(d);
    return clWaitForEvents(1, &event->marker) == CL_SUCCESS ? uwSuccess : uwErrorLaunchFailure;
}

inline uwError_t query_event(uwEvent_t event) {
    cl_int state = CL_COMPLETE;
    if (!event->marker) return uwSuccess;
    clGetEventInfo(event->marker, CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof state, &state, nullptr);
    return state > CL_COMPLETE ? uwErrorNotReady : synchronize_event(event);
}

inline uwError_t elapsed(float *milliseconds, uwEvent_t start, uwEvent_t end) {
    if (!start->marker || !end->marker || ((start->flags | end->flags) & uwEventDisableTiming)) {
        return uwErrorInvalidResourceHandle;
    }
    if (query_event(start) != uwSuccess || query_event(end) != uwSuccess) return uwErrorNotReady;
    cl_ulong from = 0, to = 0;
    if (clGetEventProfilingInfo(start->marker, CL_PROFILING_COMMAND_END, sizeof from, &from, nullptr) != CL_SUCCESS
        || clGetEventProfilingInfo(end->marker, CL_PROFILING_COMMAND_END, sizeof to, &to, nullptr) != CL_SUCCESS) {
        return uwErrorUnknown;
    }
    *milliseconds = (float)((double)(long long)(to - from) * 1e-6);
    return uwSuccess;
}

// ------------------------------------------------------------------------------------------------ memory

inline size_t free_memory() {
    Device &d = device();
    Guard guard(d.mutex);
    return d.limits.global_memory > d.used ? d.limits.global_memory - d.used : 0;
}

inline void *allocate_shared(Device &d, size_t bytes) {
    return clSVMAlloc(d.context, CL_MEM_READ_WRITE | (d.fine_grained ? CL_MEM_SVM_FINE_GRAIN_BUFFER : 0), bytes, 0);
}

inline uwError_t allocate(void **pointer, size_t bytes, Memory kind) {
    Device &d = device();
    Guard guard(d.mutex);
    if (!d.context) return uwErrorNoDevice;
    void *start = bytes > free_memory() ? nullptr : allocate_shared(d, bytes);
    if (!start) return uwErrorMemoryAllocation;
    d.blocks[(char *)start] = Allocation{(char *)start, bytes, kind, false};
    d.used += bytes;
    d.generation++;
    if (!d.fine_grained && d.host_owns && is_of_host(kind)) {
        clEnqueueSVMMap(d.default_stream.queue, CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, start, bytes, 0, nullptr, nullptr);
    }
    if (kind == Memory::managed && (d.fine_grained || d.host_owns)) memset(start, 0, bytes);  // as its pages come from the system
    *pointer = start;
    return uwSuccess;
}

inline uwError_t release(void *pointer) {
    Device &d = device();
    Guard guard(d.mutex);
    auto found = d.blocks.find((char *)pointer);
    if (found == d.blocks.end() || found->second.registered) return uwErrorInvalidValue;
    uwError_t error = finish_all(d);
    if (!d.fine_grained && d.host_owns && is_of_host(found->second.kind)) {
        clEnqueueSVMUnmap(d.default_stream.queue, pointer, 0, nullptr, nullptr);
        clFinish(d.default_stream.queue);
    }
    d.used -= found->second.size;
    d.generation++;
    d.blocks.erase(found);
    clSVMFree(d.context, pointer);
    return error;
}

inline uwError_t register_host(void *pointer, size_t bytes) {
    Device &d = device();
    Guard guard(d.mutex);
    bool added = d.blocks.emplace((char *)pointer, Allocation{(char *)pointer, bytes, Memory::host, true}).second;
    return added ? uwSuccess : uwErrorHostMemoryAlreadyRegistered;
}

inline uwError_t unregister_host(void *pointer) {
    Device &d = device();
    Guard guard(d.mutex);
    auto found = d.blocks.find((char *)pointer);
    if (found == d.blocks.end() || !found->second.registered) return uwErrorHostMemoryNotRegistered;
    uwError_t error = finish_all(d);
    d.blocks.erase(found);
    return error;
}

inline bool find(const void *pointer, Allocation *found) {
    Device &d = device();
    Guard guard(d.mutex);
    auto after = d.blocks.upper_bound((char *)pointer);
    if (after == d.blocks.begin()) return false;
    const Allocation &candidate = std::prev(after)->second;
    if ((char *)pointer >= candidate.start + candidate.size) return false;
    *found = candidate;
    return true;
}

/// The managed variable that holds an address, if one does.
inline Symbol *managed_variable(const void *pointer) {
    for (Symbol &s : symbols()) {
        if (s.managed && pointer >= s.key && pointer < (const char *)s.key + s.size) return &s;
    }
    return nullptr;
}

/// The storage of a device variable, made and filled on first use.
inline void *storage_of(Device &d, Symbol &s) {
    if (s.address) return s.address;
    if (s.key == uw_heap) {  // its size in words, what is used, and the lists of free blocks
        s.size = max(heap_size(), s.size);
        s.first.assign(64, 0);
        s.first[0] = s.size / sizeof(unsigned long long);
    }
    s.address = allocate_shared(d, s.size);
    if (!s.address) return nullptr;
    d.generation++;
    const bool own = !s.first.empty();
    clEnqueueSVMMemcpy(d.default_stream.queue, CL_TRUE, s.address, own ? s.first.data() : s.key,
                       own ? min(s.size, sizeof(s.first[0]) * s.first.size()) : s.size, 0, nullptr, nullptr);
    return s.address;
}

inline Symbol *symbol_of(const void *key) {
    for (Symbol &s : symbols()) {
        if (s.key == key) return &s;
    }
    return nullptr;
}

inline void add_symbol(const void *key, size_t size, bool managed, std::vector<unsigned long long> first = {}) {
    if (!symbol_of(key)) symbols().push_back(Symbol{key, size, managed, nullptr, std::move(first)});
}

inline uwError_t symbol(const void *key, void **address, size_t *size) {
    Device &d = device();
    Guard guard(d.mutex);
    Symbol *found = symbol_of(key);
    if (!found) return uwErrorInvalidSymbol;
    if (!d.context) return uwErrorNoDevice;
    *size = found->size;
    *address = found->managed ? const_cast<void *>(found->key) : storage_of(d, *found);
    return *address ? uwSuccess : uwErrorMemoryAllocation;
}

inline uwError_t copy_rows(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height,
                           uwStream_t stream, bool wait) {
    Device &d = device();
    Guard guard(d.mutex);
    if (!d.context) return uwErrorNoDevice;
    Allocation found;
    // memory that the device does not know may be gone when a later copy gets to it
    if (!find(to, &found) || !find(from, &found)) wait = true;
    if (managed_variable(to) || managed_variable(from)) finish_all(d);
    stream = enter(d, stream);
    for (size_t row = 0; row < height; row++) {
        cl_event event = nullptr;
        cl_int status = clEnqueueSVMMemcpy(stream->queue, CL_FALSE, (char *)to + row * to_pitch,
                                           (const char *)from + row * from_pitch, width, 0, nullptr, &event);
        uwError_t error = entered(stream, status, event, uwErrorInvalidValue);
        if (error != uwSuccess) return error;
    }
    return wait ? finish(d, stream) : uwSuccess;
}

inline uwError_t copy(void *to, const void *from, size_t bytes, uwStream_t stream, bool wait) {
    return copy_rows(to, bytes, from, bytes, bytes, 1, stream, wait);
}

inline uwError_t fill(void *to, int value, size_t bytes, uwStream_t stream, bool wait) {
    Device &d = device();
    Guard guard(d.mutex);
    if (!d.context) return uwErrorNoDevice;
    Allocation found;
    if (!find(to, &found) || found.registered) {
        bool is_variable = false;
        for (const Symbol &s : symbols()) is_variable = is_variable || (s.address && to >= s.address && to < (char *)s.address + s.size);
        if (!is_variable) {  // not the device's: plain host memory
            finish_all(d);
            memset(to, value, bytes);
            return uwSuccess;
        }
    }
    stream = enter(d, stream);
    unsigned char pattern[64];
    memset(pattern, value, sizeof pattern);
    size_t width = sizeof pattern;  // the widest pattern that address and size allow
    while ((uintptr_t)to % width || bytes % width) width /= 2;
    cl_event event = nullptr;
    cl_int status = clEnqueueSVMMemFill(stream->queue, to, pattern, width, bytes, 0, nullptr, &event);
    uwError_t error = entered(stream, status, event, uwErrorInvalidValue);
    return error == uwSuccess && wait ? finish(d, stream) : error;
}

inline uwError_t reset_device() {
    Device &d = device();
    Guard guard(d.mutex);
    uwError_t error = finish_all(d);
    while (!d.blocks.empty()) {
        auto first = d.blocks.begin();
        if (first->second.registered) {
            d.blocks.erase(first);
        } else {
            release(first->first);
        }
    }
    for (Symbol &s : symbols()) {
        if (s.address) clSVMFree(d.context, s.address);
        s.address = nullptr;
    }
    return error;
}

// ------------------------------------------------------------------------------------------------ programs and kernels

inline std::string folder_of(const std::string &path) {
    size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

/// The text of a program's .cl file, or an empty one.
inline std::string source_of(const uwProgram &program) {
    char executable[4096];
    ssize_t length = readlink("/proc/self/exe", executable, sizeof executable);
    std::string beside = length > 0 ? folder_of(std::string(executable, (size_t)length)) : "";
    for (const std::string &folder : {beside, folder_of(program.source), std::string()}) {
        std::ifstream file(folder + program.name, std::ios::binary);
        if (!file) continue;
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }
    return "";
}

/// Compiles a program on first use; says on stderr why it cannot.
inline cl_program compiled(Device &d, const uwProgram &program, bool sub_groups) {
    if (program.compiled[sub_groups] || program.failed[sub_groups]) return program.compiled[sub_groups];
    program.failed[sub_groups] = true;
    std::string source = source_of(program), options = d.options + (sub_groups ? " -DUW_SUBGROUPS=1" : "");
    if (source.empty()) {
        fprintf(stderr, "unwarp: %s was not found beside the executable, the source file or in the working directory\n",
                program.name);
        return nullptr;
    }
    program.prints = source.find("printf(") != std::string::npos;
    const char *text = source.c_str();
    size_t length = source.size();
    cl_program made = clCreateProgramWithSource(d.context, 1, &text, &length, nullptr);
    if (!made || clBuildProgram(made, 1, &d.id, options.c_str(), nullptr, nullptr) != CL_SUCCESS) {
        size_t size = 0;
        if (made) clGetProgramBuildInfo(made, d.id, CL_PROGRAM_BUILD_LOG, 0, nullptr, &size);
        std::string log(size + 1, '\0');
        if (size) clGetProgramBuildInfo(made, d.id, CL_PROGRAM_BUILD_LOG, size, &log[0], nullptr);
        fprintf(stderr, "unwarp: %s does not compile with `%s`\n%s\n", program.name, options.c_str(), log.c_str());
        return nullptr;
    }
    program.failed[sub_groups] = false;
    return program.compiled[sub_groups] = made;
}

inline bool is_kernel(const void *stub) { return kernels().find(stub) != nullptr; }

/// Whether sub-groups of 32 are warps: they are made of neighbours in x, so the rows of a block must be whole warps.
inline bool has_warps(const Device &d, const dim3 &block) {
    return d.sub_groups && block.x % 32 == 0;
}

/// The first variant that the device can run with these blocks; the number of variants if there is none.
inline size_t choose_variant(const Device &d, const Kernel &kernel, const dim3 &block) {
    for (size_t i = 0; i < kernel.variants.size(); i++) {
        if (kernel.variants[i].kind != uwSubGroups || has_warps(d, block)) return i;
    }
    return kernel.variants.size();
}

/// Tells a kernel which memory it may reach through pointers that are not its arguments.
inline void announce_memory(Device &d, cl_kernel handle, size_t &generation) {
    if (generation == d.generation) return;
    generation = d.generation;
    std::vector<void *> all;
    for (auto &block : d.blocks) {
        if (!block.second.registered) all.push_back(block.first);
    }
    for (const Symbol &s : symbols()) {
        if (s.address) all.push_back(s.address);
    }
    if (!all.empty()) {
        clSetKernelExecInfo(handle, CL_KERNEL_EXEC_INFO_SVM_PTRS, all.size() * sizeof(void *), all.data());
    }
}

inline cl_int pass_pointer(Device &d, cl_kernel handle, cl_uint index, const void *argument) {
    void *pointer = nullptr;
    memcpy(&pointer, argument, sizeof pointer);
    if (Symbol *s = managed_variable(pointer)) {
        char *storage = (char *)storage_of(d, *s);
        pointer = storage ? storage + ((const char *)pointer - (const char *)s->key) : nullptr;
    }
    return clSetKernelArgSVMPointer(handle, index, pointer);
}

/// What the blocks of a launch keep where the grid meets.
struct States {
    void *memory = nullptr;
    cl_ulong stride = 0;  // the bytes of dynamic shared memory of each block
};

inline cl_int pass_hidden(Device &d, cl_kernel handle, cl_uint &index, const uwHidden &hidden, const Launch &how,
                          const States &states) {
    if (hidden.kind == uwHidden::Shared) return clSetKernelArg(handle, index++, max(how.shared, (size_t)1), nullptr);
    if (hidden.kind == uwHidden::Block) {
        cl_int status = CL_SUCCESS;
        for (cl_uint size : {how.block.x, how.block.y, how.block.z}) {
            if (status == CL_SUCCESS) status = clSetKernelArg(handle, index++, sizeof size, &size);
        }
        return status;
    }
    if (hidden.kind == uwHidden::States) {
        cl_int status = clSetKernelArgSVMPointer(handle, index++, states.memory);
        return status == CL_SUCCESS ? clSetKernelArg(handle, index++, sizeof states.stride, &states.stride) : status;
    }
    Symbol *s = symbol_of(hidden.key);
    void *storage = s ? storage_of(d, *s) : nullptr;
    return storage ? clSetKernelArgSVMPointer(handle, index++, storage) : CL_INVALID_VALUE;
}

inline cl_int pass_arguments(Device &d, cl_kernel handle, const Kernel &kernel, const uwVariant &variant, void **args,
                             const Launch &how, const States &states) {
    cl_uint index = 0;
    cl_int status = CL_SUCCESS;
    for (size_t i = 0; i < kernel.params.size() && status == CL_SUCCESS; i++, index++) {
        const uwParam &param = kernel.params[i];
        status = param.is_pointer ? pass_pointer(d, handle, index, args[i])
                                  : clSetKernelArg(handle, index, param.size, args[i]);
    }
    for (size_t i = 0; i < variant.hidden.size() && status == CL_SUCCESS; i++) {
        status = pass_hidden(d, handle, index, variant.hidden[i], how, states);
    }
    return status;
}

/// Waits for a kernel, and writes down how long it ran.
inline void time_kernel(const char *name, cl_event event) {
    cl_ulong start = 0, end = 0;
    if (clWaitForEvents(1, &event) == CL_SUCCESS
        && clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, sizeof start, &start, nullptr) == CL_SUCCESS
        && clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_END, sizeof end, &end, nullptr) == CL_SUCCESS) {
        report_time(name, (unsigned long long)(end - start));
    }
}

/// Launches a variant of a kernel once.
inline uwError_t launch_variant(Device &d, Kernel &kernel, size_t chosen, const Launch &how, void **args,
                                const States &states) {
    const uwVariant &variant = kernel.variants[chosen];
    cl_kernel &handle = kernel.handles[chosen];
    if (!handle) {
        cl_program program = compiled(d, *kernel.program, d.sub_groups && variant.kind != uwSerial);
        if (!program) return uwErrorInvalidKernelImage;
        handle = clCreateKernel(program, variant.name, nullptr);
        if (!handle) return uwErrorInvalidDeviceFunction;
    }
    uwStream_t stream = enter(d, how.stream);
    cl_int status = pass_arguments(d, handle, kernel, variant, args, how, states);
    if (status != CL_SUCCESS) {
        fprintf(stderr, "unwarp: the arguments of %s were not accepted (OpenCL error %d)\n", variant.name, (int)status);
        return uwErrorLaunchFailure;
    }
    announce_memory(d, handle, kernel.generations[chosen]);
    if (!d.variables_on_device) copy_variables(d, true);
    d.variables_on_device = true;
    const bool serial = variant.kind == uwSerial;
    const size_t local[3] = {serial ? 1 : how.block.x, serial ? 1 : how.block.y, serial ? 1 : how.block.z};
    const size_t global[3] = {how.grid.x * local[0], how.grid.y * local[1], how.grid.z * local[2]};
    if (kernel.program->prints) fflush(stdout);  // some runtimes print past the host's buffer
    cl_event event = nullptr;
    status = clEnqueueNDRangeKernel(stream->queue, handle, 3, nullptr, global, local, 0, nullptr, &event);
    if (status == CL_SUCCESS && timing_file()) time_kernel(variant.name, event);
    return entered(stream, status, event, uwErrorLaunchFailure);
}

/// Launches a kernel in which the grid meets, again and again: blocks stop there, and the first word of the record behind
/// theirs tells that one has.
inline uwError_t launch_phases(Device &d, Kernel &kernel, size_t chosen, size_t size, const Launch &how, void **args) {
    const size_t blocks = (size_t)how.grid.x * how.grid.y * how.grid.z;
    States states;
    states.stride = (how.shared + 63) / 64 * 64;
    const size_t bytes = ((blocks + 1) * size + 63) / 64 * 64 + states.stride * blocks;
    uwError_t error = allocate(&states.memory, bytes, Memory::device);
    if (error != uwSuccess) return error;
    char *mark = (char *)states.memory + blocks * size;
    int stopped = 0;
    error = fill(states.memory, 0, bytes, how.stream, true);
    do {
        if (error == uwSuccess) error = fill(mark, 0, sizeof stopped, how.stream, true);
        if (error == uwSuccess) error = launch_variant(d, kernel, chosen, how, args, states);
        if (error == uwSuccess) error = copy(&stopped, mark, sizeof stopped, how.stream, true);
    } while (error == uwSuccess && stopped);
    uwError_t released = release(states.memory);
    return error == uwSuccess ? released : error;
}

inline uwError_t launch(const void *stub, const Launch &how, void **args) {
    Device &d = device();
    Guard guard(d.mutex);
    Kernel &kernel = *kernels().find(stub);
    size_t chosen = choose_variant(d, kernel, how.block);
    if (chosen == kernel.variants.size()) return uwErrorNoKernelImageForDevice;
    for (const uwHidden &hidden : kernel.variants[chosen].hidden) {
        if (hidden.kind == uwHidden::States) return launch_phases(d, kernel, chosen, hidden.size, how, args);
    }
    return launch_variant(d, kernel, chosen, how, args, States{});
}

inline uwError_t keep_launch(const void *stub, const Launch &how, void **args) {
    std::vector<size_t> sizes;
    for (const uwParam &param : kernels().find(stub)->params) sizes.push_back(param.size);
    Arguments kept(sizes, args);
    keep(stream_of(how.stream), uwGraphNodeTypeKernel, [=](uwStream_t stream) mutable {
        Launch again = how;
        again.stream = stream_of(stream);
        return launch(stub, again, kept.pointers().data());
    });
    return uwSuccess;
}

}  // namespace unwarp

/// A kernel of the program: the stub that host code calls, how its parameters are passed, and its OpenCL kernels, the
/// preferred one first.
struct uwKernelRegistration {
    uwKernelRegistration(const void *stub, const uwProgram &program, std::vector<uwParam> params,
                         std::vector<uwVariant> variants) {
        size_t count = variants.size();
        unwarp::kernels().at(stub, unwarp::Kernel{&program, std::move(params), std::move(variants),
                                                  std::vector<cl_kernel>(count), std::vector<size_t>(count)});
    }
};

/// A device variable, by its host shadow.
struct uwSymbolRegistration {
    uwSymbolRegistration(const volatile void *key, size_t size, std::vector<unsigned long long> first = {}) {
        unwarp::add_symbol((const void *)key, size, false, std::move(first));
    }
};

/// A `__managed__` variable, by its host storage.
struct uwManagedRegistration {
    uwManagedRegistration(const volatile void *key, size_t size) { unwarp::add_symbol((const void *)key, size, true); }
};

#include "unwarp_api.hpp"
