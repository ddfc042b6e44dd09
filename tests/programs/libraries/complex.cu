// The functions of cuComplex.h, on the host and in kernels, compared with the standard library's.
#include <cuComplex.h>
#include <cuda_runtime.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <vector>

static int failures = 0;

__host__ __device__ cuFloatComplex evaluated(cuFloatComplex x, cuFloatComplex y) {
    cuFloatComplex r = cuCaddf(cuCmulf(x, y), cuCdivf(x, y));
    r = cuCsubf(r, cuConjf(y));
    r = cuCfmaf(r, x, make_cuFloatComplex(cuCabsf(x), cuCrealf(y) - cuCimagf(x)));
    return r;
}
__host__ __device__ cuDoubleComplex evaluated(cuDoubleComplex x, cuDoubleComplex y) {
    cuDoubleComplex r = cuCadd(cuCmul(x, y), cuCdiv(x, y));
    r = cuCsub(r, cuConj(y));
    r = cuCfma(r, x, make_cuDoubleComplex(cuCabs(x), cuCreal(y) - cuCimag(x)));
    return r;
}

template <typename C>
__global__ void evaluate(const C *x, const C *y, C *r, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) r[i] = evaluated(x[i], y[i]);
}

__global__ void convert(const cuDoubleComplex *from, cuComplex *to, double *sizes, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    cuFloatComplex narrow = cuComplexDoubleToFloat(from[i]);
    to[i] = make_cuComplex(narrow.y, narrow.x);
    sizes[i] = cuCabs(cuComplexFloatToDouble(to[i]));
}

template <typename T>
std::complex<T> expected(std::complex<T> x, std::complex<T> y) {
    return (x * y + x / y - std::conj(y)) * x + std::complex<T>(std::abs(x), y.real() - x.imag());
}

template <typename T, typename C>
void check(const char *what, double bound) {
    const int n = 1000;
    std::vector<C> x(n), y(n), r(n);
    for (int i = 0; i < n; i++) {
        x[i].x = T(i * 37 % 101 - 50) / 8, x[i].y = T(i * 53 % 97 - 48) / 16;
        y[i].x = T(i * 29 % 89 - 44) / 4 + T(0.03), y[i].y = T(i * 31 % 83 - 41) / 8;
    }
    C *dx, *dy, *dr;
    cudaMalloc(&dx, n * sizeof(C));
    cudaMalloc(&dy, n * sizeof(C));
    cudaMalloc(&dr, n * sizeof(C));
    cudaMemcpy(dx, x.data(), n * sizeof(C), cudaMemcpyHostToDevice);
    cudaMemcpy(dy, y.data(), n * sizeof(C), cudaMemcpyHostToDevice);
    evaluate<<<(n + 127) / 128, 128>>>(dx, dy, dr, n);
    cudaMemcpy(r.data(), dr, n * sizeof(C), cudaMemcpyDeviceToHost);
    for (int i = 0; i < n; i++) {
        const std::complex<double> want =
            expected(std::complex<double>(x[i].x, x[i].y), std::complex<double>(y[i].x, y[i].y));
        const C host = evaluated(x[i], y[i]);
        const double size = 1 + std::norm(std::complex<double>(x[i].x, x[i].y)) * 20;
        if (!(std::abs(std::complex<double>(r[i].x, r[i].y) - want) <= bound * size) ||
            !(std::abs(std::complex<double>(host.x, host.y) - want) <= bound * size)) {
            printf("%s %d: %g %g on the device, %g %g on the host, not %g %g\n", what, i, double(r[i].x), double(r[i].y),
                   double(host.x), double(host.y), want.real(), want.imag());
            failures++;
            break;
        }
    }
    cudaFree(dx);
    cudaFree(dy);
    cudaFree(dr);
}

int main() {
    check<float, cuFloatComplex>("float", 2e-6);
    check<double, cuDoubleComplex>("double", 1e-14);

    const cuDoubleComplex values[3] = {{3, 4}, {-5e18, 12e18}, {0, 0}};
    cuDoubleComplex *from;
    cuComplex *to, narrow[3];
    double *sizes, got[3];
    cudaMalloc(&from, sizeof values);
    cudaMalloc(&to, sizeof narrow);
    cudaMalloc(&sizes, sizeof got);
    cudaMemcpy(from, values, sizeof values, cudaMemcpyHostToDevice);
    convert<<<1, 32>>>(from, to, sizes, 3);
    cudaMemcpy(narrow, to, sizeof narrow, cudaMemcpyDeviceToHost);
    cudaMemcpy(got, sizes, sizeof got, cudaMemcpyDeviceToHost);
    const double want[3] = {5, 13e18, 0};
    for (int i = 0; i < 3; i++) {
        if (!(fabs(got[i] - want[i]) <= 1e-6 * want[i]) || narrow[i].x != float(values[i].y)) {
            printf("size %g, not %g\n", got[i], want[i]);
            failures++;
        }
    }
    cudaFree(from);
    cudaFree(to);
    cudaFree(sizes);
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
