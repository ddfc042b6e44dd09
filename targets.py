"""The targets: the one place that joins the passes, the emitter and the files of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from .generated import is_runtime
from .parser import rules
from .parser.diagnostics import Sink
from .parser.source import Source, Span
from .parser.tokens import RawTokens
from .parser.unit import Unit
from .transforms.edits import Edit
from .transforms.tables import Tables, load, spell
from .transforms.tables import Target as Column

if TYPE_CHECKING:
    from .parser import ctree
    from .transforms.host import Program
    from .transforms.lower.linking import Linking
    from .transforms.opencl_shape import OpenCLShape

# What only one target needs is imported by its pipeline: a run for one target does not wait for the others.


@dataclass(frozen=True)
class Extra:
    """A file that stands beside the host file of a unit. ``kind`` is device, header or support."""

    name: str
    text: str
    kind: str


@dataclass(frozen=True)
class Translation:
    """What one unit becomes: edits of its files, files beside them, and headers of ours that they need."""

    edits: Sequence[tuple[Source, Sequence[Edit]]]
    extras: Sequence[Extra] = ()
    support: Sequence[str] = ()


Job: TypeAlias = Callable[[Unit], Translation]


@dataclass(frozen=True)
class Target:
    """A target: how its host files are named, and what translates the units of a program."""

    name: str
    suffix: str
    job: Callable[[Sequence[Unit], Sink, Tables], Job]

    def host_name(self, path: str) -> str:
        """The output's name of a CUDA file; other sources keep theirs."""
        given = PurePosixPath(path)
        return str(given.with_name(given.stem + self.suffix)) if given.suffix == ".cu" else path


# ------------------------------------------------------------------------------------------------ support headers


@lru_cache(maxsize=32)
def support_text(name: str) -> str:
    """A header of ours that stands beside the output."""
    return (resources.files(__package__ or "unwarp") / "emitters" / "runtime" / name).read_text("utf-8")


def has_support(name: str) -> bool:
    """Whether there is a header of ours of this name."""
    return (resources.files(__package__ or "unwarp") / "emitters" / "runtime" / name).is_file()


def closure(names: Iterable[str]) -> list[str]:
    """The headers, and those of ours that they include."""
    wanted: list[str] = []
    queue = list(names)
    while queue:
        name = queue.pop(0)
        if name in wanted:
            continue
        wanted.append(name)
        queue += re.findall(r'#include "(unwarp_\w+\.\w+)"', support_text(name))
    return sorted(wanted)


def _headers_in(edits: Iterable[Edit]) -> list[str]:
    """The headers of ours that edits include."""
    found = dict.fromkeys(name for e in edits for name in re.findall(r'"(unwarp_\w+\.hp?p?)"', e.text))
    return list(found)


def _refuse_c_host(unit: Unit, edits: Iterable[tuple[Source, Sequence[Edit]]], sink: Sink, title: str) -> None:
    """Report a C file that would include a header in C++: CUDA's runtime can be called from C, the façades cannot."""
    from .transforms.host_names import live_places

    if not unit.source.path.endswith(".c"):
        return
    live = live_places(unit)
    for source, found in edits:
        for edit in found:
            included = re.search(r'#include (?:"unwarp_\w+\.hpp"|<sycl/)', edit.text)
            if included and edit.start in live.get(source, ()) and not _asks_compiler(source.text[: edit.start]):
                why = "name the file .cpp, and declare with extern \"C\" what it shares with C files"
                sink.report(rules.UNSUPPORTED_CONSTRUCT, Span(source, edit.start, edit.end),
                            what="CUDA in a file in C", target=title, why=why)  # fmt: skip
                return


def _asks_compiler(text: str) -> bool:
    """Whether a place behind a text stands in a conditional that asks for C++ or for CUDA's compiler."""
    open_: list[str] = []
    for name, rest in re.findall(r"(?m)^[ \t]*#[ \t]*(if\w*|el\w+|endif)\b(.*)$", text):
        if name.startswith("if"):
            open_.append(rest)
        elif open_:
            condition = open_.pop()
            if name != "endif":
                open_.append(condition + rest)
    return any(word in condition for condition in open_ for word in ("__cplusplus", "__CUDACC__", "__NVCC__"))


# Headers of CUDA's libraries for host code: of each the front end reads what kernels name too.
_NUMBER_HEADERS = ("unwarp_half.hpp", "unwarp_bfloat16.hpp")
_NUMBERS = ("cuda_fp16.h", "cuda_bf16.h", "cuComplex.h")
_INCLUDED: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("cublas.h", "cublas_api.h", "cublas_v2.h", "cublasLt.h", "cublasXt.h"), _NUMBERS),
    "mma.h": (*_NUMBERS, "unwarp_wmma.hpp"),
    **dict.fromkeys(("cusolverDn.h", "cusolverSp.h", "cusolver_common.h", "cusparse.h", "cusparse_v2.h"), _NUMBERS),
    **dict.fromkeys(("cufft.h", "cufftXt.h"), ("unwarp_cufft_types.hpp",)),
    **dict.fromkeys(("curand.h", "library_types.h", "nvToolsExt.h", "nvtx3/nvToolsExt.h"), ()),
}

