"""A kernel's specification: what ``case.toml`` says, checked. Says where a mistake stands; runs nothing.

    title = "y = a x + y"
    kernel = "saxpy"                        # or an instantiation, "saxpy<float>"
    grid = "ceildiv(n, block)"              # an expression over the sizes, or up to three of them
    block = "block"
    shared = 0                              # bytes of dynamic shared memory
    sizes = [{n = 1000, block = 128}, {n = 1, block = 32}]
    seeds = [1]

    [arguments.x]                           # in the order of the kernel's parameters
    type = "float"                          # an array has a shape, a value none
    shape = ["n"]
    fill = "normal(0, 1)"                   # see generators.py
    use = "in"                              # in, out or inout
    [arguments.n]
    type = "int"
    value = "n"

    [tolerance]                             # none: equal bit for bit, but that NaN equals NaN and 0 equals -0
    ulp = 2
    reason = "a fused multiply-add rounds once"

Several launches stand in ``[[launches]]`` with kernel, grid, block, shared and the names of their ``arguments``; all of
them are done ``repeat`` times, and ``step`` counts the times. ``[types.NAME]`` has a structure's fields, in order; a
pointer in it has the value ``"&argument"``. ``symbol = true`` makes an argument a ``__device__`` or ``__constant__``
variable of that name. ``order = "any"`` compares an output without regard to the order of its elements. ``thread`` and
``block`` of an output say, as expressions over the index ``i``, who writes an element. ``[refused]`` gives for a target
the reason why it cannot have the kernel.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from . import generators
from .element_types import ElementType, element_type, structure
from .expressions import ExpressionError, Number, call, evaluate

Sizes: TypeAlias = Mapping[str, Number]
USES = ("in", "out", "inout")
CASE_KEYS = {
    "title", "topics", "kernel", "grid", "block", "shared", "sizes", "seeds", "repeat", "launches", "arguments",
    "types", "tolerance", "refused", "reference",
}  # fmt: skip
LAUNCH_KEYS = {"kernel", "grid", "block", "shared", "arguments"}
ARGUMENT_KEYS = {"type", "shape", "value", "fill", "use", "symbol", "order", "thread", "block", "tolerance"}
TOLERANCE_KEYS = {"ulp", "relative", "absolute", "reason"}


class SpecError(ValueError):
    """A specification that cannot be used: the file and line, the key, what is wrong and what would be right."""

    def __init__(self, path: Path, line: int, key: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.path, self.line, self.key, self.message, self.remedy = path, line, key, message, remedy

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: error: `{self.key}`: {self.message}\n      = hint: {self.remedy}"


@dataclass(frozen=True)
class Tolerance:
    """How far an output may be off: by so many units in the last place, or by ``absolute + relative * |expected|``."""

    ulp: int = 0
    relative: float = 0.0
    absolute: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Argument:
    """A kernel's argument, or a device variable. An array has a ``shape``; a value has ``values``, one a field."""

    name: str
    type: ElementType
    shape: tuple[str, ...] | None
    values: tuple[str, ...] = ()
    fill: str = "constant(0)"
    use: str = "in"
    symbol: bool = False
    any_order: bool = False
    thread: str = ""
    block: str = ""
    tolerance: Tolerance | None = None

    @property
    def array(self) -> bool:
        return self.shape is not None

    @property
    def output(self) -> bool:
        return self.use != "in"


@dataclass(frozen=True)
class Launch:
    """One launch: the kernel as the source writes it, its shape, and the names of its arguments."""

    kernel: str
    grid: tuple[str, ...]
    block: tuple[str, ...]
    shared: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A kernel with everything that is needed to run it and to judge the result."""

    name: str
    source: Path
    spec: Path
    reference: Path | None
    title: str
    topics: tuple[str, ...]
    launches: tuple[Launch, ...]
    repeat: str
    sizes: tuple[Sizes, ...]
    seeds: tuple[int, ...]
    arguments: tuple[Argument, ...]
    structures: Mapping[str, ElementType]
    tolerance: Tolerance
    refused: Mapping[str, str] = field(default_factory=dict)

    def tolerance_of(self, argument: Argument) -> Tolerance:
        return argument.tolerance or self.tolerance

    def files(self) -> tuple[Path, ...]:
        """Everything that the case consists of."""
        return (self.source, self.spec, *([self.reference] if self.reference else []))


def kernels_folder() -> Path:
    """The corpus of kernels."""
    return Path(__file__).resolve().parent / "kernels"


def corpus_names() -> list[str]:
    """The names of the corpus's kernels, in order."""
    return sorted(folder.name for folder in kernels_folder().iterdir() if (folder / "case.toml").is_file())


