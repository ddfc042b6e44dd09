// A host program as unwarp writes it, with kernels by hand, that checks the façade of the back end FACADE names.
#include FACADE

#include <algorithm>
#include <string>

static int failures = 0;

#define CHECK(condition)                                                      \
    do {                                                                      \
        if (!(condition)) {                                                   \
            failures++;                                                       \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);            \
        }                                                                     \
    } while (0)
#define OK(call) CHECK((call) == uwSuccess)

struct Pair {
    float *target;
    float factor;
};

[[maybe_unused]] static float table[4] = {1, 2, 3, 4};
[[maybe_unused]] static int counter = 7;
int managed_total = 5;

namespace kernels {
template <typename T, int B>
void scale(T *a, T factor, int n) {
    void *args[] = {&a, &factor, &n};
    uwLaunchStub((const void *)&scale<T, B>, args, 3);
}
}  // namespace kernels

void through_pair(Pair pair, int n) {
    void *args[] = {&pair, &n};
    uwLaunchStub((const void *)&through_pair, args, 2);
}
void block_sums(const int *in, int *out) {
    void *args[] = {&in, &out};
    uwLaunchStub((const void *)&block_sums, args, 2);
}
void use_symbols(float *out) {
    void *args[] = {&out};
    uwLaunchStub((const void *)&use_symbols, args, 1);
}
void unregistered(int) { uwLaunchStub((const void *)&unregistered, nullptr, 0); }

static void check_vectors() {
    CHECK(sizeof(float3) == 12 && alignof(float3) == 4 && sizeof(float4) == 16 && alignof(float4) == 16);
    CHECK(sizeof(double3) == 24 && alignof(double4) == 16 && alignof(int2) == 8 && alignof(uchar4) == 4);
    CHECK(alignof(short4) == 8 && sizeof(longlong3) == 24 && alignof(ulong2) == 16 && sizeof(char3) == 3);
    float4 v = make_float4(1, 2, 3, 4);
    CHECK(v.x + v.w == 5);
    dim3 d(3, 4), e = 5;
    uint3 u = d;
    CHECK(u.z == 1 && u.y == 4 && e.x == 5 && e.y == 1);
    CHECK(max(2, 3) == 3 && min(2u, 3) == 2u && max(1.5f, 2.5) == 2.5 && min(-1, 2u) == 2u);
    CHECK(__float_as_int(1.0f) == 0x3f800000 && __clz(1) == 31 && __brev(1u) == 0x80000000u && rsqrtf(4.0f) == 0.5f);
    CHECK(__mul24(-3, 5) == -15 && __expf(0.0f) == 1.0f);
}

static void check_errors() {
    CHECK(uwGetLastError() == uwSuccess);
    CHECK(std::string(uwGetErrorString(uwErrorInvalidValue)) == "invalid argument");
    CHECK(std::string(uwGetErrorName(uwErrorMemoryAllocation)) == "cudaErrorMemoryAllocation");
    CHECK(uwSetDevice(99) == uwErrorInvalidDevice);
    CHECK(uwPeekAtLastError() == uwErrorInvalidDevice && uwGetLastError() == uwErrorInvalidDevice);
    CHECK(uwGetLastError() == uwSuccess);
    void *p = nullptr;
    CHECK(uwMalloc(&p, (size_t)1 << 60) == uwErrorMemoryAllocation && p == nullptr);
    CHECK(uwFree(&p) == uwErrorInvalidValue);
    CHECK(uwMemcpy(&p, &p, 8, (uwMemcpyKind)17) == uwErrorInvalidMemcpyDirection);
    (uwConfigure(1, 1), unregistered(1));
    CHECK(uwGetLastError() == uwErrorInvalidDeviceFunction);
    unregistered(1);
    CHECK(uwGetLastError() == uwErrorMissingConfiguration);
    (uwConfigure(1, 1025), block_sums(nullptr, nullptr));
    CHECK(uwGetLastError() == uwErrorInvalidConfiguration);
    (uwConfigure(0, 32), block_sums(nullptr, nullptr));
    CHECK(uwGetLastError() == uwErrorInvalidConfiguration);
    (uwConfigure(1, 32, 100 << 20), block_sums(nullptr, nullptr));
    CHECK(uwGetLastError() == uwErrorInvalidValue);
}

