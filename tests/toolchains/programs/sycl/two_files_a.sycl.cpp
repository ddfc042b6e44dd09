// With two_files_b: kernels of several files and of a shared header.
#include "two_files.hpp"
#include <cstdio>
static void local(sycl::queue& q, int* p, int n) {
  q.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) { p[i] += 1000; }).wait();
}
int main() {
  sycl::queue q;
  int* p = sycl::malloc_shared<int>(16, q);
  fill(q, p, 16, 5);
  addone(q, p, 16);
  dbl(q, p, 16);
  local(q, p, 16);
  std::printf("%d %s\n", p[3], p[3] == 1224 ? "PASS" : "FAIL");
}
