"""Words for what could have stood at an error: a few phrases instead of a list of terminals. Owns the
phrases."""

from __future__ import annotations

from collections.abc import Collection

# A phrase stands for the terminals beside it when any of them is acceptable; the first phrases count most.
_PHRASES: tuple[tuple[str, frozenset[str]], ...] = (
    ("an expression", frozenset(("LITERAL", "THIS", "SIZEOF"))),
    ("a declaration", frozenset(("NAMESPACE", "STATIC_ASSERT"))),
    ("a type", frozenset(("BUILTIN", "TYPE_ID"))),
    ("a name", frozenset(("DECL_ID", "IDENT", "NS_ID"))),
    ("`;`", frozenset(("_SEMI",))),
    ("`)`", frozenset(("_RPAR",))),
    ("`]`", frozenset(("_RSQB",))),
    ("`}`", frozenset(("_RBRACE",))),
    ("`>`", frozenset(("_RANGLE",))),
    ("`>>>`", frozenset(("_LAUNCH_CLOSE",))),
    ("`:`", frozenset(("_COLON",))),
    ("`while`", frozenset(("WHILE",))),
    ("`catch`", frozenset(("CATCH",))),
    ("an operator", frozenset(("OP",))),
    ("`,`", frozenset(("_COMMA",))),
    ("`(`", frozenset(("_LPAR", "_LPAR_PARAM"))),
    ("`{`", frozenset(("_LBRACE",))),
    ("`=`", frozenset(("EQ",))),
)
# What goes without saying beside another phrase.
_IMPLIED = {
    "an expression": frozenset(("a type", "a name", "a declaration", "`(`", "`{`")),
    "an operator": frozenset(("`(`", "`,`", "`=`", "`{`")),
}
_MOST = 3


def phrase(terminals: Collection[str]) -> str:
    """What was expected, from the terminals that could have been shifted."""
    found = [words for words, group in _PHRASES if not group.isdisjoint(terminals)]
    for words, implied in _IMPLIED.items():
        if words in found:
            found = [other for other in found if other not in implied]
    if not found:
        return "something else"
    found = found[:_MOST]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"
