"""Prints the C target: kernels as C11 functions of one block, and an entry a kernel that runs a stretch of the grid.

An output has two files: ``<unit>_kernels.h`` declares the entries for the host program, ``<unit>_kernels.c`` holds
everything else and includes ``unwarp_device.h``. The text is plain C11 that compiles without warnings; GNU extensions
stay in the runtime header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ..parser import ctree as c
from .cfamily import CFamilyPrinter, Spell

_ALIGN = 64
_ENTRY_PARAMS = "const uw_launch *launch, void **args"


class BlockKernel(Protocol):
    """A kernel as a function of one block; see ``transforms/lockstep_loops.py``."""

    @property
    def kernel(self) -> c.CFunction: ...
    @property
    def function(self) -> c.CFunction: ...
    @property
    def extra(self) -> Sequence[tuple[str, c.CVar]]: ...
    @property
    def state(self) -> c.CRecord | None: ...


def emit_c(unit: c.CUnit, blocks: Sequence[BlockKernel], spell: Spell, source: str = "") -> dict[str, str]:
    """The files of an output by name. ``unit`` holds the device functions, ``blocks`` the kernels; names must suit C.
    ``source`` is the name of the file that was translated."""
    name = f"{unit.name}_kernels"
    origin = f" of {source}" if source else ""
    return {f"{name}.h": _header(unit, blocks, origin), f"{name}.c": _Printer(unit, spell).file(blocks, origin)}


def _symbols(unit: c.CUnit) -> list[c.CVar]:
    own = [g for g in unit.globals if g.linkage != "elsewhere"]
    return [g.var for g in own if g.symbol and g.var.storage in ("device", "constant")]


def _managed(unit: c.CUnit) -> list[c.CVar]:
    return [g.var for g in unit.globals if g.var.storage == "managed" and g.linkage != "elsewhere"]


def _header(unit: c.CUnit, blocks: Sequence[BlockKernel], origin: str) -> str:
    guard = f"{unit.name}_kernels_h".upper()
    lines = [f"// The kernels{origin}, translated from CUDA by unwarp.", f"#ifndef {guard}", f"#define {guard}", ""]
    lines += ["#include <stddef.h>", ""]
    lines += ["#ifndef UW_LAUNCH", "#define UW_LAUNCH"]
    lines += ["// The shape of a launch, the bytes of dynamic shared memory of each block, and the blocks to run: from"]
    lines += ["// first to before end, x counted fastest. Different blocks may run at the same time."]
    lines += ["typedef struct uw_launch {", "    unsigned int grid[3], block[3];", "    size_t shared;"]
    lines += ["    long first, end;", "    unsigned char *states;  // what blocks keep where the grid meets"]
    lines += ["} uw_launch;", "#endif", ""]
    lines += ["#ifdef __cplusplus", 'extern "C" {', "#endif", ""]
    if blocks:
        lines.append("// Each runs blocks of a kernel; args points to the arguments.")
        lines += [f"void {unit.name}_{b.kernel.name}({_ENTRY_PARAMS});" for b in blocks]
        lines.append("")
    if symbols := _symbols(unit):
        lines.append("// Each tells where a device variable is, and its size.")
        lines += [f"void *{unit.name}_symbol_{v.name}(size_t *size);" for v in symbols]
        lines.append("")
    if managed := _managed(unit):
        lines.append("// Each says where a managed variable is.")
        lines += [f"void {unit.name}_bind_{v.name}(void *address);" for v in managed]
        lines.append("")
    lines += ["#ifdef __cplusplus", "}", "#endif", "", f"#endif  // {guard}"]
    return "\n".join(lines) + "\n"


class _Printer(CFamilyPrinter):
    def __init__(self, unit: c.CUnit, spell: Spell) -> None:
        super().__init__(spell)
        self.unit = unit
        self.records = {r.name: r for r in unit.records}
        self.fields = {r.name: r.fields for r in unit.records}
        self.linkage_words = {"own": "static ", "exported": "", "elsewhere": "extern "}
        self.linked = {g.var: self.linkage_words[g.linkage] for g in unit.globals}

    # ------------------------------------------------------------------------------------------- C's own

    def storage(self, var: c.CVar) -> str:
        words = "static " if var.storage in ("static", "device", "constant", "managed") else ""
        words = self.linked.get(var, words)
        words += "const " if var.storage == "static" else ""
        align = max(var.align, _ALIGN if var.storage == "shared" and isinstance(var.type, c.Array) else 0)
        return words + (f"_Alignas({align}) " if align else "")

    def loop_pragma(self, pragma: str) -> str:
        """Compilers choose better than ``unroll``: on lane loops it is a loss."""
        return f"#pragma {pragma}" if pragma.startswith("omp ") else ""

    def _expression(self, node: c.CExpr) -> tuple[str, int]:
        if isinstance(node, c.Var) and node.var.storage == "managed" and not isinstance(node.var.type, c.Array):
            return super()._expression(c.Unary("*", c.Lit(node.var.name, c.Pointer(node.type)), node.type))
        return super()._expression(node)

    def initialiser_of(self, ctype: c.CType, init: c.CExpr) -> str:
        return self._initialiser(ctype, init)

    def initialiser(self, node: c.CExpr) -> str:
        return self._initialiser(node.type, node)

    def _initialiser(self, ctype: c.CType, node: c.CExpr) -> str:
        """Braces with a value for every field: a record with some left out is a warning."""
        if not isinstance(node, c.Compound):
            return super().initialiser(node)
        values = [self.initialiser(value) for value in node.values]
        if isinstance(ctype, c.Record) and values and not self._is_union(ctype):
            missing = self.fields.get(ctype.name, ())[len(values) :]
            values += ["0" if isinstance(f.type, c.Scalar | c.Pointer) else "{0}" for f in missing]
        return self.braces(values)

    def _is_union(self, ctype: c.Record) -> bool:
        return any(r.union for r in self.unit.records if r.name == ctype.name)

    # ------------------------------------------------------------------------------------------- the file

    def file(self, blocks: Sequence[BlockKernel], origin: str) -> str:
        self.put(f"// The kernels{origin}, translated from CUDA by unwarp: threads of a block run in step, from one")
        self.put("// synchronisation to the next.")
        self.put(f'#include "{self.unit.name}_kernels.h"')
        self.put("")
        self.put('#include "unwarp_device.h"')
        self.put("")
        self.announce([record for record in self.unit.records if not record.vector])
        for record in self.unit.records:
            if not record.vector:
                self.record(record)
                self.put(f'_Static_assert(sizeof({record.name}) == {record.size}, "the layout of CUDA");')
                self.put("")
        for entry in self.unit.globals:
            self._global(entry)
        if self.unit.globals:
            self.put("")
        functions = [*self.unit.functions, *(b.function for b in blocks)]
        self.functions([without_warnings(f) for f in functions])
        for block in blocks:
            self._entry(block)
            self.put("")
        self._exports()
        return self.text()

    def linkage(self, function: c.CFunction) -> str:
        return "static inline "

    def _global(self, entry: c.CGlobal) -> None:
        var = entry.var
        if var.storage == "managed":
            target = var.type.element if isinstance(var.type, c.Array) else var.type
            self.put(f"{self.linked[var]}{self.declarator(c.Pointer(target), var.name)};")
        else:
            self.put(self.declare(c.Declare(var, entry.init)) + ";")

    def _exports(self) -> None:
        for var in _symbols(self.unit):
            self.put(f"void *{self.unit.name}_symbol_{var.name}(size_t *size) {{")
            self.put(f"{self.tab}*size = sizeof({var.name});")
            self.put(f"{self.tab}return {'' if isinstance(var.type, c.Array) else '&'}{var.name};")
            self.put("}")
            self.put("")
        for var in _managed(self.unit):
            target = var.type.element if isinstance(var.type, c.Array) else var.type
            self.put(f"void {self.unit.name}_bind_{var.name}(void *address) {{")
            self.put(f"{self.tab}{var.name} = ({self.type_name(c.Pointer(target))})address;")
            self.put("}")
            self.put("")

    # ------------------------------------------------------------------------------------------- entries

    def _entry(self, block: BlockKernel) -> None:
        """The function that runs blocks of a launch."""
        taken = {block.function.name, "launch", "args", "block", "shared", "blocks", "size"}
        params = [replace(p, name=p.name + "_" if p.name in taken else p.name) for p in block.kernel.params]
        extra = [name for name, _ in block.extra]
        shared = "shared" in extra
        self.put(f"void {self.unit.name}_{block.kernel.name}({_ENTRY_PARAMS}) {{")
        self.depth += 1
        if not params:
            self.put("(void)args;")
        for number, param in enumerate(params):
            pointer = self.declarator(c.Pointer(_unrestricted(param.type)), "")
            self.put(f"{self.declarator(_unrestricted(param.type), param.name)} = *({pointer})args[{number}];")
        keeps = shared and block.state is not None  # the dynamic shared memory too
        if keeps:
            assert block.state is not None
            self.put("const long blocks = (long)launch->grid[0] * launch->grid[1] * launch->grid[2];")
            self.put(f"const size_t size = sizeof({block.state.name});")
        elif shared:
            self.put("unsigned char *const shared = uw_shared_alloc(launch->shared);")
        self.put("for (long block = launch->first; block < launch->end; block++) {")
        self.depth += 1
        if keeps:
            self.put("unsigned char *const shared =")
            self.put(f"{self.tab}uw_kept_shared(launch->states, size, blocks, launch->shared, block);")
        args = [p.name for p in params] + [_context(name) for name in extra]
        self._call(block.function.name, args)
        self.depth -= 1
        self.put("}")
        if shared and not keeps:
            self.put("uw_shared_free(shared, launch->shared);")
        self.depth -= 1
        self.put("}")

    def _call(self, name: str, args: Sequence[str]) -> None:
        """A call statement, in several lines where it is long."""
        rows = [f"{name}("]
        for number, arg in enumerate(args):
            text = arg + ("," if number < len(args) - 1 else "")
            if len(rows[-1]) + len(text) > 100:
                rows.append(self.tab)
            rows[-1] += ("" if rows[-1].endswith(("(", self.tab)) else " ") + text
        rows[-1] += ");"
        for row in rows:
            self.put(row)


def _unrestricted(ctype: c.CType) -> c.CType:
    return replace(ctype, restrict=False) if isinstance(ctype, c.Pointer) else ctype


def _context(name: str) -> str:
    """What the loop over the blocks gives for a built-in variable."""
    if name == "shared":
        return name
    if name == "states":
        return "launch->states"
    base, axis = name.split(".")
    place = "xyz".index(axis)
    if base == "gridDim":
        return f"launch->grid[{place}]"
    if base == "blockDim":
        return f"launch->block[{place}]"
    return (
        "(unsigned int)(block % launch->grid[0])",
        "(unsigned int)(block / launch->grid[0] % launch->grid[1])",
        "(unsigned int)(block / launch->grid[0] / launch->grid[1])",
    )[place]


# ----------------------------------------------------------------------------------------------- warnings


def without_warnings(function: c.CFunction) -> c.CFunction:
    """The function with a ``(void)x;`` for each parameter and variable that it never reads."""
    read = _read(function.body)
    silent = [_mention(p) for p in function.params if p not in read]

    def visit(node: c.CExpr | c.CStmt) -> c.CExpr | c.CStmt:
        if isinstance(node, c.EXPRESSIONS):
            return node
        if isinstance(node, c.For) and node.init is not None:  # nothing fits between its declarations
            whole = _read(node)
            unread = [n.var for n in c.walk(node.init) if isinstance(n, c.Declare) and n.var not in whole]
            body = c.rebuild(c.Block((node.body,)), visit).body[0]
            if unread:
                body = c.Block((*map(_mention, unread), *(body.body if isinstance(body, c.Block) else (body,))))
            return replace(node, body=body)
        changed: c.CExpr | c.CStmt = c.rebuild(node, visit)
        return _mentioning(changed) if isinstance(changed, c.Block) else changed

    body = visit(function.body)
    assert isinstance(body, c.Block)
    return replace(function, body=c.Block((*silent, *body.body)))


def _mentioning(node: c.Block) -> c.Block:
    body: list[c.CStmt] = []
    read: set[c.CVar] = set()
    for item in reversed(node.body):
        if isinstance(item, c.Declare) and item.var not in read:
            body.append(_mention(item.var))
        read |= _read(item)
        body.append(item)
    return node if len(body) == len(node.body) else c.Block(tuple(reversed(body)))


def _mention(var: c.CVar) -> c.CStmt:
    return c.ExprStmt(c.Cast(c.Var(var, var.type), c.VOID))


def _read(node: c.CStmt) -> set[c.CVar]:
    """The variables whose value a statement uses."""
    result: set[c.CVar] = set()

    def effect(node: c.CExpr) -> None:
        if isinstance(node, c.Assign) and isinstance(node.left, c.Var):
            value(node.right)
        elif isinstance(node, c.Comma):
            effect(node.left)
            effect(node.right)
        elif not (isinstance(node, c.Step) and isinstance(node.operand, c.Var)):
            value(node)

    def value(node: c.CExpr | c.CStmt) -> None:
        if isinstance(node, c.Var):
            result.add(node.var)
        elif isinstance(node, c.ExprStmt):
            effect(node.expr)
        elif isinstance(node, c.For):
            for part in (node.init, node.cond, node.body):
                if part is not None:
                    value(part)
            if node.step is not None:
                effect(node.step)
        else:
            for child in c.children(node):
                value(child)

    value(node)
    return result
