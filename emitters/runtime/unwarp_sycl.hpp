// The CUDA runtime API under the prefix `uw` over SYCL 2020: in-order queues as streams, USM as memory, for programs
// whose kernels unwarp translated to SYCL.
//
// A kernel is launched by calling its launcher, a function with the kernel's own name and parameters, behind uwConfigure:
// `uwConfigure(grid, block), scale(a, n)`. Free for any use.
#pragma once

#include <sycl/sycl.hpp>

#include "unwarp_common.hpp"
#include "unwarp_graphs.hpp"

#include "unwarp_sycl_device.hpp"

#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <type_traits>
#include <typeinfo>

#ifdef __SYCL_DEVICE_ONLY__
#define UW_CUDA_ARCH 800  // __CUDA_ARCH__
#endif
#ifndef SYCL_EXTERNAL
#define SYCL_EXTERNAL
#endif

struct uwStream {
    sycl::queue queue;
    unsigned int flags;
    int priority;
    sycl::event last{};                 // the last piece of work
    std::vector<sycl::event> waits{};  // what the next piece of work has to wait for besides
};

struct uwEvent {
    unsigned int flags;
    bool recorded;
    sycl::event done;
};

namespace unwarp {

// ------------------------------------------------------------------------------------------------ the device

/// All memory that is allocated or registered, by its first address.
struct Heap {
    std::mutex mutex;
    std::map<char *, Allocation> blocks;
    size_t used = 0;

    bool find(const void *pointer, Allocation *found) {
        std::lock_guard<std::mutex> lock(mutex);
        auto after = blocks.upper_bound((char *)pointer);
        if (after == blocks.begin()) return false;
        const Allocation &candidate = std::prev(after)->second;
        if ((char *)pointer >= candidate.start + candidate.size) return false;
        *found = candidate;
        return true;
    }
};

/// The one device, its default stream and all streams of the program.
struct Runtime {
    sycl::queue queue;
    uwStream main;
    std::set<uwStream_t> streams;
    std::recursive_mutex mutex;
    Heap heap;
    char *marker;  // one byte to write to, as work that leaves nothing but its time

    Runtime() : queue(make_queue()), main{queue, uwStreamDefault, 0}, marker(sycl::malloc_device<char>(1, queue)) {}

    static sycl::queue make_queue() { return sycl::queue(sycl::default_selector_v, &report, properties()); }
    sycl::queue another_queue() { return sycl::queue(queue.get_context(), queue.get_device(), &report, properties()); }

