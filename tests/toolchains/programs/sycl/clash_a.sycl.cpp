// With clash_b: kernels in two static functions of one name have one name in the program; the link must fail.
#include <sycl/sycl.hpp>
void other(sycl::queue &queue, int *p);
static void set(sycl::queue &queue, int *p) {
  queue.single_task([=] { *p = 1; }).wait();
}
int main() {
  sycl::queue queue;
  int *p = sycl::malloc_shared<int>(2, queue);
  set(queue, p);
  other(queue, p + 1);
}
