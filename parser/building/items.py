"""Building items, members and statements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..nodes import (
    Alias,
    Asm,
    AsmOperand,
    Block,
    Break,
    Case,
    Continue,
    Declaration,
    DeclStmt,
    Default,
    DoWhile,
    Empty,
    Entry,
    ExprStmt,
    For,
    Function,
    FunctionDecl,
    Goto,
    Handler,
    If,
    Init,
    InitList,
    Item,
    Label,
    Linkage,
    Literal,
    MacroItem,
    MacroStmt,
    MemberInit,
    Name,
    Namespace,
    NamespaceAlias,
    Opaque,
    OpaqueExpr,
    Param,
    RangeFor,
    Return,
    Specs,
    StaticAssert,
    Stmt,
    Strings,
    Switch,
    Template,
    TemplateParam,
    Try,
    Using,
    While,
)
from .base import Dots, flat, nothing_after
from .types import Types


class Items(Types):
    """The part of the builder for items, members and statements."""

    # ------------------------------------------------------------------------------------------ items

    def on_translation_unit(self, first: int, last: int, c: list[Any]) -> tuple[Item, ...]:
        return flat(c)

    def on_opaque(self, first: int, last: int, c: list[Any]) -> Opaque:
        return Opaque(first=first, last=last)

    def on_empty(self, first: int, last: int, c: list[Any]) -> Empty:
        return Empty(first=first, last=last)

    def on_namespace(self, first: int, last: int, c: list[Any]) -> Namespace:
        pre, _, names = c[:3]
        inline = any(self.texts[word] == "inline" for word in pre or () if isinstance(word, int))
        return Namespace(first=first, last=last, items=flat(c[4:]), names=names or (), inline=inline)

    def on_ns_names(self, first: int, last: int, c: list[Any]) -> tuple[str, ...]:
        return tuple(self.texts[token] for token in c if token is not None and self.texts[token] != "inline")

    def on_namespace_alias(self, first: int, last: int, c: list[Any]) -> NamespaceAlias:
        return NamespaceAlias(first=first, last=last, name=self.texts[c[1]], target=c[3])

    def on_namespace_alias_statement(self, first: int, last: int, c: list[Any]) -> DeclStmt:
        return DeclStmt(first=first, last=last, item=self.on_namespace_alias(first, last, c))

    def on_linkage_block(self, first: int, last: int, c: list[Any]) -> Linkage:
        return Linkage(first=first, last=last, language=self.texts[c[1]].strip('"'), items=flat(c[2:]))

    def on_linkage_item(self, first: int, last: int, c: list[Any]) -> Linkage:
        language = self.texts[c[1]].strip('"')
        return Linkage(first=first, last=last, language=language, items=flat(c[2:]), braced=False)

    def on_using_namespace(self, first: int, last: int, c: list[Any]) -> Using:
        return Using(first=first, last=last, name=c[2], whole_namespace=True)

    def on_alias(self, first: int, last: int, c: list[Any]) -> Alias:
        return Alias(first=first, last=last, name=self.texts[c[1]], type=c[4])

    def on_using_names(self, first: int, last: int, c: list[Any]) -> list[Using]:
        return [Using(first=first, last=last, name=name) for name in c[1:]]

    def on_using_name(self, first: int, last: int, c: list[Any]) -> Name:
        name: Name = c[1]
        return name

    def on_static_assert(self, first: int, last: int, c: list[Any]) -> StaticAssert:
        return StaticAssert(first=first, last=last, args=tuple(c[1]))

    def on_macro_item(self, first: int, last: int, c: list[Any]) -> MacroItem:
        return MacroItem(first=first, last=last, name=self.texts[c[0]], args=c[1], body=c[2])

    def on_macro_args(self, first: int, last: int, c: list[Any]) -> tuple[Any, ...]:
        return tuple(c[0] or ())

    def on_macro_statement(self, first: int, last: int, c: list[Any]) -> MacroStmt:
        return MacroStmt(first=first, last=last, name=self.texts[c[0]], args=c[1])

    # ------------------------------------------------------------------------------------------ templates

    def on_template(self, first: int, last: int, c: list[Any]) -> Template:
        _, params, requires, item = c
        if isinstance(item, list):
            item = item[0]
        kind: Any = "specialise" if params is None else "primary"
        return Template(first=first, last=last, kind=kind, item=item, params=tuple(params or ()), requires=requires)

    def on_requires(self, first: int, last: int, c: list[Any]) -> Opaque:
        return Opaque(first=first, last=last)

    def on_instantiation(self, first: int, last: int, c: list[Any]) -> Template:
        return Template(first=first, last=last, kind="instantiate", item=c[1])

    def on_extern_instantiation(self, first: int, last: int, c: list[Any]) -> Template:
        return Template(first=first, last=last, kind="instantiate", item=c[2], extern=True)

    def on_tparams(self, first: int, last: int, c: list[Any]) -> list[TemplateParam]:
        return c

    def on_type_param(self, first: int, last: int, c: list[Any]) -> TemplateParam:
        _, dots, name, _, default = c
        return self.template_parameter(first, last, "type", dots, name, default, ())

    def on_template_param(self, first: int, last: int, c: list[Any]) -> TemplateParam:
        _, params, _, dots, name, _, default = c
        return self.template_parameter(first, last, "template", dots, name, default, tuple(params or ()))

    def template_parameter(
        self, first: int, last: int, kind: Any, dots: Any, name: Any, default: Any, params: tuple[Any, ...]
    ) -> TemplateParam:
        return TemplateParam(
            first=first,
            last=last,
            kind=kind,
            name=None if name is None else self.texts[name],
            pack=dots is not None,
            default=default,
            params=params,
        )

    def on_value_param(self, first: int, last: int, c: list[Any]) -> TemplateParam:
        param: Param = c[0]
        plain = Param(
            first=param.first, last=param.last, specs=param.specs, declarator=param.declarator, pack=param.pack
        )
        core: Any = param.declarator
        while hasattr(core, "inner"):
            core = core.inner
        name = core.name.id if hasattr(core, "name") else None
        return TemplateParam(
            first=first,
            last=last,
            kind="value",
            name=name,
            pack=param.pack,
            default=param.default,
            param=plain,
        )

    # ------------------------------------------------------------------------------------------ functions

    def on_function(self, first: int, last: int, c: list[Any]) -> Function:
        specs = self.with_loose(c[0], c[1].last)
        return Function(first=first, last=last, specs=specs, declarator=c[1], body=c[2])

    def on_function_try(self, first: int, last: int, c: list[Any]) -> Function:
        return Function(first=first, last=last, specs=c[0], declarator=c[1], body=c[3], handlers=tuple(c[4:]))

    def on_ctor_head(self, first: int, last: int, c: list[Any]) -> tuple[Specs, FunctionDecl]:
        declarator: FunctionDecl = c[1]
        specs = self.empty_specs(first)
        if c[0] is not None:
            specs = self.specs(first, declarator.first - 1, c[0], None)
        return self.with_loose(specs, last), declarator

    def on_constructor(self, first: int, last: int, c: list[Any]) -> Function:
        specs, declarator = c[0]
        return Function(first=first, last=last, specs=specs, declarator=declarator, body=c[1])

    def on_constructor_inits(self, first: int, last: int, c: list[Any]) -> Function:
        specs, declarator = c[0]
        inits = tuple(c[1])
        return Function(first=first, last=last, specs=specs, declarator=declarator, inits=inits, body=c[2])

    def on_constructor_try(self, first: int, last: int, c: list[Any]) -> Function:
        specs, declarator = c[0]
        return Function(
            first=first,
            last=last,
            specs=specs,
            declarator=declarator,
            inits=tuple(c[2] or ()),
            body=c[3],
            handlers=tuple(c[4:]),
        )

    def on_mem_inits(self, first: int, last: int, c: list[Any]) -> list[MemberInit]:
        return c

    def on_mem_init(self, first: int, last: int, c: list[Any]) -> MemberInit:
        name, value, dots = c
        name = replace(name, kind="unknown")  # a member or a base
        init = self.initialiser(value)
        return MemberInit(first=first, last=last, name=name, init=init, pack=dots is not None)

    # ------------------------------------------------------------------------------------------ declarations

    def initialiser(self, value: Any) -> Init:
        """``(…)`` as it is, ``{…}`` as an Init."""
        if isinstance(value, Init):
            return value
        assert isinstance(value, InitList)
        return Init(first=value.first, last=value.last, form="{}", values=value.entries)

    def assigned(self, equals: int, value: Any) -> Init:
        return Init(first=equals, last=value.last, form="=", values=(value,))

    def on_paren_init(self, first: int, last: int, c: list[Any]) -> Init:
        return Init(first=first, last=last, form="()", values=tuple(c[0] or ()))

    def on_declaration(self, first: int, last: int, c: list[Any]) -> Declaration:
        return Declaration(first=first, last=last, specs=self.with_loose(c[0], last), entries=tuple(c[1:]))

    on_declaration_only = on_declaration

    def on_constructor_declaration(self, first: int, last: int, c: list[Any]) -> Declaration:
        specs, declarator = c[0]
        entry = self.on_entry_function(declarator.first, last - 1, [declarator, c[1], c[2]])
        return Declaration(first=first, last=last, specs=specs, entries=(entry,))

    def on_entry(self, first: int, last: int, c: list[Any]) -> Entry:
        return Entry(first=first, last=last, declarator=c[0])

    def on_entry_assigned(self, first: int, last: int, c: list[Any]) -> Entry:
        return Entry(first=first, last=last, declarator=c[0], init=self.assigned(c[2], c[3]))

    def on_entry_called(self, first: int, last: int, c: list[Any]) -> Entry:
        return Entry(first=first, last=last, declarator=c[0], init=self.initialiser(c[1]))

    on_entry_braced = on_entry_called

    def on_entry_function(self, first: int, last: int, c: list[Any]) -> Entry:
        declarator, equals, token = c
        init = None
        if equals is not None:
            text = self.texts[token]
            if text in ("default", "delete"):
                form: Any = text
                init = Init(first=equals, last=token, form=form)
            else:
                zero = Literal(first=token, last=token, kind="int", text=text)
                init = Init(first=equals, last=token, form="=", values=(zero,))
        return Entry(first=first, last=last, declarator=declarator, init=init)

    def on_bit_field(self, first: int, last: int, c: list[Any]) -> Entry:
        declarator, width, equals, value = c
        if declarator is None:
            declarator = nothing_after(first - 1)
        init = None if equals is None else self.assigned(equals, value)
        return Entry(first=first, last=last, declarator=declarator, init=init, width=width)

    # ------------------------------------------------------------------------------------------ statements

    def on_compound(self, first: int, last: int, c: list[Any]) -> Block:
        statements: Any = flat(c)
        return Block(first=first, last=last, body=statements)

    def on_item_statement(self, first: int, last: int, c: list[Any]) -> Any:
        if isinstance(c[0], list):
            return [DeclStmt(first=first, last=last, item=item) for item in c[0]]
        return DeclStmt(first=first, last=last, item=c[0])

    def on_expression_statement(self, first: int, last: int, c: list[Any]) -> ExprStmt:
        return ExprStmt(first=first, last=last, expr=self.whole(c[0]))

    def whole(self, value: Any) -> Any:
        """An expression; a lone ``...`` where no fold can be is not understood."""
        return OpaqueExpr(first=value.first, last=value.first) if isinstance(value, Dots) else value

    def one(self, value: Any) -> Stmt:
        """A statement in the place of exactly one."""
        if isinstance(value, list):
            if len(value) == 1:
                first_of: Stmt = value[0]
                return first_of
            return Block(first=value[0].first, last=value[-1].last, body=tuple(value))
        only: Stmt = value
        return only

    def on_if_statement(self, first: int, last: int, c: list[Any]) -> If:
        _, constexpr, init, cond, then, _, orelse = c
        return If(
            first=first,
            last=last,
            cond=cond,
            then=self.one(then),
            orelse=None if orelse is None else self.one(orelse),
            init=init,
            constexpr=constexpr is not None,
        )

    def on_for_statement(self, first: int, last: int, c: list[Any]) -> For:
        _, init, cond, step, body = c
        return For(first=first, last=last, init=self.one(init), cond=cond, step=step, body=self.one(body))

    def on_range_for(self, first: int, last: int, c: list[Any]) -> RangeFor:
        _, specs, declarator, over, body = c
        return RangeFor(first=first, last=last, specs=specs, declarator=declarator, range=over, body=self.one(body))

    def on_while_statement(self, first: int, last: int, c: list[Any]) -> While:
        return While(first=first, last=last, cond=c[1], body=self.one(c[2]))

    def on_do_statement(self, first: int, last: int, c: list[Any]) -> DoWhile:
        return DoWhile(first=first, last=last, body=self.one(c[1]), cond=c[3])

    def on_switch_statement(self, first: int, last: int, c: list[Any]) -> Switch:
        return Switch(first=first, last=last, init=c[1], cond=c[2], body=self.one(c[3]))

    def on_case(self, first: int, last: int, c: list[Any]) -> Case:
        _, low, _, high, stmt = c
        return Case(first=first, last=last, low=low, high=high, stmt=self.one(stmt))

    def on_default(self, first: int, last: int, c: list[Any]) -> Default:
        return Default(first=first, last=last, stmt=self.one(c[1]))

    def on_label(self, first: int, last: int, c: list[Any]) -> Label:
        return Label(first=first, last=last, name=self.texts[c[0]], stmt=self.one(c[1]))

    def on_label_end(self, first: int, last: int, c: list[Any]) -> Empty:
        return Empty(first=first, last=last)

    def on_attributed_statement(self, first: int, last: int, c: list[Any]) -> Any:
        return c[1]

    def on_break_statement(self, first: int, last: int, c: list[Any]) -> Break:
        return Break(first=first, last=last)

    def on_continue_statement(self, first: int, last: int, c: list[Any]) -> Continue:
        return Continue(first=first, last=last)

    def on_return_statement(self, first: int, last: int, c: list[Any]) -> Return:
        return Return(first=first, last=last, value=c[1])

    def on_goto_statement(self, first: int, last: int, c: list[Any]) -> Goto:
        return Goto(first=first, last=last, name=self.texts[c[1]])

    def on_try_statement(self, first: int, last: int, c: list[Any]) -> Try:
        return Try(first=first, last=last, body=c[1], handlers=tuple(c[2:]))

    def on_handler(self, first: int, last: int, c: list[Any]) -> Handler:
        return Handler(first=first, last=last, param=c[1], body=c[2])

    def on_handler_any(self, first: int, last: int, c: list[Any]) -> Handler:
        return Handler(first=first, last=last, param=None, body=c[2])

    def condition(self, first: int, last: int, specs: Specs, declarator: Any, init: Init) -> DeclStmt:
        entry = Entry(first=declarator.first, last=last, declarator=declarator, init=init)
        item = Declaration(first=first, last=last, specs=specs, entries=(entry,))
        return DeclStmt(first=first, last=last, item=item)

    def on_declared_condition(self, first: int, last: int, c: list[Any]) -> DeclStmt:
        return self.condition(first, last, c[0], c[1], self.assigned(c[2], c[3]))

    def on_braced_condition(self, first: int, last: int, c: list[Any]) -> DeclStmt:
        return self.condition(first, last, c[0], c[1], self.initialiser(c[2]))

    # ------------------------------------------------------------------------------------------ asm

    def on_asm_statement(self, first: int, last: int, c: list[Any]) -> Asm:
        tail = c[1]
        opening = tail
        while self.texts[opening] != "(" and opening < self.end(tail):
            opening += 1
        close = self.end(tail)
        sections = self._sections(opening + 1, close)
        parts = [self.texts[i] for i in range(*sections[0])]
        template = Strings(first=sections[0][0], last=sections[0][1] - 1, parts=tuple(parts))
        operands = [self._operands(*section) for section in sections[1:3]]
        operands.extend([()] * (2 - len(operands)))
        clobbers: list[str] = []
        if len(sections) > 3:
            clobbers = [self.texts[i].strip('"') for i in range(*sections[3]) if self.texts[i] != ","]
        return Asm(
            first=first,
            last=last,
            template=template,
            volatile=any(self.texts[i].strip("_") == "volatile" for i in range(tail, opening)),
            outputs=operands[0],
            inputs=operands[1],
            clobbers=tuple(clobbers),
        )

    def _sections(self, low: int, high: int) -> list[tuple[int, int]]:
        """The parts between the colons of an asm statement; ``::`` is two colons."""
        sections: list[tuple[int, int]] = []
        start = index = low
        while index < high:
            text = self.texts[index]
            if text in (":", "::"):
                sections.append((start, index))
                start = index + 1
                if text == "::":
                    sections.append((start, start))
            index = self.stream.mates[index] + 1 if text in ("(", "[") else index + 1
        sections.append((start, high))
        return sections

    def _operands(self, low: int, high: int) -> tuple[AsmOperand, ...]:
        found: list[AsmOperand] = []
        index = low
        while index < high:
            first, name = index, None
            if self.texts[index] == "[":
                name = self.texts[index + 1]
                index = self.stream.mates[index] + 1
            constraint = ""
            while index < high and self.texts[index] != "(":
                constraint += self.texts[index].strip('"')
                index += 1
            if index >= high:
                break
            close = self.stream.mates[index]
            values = self.arguments(index + 1, close)
            value: Any = values[0] if len(values) == 1 else OpaqueExpr(first=index + 1, last=close - 1)
            found.append(AsmOperand(first=first, last=close, constraint=constraint, expr=value, name=name))
            index = close + 1
            index += index < high and self.texts[index] == ","  # compilers forgive a missing one
        return tuple(found)
