"""Lets the tests of this folder import its tools, and gives them the runtimes."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from opencl_tools import Runtime  # noqa: E402  (the path above comes first)

_VENDORS = {"intel": f"{sys.prefix}/lib/libintelocl.so", "pocl": "/etc/OpenCL/vendors/pocl.icd"}


@pytest.fixture(scope="session", params=sorted(_VENDORS))
def runtime(request: pytest.FixtureRequest) -> Iterator[Runtime]:
    vendor = _VENDORS[request.param]
    if not Path(vendor).exists():
        pytest.skip(f"no {request.param} runtime")
    if ctypes.util.find_library("OpenCL") is None:
        pytest.skip("no OpenCL loader")
    runtime = Runtime(request.param, vendor)
    yield runtime
    runtime.close()
