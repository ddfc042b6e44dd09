// Copies and kernels in several streams, an event between them, and uses of the default stream, which waits for all.
#include <sycl/sycl.hpp>
#include <stdio.h>
#include <stdlib.h>

#define PIECES 3

void square(const sycl::nd_item<1> &item, int *data, int n) {
    int i = item.get_global_id(0);
    if (i < n) data[i] *= data[i];
}

void add(const sycl::nd_item<1> &item, int *data, const int *other, int n) {
    int i = item.get_global_id(0);
    if (i < n) data[i] += other[i];
}

int main() {
    sycl::queue q{{sycl::property::queue::in_order(), sycl::property::queue::enable_profiling()}};
    const int n = 900, piece = n / PIECES;
    int *h, *d, *d_sum, wrong = 0;
    sycl::queue streams[PIECES], last;
    sycl::event done[PIECES], begin, end;
    h = sycl::malloc_host<int>(n, q);
    d = sycl::malloc_device<int>(n, q);
    d_sum = sycl::malloc_device<int>(piece, q);
    for (int i = 0; i < n; i++) h[i] = i % 100;
    last = sycl::queue(q.get_context(), q.get_device(), {sycl::property::queue::in_order(), sycl::property::queue::enable_profiling()});
    for (int s = 0; s < PIECES; s++) {
        streams[s] = sycl::queue(q.get_context(), q.get_device(), {sycl::property::queue::in_order(), sycl::property::queue::enable_profiling()});
    }

    q.memset(d_sum, 0, piece * sizeof(int)).wait();
    q.wait_and_throw();
    begin = q.single_task([] {});
    q.wait();
    for (int s = 0; s < PIECES; s++) {
        int at = s * piece;
        streams[s].memcpy(d + at, h + at, piece * sizeof(int));
        streams[s].parallel_for(sycl::nd_range<1>(size_t((piece + 63) / 64) * 64, 64),
            [=, data = d + at](sycl::nd_item<1> item) {
                square(item, data, piece);
            });
        done[s] = streams[s].single_task([] {});
        last.single_task(done[s], [] {});
        last.parallel_for(sycl::nd_range<1>(size_t((piece + 63) / 64) * 64, 64),
            [=, other = d + at](sycl::nd_item<1> item) {
                add(item, d_sum, other, piece);
            });
    }
    last.wait_and_throw();
    for (sycl::queue &each : streams) each.wait();
    last.wait();
    end = q.single_task([] {});
    q.wait();
    q.parallel_for(sycl::nd_range<1>(size_t((piece + 63) / 64) * 64, 64), [=](sycl::nd_item<1> item) {
        add(item, d, d_sum, piece);
    });
    q.wait();
    streams[0].memcpy(h, d, n * sizeof(int));
    streams[0].wait_and_throw();

    float milliseconds = -1.0f;
    milliseconds = (end.get_profiling_info<sycl::info::event_profiling::command_end>() -
                    begin.get_profiling_info<sycl::info::event_profiling::command_end>()) * 1e-6f;
    wrong += !(milliseconds >= 0.0f);
    for (int i = 0; i < n; i++) {
        int expected = (i % 100) * (i % 100);
        if (i < piece) expected += 3 * expected;
        wrong += h[i] != expected;
    }
    for (int s = 0; s < PIECES; s++) {
    }
    for (sycl::queue &each : streams) each.wait();
    last.wait();
    sycl::free(d, q);
    sycl::free(d_sum, q);
    sycl::free(h, q);
    puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
