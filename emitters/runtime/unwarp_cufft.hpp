// Fourier transforms under cuFFT's names: of one, two and three dimensions and any size, of complex and real numbers in single
// and double precision, in batches and with strides. The host computes, in double precision, and the result is in place when the
// call returns. Transforms with callbacks, over several devices and in half precision are not there.
#pragma once

#include "unwarp_cufft_types.hpp"
#include "unwarp_fourier.hpp"
#include "unwarp_library.hpp"
#include "unwarp_library_types.hpp"

#include <map>
#include <memory>
#include <mutex>

enum cufftResult_t {
    CUFFT_SUCCESS = 0,
    CUFFT_INVALID_PLAN = 1,
    CUFFT_ALLOC_FAILED = 2,
    CUFFT_INVALID_TYPE = 3,
    CUFFT_INVALID_VALUE = 4,
    CUFFT_INTERNAL_ERROR = 5,
    CUFFT_EXEC_FAILED = 6,
    CUFFT_SETUP_FAILED = 7,
    CUFFT_INVALID_SIZE = 8,
    CUFFT_UNALIGNED_DATA = 9,
    CUFFT_INCOMPLETE_PARAMETER_LIST = 10,
    CUFFT_INVALID_DEVICE = 11,
    CUFFT_PARSE_ERROR = 12,
    CUFFT_NO_WORKSPACE = 13,
    CUFFT_NOT_IMPLEMENTED = 14,
    CUFFT_LICENSE_ERROR = 15,
    CUFFT_NOT_SUPPORTED = 16
};
typedef cufftResult_t cufftResult;
enum cufftType_t {
    CUFFT_C2C = 0x29,
    CUFFT_R2C = 0x2a,
    CUFFT_C2R = 0x2c,
    CUFFT_Z2Z = 0x69,
    CUFFT_D2Z = 0x6a,
    CUFFT_Z2D = 0x6c
};
typedef cufftType_t cufftType;
typedef int cufftHandle;
constexpr int CUFFT_FORWARD = -1;
constexpr int CUFFT_INVERSE = 1;
constexpr int CUFFT_VERSION = 11000;

namespace unwarp {
namespace fft {

typedef long long Count;

/// Where the numbers of one side lie: `embed` are the extents of the array around them; empty for dense ones.
struct Layout {
    std::vector<Count> embed;
    Count stride = 1, distance = 0;

    Count place(const std::vector<Count> &at) const {
        Count index = 0;
        for (size_t axis = 0; axis < at.size(); axis++) index = (axis ? index * embed[axis] : 0) + at[axis];
        return index * stride;
    }
};

struct Plan {
    bool made = false;
    cufftType type = CUFFT_C2C;
    std::vector<Count> n;
    Layout in, out;
    bool advanced = false;
    Count batch = 1;
    std::vector<std::shared_ptr<fourier::Length>> lengths;
    library::Stream stream = nullptr;

    bool is_double() const { return type == CUFFT_Z2Z || type == CUFFT_D2Z || type == CUFFT_Z2D; }
    bool from_real() const { return type == CUFFT_R2C || type == CUFFT_D2Z; }
    bool to_real() const { return type == CUFFT_C2R || type == CUFFT_Z2D; }
    /// The extents of the complex numbers: of a transform of real ones there is half.
    std::vector<Count> halved() const {
        std::vector<Count> made_ = n;
        if (from_real() || to_real()) made_.back() = n.back() / 2 + 1;
        return made_;
    }
    size_t workspace() const {
        Count total = batch;
        for (Count extent : n) total *= extent;
        return (size_t)total * (is_double() ? sizeof(cufftDoubleComplex) : sizeof(cufftComplex));
    }
};

class Plans {
  public:
    static Plans &all() {
        static Plans plans;
        return plans;
    }
    cufftHandle create() {
        std::lock_guard<std::mutex> lock(mutex_);
        plans_[++last_] = std::make_shared<Plan>();
        return last_;
    }
    std::shared_ptr<Plan> find(cufftHandle handle) {
        std::lock_guard<std::mutex> lock(mutex_);
        const auto found = plans_.find(handle);
        return found == plans_.end() ? nullptr : found->second;
    }
    bool destroy(cufftHandle handle) {
        std::lock_guard<std::mutex> lock(mutex_);
        return plans_.erase(handle) > 0;
    }

