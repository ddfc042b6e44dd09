"""Which records the code of a C tree reaches: through pointers, arrays and the members of other records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..parser import ctree as c


def reachable_records(types: Iterable[c.CType], records: Mapping[str, c.CRecord]) -> set[str]:
    """The names of the records that some types mention, and of those inside them."""
    found: set[str] = set()
    waiting = list(types)
    while waiting:
        match waiting.pop():
            case c.Pointer(target=inner) | c.Array(element=inner):
                waiting.append(inner)
            case c.FunctionType(result=result, params=params):
                waiting += [result, *params]
            case c.Record(name=name) if name not in found and name in records:
                found.add(name)
                waiting += [field.type for field in records[name].fields]
    return found


def records_of_host(unit: c.CUnit) -> list[c.CRecord]:
    """The records that host and device share: those of the kernels' parameters and of variables with a host shadow.
    Others belong to the device alone; ``__CUDA_ARCH__`` may give them another layout there."""
    kernels = {kernel.function for kernel in unit.kernels}
    types = [p.type for function in unit.functions if function.name in kernels for p in function.params]
    types += [item.var.type for item in unit.globals if item.symbol]
    found = reachable_records(types, {record.name: record for record in unit.records})
    return [record for record in unit.records if record.name in found]
