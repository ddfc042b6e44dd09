"""Prints a C tree as text: what C and OpenCL C have in common.

Owns expressions with as few parentheses as precedence (and a compiler's warnings) allow, declarators,
statements, records and functions. Where the languages differ there is a method to override: the spelling of
scalars, address spaces, storage, loop pragmas, literals, built-ins and intrinsics. It decides nothing about
meaning: passes do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from ..parser.ctree import (
    SCALARS,
    Array,
    Assign,
    Binary,
    Block,
    Break,
    Builtin,
    Call,
    CaseLabel,
    Cast,
    CExpr,
    CFunction,
    Comma,
    Comment,
    Compound,
    Conditional,
    Continue,
    CRecord,
    CStmt,
    CType,
    CVar,
    Declare,
    DoWhile,
    ExprStmt,
    For,
    FunctionType,
    If,
    Index,
    Intrinsic,
    Lit,
    Member,
    Pointer,
    Record,
    Return,
    Scalar,
    SizeOf,
    Step,
    Str,
    Switch,
    Unary,
    Var,
    Void,
    While,
    walk,
)

Spell: TypeAlias = Callable[[Intrinsic, Sequence[str]], str]

COMMA, ASSIGN, CONDITIONAL, OR, AND, BITOR, BITXOR, BITAND = range(8)
EQUALITY, RELATION, SHIFT, SUM, PRODUCT, UNARY, POSTFIX, PRIMARY = range(8, 16)

PRECEDENCE = {
    "||": OR, "&&": AND, "|": BITOR, "^": BITXOR, "&": BITAND, "==": EQUALITY, "!=": EQUALITY,
    "<": RELATION, ">": RELATION, "<=": RELATION, ">=": RELATION, "<<": SHIFT, ">>": SHIFT,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT,
}  # fmt: skip

_ARGUMENT = re.compile("\x01(\\d+)\x02")
_CALL = re.compile(r"\w*\(")
WIDTH = 110


def _doubtful(parent: str, child: str) -> bool:
    """Whether a reader, and a compiler's -Wparentheses, wants parentheses that precedence does not need."""
    outer, inner = PRECEDENCE[parent], PRECEDENCE[child]
    if parent == "||":
        return child == "&&"
    if outer in (BITOR, BITXOR, BITAND, SHIFT):
        return parent != child
    return outer in (EQUALITY, RELATION) and inner in (EQUALITY, RELATION)


