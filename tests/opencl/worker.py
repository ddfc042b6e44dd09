"""Runs OpenCL kernels for the tests, in a process of its own: a runtime is chosen by the environment, and may crash.

Reads pickled jobs from standard input (source, options, kernel, global size, local size, arguments), writes pickled
results: the contents of the arrays afterwards, or a text that says what went wrong.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import Any

import numpy as np
import pyopencl as cl


def main() -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what kernels print must not meet the results
    context = cl.create_some_context(interactive=False)
    queue = cl.CommandQueue(context)
    while True:
        try:
            job = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            result: Any = run(context, queue, *job)
        except cl.Error as error:
            result = str(error)
        pickle.dump(result, out)
        out.flush()


def run(
    context: cl.Context, queue: cl.CommandQueue, source: str, options: list[str], steps: list[tuple[Any, ...]]
) -> list[np.ndarray]:
    """Each step is a kernel, sizes and arguments; an argument is an array by its number (shared between steps), bytes,
    or ("local", size)."""
    program = cl.Program(context, source).build(options)
    buffers: dict[int, cl.Buffer] = {}
    arrays: dict[int, np.ndarray] = {}
    for name, blocks, threads, args in steps:
        kernel = cl.Kernel(program, name)
        for number, arg in enumerate(args):
            kernel.set_arg(number, prepared(context, buffers, arrays, arg))
        cl.enqueue_nd_range_kernel(queue, kernel, tuple(b * t for b, t in zip(blocks, threads, strict=True)), threads)
    for key, buffer in buffers.items():
        cl.enqueue_copy(queue, arrays[key], buffer)
    queue.finish()
    return [arrays[key] for key in sorted(buffers)]


def prepared(context: cl.Context, buffers: dict[int, Any], arrays: dict[int, Any], arg: Any) -> Any:
    if isinstance(arg, tuple) and arg[0] == "array":
        _, key, value = arg
        if key not in buffers:
            arrays[key] = value.copy()
            flags = cl.mem_flags.READ_WRITE | cl.mem_flags.COPY_HOST_PTR
            buffers[key] = cl.Buffer(context, flags, hostbuf=arrays[key])
        return buffers[key]
    if isinstance(arg, tuple) and arg[0] == "record":  # bytes with the address of an array at their beginning
        arrays[-1 - len(arrays)] = arg[1]  # keeps it alive
        return struct.pack("P", arg[1].ctypes.data) + arg[2]
    if isinstance(arg, tuple) and arg[0] == "local":
        return cl.LocalMemory(arg[1])
    if isinstance(arg, int):
        return struct.pack("i", arg)
    return arg


if __name__ == "__main__":
    main()
