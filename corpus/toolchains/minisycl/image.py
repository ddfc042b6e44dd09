"""Prints the C source of an object that holds device images and registers them with the SYCL runtime.

The structures are those that libsycl's __sycl_register_lib reads (version 3 of the device binary descriptor):
each image has its SPIR-V, a table of entry points and property sets, as clang's offload wrapper would emit.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from pathlib import Path

from .conditions import with_signed_conditions
from .negation import without_negations
from .syclbin import Image

SPIRV_MAGIC = 0x07230203
HEAD = """#include <stdint.h>
#include <stddef.h>
#include <stdlib.h>
struct entry { void *address; const char *name; size_t size; int32_t flags, reserved; };
struct property { const char *name; const void *value; uint32_t type; uint64_t size; };
struct property_set { const char *name; const struct property *begin, *end; };
struct image {
  uint16_t version; uint8_t kind, format;
  const char *target, *compile_options, *link_options;
  const unsigned char *begin, *end;
  const struct entry *entries_begin, *entries_end;
  const struct property_set *sets_begin, *sets_end;
};
struct descriptor { uint16_t version, count; const struct image *images; void *host_begin, *host_end; };
void __sycl_register_lib(const struct descriptor *);
void __sycl_unregister_lib(const struct descriptor *);
"""
# The wheel's own CPU device, unless the user asks for another one: the first variable is read by the wheel's
# OpenCL loader, the second by Debian's, should a library bring it in. A program without kernels needs it too.
CHOICE = """__attribute__((constructor(101))) static void choose_device(void) {
  setenv("OCL_ICD_FILENAMES", %(device)s, 0);
  setenv("OCL_ICD_VENDORS", %(device)s, 0);
  setenv("ONEAPI_DEVICE_SELECTOR", "opencl:cpu", 0);
}
"""
REGISTRATION = """static const struct descriptor program = {1, %(count)d, images, 0, 0};
__attribute__((constructor(102))) static void register_images(void) { __sycl_register_lib(&program); }
__attribute__((destructor(102))) static void unregister_images(void) { __sycl_unregister_lib(&program); }
"""


def quote(text: str) -> str:
    """A C string literal."""
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\{ord(c):03o}" for c in text) + '"'


def has_internal_linkage(mangled: str) -> bool:
    """Whether a kernel lives in a static function or an unnamed namespace.

    Kernel names are global in a SYCL program: lambdas in two static functions of one name would silently run
    as one.
    """
    for match in re.finditer("ZN?", mangled):
        index = match.end()
        while number := re.match(r"\d+", mangled[index:]):
            index += number.end() + int(number[0])
        if re.match(r"L\d", mangled[index:]):
            return True
    return "_GLOBAL__N_" in mangled


def c_source(images: Sequence[Image], device: Path) -> str:
    """The C source for some images, which by default run on the device that is the library ``device``."""
    choice = HEAD + CHOICE % {"device": quote(str(device))}
    if not images:
        return choice
    rows = [_image(number, image) for number, image in enumerate(images)]
    text = "".join(definitions for definitions, _ in rows)
    table = f"static const struct image images[] = {{{','.join(row for _, row in rows)}}};\n"
    return choice + text + table + REGISTRATION % {"count": len(rows)}


def _image(number: int, image: Image) -> tuple[str, str]:
    """The definitions for one image, and its row."""
    if (magic := struct.unpack_from("<I", image.spirv)[0]) != SPIRV_MAGIC:
        raise ValueError(f"not SPIR-V: {magic:#x}")
    spirv = without_negations(with_signed_conditions(image.spirv))
    words = struct.unpack(f"<{len(spirv) // 4}I", spirv)
    entries = "".join(f"{{0,{quote(name)},0,0,0}}," for name in image.kernels)
    out = [
        f"static const uint32_t spirv{number}[] = {{{','.join(map(str, words))}}};",
        f"static const struct entry entries{number}[] = {{{entries}{{0}}}};",
    ]
    # A strong symbol for each kernel that no other source file may define makes the linker report a clash.
    internal = [name for name in image.kernels if has_internal_linkage(name)]
    out += [f"const char sycl_kernel_{re.sub(r'[^0-9A-Za-z_]', '_', name)} = 0;" for name in internal]
    sets = []
    for index, (name, values) in enumerate(image.properties.items()):
        own = f"properties{number}_{index}"
        definitions, members = _properties(f"value{number}_{index}", values)
        out += [*definitions, f"static const struct property {own}[] = {{{','.join(members) or '{0}'}}};"]
        sets.append(f"{{{quote(name)},{own},{own}+{len(members)}}}")
    out.append(f"static const struct property_set sets{number}[] = {{{','.join(sets)}}};")
    begin = f"(const unsigned char*)spirv{number}"
    row = (
        f'{{3,4,2,"spir64","","",{begin},{begin}+sizeof spirv{number},'
        f"entries{number},entries{number}+{len(image.kernels)},sets{number},sets{number}+{len(sets)}}}"
    )
    return "\n".join(out) + "\n", row


def _properties(prefix: str, values: dict[str, int | bytes]) -> tuple[list[str], list[str]]:
    """The arrays of a property set's values and its members: type 1 is an integer, 2 is bytes."""
    definitions, members = [], []
    for index, (key, value) in enumerate(values.items()):
        if isinstance(value, int):
            members.append(f"{{{quote(key)},0,1,{value}u}}")
        else:
            data = ",".join(map(str, value)) or "0"
            name = f"{prefix}_{index}"
            definitions.append(f"static const unsigned char {name}[] __attribute__((aligned(8))) = {{{data}}};")
            members.append(f"{{{quote(key)},{name},2,{len(value)}}}")
    return definitions, members
