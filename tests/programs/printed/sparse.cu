// cuSPARSE's generic and older functions on small matrices: inputs by a formula, results printed.
#include <cuComplex.h>
#include <cuda_runtime.h>
#include <cusparse.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cusparseStatus_t status = (call);                                              \
        if (status != CUSPARSE_STATUS_SUCCESS) printf("fault %d %s\n", __LINE__, cusparseGetErrorName(status)); \
    } while (0)

static double formula(int i, int seed) { return ((i * 7 + seed * 5) % 13 - 6) / 4.0; }
static void put(float &to, int i, int seed) { to = float(formula(i, seed)); }
static void put(double &to, int i, int seed) { to = formula(i, seed); }
static void put(cuComplex &to, int i, int seed) { to = make_cuComplex(float(formula(i, seed)), float(formula(i, seed + 1))); }
static void put(cuDoubleComplex &to, int i, int seed) { to = make_cuDoubleComplex(formula(i, seed), formula(i, seed + 1)); }
static void show(float x) { printf(" %.9g", x); }
static void show(double x) { printf(" %.17g", x); }
static void show(int x) { printf(" %d", x); }
static void show(int64_t x) { printf(" %lld", (long long)x); }
static void show(cuComplex x) { printf(" %.9g %.9g", x.x, x.y); }
static void show(cuDoubleComplex x) { printf(" %.17g %.17g", x.x, x.y); }
static cudaDataType type_of(float) { return CUDA_R_32F; }
static cudaDataType type_of(double) { return CUDA_R_64F; }
static cudaDataType type_of(cuComplex) { return CUDA_C_32F; }
static cudaDataType type_of(cuDoubleComplex) { return CUDA_C_64F; }

template <typename T>
struct Device {
    T *at;
    size_t count;
    explicit Device(const std::vector<T> &host) : count(host.size()) {
        cudaMalloc(&at, count * sizeof(T) + 1);
        cudaMemcpy(at, host.data(), count * sizeof(T), cudaMemcpyHostToDevice);
    }
    explicit Device(size_t n) : Device(std::vector<T>(n)) {}
    Device(const Device &) = delete;
    ~Device() { cudaFree(at); }
    std::vector<T> host() const {
        std::vector<T> values(count);
        cudaMemcpy(values.data(), at, count * sizeof(T), cudaMemcpyDeviceToHost);
        return values;
    }
};

template <typename T>
std::vector<T> numbers(int n, int seed) {
    std::vector<T> made(n);
    for (int i = 0; i < n; i++) put(made[i], i, seed);
    return made;
}
template <typename T>
void print(const std::string &name, const std::vector<T> &values) {
    printf("%s", name.c_str());
    for (const T &value : values) show(value);
    printf("\n");
}

