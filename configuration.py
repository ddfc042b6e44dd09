"""The configuration of a project: ``[tool.unwarp]`` of its pyproject.toml, or its unwarp.toml. Owns which keys there
are, where the file is found, and what is said of one that is wrong; decides nothing about translation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeAlias

from .parser.diagnostics import Severity, UserError
from .parser.toml_lines import TomlError, line_of, parse_toml
from .reporting.codes import UnknownCode, parse_codes
from .reporting.policy import PathRule, Policy

TARGETS: tuple[Literal["hip", "sycl", "opencl", "c"], ...] = ("hip", "sycl", "opencl", "c")
FILES = ("unwarp.toml", "pyproject.toml")
_LEVELS = {severity.value: severity for severity in Severity}


class ConfigError(UserError):
    """A configuration that cannot be used; the message names file, line and key, and says what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """One program that ``unwarp sync`` keeps translated: what is read, and where each target goes, by absolute
    paths."""

    sources: tuple[Path, ...]
    output: Path
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project says; without a file, nothing. Paths are absolute; patterns are those of .gitignore, from the
    folder of the file."""

    file: Path | None = None
    targets: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include_dirs: tuple[Path, ...] = ()
    defines: tuple[str, ...] = ()
    compile_commands: Path | None = None
    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    per_path: tuple[PathRule, ...] = ()
    baseline: Path | None = None
    sync: tuple[Job, ...] = ()

    @property
    def root(self) -> Path:
        return self.file.parent if self.file is not None else Path.cwd()

    def chosen(self) -> Callable[[Path], bool] | None:
        """Which files of folders are taken; None where all are."""
        if not self.include and not self.exclude:
            return None
        wanted = matcher(self.include, self.root) if self.include else lambda _path: True
        unwanted = matcher(self.exclude, self.root)
        return lambda path: wanted(str(path)) and not unwanted(str(path))

    def policy(self) -> Policy:
        """What is shown, by the configuration alone."""
        return Policy(self.select, self.ignore, self.severity, self.per_path, "config")


def matcher(patterns: Sequence[str], root: Path) -> Callable[[str], bool]:
    """Whether a path is one of those that patterns of .gitignore name, from a folder."""
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines(patterns)
    base = root.resolve()

    def matches(path: str) -> bool:
        try:
            below = Path(path).resolve().relative_to(base)
        except (ValueError, OSError):
            return False
        return spec.match_file(below.as_posix())

    return matches


# ------------------------------------------------------------------------------------------------ finding and reading


def find_configuration(start: Path) -> Configuration:
    """The configuration for a file or folder: the nearest upwards. Raises ConfigError."""
    here = start.resolve()
    for folder in (here, *here.parents):
        for name in FILES:
            path = folder / name
            if path.is_file():
                found = read_configuration(path, optional=name == "pyproject.toml")
                if found is not None:
                    return found
    return Configuration()


def read_configuration(path: Path, optional: bool = False) -> Configuration | None:
    """The configuration of a file; None where it is optional and a pyproject.toml without one. Raises ConfigError."""
    path = path.absolute()
    try:
        text = path.read_bytes().decode("utf-8")
        document = parse_toml(text)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: it is not UTF-8 text ({error.reason}); save it as UTF-8") from error
    except TomlError as error:
        raise ConfigError(f"{path}:{error.place}: this is no TOML: {error}") from error
    table: Any = document
    prefix: tuple[str, ...] = ()
    if path.name == "pyproject.toml":
        prefix = ("tool", "unwarp")
        table = document.get("tool", {}).get("unwarp")
        if table is None:
            if optional:
                return None
            raise ConfigError(f"{path}: it has no table [tool.unwarp]; add one")
    return _Reader(path, text, prefix).read(table)


_Key: TypeAlias = "tuple[str | int, ...]"


class _Reader:
    """Reads one table, and knows the line of each key."""

    def __init__(self, path: Path, text: str, prefix: tuple[str, ...]) -> None:
        self.path, self.text, self.prefix = path, text, prefix
        self.root = path.parent

    def read(self, table: Any) -> Configuration:
        self._table(table, (), _KEYS)
        return Configuration(
            file=self.path,
            targets=self._targets(table, ()),
            include=self._texts(table, "include"),
            exclude=self._texts(table, "exclude"),
            include_dirs=self._paths(table, "include-dirs"),
            defines=self._texts(table, "defines"),
            compile_commands=self._path(table, "compile-commands"),
            rules=self._paths(table, "rules"),
            select=self._codes(table, "select"),
            ignore=self._codes(table, "ignore"),
            severity=self._severity(table),
            per_path=tuple(self._per_path(entry, number) for number, entry in self._entries(table, "per-path")),
            baseline=self._path(table, "baseline"),
            sync=tuple(self._job(entry, number, table) for number, entry in self._entries(table, "sync")),
        )

    # -------------------------------------------------------------------------------------------- parts

    def _targets(self, table: Mapping[str, Any], at: _Key) -> tuple[str, ...]:
        names = self._texts(table, "targets", at)
        for name in names:
            if name not in TARGETS:
                self._fail((*at, "targets"), f"`{name}` is no target; use {', '.join(TARGETS)}")
        return names

    def _severity(self, table: Mapping[str, Any]) -> dict[str, Severity]:
        levels: dict[str, Severity] = {}
        given = table.get("severity", {})
        if not isinstance(given, dict):
            self._fail(("severity",), 'it is no table; write [severity] with lines such as UW3101 = "error"')
        for code, level in given.items():
            if level not in _LEVELS:
                self._fail(("severity", code), f"`{level}` is no severity; use {', '.join(_LEVELS)}")
            (known,) = self._checked([code], ("severity", code))
            levels[known] = _LEVELS[level]
        return levels

    def _per_path(self, entry: Any, number: int) -> PathRule:
        at: _Key = ("per-path", number)
        self._table(entry, at, _PER_PATH)
        patterns = self._texts(entry, "paths", at, required=True)
        ignore = self._checked(self._texts(entry, "ignore", at, required=True), (*at, "ignore"))
        return PathRule(matcher(patterns, self.root), ignore, self._text(entry, "reason", at))

    def _job(self, entry: Any, number: int, table: Mapping[str, Any]) -> Job:
        at: _Key = ("sync", number)
        self._table(entry, at, _SYNC)
        sources = self._paths(entry, "sources", at, required=True)
        output = self._path(entry, "output", at)
        if output is None:
            self._fail((*at, "output"), 'it is missing; write output = "DIR"')
        targets = self._targets(entry, at) or self._targets(table, ())
        if not targets:
            self._fail((*at, "targets"), 'it is missing; write targets = ["hip"], here or for the whole project')
        return Job(sources, output, targets)

    # -------------------------------------------------------------------------------------------- values

    def _table(self, value: Any, at: _Key, keys: Sequence[str]) -> None:
        if not isinstance(value, dict):
            self._fail(at, "it is no table")
        for key in value:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(keys)}"
                self._fail((*at, key), f"this key is not known; {hint}")

    def _entries(self, table: Mapping[str, Any], key: str) -> list[tuple[int, Any]]:
        value = table.get(key, [])
        if not isinstance(value, list):
            self._fail((key,), f"it is no list of tables; write [[{'.'.join((*self.prefix, key))}]]")
        return list(enumerate(value))

    def _texts(self, table: Mapping[str, Any], key: str, at: _Key = (), required: bool = False) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fail((*at, key), f'it must be a list of strings, such as {key} = ["…"]')
        if required and not value:
            self._fail((*at, key), f'it is missing; write {key} = ["…"]')
        return tuple(value)

    def _text(self, table: Mapping[str, Any], key: str, at: _Key = ()) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self._fail((*at, key), f'it must be a string, such as {key} = "…"')
        return value

    def _path(self, table: Mapping[str, Any], key: str, at: _Key = ()) -> Path | None:
        text = self._text(table, key, at)
        return self.root / text if text else None

    def _paths(self, table: Mapping[str, Any], key: str, at: _Key = (), required: bool = False) -> tuple[Path, ...]:
        return tuple(self.root / text for text in self._texts(table, key, at, required))

    def _codes(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        return self._checked(self._texts(table, key), (key,))

    def _checked(self, codes: Sequence[str], at: _Key) -> tuple[str, ...]:
        try:
            return parse_codes(codes)
        except UnknownCode as error:
            self._fail(at, f"{error}; `unwarp explain` lists all" if "did you mean" not in str(error) else str(error))

    def _fail(self, key: _Key, what: str) -> NoReturn:
        line = line_of(self.text, (*self.prefix, *key))
        name = ".".join(str(part) for part in (*self.prefix, *key) if isinstance(part, str))
        raise ConfigError(f"{self.path}{f':{line}' if line else ''}: {name}: {what}")


_KEYS = (
    "targets", "include", "exclude", "include-dirs", "defines", "compile-commands", "rules", "select", "ignore",
    "severity", "per-path", "baseline", "sync",
)  # fmt: skip
_PER_PATH = ("paths", "ignore", "reason")
_SYNC = ("sources", "output", "targets")
