"""PTX's instructions on halves and bfloat16, one or two in a register, by the functions of cuda_fp16.h and cuda_bf16.h.
Their values are held as bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .instruction import Handler, Instruction, flushed, operands, plain, write
from .values import Scope, Unsupported

_NAMES = {"f16": "half", "bf16": "bfloat16"}


def of_bits(bits: str, kind: str) -> str:
    """A number of CUDA's type."""
    return f"__ushort_as_{_NAMES[kind]}({bits})"


def to_bits(number: str, kind: str) -> str:
    return f"__{_NAMES[kind]}_as_ushort({number})"


def as_float(bits: str, kind: str) -> str:
    """The value of a half or a bfloat16."""
    return f"__{_NAMES[kind]}2float({of_bits(bits, kind)})"


def from_float(value: str, kind: str, rounding: str = "rn") -> str:
    """The bits of a float that is rounded."""
    return to_bits(f"__float2{_NAMES[kind]}_{rounding}({value})", kind)


def element(kind: str) -> str:
    """The type of what a register holds one or two of."""
    return kind.removesuffix("x2")


def lanes(word: str, kind: str) -> list[str]:
    """The bits of each number in a register."""
    if not kind.endswith("x2"):
        return [word]
    return [f"(unsigned short){word}", f"(unsigned short)({word} >> 16)"]


def joined(made: Sequence[str]) -> str:
    """The register of one or two numbers."""
    return made[0] if len(made) == 1 else f"(unsigned int)({made[0]}) | (unsigned int)({made[1]}) << 16"


def _each(i: Instruction, scope: Scope, names: Sequence[str], made: Callable[..., str]) -> list[str]:
    """An operation on the bits of each number; its target stands first."""
    target, *rest = names
    if element(i.only) not in _NAMES:
        raise Unsupported(i.name)
    kind = element(i.only)
    columns = [lanes(scope.read(name, i.only), i.only) for name in rest]
    if not i.has("ftz"):
        return [write(scope, target, i.only, joined([made(*row) for row in zip(*columns, strict=True)]))]
    flat = [[flushed(value, kind) for value in column] for column in columns]
    results = [made(*row) for row in zip(*flat, strict=True)]
    held = " ".join(f"const unsigned short ptx_made{k} = {value};" for k, value in enumerate(results))
    small = joined([flushed(f"ptx_made{k}", kind) for k in range(len(results))])
    return [f"{{ {held} {write(scope, target, i.only, small)} }}"]


def arithmetic(verb: str) -> Handler:
    """``add``, ``sub`` and ``mul``."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i, "rn", "ftz", "sat")
        kind = element(i.only)
        if i.has("sat") and kind != "f16":
            raise Unsupported(i.name)
        name = f"__h{verb}{'_sat' if i.has('sat') else '_rn' if i.has('rn') else ''}"
        return _each(i, scope, operands(i, 3), _function(name, kind))

    return handler


def _function(name: str, kind: str) -> Callable[..., str]:
    return lambda *bits: to_bits(f"{name}({', '.join(of_bits(value, kind) for value in bits)})", kind)


def fma(i: Instruction, scope: Scope) -> list[str]:
    plain(i, "rn", "ftz", "sat", "relu")
    kind = element(i.only)
    if (i.has("sat") and (i.has("relu") or kind != "f16")) or not i.has("rn"):
        raise Unsupported(i.name)
    name = "__hfma_sat" if i.has("sat") else "__hfma_relu" if i.has("relu") else "__hfma"
    return _each(i, scope, operands(i, 4), _function(name, kind))


def extreme(verb: str) -> Handler:
    """``min`` and ``max``."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i, "ftz", "NaN")
        return _each(i, scope, operands(i, 3), _function(f"__h{verb}{'_nan' if i.has('NaN') else ''}", element(i.only)))

    return handler


def sign(template: str) -> Handler:
    """``abs`` and ``neg``, which are of the sign alone."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i, "ftz")
        return _each(i, scope, operands(i, 2), lambda bits: f"(unsigned short)({template.format(bits)})")

    return handler


def through(function: str) -> Handler:
    """A function that is computed as one of floats and rounded: an approximation."""

    def handler(i: Instruction, scope: Scope) -> list[str]:
        plain(i, "approx", "ftz")
        kind = element(i.only)
        return _each(i, scope, operands(i, 2), lambda bits: from_float(f"{function}({as_float(bits, kind)})", kind))

    return handler
