// A constant of the device and a question about the device keep the façade; the rest shares its queue.
#include "unwarp_sycl.hpp"
#include <cstdio>
#include <cstdlib>

#define OK(call) if ((call) != uwSuccess) exit(1)

int weight[3];
static const uwSymbolRegistration uw_symbol_weight(weight);

void weigh_device(const sycl::nd_item<3> &item, int (&weight)[3], int *values, int n) {
    int i = item.get_global_id(2);
    if (i < n) values[i] *= weight[i % 3];
}

class weigh_kernel;
void weigh(int *values, int n) {
    uwParallelFor<weigh_kernel>([=, weight = uwSymbolPointer(weight)](const sycl::nd_item<3> &item) {
        weigh_device(item, *weight, values, n);
    });
}

void count_up(const sycl::nd_item<1> &item, int *values, int n) {
    int i = item.get_global_id(0);
    if (i < n) values[i] = i;
}

int main() {
    sycl::queue &q = unwarp::queue();
    const int n = 300, weights[3] = {1, 10, 100};
    uwDeviceProp properties;
    OK(uwGetDeviceProperties(&properties, 0));
    int *d_values, values[300];
    d_values = static_cast<int *>(sycl::malloc_device(sizeof(values), q));
    OK(uwMemcpyToSymbol(weight, weights, sizeof(weights)));
    q.parallel_for(sycl::nd_range<1>(3 * 100, 100), [=](sycl::nd_item<1> item) {
        count_up(item, d_values, n);
    });
    uwConfigure(3, 100), weigh(d_values, n);
    q.memcpy(values, d_values, sizeof(values)).wait();
    sycl::free(d_values, q);
    bool right = properties.maxThreadsPerBlock >= 100;
    for (int i = 0; i < n; i++) right = right && values[i] == i * weights[i % 3];
    puts(right ? "PASS" : "FAIL");
    return right ? 0 : 1;
}
