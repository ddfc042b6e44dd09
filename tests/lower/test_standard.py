"""The standard library and C++'s templates in device code: what kernels compute is what C++ computes. Each case is an
expression of the kernel's body, with the value that a C++ compiler gives it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from compiled import Compiled

HEAD = """
#include <array>
#include <cuda/std/tuple>
#include <functional>
#include <iterator>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>
template <typename... T> struct Sum;
template <typename T> struct Sum<T> { static __device__ T of(T a) { return a; } };
template <typename T, typename... R> struct Sum<T, R...> {
    static __device__ T of(T a, R... r) { return a + Sum<R...>::of(r...); }
};
template <typename... A> __device__ int count(A... a) { return sizeof...(A) * 100 + (a + ... + 0); }
template <size_t... I> __device__ int sum_at(const int *p, std::index_sequence<I...>) { return (p[I] + ... + 0); }
template <typename T, typename = std::enable_if_t<std::is_integral<T>::value>> __device__ int kind(T) { return 1; }
template <typename T, typename std::enable_if<std::is_floating_point<T>::value, int>::type = 0>
__device__ int kind(T) { return 2; }
template <typename T>
__device__ auto wide(T a) -> typename std::conditional<sizeof(T) == 4, float, double>::type { return a; }
template <typename... T> __device__ std::tuple<std::decay_t<T>...> pack(T &&...v) { return {v...}; }
typedef int (*times_t)(const int *__restrict__ p, const int i);
template <int N> __device__ int times(const int *__restrict__ p, const int i) { return p[i] * N; }
constexpr __device__ times_t pick(int n) { return n == 1 ? times<1> : n == 2 ? times<2> : nullptr; }
enum class E : short { A, B = 5 };
struct Base { int b; };
struct Derived : Base { int d; };
template <typename T> __device__ T (least)(T a, T b) { return b < a ? b : a; }
enum Color { red, green };
struct Settings { enum class Mode : int { off = 3, on }; enum Shape { round = 5 }; };
using Mode = Settings::Mode;
typedef Settings::Shape Form;
template <unsigned N>
struct Row {
    int v[N];
    __device__ Row(const int (&items)[N]) { for (unsigned i = 0; i < N; ++i) v[i] = items[i]; }
};
__device__ int digits(const int (&a)[2][2]) { return a[0][0] * 1000 + a[0][1] * 100 + a[1][0] * 10 + a[1][1]; }
struct Level { int v; __device__ Level(int x) : v(x) {} };
__device__ inline bool operator==(const Level &a, const Level &b) { return a.v != b.v; }
__device__ inline int operator+(const Level &a, const Level &b) { return a.v - b.v; }
struct Meters { int v; __device__ Meters(int x) : v(x) {} };
struct Track { __device__ explicit Track(Meters m, float f) : w(m.v + f) {} float w; };
struct Halve { __device__ double operator()(int x) const { return x * 0.5; } };
struct Range {
    struct Iterator {
        using value_type = int;
        using difference_type = int;
        using pointer = int *;
        using reference = int;
        using iterator_category = std::input_iterator_tag;
        int at;
        __device__ int operator*() const { return at; }
        __device__ Iterator &operator++() { ++at; return *this; }
        __device__ bool operator!=(const Iterator &o) const { return at != o.at; }
    };
    int low, high;
    __device__ Iterator begin() const { return {low}; }
    __device__ Iterator end() const { return {high}; }
};
"""
CASES = [
    ("Sum<int, int, int>::of(1, 2, 3)", 6),
    ("count(1, 2, 3)", 306),
    ("count()", 0),
    ("sum_at(p, std::make_index_sequence<3>{})", 6),
    ("kind(1) + 10 * kind(1.5)", 21),
    ("sizeof(wide(1)) + 10 * sizeof(wide('a'))", 84),
    ("std::get<1>(std::make_tuple(1, 2.5f)) * 2", 5),
    ("std::get<0>(cuda::std::tuple<int, float>{7, 1.f})", 7),
    ("std::get<2>(pack(1, 2.5, 'c'))", 99),
    ("std::tuple_size<std::tuple<int, char>>::value + std::tuple_size_v<std::array<int, 5>>", 7),
    ("sizeof(std::tuple_element_t<1, std::tuple<char, double>>)", 8),
    ("std::make_pair(3, 4.5f).second * 2", 9),
    ("std::clamp(7, 1, 5) + std::clamp(-3, 1, 5)", 6),
    ("std::is_base_of_v<Base, Derived> + 2 * std::is_base_of<Derived, Base>::value", 1),
    ("std::is_convertible_v<int, float> + 2 * std::is_convertible_v<Base, int>", 1),
    ("std::is_convertible_v<Derived *, Base *> + 2 * std::is_convertible_v<Base *, Derived *>", 1),
    ("sizeof(std::underlying_type_t<E>) + std::is_enum_v<E> * 10 + std::is_class_v<Base> * 100", 112),
    ("sizeof(std::common_type_t<char, short, double>) + std::is_same_v<std::make_unsigned_t<int>, unsigned>", 9),
    ("std::conjunction_v<std::is_same<int, int>, std::is_integral<char>> + 2 * std::disjunction_v<>", 1),
    ("std::is_trivially_copyable_v<Derived> + 2 * std::is_array_v<int[3]> + 4 * std::is_const_v<const int>", 7),
    ("std::numeric_limits<unsigned char>::digits + std::numeric_limits<float>::digits", 32),
    ("cuda::std::numeric_limits<int>::max() / 1000000", 2147),
    ("std::numeric_limits<float>::quiet_NaN() != std::numeric_limits<float>::quiet_NaN()", 1),
    ("__builtin_ctz(8) + __builtin_clz(1) + __builtin_popcount(7)", 37),
    ("(Color(1) == green) * 10 + (Color(0) == green) + (red + green)", 11),
    ("(int)Mode::on * 10 + Form::round + (Mode(p[2]) == Mode::off) * 100", 145),
    ("(least)(7, p[1]) + (std::max)(p[0], 3)", 5),
    ("std::is_constructible_v<Meters, int> + 2 * std::is_constructible<Meters>::value", 1),
    ("std::is_constructible_v<Track, Meters &, float> + 2 * std::is_constructible_v<Track, float>", 1),
    ("std::is_constructible_v<int, double> + 2 * std::is_constructible_v<int, int *>", 1),
    ("std::is_constructible_v<const int &, int> + 2 * std::is_constructible_v<int &, const int &>", 1),
    ("std::is_default_constructible_v<Derived> + 2 * std::is_default_constructible_v<Meters>", 1),
    ("sizeof(std::invoke_result_t<Halve, short>) + 10 * std::is_same_v<std::invoke_result_t<Halve, int>, double>", 18),
    ("std::is_same_v<std::iterator_traits<const int *>::value_type, int>", 1),
    ("std::is_same_v<std::iterator_traits<Range::Iterator>::value_type, int>", 1),
    ("std::divides<int>()(17, 5) * 10 + std::modulus<int>()(17, 5) + std::numeric_limits<float>::is_iec559", 33),
]  # fmt: skip
STATEMENTS = [
    ("Row<3> r{{p[2], 4}}; Row<1> s = {{7}}; s = {{8}}; o[0] = r.v[0] * 100 + r.v[1] * 10 + r.v[2] + s.v[0];", 348),
    ("o[0] = digits({{1, 2}, {3}});", 1230),
    ("std::array<int, 3> v; v.fill(4); v.at(1) = 7; v.front() = 1; o[0] = v[0] * 100 + v.at(1) * 10 + v.back();", 174),
    ("const std::array<int, 2> v{3, 5}; o[0] = v.at(0) * v.back() + v.max_size() + v.empty();", 17),
    ("int v[3] = {1, 2, 3}; auto f = [=](int i) { return v[i] * 10; }; v[1] = 9; o[0] = f(1) + f(2);", 50),
    ("int v[2][2] = {{1, 2}, {3, 4}}; auto f = [v] { return v[1][0] + v[0][1]; }; v[1][0] = 9; o[0] = f();", 5),
    ("auto [a, b] = std::make_tuple(3, 4.5); o[0] = a * 2 + b * 2;", 15),
    ("auto t = std::make_tuple(1, 2); auto &[a, b] = t; b = 40; o[0] = std::get<1>(t) + a;", 41),
    ("auto [a, b] = std::make_pair(3, 4); o[0] = a * 10 + b;", 34),
    ("std::array<int, 3> v{1, 2, 3}; for (auto &x : v) x *= 2; auto [a, b, c] = v; o[0] = a + b + c;", 12),
    ("int s = 0; for (int i : Range{2, 5}) s += i; o[0] = s;", 9),
    ("const std::array<int, 2> v{4, 5}; int s = 0; for (const auto &x : v) s = s * 10 + x; o[0] = s;", 45),
    ("int s = 0; for (int x : {3, 4, 5}) s = s * 10 + x; o[0] = s;", 345),
    ("o[0] = __func__[0] == __FUNCTION__[0] && sizeof(__func__) > 1;", 1),
    ("constexpr times_t f = pick(2); o[0] = f(p, 1) + pick(1)(p, 2);", 7),
    ("std::pair<int, int> a(1, 2), b(1, 3); o[0] = (a < b) + 2 * (a == b) + 4 * (a != b);", 5),
]
PROGRAM = HEAD + "".join(
    [f"__global__ void e{i}(int *o, const int *p) {{ o[0] = {text}; }}\n" for i, (text, _) in enumerate(CASES)]
    + [f"__global__ void s{i}(int *o, const int *p) {{ {text} }}\n" for i, (text, _) in enumerate(STATEMENTS)]
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return Compiled(PROGRAM, tmp_path_factory.mktemp("standard"))


def check(program: Compiled, kernel: str, expected: int) -> None:
    out = np.full(1, -1, np.int32)
    program.run(kernel, out, np.array([1, 2, 3], np.int32))
    assert out[0] == expected


@pytest.mark.parametrize(("number", "expected"), [(i, v) for i, (_, v) in enumerate(CASES)], ids=[t for t, _ in CASES])
def test_expressions(program: Compiled, number: int, expected: int) -> None:
    check(program, f"e{number}", expected)


@pytest.mark.parametrize(
    ("number", "expected"), [(i, v) for i, (_, v) in enumerate(STATEMENTS)], ids=[t for t, _ in STATEMENTS]
)
def test_statements(program: Compiled, number: int, expected: int) -> None:
    check(program, f"s{number}", expected)


def test_a_cpp_compiler_agrees(tmp_path: Path) -> None:
    """The expected values are those of a host compiler."""
    import subprocess

    lines = ["#define __device__\n#include <cstdio>\n#include <algorithm>\n#include <array>"]
    lines += ["#include <iterator>\n#include <limits>"]
    lines += ["#include <tuple>\n#include <type_traits>\n#include <utility>"]
    lines += ["namespace cuda { namespace std = ::std; }"]
    lines += [HEAD.replace("#include <cuda/std/tuple>", ""), "int main() { int p[] = {1, 2, 3}; (void)p;"]
    lines += [f'{{ int o[1]; o[0] = {text}; std::printf("%d\\n", o[0]); }}' for text, _ in CASES]
    lines += [f'{{ int o[1]; {text} std::printf("%d\\n", o[0]); }}' for text, _ in STATEMENTS]
    (tmp_path / "x.cpp").write_text("\n".join([*lines, "}"]))
    subprocess.run(["g++", "-std=c++17", "-w", str(tmp_path / "x.cpp"), "-o", str(tmp_path / "x")], check=True)
    done = subprocess.run([str(tmp_path / "x")], capture_output=True, text=True, check=True)
    assert [int(line) for line in done.stdout.split()] == [value for _, value in (*CASES, *STATEMENTS)]
