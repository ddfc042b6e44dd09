// See external_a.
#include <sycl/sycl.hpp>
SYCL_EXTERNAL int g(int x) { return x * x; }
