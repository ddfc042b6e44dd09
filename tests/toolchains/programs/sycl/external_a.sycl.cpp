// With external_b: a device function of another file.
#include <sycl/sycl.hpp>
#include <cstdio>
extern SYCL_EXTERNAL int g(int x);
int main() {
  sycl::queue q;
  int* p = sycl::malloc_shared<int>(16, q);
  q.parallel_for(sycl::nd_range<1>(16, 16), [=](sycl::nd_item<1> i) {
     p[i.get_global_id(0)] = g(i.get_global_id(0));
   }).wait();
  std::printf("%d %s\n", p[3], p[3] == 9 ? "PASS" : "FAIL");
}