    static sycl::property_list properties() {
        return {sycl::property::queue::in_order(), sycl::property::queue::enable_profiling()};
    }
    static void report(sycl::exception_list errors) {
        for (const std::exception_ptr &error : errors) std::rethrow_exception(error);
    }
};

// Never destroyed, so that static objects of the program may still use it.
inline Runtime &runtime() {
    static Runtime *the = new Runtime;
    return *the;
}

/// The queue of the default stream, which code without this header's functions may use beside them.
inline sycl::queue &queue() { return runtime().main.queue; }

inline uwError_t error_of(const sycl::exception &error) {
    const std::error_code code = error.code();
    if (code == sycl::errc::memory_allocation) return uwErrorMemoryAllocation;
    if (code == sycl::errc::nd_range) return uwErrorInvalidConfiguration;
    if (code == sycl::errc::invalid || code == sycl::errc::kernel_argument) return uwErrorInvalidValue;
    if (code == sycl::errc::feature_not_supported) return uwErrorNotSupported;
    if (code == sycl::errc::build) return uwErrorNoKernelImageForDevice;
    return uwErrorLaunchFailure;
}

/// Does something with SYCL; an exception becomes an error code, its text goes to the standard error.
template <typename F>
uwError_t guarded(F action) {
    try {
        return action();
    } catch (const sycl::exception &error) {
        uwError_t code = error_of(error);
        if (code != uwErrorMemoryAllocation) fprintf(stderr, "unwarp: SYCL: %s\n", error.what());
        return code;
    } catch (const std::bad_alloc &) {
        return uwErrorMemoryAllocation;
    }
}

inline const Limits &limits() {
    static const Limits *known = [] {
        Limits *found = new Limits{};
        try {
            sycl::device device = runtime().queue.get_device();
            size_t local = device.get_info<sycl::info::device::local_mem_size>();
            size_t threads = device.get_info<sycl::info::device::max_work_group_size>();
            found->name = device.get_info<sycl::info::device::name>();
            found->global_memory = device.get_info<sycl::info::device::global_mem_size>();
            found->shared_per_block = local < (48 << 10) ? local : (48 << 10);
            found->shared_per_block_opt_in = local;
            found->processors = (int)device.get_info<sycl::info::device::max_compute_units>();
            found->max_threads_per_block = threads < 1024 ? (int)threads : 1024;
            found->clock_khz = (int)device.get_info<sycl::info::device::max_clock_frequency>() * 1000;
            if (found->clock_khz <= 0) found->clock_khz = 1000000;
            found->cooperative = false;
        } catch (const sycl::exception &) {
            found->processors = 0;
        }
        return found;
    }();
    return *known;
}

// ------------------------------------------------------------------------------------------------ work in streams

inline uwStream &stream_at(uwStream_t stream) { return stream ? *stream : runtime().main; }

/// Gives a piece of work to a stream, behind what it must wait for: the default stream and the others that are not
/// `NonBlocking` wait for each other. `fill` describes the work to the handler.
template <typename F>
sycl::event submit(uwStream_t stream, F fill) {
    Runtime &all = runtime();
    std::lock_guard<std::recursive_mutex> lock(all.mutex);
    uwStream &own = stream_at(stream);
    std::vector<sycl::event> before;
    before.swap(own.waits);
    if (!stream) {
        for (uwStream_t other : all.streams) {
            if (!(other->flags & uwStreamNonBlocking)) before.push_back(other->last);
        }
    } else if (!(own.flags & uwStreamNonBlocking)) {
        before.push_back(all.main.last);
    }
    own.last = own.queue.submit([&](sycl::handler &handler) {
        handler.depends_on(before);
        fill(handler);
    });
    return own.last;
}

template <typename F>
uwError_t submit_and(uwStream_t stream, bool wait, F fill) {
    return guarded([&] {
        sycl::event done = submit(stream, fill);
        if (wait) done.wait_and_throw();
        return uwSuccess;
    });
}

inline uwError_t synchronize(uwStream_t stream) {
    return guarded([&] {
        stream_at(stream).queue.wait_and_throw();
        return uwSuccess;
    });
}

inline uwError_t synchronize_device() {
    return guarded([] {
        Runtime &all = runtime();
        std::vector<sycl::queue> queues{all.main.queue};
        {
            std::lock_guard<std::recursive_mutex> lock(all.mutex);
            for (uwStream_t stream : all.streams) queues.push_back(stream->queue);
        }
        for (sycl::queue &queue : queues) queue.wait_and_throw();
        return uwSuccess;
    });
}

inline bool is_complete(const sycl::event &event) {
    return event.get_info<sycl::info::event::command_execution_status>() == sycl::info::event_command_status::complete;
}

inline uwError_t query(uwStream_t stream) {
    return guarded([&] { return is_complete(stream_at(stream).last) ? uwSuccess : uwErrorNotReady; });
}

inline uwError_t create_stream(uwStream_t *stream, unsigned int flags, int priority) {
    return guarded([&] {
        Runtime &all = runtime();
        std::lock_guard<std::recursive_mutex> lock(all.mutex);
        *stream = new uwStream{all.another_queue(), flags, priority};
        all.streams.insert(*stream);
        return uwSuccess;
    });
}

inline uwError_t destroy_stream(uwStream_t stream) {
    uwError_t error = synchronize(stream);
    Runtime &all = runtime();
    std::lock_guard<std::recursive_mutex> lock(all.mutex);
    if (!all.streams.erase(stream)) return uwErrorInvalidResourceHandle;
    delete stream;
    return error;
}

inline void stream_facts(uwStream_t stream, unsigned int *flags, int *priority) {
    *flags = stream_at(stream).flags;
    *priority = stream_at(stream).priority;
}

// ------------------------------------------------------------------------------------------------ events

inline uwError_t create_event(uwEvent_t *event, unsigned int flags) {
    *event = new uwEvent{flags, false, {}};
    return uwSuccess;
}

inline uwError_t destroy_event(uwEvent_t event) {
    delete event;
    return uwSuccess;
}

inline uwError_t record(uwEvent_t event, uwStream_t stream) {
    return guarded([&] {
        event->done = submit(stream, [](sycl::handler &handler) { handler.memset(runtime().marker, 0, 1); });
        event->recorded = true;
        return uwSuccess;
    });
}

inline uwError_t wait_event(uwStream_t stream, uwEvent_t event) {
    std::lock_guard<std::recursive_mutex> lock(runtime().mutex);
    if (event->recorded) stream_at(stream).waits.push_back(event->done);
    return uwSuccess;
}

inline uwError_t synchronize_event(uwEvent_t event) {
    return guarded([&] {
        if (event->recorded) event->done.wait_and_throw();
        return uwSuccess;
    });
}

inline uwError_t query_event(uwEvent_t event) {
    return guarded([&] { return !event->recorded || is_complete(event->done) ? uwSuccess : uwErrorNotReady; });
}

inline uwError_t elapsed(float *milliseconds, uwEvent_t start, uwEvent_t end) {
    if (!start->recorded || !end->recorded || ((start->flags | end->flags) & uwEventDisableTiming)) {
        return uwErrorInvalidResourceHandle;
    }
    return guarded([&] {
        if (!is_complete(start->done) || !is_complete(end->done)) return uwErrorNotReady;
        using finished = sycl::info::event_profiling::command_end;
        double nanoseconds = (double)end->done.get_profiling_info<finished>()
                           - (double)start->done.get_profiling_info<finished>();
        *milliseconds = (float)(nanoseconds * 1e-6);
        return uwSuccess;
    });
}

// ------------------------------------------------------------------------------------------------ memory

inline size_t free_memory() {
    Heap &heap = runtime().heap;
    std::lock_guard<std::mutex> lock(heap.mutex);
    return limits().global_memory > heap.used ? limits().global_memory - heap.used : 0;
}

inline uwError_t allocate(void **pointer, size_t bytes, Memory kind) {
    return guarded([&] {
        const size_t alignment = 256;
        Runtime &all = runtime();
        void *start = nullptr;
        if (bytes > free_memory()) return uwErrorMemoryAllocation;
        switch (kind == Memory::device && is_of_host(kind) ? Memory::managed : kind) {
            case Memory::device: start = sycl::aligned_alloc_device(alignment, bytes, all.queue); break;
            case Memory::host: start = sycl::aligned_alloc_host(alignment, bytes, all.queue); break;
            case Memory::managed: start = sycl::aligned_alloc_shared(alignment, bytes, all.queue); break;
        }
        if (!start) return uwErrorMemoryAllocation;
        if (kind == Memory::managed) memset(start, 0, bytes);  // as its pages come from the system
        std::lock_guard<std::mutex> lock(all.heap.mutex);
        all.heap.blocks[(char *)start] = Allocation{(char *)start, bytes, kind, false};
        all.heap.used += bytes;
        *pointer = start;
        return uwSuccess;
    });
}

inline uwError_t remove_block(void *pointer, bool registered) {
    uwError_t error = synchronize_device();
    Runtime &all = runtime();
    std::lock_guard<std::mutex> lock(all.heap.mutex);
    auto found = all.heap.blocks.find((char *)pointer);
    if (found == all.heap.blocks.end() || found->second.registered != registered) {
        return registered ? uwErrorHostMemoryNotRegistered : uwErrorInvalidValue;
    }
    if (!registered) {
        all.heap.used -= found->second.size;
        sycl::free(pointer, all.queue);
    }
    all.heap.blocks.erase(found);
    return error;
}

inline uwError_t release(void *pointer) { return remove_block(pointer, false); }
inline uwError_t unregister_host(void *pointer) { return remove_block(pointer, true); }

inline uwError_t register_host(void *pointer, size_t bytes) {
    Heap &heap = runtime().heap;
    std::lock_guard<std::mutex> lock(heap.mutex);
    bool added = heap.blocks.emplace((char *)pointer, Allocation{(char *)pointer, bytes, Memory::host, true}).second;
    return added ? uwSuccess : uwErrorHostMemoryAlreadyRegistered;
}

inline bool find(const void *pointer, Allocation *found) { return runtime().heap.find(pointer, found); }

/// Whether memory is the program's own, which CUDA has read or written when an asynchronous copy returns.
inline bool is_pageable(const void *pointer) {
    Allocation found;
    return !find(pointer, &found) && sycl::get_pointer_type(pointer, runtime().queue.get_context()) == sycl::usm::alloc::unknown;
}

inline uwError_t copy(void *to, const void *from, size_t bytes, uwStream_t stream, bool wait) {
    return submit_and(stream, wait || is_pageable(to) || is_pageable(from),
                      [=](sycl::handler &handler) { handler.memcpy(to, from, bytes); });
}

inline uwError_t copy_rows(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height,
                           uwStream_t stream, bool wait) {
    if (to_pitch == width && from_pitch == width) return copy(to, from, width * height, stream, wait);
    bool pageable = is_pageable(to) || is_pageable(from);
    for (size_t row = 0; row < height; row++) {
        char *target = (char *)to + row * to_pitch;
        const char *source = (const char *)from + row * from_pitch;
        uwError_t error = submit_and(stream, row + 1 == height && (wait || pageable),
                                     [=](sycl::handler &handler) { handler.memcpy(target, source, width); });
        if (error != uwSuccess) return error;
    }
    return uwSuccess;
}

inline uwError_t fill(void *to, int value, size_t bytes, uwStream_t stream, bool wait) {
    return submit_and(stream, wait || is_pageable(to), [=](sycl::handler &handler) { handler.memset(to, value, bytes); });
}

inline uwError_t reset_device() {
    uwError_t error = synchronize_device();
    Runtime &all = runtime();
    std::lock_guard<std::mutex> lock(all.heap.mutex);
    for (auto &block : all.heap.blocks) {
        if (!block.second.registered) sycl::free(block.first, all.queue);
    }
    all.heap.blocks.clear();
    all.heap.used = 0;
    return error;
}

// ------------------------------------------------------------------------------------------------ device variables

/// A `__device__` or `__constant__` variable. The program's own variable is its host shadow: it holds the initial value, and
/// its address is the key. The memory that kernels use is made when it is first asked for.
struct Symbol {
    void *address;
    size_t size;
};

inline Registry<Symbol> &symbols() {
    static Registry<Symbol> *table = new Registry<Symbol>;
    return *table;
}

inline uwError_t symbol(const void *key, void **address, size_t *size) {
    std::lock_guard<std::recursive_mutex> lock(runtime().mutex);
    Symbol *found = symbols().find(key);
    if (!found) return uwErrorInvalidSymbol;
    if (!found->address) {
        void *memory = sycl::aligned_alloc_device(256, found->size, runtime().queue);
        if (!memory) return uwErrorMemoryAllocation;
        sycl::queue queue = runtime().another_queue();
        queue.memcpy(memory, key, found->size).wait_and_throw();
        found->address = memory;
    }
    *address = found->address;
    *size = found->size;
    return uwSuccess;
}

}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ launches

