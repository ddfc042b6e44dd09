"""The CUDA host program around kernels: it reads inputs, launches, and writes what the kernels left. Made as text; an
ordinary CUDA program, so that translations of it exercise the host side as well.

Called as ``program FOLDER NAME…``, it reads ``FOLDER/NAME.in`` and writes ``FOLDER/NAME.out`` for each case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .cases import Argument, Case, Launch
from .data import GUARD

MAIN = re.compile(r"\bmain\s*\(")
INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<[^>\n]*>[^\n]*$", re.M)
DEFINED = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
RENAMED_MAIN = "main_of_the_program"

COMMON = r"""
#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

typedef unsigned long long DriverCount;

struct DriverArray {
  DriverCount bytes;
  char *host;
  char *device;
};

static FILE *driver_input, *driver_output;

static void driver_check(cudaError_t error, const char *what) {
  if (error != cudaSuccess) {
    std::fprintf(stderr, "driver: %s: %s\n", what, cudaGetErrorString(error));
    std::exit(3);
  }
}

static void driver_read(void *to, size_t bytes) {
  if (std::fread(to, 1, bytes, driver_input) != bytes) {
    std::fprintf(stderr, "driver: the input ends early\n");
    std::exit(4);
  }
}

static DriverCount driver_count() {
  DriverCount count;
  driver_read(&count, sizeof count);
  return count;
}

static dim3 driver_shape() {
  unsigned x = (unsigned)driver_count(), y = (unsigned)driver_count(), z = (unsigned)driver_count();
  return dim3(x, y, z);
}

static DriverArray driver_host_array() {
  DriverArray array;
  array.bytes = driver_count();
  array.host = (char *)std::malloc(array.bytes + 1);
  array.device = nullptr;
  driver_read(array.host, array.bytes);
  return array;
}

static DriverArray driver_array() {
  DriverArray array = driver_host_array();
  driver_check(cudaMalloc((void **)&array.device, array.bytes), "cudaMalloc");
  driver_check(cudaMemcpy(array.device, array.host, array.bytes, cudaMemcpyHostToDevice), "cudaMemcpy to the device");
  return array;
}

static void driver_write(DriverArray array) {
  if (array.device) {
    driver_check(cudaMemcpy(array.host, array.device, array.bytes, cudaMemcpyDeviceToHost), "cudaMemcpy to the host");
    driver_check(cudaFree(array.device), "cudaFree");
  }
  std::fwrite(array.host, 1, array.bytes, driver_output);
  std::free(array.host);
}

static DriverCount driver_nanoseconds() {
  struct timespec now;
  std::timespec_get(&now, TIME_UTC);
  return (DriverCount)now.tv_sec * 1000000000ull + (DriverCount)now.tv_nsec;
}
"""

MAIN_TEXT = r"""
static FILE *driver_open(const char *folder, const char *name, const char *suffix, const char *mode) {
  char path[4096];
  std::snprintf(path, sizeof path, "%s/%s%s", folder, name, suffix);
  FILE *file = std::fopen(path, mode);
  if (!file) {
    std::fprintf(stderr, "driver: cannot open %s\n", path);
    std::exit(4);
  }
  return file;
}

struct DriverEntry {
  const char *name;
  void (*run)();
};

static const DriverEntry driver_entries[] = {
@entries@
};