#define ALL(name)                                                                                        \
    template <typename... A> cusparseStatus_t name(float, A... a) { return cusparseS##name(a...); }       \
    template <typename... A> cusparseStatus_t name(double, A... a) { return cusparseD##name(a...); }      \
    template <typename... A> cusparseStatus_t name(cuComplex, A... a) { return cusparseC##name(a...); }   \
    template <typename... A> cusparseStatus_t name(cuDoubleComplex, A... a) { return cusparseZ##name(a...); }
ALL(csrmv) ALL(csrmm2) ALL(csr2csc) ALL(csr2dense) ALL(nnz) ALL(dense2csr) ALL(csrsv2_solve) ALL(csrilu02) ALL(csric02)
ALL(csrgemm) ALL(csrgeam2) ALL(gtsv2)

static const int M = 5, N = 6;
static const std::vector<int> STARTS = {0, 3, 4, 4, 7, 9}, PLACES = {0, 2, 5, 1, 0, 3, 4, 2, 5}, LISTED = {0, 0, 0, 1, 3, 3, 3, 4, 4};
static const std::vector<int> COLUMN_STARTS = {0, 2, 3, 5, 6, 7, 9}, COLUMN_PLACES = {0, 3, 1, 0, 4, 3, 3, 0, 4};
static const cusparseOperation_t OPS[3] = {CUSPARSE_OPERATION_NON_TRANSPOSE, CUSPARSE_OPERATION_TRANSPOSE,
                                           CUSPARSE_OPERATION_CONJUGATE_TRANSPOSE};

template <typename T>
void generic(cusparseHandle_t h, const std::string &type) {
    T alpha, beta;
    put(alpha, 1, 0), put(beta, 2, 0);
    const cudaDataType kind = type_of(T());
    std::vector<int> one_based = STARTS;
    for (int &start : one_based) start++;
    std::vector<int64_t> wide(PLACES.begin(), PLACES.end());
    for (int64_t &place : wide) place++;
    Device<int> starts(STARTS), places(PLACES), listed(LISTED), from_one(one_based), cs(COLUMN_STARTS), cp(COLUMN_PLACES);
    Device<int64_t> wides(wide), wide_starts(std::vector<int64_t>(one_based.begin(), one_based.end()));
    Device<T> values(numbers<T>(9, 0));
    cusparseSpMatDescr_t forms[4];
    CHECK(cusparseCreateCsr(&forms[0], M, N, 9, starts.at, places.at, values.at, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I,
                            CUSPARSE_INDEX_BASE_ZERO, kind));
    CHECK(cusparseCreateCsr(&forms[1], M, N, 9, wide_starts.at, wides.at, values.at, CUSPARSE_INDEX_64I, CUSPARSE_INDEX_64I,
                            CUSPARSE_INDEX_BASE_ONE, kind));
    CHECK(cusparseCreateCoo(&forms[2], M, N, 9, listed.at, places.at, values.at, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_BASE_ZERO, kind));
    CHECK(cusparseCreateCsc(&forms[3], M, N, 9, cs.at, cp.at, values.at, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I,
                            CUSPARSE_INDEX_BASE_ZERO, kind));
    size_t size = 0;
    for (int form = 0; form < 4; form++) {
        const std::string tag = type + std::to_string(form);
        const int way = form % 3, rows = way ? N : M, columns = way ? M : N;
        Device<T> x(numbers<T>(columns, 2)), y(numbers<T>(rows, 3));
        cusparseDnVecDescr_t in, out;
        CHECK(cusparseCreateDnVec(&in, columns, x.at, kind));
        CHECK(cusparseCreateDnVec(&out, rows, y.at, kind));
        CHECK(cusparseSpMV_bufferSize(h, OPS[way], &alpha, forms[form], in, &beta, out, kind, CUSPARSE_SPMV_ALG_DEFAULT, &size));
        Device<char> buffer(size);
        CHECK(cusparseSpMV(h, OPS[way], &alpha, forms[form], in, &beta, out, kind, CUSPARSE_SPMV_ALG_DEFAULT, buffer.at));
        print("spmv" + tag, y.host());
        CHECK(cusparseDestroyDnVec(in));
        CHECK(cusparseDestroyDnVec(out));
        Device<T> b(numbers<T>(7 * 4, 4)), c(numbers<T>(7 * 4, 5)), d(numbers<T>(7 * N, 6));
        cusparseDnMatDescr_t left, right, dense;
        CHECK(cusparseCreateDnMat(&left, columns, 3, 7, b.at, kind, CUSPARSE_ORDER_COL));
        CHECK(cusparseCreateDnMat(&right, rows, 3, form == 3 ? 4 : 7, c.at, kind, form == 3 ? CUSPARSE_ORDER_ROW : CUSPARSE_ORDER_COL));
        CHECK(cusparseCreateDnMat(&dense, M, N, 7, d.at, kind, CUSPARSE_ORDER_COL));
        CHECK(cusparseSpMM(h, OPS[way], OPS[0], &alpha, forms[form], left, &beta, right, kind, CUSPARSE_SPMM_ALG_DEFAULT, buffer.at));
        print("spmm" + tag, c.host());
        CHECK(cusparseSparseToDense(h, forms[form], dense, CUSPARSE_SPARSETODENSE_ALG_DEFAULT, buffer.at));
        print("dense" + tag, d.host());
        if (form == 0) {
            Device<int> rs(M + 1), rp(9);
            Device<T> rv(9);
            cusparseSpMatDescr_t again;
            int64_t r = 0, s = 0, count = 0;
            CHECK(cusparseCreateCsr(&again, M, N, 0, rs.at, nullptr, nullptr, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I,
                                    CUSPARSE_INDEX_BASE_ONE, kind));
            CHECK(cusparseDenseToSparse_analysis(h, dense, again, CUSPARSE_DENSETOSPARSE_ALG_DEFAULT, buffer.at));
            CHECK(cusparseSpMatGetSize(again, &r, &s, &count));
            CHECK(cusparseCsrSetPointers(again, rs.at, rp.at, rv.at));
            CHECK(cusparseDenseToSparse_convert(h, dense, again, CUSPARSE_DENSETOSPARSE_ALG_DEFAULT, buffer.at));
            print("found" + type, std::vector<int64_t>{r, s, count});
            print("foundstarts" + type, rs.host()), print("foundplaces" + type, rp.host()), print("foundvalues" + type, rv.host());
            CHECK(cusparseDestroySpMat(again));
        }
        CHECK(cusparseDestroyDnMat(left));
        CHECK(cusparseDestroyDnMat(right));
        CHECK(cusparseDestroyDnMat(dense));
    }

    // A A' has the shape of M by M
    cusparseSpMatDescr_t product, turned;
    Device<int> ps(M + 1), ts(COLUMN_STARTS), tp(COLUMN_PLACES);
    Device<T> tv(numbers<T>(9, 7));
    CHECK(cusparseCreateCsr(&turned, N, M, 9, ts.at, tp.at, tv.at, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_BASE_ZERO, kind));
    CHECK(cusparseCreateCsr(&product, M, M, 0, ps.at, nullptr, nullptr, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_BASE_ZERO, kind));
    cusparseSpGEMMDescr_t kept;
    CHECK(cusparseSpGEMM_createDescr(&kept));
    T none = alpha;
    none = {};
    CHECK(cusparseSpGEMM_workEstimation(h, OPS[0], OPS[0], &alpha, forms[0], turned, &none, product, kind, CUSPARSE_SPGEMM_DEFAULT, kept, &size, nullptr));
    Device<char> first(size);
    CHECK(cusparseSpGEMM_workEstimation(h, OPS[0], OPS[0], &alpha, forms[0], turned, &none, product, kind, CUSPARSE_SPGEMM_DEFAULT, kept, &size, first.at));
    CHECK(cusparseSpGEMM_compute(h, OPS[0], OPS[0], &alpha, forms[0], turned, &none, product, kind, CUSPARSE_SPGEMM_DEFAULT, kept, &size, nullptr));
    Device<char> second(size);
    CHECK(cusparseSpGEMM_compute(h, OPS[0], OPS[0], &alpha, forms[0], turned, &none, product, kind, CUSPARSE_SPGEMM_DEFAULT, kept, &size, second.at));
    int64_t r = 0, s = 0, count = 0;
    CHECK(cusparseSpMatGetSize(product, &r, &s, &count));
    Device<int> pp((size_t)count);
    Device<T> pv((size_t)count), square((size_t)(M * M));
    CHECK(cusparseCsrSetPointers(product, ps.at, pp.at, pv.at));
    CHECK(cusparseSpGEMM_copy(h, OPS[0], OPS[0], &alpha, forms[0], turned, &none, product, kind, CUSPARSE_SPGEMM_DEFAULT, kept));
    cusparseDnMatDescr_t dense;
    CHECK(cusparseCreateDnMat(&dense, M, M, M, square.at, kind, CUSPARSE_ORDER_ROW));
    CHECK(cusparseSparseToDense(h, product, dense, CUSPARSE_SPARSETODENSE_ALG_DEFAULT, first.at));
    print("spgemm" + type, square.host());
    CHECK(cusparseSpGEMM_destroyDescr(kept));
    CHECK(cusparseDestroyDnMat(dense));
    CHECK(cusparseDestroySpMat(product));
    CHECK(cusparseDestroySpMat(turned));
    for (cusparseSpMatDescr_t form : forms) CHECK(cusparseDestroySpMat(form));

    Device<T> sv(numbers<T>(3, 1)), dv(numbers<T>(N, 2)), got(3);
    Device<int> at(std::vector<int>{1, 4, 2});
    cusparseSpVecDescr_t some;
    cusparseDnVecDescr_t all;
    CHECK(cusparseCreateSpVec(&some, N, 3, at.at, sv.at, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_BASE_ZERO, kind));
    CHECK(cusparseCreateDnVec(&all, N, dv.at, kind));
    T dot = {};
    CHECK(cusparseSpVV(h, OPS[2], some, all, &dot, kind, nullptr));
    CHECK(cusparseAxpby(h, &alpha, some, &beta, all));
    CHECK(cusparseGather(h, all, some));
    print("spvv" + type, std::vector<T>{dot}), print("axpby" + type, dv.host()), print("gather" + type, sv.host());
    CHECK(cusparseDestroySpVec(some));
    CHECK(cusparseDestroyDnVec(all));
}

static void raise(float &x) { x = 8; }
static void raise(double &x) { x = 8; }
static void raise(cuComplex &x) { x = make_cuComplex(8, 0); }
static void raise(cuDoubleComplex &x) { x = make_cuDoubleComplex(8, 0); }
static float turn(float x) { return x; }
static double turn(double x) { return x; }
static cuComplex turn(cuComplex x) { return cuConjf(x); }
static cuDoubleComplex turn(cuDoubleComplex x) { return cuConj(x); }

// A Hermitian matrix of N by N with a heavy diagonal and some neighbours, of which triangles are solved and factors made
template <typename T>
void solutions(cusparseHandle_t h, const std::string &type) {
    T alpha, beta;
    put(alpha, 1, 0), put(beta, 2, 0);
    std::vector<int> starts = {0}, places;
    std::vector<T> values;
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            if (i - j > 2 || j - i > 2 || (i != j && (i + j) % 5 == 4)) continue;
            T value;
            put(value, i < j ? i * N + j : j * N + i, 3);
            if (i > j) value = turn(value);
            if (i == j) raise(value);
            places.push_back(j), values.push_back(value);
        }
        starts.push_back(int(places.size()));
    }
    const int count = int(values.size());
    Device<int> s(starts), p(places);
    Device<T> v(values), lu(values), ic(values), x(numbers<T>(N, 4)), y((size_t)N), f(numbers<T>(N, 5));
    cusparseMatDescr_t kind;
    CHECK(cusparseCreateMatDescr(&kind));
    CHECK(cusparseSetMatFillMode(kind, CUSPARSE_FILL_MODE_UPPER));
    CHECK(cusparseSetMatDiagType(kind, CUSPARSE_DIAG_TYPE_NON_UNIT));
    csrsv2Info_t info;
    CHECK(cusparseCreateCsrsv2Info(&info));
    for (int way = 0; way < 3; way++) {
        CHECK(csrsv2_solve(T(), h, OPS[way], N, count, &alpha, kind, v.at, s.at, p.at, info, x.at, y.at,
                           CUSPARSE_SOLVE_POLICY_USE_LEVEL, (void *)nullptr));
        print("csrsv" + type + std::to_string(way), y.host());
    }
    int zero = 0;
    if (cusparseXcsrsv2_zeroPivot(h, info, &zero) != CUSPARSE_STATUS_SUCCESS || zero != -1) printf("fault zero %d\n", zero);
    CHECK(cusparseDestroyCsrsv2Info(info));
    const cudaDataType number = type_of(T());
    cusparseSpMatDescr_t matrix;
    cusparseDnVecDescr_t in, out;
    cusparseSpSVDescr_t kept;
    const cusparseFillMode_t lower = CUSPARSE_FILL_MODE_LOWER;
    const cusparseDiagType_t unit = CUSPARSE_DIAG_TYPE_UNIT;
    size_t size = 0;
    CHECK(cusparseCreateCsr(&matrix, N, N, count, s.at, p.at, v.at, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_32I, CUSPARSE_INDEX_BASE_ZERO, number));
    CHECK(cusparseSpMatSetAttribute(matrix, CUSPARSE_SPMAT_FILL_MODE, &lower, sizeof lower));
    CHECK(cusparseSpMatSetAttribute(matrix, CUSPARSE_SPMAT_DIAG_TYPE, &unit, sizeof unit));
    CHECK(cusparseCreateDnVec(&in, N, x.at, number));
    CHECK(cusparseCreateDnVec(&out, N, y.at, number));
    CHECK(cusparseSpSV_createDescr(&kept));
    CHECK(cusparseSpSV_bufferSize(h, OPS[0], &alpha, matrix, in, out, number, CUSPARSE_SPSV_ALG_DEFAULT, kept, &size));
    Device<char> buffer(size);
    CHECK(cusparseSpSV_analysis(h, OPS[0], &alpha, matrix, in, out, number, CUSPARSE_SPSV_ALG_DEFAULT, kept, buffer.at));
    CHECK(cusparseSpSV_solve(h, OPS[0], &alpha, matrix, in, out, number, CUSPARSE_SPSV_ALG_DEFAULT, kept));
    print("spsv" + type, y.host());
    CHECK(cusparseSpSV_destroyDescr(kept));
    CHECK(cusparseDestroyDnVec(in));
    CHECK(cusparseDestroyDnVec(out));
    CHECK(cusparseDestroySpMat(matrix));
    csrilu02Info_t of_lu;
    csric02Info_t of_ic;
    CHECK(cusparseCreateCsrilu02Info(&of_lu));
    CHECK(cusparseCreateCsric02Info(&of_ic));
    CHECK(csrilu02(T(), h, N, count, kind, lu.at, s.at, p.at, of_lu, CUSPARSE_SOLVE_POLICY_NO_LEVEL, (void *)nullptr));
    CHECK(csric02(T(), h, N, count, kind, ic.at, s.at, p.at, of_ic, CUSPARSE_SOLVE_POLICY_NO_LEVEL, (void *)nullptr));
    print("ilu" + type, lu.host()), print("ic" + type, ic.host());
    CHECK(cusparseDestroyCsrilu02Info(of_lu));
    CHECK(cusparseDestroyCsric02Info(of_ic));
    Device<T> low(numbers<T>(N, 6)), high(numbers<T>(N, 7)), middle(numbers<T>(N, 8)), b(numbers<T>(2 * 7, 9));
    CHECK(gtsv2(T(), h, N, 2, low.at, middle.at, high.at, b.at, 7, (void *)nullptr));
    print("gtsv" + type, b.host());
    CHECK(cusparseDestroyMatDescr(kind));
}

template <typename T>
void older(cusparseHandle_t h, const std::string &type) {
    T alpha, beta;
    put(alpha, 1, 0), put(beta, 2, 0);
    Device<int> starts(STARTS), places(PLACES), rows(9), columns((size_t)N + 1), back((size_t)M + 1), listed(9);
    Device<T> values(numbers<T>(9, 0)), turned(9), x(numbers<T>(N, 2)), y(numbers<T>(M, 3)), dense(numbers<T>(7 * N, 6));
    cusparseMatDescr_t kind;
    CHECK(cusparseCreateMatDescr(&kind));
    CHECK(cusparseSetMatType(kind, CUSPARSE_MATRIX_TYPE_GENERAL));
    CHECK(cusparseSetMatIndexBase(kind, CUSPARSE_INDEX_BASE_ZERO));
    CHECK(csrmv(T(), h, OPS[0], M, N, 9, &alpha, kind, values.at, starts.at, places.at, x.at, &beta, y.at));
    print("csrmv" + type, y.host());
    Device<T> b(numbers<T>(4 * 7, 4)), c(numbers<T>(7 * 3, 5));
    CHECK(csrmm2(T(), h, OPS[0], OPS[1], M, 3, N, 9, &alpha, kind, values.at, starts.at, places.at, b.at, 4, &beta, c.at, 7));
    print("csrmm" + type, c.host());
    CHECK(csr2csc(T(), h, M, N, 9, values.at, starts.at, places.at, turned.at, rows.at, columns.at, CUSPARSE_ACTION_NUMERIC,
                  CUSPARSE_INDEX_BASE_ZERO));
    print("csc" + type, turned.host()), print("cscrows" + type, rows.host()), print("cscstarts" + type, columns.host());
    CHECK(csr2dense(T(), h, M, N, kind, values.at, starts.at, places.at, dense.at, 7));
    print("csr2dense" + type, dense.host());
    int total = 0;
    Device<int> counts((size_t)M), found((size_t)M + 1);
    CHECK(nnz(T(), h, CUSPARSE_DIRECTION_ROW, M, N, kind, dense.at, 7, counts.at, &total));
    print("nnz" + type, counts.host()), print("total" + type, std::vector<int>{total});
    Device<int> found_places((size_t)total);
    Device<T> found_values((size_t)total);
    CHECK(dense2csr(T(), h, M, N, kind, dense.at, 7, counts.at, found_values.at, found.at, found_places.at));
    print("dense2csr" + type, found_values.host()), print("dense2csrstarts" + type, found.host());
    CHECK(cusparseXcsr2coo(h, starts.at, 9, M, listed.at, CUSPARSE_INDEX_BASE_ZERO));
    CHECK(cusparseXcoo2csr(h, listed.at, 9, M, back.at, CUSPARSE_INDEX_BASE_ZERO));
    print("coo" + type, listed.host()), print("back" + type, back.host());

    Device<int> ps((size_t)M + 1), gs((size_t)M + 1);
    CHECK(cusparseXcsrgemmNnz(h, OPS[0], OPS[1], M, M, N, kind, 9, starts.at, places.at, kind, 9, starts.at, places.at, kind,
                              ps.at, &total));
    Device<int> pp((size_t)total);
    Device<T> pv((size_t)total), product(std::vector<T>(size_t(M * M)));
    CHECK(csrgemm(T(), h, OPS[0], OPS[1], M, M, N, kind, 9, values.at, starts.at, places.at, kind, 9, values.at, starts.at,
                  places.at, kind, pv.at, ps.at, pp.at));
    CHECK(csr2dense(T(), h, M, M, kind, pv.at, ps.at, pp.at, product.at, M));
    print("csrgemm" + type, product.host());
    Device<int> other({0, 1, 2, 3, 4, 5}), diagonal({0, 1, 2, 3, 4});
    Device<T> unit(numbers<T>(M, 9));
    CHECK(cusparseXcsrgeam2Nnz(h, M, N, kind, 9, starts.at, places.at, kind, M, other.at, diagonal.at, kind, gs.at, &total, nullptr));
    Device<int> gp((size_t)total);
    Device<T> gv((size_t)total), sum(std::vector<T>(size_t(M * N)));
    CHECK(csrgeam2(T(), h, M, N, &alpha, kind, 9, values.at, starts.at, places.at, &beta, kind, M, unit.at, other.at,
                   diagonal.at, kind, gv.at, gs.at, gp.at, (void *)nullptr));
    CHECK(csr2dense(T(), h, M, N, kind, gv.at, gs.at, gp.at, sum.at, M));
    print("csrgeam" + type, sum.host());
    CHECK(cusparseDestroyMatDescr(kind));
}

template <typename T>
void all(cusparseHandle_t h, const std::string &type) {
    generic<T>(h, type);
    solutions<T>(h, type);
    older<T>(h, type);
}

int main() {
    cusparseHandle_t h;
    CHECK(cusparseCreate(&h));
    all<float>(h, "S"), all<double>(h, "D"), all<cuComplex>(h, "C"), all<cuDoubleComplex>(h, "Z");
    CHECK(cusparseDestroy(h));
    return 0;
}
