// Poisson's equation on a square by conjugate gradients: products by cuSPARSE, vectors by cuBLAS, and a kernel that makes the
// matrix and the right side. The solution is a product of sines, which the five-point stencil has as an eigenvector.
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cusparse.h>

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

// The rows of the stencil: which neighbours a point has tells where its row starts.
__host__ __device__ int row_start(int p, int n) {
    int y = p / n, x = p % n, count = 5 * p;
    count -= y == 0 ? p : n;                             // no point below the first line
    count -= y >= n - 1 ? p - n * (n - 1) : 0;           // none above the last
    count -= y + (x > 0 ? 1 : 0);                        // none left of the first column
    count -= y;                                          // none right of the last
    return count;
}

__global__ void assemble(int n, int *starts, int *places, double *values, double *right) {
    int p = blockIdx.x * blockDim.x + threadIdx.x;
    if (p > n * n) return;
    starts[p] = row_start(p, n);
    if (p == n * n) return;
    int x = p % n, y = p / n, at = starts[p];
    if (y > 0) places[at] = p - n, values[at++] = -1;
    if (x > 0) places[at] = p - 1, values[at++] = -1;
    places[at] = p, values[at++] = 4;
    if (x < n - 1) places[at] = p + 1, values[at++] = -1;
    if (y < n - 1) places[at] = p + n, values[at++] = -1;
    // a mixture of two eigenvectors
    double step = PI / (n + 1);
    double first = sin(step * (x + 1)) * sin(2 * step * (y + 1));
    double second = sin(3 * step * (x + 1)) * sin(step * (y + 1));
    right[p] = (4 - 2 * cos(step) - 2 * cos(2 * step)) * first + (4 - 2 * cos(3 * step) - 2 * cos(step)) * second;
}

int main() {
    const int n = 24, size = n * n, count = 5 * size - 4 * n;
    int *starts, *places;
    double *values, *r, *x, *p, *q;
    cudaMalloc(&starts, (size + 1) * sizeof(int));
    cudaMalloc(&places, count * sizeof(int));
    cudaMalloc(&values, count * sizeof(double));
    cudaMalloc(&r, size * sizeof(double));
    cudaMalloc(&x, size * sizeof(double));
    cudaMalloc(&p, size * sizeof(double));
    cudaMalloc(&q, size * sizeof(double));
    assemble<<<(size + 128) / 128, 128>>>(n, starts, places, values, r);
    CHECK(cudaGetLastError());
    CHECK(cudaMemset(x, 0, size * sizeof(double)));

    cublasHandle_t blas;
    cusparseHandle_t sparse;
    CHECK(cublasCreate(&blas));
    CHECK(cusparseCreate(&sparse));
    cusparseSpMatDescr_t a;
    cusparseDnVecDescr_t in, out;
    CHECK(cusparseCreateCsr(&a, size, size, count, starts, places, values, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I,
                            CUSPARSE_INDEX_BASE_ZERO, CUDA_R_64F));
    CHECK(cusparseCreateDnVec(&in, size, p, CUDA_R_64F));
    CHECK(cusparseCreateDnVec(&out, size, q, CUDA_R_64F));
    const double one = 1, zero = 0;
    size_t bytes = 0;
    void *buffer;
    CHECK(cusparseSpMV_bufferSize(sparse, CUSPARSE_OPERATION_NON_TRANSPOSE, &one, a, in, &zero, out, CUDA_R_64F,
                                  CUSPARSE_SPMV_ALG_DEFAULT, &bytes));
    CHECK(cudaMalloc(&buffer, bytes));

    double old = 0, now = 0, curve = 0;
    int steps = 0;
    CHECK(cublasDcopy(blas, size, r, 1, p, 1));
    CHECK(cublasDdot(blas, size, r, 1, r, 1, &now));
    while (now > 1e-20 && steps < size) {
        CHECK(cusparseSpMV(sparse, CUSPARSE_OPERATION_NON_TRANSPOSE, &one, a, in, &zero, out, CUDA_R_64F,
                           CUSPARSE_SPMV_ALG_DEFAULT, buffer));
        CHECK(cublasDdot(blas, size, p, 1, q, 1, &curve));
        const double alpha = now / curve, back = -alpha;
        CHECK(cublasDaxpy(blas, size, &alpha, p, 1, x, 1));
        CHECK(cublasDaxpy(blas, size, &back, q, 1, r, 1));
        old = now;
        CHECK(cublasDdot(blas, size, r, 1, r, 1, &now));
        const double beta = now / old;
        CHECK(cublasDscal(blas, size, &beta, p, 1));
        CHECK(cublasDaxpy(blas, size, &one, r, 1, p, 1));
        steps++;
    }

    std::vector<double> solution(size);
    CHECK(cudaMemcpy(solution.data(), x, size * sizeof(double), cudaMemcpyDeviceToHost));
    double worst = 0;
    for (int i = 0; i < size; i++) {
        const double step = PI / (n + 1), sx = step * (i % n + 1), sy = step * (i / n + 1);
        worst = fmax(worst, fabs(solution[i] - sin(sx) * sin(2 * sy) - sin(3 * sx) * sin(sy)));
    }
    CHECK(cusparseDestroyDnVec(in));
    CHECK(cusparseDestroyDnVec(out));
    CHECK(cusparseDestroySpMat(a));
    CHECK(cusparseDestroy(sparse));
    CHECK(cublasDestroy(blas));
    for (void *memory : {(void *)starts, (void *)places, (void *)values, (void *)r, (void *)x, (void *)p, (void *)q, buffer}) {
        cudaFree(memory);
    }
    // two eigenvectors are in the right side, so that two steps would do but for rounding
    if (!(worst < 1e-9) || steps < 2 || steps > 8) {
        printf("after %d steps the error is %g\n", steps, worst);
        return 1;
    }
    printf("PASS\n");
    return 0;
}
