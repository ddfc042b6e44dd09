/*
 * y = a * x + y with a grid-stride loop: far fewer threads than elements.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <cuda_runtime.h>

#define CHECK(call)                                                        \
    do {                                                                   \
        cudaError_t err_ = (call);                                         \
        if (err_ != cudaSuccess) {                                         \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,             \
                    cudaGetErrorString(err_));                             \
            exit(2);                                                       \
        }                                                                  \
    } while (0)

__global__ void saxpy(int n, float a, const float *x, float *y)
{
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n;
         i += blockDim.x * gridDim.x)
        y[i] = a * x[i] + y[i];
}

/* saxpy [elements [rounds]] */
int main(int argc, char **argv)
{
    const int n = argc > 1 ? atoi(argv[1]) : 100003;   /* odd, so that the last stride is partial */
    const int rounds = argc > 2 ? atoi(argv[2]) : 1;
    const int guard = 64;      /* elements behind the end that must stay as they are */
    const float a = 2.5f;
    size_t bytes = (n + guard) * sizeof(float);

    float *x = (float *)malloc(bytes);
    float *y = (float *)malloc(bytes);
    float *result = (float *)malloc(bytes);
    for (int i = 0; i < n + guard; i++) {
        x[i] = (float)(i % 1000) * 0.37f - 180.0f;
        y[i] = (float)((i * 7) % 513) - 256.0f;
    }

    float *d_x, *d_y;
    CHECK(cudaMalloc((void **)&d_x, bytes));
    CHECK(cudaMalloc((void **)&d_y, bytes));
    CHECK(cudaMemcpy(d_x, x, bytes, cudaMemcpyHostToDevice));
    for (int round = 0; round < rounds; round++) {
        CHECK(cudaMemcpy(d_y, y, bytes, cudaMemcpyHostToDevice));
        saxpy<<<64, 256>>>(n, a, d_x, d_y);
        CHECK(cudaGetLastError());
        CHECK(cudaDeviceSynchronize());
    }
    CHECK(cudaMemcpy(result, d_y, bytes, cudaMemcpyDeviceToHost));

    /* The device may fuse the multiplication and the addition (one rounding
       instead of two): allow two units in the last place of the larger term. */
    int bad = 0;
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        double exact = (double)a * x[i] + y[i];
        double scale = fabs((double)a * x[i]) + fabs((double)y[i]);
        if (fabs(result[i] - exact) > 2.4e-7 * scale)
            bad++;
        sum += result[i];
    }
    for (int i = n; i < n + guard; i++)
        if (result[i] != y[i])
            bad++;

    printf("n = %d, sum = %.1f, wrong = %d\n", n, sum, bad);

    CHECK(cudaFree(d_x));
    CHECK(cudaFree(d_y));
    free(x);
    free(y);
    free(result);

    if (bad) {
        printf("FAIL: %d elements differ\n", bad);
        return 1;
    }
    printf("PASS\n");
    return 0;
}
