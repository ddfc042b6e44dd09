"""Classes that kernels take by value and that C++ does not take to be their bytes.

CUDA copies a kernel's arguments byte by byte, whatever a class declares; SYCL does so with classes that are trivially
copyable, and with those that ``sycl::is_device_copyable`` names. A class whose copy operations are for the device is
named behind its definition. Of a class with other copy operations or a destructor (or such members), which SYCL would
call on the device, the launcher passes the bytes, and the kernel takes a reference to its own copy of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..parser.tokens import ID, RawTokens
from .edits import Edit
from .host_scan import angle_start, parameters, template_parameters
from .host_scope import braces_around
from .sycl_program import Program

_KEYS = frozenset({"struct", "class"})


@dataclass(frozen=True, slots=True)
class ClassText:
    """The definition of a class: its name's token, its braces, and the brackets of its template head (-1 for none)."""

    tokens: RawTokens
    name: int
    body: int
    head: tuple[int, int]

    @property
    def text(self) -> str:
        return self.tokens.texts[self.name]

    @property
    def close(self) -> int:
        return self.tokens.mates[self.body]


def find_byte_classes(program: Program, files: Sequence[RawTokens]) -> None:
    """Note the classes of which launchers pass the bytes."""
    classes = [found for tokens in files for found in _classes(tokens)]
    found = _spread(classes, {known.text for known in classes if _declares_copies(program, known, True)})
    taken, generic = _taken_by_value(program)
    device = {known.text for known in classes if "__device__" in set(_place_words(program, known))}
    program.byte_arguments = generic and bool(found & device)
    program.byte_classes = frozenset(found & (taken | device if generic else taken))


def copyable_edits(program: Program, files: Sequence[RawTokens]) -> dict[str, list[Edit]]:
    """The edits that name classes device copyable, by file."""
    classes = [found for tokens in files for found in _classes(tokens)]
    special = _spread(classes, {known.text for known in classes if _declares_copies(program, known, False)})
    taken, generic = _taken_by_value(program)
    edits: dict[str, list[Edit]] = {}
    for known in classes:
        used = known.text in taken or generic and "__device__" in set(_place_words(program, known))
        if used and known.text in special and known.text not in program.byte_classes:
            made = _edit(known)
            if made is not None:
                edits.setdefault(known.tokens.source.path, []).append(made)
    return edits


def _classes(tokens: RawTokens) -> Iterator[ClassText]:
    for index, text in enumerate(tokens.texts):
        if text not in _KEYS or index + 2 >= len(tokens) or tokens.texts[index - 1] in ("enum", "<", ","):
            continue
        body = name = -1
        for at in range(index + 1, min(index + 200, len(tokens))):
            if tokens.texts[at] in (";", "(", ")", "=", ">"):
                break
            if tokens.texts[at] == "{":
                body = at
                break
            if tokens.kinds[at] == ID and name < 0 and tokens.texts[at + 1] in ("{", ":", "final"):
                name = at
        if body > 0 and name > 0 and tokens.mates[body] > body:
            head = (-1, -1)
            if tokens.texts[index - 1] == ">":
                head = (angle_start(tokens, index - 1), index - 1)
            yield ClassText(tokens, name, body, head)


def _place_words(program: Program, known: ClassText) -> Iterator[str]:
    return _places(program, known.tokens, known.body, known.close)


def _places(program: Program, tokens: RawTokens, first: int, stop: int) -> Iterator[str]:
    """The words in a range of tokens, with the qualifiers that macros among them stand for."""
    for text in tokens.texts[first:stop]:
        yield text
        yield from program.macros.get(text, ())


def _spread(classes: Sequence[ClassText], found: set[str]) -> set[str]:
    """Some classes, with those that have them as bases or members."""
    members: Mapping[str, set[str]] = {known.text: _member_types(known) for known in classes}
    changed = True
    while changed:
        more = {name for name, types in members.items() if name not in found and types & found}
        found |= more
        changed = bool(more)
    return found


def _declares_copies(program: Program, known: ClassText, host: bool) -> bool:
    """Whether a class has a copy or move operation or a destructor that is not defaulted or deleted; with ``host`` only
    destructors and what is not for the device count."""
    tokens, name = known.tokens, known.text
    for index in _own_level(known):
        text, before = tokens.texts[index], tokens.texts[index - 1]
        bracket = index + 1
        if text == "operator" and tokens.texts[index + 1] == "=":
            bracket = index + 2
        elif text != name or tokens.texts[bracket] != "(" or before in ("new", "return", "=", ".", "->", "::"):
            continue
        close = tokens.mates[bracket]
        if close < 0 or _is_defaulted(tokens, close):
            continue
        start = index
        while tokens.texts[start - 1] not in (";", "{", "}", ":"):
            start -= 1
        if host and before != "~" and "__device__" in set(_places(program, tokens, start, index)):
            continue
        if before == "~":
            return True
        given = parameters(tokens, bracket)
        inside = tokens.texts[given[0].first : given[0].stop] if len(given) == 1 else []
        if name in inside and ({"&", "&&"} & set(inside) or text == "operator"):
            return True
    return False


