"""Class templates with more than one instance: what they declare inside is another thing in each."""

from __future__ import annotations

from unwarp.api import translate

NESTED = """
template <int W> struct Tile {
    enum { PAD = W + 1 };
    struct Add { __device__ void operator()(int &a) const { a += PAD; } };
    int data[PAD];
    __device__ int run(int i) { data[i] = i; Add()(data[i]); return data[i]; }
};
template <int W> __global__ void k(int *p) { Tile<W> t; p[threadIdx.x] = t.run(threadIdx.x); }
void both(int *p) { k<4><<<1, 4>>>(p); k<8><<<1, 8>>>(p); }
"""


def test_nested_enums_and_classes_belong_to_their_instance() -> None:
    result = translate(NESTED, "c")
    assert not result.diagnostics
    text = next(file.text for file in result.files if file.path.endswith("_kernels.c"))
    assert "int data[5];" in text
    assert "int data[9];" in text


def test_only_records_of_the_host_have_their_size_checked() -> None:
    source = """
struct Shared { int a[32]; };
struct Both { float x, y; };
__global__ void k(Both *p) { __shared__ Shared s; s.a[threadIdx.x] = 1; p->x = s.a[threadIdx.x]; }
void run(Both *p) { k<<<1, 32>>>(p); }
"""
    result = translate(source, "c")
    host = next(file.text for file in result.files if file.path.endswith(".cpp"))
    assert "static_assert(sizeof(Both) == 8" in host
    assert "sizeof(Shared)" not in host
