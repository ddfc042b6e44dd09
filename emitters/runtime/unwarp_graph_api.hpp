// The functions of graphs, over those of unwarp_api.hpp.
#pragma once

#include "unwarp_graphs.hpp"

inline uwError_t uwStreamBeginCapture(uwStream_t stream, enum uwStreamCaptureMode = uwStreamCaptureModeGlobal) {
    unwarp::Capture &state = unwarp::capture();
    stream = unwarp::stream_of(stream);
    if (!stream) return unwarp::result(uwErrorStreamCaptureUnsupported);
    if (state.graph) return unwarp::result(uwErrorIllegalState);
    state.graph = new uwGraph;
    state.origin = stream;
    state.streams = {stream};
    return uwSuccess;
}

inline uwError_t uwStreamEndCapture(uwStream_t stream, uwGraph_t *graph) {
    unwarp::Capture &state = unwarp::capture();
    if (!graph) return unwarp::result(uwErrorInvalidValue);
    if (!state.graph) return unwarp::result(uwErrorIllegalState);
    if (state.origin != unwarp::stream_of(stream)) return unwarp::result(uwErrorStreamCaptureUnmatched);
    *graph = state.graph;
    state = unwarp::Capture();
    return uwSuccess;
}

inline uwError_t uwStreamIsCapturing(uwStream_t stream, enum uwStreamCaptureStatus *status) {
    if (!status) return unwarp::result(uwErrorInvalidValue);
    bool active = unwarp::is_captured(unwarp::stream_of(stream));
    *status = active ? uwStreamCaptureStatusActive : uwStreamCaptureStatusNone;
    return uwSuccess;
}

inline uwError_t uwThreadExchangeStreamCaptureMode(enum uwStreamCaptureMode *) { return uwSuccess; }

inline uwError_t uwGraphCreate(uwGraph_t *graph, unsigned int = 0) {
    if (!graph) return unwarp::result(uwErrorInvalidValue);
    *graph = new uwGraph;
    return uwSuccess;
}

inline uwError_t uwGraphDestroy(uwGraph_t graph) {
    delete graph;
    return unwarp::result(graph ? uwSuccess : uwErrorInvalidValue);
}

inline uwError_t uwGraphClone(uwGraph_t *clone, uwGraph_t graph) {
    if (!clone || !graph) return unwarp::result(uwErrorInvalidValue);
    std::map<uwGraphNode_t, uwGraphNode_t> twins;
    *clone = new uwGraph;
    for (auto &node : graph->nodes) twins[node.get()] = unwarp::add_node(*clone, node->type, node->work);
    for (auto &node : graph->nodes) {
        for (uwGraphNode_t before : node->behind) twins[node.get()]->behind.push_back(twins[before]);
    }
    return uwSuccess;
}

namespace unwarp {

/// The nodes of a graph in an order that their dependencies allow, else as they were added; too few where there is a cycle.
inline std::vector<uwGraphNode_t> ordered(uwGraph_t graph) {
    std::vector<uwGraphNode_t> found;
    std::set<uwGraphNode_t> done;
    for (bool more = true; more;) {
        more = false;
        for (auto &node : graph->nodes) {
            auto is_done = [&](uwGraphNode_t before) { return done.count(before) != 0; };
            if (is_done(node.get()) || !std::all_of(node->behind.begin(), node->behind.end(), is_done)) continue;
            found.push_back(node.get());
            done.insert(node.get());
            more = true;
        }
    }
    return found;
}

inline uwError_t steps_of(uwGraph_t graph, std::vector<std::pair<uwGraphNode_t, Work>> *steps) {
    if (!graph) return uwErrorInvalidValue;
    for (uwGraphNode_t node : ordered(graph)) steps->emplace_back(node, node->work);
    return steps->size() == graph->nodes.size() ? uwSuccess : uwErrorInvalidValue;
}

inline uwError_t run_steps(const std::vector<std::pair<uwGraphNode_t, Work>> &steps, uwStream_t stream) {
    for (const auto &step : steps) {
        uwError_t error = step.second ? step.second(stream) : uwSuccess;
        if (error != uwSuccess) return error;
    }
    return uwSuccess;
}

/// Adds what was made of a node's parameters.
inline uwError_t add(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count,
                     enum uwGraphNodeType type, Work work) {
    if (!node || !graph || (count && !behind)) return result(uwErrorInvalidValue);
    *node = add_node(graph, type, std::move(work));
    (*node)->behind.assign(behind, behind + count);
    return uwSuccess;
}

/// The work of a kernel's node.
inline uwError_t kernel_work(const uwKernelNodeParams *what, Work *work) {
    if (!what) return uwErrorInvalidValue;
    uwGraph one;
    capture().collects = &one;
    uwError_t error = uwLaunchKernel((const void *)what->func, what->gridDim, what->blockDim, what->kernelParams,
                                     what->sharedMemBytes, nullptr);
    capture().collects = nullptr;
    if (error == uwSuccess && one.nodes.size() == 1) *work = one.nodes[0]->work;
    return error;
}

inline uwError_t fill_elements(const uwMemsetParams &what, uwStream_t stream) {
    if (what.elementSize == 1) return uwMemset2DAsync(what.dst, what.pitch, (int)what.value, what.width, what.height, stream);
    unsigned char bytes[4];
    memcpy(bytes, &what.value, sizeof bytes);
    if (std::all_of(bytes, bytes + what.elementSize, [&](unsigned char byte) { return byte == bytes[0]; })) {
        return uwMemset2DAsync(what.dst, what.pitch, bytes[0], what.width * what.elementSize, what.height, stream);
    }
    std::vector<unsigned char> row(what.width * what.elementSize);
    for (size_t i = 0; i < row.size(); i++) row[i] = bytes[i % what.elementSize];
    for (size_t y = 0; y < what.height; y++) {
        uwError_t error = uwMemcpyAsync((char *)what.dst + y * what.pitch, row.data(), row.size(), uwMemcpyDefault, stream);
        if (error == uwSuccess) error = uwStreamSynchronize(stream);  // before the row is gone
        if (error != uwSuccess) return error;
    }
    return uwSuccess;
}

}  // namespace unwarp