namespace unwarp {

/// How a launcher is called with the arguments of uwLaunchKernel.
typedef void (*Entry)(const void *launcher, void **args);

inline Registry<Entry> &kernels() {
    static Registry<Entry> *table = new Registry<Entry>;
    return *table;
}

template <size_t... Number, typename... P>
void call_with(void (*launcher)(P...), void **args, std::index_sequence<Number...>) {
    launcher(*static_cast<std::remove_reference_t<P> *>(args[Number])...);
}

template <typename... P>
void call_launcher(const void *launcher, void **args) {
    call_with(reinterpret_cast<void (*)(P...)>(const_cast<void *>(launcher)), args, std::index_sequence_for<P...>());
}

/// The error of the last launch of this thread.
inline uwError_t &launch_error() {
    thread_local uwError_t error = uwSuccess;
    return error;
}

inline bool is_kernel(const void *stub) { return stub != nullptr; }

}  // namespace unwarp

/// A launcher that uwLaunchKernel may get as a `const void *`.
struct uwKernelRegistration {
    template <typename... P>
    explicit uwKernelRegistration(void (*launcher)(P...)) {
        unwarp::kernels().at(reinterpret_cast<const void *>(launcher), &unwarp::call_launcher<P...>);
    }
};

/// The same for an instance of a template: what is mentioned in its body is made before the program begins.
template <auto launcher>
struct uwRegistered {
    static const uwKernelRegistration entry;
};
template <auto launcher>
const uwKernelRegistration uwRegistered<launcher>::entry(launcher);