  private:
    std::mutex mutex_;
    std::map<cufftHandle, std::shared_ptr<Plan>> plans_;
    cufftHandle last_ = 0;
};

/// Give a plan its shape; where `in_embed` or `out_embed` is null, arrays are dense.
template <typename N>
cufftResult make(cufftHandle handle, int rank, const N *n, const N *in_embed, Count in_stride, Count in_distance,
                 const N *out_embed, Count out_stride, Count out_distance, cufftType type, Count batch, size_t *work) {
    const std::shared_ptr<Plan> plan = Plans::all().find(handle);
    if (!plan || plan->made) return CUFFT_INVALID_PLAN;
    if (rank < 1 || rank > 3 || !n) return CUFFT_INVALID_VALUE;
    if (type != CUFFT_C2C && type != CUFFT_R2C && type != CUFFT_C2R && type != CUFFT_Z2Z && type != CUFFT_D2Z &&
        type != CUFFT_Z2D) {
        return CUFFT_INVALID_TYPE;
    }
    for (int axis = 0; axis < rank; axis++) {
        if (n[axis] < 1) return CUFFT_INVALID_SIZE;
    }
    if (batch < 1) return CUFFT_INVALID_SIZE;
    Plan made;
    made.stream = plan->stream;
    made.type = type;
    made.batch = batch;
    made.advanced = in_embed != nullptr && out_embed != nullptr;
    made.n.assign(n, n + rank);
    if (made.advanced) {
        if (in_stride < 1 || out_stride < 1) return CUFFT_INVALID_VALUE;
        made.in.embed.assign(in_embed, in_embed + rank);
        made.out.embed.assign(out_embed, out_embed + rank);
        made.in.stride = in_stride, made.in.distance = in_distance;
        made.out.stride = out_stride, made.out.distance = out_distance;
    }
    for (Count extent : made.n) made.lengths.push_back(std::make_shared<fourier::Length>((size_t)extent));
    made.made = true;
    *plan = made;
    if (work) *work = plan->workspace();
    return CUFFT_SUCCESS;
}

inline Layout dense(std::vector<Count> extents) {
    Layout layout;
    layout.distance = 1;
    for (Count extent : extents) layout.distance *= extent;
    layout.embed = std::move(extents);
    return layout;
}

/// Call with the place of each element of an array in the memory of a layout.
template <typename F>
void each(const std::vector<Count> &extents, const Layout &layout, F visit) {
    std::vector<Count> at(extents.size(), 0);
    for (size_t number = 0;; number++) {
        visit(number, layout.place(at));
        size_t axis = extents.size();
        while (axis > 0 && ++at[axis - 1] == extents[axis - 1]) at[--axis] = 0;
        if (axis == 0) return;
    }
}

inline size_t span(const std::vector<Count> &extents, const Layout &layout, Count batch) {
    std::vector<Count> last = extents;
    for (Count &extent : last) extent--;
    return (size_t)((batch - 1) * layout.distance + layout.place(last) + 1);
}

/// The transform of one array of complex numbers along the axes before the last.
inline void outer_axes(const Plan &plan, std::vector<fourier::Number> &data, size_t last, int sign) {
    size_t outer = 1, inner = last;
    for (size_t axis = 1; axis + 1 < plan.n.size(); axis++) inner *= (size_t)plan.n[axis];
    for (size_t axis = 0; axis + 1 < plan.n.size(); axis++) {
        fourier::along(*plan.lengths[axis], data, outer, inner, sign);
        outer *= (size_t)plan.n[axis];
        if (axis + 2 < plan.n.size()) inner /= (size_t)plan.n[axis + 1];
    }
}

/// Rows of `from` numbers become rows of `to`: half of a spectrum and the whole of it, or real numbers, after a transform.
inline std::vector<fourier::Number> last_axis(const Plan &plan, const std::vector<fourier::Number> &data, size_t from,
                                              size_t to, int sign) {
    const size_t n = (size_t)plan.n.back(), rows = data.size() / from;
    std::vector<fourier::Number> made(rows * to), line(n);
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < n; i++) {
            line[i] = i < from ? data[row * from + i] : std::conj(data[row * from + n - i]);
        }
        if (from < n || plan.to_real()) {  // what a spectrum of real numbers cannot have does not count
            line[0] = line[0].real();
            if (n % 2 == 0) line[n / 2] = line[n / 2].real();
        }
        plan.lengths.back()->run(line, sign);
        std::copy(line.begin(), line.begin() + (std::ptrdiff_t)to, made.begin() + (std::ptrdiff_t)(row * to));
    }
    return made;
}

