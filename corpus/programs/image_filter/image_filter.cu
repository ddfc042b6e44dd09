// Filters on an RGBA image in pitched memory: a clamped box blur, a sharpening of it, grey values, and a flip.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cuda_runtime.h>

#define W 149
#define H 93
#define R 2                 // radius of the blur

typedef unsigned char uchar;

static void die(const char *what, cudaError_t e)
{
  fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(e));
  exit(1);
}

#define SAFE(f) { cudaError_t e = f; if (e != cudaSuccess) die(#f, e); }

__host__ __device__ __inline__ int clampi(int v, int lo, int hi)
{
  return v < lo ? lo : v > hi ? hi : v;
}

// A row of the image; the pitch is in bytes
__device__ __inline__ uchar4 *row(uchar4 *image, size_t pitch, int y)
{
  return (uchar4 *)((char *)image + y * pitch);
}
__device__ __inline__ const uchar4 *row(const uchar4 *image, size_t pitch, int y)
{
  return (const uchar4 *)((const char *)image + y * pitch);
}

__global__ void boxBlur(const uchar4 *in, uchar4 *out, size_t pitch, int width, int height, int radius)
{
  int x = blockIdx.x * blockDim.x + threadIdx.x;
  int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;

  int4 sum = make_int4(0, 0, 0, 0);
  int count = 0;
  for (int dy = -radius; dy <= radius; dy++)
  {
    const uchar4 *line = row(in, pitch, clampi(y + dy, 0, height - 1));
    for (int dx = -radius; dx <= radius; dx++, count++)
    {
      uchar4 p = line[clampi(x + dx, 0, width - 1)];
      sum.x += p.x;
      sum.y += p.y;
      sum.z += p.z;
      sum.w += p.w;
    }
  }
  row(out, pitch, y)[x] = make_uchar4(sum.x / count, sum.y / count, sum.z / count, sum.w / count);
}

// out = in + amount / 8 * (in - blurred), saturated; alpha stays
__global__ void sharpen(const uchar4 *in, const uchar4 *blurred, uchar4 *out, size_t pitch, int width, int height, int amount)
{
  int x = blockIdx.x * blockDim.x + threadIdx.x;
  int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x < width && y < height)
  {
    uchar4 a = row(in, pitch, y)[x], b = row(blurred, pitch, y)[x], c;
    c.x = (uchar)clampi(a.x + amount * (a.x - b.x) / 8, 0, 255);
    c.y = (uchar)clampi(a.y + amount * (a.y - b.y) / 8, 0, 255);
    c.z = (uchar)clampi(a.z + amount * (a.z - b.z) / 8, 0, 255);
    c.w = a.w;
    row(out, pitch, y)[x] = c;
  }
}

__global__ void luminance(const uchar4 *in, size_t inPitch, uchar *out, size_t outPitch, int width, int height)
{
  int x = blockIdx.x * blockDim.x + threadIdx.x;
  int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height)
    return;
  const uchar4 p = row(in, inPitch, y)[x];
  out[y * outPitch + x] = (77 * p.x + 150 * p.y + 29 * p.z + 128) >> 8;
}

// In place: each thread exchanges one pair
__global__ void mirror(uchar *image, size_t pitch, int width, int height)
{
  int x = blockIdx.x * blockDim.x + threadIdx.x;
  int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x < width / 2 && y < height) {
    uchar t = image[y * pitch + x];
    image[y * pitch + x] = image[y * pitch + (width - 1 - x)];
    image[y * pitch + (width - 1 - x)] = t;
  }
}

static uchar4 image[H][W], blurred[H][W], sharp[H][W], resultBlurred[H][W], resultSharp[H][W];
static uchar grey[H][W], resultGrey[H][W];