def _is_defaulted(tokens: RawTokens, close: int) -> bool:
    after = close + 1
    while tokens.texts[after] in ("const", "noexcept", "&", "override"):
        after += 1
    return tokens.texts[after] == "=" and tokens.texts[after + 1] in ("default", "delete")


def _own_level(known: ClassText) -> Iterator[int]:
    """The tokens of a class that stand in no braces or brackets inside it."""
    at = known.body + 1
    while at < known.close:
        yield at
        at = max(known.tokens.mates[at], at) + 1


def _member_types(known: ClassText) -> set[str]:
    """The names among a class's bases and members by value."""
    tokens = known.tokens
    found = {tokens.texts[i] for i in range(known.name + 1, known.body) if tokens.kinds[i] == ID}
    for index in _own_level(known):
        by_value = index + 1 < known.close and tokens.kinds[index + 1] == ID or tokens.texts[index + 1] == "<"
        if tokens.kinds[index] == ID and by_value:
            found.add(tokens.texts[index])
    return found


def _taken_by_value(program: Program) -> tuple[set[str], bool]:
    """The names in the types of kernel parameters that are no pointers or references, and whether a template
    parameter is among them, so that it may be any class."""
    found: set[str] = set()
    generic: set[str] = set()
    for function in program.functions:
        if not function.kernel:
            continue
        tokens = function.region.tokens
        for head in function.declared.heads:
            generic |= {tokens.texts[p.name] for p in template_parameters(tokens, head) if p.name >= 0}
        for p in parameters(tokens, function.declared.bracket):
            words = [tokens.texts[i] for i in range(p.first, p.stop) if i != p.name]
            if not {"*", "&", "&&", "["} & set(words):
                found.update(words)
    return found, bool(found & generic)


def _edit(known: ClassText) -> Edit | None:
    """The specialisation behind a class, outside of namespaces; None where it cannot be said: in functions, in
    templates of classes, with parameters without names."""
    tokens = known.tokens
    outer, place = _around(known)
    if outer is None or tokens.texts[place] != ";":
        return None
    arguments, head = "", "template <>"
    if known.head[0] >= 0:
        names = template_parameters(tokens, known.head)
        if any(p.name < 0 for p in names):
            return None
        listed = [tokens.texts[p.name] + ("..." if p.pack else "") for p in names]
        parts = [tokens.source.text[tokens.starts[p.first] : tokens.end(p.stop - 1)] for p in names]
        head, arguments = f"template <{', '.join(parts)}>", f"<{', '.join(listed)}>"
    spaces = [part for part in outer if part.startswith("namespace")]
    names_ = [part.removeprefix("namespace").strip() for part in outer]
    full = "::".join([*(name for name in names_ if name), known.text]) + arguments
    line = f"{head} struct sycl::is_device_copyable<{full}> : std::true_type {{}};"
    if spaces:
        line = f"{'}' * len(spaces)}\n{line}\n{' '.join(f'{space} {{' for space in spaces)}"
    end = tokens.end(place)
    return Edit(end, end, f"\n{line}")


def _around(known: ClassText) -> tuple[list[str] | None, int]:
    """The namespaces (as ``namespace a``) and classes around a class, the outermost first, and the semicolon of the
    outermost class; None in functions and class templates."""
    tokens = known.tokens
    outer: list[str] = []
    place = known.close + 1
    for brace in braces_around(tokens, known.name):
        begin = brace
        while begin > 0 and tokens.texts[begin - 1] not in (";", "{", "}"):
            begin -= 1
        words = tokens.texts[begin:brace]
        if "namespace" in words:
            outer.insert(0, " ".join(["namespace", "".join(words[words.index("namespace") + 1 :])]).strip())
        elif words[:1] == ["extern"]:
            return None, place
        elif _KEYS & set(words) and "template" not in words and tokens.texts[brace - 1] != ")":
            key = next(i for i, word in enumerate(words) if word in _KEYS)
            outer.insert(0, words[key + 1])
            place = tokens.mates[brace] + 1
        else:
            return None, place
    return outer, place
