// The device's clock goes forward while a kernel works, and clock() of the host is the host's.
#include <cstdio>
#include <ctime>

__global__ void work(long long *times, float *out, int n) {
    const long long start = clock64();
    const clock_t begin = clock();
    float sum = 0.0f;
    for (int i = 0; i < n; ++i) sum = sqrtf(sum + i);
    out[0] = sum;
    times[0] = clock64() - start;
    times[1] = clock() - begin;
}

int main() {
    const clock_t host = clock();
    long long *times, found[2];
    float *out;
    cudaMalloc(&times, sizeof found);
    cudaMalloc(&out, sizeof(float));
    work<<<1, 1>>>(times, out, 200000);
    cudaMemcpy(found, times, sizeof found, cudaMemcpyDeviceToHost);
    const bool right = found[0] > 0 && found[1] > 0 && clock() >= host;
    printf(right ? "PASS\n" : "FAIL: %lld %lld\n", found[0], found[1]);
    return !right;
}
