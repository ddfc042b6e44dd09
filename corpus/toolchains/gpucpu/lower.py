"""Turns LLVM IR that clang made for an AMD GPU into IR for x86-64 that runtime.cpp can execute.

The device code has gone through AMD's own headers, so what is left to do is mechanical: address spaces go
away, shared memory becomes thread-local (one block runs on one host thread), amdgcn intrinsics become calls
of functions in device.cpp, and each kernel gets a launcher that unpacks the array of argument pointers.
Operations in which the lanes of a wave meet (shuffles, votes, barriers) get one more argument, their number
in program order: lanes that wait at different numbers have diverged, and the lowest number goes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LAYOUT = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
TRIPLE = "x86_64-pc-linux-gnu"
DYNAMIC_SHARED = 256 * 1024
MEETINGS = re.compile(
    r"llvm\.amdgcn\.(?:s\.barrier|wave\.barrier|ballot|icmp|fcmp|ds\.bpermute|ds\.permute|ds\.swizzle|readfirstlane"
    r"|readlane|mov\.dpp|update\.dpp)"
    r"|__ockl_(?:wfany_i32|wfall_i32|activelane_u32|wgred_(?:add|and|or)_i32|grid_sync|gws_barrier)"
)
COMPARISON = re.compile(r"llvm\.amdgcn\.([if])cmp\.(\w+)")
DECLARED_BY_REWRITING = {
    "amdgcn_ballot_i32": "i32 @amdgcn_ballot_i32(i32, i32)",
    "amdgcn_ballot_i64": "i64 @amdgcn_ballot_i64(i32, i32)",
    "amdgcn_wave_barrier": "void @amdgcn_wave_barrier(i32)",
}
VALUE_ATTRIBUTES = re.compile(r"\b(?:range\([^)]*\)|noundef|nofpclass\([^)]*\)) ")
LINKAGE_WORDS = re.compile(r"\b(?:hidden|protected|local_unnamed_addr|unnamed_addr) ")
TARGET_ATTRIBUTES = re.compile(r' "(?:target-cpu|target-features|amdgpu-[^"]*|uniform-work-group-size)"(?:="[^"]*")?')
VOLATILE_ACCESS = re.compile(r"(?:load|store) volatile .*, ptr(?: addrspace\([13]\))? ")
WAVE_FENCE = 'fence syncscope("agent") acq_rel'
NAME_END = r"(?![\w.$])"
INTEGER_COMPARISONS = dict(enumerate(["eq", "ne", "ugt", "uge", "ult", "ule", "sgt", "sge", "slt", "sle"], start=32))
ORDERINGS = "false oeq ogt oge olt ole one ord uno ueq ugt uge ult ule une true"
FLOAT_COMPARISONS = dict(enumerate(ORDERINGS.split()))


def split_arguments(text: str) -> list[str]:
    """Split at the commas outside brackets."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += (character in "([{<") - (character in ")]}>")
        if character == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [*parts, current.strip()] if current.strip() else parts


def closing(text: str, start: int) -> int:
    """The index of the bracket that closes the one at ``start``."""
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0:
            return index
    raise ValueError(f"unbalanced: {text}")


def identifier(intrinsic: str) -> str:
    """The name in device.cpp of an intrinsic."""
    return intrinsic.replace("llvm.", "").replace(".", "_")


def join_static_names(text: str) -> str:
    """Use one name for a static device variable: clang defines it with a suffix and uses it without."""
    for name, suffix in re.findall(r"^@([\w.$]+?)(\.static\.\w+) = ", text, re.M):
        text = re.sub(rf"^@{re.escape(name)} = external .*\n", "", text, flags=re.M)
        text = re.sub(rf"@{re.escape(name)}{NAME_END}", f"@{name}{suffix}", text)
    return text


