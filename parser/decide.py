"""Which terminal a token is, where C++ leaves it open. The parser's state goes first (what it accepts), then
the shape of what follows, names last. Owns these decisions and the declaration of names met on the way."""

from __future__ import annotations

from collections.abc import Callable

from .name_decisions import NAME_TERMINALS, Decision, NameDecisions, Row
from .names import Names
from .shapes import POINTERS, TYPE_STARTS, Shapes
from .words import word_set

PARENTHESES = ("_LPAR", "_LPAR_CAST", "_LPAR_TYPE", "_LPAR_PARAM", "_LPAR_DECL", "_LPAR_NAME")
# For each class that needs a decision, the terminals that can come of it.
FAMILIES: dict[str, tuple[str, ...]] = {
    "ID": NAME_TERMINALS,
    "(": PARENTHESES,
    "<": ("_LANGLE", "OP"),
    ">": ("_RANGLE", "_LAUNCH_CLOSE", "OP"),
    "<<": ("_LAUNCH_OPEN", "OP"),
    "<<<": ("_LAUNCH_OPEN",),
    "[": ("LSQB", "_LSQB_LAMBDA", "_LSQB_BIND", "ATTR", "ATTR_STMT"),
    "~": ("DTOR", "PREFIX"),
    "+ -": ("PREFIX", "OP"),
    "operator": ("OPNAME", "OPERATOR"),
    "asm": ("ASM", "ASM_TAIL"),
    "__attribute__": ("ATTR", "ATTR_STMT"),
    "typedef": ("SPEC",),
    "::": ("_DCOLON", "MEMPTR"),
}
_OPERATORS = word_set("< << > STAR AMP ANDAND PREFIX ~ EQ INCDEC OP ASSIGNOP _COMMA ARROW") | {"+ -"}
GUESSED = frozenset(("MACRO_ID", "MACRO_SPEC", "SPECCALL"))  # when a name becomes one
SKIP = ""  # the token means nothing to the grammar


