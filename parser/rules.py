"""The catalogue of diagnostics: each code once, with its message, its hint and what ``unwarp explain`` tells of it.

1xxx reading, 2xxx refused, 3xxx changed shape, 4xxx numerics, 5xxx advice, 9xxx our own faults. A message is one
sentence, lower case, without a full stop; it points with its place instead of quoting code. Codes never change meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from .diagnostics import Effort, Rule, Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
LOW, MEDIUM, HIGH = Effort.LOW, Effort.MEDIUM, Effort.HIGH

# ------------------------------------------------------------------------------------------------ 1xxx: reading

UNREADABLE_FILE = Rule(
    "UW1001", E, "cannot read the file: {reason}", "check the path and its permissions", LOW, unreadable=True,
    title="the file cannot be read",
    about="The file does not exist, is no file, or may not be read. The other files of the run are still translated.",
    before="unwarp check src/kernel.cu      # the file is src/kernels.cu",
    after="unwarp check src/kernels.cu",
)  # fmt: skip
EMPTY_FILE = Rule(
    "UW1002", E, "the file is empty", "give a file with CUDA source text", LOW, unreadable=True,
    title="the file is empty",
    about="There is nothing to translate: the file has no characters but spaces. It may not have been written yet, or not "
    "have been checked out.",
    before="unwarp check empty.cu",
    remedy="Write the file, or leave it out (`exclude` in the configuration).",
)  # fmt: skip
BINARY_FILE = Rule(
    "UW1003", E, "the file is binary, not source text", "give a .cu, .cuh, .cpp or .h file", LOW, unreadable=True,
    title="the file is no source text",
    about="The file holds zero bytes, as object files, archives and UTF-16 text do. Source text is read as UTF-8; bytes that "
    "are not UTF-8, such as Latin-1 comments, are no trouble and come out as they went in.",
    before="unwarp check kernel.o",
    remedy="Give the source file. Save UTF-16 text as UTF-8.",
)  # fmt: skip
UNBALANCED = Rule(
    "UW1004", E, "`{bracket}` has no partner", "close or remove the bracket", LOW, unreadable=True,
    title="a bracket or a conditional without its partner",
    about="A bracket, an `#if` or an `#endif` stands alone, so it is unknown what belongs to what.",
    before="__global__ void k(int *p { p[0] = 1; }",
    after="__global__ void k(int *p) { p[0] = 1; }",
)  # fmt: skip
UNTERMINATED = Rule(
    "UW1005", E, "the {what} does not end", "close it", LOW, unreadable=True,
    title="a comment, string or character that does not end",
    about="A comment reaches the end of the file, or a literal the end of its line.",
    before="""const char *name = "kernel;""",
    after="""const char *name = "kernel";""",
)  # fmt: skip
EXPECTED = Rule(
    "UW1006", E, "expected {expected} before {found}", "this part of the device code was not understood", MEDIUM,
    unreadable=True,
    title="device code that is not understood",
    about="Device code must be understood to the last token. Where the code is right CUDA C++, a macro is probably missing: "
    "its header was not found, or a -D of the build is not given. Host code that is not understood is kept as it is and not "
    "reported.",
    before="__global__ void k(int *p) {\n    p[0] = ;\n}",
    after="__global__ void k(int *p) {\n    p[0] = 0;\n}",
)  # fmt: skip
STRAY_CHARACTER = Rule(
    "UW1007", E, "stray character {found}", "remove it", LOW, unreadable=True,
    title="a character that C++ does not have",
    about="Often a no-break space or a curly quote that came with text from a web page or a document.",
    before="int a = @b;",
    after="int a = b;",
)  # fmt: skip
MISSING_INCLUDE = Rule(
    "UW1008", W, "the local header `{name}` was not found", "add its folder with -I", LOW, once_by=("name",),
    title="a local header that was not found",
    about="What it declares is unknown. Device code that uses it will be reported; host code is translated without it.",
    before='#include "missing_helper.cuh"',
    remedy="Name its folder with `-I DIR` (`include-dirs` in the configuration), or the build's compile_commands.json with "
    "`-p`. Where the build makes the header, run the build first.",
)  # fmt: skip
TOO_DEEP = Rule(
    "UW1009", E, "nested too deeply", "split the expression or the blocks", LOW, unreadable=True,
    title="code that is nested too deeply",
    about="Brackets, blocks, macros or includes are nested beyond what compilers have to accept (256). A header that includes "
    "itself without a guard does that too.",
    before="#include __FILE__",
    remedy="Split the expression or the blocks; give the header a guard.",
)  # fmt: skip
BAD_DIRECTIVE = Rule(
    "UW1010", W, "the preprocessor directive was not understood: {reason}", "check the directive", LOW,
    title="a preprocessor line that is not understood",
    about="The line is passed over: a condition counts as false, a macro as not defined.",
    before="#if (1 +\nint a;\n#endif",
    after="#if (1 + 1)\nint a;\n#endif",
)  # fmt: skip
FOUND_NEARBY = Rule(
    "UW1011", N, "the header `{name}` was taken from {folder}", "name this folder with -I, here and for the output", LOW,
    once_by=("folder",),
    title="a header found without an include folder",
    about="No include folder leads to this header, but below the program's root there is exactly one file that it must be, or "
    "one that is nearer to the file that includes it than all others. It is read as if its folder had been given.",
    before='#include "found.cuh"',
    remedy="Nothing has to change where the file is the right one. The output includes the header by the same name: its "
    "compiler needs the folder too.",
)  # fmt: skip
BAD_ALLOW = Rule(
    "UW1012", W, "this comment allows nothing: {reason}", "write `// unwarp: allow UW4001 because REASON`", LOW,
    title="an allow comment that is not understood",
    about="A comment that allows a diagnostic names one or more codes and a reason. Without a reason nobody can tell later "
    "whether it still holds.",
    before="// unwarp: allow UW2007\ncudaNewThing(1);",
    after="// unwarp: allow UW2007 because compat.h defines it\ncudaNewThing(1);",
)  # fmt: skip
ERROR_DIRECTIVE = Rule(
    "UW1013", W, "the program refuses to be compiled this way: #error {text}", "define what the condition asks for, with -D", LOW,
    title="an #error that is reached",
    about="With the macros that are defined, the preprocessor comes to an `#error`: the branch that is read is not the one "
    "that the program's build takes. What stands in the others is only searched for names.",
    before="#ifndef USE_DOUBLE\n#error define USE_DOUBLE as 0 or 1\n#endif",
    remedy="Give the macros of the build: `-D NAME=VALUE`, `defines` in the configuration, or its compile_commands.json with "
    "`-p`.",
)  # fmt: skip

