"""Reads the SYCLBIN container (extension sycl_ext_oneapi_syclbin) that a device compilation leaves."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
OFFLOAD_MAGIC, SYCLBIN_MAGIC = 0xAD10FF10, 0x53594249
HEADER, MODULE = 56, 32  # bytes of the container's header and of a row of its tables
OP_DECORATE, OP_FUNCTION, LINKAGE_ATTRIBUTES, EXPORTED = 71, 54, 41, 0
KERNEL_NAMES, DEVICE_GLOBALS = "SYCL/kernel names", "SYCL/device globals"

Properties = dict[str, dict[str, int | bytes]]


@dataclass(frozen=True, slots=True)
class Image:
    """One SPIR-V module, the names of its kernels and its property sets."""

    kernels: tuple[str, ...]
    properties: Properties
    spirv: bytes


def decode_base64(text: str) -> bytes:
    """Property sets use a base64 with the least significant bits first."""
    value, bits, out = 0, 0, bytearray()
    for character in text:
        value |= ALPHABET.index(character) << bits
        bits += 6
        while bits >= 8:
            out.append(value & 255)
            value >>= 8
            bits -= 8
    return bytes(out)


def property_sets(text: str) -> Properties:
    """The property sets of a module, from their textual form."""
    sets: Properties = {}
    current: dict[str, int | bytes] = {}
    set_name = ""
    for line in text.split("\n"):
        if line[:1] == "[" and line[-1:] == "]":
            set_name = line[1:-1]
            current = sets.setdefault(set_name, {})
        elif line:
            name, _, typed = line.rpartition("=")
            kind, _, value = typed.partition("|")
            # Kernels stand twice, the second time with a prefix for the run-time API.
            prefix = re.match(r"rtc_\d+\$", name)
            if not prefix or set_name == DEVICE_GLOBALS:
                current[name[prefix.end() if prefix else 0 :]] = int(value) if kind == "1" else decode_base64(value)
    return sets


def exported_functions(spirv: bytes) -> list[str]:
    """The names that a module exports."""
    words = struct.unpack(f"<{len(spirv) // 4}I", spirv)
    index, out = 5, []
    while index < len(words) and words[index] & 0xFFFF != OP_FUNCTION:  # no decorations follow
        length = words[index] >> 16
        is_linkage = words[index] & 0xFFFF == OP_DECORATE and words[index + 2] == LINKAGE_ATTRIBUTES
        if is_linkage and words[index + length - 1] == EXPORTED:
            name = struct.pack(f"<{length - 4}I", *words[index + 3 : index + length - 1])
            out.append(name.split(b"\0")[0].decode())
        index += length
    return out


def parse(data: bytes) -> list[Image]:
    """The modules of a container; raises ValueError when it is not one."""
    magic, _, _, entries, _ = struct.unpack_from("<IIQQQ", data, 0)  # LLVM's offload binary around it
    if magic != OFFLOAD_MAGIC:
        raise ValueError(f"not an offload binary: {magic:#x}")
    entry = struct.unpack_from("<HHIQQQQ", data, entries)
    body = data[entry[5] : entry[5] + entry[6]]
    head = struct.unpack_from("<6I4Q", body, 0)
    magic, module_count, ir_count, native_count, metadata_size = head[0], head[2], head[3], head[4], head[6]
    if magic != SYCLBIN_MAGIC or native_count:
        raise ValueError(f"not a SYCLBIN of SPIR-V modules: {magic:#x}")
    modules = [struct.unpack_from("<2Q4I", body, HEADER + MODULE * i) for i in range(module_count)]
    ir = [struct.unpack_from("<4Q", body, HEADER + MODULE * (module_count + i)) for i in range(ir_count)]
    metadata = HEADER + MODULE * (module_count + ir_count)
    binary = (metadata + metadata_size + 7) & ~7
    out: list[Image] = []
    for offset, size, count, first, _, _ in modules:
        text = body[metadata + offset : metadata + offset + size].decode()
        properties = property_sets(text)
        kernels = tuple(properties.get(KERNEL_NAMES, {}))
        for _, _, start, length in ir[first : first + count]:
            spirv = body[binary + start : binary + start + length]
            if kernels:
                out.append(Image(kernels, properties, spirv))
            elif spirv and all(image.kernels for image in out):
                # The bfloat16 library comes in two variants and without its list of symbols: the first, in
                # software, is enough.
                out.append(Image((), properties | _library_properties(spirv), spirv))
    return [image for image in out if image.spirv]


def _library_properties(spirv: bytes) -> Properties:
    return {
        "SYCL/devicelib metadata": {"bfloat16": 0},
        "SYCL/exported symbols": dict.fromkeys(exported_functions(spirv), 1),
    }
