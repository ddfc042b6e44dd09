// Reads triples of 16-bit patterns from a file, does every operation of half precision and of bfloat16 on them in a kernel,
// and writes the patterns of the results: for each type first, then for each operation.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

constexpr int OPERATIONS = 36;

__device__ __half from_bits(unsigned short bits, __half) { return __ushort_as_half(bits); }
__device__ __nv_bfloat16 from_bits(unsigned short bits, __nv_bfloat16) { return __ushort_as_bfloat16(bits); }
__device__ unsigned short bits_of(__half a) { return __half_as_ushort(a); }
__device__ unsigned short bits_of(__nv_bfloat16 a) { return __bfloat16_as_ushort(a); }

template <typename T>
__global__ void operate(const unsigned short *a, const unsigned short *b, const unsigned short *c, unsigned short *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    T x = from_bits(a[i], T()), y = from_bits(b[i], T()), z = from_bits(c[i], T());
    T assigned = x;
    assigned += y;
    T results[] = {
        x + y, x - y, x * y, x / y, -x, assigned,
        __hadd(x, y), __hsub(x, y), __hmul(x, y), __hdiv(x, y), __hfma(x, y, z), __hneg(x), __habs(x),
        __hadd_sat(x, y), __hsub_sat(x, y), __hmul_sat(x, y), __hfma_sat(x, y, z), __hfma_relu(x, y, z),
        __hmax(x, y), __hmin(x, y), __hmax_nan(x, y), __hmin_nan(x, y),
        hsqrt(x), hrcp(x), htrunc(x), hceil(x), hfloor(x), hrint(x),
    };
    int count = sizeof(results) / sizeof(results[0]);
    for (int k = 0; k < count; k++) out[k * n + i] = bits_of(results[k]);
    bool truths[] = {x == y, x != y, x < y, x > y, x <= y, x >= y, __hequ(x, y), __hltu(x, y)};
    for (int k = 0; k < 8; k++) out[(count + k) * n + i] = truths[k];
}

int main(int argc, char **argv) {
    if (argc < 3) return 1;
    FILE *in = fopen(argv[1], "rb"), *result = fopen(argv[2], "wb");
    int n = 0;
    if (!in || !result || fread(&n, sizeof n, 1, in) != 1) return 1;
    std::vector<unsigned short> host(3 * n), out(OPERATIONS * n);
    unsigned short *device, *made;
    cudaMalloc(&device, 3 * n * sizeof(unsigned short));
    cudaMalloc(&made, OPERATIONS * n * sizeof(unsigned short));
    for (int type = 0; type < 2; type++) {
        if (fread(host.data(), sizeof(unsigned short), 3 * n, in) != size_t(3 * n)) return 1;
        cudaMemcpy(device, host.data(), 3 * n * sizeof(unsigned short), cudaMemcpyHostToDevice);
        if (type == 0) operate<__half><<<(n + 255) / 256, 256>>>(device, device + n, device + 2 * n, made, n);
        else operate<__nv_bfloat16><<<(n + 255) / 256, 256>>>(device, device + n, device + 2 * n, made, n);
        cudaMemcpy(out.data(), made, out.size() * sizeof(unsigned short), cudaMemcpyDeviceToHost);
        fwrite(out.data(), sizeof(unsigned short), out.size(), result);
    }
    fclose(result);
    if (cudaGetLastError() != cudaSuccess) return 1;
    printf("PASS\n");
    return 0;
}