# ------------------------------------------------------------------------------------------------ 2xxx: refused

UNSUPPORTED_CALL = Rule(
    "UW2001", E, "`{name}` has no equivalent on {target}", "{why}", MEDIUM,
    title="a CUDA name that the target has nothing for",
    about="The name is known and was looked at: the target has nothing that does the same. The hint says what is missing. "
    "The call is left in the output with a mark.",
    before="void f(void *memory) { cudaIpcCloseMemHandle(memory); }",
    remedy="Do it by other means, keep it to CUDA with `#ifdef __CUDACC__`, or translate to another target. `unwarp query "
    "cudaIpcCloseMemHandle` shows what each target makes of it.",
)  # fmt: skip
UNSUPPORTED_CONSTRUCT = Rule(
    "UW2002", E, "{what} is not translated to {target}", "{why}", MEDIUM,
    title="a construct that is not translated",
    about="The target's language lacks the construct, or unwarp has no translation for it. The hint says how it can be "
    "written so that it is translated.",
    before="""__global__ void k(int *p) { asm("mov.u32 %0, %%smid;" : "=r"(p[0])); }""",
    after="__global__ void k(int *p) { p[0] = 0; }",
)  # fmt: skip
UNKNOWN_NAME = Rule(
    "UW2003", E, "`{name}` is not declared where the device code uses it", "add the folder of its header with -I, or declare it",
    LOW,
    title="a name in device code that nothing declares",
    about="Device code is translated by its types, so every name must be declared in the file or a header that was found.",
    before="__global__ void k(int *p) { p[0] = helper(1); }",
    after="__device__ int helper(int x) { return x; }\n__global__ void k(int *p) { p[0] = helper(1); }",
)  # fmt: skip
NO_MATCH = Rule(
    "UW2004", E, "no function `{name}` accepts these arguments", "cast the arguments to the parameter types", LOW,
    title="a call that fits no function",
    about="Functions of this name are known, but none takes the arguments: their number or types differ, or a type is not "
    "known well enough.",
    before='__device__ int twice(int x) { return 2 * x; }\n__global__ void k(int *p) { p[0] = twice("a", 1); }',
    after="__device__ int twice(int x) { return 2 * x; }\n__global__ void k(int *p) { p[0] = twice(1); }",
)  # fmt: skip
UNKNOWN_INSTANCE = Rule(
    "UW2005", E, "cannot tell with which template arguments `{name}` is launched",
    "give the template arguments explicitly at the launch", LOW,
    title="a launch whose template arguments are unknown",
    about="OpenCL C and C have no templates: each instance that a program launches becomes a kernel of its own, so its "
    "arguments must be known from the text.",
    before="template <class T> __global__ void k(T *p) { p[0] = T(1); }\nvoid f(int *p) { k<<<1, 1>>>(make(p)); }",
    after="template <class T> __global__ void k(T *p) { p[0] = T(1); }\nvoid f(int *p) { k<int><<<1, 1>>>(make(p)); }",
)  # fmt: skip
NOT_CONSTANT = Rule(
    "UW2006", E, "{what} must be a constant that the translator can compute", "use a literal or a constexpr value", LOW,
    title="a value that must be a constant",
    about="Array lengths, case labels, template arguments and bit-field widths must be computed when translating. Functions "
    "of the host and values from headers that were not found are not.",
    before="__global__ void k(int *p) { int a[sizeof(p) * UNKNOWN]; a[0] = 1; p[0] = a[0]; }",
    after="constexpr int SIZE = 8;\n__global__ void k(int *p) { int a[SIZE]; a[0] = 1; p[0] = a[0]; }",
)  # fmt: skip
UNKNOWN_CUDA_NAME = Rule(
    "UW2007", E, "`{name}` is not in the tables for {target}", "give it a row in a table of your own (--rules), or guard it by a macro",
    MEDIUM,
    title="a CUDA name that is not covered yet",
    about="The name looks like CUDA's, but the tables have no entry for this target. It is left as it is, with a mark.",
    before="void f() { cudaNewThing(1); }",
    remedy="Say what it becomes in a table of your own: a file with `[cudaNewThing]`, `kind = \"runtime\"` and a key for the "
    "target, given with `--rules FILE`. Where a header of yours makes the name work, allow it: `// unwarp: allow UW2007 "
    "because compat.h defines it`.",
)  # fmt: skip
LIBRARY_NAME = Rule(
    "UW2008", E, "`{name}` belongs to a library that is not translated to {target}", "{why}", HIGH,
    title="device code of a CUDA library",
    about="The name lives in a namespace of NVIDIA's libraries, such as CUB or libcu++, of which the target has no version.",
    before="#include <cub/cub.cuh>\n__global__ void k(int *p) { p[0] = cub::PRMT(p[1], p[2], 0x5410); }",
    after="__global__ void k(int *p) { p[0] = __byte_perm(p[1], p[2], 0x5410); }",
)  # fmt: skip
GROUPS = Rule(
    "UW2020", E, "cooperative groups: {what} is not translated to {target}", "{why}", HIGH,
    title="a cooperative group that is not translated",
    about="Blocks, tiles and coalesced groups are translated. A group that spans blocks needs all of them to run at the same "
    "time, which the target cannot promise.",
    before="#include <cooperative_groups.h>\nnamespace cg = cooperative_groups;\n"
    "__global__ void k(int *p) { cg::this_grid().sync(); p[0] = 1; }",
    remedy="Split the kernel where all blocks wait, and launch the parts one after the other.",
)  # fmt: skip

