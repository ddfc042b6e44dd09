// Threads that return while others go on to barriers: from the function's start, with all kinds of declarations behind;
// out of loops, switches and branches, with more statements behind; and loops that all threads leave together.
#include <cstdio>
#include <vector>

struct Item {
    int key;
    float value;
};

__global__ void declared(const int *in, int *out, int n) {
    __shared__ int tile[64];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    if (i >= n) return;
    unsigned char narrow = (unsigned char)(in[i] * 7);
    int a = in[i], b = in[n - 1 - i], *p = &out[i];
    int pair[2] = {in[i], i};
    Item item = {in[i] + 1, 0.5f};
    const int &first = in[i];
    int &mine = out[i];
    int started(in[i] + 3);
    auto twice = in[i] * 2.0;
    tile[t] = a + b;
    __syncthreads();
    mine = tile[t ^ 1] % 1000 + narrow + pair[0] + pair[1] + item.key + first + started + (int)twice;
    *p += 1;
}

__global__ void loops(const int *in, int *out, int n) {
    __shared__ int tile[64];
    const int t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
    int sum = 0;
    tile[t] = 0;
    for (int k = 0; k < 4; k++) {
        sum += in[(i + k) % n];
        if (sum % 7 == 0) return;
        sum++;
    }
    for (int k = 0; k < 3; k++)
        for (int j = 0; j < 3; j++)
            if ((sum + k * j) % 11 == 1) return;
    for (int k = 0; k < 2; k++) {
        switch ((sum + k) % 9) {
        case 0: out[i] = -1; return;
        case 1: sum += 2; break;
        default: sum += 1;
        }
    }
    if (i < n / 2) {
        if (in[i] % 5 == 0) return;
        sum += 3;
        tile[t] = sum;
    } else {
        tile[t] = 2 * sum;
    }
    __syncthreads();
    for (int k = 0; k < 10; k++) {
        if (k == n % 7) break;
        if (tile[t] == 40) return;
        __syncthreads();
        sum += tile[(t + k) % 64] & 3;
        if (k == 5) { break; }
        __syncthreads();
    }
    if (i < n) out[i] = sum;
}

static int expected_declared(const std::vector<int> &in, int i) {
    const int n = (int)in.size(), other = i ^ 1;
    const int tile = other < n ? in[other] + in[n - 1 - other] : 0;
    return tile % 1000 + (unsigned char)(in[i] * 7) + in[i] + i + in[i] + 1 + in[i] + in[i] + 3 + 2 * in[i] + 1;
}

// What a thread has in its sum when it comes to the barrier; false if it does not.
static bool before_barrier(const std::vector<int> &in, int i, int &sum, int &tile, int &out) {
    const int n = (int)in.size();
    sum = tile = 0;
    for (int k = 0; k < 4; k++) {
        sum += in[(i + k) % n];
        if (sum % 7 == 0) return false;
        sum++;
    }
    for (int k = 0; k < 9; k++)
        if ((sum + (k / 3) * (k % 3)) % 11 == 1) return false;
    for (int k = 0; k < 2; k++) {
        const int rest = (sum + k) % 9;
        if (rest == 0) {
            out = -1;
            return false;
        }
        sum += rest == 1 ? 2 : 1;
    }
    if (i < n / 2 && in[i] % 5 == 0) return false;
    if (i < n / 2) sum += 3;
    tile = i < n / 2 ? sum : 2 * sum;
    return true;
}

static void expected_loops(const std::vector<int> &in, int block, std::vector<int> &out) {
    const int n = (int)in.size();
    int sums[64], tiles[64];
    bool there[64];
    for (int t = 0; t < 64; t++) {
        int result = 0;
        there[t] = before_barrier(in, block * 64 + t, sums[t], tiles[t], result);
        out[block * 64 + t] = result;
    }
    for (int t = 0; t < 64; t++) {
        for (int k = 0; k < 10 && k != n % 7 && there[t]; k++) {
            if (tiles[t] == 40) {
                there[t] = false;
                break;
            }
            sums[t] += tiles[(t + k) % 64] & 3;
            if (k == 5) break;
        }
        if (there[t] && block * 64 + t < n) out[block * 64 + t] = sums[t];
    }
}

int main() {
    const int n = 202, padded = 256;
    std::vector<int> in(n), out(padded), expected(padded);
    for (int i = 0; i < n; i++) in[i] = i * 37 % 101;
    int *a, *b, wrong = 0;
    cudaMalloc(&a, n * sizeof(int));
    cudaMalloc(&b, padded * sizeof(int));
    cudaMemcpy(a, in.data(), n * sizeof(int), cudaMemcpyHostToDevice);

    cudaMemset(b, 0, padded * sizeof(int));
    declared<<<4, 64>>>(a, b, n);
    cudaMemcpy(out.data(), b, padded * sizeof(int), cudaMemcpyDeviceToHost);
    for (int i = 0; i < padded; i++) wrong += out[i] != (i < n ? expected_declared(in, i) : 0);
    std::printf("declared: %d wrong\n", wrong);

    cudaMemset(b, 0, padded * sizeof(int));
    loops<<<4, 64>>>(a, b, n);
    cudaMemcpy(out.data(), b, padded * sizeof(int), cudaMemcpyDeviceToHost);
    for (int block = 0; block < 4; block++) expected_loops(in, block, expected);
    int different = 0, some = 0;
    for (int i = 0; i < padded; i++) {
        different += out[i] != expected[i];
        some += out[i] != 0;
    }
    std::printf("loops: %d wrong, %d of %d are there\n", different, some, padded);
    cudaFree(a);
    cudaFree(b);
    std::puts(wrong + different ? "FAIL" : "PASS");
    return wrong + different != 0;
}