# Headers of ours that host compilers read, with what the front end reads in their place
_READ_INSTEAD: Mapping[str, Sequence[str]] = {
    "unwarp_thrust.hpp": tuple(f"unwarp_thrust_{part}.hpp" for part in ("device", "vectors", "random", "complex")),
    "unwarp_cub_device.hpp": ("unwarp_cub.hpp",),
}


def _including(headers: Iterable[str]) -> str:
    return "".join(f'#include "{header}"\n' for header in headers)


@lru_cache(maxsize=1)
def read_headers() -> Mapping[str, Source]:
    """The headers of CUDA whose declarations the front end reads where a program includes them, as text of ours; these
    texts include each other by their own names."""
    groups = Source("<cooperative_groups.h>", support_text("unwarp_groups.hpp"))
    beside = ("reduce", "scan", "memcpy_async", "sync")
    names = ("cooperative_groups.h", "unwarp_groups.hpp", *(f"cooperative_groups/{name}.h" for name in beside))
    found = dict.fromkeys(names, groups)
    one = cache(lambda *inner: Source(f"<{' '.join(inner)}>", _including(inner)))  # so that the same is read once
    for row in load().of_kind("header"):
        name = row.c.to if row.c is not None else ""
        if name in _READ_INSTEAD:
            for part in closure(_READ_INSTEAD[name]):
                found.setdefault(part, Source(f"<{part}>", support_text(part)))
            found[row.name] = one(*_READ_INSTEAD[name])
        elif name.startswith("unwarp_") and name != "unwarp_c.hpp":
            for part in closure([name]):
                found.setdefault(part, Source(f"<{part}>", support_text(part)))
            found[row.name] = found[name]
    for name, inner in _INCLUDED.items():
        found[name] = one(*(header for header in inner if header in found))
    return found


@lru_cache(maxsize=8)
def facade_names(header: str) -> frozenset[str]:
    """The names that a façade has."""
    return frozenset(re.findall(r"\buw[A-Z]\w*", "\n".join(support_text(name) for name in closure([header]))))


def type_names(tables: Tables) -> frozenset[str]:
    """The names of CUDA that ``unwarp_types.hpp`` declares."""
    text = support_text("unwarp_types.hpp")
    pairs = re.findall(r"^inline [\w ]*?(\w+)\(|^#define (\w+)\(", text, re.M)
    found = {name for pair in pairs for name in pair if name}
    vectors = {row.name for row in tables.rows.values() if row.kind == "vector" or row.kind == "type" and row.fields}
    return frozenset(found | vectors | {"dim3"})


def host_functions(tables: Tables) -> frozenset[str]:
    """The functions of CUDA that host code of the façades can call: those of the C library, and of our headers."""
    texts = [support_text(name) for name in closure(["unwarp_types.hpp", *_NUMBER_HEADERS, "unwarp_thrust.hpp"])]
    known = set(re.findall(r"\w+", "\n".join(texts))) | type_names(tables)
    for row in tables.rows.values():
        standard = row.c is not None and row.c.to and not row.c.to.startswith("uw_")
        if row.kind in ("print", "assert", "heap") or row.kind == "math" and standard and not row.name.startswith("__"):
            known.add(row.name)
    return frozenset(known)


# ------------------------------------------------------------------------------------------------ the pipelines


def _tokens(units: Sequence[Unit]) -> dict[Source, RawTokens]:
    return {source: unit.raw(source) for unit in units for source in unit.sources}


def _hip(units: Sequence[Unit], sink: Sink, tables: Tables) -> Job:
    """Renaming and the few differences of HIP, on raw tokens."""
    from .transforms.hip import hip_edits
    from .transforms.hip_names import survey
    from .transforms.host_names import live_places

    tokens = _tokens(units)
    program = survey(tokens.values())

    def job(unit: Unit) -> Translation:
        own = survey(tokens[source] for source in unit.sources)
        # what other units declare does not count
        here = replace(own, asks_warp_size=program.asks_warp_size, groups=program.groups, cub=program.cub,
                       overloads=program.overloads)  # fmt: skip
        live = live_places(unit)
        made = [
            (s, hip_edits(tokens[s], tables, sink, here, False, live))
            for s in unit.sources
            if s is not unit.source and not is_runtime(s.text)
        ]
        headers = unit.source.path.endswith(".cu") and any(edits for _, edits in made)
        made.insert(0, (unit.source, hip_edits(tokens[unit.source], tables, sink, here, True, live, headers)))
        return Translation(made, support=_headers_in(e for _, edits in made for e in edits))

    return job


