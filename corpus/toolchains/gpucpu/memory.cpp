// The HIP runtime API on the CPU: memory and device variables. Device memory is the host's.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include "runtime.h"

namespace gpucpu {
namespace {

std::mutex guard;
std::map<char*, size_t> allocations;

}  // namespace

void copy_rows(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width, size_t height) {
  for (size_t y = 0; y < height; y++) memmove((char*)to + y * to_pitch, (const char*)from + y * from_pitch, width);
}

}  // namespace gpucpu

using namespace gpucpu;

extern "C" {

hipError_t hipMalloc(void** p, size_t n) {
  if (n > (size_t(1) << 36)) return fail(hipErrorOutOfMemory);
  *p = n ? aligned_alloc(256, (n + 255) / 256 * 256) : nullptr;
  if (n && !*p) return fail(hipErrorOutOfMemory);
  if (!n) return hipSuccess;
  memset(*p, 0xcd, n);  // not zero: reading what was not written should show
  std::lock_guard lock(guard);
  allocations[(char*)*p] = n;
  return hipSuccess;
}
hipError_t hipFree(void* p) {
  std::lock_guard lock(guard);
  if (p && !allocations.erase((char*)p)) return fail(hipErrorInvalidValue);
  free(p);
  return hipSuccess;
}
hipError_t hipHostMalloc(void** p, size_t n, unsigned) { return hipMalloc(p, n); }
hipError_t hipHostAlloc(void** p, size_t n, unsigned) { return hipMalloc(p, n); }
hipError_t hipMallocHost(void** p, size_t n) { return hipMalloc(p, n); }
hipError_t hipMallocManaged(void** p, size_t n, unsigned) {
  hipError_t error = hipMalloc(p, n);
  if (n && error == hipSuccess) memset(*p, 0, n);  // as its pages come from the system
  return error;
}
hipError_t hipDeviceGetDefaultMemPool(hipMemPool_t* pool, int) {
  *pool = (hipMemPool_t)&allocations;  // there is but one
  return hipSuccess;
}
hipError_t hipDeviceGetMemPool(hipMemPool_t* pool, int d) { return hipDeviceGetDefaultMemPool(pool, d); }
hipError_t hipDeviceSetMemPool(int, hipMemPool_t) { return hipSuccess; }
hipError_t hipMemPoolCreate(hipMemPool_t* pool, const hipMemPoolProps*) { return hipDeviceGetDefaultMemPool(pool, 0); }
hipError_t hipMemPoolDestroy(hipMemPool_t) { return hipSuccess; }
hipError_t hipMemPoolSetAttribute(hipMemPool_t, hipMemPoolAttr, void*) { return hipSuccess; }
hipError_t hipMemPoolTrimTo(hipMemPool_t, size_t) { return hipSuccess; }
hipError_t hipMallocFromPoolAsync(void** p, size_t n, hipMemPool_t, hipStream_t) { return hipMalloc(p, n); }
hipError_t hipMallocAsync(void** p, size_t n, hipStream_t) { return hipMalloc(p, n); }
hipError_t hipFreeAsync(void* p, hipStream_t) { return hipFree(p); }
hipError_t hipHostFree(void* p) { return hipFree(p); }
hipError_t hipFreeHost(void* p) { return hipFree(p); }
hipError_t hipHostRegister(void*, size_t, unsigned) { return hipSuccess; }
hipError_t hipHostUnregister(void*) { return hipSuccess; }
hipError_t hipHostGetFlags(unsigned* flags, void*) {
  *flags = hipHostMallocDefault;
  return hipSuccess;
}
hipError_t hipHostGetDevicePointer(void** d, void* h, unsigned) {
  *d = h;
  return hipSuccess;
}
hipError_t hipMallocPitch(void** p, size_t* pitch, size_t width, size_t height) {
  *pitch = (width + 255) / 256 * 256;
  return hipMalloc(p, *pitch * height);
}
hipError_t hipMalloc3D(hipPitchedPtr* p, hipExtent e) {
  p->xsize = e.width, p->ysize = e.height;
  return hipMallocPitch(&p->ptr, &p->pitch, e.width, e.height * e.depth);
}
hipError_t hipMemGetInfo(size_t* available, size_t* total) {
  *available = *total = size_t(8) << 30;
  return hipSuccess;
}
hipError_t hipMemcpy(void* d, const void* s, size_t n, hipMemcpyKind) {
  return now_or_later([=] { memmove(d, s, n); });
}
hipError_t hipMemcpyAsync(void* d, const void* s, size_t n, hipMemcpyKind k, hipStream_t) {
  return hipMemcpy(d, s, n, k);
}
hipError_t hipMemcpyWithStream(void* d, const void* s, size_t n, hipMemcpyKind k, hipStream_t) {
  return hipMemcpy(d, s, n, k);
}
hipError_t hipMemcpyHtoD(void* d, void* s, size_t n) { return hipMemcpy(d, s, n, hipMemcpyDefault); }
hipError_t hipMemcpyDtoH(void* d, void* s, size_t n) { return hipMemcpy(d, s, n, hipMemcpyDefault); }
hipError_t hipMemcpyDtoD(void* d, void* s, size_t n) { return hipMemcpy(d, s, n, hipMemcpyDefault); }
hipError_t hipMemcpyPeer(void* d, int, const void* s, int, size_t n) { return hipMemcpy(d, s, n, hipMemcpyDefault); }
hipError_t hipMemcpyPeerAsync(void* d, int, const void* s, int, size_t n, hipStream_t) {
  return hipMemcpy(d, s, n, hipMemcpyDefault);
}
hipError_t hipMemcpy2D(void* d, size_t dp, const void* s, size_t sp, size_t w, size_t h, hipMemcpyKind) {
  return now_or_later([=] { copy_rows(d, dp, s, sp, w, h); });
}
hipError_t hipMemcpy2DAsync(void* d, size_t dp, const void* s, size_t sp, size_t w, size_t h, hipMemcpyKind k,
                            hipStream_t) {
  return hipMemcpy2D(d, dp, s, sp, w, h, k);
}
hipError_t hipMemset(void* d, int v, size_t n) {
  return now_or_later([=] { memset(d, v, n); });
}
hipError_t hipMemsetAsync(void* d, int v, size_t n, hipStream_t) { return hipMemset(d, v, n); }
hipError_t hipMemset2D(void* d, size_t p, int v, size_t w, size_t h) {
  return now_or_later([=] {
    for (size_t y = 0; y < h; y++) memset((char*)d + y * p, v, w);
  });
}
hipError_t hipMemset2DAsync(void* d, size_t p, int v, size_t w, size_t h, hipStream_t) {
  return hipMemset2D(d, p, v, w, h);
}
hipError_t hipMemset3D(hipPitchedPtr p, int v, hipExtent e) {
  for (size_t z = 0; z < e.depth; z++) (void)hipMemset2D((char*)p.ptr + z * p.ysize * p.pitch, p.pitch, v, e.width, e.height);
  return hipSuccess;
}
hipError_t hipMemset3DAsync(hipPitchedPtr p, int v, hipExtent e, hipStream_t) { return hipMemset3D(p, v, e); }
hipError_t hipMemsetD8(void* d, unsigned char v, size_t n) { return hipMemset(d, v, n); }
hipError_t hipMemsetD32(void* d, int v, size_t n) {
  return now_or_later([=] { std::fill_n((int*)d, n, v); });
}
hipError_t hipMemsetD16(void* d, unsigned short v, size_t n) {
  return now_or_later([=] { std::fill_n((unsigned short*)d, n, v); });
}
hipError_t hipMemsetD8Async(void* d, unsigned char v, size_t n, hipStream_t) { return hipMemset(d, v, n); }
hipError_t hipMemsetD32Async(void* d, int v, size_t n, hipStream_t) { return hipMemsetD32(d, v, n); }
hipError_t hipMemPrefetchAsync(const void*, size_t, int, hipStream_t) { return hipSuccess; }
hipError_t hipMemAdvise(const void*, size_t, hipMemoryAdvise, int) { return hipSuccess; }
hipError_t hipPointerGetAttributes(hipPointerAttribute_t* a, const void* p) {
  memset(a, 0, sizeof *a);
  std::lock_guard lock(guard);
  auto i = allocations.upper_bound((char*)p);
  if (i == allocations.begin() || (--i)->first + i->second <= p) return fail(hipErrorInvalidValue);
  a->type = hipMemoryTypeDevice, a->devicePointer = a->hostPointer = (void*)p;
  return hipSuccess;
}
hipError_t hipGetSymbolAddress(void** p, const void* s) {
  Symbol* x = symbol(s);
  return x ? *p = x->address, hipSuccess : fail(hipErrorInvalidSymbol);
}
hipError_t hipGetSymbolSize(size_t* n, const void* s) {
  Symbol* x = symbol(s);
  return x ? *n = x->size, hipSuccess : fail(hipErrorInvalidSymbol);
}
hipError_t hipMemcpyToSymbol(const void* s, const void* from, size_t n, size_t offset, hipMemcpyKind k) {
  Symbol* x = symbol(s);
  return !x                     ? fail(hipErrorInvalidSymbol)
         : offset + n > x->size ? fail(hipErrorInvalidValue)
                                : hipMemcpy((char*)x->address + offset, from, n, k);
}
hipError_t hipMemcpyFromSymbol(void* to, const void* s, size_t n, size_t offset, hipMemcpyKind k) {
  Symbol* x = symbol(s);
  return !x                     ? fail(hipErrorInvalidSymbol)
         : offset + n > x->size ? fail(hipErrorInvalidValue)
                                : hipMemcpy(to, (char*)x->address + offset, n, k);
}
hipError_t hipMemcpyToSymbolAsync(const void* s, const void* from, size_t n, size_t o, hipMemcpyKind k, hipStream_t) {
  return hipMemcpyToSymbol(s, from, n, o, k);
}
hipError_t hipMemcpyFromSymbolAsync(void* to, const void* s, size_t n, size_t o, hipMemcpyKind k, hipStream_t) {
  return hipMemcpyFromSymbol(to, s, n, o, k);
}
}
