"""unwarp: CUDA programs translated to HIP, SYCL, OpenCL C or vectorized C, and proved by running them.

Imports nothing eagerly; the public names are loaded on first use.
"""

__version__ = "0.1.0"
