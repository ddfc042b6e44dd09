// cuBLAS with matrices of special shapes, complex numbers, batches and stated types: inputs by a formula, results printed.
#include <cublas_v2.h>
#include <cuComplex.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdio>
#include <string>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cublasStatus_t status = (call);                                                \
        if (status != CUBLAS_STATUS_SUCCESS) printf("fault %d %d\n", __LINE__, int(status)); \
    } while (0)

static double formula(int i, int seed) { return ((i * 7 + seed * 5) % 13 - 6) / 4.0; }

static void put(float &to, int i, int seed) { to = float(formula(i, seed)); }
static void put(double &to, int i, int seed) { to = formula(i, seed); }
static void put(cuComplex &to, int i, int seed) { to = make_cuComplex(float(formula(i, seed)), float(formula(i, seed + 1))); }
static void put(cuDoubleComplex &to, int i, int seed) { to = make_cuDoubleComplex(formula(i, seed), formula(i, seed + 1)); }
static void show(float x) { printf(" %.9g", x); }
static void show(double x) { printf(" %.17g", x); }
static void show(int x) { printf(" %d", x); }
static void show(cuComplex x) { printf(" %.9g %.9g", x.x, x.y); }
static void show(cuDoubleComplex x) { printf(" %.17g %.17g", x.x, x.y); }

template <typename T>
struct Device {
    T *at;
    size_t count;
    explicit Device(const std::vector<T> &host) : count(host.size()) {
        cudaMalloc(&at, count * sizeof(T));
        cudaMemcpy(at, host.data(), count * sizeof(T), cudaMemcpyHostToDevice);
    }
    Device(const Device &) = delete;
    ~Device() { cudaFree(at); }
    std::vector<T> host() const {
        std::vector<T> values(count);
        cudaMemcpy(values.data(), at, count * sizeof(T), cudaMemcpyDeviceToHost);
        return values;
    }
};

template <typename T>
std::vector<T> numbers(int n, int seed, int diagonal = 0) {
    std::vector<T> made(n);
    for (int i = 0; i < n; i++) put(made[i], i, seed);
    for (int i = 0; diagonal && i < n; i += diagonal + 1) put(made[i], 0, 3);  // a diagonal of which the inverse is tame
    return made;
}
template <typename T>
void print(const std::string &name, const std::vector<T> &values) {
    printf("%s", name.c_str());
    for (const T &value : values) show(value);
    printf("\n");
}