class Spelling:
    """Intrinsics and named constants of one target, by its column of the tables."""

    def __init__(self, tables: Tables, column: Column, title: str, sink: Sink) -> None:
        self.tables, self.column, self.title, self.sink = tables, column, title, sink

    def intrinsic(self, node: ctree.Intrinsic, args: Sequence[str]) -> str:
        row = self.tables.rows[node.name]
        mapping = row.column(self.column)
        if mapping is None:
            self.sink.report(rules.UNKNOWN_CUDA_NAME, node.span, name=node.name, target=self.title)
        elif mapping.why or not (mapping.to or mapping.to_float):
            why = mapping.why or "the pass for it did not apply here"
            self.sink.report(rules.UNSUPPORTED_CALL, node.span, name=node.name, target=self.title, why=why)
        else:
            fitting = [s for s in row.signatures if s.passed == node.signature]
            signature = next((s for s in fitting if s.result == node.type), next(iter(fitting), None))
            return spell(row, signature, self.column, args)
        return f"{node.name}({', '.join(args)})"

    def constant(self, name: str) -> str:
        row = self.tables.get(name)
        mapping = row.column(self.column) if row is not None else None
        return spell(row, None, self.column, ()) if row is not None and mapping is not None and mapping.to else name

    def kind(self, name: str) -> str:
        row = self.tables.get(name)
        return row.kind if row is not None else ""


def _facade_job(
    units: Sequence[Unit],
    sink: Sink,
    tables: Tables,
    column: Column,
    title: str,
    device: Callable[[Unit, Spelling], _Device],
    linking: Linking,
) -> Job:
    """Host files in edit mode over the façade, and device files from ``device``."""
    from .transforms.hip_names import Reporter
    from .transforms.host import host_edits, survey_program
    from .transforms.host_functors import report_functors
    from .transforms.host_names import live_places
    from .transforms.host_scan import runs_functors

    tokens = _tokens(units)
    header = f"unwarp_{column}.hpp"
    names = facade_names(header)

    def survey(files: Sequence[RawTokens]) -> Program:
        offered = host_functions(tables) if any(runs_functors(file, tables) for file in files) else frozenset()
        return survey_program(files, tables, offered)

    surveys = {unit.source.path: survey([tokens[source] for source in unit.sources]) for unit in units}
    used: dict[str, frozenset[str]] = {}  # by the path of a file: what host code of the units that read it names
    for unit in units:
        for source in unit.sources:
            used[source.path] = used.get(source.path, frozenset()) | surveys[unit.source.path].host_names

    whole_arrays = any(program.whole_arrays for program in surveys.values())  # units share headers

    def job(unit: Unit) -> Translation:
        program = surveys[unit.source.path]
        external = program.external | linking.exported(unit)
        program = replace(program, external=external, whole_arrays=whole_arrays)
        live = live_places(unit)
        report_functors(program.functors, title, Reporter(sink, live))
        made = device(unit, Spelling(tables, column, title, sink))
        edits: list[tuple[Source, list[Edit]]] = []
        for source in unit.sources:
            main = source is unit.source
            here = replace(program, host_names=used[source.path])
            own = host_edits(
                tokens[source], here, target=column, names=names, tables=tables, sink=sink,
                main=main and (made.text != "" or source.path.endswith(".cu")), live=live, closures=made.closures,
            )  # fmt: skip
            if main and made.registrations:
                end = len(source.text)
                gap = "" if source.text.endswith("\n") else "\n"
                own = [*own, Edit(end, end, gap + made.registrations)]
            edits.append((source, own))
        _refuse_c_host(unit, edits, sink, title)
        support = _headers_in(e for _, found in edits for e in found)
        return Translation(edits, made.extras, [*support, *made.support])

    return job


@dataclass(frozen=True)
class _Device:
    """The device files of one unit, and what the host file registers."""

    extras: tuple[Extra, ...] = ()
    registrations: str = ""
    support: tuple[str, ...] = ()
    closures: tuple[ctree.CClosure, ...] = ()

    @property
    def text(self) -> str:
        return self.extras[0].text if self.extras else ""


def _stem(unit: Unit) -> str:
    return PurePosixPath(unit.source.path).stem