int main(int count, char **words) {
  for (int word = 2; word < count; ++word) {
    int found = 0;
    for (const DriverEntry &entry : driver_entries) {
      const char *a = entry.name, *b = words[word];
      while (*a && *a == *b) ++a, ++b;
      if (*a != *b) continue;
      found = 1;
      driver_input = driver_open(words[1], entry.name, ".in", "rb");
      driver_output = driver_open(words[1], entry.name, ".out", "wb");
      entry.run();
      std::fclose(driver_input);
      std::fclose(driver_output);
    }
    if (!found) std::exit(4);
  }
  return 0;
}
"""


def program_text(cases: Sequence[Case], sources: Sequence[str]) -> str:
    """One program for cases with the texts of their kernels. A single text begins the program unchanged, so that its
    lines keep their numbers; several stand in namespaces."""
    if len(cases) == 1:
        parts = [
            sources[0],
            f"\n#undef main\n{COMMON}" if has_main(sources[0]) else COMMON,
            _case(cases[0]),
            _main(cases, ""),
        ]
        return "\n".join(parts)
    includes = dict.fromkeys(line.strip() for text in sources for line in INCLUDE.findall(text))
    parts = [*includes, COMMON]
    for case, text in zip(cases, sources, strict=True):
        macros = "".join(f"#undef {name}\n" for name in dict.fromkeys(DEFINED.findall(text)))
        parts += [f"namespace case_{case.name} {{", INCLUDE.sub("", text), _case(case), f"}}  // {case.name}", macros]
    parts.append(_main(cases, "case_"))
    return "\n".join(parts)


def has_main(text: str) -> bool:
    """Whether a source has a main function, which then must get another name by -D."""
    return MAIN.search(text) is not None


def _main(cases: Sequence[Case], prefix: str) -> str:
    spaces = [f"{prefix}{case.name}::" if prefix else "" for case in cases]
    entries = ",\n".join(f'    {{"{c.name}", {space}driver_case}}' for c, space in zip(cases, spaces, strict=True))
    return MAIN_TEXT.replace("@entries@", entries)


def _case(case: Case) -> str:
    """The function that does all runs of a case."""
    buffers = [a for a in case.arguments if a.array or a.symbol]
    lines = ["static void driver_case() {", "  for (DriverCount runs = driver_count(); runs > 0; --runs) {"]
    for argument in buffers:
        load = "driver_host_array" if argument.symbol else "driver_array"
        lines.append(f"    DriverArray {_buffer(argument)} = {load}();")
        if argument.symbol:
            copy = f"cudaMemcpyToSymbol({argument.name}, {_buffer(argument)}.host, {_buffer(argument)}.bytes)"
            lines.append(f'    driver_check({copy}, "cudaMemcpyToSymbol");')
    lines += [
        "    DriverCount start = driver_nanoseconds();",
        "    for (DriverCount launches = driver_count(); launches > 0; --launches) {",
        "      DriverCount kernel = driver_count();",
        "      dim3 grid = driver_shape();",
        "      dim3 block = driver_shape();",
        "      size_t shared = (size_t)driver_count();",
    ]
    for number, launch in enumerate(case.launches):
        lines += _launch(case, number, launch)
    lines += [
        '      driver_check(cudaGetLastError(), "launch");',
        "    }",
        '    driver_check(cudaDeviceSynchronize(), "cudaDeviceSynchronize");',
        "    DriverCount elapsed = driver_nanoseconds() - start;",
        "    std::fwrite(&elapsed, sizeof elapsed, 1, driver_output);",
    ]
    for argument in buffers:
        if argument.symbol:
            copy = f"cudaMemcpyFromSymbol({_buffer(argument)}.host, {argument.name}, {_buffer(argument)}.bytes)"
            lines.append(f'    driver_check({copy}, "cudaMemcpyFromSymbol");')
        lines.append(f"    driver_write({_buffer(argument)});")
    lines += ["    std::fflush(driver_output);", "  }", "}"]
    return "\n".join(lines)


def _buffer(argument: Argument) -> str:
    return f"{argument.name}_array"


def _pointer(argument: Argument) -> str:
    return f"({argument.type.name} *)({_buffer(argument)}.device + {GUARD})"


def _launch(case: Case, number: int, launch: Launch) -> list[str]:
    """The branch of one launch: its values are read, then it is done."""
    known = {a.name: a for a in case.arguments}
    lines = [f"      if (kernel == {number}) {{"]
    passed = []
    for name in launch.arguments:
        argument = known[name]
        if argument.array:
            passed.append(_pointer(argument))
            continue
        variable = f"{name}_value"
        passed.append(variable)
        lines += [f"        {argument.type.name} {variable};", f"        driver_read(&{variable}, sizeof {variable});"]
        fields = argument.type.dtype.names or ()
        for field, value in zip(fields, argument.values, strict=False):
            if value.startswith("&"):
                lines.append(f"        {variable}.{field} = {_pointer(known[value[1:]])};")
    lines.append(f"        {launch.kernel}<<<grid, block, shared>>>({', '.join(passed)});")
    return [*lines, "      }"]
