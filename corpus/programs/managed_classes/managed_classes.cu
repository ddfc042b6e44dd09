// Classes that live in managed memory by a base with operators new and delete, one inside another, and derived further.
#include <cstdio>
#include <cstring>
#include <cuda_runtime.h>

class Managed {
public:
    void *operator new(size_t bytes) {
        void *memory;
        cudaMallocManaged(&memory, bytes);
        cudaDeviceSynchronize();
        return memory;
    }
    void operator delete(void *memory) {
        cudaDeviceSynchronize();
        cudaFree(memory);
    }
};

class Text : public Managed {
public:
    Text() : length_(0), data_(NULL) {}
    ~Text() { cudaFree(data_); }
    Text &operator=(const char *other) {
        cudaFree(data_);
        length_ = (int)strlen(other);
        cudaMallocManaged(&data_, length_ + 1);
        strcpy(data_, other);
        return *this;
    }
    __host__ __device__ char &operator[](int at) const { return data_[at]; }
    __host__ __device__ int size() const { return length_; }
    const char *c_str() const { return data_; }

private:
    int length_;
    char *data_;
};

// Both the record and its first member have the base: C++ keeps the two apart.
struct Record : public Managed {
    Text name;
    int value;
};

class Series : public Managed {
public:
    double scale;
    float *values;
    int count;

    explicit Series(int n) : scale(0.5), values(NULL), count(n) { cudaMallocManaged(&values, n * sizeof(float)); }
    ~Series() { cudaFree(values); }
    __host__ __device__ float &at(int i) { return values[i]; }
};

// Its first member does not fit into the padding behind `count`.
class Weighted : public Series {
public:
    double weight;
    int used;

    Weighted(int n, double w) : Series(n), weight(w), used(0) {}
};

__global__ void by_pointer(Record *record) {
    for (int i = threadIdx.x; i < record->name.size(); i += blockDim.x)
        if (record->name[i] >= 'a' && record->name[i] <= 'z') record->name[i] -= 'a' - 'A';
    if (threadIdx.x == 0) record->value *= 2;
}

__global__ void by_reference(Record &record) { record.value += 5; }

__global__ void fill(Weighted *series) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= series->count) return;
    series->at(i) = (float)(series->scale * i + series->weight);
    atomicAdd(&series->used, 1);
}

int main() {
    int wrong = 0;
    Record *record = new Record;
    record->value = 10;
    record->name = "a name in managed memory";
    by_pointer<<<1, 32>>>(record);
    by_reference<<<1, 1>>>(*record);
    cudaDeviceSynchronize();
    if (strcmp(record->name.c_str(), "A NAME IN MANAGED MEMORY") != 0 && ++wrong) printf("the name is %s\n", record->name.c_str());
    if (record->value != 25 && ++wrong) printf("the value is %d, expected 25\n", record->value);

    Weighted *series = new Weighted(1000, 3.0);
    fill<<<8, 128>>>(series);
    cudaDeviceSynchronize();
    for (int i = 0; i < 1000; i++)
        if (series->at(i) != 0.5f * i + 3.0f && wrong++ < 5) printf("at %d is %g\n", i, series->at(i));
    if (series->used != 1000 && ++wrong) printf("%d used\n", series->used);

    delete series;
    delete record;
    printf(wrong ? "FAIL\n" : "PASS\n");
    return wrong != 0;
}
