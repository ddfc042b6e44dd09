// Lists to which all threads push at once: nodes from an array, of which each takes the next by a counter; heads that are
// exchanged (the link is set behind it) or compared and swapped; and a table of such lists by a hash. A second kernel pops
// all with compare-and-swap on a head that counts its changes.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                                                  \
    do {                                                                                             \
        cudaError_t error = (call);                                                                  \
        if (error != cudaSuccess) {                                                                  \
            printf("line %d: %s\n", __LINE__, cudaGetErrorString(error));                            \
            exit(1);                                                                                 \
        }                                                                                            \
    } while (0)

typedef unsigned long long Word;

struct Node {
    int value;
    int next;  // -1 ends a list
};

const int BUCKETS = 37, THREADS = 96, BLOCKS = 7, EACH = 3, NODES = THREADS * BLOCKS * EACH;

__device__ int taken;

__device__ int new_node(Node *heap, int value) {
    const int node = atomicAdd(&taken, 1);
    heap[node].value = value;
    return node;
}

__device__ void push_by_exchange(Node *heap, int *head, int node) {
    heap[node].next = atomicExch(head, node);
}

__device__ void push_by_swap(Node *heap, int *head, int node) {
    int seen = *head, expected;
    do {
        expected = seen;
        heap[node].next = expected;
        __threadfence();
        seen = atomicCAS(head, expected, node);
    } while (seen != expected);
}

__global__ void build(Node *heap, int *table, int *all) {
    const int thread = blockIdx.x * blockDim.x + threadIdx.x;
    for (int k = 0; k < EACH; k++) {
        const int value = thread * EACH + k, node = new_node(heap, value);
        if (value % 2) {
            push_by_exchange(heap, &table[value % BUCKETS], node);
        } else {
            push_by_swap(heap, all, node);
        }
    }
}

// the low half of the head is a node, the high half how often it changed
__global__ void pop_all(const Node *heap, Word *head, int *popped, int *count) {
    for (;;) {
        Word seen = atomicAdd(head, 0ull), expected;
        int node;
        do {
            expected = seen;
            node = static_cast<int>(expected & 0xffffffffull);
            if (node < 0) return;
            const Word next = static_cast<unsigned>(heap[node].next);
            seen = atomicCAS(head, expected, ((expected >> 32) + 1) << 32 | next);
        } while (seen != expected);
        popped[atomicAdd(count, 1)] = heap[node].value;
    }
}

int walk(const Node *heap, int head, int modulus, int rest, bool *seen) {
    int length = 0;
    for (int node = head; node >= 0; node = heap[node].next) {
        const int value = heap[node].value;
        if (node >= NODES || value < 0 || value >= NODES || seen[value] || value % modulus != rest || ++length > NODES) return -1;
        seen[value] = true;
    }
    return length;
}

int main() {
    static Node heap[NODES];
    static bool seen[NODES];
    static int popped[NODES];
    int table[BUCKETS], all = -1, count = 0, zero = 0;
    for (int &head : table) head = -1;
    Node *d_heap;
    int *d_table, *d_all, *d_popped, *d_count;
    Word *d_head;
    CHECK(cudaMalloc(&d_heap, sizeof(heap)));
    CHECK(cudaMalloc(&d_table, sizeof(table)));
    CHECK(cudaMalloc(&d_all, sizeof(int)));
    CHECK(cudaMalloc(&d_popped, sizeof(popped)));
    CHECK(cudaMalloc(&d_count, sizeof(int)));
    CHECK(cudaMalloc(&d_head, sizeof(Word)));
    CHECK(cudaMemcpy(d_table, table, sizeof(table), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_all, &all, sizeof(all), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpy(d_count, &zero, sizeof(zero), cudaMemcpyHostToDevice));
    CHECK(cudaMemcpyToSymbol(taken, &zero, sizeof(zero)));
    build<<<BLOCKS, THREADS>>>(d_heap, d_table, d_all);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(heap, d_heap, sizeof(heap), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(table, d_table, sizeof(table), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(&all, d_all, sizeof(all), cudaMemcpyDeviceToHost));
    int total = walk(heap, all, 2, 0, seen);
    if (total != NODES / 2) return printf("the list has %d nodes, not %d\n", total, NODES / 2), 1;
    for (int k = 0; k < BUCKETS; k++) {
        const int length = walk(heap, table[k], BUCKETS, k, seen);
        if (length < 0) return printf("list %d is broken\n", k), 1;
        total += length;
    }
    if (total != NODES) return printf("%d nodes are linked, not %d\n", total, NODES), 1;
    const Word head = static_cast<unsigned>(all);
    CHECK(cudaMemcpy(d_head, &head, sizeof(head), cudaMemcpyHostToDevice));
    pop_all<<<BLOCKS, THREADS>>>(d_heap, d_head, d_popped, d_count);
    CHECK(cudaMemcpy(&count, d_count, sizeof(count), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(popped, d_popped, sizeof(popped), cudaMemcpyDeviceToHost));
    if (count != NODES / 2) return printf("%d were popped, not %d\n", count, NODES / 2), 1;
    for (int i = 0; i < count; i++) {
        if (popped[i] % 2 || !seen[popped[i]]) return printf("%d was popped twice or is wrong\n", popped[i]), 1;
        seen[popped[i]] = false;
    }
    CHECK(cudaFree(d_heap));
    CHECK(cudaFree(d_table));
    CHECK(cudaFree(d_all));
    CHECK(cudaFree(d_popped));
    CHECK(cudaFree(d_count));
    CHECK(cudaFree(d_head));
    printf("PASS\n");
    return 0;
}
