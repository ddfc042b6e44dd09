"""The words of CUDA C++: which terminal a text always is, which need a decision, and the names that the
language, the toolkit and the standard library give. Owns these lists; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .tokens import CHAR, ID, NUMBER, STRING

NAME = "ID"  # the class of a name, before it is decided


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def _words(**groups: str) -> dict[str, str]:
    return {word: terminal for terminal, text in groups.items() for word in text.split()}


STORAGE = word_set(
    "typedef friend static inline __inline__ __inline virtual explicit mutable register thread_local __thread extern"
    " constexpr consteval constinit __forceinline__ __forceinline __noinline__ __extension__ __nv_pure__"
)
QUALIFIERS = frozenset(("__global__", "__device__", "__host__"))
MEMORY = frozenset(("__shared__", "__constant__", "__managed__", "__grid_constant__"))
CV = word_set("const volatile __const __volatile__ restrict __restrict __restrict__")

TERMINALS: Mapping[str, str] = _words(
    _RPAR=")", _LBRACE="{", _RBRACE="}", _RSQB="]", _SEMI=";", _COLON=":", _COMMA=",", DOT=".", ARROW="->",
    _QMARK="?", ELLIPSIS="...", STAR="*", AMP="& bitand", ANDAND="&& and", EQ="=", INCDEC="++ --",
    OP="/ % ^ | || == != <= >= <=> .* ->* or xor bitor not_eq", PREFIX="! not compl",
    ASSIGNOP="+= -= *= /= %= &= |= ^= <<= >>= and_eq or_eq xor_eq",
    IF="if", ELSE="else", FOR="for", WHILE="while", DO="do", SWITCH="switch", CASE="case", DEFAULT="default",
    BREAK="break", CONTINUE="continue", RETURN="return", GOTO="goto", TRY="try", CATCH="catch", THROW="throw",
    NEW="new", DELETE="delete", SIZEOF="sizeof alignof __alignof__ __alignof _Alignof", TYPEID="typeid",
    NOEXCEPT="noexcept", THIS="this", TYPENAME="typename", USING="using",
    NAMESPACE="namespace", CLASSKEY="struct class union", ENUM="enum", ACCESS="public private protected",
    EXTERN="extern", AUTO="auto __auto_type", DECLTYPE="decltype typeof __typeof__ __typeof",
    STATIC_ASSERT="static_assert _Static_assert", CONSTEXPR="constexpr", LITERAL="true false nullptr",
    NAMEDCAST="static_cast dynamic_cast reinterpret_cast const_cast",
    SPECCALL="alignas _Alignas __align__ __launch_bounds__ __cluster_dims__ __maxnreg__ __block_size__",
    BUILTIN="void bool char short int long float double signed unsigned wchar_t char8_t char16_t char32_t"
    " __signed__ __int64 __int128 _Bool __float128",
    SPEC=" ".join(sorted((STORAGE | QUALIFIERS | MEMORY) - {"extern", "constexpr"})),
    CV=" ".join(sorted(CV)),
)  # fmt: skip

# Texts that the decider looks at each time.
DECIDED: Mapping[str, str] = _words(
    **{
        "(": "(", "[": "[", "<": "<", ">": ">", "<<": "<<", "<<<": "<<<", "~": "~", "+ -": "+ -",
        "operator": "operator", "asm": "asm __asm__ __asm", "__attribute__": "__attribute__ __attribute __declspec",
        "typedef": "typedef", "::": "::", "template": "template",
    }
)  # fmt: skip

ALTERNATIVE: Mapping[str, str] = {
    "and": "&&", "or": "||", "xor": "^", "bitand": "&", "bitor": "|", "not": "!", "compl": "~", "not_eq": "!=",
    "and_eq": "&=", "or_eq": "|=", "xor_eq": "^=",
}  # fmt: skip

_BY_KIND: Mapping[str, str] = {ID: NAME, NUMBER: "LITERAL", CHAR: "LITERAL", STRING: "STRING"}


def class_of(text: str, kind: str) -> str:
    """The terminal of a token, or the key of the decision that it needs (``ID``, or a text in DECIDED)."""
    return DECIDED.get(text) or TERMINALS.get(text) or _BY_KIND.get(kind, "BAD")


# Names that are types in CUDA and the standard library even when no header is read.
_BUILTIN_TYPE = re.compile(
    r"u?(?:char|short|int|long|longlong)[1-4]|(?:float|double)[1-4](?:_16a|_32a)?|dim3|u(?:int|char|short|long)"
    r"|size_t|ssize_t|ptrdiff_t|u?int(?:_fast|_least)?\d+_t|u?int(?:ptr|max)_t|half2?|__half2?(?:_raw)?"
    r"|nv_bfloat162?|__nv_bfloat162?|__nv_fp8\w*|FILE|va_list|timeval|timespec|\w+_t"
    r"|cuda\w+(?:_t|Prop|Desc|Attributes|Kind|Parms|Params|Extent|Pos|PitchedPtr|Array)"
    r"|curandState\w*|cufft(?:Handle|Complex|DoubleComplex|Real|DoubleReal)|cu(?:Double|Float)?Complex"
    r"|CU(?:device|context|function|module|stream|deviceptr|event|result|texref|array|graph\w*|jit\w*|link\w*)"
    r"|string|ofstream|ifstream|fstream|ostream|istream|[io]?stringstream|mt19937(?:_64)?|thread_block|grid_group"
)
_TEMPLATES = word_set(
    "vector array map unordered_map multimap set unordered_set multiset pair tuple function unique_ptr shared_ptr"
    " weak_ptr list forward_list deque queue priority_queue stack numeric_limits is_same enable_if enable_if_t"
    " conditional conditional_t complex uniform_real_distribution uniform_int_distribution normal_distribution"
    " duration device_vector host_vector device_ptr plus minus multiplies divides maximum minimum less greater"
    " equal_to counting_iterator transform_iterator zip_iterator permutation_iterator constant_iterator"
    " thread_block_tile BlockReduce BlockScan WarpReduce WarpScan BlockLoad BlockStore BlockRadixSort"
    " remove_reference remove_reference_t remove_cv remove_cv_t decay decay_t integral_constant is_floating_point"
    " is_integral is_pointer is_signed is_unsigned make_unsigned make_signed initializer_list basic_string allocator"
    " hash optional variant span bitset atomic atomic_ref integer_sequence index_sequence texture surface"
    " common_type common_type_t result_of invoke_result_t add_pointer underlying_type"
)
_FUNCTION_TEMPLATES = word_set(
    "is_same_v is_floating_point_v is_integral_v is_pointer_v is_signed_v make_pair make_tuple get max min swap"
    " make_unique make_shared static_pointer_cast dynamic_pointer_cast duration_cast device_pointer_cast"
    " raw_pointer_cast tiled_partition memcpy_async make_index_sequence tex2D tex1Dfetch tex1D tex3D texCubemap"
    " tex1DLayered tex2DLayered tex1DLod tex2DLod tex3DLod tex2Dgather surf1Dread surf2Dread surf3Dread surf1Dwrite"
    " surf2Dwrite surf3Dwrite surf2DLayeredread surf2DLayeredwrite declval forward move bit_cast holds_alternative"
    " any_cast cudaCreateChannelDesc"
)


def is_builtin_type(name: str) -> bool:
    """Is this the name of a type (no template) that CUDA or the standard library gives?"""
    return _BUILTIN_TYPE.fullmatch(name) is not None


def is_builtin_class_template(name: str) -> bool:
    """Is this the name of a class template of the standard library or the toolkit?"""
    return name in _TEMPLATES


def is_builtin_template(name: str) -> bool:
    """Is this the name of a template of the standard library or the toolkit?"""
    return name in _TEMPLATES or name in _FUNCTION_TEMPLATES
