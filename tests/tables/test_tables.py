"""The mapping tables: that the built-in rows are sound, and that bad rows are refused with their place."""

from pathlib import Path

import pytest

from unwarp.parser.ctree import DOUBLE, FLOAT, INT, UINT, Pointer, Record, Scalar
from unwarp.transforms.tables import (
    FUNCTION_KINDS,
    TARGETS,
    Row,
    Signature,
    Slot,
    TableError,
    derived,
    is_name,
    load,
    pieces,
    spell,
)

TABLES = load()
ROWS = list(TABLES.rows.values())


def row(name: str) -> Row:
    found = TABLES.get(name)
    assert found is not None
    return found


def signature(name: str, *params: object) -> Signature:
    return next(s for s in row(name).signatures if s.params == params)


def test_functions_have_signatures() -> None:
    """But for those that every target refuses, whatever their arguments are."""
    had = [r for r in ROWS if any((column := r.column(t)) is None or not column.why for t in TARGETS)]
    assert [r.name for r in had if r.kind in FUNCTION_KINDS and not r.signatures] == []


def test_every_row_says_something_for_every_target() -> None:
    assert [(r.name, t) for r in ROWS for t in TARGETS if r.kind != "header" and r.column(t) is None] == []


def test_every_text_can_be_spelled() -> None:
    for r in ROWS:
        for target in TARGETS:
            column = r.column(target)
            if column is None or not column.to:
                continue
            for s in r.signatures or (None,):
                args = [f"a{i}" for i in range(len(s.params))] if s else [f"a{i}" for i in range(6)]
                text = spell(r, s, target, args)
                assert "$" not in text, (r.name, target)
                assert "{t}" not in text, (r.name, target)


def test_hip_knows_no_types() -> None:
    """Its edits are made from raw tokens."""
    for r in ROWS:
        assert r.hip is None or ("{" not in r.hip.to and not r.hip.to_float), r.name


def test_hip_templates_keep_the_order_of_the_arguments() -> None:
    for r in ROWS:
        if r.hip is not None:
            numbers = [piece.number for piece in pieces(r.hip.to) if isinstance(piece, Slot)]
            assert numbers == sorted(set(numbers)), r.name
            assert not numbers or r.hip.to.endswith(")"), r.name


def test_plain_and_suffixed_names() -> None:
    assert signature("sqrt", FLOAT).result == FLOAT
    assert signature("sqrt", DOUBLE).result == DOUBLE
    assert [s.params for s in row("sqrtf").signatures] == [(FLOAT,)]
    assert row("sqrt").promote
    assert spell(row("sqrt"), signature("sqrt", FLOAT), "c", ["x"]) == "sqrtf(x)"
    assert spell(row("sqrt"), signature("sqrt", DOUBLE), "c", ["x"]) == "sqrt(x)"


def test_mixed_arguments_are_converted() -> None:
    mixed = signature("max", INT, UINT)
    assert mixed.result == UINT
    assert mixed.passed == (UINT, UINT)
    assert spell(row("max"), mixed, "c", ["a", "b"]) == "uw_max_u32(a, b)"
    assert spell(row("max"), signature("max", FLOAT, FLOAT), "opencl", ["a", "b"]) == "fmax(a, b)"


def test_template_types() -> None:
    add = signature("atomicAdd", Pointer(FLOAT), FLOAT)
    assert add.template == FLOAT
    assert spell(row("atomicAdd"), add, "c", ["&a[i]", "v"]) == "uw_atomicAdd_f32(&a[i], v)"
    shuffle = signature("__shfl_down_sync", UINT, DOUBLE, UINT, INT)
    assert shuffle.required == 3
    assert shuffle.defaults == ("32",)
    assert spell(row("__shfl_down_sync"), shuffle, "opencl", ["m", "v", "o", "32"]).startswith("uw_shfl_down_sync_f64(")
    assert spell(row("__shfl_down_sync"), shuffle, "hip", ["m", "v", "o"]) == "__shfl_down(v, o, 32)"


