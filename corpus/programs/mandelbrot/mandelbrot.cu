// Escape times of the Mandelbrot set in single precision, double precision and 32-bit fixed point.

#include <cstdio>
#include <cstdlib>
#include <vector>

typedef unsigned char byte;

struct View
{
    float left, top, step;
};

template <typename Real>
__host__ __device__ int escapeTime(Real cx, Real cy, int limit)
{
    Real x = 0, y = 0;
    int count = 0;
    while (count < limit)
    {
        Real xx = x * x, yy = y * y;
        if (xx + yy > Real(4))
            break;
        y = 2 * x * y + cy;
        x = xx - yy + cx;
        ++count;
    }
    return count;
}

// 8.24 fixed point: exactly the same on every machine
__host__ __device__ inline int fixedMul(int a, int b)
{
    return (int)(((long long)a * b) >> 24);
}

__host__ __device__ int escapeTimeFixed(int cx, int cy, int limit)
{
    int x = 0, y = 0, count = 0;
    do
    {
        int xx = fixedMul(x, x), yy = fixedMul(y, y);
        if (xx + yy > (4 << 24))
            break;
        y = 2 * fixedMul(x, y) + cy;
        x = xx - yy + cx;
    } while (++count < limit);
    return count;
}

__host__ __device__ byte shade(int count, int limit)
{
    if (count >= limit)
        return 0;
    switch (count & 3)
    {
    case 0:
        return (byte)(255 - count);
    case 1:
    case 2:
        return (byte)(128 + count / 2);
    default:
        break;
    }
    return (byte)(64 + count / 4);
}

template <typename Real>
__global__ void mandelbrot(byte *image, int width, int height, View view, int limit)
{
    const int px = blockIdx.x * blockDim.x + threadIdx.x;
    const int py = blockIdx.y * blockDim.y + threadIdx.y;
    if (px < width && py < height)
    {
        Real cx = view.left + px * view.step;
        Real cy = view.top - py * view.step;
        image[py * width + px] = shade(escapeTime<Real>(cx, cy, limit), limit);
    }
}

__global__ void mandelbrotFixed(byte *image, int width, int height, int left, int top, int step, int limit)
{
    for (int p = blockIdx.x * blockDim.x + threadIdx.x; p < width * height; p += gridDim.x * blockDim.x)
    {
        int cx = left + (p % width) * step, cy = top - (p / width) * step;
        image[p] = shade(escapeTimeFixed(cx, cy, limit), limit);
    }
}

static void report(cudaError_t e)
{
    if (e == cudaSuccess)
        return;
    printf("FAIL: %s\n", cudaGetErrorString(e));
    exit(1);
}

static int differences(const std::vector<byte> &a, const std::vector<byte> &b)
{
    int n = 0;
    for (size_t i = 0; i < a.size(); i++)
        n += a[i] != b[i];
    return n;
}

// mandelbrot [width height [limit [rounds]]]
int main(int argc, char **argv)
{
    const int width = argc > 2 ? atoi(argv[1]) : 150, height = argc > 2 ? atoi(argv[2]) : 101;
    const int limit = argc > 3 ? atoi(argv[3]) : 160, rounds = argc > 4 ? atoi(argv[4]) : 1;
    const int pixels = width * height;
    const View view = {-2.125f, 1.1875f, 3.0f / 128 * 150 / width};

    std::vector<byte> got(pixels), single(pixels), real(pixels), fixed(pixels);
    const int unit = 1 << 24, left = -unit * 2 - unit / 8, top = unit + unit / 16 * 3, step = unit / 128 * 3 * 150 / width;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            float cx = view.left + x * view.step, cy = view.top - y * view.step;
            single[y * width + x] = shade(escapeTime<float>(cx, cy, limit), limit);
            real[y * width + x] = shade(escapeTime<double>(cx, cy, limit), limit);
            fixed[y * width + x] = shade(escapeTimeFixed(left + x * step, top - y * step, limit), limit);
        }

    byte *image;
    report(cudaMalloc(&image, pixels));
    dim3 block(16, 8), grid((width + block.x - 1) / block.x, (height + block.y - 1) / block.y);

    report(cudaMemset(image, 1, pixels));
    for (int round = 0; round < rounds; round++)
        mandelbrot<float><<<grid, block>>>(image, width, height, view, limit);
    report(cudaMemcpy(got.data(), image, pixels, cudaMemcpyDeviceToHost));
    int wrongSingle = differences(got, single);

    report(cudaMemset(image, 1, pixels));
    for (int round = 0; round < rounds; round++)
        mandelbrot<double><<<grid, block>>>(image, width, height, view, limit);
    report(cudaMemcpy(got.data(), image, pixels, cudaMemcpyDeviceToHost));
    int wrongDouble = differences(got, real);

    report(cudaMemset(image, 1, pixels));
    for (int round = 0; round < rounds; round++)
        mandelbrotFixed<<<9, 224>>>(image, width, height, left, top, step, limit);
    report(cudaMemcpy(got.data(), image, pixels, cudaMemcpyDeviceToHost));
    int wrongFixed = differences(got, fixed);

    int inside = 0;
    for (int i = 0; i < pixels; i++)
        inside += got[i] == 0;
    printf("%d x %d pixels, %d inside\n", width, height, inside);
    report(cudaFree(image));

    // Near the border orbits are chaotic: fused operations may change an escape time there, in few pixels
    if (wrongFixed == 0 && wrongSingle <= pixels / 50 && wrongDouble <= pixels / 50)
    {
        printf("PASS\n");
        return 0;
    }
    printf("FAIL: %d, %d, %d pixels differ\n", wrongSingle, wrongDouble, wrongFixed);
    return 1;
}
