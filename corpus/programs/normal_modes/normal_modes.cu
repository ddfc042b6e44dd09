// Springs and masses with cuSOLVER: the modes of a chain by its generalised eigenvalues, its rest position under weight by
// Cholesky and by LU, and a fit by QR. All have closed forms.
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cusolverDn.h>

#include <cmath>
#include <cstdio>
#include <vector>

#define CHECK(call)                                                       \
    do {                                                                  \
        int status = (int)(call);                                         \
        if (status != 0) {                                                \
            printf("%s: %d at line %d\n", #call, status, __LINE__);       \
            return 1;                                                     \
        }                                                                 \
    } while (0)

const double PI = 3.14159265358979323846;

// The stiffness of a chain between two walls, and masses that are all the same.
__global__ void chain(double *stiffness, double *masses, double *weight, int n, double mass) {
    int i = blockIdx.x * blockDim.x + threadIdx.x, j = blockIdx.y;
    if (i >= n) return;
    stiffness[j * n + i] = i == j ? 2 : i - j == 1 || j - i == 1 ? -1 : 0;
    masses[j * n + i] = i == j ? mass : 0;
    if (j == 0) weight[i] = 1;
}

__global__ void polynomial(double *a, double *y, int points) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= points) return;
    double x = i / (double)points;
    a[i] = 1, a[points + i] = x, a[2 * points + i] = x * x;
    y[i] = 3 - 2 * x + 0.5 * x * x;
}

static int judge(const char *what, const std::vector<double> &got, const std::vector<double> &want) {
    for (size_t i = 0; i < want.size(); i++) {
        if (!(fabs(got[i] - want[i]) <= 1e-10 * (1 + fabs(want[i])))) {
            printf("%s: %.15g at %zu, not %.15g\n", what, got[i], i, want[i]);
            return 1;
        }
    }
    return 0;
}

