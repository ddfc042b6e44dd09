// See two_files_a.
#include "two_files.hpp"
static void local_b(sycl::queue& q, int* p, int n) {
  q.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) { p[i] += 100; }).wait();
}
void addone(sycl::queue& q, int* p, int n) {
  q.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) { p[i] += 1; }).wait();
  fill(q, p, 0 + 0 + n, p[0]);
  dbl(q, p, 0 + n);
  local_b(q, p, n);
}
