// Texture references, as CUDA had them before texture objects: linear memory, pitched memory and an array, each bound, used,
// and bound to something else.
#include <cuda_runtime.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define CHECK(call)                                                                                  \
    do {                                                                                             \
        cudaError_t error = (call);                                                                  \
        if (error != cudaSuccess) {                                                                  \
            printf("line %d: %s\n", __LINE__, cudaGetErrorString(error));                            \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

const int W = 32, H = 12, N = W * H;

texture<int2, cudaTextureType1D, cudaReadModeElementType> pairs;
texture<float, 2, cudaReadModeElementType> plane;
texture<uchar4, 2, cudaReadModeNormalizedFloat> colours;

__device__ int sum_of_pair(int i) {
    int2 p = tex1Dfetch(pairs, i);
    return p.x + p.y;
}

__global__ void sum_pairs(int *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = sum_of_pair(n - 1 - i);
}

__global__ void shrink(float *out, float step_x, float step_y) {
    int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x < W && y < H) out[y * W + x] = tex2D(plane, (x + 0.5f) * step_x, (y + 0.5f) * step_y);
}

__global__ void brightness(float *out) {
    int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x >= W || y >= H) return;
    float4 c = tex2D(colours, x, y);
    out[y * W + x] = 0.25f * (c.x + c.y + c.z) + 0.25f * c.w;
}

int failures = 0;

void expect(float got, float wanted, const char *what, int i) {
    if (std::fabs(got - wanted) <= 1e-3f * (1.0f + std::fabs(wanted))) return;
    if (failures++ < 10) printf("%s: element %d is %g instead of %g\n", what, i, got, wanted);
}

void linear_memory() {
    std::vector<int2> values(N);
    std::vector<int> out(N);
    int2 *d_values;
    int *d_out;
    CHECK(cudaMalloc(&d_values, 2 * N * sizeof(int2)));
    CHECK(cudaMalloc(&d_out, N * sizeof(int)));
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < N; i++) values[i] = make_int2(i * (round + 1), -3 * i);
        int2 *part = d_values + round * N;
        CHECK(cudaMemcpy(part, values.data(), N * sizeof(int2), cudaMemcpyHostToDevice));
        CHECK(cudaBindTexture(nullptr, pairs, part, N * sizeof(int2)));
        sum_pairs<<<(N + 63) / 64, 64>>>(d_out, N);
        CHECK(cudaGetLastError());
        CHECK(cudaMemcpy(out.data(), d_out, N * sizeof(int), cudaMemcpyDeviceToHost));
        for (int i = 0; i < N; i++) expect(out[i], (N - 1 - i) * (round - 2), "linear memory", i);
        CHECK(cudaUnbindTexture(pairs));
    }
    CHECK(cudaFree(d_values));
    CHECK(cudaFree(d_out));
}

void array() {
    std::vector<float> texels(N), out(N);
    for (int i = 0; i < N; i++) texels[i] = (float)(i % W + 2 * (i / W));
    cudaChannelFormatDesc format = cudaCreateChannelDesc<float>();
    cudaArray *stored;
    float *d_out;
    CHECK(cudaMallocArray(&stored, &format, W, H));
    CHECK(cudaMemcpy2DToArray(stored, 0, 0, texels.data(), W * sizeof(float), W * sizeof(float), H, cudaMemcpyHostToDevice));
    CHECK(cudaMalloc(&d_out, N * sizeof(float)));
    plane.addressMode[0] = cudaAddressModeClamp;
    plane.addressMode[1] = cudaAddressModeClamp;
    plane.filterMode = cudaFilterModeLinear;
    plane.normalized = false;
    CHECK(cudaBindTextureToArray(plane, stored, format));
    dim3 block(16, 4), grid(W / 16, H / 4);
    shrink<<<grid, block>>>(d_out, 0.5f, 0.5f);
    CHECK(cudaMemcpy(out.data(), d_out, N * sizeof(float), cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) {  // the plane is linear, and so is the filter, but at the edges
        float x = std::fmax((i % W + 0.5f) * 0.5f - 0.5f, 0.0f), y = std::fmax((i / W + 0.5f) * 0.5f - 0.5f, 0.0f);
        expect(out[i], x + 2 * y, "array", i);
    }
    plane.filterMode = cudaFilterModePoint;
    plane.normalized = true;
    plane.addressMode[0] = cudaAddressModeWrap;
    plane.addressMode[1] = cudaAddressModeWrap;
    CHECK(cudaBindTextureToArray(plane, stored));
    shrink<<<grid, block>>>(d_out, 2.0f / W, 3.0f / H);
    CHECK(cudaMemcpy(out.data(), d_out, N * sizeof(float), cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) {
        int x = (int)((i % W + 0.5f) * 2) % W, y = (int)((i / W + 0.5f) * 3) % H;
        expect(out[i], texels[y * W + x], "array, wrapped", i);
    }
    CHECK(cudaUnbindTexture(plane));
    CHECK(cudaFreeArray(stored));
    CHECK(cudaFree(d_out));
}

void pitched() {
    std::vector<uchar4> texels(N);
    std::vector<float> out(N);
    for (int i = 0; i < N; i++) texels[i] = make_uchar4(i & 255, i / 2 & 255, 255 - (i & 255), 40);
    uchar4 *d_texels;
    float *d_out;
    size_t pitch;
    CHECK(cudaMallocPitch(&d_texels, &pitch, W * sizeof(uchar4), H));
    CHECK(cudaMalloc(&d_out, N * sizeof(float)));
    CHECK(cudaMemcpy2D(d_texels, pitch, texels.data(), W * sizeof(uchar4), W * sizeof(uchar4), H, cudaMemcpyHostToDevice));
    cudaChannelFormatDesc format = cudaCreateChannelDesc(8, 8, 8, 8, cudaChannelFormatKindUnsigned);
    size_t offset = 1;
    CHECK(cudaBindTexture2D(&offset, colours, d_texels, format, W, H, pitch));
    if (offset != 0) failures++, printf("offset %zu\n", offset);
    brightness<<<dim3(W / 8, H / 4), dim3(8, 4)>>>(d_out);
    CHECK(cudaMemcpy(out.data(), d_out, N * sizeof(float), cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) {
        float sum = (float)texels[i].x + texels[i].y + texels[i].z + texels[i].w;
        expect(out[i], 0.25f * sum / 255.0f, "pitched memory", i);
    }
    CHECK(cudaUnbindTexture(colours));
    CHECK(cudaFree(d_texels));
    CHECK(cudaFree(d_out));
}

int main() {
    linear_memory();
    array();
    pitched();
    if (failures) {
        printf("FAIL: %d wrong\n", failures);
        return 1;
    }
    printf("PASS\n");
    return 0;
}
