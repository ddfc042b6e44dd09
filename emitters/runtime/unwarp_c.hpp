// The CUDA runtime API under the prefix `uw` over plain memory, for programs whose kernels unwarp translated to C.
//
// Device memory is host memory, kernels are C functions that run some blocks of a launch, and every call is finished when it
// returns. Threads share the blocks (see unwarp_threads.hpp). Free for any use.
#pragma once

#include "unwarp_common.hpp"
#include "unwarp_graphs.hpp"
#include "unwarp_threads.hpp"

#include <unistd.h>

#include <chrono>
#include <map>

#ifndef UW_LAUNCH
#define UW_LAUNCH
/// What a kernel's entry gets: the shape of the launch, the bytes of dynamic shared memory of each block, and the blocks to
/// run, from `first` to before `end`, where those of the grid are counted with x fastest.
typedef struct uw_launch {
    unsigned int grid[3], block[3];
    size_t shared;
    long first, end;
    unsigned char *states;  // what blocks keep where the grid meets
} uw_launch;
#endif

struct uwStream {
    unsigned int flags;
    int priority;
};

struct uwEvent {
    unsigned int flags;
    bool recorded;
    std::chrono::steady_clock::time_point time;
};

namespace unwarp {

typedef void (*Entry)(const uw_launch *launch, void **args);

struct Kernel {
    Entry entry;
    const char *name;
    size_t keeps;  // the bytes of what a block keeps where the grid meets; 0 where it does not
    std::vector<size_t> sizes;  // of the parameters, in programs with graphs
};

struct Symbol {
    void *address;
    size_t size;
};

// The tables are never destroyed, so that static objects of the program may still use them.
inline Registry<Kernel> &kernels() {
    static Registry<Kernel> *table = new Registry<Kernel>;
    return *table;
}

inline Registry<Symbol> &symbols() {
    static Registry<Symbol> *table = new Registry<Symbol>;
    return *table;
}

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

inline Heap &heap() {
    static Heap *all = new Heap;
    return *all;
}

inline const Limits &limits() {
    static const Limits *known = new Limits{
        "unwarp C (CPU)", (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE), 48 << 10, 160 << 10,
        (int)sysconf(_SC_NPROCESSORS_ONLN), 1024, 1500000};
    return *known;
}

inline size_t free_memory() {
    Heap &all = heap();
    std::lock_guard<std::mutex> lock(all.mutex);
    return limits().global_memory > all.used ? limits().global_memory - all.used : 0;
}

inline uwError_t allocate(void **pointer, size_t bytes, Memory kind) {
    const size_t alignment = 256;
    if (bytes > free_memory()) return uwErrorMemoryAllocation;
    void *start = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (!start) return uwErrorMemoryAllocation;
    if (kind == Memory::managed) memset(start, 0, bytes);  // as its pages come from the system
    Heap &all = heap();
    std::lock_guard<std::mutex> lock(all.mutex);
    all.blocks[(char *)start] = Allocation{(char *)start, bytes, kind, false};
    all.used += bytes;
    *pointer = start;
    return uwSuccess;
}

inline uwError_t remove_block(void *pointer, bool registered) {
    Heap &all = heap();
    std::lock_guard<std::mutex> lock(all.mutex);
    auto found = all.blocks.find((char *)pointer);
    if (found == all.blocks.end() || found->second.registered != registered) {
        return registered ? uwErrorHostMemoryNotRegistered : uwErrorInvalidValue;
    }
    if (!registered) {
        all.used -= found->second.size;
        free(pointer);
    }
    all.blocks.erase(found);
    return uwSuccess;
}

inline uwError_t release(void *pointer) { return remove_block(pointer, false); }
inline uwError_t unregister_host(void *pointer) { return remove_block(pointer, true); }

inline uwError_t register_host(void *pointer, size_t bytes) {
    Heap &all = heap();
    std::lock_guard<std::mutex> lock(all.mutex);
    bool added = all.blocks.emplace((char *)pointer, Allocation{(char *)pointer, bytes, Memory::host, true}).second;
    return added ? uwSuccess : uwErrorHostMemoryAlreadyRegistered;
}

inline bool find(const void *pointer, Allocation *found) { return heap().find(pointer, found); }

inline uwError_t copy(void *to, const void *from, size_t bytes, uwStream_t, bool) {
    memmove(to, from, bytes);
    return uwSuccess;
}

inline uwError_t copy_rows(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height,
                           uwStream_t, bool) {
    for (size_t row = 0; row < height; row++) {
        memmove((char *)to + row * to_pitch, (const char *)from + row * from_pitch, width);
    }
    return uwSuccess;
}

inline uwError_t fill(void *to, int value, size_t bytes, uwStream_t, bool) {
    memset(to, value, bytes);
    return uwSuccess;
}

// Work of every stream is done as soon as it is given.

inline uwError_t create_stream(uwStream_t *stream, unsigned int flags, int priority) {
    *stream = new uwStream{flags, priority};
    return uwSuccess;
}

inline uwError_t destroy_stream(uwStream_t stream) {
    delete stream;
    return uwSuccess;
}

inline uwError_t synchronize(uwStream_t) { return uwSuccess; }
inline uwError_t synchronize_device() { return uwSuccess; }
inline uwError_t query(uwStream_t) { return uwSuccess; }

inline void stream_facts(uwStream_t stream, unsigned int *flags, int *priority) {
    *flags = stream ? stream->flags : (unsigned int)uwStreamDefault;
    *priority = stream ? stream->priority : 0;
}

inline uwError_t create_event(uwEvent_t *event, unsigned int flags) {
    *event = new uwEvent{flags, false, {}};
    return uwSuccess;
}

inline uwError_t destroy_event(uwEvent_t event) {
    delete event;
    return uwSuccess;
}

inline uwError_t record(uwEvent_t event, uwStream_t) {
    event->time = std::chrono::steady_clock::now();
    event->recorded = true;
    return uwSuccess;
}

inline uwError_t wait_event(uwStream_t, uwEvent_t) { return uwSuccess; }
inline uwError_t synchronize_event(uwEvent_t) { return uwSuccess; }
inline uwError_t query_event(uwEvent_t) { return uwSuccess; }

inline uwError_t elapsed(float *milliseconds, uwEvent_t start, uwEvent_t end) {
    if (!start->recorded || !end->recorded || ((start->flags | end->flags) & uwEventDisableTiming)) {
        return uwErrorInvalidResourceHandle;
    }
    *milliseconds = std::chrono::duration<float, std::milli>(end->time - start->time).count();
    return uwSuccess;
}

inline uwError_t reset_device() {
    Heap &all = heap();
    std::lock_guard<std::mutex> lock(all.mutex);
    for (auto &block : all.blocks) {
        if (!block.second.registered) free(block.first);
    }
    all.blocks.clear();
    all.used = 0;
    return uwSuccess;
}

inline bool is_kernel(const void *stub) { return kernels().find(stub) != nullptr; }

/// Runs all blocks. They are dealt out in more parts than there are threads, so that one with easy blocks takes more of them.
inline void run_blocks(Entry entry, const dim3 &grid, const dim3 &block, size_t shared, void **args,
                       unsigned char *states = nullptr) {
    const long blocks = (long)grid.x * (long)grid.y * (long)grid.z;
    const long most = 8L * workers().threads(), parts = blocks < most ? blocks : most;
    workers().share(parts, [&](long part) {
        const long size = blocks / parts, longer = blocks % parts;
        uw_launch some = {{grid.x, grid.y, grid.z}, {block.x, block.y, block.z}, shared, 0, 0, states};
        some.first = part * size + (part < longer ? part : longer);
        some.end = some.first + size + (part < longer);
        entry(&some, args);
    });
}

/// Runs all blocks of a kernel. Where the grid meets they stop, and are run again when all of them have come there: the
/// first word of the record behind theirs tells that one has stopped. Behind it lie their dynamic shared variables.
inline uwError_t run_kernel(const Kernel &kernel, const Launch &how, void **args) {
    if (!kernel.keeps) {
        run_blocks(kernel.entry, how.grid, how.block, how.shared, args);
        return uwSuccess;
    }
    const size_t blocks = (size_t)how.grid.x * how.grid.y * how.grid.z;
    const size_t bytes = ((blocks + 1) * kernel.keeps + 63) / 64 * 64 + (how.shared + 63) / 64 * 64 * blocks;
    unsigned char *states = (unsigned char *)aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!states) return uwErrorMemoryAllocation;
    memset(states, 0, bytes);
    int *stopped = (int *)(states + blocks * kernel.keeps);
    do {
        *stopped = 0;
        run_blocks(kernel.entry, how.grid, how.block, how.shared, args, states);
    } while (*stopped);
    free(states);
    return uwSuccess;
}

