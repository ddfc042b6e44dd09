"""Prints the AST as the CUDA C++ that it was read from, in one layout and without comments.

Owns the spelling of every node; decides nothing: parentheses are nodes of the tree, so a tree that was read needs no
others. What is read again gives the same tree, but for places: no node may lose what the program says. Words that mean
nothing to any target are not in the tree and not printed (``template`` before a member's name, attributes of
statements).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..parser import nodes
from ..parser.nodes import Node
from ..parser.stream import Stream
from ..parser.unit import Unit
from ..parser.words import TERMINALS

_TAB = "    "


def print_unit(unit: Unit) -> str:
    """A unit's own items in one file: local headers are in it, macros are expanded, other headers are included."""
    includes = [f"#include <{include.name}>" for include in unit.includes if include.resolved is None]
    printer = Printer(unit.tokens)
    items = [printer.text(item) for item in unit.items if not unit.is_prelude(item)]
    return "\n".join([*dict.fromkeys(includes), *items, ""])


class Printer:
    """Prints nodes whose tokens are in a stream."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._depth = 0
        self._methods: dict[type[Node], Callable[[Any], str]] = {}

    def text(self, node: Node) -> str:
        """The text of a node; a statement or item with its semicolon."""
        kind = type(node)
        method = self._methods.get(kind)
        if method is None:
            method = self._methods[kind] = getattr(self, "on_" + kind.__name__)
        return method(node)

    def tokens(self, node: Node) -> str:
        """The tokens of a node that was not understood; those ``>`` that touch are one operator."""
        out = ""
        for index in range(node.first, node.last + 1):
            text = self.stream.texts[index]
            joined = text == ">" and index > node.first and self.stream.touches(index)
            out += text if joined or not out else " " + text
        return out

    def listed(self, values: Iterable[Node]) -> str:
        return ", ".join([self.text(value) for value in values])

    def optional(self, value: Node | None) -> str:
        return "" if value is None else self.text(value)

    # ------------------------------------------------------------------------------------------ names

    def on_ScopePart(self, node: nodes.ScopePart) -> str:
        start = node.id if node.decltype is None else self.text(node.decltype)
        return f"{start}{self.arguments(node.args)}::"

    def arguments(self, args: Sequence[Node] | None) -> str:
        """Template arguments in their brackets."""
        return "" if args is None else f"<{self.listed(args)}>"

    def on_Name(self, node: nodes.Name) -> str:
        last = node.id if node.conversion is None else f"operator {self.text(node.conversion)}"
        space = " " if node.args is not None and last.endswith("<") else ""
        return self.qualified(node.global_, node.scope) + last + space + self.arguments(node.args)

    def qualified(self, global_: bool, scope: Sequence[nodes.ScopePart]) -> str:
        return ("::" if global_ else "") + "".join([self.text(part) for part in scope])

    # ------------------------------------------------------------------------------------------ types

    def on_Attribute(self, node: nodes.Attribute) -> str:
        args = f"({self.listed(node.args)})" if node.args else ""
        if TERMINALS.get(node.name) == "SPECCALL":
            return f"{node.name}{args or '()'}"
        return f"__attribute__(({node.name}{args}))"

    def on_Specs(self, node: nodes.Specs) -> str:
        attributes = [self.text(attribute) for attribute in node.attributes]
        kind = [] if node.type is None else [self.text(node.type)]
        return " ".join([*attributes, *node.storage, *node.qualifiers, *node.memory, *node.cv, *node.macros, *kind])

    def on_Builtin(self, node: nodes.Builtin) -> str:
        return " ".join(node.words)

    def on_Named(self, node: nodes.Named) -> str:
        return ("typename " if node.typename else "") + self.text(node.name)

    def on_Auto(self, node: nodes.Auto) -> str:
        return "auto"

    def on_Decltype(self, node: nodes.Decltype) -> str:
        return f"decltype({'auto' if node.expr is None else self.text(node.expr)})"

    def on_Base(self, node: nodes.Base) -> str:
        words = [*(["virtual"] if node.virtual else []), *([node.access] if node.access else []), self.text(node.name)]
        return " ".join(words) + ("..." if node.pack else "")

    def on_Class(self, node: nodes.Class) -> str:
        words = [node.key, *(self.text(attribute) for attribute in node.attributes)]
        words += [] if node.name is None else [self.text(node.name)]
        words += ["final"] if node.final else []
        words += [": " + self.listed(node.bases)] if node.bases else []
        if node.members is not None:
            words.append(self.braces(node.members))
        return " ".join(words)

    def on_Access(self, node: nodes.Access) -> str:
        return f"{node.access}:"

    def on_Enumerator(self, node: nodes.Enumerator) -> str:
        return node.name + ("" if node.value is None else f" = {self.text(node.value)}")

    def on_Enum(self, node: nodes.Enum) -> str:
        words = ["enum class" if node.scoped else "enum"]
        words += [] if node.name is None else [self.text(node.name)]
        words += [] if node.base is None else [": " + self.text(node.base)]
        words += [] if node.entries is None else [f"{{ {self.listed(node.entries)} }}"]
        return " ".join(words)

    def on_TypeId(self, node: nodes.TypeId) -> str:
        return self.declared(node.specs, node.declarator)

    def declared(self, specs: nodes.Specs, declarator: nodes.Declarator, pack: bool = False) -> str:
        """Specifiers and a declarator."""
        return " ".join(filter(None, (self.text(specs), self.declarator(declarator, pack))))

    # ------------------------------------------------------------------------------------------ declarators

    def declarator(self, node: nodes.Declarator, pack: bool = False) -> str:
        """A declarator; that of a pack has dots before the name, or at its place."""
        match node:
            case nodes.DeclName():
                return ("..." if pack else "") + self.text(node.name)
            case nodes.Abstract():
                return "..." if pack else ""
            case nodes.Binding():
                return f"[{', '.join(node.names)}]"
            case nodes.Grouped():
                return f"({self.declarator(node.inner, pack)})"
            case nodes.Array():
                return f"{self.declarator(node.inner, pack)}[{self.optional(node.size)}]"
            case nodes.FunctionDecl():
                return self.declarator(node.inner, pack) + self.parameters(node)
            case nodes.Pointer():
                star = self.qualified(False, node.scope) + "*" if node.kind == "member" else node.kind
                inner = self.declarator(node.inner, pack)
                cv = " ".join(node.cv)
                return star + cv + (" " if cv and inner else "") + inner

    def parameters(self, node: nodes.FunctionDecl) -> str:
        """What follows a function's name."""
        params = [self.text(param) for param in node.params] + (["..."] if node.variadic else [])
        words = [f"({', '.join(params)})", *node.cv]
        words += [node.ref] if node.ref else []
        if node.noexcept is True:
            words.append("noexcept")
        elif node.noexcept is not False:
            words.append(f"noexcept({self.text(node.noexcept)})")
        words += [f"-> {self.text(node.trailing)}"] if node.trailing is not None else []
        words += node.virtual
        words += [self.text(node.requires)] if node.requires is not None else []
        return " ".join(words)

    def on_Param(self, node: nodes.Param) -> str:
        default = "" if node.default is None else f" = {self.text(node.default)}"
        return self.declared(node.specs, node.declarator, node.pack) + default

    def on_Init(self, node: nodes.Init) -> str:
        values = self.listed(node.values)
        shapes = {"=": f" = {values}", "()": f"({values})", "{}": f"{{{values}}}"}
        return shapes.get(node.form) or f" = {node.form}"

    def on_Entry(self, node: nodes.Entry) -> str:
        width = "" if node.width is None else f" : {self.text(node.width)}"
        return self.declarator(node.declarator) + width + self.optional(node.init)

    # ------------------------------------------------------------------------------------------ items

    def braces(self, inside: Iterable[Node]) -> str:
        """Items or statements in braces, each on a line of its own."""
        outer = _TAB * self._depth
        self._depth += 1
        lines = [_TAB * self._depth + self.text(node) for node in inside]
        self._depth -= 1
        return "\n".join(["{", *lines, outer + "}"])

    def on_MemberInit(self, node: nodes.MemberInit) -> str:
        return self.text(node.name) + self.text(node.init) + ("..." if node.pack else "")

    def on_Function(self, node: nodes.Function) -> str:
        words = [self.declared(node.specs, node.declarator)]
        words += ["try"] if node.handlers else []
        words += [": " + self.listed(node.inits)] if node.inits else []
        words += [] if node.body is None else [self.text(node.body)]
        return " ".join([*words, *(self.text(handler) for handler in node.handlers)])

    def on_Declaration(self, node: nodes.Declaration) -> str:
        return self.entries(node) + ";"

    def entries(self, node: nodes.Declaration) -> str:
        """A declaration without its semicolon."""
        return " ".join(filter(None, (self.text(node.specs), self.listed(node.entries))))

    def on_TemplateParam(self, node: nodes.TemplateParam) -> str:
        default = "" if node.default is None else f" = {self.text(node.default)}"
        if node.param is not None:
            return self.text(node.param) + default
        start = f"template <{self.listed(node.params)}> class" if node.kind == "template" else "typename"
        return f"{start}{'...' if node.pack else ''} {node.name or ''}{default}"

    def on_Template(self, node: nodes.Template) -> str:
        if node.kind == "instantiate":
            return f"{'extern ' if node.extern else ''}template {self.text(node.item)}"
        requires = "" if node.requires is None else self.text(node.requires) + " "
        return f"template <{self.listed(node.params)}> {requires}{self.text(node.item)}"

    def on_Namespace(self, node: nodes.Namespace) -> str:
        start = "inline namespace " if node.inline else "namespace "
        return start + "::".join(node.names) + " " + self.braces(node.items)

    def on_Linkage(self, node: nodes.Linkage) -> str:
        return f'extern "{node.language}" ' + (self.braces(node.items) if node.braced else self.text(node.items[0]))

    def on_Using(self, node: nodes.Using) -> str:
        return f"using {'namespace ' if node.whole_namespace else ''}{self.text(node.name)};"

    def on_Alias(self, node: nodes.Alias) -> str:
        return f"using {node.name} = {self.text(node.type)};"

    def on_NamespaceAlias(self, node: nodes.NamespaceAlias) -> str:
        return f"namespace {node.name} = {self.text(node.target)};"

    def on_StaticAssert(self, node: nodes.StaticAssert) -> str:
        return f"static_assert({self.listed(node.args)});"

    def on_MacroItem(self, node: nodes.MacroItem) -> str:
        return self.macro(node.name, node.args) + ("" if node.body is None else " " + self.text(node.body))

    def macro(self, name: str, args: Sequence[Node] | None) -> str:
        return name + ("" if args is None else f"({self.listed(args)})")

    def on_Opaque(self, node: nodes.Opaque) -> str:
        return self.tokens(node)

    def on_Empty(self, node: nodes.Empty) -> str:
        return ";" if node.last >= node.first else ""

    # ------------------------------------------------------------------------------------------ statements

    def on_Block(self, node: nodes.Block) -> str:
        return self.braces(node.body)

    def on_DeclStmt(self, node: nodes.DeclStmt) -> str:
        return self.text(node.item)

    def on_ExprStmt(self, node: nodes.ExprStmt) -> str:
        return self.text(node.expr) + ";"

    def condition(self, node: nodes.Cond) -> str:
        """A condition; one that declares has no semicolon."""
        if isinstance(node, nodes.DeclStmt) and isinstance(node.item, nodes.Declaration):
            return self.entries(node.item)
        return self.text(node)

    def head(self, init: nodes.Stmt | None, cond: nodes.Cond) -> str:
        return "(" + ("" if init is None else self.text(init) + " ") + self.condition(cond) + ")"

    def on_If(self, node: nodes.If) -> str:
        start = "if constexpr " if node.constexpr else "if "
        orelse = "" if node.orelse is None else f" else {self.text(node.orelse)}"
        return f"{start}{self.head(node.init, node.cond)} {self.text(node.then)}{orelse}"

    def on_For(self, node: nodes.For) -> str:
        cond = "" if node.cond is None else self.condition(node.cond)
        return f"for ({self.text(node.init)} {cond}; {self.optional(node.step)}) {self.text(node.body)}"

    def on_RangeFor(self, node: nodes.RangeFor) -> str:
        head = f"{self.declared(node.specs, node.declarator)} : {self.text(node.range)}"
        return f"for ({head}) {self.text(node.body)}"

    def on_While(self, node: nodes.While) -> str:
        return f"while {self.head(None, node.cond)} {self.text(node.body)}"

    def on_DoWhile(self, node: nodes.DoWhile) -> str:
        return f"do {self.text(node.body)} while ({self.text(node.cond)});"

    def on_Switch(self, node: nodes.Switch) -> str:
        return f"switch {self.head(node.init, node.cond)} {self.text(node.body)}"

    def on_Case(self, node: nodes.Case) -> str:
        high = "" if node.high is None else f" ... {self.text(node.high)}"
        return f"case {self.text(node.low)}{high}: {self.text(node.stmt)}"

    def on_Default(self, node: nodes.Default) -> str:
        return f"default: {self.text(node.stmt)}"

    def on_Label(self, node: nodes.Label) -> str:
        return f"{node.name}: {self.text(node.stmt)}"

    def on_Break(self, node: nodes.Break) -> str:
        return "break;"

    def on_Continue(self, node: nodes.Continue) -> str:
        return "continue;"

    def on_Return(self, node: nodes.Return) -> str:
        return "return;" if node.value is None else f"return {self.text(node.value)};"

    def on_Goto(self, node: nodes.Goto) -> str:
        return f"goto {node.name};"

    def on_Handler(self, node: nodes.Handler) -> str:
        return f"catch ({'...' if node.param is None else self.text(node.param)}) {self.text(node.body)}"

    def on_Try(self, node: nodes.Try) -> str:
        return " ".join(["try", self.text(node.body), *(self.text(handler) for handler in node.handlers)])

    def on_MacroStmt(self, node: nodes.MacroStmt) -> str:
        return self.macro(node.name, node.args)

    def on_AsmOperand(self, node: nodes.AsmOperand) -> str:
        name = "" if node.name is None else f"[{node.name}] "
        return f'{name}"{node.constraint}"({self.text(node.expr)})'

    def on_Asm(self, node: nodes.Asm) -> str:
        clobbers = ", ".join(f'"{clobber}"' for clobber in node.clobbers)
        parts = [self.text(node.template), self.listed(node.outputs), self.listed(node.inputs), clobbers]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        return f"asm {'volatile ' if node.volatile else ''}({' : '.join(parts)});"

    # ------------------------------------------------------------------------------------------ expressions

    def on_Literal(self, node: nodes.Literal) -> str:
        return node.text

    def on_Strings(self, node: nodes.Strings) -> str:
        return " ".join(node.parts)

    def on_This(self, node: nodes.This) -> str:
        return "this"

    def on_Paren(self, node: nodes.Paren) -> str:
        return f"({self.text(node.inner)})"

    def on_Unary(self, node: nodes.Unary) -> str:
        operand = self.text(node.operand)
        return node.op + (" " if operand[:1] == node.op[-1] else "") + operand

    def on_Postfix(self, node: nodes.Postfix) -> str:
        return self.text(node.operand) + node.op

    def on_Binary(self, node: nodes.Binary | nodes.Assign) -> str:
        return f"{self.text(node.left)} {node.op} {self.text(node.right)}"

    on_Assign = on_Binary

    def on_Conditional(self, node: nodes.Conditional) -> str:
        return f"{self.text(node.cond)} ? {self.text(node.then)} : {self.text(node.orelse)}"

    def on_Comma(self, node: nodes.Comma) -> str:
        return f"{self.text(node.left)}, {self.text(node.right)}"

    def on_Call(self, node: nodes.Call) -> str:
        return f"{self.text(node.callee)}({self.listed(node.args)})"

    def on_Launch(self, node: nodes.Launch) -> str:
        return f"{self.text(node.callee)}<<<{self.listed(node.config)}>>>({self.listed(node.args)})"

    def on_Index(self, node: nodes.Index) -> str:
        return f"{self.text(node.base)}[{self.text(node.index)}]"

    def on_MemberAccess(self, node: nodes.MemberAccess) -> str:
        template = "template " if node.name.args is not None else ""
        return self.text(node.base) + ("->" if node.arrow else ".") + template + self.text(node.name)

    def on_Cast(self, node: nodes.Cast) -> str:
        return f"({self.text(node.type)}){self.text(node.operand)}"

    def on_NamedCast(self, node: nodes.NamedCast) -> str:
        return f"{node.which}<{self.text(node.type)}>({self.text(node.operand)})"

    def on_Construct(self, node: nodes.Construct) -> str:
        return f"{self.text(node.type)}{node.form[0]}{self.listed(node.args)}{node.form[1]}"

    def on_SizeOf(self, node: nodes.SizeOf) -> str:
        target = self.text(node.target)
        if node.pack:
            return f"{node.which}...({target})"
        bare = isinstance(node.target, nodes.TypeId) or node.which in ("typeid", "noexcept")
        neutral = isinstance(node.target, nodes.Name) and node.target.kind == "unknown"
        return f"{node.which}({target})" if bare or neutral else f"{node.which} {target}"

    def on_New(self, node: nodes.New) -> str:
        placement = f"({self.listed(node.placement)}) " if node.placement else ""
        type_ = self.text(node.type)
        simple = not any(isinstance(n, nodes.Grouped | nodes.FunctionDecl) for n in nodes.walk(node.type.declarator))
        return f"new {placement}{type_ if simple else f'({type_})'}{self.optional(node.init)}"

    def on_Delete(self, node: nodes.Delete) -> str:
        return f"delete{'[]' if node.array else ''} {self.text(node.operand)}"

    def on_Throw(self, node: nodes.Throw) -> str:
        return "throw" if node.operand is None else f"throw {self.text(node.operand)}"

    def on_Capture(self, node: nodes.Capture) -> str:
        if node.name is None:
            return node.kind
        dots = "..." if node.pack else ""
        reference = "&" if node.kind == "reference" else ""
        made = node.init is not None
        return reference + (dots if made else "") + node.name + ("" if made else dots) + self.optional(node.init)

    def on_Lambda(self, node: nodes.Lambda) -> str:
        after = () if node.params is None else node.params.cv
        words = [f"[{self.listed(node.captures)}]"]
        words += [f"<{self.listed(node.template_params)}>"] if node.template_params else []
        words += [self.text(attribute) for attribute in node.attributes]
        words += [*node.qualifiers, *(word for word in node.storage if word not in after)]
        words += [] if node.params is None else [self.parameters(node.params)]
        return " ".join([*words, self.text(node.body)])

    def on_Fold(self, node: nodes.Fold) -> str:
        left = "" if node.left is None else f"{self.text(node.left)} {node.op} "
        right = "" if node.right is None else f" {node.op} {self.text(node.right)}"
        return f"({left}...{right})"

    def on_Pack(self, node: nodes.Pack) -> str:
        return self.text(node.pattern) + "..."

    def on_StmtExpr(self, node: nodes.StmtExpr) -> str:
        return f"({self.text(node.body)})"

    def on_OpaqueExpr(self, node: nodes.OpaqueExpr) -> str:
        return self.tokens(node)

    def on_InitList(self, node: nodes.InitList) -> str:
        return f"{{{self.listed(node.entries)}}}"

    def on_Designated(self, node: nodes.Designated) -> str:
        braces = isinstance(node.value, nodes.InitList)
        return f".{node.name}{'' if braces else ' = '}{self.text(node.value)}"