class Decider(NameDecisions):
    """Decides tokens of one stream, in their order. ``widths`` has the number of tokens of terminals that cover more
    than one; ``guessed`` are the unknown names that were taken for macros."""

    def __init__(self, shapes: Shapes, names: Names) -> None:
        super().__init__(shapes, names)
        self.widths: dict[int, int] = {}
        self.guessed: list[int] = []
        self._operator_end = -1  # the token after the last operator's name
        self._launch_closers: set[int] = set()
        self._parentheses: dict[int, tuple[list[str], bool]] = {}  # choices by a row's identity: is a cast one?
        self.decisions: dict[str, Callable[[int, Row], Decision]] = {
            "ID": self.name,
            "(": self._parenthesis,
            "<": self._less,
            ">": self._greater,
            "<<": self._launch,
            "<<<": self._launch,
            "[": self._bracket,
            "~": self._tilde,
            "+ -": lambda at, row: ("PREFIX" if "PREFIX" in row else "OP", 1),
            "operator": self._operator,
            "asm": self._asm,
            "__attribute__": self._attribute,
            "typedef": self._typedef_word,
            "::": self._colons,
            "template": self._template,
        }

    def widen(self, at: int, width: int) -> int:
        """Note how many tokens a terminal covers, as far as they are there."""
        width = min(width, self.shapes.count - at)
        if width > 1:
            self.widths[at] = width
        return width

    # ------------------------------------------------------------------------------------------ punctuation

    def _less(self, at: int, row: Row) -> Decision:
        if "_LANGLE" in row:
            if "OP" not in row:
                self.shapes.angles_end(at, force=True)
                return "_LANGLE", 1
            if self.shapes.angles_end(at) >= 0:
                return "_LANGLE", 1
        return "OP", 1

    def _greater(self, at: int, row: Row) -> Decision:
        if at in self.shapes.angle_closers and "_RANGLE" in row:
            return "_RANGLE", 1
        if "_LAUNCH_CLOSE" in row and at in self._launch_closers:
            return "_LAUNCH_CLOSE", 3
        if "OP" not in row and "_RANGLE" in row:
            return "_RANGLE", 1
        following = at + 1
        if self.shapes.cls(following) == ">" and self.shapes.stream.touches(following):
            return "OP", 2
        return "OP", 1

    def _launch(self, at: int, row: Row) -> Decision:
        width = 1
        if self.classes[at] == "<<":
            if self.shapes.cls(at + 1) != "<" or "_LAUNCH_OPEN" not in row:
                return "OP", 1
            width = 2
        index = at + width
        while index < self.shapes.count:
            cls = self.classes[index]
            if cls == ">" and self.shapes.cls(index + 1) == ">" and self.shapes.cls(index + 2) == ">":
                while self.shapes.cls(index + 3) == ">":  # close<<<f<x<1>>>>: the last three close the launch
                    index += 1
                self._launch_closers.add(index)
                break
            if cls in ("_SEMI", "_RBRACE", "_RPAR", "_RSQB"):
                break
            index = self.mates[index] + 1 if cls in ("(", "[", "_LBRACE") else index + 1
        return "_LAUNCH_OPEN", width

    def _bracket(self, at: int, row: Row) -> Decision:
        shapes = self.shapes
        mate = self.mates[at]
        if shapes.cls(at + 1) == "[" and self.mates[at + 1] == mate - 1 and ("ATTR" in row or "ATTR_STMT" in row):
            width = mate - at + 1
            if "ATTR_STMT" in row:
                after = mate + 1
                end, last = shapes.skip_qualified(after)
                named = last >= 0 and shapes.declares(after, last, end)
                if not (shapes.cls(after) in TYPE_STARTS or shapes.cls(after) == "SPEC" or named):
                    return "ATTR_STMT", width
            return "ATTR", width
        if "_LSQB_BIND" in row:
            before = at - 1
            while shapes.cls(before) in ("AMP", "ANDAND", "CV"):
                before -= 1
            if shapes.cls(before) == "AUTO":
                return "_LSQB_BIND", 1
        if "_LSQB_LAMBDA" in row:
            deleting = "LSQB" in row and shapes.cls(at - 1) == "DELETE" and mate == at + 1
            return ("LSQB" if deleting else "_LSQB_LAMBDA"), 1
        return "LSQB", 1

    def _tilde(self, at: int, row: Row) -> Decision:
        shapes = self.shapes
        named = shapes.cls(at + 1) == "ID" and shapes.cls(at + 2) in ("(", "<")
        if "DTOR" in row and named and ("PREFIX" not in row or shapes.cls(at - 1) in ("::", "ARROW", "DOT")):
            width = 2
            if shapes.cls(at + 2) == "<":
                width = max(shapes.angles_end(at + 2, force=True) - at + 1, 2)
            return "DTOR", width
        return "PREFIX", 1

    def _operator(self, at: int, row: Row) -> Decision:
        terminal, width = self._operator_name(at)
        if terminal == "OPNAME":
            self._operator_end = min(at + width, self.shapes.count)
        return terminal, width

    def _operator_name(self, at: int) -> Decision:
        shapes = self.shapes
        following = at + 1
        cls = shapes.cls(following)
        if cls in ("(", "[") and self.mates[following] == following + 1:
            return "OPNAME", 3
        if cls in ("NEW", "DELETE"):
            return "OPNAME", 4 if shapes.cls(following + 1) == "[" else 2
        if cls == "STRING":
            return "OPNAME", 3 if shapes.cls(following + 1) == "ID" else 2
        if cls == ">":
            second = shapes.cls(following + 1) == ">" and shapes.stream.touches(following + 1)
            return "OPNAME", 3 if second else 2
        return ("OPNAME", 2) if cls in _OPERATORS else ("OPERATOR", 1)

    def _asm(self, at: int, row: Row) -> Decision:
        if "ASM" in row:
            return "ASM", 1
        index = at + 1
        while self.shapes.cls(index) in ("CV", "SPEC", "GOTO"):
            index += 1
        return "ASM_TAIL", self.mates[index] - at + 1 if self.shapes.cls(index) == "(" else 1

    def asm_tail(self, at: int) -> int:
        """The width of what follows the word ``asm``: qualifiers and parentheses."""
        index = at
        while self.shapes.cls(index) in ("CV", "SPEC", "GOTO"):
            index += 1
        width = self.mates[index] - at + 1 if self.shapes.cls(index) == "(" else 1
        self.widths[at] = width
        return width

    def _attribute(self, at: int, row: Row) -> Decision:
        width = self.mates[at + 1] - at + 1 if self.shapes.cls(at + 1) == "(" else 1
        return ("ATTR" if "ATTR" in row or "ATTR_STMT" not in row else "ATTR_STMT"), width

    def _typedef_word(self, at: int, row: Row) -> Decision:
        self.typedef = (self.shapes.parents[at], self.shapes.declaration_end(at))
        return "SPEC", 1

    def _colons(self, at: int, row: Row) -> Decision:
        if "MEMPTR" in row:
            member = self.member_pointer(at)
            if member:
                return "MEMPTR", member
        if self.shapes.cls(at - 1) not in ("ID", ">") or at not in self.forced:
            self.force(at, row)
        return "_DCOLON", 1

    def _template(self, at: int, row: Row) -> Decision:
        if self.shapes.cls(at - 1) in ("::", "DOT", "ARROW"):
            return SKIP, 1
        if self.shapes.cls(at + 1) == "<":
            close = self.shapes.angles_end(at + 1, force=True)
            if close >= 0:
                self.template_heads.append((at, close, self.shapes.template_end(close + 1)))
        return "TEMPLATE", 1

    def _parenthesis(self, at: int, row: Row) -> Decision:
        shapes = self.shapes
        known = self._parentheses.get(id(row))
        if known is None:
            choices = [terminal for terminal in PARENTHESES if terminal in row]
            known = self._parentheses[id(row)] = choices, choices == ["_LPAR", "_LPAR_CAST"]
        choices, operand = known
        if operand and self.classes[at + 1] in ("(", "LITERAL"):
            return "_LPAR", 1
        if len(choices) <= 1:
            terminal = choices[0] if choices else "_LPAR"
        elif "_LPAR_PARAM" in choices and (at == self._operator_end or self.mates[at - 1] in shapes.declarator_groups):
            terminal = "_LPAR_PARAM"
        elif "_LPAR_CAST" in choices:
            counts = shapes.cls(at - 1) == "ELLIPSIS" and shapes.cls(at - 2) == "SIZEOF"  # sizeof...(pack)
            terminal = "_LPAR_CAST" if self._casts(at) and not counts else "_LPAR"
            if "_LPAR_TYPE" in choices:
                terminal = "_LPAR_TYPE" if shapes.is_type_parenthesis(at, cast=False) else "_LPAR"
        elif "_LPAR_TYPE" in choices:
            terminal = "_LPAR"
            if shapes.is_type_parenthesis(at, cast=False):
                placed = shapes.cls(at - 1) == "NEW" and self._placement(at)
                terminal = "_LPAR" if placed else "_LPAR_TYPE"
        elif "_LPAR_DECL" in choices:
            terminal = self._declarator_parenthesis(at, choices)
        else:
            terminal = "_LPAR_PARAM" if shapes.is_parameters(at, block=shapes.in_block(at)) else "_LPAR"
        if terminal in ("_LPAR_DECL", "_LPAR_NAME"):
            shapes.declarator_groups.add(at)
        return terminal, 1

    def _casts(self, at: int) -> bool:
        return self.shapes.is_type_parenthesis(at, cast=True)

    def _placement(self, at: int) -> bool:
        """Is ``new (…)`` followed by the type, so that the parentheses are a placement?"""
        after = self.mates[at] + 1
        return self.shapes.cls(after) in TYPE_STARTS or self.shapes.cls(after) in ("ID", "::")

    def _declarator_parenthesis(self, at: int, choices: list[str]) -> str:
        shapes = self.shapes
        first, mate = shapes.cls(at + 1), self.mates[at]
        if "_LPAR_NAME" in choices and shapes.is_function_name(at):
            return "_LPAR_NAME"
        pointer = first in POINTERS or (first == "CV" and shapes.cls(at + 2) in POINTERS)
        pointer = pointer or (first == "ID" and shapes.cls(at + 2) == "::" and shapes.cls(at + 3) == "STAR")
        if pointer and ("_LPAR" not in choices or shapes.cls(mate + 1) in ("(", "[")):
            return "_LPAR_DECL"
        if "_LPAR_PARAM" in choices and (mate == at + 1 or shapes.type_starts(at + 1) or "_LPAR" not in choices):
            named = first == "ID" and shapes.cls(at + 2) == "_RPAR" and shapes.cls(mate + 1) in ("(", "[")
            return "_LPAR_DECL" if named and not shapes.type_starts(at + 1) else "_LPAR_PARAM"
        return "_LPAR" if "_LPAR" in choices else "_LPAR_DECL"
