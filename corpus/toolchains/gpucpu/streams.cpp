// The HIP runtime API on the CPU: streams, events and graphs. There is one stream, in which work is done at once.
#include <algorithm>
#include <chrono>

#include "runtime.h"

namespace gpucpu {
namespace {

int stream_object;
void* const the_stream = &stream_object;
std::vector<Action>* recording;  // a stream capture in progress

struct Event {
  double time = -1;
};

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
hipError_t hipGraphDestroy(hipGraph_t g) {
  delete (Graph*)g;
  return hipSuccess;
}
hipError_t hipGraphExecDestroy(hipGraphExec_t e) {
  delete (Graph*)e;
  return hipSuccess;
}
}