def test_operands_get_parentheses() -> None:
    load_float = signature("__ldg", Pointer(FLOAT, const=True))
    assert spell(row("__ldg"), load_float, "c", ["p"]) == "(*p)"
    assert spell(row("__ldg"), load_float, "c", ["p + i"]) == "(*(p + i))"


def test_item_is_the_only_argument_where_there_is_no_other() -> None:
    mask = row("__activemask")
    assert spell(mask, mask.signatures[0], "sycl", []) == "uw::activemask(item)"


def test_types() -> None:
    assert row("float4").fields == (("x", FLOAT), ("y", FLOAT), ("z", FLOAT), ("w", FLOAT))
    assert row("float4").align == 16
    assert row("float3").align == 4
    assert row("uint64_t").alias == Scalar("unsigned long")
    assert row("half2").alias == Record("__half2")
    assert row("CUDART_PI_F").type == FLOAT


@pytest.mark.parametrize(
    ("name", "prefix", "expected"),
    [
        ("cudaMalloc", "uw", "uwMalloc"),
        ("cudaMalloc", "hip", "hipMalloc"),
        ("CUDA_VERSION", "uw", "UW_VERSION"),
        ("cublasCreate", "hip", "hipblasCreate"),
    ],
)
def test_derived_names(name: str, prefix: str, expected: str) -> None:
    assert derived(name, prefix) == expected


def test_names_and_templates() -> None:
    assert is_name("sycl::sqrt")
    assert is_name("uw_atomicAdd_{t}")
    assert not is_name("(*$1)")
    assert pieces("f($2, $3|32)") == ("f(", Slot(1, "", False, True), ", ", Slot(2, "32", False, True), ")")
    assert pieces("($1 / $2)") == ("(", Slot(0, "", False, False), " / ", Slot(1, "", False, False), ")")


def test_status() -> None:
    assert row("cudaMalloc").sycl.status == "full"
    assert row("__syncthreads").c.status == "pass"
    assert row("cudaIpcCloseMemHandle").c.status == "refused"


def test_own_rows(tmp_path: Path) -> None:
    rules = tmp_path / "my.toml"
    rules.write_text('[my_rsqrt]\nkind = "math"\nsignatures = ["float(float)"]\nc = "fast_rsqrt"\n'
                     '[__nanosleep]\nc = { note = "sleeps", to = "nap($1)" }\n')  # fmt: skip
    tables = load([rules])
    own = tables.get("my_rsqrt")
    assert own is not None
    assert spell(own, own.signatures[0], "c", ["x"]) == "fast_rsqrt(x)"
    changed = tables.get("__nanosleep")
    assert changed is not None
    assert changed.c is not None
    assert changed.c.status == "differs"
    assert changed.hip == row("__nanosleep").hip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[x]\nkind = 'maths'", "[x] kind: `maths` is not one of"),
        ("[x]\nkind = 'math'\ncolour = 'red'", "bad.toml:1: [x] has an unknown key `colour`"),
        ("[x]\nkind = 'math'\nsignatures = ['float(strange)']", "[x] signatures: `strange` is not a type"),
        ("[x]\nkind = 'math'\nsignatures = ['float float']", "`float float` is not a signature"),
        ("[x]\nkind = 'math'\nsignatures = ['T(T)']", "uses T"),
        ("[x]\nkind = 'math'\nsignatures = 'many'", "there is no set `many`"),
        ("[x]\nkind = 'math'\nsignatures = ['float(int = 1, int)']", "needs one too"),
        ("[x]\nkind = 'math'\nhip = { why = 'no', to = 'y' }", "a refused name has nothing but `why`"),
        ("[x]\nkind = 'math'\nhip = { since = '6' }", "unknown key `since`"),
        ("[x]\nkind = 'math'\nhip = { note = 'n' }", "needs one of"),
        ("[x]\nkind = 'type'\nfields = ['float']", "`float` is not a field"),
        ("x = 1", "bad.toml:1: `x` is no row"),
        ("[x", "Expected"),
    ],
)
def test_bad_rows_are_refused_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    rules = tmp_path / "bad.toml"
    rules.write_text(text)
    with pytest.raises(TableError) as caught:
        load([rules])
    assert str(rules) in str(caught.value)
    assert message in str(caught.value)
