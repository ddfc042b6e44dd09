// Texture and surface objects over linear memory, pitched memory and arrays, in every way of filtering and addressing: each
// fetch is compared with what the CUDA programming guide says it yields.
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

const int W = 24, H = 10, D = 5;

__global__ void fetch_linear(cudaTextureObject_t texture, float4 *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = tex1Dfetch<float4>(texture, n - 1 - i);
}

template <typename T>
__device__ T at(cudaTextureObject_t texture, float x, float y) {
    return tex2D<T>(texture, x, y);
}

__global__ void sample_plane(cudaTextureObject_t texture, const float2 *where, float *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = at<float>(texture, where[i].x, where[i].y);
}

__global__ void sample_bytes(cudaTextureObject_t raw, cudaTextureObject_t scaled, uchar4 *bytes, float4 *floats) {
    int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x >= W || y >= H) return;
    bytes[y * W + x] = tex2D<uchar4>(raw, x, y);
    floats[y * W + x] = tex2D<float4>(scaled, x + 0.5f, y + 0.5f);
}

__global__ void sample_volume(cudaTextureObject_t texture, float *out) {
    int x = threadIdx.x, y = threadIdx.y, z = blockIdx.x;
    out[(z * H + y) * W + x] = tex3D<float>(texture, x + 0.75f, y + 0.5f, z + 1.0f);
}

__global__ void sample_layers(cudaTextureObject_t texture, short2 *out) {
    int x = threadIdx.x, y = threadIdx.y, layer = blockIdx.x;
    out[(layer * H + y) * W + x] = tex2DLayered<short2>(texture, x + 0.5f, y + 0.5f, layer);
}

__global__ void transpose_surface(cudaSurfaceObject_t from, cudaSurfaceObject_t to) {
    int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x >= W || y >= H) return;
    float value;
    surf2Dread(&value, from, x * (int)sizeof(float), y);
    surf2Dwrite(value + 0.5f, to, y * (int)sizeof(float), x);
}

int failures = 0;

void expect(bool right, const char *what, int i, double got, double wanted) {
    if (right) return;
    if (failures++ < 10) printf("%s: element %d is %.7g instead of %.7g\n", what, i, got, wanted);
}

// ---------------------------------------------------------------------------------- what a plane of floats yields

float wrapped(float v, int n) { return (v - std::floor(v)) * n; }

int edge(cudaTextureAddressMode mode, int i, int n) {
    if (i >= 0 && i < n) return i;
    int round = (int)std::floor((double)i / n), rest = i - round * n;
    if (mode == cudaAddressModeClamp) return i < 0 ? 0 : n - 1;
    if (mode == cudaAddressModeWrap) return rest;
    if (mode == cudaAddressModeMirror) return round % 2 ? n - 1 - rest : rest;
    return -1;
}

struct Plane {
    const std::vector<float> &texels;
    cudaTextureDesc how;

    float texel(int x, int y) const {
        x = edge(how.addressMode[0], x, W);
        y = edge(how.addressMode[1], y, H);
        return x < 0 || y < 0 ? 0.0f : texels[y * W + x];
    }
    float sample(float x, float y) const {
        if (how.normalizedCoords) {
            x = how.addressMode[0] == cudaAddressModeWrap ? wrapped(x, W) : x * W;
            y = how.addressMode[1] == cudaAddressModeWrap ? wrapped(y, H) : y * H;
        }
        if (how.filterMode == cudaFilterModePoint) return texel((int)std::floor(x), (int)std::floor(y));
        x -= 0.5f;
        y -= 0.5f;
        int i = (int)std::floor(x), j = (int)std::floor(y);
        float a = std::floor((x - i) * 256 + 0.5f) / 256, b = std::floor((y - j) * 256 + 0.5f) / 256;
        return (1 - a) * (1 - b) * texel(i, j) + a * (1 - b) * texel(i + 1, j) + (1 - a) * b * texel(i, j + 1)
             + a * b * texel(i + 1, j + 1);
    }
};

