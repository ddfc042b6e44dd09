"""PTX's instructions on floating numbers of 32 and 64 bits; those on halves are in halves.py."""

from __future__ import annotations

from collections.abc import Mapping

from . import halves
from .instruction import ROUNDINGS, Handler, Instruction, given, operands, plain, result, write
from .values import HELD, Scope, Unsupported

_NAN = {"f32": "__uint_as_float(0x7fffffffu)", "f64": "__longlong_as_double(0x7fffffffffffffffll)"}


def _floating(i: Instruction, half: Handler | None = None) -> Handler | None:
    """What handles halves, where the type is one; nothing where it is a float or a double."""
    if i.only in HELD:
        if half is None:
            raise Unsupported(i.name)
        return half
    if i.only not in _NAN:
        raise Unsupported(i.name)
    return None


def arithmetic(verb: str, operator: str) -> Handler:
    """``add``, ``sub``, ``mul`` and ``div``; without a rounding compilers may join the first three."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        half = _floating(i, halves.arithmetic(verb) if verb != "div" else None)
        if half is not None:
            return half(i, scope)
        plain(i, "sat", "ftz", *ROUNDINGS, *(("approx", "full") if verb == "div" else ()))
        target, a, b = operands(i, 3)
        x, y = given(i, scope, (a, b), i.kind)
        rounding = i.rounding
        value = f"{x} {operator} {y}"
        if rounding and not (verb == "div" and rounding == "rn"):
            value = f"__{'f' if i.kind == 'f32' else 'd'}{verb}_{ROUNDINGS[rounding]}({x}, {y})"
        return result(i, scope, target, i.kind, value)

    return handler


def fma(i: Instruction, scope: Scope) -> list[str]:
    half = _floating(i, halves.fma)
    if half is not None:
        return half(i, scope)
    plain(i, "sat", "ftz", *ROUNDINGS)
    target, *rest = operands(i, 4)
    name = f"__fma{'f' if i.kind == 'f32' else ''}_{ROUNDINGS[i.rounding or 'rn']}"
    return result(i, scope, target, i.kind, f"{name}({', '.join(given(i, scope, rest, i.kind))})")


def extreme(verb: str) -> Handler:
    """``min`` and ``max``: of a number and none the number, but for ``NaN``."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        half = _floating(i, halves.extreme(verb))
        if half is not None:
            return half(i, scope)
        plain(i, "ftz", "NaN", "xorsign", "abs")
        if i.has("xorsign") != i.has("abs") or (i.kind == "f64" and len(i.words) > 1):
            raise Unsupported(i.name)
        target, a, b = operands(i, 3)
        x, y = given(i, scope, (a, b), i.kind)
        f = "f" if i.kind == "f32" else ""
        value = f"f{verb}{f}({x}, {y})"
        if i.has("abs"):
            signs = f"__float_as_uint({x}) ^ __float_as_uint({y})"
            value = f"copysignf(f{verb}f(fabsf({x}), fabsf({y})), __uint_as_float({signs}))"
        if i.has("NaN"):
            value = f"({x} != {x} || {y} != {y} ? {_NAN[i.kind]} : {value})"
        return result(i, scope, target, i.kind, value)

    return handler


def unary(templates: Mapping[str, str], *words: str, half: Handler | None = None) -> Handler:
    """An instruction with one operand, by its type; ``words`` may stand in its name."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        chosen = _floating(i, half)
        if chosen is not None:
            return chosen(i, scope)
        plain(i, "ftz", *words)
        if i.kind not in templates:
            raise Unsupported(i.name)
        target, a = operands(i, 2)
        return result(i, scope, target, i.kind, templates[i.kind].format(*given(i, scope, (a,), i.kind)))

    return handler


def rounded(name: str, nearest: Mapping[str, str]) -> Handler:
    """``rcp`` and ``sqrt``: rounded as they say, else to the nearest, of which approximations are no more than near."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        _floating(i)
        plain(i, "ftz", "approx", *ROUNDINGS)
        target, a = operands(i, 2)
        (x,) = given(i, scope, (a,), i.kind)
        value = nearest[i.kind].format(x)
        if i.rounding not in ("", "rn"):
            value = f"__{'f' if i.kind == 'f32' else 'd'}{name}_{ROUNDINGS[i.rounding]}({x})"
        return result(i, scope, target, i.kind, value)

    return handler


# Of the bits without the sign: {1} are those of the least normal number, {2} those of infinity. It is shifted out:
# Intel's compiler makes its own test of masks, which is wrong for negative numbers below the normal ones.
_TESTS = {
    "finite": "{0} < {2}", "infinite": "{0} == {2}", "number": "{0} <= {2}", "notanumber": "{0} > {2}",
    "normal": "({0} == 0 || {0} >= {1} && {0} < {2})", "subnormal": "({0} != 0 && {0} < {1})",
}  # fmt: skip


def _testp(i: Instruction, scope: Scope) -> list[str]:
    test = i.one_of(_TESTS)
    plain(i, test)
    target, a = operands(i, 2)
    if not test or i.only not in _NAN:
        raise Unsupported(i.name)
    single = i.kind == "f32"
    bits = scope.read(a, "u32" if single else "u64")
    sizes = ("0x1000000u", "0xff000000u") if single else ("0x20000000000000ull", "0xffe0000000000000ull")
    return [write(scope, target, "pred", _TESTS[test].format(f"({bits} << 1)", *sizes))]


def _copysign(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    _floating(i)
    target, a, b = operands(i, 3)
    x, y = scope.read(a, i.kind), scope.read(b, i.kind)
    return [write(scope, target, i.kind, f"copysign{'f' if i.kind == 'f32' else ''}({y}, {x})")]


FLOATING: dict[str, Handler] = {
    "fma": fma, "testp": _testp, "copysign": _copysign,
    "rcp": rounded("rcp", {"f32": "1.0f / {0}", "f64": "1.0 / {0}"}),
    "sqrt": rounded("sqrt", {"f32": "sqrtf({0})", "f64": "sqrt({0})"}),
    "rsqrt": unary({"f32": "rsqrtf({0})", "f64": "rsqrt({0})"}, "approx"),
    "ex2": unary({"f32": "exp2f({0})"}, "approx", half=halves.through("exp2f")),
    "lg2": unary({"f32": "__log2f({0})"}, "approx"),
    "sin": unary({"f32": "__sinf({0})"}, "approx"), "cos": unary({"f32": "__cosf({0})"}, "approx"),
    "tanh": unary({"f32": "tanhf({0})"}, "approx", half=halves.through("tanhf")),
}  # fmt: skip