#include "unwarp_api.hpp"

#include "unwarp_sycl_texture.hpp"

/// A `__device__` or `__constant__` variable of the program.
struct uwSymbolRegistration {
    template <typename T>
    explicit uwSymbolRegistration(T &variable) {
        unwarp::symbols().at(unwarp::key_of(variable), unwarp::Symbol{nullptr, sizeof(T)});
    }
};

/// Where kernels find a device variable.
template <typename T>
T *uwSymbolPointer(T &variable) {
    void *address = nullptr;
    size_t size = 0;
    unwarp::symbols().at(unwarp::key_of(variable), unwarp::Symbol{nullptr, sizeof(T)});
    unwarp::result(unwarp::symbol(unwarp::key_of(variable), &address, &size));
    return static_cast<T *>(address);
}

/// The memory of a `__managed__` variable, which the program's variable refers to.
template <typename T>
T &uwManaged() {
    void *memory = sycl::aligned_alloc_shared(alignof(T) < 16 ? 16 : alignof(T), sizeof(T), unwarp::runtime().queue);
    memset(memory, 0, sizeof(T));
    unwarp::symbols().at(memory, unwarp::Symbol{memory, sizeof(T)});
    return *static_cast<T *>(memory);
}
template <typename T>
T &uwManaged(const T &value) {
    T &variable = uwManaged<T>();
    memcpy((void *)std::addressof(variable), (const void *)std::addressof(value), sizeof(T));
    return variable;
}

