// The HIP runtime API on the CPU: arrays, textures and surfaces.
#include <cstdlib>
#include <cstring>

#include "runtime.h"

using namespace gpucpu;

static void set_format(Texture& t, const hipChannelFormatDesc& c) {
  t.channels = (c.x > 0) + (c.y > 0) + (c.z > 0) + (c.w > 0), t.bits = c.x,
  t.is_float = c.f == hipChannelFormatKindFloat, t.is_signed = c.f == hipChannelFormatKindSigned;
}

static char* place(const Texture* array, const hipPitchedPtr& memory, const hipPos& from, size_t y, size_t z) {
  if (array) return array->at(from.x, from.y + y, from.z + z);
  return (char*)memory.ptr + ((from.z + z) * memory.ysize + from.y + y) * memory.pitch + from.x;
}

// A bound reference is a texture object: device code finds it in its own copy of the reference.
static hipError_t bind(const textureReference* reference, const hipResourceDesc& resource) {
  textureReference* r = const_cast<textureReference*>(reference);
  hipTextureDesc d = {};
  for (int i = 0; i < 3; i++) d.addressMode[i] = r->addressMode[i];
  d.filterMode = r->filterMode, d.readMode = r->readMode, d.normalizedCoords = r->normalized;
  hipError_t e = hipUnbindTexture(r);
  if (e == hipSuccess) e = hipCreateTextureObject(&r->textureObject, &resource, &d, nullptr);
  if (Symbol* s = symbol(r)) memcpy(s->address, r, sizeof *r);
  return e;
}