int main() {
    const int n = 40, points = 64;
    const double mass = 2.5;
    double *stiffness, *masses, *weight, *values, *work, *factors, *a, *y, *tau;
    int *info, *pivots, told = -1;
    const size_t square = n * n * sizeof(double);
    cudaMalloc(&stiffness, square);
    cudaMalloc(&masses, square);
    cudaMalloc(&factors, square);
    cudaMalloc(&weight, n * sizeof(double));
    cudaMalloc(&values, n * sizeof(double));
    cudaMalloc(&a, 3 * points * sizeof(double));
    cudaMalloc(&y, points * sizeof(double));
    cudaMalloc(&tau, 3 * sizeof(double));
    cudaMalloc(&info, sizeof(int));
    cudaMalloc(&pivots, n * sizeof(int));
    cusolverDnHandle_t solver;
    cublasHandle_t blas;
    CHECK(cusolverDnCreate(&solver));
    CHECK(cublasCreate(&blas));
    int failures = 0, size = 0, largest = 0;
    std::vector<double> host(n), want(n);

    chain<<<dim3((n + 31) / 32, n), 32>>>(stiffness, masses, weight, n, mass);
    CHECK(cudaMemcpy(factors, stiffness, square, cudaMemcpyDeviceToDevice));
    CHECK(cusolverDnDpotrf_bufferSize(solver, CUBLAS_FILL_MODE_LOWER, n, factors, n, &largest));
    CHECK(cusolverDnDgetrf_bufferSize(solver, n, n, factors, n, &size));
    largest = size > largest ? size : largest;
    CHECK(cusolverDnDsygvd_bufferSize(solver, CUSOLVER_EIG_TYPE_1, CUSOLVER_EIG_MODE_VECTOR, CUBLAS_FILL_MODE_LOWER, n, stiffness,
                                      n, masses, n, values, &size));
    largest = size > largest ? size : largest;
    CHECK(cusolverDnDgeqrf_bufferSize(solver, points, 3, a, points, &size));
    largest = size > largest ? size : largest;
    CHECK(cusolverDnDormqr_bufferSize(solver, CUBLAS_SIDE_LEFT, CUBLAS_OP_T, points, 1, 3, a, points, tau, y, points, &size));
    largest = size > largest ? size : largest;
    CHECK(cudaMalloc(&work, largest * sizeof(double)));

    // how far the chain hangs: a parabola
    for (int i = 0; i < n; i++) want[i] = 0.5 * (i + 1) * (n - i);
    CHECK(cusolverDnDpotrf(solver, CUBLAS_FILL_MODE_LOWER, n, factors, n, work, largest, info));
    CHECK(cusolverDnDpotrs(solver, CUBLAS_FILL_MODE_LOWER, n, 1, factors, n, weight, n, info));
    CHECK(cudaMemcpy(host.data(), weight, n * sizeof(double), cudaMemcpyDeviceToHost));
    failures += judge("Cholesky", host, want);
    chain<<<dim3((n + 31) / 32, n), 32>>>(factors, masses, weight, n, mass);
    CHECK(cusolverDnDgetrf(solver, n, n, factors, n, work, pivots, info));
    CHECK(cusolverDnDgetrs(solver, CUBLAS_OP_N, n, 1, factors, n, pivots, weight, n, info));
    CHECK(cudaMemcpy(host.data(), weight, n * sizeof(double), cudaMemcpyDeviceToHost));
    failures += judge("LU", host, want);

    // the squares of the frequencies, and the slowest mode, an arc of a sine
    CHECK(cusolverDnDsygvd(solver, CUSOLVER_EIG_TYPE_1, CUSOLVER_EIG_MODE_VECTOR, CUBLAS_FILL_MODE_LOWER, n, stiffness, n, masses, n,
                           values, work, largest, info));
    CHECK(cudaMemcpy(&told, info, sizeof told, cudaMemcpyDeviceToHost));
    CHECK(told);
    CHECK(cudaMemcpy(host.data(), values, n * sizeof(double), cudaMemcpyDeviceToHost));
    for (int k = 0; k < n; k++) want[k] = (2 - 2 * cos(PI * (k + 1) / (n + 1))) / mass;
    failures += judge("frequencies", host, want);
    CHECK(cudaMemcpy(host.data(), stiffness, n * sizeof(double), cudaMemcpyDeviceToHost));
    const double turn = host[0] < 0 ? -1 : 1;
    for (int i = 0; i < n; i++) {
        host[i] *= turn;
        want[i] = sqrt(2.0 / (n + 1) / mass) * sin(PI * (i + 1) / (n + 1));
    }
    failures += judge("slowest mode", host, want);

    // the coefficients of a parabola
    polynomial<<<1, points>>>(a, y, points);
    const double one = 1;
    CHECK(cusolverDnDgeqrf(solver, points, 3, a, points, tau, work, largest, info));
    CHECK(cusolverDnDormqr(solver, CUBLAS_SIDE_LEFT, CUBLAS_OP_T, points, 1, 3, a, points, tau, y, points, work, largest, info));
    CHECK(cublasDtrsm(blas, CUBLAS_SIDE_LEFT, CUBLAS_FILL_MODE_UPPER, CUBLAS_OP_N, CUBLAS_DIAG_NON_UNIT, 3, 1, &one, a, points, y,
                      points));
    std::vector<double> fitted(3);
    CHECK(cudaMemcpy(fitted.data(), y, 3 * sizeof(double), cudaMemcpyDeviceToHost));
    failures += judge("fit", fitted, {3, -2, 0.5});

    CHECK(cublasDestroy(blas));
    CHECK(cusolverDnDestroy(solver));
    for (double *memory : {stiffness, masses, weight, values, work, factors, a, y, tau}) cudaFree(memory);
    cudaFree(info);
    cudaFree(pivots);
    if (!failures) printf("PASS\n");
    return failures != 0;
}
