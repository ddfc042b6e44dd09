"""Functions chosen at run time, objects on the heap and textures in device code: what is refused, and what is not."""

from __future__ import annotations

import pytest

from unwarp.api import translate
from unwarp.parser.diagnostics import Severity

MAIN = "int main() { return 0; }\n"


def refusals(text: str, target: str) -> list[tuple[str, str]]:
    """Code and message of each error."""
    found = translate(text + MAIN, target, path="a.cu").diagnostics
    return [(d.rule.code, d.message) for d in found if d.rule.severity is Severity.ERROR]


def device_text(text: str, target: str) -> str:
    result = translate(text + MAIN, target, path="a.cu")
    assert not result.errors, [d.message for d in result.diagnostics]
    return "".join(f.text for f in result.files if f.kind == "device")


RECURSIVE = """
__device__ int odd(int n);
__device__ int even(int n) { return n == 0 ? 1 : odd(n - 1); }
__device__ int odd(int n) { return n == 0 ? 0 : even(n - 1); }
__global__ void k(int *p) { *p = even(*p); }
"""


@pytest.mark.parametrize("target", ["opencl", "sycl"])
def test_recursion_is_refused_where_there_is_none(target: str) -> None:
    found = refusals(RECURSIVE, target)
    assert {code for code, _ in found} == {"UW2002"}
    assert all("the recursive function" in message for _, message in found)
    assert not refusals(RECURSIVE, "c")


@pytest.mark.parametrize("target", ["opencl", "sycl"])
def test_templates_and_overloads_that_call_their_name_are_no_recursion(target: str) -> None:
    text = """
    template <int N> __device__ int power(int x) { return x * power<N - 1>(x); }
    template <> __device__ int power<0>(int x) { return 1; }
    __device__ int twice(int x) { return 2 * x; }
    __device__ float twice(float x) { return (float)twice((int)x); }
    __global__ void k(int *p) { *p = power<3>(*p) + (int)twice(1.5f); }
    """
    assert not refusals(text, target)


def test_pointers_to_functions_that_host_code_fetches_are_known() -> None:
    text = """
    typedef int (*Step)(int);
    __device__ int next(int x) { return x + 1; }
    __device__ Step step = next;
    __global__ void k(int *p, Step *s) { *p = (*s)(*p); }
    template <typename T> void check(T result) {}
    void f(int *p, Step *s) { check(cudaMemcpyFromSymbol(s, step, sizeof(Step))); k<<<1, 1>>>(p, s); }
    """
    assert not refusals(text, "c")


def test_what_a_constructor_initialises_is_a_member_or_a_base() -> None:
    text = "struct A { int a; __device__ A(int x) : b(x) {} };\n__global__ void k(int *p) { A a(*p); *p = a.a; }\n"
    assert refusals(text, "c")
    text = "struct A { int a; __device__ bool operator==(const A &) const = default; };\n" \
           "__global__ void k(int *p) { A a{1}, b{2}; *p = a == b; }\n"  # fmt: skip
    assert [code for code, _ in refusals(text, "c")] == ["UW2002"]


def test_the_length_of_an_array_by_reference_is_deduced() -> None:
    text = """
    template <typename T> struct Sums {
        template <int N> __device__ static T of(T (&items)[N]) { return items[0] * N; }
        __device__ static T of(T item) { return item; }
    };
    template <typename T, size_t N> __device__ T last(const T (&items)[N]) { return items[N - 1]; }
    __global__ void k(int *p) { int a[3] = {*p, 2, 3}; *p = Sums<int>::of(a) + Sums<int>::of(4) + last(a); }
    """
    device = device_text(text, "c")
    assert "* 3" in device and "[3 - 1]" in device.replace("3ul", "3")


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_a_known_function_is_called_directly(target: str) -> None:
    text = """
    __device__ int next(int x) { return x + 1; }
    __device__ int apply(int (*f)(int), int x) { return (*f)(x); }
    __global__ void k(int *p) { *p = (&next)(*p) + apply(next, 3); }
    """
    device = device_text(text, target)
    assert "*p = next(*p) + apply(1ul, 3)" in device.replace("1uL", "1ul")
    assert device.count("call_function(") == 2  # its definition, and the call that cannot know


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_functions_that_are_not_there_cannot_be_called(target: str) -> None:
    text = "__global__ void k(int (*f)(int), int *p) { *p = f(*p); }\n"
    assert refusals(text, target)[0][0] == "UW2002"
    text = """
    struct Base { __device__ virtual int f() = 0; };
    __global__ void k(Base *b, int *p) { *p = b->f(); }
    """
    assert "of which no object is made here" in refusals(text, target)[0][1]


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_objects_with_virtual_functions_keep_their_class(target: str) -> None:
    text = """
    struct Base { int x; __device__ Base(int v) : x(v) {} __device__ virtual int f() { return x; } };
    __global__ void k(int *p) { Base a(1), b(2); a = b; *p = a.f(); }
    """
    assert "the assignment of an object with virtual functions" in refusals(text, target)[0][1]


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_textures_are_read_as_what_the_program_asks_for(target: str) -> None:
    text = """
    texture<uchar2, 2, cudaReadModeNormalizedFloat> reference;
    __global__ void k(cudaTextureObject_t t, float *p, short4 *q) {
        p[0] = tex2D(reference, 1.0f, 2.0f).y + tex1D<float>(t, 0.5f);
        tex2D(q, t, 1.0f, 1.0f);
    }
    """
    device = device_text(text, target)
    for name in ("uw_as_float2", "uw_as_f32", "uw_as_short4"):
        assert name in device
    assert refusals("__global__ void k(cudaTextureObject_t t, double *p) { *p = tex2D<double>(t, 0, 0); }\n", target)


