// Two-dimensional launches, dynamic shared memory, a template, and arguments that a lambda cannot just capture.
#include <cstdio>
#include <cuda_runtime.h>

static void fail(const char *what, cudaError_t error) {
    fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(error));
    exit(2);
}
#define MUST(call) { cudaError_t e = call; if (e != cudaSuccess) fail(#call, e); }

struct Image {
    int width, height;
    int *pixels;
};

static int offset = 5;

__global__ void fill(int *pixels, int width, int height, int base) {
    int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x < width && y < height) pixels[y * width + x] = base + 10 * y + x;
}

template <typename T>
__global__ void mirror(T *pixels, int width) {
    extern __shared__ int row[];
    for (int x = threadIdx.x; x < width; x += blockDim.x) row[x] = pixels[blockIdx.x * width + x];
    __syncthreads();
    for (int x = threadIdx.x; x < width; x += blockDim.x) pixels[blockIdx.x * width + x] = row[width - 1 - x];
}

static void draw(Image &image) {
    dim3 block(16, 4);
    dim3 grid((image.width + block.x - 1) / block.x, (image.height + block.y - 1) / block.y);
    fill<<<grid, block>>>(image.pixels, image.width, image.height, offset);
}

int main() {
    Image image = {37, 11, nullptr};
    MUST(cudaMallocManaged(&image.pixels, image.width * image.height * sizeof(int)));
    draw(image);
    mirror<int><<<image.height, 32, image.width * sizeof(int)>>>(image.pixels, image.width);
    MUST(cudaPeekAtLastError());
    MUST(cudaDeviceSynchronize());
    int wrong = 0;
    for (int y = 0; y < image.height; y++)
        for (int x = 0; x < image.width; x++)
            wrong += image.pixels[y * image.width + x] != 5 + 10 * y + (image.width - 1 - x);
    draw(image);
    cudaFree(image.pixels);
    puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
