#include "heat.h"
#include <stdlib.h>
#include <cuda_runtime.h>

struct HeatRod {
    int cells;
    double conductivity;
    double *now;
    double *next;
};

static __device__ double laplacian(const double *u, int i)
{
    return u[i - 1] - 2.0 * u[i] + u[i + 1];
}

static __global__ void heat_step(HeatRod rod)
{
    int i = threadIdx.x + blockIdx.x * blockDim.x;
    if (i > 0 && i < rod.cells - 1)
        rod.next[i] = rod.now[i] + rod.conductivity * laplacian(rod.now, i);
    else if (i < rod.cells)
        rod.next[i] = rod.now[i];           /* the ends keep their temperature */
}

HeatRod *heat_create(int cells, double conductivity)
{
    HeatRod *rod = (HeatRod *)malloc(sizeof *rod);
    if (!rod)
        return NULL;
    rod->cells = cells;
    rod->conductivity = conductivity;
    if (cudaMalloc((void **)&rod->now, cells * sizeof(double)) != cudaSuccess)
        goto no_first;
    if (cudaMalloc((void **)&rod->next, cells * sizeof(double)) != cudaSuccess)
        goto no_second;
    return rod;

no_second:
    cudaFree(rod->now);
no_first:
    free(rod);
    return NULL;
}

int heat_set(HeatRod *rod, const double *temperatures)
{
    return cudaMemcpy(rod->now, temperatures, rod->cells * sizeof(double), cudaMemcpyHostToDevice) == cudaSuccess;
}

int heat_advance(HeatRod *rod, int steps)
{
    const int threads = 96;
    while (steps-- > 0) {
        heat_step<<<rod->cells / threads + 1, threads>>>(*rod);
        double *t = rod->now;
        rod->now = rod->next;
        rod->next = t;
    }
    return cudaDeviceSynchronize() == cudaSuccess;
}

int heat_get(HeatRod *rod, double *temperatures)
{
    return cudaMemcpy(temperatures, rod->now, rod->cells * sizeof(double), cudaMemcpyDeviceToHost) == cudaSuccess;
}

void heat_destroy(HeatRod *rod)
{
    cudaFree(rod->now);
    cudaFree(rod->next);
    free(rod);
}
