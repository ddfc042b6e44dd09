"""Turns kernels into functions that run one block, all its threads in step from one synchronisation to the next.

The way there: functions that synchronise are inlined, each barrier and warp operation becomes a statement, what device
functions need of the kernel becomes parameters, the body is cut into regions, variables get places that last across
regions, and thread loops are written out. The result is exact for every program that CUDA defines, and belongs to no
target: built-in variables are parameters, and the runtime's functions are calls by name (``RUNTIME``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..parser import ctree as c
from ..parser.diagnostics import Sink
from .context import pass_context
from .effects import Effects, KindOf, Names
from .escapes import Escapes
from .grid_phases import phases
from .inline_sync import inline_sync
from .interchange import interchange
from .lockstep_lanes import lanes
from .lockstep_loops import BlockFunction, block_function
from .lockstep_masks import without_dead_masks
from .lockstep_regions import MAX_THREADS, regions
from .lockstep_warps import WARP
from .shared_atomics import shared_atomics


@dataclass(frozen=True)
class BlockUnit:
    """A unit whose functions are device functions without synchronisation, and its kernels as functions of a block."""

    unit: c.CUnit
    blocks: tuple[BlockFunction, ...]


def lockstep(unit: c.CUnit, kind_of: KindOf, sink: Sink, target: str = "c") -> BlockUnit:
    """Serialises the threads of each block. ``kind_of`` gives the kind that the tables have for a CUDA function."""
    unit = pass_context(inline_sync(unit, kind_of, sink, target))
    effects = Effects(unit, kind_of)
    escapes = Escapes(unit.functions)
    functions: list[c.CFunction] = []
    blocks: list[BlockFunction] = []
    records: list[c.CRecord] = []
    for function in unit.functions:
        if not function.kernel:
            functions.append(function)
            continue
        names = Names.of(unit, function)
        kernel = shared_atomics(interchange(function, effects, names), kind_of)
        code = regions(kernel, effects, names, sink, target)
        limit = -(-(function.max_threads or MAX_THREADS) // WARP) * WARP
        code = lanes(without_dead_masks(code), unit, names, limit, escapes)
        cut = phases(code, function.name, unit, names)
        if cut is not None:
            code = cut.code
            records.append(cut.record)
        blocks.append(block_function(function, code, names, cut))
    sizes = {block.kernel.name: block.state.size for block in blocks if block.state is not None}
    kernels = tuple(replace(k, keeps=sizes.get(k.function, 0)) for k in unit.kernels)
    records = [*unit.records, *records]
    unit = replace(unit, functions=tuple(functions), records=tuple(records), kernels=kernels)
    return BlockUnit(unit, tuple(blocks))
