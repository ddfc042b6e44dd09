"""What each CUDA name becomes on each target: the rows of ``tables/*.toml``, checked, with signatures
parsed.

A file holds one row a CUDA name, ``[name]`` or ``name = {…}``, with the keys

- ``kind``: what sort of name it is, one of ``KINDS`` (a ``template`` is a class template: a name only before ``<``);
- ``hip``, ``sycl``, ``opencl``, ``c``: what it becomes there (``Mapping``), as one of

  - text: works as on CUDA. ``"="`` is the same spelling, ``"uw"`` and ``"hip"`` the derived name
    (``cudaMalloc`` → ``uwMalloc``, ``hipMalloc``); a name stands for a call with all arguments or, for
    what is not a function, for itself; anything else is a template (below);
  - ``{to = "…", note = "…"}``: works, with a difference that the note states;
  - ``{to = "uw", plain = "…"}`` (SYCL): what a statement that calls it becomes where host code needs no façade, as a
    template in which ``q`` is the queue; ``*$1`` for what an argument points to, ``;`` for nothing;
  - ``{to = "…", helper = true}``: needs the header that comes with the output, as names with ``uw`` always do;
  - ``{pass = "…"}``: the named pass rewrites it (``to`` may say into what); with ``prelude`` a call goes to the
    function ``to`` of the front end's prelude;
  - ``{why = "…"}``: refused, with the reason;
  - ``{to = "=", others = "…"}`` of a namespace: why its members are refused that have no row of their own;
  - no key: nobody has looked at it yet;

- ``facades``: what stands for each of ``sycl``, ``opencl`` and ``c`` that the row does not give;

- ``signatures`` of a function: a list of C++-like types with one entry an overload, ``"float(float)"``,
  or the name of a list in the file's ``sets``. A parameter may have a default (``int = 32``) and a type
  its argument is converted to where the overload only exists for its conversion (``int as unsigned
  int``); ``...`` ends a variadic list. ``T`` stands in turn for each type of the row's ``T``, a list of
  types or the name of one in the file's ``sets``. A function that every target refuses needs none;
- ``promote = true``: before overloads are resolved, an integer argument for a floating parameter counts
  as double, as C++'s <cmath> has it;
- ``fields``, ``align`` of a record type, ``alias`` of a type that is another's name, ``type`` of a
  constant, ``value`` of a constant as a literal.

The table ``["*"]`` of a file holds keys that its rows have unless they say otherwise, and ``sets``.

In a template ``$1`` … ``$9`` are the arguments, ``$*`` all of them, ``$2*`` the second and all after it,
and ``$5|0`` the fifth or, where the call has none, 0; ``{t}`` is the tag of what T stands for (of the
first parameter where there is no T), ``{f}`` is "f" where the first floating type of the overload is
float and empty where it is double. ``float = "…"`` beside ``to`` is the template for overloads whose
first parameter is floating. Templates are operands: they need no parentheses around them. In the C column
and the OpenCL column the arguments have the types ``passed``; in the ``sycl`` column they are the user's
text, which the caller casts where its type is another, and ``item`` is the work-item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar, cast

from ..parser import ctree
from ..parser.ctree import CType, Pointer, Record, Scalar
from ..parser.diagnostics import UserError
from ..parser.kept import kept, path_of
from ..parser.toml_lines import TomlError, line_of, parse_toml

Target: TypeAlias = Literal["hip", "sycl", "opencl", "c"]
TARGETS: tuple[Target, ...] = ("hip", "sycl", "opencl", "c")
FACADES: tuple[Target, ...] = ("sycl", "opencl", "c")
Status: TypeAlias = Literal["full", "differs", "refused", "pass"]

# fmt: off
FUNCTION_KINDS = frozenset({
    "math", "integer", "convert", "atomic", "barrier", "fence", "warp", "memory", "vector", "half", "texture",
    "print", "time", "assert", "heap",
})
KINDS = FUNCTION_KINDS | {
    "index", "type", "constant", "qualifier", "header", "runtime", "enumerator", "hosttype", "macro",
    "namespace", "library", "group", "collective", "member", "template",
}
# fmt: on
_COLUMN_KEYS = {"to", "float", "note", "pass", "why", "helper", "plain", "others"}
_ROW_KEYS = {"kind", "signatures", "T", "promote", "fields", "align", "alias", "type", "value", *TARGETS}


_T = TypeVar("_T")


class TableError(UserError):
    """A table that cannot be used; the message names the file and the row."""


@dataclass(frozen=True)
class Signature:
    """One overload. ``params`` is what arguments are matched against, ``passed`` what they are converted to;
    the defaults belong to the last parameters; ``template`` is what T stands for."""

    result: CType
    params: tuple[CType, ...]
    passed: tuple[CType, ...]
    defaults: tuple[str, ...] = ()
    variadic: bool = False
    template: CType | None = None

    @property
    def required(self) -> int:
        """How many arguments a call must give at least."""
        return len(self.params) - len(self.defaults)


@dataclass(frozen=True)
class Mapping:
    """What a name becomes on one target. ``to`` has "=", "uw" and "hip" resolved; ``helper``: only the header that
    comes with the output declares it, or declares overloads that the target lacks."""

    to: str = ""
    to_float: str = ""
    note: str = ""
    why: str = ""
    passes: str = ""
    helper: bool = False
    plain: str = ""
    others: str = ""

    @property
    def status(self) -> Status:
        if self.why:
            return "refused"
        if self.passes:
            return "pass"
        return "differs" if self.note else "full"


@dataclass(frozen=True)
class Row:
    """One CUDA name. A column is None where nobody has looked at it yet."""

    name: str
    kind: str
    signatures: tuple[Signature, ...] = ()
    hip: Mapping | None = None
    sycl: Mapping | None = None
    opencl: Mapping | None = None
    c: Mapping | None = None
    promote: bool = False
    fields: tuple[tuple[str, CType], ...] = ()
    align: int = 0
    alias: CType | None = None
    type: CType | None = None
    value: str = ""

    def column(self, target: Target) -> Mapping | None:
        return {"hip": self.hip, "sycl": self.sycl, "opencl": self.opencl, "c": self.c}[target]


@dataclass(frozen=True)
class Tables:
    """All rows by name, in the order of the files."""

    rows: Dict[str, Row]
    _kinds: dict[str, tuple[Row, ...]] = field(default_factory=dict, repr=False)

    def get(self, name: str) -> Row | None:
        return self.rows.get(name)

    def of_kind(self, kind: str) -> tuple[Row, ...]:
        if kind not in self._kinds:
            self._kinds[kind] = tuple(row for row in self.rows.values() if row.kind == kind)
        return self._kinds[kind]

    def library(self, name: str, target: Target) -> str:
        """Why a target lacks the library in whose namespace (``cub::Sum``) or folder of headers (``cub/cub.cuh``) a
        name stands; empty where it does not lack it, or the name is of no library."""
        if re.match(r"(?:::)?cuda(?:::|/)std(?:::|/)", name):
            return ""
        parts = [part for part in name.split("::") if part]
        for stop in range(2, len(parts) + 1):
            known = self.get("::".join(parts[:stop]))
            if known is None:
                return self._namespace(name, target, "others")
            if known.kind != "namespace":
                offered = known.column(target)
                return offered.why if offered is not None else ""
        return self._namespace(name, target, "others" if "/" in name else "why")

    def _namespace(self, name: str, target: Target, reason: Literal["why", "others"]) -> str:
        """Why a target lacks the namespace of a library, or what stands in it without a row."""
        first = re.match(r"(?:::)?(\w+)(?:::|/)", name)
        row = self.get(first[1]) if first else None
        column = row.column(target) if row is not None and row.kind == "namespace" else None
        if column is None:
            return ""
        return column.why or (column.others if reason == "others" else "")

    def standard_header(self, name: str, target: Target) -> str:
        """The header of the standard library in the place of one of libcu++'s (``cuda/std/tuple``); else empty."""
        row = self.get("cuda::std") if name.startswith("cuda/std/") else None
        column = row.column(target) if row is not None else None
        return name.removeprefix("cuda/std/") if column is not None and column.to == "std" else ""

    def names(self) -> Iterator[str]:
        return iter(self.rows)


