// What the standard library's headers declare beyond prelude.hpp: traits, numeric limits, pairs and tuples. Read behind it.
// libcu++ has the same under cuda::std.

namespace std {
enum memory_order {
    memory_order_relaxed, memory_order_consume, memory_order_acquire, memory_order_release, memory_order_acq_rel,
    memory_order_seq_cst
};
template <typename T> struct type_identity { using type = T; };
template <typename T> using type_identity_t = T;
template <typename...> using void_t = void;
template <typename T> using remove_volatile_t = typename remove_volatile<T>::type;
template <typename T> struct remove_cvref { using type = typename remove_cv<typename remove_reference<T>::type>::type; };
template <typename T> using remove_cvref_t = typename remove_cvref<T>::type;
template <typename T> struct remove_extent { using type = T; };
template <typename T, size_t N> struct remove_extent<T[N]> { using type = T; };
template <typename T> using remove_extent_t = typename remove_extent<T>::type;
template <typename T> struct add_const { using type = const T; };
template <typename T> using add_const_t = const T;
template <typename T> struct add_pointer { using type = typename remove_reference<T>::type *; };
template <typename T> using add_pointer_t = typename add_pointer<T>::type;
template <typename T> struct add_lvalue_reference { using type = T &; };
template <typename T> using add_lvalue_reference_t = T &;
template <typename T> struct add_rvalue_reference { using type = T &&; };
template <typename T> T &&declval();

template <typename T> struct is_const : false_type {};
template <typename T> struct is_const<const T> : true_type {};
template <typename T> struct is_volatile : false_type {};
template <typename T> struct is_volatile<volatile T> : true_type {};
template <typename T> struct is_void : bool_constant<is_same<remove_cv_t<T>, void>::value> {};
template <typename T> struct is_null_pointer : bool_constant<is_same<remove_cv_t<T>, decltype(nullptr)>::value> {};
template <typename T> struct is_lvalue_reference : false_type {};
template <typename T> struct is_lvalue_reference<T &> : true_type {};
template <typename T> struct is_rvalue_reference : false_type {};
template <typename T> struct is_rvalue_reference<T &&> : true_type {};
template <typename T> struct is_reference : bool_constant<is_lvalue_reference<T>::value || is_rvalue_reference<T>::value> {};
template <typename T> struct is_array : false_type {};
template <typename T, size_t N> struct is_array<T[N]> : true_type {};
template <typename T> struct is_class : bool_constant<__is_class(T)> {};
template <typename T> struct is_union : bool_constant<__is_union(T)> {};
template <typename T> struct is_enum : bool_constant<__is_enum(T)> {};
template <typename T> struct is_empty : bool_constant<__is_empty(T)> {};
template <typename T> struct is_trivially_copyable : bool_constant<__is_trivially_copyable(T)> {};
template <typename B, typename D> struct is_base_of : bool_constant<__is_base_of(B, D)> {};
template <typename F, typename T> struct is_convertible : bool_constant<__is_convertible(F, T)> {};
template <typename T, typename... A> struct is_constructible : bool_constant<__is_constructible(T, A...)> {};
template <typename T> struct is_default_constructible : bool_constant<__is_constructible(T)> {};
template <typename T> struct underlying_type { using type = decltype(__underlying_value(T)); };
template <typename T> using underlying_type_t = typename underlying_type<T>::type;
template <typename T> inline constexpr bool is_const_v = is_const<T>::value;
template <typename T> inline constexpr bool is_volatile_v = is_volatile<T>::value;
template <typename T> inline constexpr bool is_void_v = is_void<T>::value;
template <typename T> inline constexpr bool is_lvalue_reference_v = is_lvalue_reference<T>::value;
template <typename T> inline constexpr bool is_rvalue_reference_v = is_rvalue_reference<T>::value;
template <typename T> inline constexpr bool is_reference_v = is_reference<T>::value;
template <typename T> inline constexpr bool is_array_v = is_array<T>::value;
template <typename T> inline constexpr bool is_class_v = is_class<T>::value;
template <typename T> inline constexpr bool is_union_v = is_union<T>::value;
template <typename T> inline constexpr bool is_enum_v = is_enum<T>::value;
template <typename T> inline constexpr bool is_empty_v = is_empty<T>::value;
template <typename T> inline constexpr bool is_trivially_copyable_v = is_trivially_copyable<T>::value;
template <typename B, typename D> inline constexpr bool is_base_of_v = is_base_of<B, D>::value;
template <typename T, typename... A> inline constexpr bool is_constructible_v = is_constructible<T, A...>::value;
template <typename T> inline constexpr bool is_default_constructible_v = is_default_constructible<T>::value;
template <typename F, typename T> inline constexpr bool is_convertible_v = is_convertible<F, T>::value;

template <typename...> struct conjunction : true_type {};
template <typename B> struct conjunction<B> : bool_constant<B::value> {};
template <typename B, typename... R> struct conjunction<B, R...> : bool_constant<B::value && conjunction<R...>::value> {};
template <typename...> struct disjunction : false_type {};
template <typename B> struct disjunction<B> : bool_constant<B::value> {};
template <typename B, typename... R> struct disjunction<B, R...> : bool_constant<B::value || disjunction<R...>::value> {};
template <typename B> struct negation : bool_constant<!B::value> {};
template <typename... B> inline constexpr bool conjunction_v = conjunction<B...>::value;
template <typename... B> inline constexpr bool disjunction_v = disjunction<B...>::value;
template <typename B> inline constexpr bool negation_v = !B::value;

template <typename T> struct make_unsigned { using type = T; };
template <> struct make_unsigned<char> { using type = unsigned char; };
template <> struct make_unsigned<signed char> { using type = unsigned char; };
template <> struct make_unsigned<short> { using type = unsigned short; };
template <> struct make_unsigned<int> { using type = unsigned int; };
template <> struct make_unsigned<long> { using type = unsigned long; };
template <> struct make_unsigned<long long> { using type = unsigned long long; };
template <typename T> using make_unsigned_t = typename make_unsigned<T>::type;
template <typename T> struct make_signed { using type = T; };
template <> struct make_signed<char> { using type = signed char; };
template <> struct make_signed<unsigned char> { using type = signed char; };
template <> struct make_signed<unsigned short> { using type = short; };
template <> struct make_signed<unsigned int> { using type = int; };
template <> struct make_signed<unsigned long> { using type = long; };
template <> struct make_signed<unsigned long long> { using type = long long; };
template <typename T> using make_signed_t = typename make_signed<T>::type;
template <typename... T> struct common_type;
template <typename T> struct common_type<T> { using type = decay_t<T>; };
template <typename A, typename B> struct common_type<A, B> {
    using type = decay_t<decltype(true ? declval<decay_t<A>>() : declval<decay_t<B>>())>;
};
template <typename A, typename B, typename... R> struct common_type<A, B, R...> {
    using type = typename common_type<typename common_type<A, B>::type, R...>::type;
};
template <typename... T> using common_type_t = typename common_type<T...>::type;

template <typename F, typename... A> struct invoke_result { using type = decltype(declval<F>()(declval<A>()...)); };
template <typename F, typename... A> using invoke_result_t = typename invoke_result<F, A...>::type;

struct input_iterator_tag {};
struct output_iterator_tag {};
struct forward_iterator_tag : input_iterator_tag {};
struct bidirectional_iterator_tag : forward_iterator_tag {};
struct random_access_iterator_tag : bidirectional_iterator_tag {};
template <typename I> struct iterator_traits {
    using value_type = typename I::value_type;
    using difference_type = typename I::difference_type;
    using pointer = typename I::pointer;
    using reference = typename I::reference;
    using iterator_category = typename I::iterator_category;
};
template <typename T> struct iterator_traits<T *> {
    using value_type = remove_cv_t<T>;
    using difference_type = ptrdiff_t;
    using pointer = T *;
    using reference = T &;
    using iterator_category = random_access_iterator_tag;
};

template <typename T, T... I> struct integer_sequence {
    using value_type = T;
    __host__ __device__ static constexpr size_t size() { return sizeof...(I); }
};
template <size_t... I> using index_sequence = integer_sequence<size_t, I...>;
template <size_t N, size_t... I> struct _make_sequence : _make_sequence<N - 1, N - 1, I...> {};
template <size_t... I> struct _make_sequence<0, I...> { using type = integer_sequence<size_t, I...>; };
template <size_t N> using make_index_sequence = typename _make_sequence<N>::type;
template <typename T, T N, T... I> struct _make_integers : _make_integers<T, N - 1, N - 1, I...> {};
template <typename T, T... I> struct _make_integers<T, 0, I...> { using type = integer_sequence<T, I...>; };
template <typename T, T N> using make_integer_sequence = typename _make_integers<T, N>::type;
template <typename... T> using index_sequence_for = make_index_sequence<sizeof...(T)>;

template <typename T> __host__ __device__ constexpr const T &clamp(const T &v, const T &low, const T &high)
{ return v < low ? low : high < v ? high : v; }
template <typename T> __host__ __device__ T exchange(T &at, T value) { T old = at; at = value; return old; }

template <typename A, typename B> struct pair {
    using first_type = A;
    using second_type = B;
    A first;
    B second;
    __host__ __device__ constexpr pair() : first(), second() {}
    __host__ __device__ constexpr pair(const A &a, const B &b) : first(a), second(b) {}
};
template <typename A, typename B> __host__ __device__ constexpr pair<decay_t<A>, decay_t<B>> make_pair(A &&a, B &&b)
{ return pair<decay_t<A>, decay_t<B>>(a, b); }
template <typename A, typename B> __host__ __device__ bool operator==(const pair<A, B> &a, const pair<A, B> &b)
{ return a.first == b.first && a.second == b.second; }
template <typename A, typename B> __host__ __device__ bool operator!=(const pair<A, B> &a, const pair<A, B> &b)
{ return !(a == b); }
template <typename A, typename B> __host__ __device__ bool operator<(const pair<A, B> &a, const pair<A, B> &b)
{ return a.first < b.first || (!(b.first < a.first) && a.second < b.second); }

// The first member lies last, as in GCC's library.
template <typename... T> struct tuple;
template <> struct tuple<> {};
template <typename H, typename... T> struct tuple<H, T...> : tuple<T...> {
    H _head;
    __host__ __device__ constexpr tuple() : _head() {}
    __host__ __device__ constexpr tuple(const H &head, const T &...tail) : tuple<T...>(tail...), _head(head) {}
};
template <typename... T> __host__ __device__ constexpr tuple<decay_t<T>...> make_tuple(T &&...values)
{ return tuple<decay_t<T>...>(values...); }

template <typename T> struct tuple_size;
template <typename... T> struct tuple_size<tuple<T...>> : integral_constant<size_t, sizeof...(T)> {};
template <typename A, typename B> struct tuple_size<pair<A, B>> : integral_constant<size_t, 2> {};
template <typename T, size_t N> struct tuple_size<array<T, N>> : integral_constant<size_t, N> {};
template <typename T> inline constexpr size_t tuple_size_v = tuple_size<T>::value;
template <size_t I, typename T> struct tuple_element;
template <typename H, typename... T> struct tuple_element<0, tuple<H, T...>> {
    using type = H;
    __host__ __device__ static constexpr H &of(tuple<H, T...> &t) { return t._head; }
    __host__ __device__ static constexpr const H &of(const tuple<H, T...> &t) { return t._head; }
};
template <size_t I, typename H, typename... T> struct tuple_element<I, tuple<H, T...>> {
    using next = tuple_element<I - 1, tuple<T...>>;
    using type = typename next::type;
    __host__ __device__ static constexpr type &of(tuple<H, T...> &t) { return next::of(t); }
    __host__ __device__ static constexpr const type &of(const tuple<H, T...> &t) { return next::of(t); }
};
template <typename A, typename B> struct tuple_element<0, pair<A, B>> { using type = A; };
template <typename A, typename B> struct tuple_element<1, pair<A, B>> { using type = B; };
template <size_t I, typename T, size_t N> struct tuple_element<I, array<T, N>> { using type = T; };
template <size_t I, typename T> using tuple_element_t = typename tuple_element<I, T>::type;
template <size_t I, typename... T>
__host__ __device__ constexpr typename tuple_element<I, tuple<T...>>::type &get(tuple<T...> &t)
{ return tuple_element<I, tuple<T...>>::of(t); }
template <size_t I, typename... T>
__host__ __device__ constexpr const typename tuple_element<I, tuple<T...>>::type &get(const tuple<T...> &t)
{ return tuple_element<I, tuple<T...>>::of(t); }
template <size_t I, typename A, typename B>
__host__ __device__ constexpr typename tuple_element<I, pair<A, B>>::type &get(pair<A, B> &p)
{ if constexpr (I == 0) return p.first; else return p.second; }
template <size_t I, typename A, typename B>
__host__ __device__ constexpr const typename tuple_element<I, pair<A, B>>::type &get(const pair<A, B> &p)
{ if constexpr (I == 0) return p.first; else return p.second; }
template <size_t I, typename T, size_t N> __host__ __device__ constexpr T &get(array<T, N> &a) { return a[I]; }
template <size_t I, typename T, size_t N> __host__ __device__ constexpr const T &get(const array<T, N> &a) { return a[I]; }

template <typename T> struct numeric_limits { static constexpr bool is_specialized = false, is_iec559 = false; };
#define UW_LIMITS(T, LOWEST, MIN, MAX, DIGITS)                                                                       \
    template <> struct numeric_limits<T> {                                                                          \
        static constexpr bool is_specialized = true, is_integer = true, is_exact = true, is_signed = LOWEST < 0;     \
        static constexpr bool has_infinity = false, has_quiet_NaN = false, is_iec559 = false, is_bounded = true;    \
        static constexpr int digits = DIGITS, digits10 = DIGITS * 643L / 2136, radix = 2;                           \
        __host__ __device__ static constexpr T lowest() { return LOWEST; }                                          \
        __host__ __device__ static constexpr T min() { return MIN; }                                                \
        __host__ __device__ static constexpr T max() { return MAX; }                                                \
        __host__ __device__ static constexpr T epsilon() { return 0; }                                              \
        __host__ __device__ static constexpr T infinity() { return 0; }                                             \
    };
UW_LIMITS(bool, false, false, true, 1)
UW_LIMITS(signed char, -128, -128, 127, 7)
UW_LIMITS(char, -128, -128, 127, 7)
UW_LIMITS(unsigned char, 0, 0, 255, 8)
UW_LIMITS(short, -32768, -32768, 32767, 15)
UW_LIMITS(unsigned short, 0, 0, 65535, 16)
UW_LIMITS(int, INT_MIN, INT_MIN, INT_MAX, 31)
UW_LIMITS(unsigned int, 0, 0, UINT_MAX, 32)
UW_LIMITS(long, LONG_MIN, LONG_MIN, LONG_MAX, 63)
UW_LIMITS(unsigned long, 0, 0, ULONG_MAX, 64)
UW_LIMITS(long long, LLONG_MIN, LLONG_MIN, LLONG_MAX, 63)
UW_LIMITS(unsigned long long, 0, 0, ULLONG_MAX, 64)
#undef UW_LIMITS
#define UW_LIMITS(T, P, INF, NOT_A_NUMBER, DIGITS, DENORMAL)                                                         \
    template <> struct numeric_limits<T> {                                                                          \
        static constexpr bool is_specialized = true, is_integer = false, is_exact = false, is_signed = true;         \
        static constexpr bool has_infinity = true, has_quiet_NaN = true, is_iec559 = true, is_bounded = true;       \
        static constexpr int digits = DIGITS, digits10 = (DIGITS - 1) * 643L / 2136, radix = 2;                     \
        __host__ __device__ static constexpr T lowest() { return -P##_MAX; }                                        \
        __host__ __device__ static constexpr T min() { return P##_MIN; }                                            \
        __host__ __device__ static constexpr T max() { return P##_MAX; }                                            \
        __host__ __device__ static constexpr T epsilon() { return P##_EPSILON; }                                    \
        __host__ __device__ static constexpr T denorm_min() { return DENORMAL; }                                    \
        __host__ __device__ static constexpr T infinity() { return INF; }                                           \
        __host__ __device__ static constexpr T quiet_NaN() { return NOT_A_NUMBER; }                                 \
    };
UW_LIMITS(float, FLT, CUDART_INF_F, CUDART_NAN_F, 24, 1.40129846e-45f)
UW_LIMITS(double, DBL, CUDART_INF, CUDART_NAN, 53, 4.9406564584124654e-324)
#undef UW_LIMITS
}  // namespace std

namespace cuda {
namespace std {
using namespace ::std;
}  // namespace std
}  // namespace cuda

// Types of the host's libraries that kernels take.
struct cudaExtent { size_t width, height, depth; };
struct cudaPos { size_t x, y, z; };
typedef struct CUstream_st *cudaStream_t;
typedef float cufftReal;
typedef double cufftDoubleReal;
typedef float2 cufftComplex;
typedef double2 cufftDoubleComplex;

__device__ inline int __builtin_ctz(unsigned int x) { return __ffs((int)x) - 1; }
__device__ inline int __builtin_ctzll(unsigned long long x) { return __ffsll((long long)x) - 1; }
__device__ inline int __builtin_ctzl(unsigned long x) { return __ffsll((long long)x) - 1; }
__device__ inline int __builtin_clz(unsigned int x) { return __clz((int)x); }
__device__ inline int __builtin_clzll(unsigned long long x) { return __clzll((long long)x); }
__device__ inline int __builtin_clzl(unsigned long x) { return __clzll((long long)x); }
__device__ inline int __builtin_popcount(unsigned int x) { return __popc(x); }
__device__ inline int __builtin_popcountll(unsigned long long x) { return __popcll(x); }
__device__ inline long __builtin_expect(long value, long) { return value; }
__device__ inline void __builtin_assume(bool) {}
__device__ inline void *__builtin_assume_aligned(const void *p, unsigned long) { return (void *)p; }
