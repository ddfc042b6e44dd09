// Jumps of all sorts in device code: goto forward, backward and out of loops, cases that fall through, and places that are
// chosen by an expression. The host runs the same functions as the reference.
#include <cstdio>
#include <cuda_runtime.h>

#define BLOCK 64
#define KEYS 100

// Binary search as a flow chart.
__host__ __device__ int find(const int *keys, int count, int key) {
    int low = 0, high = count - 1, middle;
look:
    if (low > high) goto missing;
    middle = (low + high) / 2;
    if (keys[middle] == key) goto found;
    if (keys[middle] < key) {
        low = middle + 1;
        goto look;
    }
    high = middle - 1;
    goto look;
found:
    return middle;
missing:
    return -1;
}

// Steps of the Collatz sequence until one is reached, at most 500.
__host__ __device__ int collatz(unsigned value) {
    int steps = 0;
again:
    if (value == 1) goto done;
    value = value & 1 ? 3 * value + 1 : value / 2;
    steps++;
    if (steps < 500) goto again;
done:
    return steps;
}

// Labels inside a loop, jumped to from a switch and from loops below, beside `continue` and `break` of the outer loop.
__host__ __device__ int tangle(int start) {
    int sum = 0;
    for (int round = 0; round < 5; round++) {
        int tries = 0;
        int table[3] = {round, start, 2};
    retry:
        tries++;
        switch ((start + tries) % 4) {
        case 0: goto retry;
        case 1:
            if (round == 3) continue;
            break;
        case 2:
            if (tries < 3) goto retry;
            goto end;
        default:
            if (round == 4) goto leave;
        }
        if (start == 7 && round == 2) break;
        for (;;) {
            tries += table[2];
            if (tries > 9) goto end;
            if (tries == 5) break;
            while (true)
                if (tries++ > 3) goto next;
        }
    next:
        tries += 100;
    end:
        sum += (tries + table[1]) * (round + 1);
    }
    sum += 7;
leave:
    return sum;
}

// Out of two loops at once.
__host__ __device__ int first_pair(int total) {
    int found = -1;
    for (int a = 1; a < 20; a++)
        for (int b = a; b < 20; b++)
            if (a * b == total) {
                found = 100 * a + b;
                goto out;
            }
out:
    return found;
}

__host__ __device__ int classify(int value) {
    int result = 0;
    switch (value % 6) {
    case 0: {
        int twice = value * 2;
        result += twice;
    }  // falls through
    case 1: result += 1;
    case 2: {
        int seven = 7;
        result += seven;
        break;
    }
    case 3:
    case 4: result = 9;  // falls through
    default: result *= 3;
    }
    return result;
}

struct Pair {
    int first, second;
    __host__ __device__ Pair(int a = 1, int b = 2) : first(a), second(b) {}
};

// Places that are the result of `?:` and of a comma.
__host__ __device__ int places(int value) {
    int a = value, b = 2 * value;
    (value & 1 ? a : b) = 100;
    (a++, b) += 3;
    Pair pairs[3];
    pairs[1] = Pair(value, value + 1);
    Pair others[2] = {Pair(5), Pair(6, 7)};
    (a > b ? pairs[0] : pairs[1]).first += 1000;
    return a * 10 + b + pairs[0].first + pairs[1].second + pairs[2].first + others[0].second + others[1].first;
}

__host__ __device__ int all_of(const int *keys, int value) {
    return find(keys, KEYS, value) + 3 * collatz(value + 1) + 5 * tangle(value) + 7 * first_pair(value)
        + 11 * classify(value) + 13 * places(value);
}

__global__ void jumps(const int *keys, int *out, int count) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= count) goto nothing;
    out[i] = all_of(keys, i);
nothing:
    return;
}

// The block meets between two labels: all threads take the same way.
__global__ void passes(int *data, int limit) {
    __shared__ int held[BLOCK];
    int pass = 0;
more:
    held[threadIdx.x] = data[threadIdx.x] + pass;
    __syncthreads();
    data[threadIdx.x] = held[(threadIdx.x + 1) % BLOCK];
    __syncthreads();
    if (++pass < limit) goto more;
    data[threadIdx.x] += pass;
}

int main() {
    const int count = 1000;
    int keys[KEYS], ring[BLOCK], expected[BLOCK], wrong = 0;
    for (int i = 0; i < KEYS; i++) keys[i] = 3 * i;
    for (int i = 0; i < BLOCK; i++) ring[i] = expected[i] = i * i;

    int *d_keys, *d_out, *d_ring;
    cudaMalloc(&d_keys, sizeof keys);
    cudaMalloc(&d_out, count * sizeof(int));
    cudaMalloc(&d_ring, sizeof ring);
    cudaMemcpy(d_keys, keys, sizeof keys, cudaMemcpyHostToDevice);
    cudaMemcpy(d_ring, ring, sizeof ring, cudaMemcpyHostToDevice);
    jumps<<<(count + BLOCK - 1) / BLOCK, BLOCK>>>(d_keys, d_out, count);
    passes<<<1, BLOCK>>>(d_ring, 5);
    int *out = new int[count];
    cudaMemcpy(out, d_out, count * sizeof(int), cudaMemcpyDeviceToHost);
    cudaMemcpy(ring, d_ring, sizeof ring, cudaMemcpyDeviceToHost);

    for (int i = 0; i < count; i++) {
        int right = all_of(keys, i);
        if (out[i] != right && wrong++ < 5) printf("out[%d] = %d, expected %d\n", i, out[i], right);
    }
    for (int pass = 0; pass < 5; pass++) {
        int next[BLOCK];
        for (int i = 0; i < BLOCK; i++) next[i] = expected[(i + 1) % BLOCK] + pass;
        for (int i = 0; i < BLOCK; i++) expected[i] = next[i];
    }
    for (int i = 0; i < BLOCK; i++)
        if (ring[i] != expected[i] + 5 && wrong++ < 5) printf("ring[%d] = %d, expected %d\n", i, ring[i], expected[i] + 5);
    delete[] out;
    cudaFree(d_keys);
    cudaFree(d_out);
    cudaFree(d_ring);
    printf(wrong ? "FAIL\n" : "PASS\n");
    return wrong != 0;
}
