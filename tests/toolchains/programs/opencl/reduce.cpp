// Buffers, local memory, and shared virtual memory with a pointer into the middle of an allocation. The kernels are read
// from the file beside the executable.
#include <CL/cl.h>
#include <unistd.h>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

static void ok(cl_int status, int line) {
  if (status == CL_SUCCESS) return;
  std::printf("line %d: status %d\nFAIL\n", line, status);
  std::exit(1);
}
#define OK(x) ok(x, __LINE__)

static std::string beside(const char *name) {
  char path[PATH_MAX];
  std::string self(path, readlink("/proc/self/exe", path, sizeof path));
  std::stringstream text;
  text << std::ifstream(self.substr(0, self.rfind('/') + 1) + name).rdbuf();
  return text.str();
}

int main() {
  cl_platform_id platform;
  cl_device_id device;
  cl_int status;
  char name[200];
  OK(clGetPlatformIDs(1, &platform, nullptr));
  OK(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, &device, nullptr));
  OK(clGetPlatformInfo(platform, CL_PLATFORM_NAME, sizeof name, name, nullptr));
  std::printf("platform %s\n", name);
  cl_context context = clCreateContext(nullptr, 1, &device, nullptr, nullptr, &status);
  OK(status);
  cl_command_queue queue = clCreateCommandQueueWithProperties(context, device, nullptr, &status);
  OK(status);
  std::string text = beside("reduce.cl");
  const char *source = text.c_str();
  cl_program program = clCreateProgramWithSource(context, 1, &source, nullptr, &status);
  OK(status);
  OK(clBuildProgram(program, 1, &device, "-cl-std=CL1.2", nullptr, nullptr));

  int n = 1000;
  size_t group = 128, items = 1024;
  std::vector<float> x(n, 1.0f), out(items / group);
  cl_mem from = clCreateBuffer(context, CL_MEM_COPY_HOST_PTR, n * sizeof(float), x.data(), &status);
  OK(status);
  cl_mem to = clCreateBuffer(context, 0, out.size() * sizeof(float), nullptr, &status);
  OK(status);
  cl_kernel reduce = clCreateKernel(program, "reduce", &status);
  OK(status);
  OK(clSetKernelArg(reduce, 0, sizeof from, &from));
  OK(clSetKernelArg(reduce, 1, sizeof to, &to));
  OK(clSetKernelArg(reduce, 2, sizeof n, &n));
  OK(clSetKernelArg(reduce, 3, group * sizeof(float), nullptr));
  OK(clEnqueueNDRangeKernel(queue, reduce, 1, nullptr, &items, &group, 0, nullptr, nullptr));
  OK(clEnqueueReadBuffer(queue, to, CL_TRUE, 0, out.size() * sizeof(float), out.data(), 0, nullptr, nullptr));
  float sum = 0;
  for (float part : out) sum += part;

  std::vector<int> values(64);
  for (int i = 0; i < 64; i++) values[i] = i;
  int *shared = static_cast<int *>(clSVMAlloc(context, CL_MEM_READ_WRITE, 256, 0));
  OK(shared ? CL_SUCCESS : CL_OUT_OF_RESOURCES);
  OK(clEnqueueSVMMemcpy(queue, CL_TRUE, shared, values.data(), 256, 0, nullptr, nullptr));
  cl_kernel increment = clCreateKernel(program, "increment", &status);
  OK(status);
  int half = 32;
  size_t half_items = 32;
  OK(clSetKernelArgSVMPointer(increment, 0, shared + half));
  OK(clSetKernelArg(increment, 1, sizeof half, &half));
  OK(clEnqueueNDRangeKernel(queue, increment, 1, nullptr, &half_items, &half_items, 0, nullptr, nullptr));
  OK(clEnqueueSVMMemcpy(queue, CL_TRUE, values.data(), shared, 256, 0, nullptr, nullptr));
  std::printf("sum %g, values %d %d\n", sum, values[10], values[42]);
  std::puts(sum == 1000 && values[10] == 10 && values[42] == 85 ? "PASS" : "FAIL");
}
