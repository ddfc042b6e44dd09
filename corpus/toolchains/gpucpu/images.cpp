// The image functions of AMD's device library (ockl). The object behind a handle is a Texture; the image descriptor is at
// its begin, the sampler descriptor 32 words further.
#include "texture.h"

using namespace gpucpu;

typedef float float2v __attribute__((ext_vector_type(2)));
typedef float float4v __attribute__((ext_vector_type(4)));
typedef int int2v __attribute__((ext_vector_type(2)));
typedef int int4v __attribute__((ext_vector_type(4)));

static float4v sampled(const void* image, float x, float y, float z) {
  float r[4];
  sample((const Texture*)image, x, y, z, r);
  return float4v{r[0], r[1], r[2], r[3]};
}
static float4v loaded(const void* image, int x, int y, int z) {
  float r[4] = {};  // no sampler: zeros beyond the edge
  const Texture* t = (const Texture*)image;
  if (x >= 0 && y >= 0 && z >= 0 && x < t->width && y < t->height && z < t->depth) texel(t, x, y, z, r);
  return float4v{r[0], r[1], r[2], r[3]};
}
static void stored(const void* image, int x, int y, int z, float4v value) {
  float r[4] = {value.x, value.y, value.z, value.w};
  store((const Texture*)image, x, y, z, r);
}
static int order(const void* image) {  // HSA's numbers of R, RG and RGBA
  int channels = ((const Texture*)image)->channels;
  return channels == 1 ? 1 : channels == 2 ? 3 : 8;
}
static int format(const void* image) { return ((const Texture*)image)->format(); }

extern "C" {

int __ockl_image_channel_data_type_1D(const void* i) { return format(i); }
int __ockl_image_channel_data_type_2D(const void* i) { return format(i); }
int __ockl_image_channel_data_type_3D(const void* i) { return format(i); }
int __ockl_image_channel_data_type_2Da(const void* i) { return format(i); }
int __ockl_image_channel_order_2Da(const void* i) { return order(i); }
int __ockl_image_channel_order_1D(const void* i) { return order(i); }
int __ockl_image_channel_order_2D(const void* i) { return order(i); }
int __ockl_image_channel_order_3D(const void* i) { return order(i); }

float4v __ockl_image_sample_1D(const void* i, const void*, float x) { return sampled(i, x, 0.5f, 0.5f); }
float4v __ockl_image_sample_lod_1D(const void* i, const void*, float x, float) { return sampled(i, x, 0.5f, 0.5f); }
float4v __ockl_image_sample_2D(const void* i, const void*, float2v c) { return sampled(i, c.x, c.y, 0.5f); }
float4v __ockl_image_sample_lod_2D(const void* i, const void*, float2v c, float) { return sampled(i, c.x, c.y, 0.5f); }
float4v __ockl_image_sample_3D(const void* i, const void*, float4v c) { return sampled(i, c.x, c.y, c.z); }

float4v __ockl_image_sample_1Da(const void* i, const void*, float2v c) { return sampled(i, c.x, 0.5f, c.y); }
float4v __ockl_image_sample_2Da(const void* i, const void*, float4v c) { return sampled(i, c.x, c.y, c.z); }
float4v __ockl_image_sample_lod_3D(const void* i, const void*, float4v c, float) { return sampled(i, c.x, c.y, c.z); }

float4v __ockl_image_sample_lod_1Da(const void* i, const void*, float2v c, float) { return sampled(i, c.x, 0.5f, c.y); }
float4v __ockl_image_sample_lod_2Da(const void* i, const void*, float4v c, float) { return sampled(i, c.x, c.y, c.z); }
float4v __ockl_image_sample_grad_1D(const void* i, const void*, float x, float, float) { return sampled(i, x, 0.5f, 0.5f); }
float4v __ockl_image_sample_grad_1Da(const void* i, const void*, float2v c, float, float) {
  return sampled(i, c.x, 0.5f, c.y);
}
float4v __ockl_image_sample_grad_2D(const void* i, const void*, float2v c, float2v, float2v) {
  return sampled(i, c.x, c.y, 0.5f);
}
float4v __ockl_image_sample_grad_2Da(const void* i, const void*, float4v c, float2v, float2v) {
  return sampled(i, c.x, c.y, c.z);
}
float4v __ockl_image_sample_grad_3D(const void* i, const void*, float4v c, float4v, float4v) {
  return sampled(i, c.x, c.y, c.z);
}

float4v __ockl_image_load_1Db(const void* i, int x) { return loaded(i, x, 0, 0); }
float4v __ockl_image_load_1D(const void* i, int x) { return loaded(i, x, 0, 0); }
float4v __ockl_image_load_2D(const void* i, int2v c) { return loaded(i, c.x, c.y, 0); }
float4v __ockl_image_load_2Da(const void* i, int4v c) { return loaded(i, c.x, c.y, c.z); }
float4v __ockl_image_load_3D(const void* i, int4v c) { return loaded(i, c.x, c.y, c.z); }

void __ockl_image_store_1D(const void* i, int x, float4v v) { stored(i, x, 0, 0, v); }
void __ockl_image_store_2D(const void* i, int2v c, float4v v) { stored(i, c.x, c.y, 0, v); }
void __ockl_image_store_2Da(const void* i, int4v c, float4v v) { stored(i, c.x, c.y, c.z, v); }
void __ockl_image_store_3D(const void* i, int4v c, float4v v) { stored(i, c.x, c.y, c.z, v); }

}
