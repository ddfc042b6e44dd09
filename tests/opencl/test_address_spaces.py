"""What the inference of address spaces decides."""

from __future__ import annotations

from ctree_from_c import unit_from_c

from unwarp.parser import ctree as ct
from unwarp.parser.diagnostics import Sink
from unwarp.transforms.address_spaces import infer_address_spaces
from unwarp.transforms.opencl_memory import place_memory


def inferred(source: str, errors: int = 0) -> dict[str, ct.CFunction]:
    sink = Sink()
    unit = infer_address_spaces(place_memory(unit_from_c(source))[0], sink)
    assert sink.errors == errors, [d.message for d in sink]
    return {f.name: f for f in unit.functions}


def space(function: ct.CFunction, name: str) -> str:
    variables = [*function.params, *(n.var for n in ct.walk(function.body) if isinstance(n, ct.Declare))]
    ctype = next(v.type for v in variables if v.name == name)
    while isinstance(ctype, ct.Array):
        ctype = ctype.element
    assert isinstance(ctype, ct.Pointer)
    return ctype.space


def test_flow_through_locals_and_arithmetic() -> None:
    kernel = inferred("""
        __global__ void k(float *g) {
            __shared__ float s[8];
            float mine[4];
            float *a = g + 3, *b = &s[2], *c = mine, *d;
            d = b + 1;
            *a = *b + *c + *d;
        }""")["k"]
    assert [space(kernel, v) for v in "gabcd"] == ["global", "global", "local", "private", "local"]


def test_functions_are_cloned_only_where_spaces_differ() -> None:
    functions = inferred("""
        __device__ float first(const float *p) { return p[0]; }
        __device__ float both(const float *p, const float *q) { return first(p) + first(q); }
        __global__ void k(float *g) { __shared__ float s[8]; s[0] = both(g, s) + both(g, &s[1]); }
        __global__ void other(float *g) { g[0] = both(g, g); }""")
    assert sorted(functions) == ["both_global", "both_local", "first_global", "first_local", "k", "other"]
    assert [p.type.space for p in functions["both_local"].params] == ["global", "local"]  # type: ignore[union-attr]


def test_results_follow_arguments() -> None:
    kernel = inferred("""
        __device__ float *at(float *p, int i) { return p + i; }
        __global__ void k(float *g) { __shared__ float s[8]; float *a = at(s, 1); float *b = at(g, 2); *b = *a; }""")[
        "k"
    ]
    assert [space(kernel, v) for v in "ab"] == ["local", "global"]


def test_pointers_to_pointers_and_recursion() -> None:
    functions = inferred("""
        __device__ void pick(float **to, float *from, int n) {
            if (n > 0) pick(to, from + 1, n - 1); else *to = from;
        }
        __global__ void k(float *g) { __shared__ float s[8]; float *p; pick(&p, s, 3); g[0] = *p; }""")
    assert space(functions["k"], "p") == "local"
    assert space(functions["pick"], "from") == "local"
    assert space(functions["pick"], "to") == "private"


def test_records_are_cloned_by_their_pointers() -> None:
    functions = inferred("""
        struct Node { struct Node *next; float v; };
        struct List { struct Node *head; int n; };
        __device__ float sum(struct List l) {
            float total = 0.0f;
            for (struct Node *n = l.head; n != 0; n = n->next) total += n->v;
            return total;
        }
        __global__ void k(struct Node *nodes, float *out) {
            __shared__ struct Node s[2];
            struct List one, two;
            one.head = nodes;
            two.head = s;
            s[0].next = &s[1];
            s[1].next = 0;
            out[0] = sum(one) + sum(two);
        }""")
    assert {"sum_global", "sum_local"} < set(functions)
    shared = functions["sum_local"].params[0].type
    assert shared == ct.Record("List_local")


def test_a_pointer_to_two_spaces_is_refused() -> None:
    inferred(
        """
        __global__ void k(float *g, int n) {
            __shared__ float s[8];
            float *p = g;
            if (n > 3) p = s;
            *p = 1.0f;
        }""",
        errors=1,
    )


def test_null_fits_every_space() -> None:
    kernel = inferred("""
        __global__ void k(float *g, int n) {
            __shared__ float s[8];
            float *p = 0;
            if (n > 3) p = s;
            if (p != 0) *p = g[0];
        }""")["k"]
    assert space(kernel, "p") == "local"