class CFamilyPrinter:
    """Prints the nodes of a C tree. ``spell`` gives the text of an intrinsic from those of its arguments."""

    tab = "    "

    def __init__(self, spell: Spell) -> None:
        self.spell = spell
        self.lines: list[str] = []
        self.depth = 0
        self.announced: set[str] = set()  # records whose name is declared before them
        self.records: dict[str, CRecord] = {}  # those of the unit, for their alignment

    # ------------------------------------------------------------------------------------------- to override

    def scalar(self, ctype: Scalar) -> str:
        """The name of an arithmetic type."""
        return ctype.name

    def record_name(self, ctype: Record) -> str:
        return ctype.name

    def space(self, space: str) -> str:
        """The qualifier of an address space, ending in a space where there is one."""
        return ""

    def storage(self, var: CVar) -> str:
        """What stands before a variable's type, ending in a space where there is something."""
        words = "static const " if var.storage == "static" else ""
        return words + (f"_Alignas({var.align}) " if var.align else "")

    def linkage(self, function: CFunction) -> str:
        """What stands before a function's result type."""
        return "static inline "

    def loop_pragma(self, pragma: str) -> str:
        """The line before a loop, empty for none."""
        return f"#pragma {pragma}"

    def literal(self, node: Lit) -> str:
        return node.text

    def builtin(self, node: Builtin) -> str:
        return node.name.replace(".", "_")

    def record_value(self, ctype: Record, values: Sequence[str]) -> str:
        """A record made of the values of its fields."""
        return f"({self.type_name(ctype)}){self.braces(values)}"

    # ------------------------------------------------------------------------------------------- types

    def type_name(self, ctype: CType) -> str:
        """A type as it stands in a cast."""
        return self.declarator(ctype, "")

    def declarator(self, ctype: CType, name: str) -> str:
        """``int *name[4]``: the declaration of a name with a type."""
        base, text = self._declarator(ctype, name)
        return f"{base} {text}" if text else base

    def _declarator(self, ctype: CType, name: str) -> tuple[str, str]:
        match ctype:
            case Void():
                return "void", name
            case Scalar():
                return self.scalar(ctype), name
            case Record():
                return self.record_name(ctype), name
            case Array():
                length = "" if ctype.length is None else str(ctype.length)
                return self._declarator(ctype.element, f"{name}[{length}]")
            case FunctionType():
                params = ", ".join(self.type_name(p) for p in ctype.params) or "void"
                return self._declarator(ctype.result, f"{name}({params})")
            case Pointer():
                inner = ctype.target
                star = "*" + ("restrict" + (" " if name else "") if ctype.restrict else "")
                qualifiers = ("const " if ctype.const else "") + ("volatile " if ctype.volatile else "")
                qualifiers = self.space(ctype.space) + qualifiers
                if isinstance(inner, Pointer):  # qualifiers of a pointer stand behind its star
                    behind = f" {qualifiers}" if qualifiers else ""
                    return self._declarator(inner, f"{behind}{star}{name}")
                if isinstance(inner, Array | FunctionType):
                    base, text = self._declarator(inner, f"({star}{name})")
                else:
                    base, text = self._declarator(inner, f"{star}{name}")
                return qualifiers + base, text

    # ------------------------------------------------------------------------------------------- expressions

    def expr(self, node: CExpr, level: int = COMMA) -> str:
        """An expression's text, in parentheses where it binds weaker than ``level``."""
        text, precedence = self._expression(node)
        return f"({text})" if precedence < level else text

    def _expression(self, node: CExpr) -> tuple[str, int]:
        match node:
            case Lit():
                text = self.literal(node)
                return text, UNARY if text.startswith("-") else PRIMARY
            case Str():
                return node.text, PRIMARY
            case Var():
                return node.var.name, PRIMARY
            case Builtin():
                return self.builtin(node), PRIMARY
            case Unary():
                text = self.expr(node.operand, UNARY)
                gap = " " if node.op in "+-&" and text.startswith(node.op) else ""
                return f"{node.op}{gap}{text}", UNARY
            case Step():
                if node.prefix:
                    return f"{node.op}{self.expr(node.operand, UNARY)}", UNARY
                return f"{self.expr(node.operand, POSTFIX)}{node.op}", POSTFIX
            case Binary():
                return self._binary(node), PRECEDENCE[node.op]
            case Assign():
                return f"{self.expr(node.left, UNARY)} {node.op} {self.expr(node.right, ASSIGN)}", ASSIGN
            case Conditional():
                then, orelse = self.expr(node.then, OR), self.expr(node.orelse, CONDITIONAL)
                return f"{self.expr(node.cond, OR)} ? {then} : {orelse}", CONDITIONAL
            case Comma():
                return f"{self.expr(node.left)}, {self.expr(node.right, ASSIGN)}", COMMA
            case Call():
                return f"{node.function}({', '.join(self.expr(a, ASSIGN) for a in node.args)})", POSTFIX
            case Intrinsic():
                return self._intrinsic(node)
            case Index():
                return f"{self.expr(node.base, POSTFIX)}[{self.expr(node.index)}]", POSTFIX
            case Member():
                if isinstance(node.base, Unary) and node.base.op == "*":
                    return f"{self.expr(node.base.operand, POSTFIX)}->{node.field}", POSTFIX
                return f"{self.expr(node.base, POSTFIX)}.{node.field}", POSTFIX
            case Cast():
                return f"({self.type_name(node.type)}){self.expr(node.operand, UNARY)}", UNARY
            case SizeOf():
                return f"sizeof({self.type_name(node.of)})", UNARY
            case Compound():
                values = [self.initialiser(value) for value in node.values]
                if isinstance(node.type, Record):
                    return self.record_value(node.type, values), POSTFIX
                return f"({self.type_name(node.type)}){self.braces(values)}", POSTFIX

    def _binary(self, node: Binary) -> str:
        precedence = PRECEDENCE[node.op]

        def side(child: CExpr, level: int) -> str:
            if isinstance(child, Binary) and _doubtful(node.op, child.op):
                level = UNARY
            return self.expr(child, level)

        return f"{side(node.left, precedence)} {node.op} {side(node.right, precedence + 1)}"

    def _intrinsic(self, node: Intrinsic) -> tuple[str, int]:
        """Arguments replace marks, so that what stands round a mark tells whether parentheses are needed."""
        template = self.spell(node, [f"\x01{number}\x02" for number in range(len(node.args))])

        def argument(match: re.Match[str]) -> str:
            before, after = template[: match.start()].rstrip(), template[match.end() :].lstrip()
            # "(int)$1" is a cast, not a bracket; "(*$1" and "= $1" are operators
            alone = before[-1:] in ("", "(", ",", "[") and after[:1] in ("", ")", ",", "]")
            return self.expr(node.args[int(match[1])], ASSIGN if alone else UNARY)

        text = _ARGUMENT.sub(argument, template)
        return text, POSTFIX if _whole_call(template) else COMMA

    def initialiser(self, node: CExpr) -> str:
        """A value as an initialiser: braces stand alone there."""
        if isinstance(node, Compound):
            return self.braces([self.initialiser(value) for value in node.values])
        return self.expr(node, ASSIGN)

    def braces(self, values: Sequence[str]) -> str:
        text = "{" + (", ".join(values) or "0") + "}"
        if len(text) <= WIDTH - 20:
            return text
        inner, rows = self.tab * (self.depth + 1), [""]
        for value in values:
            if rows[-1] and len(rows[-1]) + len(value) > WIDTH - len(inner) - 2:
                rows.append("")
            rows[-1] += (" " if rows[-1] else "") + value + ","
        return "{\n" + "\n".join(inner + row for row in rows) + f"\n{self.tab * self.depth}}}"

    def condition(self, node: CExpr) -> str:
        """A controlling expression; an assignment there is meant, which a second pair of parentheses says."""
        return f"({self.expr(node)})" if isinstance(node, Assign) and node.op == "=" else self.expr(node)

    # ------------------------------------------------------------------------------------------- statements

    def put(self, line: str) -> None:
        """One line of output at the present depth."""
        self.lines.append(self.tab * self.depth + line if line else "")

    def statement(self, node: CStmt) -> None:
        match node:
            case Block():
                self.put("{")
                self._body(node)
                self.put("}")
            case Declare():
                self.put(self.declare(node) + ";")
            case ExprStmt():
                self.put(self.expr_statement(node.expr) + ";")
            case If():
                self._if(node, "")
            case For():
                self._for(node)
            case While():
                self.put(f"while ({self.condition(node.cond)}) {{")
                self._body(node.body)
                self.put("}")
            case DoWhile():
                self.put("do {")
                self._body(node.body)
                self.put(f"}} while ({self.condition(node.cond)});")
            case Switch():
                self._switch(node)
            case CaseLabel():
                self.put("default:" if node.value is None else f"case {self.expr(node.value)}:")
            case Break():
                self.put("break;")
            case Continue():
                self.put("continue;")
            case Return():
                self.put("return;" if node.value is None else f"return {self.expr(node.value)};")
            case Comment():
                self.comment(node.text)

    def comment(self, text: str) -> None:
        """A comment on lines of its own, its later lines lined up with the first."""
        first, *rest = text.strip().splitlines() or [""]
        self.put(first.rstrip())
        for line in rest:
            line = line.strip()
            gap = "" if not line or line.startswith("//") else " " if line.startswith("*") else "   "
            self.put(gap + line)

    def expr_statement(self, node: CExpr) -> str:
        """An expression for its effect; one that has none at its root says so."""
        effect = isinstance(node, Assign | Step | Call | Intrinsic | Comma) or isinstance(node.type, Void)
        return self.expr(node) if effect else f"(void){self.expr(node, UNARY)}"

    def declare(self, node: Declare) -> str:
        text = self.storage(node.var) + self.declarator(node.var.type, node.var.name)
        return text if node.init is None else f"{text} = {self.initialiser_of(node.var.type, node.init)}"

    def initialiser_of(self, ctype: CType, init: CExpr) -> str:
        return self.initialiser(init)

    def _body(self, node: CStmt) -> None:
        self.depth += 1
        for item in node.body if isinstance(node, Block) else (node,):
            self.statement(item)
        self.depth -= 1

    def _if(self, node: If, prefix: str) -> None:
        self.put(f"{prefix}if ({self.condition(node.cond)}) {{")
        self._body(node.then)
        orelse = node.orelse
        if isinstance(orelse, Block) and len(orelse.body) == 1 and isinstance(orelse.body[0], If):
            orelse = orelse.body[0]
        if isinstance(orelse, If):
            self._if(orelse, "} else ")
        elif orelse is not None:
            self.put("} else {")
            self._body(orelse)
            self.put("}")
        else:
            self.put("}")

    def _for(self, node: For) -> None:
        inits = self._for_init(node.init)
        if inits is None:
            assert isinstance(node.init, Block)
            self.put("{")
            self.depth += 1
            for item in node.init.body:
                self.statement(item)
            inits = ""
        if node.pragma and (line := self.loop_pragma(node.pragma)):
            self.put(line)
        cond = f" {self.condition(node.cond)}" if node.cond is not None else ""
        step = f" {self.expr(node.step)}" if node.step is not None else ""
        self.put(f"for ({inits};{cond};{step}) {{")
        self._body(node.body)
        self.put("}")
        if self._for_init(node.init) is None:
            self.depth -= 1
            self.put("}")

    def _for_init(self, init: CStmt | None) -> str | None:
        """The text of a loop's first part, None where it needs statements of its own."""
        if init is None:
            return ""
        items = init.body if isinstance(init, Block) else (init,)
        if not items:
            return ""
        if all(isinstance(item, ExprStmt) for item in items):
            return ", ".join(self.expr(item.expr, ASSIGN) for item in items if isinstance(item, ExprStmt))
        texts: list[str] = []
        heads: set[tuple[str, str]] = set()
        for item in items:
            if not isinstance(item, Declare):
                return None
            base, text = self._declarator(item.var.type, item.var.name)
            heads.add((self.storage(item.var), base))
            value = "" if item.init is None else f" = {self.initialiser_of(item.var.type, item.init)}"
            texts.append(text + value)
        return "".join(heads.pop()) + " " + ", ".join(texts) if len(heads) == 1 else None

    def _switch(self, node: Switch) -> None:
        self.put(f"switch ({self.condition(node.value)}) {{")
        for item, after in zip(node.body.body, (*node.body.body[1:], None), strict=True):
            if isinstance(item, CaseLabel):
                self.statement(item)
                # C11 wants a statement behind a label
                if after is None or isinstance(after, Declare | Comment):
                    self.lines[-1] += " ;"
            else:
                self.depth += 1
                self.statement(item)
                self.depth -= 1
        self.put("}")

    # ------------------------------------------------------------------------------------------- declarations

    def announce(self, records: Sequence[CRecord]) -> None:
        """Declare the names of records that are pointed to before their definition ends."""
        order = {node.name: number for number, node in enumerate(records)}
        for number, node in enumerate(records):
            for name in (name for item in node.fields for name in _pointees(item.type)):
                if order.get(name, -1) >= number and name not in self.announced:
                    self.announced.add(name)
                    word = "union" if records[order[name]].union else "struct"
                    self.put(f"typedef {word} {name} {name};")
        if self.announced:
            self.put("")

    def record(self, node: CRecord) -> None:
        """A struct or union with a typedef of its name."""
        if node.comment:
            self.comment(node.comment)
        word = "union" if node.union else "struct"
        typedef = "" if node.name in self.announced else "typedef "
        self.put(f"{typedef}{word} {node.name} {{")
        self.depth += 1
        for number, item in enumerate(node.fields):
            bits = f" : {item.bits}" if item.bits is not None else ""
            self.put(self.field_storage(node, number) + self.declarator(item.type, item.name) + bits + ";")
        if not node.fields:
            self.put("char uw_empty;")
        self.depth -= 1
        self.put("};" if node.name in self.announced else f"}} {node.name};")

    def field_storage(self, node: CRecord, number: int) -> str:
        """What stands before a field: its alignment, on the first one the record's where that is greater."""
        greater = number == 0 and node.align > self.natural_alignment(node)
        align = node.align if greater else node.fields[number].align
        return f"_Alignas({align}) " if align else ""

    def natural_alignment(self, node: CRecord) -> int:
        """The alignment that a record has by its fields."""
        return max((max(self.alignment(item.type), item.align) for item in node.fields), default=1)

    def alignment(self, ctype: CType) -> int:
        if isinstance(ctype, Array):
            return self.alignment(ctype.element)
        if isinstance(ctype, Record):
            return self.records[ctype.name].align if ctype.name in self.records else 1
        return SCALARS[ctype.name][0] if isinstance(ctype, Scalar) else 8

    def parameter(self, var: CVar) -> str:
        return self.declarator(var.type, var.name)

    def signature(self, node: CFunction) -> str:
        """A function's head without a brace or semicolon, in several lines where it is long."""
        params = [self.parameter(var) for var in node.params] or ["void"]
        head = self.linkage(node) + self.declarator(node.result, f"{node.name}(")
        line = head + ", ".join(params) + ")"
        if len(line) <= WIDTH:
            return line
        rows = [""]
        for number, param in enumerate(params):
            text = param + (")" if number == len(params) - 1 else ",")
            if rows[-1] and len(rows[-1]) + len(text) + 1 > WIDTH - 8:
                rows.append("")
            rows[-1] += (" " if rows[-1] else "") + text
        return head + "".join(f"\n{self.tab * 2}{row}" for row in rows)

    def function(self, node: CFunction) -> None:
        if node.comment:
            self.comment(node.comment)
        self.put(self.signature(node) + " {")
        self._body(node.body)
        self.put("}")

    def functions(self, nodes: Iterable[CFunction]) -> None:
        """All functions, those that are called before their definition declared first."""
        items = tuple(nodes)
        known = {item.name for item in items}
        seen: set[str] = set()
        early: set[str] = set()
        for item in items:
            calls = {n.function for n in walk(item.body) if isinstance(n, Call)}
            early |= (calls & known) - seen - {item.name}
            seen.add(item.name)
        for item in items:
            if item.name in early:
                self.put(self.signature(item) + ";")
        if early:
            self.put("")
        for item in items:
            self.function(item)
            self.put("")

    def text(self) -> str:
        """Everything printed so far."""
        return "\n".join(self.lines).rstrip("\n") + "\n"


def _pointees(ctype: CType) -> list[str]:
    """The names of the records that a type points to."""
    pointed = False
    while isinstance(ctype, Pointer | Array):
        pointed = pointed or isinstance(ctype, Pointer)
        ctype = ctype.target if isinstance(ctype, Pointer) else ctype.element
    return [ctype.name] if pointed and isinstance(ctype, Record) else []


def _whole_call(template: str) -> bool:
    """Whether a template is one call or one parenthesised expression."""
    match = _CALL.match(template)
    if match is None:
        return template.isidentifier()
    depth = 0
    for place, character in enumerate(template):
        depth += (character == "(") - (character == ")")
        if depth == 0 and place >= match.end() - 1:
            return place == len(template) - 1
    return False
