"""Translation as a library: files in, files and diagnostics out. Joins the front end, a target and the output's layout;
knows no target itself."""

from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from .generated import RUNTIME, is_generated, is_runtime, protect, same, stamped
from .parser import rules
from .parser.diagnostics import Diagnostic, Note, Rule, Severity, Sink, UserError
from .parser.nearby import Nearby, included_sources, mentions_cuda
from .parser.preprocess import Files
from .parser.ptx.rewrite import without_ptx
from .parser.semantics.prelude import prelude
from .parser.source import Source, Span
from .parser.unit import Unit, parse_unit
from .reporting.allow import allow
from .reporting.policy import Policy
from .targets import TARGETS, Extra, Job, Translation, closure, has_support, read_headers, support_text
from .transforms.edits import Edit, EditConflict, apply
from .transforms.tables import load

CUDA_SUFFIXES = (".cu",)
PLAIN_SUFFIXES = (".cpp", ".cc", ".cxx", ".c")


@dataclass(frozen=True)
class Settings:
    """How files are read (include folders, macros, and a compile_commands.json with those of each file), the user's own
    tables, and which diagnostics are shown."""

    include_dirs: tuple[Path, ...] = ()
    defines: Mapping[str, str] = field(default_factory=dict)
    database: Mapping[Path, tuple[tuple[Path, ...], Mapping[str, str]]] = field(default_factory=dict)
    tables: tuple[Path, ...] = ()
    policies: tuple[Policy, ...] = ()
    chosen: Callable[[Path], bool] | None = None  # which files of folders are taken; all, where there is none

    @classmethod
    def make(
        cls,
        include_dirs: Iterable[Path] = (),
        defines: Iterable[str] = (),
        database: Path | None = None,
        tables: Iterable[Path] = (),
        policies: Iterable[Policy] = (),
        chosen: Callable[[Path], bool] | None = None,
    ) -> Settings:
        """Settings from what a command line gives (``NAME`` or ``NAME=VALUE`` for a macro). Raises UserError."""
        known = read_database(database) if database else {}
        return cls(tuple(include_dirs), _defines(defines), known, tuple(tables), tuple(policies), chosen)

    def judged(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics with those that are not to be shown suppressed."""
        found = list(diagnostics)
        for policy in self.policies:
            found = policy.apply(found)
        return found

    def of(self, path: Path) -> tuple[tuple[Path, ...], dict[str, str]]:
        """The include folders and macros for one file."""
        folders, defines = self.database.get(path.resolve(), ((), {}))
        return (*self.include_dirs, *folders), {**defines, **self.defines}


@dataclass(frozen=True)
class OutputFile:
    """A file of a translation, by its path in the output folder. ``kind``: host (compiled by the host compiler), device
    (an input of the device compiler), header, or support (a header of unwarp's own)."""

    path: str
    text: str
    kind: str
    origin: str = RUNTIME  # the source that it comes from, for the line at its top

    @property
    def support(self) -> bool:
        return self.kind == "support"

    def encoded(self) -> bytes:
        return self.text.encode("utf-8", "surrogateescape")


@dataclass
class Result:
    """What became of a program on one target. ``root`` is the folder that the output folder stands for, ``sources``
    are the files that were read, ``units`` those of each compiled file. Of the diagnostics, suppressed ones do not
    count as errors. ``include_dirs`` are folders of headers that no ``-I`` named, found below the program's root."""

    target: str
    root: Path = Path()
    files: list[OutputFile] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    units: list[tuple[Source, ...]] = field(default_factory=list)
    origins: dict[str, Source] = field(default_factory=dict)  # of the files that are edited sources, by their paths
    include_dirs: tuple[Path, ...] = ()

    @property
    def errors(self) -> int:
        """How many constructs were not translated, but for those that are allowed."""
        return sum(d.failing for d in self.diagnostics)

    def text(self) -> str:
        """The text of the first file that is no support header."""
        return next((f.text for f in self.files if not f.support), "")

    def contents(self) -> dict[str, bytes]:
        """What each file holds when it is written: its text under the line that says where it comes from."""
        return {file.path: stamped(file.encoded(), file.origin, self.target) for file in self.files}

    def changed(self, folder: Path) -> dict[Path, bytes]:
        """The files that writing under a folder would change, and what they would hold. Raises OSError."""
        wanted = {folder / name: data for name, data in self.contents().items()}
        return {path: data for path, data in wanted.items() if not same(path, data)}

    def write(self, folder: Path, force: bool = False) -> list[Path]:
        """Write all files under a folder, each whole or not at all; those that hold the same already stay untouched.
        Gives back what was written. Raises Protected, before anything is written, where a file was edited by hand or
        is not unwarp's, unless with ``force``; and OSError."""
        changed = self.changed(folder)
        if not force:
            protect(changed)
        for path, data in changed.items():
            write_whole(path, data)
        return list(changed)



def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by new content in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


# ------------------------------------------------------------------------------------------------ translation


Progress: TypeAlias = Callable[[str, int, int], None]  # what is being done, how many steps are done, of how many


def translate(
    source: str | Path, target: str, *, path: str = "input.cu", settings: Settings | None = None
) -> Result:
    """Translate one file: its text, which is shown as ``path``, or its Path. Raises UserError for an unknown target.

    >>> translate("void f() { cudaDeviceSynchronize(); }", "hip").text()
    '#include <hip/hip_runtime.h>\\n\\nvoid f() { hipDeviceSynchronize(); }'
    >>> result = translate("void f() { cudaNewThing(1); }", "c", path="f.cu")
    >>> print(result.diagnostics[0].render())
    f.cu:1:12: error: UW2007 `cudaNewThing` is not in the tables for C
          = hint: give it a row in a table of your own (--rules), or guard it by a macro
    """
    if isinstance(source, Path):
        return translate_program([source], target, settings)
    settings = settings or Settings()
    return _translate(_read([Source(path, source)], settings, Path(path).parent), target, settings)


def translate_program(paths: Sequence[Path], target: str, settings: Settings | None = None) -> Result:
    """Translate files and folders as one program. Local headers that the files include are translated with them."""
    return translate_targets(paths, [target], settings)[0]


def translate_targets(
    paths: Sequence[Path | Source],
    targets: Sequence[str],
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """Translate one program to several targets; its files are read once. What is no file is given as a Source."""
    settings = settings or Settings()
    sources, diagnostics = _read_inputs(paths, settings)
    steps = len(sources) * (len(targets) + 1)
    count = 0

    def step(what: str) -> None:
        nonlocal count
        if progress is not None:
            progress(what, count, steps)
        count += 1

    nearby = Nearby(_common_root([p / "x" if p.is_dir() else p for p in paths if isinstance(p, Path)]))
    program = _read(sources, settings, _common_root([Path(s.path) for s in sources]), nearby, step)
    results = [_translate(program, target, settings, step) for target in targets]
    for result in results:
        result.diagnostics[:0] = diagnostics
    return results


@dataclass(frozen=True)
class _Program:
    """The files of a program as read, for any target."""

    sources: Sequence[Source]
    units: Sequence[Unit]
    diagnostics: Sequence[Diagnostic]
    root: Path


def _read(
    sources: Sequence[Source],
    settings: Settings,
    root: Path,
    nearby: Nearby | None = None,
    step: Callable[[str], None] = lambda what: None,
) -> _Program:
    sink = Sink()
    files = Files()
    units: list[Unit] = []
    sources = [without_ptx(source) for source in sources]
    for source in sources:
        step(f"reading {source.path}")
        unit = _parse(source, settings, sink, nearby, files)
        if unit is not None:
            units.append(unit)
    return _Program(sources, units, list(sink), root)


def _translate(
    program: _Program, target: str, settings: Settings, step: Callable[[str], None] = lambda what: None
) -> Result:
    if target not in TARGETS:
        raise UserError(f"`{target}` is no target; use {', '.join(TARGETS)}")
    sink = Sink()
    for diagnostic in program.diagnostics:
        sink.add(diagnostic)
    units = program.units
    chosen = TARGETS[target]
    job = chosen.job(units, sink, load(settings.tables))
    layout = Layout.of(units, program.root)
    edits: dict[str, dict[Edit, None]] = {}
    files: dict[str, tuple[Source, str]] = {}
    extras: dict[str, tuple[Extra, str]] = {}
    support: dict[str, None] = {}
    for unit in units:
        step(f"{target}: {unit.source.path}")
        translation = _guarded(job, unit, sink)
        if translation is None:
            continue
        for source in unit.sources:
            own = os.path.basename(source.path)
            if is_runtime(source.text) and has_support(own):  # a translation is translated again
                support[own] = None
                continue
            files.setdefault(key_of(source), (source, "host" if source is unit.source else "header"))
        for source, made in translation.edits:
            edits.setdefault(key_of(source), {}).update(dict.fromkeys(made))
        folder = os.path.dirname(layout.name(unit.source))
        for extra in translation.extras:
            extras[os.path.join(folder, extra.name)] = (extra, layout.name(unit.source))
        support.update(dict.fromkeys(translation.support))
    result = Result(target, layout.root)
    marks = _marks(sink)
    for key, (source, kind) in files.items():
        origin = layout.name(source)
        changed = [*edits.get(key, {}), *marks.get(key, ())]
        name = chosen.host_name(origin) if kind == "host" else origin
        try:
            result.files.append(OutputFile(name, apply(source, changed), kind, origin))
        except EditConflict as error:
            sink.report(rules.INTERNAL, None, reason=f"{source.path}: {error}")
            continue
        result.origins[name] = source
    result.files += [OutputFile(name, extra.text, extra.kind, origin) for name, (extra, origin) in extras.items()]
    result.files += [OutputFile(name, support_text(name), "support") for name in closure(support)]
    read = [*dict.fromkeys((*program.sources, *(source for unit in units for source in unit.sources)))]
    result.sources = read
    result.units = [tuple(unit.sources) for unit in units]
    result.include_dirs = tuple(dict.fromkeys(folder for unit in units for folder in unit.nearby_dirs))
    result.diagnostics = settings.judged(allow(sink, read))
    return result


def _parse(source: Source, settings: Settings, sink: Sink, nearby: Nearby | None, files: Files) -> Unit | None:
    """The unit of a file; None when it cannot be read."""
    include_dirs, defines = settings.of(Path(source.path))
    own = Sink()
    unit: Unit | None = None
    try:
        unit = parse_unit(
            source, include_dirs=include_dirs, defines=defines, sink=own, prelude=prelude(), headers=read_headers(),
            nearby=nearby, files=files,
        )  # fmt: skip
    except Exception as error:  # a fault of ours must not take the other files with it
        own.report(rules.INTERNAL, None, reason=f"{source.path}: {type(error).__name__}: {error}")
    sources = unit.sources if unit is not None and Path(source.path).suffix in PLAIN_SUFFIXES else ()
    plain = bool(sources) and not any(mentions_cuda(read.text) for read in sources)
    for diagnostic in own:
        if plain and diagnostic.severity is not Severity.ERROR:
            continue  # nothing is to be translated there
        sink.add(_with_includes(diagnostic, unit) if unit is not None else diagnostic)
    return None if any(d.rule.unreadable for d in own) else unit


def _with_includes(diagnostic: Diagnostic, unit: Unit) -> Diagnostic:
    """A diagnostic in a header, with the includes that lead to it."""
    includes = {include.resolved: include.span for include in reversed(unit.includes) if include.resolved is not None}
    notes: dict[Source, Note] = {}
    source = diagnostic.span.source if diagnostic.span is not None else unit.source
    while source is not unit.source and source in includes and source not in notes:
        notes[source] = Note("it is included here", includes[source])
        source = includes[source].source
    return replace(diagnostic, notes=(*diagnostic.notes, *notes.values())) if notes else diagnostic


def _guarded(job: Job, unit: Unit, sink: Sink) -> Translation | None:
    try:
        return job(unit)
    except Exception as error:  # never a traceback for user code
        if os.environ.get("UNWARP_CHECK") == "1":
            raise
        sink.report(rules.INTERNAL, None, reason=f"{unit.source.path}: {type(error).__name__}: {error}")
        return None


def _marks(sink: Sink) -> dict[str, list[Edit]]:
    """Comments at the places of the errors, by file."""
    marks: dict[str, list[Edit]] = {}
    for diagnostic in sink:
        if diagnostic.rule.severity is Severity.ERROR and diagnostic.span is not None:
            start = diagnostic.span.start
            marks.setdefault(key_of(diagnostic.span.source), []).append(Edit(start, start, diagnostic.mark() + " "))
    return marks


def key_of(source: Source) -> str:
    """The identity of a file, however its path is written."""
    return os.path.realpath(source.path)


@dataclass(frozen=True)
class Layout:
    """Where the files of a program lie in the output: as they lie under ``root``."""

    root: Path

    @classmethod
    def of(cls, units: Sequence[Unit], root: Path) -> Layout:
        """The layout of a program: the root is widened so that it holds the local headers too."""
        top = os.path.realpath(root)
        for unit in units:
            for source in unit.sources:
                folder = os.path.dirname(key_of(source))
                if os.path.commonpath([top, folder]) != top and len(os.path.commonpath([top, folder])) > 1:
                    top = os.path.commonpath([top, folder])
        return cls(Path(top))

    def name(self, source: Source) -> str:
        """The path of a file in the output folder."""
        relative = os.path.relpath(key_of(source), self.root)
        return os.path.basename(source.path) if relative.startswith("..") else relative


# ------------------------------------------------------------------------------------------------ inputs


def _read_inputs(paths: Sequence[Path | Source], settings: Settings) -> tuple[list[Source], list[Diagnostic]]:
    sink = Sink()
    given = [path for path in paths if isinstance(path, Source)]
    for path in expand([path for path in paths if isinstance(path, Path)], settings.chosen):
        try:
            given.append(Source.read(path))
        except OSError as error:
            _report_file(sink, path, rules.UNREADABLE_FILE, reason=error.strerror or str(error))
    named = {path.path if isinstance(path, Source) else str(path) for path in paths}
    sources: list[Source] = []
    for source in given:
        if not source.text.strip():
            if source.path in named or len(given) == 1:  # among others in a folder it may well be empty
                _report_file(sink, source.path, rules.EMPTY_FILE)
        elif "\0" in source.text:
            _report_file(sink, source.path, rules.BINARY_FILE)
        else:
            sources.append(source)
    return sources, list(sink)


def _report_file(sink: Sink, path: Path | str, rule: Rule, **facts: str) -> None:
    sink.report(rule, Span(Source(str(path), ""), 0, 0), **facts)


def expand(paths: Sequence[Path], chosen: Callable[[Path], bool] | None = None) -> list[Path]:
    """The files to translate: those given, and of folders all CUDA and C++ sources that are chosen, in order. What
    unwarp wrote is no source, and a source that another file includes is a part of that one."""
    out: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = [p for p in path.rglob("*") if p.suffix in (*CUDA_SUFFIXES, *PLAIN_SUFFIXES) and p.is_file()]
            found = [p for p in found if (chosen is None or chosen(p)) and not is_generated(p)]
            found = [p for p in found if not any(part.startswith(".") for part in p.relative_to(path).parts)]
            parts = included_sources(path)
            out += sorted(p for p in found if p.resolve() not in parts)
        else:
            out.append(path)
    return list(dict.fromkeys(out))


def _common_root(paths: Sequence[Path]) -> Path:
    folders = [os.path.realpath(p.parent) for p in paths]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def _defines(given: Iterable[str]) -> dict[str, str]:
    return {name: value if equal else "1" for name, equal, value in (d.partition("=") for d in given)}


def read_database(path: Path) -> dict[Path, tuple[tuple[Path, ...], dict[str, str]]]:
    """Include folders and macros of each file of a compile_commands.json. Raises UserError."""
    if path.is_dir():
        path = path / "compile_commands.json"
    try:
        return _database(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; give a build's compile_commands.json, or its folder") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}: this is no compile_commands.json ({type(error).__name__}: {error})") from error


def _database(entries: Iterable[Mapping[str, Any]]) -> dict[Path, tuple[tuple[Path, ...], dict[str, str]]]:
    out: dict[Path, tuple[tuple[Path, ...], dict[str, str]]] = {}
    for entry in entries:
        folder = Path(entry.get("directory", "."))
        words = entry.get("arguments") or shlex.split(entry.get("command", ""))
        folders: list[Path] = []
        defines: list[str] = []
        queue = iter(words)
        for word in queue:
            for flag, into in (("-I", folders), ("-isystem", folders), ("-D", defines)):
                if word.startswith(flag):
                    value = word[len(flag) :] or next(queue, "")
                    into.append(folder / value if into is folders else value)  # type: ignore[arg-type]
                    break
        out[(folder / entry["file"]).resolve()] = (tuple(folders), _defines(defines))
    return out
