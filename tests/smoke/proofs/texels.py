"""What the proofs of textures and surfaces share on the host: arrays, texture and surface objects in CUDA C++."""

from __future__ import annotations

SUPPORT = r"""
struct Format {
  int bits, channels, kind;
};
struct How {
  int linear, scaled, normalized, address[3];
  float border[4];
};
const int LINEAR = -1;  // in the place of an array's flags

// Objects of some arrays, or of linear memory, which is the texels' own
struct Objects {
  int count;
  cudaArray_t arrays[64];
  cudaTextureObject_t textures[64];
  cudaSurfaceObject_t surfaces[64];
  cudaExtent extents[64];
  void *table;
  explicit Objects(int n) : count(n), table(nullptr) {
    for (int k = 0; k < n; k++) arrays[k] = nullptr, textures[k] = 0, surfaces[k] = 0;
  }
  static void check(cudaError_t error) {
    if (error == cudaSuccess) return;
    fprintf(stderr, "%s\n", cudaGetErrorString(error));
    exit(20);
  }
  static cudaChannelFormatDesc description(Format f) {
    int bits[4];
    for (int c = 0; c < 4; c++) bits[c] = c < f.channels ? f.bits : 0;
    return cudaCreateChannelDesc(bits[0], bits[1], bits[2], bits[3], (cudaChannelFormatKind)f.kind);
  }
  // An array with these texels, which lie in device memory
  void array(int k, const void *texels, Format f, int w, int h, int d, unsigned int flags) {
    cudaChannelFormatDesc format = description(f);
    extents[k] = make_cudaExtent(w, h ? h : 1, d ? d : 1);
    check(cudaMalloc3DArray(&arrays[k], &format, make_cudaExtent(w, h, d), flags));
    if (!texels) {
      void *zeros = nullptr;
      size_t bytes = (size_t)w * (h ? h : 1) * (d ? d : 1) * f.channels * f.bits / 8;
      check(cudaMalloc(&zeros, bytes));
      check(cudaMemset(zeros, 0, bytes));
      copy(k, zeros, f);
      check(cudaFree(zeros));
      return;
    }
    copy(k, texels, f);
  }
  void copy(int k, const void *texels, Format f) {
    cudaMemcpy3DParms what = {};
    size_t row = extents[k].width * f.channels * f.bits / 8;
    what.srcPtr = make_cudaPitchedPtr(const_cast<void *>(texels), row, extents[k].width, extents[k].height);
    what.dstArray = arrays[k];
    what.extent = extents[k];
    what.kind = cudaMemcpyDeviceToDevice;
    check(cudaMemcpy3D(&what));
  }
  void copy_back(int k, void *texels) {
    cudaChannelFormatDesc f;
    check(cudaGetChannelDesc(&f, arrays[k]));
    cudaMemcpy3DParms what = {};
    what.srcArray = arrays[k];
    what.dstPtr = make_cudaPitchedPtr(texels, extents[k].width * ((f.x + f.y + f.z + f.w) / 8), extents[k].width,
                                      extents[k].height);
    what.extent = extents[k];
    what.kind = cudaMemcpyDeviceToDevice;
    check(cudaMemcpy3D(&what));
  }
  void texture(int k, void *texels, Format f, How how, int w, int h, int d, int flags) {
    cudaResourceDesc from = {};
    if (flags == LINEAR) {
      from.resType = cudaResourceTypeLinear;
      from.res.linear.devPtr = texels;
      from.res.linear.desc = description(f);
      from.res.linear.sizeInBytes = (size_t)w * f.channels * f.bits / 8;
    } else {
      array(k, texels, f, w, h, d, (unsigned int)flags);
      from.resType = cudaResourceTypeArray;
      from.res.array.array = arrays[k];
    }
    cudaTextureDesc made = {};
    for (int c = 0; c < 3; c++) made.addressMode[c] = (cudaTextureAddressMode)how.address[c];
    for (int c = 0; c < 4; c++) made.borderColor[c] = how.border[c];
    made.filterMode = how.linear ? cudaFilterModeLinear : cudaFilterModePoint;
    made.readMode = how.scaled ? cudaReadModeNormalizedFloat : cudaReadModeElementType;
    made.normalizedCoords = how.normalized;
    check(cudaCreateTextureObject(&textures[k], &from, &made, nullptr));
  }
  void surface(int k, const void *texels, Format f, int w, int h, int d, unsigned int flags) {
    array(k, texels, f, w, h, d, flags);
    cudaResourceDesc from = {};
    from.resType = cudaResourceTypeArray;
    from.res.array.array = arrays[k];
    check(cudaCreateSurfaceObject(&surfaces[k], &from));
  }
  void *on_device(const void *objects, size_t size) {
    check(cudaMalloc(&table, count * size));
    check(cudaMemcpy(table, objects, count * size, cudaMemcpyHostToDevice));
    return table;
  }
  cudaTextureObject_t *textures_on_device() { return (cudaTextureObject_t *)on_device(textures, sizeof textures[0]); }
  cudaSurfaceObject_t *surfaces_on_device() { return (cudaSurfaceObject_t *)on_device(surfaces, sizeof surfaces[0]); }
  void destroy() {
    check(cudaDeviceSynchronize());
    for (int k = 0; k < count; k++) {
      if (textures[k]) check(cudaDestroyTextureObject(textures[k]));
      if (surfaces[k]) check(cudaDestroySurfaceObject(surfaces[k]));
      if (arrays[k]) check(cudaFreeArray(arrays[k]));
    }
    check(cudaFree(table));
  }
};
"""
