"""Gives kernels parameters that OpenCL C allows, with the sizes the host passes.

A kernel of OpenCL C 1.2 takes no ``bool``, no pointer to a pointer and no record that holds one of these
or a pointer. Such a parameter travels as something of the same size (``uchar``, ``void *``, a record whose
pointers are ``ulong``), and the kernel begins by turning it into what it stands for.
"""

from __future__ import annotations

from dataclasses import replace

from ..parser import ctree as ct
from ..parser.ctree import CExpr, CFunction, CRecord, CStmt, CType, CUnit, CVar
from ..parser.diagnostics import Sink
from ..parser.rules import UNSUPPORTED_CONSTRUCT

_SCALARS = {"bool": ct.Scalar("unsigned char")}


def wire_kernels(unit: CUnit, sink: Sink) -> CUnit:
    """The unit with parameters of kernels as they travel."""
    wires = _Wires(unit, sink)
    functions = tuple(wires.kernel(f) if f.kernel else f for f in unit.functions)
    return replace(unit, records=(*unit.records, *wires.added.values()), functions=functions)


class _Wires:
    def __init__(self, unit: CUnit, sink: Sink) -> None:
        self.sink = sink
        self.records = {record.name: record for record in unit.records}
        self.taken = set(self.records) | {f.name for f in unit.functions}
        self.added: dict[str, CRecord] = {}  # by the name of the record they stand for

    def type(self, ctype: CType, top: bool = False) -> CType:
        """The type as it travels, the same object where it may travel as it is. At the ``top``, pointers may."""
        match ctype:
            case ct.Scalar():
                return _SCALARS.get(ctype.name, ctype)
            case ct.Pointer() if top:
                return ct.Pointer(ct.VOID, space="global") if isinstance(ctype.target, ct.Pointer) else ctype
            case ct.Pointer():
                return ct.ULONG
            case ct.Array():
                element = self.type(ctype.element)
                return ctype if element is ctype.element else replace(ctype, element=element)
            case ct.Record():
                return self.record(ctype)
        return ctype

    def record(self, ctype: ct.Record) -> ct.Record:
        if ctype.name not in self.added:
            origin = self.records[ctype.name]
            fields = tuple(replace(item, type=self.type(item.type)) for item in origin.fields)
            if all(new.type is old.type for new, old in zip(fields, origin.fields, strict=True)):
                return ctype
            name = f"{ctype.name}_wire"
            while name in self.taken:
                name += "_"
            self.taken.add(name)
            if origin.union:
                self.sink.report(
                    UNSUPPORTED_CONSTRUCT, None, what=f"the union {origin.name} as part of a kernel's argument",
                    target="OpenCL C", why="it holds what OpenCL C kernels cannot be given; use a struct",
                )  # fmt: skip
            self.added[ctype.name] = replace(origin, name=name, fields=fields, comment="")
        return ct.Record(self.added[ctype.name].name)

    def kernel(self, function: CFunction) -> CFunction:
        params: list[CVar] = []
        start: list[CStmt] = []
        taken = {p.name for p in function.params}
        taken |= {n.var.name for n in ct.walk(function.body) if isinstance(n, ct.Declare)}
        for param in function.params:
            ctype = self.type(param.type, top=True)
            if ctype is param.type:
                params.append(param)
                continue
            name = f"{param.name}_wire"
            while name in taken:
                name += "_"
            taken.add(name)
            params.append(CVar(name, ctype, "param"))
            source = ct.Var(params[-1], ctype)
            if isinstance(ctype, ct.Record):
                start.append(ct.Declare(param))
                start += self.unpack(ct.Var(param, param.type), source, taken)
            else:
                start.append(ct.Declare(param, ct.Cast(source, param.type)))
        if not start:
            return function
        body = list(function.body.body)
        shared = [s for s in body if isinstance(s, ct.Declare) and s.var.storage == "shared"]
        rest = [s for s in body if s not in shared]
        return replace(function, params=tuple(params), body=ct.Block((*shared, *start, *rest)))

    def unpack(self, target: CExpr, source: CExpr, taken: set[str]) -> list[CStmt]:
        """Statements that set an lvalue from what travelled in its place."""
        ctype = target.type
        if isinstance(ctype, ct.Record) and source.type != ctype:
            record = self.records[ctype.name]
            assert isinstance(source.type, ct.Record)
            result: list[CStmt] = []
            for item in record.fields:
                inner = ct.Member(source, item.name, self.type(item.type))
                result += self.unpack(ct.Member(target, item.name, item.type), inner, taken)
            return result
        if isinstance(ctype, ct.Array):
            return [self.elements(target, source, ctype, taken)]
        value = source if source.type == ctype else ct.Cast(source, ctype)
        return [ct.ExprStmt(ct.Assign("=", target, value, ctype))]

    def elements(self, target: CExpr, source: CExpr, ctype: ct.Array, taken: set[str]) -> CStmt:
        name = "i"
        while name in taken:
            name += "_"
        taken.add(name)
        var = CVar(name, ct.INT)
        index = ct.Var(var, ct.INT)
        assert isinstance(source.type, ct.Array)
        body = self.unpack(ct.Index(target, index, ctype.element), ct.Index(source, index, source.type.element), taken)
        return ct.For(
            ct.Block((ct.Declare(var, ct.Lit("0", ct.INT)),)),
            ct.Binary("<", index, ct.Lit(str(ctype.length or 0), ct.INT), ct.BOOL),
            ct.Step("++", True, index, ct.INT),
            ct.Block(tuple(body)),
        )