# ------------------------------------------------------------------------------------ loading


def load(extra: Sequence[Path] = ()) -> Tables:
    """The built-in tables, with the user's own rows laid over them key by key. Raises TableError."""
    return _load(tuple((str(path), _text(path)) for path in extra))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: it is not UTF-8 text ({error.reason}); save it as UTF-8") from error


@lru_cache(maxsize=8)
def _load(extra: tuple[tuple[str, str], ...]) -> Tables:
    """The tables with those of the user, of which name and text are given."""
    folder = resources.files(__package__) / "tables"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda item: item.name)
    own = [(entry.name, entry.read_text("utf-8")) for entry in entries]
    if extra:
        return _make(own, extra)
    code = [Path(module).read_text("utf-8") for module in (__file__, ctree.__file__)]  # what the pickle is made of
    return kept(path_of("rows", (*code, *(text for entry in own for text in entry))), Tables, lambda: _make(own, ()))


def _make(own: Sequence[tuple[str, str]], extra: Sequence[tuple[str, str]]) -> Tables:
    """The tables of files by name and text: our own, which do not overlap, and the user's, which are laid over them."""
    raw: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    for file, text in own:
        for name, row in _read(text, file).items():
            if name in raw:
                raise TableError(f"{file}: [{name}] stands in {places[name]} too")
            raw[name], places[name] = row, file
    for path, text in extra:
        for name, row in _read(text, path).items():
            raw[name] = raw.get(name, {}) | row
            places[name] = f"{path}:{line_of(text, [name])}"
    return _build(raw, places)