namespace unwarp {

/// A launcher keeps the arguments itself where its stream is captured.
inline uwError_t keep_launch(const void *stub, const Launch &how, void **args) { return launch(stub, how, args); }

inline uwError_t launch(const void *stub, const Launch &how, void **args) {
    Entry *entry = kernels().find(stub);
    if (!entry) return uwErrorInvalidDeviceFunction;
    announced().push_back(how);
    (*entry)(stub, args);
    return launch_error();
}

/// What the lambda of a kernel takes besides its work-item: the block's shared variables, its dynamic shared memory.
template <typename... P>
struct Locals {
    typedef char Variables;
    static constexpr bool any = false, fixed = false, dynamic = false;
};
template <typename S>
struct Locals<S &> {
    typedef S Variables;
    static constexpr bool any = true, fixed = true, dynamic = false;
};
template <>
struct Locals<char *> {
    typedef char Variables;
    static constexpr bool any = true, fixed = false, dynamic = true;
};
template <typename S>
struct Locals<S &, char *> {
    typedef S Variables;
    static constexpr bool any = true, fixed = true, dynamic = true;
};

template <typename F>
struct LocalsOf;
template <typename F, typename... P>
struct LocalsOf<void (F::*)(const sycl::nd_item<3> &, P...) const> : Locals<P...> {};

/// A piece of local memory with the alignment of what lies in it.
template <size_t alignment>
struct alignas(alignment) Piece {
    char bytes[alignment];
};

/// A kernel with its name; `void` where its own type names it, which holds the type of a lambda of the program.
template <typename Name, typename F>
void enqueue_named(sycl::handler &handler, const sycl::nd_range<3> &range, const F &kernel) {
    if constexpr (std::is_void_v<Name>) {
        handler.parallel_for(range, kernel);
    } else {
        handler.parallel_for<Name>(range, kernel);
    }
}

template <bool warps, typename Name, typename F>
void enqueue(sycl::handler &handler, const sycl::nd_range<3> &range, const F &body) {
    if constexpr (warps) {
        enqueue_named<Name>(handler, range, [=](sycl::nd_item<3> item) [[sycl::reqd_sub_group_size(32)]] { body(item); });
    } else {
        enqueue_named<Name>(handler, range, [=](sycl::nd_item<3> item) { body(item); });
    }
}

template <bool warps, typename Name, typename F>
void parallel_for(sycl::handler &handler, const sycl::nd_range<3> &range, size_t dynamic, const F &kernel) {
    using L = LocalsOf<decltype(&F::operator())>;
    if constexpr (L::any) {
        using S = typename L::Variables;
        using P = Piece<(alignof(S) > 16 ? alignof(S) : 16)>;
        constexpr size_t fixed = L::fixed ? (sizeof(S) + sizeof(P) - 1) / sizeof(P) * sizeof(P) : 0;
        size_t pieces = (fixed + dynamic + sizeof(P) - 1) / sizeof(P);
        sycl::local_accessor<P, 1> memory(sycl::range<1>(pieces ? pieces : 1), handler);
        auto body = [=](const sycl::nd_item<3> &item) {
            char *start = memory[0].bytes;
            if constexpr (L::fixed && L::dynamic) {
                kernel(item, *reinterpret_cast<S *>(start), start + fixed);
            } else if constexpr (L::fixed) {
                kernel(item, *reinterpret_cast<S *>(start));
            } else {
                kernel(item, start);
            }
        };
        enqueue<warps, Name>(handler, range, body);
    } else {
        enqueue<warps, Name>(handler, range, kernel);
    }
}

/// What has to be done before kernels run; a part of this header that needs something sets it.
inline void (*&before_kernels())() {
    static void (*action)() = nullptr;
    return action;
}

/// Waits for a kernel; how long it ran.
inline unsigned long long run_time(sycl::event &done) {
    using namespace sycl::info::event_profiling;
    done.wait_and_throw();
    return done.get_profiling_info<command_end>() - done.get_profiling_info<command_start>();
}

template <bool warps, typename Name, typename F>
uwError_t launch_as(const Launch &how, const F &kernel) {
    using L = LocalsOf<decltype(&F::operator())>;
    uwError_t error = check_shape(how);
    if (error != uwSuccess) return error;
    const dim3 &grid = how.grid, &block = how.block;
    if (warps && block.x % 32 && (block.y > 1 || block.z > 1)) {
        fprintf(stderr, "unwarp: warps across the rows of a block need blockDim.x to be a multiple of 32\n");
        return uwErrorInvalidConfiguration;
    }
    if ((L::fixed ? sizeof(typename L::Variables) : 0) + how.shared > limits().shared_per_block_opt_in) {
        return uwErrorInvalidValue;
    }
    auto work = [=](uwStream_t stream) {
        Launch again = how;
        again.stream = stream;
        return launch_as<warps, Name>(again, kernel);
    };
    if (keep(stream_of(how.stream), uwGraphNodeTypeKernel, work)) return uwSuccess;
    sycl::range<3> local(block.z, block.y, block.x);
    sycl::nd_range<3> range(sycl::range<3>(grid.z, grid.y, grid.x) * local, local);
    return guarded([&] {
        if (before_kernels()) before_kernels()();
        sycl::event done = submit(stream_of(how.stream), [&](sycl::handler &handler) {
            parallel_for<warps, Name>(handler, range, how.shared, kernel);
        });
        if (timing_file()) report_time(typeid(std::conditional_t<std::is_void_v<Name>, F, Name> *).name(), run_time(done));
        return uwSuccess;
    });
}

template <bool warps, typename Name, typename F>
void launch_announced(const F &kernel) {
    Launch how;
    uwError_t error = take_announced(&how) ? launch_as<warps, Name>(how, kernel) : uwErrorMissingConfiguration;
    launch_error() = result(error);
}

}  // namespace unwarp

