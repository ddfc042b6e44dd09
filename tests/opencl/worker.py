"""Runs OpenCL kernels for the tests, in a process of its own: a runtime is chosen by the environment, and may crash.

Reads pickled jobs from standard input (source, options, steps), writes pickled results: the contents of the arrays
afterwards, or a text that says what went wrong. Calls the OpenCL loader itself, so that nothing has to be installed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import pickle
import struct
import sys
from ctypes import byref, c_char_p, c_int, c_size_t, c_uint, c_ulong, c_void_p
from typing import Any

import numpy as np

READ_WRITE, COPY_HOST, TRUE = 1, 32, 1
ALL_DEVICES, BUILD_LOG = 0xFFFFFFFF, 0x1183


class Failure(Exception):
    """A call of OpenCL failed."""


class Device:
    """The first device of the first platform, with a queue."""

    def __init__(self) -> None:
        self.cl = ctypes.CDLL(ctypes.util.find_library("OpenCL") or "libOpenCL.so.1")
        platform, self.device = c_void_p(), c_void_p()
        self.check("clGetPlatformIDs", c_uint(1), byref(platform), None)
        self.check("clGetDeviceIDs", platform, c_ulong(ALL_DEVICES), c_uint(1), byref(self.device), None)
        self.context = self.made("clCreateContext", None, c_uint(1), byref(self.device), None, None)
        self.queue = self.made("clCreateCommandQueue", self.context, self.device, c_ulong(0))

    def check(self, name: str, *args: Any) -> None:
        status = getattr(self.cl, name)(*args)
        if status:
            raise Failure(f"{name}: error {status}")

    def made(self, name: str, *args: Any) -> c_void_p:
        function, status = getattr(self.cl, name), c_int()
        function.restype = c_void_p
        result = function(*args, byref(status))
        if status.value:
            raise Failure(f"{name}: error {status.value}")
        return c_void_p(result)

    def program(self, source: str, options: list[str]) -> c_void_p:
        text = c_char_p(source.encode())
        program = self.made("clCreateProgramWithSource", self.context, c_uint(1), byref(text), None)
        try:
            self.check("clBuildProgram", program, c_uint(1), byref(self.device), " ".join(options).encode(), None, None)
        except Failure as failure:
            log = ctypes.create_string_buffer(1 << 16)
            self.cl.clGetProgramBuildInfo(program, self.device, c_uint(BUILD_LOG), c_size_t(len(log)), log, None)
            raise Failure(f"{failure}\n{log.value.decode(errors='replace')}") from failure
        return program


def main() -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what kernels print must not meet the results
    device = Device()
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            result: Any = run(device, *job)
        except Failure as failure:
            result = str(failure)
        pickle.dump(result, out)
        out.flush()


def run(device: Device, source: str, options: list[str], steps: list[tuple[Any, ...]]) -> list[np.ndarray]:
    """Each step is a kernel, sizes and arguments; an argument is an array by its number (shared between steps), bytes,
    a number of NumPy, ("local", size) or a record that begins with the address of an array."""
    program = device.program(source, options)
    buffers: dict[int, c_void_p] = {}
    arrays: dict[int, np.ndarray] = {}
    kept: list[Any] = []
    for name, blocks, threads, args in steps:
        kernel = device.made("clCreateKernel", program, name.encode())
        for number, arg in enumerate(args):
            size, value = prepared(device, buffers, arrays, kept, arg)
            device.check("clSetKernelArg", kernel, c_uint(number), c_size_t(size), value)
        sizes = (c_size_t * len(threads))(*(b * t for b, t in zip(blocks, threads, strict=True)))
        local = (c_size_t * len(threads))(*threads)
        queue = device.queue
        device.check(
            "clEnqueueNDRangeKernel", queue, kernel, c_uint(len(threads)), None, sizes, local, c_uint(0), None, None
        )
    for key, buffer in buffers.items():
        place = arrays[key].ctypes.data_as(c_void_p)
        size = c_size_t(arrays[key].nbytes)
        device.check(
            "clEnqueueReadBuffer", device.queue, buffer, c_uint(TRUE), c_size_t(0), size, place, c_uint(0), None, None
        )
    return [arrays[key] for key in sorted(buffers)]


def prepared(
    device: Device, buffers: dict[int, c_void_p], arrays: dict[int, np.ndarray], kept: list[Any], arg: Any
) -> tuple[int, Any]:
    """The size and the place of an argument."""
    if isinstance(arg, tuple) and arg[0] == "local":
        return arg[1], None
    if isinstance(arg, tuple) and arg[0] == "array":
        _, key, value = arg
        if key not in buffers:
            arrays[key] = value.copy()
            place = arrays[key].ctypes.data_as(c_void_p)
            flags = c_ulong(READ_WRITE | COPY_HOST)
            buffers[key] = device.made("clCreateBuffer", device.context, flags, c_size_t(value.nbytes), place)
        return ctypes.sizeof(c_void_p), byref(buffers[key])
    if isinstance(arg, tuple):  # a record
        kept.append(arg[1])
        data = struct.pack("P", arg[1].ctypes.data) + arg[2]
    else:
        data = arg if isinstance(arg, bytes) else arg.tobytes()
    kept.append(ctypes.create_string_buffer(data, len(data)))
    return len(data), kept[-1]


if __name__ == "__main__":
    main()