def _read(text: str, where: str) -> dict[str, dict[str, Any]]:
    """The rows of one file, with the file's defaults filled in and its sets resolved."""
    try:
        document = parse_toml(text)
    except TomlError as error:
        raise TableError(f"{where}:{error.place}: this is no TOML: {error}") from error
    for name, row in document.items():
        if not isinstance(row, dict):
            raise TableError(f"{where}:{line_of(text, [name])}: `{name}` is no row; write [{name}] and its keys below")
    defaults = _spread(document.pop("*", {}))
    sets = defaults.pop("sets", {})
    rows: dict[str, dict[str, Any]] = {}
    for name, row in document.items():
        merged = defaults | _spread(row)
        for key in ("signatures", "T"):
            value = merged.get(key)
            if isinstance(value, str):
                if value not in sets:
                    raise TableError(f"{where}:{line_of(text, [name])}: [{name}] {key}: there is no set `{value}`")
                merged[key] = sets[value]
        rows[name] = merged
    return rows


def _spread(row: dict[str, Any]) -> dict[str, Any]:
    """A row in which ``facades`` has been given to the targets that it stands for."""
    if "facades" not in row:
        return row
    return dict.fromkeys(FACADES, row["facades"]) | {key: value for key, value in row.items() if key != "facades"}


def _build(raw: dict[str, dict[str, Any]], places: dict[str, str]) -> Tables:
    types = _TypeNames()
    for name, row in raw.items():
        if "fields" in row:
            types.named[name] = Record(name)
    rows: dict[str, Row] = {}
    aliases = {name: row["alias"] for name, row in raw.items() if "alias" in row}
    for name, target in aliases.items():
        seen = {name}
        while target in aliases and target not in seen:
            seen.add(target)
            target = aliases[target]
        with _Place(places[name], name, "alias"):
            types.named[name] = types.parse(target)
    for name, row in raw.items():
        rows[name] = _row(name, row, types, places[name])
    return Tables(rows)


class _Place:
    """Says where a problem found inside is."""

    def __init__(self, where: str, name: str, key: str) -> None:
        self.prefix = f"{where}: [{name}] {key}"

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, ValueError) and not isinstance(error, TableError):
            raise TableError(f"{self.prefix}: {error}") from error


def _row(name: str, row: dict[str, Any], types: _TypeNames, where: str) -> Row:
    for key in row.keys() - _ROW_KEYS:
        raise TableError(f"{where}: [{name}] has an unknown key `{key}`")
    kind = row.get("kind", "")
    if kind not in KINDS:
        raise TableError(f"{where}: [{name}] kind: `{kind}` is not one of {', '.join(sorted(KINDS))}")
    with _Place(where, name, "signatures"):
        signatures = _signatures(row.get("signatures", []), row.get("T", []), types)
    columns: dict[Target, Mapping | None] = {}
    for target in TARGETS:
        with _Place(where, name, target):
            columns[target] = _mapping(name, row[target], types) if target in row else None
    with _Place(where, name, "fields"):
        fields = tuple(types.declaration(text) for text in row.get("fields", []))
    with _Place(where, name, "type"):
        constant = types.parse(row["type"]) if "type" in row else None
    return Row(
        name=name, kind=kind, signatures=signatures, promote=row.get("promote", False), fields=fields,
        align=row.get("align", 0), alias=types.named[name] if "alias" in row else None, type=constant,
        value=row.get("value", ""), **columns,
    )  # fmt: skip


