// Barriers behind returns with values, in the cases of switches and in do loops that threads leave one after the other.
#include <cstdio>
#include <vector>

enum class Way { whole, halves, odd };

// The threads behind the end return what the others compute with barriers.
__device__ int neighbours(int *tile, const int *in, int i, int n) {
    const int t = threadIdx.x;
    tile[t] = i < n ? in[i] : 0;
    if (i >= n) return -1;
    if (in[i] % 13 == 0) return -2 - tile[t];
    __syncthreads();
    int sum = tile[t] + tile[(t + 1) % 64];
    if (sum % 5 == 0) return sum / 5;
    __syncthreads();
    tile[t] = sum;
    __syncthreads();
    return tile[(t + 63) % 64] + sum;
}

__global__ void values(const int *in, int *out, int n) {
    __shared__ int tile[64];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    out[i] = neighbours(tile, in, i, n);
}

template <Way way>
__device__ int reduced(int *tile, int value) {
    const int t = threadIdx.x;
    tile[t] = value;
    switch (way) {
    case Way::whole:
        for (int step = 32; step > 0; step /= 2) {
            __syncthreads();
            if (t < step) tile[t] += tile[t + step];
        }
        break;
    case Way::halves:
        for (int step = 16; step > 0; step /= 2) {
            __syncthreads();
            if (t % 32 < step) tile[t] += tile[t + step];
        }
        break;
    default:
        __syncthreads();
        if (t == 0) {
            for (int k = 1; k < 64; k += 2) tile[0] += tile[k];
        }
    }
    __syncthreads();
    return tile[0];
}

template <Way way>
__global__ void switched(const int *in, int *out, int mode) {
    __shared__ int tile[64];
    const int t = threadIdx.x, i = blockIdx.x * 64 + t;
    int result = reduced<way>(tile, in[i]);
    __syncthreads();
    switch (mode) {
    case 0:
        tile[t] = result + t;
        __syncthreads();
        result += tile[63 - t];
        break;
    case 1: {
        tile[63 - t] = t;
        __syncthreads();
        result -= tile[t];
        break;
    }
    default: result *= 2;
    }
    out[i] = result;
}

// Each thread doubles its number until it is large enough; the last one to do so decides when the block is through.
__global__ void repeated(const int *in, int *out) {
    __shared__ int open, rounds;
    const int i = blockIdx.x * 64 + threadIdx.x;
    int mine = in[i] + 1;
    if (threadIdx.x == 0) rounds = 0;
    do {
        __syncthreads();
        if (threadIdx.x == 0) {
            open = 0;
            rounds++;
        }
        __syncthreads();
        if (mine < 1000) {
            mine *= 2;
            atomicAdd(&open, 1);
        }
        __syncthreads();
    } while (open > 0);
    out[i] = mine + rounds;
}

static int expected_values(const std::vector<int> &in, int n, int i) {
    const int first = i / 64 * 64, t = i % 64;
    auto tile = [&](int k) { return first + k < n ? in[first + k] : 0; };
    auto sum = [&](int k) { return tile(k) + tile((k + 1) % 64); };
    auto stays = [&](int k) { return first + k < n && in[first + k] % 13 != 0 && sum(k) % 5 != 0; };
    if (i >= n) return -1;
    if (in[i] % 13 == 0) return -2 - in[i];
    if (sum(t) % 5 == 0) return sum(t) / 5;
    const int other = (t + 63) % 64;
    return (stays(other) ? sum(other) : tile(other)) + sum(t);
}

static int expected_switched(const std::vector<int> &in, Way way, int mode, int i) {
    const int first = i / 64 * 64, t = i % 64, count = way == Way::halves ? 32 : 64, step = way == Way::odd ? 2 : 1;
    int result = way == Way::odd ? in[first] : 0;
    for (int k = way == Way::odd ? 1 : 0; k < count; k += step) result += in[first + k];
    return mode == 0 ? result + result + 63 - t : mode == 1 ? result - (63 - t) : 2 * result;
}

static int expected_repeated(const std::vector<int> &in, int i) {
    int most = 0, mine = in[i] + 1;
    for (int k = i / 64 * 64; k < i / 64 * 64 + 64; k++) {
        int count = 1;
        for (int value = in[k] + 1; value < 1000; value *= 2) count++;
        most = count > most ? count : most;
    }
    while (mine < 1000) mine *= 2;
    return mine + most;
}

template <Way way>
static int check(const std::vector<int> &in, const int *a, int *b) {
    std::vector<int> out(in.size());
    int wrong = 0;
    for (int mode = 0; mode < 3; mode++) {
        switched<way><<<3, 64>>>(a, b, mode);
        cudaMemcpy(out.data(), b, out.size() * sizeof(int), cudaMemcpyDeviceToHost);
        for (int i = 0; i < (int)out.size(); i++) wrong += out[i] != expected_switched(in, way, mode, i);
    }
    return wrong;
}

int main() {
    const int size = 192, n = 175;
    std::vector<int> in(size), out(size);
    for (int i = 0; i < size; i++) in[i] = i * 53 % 197;
    int *a, *b, wrong = 0;
    cudaMalloc(&a, size * sizeof(int));
    cudaMalloc(&b, size * sizeof(int));
    cudaMemcpy(a, in.data(), size * sizeof(int), cudaMemcpyHostToDevice);
    values<<<3, 64>>>(a, b, n);
    cudaMemcpy(out.data(), b, size * sizeof(int), cudaMemcpyDeviceToHost);
    for (int i = 0; i < size; i++) wrong += out[i] != expected_values(in, n, i);
    std::printf("values: %d wrong\n", wrong);
    int others = check<Way::whole>(in, a, b) + check<Way::halves>(in, a, b) + check<Way::odd>(in, a, b);
    std::printf("switched: %d wrong\n", others);
    repeated<<<3, 64>>>(a, b);
    cudaMemcpy(out.data(), b, size * sizeof(int), cudaMemcpyDeviceToHost);
    int last = 0;
    for (int i = 0; i < size; i++) last += out[i] != expected_repeated(in, i);
    std::printf("repeated: %d wrong\n", last);
    cudaFree(a);
    cudaFree(b);
    std::puts(wrong + others + last ? "FAIL" : "PASS");
    return wrong + others + last != 0;
}
