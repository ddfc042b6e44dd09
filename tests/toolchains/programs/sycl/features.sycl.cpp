// What SYCL 2020 has, feature by feature.
#include <sycl/sycl.hpp>
#include <cstdio>
#include <cmath>
#include <array>
static int bad = 0;
static void check(const char* n, bool ok) {
  std::printf("%-40s %s\n", n, ok ? "ok" : "WRONG");
  bad += !ok;
}
constexpr int table_[4] = {3, 1, 4, 1};
struct V {
  float x, y;
  V operator+(V o) const { return {x + o.x, y + o.y}; }
};
template <int D>
int pw(int x) {
  if constexpr (D == 0) return 1;
  else return x * pw<D - 1>(x);
}
enum class Color { red, green };
template <Color C>
int color() {
  return int(C);
}
int main() {
  sycl::queue q{sycl::cpu_selector_v,
                [](sycl::exception_list l) {
                  for (auto& e : l) std::rethrow_exception(e);
                },
                sycl::property::queue::in_order()};
  int* r = sycl::malloc_shared<int>(1024, q);
  float* f = sycl::malloc_shared<float>(1024, q);
  long long* ll = sycl::malloc_shared<long long>(8, q);
  double* d = sycl::malloc_shared<double>(8, q);
  auto zero = [&] {
    for (int i = 0; i < 1024; i++) r[i] = 0, f[i] = 0;
    for (int i = 0; i < 8; i++) ll[i] = 0, d[i] = 0;
  };
  zero();
  q.parallel_for(sycl::nd_range<1>(64, 64), [=](sycl::nd_item<1> it) [[sycl::reqd_sub_group_size(32)]] {
     auto sg = it.get_sub_group();
     int i = it.get_global_id(0), l = sg.get_local_linear_id();
     r[i] = sycl::permute_group_by_xor(sg, l, 5);
     r[64 + i] = sycl::select_from_group(sg, l, 31 - l);
     r[128 + i] = sycl::shift_group_right(sg, l, 1);
     r[192 + i] = sycl::any_of_group(sg, l == 40 - 32 * (i / 32));
     r[256 + i] = sycl::all_of_group(sg, l < 32);
     r[320 + i] = sycl::inclusive_scan_over_group(sg, l, sycl::plus<>());
     r[384 + i] = sycl::reduce_over_group(it.get_group(), 1, sycl::plus<>());
     r[448 + i] = sycl::group_broadcast(sg, l, 7);
     if (l < 16) r[512 + i] = sycl::shift_group_left(sg, l, 1);
     else r[512 + i] = sycl::permute_group_by_xor(sg, l, 1);
     r[600] = sg.get_max_local_range()[0];
   }).wait();
  check("permute_group_by_xor", r[0] == 5 && r[33] == 4);
  check("select_from_group", r[64] == 31 && r[64 + 40] == 23);
  check("shift_group_right", r[129] == 0 && r[128 + 40] == 7);
  check("any/all_of_group", r[192 + 32] == 1 && r[192] == 0 && r[256] == 1);
  check("scan/reduce over group", r[320 + 4] == 10 && r[384] == 64);
  check("broadcast", r[448] == 7 && r[500] == 7);
  check("shuffle in divergent branch", r[512] == 1 && r[512 + 20] == 21);
  check("sub-group size 32", r[600] == 32);
  zero();
  q.parallel_for(sycl::nd_range<3>({2, 4, 8}, {1, 2, 4}), [=](sycl::nd_item<3> it) {
     r[it.get_global_linear_id()] =
         it.get_group(0) * 100 + it.get_group(1) * 10 + it.get_group(2) + 1000 * it.get_local_id(2);
   }).wait();
  check("nd_range<3>", r[63] == 3111);
  zero();
  r[101] = 100;
  f[1] = 100;
  ll[1] = 1ll << 40;
  q.submit([&](sycl::handler& h) {
     sycl::local_accessor<int, 1> s(sycl::range<1>(4), h);
     h.parallel_for(sycl::nd_range<1>(64, 64), [=](sycl::nd_item<1> it) {
       int i = it.get_local_id(0);
       if (i < 4) s[i] = 0;
       sycl::group_barrier(it.get_group());
       using namespace sycl;
       atomic_ref<int, memory_order::relaxed, memory_scope::work_group, access::address_space::local_space> a(s[i % 4]);
       a.fetch_add(i);
       group_barrier(it.get_group());
       if (i < 4) r[i] = s[i];
       atomic_ref<int, memory_order::relaxed, memory_scope::device> b(r[100]);
       b.fetch_max(i);
       atomic_ref<int, memory_order::relaxed, memory_scope::device> c(r[101]);
       c.fetch_min(i);
       atomic_ref<float, memory_order::relaxed, memory_scope::device> e(f[0]), g(f[1]);
       e.fetch_add(1.5f);
       g.fetch_min((float)i);
       atomic_ref<double, memory_order::relaxed, memory_scope::device> dd(d[0]);
       dd.fetch_add(0.25);
       atomic_ref<long long, memory_order::relaxed, memory_scope::device> l(ll[0]);
       l.fetch_add(1ll << 33);
       atomic_ref<int, memory_order::relaxed, memory_scope::device> x(r[102]);
       int old = x.load();
       while (!x.compare_exchange_weak(old, old + 2));
       x.fetch_or(1);
     });
   }).wait();
  check("local atomics", r[0] == 480 && r[3] == 528);
  check("max/min/cas", r[100] == 63 && r[101] == 0 && r[102] >= 128);
  check("float add/min", f[0] == 96 && f[1] == 0);
  check("double add, 64-bit", d[0] == 16 && ll[0] == 64ll << 33);
  zero();
  q.parallel_for(sycl::range<1>(8), [=](sycl::id<1> i) {
     sycl::half h = 1.5f;
     h = h * h + sycl::half(1);
     sycl::ext::oneapi::bfloat16 b = 2.5f;
     f[i] = float(h) + float(b);
     sycl::float4 v(1, 2, 3, 4);
     v = v * 2.f;
     f[8 + i] = v.x() + v.w();
     f[16 + i] = sycl::dot(v, v);
     sycl::half2 h2{1, 2};
     h2 = h2 + h2;
     f[24 + i] = float(h2[1]);
     V a{1, 2};
     f[32 + i] = (a + a).y;
     r[i] = pw<3>(2) + table_[i % 4] + color<Color::green>();
     f[40 + i] = sycl::rsqrt(4.f) + sycl::native::exp(0.f) + sycl::fma(2.f, 3.f, 1.f) + sycl::atan2(0.f, 1.f) +
                 sycl::popcount(7u) + sycl::clz(1u);
     f[48 + i] = std::sin(0.f) + std::sqrt(4.f) + std::fmax(1.f, 2.f) + std::pow(2.f, 3.f);
   }).wait();
  check("half, bfloat16", f[0] == 5.75f);
  check("vec, half2", f[8] == 10 && f[16] == 120 && f[24] == 4);
  check("operators, templates, constexpr table", f[32] == 4 && r[2] == 8 + 4 + 1);
  check("math", std::fabs(f[40] - (0.5f + 1 + 7 + 0 + 3 + 31)) < 1e-5f);
  check("std:: math", f[48] == 12);
  zero();
  {
    sycl::buffer<int> b(sycl::range<1>(64));
    q.submit([&](sycl::handler& h) {
      sycl::accessor a(b, h, sycl::write_only, sycl::no_init);
      h.parallel_for(sycl::range<1>(64), [=](sycl::id<1> i) { a[i] = i; });
    });
    int* s = sycl::malloc_shared<int>(1, q);
    *s = 0;
    q.submit([&](sycl::handler& h) {
      sycl::accessor a(b, h, sycl::read_only);
      h.parallel_for(sycl::range<1>(64), sycl::reduction(s, sycl::plus<int>()),
                     [=](sycl::id<1> i, auto& sum) { sum += a[i]; });
    });
    q.wait();
    check("buffer, accessor, reduction", *s == 2016);
  }
  {
    int *h = sycl::malloc_host<int>(64, q), *dv = sycl::malloc_device<int>(64, q);
    for (int i = 0; i < 64; i++) h[i] = i;
    sycl::queue q2{q.get_context(), q.get_device()};
    auto e1 = q2.memcpy(dv, h, 256);
    auto e2 = q2.parallel_for(sycl::range<1>(64), e1, [=](sycl::id<1> i) { dv[i] *= 3; });
    q2.memcpy(h, dv, 256, e2).wait();
    q2.prefetch(r, 64);
    q2.memset(dv, 1, 256).wait();
    q2.fill(dv, 7, 64).wait();
    check("host/device USM, depends_on", h[5] == 15);
    q2.ext_oneapi_memcpy2d(h, 8, dv, 16, 8, 4).wait();
    check("memcpy2d (extension)", h[2] == 7);
  }
  {
    bool caught = false;
    try {
      sycl::queue p;
      p.parallel_for(sycl::nd_range<1>(100, 64), [=](sycl::nd_item<1>) {}).wait();
    } catch (sycl::exception& e) {
      caught = true;
    }
    std::printf("note: an nd_range that does not divide %s\n", caught ? "throws" : "is not diagnosed");
  }
  {
    bool caught = false;
    try {
      q.parallel_for(sycl::nd_range<1>(1 << 20, 1 << 20), [=](sycl::nd_item<1>) {}).wait();
    } catch (sycl::exception& e) {
      caught = true;
    }
    check("work-group too large throws", caught);
  }
  zero();
  q.submit([&](sycl::handler& h) {
     sycl::local_accessor<float, 1> s(64, h);
     h.parallel_for(sycl::nd_range<1>(64, 64), [=](sycl::nd_item<1> it) {
       int i = it.get_local_id(0);
       if (i >= 50) return;
       s[i] = i;
       sycl::group_barrier(it.get_group());
       if (i == 0)
         for (int j = 0; j < 50; j++) f[0] += s[j];
     });
   }).wait();
  std::printf("note: return before a barrier is %s\n", f[0] == 1225 ? "right" : "silently wrong");
  zero();
  q.submit([&](sycl::handler& h) {
     sycl::stream o(1024, 80, h);
     h.single_task([=] { o << "stream " << 5 << sycl::endl; });
   }).wait();
  auto t = [](int n) {
    int s = 0;
    for (int i = 0; i < n; i++) s += i;
    return s;
  };
  q.single_task([=] {
     r[0] = t(5);
     auto [a, b] = std::pair<int, int>{1, 2};
     r[1] = a + b;
     std::array<int, 3> z{1, 2, 3};
     r[2] = z[2];
   }).wait();
  check("lambda, std::pair, std::array", r[0] == 10 && r[1] == 3 && r[2] == 3);
  std::puts(bad ? "FAIL" : "PASS");
  return bad;
}