def load_corpus_case(name: str) -> Case:
    """A kernel of the corpus; raises SpecError."""
    folder = kernels_folder() / name
    return load_case(folder / "case.toml", folder / "kernel.cu", name)


def load_case(spec: Path, source: Path, name: str, kernel: str | None = None) -> Case:
    """A specification file for a source. ``kernel`` stands in for the file's own key. Raises SpecError."""
    try:
        text = spec.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(spec, 1, "file", f"cannot be read: {error}", "check the path and its permissions") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise SpecError(
            spec, int(line[1]) if line else 1, "file", f"is no TOML: {error}", "see https://toml.io for the syntax"
        ) from error
    return _Reader(spec, text).case(table, source, name, kernel)


@dataclass(frozen=True)
class _Reader:
    """Reads the tables of one file."""

    path: Path
    text: str

    def fail(self, key: str, message: str, remedy: str) -> SpecError:
        return SpecError(self.path, self.line(key), key, message, remedy)

    def line(self, key: str) -> int:
        """The line on which a dotted key stands, or that of the nearest table around it."""
        parts = key.split(".")
        best: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        seen: dict[tuple[str, ...], int] = {}
        for number, text in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[(\[)?\s*([\w.\"-]+)\s*\]", text):
                table = tuple(header[2].replace('"', "").split("."))
                if header[1]:
                    seen[table] = seen.get(table, -1) + 1
                    table = (*table, str(seen[table]))
                best.setdefault(table, number)
            elif entry := re.match(r"\s*([\w.\"-]+)\s*=", text):
                best.setdefault((*table, *entry[1].replace('"', "").split(".")), number)
        for count in range(len(parts), 0, -1):
            prefix = tuple(parts[:count])
            if found := [line for place, line in best.items() if place[:count] == prefix]:
                return min(found)
        return 1

    # -------------------------------------------------------------------------------------------- pieces

    def known(self, table: Mapping[str, Any], keys: set[str], where: str) -> None:
        for key in table:
            if key not in keys:
                dotted = f"{where}.{key}" if where else key
                raise self.fail(dotted, "is not known here", f"one of {', '.join(sorted(keys))}")

    def string(self, table: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
        dotted = f"{where}.{key}" if where else key
        if key not in table:
            if default is None:
                raise self.fail(dotted, "is missing", f'add {key} = "…"')
            return default
        if not isinstance(table[key], str):
            raise self.fail(dotted, f"must be text, not {table[key]!r}", f'write {key} = "…"')
        return str(table[key])

    def expression(self, value: object, key: str, names: Mapping[str, Number]) -> str:
        """An expression, which has a value for those names."""
        text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
        if isinstance(value, bool):
            text = str(int(value))
        if not text:
            raise self.fail(key, f"must be an expression, not {value!r}", 'write a number or text such as "n + 1"')
        try:
            evaluate(text, names)
        except ExpressionError as error:
            raise self.fail(key, str(error), "write a number or an expression over the sizes") from error
        return text

    def expressions(self, value: object, key: str, names: Mapping[str, Number], most: int) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        if not 1 <= len(items) <= most:
            raise self.fail(key, f"has {len(items)} entries", f"give one to {most}")
        return tuple(self.expression(item, key, names) for item in items)

    def sizes(self, table: Mapping[str, Any]) -> tuple[Sizes, ...]:
        given = table.get("sizes")
        if not isinstance(given, list) or not given or not all(isinstance(entry, dict) for entry in given):
            raise self.fail("sizes", "must be a list of tables", "write sizes = [{n = 1000}, {n = 1}]")
        for entry in given:
            if set(entry) != set(given[0]):
                raise self.fail("sizes", "not every entry has the same names", f"give {', '.join(given[0])} in each")
            for name, value in entry.items():
                if not isinstance(value, int | float) or isinstance(value, bool) or name in ("i", "step"):
                    raise self.fail(
                        "sizes", f"`{name}` cannot be {value!r}", "give a number a name other than i and step"
                    )
        return tuple(given)

    def tolerance(self, table: object, key: str) -> Tolerance:
        if not isinstance(table, dict):
            raise self.fail(key, "must be a table", f'write {key} = {{relative = 1e-6, reason = "…"}}')
        self.known(table, TOLERANCE_KEYS, key)
        for name in ("ulp", "relative", "absolute"):
            value = table.get(name, 0)
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                raise self.fail(
                    f"{key}.{name}", f"must be a number, not {value!r}", "give a number that is not negative"
                )
        if not self.string(table, "reason", key, "").strip():
            raise self.fail(key, "has no reason", 'say why results may differ: reason = "…"')
        return Tolerance(
            int(table.get("ulp", 0)), float(table.get("relative", 0)), float(table.get("absolute", 0)), table["reason"]
        )

    # -------------------------------------------------------------------------------------------- types, arguments

    def structures(self, tables: object) -> dict[str, ElementType]:
        found: dict[str, ElementType] = {}
        if not isinstance(tables, dict):
            raise self.fail("types", "must hold tables", 'write [types.NAME] with lines such as x = "float"')
        for name, fields in tables.items():
            key = f"types.{name}"
            if not isinstance(fields, dict) or not fields:
                raise self.fail(key, "must be a table of fields", 'write lines such as x = "float"')
            found[name] = structure(name, {f: self.type_of(fields, f, key, found) for f in fields})
        return found

    def type_of(
        self, table: Mapping[str, Any], key: str, where: str, structures: Mapping[str, ElementType]
    ) -> ElementType:
        name = self.string(table, key, where)
        made = element_type(name, structures)
        if made is None:
            raise self.fail(
                f"{where}.{key}", f"`{name}` is not a type known here", "a C type, a vector type or one of [types]"
            )
        return made

    def argument(
        self, name: str, table: object, structures: Mapping[str, ElementType], names: Mapping[str, Number]
    ) -> Argument:
        key = f"arguments.{name}"
        if not isinstance(table, dict) or not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise self.fail(key, "must be a table with a C name", f"write [{key}] with type and shape or value")
        self.known(table, ARGUMENT_KEYS, key)
        kind = self.type_of(table, "type", key, structures)
        use = self.string(table, "use", key, "in")
        if use not in USES:
            raise self.fail(f"{key}.use", f"cannot be {use!r}", f"one of {', '.join(USES)}")
        tolerance = self.tolerance(table["tolerance"], f"{key}.tolerance") if "tolerance" in table else None
        symbol = table.get("symbol", False) is True
        if ("shape" in table) == ("value" in table):
            raise self.fail(
                key, "needs either a shape or a value", 'write shape = ["n"] for an array, value = "n" for a number'
            )
        if "value" in table:
            if use != "in" and not symbol:
                raise self.fail(f"{key}.use", "a value cannot be an output", 'give it a shape, such as ["1"]')
            return Argument(name, kind, None, self.values(table["value"], f"{key}.value", kind, names), symbol=symbol)
        counted = {**names, "i": 0}
        writers = {k: self.expression(table[k], f"{key}.{k}", counted) for k in ("thread", "block") if k in table}
        order = self.string(table, "order", key, "same")
        if order not in ("same", "any"):
            raise self.fail(f"{key}.order", f"cannot be {order!r}", "same or any")
        fill = self.fill(table, key, use, names)
        shape = self.expressions(table["shape"], f"{key}.shape", names, 4)
        return Argument(
            name, kind, shape, (), fill, use, symbol, order == "any",
            writers.get("thread", ""), writers.get("block", ""), tolerance,
        )  # fmt: skip

    def fill(self, table: Mapping[str, Any], key: str, use: str, names: Mapping[str, Number]) -> str:
        """The generator of an argument; an output without one is filled with a pattern that no kernel writes."""
        fill = self.string(table, "fill", key, "" if use == "out" else "reference")
        if fill and fill != "reference":
            try:
                generator, given = call(fill, names)
                generators.check(generator, len(given))
            except ExpressionError as error:
                raise self.fail(f"{key}.fill", str(error), 'write fill = "normal(0, 1)"') from error
        return fill

    def values(self, given: object, key: str, kind: ElementType, names: Mapping[str, Number]) -> tuple[str, ...]:
        """The expressions of a value: one, or one a field or lane."""
        fields: tuple[object, ...] = kind.dtype.names or tuple(range(kind.lanes))
        items = list(given.values()) if isinstance(given, dict) else given if isinstance(given, list) else [given]
        if len(items) != len(fields) or isinstance(given, dict) and tuple(given) != fields:
            raise self.fail(
                key, f"`{kind.name}` has {len(fields)} parts", f"give {', '.join(map(str, fields))}, in this order"
            )
        return tuple(
            item if isinstance(item, str) and item.startswith("&") else self.expression(item, key, names)
            for item in items
        )

    # -------------------------------------------------------------------------------------------- the whole

    def launch(self, table: Mapping[str, Any], where: str, known: Sequence[str], names: Mapping[str, Number]) -> Launch:
        dot = f"{where}." if where else ""
        chosen = table.get("arguments", list(known)) if where else list(known)
        for name in chosen:
            if name not in known:
                raise self.fail(f"{dot}arguments", f"`{name}` is no argument", f"one of {', '.join(known)}")
        for key in ("grid", "block"):
            if key not in table:
                raise self.fail(
                    dot + key, "is missing", f'add {key} = "…", such as grid = "ceildiv(n, 128)", block = 128'
                )
        return Launch(
            self.string(table, "kernel", where),
            self.expressions(table["grid"], dot + "grid", names, 3),
            self.expressions(table["block"], dot + "block", names, 3),
            self.expression(table.get("shared", 0), dot + "shared", names),
            tuple(chosen),
        )

    def case(self, table: dict[str, Any], source: Path, name: str, kernel: str | None) -> Case:
        self.known(table, CASE_KEYS, "")
        if kernel is not None:
            table = {**table, "kernel": kernel}
        sizes = self.sizes(table)
        first = {**sizes[0], "step": 0}
        structures = self.structures(table.get("types", {}))
        given = table.get("arguments", {})
        if not isinstance(given, dict):
            raise self.fail("arguments", "must hold tables", "write [arguments.NAME] for each, in order")
        arguments = tuple(self.argument(n, t, structures, first) for n, t in given.items())
        self.check_pointers(arguments)
        passed = [a.name for a in arguments if not a.symbol]
        if not any(a.output for a in arguments):
            raise self.fail("arguments", "none is an output", 'give one use = "out" or use = "inout"')
        for sizes_of in sizes:
            self.check_sizes(table, sizes_of)
        many = table.get("launches")
        if many is None:
            launches = [self.launch(table, "", passed, first)]
        else:
            launches = [self.launch(entry, f"launches.{n}", passed, first) for n, entry in enumerate(many)]
        seeds = table.get("seeds", [1])
        if not isinstance(seeds, list) or not seeds or not all(isinstance(seed, int) for seed in seeds):
            raise self.fail("seeds", f"cannot be {seeds!r}", "write seeds = [1]")
        return Case(
            name=name, source=source, spec=self.path, reference=self.reference(table),
            title=self.string(table, "title", "", name),
            topics=tuple(table.get("topics", ())), launches=tuple(launches),
            repeat=self.expression(table.get("repeat", 1), "repeat", first), sizes=sizes, seeds=tuple(seeds),
            arguments=arguments, structures=structures,
            tolerance=self.tolerance(table["tolerance"], "tolerance") if "tolerance" in table else Tolerance(),
            refused=dict(table.get("refused", {})),
        )  # fmt: skip

    def check_pointers(self, arguments: Sequence[Argument]) -> None:
        arrays = {a.name for a in arguments if a.array and not a.symbol}
        for argument in arguments:
            for value in argument.values:
                if value.startswith("&") and value[1:] not in arrays:
                    raise self.fail(
                        f"arguments.{argument.name}.value", f"`{value}` is no array argument", "& and an array's name"
                    )

    def check_sizes(self, table: Mapping[str, Any], sizes: Sizes) -> None:
        """Every launch shape has a value for every size."""
        for where, launch in [("", table), *((f"launches.{n}.", t) for n, t in enumerate(table.get("launches", ())))]:
            for key in ("grid", "block"):
                if key in launch:
                    for text in self.expressions(launch[key], where + key, {**sizes, "step": 0}, 3):
                        if evaluate(text, {**sizes, "step": 0}) < 1:
                            raise self.fail(
                                where + key, f"is below 1 for {dict(sizes)}", "write max(1, …) where a size is 0"
                            )

    def reference(self, table: Mapping[str, Any]) -> Path | None:
        """The Python file with the expected results: the one named, or ``reference.py`` beside the specification."""
        named = self.string(table, "reference", "", "")
        path = self.path.parent / (named or "reference.py")
        if named and not path.is_file():
            raise self.fail("reference", f"there is no file {path}", "name a Python file with a function `reference`")
        return path if path.is_file() else None
