// What kernels print, and how programs end: by an assertion that fails, by a trap, or well.
#include <cassert>
#include <cstdio>
#include <cstring>

struct Point {
    short x;
    unsigned char y;
};

__global__ void print_all(const long long *a, const double *f, Point p) {
    int i = (int)a[0];
    unsigned int u = (unsigned int)a[1];
    long l = a[2];
    unsigned long long w = (unsigned long long)a[3];
//PRINTS
}

__global__ void print_each(const int *values) {
    printf("thread %d of block %d has %d\n", threadIdx.x, blockIdx.x, values[blockIdx.x * blockDim.x + threadIdx.x]);
}

__global__ void asserts(int *values, int bound) {
    int mine = values[threadIdx.x];
    assert(mine < bound);
    assert(bound > 0 && "a bound is positive");
    values[threadIdx.x] = mine + 1;
}

__global__ void traps(int *values, int bound) {
    if (values[threadIdx.x] >= bound) __trap();
    values[threadIdx.x] += 1;
}

static int ended(const char *what, int *values, int first) {
    cudaError_t error = cudaDeviceSynchronize();
    int host[32] = {};
    if (error == cudaSuccess) error = cudaMemcpy(host, values, sizeof host, cudaMemcpyDeviceToHost);
    if (error != cudaSuccess) {
        fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(error));
        return 1;
    }
    for (int i = 0; i < 32; i++)
        if (host[i] != first + i + 1) return 2;
    printf("%s: went on\n", what);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 2) return 3;
    int start[32], *values;
    for (int i = 0; i < 32; i++) start[i] = 10 + i;
    cudaMalloc(&values, sizeof start);
    cudaMemcpy(values, start, sizeof start, cudaMemcpyHostToDevice);
    if (!strcmp(argv[1], "print")) {
        long long integers[] = {-42, 4000000000LL, -1234567890123LL, 0x7edcba9876543210LL}, *a;
        double numbers[] = {3.14159265358979, -0.000123456789, 1.5e30, 100.0}, *f;
        cudaMalloc(&a, sizeof integers);
        cudaMalloc(&f, sizeof numbers);
        cudaMemcpy(a, integers, sizeof integers, cudaMemcpyHostToDevice);
        cudaMemcpy(f, numbers, sizeof numbers, cudaMemcpyHostToDevice);
        printf("the host, before\n");
        print_all<<<1, 1>>>(a, f, Point{-7, 200});
        if (cudaDeviceSynchronize() != cudaSuccess) return 4;
        printf("the host, between\n");
        print_each<<<2, 3>>>(values);
        if (cudaDeviceSynchronize() != cudaSuccess) return 5;
        return 0;
    }
    if (!strcmp(argv[1], "holds")) {
        asserts<<<1, 32>>>(values, 100);
        return ended("holds", values, 10);
    }
    if (!strcmp(argv[1], "assert")) {
        asserts<<<1, 32>>>(values, 35);
        return ended("assert", values, 10);
    }
    if (!strcmp(argv[1], "trap")) {
        traps<<<1, 32>>>(values, 35);
        return ended("trap", values, 10);
    }
    return 6;
}
