// c = a * x + b, and its sum: one kernel without shared memory, one with.
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <sycl/sycl.hpp>

void scale_add(const sycl::nd_item<1> &item, const float *x, const float *b, float *c, float a, int n) {
    int i = item.get_global_id(0);
    if (i < n) c[i] = a * x[i] + b[i];
}

struct sum_shared {
    float part[128];
};

void sum(const sycl::nd_item<1> &item, sum_shared &shared, const float *values, float *total, int n) {
    auto &part = shared.part;
    float mine = 0.0f;
    for (int i = item.get_local_id(0); i < n; i += item.get_local_range(0)) mine += values[i];
    part[item.get_local_id(0)] = mine;
    sycl::group_barrier(item.get_group());
    for (int half = 64; half > 0; half /= 2) {
        if (item.get_local_id(0) < half) part[item.get_local_id(0)] += part[item.get_local_id(0) + half];
        sycl::group_barrier(item.get_group());
    }
    if (item.get_local_id(0) == 0) *total = part[0];
}

int main() {
    sycl::queue q{sycl::property::queue::in_order()};
    const int n = 1000;
    std::vector<float> x(n), b(n), c(n);
    for (int i = 0; i < n; i++) {
        x[i] = i % 7;
        b[i] = i % 3;
    }

    float *d_x, *d_b, *d_c, *d_total;
    d_x = sycl::malloc_device<float>(n, q);
    d_b = sycl::malloc_device<float>(n, q);
    d_c = sycl::malloc_device<float>(n, q);
    d_total = sycl::malloc_device<float>(1, q);
    q.memcpy(d_x, x.data(), n * sizeof(float)).wait();
    q.memcpy(d_b, b.data(), n * sizeof(float)).wait();
    q.memset(d_c, 0, n * sizeof(float)).wait();

    int blocks = (n + 127) / 128;
    q.parallel_for(sycl::nd_range<1>(size_t(blocks) * 128, 128), [=](sycl::nd_item<1> item) {
        scale_add(item, d_x, d_b, d_c, 2.0f, n);
    });
    q.submit([&](sycl::handler &h) {
        sycl::local_accessor<sum_shared, 0> shared(h);
        h.parallel_for(sycl::nd_range<1>(128, 128), [=](sycl::nd_item<1> item) {
            sum(item, shared, d_c, d_total, n);
        });
    });
    q.wait_and_throw();

    float total = 0.0f, expected = 0.0f;
    q.memcpy(c.data(), d_c, n * sizeof(float)).wait();
    q.memcpy(&total, d_total, sizeof(total)).wait();
    sycl::free(d_x, q);
    sycl::free(d_b, q);
    sycl::free(d_c, q);
    sycl::free(d_total, q);

    bool right = true;
    for (int i = 0; i < n; i++) {
        right = right && c[i] == 2.0f * x[i] + b[i];
        expected += c[i];
    }
    puts(right && total == expected ? "PASS" : "FAIL");
    return right && total == expected ? 0 : 1;
}
