"""Gives every name of a unit a spelling that its target allows.

Owns the reserved words. Names that a target's language or headers claim get an underscore at their end (more where that
is taken); everything else keeps the user's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..parser import ctree as c

# ISO C11 6.4.1, and words that GNU C claims besides
_C_KEYWORDS = """
auto break case char const continue default do double else enum extern float for goto if inline int long
register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
_Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local asm typeof
linux unix
"""
C_KEYWORDS = frozenset(_C_KEYWORDS.split())

# macros of the standard headers that the output includes
_C_MACROS = """
bool true false NULL assert errno EOF INFINITY NAN HUGE_VAL HUGE_VALF M_PI M_E M_PI_2 M_PI_4 M_1_PI M_2_PI
M_SQRT2 M_SQRT1_2 M_LN2 M_LN10 M_LOG2E M_LOG10E M_2_SQRTPI offsetof alignas alignof stdin stdout stderr isnan
isinf isfinite isnormal signbit fpclassify isgreater isless
"""
C_MACROS = frozenset(_C_MACROS.split())

# functions of the standard headers: what stands at file scope must not have their names
_C_FUNCTIONS = """
abort abs acos acosf acosh acoshf aligned_alloc asin asinf asinh asinhf atan atan2 atan2f atanf atanh atanhf
atof atoi atol bcmp bcopy bzero calloc cbrt cbrtf ceil ceilf clock copysign copysignf cos cosf cosh coshf div
div_t erf erfc erfcf erff exit exp exp10 exp10f exp2 exp2f expf expm1 expm1f fabs fabsf fdim fdimf ffs floor
floorf fma fmaf fmax fmaxf fmin fminf fmod fmodf free frexp frexpf gamma getline hypot hypotf ilogb ilogbf index
j0 j0f j1 j1f jn jnf labs ldexp ldexpf ldiv lgamma lgammaf llabs llrint llrintf llround llroundf log log10
log10f log1p log1pf log2 log2f logb logbf logf lrint lrintf lround lroundf malloc memchr memcmp memcpy memmove
memset modf modff nearbyint nearbyintf nextafter nextafterf pow powf printf puts qsort rand random realloc
remainder remainderf remove remquo remquof rename rindex rint rintf round roundf scalbln scalblnf scalbn scalbnf
select signal significand sin sincos sincosf sinf sinh sinhf sqrt sqrtf srand strcat strchr strcmp strcpy strlen
strncmp system tan tanf tanh tanhf tgamma tgammaf time trunc truncf y0 y0f y1 y1f yn ynf main
"""
C_FUNCTIONS = frozenset(_C_FUNCTIONS.split())


def rename(
    unit: c.CUnit, words: Iterable[str], file_scope: Iterable[str] = (), prefixes: Iterable[str] = ()
) -> c.CUnit:
    """The unit without names among ``words`` (anywhere), ``file_scope`` (at file scope) or with one of the prefixes."""
    return _Namer(unit, frozenset(words), frozenset(file_scope), tuple(prefixes)).rename()


class _Namer:
    def __init__(
        self, unit: c.CUnit, words: frozenset[str], file_scope: frozenset[str], prefixes: tuple[str, ...]
    ) -> None:
        self.unit = unit
        self.words = words
        self.file_scope = file_scope
        self.prefixes = prefixes
        self.vars: dict[c.CVar, c.CVar] = {}
        self.functions: dict[str, str] = {}
        self.records: dict[str, str] = {}
        self.fields: dict[str, str] = {}

    def rename(self) -> c.CUnit:
        unit = self.unit
        top = {f.name for f in unit.functions} | {g.var.name for g in unit.globals} | {r.name for r in unit.records}
        for function in unit.functions:
            self._note(self.functions, function.name, top, self.file_scope)
        for record in unit.records:
            if not record.vector:
                self._note(self.records, record.name, top, self.file_scope)
            inner = {f.name for f in record.fields}
            for item in record.fields:
                self._note(self.fields, item.name, inner, frozenset())
        for entry in unit.globals:
            self._variable(entry.var, top, self.file_scope)
        for function in unit.functions:
            own = [*function.params, *(n.var for n in c.walk(function.body) if isinstance(n, c.Declare))]
            taken = {v.name for v in own} | top
            called = _called(function)
            for var in own:
                self._variable(var, taken, called)
        if not (self.vars or self.functions or self.records or self.fields):
            return unit
        return self._rewrite(unit)

    def _free(self, name: str, taken: set[str], more: frozenset[str]) -> str:
        new = name
        while new.startswith(self.prefixes) if self.prefixes else False:
            new = "x_" + new
        while new in self.words or new in more or (new != name and new in taken):
            new += "_"
        return new

    def _note(self, table: dict[str, str], name: str, taken: set[str], more: frozenset[str]) -> None:
        new = self._free(name, taken, more)
        if new != name:
            table[name] = new
            taken.add(new)

    def _variable(self, var: c.CVar, taken: set[str], more: frozenset[str]) -> None:
        new = self._free(var.name, taken, more)
        ctype = self._type(var.type)
        if new != var.name or ctype != var.type:
            self.vars[var] = replace(var, name=new, type=ctype)
            taken.add(new)

    def _type(self, ctype: c.CType) -> c.CType:
        match ctype:
            case c.Record() if ctype.name in self.records:
                return c.Record(self.records[ctype.name])
            case c.Pointer():
                return replace(ctype, target=self._type(ctype.target))
            case c.Array():
                return replace(ctype, element=self._type(ctype.element))
            case c.FunctionType():
                return c.FunctionType(self._type(ctype.result), tuple(self._type(p) for p in ctype.params))
        return ctype

    def _rewrite(self, unit: c.CUnit) -> c.CUnit:
        records = tuple(
            replace(
                r,
                name=self.records.get(r.name, r.name),
                fields=tuple(
                    replace(f, name=self.fields.get(f.name, f.name), type=self._type(f.type)) for f in r.fields
                ),
            )
            for r in unit.records
        )
        variables = tuple(replace(g, var=self.vars.get(g.var, g.var), init=self._value(g.init)) for g in unit.globals)
        functions = tuple(
            replace(
                f,
                name=self.functions.get(f.name, f.name),
                result=self._type(f.result),
                params=tuple(self.vars.get(p, p) for p in f.params),
                body=self._body(f.body),
            )
            for f in unit.functions
        )
        kernels = tuple(replace(k, function=self.functions.get(k.function, k.function)) for k in unit.kernels)
        return replace(unit, records=records, globals=variables, functions=functions, kernels=kernels)

    def _value(self, node: c.CExpr | None) -> c.CExpr | None:
        if node is None:
            return None
        changed = self._node(node)
        assert isinstance(changed, c.EXPRESSIONS)
        return changed

    def _body(self, node: c.Block) -> c.Block:
        changed = self._node(node)
        assert isinstance(changed, c.Block)
        return changed

    def _node(self, node: c.CNode) -> c.CNode:
        changed: c.CNode = c.rebuild(node, self._node)
        match changed:
            case c.Var() | c.Declare() if changed.var in self.vars:
                changed = replace(changed, var=self.vars[changed.var])
            case c.Call() if changed.function in self.functions:
                changed = replace(changed, function=self.functions[changed.function])
            case c.Member() if changed.field in self.fields:
                changed = replace(changed, field=self.fields[changed.field])
            case c.SizeOf():
                changed = replace(changed, of=self._type(changed.of))
            case c.Intrinsic():
                changed = replace(changed, signature=tuple(self._type(p) for p in changed.signature))
        if self.records and isinstance(changed, c.EXPRESSIONS):
            ctype = self._type(changed.type)
            if ctype != changed.type:
                changed = replace(changed, type=ctype)
        return changed


def _called(function: c.CFunction) -> frozenset[str]:
    """Names of library functions that a function may call, which its variables must not hide."""
    result: set[str] = set()
    for node in c.walk(function.body):
        if isinstance(node, c.Intrinsic):
            name = node.name.strip("_")
            result |= {name, name + "f", name.removesuffix("f")} & C_FUNCTIONS
    return frozenset(result)