static void check_launches() {
    const int n = 1000;
    float host[n], *device = nullptr;
    for (int i = 0; i < n; i++) host[i] = (float)i;
    OK(uwMalloc(&device, sizeof host));
    OK(uwMemcpy(device, host, sizeof host, uwMemcpyHostToDevice));
    (uwConfigure((n + 255) / 256, 256), kernels::scale<float, 256>(device, 2.0f, n));
    OK(uwGetLastError());
    (uwConfigure(1, 32), kernels::scale<float, 256>(device + 500, 10.0f, 1));  // a pointer into the middle
    void (*pointer)(float *, float, int) = kernels::scale<float, 256>;
    (uwConfigure(1, 32), pointer(device, 1.0f, 32));
    float factor = 1.0f;
    int some = 3;
    void *args[] = {&device, &factor, &some};
    OK(uwLaunchKernel((const void *)pointer, dim3(1), dim3(32), args, 0, nullptr));
    OK(uwLaunchKernel(kernels::scale<float, 256>, dim3(1), dim3(32), args));
    (uwConfigure(2, 16), through_pair(Pair{device, 3.0f}, 20));  // a pointer in a structure
    OK(uwDeviceSynchronize());
    OK(uwMemcpy(host, device, sizeof host, uwMemcpyDeviceToHost));
    bool right = true;
    for (int i = 0; i < n; i++) right = right && host[i] == (i < 20 ? 3 : 1) * (i == 500 ? 10 : 1) * 2.0f * (float)i;
    CHECK(right);
    OK(uwFree(device));
    CHECK(uwFree(device) == uwErrorInvalidValue);
    OK(uwFree(nullptr));
    uwGetLastError();
}

static void check_shared() {
    int *in = nullptr, *out = nullptr;
    OK(uwMallocManaged(&in, 64 * sizeof(int)));
    OK(uwMallocManaged(&out, 4 * sizeof(int)));
    for (int i = 0; i < 64; i++) in[i] = i;
    (uwConfigure(dim3(2, 2), dim3(4, 4), 16 * sizeof(int)), block_sums(in, out));
    OK(uwDeviceSynchronize());
    CHECK(out[0] == 120 && out[1] == 376 && out[2] == 632 && out[3] == 888);
    OK(uwFuncSetAttribute(block_sums, uwFuncAttributeMaxDynamicSharedMemorySize, 64 << 10));
    (uwConfigure(4, 16, 64 << 10), block_sums(in, out));
    OK(uwGetLastError());
    OK(uwFree(in));
    OK(uwFree(out));
    int blocks = 0, size = 0;
    OK(uwOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, block_sums, 256, 0));
    CHECK(blocks == 8);
    OK(uwOccupancyMaxPotentialBlockSize(&blocks, &size, block_sums));
    CHECK(blocks > 0 && size > 0 && size % 32 == 0);
}

static void check_symbols() {
    float *out = nullptr, result[6];
    OK(uwMalloc(&out, sizeof result));
    (uwConfigure(1, 1), use_symbols(out));
    OK(uwMemcpy(result, out, sizeof result, uwMemcpyDeviceToHost));
    CHECK(result[0] == 1 && result[3] == 4 && result[4] == 7 && result[5] == 5);
    CHECK(managed_total == 12);  // the kernel added the counter
    float half_table[2] = {10, 20};
    int value = 0;
    size_t size = 0;
    OK(uwMemcpyToSymbol(table, half_table, sizeof half_table, 2 * sizeof(float)));
    OK(uwMemcpyFromSymbol(&value, counter, sizeof value));
    CHECK(value == 8);  // the kernel counts
    OK(uwGetSymbolSize(&size, table));
    CHECK(size == sizeof table);
    int *address = nullptr;
    OK(uwGetSymbolAddress(&address, counter));
    OK(uwMemset(address, 0, sizeof(int)));
    managed_total = 100;
    (uwConfigure(1, 1), use_symbols(out));
    OK(uwMemcpy(result, out, sizeof result, uwMemcpyDeviceToHost));
    CHECK(result[1] == 2 && result[2] == 10 && result[3] == 20 && result[4] == 0 && result[5] == 100);
    CHECK(uwMemcpyToSymbol(table, half_table, 17) == uwErrorInvalidValue);
    CHECK(uwMemcpyToSymbol(failures, half_table, 4) == uwErrorInvalidSymbol);
    OK(uwFree(out));
    uwGetLastError();
}