inline std::vector<fourier::Number> transform(const Plan &plan, std::vector<fourier::Number> data, int sign) {
    const size_t n = (size_t)plan.n.back(), half = (size_t)plan.halved().back();
    if (plan.to_real()) {
        outer_axes(plan, data, half, sign);
        return last_axis(plan, data, half, n, sign);
    }
    data = last_axis(plan, data, n, half, sign);
    outer_axes(plan, data, half, sign);
    return data;
}

inline void put(float &to, fourier::Number value) { to = (float)value.real(); }
inline void put(double &to, fourier::Number value) { to = value.real(); }
inline void put(cufftComplex &to, fourier::Number v) { to = make_cuFloatComplex((float)v.real(), (float)v.imag()); }
inline void put(cufftDoubleComplex &to, fourier::Number v) { to = make_cuDoubleComplex(v.real(), v.imag()); }
inline fourier::Number number(float x) { return fourier::Number(x); }
inline fourier::Number number(double x) { return fourier::Number(x); }
inline fourier::Number number(cufftComplex x) { return fourier::Number(x.x, x.y); }
inline fourier::Number number(cufftDoubleComplex x) { return fourier::Number(x.x, x.y); }

template <typename I, typename O>
cufftResult execute(cufftHandle handle, cufftType type, const I *in, O *out, int sign) {
    const std::shared_ptr<Plan> plan = Plans::all().find(handle);
    if (!plan || !plan->made || plan->type != type) return CUFFT_INVALID_PLAN;
    if (!in || !out || (sign != CUFFT_FORWARD && sign != CUFFT_INVERSE)) return CUFFT_INVALID_VALUE;
    const std::vector<Count> from = plan->to_real() ? plan->halved() : plan->n;
    const std::vector<Count> to = plan->from_real() ? plan->halved() : plan->n;
    std::vector<Count> padded = plan->n;  // real numbers in the place of complex ones have room for these
    if ((const void *)in == (const void *)out && type != CUFFT_C2C && type != CUFFT_Z2Z) {
        padded.back() = 2 * plan->halved().back();
    }
    const Layout source = plan->advanced ? plan->in : dense(plan->from_real() ? padded : from);
    const Layout target = plan->advanced ? plan->out : dense(plan->to_real() ? padded : to);
    library::Call<cufftResult> call(CUFFT_SUCCESS, CUFFT_INVALID_VALUE, CUFFT_EXEC_FAILED);
    call.follow(plan->stream);
    const std::vector<I> read = call.read(in, span(from, source, plan->batch));
    std::vector<O> written = call.read(out, span(to, target, plan->batch));
    size_t count = 1;
    for (Count extent : from) count *= (size_t)extent;
    std::vector<fourier::Number> data(count);
    for (Count b = 0; call.good() && b < plan->batch; b++) {
        data.resize(count);
        each(from, source, [&](size_t i, Count at) { data[i] = number(read[(size_t)(b * source.distance + at)]); });
        data = transform(*plan, data, sign);
        each(to, target, [&](size_t i, Count at) { put(written[(size_t)(b * target.distance + at)], data[i]); });
    }
    if (call.good()) call.write(out, written);
    return call.status();
}

