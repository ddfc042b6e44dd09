// Dense linear algebra by cuBLAS, compared with loops on the host.
#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cublasStatus_t status = (call);                                                \
        if (status != CUBLAS_STATUS_SUCCESS) {                                         \
            printf("%s at line %d\n", cublasGetStatusName(status), __LINE__);          \
            failures++;                                                                \
        }                                                                              \
    } while (0)

static int failures = 0;

template <typename T>
struct Device {
    T *at;
    size_t count;
    explicit Device(const std::vector<T> &host) : count(host.size()) {
        cudaMalloc(&at, count * sizeof(T));
        cudaMemcpy(at, host.data(), count * sizeof(T), cudaMemcpyHostToDevice);
    }
    ~Device() { cudaFree(at); }
    std::vector<T> host() const {
        std::vector<T> values(count);
        cudaMemcpy(values.data(), at, count * sizeof(T), cudaMemcpyDeviceToHost);
        return values;
    }
};

template <typename T>
__global__ void doubled(T *values, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) values[i] *= 2;
}

template <typename T>
std::vector<T> numbers(int n, int seed) {
    std::vector<T> made(n);
    for (int i = 0; i < n; i++) made[i] = T((i * 7 + seed * 5) % 13 - 6) / 2;
    return made;
}

template <typename T>
void same(const char *what, const std::vector<T> &got, const std::vector<T> &want) {
    for (size_t i = 0; i < want.size(); i++) {
        if (!(std::fabs(got[i] - want[i]) <= 1e-4 * (1 + std::fabs(want[i])))) {
            printf("%s: %g at %zu, not %g\n", what, double(got[i]), i, double(want[i]));
            failures++;
            return;
        }
    }
}

// one name for both types
#define BOTH(name)                                                                     \
    template <typename... A> cublasStatus_t name(float, A... a) { return cublasS##name(a...); } \
    template <typename... A> cublasStatus_t name(double, A... a) { return cublasD##name(a...); }
BOTH(gemm) BOTH(gemmBatched) BOTH(gemmStridedBatched) BOTH(gemv) BOTH(ger) BOTH(geam) BOTH(dgmm) BOTH(dot) BOTH(nrm2)
BOTH(asum) BOTH(axpy) BOTH(scal) BOTH(copy) BOTH(swap) BOTH(rot)

template <typename T>
T element(const std::vector<T> &a, cublasOperation_t op, int lead, int i, int j) {
    return op == CUBLAS_OP_N ? a[size_t(j) * lead + i] : a[size_t(i) * lead + j];
}

template <typename T>
void matrices(cublasHandle_t handle) {
    const int m = 5, n = 4, k = 3, lda = 7, ldb = 8, ldc = 6, count = 2;
    const T alpha = 1.5, beta = -0.5, zero = 0;
    for (int ops = 0; ops < 4; ops++) {
        const cublasOperation_t oa = ops & 1 ? CUBLAS_OP_T : CUBLAS_OP_N, ob = ops & 2 ? CUBLAS_OP_C : CUBLAS_OP_N;
        const std::vector<T> a = numbers<T>(lda * 5 * count, 1), b = numbers<T>(ldb * 4 * count, 2);
        std::vector<T> c = numbers<T>(ldc * n * count, 3), want = c;
        Device<T> da(a), db(b), dc(c);
        doubled<<<4, 32>>>(da.at, int(a.size()));
        for (int z = 0; z < count; z++) {
            const std::vector<T> az(a.begin() + z * lda * 5, a.end()), bz(b.begin() + z * ldb * 4, b.end());
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < m; i++) {
                    T sum = 0;
                    for (int p = 0; p < k; p++) sum += 2 * element(az, oa, lda, i, p) * element(bz, ob, ldb, p, j);
                    T &to = want[size_t(z) * ldc * n + size_t(j) * ldc + i];
                    to = alpha * sum + beta * to;
                }
            }
        }
        CHECK(gemmStridedBatched(T(), handle, oa, ob, m, n, k, &alpha, da.at, lda, (long long)(lda * 5), db.at, ldb,
                                 (long long)(ldb * 4), &beta, dc.at, ldc, (long long)(ldc * n), count));
        same("strided", dc.host(), want);
        Device<T> again(c), once(c);
        std::vector<const T *> as = {da.at, da.at + lda * 5}, bs = {db.at, db.at + ldb * 4};
        std::vector<T *> cs = {again.at, again.at + ldc * n};
        Device<const T *> das(as), dbs(bs);
        Device<T *> dcs(cs);
        CHECK(gemmBatched(T(), handle, oa, ob, m, n, k, &alpha, das.at, lda, dbs.at, ldb, &beta, dcs.at, ldc, count));
        same("batched", again.host(), want);
        CHECK(gemm(T(), handle, oa, ob, m, n, k, &alpha, da.at, lda, db.at, ldb, &beta, once.at, ldc));
        std::vector<T> first = c;
        std::copy(want.begin(), want.begin() + ldc * n, first.begin());
        same("product", once.host(), first);

        Device<T> sum(c);
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                c[j * ldc + i] = alpha * 2 * element(a, oa, lda, i, j) + beta * element(b, ob, ldb, i, j);
            }
        }
        CHECK(geam(T(), handle, oa, ob, m, n, &alpha, da.at, lda, &beta, db.at, ldb, sum.at, ldc));
        same("sum of matrices", sum.host(), c);

        const std::vector<T> x = numbers<T>(12, 4);
        std::vector<T> y = numbers<T>(12, 5), wanted = y;
        Device<T> dx(x), dy(y);
        const int rows = oa == CUBLAS_OP_N ? m : k, columns = oa == CUBLAS_OP_N ? k : m;
        for (int i = 0; i < rows; i++) {
            T total = 0;
            for (int j = 0; j < columns; j++) total += 2 * element(a, oa, lda, i, j) * x[2 * (columns - 1 - j)];
            wanted[i] = alpha * total;
        }
        CHECK(gemv(T(), handle, oa, m, k, &alpha, da.at, lda, dx.at, -2, &zero, dy.at, 1));
        same("matrix by vector", dy.host(), wanted);
    }
    const std::vector<T> a = numbers<T>(lda * n, 6), x = numbers<T>(m, 7), y = numbers<T>(n, 8);
    std::vector<T> outer = a, left = a, right = a;
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
            outer[j * lda + i] += alpha * x[i] * y[j];
            left[j * lda + i] *= x[i];
            right[j * lda + i] *= y[j];
        }
    }
    Device<T> da(a), dx(x), dy(y), dl(a), dr(a);
    CHECK(dgmm(T(), handle, CUBLAS_SIDE_LEFT, m, n, da.at, lda, dx.at, 1, dl.at, lda));
    CHECK(dgmm(T(), handle, CUBLAS_SIDE_RIGHT, m, n, da.at, lda, dy.at, 1, dr.at, lda));
    CHECK(ger(T(), handle, m, n, &alpha, dx.at, 1, dy.at, 1, da.at, lda));
    same("outer product", da.host(), outer);
    same("scaled rows", dl.host(), left);
    same("scaled columns", dr.host(), right);
}