static void filterOnHost(void)
{
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
    {
      int s[4] = {0, 0, 0, 0}, n = (2 * R + 1) * (2 * R + 1);
      for (int dy = -R; dy <= R; dy++)
        for (int dx = -R; dx <= R; dx++)
        {
          uchar4 p = image[clampi(y + dy, 0, H - 1)][clampi(x + dx, 0, W - 1)];
          s[0] += p.x, s[1] += p.y, s[2] += p.z, s[3] += p.w;
        }
      blurred[y][x] = make_uchar4(s[0] / n, s[1] / n, s[2] / n, s[3] / n);
      uchar4 a = image[y][x], b = blurred[y][x];
      sharp[y][x] = make_uchar4(clampi(a.x + 12 * (a.x - b.x) / 8, 0, 255), clampi(a.y + 12 * (a.y - b.y) / 8, 0, 255),
                                clampi(a.z + 12 * (a.z - b.z) / 8, 0, 255), a.w);
      grey[y][W - 1 - x] = (77 * sharp[y][x].x + 150 * sharp[y][x].y + 29 * sharp[y][x].z + 128) >> 8;
    }
}

int main()
{
  unsigned int r = 1;
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
    {
      r = r * 1103515245u + 12345u;
      image[y][x].x = (uchar)(x * 255 / W);
      image[y][x].y = (uchar)((x / 9 + y / 7) % 2 ? 230 : 25);
      image[y][x].z = (uchar)(r >> 24);
      image[y][x].w = (uchar)(255 - y);
    }

  uchar4 *dIn, *dBlurred, *dSharp;
  uchar *dGrey;
  size_t pitch, pitch2, pitch3, greyPitch;
  SAFE(cudaMallocPitch((void **)&dIn, &pitch, W * sizeof(uchar4), H));
  SAFE(cudaMallocPitch((void **)&dBlurred, &pitch2, W * sizeof(uchar4), H));
  SAFE(cudaMallocPitch((void **)&dSharp, &pitch3, W * sizeof(uchar4), H));
  SAFE(cudaMallocPitch((void **)&dGrey, &greyPitch, W, H));
  if (pitch != pitch2 || pitch != pitch3 || pitch < W * sizeof(uchar4) || greyPitch < W)
  {
    printf("FAIL: pitch\n");
    return 1;
  }
  SAFE(cudaMemcpy2D(dIn, pitch, image, W * sizeof(uchar4), W * sizeof(uchar4), H, cudaMemcpyHostToDevice));
  SAFE(cudaMemset2D(dGrey, greyPitch, 0, W, H));

  dim3 threads(32, 4);
  dim3 grid((W + threads.x - 1) / threads.x, (H + threads.y - 1) / threads.y);
  boxBlur<<<grid, threads>>>(dIn, dBlurred, pitch, W, H, R);
  sharpen<<<grid, threads>>>(dIn, dBlurred, dSharp, pitch, W, H, 12);
  luminance<<<grid, threads>>>(dSharp, pitch, dGrey, greyPitch, W, H);
  mirror<<<dim3((W / 2 + 15) / 16, (H + 7) / 8), dim3(16, 8)>>>(dGrey, greyPitch, W, H);
  SAFE(cudaGetLastError());

  SAFE(cudaMemcpy2D(resultBlurred, W * sizeof(uchar4), dBlurred, pitch, W * sizeof(uchar4), H, cudaMemcpyDeviceToHost));
  SAFE(cudaMemcpy2D(resultSharp, W * sizeof(uchar4), dSharp, pitch, W * sizeof(uchar4), H, cudaMemcpyDeviceToHost));
  SAFE(cudaMemcpy2D(resultGrey, W, dGrey, greyPitch, W, H, cudaMemcpyDeviceToHost));
  SAFE(cudaFree(dIn));
  SAFE(cudaFree(dBlurred));
  SAFE(cudaFree(dSharp));
  SAFE(cudaFree(dGrey));

  filterOnHost();
  int bad = 0, total = 0;
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
    {
      bad += memcmp(&resultBlurred[y][x], &blurred[y][x], sizeof(uchar4)) != 0;
      bad += memcmp(&resultSharp[y][x], &sharp[y][x], sizeof(uchar4)) != 0;
      bad += resultGrey[y][x] != grey[y][x];
      total += resultGrey[y][x];
    }
  printf("corner %d %d %d %d, mean grey %.2f\n", resultBlurred[H - 1][W - 1].x, resultBlurred[H - 1][W - 1].y,
         resultBlurred[H - 1][W - 1].z, resultBlurred[H - 1][W - 1].w, (double)total / (W * H));
  if (bad)
  {
    printf("FAIL: %d pixels\n", bad);
    return 1;
  }
  printf("PASS\n");
  return 0;
}