def rewrite_call(line: str, site: int) -> list[str]:
    """The lines that replace a call, if it is of an amdgcn intrinsic or a meeting."""
    # The register "exec" holds the active lanes.
    line = re.sub(r"@llvm\.read_register\.(i\d+)\(metadata [^)]*\)", r"@llvm.amdgcn.ballot.\1(i1 true)", line)
    found = re.search(r"(call [^@]*?)@(llvm\.amdgcn\.[\w.]+|__ockl_\w+)\(", line)
    if not found:
        return [line]
    name, end = found[2], closing(line, found.end() - 1)
    if not MEETINGS.match(name):
        return [f"{line[: found.start(2) - 1]}@{identifier(name)}({line[found.end() :]}"]
    arguments = split_arguments(VALUE_ATTRIBUTES.sub("", line[found.end() : end]))
    lines = []
    if compared := COMPARISON.match(name):  # a comparison in every lane: compare, then vote
        kind, result = compared[1], compared[2]
        names = INTEGER_COMPARISONS if kind == "i" else FLOAT_COMPARISONS
        predicate, right = names[int(arguments[2].split()[1])], arguments[1].split()[-1]
        lines.append(f"  %cmp.{site} = {kind}cmp {predicate} {arguments[0]}, {right}")
        arguments, name = [f"i1 %cmp.{site}"], f"llvm.amdgcn.ballot.{result}"
    if "ballot" in name:
        lines.append(f"  %vote.{site} = zext {arguments[0]} to i32")
        arguments = [f"i32 %vote.{site}"]
    call = f"{line[: found.start()]}{VALUE_ATTRIBUTES.sub('', found[1])}@{identifier(name)}"
    return [*lines, f"{call}({', '.join([*arguments, f'i32 {site}'])})"]


def rewrite_declaration(line: str) -> str:
    """The declaration of an external function with its name and parameters on the CPU."""
    line = line.replace("amdgpu_kernel ", "", 1)  # of a kernel of another unit
    found = re.search(r"@([\w.$]+)\(", line)
    if not found:
        return line
    name = found[1]
    head = LINKAGE_WORDS.sub("", line[: found.end()])
    body = re.sub(r" immarg\b", "", line[found.end() : closing(line, found.end() - 1)])
    if MEETINGS.match(name):
        if compared := COMPARISON.match(name):
            head, body = f"declare {compared[2]} @llvm.amdgcn.ballot.{compared[2]}(", "i1"
        parameters = split_arguments(body.replace("i1", "i32") if "ballot" in head else body)
        head = re.sub(r"@([\w.$]+)\(", lambda m: f"@{identifier(m[1])}(", head)
        return f"{head}{', '.join([*parameters, 'i32'])}) convergent nounwind"
    if name.startswith("llvm.amdgcn."):
        return f"{head.replace(name, identifier(name))}{body}) nounwind"
    return head + line[found.end() :].replace("local_unnamed_addr ", "")


def launcher(name: str, parameters: str) -> str:
    """A function that calls a kernel with values behind an array of pointers, and their sizes."""
    lines: list[str] = []
    values, sizes = [], []
    for index, parameter in enumerate(split_arguments(parameters)):
        kind = re.match(r'ptr|<[^>]*>|\[[^\]]*\]|\{.*?\}|%"[^"]*"|%?[\w.$:]+', parameter)
        if kind is None:
            raise ValueError(f"unknown parameter: {parameter}")
        type_name = kind[0]
        lines += [
            f"  %slot{index} = getelementptr ptr, ptr %arguments, i64 {index}",
            f"  %at{index} = load ptr, ptr %slot{index}",
        ]
        if reference := re.search(r"byref\(.*\)", parameter):
            attribute = reference[0][: closing(reference[0], 5) + 1]
            type_name = attribute[6:-1]
            values.append(f"ptr {attribute} %at{index}")
        else:
            lines.append(f"  %value{index} = load {type_name}, ptr %at{index}, align 1")
            values.append(f"{type_name} %value{index}")
        sizes.append(f"i64 ptrtoint (ptr getelementptr ({type_name}, ptr null, i64 1) to i64)")
    plain = name.strip('"')
    table = f'@"__sizes_{plain}" = constant [{len(sizes) + 1} x i64] [{", ".join([*sizes, "i64 0"])}]'
    head = f'define void @"__launch_{plain}"(ptr %arguments) {{'
    return "\n".join([table, head, *lines, f"  call void @{name}({', '.join(values)})", "  ret void", "}"])


