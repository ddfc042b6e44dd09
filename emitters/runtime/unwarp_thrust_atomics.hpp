// Atomic functions in host code, for functors of the device that functions of Thrust call there: one after the other. Part of
// unwarp_thrust.hpp; comes with the output of unwarp; free for any use.
#pragma once

#define UW_THRUST_ATOMIC(NAME, RESULT)                                                    \
    template <typename T, typename U> inline T NAME(T *address, U given) {                \
        const T old = *address, value = (T)given;                                         \
        *address = (T)(RESULT);                                                           \
        return old;                                                                       \
    }                                                                                     \
    template <typename T, typename U> inline T NAME##_block(T *address, U given) { return NAME(address, given); } \
    template <typename T, typename U> inline T NAME##_system(T *address, U given) { return NAME(address, given); }
UW_THRUST_ATOMIC(atomicAdd, old + value)
UW_THRUST_ATOMIC(atomicSub, old - value)
UW_THRUST_ATOMIC(atomicExch, value)
UW_THRUST_ATOMIC(atomicMin, value < old ? value : old)
UW_THRUST_ATOMIC(atomicMax, old < value ? value : old)
UW_THRUST_ATOMIC(atomicAnd, old & value)
UW_THRUST_ATOMIC(atomicOr, old | value)
UW_THRUST_ATOMIC(atomicXor, old ^ value)
UW_THRUST_ATOMIC(atomicInc, old >= value ? 0 : old + 1)
UW_THRUST_ATOMIC(atomicDec, old == 0 || old > value ? value : old - 1)
#undef UW_THRUST_ATOMIC

template <typename T, typename U, typename V> inline T atomicCAS(T *address, U expected, V value) {
    const T old = *address;
    if (old == (T)expected) *address = (T)value;
    return old;
}
template <typename T, typename U, typename V> inline T atomicCAS_block(T *address, U expected, V value) {
    return atomicCAS(address, expected, value);
}
template <typename T, typename U, typename V> inline T atomicCAS_system(T *address, U expected, V value) {
    return atomicCAS(address, expected, value);
}
