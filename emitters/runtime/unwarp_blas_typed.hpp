// Products of matrices whose types are arguments, for cuBLAS's names: numbers of 16, 32 and 64 bits, and bytes.
#pragma once

#include "unwarp_blas_shapes.hpp"
#include "unwarp_library_numbers.hpp"

namespace unwarp {
namespace blas {

using library::bytes_of;
using library::load;
using library::store;

/// A matrix in memory by its type.
struct Typed {
    const void *at;
    cudaDataType type;
    int lead;

    template <typename C>
    Dense<C> read(Call &call, cublasOperation_t op, int rows, int columns) const {
        const size_t size = bytes_of(type);
        const int inner = op == CUBLAS_OP_N ? rows : columns, outer = op == CUBLAS_OP_N ? columns : rows;
        const std::vector<unsigned char> memory =
            call.read((const unsigned char *)at, matrix_size(inner, outer, lead) * size);
        Dense<C> made(rows, columns);
        for (int j = 0; call.good() && j < outer; j++) {
            for (int i = 0; i < inner; i++) {
                const C value = load<C>(&memory[((size_t)j * (size_t)lead + (size_t)i) * size], type);
                (op == CUBLAS_OP_N ? made.at(i, j) : made.at(j, i)) = value;
            }
        }
        return made;
    }
};

template <typename C>
void typed_product(Call &call, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k, C alpha, const Typed &a,
                   const Typed &b, C beta, void *c, cudaDataType type, int ldc) {
    const Dense<C> left = a.read<C>(call, oa, m, k), right = b.read<C>(call, ob, k, n);
    const size_t size = bytes_of(type);
    std::vector<unsigned char> memory = call.read((unsigned char *)c, matrix_size(m, n, ldc) * size);
    if (!call.good()) return;
    const Dense<C> made = times(left, right);
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
            unsigned char *at = &memory[((size_t)j * (size_t)ldc + (size_t)i) * size];
            C value = alpha * made.at(i, j);
            if (beta != C(0)) value += beta * load<C>(at, type);
            store(at, type, value);
        }
    }
    call.write((unsigned char *)c, memory);
}

/// The type that scalars have and sums are made in; false where it is none of those here.
inline bool computed_in(cublasComputeType_t compute, cudaDataType *type) {
    switch (compute) {
        case CUBLAS_COMPUTE_16F:
        case CUBLAS_COMPUTE_16F_PEDANTIC: *type = CUDA_R_16F; return true;
        case CUBLAS_COMPUTE_64F:
        case CUBLAS_COMPUTE_64F_PEDANTIC: *type = CUDA_R_64F; return true;
        case CUBLAS_COMPUTE_32I:
        case CUBLAS_COMPUTE_32I_PEDANTIC: *type = CUDA_R_32I; return true;
        default: *type = CUDA_R_32F; return true;
    }
}
inline bool computed_in(cudaDataType compute, cudaDataType *type) {
    *type = compute;
    return compute == CUDA_R_16F || compute == CUDA_R_32F || compute == CUDA_R_64F || compute == CUDA_R_32I;
}

template <typename C>
void typed_products(Call &call, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k, const void *alpha,
                    const std::vector<Typed> &a, const std::vector<Typed> &b, const void *beta,
                    const std::vector<void *> &c, cudaDataType type, int ldc, cudaDataType scalars) {
    const auto scalar = [&](const void *from) {
        unsigned char bytes[8] = {};
        for (size_t i = 0; i < bytes_of(scalars); i++) bytes[i] = call.scalar((const unsigned char *)from + i);
        return load<C>(bytes, scalars);
    };
    if (!call.check(alpha && beta)) return;
    const C by = scalar(alpha), kept = scalar(beta);
    for (size_t z = 0; call.good() && z < c.size(); z++) {
        typed_product<C>(call, oa, ob, m, n, k, by, a[z], b[z], kept, c[z], type, ldc);
    }
}

/// Products of matrices of stated types; sums are of the type `compute` names, of half precision in single.
template <typename K>
cublasStatus_t gemm_typed(cublasHandle_t handle, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k,
                          const void *alpha, const std::vector<Typed> &a, const std::vector<Typed> &b, const void *beta,
                          const std::vector<void *> &c, cudaDataType type, int ldc, K compute) {
    Call call(handle);
    cudaDataType scalars = CUDA_R_32F;
    bool known = computed_in(compute, &scalars) && bytes_of(type);
    for (size_t z = 0; z < c.size(); z++) known = known && bytes_of(a[z].type) && bytes_of(b[z].type);
    if (!call.check(known, CUBLAS_STATUS_NOT_SUPPORTED)) return call.status();
    for (size_t z = 0; z < c.size(); z++) {
        call.check(a[z].lead >= least_lead(oa, m, k) && b[z].lead >= least_lead(ob, k, n) && ldc >= std::max(1, m));
    }
    if (!call.check(is_operation(oa) && is_operation(ob) && m >= 0 && n >= 0 && k >= 0)) return call.status();
    if (scalars == CUDA_R_64F) {
        typed_products<double>(call, oa, ob, m, n, k, alpha, a, b, beta, c, type, ldc, scalars);
    } else if (scalars == CUDA_R_32I) {
        typed_products<int32_t>(call, oa, ob, m, n, k, alpha, a, b, beta, c, type, ldc, scalars);
    } else {
        typed_products<float>(call, oa, ob, m, n, k, alpha, a, b, beta, c, type, ldc, scalars);
    }
    return call.status();
}

}  // namespace blas
}  // namespace unwarp