inline bool typed(cudaDataType in, cudaDataType out, cudaDataType with, cufftType *type) {
    const bool twice = out == CUDA_C_64F || out == CUDA_R_64F;
    const cudaDataType real = twice ? CUDA_R_64F : CUDA_R_32F, complex = twice ? CUDA_C_64F : CUDA_C_32F;
    if (with != complex || (in != real && in != complex) || (out != real && out != complex)) return false;
    if (in == real && out == real) return false;
    *type = in == real ? (twice ? CUFFT_D2Z : CUFFT_R2C)
                       : out == real ? (twice ? CUFFT_Z2D : CUFFT_C2R) : (twice ? CUFFT_Z2Z : CUFFT_C2C);
    return true;
}

/// A new plan that a function gives its shape; without that there is none.
template <typename F>
cufftResult create(cufftHandle *handle, F shape) {
    if (!handle) return CUFFT_INVALID_VALUE;
    const cufftHandle made = Plans::all().create();
    const cufftResult result = shape(made);
    if (result == CUFFT_SUCCESS) {
        *handle = made;
    } else {
        Plans::all().destroy(made);
    }
    return result;
}

/// The workspace of a plan that is only made for the question.
template <typename F>
cufftResult estimate(size_t *size, F shape) {
    cufftHandle handle = 0;
    if (!size) return CUFFT_INVALID_VALUE;
    const cufftResult result = create(&handle, shape);
    if (result == CUFFT_SUCCESS) Plans::all().destroy(handle);
    return result;
}

template <typename N>
cufftResult plain(cufftHandle handle, int rank, const N *n, cufftType type, Count batch, size_t *work) {
    return make<N>(handle, rank, n, nullptr, 1, 0, nullptr, 1, 0, type, batch, work);
}

}  // namespace fft
}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ plans

