// cuSOLVER's factorisations, eigenvalues and singular values of small matrices: inputs by a formula, results printed.
#include <cuComplex.h>
#include <cuda_runtime.h>
#include <cusolverDn.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cusolverStatus_t status = (call);                                              \
        if (status != CUSOLVER_STATUS_SUCCESS) printf("fault %d %d\n", __LINE__, int(status)); \
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
        cudaMalloc(&at, count * sizeof(T) + 1);
        cudaMemcpy(at, host.data(), count * sizeof(T), cudaMemcpyHostToDevice);
    }
    explicit Device(size_t n) : Device(std::vector<T>(n)) {}
    Device(const Device &) = delete;
    ~Device() { cudaFree(at); }
    std::vector<T> host() const {
        std::vector<T> values(count);
        cudaMemcpy(values.data(), at, count * sizeof(T), cudaMemcpyDeviceToHost);
        return values;
    }
};

template <typename T>
std::vector<T> numbers(int n, int seed) {
    std::vector<T> made(n);
    for (int i = 0; i < n; i++) put(made[i], i, seed);
    return made;
}
template <typename T>
void print(const std::string &name, const std::vector<T> &values) {
    printf("%s", name.c_str());
    for (const T &value : values) show(value);
    printf("\n");
}

#define PAIR(name, one, of)                                                                                \
    template <typename... A> cusolverStatus_t name(one, A... a) { return cusolverDn##of(a...); }
#define ALL(name)                                                                                          \
    PAIR(name, float, S##name) PAIR(name, double, D##name) PAIR(name, cuComplex, C##name) PAIR(name, cuDoubleComplex, Z##name)
#define TWO(name, real, complex)                                                                           \
    PAIR(name, float, S##real) PAIR(name, double, D##real) PAIR(name, cuComplex, C##complex) PAIR(name, cuDoubleComplex, Z##complex)
ALL(potrf_bufferSize) ALL(potrf) ALL(potrs) ALL(potri) ALL(potrfBatched) ALL(getrf) ALL(getrs) ALL(geqrf) ALL(gesvd)
ALL(gesvdj) ALL(gesvdjBatched) TWO(ormqr, ormqr, unmqr) TWO(orgqr, orgqr, ungqr) TWO(syevd, syevd, heevd)
TWO(syevdx, syevdx, heevdx) TWO(syevjBatched, syevjBatched, heevjBatched) TWO(sygvd, sygvd, hegvd)
PAIR(gesv, float, SSgesv) PAIR(gesv, double, DDgesv) PAIR(gesv, cuComplex, CCgesv) PAIR(gesv, cuDoubleComplex, ZZgesv)
PAIR(gels, float, SSgels) PAIR(gels, double, DDgels) PAIR(gels, cuComplex, CCgels) PAIR(gels, cuDoubleComplex, ZZgels)

static void add(float &x, double y) { x += float(y); }
static void add(double &x, double y) { x += y; }
static void add(cuComplex &x, double y) { x.x += float(y); }
static void add(cuDoubleComplex &x, double y) { x.x += y; }

static const int N = 5, M = 7, LEAD = 8;

// Numbers with a heavier diagonal: of which only one triangle is read, the diagonal's imaginary parts not
template <typename T>
std::vector<T> matrix(int seed, double diagonal) {
    std::vector<T> made = numbers<T>(LEAD * N, seed);
    for (int i = 0; i < N; i++) add(made[i * LEAD + i], diagonal + i);
    return made;
}

template <typename T, typename R>
void cholesky(cusolverDnHandle_t h, const std::string &type) {
    Device<int> info(std::vector<int>(3, -7));
    for (int way = 0; way < 2; way++) {
        const cublasFillMode_t fill = way ? CUBLAS_FILL_MODE_UPPER : CUBLAS_FILL_MODE_LOWER;
        const std::string tag = type + std::to_string(way);
        Device<T> a(matrix<T>(1, 12)), b(numbers<T>(LEAD * 2, 2));
        int size = 0;
        CHECK(potrf_bufferSize(T(), h, fill, N, a.at, LEAD, &size));
        Device<T> work((size_t)size);
        CHECK(potrf(T(), h, fill, N, a.at, LEAD, work.at, size, info.at));
        print("potrf" + tag, a.host());
        CHECK(potrs(T(), h, fill, N, 2, (const T *)a.at, LEAD, b.at, LEAD, info.at + 1));
        print("potrs" + tag, b.host());
        CHECK(potri(T(), h, fill, N, a.at, LEAD, work.at, size, info.at + 2));
        print("potri" + tag, a.host()), print("info" + tag, info.host());
    }
    Device<T> good(matrix<T>(1, 12)), bad(matrix<T>(1, 0));
    Device<T *> both(std::vector<T *>{good.at, bad.at});
    CHECK(potrfBatched(T(), h, CUBLAS_FILL_MODE_LOWER, N, both.at, LEAD, info.at, 2));
    print("minor" + type, info.host());
}

template <typename T, typename R>
void factors(cusolverDnHandle_t h, const std::string &type) {
    Device<int> info(std::vector<int>(2, -7)), pivots((size_t)N);
    Device<T> a(matrix<T>(3, 0)), b(numbers<T>(LEAD * 2, 2)), work(64);
    CHECK(getrf(T(), h, N, N, a.at, LEAD, work.at, pivots.at, info.at));
    print("lu" + type, a.host()), print("pivots" + type, pivots.host());
    CHECK(getrs(T(), h, CUBLAS_OP_C, N, 2, (const T *)a.at, LEAD, (const int *)pivots.at, b.at, LEAD, info.at + 1));
    print("getrs" + type, b.host()), print("luinfo" + type, info.host());

    Device<T> q(numbers<T>(LEAD * N, 4)), tau((size_t)N), c(numbers<T>(LEAD * 2, 5)), d(numbers<T>(LEAD * M, 6));
    CHECK(geqrf(T(), h, M, N, q.at, LEAD, tau.at, work.at, 64, info.at));
    print("qr" + type, q.host()), print("tau" + type, tau.host());
    const T *from = q.at, *taus = tau.at;
    CHECK(ormqr(T(), h, CUBLAS_SIDE_LEFT, type == "S" || type == "D" ? CUBLAS_OP_T : CUBLAS_OP_C, M, 2, N, from, LEAD, taus, c.at,
                LEAD, work.at, 64, info.at));
    CHECK(ormqr(T(), h, CUBLAS_SIDE_RIGHT, CUBLAS_OP_N, 3, M, N, from, LEAD, taus, d.at, LEAD, work.at, 64, info.at));
    print("left" + type, c.host()), print("right" + type, d.host());
    CHECK(orgqr(T(), h, M, N, N, q.at, LEAD, taus, work.at, 64, info.at));
    print("q" + type, q.host());

    int steps = -1;
    Device<T> e(matrix<T>(3, 0)), f(numbers<T>(LEAD * 2, 2)), x((size_t)LEAD * 2), y((size_t)LEAD * 2);
    CHECK(gesv(T(), h, N, 2, e.at, LEAD, pivots.at, f.at, LEAD, x.at, LEAD, (void *)work.at, size_t(64), &steps, info.at));
    print("gesv" + type, x.host());
    Device<T> tall(numbers<T>(LEAD * N, 4));
    CHECK(gels(T(), h, M, N, 2, tall.at, LEAD, f.at, LEAD, y.at, LEAD, (void *)work.at, size_t(64), &steps, info.at));
    print("gels" + type, y.host());
}

template <typename T, typename R>
void eigenvalues(cusolverDnHandle_t h, const std::string &type) {
    Device<int> info(std::vector<int>(2, -7));
    Device<T> a(matrix<T>(1, 2)), work(64), part(matrix<T>(1, 2)), many(numbers<T>(3 * 3 * 2, 7));
    Device<R> w((size_t)N), some((size_t)N), each(6);
    CHECK(syevd(T(), h, CUSOLVER_EIG_MODE_VECTOR, CUBLAS_FILL_MODE_LOWER, N, a.at, LEAD, w.at, work.at, 64, info.at));
    print("syevd" + type, a.host()), print("values" + type, w.host());
    int count = 0;
    CHECK(syevdx(T(), h, CUSOLVER_EIG_MODE_VECTOR, CUSOLVER_EIG_RANGE_I, CUBLAS_FILL_MODE_LOWER, N, part.at, LEAD, R(0), R(0), 2,
                 4, &count, some.at, work.at, 64, info.at));
    print("syevdx" + type, some.host()), print("count" + type, std::vector<int>{count});
    syevjInfo_t params;
    CHECK(cusolverDnCreateSyevjInfo(&params));
    CHECK(cusolverDnXsyevjSetTolerance(params, 1e-7));
    CHECK(cusolverDnXsyevjSetMaxSweeps(params, 15));
    CHECK(syevjBatched(T(), h, CUSOLVER_EIG_MODE_VECTOR, CUBLAS_FILL_MODE_UPPER, 3, many.at, 3, each.at, work.at, 64, info.at, params, 2));
    print("syevj" + type, many.host()), print("each" + type, each.host()), print("syevjinfo" + type, info.host());
    CHECK(cusolverDnDestroySyevjInfo(params));
    for (int kind = 1; kind <= 3; kind++) {
        Device<T> one(matrix<T>(1, 2)), two(matrix<T>(1, 12));
        CHECK(sygvd(T(), h, cusolverEigType_t(kind), CUSOLVER_EIG_MODE_VECTOR, CUBLAS_FILL_MODE_UPPER, N, one.at, LEAD, two.at,
                    LEAD, w.at, work.at, 64, info.at));
        print("sygvd" + type + std::to_string(kind), one.host()), print("general" + type + std::to_string(kind), w.host());
    }
}

template <typename T, typename R>
void singular(cusolverDnHandle_t h, const std::string &type) {
    Device<int> info(std::vector<int>(2, -7));
    Device<T> a(numbers<T>(LEAD * N, 4)), u((size_t)M * M), vt((size_t)N * N), work(64);
    Device<R> s((size_t)N), rest(64), few(2), each(6);
    CHECK(gesvd(T(), h, 'A', 'A', M, N, a.at, LEAD, s.at, u.at, M, vt.at, N, work.at, 64, rest.at, info.at));
    print("svd" + type, s.host()), print("u" + type, u.host()), print("vt" + type, vt.host());
    gesvdjInfo_t params;
    CHECK(cusolverDnCreateGesvdjInfo(&params));
    Device<T> wide(numbers<T>(2 * N, 5)), left(4), right((size_t)N * 2), many(numbers<T>(3 * 3 * 2, 7)), us(18), vs(18);
    CHECK(gesvdj(T(), h, CUSOLVER_EIG_MODE_VECTOR, 1, 2, N, wide.at, 2, few.at, left.at, 2, right.at, N, work.at, 64, info.at, params));
    print("gesvdj" + type, few.host()), print("gesvdju" + type, left.host()), print("gesvdjv" + type, right.host());
    double residual = 1;
    int sweeps = 0;
    CHECK(cusolverDnXgesvdjGetResidual(h, params, &residual));
    CHECK(cusolverDnXgesvdjGetSweeps(h, params, &sweeps));
    if (!(residual < 1e-4) || sweeps < 1) printf("fault residual %g after %d\n", residual, sweeps);
    CHECK(gesvdjBatched(T(), h, CUSOLVER_EIG_MODE_VECTOR, 3, 3, many.at, 3, each.at, us.at, 3, vs.at, 3, work.at, 64, info.at, params, 2));
    print("svds" + type, each.host()), print("svdinfo" + type, info.host());
    CHECK(cusolverDnDestroyGesvdjInfo(params));
}

template <typename T, typename R>
void all(cusolverDnHandle_t h, const std::string &type) {
    cholesky<T, R>(h, type);
    factors<T, R>(h, type);
    eigenvalues<T, R>(h, type);
    singular<T, R>(h, type);
}

int main() {
    cusolverDnHandle_t h;
    CHECK(cusolverDnCreate(&h));
    all<float, float>(h, "S"), all<double, double>(h, "D"), all<cuComplex, float>(h, "C"), all<cuDoubleComplex, double>(h, "Z");
    cusolverDnParams_t params;
    CHECK(cusolverDnCreateParams(&params));
    Device<int> info(std::vector<int>(1, -7));
    Device<int64_t> pivots((size_t)N);
    Device<double> a(matrix<double>(3, 0)), b(numbers<double>(LEAD * 2, 2));
    size_t device = 0, host = 0;
    CHECK(cusolverDnXgetrf_bufferSize(h, params, N, N, CUDA_R_64F, a.at, LEAD, CUDA_R_64F, &device, &host));
    Device<char> work(device);
    std::vector<char> more(host);
    CHECK(cusolverDnXgetrf(h, params, N, N, CUDA_R_64F, a.at, LEAD, pivots.at, CUDA_R_64F, work.at, device, more.data(), host, info.at));
    CHECK(cusolverDnXgetrs(h, params, CUBLAS_OP_N, N, 2, CUDA_R_64F, a.at, LEAD, pivots.at, CUDA_R_64F, b.at, LEAD, info.at));
    print("xgetrs", b.host());
    if (cusolverDnDpotrf(h, CUBLAS_FILL_MODE_LOWER, N, a.at, 2, b.at, 8, info.at) != CUSOLVER_STATUS_INVALID_VALUE) {
        printf("fault a wrong leading dimension is taken\n");
    }
    CHECK(cusolverDnDestroyParams(params));
    CHECK(cusolverDnDestroy(h));
    return 0;
}