void check_plane(const cudaResourceDesc &resource, const std::vector<float> &texels, const cudaTextureDesc &how, const char *what) {
    const int n = 2000;
    std::vector<float2> where(n);
    for (int i = 0; i < n; i++) {
        float x = (float)(i * 37 % 997) / 997.0f * 3.0f - 1.0f, y = (float)(i * 61 % 991) / 991.0f * 3.0f - 1.0f;
        where[i] = how.normalizedCoords ? make_float2(x, y) : make_float2(x * W, y * H);
    }
    cudaTextureObject_t texture = 0;
    CHECK(cudaCreateTextureObject(&texture, &resource, &how, nullptr));
    float2 *d_where;
    float *d_out;
    CHECK(cudaMalloc(&d_where, n * sizeof(float2)));
    CHECK(cudaMalloc(&d_out, n * sizeof(float)));
    CHECK(cudaMemcpy(d_where, where.data(), n * sizeof(float2), cudaMemcpyHostToDevice));
    sample_plane<<<(n + 127) / 128, 128>>>(texture, d_where, d_out, n);
    CHECK(cudaGetLastError());
    std::vector<float> out(n);
    CHECK(cudaMemcpy(out.data(), d_out, n * sizeof(float), cudaMemcpyDeviceToHost));
    Plane plane{texels, how};
    for (int i = 0; i < n; i++) {
        float wanted = plane.sample(where[i].x, where[i].y);
        expect(std::fabs(out[i] - wanted) <= 1e-3f * (1.0f + std::fabs(wanted)), what, i, out[i], wanted);
    }
    CHECK(cudaDestroyTextureObject(texture));
    CHECK(cudaFree(d_where));
    CHECK(cudaFree(d_out));
}

// ---------------------------------------------------------------------------------- the parts

void linear_memory() {
    const int n = 1000;
    std::vector<float4> values(n), out(n);
    for (int i = 0; i < n; i++) values[i] = make_float4(i, i + 0.25f, -i, i * 2.0f);
    float4 *d_values, *d_out;
    CHECK(cudaMalloc(&d_values, n * sizeof(float4)));
    CHECK(cudaMalloc(&d_out, n * sizeof(float4)));
    CHECK(cudaMemcpy(d_values, values.data(), n * sizeof(float4), cudaMemcpyHostToDevice));
    cudaResourceDesc resource = {};
    resource.resType = cudaResourceTypeLinear;
    resource.res.linear.devPtr = d_values;
    resource.res.linear.desc = cudaCreateChannelDesc<float4>();
    resource.res.linear.sizeInBytes = n * sizeof(float4);
    cudaTextureDesc how = {};
    how.readMode = cudaReadModeElementType;
    cudaTextureObject_t texture = 0;
    CHECK(cudaCreateTextureObject(&texture, &resource, &how, nullptr));
    fetch_linear<<<(n + 255) / 256, 256>>>(texture, d_out, n);
    CHECK(cudaMemcpy(out.data(), d_out, n * sizeof(float4), cudaMemcpyDeviceToHost));
    for (int i = 0; i < n; i++) {
        const float4 &a = out[i], &b = values[n - 1 - i];
        expect(a.x == b.x && a.y == b.y && a.z == b.z && a.w == b.w, "linear memory", i, a.y, b.y);
    }
    CHECK(cudaDestroyTextureObject(texture));
    CHECK(cudaFree(d_values));
    CHECK(cudaFree(d_out));
}

void planes() {
    std::vector<float> texels(W * H);
    for (int i = 0; i < W * H; i++) texels[i] = (float)(i * 7919 % 101);
    cudaChannelFormatDesc format = cudaCreateChannelDesc<float>();
    cudaArray_t array;
    CHECK(cudaMallocArray(&array, &format, W, H));
    CHECK(cudaMemcpy2DToArray(array, 0, 0, texels.data(), W * sizeof(float), W * sizeof(float), H, cudaMemcpyHostToDevice));
    float *pitched;
    size_t pitch;
    CHECK(cudaMallocPitch(&pitched, &pitch, W * sizeof(float), H));
    CHECK(cudaMemcpy2D(pitched, pitch, texels.data(), W * sizeof(float), W * sizeof(float), H, cudaMemcpyHostToDevice));
    cudaResourceDesc in_array = {}, in_rows = {};
    in_array.resType = cudaResourceTypeArray;
    in_array.res.array.array = array;
    in_rows.resType = cudaResourceTypePitch2D;
    in_rows.res.pitch2D.devPtr = pitched;
    in_rows.res.pitch2D.desc = format;
    in_rows.res.pitch2D.width = W;
    in_rows.res.pitch2D.height = H;
    in_rows.res.pitch2D.pitchInBytes = pitch;
    const cudaTextureAddressMode modes[] = {cudaAddressModeWrap, cudaAddressModeClamp, cudaAddressModeMirror, cudaAddressModeBorder};
    for (int linear = 0; linear < 2; linear++) {
        for (int normalized = 0; normalized < 2; normalized++) {
            for (int mode = 0; mode < 4; mode++) {
                if (!normalized && mode != 1 && mode != 3) continue;  // the others need normalized coordinates
                cudaTextureDesc how = {};
                how.addressMode[0] = modes[mode];
                how.addressMode[1] = modes[mode];
                how.filterMode = linear ? cudaFilterModeLinear : cudaFilterModePoint;
                how.readMode = cudaReadModeElementType;
                how.normalizedCoords = normalized;
                char what[80];
                snprintf(what, sizeof what, "plane, %s, %s coordinates, address mode %d", linear ? "linear" : "point",
                         normalized ? "normalized" : "plain", mode);
                check_plane(in_array, texels, how, what);
                check_plane(in_rows, texels, how, what);
            }
        }
    }
    CHECK(cudaFreeArray(array));
    CHECK(cudaFree(pitched));
}

