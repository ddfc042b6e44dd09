// See clash_a.
#include <sycl/sycl.hpp>
static void set(sycl::queue &queue, int *p) {
  queue.single_task([=] { *p = 2; }).wait();
}
void other(sycl::queue &queue, int *p) { set(queue, p); }
