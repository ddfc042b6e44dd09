"""The catalogue of diagnostics: each code once, with its message and hint.

1xxx reading, 2xxx refused, 3xxx changed shape, 4xxx numerics, 5xxx advice, 9xxx our own faults. A message is one
sentence, lower case, without a full stop; it points with its place instead of quoting code.
"""

from __future__ import annotations

from .diagnostics import Rule, Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

# 1xxx: reading
UNREADABLE_FILE = Rule("UW1001", E, "cannot read the file: {reason}", "check the path and its permissions", unreadable=True)
EMPTY_FILE = Rule("UW1002", E, "the file is empty", "give a file with CUDA source text", unreadable=True)
BINARY_FILE = Rule("UW1003", E, "the file is binary, not source text", "give a .cu, .cuh, .cpp or .h file", unreadable=True)
UNBALANCED = Rule("UW1004", E, "`{bracket}` has no partner", "close or remove the bracket", unreadable=True)
UNTERMINATED = Rule("UW1005", E, "the {what} does not end", "close it", unreadable=True)
EXPECTED = Rule("UW1006", E, "expected {expected} before {found}", "this part of the device code was not understood", unreadable=True)
STRAY_CHARACTER = Rule("UW1007", E, "stray character {found}", "remove it", unreadable=True)
MISSING_INCLUDE = Rule("UW1008", W, "the local header `{name}` was not found", "add its folder with -I")
TOO_DEEP = Rule("UW1009", E, "nested too deeply", "split the expression or the blocks", unreadable=True)
BAD_DIRECTIVE = Rule("UW1010", W, "the preprocessor directive was not understood: {reason}", "check the directive")

# 2xxx: refused
UNSUPPORTED_CALL = Rule("UW2001", E, "`{name}` has no equivalent on {target}", "{why}")
UNSUPPORTED_CONSTRUCT = Rule("UW2002", E, "{what} is not translated to {target}", "{why}")
UNKNOWN_NAME = Rule("UW2003", E, "`{name}` is not declared where the device code uses it", "add the folder of its header with -I, or declare it")
NO_MATCH = Rule("UW2004", E, "no function `{name}` accepts these arguments", "cast the arguments to the parameter types")
UNKNOWN_INSTANCE = Rule("UW2005", E, "cannot tell with which template arguments `{name}` is launched", "give the template arguments explicitly at the launch")
NOT_CONSTANT = Rule("UW2006", E, "{what} must be a constant that the translator can compute", "use a literal or a constexpr value")
UNKNOWN_CUDA_NAME = Rule("UW2007", E, "`{name}` is not in the tables for {target}", "this CUDA name is not covered yet; remove it or guard it by a macro")
GROUPS = Rule("UW2020", E, "cooperative groups: {what} is not translated to {target}", "{why}")

# 3xxx: changed shape
DIFFERENCE = Rule("UW3101", N, "`{name}` is not quite the same on {target}: {note}")

# 9xxx: our own faults
INTERNAL = Rule("UW9001", E, "unwarp failed here: {reason}", "please report this with the file")
