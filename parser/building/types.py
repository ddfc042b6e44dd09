"""Building specifiers, types, classes, enumerations, names and declarators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..nodes import (
    Abstract,
    Access,
    Array,
    Attribute,
    Auto,
    Binding,
    Builtin,
    Class,
    Declarator,
    DeclName,
    Decltype,
    Enum,
    Enumerator,
    FunctionDecl,
    Grouped,
    Name,
    Named,
    Node,
    Opaque,
    Param,
    Pointer,
    ScopePart,
    Specs,
    Type,
    TypeId,
    positional,
)
from ..nodes import (
    Base as BaseClass,
)
from ..words import CV, MEMORY, QUALIFIERS, STORAGE, TERMINALS
from .base import Base, Params, PointerOp, Scope, flat, nothing_after

_name, _named, _specs = positional(Name), positional(Named), positional(Specs)


class Types(Base):
    """The part of the builder for specifiers, types and declarators."""

    # ------------------------------------------------------------------------------------------ attributes

    def attributes(self, token: int) -> tuple[Attribute, ...]:
        """The entries of ``[[…]]``, ``__attribute__((…))`` or ``__declspec(…)``, one wide token."""
        end = self.end(token)
        inner = 1 if self.texts[token] == "[" else 3 if self.text(token).startswith("__attribute") else 2
        low, high = token + inner + (self.texts[token] == "["), end - (inner == 3) - (self.texts[token] == "[")
        found: list[Attribute] = []
        index = low
        while index < high:
            stop = index
            while stop < high and self.texts[stop] not in (",", "("):
                stop += 1
            name = "".join(self.texts[index:stop])
            args: tuple[Any, ...] = ()
            if stop < high and self.texts[stop] == "(":
                close = self.stream.mates[stop]
                args = self.arguments(stop + 1, close)
                stop = close + 1
            if name:
                found.append(Attribute(first=index, last=stop - 1, name=name, args=args))
            index = stop + 1
        return tuple(found)

    def on_speccall(self, first: int, last: int, c: list[Any]) -> Attribute:
        return Attribute(first=first, last=last, name=self.text(c[0]), args=tuple(c[1] or ()))

    def on_attrs(self, first: int, last: int, c: list[Any]) -> list[Attribute]:
        return [attribute for token in c for attribute in self.attributes(token)]

    def on_extern_language(self, first: int, last: int, c: list[Any]) -> Any:
        return c[0]

    # ------------------------------------------------------------------------------------------ specifiers

    def on_pre_specs(self, first: int, last: int, c: list[Any]) -> list[Any]:
        return c

    on_post_specs = on_class_attrs = on_base_access = on_lambda_specs = on_pre_specs

    def specs(self, first: int, last: int, words: Sequence[Any], type_: Type | None) -> Specs:
        """Sort specifier words into their groups."""
        if not words:
            return _specs(first, last, (), (), (), (), (), (), type_)
        storage: list[str] = []
        qualifiers: list[str] = []
        memory: list[str] = []
        attributes: list[Attribute] = []
        cv: list[str] = []
        macros: list[str] = []
        for word in words:
            if isinstance(word, Attribute):
                attributes.append(word)
                continue
            text = self.texts[word]
            if text in STORAGE:
                storage.append(text)
            elif text in QUALIFIERS:
                qualifiers.append(text)
            elif text in MEMORY:
                memory.append(text)
            elif text in CV:
                cv.append(text)
            elif text == "[" or text.startswith(("__attribute", "__declspec")):
                attributes.extend(self.attributes(word))
            elif TERMINALS.get(text) == "BUILTIN":
                if isinstance(type_, Builtin):
                    type_ = Builtin(first=type_.first, last=word, words=(*type_.words, text))
            else:
                macros.append(text)
        groups = (tuple(storage), tuple(qualifiers), tuple(memory), tuple(attributes), tuple(cv), tuple(macros))
        return _specs(first, last, *groups, type_)

    def on_decl_specs(self, first: int, last: int, c: list[Any]) -> Specs:
        pre, type_, post = c
        return self.specs(first, last, [*(pre or ()), *(post or ())], type_)

    # ------------------------------------------------------------------------------------------ types

    def on_builtin(self, first: int, last: int, c: list[Any]) -> Builtin:
        return Builtin(first=first, last=last, words=tuple(self.texts[token] for token in c))

    def on_named_type(self, first: int, last: int, c: list[Any]) -> Named:
        return _named(first, last, c[0], False)

    def on_typename_type(self, first: int, last: int, c: list[Any]) -> Named:
        return Named(first=first, last=last, name=c[1], typename=True)

    def on_auto(self, first: int, last: int, c: list[Any]) -> Auto:
        return Auto(first=first, last=last)

    def on_decltype(self, first: int, last: int, c: list[Any]) -> Decltype:
        return Decltype(first=first, last=last, expr=c[1])

    def on_decltype_auto(self, first: int, last: int, c: list[Any]) -> Decltype:
        return Decltype(first=first, last=last)

    def on_type_id(self, first: int, last: int, c: list[Any]) -> TypeId:
        specs, declarator = c
        return TypeId(first=first, last=last, specs=specs, declarator=declarator or nothing_after(last))

    def on_new_type(self, first: int, last: int, c: list[Any]) -> TypeId:
        specs, pointers, dims = c
        inner: Declarator = nothing_after(last)
        for bracket, size in dims or ():
            inner = Array(first=bracket, last=last, inner=inner, size=size)
        return TypeId(first=first, last=last, specs=specs, declarator=self.point(pointers or [], inner))

    def on_new_dims(self, first: int, last: int, c: list[Any]) -> list[tuple[int, Any]]:
        return [(c[index], c[index + 1]) for index in range(0, len(c), 2)]

    def on_class_body(self, first: int, last: int, c: list[Any]) -> Class:
        key, attrs, name, final, bases = c[:5]
        key_text: Any = self.texts[key]
        return Class(
            first=first,
            last=last,
            key=key_text,
            name=name,
            attributes=self.specs(first, last, attrs or (), None).attributes,
            final=final is not None,
            bases=tuple(bases or ()),
            members=flat(c[5:]),
        )

    def on_class_name(self, first: int, last: int, c: list[Any]) -> Class:
        key, attrs, name = c
        key_text: Any = self.texts[key]
        attributes = self.specs(first, last, attrs or (), None).attributes
        return Class(first=first, last=last, key=key_text, name=name, attributes=attributes)

    def on_bases(self, first: int, last: int, c: list[Any]) -> list[BaseClass]:
        return c

    def on_base(self, first: int, last: int, c: list[Any]) -> BaseClass:
        words = [self.texts[token] for token in c[0] or ()]
        access = next((word for word in words if word != "virtual"), None)
        virtual = "virtual" in words
        return BaseClass(first=first, last=last, name=c[2], access=access, virtual=virtual, pack=c[3] is not None)

    def on_access(self, first: int, last: int, c: list[Any]) -> Access:
        access: Any = self.texts[c[0]]
        return Access(first=first, last=last, access=access)

    def on_enum_body(self, first: int, last: int, c: list[Any]) -> Enum:
        _, key, _, name, base, entries = c
        found = tuple(entries or ())
        return Enum(first=first, last=last, scoped=key is not None, name=name, base=base, entries=found)

    def on_enum_name(self, first: int, last: int, c: list[Any]) -> Enum:
        return Enum(first=first, last=last, scoped=c[1] is not None, name=c[3])

    def on_enum_name_based(self, first: int, last: int, c: list[Any]) -> Enum:
        return Enum(first=first, last=last, scoped=c[1] is not None, name=c[3], base=c[4])

    def on_enumerators(self, first: int, last: int, c: list[Any]) -> list[Enumerator]:
        return [entry for entry in c if entry is not None]

    def on_trailing_comma(self, first: int, last: int, c: list[Any]) -> None:
        return None

    def on_enumerator(self, first: int, last: int, c: list[Any]) -> Enumerator:
        return Enumerator(first=first, last=last, name=self.texts[c[0]], value=c[3])

    # ------------------------------------------------------------------------------------------ names

    def make_name(
        self, first: int, last: int, scope: Scope | None, id_: str, args: tuple[Any, ...] | None, kind: Any
    ) -> Name:
        if scope is None:
            return _name(first, last, id_, False, (), args, kind, None)
        return _name(first, last, id_, scope.global_, scope.parts, args, kind, None)

    def on_qtype(self, first: int, last: int, c: list[Any]) -> Name:
        scope, token, args = c
        return self.make_name(first, last, scope, self.texts[token], args, "type")

    def on_name(self, first: int, last: int, c: list[Any]) -> Name:
        scope, token, args = c
        kind = self.decider.name_kinds.get(token, "value")
        if scope is None:
            return _name(first, last, self.texts[token], False, (), args, kind, None)
        return self.make_name(first, last, scope, self.texts[token], args, kind)

    def on_operator_name(self, first: int, last: int, c: list[Any]) -> Name:
        scope, token, *rest = c
        args = rest[0] if rest else None
        return self.make_name(first, last, scope, self.operator_id(token), args, "value")

    def operator_id(self, token: int) -> str:
        """``operator+``, ``operator new[]``, ``~X`` without template arguments."""
        end = self.end(token)
        texts = self.texts[token : end + 1]
        if texts[0] == "~":
            return "~" + texts[1]
        rest = "".join(texts[1:])
        return f"operator {rest}" if rest.startswith(("new", "delete")) else f"operator{rest}"

    def on_conversion_expression(self, first: int, last: int, c: list[Any]) -> Name:
        scope, _, type_ = c
        name = self.make_name(first, last, scope, f"operator {self.type_text(type_)}", None, "value")
        return Name(first=first, last=last, id=name.id, global_=name.global_, scope=name.scope, conversion=type_)

    def type_text(self, type_: TypeId) -> str:
        """The tokens of a type, one space between words."""
        out = ""
        for text in self.texts[type_.first : type_.last + 1]:
            glue = bool(out) and (out[-1].isalnum() or out[-1] == "_") and (text[0].isalnum() or text[0] == "_")
            out += " " + text if glue else text
        return out

    def on_scope(self, first: int, last: int, c: list[Any]) -> Scope:
        return Scope(first, False, tuple(c))

    def on_global_scope(self, first: int, last: int, c: list[Any]) -> Scope:
        return Scope(first, True, tuple(c))

    def on_scope_item(self, first: int, last: int, c: list[Any]) -> ScopePart:
        return ScopePart(first=first, last=last, id=self.texts[c[0]], args=c[1])

    def on_decltype_scope(self, first: int, last: int, c: list[Any]) -> ScopePart:
        return ScopePart(first=first, last=last, id="", decltype=c[0])

    def on_targs(self, first: int, last: int, c: list[Any]) -> tuple[Any, ...]:
        return tuple(c[0] or ())

    # ------------------------------------------------------------------------------------------ declarators

    def point(self, pointers: Sequence[PointerOp], inner: Declarator) -> Declarator:
        """Put pointer operators before a declarator."""
        for op in reversed(pointers):
            inner = Pointer(first=op.first, last=inner.last, kind=op.kind, inner=inner, cv=tuple(op.cv), scope=op.scope)
        return inner

    def on_ptrs(self, first: int, last: int, c: list[Any]) -> list[PointerOp]:
        ops: list[PointerOp] = []
        for value in c:
            if isinstance(value, PointerOp):
                ops.append(value)
            elif self.texts[value] in ("*", "&", "&&", "bitand", "and"):
                kind = {"bitand": "&", "and": "&&"}.get(self.texts[value], self.texts[value])
                ops.append(PointerOp(kind, value, [], ()))
            elif self.texts[value] in CV:
                ops[-1].cv.append(self.texts[value])
        return ops

    def on_member_pointer(self, first: int, last: int, c: list[Any]) -> PointerOp:
        parts: list[ScopePart] = []
        index = first
        while index < last - 1:
            if self.texts[index] in ("::", "template"):
                index += 1
                continue
            stop, args = index + 1, None
            if self.texts[stop] == "<":
                end = self.decider.shapes.angles_end(stop, force=True)
                args = self.arguments(stop + 1, end)
                stop = end + 1
            parts.append(ScopePart(first=index, last=stop - 1, id=self.texts[index], args=args))
            index = stop
        return PointerOp("member", first, [], tuple(parts))

    def on_pointers(self, first: int, last: int, c: list[Any]) -> Declarator:
        return self.point(c[0], c[1])

    def on_abs_pointers(self, first: int, last: int, c: list[Any]) -> Declarator:
        return self.point(c[0], nothing_after(last))

    def on_abs_direct(self, first: int, last: int, c: list[Any]) -> Declarator:
        return self.point(c[0] or [], c[1])

    def on_abs_grouped(self, first: int, last: int, c: list[Any]) -> Grouped:
        return Grouped(first=first, last=last, inner=c[0])

    def on_abs_array(self, first: int, last: int, c: list[Any]) -> Array:
        inner, _, size = c
        return Array(first=first, last=last, inner=inner or _nothing_at(first), size=size)

    def on_abs_function(self, first: int, last: int, c: list[Any]) -> FunctionDecl:
        inner, params, fquals = c
        return self.function_decl(first, last, inner or _nothing_at(first), params, fquals)

    def on_array(self, first: int, last: int, c: list[Any]) -> Array:
        return Array(first=first, last=last, inner=c[0], size=c[2])

    def on_grouped(self, first: int, last: int, c: list[Any]) -> Grouped:
        return Grouped(first=first, last=last, inner=c[0])

    def on_grouped_function(self, first: int, last: int, c: list[Any]) -> FunctionDecl:
        return self.function_decl(first, last, c[0], c[1], c[2])

    on_function_declarator = on_ctor_declarator = on_grouped_function

    def on_named_function(self, first: int, last: int, c: list[Any]) -> FunctionDecl:
        inner = Grouped(first=first, last=c[0].last + 1, inner=c[0])
        return self.function_decl(first, last, inner, c[1], c[2])

    on_nested_function = on_named_function

    def on_attributed(self, first: int, last: int, c: list[Any]) -> Declarator:
        inner: Declarator = c[0]
        self.set_aside(c[1])
        return inner

    def set_aside(self, value: Any) -> None:
        """Keep attributes that stand after a declarator for the specifiers of its declaration."""
        self.loose.extend([value] if isinstance(value, Attribute) else self.attributes(value))

    def with_loose(self, specs: Specs, last: int) -> Specs:
        """Specifiers with the attributes that stood after the declarators up to a token."""
        if not self.loose:
            return specs
        mine = [a for a in self.loose if specs.first <= a.first <= last]
        self.loose = [a for a in self.loose if not specs.first <= a.first <= last]
        return replace(specs, attributes=(*specs.attributes, *mine)) if mine else specs

    def on_binding(self, first: int, last: int, c: list[Any]) -> Binding:
        return Binding(first=first, last=last, names=c[0])

    def on_bind_ids(self, first: int, last: int, c: list[Any]) -> tuple[str, ...]:
        return tuple(self.texts[token] for token in c)

    def on_decl_id(self, first: int, last: int, c: list[Any]) -> DeclName:
        dots, scope, token, args = c
        if dots is not None:
            self.packs.add(first)
        begin = token if dots is not None and scope is None else scope.first if scope else first
        name = self.make_name(begin, last, scope, self.texts[token], args, "value")
        return DeclName(first=first, last=last, name=name)

    def on_ctor_name(self, first: int, last: int, c: list[Any]) -> DeclName:
        return DeclName(first=first, last=last, name=self.plain_or_operator(first, last, c))

    def plain_or_operator(self, first: int, last: int, c: list[Any]) -> Name:
        scope, token, *rest = c
        if self.texts[token] in ("operator", "~"):
            return self.on_operator_name(first, last, c)
        return self.make_name(first, last, scope, self.texts[token], rest[0] if rest else None, "value")

    def on_decl_operator(self, first: int, last: int, c: list[Any]) -> DeclName:
        return DeclName(first=first, last=last, name=self.on_operator_name(first, last, c))

    def on_conversion_name(self, first: int, last: int, c: list[Any]) -> DeclName:
        return DeclName(first=first, last=last, name=self.on_conversion_expression(first, last, c))

    # ------------------------------------------------------------------------------------------ functions

    def function_decl(
        self, first: int, last: int, inner: Declarator, params: Params | None, fquals: list[Any] | None
    ) -> FunctionDecl:
        """A function declarator with what follows its parentheses."""
        cv: list[str] = []
        virtual: list[str] = []
        ref: Any = None
        noexcept: Any = False
        trailing: TypeId | None = None
        requires: Opaque | None = None
        for value in fquals or ():
            if isinstance(value, TypeId):
                trailing = value
            elif isinstance(value, Attribute) or (isinstance(value, int) and self.texts[value] in _ATTRIBUTES):
                self.set_aside(value)
            elif isinstance(value, tuple):
                noexcept = value[0]
            elif isinstance(value, int):
                text = self.texts[value]
                if text in CV or text == "mutable":
                    cv.append(text)
                elif text in ("&", "&&"):
                    ref = text
                elif text == "noexcept":
                    noexcept = True
                elif text in ("override", "final"):
                    virtual.append(text)
                elif text == "requires":
                    requires = Opaque(first=value, last=self.end(value))
        return FunctionDecl(
            first=first,
            last=last,
            inner=inner,
            params=params.params if params else (),
            variadic=params is not None and params.variadic,
            cv=tuple(cv),
            ref=ref,
            noexcept=noexcept,
            trailing=trailing,
            virtual=tuple(virtual),
            requires=requires,
        )

    def on_fquals(self, first: int, last: int, c: list[Any]) -> list[Any]:
        return c

    def on_noexcept_if(self, first: int, last: int, c: list[Any]) -> tuple[Any]:
        return (c[1],)

    def on_throw_list(self, first: int, last: int, c: list[Any]) -> tuple[Any]:
        return (not c[1],)  # throw() promises what noexcept does

    def on_trailing(self, first: int, last: int, c: list[Any]) -> TypeId:
        type_: TypeId = c[1]
        return type_

    def on_params(self, first: int, last: int, c: list[Any]) -> Params:
        *params, dots = c
        if len(params) == 1 and dots is None and _is_void(params[0]):
            params = []
        return Params(tuple(params), dots is not None)

    def on_params_any(self, first: int, last: int, c: list[Any]) -> Params:
        return Params((), True)

    def on_param(self, first: int, last: int, c: list[Any]) -> Param:
        specs, declarator, dots, _, default = c
        if declarator is None:
            declarator = nothing_after(specs.last)
        core = declarator
        while isinstance(core, Pointer | Array | FunctionDecl | Grouped):
            core = core.inner
        pack = dots is not None or (isinstance(core, DeclName) and core.first in self.packs)
        specs = self.with_loose(specs, last)
        return Param(first=first, last=last, specs=specs, declarator=declarator, default=default, pack=pack)

    def empty_specs(self, first: int) -> Specs:
        """Specifiers without tokens before a token."""
        return Specs(first=first, last=first - 1)


_ATTRIBUTES = ("[", "__attribute__", "__attribute", "__declspec")


def _nothing_at(first: int) -> Abstract:
    return Abstract(first=first, last=first - 1)


def _is_void(param: Param) -> bool:
    specs: Node = param.specs
    assert isinstance(specs, Specs)
    return (
        isinstance(specs.type, Builtin)
        and specs.type.words == ("void",)
        and isinstance(param.declarator, Abstract)
        and not param.pack
    )
