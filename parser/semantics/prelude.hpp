// What CUDA's headers and the standard headers declare, as far as device code uses it: read before every unit by
// the same front end as the user's text, so that system headers are never needed. Functions that are rows of the
// mapping tables are not repeated here.

#define UW_VECTORS(T, U, A1, A2, A3, A4)                                                                            \
    struct __align__(A1) U##1 { T x; };                                                                             \
    struct __align__(A2) U##2 { T x, y; };                                                                          \
    struct __align__(A3) U##3 { T x, y, z; };                                                                       \
    struct __align__(A4) U##4 { T x, y, z, w; };                                                                    \
    __host__ __device__ inline U##1 make_##U##1(T x) { U##1 v; v.x = x; return v; }                                 \
    __host__ __device__ inline U##2 make_##U##2(T x, T y) { U##2 v; v.x = x; v.y = y; return v; }                   \
    __host__ __device__ inline U##3 make_##U##3(T x, T y, T z) { U##3 v; v.x = x; v.y = y; v.z = z; return v; }     \
    __host__ __device__ inline U##4 make_##U##4(T x, T y, T z, T w)                                                 \
    { U##4 v; v.x = x; v.y = y; v.z = z; v.w = w; return v; }

UW_VECTORS(signed char, char, 1, 2, 1, 4)
UW_VECTORS(unsigned char, uchar, 1, 2, 1, 4)
UW_VECTORS(short, short, 2, 4, 2, 8)
UW_VECTORS(unsigned short, ushort, 2, 4, 2, 8)
UW_VECTORS(int, int, 4, 8, 4, 16)
UW_VECTORS(unsigned int, uint, 4, 8, 4, 16)
UW_VECTORS(long, long, 8, 16, 8, 16)
UW_VECTORS(unsigned long, ulong, 8, 16, 8, 16)
UW_VECTORS(long long, longlong, 8, 16, 8, 16)
UW_VECTORS(unsigned long long, ulonglong, 8, 16, 8, 16)
UW_VECTORS(float, float, 4, 8, 4, 16)
UW_VECTORS(double, double, 8, 16, 8, 16)
#undef UW_VECTORS

struct dim3 {
    unsigned int x, y, z;
    __host__ __device__ dim3(unsigned int vx = 1, unsigned int vy = 1, unsigned int vz = 1) : x(vx), y(vy), z(vz) {}
    __host__ __device__ dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
};

typedef unsigned long size_t;

// Under the names that the façades give them.
struct uwPitchedPtr { void *ptr; size_t pitch, xsize, ysize; };
struct uwExtent { size_t width, height, depth; };
struct uwPos { size_t x, y, z; };
typedef uwPitchedPtr cudaPitchedPtr;
typedef uwExtent cudaExtent;
typedef uwPos cudaPos;

typedef unsigned long long cudaTextureObject_t;
typedef unsigned long long cudaSurfaceObject_t;
typedef unsigned long long CUtexObject;
typedef unsigned long long CUsurfObject;
enum cudaTextureReadMode { cudaReadModeElementType = 0, cudaReadModeNormalizedFloat = 1 };
enum cudaSurfaceBoundaryMode { cudaBoundaryModeZero = 0, cudaBoundaryModeClamp = 1, cudaBoundaryModeTrap = 2 };
static const int cudaTextureType1D = 1, cudaTextureType2D = 2, cudaTextureType3D = 3, cudaTextureType1DLayered = 0xf1,
                 cudaTextureType2DLayered = 0xf2;
template <typename T, int Type = 1, cudaTextureReadMode Mode = cudaReadModeElementType> struct texture;

__host__ __device__ inline void *memset(void *to, int value, size_t size) {
    unsigned char *bytes = static_cast<unsigned char *>(to);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(value);
    return to;
}
__host__ __device__ inline void *memcpy(void *to, const void *from, size_t size) {
    unsigned char *bytes = static_cast<unsigned char *>(to);
    const unsigned char *source = static_cast<const unsigned char *>(from);
    for (size_t i = 0; i < size; ++i) bytes[i] = source[i];
    return to;
}
// What CUDA's device runtime does, for targets whose own lacks it. The façade has the variables' host side: the heap's first
// word is its size in words, the next how many are used, and from the ninth on stand the lists of free blocks of 16, 32, 64 …
// bytes, as a count of changes and a place. A block's words are its kind, the next free block, and what it is for.
__device__ unsigned long long uw_heap[1048576];
__device__ unsigned long long uw_ticks;
__device__ unsigned int uw_failed;

__device__ inline void *uw_device_malloc(size_t size) {
    unsigned int kind = 0;
    while ((16ull << kind) < size + 16) ++kind;
    unsigned long long head = uw_heap[8 + kind];
    while (head & 0xffffffffull) {
        const unsigned long long block = 2 * (head & 0xffffffffull);
        const unsigned long long taken = ((head >> 32) + 1) << 32 | (uw_heap[block + 1] & 0xffffffffull);
        const unsigned long long seen = atomicCAS(&uw_heap[8 + kind], head, taken);
        if (seen == head) return &uw_heap[block + 2];
        head = seen;
    }
    const unsigned long long words = 2ull << kind, block = 64 + atomicAdd(&uw_heap[1], words);
    if (block + words > uw_heap[0]) {
        atomicAdd(&uw_heap[1], -words);
        return nullptr;
    }
    uw_heap[block] = kind;
    return &uw_heap[block + 2];
}
__device__ inline void uw_device_free(void *pointer) {
    if (!pointer) return;
    const unsigned long long block = static_cast<unsigned long long *>(pointer) - uw_heap - 2;
    const unsigned int kind = static_cast<unsigned int>(uw_heap[block]);
    unsigned long long head = uw_heap[8 + kind], seen = ~head;
    while (seen != head) {
        uw_heap[block + 1] = head & 0xffffffffull;
        seen = head;
        head = atomicCAS(&uw_heap[8 + kind], seen, ((seen >> 32) + 1) << 32 | block / 2);
    }
}
__device__ inline long long uw_device_clock() { return static_cast<long long>(atomicAdd(&uw_ticks, 16ull)); }
__device__ inline void uw_device_assert() { atomicExch(&uw_failed, 710u); }
__device__ inline void uw_device_trap() { atomicExch(&uw_failed, 719u); }

// The place of the n-th one from a place on, upwards or downwards; of the 0th the place itself, where there is a one.
__device__ inline unsigned int uw_fns(unsigned int mask, unsigned int base, int offset) {
    const int step = offset < 0 ? -1 : 1;
    unsigned int left = offset < 0 ? 0u - static_cast<unsigned int>(offset) : static_cast<unsigned int>(offset);
    if (left == 0u) return mask >> base & 1u ? base : 0xffffffffu;
    for (int place = static_cast<int>(base); place >= 0 && place < 32; place += step) {
        if ((mask >> place & 1u) != 0u && --left == 0u) return static_cast<unsigned int>(place);
    }
    return 0xffffffffu;
}

// An address of shared memory as a number has 32 bits; the others are those of a variable that lies there. Compilers must
// not think that the pointer is one to that variable.
__device__ inline void *uw_shared_to_generic(size_t address) {
    __shared__ char place[16];
    char *near = place;  // whose address space it has
    const size_t from = reinterpret_cast<size_t>(near);
    near = reinterpret_cast<char *>(from + static_cast<int>(static_cast<unsigned int>(address) - static_cast<unsigned int>(from)));
    return near;
}
__device__ inline void *uw_to_generic(size_t address) { return reinterpret_cast<void *>(address); }

typedef long ssize_t;
typedef long ptrdiff_t;
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long uint64_t;
typedef long intptr_t;
typedef unsigned long uintptr_t;
typedef long intmax_t;
typedef unsigned long uintmax_t;
typedef signed char int_least8_t;
typedef short int_least16_t;
typedef int int_least32_t;
typedef long int_least64_t;
typedef unsigned char uint_least8_t;
typedef unsigned short uint_least16_t;
typedef unsigned int uint_least32_t;
typedef unsigned long uint_least64_t;
typedef signed char int_fast8_t;
typedef long int_fast16_t;
typedef long int_fast32_t;
typedef long int_fast64_t;
typedef unsigned char uint_fast8_t;
typedef unsigned long uint_fast16_t;
typedef unsigned long uint_fast32_t;
typedef unsigned long uint_fast64_t;
typedef float float_t;
typedef double double_t;
typedef unsigned char u_int8_t;
typedef unsigned short u_int16_t;
typedef unsigned int u_int32_t;
typedef unsigned long u_int64_t;
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef long clock_t;
typedef long time_t;

namespace std {
using ::memset; using ::memcpy;
using ::size_t; using ::ptrdiff_t; using ::int8_t; using ::int16_t; using ::int32_t; using ::int64_t; using ::uint8_t;
using ::uint16_t; using ::uint32_t; using ::uint64_t; using ::intptr_t; using ::uintptr_t;

template <typename T, T V> struct integral_constant {
    static constexpr T value = V;
    using value_type = T;
    using type = integral_constant<T, V>;
    __host__ __device__ constexpr operator T() const { return V; }
};
template <bool B> using bool_constant = integral_constant<bool, B>;
using true_type = integral_constant<bool, true>;
using false_type = integral_constant<bool, false>;

template <typename T, typename U> struct is_same : false_type {};
template <typename T> struct is_same<T, T> : true_type {};
template <typename T> struct remove_const { using type = T; };
template <typename T> struct remove_const<const T> { using type = T; };
template <typename T> struct remove_volatile { using type = T; };
template <typename T> struct remove_volatile<volatile T> { using type = T; };
template <typename T> struct remove_cv { using type = typename remove_const<typename remove_volatile<T>::type>::type; };
template <typename T> struct remove_reference { using type = T; };
template <typename T> struct remove_reference<T &> { using type = T; };
template <typename T> struct remove_reference<T &&> { using type = T; };
template <typename T> struct remove_pointer { using type = T; };
template <typename T> struct remove_pointer<T *> { using type = T; };
template <typename T> struct decay { using type = typename remove_cv<typename remove_reference<T>::type>::type; };
template <typename T> using remove_const_t = typename remove_const<T>::type;
template <typename T> using remove_cv_t = typename remove_cv<T>::type;
template <typename T> using remove_reference_t = typename remove_reference<T>::type;
template <typename T> using remove_pointer_t = typename remove_pointer<T>::type;
template <typename T> using decay_t = typename decay<T>::type;
template <bool B, typename T = void> struct enable_if {};
template <typename T> struct enable_if<true, T> { using type = T; };
template <bool B, typename T = void> using enable_if_t = typename enable_if<B, T>::type;
template <bool B, typename T, typename F> struct conditional { using type = T; };
template <typename T, typename F> struct conditional<false, T, F> { using type = F; };
template <bool B, typename T, typename F> using conditional_t = typename conditional<B, T, F>::type;

template <typename T> struct is_floating_point : false_type {};
template <> struct is_floating_point<float> : true_type {};
template <> struct is_floating_point<double> : true_type {};
template <typename T> struct is_integral : false_type {};
template <> struct is_integral<bool> : true_type {};
template <> struct is_integral<char> : true_type {};
template <> struct is_integral<signed char> : true_type {};
template <> struct is_integral<unsigned char> : true_type {};
template <> struct is_integral<short> : true_type {};
template <> struct is_integral<unsigned short> : true_type {};
template <> struct is_integral<int> : true_type {};
template <> struct is_integral<unsigned int> : true_type {};
template <> struct is_integral<long> : true_type {};
template <> struct is_integral<unsigned long> : true_type {};
template <> struct is_integral<long long> : true_type {};
template <> struct is_integral<unsigned long long> : true_type {};
template <typename T> struct is_signed { static constexpr bool value = T(-1) < T(0); };
template <typename T> struct is_unsigned { static constexpr bool value = T(0) < T(-1); };
template <typename T> struct is_pointer : false_type {};
template <typename T> struct is_pointer<T *> : true_type {};
template <typename T> struct is_arithmetic {
    static constexpr bool value = is_integral<T>::value || is_floating_point<T>::value;
};
template <typename T, typename U> inline constexpr bool is_same_v = is_same<T, U>::value;
template <typename T> inline constexpr bool is_floating_point_v = is_floating_point<T>::value;
template <typename T> inline constexpr bool is_integral_v = is_integral<T>::value;
template <typename T> inline constexpr bool is_signed_v = is_signed<T>::value;
template <typename T> inline constexpr bool is_unsigned_v = is_unsigned<T>::value;
template <typename T> inline constexpr bool is_pointer_v = is_pointer<T>::value;
template <typename T> inline constexpr bool is_arithmetic_v = is_arithmetic<T>::value;

template <typename T, size_t N> struct array {
    T _elements[N];
    __host__ __device__ constexpr T &operator[](size_t i) { return _elements[i]; }
    __host__ __device__ constexpr const T &operator[](size_t i) const { return _elements[i]; }
    __host__ __device__ constexpr T &at(size_t i) { if (i >= N) __trap(); return _elements[i]; }
    __host__ __device__ constexpr const T &at(size_t i) const { if (i >= N) __trap(); return _elements[i]; }
    __host__ __device__ constexpr T &front() { return _elements[0]; }
    __host__ __device__ constexpr const T &front() const { return _elements[0]; }
    __host__ __device__ constexpr T &back() { return _elements[N - 1]; }
    __host__ __device__ constexpr const T &back() const { return _elements[N - 1]; }
    __host__ __device__ constexpr bool empty() const { return N == 0; }
    __host__ __device__ constexpr size_t max_size() const { return N; }
    __host__ __device__ void fill(const T &value) { for (size_t i = 0; i < N; ++i) _elements[i] = value; }
    __host__ __device__ constexpr size_t size() const { return N; }
    __host__ __device__ constexpr T *data() { return _elements; }
    __host__ __device__ constexpr const T *data() const { return _elements; }
    __host__ __device__ constexpr T *begin() { return _elements; }
    __host__ __device__ constexpr T *end() { return _elements + N; }
    __host__ __device__ constexpr const T *begin() const { return _elements; }
    __host__ __device__ constexpr const T *end() const { return _elements + N; }
};
// Host containers, declared so that the types of what they hold are known where kernels are launched.
template <typename T> struct initializer_list { const T *begin() const; const T *end() const; size_t size() const; };
template <typename T, typename A = void> struct vector {
    using value_type = T;
    vector(); vector(size_t n); vector(size_t n, const T &v); vector(initializer_list<T> l); vector(const T *a, const T *b);
    T &operator[](size_t i); const T &operator[](size_t i) const; T &at(size_t i); const T &at(size_t i) const;
    T *data(); const T *data() const; T &front(); const T &front() const; T &back(); const T &back() const;
    T *begin(); T *end(); const T *begin() const; const T *end() const; size_t size() const; bool empty() const;
};
template <typename T, typename D = void> struct unique_ptr {
    T *get() const; T &operator*() const; T *operator->() const; T *release();
};
template <typename T, typename D> struct unique_ptr<T[], D> {
    T *get() const; T &operator[](size_t i) const; T *release();
};
template <typename T> struct shared_ptr { T *get() const; T &operator*() const; T *operator->() const; };
template <typename T> __host__ __device__ void swap(T &a, T &b) { T t = a; a = b; b = t; }
template <typename T> __host__ __device__ T &&forward(typename remove_reference<T>::type &t)
{ return static_cast<T &&>(t); }
template <typename T> __host__ __device__ typename remove_reference<T>::type &&move(T &&t)
{ return static_cast<typename remove_reference<T>::type &&>(t); }

template <typename T> struct plus { __host__ __device__ T operator()(const T &a, const T &b) const { return a + b; } };
template <typename T> struct minus { __host__ __device__ T operator()(const T &a, const T &b) const { return a - b; } };
template <typename T> struct multiplies { __host__ __device__ T operator()(const T &a, const T &b) const { return a * b; } };
template <typename T> struct divides { __host__ __device__ T operator()(const T &a, const T &b) const { return a / b; } };
template <typename T> struct modulus { __host__ __device__ T operator()(const T &a, const T &b) const { return a % b; } };
template <typename T> struct less { __host__ __device__ bool operator()(const T &a, const T &b) const { return a < b; } };
template <typename T> struct greater { __host__ __device__ bool operator()(const T &a, const T &b) const { return a > b; } };

}  // namespace std
