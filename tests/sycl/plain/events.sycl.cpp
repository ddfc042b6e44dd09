// Events around a kernel: the type becomes sycl::event, and the queue notes times.
#include <sycl/sycl.hpp>
#include <stdio.h>
#include <stdlib.h>

static sycl::queue q{{sycl::property::queue::in_order(), sycl::property::queue::enable_profiling()}};

struct Timer {
    sycl::event begin, end;
    Timer() {
    }
    ~Timer() {
    }
    void start() { begin = q.single_task([] {}); }
    float stop() {
        float milliseconds = -1.0f;
        end = q.single_task([] {});
        end.wait_and_throw();
        milliseconds = (end.get_profiling_info<sycl::info::event_profiling::command_end>() -
                        begin.get_profiling_info<sycl::info::event_profiling::command_end>()) * 1e-6f;
        return milliseconds;
    }
};

void fill(const sycl::nd_item<1> &item, float *a, int n) {
    int i = item.get_global_id(0);
    if (i < n) a[i] = 0.5f * i;
}

int main() {
    const int n = 1000;
    const size_t bytes = n * sizeof(float);
    float *a = (float *)malloc(bytes), *d_a;
    d_a = static_cast<float *>(sycl::malloc_device(bytes, q));

    sycl::event before;
    before = q.single_task([] {});
    Timer timer;
    timer.start();
    q.parallel_for(sycl::nd_range<1>(size_t((n + 255) / 256) * 256, 256), [=](sycl::nd_item<1> item) {
        fill(item, d_a, n);
    });
    float milliseconds = timer.stop(), whole;
    q.memcpy(a, d_a, bytes).wait();
    whole = (timer.end.get_profiling_info<sycl::info::event_profiling::command_end>() -
             before.get_profiling_info<sycl::info::event_profiling::command_end>()) * 1e-6f;
    sycl::free(d_a, q);

    int wrong = !(milliseconds >= 0.0f && whole >= milliseconds);
    for (int i = 0; i < n; i++) wrong += a[i] != 0.5f * i;
    free(a);
    puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
