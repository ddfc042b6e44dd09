#include <cfloat>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>
#include <cuda_runtime.h>

// Softmax of every row of a matrix; one block works on one row. The number of threads is a template parameter,
// so that the loops over shared memory have constant bounds.

#define checkCudaErrors(val) check((val), #val, __FILE__, __LINE__)

template <typename Status>
void check(Status status, const char *const what, const char *const file, const int line)
{
    if (status != cudaSuccess)
    {
        fprintf(stderr, "CUDA error at %s:%d code=%d \"%s\"\n", file, line, static_cast<unsigned int>(status), what);
        exit(EXIT_FAILURE);
    }
}

struct DeviceFree
{
    void operator()(void *p) const { cudaFree(p); }
};

template <typename T>
using DeviceArray = std::unique_ptr<T[], DeviceFree>;

template <typename T>
DeviceArray<T> allocate(size_t count)
{
    T *p = nullptr;
    checkCudaErrors(cudaMalloc(&p, count * sizeof(T)));
    return DeviceArray<T>(p);
}

template <int BLOCK>
__device__ float blockMax(float value, float (&buffer)[BLOCK])
{
    buffer[threadIdx.x] = value;
    __syncthreads();
#pragma unroll
    for (int half = BLOCK / 2; half > 0; half /= 2)
    {
        if (threadIdx.x < half)
        {
            buffer[threadIdx.x] = fmaxf(buffer[threadIdx.x], buffer[threadIdx.x + half]);
        }
        __syncthreads();
    }
    const float result = buffer[0];
    __syncthreads(); // the buffer may be used again
    return result;
}

template <int BLOCK>
__device__ float blockSum(float value, float (&buffer)[BLOCK])
{
    buffer[threadIdx.x] = value;
    __syncthreads();
#pragma unroll
    for (int half = BLOCK / 2; half > 0; half /= 2)
    {
        if (threadIdx.x < half)
        {
            buffer[threadIdx.x] += buffer[threadIdx.x + half];
        }
        __syncthreads();
    }
    const float result = buffer[0];
    __syncthreads();
    return result;
}

template <int BLOCK, bool LOG>
__global__ void softmaxRows(const float *__restrict__ in, float *__restrict__ out, int columns)
{
    static_assert((BLOCK & (BLOCK - 1)) == 0, "a power of two");
    __shared__ float buffer[BLOCK];

    const float *row = in + static_cast<size_t>(blockIdx.x) * columns;
    float *result = out + static_cast<size_t>(blockIdx.x) * columns;

    float largest = -FLT_MAX;
    for (int c = threadIdx.x; c < columns; c += BLOCK)
    {
        largest = fmaxf(largest, row[c]);
    }
    largest = blockMax<BLOCK>(largest, buffer);

    float sum = 0.0f;
    for (int c = threadIdx.x; c < columns; c += BLOCK)
    {
        sum += expf(row[c] - largest);
    }
    sum = blockSum<BLOCK>(sum, buffer);

    if (LOG)
    {
        const float shift = largest + logf(sum);
        for (int c = threadIdx.x; c < columns; c += BLOCK)
        {
            result[c] = row[c] - shift;
        }
    }
    else
    {
        const float scale = 1.0f / sum;
        for (int c = threadIdx.x; c < columns; c += BLOCK)
        {
            result[c] = expf(row[c] - largest) * scale;
        }
    }
}

template <bool LOG>
void launchSoftmax(int threads, int rows, int columns, const float *in, float *out)
{
    switch (threads)
    {
    case 32:
        softmaxRows<32, LOG><<<rows, 32>>>(in, out, columns);
        break;
    case 64:
        softmaxRows<64, LOG><<<rows, 64>>>(in, out, columns);
        break;
    case 256:
        softmaxRows<256, LOG><<<rows, 256>>>(in, out, columns);
        break;
    default:
        fprintf(stderr, "no kernel for %d threads\n", threads);
        exit(EXIT_FAILURE);
    }
    checkCudaErrors(cudaGetLastError());
}

double largestError(const std::vector<float> &in, const std::vector<float> &out, int rows, int columns, bool log)
{
    double worst = 0.0;
    for (int r = 0; r < rows; ++r)
    {
        const float *x = &in[static_cast<size_t>(r) * columns];
        double top = x[0], sum = 0.0;
        for (int c = 1; c < columns; ++c)
        {
            top = std::fmax(top, x[c]);
        }
        for (int c = 0; c < columns; ++c)
        {
            sum += std::exp(x[c] - top);
        }
        for (int c = 0; c < columns; ++c)
        {
            const double want = log ? x[c] - top - std::log(sum) : std::exp(x[c] - top) / sum;
            const double difference = std::fabs(out[static_cast<size_t>(r) * columns + c] - want);
            if (!(difference <= worst))
            {
                worst = difference;
            }
        }
    }
    return worst;
}

// row_softmax [rows columns [rounds]]
int main(int argc, char **argv)
{
    const int rows = argc > 2 ? atoi(argv[1]) : 13;
    const int rounds = argc > 3 ? atoi(argv[3]) : 1;
    bool good = true;

    for (int columns : argc > 2 ? std::vector<int>{atoi(argv[2])} : std::vector<int>{1, 50, 333})
    {
        const size_t count = static_cast<size_t>(rows) * columns;
        std::vector<float> x(count), y(count);
        for (size_t i = 0; i < count; ++i)
        {
            x[i] = 8.0f * std::sin(0.7f * static_cast<float>(i)) + static_cast<float>(i % 5);
        }

        auto in = allocate<float>(count);
        auto out = allocate<float>(count);
        checkCudaErrors(cudaMemcpy(in.get(), x.data(), count * sizeof(float), cudaMemcpyHostToDevice));

        for (int threads : {32, 64, 256})
        {
            for (int log = 0; log < 2; ++log)
            {
                checkCudaErrors(cudaMemset(out.get(), 0, count * sizeof(float)));
                for (int round = 0; round < rounds; ++round)
                {
                    if (log)
                    {
                        launchSoftmax<true>(threads, rows, columns, in.get(), out.get());
                    }
                    else
                    {
                        launchSoftmax<false>(threads, rows, columns, in.get(), out.get());
                    }
                }
                checkCudaErrors(cudaDeviceSynchronize());
                checkCudaErrors(cudaMemcpy(y.data(), out.get(), count * sizeof(float), cudaMemcpyDeviceToHost));

                // probabilities are below 1 and expf is good to a few units in the last place; logarithms reach -22
                const double allowed = log ? 1e-5 : 1e-6;
                const double error = largestError(x, y, rows, columns, log != 0);
                if (!(error <= allowed))
                {
                    printf("%d columns, %d threads: error %g\n", columns, threads, error);
                    good = false;
                }
            }
        }
        printf("%d x %d: first probability's logarithm %.3f\n", rows, columns, y[0]);
    }

    puts(good ? "PASS" : "FAIL");
    return good ? 0 : 1;
}