void bytes() {
    std::vector<uchar4> texels(W * H), raw(W * H);
    std::vector<float4> scaled(W * H);
    for (int i = 0; i < W * H; i++) texels[i] = make_uchar4(i & 255, 255 - (i & 255), i * 3 & 255, i * 5 & 255);
    cudaChannelFormatDesc format = cudaCreateChannelDesc(8, 8, 8, 8, cudaChannelFormatKindUnsigned);
    cudaArray_t array;
    CHECK(cudaMallocArray(&array, &format, W, H));
    CHECK(cudaMemcpyToArray(array, 0, 0, texels.data(), W * H * sizeof(uchar4), cudaMemcpyHostToDevice));
    cudaResourceDesc resource = {};
    resource.resType = cudaResourceTypeArray;
    resource.res.array.array = array;
    cudaTextureDesc how = {};
    how.addressMode[0] = how.addressMode[1] = cudaAddressModeClamp;
    how.readMode = cudaReadModeElementType;
    cudaTextureObject_t as_bytes = 0, as_floats = 0;
    CHECK(cudaCreateTextureObject(&as_bytes, &resource, &how, nullptr));
    how.readMode = cudaReadModeNormalizedFloat;
    how.filterMode = cudaFilterModeLinear;
    CHECK(cudaCreateTextureObject(&as_floats, &resource, &how, nullptr));
    uchar4 *d_raw;
    float4 *d_scaled;
    CHECK(cudaMalloc(&d_raw, W * H * sizeof(uchar4)));
    CHECK(cudaMalloc(&d_scaled, W * H * sizeof(float4)));
    sample_bytes<<<dim3((W + 7) / 8, (H + 7) / 8), dim3(8, 8)>>>(as_bytes, as_floats, d_raw, d_scaled);
    CHECK(cudaMemcpy(raw.data(), d_raw, W * H * sizeof(uchar4), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(scaled.data(), d_scaled, W * H * sizeof(float4), cudaMemcpyDeviceToHost));
    for (int i = 0; i < W * H; i++) {
        expect(raw[i].x == texels[i].x && raw[i].w == texels[i].w, "bytes", i, raw[i].x, texels[i].x);
        expect(std::fabs(scaled[i].y - texels[i].y / 255.0f) < 1e-6f, "scaled bytes", i, scaled[i].y, texels[i].y / 255.0f);
        expect(std::fabs(scaled[i].z - texels[i].z / 255.0f) < 1e-6f, "scaled bytes", i, scaled[i].z, texels[i].z / 255.0f);
    }
    CHECK(cudaDestroyTextureObject(as_bytes));
    CHECK(cudaDestroyTextureObject(as_floats));
    CHECK(cudaFreeArray(array));
    CHECK(cudaFree(d_raw));
    CHECK(cudaFree(d_scaled));
}

void volume() {
    const int n = W * H * D;
    std::vector<float> texels(n), out(n);
    for (int i = 0; i < n; i++) texels[i] = (float)(i * 31 % 64);
    cudaChannelFormatDesc format = cudaCreateChannelDesc<float>();
    cudaArray_t array;
    CHECK(cudaMalloc3DArray(&array, &format, make_cudaExtent(W, H, D)));
    cudaMemcpy3DParms copy = {};
    copy.srcPtr = make_cudaPitchedPtr(texels.data(), W * sizeof(float), W, H);
    copy.dstArray = array;
    copy.extent = make_cudaExtent(W, H, D);
    copy.kind = cudaMemcpyHostToDevice;
    CHECK(cudaMemcpy3D(&copy));
    cudaResourceDesc resource = {};
    resource.resType = cudaResourceTypeArray;
    resource.res.array.array = array;
    cudaTextureDesc how = {};
    how.addressMode[0] = how.addressMode[1] = how.addressMode[2] = cudaAddressModeClamp;
    how.filterMode = cudaFilterModeLinear;
    how.readMode = cudaReadModeElementType;
    cudaTextureObject_t texture = 0;
    CHECK(cudaCreateTextureObject(&texture, &resource, &how, nullptr));
    float *d_out;
    CHECK(cudaMalloc(&d_out, n * sizeof(float)));
    sample_volume<<<D, dim3(W, H)>>>(texture, d_out);
    CHECK(cudaMemcpy(out.data(), d_out, n * sizeof(float), cudaMemcpyDeviceToHost));
    for (int z = 0; z < D; z++) {
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                int right = x + 1 < W ? x + 1 : x, behind = z + 1 < D ? z + 1 : z;
                float near = 0.75f * texels[(z * H + y) * W + x] + 0.25f * texels[(z * H + y) * W + right];
                float far = 0.75f * texels[(behind * H + y) * W + x] + 0.25f * texels[(behind * H + y) * W + right];
                int i = (z * H + y) * W + x;
                expect(std::fabs(out[i] - 0.5f * (near + far)) < 1e-3f, "volume", i, out[i], 0.5f * (near + far));
            }
        }
    }
    CHECK(cudaDestroyTextureObject(texture));
    CHECK(cudaFreeArray(array));
    CHECK(cudaFree(d_out));
}