inline cufftResult cufftCreate(cufftHandle *plan) {
    return unwarp::fft::create(plan, [](cufftHandle) { return CUFFT_SUCCESS; });
}
inline cufftResult cufftDestroy(cufftHandle plan) {
    return unwarp::fft::Plans::all().destroy(plan) ? CUFFT_SUCCESS : CUFFT_INVALID_PLAN;
}
inline cufftResult cufftMakePlan1d(cufftHandle plan, int nx, cufftType type, int batch, size_t *work) {
    return unwarp::fft::plain(plan, 1, &nx, type, batch, work);
}
inline cufftResult cufftMakePlan2d(cufftHandle plan, int nx, int ny, cufftType type, size_t *work) {
    const int n[] = {nx, ny};
    return unwarp::fft::plain(plan, 2, n, type, 1, work);
}
inline cufftResult cufftMakePlan3d(cufftHandle plan, int nx, int ny, int nz, cufftType type, size_t *work) {
    const int n[] = {nx, ny, nz};
    return unwarp::fft::plain(plan, 3, n, type, 1, work);
}
inline cufftResult cufftMakePlanMany(cufftHandle plan, int rank, int *n, int *inembed, int istride, int idist,
                                     int *onembed, int ostride, int odist, cufftType type, int batch, size_t *work) {
    return unwarp::fft::make<int>(plan, rank, n, inembed, istride, idist, onembed, ostride, odist, type, batch, work);
}
inline cufftResult cufftMakePlanMany64(cufftHandle plan, int rank, long long *n, long long *inembed, long long istride,
                                       long long idist, long long *onembed, long long ostride, long long odist,
                                       cufftType type, long long batch, size_t *work) {
    return unwarp::fft::make<long long>(plan, rank, n, inembed, istride, idist, onembed, ostride, odist, type, batch,
                                        work);
}
inline cufftResult cufftXtMakePlanMany(cufftHandle plan, int rank, long long *n, long long *inembed, long long istride,
                                       long long idist, cudaDataType in, long long *onembed, long long ostride,
                                       long long odist, cudaDataType out, long long batch, size_t *work,
                                       cudaDataType execution) {
    cufftType type = CUFFT_C2C;
    if (!unwarp::fft::typed(in, out, execution, &type)) return CUFFT_NOT_SUPPORTED;
    return cufftMakePlanMany64(plan, rank, n, inembed, istride, idist, onembed, ostride, odist, type, batch, work);
}
inline cufftResult cufftPlan1d(cufftHandle *plan, int nx, cufftType type, int batch) {
    return unwarp::fft::create(plan, [=](cufftHandle h) { return cufftMakePlan1d(h, nx, type, batch, nullptr); });
}
inline cufftResult cufftPlan2d(cufftHandle *plan, int nx, int ny, cufftType type) {
    return unwarp::fft::create(plan, [=](cufftHandle h) { return cufftMakePlan2d(h, nx, ny, type, nullptr); });
}
inline cufftResult cufftPlan3d(cufftHandle *plan, int nx, int ny, int nz, cufftType type) {
    return unwarp::fft::create(plan, [=](cufftHandle h) { return cufftMakePlan3d(h, nx, ny, nz, type, nullptr); });
}
inline cufftResult cufftPlanMany(cufftHandle *plan, int rank, int *n, int *inembed, int istride, int idist, int *onembed,
                                 int ostride, int odist, cufftType type, int batch) {
    return unwarp::fft::create(plan, [=](cufftHandle h) {
        return cufftMakePlanMany(h, rank, n, inembed, istride, idist, onembed, ostride, odist, type, batch, nullptr);
    });
}

// ------------------------------------------------------------------------------------------------ workspaces, streams

inline cufftResult cufftEstimate1d(int nx, cufftType type, int batch, size_t *size) {
    return unwarp::fft::estimate(size, [=](cufftHandle h) { return cufftMakePlan1d(h, nx, type, batch, size); });
}
inline cufftResult cufftEstimate2d(int nx, int ny, cufftType type, size_t *size) {
    return unwarp::fft::estimate(size, [=](cufftHandle h) { return cufftMakePlan2d(h, nx, ny, type, size); });
}
inline cufftResult cufftEstimate3d(int nx, int ny, int nz, cufftType type, size_t *size) {
    return unwarp::fft::estimate(size, [=](cufftHandle h) { return cufftMakePlan3d(h, nx, ny, nz, type, size); });
}
inline cufftResult cufftEstimateMany(int rank, int *n, int *inembed, int istride, int idist, int *onembed, int ostride,
                                     int odist, cufftType type, int batch, size_t *size) {
    return unwarp::fft::estimate(size, [=](cufftHandle h) {
        return cufftMakePlanMany(h, rank, n, inembed, istride, idist, onembed, ostride, odist, type, batch, size);
    });
}
inline cufftResult cufftGetSize1d(cufftHandle, int nx, cufftType type, int batch, size_t *size) {
    return cufftEstimate1d(nx, type, batch, size);
}
inline cufftResult cufftGetSize2d(cufftHandle, int nx, int ny, cufftType type, size_t *size) {
    return cufftEstimate2d(nx, ny, type, size);
}
inline cufftResult cufftGetSize3d(cufftHandle, int nx, int ny, int nz, cufftType type, size_t *size) {
    return cufftEstimate3d(nx, ny, nz, type, size);
}
inline cufftResult cufftGetSizeMany(cufftHandle, int rank, int *n, int *inembed, int istride, int idist, int *onembed,
                                    int ostride, int odist, cufftType type, int batch, size_t *size) {
    return cufftEstimateMany(rank, n, inembed, istride, idist, onembed, ostride, odist, type, batch, size);
}
inline cufftResult cufftGetSize(cufftHandle plan, size_t *size) {
    const auto found = unwarp::fft::Plans::all().find(plan);
    if (!found || !found->made || !size) return !size ? CUFFT_INVALID_VALUE : CUFFT_INVALID_PLAN;
    *size = found->workspace();
    return CUFFT_SUCCESS;
}
inline cufftResult cufftSetWorkArea(cufftHandle plan, void *) {
    return unwarp::fft::Plans::all().find(plan) ? CUFFT_SUCCESS : CUFFT_INVALID_PLAN;
}
inline cufftResult cufftSetAutoAllocation(cufftHandle plan, int) {
    return unwarp::fft::Plans::all().find(plan) ? CUFFT_SUCCESS : CUFFT_INVALID_PLAN;
}
inline cufftResult cufftSetStream(cufftHandle plan, unwarp::library::Stream stream) {
    const auto found = unwarp::fft::Plans::all().find(plan);
    if (!found) return CUFFT_INVALID_PLAN;
    found->stream = stream;
    return CUFFT_SUCCESS;
}
inline cufftResult cufftGetVersion(int *version) {
    if (!version) return CUFFT_INVALID_VALUE;
    *version = CUFFT_VERSION;
    return CUFFT_SUCCESS;
}

