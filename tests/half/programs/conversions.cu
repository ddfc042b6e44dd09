// Converts every pattern of half precision and bfloat16 to float and to integers, and floats from a file to both with each
// rounding: in a kernel, and with "host" as the third argument on the host. Writes all results to a file.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdio>
#include <cstring>
#include <vector>

struct Wide {
    float as_float;
    int nearest, down, up, cut;
    unsigned int positive;
    long long large;
    short small;
    signed char tiny;
};

__host__ __device__ inline Wide widen(__half a) {
    Wide w;
    w.as_float = __half2float(a);
    w.nearest = __half2int_rn(a);
    w.down = __half2int_rd(a);
    w.up = __half2int_ru(a);
    w.cut = (int)a;
    w.positive = __half2uint_rz(a);
    w.large = __half2ll_rz(a);
    w.small = __half2short_rn(a);
    w.tiny = __half2char_rz(a);
    return w;
}
__host__ __device__ inline Wide widen(__nv_bfloat16 a) {
    Wide w;
    w.as_float = __bfloat162float(a);
    w.nearest = __bfloat162int_rn(a);
    w.down = __bfloat162int_rd(a);
    w.up = __bfloat162int_ru(a);
    w.cut = __bfloat162int_rz(a);
    w.positive = __bfloat162uint_rz(a);
    w.large = __bfloat162ll_rz(a);
    w.small = __bfloat162short_rn(a);
    w.tiny = __bfloat162char_rz(a);
    return w;
}

__host__ __device__ inline void narrow(float x, unsigned short *out, int n, int i) {
    out[i] = __half_as_ushort(__float2half(x));
    out[n + i] = __half_as_ushort(__float2half_rz(x));
    out[2 * n + i] = __half_as_ushort(__float2half_rd(x));
    out[3 * n + i] = __half_as_ushort(__float2half_ru(x));
    out[4 * n + i] = __bfloat16_as_ushort(__float2bfloat16(x));
    out[5 * n + i] = __bfloat16_as_ushort(__float2bfloat16_rz(x));
    out[6 * n + i] = __bfloat16_as_ushort(__float2bfloat16_rd(x));
    out[7 * n + i] = __bfloat16_as_ushort(__float2bfloat16_ru(x));
}
__host__ __device__ inline void from_integer(long long x, unsigned short *out, int n, int i) {
    out[i] = __half_as_ushort(__ll2half_rn(x));
    out[n + i] = __half_as_ushort(__int2half_rn((int)x));
    out[2 * n + i] = __bfloat16_as_ushort(__ll2bfloat16_rn(x));
    out[3 * n + i] = __bfloat16_as_ushort(__int2bfloat16_rz((int)x));
}

__global__ void widen_all(Wide *half_results, Wide *bfloat16_results) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    half_results[i] = widen(__ushort_as_half((unsigned short)i));
    bfloat16_results[i] = widen(__ushort_as_bfloat16((unsigned short)i));
}
__global__ void narrow_all(const float *x, unsigned short *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) narrow(x[i], out, n, i);
}
__global__ void integers_all(const long long *x, unsigned short *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) from_integer(x[i], out, n, i);
}
__global__ void doubles_all(const double *x, unsigned short *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = __half_as_ushort(__double2half(x[i]));
}

int main(int argc, char **argv) {
    if (argc < 4) return 1;
    FILE *in = fopen(argv[1], "rb"), *result = fopen(argv[2], "wb");
    int n = 0;
    if (!in || !result || fread(&n, sizeof n, 1, in) != 1) return 1;
    std::vector<float> floats(n);
    std::vector<long long> integers(n);
    std::vector<double> doubles(n);
    if (fread(floats.data(), sizeof(float), n, in) != size_t(n)) return 1;
    if (fread(integers.data(), sizeof(long long), n, in) != size_t(n)) return 1;
    if (fread(doubles.data(), sizeof(double), n, in) != size_t(n)) return 1;

    Wide *wide;
    float *x;
    long long *k;
    double *d;
    unsigned short *out;
    cudaMallocManaged(&wide, 2 * 65536 * sizeof(Wide));
    cudaMallocManaged(&x, n * sizeof(float));
    cudaMallocManaged(&k, n * sizeof(long long));
    cudaMallocManaged(&d, n * sizeof(double));
    cudaMallocManaged(&out, 13 * n * sizeof(unsigned short));
    memcpy(x, floats.data(), n * sizeof(float));
    memcpy(k, integers.data(), n * sizeof(long long));
    memcpy(d, doubles.data(), n * sizeof(double));
    if (strcmp(argv[3], "host") == 0) {
        for (int i = 0; i < 65536; i++) {
            wide[i] = widen(__ushort_as_half((unsigned short)i));
            wide[65536 + i] = widen(__ushort_as_bfloat16((unsigned short)i));
        }
        for (int i = 0; i < n; i++) {
            narrow(x[i], out, n, i);
            from_integer(k[i], out + 8 * n, n, i);
            out[12 * n + i] = __half_as_ushort(__double2half(d[i]));
        }
    } else {
        int blocks = (n + 255) / 256;
        widen_all<<<256, 256>>>(wide, wide + 65536);
        narrow_all<<<blocks, 256>>>(x, out, n);
        integers_all<<<blocks, 256>>>(k, out + 8 * n, n);
        doubles_all<<<blocks, 256>>>(d, out + 12 * n, n);
        if (cudaDeviceSynchronize() != cudaSuccess) return 1;
    }
    fwrite(wide, sizeof(Wide), 2 * 65536, result);
    fwrite(out, sizeof(unsigned short), 13 * n, result);
    fclose(result);
    printf("PASS\n");
    return 0;
}