#define REAL(name)                                                                              \
    template <typename... A> cublasStatus_t name(float, A... a) { return cublasS##name(a...); }  \
    template <typename... A> cublasStatus_t name(double, A... a) { return cublasD##name(a...); }
#define COMPLEX(name)                                                                                    \
    template <typename... A> cublasStatus_t name(cuComplex, A... a) { return cublasC##name(a...); }       \
    template <typename... A> cublasStatus_t name(cuDoubleComplex, A... a) { return cublasZ##name(a...); }
#define ALL(name) REAL(name) COMPLEX(name)
ALL(symm) ALL(syrk) ALL(syr2k) ALL(syrkx) ALL(trmm) ALL(trsm) ALL(trmv) ALL(trsv) ALL(gemm) ALL(gemv) ALL(getrfBatched)
ALL(getrsBatched) ALL(getriBatched) ALL(trsmBatched) REAL(symv) REAL(syr) REAL(syr2) REAL(rotg) REAL(rotm)
COMPLEX(hemv) COMPLEX(hemm) COMPLEX(herk) COMPLEX(geru) COMPLEX(gerc) COMPLEX(dotu) COMPLEX(dotc)

static const int N = 4, M = 3, LEAD = 5;

template <typename T>
void shapes(cublasHandle_t h, const std::string &type) {
    T alpha, beta;
    put(alpha, 1, 0), put(beta, 2, 0);
    for (int way = 0; way < 4; way++) {
        const std::string tag = type + std::to_string(way);
        const cublasFillMode_t fill = way & 1 ? CUBLAS_FILL_MODE_UPPER : CUBLAS_FILL_MODE_LOWER;
        const cublasSideMode_t side = way & 2 ? CUBLAS_SIDE_RIGHT : CUBLAS_SIDE_LEFT;
        const cublasOperation_t op = way & 2 ? CUBLAS_OP_T : CUBLAS_OP_N;
        const cublasDiagType_t diagonal = way == 1 || way == 2 ? CUBLAS_DIAG_UNIT : CUBLAS_DIAG_NON_UNIT;
        const int m = way & 2 ? M : N, n = way & 2 ? N : M;  // the special matrix is of N by N
        Device<T> a(numbers<T>(LEAD * N, 1, LEAD)), b(numbers<T>(LEAD * N, 2));
        {
            Device<T> c(numbers<T>(LEAD * N, 4));
            CHECK(symm(T(), h, side, fill, m, n, &alpha, a.at, LEAD, b.at, LEAD, &beta, c.at, LEAD));
            print("symm" + tag, c.host());
        }
        {
            Device<T> c(numbers<T>(LEAD * N, 4)), d(numbers<T>(LEAD * N, 4)), e(numbers<T>(LEAD * N, 4));
            CHECK(syrk(T(), h, fill, op, N, M, &alpha, a.at, LEAD, &beta, c.at, LEAD));
            CHECK(syr2k(T(), h, fill, op, N, M, &alpha, a.at, LEAD, b.at, LEAD, &beta, d.at, LEAD));
            CHECK(syrkx(T(), h, fill, op, N, M, &alpha, a.at, LEAD, b.at, LEAD, &beta, e.at, LEAD));
            print("syrk" + tag, c.host()), print("syr2k" + tag, d.host()), print("syrkx" + tag, e.host());
        }
        {
            Device<T> c(numbers<T>(LEAD * N, 4)), d(numbers<T>(LEAD * N, 2));
            CHECK(trmm(T(), h, side, fill, op, diagonal, m, n, &alpha, a.at, LEAD, b.at, LEAD, c.at, LEAD));
            CHECK(trsm(T(), h, side, fill, op, diagonal, m, n, &alpha, a.at, LEAD, d.at, LEAD));
            print("trmm" + tag, c.host()), print("trsm" + tag, d.host());
        }
        {
            Device<T> x(numbers<T>(2 * N, 5)), y(numbers<T>(N, 6));
            CHECK(trmv(T(), h, fill, op, diagonal, N, a.at, LEAD, x.at, 2));
            CHECK(trsv(T(), h, fill, op, diagonal, N, a.at, LEAD, y.at, -1));
            print("trmv" + tag, x.host()), print("trsv" + tag, y.host());
        }
    }
}

template <typename T>
void batches(cublasHandle_t h, const std::string &type) {
    const int count = 2, size = LEAD * N;
    std::vector<T> both = numbers<T>(size * count, 1, LEAD);
    Device<T> a(both), b(numbers<T>(size * count, 2)), c(std::vector<T>(size * count)), t(numbers<T>(size * count, 2));
    Device<T *> as({a.at, a.at + size}), bs({b.at, b.at + size}), cs({c.at, c.at + size}), ts({t.at, t.at + size});
    Device<int> pivots(std::vector<int>(N * count)), info(std::vector<int>(count, -7));
    int told = -7;
    CHECK(getrfBatched(T(), h, N, as.at, LEAD, pivots.at, info.at, count));
    print("info" + type, info.host());
    CHECK(getrsBatched(T(), h, CUBLAS_OP_T, N, M, (const T *const *)as.at, LEAD, (const int *)pivots.at, bs.at, LEAD, &told, count));
    CHECK(getriBatched(T(), h, N, (const T *const *)as.at, LEAD, (const int *)pivots.at, cs.at, LEAD, info.at, count));
    print("getrs" + type, b.host()), print("getri" + type, c.host());
    print("told" + type, std::vector<int>{told});
    T one;
    put(one, 1, 0);
    Device<T> l(numbers<T>(size * count, 1));
    Device<T *> ls({l.at, l.at + size});
    CHECK(trsmBatched(T(), h, CUBLAS_SIDE_LEFT, CUBLAS_FILL_MODE_LOWER, CUBLAS_OP_N, CUBLAS_DIAG_UNIT, N, M, &one,
                      (const T *const *)ls.at, LEAD, ts.at, LEAD, count));
    print("trsms" + type, t.host());
}

template <typename T>
void real(cublasHandle_t h, const std::string &type) {
    T alpha, beta;
    put(alpha, 1, 0), put(beta, 2, 0);
    Device<T> a(numbers<T>(LEAD * N, 1)), b(a.host()), x(numbers<T>(N, 5)), y(numbers<T>(2 * N, 6)), z(y.host());
    CHECK(symv(T(), h, CUBLAS_FILL_MODE_LOWER, N, &alpha, a.at, LEAD, x.at, 1, &beta, y.at, 2));
    print("symv" + type, y.host());
    CHECK(syr(T(), h, CUBLAS_FILL_MODE_UPPER, N, &alpha, x.at, 1, a.at, LEAD));
    CHECK(syr2(T(), h, CUBLAS_FILL_MODE_LOWER, N, &alpha, x.at, 1, z.at, 2, b.at, LEAD));
    print("syr" + type, a.host()), print("syr2" + type, b.host());
    T p = -3, q = 4, c = 0, s = 0;
    CHECK(rotg(T(), h, &p, &q, &c, &s));
    print("rotg" + type, std::vector<T>{p, q, c, s});
    const T by[5] = {-1, 2, T(0.5), -3, T(0.25)};
    CHECK(rotm(T(), h, N, x.at, 1, z.at, 2, by));
    print("rotm" + type, x.host()), print("rotmy" + type, z.host());
}

template <typename T, typename R>
void complex(cublasHandle_t h, const std::string &type) {
    T alpha, beta, dots[2];
    put(alpha, 1, 0), put(beta, 2, 0);
    const R half = R(0.5), two = 2;
    Device<T> a(numbers<T>(LEAD * N, 1)), b(numbers<T>(LEAD * N, 2)), c(numbers<T>(LEAD * N, 4)), d(c.host()), e(c.host());
    Device<T> x(numbers<T>(N, 5)), y(numbers<T>(2 * N, 6)), u(a.host()), v(a.host());
    CHECK(gemm(T(), h, CUBLAS_OP_C, CUBLAS_OP_T, N, M, N, &alpha, a.at, LEAD, b.at, LEAD, &beta, c.at, LEAD));
    CHECK(hemm(T(), h, CUBLAS_SIDE_LEFT, CUBLAS_FILL_MODE_LOWER, N, M, &alpha, a.at, LEAD, b.at, LEAD, &beta, d.at, LEAD));
    CHECK(herk(T(), h, CUBLAS_FILL_MODE_UPPER, CUBLAS_OP_C, N, M, &half, a.at, LEAD, &two, e.at, LEAD));
    print("gemm" + type, c.host()), print("hemm" + type, d.host()), print("herk" + type, e.host());
    CHECK(dotu(T(), h, N, x.at, 1, y.at, 2, dots));
    CHECK(dotc(T(), h, N, x.at, 1, y.at, 2, dots + 1));
    print("dots" + type, std::vector<T>{dots[0], dots[1]});
    CHECK(geru(T(), h, N, N, &alpha, x.at, 1, y.at, 2, u.at, LEAD));
    CHECK(gerc(T(), h, N, N, &alpha, x.at, 1, y.at, 2, v.at, LEAD));
    print("geru" + type, u.host()), print("gerc" + type, v.host());
    CHECK(gemv(T(), h, CUBLAS_OP_C, N, N, &alpha, a.at, LEAD, x.at, 1, &beta, y.at, 2));
    print("gemv" + type, y.host());
    CHECK(hemv(T(), h, CUBLAS_FILL_MODE_UPPER, N, &alpha, a.at, LEAD, x.at, 1, &beta, y.at, 2));
    print("hemv" + type, y.host());
}

static void typed(cublasHandle_t h) {
    const float alpha = 1.5f, beta = -0.5f;
    std::vector<__half> a(16), b(16), c(16);
    std::vector<signed char> i(16), j(16);
    for (int k = 0; k < 16; k++) {
        a[k] = __float2half(float(formula(k, 1))), b[k] = __float2half(float(formula(k, 2)) * 1.01f);
        c[k] = __float2half(float(formula(k, 3))), i[k] = (signed char)(k * 37 % 101 - 50), j[k] = (signed char)(k * 53 % 97 - 48);
    }
    Device<__half> da(a), db(b), dc(c), dd(c);
    CHECK(cublasGemmEx(h, CUBLAS_OP_N, CUBLAS_OP_T, N, N, N, &alpha, da.at, CUDA_R_16F, N, db.at, CUDA_R_16F, N, &beta, dc.at,
                       CUDA_R_16F, N, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT));
    std::vector<float> shown;
    for (__half value : dc.host()) shown.push_back(__half2float(value));
    print("halves", shown);
    const __half one = __float2half(1.0f), zero = __float2half(0.0f);
    CHECK(cublasHgemm(h, CUBLAS_OP_N, CUBLAS_OP_N, N, N, N, &one, da.at, N, db.at, N, &zero, dd.at, N));
    shown.clear();
    for (__half value : dd.host()) shown.push_back(__half2float(value));
    print("hgemm", shown);
    Device<float> wide(std::vector<float>(16));
    CHECK(cublasGemmEx(h, CUBLAS_OP_N, CUBLAS_OP_N, N, N, N, &alpha, da.at, CUDA_R_16F, N, db.at, CUDA_R_16F, N, &beta, wide.at,
                       CUDA_R_32F, N, CUBLAS_COMPUTE_32F_FAST_TF32, CUBLAS_GEMM_DEFAULT));
    print("wide", wide.host());
    Device<signed char> di(i), dj(j);
    Device<int> sums(std::vector<int>(16));
    const int once = 1, none = 0;
    CHECK(cublasGemmEx(h, CUBLAS_OP_T, CUBLAS_OP_N, N, N, N, &once, di.at, CUDA_R_8I, N, dj.at, CUDA_R_8I, N, &none, sums.at,
                       CUDA_R_32I, N, CUBLAS_COMPUTE_32I, CUBLAS_GEMM_DEFAULT));
    print("bytes", sums.host());
}

int main() {
    cublasHandle_t h;
    CHECK(cublasCreate(&h));
    shapes<float>(h, "S"), shapes<double>(h, "D"), shapes<cuComplex>(h, "C"), shapes<cuDoubleComplex>(h, "Z");
    batches<float>(h, "S"), batches<double>(h, "D"), batches<cuComplex>(h, "C"), batches<cuDoubleComplex>(h, "Z");
    real<float>(h, "S"), real<double>(h, "D");
    complex<cuComplex, float>(h, "C"), complex<cuDoubleComplex, double>(h, "Z");
    typed(h);
    float least = 0;
    Device<cuComplex> x(numbers<cuComplex>(8, 1));
    CHECK(cublasScnrm2(h, 8, x.at, 1, &least));
    print("nrm2", std::vector<float>{least});
    CHECK(cublasDestroy(h));
    return 0;
}
