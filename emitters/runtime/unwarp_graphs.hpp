// Graphs of the CUDA runtime API under the prefix `uw`, and the capture of streams that makes them. A graph is a list of
// pieces of work that are given to the stream of its launch one after the other, each behind those that it depends on.
#pragma once

#include "unwarp_common.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

typedef struct uwGraph *uwGraph_t;
typedef struct uwGraphNode *uwGraphNode_t;
typedef struct uwGraphExec *uwGraphExec_t;

enum uwStreamCaptureMode {
    uwStreamCaptureModeGlobal = 0, uwStreamCaptureModeThreadLocal = 1, uwStreamCaptureModeRelaxed = 2
};
enum uwStreamCaptureStatus {
    uwStreamCaptureStatusNone = 0, uwStreamCaptureStatusActive = 1, uwStreamCaptureStatusInvalidated = 2
};
enum uwGraphExecUpdateResult { uwGraphExecUpdateSuccess = 0, uwGraphExecUpdateError = 1 };
enum uwGraphNodeType {
    uwGraphNodeTypeKernel = 0, uwGraphNodeTypeMemcpy = 1, uwGraphNodeTypeMemset = 2, uwGraphNodeTypeHost = 3,
    uwGraphNodeTypeGraph = 4, uwGraphNodeTypeEmpty = 5
};
enum : unsigned int { uwGraphInstantiateFlagAutoFreeOnLaunch = 1 };

struct uwKernelNodeParams { void *func; dim3 gridDim, blockDim; unsigned int sharedMemBytes; void **kernelParams, **extra; };
struct uwMemsetParams { void *dst; size_t pitch; unsigned int value, elementSize; size_t width, height; };
struct uwHostNodeParams { uwHostFn_t fn; void *userData; };
struct uwGraphExecUpdateResultInfo { enum uwGraphExecUpdateResult result; uwGraphNode_t errorNode, errorFromNode; };

namespace unwarp {

/// A stream as the back ends see it: null for the default stream under any of its names.
inline uwStream_t stream_of(uwStream_t stream) {
    return (uintptr_t)stream <= (uintptr_t)uwStreamPerThread ? nullptr : stream;
}

/// A piece of work, given to a stream.
typedef std::function<uwError_t(uwStream_t)> Work;

}  // namespace unwarp

struct uwGraphNode {
    enum uwGraphNodeType type;
    unwarp::Work work;
    std::vector<uwGraphNode_t> behind;  // what has to be done before
};

struct uwGraph {
    std::vector<std::unique_ptr<uwGraphNode>> nodes;  // in the order in which they were added
};

struct uwGraphExec {
    std::vector<std::pair<uwGraphNode_t, unwarp::Work>> steps;  // the nodes are keys, and may be gone
};

namespace unwarp {

/// The capture that is going on: the streams that take part, and the events that were recorded in them.
struct Capture {
    uwGraph_t graph = nullptr;
    uwStream_t origin = nullptr;
    std::set<uwStream_t> streams;
    std::set<uwEvent_t> events;
    uwGraph_t collects = nullptr;  // the graph to which a node is added by doing its work
};

inline Capture &capture() {
    static Capture *state = new Capture;
    return *state;
}

inline bool is_captured(uwStream_t stream) { return capture().graph && capture().streams.count(stream); }

inline uwGraphNode_t add_node(uwGraph_t graph, enum uwGraphNodeType type, Work work) {
    graph->nodes.emplace_back(new uwGraphNode{type, std::move(work), {}});
    return graph->nodes.back().get();
}

/// Keeps work for later where its stream is being captured; otherwise it is to be done now.
inline bool keep(uwStream_t stream, enum uwGraphNodeType type, const Work &work) {
    Capture &state = capture();
    uwGraph_t graph = state.collects ? state.collects : is_captured(stream) ? state.graph : nullptr;
    if (graph) add_node(graph, type, work);
    return graph != nullptr;
}

/// The arguments of a launch, copied.
class Arguments {
    std::vector<std::vector<unsigned char>> bytes_;

public:
    Arguments(const std::vector<size_t> &sizes, void **args) {
        for (size_t i = 0; i < sizes.size(); i++) {
            const unsigned char *start = (const unsigned char *)args[i];
            bytes_.emplace_back(start, start + sizes[i]);
        }
    }
    std::vector<void *> pointers() {
        std::vector<void *> found;
        for (std::vector<unsigned char> &argument : bytes_) found.push_back(argument.data());
        return found;
    }
};

}  // namespace unwarp