@dataclass
class Lowering:
    """The state of rewriting one module."""

    wave: int
    out: list[str] = field(default_factory=list)
    launchers: list[tuple[str, str]] = field(default_factory=list)
    dynamic: list[str] = field(default_factory=list)  # names of extern __shared__ arrays
    declared: set[str] = field(default_factory=set)
    site: int = 0

    def module(self, text: str) -> str:
        for line in join_static_names(text).split("\n"):
            self.line(line)
        self.out += [launcher(*kernel) for kernel in self.launchers]
        self.out.append(f"@gpucpu_wave = constant i32 {self.wave}")
        for name, signature in DECLARED_BY_REWRITING.items():
            if name not in self.declared:
                self.out.append(f"declare {signature} convergent nounwind")
        result = re.sub(r",? addrspace\(\d+\)", "", "\n".join(self.out)).replace("addrspacecast", "bitcast")
        return self.join_dynamic_shared(result).replace("= { }", "= { nounwind }") + "\n"

    def line(self, line: str) -> None:
        if line.startswith("target datalayout"):
            self.emit(f'target datalayout = "{LAYOUT}"')
        elif line.startswith("target triple"):
            self.emit(f'target triple = "{TRIPLE}"')
        elif re.match(r"@llvm\.(compiler\.)?used|@__hip_cuid", line):
            return
        elif re.match(r"@.* = ", line):
            self.global_variable(line)
        elif line.startswith("define "):
            self.definition(line)
        elif line.startswith("declare "):
            self.emit(rewrite_declaration(line))
        elif WAVE_FENCE in line or VOLATILE_ACCESS.search(line):
            self.implicit_meeting(line)
        elif " call " in line:
            self.site += 1
            for new in rewrite_call(line, self.site):
                self.emit(new)
        else:
            self.emit(line)

    def emit(self, line: str) -> None:
        line = line.replace("@llvm.trap(", "@gpucpu_trap(")
        line = re.sub(r"@llvm\.[\w.]+", lambda m: re.sub(r"\.p\d\b", ".p0", m[0]), line)
        if line.startswith("attributes "):
            line = TARGET_ATTRIBUTES.sub("", line)
        if line.startswith("declare ") and (name := re.search(r"@([\w.$]+)\(", line)):
            if name[1] in self.declared:
                return
            self.declared.add(name[1])
        self.out.append(line)

    def definition(self, line: str) -> None:
        kernel = re.match(r'define ([^@]*)amdgpu_kernel void @("[^"]*"|[\w.$]+)\(', line)
        line = LINKAGE_WORDS.sub("", line)
        if kernel:
            line = line.replace("amdgpu_kernel ", "")
            start = line.index("(", line.index(f"@{kernel[2]}"))
            self.launchers.append((kernel[2], line[start + 1 : closing(line, start)]))
        self.emit(line)

    def implicit_meeting(self, line: str) -> None:
        """Make the lanes meet where an AMD wave goes in step.

        The sync() of a tile is but a fence, and old code exchanges values through volatile memory with no
        barrier. Fibres do not go in step, so they meet there; and a fibre that waits for a flag gives way.
        """
        self.emit(f"  call void @amdgcn_wave_barrier(i32 {self.site + 1})")
        if WAVE_FENCE not in line:
            self.emit(line)
        if "store" in line:
            self.emit(f"  call void @amdgcn_wave_barrier(i32 {self.site + 2})")
        self.site += 2

    def global_variable(self, line: str) -> None:
        name, rest = line.split(" = ", 1)
        if "addrspace(3)" in rest:
            if " external " in f" {rest}" and "[0 x " in rest:
                self.dynamic.append(name)
                return
            rest = re.sub(
                r".*?addrspace\(3\) (?:externally_initialized )?global (.*?) (?:undef|poison|zeroinitializer)"
                r"(?:, comdat(?:\([^)]*\))?)?",
                r"weak hidden thread_local global \1 zeroinitializer",
                rest,
            )
        elif "externally_initialized" in rest:
            rest = rest.replace("externally_initialized constant", "global")
            rest = rest.replace("externally_initialized ", "")
            rest = LINKAGE_WORDS.sub("", rest)
        rest = re.sub(r"^external (?:hidden|protected) ", "external ", rest)
        self.emit(f"{name} = {rest}")

    def join_dynamic_shared(self, text: str) -> str:
        """All ``extern __shared__`` arrays of a module are one buffer."""
        if not self.dynamic:
            return text
        longest_first = sorted(set(self.dynamic), key=lambda name: (-len(name), name))
        names = "|".join(map(re.escape, longest_first))
        text = re.sub(f"(?:{names}){NAME_END}", "@gpucpu_dynamic_shared", text)
        buffer = f"[{DYNAMIC_SHARED} x i8] zeroinitializer, align 128"
        return f"{text}\n@gpucpu_dynamic_shared = weak hidden thread_local global {buffer}\n"


def lower(text: str, wave: int) -> str:
    """The IR for x86-64 of a module for an AMD GPU with ``wave`` lanes."""
    return Lowering(wave).module(text)