# ------------------------------------------------------------------------------------------------ 3xxx: changed shape

DIFFERENCE = Rule(
    "UW3101", N, "`{name}` is not quite the same on {target}: {note}", "", LOW,
    title="a name that does nearly the same",
    about="The translation is right for what programs commonly do with the name, but not for all: the message says what "
    "differs.",
    before="#include <curand.h>\nvoid f(curandGenerator_t g, unsigned *p) { curandGenerate(g, p, 100); }",
    remedy="Check whether the program depends on the difference; if not, allow it with a reason.",
)  # fmt: skip

# ------------------------------------------------------------------------------------------------ 5xxx: advice

UNUSED_ALLOW = Rule(
    "UW5001", N, "no {codes} is reported here any more", "remove the comment", LOW,
    title="an allow comment that is not needed",
    about="The place that a comment allows is not reported on this target. The code or the translator changed; what is left "
    "would hide the next one.",
    before="int a;  // unwarp: allow UW2007 because it was needed once",
    after="int a;",
)  # fmt: skip

# ------------------------------------------------------------------------------------------------ 9xxx: our own faults

INTERNAL = Rule(
    "UW9001", E, "unwarp failed here: {reason}", "please report this with the file", HIGH,
    title="a fault of unwarp",
    about="The translator met something it was not made for. The file is not translated; the others are.",
    before="any file that unwarp fails on",
    remedy="Please report it with the file, or the smallest part of it that still fails.",
)  # fmt: skip


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Rule]:
    """All rules by code, in the order of the codes."""
    found = [value for value in globals().values() if isinstance(value, Rule)]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}
