"""PTX's instructions on warps and blocks: shuffles, votes, barriers, fences."""

from __future__ import annotations

from .bits import number
from .instruction import Handler, Instruction, operands, plain, write
from .values import LANE, Scope, Unsupported

_ALL = "0xffffffffu"


def _targets(text: str) -> tuple[str, str]:
    """The register and the predicate behind ``|``, where there is one."""
    first, _, second = text.partition("|")
    return first.strip(), second.strip()


def _member_mask(i: Instruction, scope: Scope, rest: list[str]) -> str:
    if len(rest) > 1 or i.has("sync") != bool(rest):
        raise Unsupported(i.name)
    return scope.read(rest[0], "u32") if rest else _ALL


def _shfl(i: Instruction, scope: Scope) -> list[str]:
    """The last operand has how many lanes exchange, and which is the last of them that is read."""
    mode = i.one_of(("up", "down", "bfly", "idx"))
    plain(i, mode)
    target, a, b, c, *rest = i.operands
    mask = _member_mask(i, scope, rest)
    bounds = number(scope, c)
    if not mode or i.only != "b32" or bounds is None or bounds & 31 != (0 if mode == "up" else 31):
        raise Unsupported(i.name)
    lanes = 32 - (bounds >> 8 & 31)
    names = {"up": "__shfl_up_sync", "down": "__shfl_down_sync", "bfly": "__shfl_xor_sync", "idx": "__shfl_sync"}
    by = scope.read(b, "u32" if mode in ("up", "down") else "s32")
    value = f"{names[mode]}({mask}, {scope.read(a, 'u32')}, {by}, {lanes})"
    first, within = _targets(target)
    if not within:
        return [write(scope, first, "u32", value)]
    step, place = f"({scope.read(b, 'u32')} & 31u)", f"({LANE} & {lanes - 1}u)"
    inside = {"up": f"{place} >= {step}", "down": f"{place} + {step} < {lanes}u",
              "bfly": f"({LANE} ^ {step}) <= ({LANE} | {lanes - 1}u)"}.get(mode, "true")  # fmt: skip
    held = f"const bool ptx_inside = {inside};"
    return [f"{{ {held} {write(scope, first, 'u32', value)} {write(scope, within, 'pred', 'ptx_inside')} }}"]


def _vote(i: Instruction, scope: Scope) -> list[str]:
    mode = i.one_of(("all", "any", "ballot", "uni"))
    plain(i, mode)
    target, p, *rest = i.operands
    mask, voted = _member_mask(i, scope, rest), scope.read(p, "pred")
    if mode == "ballot":
        return [write(scope, target, "u32", f"__ballot_sync({mask}, {voted})")]
    if mode == "uni":
        value = f"__ballot_sync({mask}, {voted})"
        held = f"const unsigned int ptx_votes = {value}, ptx_mask = {mask} & __activemask();"
        return [f"{{ {held} {write(scope, target, 'pred', '(ptx_votes == 0u || ptx_votes == ptx_mask)')} }}"]
    if not mode or i.kind != "pred":
        raise Unsupported(i.name)
    return [write(scope, target, "pred", f"__{mode}_sync({mask}, {voted}) != 0")]


def _match(i: Instruction, scope: Scope) -> list[str]:
    mode = i.one_of(("any", "all"))
    plain(i, mode)
    target, a, mask = operands(i, 3)
    if not mode or i.only not in ("b32", "b64") or not i.has("sync"):
        raise Unsupported(i.name)
    value = scope.read(a, i.kind)
    first, same = _targets(target)
    if mode == "any":
        return [write(scope, first, "u32", f"__match_any_sync({scope.read(mask, 'u32')}, {value})")]
    peers = f"const unsigned int ptx_peers = __match_all_sync({scope.read(mask, 'u32')}, {value}, &ptx_same);"
    lines = [f"int ptx_same; {peers}", write(scope, first, "u32", "ptx_peers")]
    if same:
        lines.append(write(scope, same, "pred", "ptx_same != 0"))
    return [f"{{ {' '.join(lines)} }}"]


def _bar(i: Instruction, scope: Scope) -> list[str]:
    """Barriers of the whole block, whichever of the sixteen they are: where no number of threads is given, all take
    part, and all pass one before the next."""
    if i.has("warp"):
        plain(i, "warp")
        return [f"__syncwarp({scope.read(operands(i, 1)[0], 'u32')});"]
    if i.has("red"):
        return _reduced(i, scope)
    plain(i)
    if not i.has("sync") or i.has("cluster") or len(i.operands) != 1:
        raise Unsupported(i.name)
    if not i.operands[0].isdigit():
        scope.read(i.operands[0], "u32")
    return ["__syncthreads();"]


def _reduced(i: Instruction, scope: Scope) -> list[str]:
    operation = i.one_of(("popc", "and", "or"))
    plain(i, "red", operation)
    target, barrier, voted = operands(i, 3)
    if not operation or i.has("cluster"):
        raise Unsupported(i.name)
    if not barrier.isdigit():
        scope.read(barrier, "u32")
    name = "count" if operation == "popc" else operation
    call = f"__syncthreads_{name}({scope.read(voted, 'pred')})"
    if operation == "popc":
        return [write(scope, target, "u32", f"(unsigned int){call}")]
    return [write(scope, target, "pred", f"{call} != 0")]


def _fence(i: Instruction, scope: Scope) -> list[str]:
    """Also between the proxies of memory: what is asynchronous on CUDA is done at once."""
    plain(i, "gl", "proxy", "async", "alias", "global", "shared::cta", "async.global", "mbarrier_init")
    if i.has("mbarrier_init") or i.operands:
        raise Unsupported(i.name)
    block = i.has("cta") or i.has("shared::cta")
    return [f"__threadfence{'_block' if block else '_system' if i.has('sys') else ''}();"]


def _activemask(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    return [write(scope, operands(i, 1)[0], "u32", "__activemask()")]


def _redux(i: Instruction, scope: Scope) -> list[str]:
    operation = i.one_of(("add", "min", "max", "and", "or", "xor"))
    plain(i, operation)
    target, a, mask = operands(i, 3)
    if not operation or i.only not in ("s32", "u32", "b32"):
        raise Unsupported(i.name)
    value = f"__reduce_{operation}_sync({scope.read(mask, 'u32')}, {scope.read(a, i.kind.replace('b', 'u'))})"
    return [write(scope, target, i.kind, value)]


def _elect(i: Instruction, scope: Scope) -> list[str]:
    """One lane of those that are named: here the first."""
    plain(i)
    target, mask = operands(i, 2)
    if not i.has("sync"):
        raise Unsupported(i.name)
    first, chosen = _targets(target)
    held = f"const unsigned int ptx_first = (unsigned int)__ffs((int){scope.read(mask, 'u32')}) - 1u;"
    lines = [held, write(scope, first, "u32", "ptx_first"), write(scope, chosen, "pred", f"{LANE} == ptx_first")]
    return [f"{{ __syncwarp({scope.read(mask, 'u32')}); {' '.join(lines)} }}"]


def _nanosleep(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    return [f"__nanosleep({scope.read(operands(i, 1)[0], 'u32')});"]


def _trap(i: Instruction, scope: Scope) -> list[str]:
    plain(i)
    return ["__trap();"]


WARPS: dict[str, Handler] = {
    "shfl": _shfl, "vote": _vote, "match": _match, "bar": _bar, "barrier": _bar, "membar": _fence, "fence": _fence,
    "activemask": _activemask, "redux": _redux, "elect": _elect, "nanosleep": _nanosleep, "trap": _trap,
}  # fmt: skip