def test_a_class_template_of_the_program_may_be_called_texture() -> None:
    text = """
    template <typename T> struct texture { T *p; __device__ T at(int i) const { return p[i]; } };
    __global__ void k(float *o, texture<float> t) { o[threadIdx.x] = t.at(threadIdx.x); }
    """
    result = translate(text + MAIN, "c", path="a.cu")
    assert not result.errors
    assert "uwTexture" not in result.files[0].text


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_pointers_of_host_code_are_its_own(target: str) -> None:
    source = """
__global__ void k(int *p) { *p = 1; }
int launch(int *p) { k<<<1, 1>>>(p); return 1; }
int run(int (*which)(int *), int *p) { int time = which(p); return time; }
int main() { return run(launch, 0); }
"""
    assert not translate(source, target).diagnostics


@pytest.mark.parametrize("target", ["c", "opencl"])
def test_a_moved_object_stays_where_it_is(target: str) -> None:
    text = """
    struct S { int a[4]; };
    template <typename T> __device__ T &&moved(T &t) { return static_cast<T &&>(t); }
    __device__ int first(S &&s) { s.a[0] += 1; return s.a[0]; }
    __global__ void k(int *p) { S s{}; *p = first(moved(s)) + s.a[0]; }
    """
    device = device_text(text, target)
    assert "return t;" in device
    assert "tmp" not in device


GUARD = """
struct Guard {
    int *at;
    __device__ Guard(int *p) : at(p) {}
    __device__ ~Guard() { *at += 1; }
    __device__ int value() const { return *at; }
};
struct Holder { Guard guard; };
__device__ int take(Guard g) { return g.value(); }
__device__ int look(const Guard &g) { return g.value(); }
__device__ Guard make(int *p) { return Guard(p); }
"""
LOST = {
    "a temporary": "p[0] = Guard(p).value();",
    "an argument": "Guard g(p); p[0] = take(g);",
    "a temporary by reference": "p[0] = look(Guard(p));",
    "a result that is not kept": "make(p);",
    "an array of the heap": "Guard *g = (Guard *)malloc(sizeof(Guard)); delete[] g;",
    "a variable of a loop": "for (Guard g(p); p[0] < 3;) p[0] += 1;",
    "a jump": "{ Guard g(p); if (p[0]) goto done; p[1] = 1; } done: p[2] = 1;",
}


@pytest.mark.parametrize("target", ["opencl", "c"])
@pytest.mark.parametrize("case", LOST)
def test_objects_that_nothing_would_destroy_are_refused(case: str, target: str) -> None:
    found = refusals(f"{GUARD}__global__ void k(int *p) {{ {LOST[case]} }}\n", target)
    assert [code for code, _ in found] == ["UW2002"]
    assert "destructor" in found[0][1]


@pytest.mark.parametrize("target", ["opencl", "c"])
def test_each_object_is_destroyed_once(target: str) -> None:
    body = "Guard a(p), b = make(p), c = a; Holder h = {Guard(p)}; if (p[0]) return; p[0] = b.value();"
    text = device_text(f"{GUARD}__global__ void k(int *p) {{ {body} }}\n", target)
    assert text.count("Guard_destroy") >= 6



FILE_SHARED = """
__shared__ int s[64];
__device__ int first(int i) { return s[i]; }
__device__ int again(int i) { return i > 3 ? s[i] : again(i + 1); }
typedef int (*reader)(int);
__device__ reader pick() { return first; }
"""


@pytest.mark.parametrize("call", ["pick()(p[0])", "again(p[0])"])
def test_shared_variables_of_the_file_reach_functions_by_their_calls(call: str) -> None:
    assert not refusals(f"{FILE_SHARED}__global__ void k(int *p) {{ s[p[0]] = 1; p[1] = first(p[0]); }}\n", "c")
    found = refusals(f"{FILE_SHARED}__global__ void k(int *p) {{ s[0] = 1; p[1] = {call}; }}\n", "c")
    assert found
    assert {code for code, _ in found} == {"UW2002"}
    assert "`s` at file scope" in found[0][1]