inline uwError_t uwGraphInstantiate(uwGraphExec_t *exec, uwGraph_t graph, unsigned long long = 0) {
    if (!exec) return unwarp::result(uwErrorInvalidValue);
    std::unique_ptr<uwGraphExec> made(new uwGraphExec);
    uwError_t error = unwarp::steps_of(graph, &made->steps);
    if (error == uwSuccess) *exec = made.release();
    return unwarp::result(error);
}
inline uwError_t uwGraphInstantiate(uwGraphExec_t *exec, uwGraph_t graph, uwGraphNode_t *failed, char *log, size_t size) {
    if (failed) *failed = nullptr;
    if (log && size) *log = 0;
    return uwGraphInstantiate(exec, graph);
}
inline uwError_t uwGraphInstantiateWithFlags(uwGraphExec_t *exec, uwGraph_t graph, unsigned long long = 0) {
    return uwGraphInstantiate(exec, graph);
}

inline uwError_t uwGraphExecDestroy(uwGraphExec_t exec) {
    delete exec;
    return unwarp::result(exec ? uwSuccess : uwErrorInvalidValue);
}

inline uwError_t uwGraphUpload(uwGraphExec_t exec, uwStream_t) {
    return unwarp::result(exec ? uwSuccess : uwErrorInvalidValue);
}

inline uwError_t uwGraphLaunch(uwGraphExec_t exec, uwStream_t stream) {
    if (!exec) return unwarp::result(uwErrorInvalidValue);
    if (unwarp::is_captured(unwarp::stream_of(stream))) {
        auto steps = exec->steps;
        unwarp::keep(unwarp::stream_of(stream), uwGraphNodeTypeGraph,
                     [steps](uwStream_t into) { return unwarp::run_steps(steps, into); });
        return uwSuccess;
    }
    return unwarp::result(unwarp::run_steps(exec->steps, stream));
}

inline uwError_t uwGraphExecUpdate(uwGraphExec_t exec, uwGraph_t graph, uwGraphExecUpdateResultInfo *info) {
    std::vector<std::pair<uwGraphNode_t, unwarp::Work>> steps;
    uwError_t error = exec ? unwarp::steps_of(graph, &steps) : uwErrorInvalidValue;
    if (error == uwSuccess && steps.size() != exec->steps.size()) error = uwErrorGraphExecUpdateFailure;
    // the nodes of the graph that was instantiated stay the keys
    for (size_t i = 0; error == uwSuccess && i < steps.size(); i++) exec->steps[i].second = steps[i].second;
    if (info) *info = {error == uwSuccess ? uwGraphExecUpdateSuccess : uwGraphExecUpdateError, nullptr, nullptr};
    return unwarp::result(error);
}
inline uwError_t uwGraphExecUpdate(uwGraphExec_t exec, uwGraph_t graph, uwGraphNode_t *failed,
                                   enum uwGraphExecUpdateResult *outcome) {
    uwGraphExecUpdateResultInfo info;
    uwError_t error = uwGraphExecUpdate(exec, graph, &info);
    if (failed) *failed = nullptr;
    if (outcome) *outcome = info.result;
    return error;
}

