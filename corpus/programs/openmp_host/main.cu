// A reference on the host in OpenMP's threads, where there are some; a large structure as a kernel's argument, which another
// file defines; a launch with spaces in its brackets.
#include <omp.h>

#include <cstdio>
#include <vector>

#include "weights.h"

__global__ void weigh(Weights weights, const float *in, float *out, int n);

int main() {
    const int n = 1000;
    Weights weights;
    for (int i = 0; i < TAPS; i++) weights.tap[i] = (float)(i % 5 - 2);
    weights.scale = 0.5;
    std::vector<float> in(n), out(n), expected(n);
    for (int i = 0; i < n; i++) in[i] = (float)(i * 7 % 13);

    double began = omp_get_wtime();
    long sum = 0;
#pragma omp parallel for reduction(+ : sum)
    for (int i = 0; i < n; i++) {
        float total = 0;
        for (int t = 0; t < TAPS; t++) total += weights.tap[t] * in[(i + t) % n];
        expected[i] = (float)(total * weights.scale);
        sum += i;
    }
    bool right = sum == 499500 && omp_get_wtime() >= began && omp_get_max_threads() >= 1 && omp_get_thread_num() == 0;

    float *d_in, *d_out;
    cudaMalloc(&d_in, n * sizeof(float));
    cudaMalloc(&d_out, n * sizeof(float));
    cudaMemcpy(d_in, in.data(), n * sizeof(float), cudaMemcpyHostToDevice);
    weigh << <(n + 127) / 128, 128 >> > (weights, d_in, d_out, n);
    cudaMemcpy(out.data(), d_out, n * sizeof(float), cudaMemcpyDeviceToHost);
    cudaFree(d_in);
    cudaFree(d_out);
    for (int i = 0; i < n; i++) {
        if (out[i] != expected[i]) {
            std::printf("%d: %g is not %g\n", i, out[i], expected[i]);
            right = false;
            break;
        }
    }
    std::printf(right ? "PASS\n" : "FAIL\n");
    return right ? 0 : 1;
}