// ------------------------------------------------------------------------------------------------ transforms

inline cufftResult cufftExecC2C(cufftHandle plan, cufftComplex *in, cufftComplex *out, int direction) {
    return unwarp::fft::execute(plan, CUFFT_C2C, in, out, direction);
}
inline cufftResult cufftExecZ2Z(cufftHandle plan, cufftDoubleComplex *in, cufftDoubleComplex *out, int direction) {
    return unwarp::fft::execute(plan, CUFFT_Z2Z, in, out, direction);
}
inline cufftResult cufftExecR2C(cufftHandle plan, cufftReal *in, cufftComplex *out) {
    return unwarp::fft::execute(plan, CUFFT_R2C, in, out, CUFFT_FORWARD);
}
inline cufftResult cufftExecD2Z(cufftHandle plan, cufftDoubleReal *in, cufftDoubleComplex *out) {
    return unwarp::fft::execute(plan, CUFFT_D2Z, in, out, CUFFT_FORWARD);
}
inline cufftResult cufftExecC2R(cufftHandle plan, cufftComplex *in, cufftReal *out) {
    return unwarp::fft::execute(plan, CUFFT_C2R, in, out, CUFFT_INVERSE);
}
inline cufftResult cufftExecZ2D(cufftHandle plan, cufftDoubleComplex *in, cufftDoubleReal *out) {
    return unwarp::fft::execute(plan, CUFFT_Z2D, in, out, CUFFT_INVERSE);
}
inline cufftResult cufftXtExec(cufftHandle plan, void *in, void *out, int direction) {
    const auto found = unwarp::fft::Plans::all().find(plan);
    switch (found ? (int)found->type : 0) {
        case CUFFT_C2C: return cufftExecC2C(plan, (cufftComplex *)in, (cufftComplex *)out, direction);
        case CUFFT_Z2Z: return cufftExecZ2Z(plan, (cufftDoubleComplex *)in, (cufftDoubleComplex *)out, direction);
        case CUFFT_R2C: return cufftExecR2C(plan, (cufftReal *)in, (cufftComplex *)out);
        case CUFFT_D2Z: return cufftExecD2Z(plan, (cufftDoubleReal *)in, (cufftDoubleComplex *)out);
        case CUFFT_C2R: return cufftExecC2R(plan, (cufftComplex *)in, (cufftReal *)out);
        case CUFFT_Z2D: return cufftExecZ2D(plan, (cufftDoubleComplex *)in, (cufftDoubleReal *)out);
    }
    return CUFFT_INVALID_PLAN;
}
