// The heap of device code for SYCL: malloc, free, new and delete in kernels. It needs the extension
// sycl_ext_oneapi_device_global. Free for any use.
#pragma once

#include <cstdlib>
#include <mutex>

#include "unwarp_sycl.hpp"

namespace uw {

// The heap's first word is its size in words, the next how many are used, and from the ninth on stand the lists of free
// blocks of 16, 32, 64 … bytes, as a count of changes and a place. A block's words are its kind, and the next free block.
inline sycl::ext::oneapi::experimental::device_global<unsigned long long *> heap_words;

using heap_atomic = sycl::atomic_ref<unsigned long long, sycl::memory_order::acq_rel, sycl::memory_scope::device>;

inline void *heap_malloc(size_t size) {
#ifdef __SYCL_DEVICE_ONLY__
    unsigned long long *heap = heap_words.get();
    unsigned int kind = 0;
    while ((16ull << kind) < size + 16) ++kind;
    heap_atomic list(heap[8 + kind]), used(heap[1]);
    unsigned long long head = list.load();
    while (head & 0xffffffffull) {
        const unsigned long long block = 2 * (head & 0xffffffffull);
        const unsigned long long next = heap_atomic(heap[block + 1]).load() & 0xffffffffull;
        if (list.compare_exchange_strong(head, ((head >> 32) + 1) << 32 | next)) return &heap[block + 2];
    }
    const unsigned long long words = 2ull << kind, block = 64 + used.fetch_add(words);
    if (block + words > heap[0]) {
        used.fetch_sub(words);
        return nullptr;
    }
    heap[block] = kind;
    return &heap[block + 2];
#else
    return ::malloc(size);
#endif
}

inline void heap_free(void *pointer) {
#ifdef __SYCL_DEVICE_ONLY__
    if (!pointer) return;
    unsigned long long *heap = heap_words.get();
    const unsigned long long block = (unsigned long long *)pointer - heap - 2;
    heap_atomic list(heap[8 + heap[block]]), next(heap[block + 1]);
    unsigned long long head = list.load();
    do next.store(head & 0xffffffffull);
    while (!list.compare_exchange_strong(head, ((head >> 32) + 1) << 32 | block / 2));
#else
    ::free(pointer);
#endif
}

/// Where `new` in device code takes its memory from: `new (uw::heap) T`. There is none left if that is null.
struct from_heap {};
inline constexpr from_heap heap{};

/// `delete pointer` for what came from there.
template <typename T>
inline void delete_object(T *pointer) {
#ifdef __SYCL_DEVICE_ONLY__
    if (!pointer) return;
    if constexpr (!std::is_void_v<T>) pointer->~T();
    heap_free((void *)pointer);
#else
    delete pointer;
#endif
}

/// `delete[] pointer`: in front of objects that have to be destroyed stands their number.
template <typename T>
inline void delete_array(T *pointer) {
#ifdef __SYCL_DEVICE_ONLY__
    if (!pointer) return;
    size_t before = 0;
    if constexpr (!std::is_void_v<T> && !std::is_trivially_destructible_v<T>) {
        before = alignof(T) > sizeof(size_t) ? alignof(T) : sizeof(size_t);
        for (size_t i = ((size_t *)pointer)[-1]; i > 0; --i) pointer[i - 1].~T();
    }
    heap_free((char *)pointer - before);
#else
    delete[] pointer;
#endif
}

}  // namespace uw

inline void *operator new(size_t size, uw::from_heap) noexcept {
#ifdef __SYCL_DEVICE_ONLY__
    return uw::heap_malloc(size);
#else
    return ::operator new(size);
#endif
}
inline void *operator new[](size_t size, uw::from_heap) noexcept {
#ifdef __SYCL_DEVICE_ONLY__
    return uw::heap_malloc(size);
#else
    return ::operator new[](size);
#endif
}

namespace unwarp {

/// Makes the heap, of the size that the program asked for until its first launch.
inline void make_heap() {
    static std::once_flag once;
    std::call_once(once, [] {
        const size_t words = (heap_size() > 1024 ? heap_size() : 1024) / sizeof(unsigned long long);
        sycl::queue &queue = runtime().queue;
        unsigned long long *memory = sycl::malloc_device<unsigned long long>(words, queue);
        if (!memory) throw sycl::exception(sycl::errc::memory_allocation, "no memory for the heap of device code");
        unsigned long long first[64] = {words};
        queue.memcpy(memory, first, sizeof first).wait();
        queue.memcpy(uw::heap_words, &memory).wait();
    });
}
inline const bool has_heap = (before_kernels() = &make_heap) != nullptr;

}  // namespace unwarp
