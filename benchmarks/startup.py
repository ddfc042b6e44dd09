"""How long short commands take, from the start of the process to its end, beside a Python that does nothing.

    python benchmarks/startup.py [--repeat N] [--json]

Each command is run several times; the fastest counts, since whatever else the machine does only adds. The files are
made here: one kernel, and a program of 300 lines. Python's byte code, the tables of the grammar and what is read before
every file are in their caches, as after any first run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
KERNEL = """\
__global__ void step_{n}(const float *in, float *out, int count) {{
    __shared__ float tile[256];
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    tile[threadIdx.x] = i < count ? in[i] : 0.0f;
    __syncthreads();
    for (int offset = blockDim.x / 2; offset > 0; offset /= 2) {{
        if (threadIdx.x < offset)
            tile[threadIdx.x] += tile[threadIdx.x + offset];
        __syncthreads();
    }}
    if (threadIdx.x == 0)
        atomicAdd(out, tile[0] * {n}.5f);
}}

void run_{n}(const float *host, int count) {{
    float *in, *out;
    cudaMalloc(&in, count * sizeof(float));
    cudaMalloc(&out, sizeof(float));
    cudaMemcpy(in, host, count * sizeof(float), cudaMemcpyHostToDevice);
    cudaMemset(out, 0, sizeof(float));
    step_{n}<<<(count + 255) / 256, 256>>>(in, out, count);
    cudaDeviceSynchronize();
    cudaFree(in);
    cudaFree(out);
}}

"""


def program(lines: int) -> str:
    """A program of about so many lines."""
    each = KERNEL.count("\n")
    return "".join(KERNEL.format(n=n) for n in range(max(1, lines // each)))


def measure(command: list[str], repeat: int, environment: dict[str, str]) -> dict[str, float]:
    """The least seconds of a command: on the wall, and of the processor."""
    wall, processor = [], []
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    for _ in range(repeat):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        wall.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"wall": min(wall), "processor": min(processor)}


def commands(folder: Path) -> dict[str, list[str]]:
    """What is measured, by what it shows."""
    small, large = folder / "small.cu", folder / "large.cu"
    small.write_text(program(1))
    large.write_text(program(300))
    unwarp = [sys.executable, "-m", "unwarp"]
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "unwarp --version": [*unwarp, "--version"],
        "check, one file, all targets": [*unwarp, "check", str(small)],
        "check, one file, HIP": [*unwarp, "check", str(small), "--to", "hip"],
        "convert, 300 lines, HIP": [*unwarp, "convert", str(large), "--to", "hip"],
        "convert, 300 lines, SYCL": [*unwarp, "convert", str(large), "--to", "sycl"],
        "convert, 300 lines, C": [*unwarp, "convert", str(large), "--to", "c"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Time what short commands take.")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".dev")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        environment["PYTHONPYCACHEPREFIX"] = name
        found = {what: measure(command, given.repeat, environment) for what, command in commands(Path(name)).items()}
    if given.json:
        print(json.dumps(found, indent=2))
        return
    for what, seconds in found.items():
        print(f"{what:<32} {seconds['wall']:6.3f} s   processor {seconds['processor']:6.3f} s")


if __name__ == "__main__":
    main()
