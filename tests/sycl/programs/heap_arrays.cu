// Arrays of objects on the heap of device code: each element is made, and destroyed from the last to the first.
#include <cstdio>

struct Logged {
    int *log = nullptr;
    int digit = 0;
    __device__ ~Logged() {
        if (log) *log = *log * 10 + digit;
    }
};

struct alignas(16) Wide {
    double values[2] = {1.5, 2.5};
    int *log;
    __device__ Wide() : log(nullptr) {}
    __device__ ~Wide() { *log += (int)(values[0] + values[1]); }
};

__global__ void arrays(int *out, int n) {
    const int i = threadIdx.x;
    out[i] = 0;
    Logged *logged = new Logged[n];
    for (int k = 0; k < n; k++) {
        logged[k].log = out + i;
        logged[k].digit = (i + k) % 10;
    }
    delete[] logged;
    Wide *wide = new Wide[2];
    for (int k = 0; k < 2; k++) wide[k].log = out + i;
    delete [] wide;
    Logged *none = nullptr;
    delete[] none;
}

int main() {
    int *out, wrong = 0;
    cudaMallocManaged(&out, 32 * sizeof(int));
    arrays<<<1, 32>>>(out, 4);
    cudaDeviceSynchronize();
    for (int i = 0; i < 32; i++) {
        int expected = 0;
        for (int k = 3; k >= 0; k--) expected = expected * 10 + (i + k) % 10;
        wrong += out[i] != expected + 8;
    }
    cudaFree(out);
    std::puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