void layers() {
    const int n = W * H * D;
    std::vector<short2> texels(n), out(n);
    for (int i = 0; i < n; i++) texels[i] = make_short2((short)(i - 500), (short)(-3 * i));
    cudaChannelFormatDesc format = cudaCreateChannelDesc<short2>();
    cudaArray_t array;
    CHECK(cudaMalloc3DArray(&array, &format, make_cudaExtent(W, H, D), cudaArrayLayered));
    cudaMemcpy3DParms copy = {};
    copy.srcPtr = make_cudaPitchedPtr(texels.data(), W * sizeof(short2), W, H);
    copy.dstArray = array;
    copy.extent = make_cudaExtent(W, H, D);
    copy.kind = cudaMemcpyHostToDevice;
    CHECK(cudaMemcpy3D(&copy));
    cudaResourceDesc resource = {};
    resource.resType = cudaResourceTypeArray;
    resource.res.array.array = array;
    cudaTextureDesc how = {};
    how.addressMode[0] = how.addressMode[1] = cudaAddressModeClamp;
    how.readMode = cudaReadModeElementType;
    cudaTextureObject_t texture = 0;
    CHECK(cudaCreateTextureObject(&texture, &resource, &how, nullptr));
    short2 *d_out;
    CHECK(cudaMalloc(&d_out, n * sizeof(short2)));
    sample_layers<<<D, dim3(W, H)>>>(texture, d_out);
    CHECK(cudaMemcpy(out.data(), d_out, n * sizeof(short2), cudaMemcpyDeviceToHost));
    for (int i = 0; i < n; i++) {
        expect(out[i].x == texels[i].x && out[i].y == texels[i].y, "layers", i, out[i].x, texels[i].x);
    }
    CHECK(cudaDestroyTextureObject(texture));
    CHECK(cudaFreeArray(array));
    CHECK(cudaFree(d_out));
}

void surfaces() {
    std::vector<float> values(W * H), out(W * H);
    for (int i = 0; i < W * H; i++) values[i] = i * 0.25f;
    cudaChannelFormatDesc format = cudaCreateChannelDesc<float>();
    cudaArray_t from, to;
    CHECK(cudaMallocArray(&from, &format, W, H, cudaArraySurfaceLoadStore));
    CHECK(cudaMallocArray(&to, &format, H, W, cudaArraySurfaceLoadStore));
    CHECK(cudaMemcpy2DToArray(from, 0, 0, values.data(), W * sizeof(float), W * sizeof(float), H, cudaMemcpyHostToDevice));
    cudaResourceDesc resource = {};
    resource.resType = cudaResourceTypeArray;
    cudaSurfaceObject_t source = 0, target = 0;
    resource.res.array.array = from;
    CHECK(cudaCreateSurfaceObject(&source, &resource));
    resource.res.array.array = to;
    CHECK(cudaCreateSurfaceObject(&target, &resource));
    transpose_surface<<<dim3((W + 7) / 8, (H + 7) / 8), dim3(8, 8)>>>(source, target);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy2DFromArray(out.data(), H * sizeof(float), to, 0, 0, H * sizeof(float), W, cudaMemcpyDeviceToHost));
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
            float wanted = values[y * W + x] + 0.5f;
            expect(out[x * H + y] == wanted, "surface", y * W + x, out[x * H + y], wanted);
        }
    }
    CHECK(cudaDestroySurfaceObject(source));
    CHECK(cudaDestroySurfaceObject(target));
    CHECK(cudaFreeArray(from));
    CHECK(cudaFreeArray(to));
}

int main() {
    linear_memory();
    planes();
    bytes();
    volume();
    layers();
    surfaces();
    if (failures) {
        printf("FAIL: %d wrong\n", failures);
        return 1;
    }
    printf("PASS\n");
    return 0;
}