static void check_new_memory() {
    for (size_t round = 0; round < 3; round++) {
        size_t bytes = 990 + round;
        unsigned char *device = nullptr, host[1000];
        OK(uwMalloc(&device, bytes));
        memset(host, 7, sizeof host);
        OK(uwMemcpy(host, device, bytes, uwMemcpyDeviceToHost));
        CHECK(std::count(host, host + bytes, 0) == (long)bytes && host[bytes] == 7);
        OK(uwMemset(device, 9, bytes));
        OK(uwFree(device));
    }
}

static void check_copies() {
    char *device = nullptr, host[6 * 10], back[6 * 10] = {};
    size_t pitch = 0;
    for (int i = 0; i < 60; i++) host[i] = (char)i;
    OK(uwMallocPitch(&device, &pitch, 10, 6));
    CHECK(pitch >= 10 && pitch % 64 == 0);
    OK(uwMemset2D(device, pitch, 0, pitch, 6));
    OK(uwMemcpy2D(device, pitch, host, 10, 10, 6, uwMemcpyHostToDevice));
    OK(uwMemcpy2D(back, 10, device, pitch, 10, 6, uwMemcpyDeviceToHost));
    CHECK(memcmp(host, back, 60) == 0);
    OK(uwMemset2D(device + 1, pitch, 0x55, 3, 2));
    OK(uwMemcpy2D(back, 10, device, pitch, 10, 6, uwMemcpyDeviceToHost));
    CHECK(back[1] == 0x55 && back[13] == 0x55 && back[4] == 4 && back[21] == 21);
    CHECK(uwMemcpy2D(back, 3, device, pitch, 10, 6, uwMemcpyDeviceToHost) == uwErrorInvalidPitchValue);
    uwGetLastError();
    uwPointerAttributes attributes;
    OK(uwPointerGetAttributes(&attributes, device + 5));
    CHECK(attributes.type == uwMemoryTypeDevice && attributes.devicePointer == device + 5);
    OK(uwPointerGetAttributes(&attributes, host));
    CHECK(attributes.type == uwMemoryTypeUnregistered);
    OK(uwFree(device));
    uwPitchedPtr volume;
    OK(uwMalloc3D(&volume, make_uwExtent(10, 3, 2)));
    uwMemcpy3DParms what = {};
    what.srcPtr = make_uwPitchedPtr(host, 10, 10, 3);
    what.dstPtr = volume;
    what.extent = make_uwExtent(10, 3, 2);
    what.kind = uwMemcpyHostToDevice;
    OK(uwMemcpy3D(&what));
    memset(back, 0, sizeof back);
    OK(uwMemcpy2D(back, 10, volume.ptr, volume.pitch, 10, 6, uwMemcpyDeviceToHost));
    CHECK(memcmp(host, back, 60) == 0);
    OK(uwFree(volume.ptr));
}

static void count_up(void *data) { ++*(int *)data; }
static void on_stream(uwStream_t, uwError_t status, void *data) { *(int *)data += status == uwSuccess ? 10 : 0; }

