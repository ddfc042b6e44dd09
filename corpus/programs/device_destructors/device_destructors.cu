// refused: sycl UW2002
// Destructors in device code: of local objects at the end of a block, before a return, a break and a continue; of members,
// bases and arrays; of objects of the heap, by a pointer to a base with a virtual destructor; of objects in shared memory. Each
// writes down who ends when, and the host knows the order.
#include <cuda_runtime.h>

#include <cstdio>
#include <new>
#include <string>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

const int LENGTH = 64;

struct Log {
    char *text;
    int *length;
    __device__ void add(char c) const { text[(*length)++] = c; }
};

class Guard {
  public:
    __device__ Guard(Log log, char name) : log(log), name(name) { log.add(name); }
    __device__ Guard(const Guard &other) : log(other.log), name((char)(other.name + 1)) { log.add(name); }
    __device__ ~Guard() { log.add((char)(name - 'a' + 'A')); }
    char name_of() const { return name; }

  private:
    Log log;
    char name;
};

struct Pair {
    Guard first, second;
    __device__ Pair(Log log) : first(log, 'p'), second(log, 'q') {}
};

struct Shape {
    Log log;
    __device__ Shape(Log l) : log(l) {}
    __device__ virtual int area() const = 0;
    __device__ virtual ~Shape() { log.add('0'); }
};
struct Square : Shape {
    int *side;
    __device__ Square(Log l, int n) : Shape(l), side(new int(n)) {}
    __device__ int area() const { return *side * *side; }
    __device__ ~Square() { log.add('1'); delete side; }
};
struct Tile : Square {
    Guard guard;
    __device__ Tile(Log l, int n) : Square(l, n), guard(l, 't') {}
    __device__ int area() const { return Square::area() + 1; }
    __device__ ~Tile() { log.add('2'); }
};

struct Counter {
    Log log;
    int count;
    __device__ Counter() : count(0) {}
    __device__ ~Counter() { if (count) log.add((char)('0' + count)); }
};

__device__ Guard made(Log log, char name) { return Guard(log, name); }

__device__ int leave(Log log, int how) {
    Guard outer(log, 'a');
    for (int i = 0; i < 3; ++i) {
        Guard inner(log, 'b');
        if (how == 0 && i == 1) return 7;
        if (how == 1 && i == 1) break;
        if (how == 2) {
            Guard deep(log, 'c');
            continue;
        }
        switch (how) {
        case 3: {
            Guard chosen(log, 'd');
            break;
        }
        default: break;
        }
        log.add('.');
    }
    log.add(';');
    return how;
}

__global__ void locals(char *text, int *lengths, int *results) {
    Log log = {text + threadIdx.x * LENGTH, lengths + threadIdx.x};
    if (threadIdx.x < 4) {
        results[threadIdx.x] = leave(log, threadIdx.x);
    } else if (threadIdx.x == 4) {
        Pair pair(log);
        Guard copy = pair.first;
        Guard other = made(log, 'm');
        log.add('.');
    } else if (threadIdx.x == 5) {
        Counter counters[3];
        for (int i = 0; i < 3; ++i) {
            counters[i].log = log;
            counters[i].count = i + 1;
        }
    } else if (threadIdx.x == 6) {
        Shape *shapes[2] = {new Square(log, 3), new Tile(log, 4)};
        results[6] = shapes[0]->area() * 100 + shapes[1]->area();
        for (int i = 0; i < 2; ++i) {
            log.add('/');
            delete shapes[i];
        }
        Shape *none = nullptr;
        delete none;
    } else {
        Tile tile(log, 5);
        results[7] = tile.area();
    }
}

__global__ void placed(char *text, int *lengths, int *results) {
    __shared__ unsigned char __align__(8) memory[sizeof(Guard)];
    __shared__ Guard *guard;
    Log log = {text + 8 * LENGTH, lengths + 8};
    if (threadIdx.x == 0) guard = new (memory) Guard(log, 'x');
    __syncthreads();
    if (threadIdx.x == 1) {
        log.add('.');
        guard->~Guard();
        results[8] = 1;
    }
}

int main() {
    const char *const wanted[] = {"ab.BbBA", "ab.BbB;A", "abcCBbcCBbcCB;A", "abdD.BbdD.BbdD.B;A", "pqqm.MQQP", "321", "t/10/2T10", "t2T10", "x.X"};
    const int results_wanted[] = {7, 1, 2, 3, -1, -1, 917, 26, 1};
    char *text, got[9 * LENGTH];
    int *lengths, *results, counts[9], values[9];
    CHECK(cudaMalloc(&text, 9 * LENGTH));
    CHECK(cudaMalloc(&lengths, 9 * sizeof(int)));
    CHECK(cudaMalloc(&results, 9 * sizeof(int)));
    CHECK(cudaMemset(lengths, 0, 9 * sizeof(int)));
    CHECK(cudaMemset(results, 0xff, 9 * sizeof(int)));
    locals<<<1, 8>>>(text, lengths, results);
    placed<<<1, 2>>>(text, lengths, results);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(got, text, 9 * LENGTH, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(counts, lengths, 9 * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(values, results, 9 * sizeof(int), cudaMemcpyDeviceToHost));
    for (int i = 0; i < 9; ++i) {
        const std::string found(got + i * LENGTH, counts[i]), want = wanted[i];
        if (found != want || values[i] != results_wanted[i]) {
            printf("%d: %s and %d instead of %s and %d\n", i, found.c_str(), values[i], want.c_str(), results_wanted[i]);
            return 1;
        }
    }
    CHECK(cudaFree(text));
    CHECK(cudaFree(lengths));
    CHECK(cudaFree(results));
    printf("PASS\n");
    return 0;
}