def derived(name: str, prefix: str) -> str:
    """The name under which a façade or HIP has a CUDA name: ``cudaMalloc`` → ``uwMalloc``, ``hipMalloc``."""
    for start, upper in (("cuda", False), ("CUDA", True), ("cu", False), ("CU", True)):
        if name.startswith(start):
            return (prefix.upper() if upper else prefix) + name[len(start) :]
    return prefix + name


def _mapping(name: str, value: object, types: _TypeNames) -> Mapping:
    if isinstance(value, str):
        value = {"to": value}
    if not isinstance(value, dict) or not value:
        raise ValueError("must be text or a table")
    for key, text in value.items():
        if key not in _COLUMN_KEYS:
            raise ValueError(f"unknown key `{key}`")
        if key == "helper":
            if not isinstance(text, bool):
                raise ValueError("`helper` must be true or false")
        elif not isinstance(text, str) or not text:
            raise ValueError(f"`{key}` must be text")
    if "why" in value and len(value) > 1:
        raise ValueError("a refused name has nothing but `why`")
    if not value.keys() & {"to", "why", "pass"}:
        raise ValueError("needs one of `to`, `why`, `pass`")
    to = value.get("to", "")
    if to == "=":
        to = name
    elif to in ("uw", "hip"):
        to = derived(name, to)
    note, why, passes = (value.get(key, "") for key in ("note", "why", "pass"))
    helper = value.get("helper", to.startswith(("uw", "UW")))
    plain, others = value.get("plain", ""), value.get("others", "")
    return types.one(Mapping(to, value.get("float", ""), note, why, passes, helper, plain, others))


# ------------------------------------------------------------------------------------ signatures


def _signatures(texts: object, choices: object, types: _TypeNames) -> tuple[Signature, ...]:
    if not isinstance(texts, list) or not isinstance(choices, list):
        raise ValueError("must be a list or the name of a set")
    result: list[Signature] = []
    for text in texts:
        if re.search(r"\bT\b", text):
            if not choices:
                raise ValueError(f"`{text}` uses T, which the row does not give")
            for choice in choices:
                result.append(_signature(text, types, types.parse(choice)))
        else:
            result.append(_signature(text, types, None))
    return tuple(result)


def _signature(text: str, types: _TypeNames, template: CType | None) -> Signature:
    match = re.fullmatch(r"([^()]+)\(([^()]*)\)", text.strip())
    if match is None:
        raise ValueError(f"`{text}` is not a signature")
    params: list[CType] = []
    passed: list[CType] = []
    defaults: list[str] = []
    variadic = False
    pieces = [piece.strip() for piece in match[2].split(",")] if match[2].strip() else []
    for number, piece in enumerate(pieces):
        if piece == "..." and number == len(pieces) - 1:
            variadic = True
            continue
        shape, _, default = (part.strip() for part in piece.partition("="))
        if defaults and not default:
            raise ValueError(f"`{text}`: a parameter after one with a default needs one too")
        if default:
            defaults.append(default)
        matched, _, converted = shape.partition(" as ")
        params.append(types.parse(matched, template))
        passed.append(types.parse(converted, template) if converted else params[-1])
    result = types.parse(match[1], template)
    return types.one(Signature(result, tuple(params), tuple(passed), tuple(defaults), variadic, template))


_SIGNS = {"unsigned": "unsigned int", "signed": "int", "signed int": "int", "signed char": "signed char"}


class _TypeNames:
    """Reads types as C++ writes them: scalars, records and aliases of the tables, pointers, const. What is equal is one
    object, which makes the kept tables small."""

    def __init__(self) -> None:
        self.named: dict[str, CType] = {}
        self._known: dict[object, object] = {}

    def one(self, value: _T) -> _T:
        """The object that stands for all that are equal to a value."""
        return cast(_T, self._known.setdefault(value, value))

    def parse(self, text: str, template: CType | None = None) -> CType:
        head, *stars = re.split(r"(?=\*)", text.strip())
        words = head.split()
        const, volatile = "const" in words, "volatile" in words
        name = " ".join(word for word in words if word not in ("const", "volatile"))
        result = self._name(name, template)
        for star in stars:
            result = self.one(Pointer(result, const, volatile))
            rest = star[1:].split()
            const, volatile = "const" in rest, "volatile" in rest
        return result

    def _name(self, name: str, template: CType | None) -> CType:
        if name == "T" and template is not None:
            return template
        if name == "void":
            return ctree.VOID
        if name in self.named:
            return self.named[name]
        name = _SIGNS.get(name, name)
        if name not in ctree.SCALARS:
            raise ValueError(f"`{name}` is not a type")
        return self.one(Scalar(name))

    def declaration(self, text: str) -> tuple[str, CType]:
        """``float x`` → ("x", float)."""
        shape, _, name = text.strip().rpartition(" ")
        stars = len(name) - len(name.lstrip("*"))
        if not shape or not name[stars:].isidentifier():
            raise ValueError(f"`{text}` is not a field")
        return name[stars:], self.parse(shape + "*" * stars)