inline uwError_t uwGraphAddKernelNode(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count,
                                      const struct uwKernelNodeParams *what) {
    unwarp::Work work;
    uwError_t error = unwarp::kernel_work(what, &work);
    return error == uwSuccess ? unwarp::add(node, graph, behind, count, uwGraphNodeTypeKernel, work) : error;
}

inline uwError_t uwGraphAddMemcpyNode(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count,
                                      const struct uwMemcpy3DParms *what) {
    if (!what) return unwarp::result(uwErrorInvalidValue);
    uwMemcpy3DParms copy = *what;
    return unwarp::add(node, graph, behind, count, uwGraphNodeTypeMemcpy,
                       [copy](uwStream_t stream) { return uwMemcpy3DAsync(&copy, stream); });
}

inline uwError_t uwGraphAddMemcpyNode1D(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count,
                                        void *to, const void *from, size_t bytes, enum uwMemcpyKind kind) {
    return unwarp::add(node, graph, behind, count, uwGraphNodeTypeMemcpy,
                       [=](uwStream_t stream) { return uwMemcpyAsync(to, from, bytes, kind, stream); });
}

inline uwError_t uwGraphAddMemsetNode(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count,
                                      const struct uwMemsetParams *what) {
    if (!what || (what->elementSize != 1 && what->elementSize != 2 && what->elementSize != 4)) {
        return unwarp::result(uwErrorInvalidValue);
    }
    uwMemsetParams fill = *what;
    return unwarp::add(node, graph, behind, count, uwGraphNodeTypeMemset,
                       [fill](uwStream_t stream) { return unwarp::fill_elements(fill, stream); });
}

inline uwError_t uwGraphAddHostNode(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count,
                                    const struct uwHostNodeParams *what) {
    if (!what) return unwarp::result(uwErrorInvalidValue);
    uwHostNodeParams call = *what;
    return unwarp::add(node, graph, behind, count, uwGraphNodeTypeHost,
                       [call](uwStream_t stream) { return uwLaunchHostFunc(stream, call.fn, call.userData); });
}

inline uwError_t uwGraphAddEmptyNode(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count) {
    return unwarp::add(node, graph, behind, count, uwGraphNodeTypeEmpty, nullptr);
}

inline uwError_t uwGraphAddChildGraphNode(uwGraphNode_t *node, uwGraph_t graph, const uwGraphNode_t *behind, size_t count,
                                          uwGraph_t child) {
    std::vector<std::pair<uwGraphNode_t, unwarp::Work>> steps;
    uwError_t error = unwarp::steps_of(child, &steps);
    if (error != uwSuccess) return unwarp::result(error);
    return unwarp::add(node, graph, behind, count, uwGraphNodeTypeGraph,
                       [steps](uwStream_t stream) { return unwarp::run_steps(steps, stream); });
}

inline uwError_t uwGraphAddDependencies(uwGraph_t graph, const uwGraphNode_t *from, const uwGraphNode_t *to, size_t count) {
    if (!graph || (count && (!from || !to))) return unwarp::result(uwErrorInvalidValue);
    for (size_t i = 0; i < count; i++) to[i]->behind.push_back(from[i]);
    return uwSuccess;
}

inline uwError_t uwGraphExecKernelNodeSetParams(uwGraphExec_t exec, uwGraphNode_t node, const struct uwKernelNodeParams *what) {
    unwarp::Work work;
    if (!exec) return unwarp::result(uwErrorInvalidValue);
    uwError_t error = unwarp::kernel_work(what, &work);
    if (error != uwSuccess) return error;
    for (auto &step : exec->steps) {
        if (step.first == node) {
            step.second = work;
            return uwSuccess;
        }
    }
    return unwarp::result(uwErrorInvalidValue);
}

inline uwError_t uwGraphKernelNodeSetParams(uwGraphNode_t node, const struct uwKernelNodeParams *what) {
    return node ? unwarp::kernel_work(what, &node->work) : unwarp::result(uwErrorInvalidValue);
}

inline uwError_t uwGraphGetNodes(uwGraph_t graph, uwGraphNode_t *nodes, size_t *count) {
    if (!graph || !count) return unwarp::result(uwErrorInvalidValue);
    for (size_t i = 0; nodes && i < *count; i++) nodes[i] = i < graph->nodes.size() ? graph->nodes[i].get() : nullptr;
    if (!nodes || *count > graph->nodes.size()) *count = graph->nodes.size();
    return uwSuccess;
}

inline uwError_t uwGraphNodeGetType(uwGraphNode_t node, enum uwGraphNodeType *type) {
    if (!node || !type) return unwarp::result(uwErrorInvalidValue);
    *type = node->type;
    return uwSuccess;
}
