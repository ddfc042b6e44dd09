// Launches and calls of the runtime in many contexts: members, lambdas, loops without braces, hidden names, arguments with
// effects, references, statics, and names that plain SYCL would take.
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <functional>
#define CK(x) do { cudaError_t e_ = (x); if (e_ != cudaSuccess) { fprintf(stderr, "%s\n", cudaGetErrorString(e_)); exit(1); } } while (0)
__global__ void set(int *a, int n, int v) { int i = blockIdx.x * blockDim.x + threadIdx.x; if (i < n) a[i] = v + i; }
__global__ void addk(int *a, int n, unsigned char v, float f) { int i = blockIdx.x * blockDim.x + threadIdx.x; if (i < n) a[i] += v + (int)f; }
template <typename T, int K> __global__ void tk(T *a, int n) { __shared__ T s[K]; int i = blockIdx.x * blockDim.x + threadIdx.x; s[threadIdx.x % K] = (T)i; __syncthreads(); if (i < n) a[i] = s[threadIdx.x % K]; }
int n = 100;
namespace { const int kOffset = 3; }
struct Holder {
    int *p; int len; static int made;
    Holder(int l) : len(l) { CK(cudaMalloc(&p, sizeof(int) * len)); made++; }
    ~Holder() { CK(cudaFree(p)); }
    void run(int v) { set<<<(len + 31) / 32, 32>>>(p, len, v); }
    void each(std::function<void(int *)> f) { f(p); }
    std::vector<int> get() const { std::vector<int> r(len); CK(cudaMemcpy(r.data(), p, len * sizeof(int), cudaMemcpyDeviceToHost)); return r; }
};
int Holder::made = 0;
static int calls = 0;
int next() { return ++calls; }
int main() {
    int bad = 0;
    {
        Holder h(n);
        h.run(5);
        auto r = h.get();
        for (int i = 0; i < n; i++) bad += r[i] != 5 + i;
        int n = 40;                       // hides the global
        set<<<2, 32>>>(h.p, n, kOffset);
        r = h.get();
        bad += r[39] != 42 || r[40] != 45;
        { int v = 9; auto lam = [&](int *q) { set<<<1, 64>>>(q, n, v); }; h.each(lam); }
        r = h.get();
        bad += r[0] != 9 || r[39] != 48;
        for (int i = 0; i < 3; i++) addk<<<4, 32>>>(h.p, ::n, i, 1.9f);
        for (int i = 0; i < 2; ++i)
            if (i) addk<<<1, 1>>>(h.p, 1, 300, next());
            else CK(cudaDeviceSynchronize());
        r = h.get();
        bad += r[0] != 9 + 3 + 3 + (300 & 255) + 1 || calls != 1;
        int arr[2] = {7, 8}; const int &ref = arr[1]; static int st = 11;
        set<<<1, 32>>>(h.p, 1, arr[0]);
        addk<<<1, 32>>>(h.p, 1, ref, st);
        st = 50;
        r = h.get();
        bad += r[0] != 7 + 8 + 11;
        double *d; size_t w = 10, hh = 3;
        CK(cudaMalloc((void **)&d, w * hh * sizeof(*d)));
        tk<double, 64><<<dim3(1, 1, 1), dim3(32)>>>(d, 30);
        double out[30];
        CK(cudaMemcpy(out, d, sizeof out, cudaMemcpyDeviceToHost));
        for (int i = 0; i < 30; i++) bad += out[i] != i;
        if (d) CK(cudaFree(d)); else bad++;
        int *pp[2];
        for (int *&p : pp) CK(cudaMalloc(&p, 4));
        for (int k = 0; k < 2; k++) { CK(cudaMemset(pp[k], k, 4)); }
        int v; CK(cudaMemcpy(&v, pp[1], 4, cudaMemcpyDeviceToHost)); bad += v != 0x01010101;
        for (auto p : pp) cudaFree(p);
    }
    puts(bad ? "FAIL" : "PASS");
    return bad;
}
