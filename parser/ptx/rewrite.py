"""Asm statements with PTX in a source, each rewritten as the CUDA C++ that computes the same: so that the translator,
whatever its target, meets plain code. What is not understood stays, and is refused where device code is translated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..source import Source
from ..tokens import ID, STRING, RawTokens, tokenize, tokenize_fragment
from .instruction import Instruction
from .instructions import OPCODES, statements
from .values import C_TYPES, CLASSES, Register, Scope, Unsupported

_WORDS = frozenset({"asm", "__asm__", "__asm"})
_VOLATILE = frozenset({"volatile", "__volatile__", "__volatile"})
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "r": "\r"}
_SIMPLE = re.compile(r"[A-Za-z_]\w*(?:(?:\.|->)\w+)*(?:\[\w+\])?|\d\w*")
_DECLARED = re.compile(r"\.reg\s+\.(\w+)\s+(.*)", re.DOTALL)
_CODE = re.compile(r"(?:@(!?)\s*([\w%\[\]$\x01]+)\s+)?([a-z]\w*)((?:\.[\w:]+)*)\s*(.*)", re.DOTALL)


def without_ptx(source: Source) -> Source:
    """The source with its PTX rewritten; the same object where it has none."""
    if "asm" not in source.text:
        return source
    parts: list[str] = []
    position = 0
    for start, end, text in _replacements(source):
        parts += [source.text[position:start], text]
        position = end
    if not parts:
        return source
    made = "".join(parts)
    return Source(source.path, _with_headers(made, source.text) + source.text[position:])


# The headers of functions that rewritten text calls, and a program with PTX alone need not include
_HEADERS = {
    "cuda_fp8.h": re.compile(r"\b__nv_cvt_"),
    "cuda_bf16.h": re.compile(r"\b__ushort_as_bfloat16|\b__bfloat16_as_ushort"),
    "cuda_fp16.h": re.compile(r"\b__ushort_as_half|\b__half_as_ushort"),
}  # fmt: skip


def _with_headers(made: str, text: str) -> str:
    """Rewritten text with the headers that it needs: in place of the first blank line, so that lines keep their
    numbers, or in front of all where that line may be within something."""
    for header, names in _HEADERS.items():
        if header in text or not names.search(made):
            continue
        include = f"#include <{header}>\n"
        blank = re.search(r"(?<=[^\\]\n)\n", made)
        before = made[: blank.start()] if blank else ""
        if blank and "{" not in before and before.count("/*") == before.count("*/") and "#if" not in before:
            made = before + include + made[blank.end() :]
        else:
            made = include + made
    return made


def _replacements(source: Source) -> list[tuple[int, int, str]]:
    tokens = tokenize(source)
    found = list(_in(tokens, source, False))
    for directive in tokens.directives:
        if directive.name == "define" and "asm" in directive.rest:
            found += _in(tokenize_fragment(source, directive.rest_start, directive.end), source, True)
    return sorted(found)


def _in(tokens: RawTokens, source: Source, macro: bool) -> Iterator[tuple[int, int, str]]:
    for index, text in enumerate(tokens.texts):
        if tokens.kinds[index] != ID or text not in _WORDS:
            continue
        bracket = index + 1
        while bracket < len(tokens) and tokens.texts[bracket] in _VOLATILE:
            bracket += 1
        if bracket >= len(tokens) or tokens.texts[bracket] != "(" or tokens.mates[bracket] < 0:
            continue
        try:
            made = _rewritten(tokens, bracket)
        except Unsupported:
            continue
        start, end = tokens.starts[index], tokens.end(tokens.mates[bracket])
        lines = source.text.count("\n", start, end)
        yield start, end, made + ("" if macro else "\n" * lines)


def description(template: str) -> str:
    """What to call the assembly of a template (the text of its literals) that was not rewritten."""
    name = _unsupported(template)
    return f"the PTX `{name}`".replace("\1", "%") if name else "inline PTX assembly"


def _unsupported(template: str) -> str:
    """The first instruction that is not rewritten; empty where it is the operands that are not."""
    scope = Scope([], {})
    try:
        for item in _statements(_decoded([template]), scope):
            try:
                statements(item, scope)
            except Unsupported as problem:
                if "\1" in str(problem):  # a special register
                    return f"{item.name} {str(problem).rpartition(' ')[2]}"
                if item.opcode not in OPCODES or "operand" not in str(problem):
                    return str(problem)
    except Unsupported as problem:
        return str(problem)
    return ""


# ------------------------------------------------------------------------------------------------ one statement


def _rewritten(tokens: RawTokens, bracket: int) -> str:
    """The C++ for the asm statement whose bracket this is. Raises Unsupported."""
    close = tokens.mates[bracket]
    sections = _sections(tokens, bracket + 1, close)
    first, stop = sections[0]
    if any(tokens.kinds[i] != STRING for i in range(first, stop)):
        raise Unsupported("a template that is made by macros")
    outputs = _operands(tokens, *sections[1]) if len(sections) > 1 else []
    inputs = _operands(tokens, *sections[2]) if len(sections) > 2 else []
    text = _decoded(tokens.texts[first:stop])
    if not text.strip():
        raise Unsupported("a template without instructions")
    return _block(text, outputs, inputs)


def _sections(tokens: RawTokens, low: int, high: int) -> list[tuple[int, int]]:
    """The parts between the colons of an asm statement; ``::`` is two colons."""
    sections: list[tuple[int, int]] = []
    start = index = low
    while index < high:
        text = tokens.texts[index]
        if text in (":", "::"):
            sections.append((start, index))
            start = index + 1
            if text == "::":
                sections.append((start, start))
        index = max(tokens.mates[index], index) + 1
    return [*sections, (start, high)]


def _operands(tokens: RawTokens, low: int, high: int) -> list[tuple[str, str, str]]:
    """Name, constraint and expression of each operand."""
    found: list[tuple[str, str, str]] = []
    index = low
    while index < high:
        name = ""
        if tokens.texts[index] == "[":
            name = tokens.texts[index + 1]
            index = tokens.mates[index] + 1
        if index + 1 >= high or tokens.kinds[index] != STRING or tokens.texts[index + 1] != "(":
            raise Unsupported("an operand that is made by macros")
        close = tokens.mates[index + 1]
        text = tokens.source.text[tokens.end(index + 1) : tokens.starts[close]].replace("\\\n", " ")
        found.append((name, tokens.texts[index].strip('"'), " ".join(text.split())))
        index = close + 1
        index += index < high and tokens.texts[index] == ","  # nvcc takes operands without a comma, too
    return found


def _decoded(literals: Sequence[str]) -> str:
    """The text of string literals; the mark of a register, ``%%``, becomes ``\\1``."""
    text = "".join(literal.strip('"') for literal in literals)
    text = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], " "), text).replace("%%", "\1")
    return re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)


def _statements(text: str, scope: Scope) -> Iterator[Instruction]:
    """The instructions of a template, in order; declarations enter the scope."""
    for piece in re.sub(r"(^|;)\s*\{|\}\s*(?=$|;|\})", r"\1", text).split(";"):
        line = piece.strip().strip("{}").strip() if not re.search(r"\{.*\}", piece) else piece.strip()
        while line.startswith("{") and line.count("{") > line.count("}"):
            line = line[1:].strip()
        if not line:
            continue
        declared = _DECLARED.fullmatch(line)
        if declared:
            _declare(declared[1], declared[2], scope)
            continue
        match = _CODE.fullmatch(line)
        if match is None or ":" in match[3]:
            raise Unsupported(f"the line {line.split()[0]}")
        guard = (match[1] + match[2]) if match[2] else ""
        words = tuple(match[4].split(".")[1:])
        yield Instruction(match[3], words, tuple(_split(match[5])), guard)


def _declare(kind: str, names: str, scope: Scope) -> None:
    if kind not in C_TYPES:
        raise Unsupported(f"registers of type {kind}")
    kind = kind.replace("b", "u") if kind != "pred" else kind
    for name in names.split(","):
        match = re.fullmatch(r"([\w$%\x01]+)(?:<(\d+)>)?", name.strip())
        if match is None:
            raise Unsupported(f"the declaration of {name.strip()}")
        numbers = [""] if match[2] is None else [str(n) for n in range(int(match[2]))]
        for number in numbers:
            key = match[1] + number
            scope.registers[key] = Register("asm_" + re.sub(r"\W", "_", key), kind)


def _split(text: str) -> list[str]:
    """The parts at the commas outside of brackets."""
    parts: list[str] = []
    depth, current = 0, ""
    for character in text:
        depth += (character in "{[") - (character in "}]")
        if character == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [*parts, current.strip()] if current.strip() else parts


def _block(text: str, outputs: Sequence[tuple[str, str, str]], inputs: Sequence[tuple[str, str, str]]) -> str:
    """The C++ for a template and its operands: one assignment where that is all, else a block with variables."""
    count = len([line for line in text.split(";") if line.strip(" \n\t{}")])
    plain = all(_SIMPLE.fullmatch(expr) for _, _, expr in (*outputs, *inputs))
    direct = count == 1 and plain and all(c.startswith("=") for _, c, _ in outputs)
    registers: list[Register] = []
    before: list[str] = []
    after: list[str] = []
    for number, (_, constraint, expr) in enumerate((*outputs, *inputs)):
        written = number < len(outputs)
        letters = constraint.lstrip("=+&")
        if letters not in CLASSES or (written and letters == "n"):
            raise Unsupported(f"the constraint {constraint}")
        kind = CLASSES[letters]
        if letters == "n" or (direct and not (written and kind == "u16")):
            registers.append(Register(expr, kind, True, expr))
            continue
        name = f"asm_{number}"
        value = f" = ({C_TYPES[kind]})({expr})" if not written or constraint.startswith("+") else ""
        before.append(f"{'' if written else 'const '}{C_TYPES[kind]} {name}{value};")
        if written:
            after.append(f"{expr} = {name};")
        registers.append(Register(name, kind, False, "" if written else expr))
    names = {name: registers[n] for n, (name, _, _) in enumerate((*outputs, *inputs)) if name}
    scope = Scope(registers, names)
    lines: list[str] = []
    for item in _statements(text, scope):
        made = statements(item, scope)
        if item.guard and made:
            made = [f"if ({scope.read(item.guard, 'pred')}) {{ {' '.join(made)} }}"]
        lines += made
    if direct and len(lines) == 1 and not before and not scope.registers and lines[0].endswith(";"):
        return lines[0][:-1]
    used = set(re.findall(r"\basm_\d+\b", " ".join([*lines, *after])))
    before = [text for text in before if used & set(re.findall(r"\basm_\d+\b", text))]
    before += [f"{C_TYPES[r.kind]} {r.text};" for r in scope.registers.values()]
    if any("ptx_wide" in line for line in lines):
        before.append("unsigned long long ptx_wide; unsigned int ptx_carry = 0u;")
    return "do { " + " ".join([*before, *lines, *after]) + " } while (0)"
