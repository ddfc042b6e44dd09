"""What names of CUDA and of NVIDIA's libraries look like, for those that the tables lack."""

from __future__ import annotations

import re

_LIBRARIES = (
    "cublas|cufft|curand|cusparse|cusolver|cudnn|nvml|nvrtc|nvtx|cudla|cudss|cufile|cutensor|nvjpeg|nvshmem|npp(?:i|s)?"
)
_DRIVER = "Array|Ctx|Device|Driver|Event|Func|Graph|Launch|Link|Mem|Module|Occupancy|Stream|Surf|Tex"

HEADER = re.compile(rf"(?:cuda|nv)/.*|(?:{_LIBRARIES})\w*\.h(?:pp)?")
NAME = re.compile(
    rf"cuda[A-Z]\w*|(?:{_LIBRARIES.replace('|npp(?:i|s)?', '')})[A-Z_]\w*|CUDART_\w+|__nv_\w+"
    rf"|(?P<function>cu(?:{_DRIVER})[A-Z]\w*|npp[is]?[A-Z]\w*)"
    rf"|CU(?:{_DRIVER.lower()}|context|result)\w*|CU_[A-Z]\w+"
    r"|CU(?:BLAS|FFT|RAND|SPARSE|SOLVER|DLA|TENSOR)_\w+|CUDA_(?:SUCCESS|ERROR_\w+|R_\d+\w|C_\d+\w)"
)  # those of the group only where they are called
CALLED = re.compile(rf"(?:make_)?cuda[A-Z]\w*|(?:{_LIBRARIES})[A-Z]\w*")
TYPE = re.compile(r"cuda[A-Z]\w*_t")