template <typename T>
void vectors(cublasHandle_t handle) {
    const int n = 20;
    std::vector<T> x = numbers<T>(2 * n, 1), y = numbers<T>(n, 2);
    T dot_ = 0, squares = 0, absolute = 0;
    for (int i = 0; i < n; i++) {
        dot_ += x[2 * i] * y[i];
        squares += y[i] * y[i];
        absolute += std::fabs(y[i]);
    }
    Device<T> dx(x), dy(y);
    T got = 0;
    CHECK(dot(T(), handle, n, dx.at, 2, dy.at, 1, &got));
    same("dot", std::vector<T>{got}, std::vector<T>{dot_});
    CHECK(nrm2(T(), handle, n, dy.at, 1, &got));
    same("norm", std::vector<T>{got}, std::vector<T>{std::sqrt(squares)});
    CHECK(asum(T(), handle, n, dy.at, 1, &got));
    same("sum", std::vector<T>{got}, std::vector<T>{absolute});

    const T alpha = 3;
    CHECK(axpy(T(), handle, n, &alpha, dx.at, 2, dy.at, 1));
    for (int i = 0; i < n; i++) y[i] += alpha * x[2 * i];
    same("axpy", dy.host(), y);
    CHECK(scal(T(), handle, n, &alpha, dx.at, 2));
    for (int i = 0; i < n; i++) x[2 * i] *= alpha;
    same("scal", dx.host(), x);
    CHECK(swap(T(), handle, n, dx.at, 2, dy.at, 1));
    for (int i = 0; i < n; i++) std::swap(x[2 * i], y[i]);
    const T c = T(0.6), s = T(0.8);
    CHECK(rot(T(), handle, n, dx.at, 2, dy.at, 1, &c, &s));
    for (int i = 0; i < n; i++) {
        const T kept = x[2 * i];
        x[2 * i] = c * kept + s * y[i];
        y[i] = c * y[i] - s * kept;
    }
    same("swap, rot", dx.host(), x);
    same("swap, rot", dy.host(), y);
    CHECK(copy(T(), handle, n, dx.at, 1, dy.at, -1));
    for (int i = 0; i < n; i++) y[n - 1 - i] = x[i];
    same("copy", dy.host(), y);

    Device<T> result(std::vector<T>(1, T(0))), factor(std::vector<T>(1, T(2)));
    CHECK(cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE));
    CHECK(scal(T(), handle, n, factor.at, dy.at, 1));
    CHECK(asum(T(), handle, n, dy.at, 1, result.at));
    CHECK(cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_HOST));
    absolute = 0;
    for (int i = 0; i < n; i++) absolute += std::fabs(2 * y[i]);
    same("results on the device", result.host(), std::vector<T>{absolute});
}

int main() {
    cublasHandle_t handle;
    CHECK(cublasCreate(&handle));
    cudaStream_t stream;
    cudaStreamCreate(&stream);
    matrices<float>(handle);
    vectors<double>(handle);
    CHECK(cublasSetStream(handle, stream));
    matrices<double>(handle);
    vectors<float>(handle);

    const float host[6] = {1, -9, 3, 9, 0.5f, -2};
    float *device, back[6];
    cudaMalloc(&device, sizeof host);
    CHECK(cublasSetMatrix(2, 3, sizeof(float), host, 2, device, 2));
    int most = 0, least = 0;
    CHECK(cublasIsamax(handle, 6, device, 1, &most));
    CHECK(cublasIsamin(handle, 6, device, 1, &least));
    if (most != 2 || least != 5) failures++, printf("extremes at %d and %d\n", most, least);
    CHECK(cublasGetVector(3, sizeof(float), device, 2, back, 1));
    if (back[0] != 1 || back[1] != 3 || back[2] != 0.5f) failures++, printf("copies are wrong\n");

    const float one = 1;
    if (cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, 4, 2, 2, &one, device, 1, device, 2, &one, device, 4) !=
        CUBLAS_STATUS_INVALID_VALUE) {
        failures++, printf("a wrong leading dimension is taken\n");
    }
    if (cublasSscal(nullptr, 1, &one, device, 1) != CUBLAS_STATUS_NOT_INITIALIZED) failures++, printf("no handle\n");
    CHECK(cublasDestroy(handle));
    cudaStreamDestroy(stream);
    cudaFree(device);
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