extern "C" {

hipError_t hipMalloc3DArray(hipArray_t* out, const hipChannelFormatDesc* c, hipExtent e, unsigned flags) {
  hipArray* a = new hipArray();
  set_format(a->t, *c);
  a->t.layered = flags & hipArrayLayered;
  a->t.width = e.width, a->t.height = e.height ? e.height : 1, a->t.depth = e.depth ? e.depth : 1,
  a->t.pitch = e.width * a->t.channels * a->t.bits / 8;
  a->t.data = (char*)calloc(a->t.pitch, size_t(a->t.height) * a->t.depth);
  *out = a;
  return hipSuccess;
}
hipError_t hipMallocArray(hipArray_t* out, const hipChannelFormatDesc* c, size_t w, size_t h, unsigned f) {
  return hipMalloc3DArray(out, c, {w, h, 0}, f);
}
hipError_t hipFreeArray(hipArray_t a) {
  free(a->t.data);
  delete a;
  return hipSuccess;
}
hipError_t hipMemcpyToArray(hipArray_t a, size_t x, size_t y, const void* s, size_t n, hipMemcpyKind) {
  memcpy(a->t.data + y * a->t.pitch + x, s, n);
  return hipSuccess;
}
hipError_t hipMemcpy2DToArray(hipArray_t a, size_t x, size_t y, const void* s, size_t sp, size_t w, size_t h,
                              hipMemcpyKind) {
  copy_rows(a->t.data + y * a->t.pitch + x, a->t.pitch, s, sp, w, h);
  return hipSuccess;
}
hipError_t hipMemcpy2DFromArray(void* d, size_t dp, hipArray_const_t a, size_t x, size_t y, size_t w, size_t h,
                                hipMemcpyKind) {
  copy_rows(d, dp, a->t.data + y * a->t.pitch + x, a->t.pitch, w, h);
  return hipSuccess;
}
hipError_t hipMemcpyFromArray(void* d, hipArray_const_t a, size_t x, size_t y, size_t n, hipMemcpyKind) {
  memcpy(d, a->t.data + y * a->t.pitch + x, n);
  return hipSuccess;
}
hipError_t hipMemcpy2DToArrayAsync(hipArray_t a, size_t x, size_t y, const void* s, size_t sp, size_t w, size_t h,
                                   hipMemcpyKind k, hipStream_t) {
  return hipMemcpy2DToArray(a, x, y, s, sp, w, h, k);
}
hipError_t hipMemcpy2DFromArrayAsync(void* d, size_t dp, hipArray_const_t a, size_t x, size_t y, size_t w, size_t h,
                                     hipMemcpyKind k, hipStream_t) {
  return hipMemcpy2DFromArray(d, dp, a, x, y, w, h, k);
}
hipError_t hipMemcpy3D(const hipMemcpy3DParms* p) {
  Texture *da = p->dstArray ? &p->dstArray->t : nullptr, *sa = p->srcArray ? &p->srcArray->t : nullptr;
  size_t element = da ? da->channels * da->bits / 8 : sa ? sa->channels * sa->bits / 8 : 1;
  for (size_t z = 0; z < p->extent.depth; z++)
    for (size_t y = 0; y < p->extent.height; y++)
      memmove(place(da, p->dstPtr, p->dstPos, y, z), place(sa, p->srcPtr, p->srcPos, y, z), p->extent.width * element);
  return hipSuccess;
}
hipError_t hipMemcpy3DAsync(const hipMemcpy3DParms* p, hipStream_t) { return hipMemcpy3D(p); }
hipError_t hipCreateTextureObject(hipTextureObject_t* out, const hipResourceDesc* r, const hipTextureDesc* d,
                                  const hipResourceViewDesc*) {
  Texture* t = (Texture*)calloc(1, 4096);  // the headers step to a sampler descriptor behind it
  if (r->resType == hipResourceTypeArray) *t = r->res.array.array->t;
  else if (r->resType == hipResourceTypeLinear) {
    set_format(*t, r->res.linear.desc);
    t->data = (char*)r->res.linear.devPtr, t->pitch = r->res.linear.sizeInBytes,
    t->width = t->pitch * 8 / (t->channels * t->bits), t->height = t->depth = 1;
  } else if (r->resType == hipResourceTypePitch2D) {
    set_format(*t, r->res.pitch2D.desc);
    t->data = (char*)r->res.pitch2D.devPtr, t->pitch = r->res.pitch2D.pitchInBytes, t->width = r->res.pitch2D.width,
    t->height = r->res.pitch2D.height, t->depth = 1;
  } else return fail(hipErrorNotSupported);
  for (int i = 0; i < 3; i++)
    t->address[i] = !d || (!d->normalizedCoords &&
                           (d->addressMode[i] == hipAddressModeWrap || d->addressMode[i] == hipAddressModeMirror))
                        ? (int)hipAddressModeClamp
                        : (int)d->addressMode[i];
  for (int i = 0; d && i < 4; i++) t->border[i] = d->borderColor[i];
  t->linear = d && d->filterMode == hipFilterModeLinear,
  t->normalized_read = d && d->readMode == hipReadModeNormalizedFloat,
  t->normalized_coordinates = d && d->normalizedCoords;
  *out = (hipTextureObject_t)t;
  return hipSuccess;
}
hipError_t hipDestroyTextureObject(hipTextureObject_t t) {
  free((void*)t);
  return hipSuccess;
}
hipError_t hipCreateSurfaceObject(hipSurfaceObject_t* out, const hipResourceDesc* r) {
  return hipCreateTextureObject((hipTextureObject_t*)out, r, nullptr, nullptr);
}
hipError_t hipDestroySurfaceObject(hipSurfaceObject_t t) {
  free((void*)t);
  return hipSuccess;
}
hipError_t hipBindTexture(size_t* offset, const textureReference* t, const void* p, const hipChannelFormatDesc* c, size_t n) {
  if (offset) *offset = 0;
  hipResourceDesc r = {};
  r.resType = hipResourceTypeLinear, r.res.linear.devPtr = (void*)p, r.res.linear.desc = *c, r.res.linear.sizeInBytes = n;
  return bind(t, r);
}
hipError_t hipBindTexture2D(size_t* offset, const textureReference* t, const void* p, const hipChannelFormatDesc* c,
                            size_t width, size_t height, size_t pitch) {
  if (offset) *offset = 0;
  hipResourceDesc r = {};
  r.resType = hipResourceTypePitch2D, r.res.pitch2D.devPtr = (void*)p, r.res.pitch2D.desc = *c;
  r.res.pitch2D.width = width, r.res.pitch2D.height = height, r.res.pitch2D.pitchInBytes = pitch;
  return bind(t, r);
}
hipError_t hipBindTextureToArray(const textureReference* t, hipArray_const_t a, const hipChannelFormatDesc*) {
  hipResourceDesc r = {};
  r.resType = hipResourceTypeArray, r.res.array.array = const_cast<hipArray_t>(a);
  return bind(t, r);
}
hipError_t hipUnbindTexture(const textureReference* t) {
  free((void*)t->textureObject);
  const_cast<textureReference*>(t)->textureObject = nullptr;
  return hipSuccess;
}
hipError_t hipGetTextureAlignmentOffset(size_t* offset, const textureReference*) {
  *offset = 0;
  return hipSuccess;
}
hipError_t hipGetChannelDesc(hipChannelFormatDesc* c, hipArray_const_t a) {
  const Texture& t = a->t;
  int bits[4] = {};
  for (int i = 0; i < t.channels; i++) bits[i] = t.bits;
  *c = {bits[0], bits[1], bits[2], bits[3],
        t.is_float ? hipChannelFormatKindFloat : t.is_signed ? hipChannelFormatKindSigned : hipChannelFormatKindUnsigned};
  return hipSuccess;
}
hipChannelFormatDesc hipCreateChannelDesc(int x, int y, int z, int w, hipChannelFormatKind f) {
  return {x, y, z, w, f};
}
}
