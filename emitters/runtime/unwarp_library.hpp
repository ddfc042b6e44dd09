// What the headers of libraries share: a call waits for the work before it, copies what it needs to the host, computes
// there, and copies the result back. It stands over the façade, or over HIP's runtime where the program was compiled with that.
#pragma once

#ifdef __HIP_PLATFORM_AMD__
#include <hip/hip_runtime_api.h>
#include <hip/hip_vector_types.h>
#else
#include "unwarp_api.hpp"
#endif

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <vector>

namespace unwarp {
namespace library {

#ifdef __HIP_PLATFORM_AMD__
typedef hipStream_t Stream;
inline bool finish(Stream stream) { return hipStreamSynchronize(stream) == hipSuccess; }
inline bool copy(void *to, const void *from, size_t bytes) {
    return hipMemcpy(to, from, bytes, hipMemcpyDefault) == hipSuccess;
}
inline bool copy_rows(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height) {
    return hipMemcpy2D(to, to_pitch, from, from_pitch, width, height, hipMemcpyDefault) == hipSuccess;
}
#else
typedef uwStream_t Stream;
inline bool finish(Stream stream) { return uwStreamSynchronize(stream) == uwSuccess; }
inline bool copy(void *to, const void *from, size_t bytes) {
    return uwMemcpy(to, from, bytes, uwMemcpyDefault) == uwSuccess;
}
inline bool copy_rows(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height) {
    return uwMemcpy2D(to, to_pitch, from, from_pitch, width, height, uwMemcpyDefault) == uwSuccess;
}
#endif

/// The copies of one call, and what it found wrong: the first fault stays.
template <typename Status>
class Call {
  public:
    Call(Status good, Status invalid, Status failed) : good_(good), invalid_(invalid), failed_(failed), status_(good) {}
    /// Whether the call may go on: nothing is wrong so far, and a condition on its arguments holds.
    bool check(bool condition) { return check(condition, invalid_); }
    bool check(bool condition, Status otherwise) {
        if (good() && !condition) status_ = otherwise;
        return good();
    }
    bool good() const { return status_ == good_; }
    Status status() const { return status_; }
    /// Wait for the work of a stream.
    void follow(Stream stream) { check(finish(stream), failed_); }

    /// Elements of device memory, or of the host's where there are such.
    template <typename T>
    std::vector<T> read(const T *from, size_t count) {
        std::vector<T> values(count);
        copied(values.data(), from, count);
        return values;
    }
    template <typename T>
    T read_one(const T *from) {
        T value = T();
        copied(&value, from, 1);
        return value;
    }
    template <typename T>
    void write(T *to, const std::vector<T> &values) {
        copied(to, values.data(), values.size());
    }
    template <typename T>
    void write_one(T *to, T value) {
        copied(to, &value, 1);
    }

  private:
    template <typename T>
    void copied(T *to, const T *from, size_t count) {
        if (!count || !check(to != nullptr && from != nullptr)) return;
        check(copy(to, from, count * sizeof(T)), failed_);
    }

    Status good_, invalid_, failed_, status_;
};

/// A call whose scalars and results lie on the host or, where the handle says so, in device memory.
template <typename Status>
class ScalarCall : public Call<Status> {
  public:
    template <typename Handle>
    ScalarCall(const Handle *handle, bool on_host, Status good, Status unready, Status invalid, Status failed)
        : Call<Status>(good, invalid, failed), on_host_(on_host) {
        if (this->check(handle != nullptr, unready)) this->follow(handle->stream);
    }
    template <typename T>
    T scalar(const T *from) {
        if (!this->check(from != nullptr)) return T();
        return on_host_ ? *from : this->read_one(from);
    }
    template <typename T>
    void result(T *to, T value) {
        if (!this->check(to != nullptr)) return;
        if (on_host_) {
            *to = value;
        } else {
            this->write_one(to, value);
        }
    }

  private:
    bool on_host_;
};

}  // namespace library
}  // namespace unwarp
