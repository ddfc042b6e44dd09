// The HIP runtime API on the CPU: streams, events and graphs. There is one stream, in which work is done at once.
#include <algorithm>
#include <chrono>
#include <cstring>

#include "runtime.h"

namespace gpucpu {
namespace {

int stream_object;
void* const the_stream = &stream_object;
std::vector<Action>* recording;  // a stream capture in progress

struct Event {
  double time = -1;
};

// Adds the work that a call gives while a graph records; a node is the number of its action.
template <class F>
hipError_t add_node(hipGraphNode_t* node, hipGraph_t graph, F call) {
  recording = &((Graph*)graph)->actions;
  hipError_t error = call();
  recording = nullptr;
  *node = (hipGraphNode_t)((Graph*)graph)->actions.size();
  return error;
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

bool is_recording() { return recording; }

hipError_t now_or_later(Action action) {
  if (recording) recording->push_back(action);
  else action();
  return hipSuccess;
}

}  // namespace gpucpu

using namespace gpucpu;

extern "C" {

hipError_t hipStreamCreate(hipStream_t* s) {
  *s = (hipStream_t)the_stream;
  return hipSuccess;
}
hipError_t hipStreamCreateWithFlags(hipStream_t* s, unsigned) { return hipStreamCreate(s); }
hipError_t hipStreamCreateWithPriority(hipStream_t* s, unsigned, int) { return hipStreamCreate(s); }
hipError_t hipDeviceGetStreamPriorityRange(int* low, int* high) {
  *low = *high = 0;
  return hipSuccess;
}
hipError_t hipStreamGetFlags(hipStream_t, unsigned* flags) {
  *flags = hipStreamDefault;
  return hipSuccess;
}
hipError_t hipStreamGetPriority(hipStream_t, int* priority) {
  *priority = 0;
  return hipSuccess;
}
hipError_t hipStreamIsCapturing(hipStream_t, hipStreamCaptureStatus* status) {
  *status = recording ? hipStreamCaptureStatusActive : hipStreamCaptureStatusNone;
  return hipSuccess;
}
hipError_t hipStreamAttachMemAsync(hipStream_t, void*, size_t, unsigned) { return hipSuccess; }
hipError_t hipStreamDestroy(hipStream_t) { return hipSuccess; }
hipError_t hipStreamSynchronize(hipStream_t) { return hipSuccess; }
hipError_t hipStreamQuery(hipStream_t) { return hipSuccess; }
hipError_t hipStreamWaitEvent(hipStream_t, hipEvent_t, unsigned) { return hipSuccess; }
hipError_t hipEventCreate(hipEvent_t* e) {
  *e = (hipEvent_t) new Event;
  return hipSuccess;
}
hipError_t hipEventCreateWithFlags(hipEvent_t* e, unsigned) { return hipEventCreate(e); }
hipError_t hipEventRecord(hipEvent_t e, hipStream_t) {
  ((Event*)e)->time = seconds();
  return hipSuccess;
}
hipError_t hipEventSynchronize(hipEvent_t) { return hipSuccess; }
hipError_t hipEventQuery(hipEvent_t) { return hipSuccess; }
hipError_t hipEventElapsedTime(float* ms, hipEvent_t a, hipEvent_t b) {
  double from = ((Event*)a)->time, to = ((Event*)b)->time;
  if (from < 0 || to < 0) return fail(hipErrorInvalidHandle);
  *ms = std::max(1e-4f, float((to - from) * 1e3));
  return hipSuccess;
}
hipError_t hipEventDestroy(hipEvent_t e) {
  delete (Event*)e;
  return hipSuccess;
}
hipError_t hipStreamBeginCapture(hipStream_t, hipStreamCaptureMode) {
  recording = new std::vector<Action>;
  return hipSuccess;
}
hipError_t hipStreamEndCapture(hipStream_t, hipGraph_t* g) {
  *g = (hipGraph_t) new Graph{*recording};
  delete recording;
  recording = nullptr;
  return hipSuccess;
}
hipError_t hipGraphInstantiate(hipGraphExec_t* e, hipGraph_t g, hipGraphNode_t*, char*, size_t) {
  *e = (hipGraphExec_t) new Graph(*(Graph*)g);
  return hipSuccess;
}
hipError_t hipGraphInstantiateWithFlags(hipGraphExec_t* e, hipGraph_t g, unsigned long long) {
  return hipGraphInstantiate(e, g, nullptr, nullptr, 0);
}
hipError_t hipGraphUpload(hipGraphExec_t, hipStream_t) { return hipSuccess; }
hipError_t hipGraphLaunch(hipGraphExec_t e, hipStream_t) {
  for (auto& a : ((Graph*)e)->actions) a();
  return hipSuccess;
}
hipError_t hipGraphGetNodes(hipGraph_t g, hipGraphNode_t* nodes, size_t* n) {
  return nodes ? fail(hipErrorNotSupported) : (*n = ((Graph*)g)->actions.size(), hipSuccess);
}
hipError_t hipGraphCreate(hipGraph_t* g, unsigned) {
  *g = (hipGraph_t) new Graph;
  return hipSuccess;
}
hipError_t hipGraphClone(hipGraph_t* clone, hipGraph_t g) {
  *clone = (hipGraph_t) new Graph(*(Graph*)g);
  return hipSuccess;
}
// Nodes run in the order in which they are added, behind all that they can depend on.
hipError_t hipGraphAddKernelNode(hipGraphNode_t* node, hipGraph_t g, const hipGraphNode_t*, size_t,
                                 const hipKernelNodeParams* p) {
  return add_node(node, g, [&] {
    return hipLaunchKernel(p->func, p->gridDim, p->blockDim, p->kernelParams, p->sharedMemBytes, nullptr);
  });
}
hipError_t hipGraphAddMemcpyNode(hipGraphNode_t* node, hipGraph_t g, const hipGraphNode_t*, size_t,
                                 const hipMemcpy3DParms* p) {
  hipMemcpy3DParms copy = *p;
  return add_node(node, g, [&] { return now_or_later([=] { (void)hipMemcpy3D(&copy); }); });
}
hipError_t hipGraphAddMemcpyNode1D(hipGraphNode_t* node, hipGraph_t g, const hipGraphNode_t*, size_t, void* to,
                                   const void* from, size_t bytes, hipMemcpyKind kind) {
  return add_node(node, g, [&] { return now_or_later([=] { (void)hipMemcpy(to, from, bytes, kind); }); });
}
hipError_t hipGraphAddMemsetNode(hipGraphNode_t* node, hipGraph_t g, const hipGraphNode_t*, size_t,
                                 const hipMemsetParams* p) {
  hipMemsetParams fill = *p;
  return add_node(node, g, [&] {
    return now_or_later([=] {
      for (size_t y = 0; y < fill.height; y++)
        for (size_t x = 0; x < fill.width; x++)
          memcpy((char*)fill.dst + y * fill.pitch + x * fill.elementSize, &fill.value, fill.elementSize);
    });
  });
}
hipError_t hipGraphAddHostNode(hipGraphNode_t* node, hipGraph_t g, const hipGraphNode_t*, size_t,
                               const hipHostNodeParams* p) {
  hipHostNodeParams call = *p;
  return add_node(node, g, [&] { return now_or_later([=] { call.fn(call.userData); }); });
}
hipError_t hipGraphAddEmptyNode(hipGraphNode_t* node, hipGraph_t g, const hipGraphNode_t*, size_t) {
  return add_node(node, g, [] { return now_or_later([] {}); });
}
hipError_t hipGraphDestroy(hipGraph_t g) {
  delete (Graph*)g;
  return hipSuccess;
}
hipError_t hipGraphExecDestroy(hipGraphExec_t e) {
  delete (Graph*)e;
  return hipSuccess;
}
}