# ------------------------------------------------------------------------------------ spelling

_NAME = re.compile(r"[A-Za-z_](?:[\w:]|\{\w\})*")
_OPERAND = re.compile(r"[\w.]+")
_PIECE = re.compile(r"\$(?P<first>\d?)(?P<rest>\*?)(?:\|(?P<default>\w+))?|\{(?P<type>[tf])\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for the argument ``number`` (from 0) in a template, and what stands there if the call has none;
    ``rest``: for it and all after it; ``alone``: it is a whole argument there and needs no parentheses."""

    number: int
    default: str
    rest: bool
    alone: bool


def is_name(template: str) -> bool:
    """Whether a template is a name that takes the place of the CUDA name."""
    return _NAME.fullmatch(template) is not None


def pieces(template: str) -> tuple[str | Slot, ...]:
    """A template as texts and slots; ``{t}`` and ``{f}`` stay in the texts."""
    result: list[str | Slot] = []
    end = 0
    for match in _PIECE.finditer(template):
        if match["type"]:
            continue
        before, after = template[: match.start()].rstrip()[-1:], template[match.end() :].lstrip()[:1]
        if match.start() > end:
            result.append(template[end : match.start()])
        number = int(match["first"] or 1) - 1
        rest = bool(match["rest"])
        result.append(Slot(number, match["default"] or "", rest, before in ("(", ",") and after in (")", ",")))
        end = match.end()
    return (*result, template[end:]) if end < len(template) else tuple(result)


def operand(text: str, slot: Slot) -> str:
    """The text of an argument in a slot, in parentheses where it needs them."""
    return text if slot.alone or _OPERAND.fullmatch(text) else f"({text})"


def spell(row: Row, signature: Signature | None, target: Target, args: Sequence[str]) -> str:
    """A call (or with a kind that is no function, a use) of a name on a target. The caller gives one text for
    each argument; one that is no single operand gets parentheses where it stands beside an operator.
    The column must have text."""
    mapping = row.column(target)
    if mapping is None or not (mapping.to or mapping.to_float):
        raise ValueError(f"`{row.name}` has no text for {target}")
    template = mapping.to
    if mapping.to_float and signature and signature.passed and ctree.scalar_kind(signature.passed[0]) == "f":
        template = mapping.to_float
    if row.kind in FUNCTION_KINDS and is_name(template):
        template += "($*)"
    if not args:
        template = template.replace("$*, ", "")
    text = ""
    for piece in pieces(template):
        if isinstance(piece, str):
            text += _typed(piece, row, signature)
        elif piece.rest:
            text += ", ".join(args[piece.number :])
        elif piece.number < len(args):
            text += operand(args[piece.number], piece)
        elif piece.default:
            text += piece.default
        else:
            raise ValueError(f"`{row.name}` needs an argument {piece.number + 1}")
    return text


def _typed(text: str, row: Row, signature: Signature | None) -> str:
    """A template's text with the type of the overload filled in."""
    if "{t}" not in text and "{f}" not in text:
        return text
    if signature is None:
        raise ValueError(f"`{row.name}` needs a signature")
    tag = ctree.tag(signature.template or signature.passed[0]) if signature.passed else ""
    return text.replace("{t}", tag).replace("{f}", _suffix(signature))


def _suffix(signature: Signature) -> str:
    for ctype in (*signature.passed, signature.result):
        inner = ctype.target if isinstance(ctype, Pointer) else ctype
        if isinstance(inner, Scalar) and ctree.scalar_kind(inner) == "f":
            return "f" if inner.name == "float" else ""
    return ""
