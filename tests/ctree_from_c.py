"""Reads kernels written in plain C into a C tree, so that tests of passes and emitters can be read.

The text is C with CUDA's words: ``__global__``, ``__device__``, ``__shared__`` (``extern`` for dynamic),
``__constant__``, ``threadIdx.x`` …, ``warpSize``, CUDA's vector types, and CUDA's functions by the signatures
of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pycparser import c_ast, c_parser

from unwarp.parser.ctree import (
    BOOL,
    DOUBLE,
    FLOAT,
    INT,
    SCALARS,
    UINT,
    ULONG,
    VOID,
    Array,
    Assign,
    Binary,
    Block,
    Break,
    Builtin,
    Call,
    CaseLabel,
    Cast,
    CExpr,
    CField,
    CFunction,
    CGlobal,
    CKernelInstance,
    Comma,
    Compound,
    Conditional,
    Continue,
    CRecord,
    CStmt,
    CType,
    CUnit,
    CVar,
    Declare,
    DoWhile,
    ExprStmt,
    For,
    FunctionType,
    If,
    Index,
    Intrinsic,
    Lit,
    Member,
    Pointer,
    Record,
    Return,
    Scalar,
    SizeOf,
    Step,
    Storage,
    Str,
    Switch,
    Unary,
    Var,
    While,
    scalar_kind,
    walk,
)
from unwarp.transforms.tables import Signature, load

# CUDA's words as words of C that device code does not use otherwise
_WORDS = {
    "__global__": "_Noreturn",
    "__shared__": "_Thread_local",
    "__constant__": "auto",
    "__device__": "register",
    "__restrict__": "restrict",
}
_BUILTIN_BASES = ("threadIdx", "blockIdx", "blockDim", "gridDim")
_VECTORS = {
    f"{name}{count}": (scalar, count)
    for name, scalar in {"int": "int", "uint": "unsigned int", "float": "float", "double": "double"}.items()
    for count in (2, 3, 4)
}
_NAMES = {
    "uint": "unsigned int",
    "size_t": "unsigned long",
    "uint32_t": "unsigned int",
    "int32_t": "int",
    "uint8_t": "unsigned char",
    "int64_t": "long",
    "uint64_t": "unsigned long",
    "bool": "bool",
}
_RANK = ("int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long")
_PRELUDE = "".join(
    f"typedef struct {name} {{ {scalar} {', '.join('xyzw'[:count])}; }} {name};"
    for name, (scalar, count) in _VECTORS.items()
) + "".join(f"typedef int {name};" for name in _NAMES)


def unit_from_c(text: str, name: str = "unit") -> CUnit:
    """The C tree of a text. Raises on what the helper does not know: tests are its only users."""
    for word, stand_in in _WORDS.items():
        text = re.sub(rf"\b{word}\b", stand_in, text)
    tree = c_parser.CParser().parse(_PRELUDE + "\n" + text)
    return _Reader(name).unit(tree)


@dataclass
class _Reader:
    name: str
    records: dict[str, CRecord] = field(default_factory=dict)
    typedefs: dict[str, CType] = field(default_factory=dict)
    globals: list[CGlobal] = field(default_factory=list)
    functions: dict[str, CFunction | None] = field(default_factory=dict)
    results: dict[str, tuple[CType, tuple[CType, ...]]] = field(default_factory=dict)
    scopes: list[dict[str, CVar]] = field(default_factory=lambda: [{}])
    taken: set[str] = field(default_factory=set)

    def unit(self, tree: c_ast.FileAST) -> CUnit:
        for item in tree.ext:
            if isinstance(item, c_ast.FuncDef):
                self.function(item)
            elif isinstance(item, c_ast.Typedef):
                named = Scalar(_NAMES[item.name]) if item.name in _NAMES else self.ctype(item.type)
                self.typedefs[item.name] = named
            elif isinstance(item.type, c_ast.FuncDecl):
                self.results[item.name] = self.signature(item.type)
            elif item.name is None:
                self.ctype(item.type)
            else:
                var = self.variable(item, top=True)
                init = None if item.init is None else self.initialiser(item.init, var.type)
                self.globals.append(CGlobal(var, init, symbol=var.name))
        functions = tuple(f for f in self.functions.values() if f is not None)
        types = [p.type for f in functions for p in f.params]
        for node in (n for f in functions for n in walk(f.body)):
            types.append(node.var.type if isinstance(node, Declare) else getattr(node, "type", VOID))
        used = {base.name for base in map(_base, types) if isinstance(base, Record)}
        records = tuple(r for r in self.records.values() if not r.vector or r.name in used)
        kernels = tuple(CKernelInstance(f.name, f"&{f.name}", "") for f in functions if f.kernel)
        return CUnit(self.name, records, tuple(self.globals), functions, kernels)

    # ---------------------------------------------------------------------------------------- declarations

    def function(self, node: c_ast.FuncDef) -> None:
        declared = node.decl.type
        self.results[node.decl.name] = self.signature(declared)
        self.taken = set()
        self.scopes.append({})
        params = []
        for param in declared.args.params if declared.args else ():
            if param.name is not None:
                params.append(self.variable(param, storage="param"))
        body = self.block(node.body)
        self.scopes.pop()
        kernel = "_Noreturn" in node.decl.funcspec
        result = self.results[node.decl.name][0]
        self.functions[node.decl.name] = CFunction(node.decl.name, result, tuple(params), body, kernel)

    def signature(self, node: c_ast.FuncDecl) -> tuple[CType, tuple[CType, ...]]:
        params = [self.ctype(p.type) for p in (node.args.params if node.args else ())]
        return self.ctype(node.type), tuple(_decayed(p) for p in params if p != VOID)

    def variable(self, node: c_ast.Decl, storage: Storage = "auto", top: bool = False) -> CVar:
        words = set(node.storage)
        ctype = self.ctype(node.type)
        if isinstance(ctype, Array) and isinstance(node.init, c_ast.InitList) and ctype.length is None:
            ctype = Array(ctype.element, len(node.init.exprs))
        if storage == "param":
            ctype = _decayed(ctype)
        elif "_Thread_local" in words:
            storage = "dynamic_shared" if "extern" in words else "shared"
        elif "auto" in words:
            storage = "constant"
        elif "register" in words:
            storage = "device"
        elif "static" in words or top:
            storage = "static"
        unique = node.name
        while unique in self.taken:
            unique += "_"
        self.taken.add(unique)
        var = CVar(unique, ctype, storage)
        self.scopes[-1][node.name] = var
        return var

    def ctype(self, node: c_ast.Node, const: bool = False) -> CType:
        match node:
            case c_ast.TypeDecl():
                return self.ctype(node.type)
            case c_ast.Typename():
                return self.ctype(node.type)
            case c_ast.IdentifierType():
                words = node.names
                if len(words) == 1 and words[0] in self.typedefs:
                    return self.typedefs[words[0]]
                return _scalar(words)
            case c_ast.PtrDecl():
                if isinstance(node.type, c_ast.FuncDecl):
                    result, params = self.signature(node.type)
                    return Pointer(FunctionType(result, params))
                quals = node.type.quals if isinstance(node.type, c_ast.TypeDecl | c_ast.PtrDecl) else []
                return Pointer(
                    self.ctype(node.type), "const" in quals, "volatile" in quals, "restrict" in node.quals
                )
            case c_ast.ArrayDecl():
                length = None if node.dim is None else self.constant(node.dim)
                return Array(self.ctype(node.type), length)
            case c_ast.Struct() | c_ast.Union():
                if node.decls is not None:
                    self.record(node)
                return Record(node.name)
        raise NotImplementedError(type(node).__name__)

    def record(self, node: c_ast.Struct | c_ast.Union) -> None:
        fields = tuple(CField(d.name, self.ctype(d.type)) for d in node.decls)
        union = isinstance(node, c_ast.Union)
        align = max((self.align(f.type) for f in fields), default=1)
        end = 0
        for item in fields:
            size, step = self.size(item.type), self.align(item.type)
            end = max(end, size) if union else -(-end // step) * step + size
        vector = node.name in _VECTORS
        if vector and _VECTORS[node.name][1] != 3:
            align = min(16, end)
        self.records[node.name] = CRecord(
            node.name, fields, -(-end // align) * align, align, union, vector=vector
        )

    def size(self, ctype: CType) -> int:
        match ctype:
            case Scalar():
                return SCALARS[ctype.name][0]
            case Array():
                return self.size(ctype.element) * (ctype.length or 0)
            case Record():
                return self.records[ctype.name].size
        return 8

    def align(self, ctype: CType) -> int:
        if isinstance(ctype, Array):
            return self.align(ctype.element)
        return self.records[ctype.name].align if isinstance(ctype, Record) else self.size(ctype)

    def constant(self, node: c_ast.Node) -> int:
        match node:
            case c_ast.Constant():
                return int(node.value.rstrip("uUlL"), 0)
            case c_ast.BinaryOp():
                left, right = self.constant(node.left), self.constant(node.right)
                return {"+": left + right, "*": left * right, "-": left - right}[node.op]
        raise NotImplementedError(type(node).__name__)

    # ---------------------------------------------------------------------------------------- statements

    def block(self, node: c_ast.Compound) -> Block:
        self.scopes.append({})
        body = tuple(s for item in node.block_items or () for s in self.statements(item))
        self.scopes.pop()
        return Block(body)

    def body(self, node: c_ast.Node) -> Block:
        return self.block(node if isinstance(node, c_ast.Compound) else c_ast.Compound([node]))

    def statements(self, node: c_ast.Node) -> list[CStmt]:
        if isinstance(node, c_ast.Case | c_ast.Default):
            label = CaseLabel(None if isinstance(node, c_ast.Default) else self.expr(node.expr))
            return [label, *(s for item in node.stmts for s in self.statements(item))]
        return [] if isinstance(node, c_ast.EmptyStatement) else [self.statement(node)]

    def statement(self, node: c_ast.Node) -> CStmt:
        match node:
            case c_ast.Compound():
                return self.block(node)
            case c_ast.Decl():
                return self.declare(node)
            case c_ast.If():
                orelse = None if node.iffalse is None else self.body(node.iffalse)
                return If(self.expr(node.cond), self.body(node.iftrue), orelse)
            case c_ast.For():
                return self.loop(node)
            case c_ast.While():
                return While(self.expr(node.cond), self.body(node.stmt))
            case c_ast.DoWhile():
                return DoWhile(self.body(node.stmt), self.expr(node.cond))
            case c_ast.Switch():
                return Switch(self.expr(node.cond), self.body(node.stmt))
            case c_ast.Break():
                return Break()
            case c_ast.Continue():
                return Continue()
            case c_ast.Return():
                return Return(None if node.expr is None else self.expr(node.expr))
        return ExprStmt(self.expr(node))

    def declare(self, node: c_ast.Decl) -> Declare:
        init = node.init
        var = self.variable(node)
        return Declare(var, None if init is None else self.initialiser(init, var.type))

    def loop(self, node: c_ast.For) -> For:
        self.scopes.append({})
        init: CStmt | None = None
        if isinstance(node.init, c_ast.DeclList):
            init = Block(tuple(self.declare(d) for d in node.init.decls))
        elif node.init is not None:
            init = ExprStmt(self.expr(node.init))
        cond = None if node.cond is None else self.expr(node.cond)
        step = None if node.next is None else self.expr(node.next)
        loop = For(init, cond, step, self.body(node.stmt))
        self.scopes.pop()
        return loop

    # ---------------------------------------------------------------------------------------- expressions

    def initialiser(self, node: c_ast.Node, ctype: CType) -> CExpr:
        if isinstance(node, c_ast.InitList):
            if isinstance(ctype, Array):
                inner = [ctype.element] * len(node.exprs)
            else:
                assert isinstance(ctype, Record)
                inner = [f.type for f in self.records[ctype.name].fields][: len(node.exprs)]
            values = (self.initialiser(v, t) for v, t in zip(node.exprs, inner, strict=True))
            return Compound(tuple(values), ctype)
        return self.expr(node)

    def expr(self, node: c_ast.Node) -> CExpr:
        match node:
            case c_ast.Constant():
                return _constant(node)
            case c_ast.ID():
                return self.identifier(node.name)
            case c_ast.StructRef():
                return self.member(node)
            case c_ast.ArrayRef():
                base = self.expr(node.name)
                return Index(base, self.expr(node.subscript), _target(base.type))
            case c_ast.Assignment():
                left = self.expr(node.lvalue)
                return Assign(node.op, left, self.expr(node.rvalue), left.type)
            case c_ast.TernaryOp():
                then, orelse = self.expr(node.iftrue), self.expr(node.iffalse)
                return Conditional(self.expr(node.cond), then, orelse, _common(then.type, orelse.type))
            case c_ast.ExprList():
                result = self.expr(node.exprs[0])
                for item in node.exprs[1:]:
                    right = self.expr(item)
                    result = Comma(result, right, right.type)
                return result
            case c_ast.Cast():
                return Cast(self.expr(node.expr), self.ctype(node.to_type))
            case c_ast.CompoundLiteral():
                return self.initialiser(node.init, self.ctype(node.type))
            case c_ast.UnaryOp():
                return self.unary(node)
            case c_ast.BinaryOp():
                return self.binary(node)
            case c_ast.FuncCall():
                return self.call(node)
        raise NotImplementedError(type(node).__name__)

    def identifier(self, name: str) -> CExpr:
        for scope in reversed(self.scopes):
            if name in scope:
                return Var(scope[name], scope[name].type)
        if name == "warpSize":
            return Builtin(name, INT)
        if name in ("true", "false"):
            return Lit(name, BOOL)
        if name.isupper():
            return Lit(name, FLOAT if name.startswith(("FLT", "INF", "NAN")) else INT)
        raise NotImplementedError(f"the name {name}")

    def member(self, node: c_ast.StructRef) -> CExpr:
        if isinstance(node.name, c_ast.ID) and node.name.name in _BUILTIN_BASES:
            return Builtin(f"{node.name.name}.{node.field.name}")
        base = self.expr(node.name)
        if node.type == "->":
            base = Unary("*", base, _target(base.type))
        assert isinstance(base.type, Record)
        fields = {f.name: f.type for f in self.records[base.type.name].fields}
        return Member(base, node.field.name, fields[node.field.name])

    def unary(self, node: c_ast.UnaryOp) -> CExpr:
        if node.op == "sizeof":
            inner = node.expr
            return SizeOf(self.ctype(inner) if isinstance(inner, c_ast.Typename) else self.expr(inner).type)
        operand = self.expr(node.expr)
        match node.op:
            case "&":
                return Unary("&", operand, Pointer(operand.type))
            case "*":
                return Unary("*", operand, _target(operand.type))
            case "!":
                return Unary("!", operand, BOOL)
            case "p++" | "p--":
                return Step(node.op[1:], False, operand, operand.type)
            case "++" | "--":
                return Step(node.op, True, operand, operand.type)
        return Unary(node.op, operand, _common(operand.type, operand.type))

    def binary(self, node: c_ast.BinaryOp) -> CExpr:
        left, right, op = self.expr(node.left), self.expr(node.right), node.op
        if op in ("&&", "||"):
            return Binary(op, left, right, BOOL)
        if op in ("<<", ">>"):
            return Binary(op, left, right, _common(left.type, left.type))
        if op in ("==", "!=", "<", ">", "<=", ">="):
            kinds = {scalar_kind(left.type), scalar_kind(right.type)}
            if kinds == {"i", "u"}:
                common = _common(left.type, right.type)
                left, right = _cast(left, common), _cast(right, common)
            return Binary(op, left, right, BOOL)
        if isinstance(left.type, Pointer | Array) and isinstance(right.type, Pointer | Array):
            return Binary(op, left, right, Scalar("long"))
        return Binary(op, left, right, _common(left.type, right.type))

    def call(self, node: c_ast.FuncCall) -> CExpr:
        assert isinstance(node.name, c_ast.ID)
        name = node.name.name
        args = [self.expr(a) for a in (node.args.exprs if node.args else ())]
        if name in self.results:
            result, params = self.results[name]
            return Call(name, tuple(_cast(a, p) for a, p in zip(args, params, strict=True)), result)
        if name.startswith("make_") and name[5:] in _VECTORS:
            return Compound(tuple(args), Record(name[5:]))
        row = load().get(name)
        if row is None or not row.signatures:
            raise NotImplementedError(f"the function {name}")
        chosen = _chosen(row.signatures, args)
        passed = chosen.passed
        for default in chosen.defaults[len(args) - chosen.required :]:
            args.append(Lit(default, passed[len(args)]))
        fixed = [_cast(a, p) for a, p in zip(args, passed, strict=False)]
        return Intrinsic(name, (*fixed, *args[len(fixed) :]), chosen.result, passed)


def _chosen(signatures: Sequence[Signature], args: Sequence[CExpr]) -> Signature:
    def misfit(signature: Signature) -> int:
        return sum(
            _plain(p) != _plain(_decayed(a.type)) for p, a in zip(signature.params, args, strict=False)
        )

    fitting = [
        s for s in signatures if s.required <= len(args) and (s.variadic or len(args) <= len(s.params))
    ]
    return min(fitting, key=misfit)


def _plain(ctype: CType) -> CType:
    return Pointer(_plain(ctype.target)) if isinstance(ctype, Pointer) else ctype


def _cast(node: CExpr, ctype: CType) -> CExpr:
    if _plain(_decayed(node.type)) == _plain(ctype) or isinstance(ctype, Record):
        return node
    return Cast(node, ctype)


def _decayed(ctype: CType) -> CType:
    return Pointer(ctype.element) if isinstance(ctype, Array) else ctype


def _target(ctype: CType) -> CType:
    if isinstance(ctype, Array):
        return ctype.element
    assert isinstance(ctype, Pointer)
    return ctype.target


def _base(ctype: CType) -> CType:
    while isinstance(ctype, Pointer | Array):
        ctype = _target(ctype)
    return ctype


def _scalar(words: Sequence[str]) -> CType:
    rest = [w for w in words if w not in ("signed", "int", "unsigned")]
    if words == ["void"]:
        return VOID
    if "_Bool" in words:
        return BOOL
    if rest == ["char"] and "signed" in words:
        return Scalar("signed char")
    name = " ".join(rest) or "int"
    return Scalar(f"unsigned {name}" if "unsigned" in words else name)


def _constant(node: c_ast.Constant) -> CExpr:
    if node.type == "string":
        return Str(node.value, Pointer(Scalar("char"), const=True))
    if node.type == "char":
        return Lit(node.value, Scalar("char"))
    if node.type in ("float", "double"):
        return Lit(node.value, FLOAT if node.value[-1] in "fF" else DOUBLE)
    suffix = node.value.lower().replace("0x", "").lstrip("0123456789abcdef")
    names = {"": INT, "u": UINT, "l": Scalar("long"), "ul": ULONG, "ull": Scalar("unsigned long long")}
    return Lit(node.value, names[suffix])


def _common(left: CType, right: CType) -> CType:
    """The type of an arithmetic operation or of a choice."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Pointer | Array):
            return _decayed(one)
        if isinstance(one, Record) or not isinstance(other, Scalar):
            return one
    assert isinstance(left, Scalar)
    assert isinstance(right, Scalar)
    for name in ("double", "float"):
        if name in (left.name, right.name):
            return Scalar(name)
    ranks = [_RANK.index(t.name) if t.name in _RANK else 0 for t in (left, right)]
    return Scalar(_RANK[max(ranks)])