static void check_streams() {
    uwStream_t a, b;
    uwEvent_t start, stop, between;
    const int n = 1 << 16;
    float *host = nullptr, *device = nullptr, milliseconds = -1;
    OK(uwStreamCreate(&a));
    OK(uwStreamCreateWithPriority(&b, uwStreamNonBlocking, -1));
    OK(uwEventCreate(&start));
    OK(uwEventCreate(&stop));
    OK(uwEventCreateWithFlags(&between, uwEventDisableTiming));
    OK(uwMallocHost(&host, n * sizeof(float)));
    OK(uwMallocAsync(&device, n * sizeof(float), a));
    for (int i = 0; i < n; i++) host[i] = 1;
    OK(uwEventRecord(start, a));
    OK(uwMemcpyAsync(device, host, n * sizeof(float), uwMemcpyHostToDevice, a));
    for (int i = 0; i < 3; i++) (uwConfigure(n / 256, 256, 0, a), kernels::scale<float, 256>(device, 2.0f, n));
    OK(uwEventRecord(between, a));
    OK(uwStreamWaitEvent(b, between, 0));
    (uwConfigure(n / 256, 256, 0, b), kernels::scale<float, 256>(device, 3.0f, n));
    OK(uwEventRecord(between, b));
    OK(uwStreamWaitEvent(a, between, 0));
    (uwConfigure(n / 256, 256, 0, a), kernels::scale<float, 256>(device, 5.0f, n));
    OK(uwEventRecord(stop, a));
    (uwConfigure(n / 256, 256), kernels::scale<float, 256>(device, 7.0f, n));  // after the blocking stream
    (uwConfigure(n / 256, 256, 0, a), kernels::scale<float, 256>(device, 11.0f, n));
    OK(uwMemcpyAsync(host, device, n * sizeof(float), uwMemcpyDeviceToHost, a));
    OK(uwStreamSynchronize(a));
    bool right = true;
    for (int i = 0; i < n; i++) right = right && host[i] == 8.0f * 3 * 5 * 7 * 11;
    CHECK(right);
    OK(uwStreamQuery(a));
    OK(uwEventQuery(stop));
    OK(uwEventSynchronize(stop));
    OK(uwEventElapsedTime(&milliseconds, start, stop));
    CHECK(milliseconds > 0 && milliseconds < 10000);
    CHECK(uwEventElapsedTime(&milliseconds, start, between) == uwErrorInvalidResourceHandle);
    int calls = 0, priority = 0;
    OK(uwLaunchHostFunc(a, count_up, &calls));
    OK(uwStreamAddCallback(b, on_stream, &calls, 0));
    OK(uwDeviceSynchronize());
    CHECK(calls == 11);
    OK(uwStreamGetPriority(b, &priority));
    CHECK(priority == -1);
    OK(uwFreeAsync(device, a));
    OK(uwFreeHost(host));
    OK(uwEventDestroy(start));
    OK(uwEventDestroy(stop));
    OK(uwEventDestroy(between));
    OK(uwStreamDestroy(a));
    OK(uwStreamDestroy(b));
    uwGetLastError();
}

static void check_device() {
    int count = 0, which = -1, value = 0;
    size_t free = 0, total = 0;
    OK(uwGetDeviceCount(&count));
    OK(uwSetDevice(0));
    OK(uwGetDevice(&which));
    CHECK(count == 1 && which == 0);
    uwDeviceProp properties;
    OK(uwGetDeviceProperties(&properties, 0));
    CHECK(properties.warpSize == 32 && properties.name[0] && properties.totalGlobalMem > 0);
    CHECK(properties.maxThreadsPerBlock == 1024 && properties.multiProcessorCount > 0);
    OK(uwDeviceGetAttribute(&value, uwDevAttrMultiProcessorCount, 0));
    CHECK(value == properties.multiProcessorCount);
    OK(uwMemGetInfo(&free, &total));
    CHECK(free > 0 && free <= total);
    OK(uwDeviceSetLimit(uwLimitPrintfFifoSize, 1 << 24));
}

int second_unit();

#include REGISTRATIONS

int main() {
    check_vectors();
    check_errors();
    check_launches();
    check_shared();
    check_symbols();
    check_new_memory();
    check_copies();
    check_streams();
    check_device();
    CHECK(second_unit() == 42);
    OK(uwDeviceReset());
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
