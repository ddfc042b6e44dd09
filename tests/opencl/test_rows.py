"""Every row of the tables that OpenCL C spells compiles, for each of its signatures and address spaces."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from opencl_tools import SPELLING, compiles

from unwarp.emitters.opencl import print_opencl
from unwarp.parser import ctree as ct
from unwarp.parser.diagnostics import Sink
from unwarp.transforms.tables import FUNCTION_KINDS, Row, Signature, load


@dataclass
class _Calls:
    """One function for each call."""

    functions: list[ct.CFunction]

    def add(self, row: Row, signature: Signature, spaces: tuple[str, str]) -> None:
        params: list[ct.CVar] = []
        left = list(spaces)
        for number, ctype in enumerate(signature.passed):
            if isinstance(ctype, ct.Pointer):
                ctype = replace(ctype, space=left.pop(0))
            params.append(ct.CVar(f"p{number}", ctype, "param"))
        args: tuple[ct.CExpr, ...] = tuple(ct.Var(param, param.type) for param in params)
        if signature.params[:1] == (ct.Pointer(ct.Scalar("char"), const=True),):
            args = (ct.Str('"%d\\n"', ct.Pointer(ct.Scalar("char"))), ct.Lit("1", ct.INT))
            params = []
        if row.name == "assert":
            args = (ct.Lit("true", ct.BOOL),)
            params = []
        call = ct.Intrinsic(row.name, args, signature.result, signature.passed)
        stmt = ct.ExprStmt(call) if signature.result == ct.VOID else ct.Return(call)
        name = f"call_{len(self.functions)}"
        self.functions.append(ct.CFunction(name, signature.result, tuple(params), ct.Block((stmt,))))


def _unit(kinds: frozenset[str]) -> ct.CUnit:
    calls = _Calls([])
    records: dict[str, ct.CRecord] = {}
    for row in load().rows.values():
        if row.fields:
            size = sum(ct.SCALARS[t.name][0] for _, t in row.fields if isinstance(t, ct.Scalar))
            fields = tuple(ct.CField(name, t) for name, t in row.fields)
            records[row.name] = ct.CRecord(row.name, fields, size, row.align, vector=True)
        if row.kind not in kinds or row.opencl is None or not row.opencl.to or row.opencl.passes:
            continue
        for signature in row.signatures:
            pointers = sum(isinstance(ctype, ct.Pointer) for ctype in signature.passed)
            for space in ("global", "local", "private") if pointers and row.kind != "atomic" else ("global", "local"):
                calls.add(row, signature, (space, "private" if pointers > 1 and row.kind != "math" else space))
                if not pointers:
                    break
    return ct.CUnit("rows", tuple(records.values()), (), tuple(calls.functions), ())


@pytest.mark.parametrize("version", ["CL1.2", "CL3.0"])
def test_rows_compile(version: str) -> None:
    unit = _unit(FUNCTION_KINDS - {"warp", "vector"})
    sink = Sink()
    text = print_opencl(unit, SPELLING.spell, SPELLING.constant, sink)
    assert not list(sink), [d.message for d in sink]
    compiles(text, version, "-Wno-unused-parameter")  # a level of detail is not looked at