def c_files(lowered: ctree.CUnit, spelling: Spelling, sink: Sink, source: str) -> tuple[ctree.CUnit, dict[str, str]]:
    """The C files of a unit's device code by name, and the unit with the names that they use."""
    from .emitters.c import emit_c
    from .emitters.namer import C_FUNCTIONS, C_KEYWORDS, C_MACROS, rename
    from .transforms.constants import spell_constants
    from .transforms.dynamic_shared import declare_dynamic_shared
    from .transforms.lockstep import lockstep
    from .transforms.warp_synchronous import synchronise_volatile

    named = rename(lowered, C_KEYWORDS | C_MACROS, C_FUNCTIONS, ("uw_",))
    spelled = spell_constants(declare_dynamic_shared(named), spelling.constant)
    blocks = lockstep(synchronise_volatile(spelled, spelling.kind), spelling.kind, sink, "C")
    named = replace(named, kernels=blocks.unit.kernels)
    return named, emit_c(blocks.unit, blocks.blocks, spelling.intrinsic, source)


def opencl_text(lowered: ctree.CUnit, spelling: Spelling, sink: Sink) -> tuple[OpenCLShape, str]:
    """The OpenCL C text of a unit's device code, and the shape that its kernels were given."""
    from .emitters.opencl import print_opencl
    from .transforms.opencl_shape import shape_opencl

    shape = shape_opencl(lowered, spelling.kind, sink)
    return shape, print_opencl(shape.unit, spelling.intrinsic, spelling.constant, sink, shape.subgroup_only)


def _c(units: Sequence[Unit], sink: Sink, tables: Tables) -> Job:
    """Device code lowered to C, the threads of a block in lockstep, blocks shared among threads."""
    from .parser.semantics.model import identifier
    from .transforms.host_scan import uses_graphs
    from .transforms.lower import lower_unit
    from .transforms.lower.linking import Linking
    from .transforms.records import records_of_host
    from .transforms.registrations import c_instances, registrations, variables

    linking = Linking(units, tables, sink, "C")

    def device(unit: Unit, spelling: Spelling) -> _Device:
        name = identifier(_stem(unit))
        lowered = lower_unit(unit, spelling.tables, sink, target="C", name=name, linking=linking)
        if not lowered.kernels and not lowered.globals:
            return _Device()
        named, texts = c_files(lowered, spelling, sink, PurePosixPath(unit.source.path).name)
        extras = tuple(Extra(n, t, "device" if n.endswith(".c") else "header") for n, t in texts.items())
        graphs = any(uses_graphs(other.raw(source)) for other in units for source in other.sources)
        entries = [replace(k, entry=f"{name}_{k.entry}") for k in c_instances(named, graphs)]
        end = registrations(entries, variables(named), target="c", name=name, records=records_of_host(lowered))
        return _Device(extras, end, ("unwarp_device.h",), lowered.closures)

    return _facade_job(units, sink, tables, "c", "C", device, linking)


def _opencl(units: Sequence[Unit], sink: Sink, tables: Tables) -> Job:
    """Device code lowered to OpenCL C 1.2: native kernels, and serial ones where work-items cannot be threads."""
    from .parser.semantics.model import identifier
    from .transforms.lower import lower_unit
    from .transforms.lower.linking import Linking
    from .transforms.records import records_of_host
    from .transforms.registrations import opencl_instances, outside_declarations, registrations, variables

    linking = Linking(units, tables, sink, "OpenCL C")

    def device(unit: Unit, spelling: Spelling) -> _Device:
        stem = _stem(unit)
        lowered = lower_unit(
            unit, spelling.tables, sink, target="OpenCL C", name=identifier(stem), linking=linking
        )  # fmt: skip
        if not lowered.kernels and not lowered.globals:
            return _Device()
        shape, text = opencl_text(lowered, spelling, sink)
        kernels = opencl_instances(lowered, shape.kernels)
        end = registrations(
            kernels, variables(lowered), target="opencl", name=stem, records=records_of_host(lowered),
            outside=outside_declarations(lowered),
        )  # fmt: skip
        return _Device((Extra(f"{stem}.cl", text, "device"),), end, closures=lowered.closures)

    return _facade_job(units, sink, tables, "opencl", "OpenCL C", device, linking)


def _sycl(units: Sequence[Unit], sink: Sink, tables: Tables) -> Job:
    """Single-source SYCL over the façade, on raw tokens."""
    from .transforms.sycl import sycl_edits, sycl_program
    from .transforms.sycl_host import Headers

    libraries = {row.name for row in tables.of_kind("library") if row.sycl is not None and row.sycl.to}
    headers = Headers(facade_names("unwarp_sycl.hpp") | libraries, type_names(tables))
    program = sycl_program(units, tables, headers)

    def job(unit: Unit) -> Translation:
        made = sycl_edits(unit, program, sink)
        _refuse_c_host(unit, made, sink, "SYCL")
        return Translation(made, support=_headers_in(e for _, edits in made for e in edits))

    return job


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target("hip", ".hip.cpp", _hip),
        Target("sycl", ".sycl.cpp", _sycl),
        Target("opencl", ".cpp", _opencl),
        Target("c", ".cpp", _c),
    )
}