inline uwError_t launch(const void *stub, const Launch &how, void **args) {
    const Kernel &kernel = *kernels().find(stub);
    if (!timing_file()) return run_kernel(kernel, how, args);
    auto start = std::chrono::steady_clock::now();
    uwError_t error = run_kernel(kernel, how, args);
    std::chrono::nanoseconds spent = std::chrono::steady_clock::now() - start;
    report_time(kernel.name, (unsigned long long)spent.count());
    return error;
}

inline uwError_t keep_launch(const void *stub, const Launch &how, void **args) {
    Arguments kept(kernels().find(stub)->sizes, args);
    keep(stream_of(how.stream), uwGraphNodeTypeKernel, [=](uwStream_t stream) mutable {
        Launch again = how;
        again.stream = stream_of(stream);
        return launch(stub, again, kept.pointers().data());
    });
    return uwSuccess;
}

inline uwError_t symbol(const void *key, void **address, size_t *size) {
    Symbol *found = symbols().find(key);
    if (!found) return uwErrorInvalidSymbol;
    *address = found->address;
    *size = found->size;
    return uwSuccess;
}

}  // namespace unwarp

/// A kernel of the program: the stub that host code calls, and the C function that does the work.
struct uwKernelRegistration {
    uwKernelRegistration(const void *stub, unwarp::Entry entry, const char *name, size_t keeps = 0,
                         std::vector<size_t> sizes = {}) {
        unwarp::kernels().at(stub, unwarp::Kernel{entry, name, keeps, std::move(sizes)});
    }
};

/// A device variable: its name in host code, and the C function that tells where it is and how large.
struct uwSymbolRegistration {
    uwSymbolRegistration(const volatile void *key, void *(*locate)(size_t *size)) {
        size_t size = 0;
        void *address = locate(&size);
        unwarp::symbols().at((const void *)key, unwarp::Symbol{address, size});
    }
};

/// A `__managed__` variable: it lives in the host file, and the C file is told where.
struct uwManagedRegistration {
    uwManagedRegistration(volatile void *variable, size_t size, void (*bind)(void *address)) {
        bind((void *)variable);
        unwarp::symbols().at((void *)variable, unwarp::Symbol{(void *)variable, size});
    }
};

#include "unwarp_api.hpp"
