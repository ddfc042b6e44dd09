// Objects that kernels make on the heap of the device and use through pointers to their bases: new, delete, malloc, free and
// virtual functions, in one kernel and from one kernel to the next.
// refused: sycl UW2002
#include <cuda_runtime.h>

#include <cmath>
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

const int N = 240;

class Shape {
public:
    __device__ virtual float area() const = 0;
    __device__ virtual int corners() const { return 0; }
    __device__ virtual void grow(float by) = 0;
    __device__ float weight() const { return 2.0f * area(); }  // through the object
};

class Circle : public Shape {
    double radius;

public:
    __device__ Circle(float r) : radius(r) {}
    __device__ float area() const override { return (float)(3.0 * radius * radius); }
    __device__ void grow(float by) override { radius += by; }
};

class Box : public Shape {
protected:
    float w, h;

public:
    __device__ Box(float width, float height) : w(width), h(height) {}
    __device__ float area() const override { return w * h; }
    __device__ int corners() const override { return 4; }
    __device__ void grow(float by) override { w += by, h += by; }
};

class Prism : public Box {  // a box whose area is all of its faces
    double depth;

public:
    __device__ Prism(float a, float b, float c) : Box(a, b), depth(c) {}
    __device__ float area() const override { return 2.0f * Box::area() + 2.0f * (float)depth * (w + h); }
    __device__ int corners() const override { return 2 * Box::corners(); }
};

__global__ void make(Shape **shapes, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    switch (i % 3) {
        case 0: shapes[i] = new Circle(1.0f + i); break;
        case 1: shapes[i] = new Box(1.0f, 2.0f + i); break;
        default: shapes[i] = new Prism(1.0f, 2.0f, 3.0f + i);
    }
}

__global__ void use(Shape **shapes, float *areas, int *corners, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    shapes[i]->grow(1.0f);
    areas[i] = shapes[i]->area() + shapes[i]->weight();
    corners[i] = shapes[i]->corners();
}

__global__ void end(Shape **shapes, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) delete shapes[i];
}

struct Link {
    int value;
    Link *next;
};

// Builds a list and an array on the heap and gives both back, over and over: more than the heap holds at once.
__global__ void churn(int *out, int n, int rounds) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    int sum = 0;
    for (int round = 0; round < rounds; round++) {
        Link *head = nullptr;
        for (int k = 0; k < n; k++) head = new Link{k + i, head};
        int *values = new int[n];
        float *scratch = static_cast<float *>(malloc(n * sizeof(float)));
        int length = 0;
        while (head) {
            Link *next = head->next;
            values[length] = head->value;
            scratch[length++] = 0.5f;
            delete head;
            head = next;
        }
        for (int k = 0; k < length; k++) sum += values[k] + (int)(scratch[k] * 2.0f);
        delete[] values;
        free(scratch);
    }
    out[i] = sum;
}

int failures = 0;

void expect(double got, double wanted, const char *what, int i) {
    if (std::fabs(got - wanted) <= 1e-4 * (1.0 + std::fabs(wanted))) return;
    if (failures++ < 10) printf("%s: element %d is %g instead of %g\n", what, i, got, wanted);
}

int main() {
    Shape **d_shapes;
    float *d_areas;
    int *d_corners;
    static float areas[N];
    static int corners[N];
    CHECK(cudaMalloc(&d_shapes, N * sizeof(Shape *)));
    CHECK(cudaMalloc(&d_areas, sizeof areas));
    CHECK(cudaMalloc(&d_corners, sizeof corners));
    make<<<(N + 31) / 32, 32>>>(d_shapes, N);
    CHECK(cudaGetLastError());
    use<<<(N + 63) / 64, 64>>>(d_shapes, d_areas, d_corners, N);
    end<<<(N + 31) / 32, 32>>>(d_shapes, N);
    CHECK(cudaMemcpy(areas, d_areas, sizeof areas, cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(corners, d_corners, sizeof corners, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) {
        double area = i % 3 == 0 ? 3.0 * (2 + i) * (2 + i) : i % 3 == 1 ? 2.0 * (3 + i) : 12.0 + 2.0 * (3 + i) * 5.0;
        expect(areas[i], 3.0 * area, "area", i);
        expect(corners[i], i % 3 == 0 ? 0 : i % 3 == 1 ? 4 : 8, "corners", i);
    }

    const int length = 12, rounds = 40;
    int *d_sums;
    static int sums[N];
    CHECK(cudaMalloc(&d_sums, sizeof sums));
    churn<<<N / 40, 40>>>(d_sums, length, rounds);
    CHECK(cudaMemcpy(sums, d_sums, sizeof sums, cudaMemcpyDeviceToHost));
    for (int i = 0; i < N; i++) expect(sums[i], rounds * (66 + 12 * i + 12), "sum", i);
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
