// What the parts of the HIP runtime on the CPU share.
#pragma once
#include <hip/hip_runtime_api.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "texture.h"

namespace gpucpu {

struct Module {
  const char* image;
  void* handle;
};

// A device variable; its address is known once its module is loaded.
struct Symbol {
  Module* module;
  std::string name;
  size_t size;
  void* address;
};

using Action = std::function<void()>;

// A captured or built sequence of work, in an order in which it may run.
struct Graph {
  std::vector<Action> actions;
};

hipError_t fail(hipError_t);           // remember the error for hipGetLastError
Symbol* symbol(const void* shadow);    // by the address of the host's variable of the same name; null if unknown
hipError_t now_or_later(Action);       // run, or record while a stream is captured
bool is_recording();
unsigned program_wave();               // lanes of a wave in the program's device code
void copy_rows(void* to, size_t to_pitch, const void* from, size_t from_pitch, size_t width, size_t height);

}  // namespace gpucpu

struct hipArray {
  gpucpu::Texture t;
};
