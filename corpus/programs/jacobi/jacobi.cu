// Jacobi iteration for Poisson's equation on a rectangle. The change of each sweep is measured on the device; the host
// looks at it every few sweeps, and stops when it is small.

#include <cuda_runtime.h>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iostream>

#define BX 16
#define BY 8
#define CHECK_EVERY 10

using real = double;

#define checkErrors(expr)                                             \
    {                                                                 \
        cudaError_t cuda_status = expr;                               \
        if (cuda_status != cudaSuccess)                               \
        {                                                             \
            std::cerr << "ERROR: " << #expr << " in line " << __LINE__ \
                      << " of " << __FILE__ << " failed with "        \
                      << cudaGetErrorString(cuda_status) << "\n";     \
            std::exit(cuda_status);                                   \
        }                                                             \
    }

// The sum over the block, in thread (0, 0) only
__device__ real block_reduce(real value)
{
    __shared__ real partial[BX * BY];
    const int t = threadIdx.y * BX + threadIdx.x;
    partial[t] = value;
    for (int s = BX * BY / 2; s > 0; s >>= 1)
    {
        __syncthreads();
        if (t < s)
            partial[t] += partial[t + s];
    }
    return t == 0 ? partial[0] : 0.0;
}

__global__ void jacobi_step(const real* __restrict__ u, real* __restrict__ u_new, const real* __restrict__ f,
                            int nx, int ny, real h2, real* block_norms, bool measure)
{
    const int x = blockIdx.x * BX + threadIdx.x + 1;
    const int y = blockIdx.y * BY + threadIdx.y + 1;

    real change = 0.0;
    if (x < nx - 1 && y < ny - 1)
    {
        const int i = y * nx + x;
        const real value = 0.25 * (u[i - 1] + u[i + 1] + u[i - nx] + u[i + nx] + h2 * f[i]);
        const real delta = value - u[i];
        change = delta * delta;
        u_new[i] = value;
    }

    if (!measure)
        return;                 // the same for all threads: no barrier is missed

    const real sum = block_reduce(change);
    if (threadIdx.x == 0 && threadIdx.y == 0)
        block_norms[blockIdx.y * gridDim.x + blockIdx.x] = sum;
}

// One block; only some of its threads have work, the others leave early, before the barriers of the rest
__global__ void total_norm(const real* block_norms, int count, real* norm)
{
    __shared__ real sums[64];
    const int t = threadIdx.x;
    if (t >= 64)
        return;
    real sum = 0.0;
    for (int i = t; i < count; i += 64)
        sum += block_norms[i];
    sums[t] = sum;
    __syncthreads();
    if (t < 8)
    {
        for (int k = 1; k < 8; ++k)
            sum += sums[t + 8 * k];
        sums[t] = sum;
    }
    __syncthreads();
    if (t != 0)
        return;
    for (int k = 1; k < 8; ++k)
        sum += sums[k];
    *norm = sqrt(sum);
}

// jacobi [width height [iterations]]
int main(int argc, char** argv)
{
    const int nx = argc > 2 ? std::atoi(argv[1]) : 44, ny = argc > 2 ? std::atoi(argv[2]) : 37;
    const real h = 1.0 / (nx - 1), tolerance = 2e-2;
    const int max_iterations = argc > 3 ? std::atoi(argv[3]) : 2000;
    const size_t bytes = nx * ny * sizeof(real);

    real* host_u = new real[nx * ny]();
    real* host_f = new real[nx * ny];
    for (int y = 0; y < ny; ++y)
        for (int x = 0; x < nx; ++x)
        {
            host_f[y * nx + x] = 40.0 * std::sin(0.2 * x) * std::cos(0.1 * y);
            if (y == 0)
                host_u[x] = std::sin(M_PI * x * h);
        }

    const dim3 block(BX, BY);
    const dim3 grid((nx - 2 + BX - 1) / BX, (ny - 2 + BY - 1) / BY);
    const int blocks = grid.x * grid.y;

    real *u, *u_new, *f, *norms, *norm;
    checkErrors(cudaMalloc(&u, bytes));
    checkErrors(cudaMalloc(&u_new, bytes));
    checkErrors(cudaMalloc(&f, bytes));
    checkErrors(cudaMalloc(&norms, blocks * sizeof(real)));
    checkErrors(cudaMalloc(&norm, sizeof(real)));
    checkErrors(cudaMemcpy(u, host_u, bytes, cudaMemcpyHostToDevice));
    checkErrors(cudaMemcpy(u_new, u, bytes, cudaMemcpyDeviceToDevice));
    checkErrors(cudaMemcpy(f, host_f, bytes, cudaMemcpyHostToDevice));

    int iterations = 0;
    real change = 1.0;
    while (change > tolerance && iterations < max_iterations)
    {
        const bool measure = ++iterations % CHECK_EVERY == 0;
        jacobi_step<<<grid, block>>>(u, u_new, f, nx, ny, h * h, norms, measure);
        checkErrors(cudaGetLastError());
        if (measure)
        {
            total_norm<<<1, 96>>>(norms, blocks, norm);
            checkErrors(cudaGetLastError());
            checkErrors(cudaMemcpy(&change, norm, sizeof(real), cudaMemcpyDeviceToHost));
        }
        real* t = u;
        u = u_new;
        u_new = t;
    }
    real* result = new real[nx * ny];
    checkErrors(cudaMemcpy(result, u, bytes, cudaMemcpyDeviceToHost));
    for (real* p : {u, u_new, f, norms, norm})
        checkErrors(cudaFree(p));

    // the same on the host
    real* next = new real[nx * ny];
    std::memcpy(next, host_u, bytes);
    int host_iterations = 0;
    real host_change = 1.0;
    while (host_change > tolerance && host_iterations < max_iterations)
    {
        ++host_iterations;
        real sum = 0.0;
        for (int y = 1; y < ny - 1; ++y)
            for (int x = 1; x < nx - 1; ++x)
            {
                const int i = y * nx + x;
                next[i] = 0.25 * (host_u[i - 1] + host_u[i + 1] + host_u[i - nx] + host_u[i + nx] + h * h * host_f[i]);
                sum += (next[i] - host_u[i]) * (next[i] - host_u[i]);
            }
        if (host_iterations % CHECK_EVERY == 0)
            host_change = std::sqrt(sum);
        std::swap(host_u, next);
    }

    real worst = 0.0;
    for (int i = 0; i < nx * ny; ++i)
        worst = std::fmax(worst, std::isnan(result[i]) ? 1.0 : std::fabs(result[i] - host_u[i]));
    std::cout << iterations << " iterations (host " << host_iterations << "), change " << change << std::endl;

    delete[] host_u;
    delete[] host_f;
    delete[] next;
    delete[] result;

    // the sweeps contract, so that roundings do not add up beyond a few units of numbers of order one
    const bool good = iterations == host_iterations && std::fabs(change - host_change) < 1e-9 && worst < 1e-12;
    std::cout << (good ? "PASS" : "FAIL") << std::endl;
    return good ? 0 : 1;
}
