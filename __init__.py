"""unwarp: CUDA programs translated to HIP, SYCL, OpenCL C or vectorized C, and proved by running them.

Imports nothing eagerly; the public names are loaded on first use.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import OutputFile, Result, Settings, translate, translate_program, translate_targets
    from .parser.diagnostics import Diagnostic, Effort, Severity, UserError

__version__ = "0.1.0"
__all__ = [
    "Diagnostic",
    "Effort",
    "OutputFile",
    "Result",
    "Settings",
    "Severity",
    "UserError",
    "__version__",
    "translate",
    "translate_program",
    "translate_targets",
]


def __getattr__(name: str) -> object:
    import importlib

    if name in __all__:
        of_diagnostics = name in ("Diagnostic", "Effort", "Severity", "UserError")
        module = importlib.import_module(".parser.diagnostics" if of_diagnostics else ".api", __name__)
        value: object = getattr(module, name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
