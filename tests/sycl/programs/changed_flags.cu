// Threads return by what a function, a macro, a reference, a constructor or a method has put into a variable that began
// with one value for all.
#include <cstdio>

#define RAISE(flag, t) if ((t) > 12) flag = 1

struct Flag {
    int x;
    __device__ void raise(int t) { if (t > 14) x = 1; }
};

struct Tie {
    int *place;
    __device__ Tie(int &flag, int t) : place(&flag) { if (t > 13) flag = 1; }
};

__device__ void decide(int &flag, int t) { if (t > 10) flag = 1; }

template <int Way> __global__ void leave(int *out) {
    __shared__ int cell[64];
    const int t = threadIdx.x;
    int a = 0, b = 0, c = 0, d = 0;
    int2 pair = make_int2(0, 0);
    Flag flag = {0};
    if (Way == 0) decide(a, t);
    if (Way == 1) RAISE(b, t);
    if (Way == 2) {
        int &alias = c;
        alias = t > 11;
    }
    if (Way == 3) pair.x = t > 9;
    if (Way == 4) Tie tie(d, t);
    if (Way == 5) flag.raise(t);
    cell[t] = t;
    if (a) return;
    if (b) return;
    if (c) return;
    if (pair.x) return;
    if (d) return;
    if (flag.x) return;
    __syncthreads();
    out[t] = cell[t ^ 1] + 1;
}

template <int Way> static int check(int last) {
    int *d, h[64], wrong = 0;
    cudaMalloc(&d, sizeof h);
    cudaMemset(d, 0, sizeof h);
    leave<Way><<<1, 64>>>(d);
    cudaMemcpy(h, d, sizeof h, cudaMemcpyDeviceToHost);
    for (int t = 0; t < 64; t++) wrong += h[t] != (t <= last ? (t ^ 1) + 1 : 0);
    cudaFree(d);
    std::printf("way %d: %d wrong\n", Way, wrong);
    return wrong;
}

int main() {
    const int wrong = check<0>(10) + check<1>(12) + check<2>(11) + check<3>(9) + check<4>(13) + check<5>(14);
    std::puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
