// CUDA's mathematical functions that OpenCL C lacks and unwarp_special.h does not have, and assertions.

// -x. Intel's runtime for CPUs takes a plain negation, and what is computed from it alone, for the same in all work-items,
// and keeps one value of it at barriers.
// each: float f32, double f64
$T uw_negative_$t($T x) { return fma(x, -($T)1, -($T)0); }

float uw_rcbrtf(float x) { return 1.0f / cbrt(x); }

float uw_normf_@(int n, const __@ float *v) {
    float result = 0.0f;
    for (int i = 0; i < n; i++) {
        result = uw_lengthf(result, v[i], 0.0f, 0.0f, 0);
    }
    return result;
}

float uw_rnormf_@(int n, const __@ float *v) {
    float result = uw_normf_@(n, v);
    if (!isinf(result)) {
        return 1.0f / result;
    }
    result = 0.0f;
    for (int i = 0; i < n; i++) {
        result = uw_lengthf(result, ldexp(v[i], -40), 0.0f, 0.0f, 0);
    }
    return ldexp(1.0f / result, -40);
}

double uw_norm_@(int n, const __@ double *v) {
    double result = 0.0;
    for (int i = 0; i < n; i++) {
        result = uw_length(result, v[i], 0.0, 0.0, 0);
    }
    return result;
}

double uw_rnorm_@(int n, const __@ double *v) {
    double result = uw_norm_@(n, v);
    if (!isinf(result)) {
        return 1.0 / result;
    }
    result = 0.0;
    for (int i = 0; i < n; i++) {
        result = uw_length(result, ldexp(v[i], -40), 0.0, 0.0, 0);
    }
    return ldexp(1.0 / result, -40);
}

void uw_sincospif_@_#@(float x, __@ float *s, __#@ float *c) {
    *s = sinpi(x);
    *c = cospi(x);
}

void uw_sincospi_@_#@(double x, __@ double *s, __#@ double *c) {
    *s = sinpi(x);
    *c = cospi(x);
}

// PoCL's own are wrong at infinity, and next to zero

float uw_tanhf(float x) { return fabs(x) > 20.0f ? copysign(1.0f, x) : tanh(x); }

double uw_tanh(double x) { return fabs(x) > 40.0 ? copysign(1.0, x) : tanh(x); }

float uw_log1pf(float x) { return fabs(x) < 1e-37f ? x : log1p(x); }

double uw_log1p(double x) { return fabs(x) < 1e-300 ? x : log1p(x); }

// What is not a number has an exponent of its own

int uw_ilogbf(float x) { return isnan(x) ? INT_MIN : ilogb(x); }

int uw_ilogb(double x) { return isnan(x) ? INT_MIN : ilogb(x); }

// What is not a number becomes the highest bit alone where a double or 64 bits take part, as on CUDA

// each: rn rte, rz rtz, ru rtp, rd rtn
int uw_double2int_$T(double x) { return isnan(x) ? INT_MIN : convert_int_sat_$t(x); }

// each: rn rte, rz rtz, ru rtp, rd rtn
uint uw_double2uint_$T(double x) { return isnan(x) ? 0x80000000u : convert_uint_sat_$t(x); }

// each: rn rte, rz rtz, ru rtp, rd rtn
long uw_double2ll_$T(double x) { return isnan(x) ? LONG_MIN : convert_long_sat_$t(x); }

// each: rn rte, rz rtz, ru rtp, rd rtn
ulong uw_double2ull_$T(double x) { return isnan(x) ? 0x8000000000000000ul : convert_ulong_sat_$t(x); }

// each: rn rte, rz rtz, ru rtp, rd rtn
long uw_float2ll_$T(float x) { return isnan(x) ? LONG_MIN : convert_long_sat_$t(x); }

// each: rn rte, rz rtz, ru rtp, rd rtn
ulong uw_float2ull_$T(float x) { return isnan(x) ? 0x8000000000000000ul : convert_ulong_sat_$t(x); }

// each: rn rte, rz rtz, ru rtp, rd rtn
uint uw_float2uint_$T(float x) { return isnan(x) ? 0u : convert_uint_sat_$t(x); }

#define uw_assert(condition, fail) ((condition) ? (void)0 : (printf("assertion failed: %s\n", #condition), fail))

float uw_half2float(ushort bits) { return vload_half(0, (const __private half *)&bits); }

ushort uw_float2half(float x) {
    ushort bits;
    vstore_half_rte(x, 0, (__private half *)&bits);
    return x == x ? bits : (ushort)0x7fff;
}
