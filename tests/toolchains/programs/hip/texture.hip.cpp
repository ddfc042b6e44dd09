// Textures and surfaces.
#include "check.h"
__global__ void k(hipTextureObject_t t, hipTextureObject_t l, hipTextureObject_t lin, hipTextureObject_t u8, float* o) {
  o[0] = tex2D<float>(t, 1.5f, 2.5f);
  o[1] = tex2D<float>(l, 2.0f, 2.5f);
  o[2] = tex2D<float>(t, -5.f, 0.5f);
  o[3] = tex1Dfetch<float>(lin, 7);
  uchar4 c = tex2D<uchar4>(u8, 1.5f, 0.5f);
  o[4] = c.x + c.w;
}
__global__ void surf(hipSurfaceObject_t s, float* o) {
  surf2Dwrite<float>(42.f, s, 4, 1);
  float v;
  surf2Dread<float>(&v, s, 4, 1);
  o[0] = v;
}
int main() {
  std::vector<float> h(64);
  for (int i = 0; i < 64; i++) h[i] = i;
  hipArray_t a;
  auto cd = hipCreateChannelDesc<float>();
  HIP_OK(hipMallocArray(&a, &cd, 8, 8));
  HIP_OK(hipMemcpy2DToArray(a, 0, 0, h.data(), 32, 32, 8, hipMemcpyHostToDevice));
  hipResourceDesc r = {};
  r.resType = hipResourceTypeArray;
  r.res.array.array = a;
  hipTextureDesc d = {};
  d.addressMode[0] = d.addressMode[1] = hipAddressModeClamp;
  d.filterMode = hipFilterModePoint;
  d.readMode = hipReadModeElementType;
  hipTextureObject_t t, l, lin, u;
  HIP_OK(hipCreateTextureObject(&t, &r, &d, nullptr));
  d.filterMode = hipFilterModeLinear;
  HIP_OK(hipCreateTextureObject(&l, &r, &d, nullptr));
  float* x;
  HIP_OK(hipMallocManaged(&x, 256));
  for (int i = 0; i < 64; i++) x[i] = 100 + i;
  hipResourceDesc q = {};
  q.resType = hipResourceTypeLinear;
  q.res.linear.devPtr = x;
  q.res.linear.desc = cd;
  q.res.linear.sizeInBytes = 256;
  hipTextureDesc e = {};
  e.readMode = hipReadModeElementType;
  HIP_OK(hipCreateTextureObject(&lin, &q, &e, nullptr));
  uchar4 b[8];
  for (int i = 0; i < 8; i++) b[i] = make_uchar4(i, 2, 3, 200);
  hipArray_t ba;
  auto ud = hipCreateChannelDesc<uchar4>();
  HIP_OK(hipMallocArray(&ba, &ud, 4, 2));
  HIP_OK(hipMemcpy2DToArray(ba, 0, 0, b, 16, 16, 2, hipMemcpyHostToDevice));
  r.res.array.array = ba;
  d.filterMode = hipFilterModePoint;
  HIP_OK(hipCreateTextureObject(&u, &r, &d, nullptr));
  float* o;
  HIP_OK(hipMallocManaged(&o, 64));
  k<<<1, 1>>>(t, l, lin, u, o);
  HIP_OK(hipDeviceSynchronize());
  printf("%g %g %g %g %g\n", o[0], o[1], o[2], o[3], o[4]);
  REQUIRE(o[0] == 17 && o[1] == 17.5f && o[2] == 0 && o[3] == 107 && o[4] == 201);
  hipSurfaceObject_t so;
  r.res.array.array = a;
  HIP_OK(hipCreateSurfaceObject(&so, &r));
  surf<<<1, 1>>>(so, o);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(o[0] == 42);
  puts("PASS");
}
