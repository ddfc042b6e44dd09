// CUDA's mathematical functions that OpenCL C lacks, and assertions.

float uw_rcbrtf(float x) { return 1.0f / cbrt(x); }

double uw_rcbrt(double x) { return 1.0 / cbrt(x); }

float uw_rhypotf(float x, float y) { return 1.0f / hypot(x, y); }

double uw_rhypot(double x, double y) { return 1.0 / hypot(x, y); }

float uw_norm3df(float x, float y, float z) { return hypot(hypot(x, y), z); }

double uw_norm3d(double x, double y, double z) { return hypot(hypot(x, y), z); }

float uw_rnorm3df(float x, float y, float z) { return 1.0f / hypot(hypot(x, y), z); }

double uw_rnorm3d(double x, double y, double z) { return 1.0 / hypot(hypot(x, y), z); }

float uw_norm4df(float x, float y, float z, float w) { return hypot(hypot(x, y), hypot(z, w)); }

double uw_norm4d(double x, double y, double z, double w) { return hypot(hypot(x, y), hypot(z, w)); }

float uw_rnorm4df(float x, float y, float z, float w) { return 1.0f / hypot(hypot(x, y), hypot(z, w)); }

double uw_rnorm4d(double x, double y, double z, double w) { return 1.0 / hypot(hypot(x, y), hypot(z, w)); }

float uw_normf_@(int n, const __@ float *v) {
    float result = 0.0f;
    for (int i = 0; i < n; i++) {
        result = hypot(result, v[i]);
    }
    return result;
}

double uw_norm_@(int n, const __@ double *v) {
    double result = 0.0;
    for (int i = 0; i < n; i++) {
        result = hypot(result, v[i]);
    }
    return result;
}

float uw_rnormf_@(int n, const __@ float *v) { return 1.0f / uw_normf_@(n, v); }

double uw_rnorm_@(int n, const __@ double *v) { return 1.0 / uw_norm_@(n, v); }

void uw_sincospif_@_#@(float x, __@ float *s, __#@ float *c) {
    *s = sinpi(x);
    *c = cospi(x);
}

void uw_sincospi_@_#@(double x, __@ double *s, __#@ double *c) {
    *s = sinpi(x);
    *c = cospi(x);
}

float uw_erfcxf(float x) {
    if (x < 9.0f) {
        return exp(x * x) * erfc(x);
    }
    float r = 1.0f / (x * x);
    return (1.0f - r * (0.5f - r * (0.75f - r * 1.875f))) * 0.564189583f / x;
}

double uw_erfcx(double x) {
    if (x < 25.0) {
        return exp(x * x) * erfc(x);
    }
    double r = 1.0 / (x * x);
    return (1.0 - r * (0.5 - r * (0.75 - r * (1.875 - r * 6.5625)))) * 0.56418958354775628695 / x;
}

float uw_normcdff(float x) { return 0.5f * erfc(-0.707106781f * x); }

double uw_normcdf(double x) { return 0.5 * erfc(-0.70710678118654752440 * x); }

// Newton's method on erfc from the leading term of its inverse; p is in (0, 1]
double uw_erfcinv_tail(double p) {
    double t = sqrt(-2.0 * log(0.5 * p));
    double x = 0.70710678118654752440 * (t - (2.30753 + t * 0.27061) / (1.0 + t * (0.99229 + t * 0.04481)));
    for (int i = 0; i < 4; i++) {
        double error = (erfc(x) - p) / (1.12837916709551257390 * exp(-x * x));
        x += error / (1.0 - x * error);
    }
    return x;
}

double uw_erfcinv(double p) {
    if (!(p >= 0.0 && p <= 2.0)) {
        return NAN;
    }
    if (p == 0.0 || p == 2.0) {
        return p == 0.0 ? INFINITY : -INFINITY;
    }
    return p <= 1.0 ? uw_erfcinv_tail(p) : -uw_erfcinv_tail(2.0 - p);
}

float uw_erfcinvf(float p) { return (float)uw_erfcinv((double)p); }

double uw_erfinv(double p) {
    if (fabs(p) > 0.5) {
        return uw_erfcinv(1.0 - p);
    }
    double x = 0.88622692545275801365 * p;
    for (int i = 0; i < 4; i++) {
        double error = (erf(x) - p) / (1.12837916709551257390 * exp(-x * x));
        x -= error / (1.0 + x * error);
    }
    return x;
}

float uw_erfinvf(float p) { return (float)uw_erfinv((double)p); }

double uw_normcdfinv(double p) { return -1.41421356237309504880 * uw_erfcinv(2.0 * p); }

float uw_normcdfinvf(float p) { return (float)uw_normcdfinv((double)p); }

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

#define uw_assert(condition) ((condition) ? (void)0 : (void)printf("assertion failed: %s\n", #condition))

float uw_half2float(ushort bits) { return vload_half(0, (const __private half *)&bits); }

ushort uw_float2half(float x) {
    ushort bits;
    vstore_half_rte(x, 0, (__private half *)&bits);
    return x == x ? bits : (ushort)0x7fff;
}
