// The heap of device code without virtual functions: objects and arrays made by new, lists that live from one kernel to the
// next, destructors, malloc and free, and functions that allocate on either side. What is freed is
// used again: fifty rounds need more than there is.
#include <cstdio>

struct Node {
    int value;
    Node *next;
    __device__ Node(int v, Node *n) : value(v), next(n) {}
};

struct Counted {
    int *count = nullptr;
    int weight = 3;
    __device__ ~Counted() {
        if (count) atomicAdd(count, weight);
    }
};

class Stack {
  public:
    __device__ explicit Stack(int size) : values(new int[size]), top(0) {}
    __device__ ~Stack() { delete[] values; }
    __device__ void push(int value) { values[top++] = value; }
    __device__ int pop() { return values[--top]; }

  private:
    int *values, top;
};

template <typename T>
__host__ __device__ T *steps(int n) {
    T *made = new T[n];
    for (int k = 0; k < n; k++) made[k] = (T)k;
    return made;
}

__device__ Node *lists[64];

__global__ void build(int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    Node *head = nullptr;
    for (int k = 0; k < n; k++) head = new Node(i + k, head);
    lists[i] = head;
}

__global__ void drain(long long *out, int *count) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    long long sum = 0;
    while (lists[i]) {
        Node *node = lists[i];
        sum += node->value;
        lists[i] = node->next;
        delete node;
    }
    int *numbers = steps<int>(400);
    for (int k = 0; k < 400; k += 57) sum += numbers[k];
    delete[] numbers;
    Counted *counted = new Counted, *none = nullptr;
    counted->count = count;
    delete counted;
    delete none;
    double *room = static_cast<double *>(malloc(100 * sizeof(double)));
    if (room) {
        room[99] = 2.5;
        sum += (long long)(room[99] * 2);
    }
    free(room);
    Stack *stack = new Stack(10);
    for (int k = 0; k < 10; k++) stack->push(k * i);
    for (int k = 0; k < 5; k++) sum += stack->pop();
    delete stack;
    out[i] = sum;
}

int main() {
    const int rounds = 50;
    long long *out;
    int *count, wrong = 0;
    cudaMallocManaged(&out, 64 * sizeof(long long));
    cudaMallocManaged(&count, sizeof(int));
    *count = 0;
    for (int round = 0; round < rounds; round++) {
        build<<<2, 32>>>(40);
        drain<<<2, 32>>>(out, count);
        cudaDeviceSynchronize();
        for (int i = 0; i < 64; i++) wrong += out[i] != 40 * i + 780 + 57 * 28 + 5 + 35 * i;
    }
    short *here = steps<short>(9);
    if (here[8] != 8) wrong++;
    delete[] here;
    if (*count != rounds * 64 * 3 && ++wrong) std::printf("%d\n", *count);
    cudaFree(out);
    cudaFree(count);
    std::puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
