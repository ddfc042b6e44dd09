// A usual program: templates, USM, local memory, sub-groups, atomics, profiling.
#include <sycl/sycl.hpp>
#include <cstdio>
#include <vector>
template <typename T, int B>
struct Scale;
template <typename T>
T twice(T x) {
  return x * T(2);
}
template <typename T, int B>
sycl::event scale(sycl::queue& q, T* x, int n, T f) {
  return q.submit([&](sycl::handler& h) {
    h.parallel_for(sycl::nd_range<1>((n + B - 1) / B * B, B), [=](sycl::nd_item<1> it) {
      int i = it.get_global_id(0);
      if (i < n) x[i] = twice(x[i]) * f;
    });
  });
}
int main() {
  sycl::queue q{sycl::default_selector_v,
                {sycl::property::queue::in_order(), sycl::property::queue::enable_profiling()}};
  std::printf("%s\n", q.get_device().get_info<sycl::info::device::name>().c_str());
  const int n = 1000, B = 128;
  float *x = sycl::malloc_device<float>(n, q), *o = sycl::malloc_shared<float>(8, q);
  std::vector<float> h(n, 1.f);
  q.memcpy(x, h.data(), n * 4);
  sycl::event e = scale<float, 128>(q, x, n, 0.5f);
  scale<float, 64>(q, x, n, 1.f);
  q.submit([&](sycl::handler& hd) {
    sycl::local_accessor<float, 1> s(B, hd);
    hd.parallel_for(sycl::nd_range<1>(1024, B), [=](sycl::nd_item<1> it) {
      int t = it.get_local_id(0), i = it.get_global_id(0);
      s[t] = i < n ? x[i] : 0;
      sycl::group_barrier(it.get_group());
      for (int k = B / 2; k > 0; k >>= 1) {
        if (t < k) s[t] += s[t + k];
        sycl::group_barrier(it.get_group());
      }
      if (t == 0) o[it.get_group(0)] = s[0];
    });
  });
  q.wait();
  float sum = 0;
  for (int i = 0; i < 8; i++) sum += o[i];
  std::printf("reduce %g\n", sum);
  int* cnt = sycl::malloc_shared<int>(4, q);
  float* fs = sycl::malloc_shared<float>(1, q);
  for (int i = 0; i < 4; i++) cnt[i] = 0;
  *fs = 0;
  int* sh = sycl::malloc_shared<int>(64, q);
  unsigned* bal = sycl::malloc_shared<unsigned>(2, q);
  q.parallel_for(sycl::nd_range<1>(64, 64), [=](sycl::nd_item<1> it) [[sycl::reqd_sub_group_size(32)]] {
     auto sg = it.get_sub_group();
     int i = it.get_global_id(0);
     sycl::atomic_ref<int, sycl::memory_order::relaxed, sycl::memory_scope::device> a(cnt[i % 4]);
     a.fetch_add(i);
     sycl::atomic_ref<float, sycl::memory_order::relaxed, sycl::memory_scope::device> f(*fs);
     f.fetch_add(0.5f);
     int v = i;
     for (int d = 16; d > 0; d >>= 1) v += sycl::shift_group_left(sg, v, d);
     sh[i] = v;
     unsigned m = sycl::reduce_over_group(sg, (i % 3 == 0) ? 1u << sg.get_local_linear_id() : 0u, sycl::bit_or<>());
     if (sg.get_local_linear_id() == 0) bal[sg.get_group_linear_id()] = m;
     if (i == 5) sycl::ext::oneapi::experimental::printf("printf from lane %d %f\n", i, 1.5f);
   }).wait();
  std::printf("atomics %d %d %d %d float %g\nshuffle %d %d ballot %x\n", cnt[0], cnt[1], cnt[2], cnt[3], *fs, sh[0],
              sh[32], bal[0]);
  double ms = (e.get_profiling_info<sycl::info::event_profiling::command_end>() -
               e.get_profiling_info<sycl::info::event_profiling::command_start>()) *
              1e-6;
  std::printf("event time %s\n", ms > 0 ? "ok" : "bad");
  bool ok = sum == 2000 && cnt[0] == 480 && *fs == 32 && sh[0] == 496 && sh[32] == 1520 && bal[0] == 0x49249249;
  std::puts(ok ? "PASS" : "FAIL");
  sycl::free(x, q);
  return !ok;
}
