// Memory of the device and back
#include <stdio.h>
#include <stdlib.h>
#include <cuda_runtime.h>

static int failures = 0;

template <typename T>
T *to_device(const T *values, int n) {
    T *made;
    cudaMalloc((void **)&made, n * sizeof(T));
    cudaMemcpy(made, values, n * sizeof(T), cudaMemcpyHostToDevice);
    return made;
}

template <typename T>
void from_device(T *values, T *device, int n) {
    cudaMemcpy(values, device, n * sizeof(T), cudaMemcpyDeviceToHost);
    cudaFree(device);
}