/// The bytes of an argument: what a kernel gets of an object, whatever its class does when it is copied or destroyed.
template <typename T>
class uwBytes {
public:
    explicit uwBytes(const T &object) { memcpy(bytes, (const void *)&object, sizeof(T)); }
    T &value() { return *reinterpret_cast<T *>(bytes); }

private:
    alignas(T) unsigned char bytes[sizeof(T)];
};

/// Runs a kernel's lambda for every work-item of the launch that uwConfigure announced. `Name` identifies the kernel in the
/// whole program (`void`: the lambda's type does); dimension 2 is CUDA's x. The lambda takes `const sycl::nd_item<3> &`
/// and, where the kernel has such, a reference to the block's shared variables and a `char *` to its dynamic shared memory.
template <typename Name, typename F>
void uwParallelFor(const F &kernel) {
    unwarp::launch_announced<false, Name>(kernel);
}

/// The same for a kernel whose warps work together: sub-groups have 32 work-items.
template <typename Name, typename F>
void uwParallelForWarps(const F &kernel) {
    unwarp::launch_announced<true, Name>(kernel);
}

/// Launches by a typed pointer need no registration.
template <typename... P>
uwError_t uwLaunchKernel(void (*launcher)(P...), dim3 grid, dim3 block, void **args, size_t shared = 0,
                         uwStream_t stream = nullptr) {
    if (!launcher) return unwarp::result(uwErrorInvalidDeviceFunction);
    uwConfigure(grid, block, shared, stream);
    unwarp::call_with(launcher, args, std::index_sequence_for<P...>());
    return unwarp::launch_error();
}
template <typename... P>
uwError_t uwLaunchCooperativeKernel(void (*launcher)(P...), dim3 grid, dim3 block, void **args, size_t shared = 0,
                                    uwStream_t stream = nullptr) {
    if (!launcher) return unwarp::result(uwErrorInvalidDeviceFunction);
    uwConfigure(grid, block, shared, stream);
    unwarp::call_with(launcher, args, std::index_sequence_for<P...>());
    return unwarp::launch_error();
}
