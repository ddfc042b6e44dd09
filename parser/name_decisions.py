"""What a name is where C++ leaves it open: a value, a type, being declared, a constructor, a label, or a macro of a
header that was not found. Owns these decisions and the declaration of names met on the way; decide.py owns the rest."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeAlias

from .names import TYPE, VALUE, Names
from .shapes import POINTERS, Shapes
from .words import word_set

Row = Container[str]
Decision = tuple[str, int]
Step: TypeAlias = tuple[Decision | None, Container[str], Container[str]]

NAME_TERMINALS = (
    "IDENT", "TYPE_ID", "DECL_ID", "CTOR_ID", "SCOPE_ID", "LABEL_ID", "MACRO_ID", "MACRO_SPEC", "MEMPTR", "NS_ID",
    "VIRT", "CLASSFINAL", "REQUIRES", "SPECCALL", "STRING",
)  # fmt: skip
# What may follow a macro call that is a whole statement or item without a semicolon.
_AFTER_MACRO = word_set(
    "TRY THIS EXTERN ENUM CLASSKEY USING TYPENAME DEFAULT THROW DELETE STATIC_ASSERT ID IF FOR WHILE RETURN _RBRACE"
    " _LBRACE BUILTIN CV SPEC DO SWITCH AUTO BREAK CONTINUE CASE GOTO asm typedef template"
)
_AFTER_FINAL = word_set("_LBRACE _COLON _SEMI EQ CV NOEXCEPT ID ARROW")
_ENDS_STATEMENT = word_set("_SEMI _LBRACE _RBRACE _RPAR _COLON ELSE DO END")
_CONDITION_HEADS = word_set("IF WHILE SWITCH CONSTEXPR FOR CATCH")
_ONLY_VALUE: Decision = ("IDENT", 1)
# What follows a name that is no type, however it is known: at the start of a statement, of an argument, of an operand.
_AFTER_FIRST = word_set("OP DOT ARROW EQ ASSIGNOP INCDEC _QMARK _COMMA _SEMI _RSQB") | {"+ -"}
_AFTER_ARGUMENT = word_set("OP DOT ARROW EQ ASSIGNOP INCDEC _QMARK _COLON _SEMI _RSQB") | {"+ -"}
_AFTER_OPERAND = _AFTER_ARGUMENT | word_set("STAR AMP ANDAND _COMMA [")
_BEFORE_FIRST = word_set(":: template STRING")
_BEFORE_OTHERS = word_set(":: template STRING _SEMI")  # a semicolon is one in the head of a statement
_NO_OPERANDS = word_set("NS_ID DECL_ID VIRT CLASSFINAL REQUIRES")


class NameDecisions:
    """Decides names of one stream, in their order. ``name_kinds`` says of names that became values which ones are types
    or could be; ``typedef`` is the bracket around the last typedef and its end; ``template_heads`` has the brackets of
    template parameters and the end of the item."""

    def __init__(self, shapes: Shapes, names: Names) -> None:
        self.shapes = shapes
        self.names = names
        self.classes = shapes.classes
        self.texts = shapes.texts
        self.mates = shapes.mates
        self.name_kinds: dict[int, str] = {}
        self.forced: dict[int, bool] = {}
        self.template_heads: list[tuple[int, int, int]] = []
        self.typedef = (-1, -1)
        self._steps: dict[int, Step] = {}  # by the identity of a row

    def _step(self, row: Row) -> Step:
        """How to decide a name where a row's terminals may stand: the decision, where there is but one; else what may
        stand behind and what must not stand before a name that is plainly a value."""
        choices = [terminal for terminal in NAME_TERMINALS if terminal in row]
        if len(choices) == 1 and choices[0] not in ("DECL_ID", "IDENT", "REQUIRES", "SPECCALL", "STRING"):
            return (choices[0], 1), (), ()
        if "IDENT" not in row or "TYPE_ID" not in row or any(terminal in row for terminal in _NO_OPERANDS):
            return None, (), ()
        if "RETURN" in row:
            return None, _AFTER_FIRST, _BEFORE_FIRST
        return None, _AFTER_ARGUMENT if "AUTO" in row else _AFTER_OPERAND, _BEFORE_OTHERS

    def name(self, at: int, row: Row) -> Decision:
        step = self._steps.get(id(row))
        if step is None:
            step = self._steps[id(row)] = self._step(row)
        only, values, others = step
        if only is not None:
            return only
        classes = self.classes
        if classes[at + 1] in values:
            before = classes[at - 1]
            if before not in others and not (before == "(" and classes[at - 2] in _CONDITION_HEADS):
                return _ONLY_VALUE
        shapes = self.shapes
        after, angles = at + 1, False
        following = classes[after]
        if following == "<":
            end = shapes.angles_end(after)
            if end >= 0:
                after, angles = end + 1, True
                following = classes[after]
        if following == "::":
            scoped = self._scope(at, after, row)
            if scoped is not None:
                return scoped
        if "NS_ID" in row:
            return "NS_ID", 1
        text = self.texts[at]
        if text in ("final", "override") and following in _AFTER_FINAL:
            for terminal in ("CLASSFINAL", "VIRT"):
                if terminal in row:
                    return terminal, 1
        if "STRING" in row and "STRING" in (following, shapes.cls(at - 1)) and shapes.kind(at) is None:
            return "STRING", 1  # a macro like PRIu64
        if "DECL_ID" in row:
            declared = self._declared(at, after, angles, following, row)
            if declared is not None:
                return declared
        if text == "requires" and "REQUIRES" in row:
            return "REQUIRES", max(1, self._requires_end(at) - at)
        if "LABEL_ID" in row and following == "_COLON" and not angles and shapes.cls(at - 1) in _ENDS_STATEMENT:
            return "LABEL_ID", 1
        return self._type_or_value(at, after, angles, following, row)

    def _type_or_value(self, at: int, after: int, angles: bool, following: str, row: Row) -> Decision:
        type_ok, value_ok = "TYPE_ID" in row, "IDENT" in row
        if type_ok and not value_ok:
            return self._type_position(at, after, angles, following, row)
        if not type_ok:
            if not value_ok and "MACRO_SPEC" in row:
                return "MACRO_SPEC", 1
            self._note_kind(at, after, angles, following)
            return "IDENT", 1
        forced = self.forced.get(at)
        if forced is None:
            choice = self._choose(at, at, after, angles, row)
            if isinstance(choice, str):
                return choice, 1
            forced = choice
        if forced:
            return "TYPE_ID", 1
        self._note_kind(at, after, angles, following)
        return "IDENT", 1

    def _note_kind(self, at: int, after: int, angles: bool, following: str) -> None:
        """Remember that a name that is read as a value is the type of a functional cast."""
        shapes = self.shapes
        if following == "(":
            free = at not in self.name_kinds and shapes.cls(at - 1) not in ("DOT", "ARROW")
            if free and shapes.is_type_name(at, after):
                self.name_kinds[at] = TYPE
        elif following == "_RPAR" and not angles and shapes.cls(at - 1) == "(":
            measured = shapes.cls(at - 2) in ("SIZEOF", "TYPEID")
            if measured and shapes.kind(at) is None:
                self.name_kinds[at] = "unknown"

    def _scope(self, at: int, after: int, row: Row) -> Decision | None:
        """A name before ``::``."""
        if "MEMPTR" in row:
            member = self.member_pointer(at)
            if member:
                return "MEMPTR", member
        second = self.shapes.cls(after + 1)
        if second in ("ID", "~", "operator", "template") and "SCOPE_ID" in row:
            if "IDENT" in row and "TYPE_ID" in row and self.shapes.cls(at - 1) != "::":
                self.force(at, row)
            return "SCOPE_ID", 1
        return None

    def member_pointer(self, at: int) -> int:
        """The number of tokens of the ``A::B::*`` that starts here, or 0."""
        end, _ = self.shapes.skip_qualified(at)
        found = self.shapes.cls(end) == "::" and self.shapes.cls(end + 1) == "STAR"
        return end + 2 - at if found else 0

    def force(self, at: int, row: Row) -> None:
        """Decide the last component of the qualified name that starts here."""
        if not ("IDENT" in row and "TYPE_ID" in row):
            return
        after, last = self.shapes.skip_qualified(at)
        if last >= 0:
            choice = self._choose(at, last, after, after > last + 1, row)
            self.forced[last] = choice is True

    def _declared(self, at: int, after: int, angles: bool, following: str, row: Row) -> Decision | None:
        """A name where one may be declared; None when it is not being declared."""
        shapes = self.shapes
        text = self.texts[at]
        before = shapes.cls(at - 1)
        if before == "USING" and following in ("EQ", "[", "__attribute__") and not angles:
            self.names.declare(text, at, shapes.scope_end(at), TYPE)
            return "DECL_ID", 1
        parameter = before in ("TYPENAME", "CLASSKEY") or (
            before == "ELLIPSIS" and shapes.cls(at - 2) in ("TYPENAME", "CLASSKEY")
        )
        if parameter and not angles and following in ("_COMMA", ">", "EQ"):
            self.names.declare(text, at, self._head_end(at), TYPE)
            return "DECL_ID", 1
        if "TYPE_ID" in row:
            return None
        if text in ("override", "final") and "VIRT" in row and not angles:
            return "VIRT", 1
        specifies = following in ("BUILTIN", "SPEC", "operator", "CV", "SPECCALL") or (
            following == "ID" and self.texts[after] not in ("override", "final", "requires")
        )
        if not angles and "MACRO_SPEC" in row and specifies:
            return "MACRO_SPEC", 1
        if not angles and following == "(" and "SPECCALL" in row and self._is_macro_specifier(after):
            return "SPECCALL", 1
        if not angles and shapes.cls(at - 1) != "::":
            self._declare(at)
        return "DECL_ID", 1

    def _is_macro_specifier(self, opening: int) -> bool:
        """``T MACRO(x) name(``: is the call before the real declarator?"""
        index = self.mates[opening] + 1
        named = self.shapes.cls(index) == "ID" and self.texts[index] not in ("override", "final", "requires")
        return named and self.shapes.cls(index + 1) in ("(", "<", "::")

    def _declare(self, at: int) -> None:
        head = self._head_around(at)
        if head is not None:
            self.names.declare(self.texts[at], at, head[2], VALUE)
            return
        around, end = self.typedef
        if at < end and self._outside_groups(at) == around:
            self.names.declare(self.texts[at], at, self.shapes.scope_end(at), TYPE)
        else:
            self.names.declare(self.texts[at], at, self.shapes.scope_end(at), VALUE)

    def _outside_groups(self, at: int) -> int:
        parent = self.shapes.parents[at]
        while parent in self.shapes.declarator_groups:
            parent = self.shapes.parents[parent]
        return parent

    def _head_around(self, at: int) -> tuple[int, int, int] | None:
        for head in reversed(self.template_heads[-4:]):
            if head[0] < at < head[1]:
                return head
        return None

    def _head_end(self, at: int) -> int:
        head = self._head_around(at)
        return head[2] if head is not None else self.shapes.scope_end(at)

    # ------------------------------------------------------------------------------------------ where types stand

    def _type_position(self, at: int, after: int, angles: bool, following: str, row: Row) -> Decision:
        """A name where no value can stand: a type, a specifier from a header not found, a constructor or a
        call of an unknown macro."""
        shapes = self.shapes
        if angles:
            if following == "(" and "CTOR_ID" in row and self._names_class(at):
                return "CTOR_ID", 1
            return "TYPE_ID", 1
        if "MACRO_SPEC" in row and self._is_unknown_specifier(at, after, following, row):
            return "MACRO_SPEC", 1
        if following == "(":
            return self._call_position(at, after, row)
        alone = following in word_set("_SEMI _RBRACE END STATIC_ASSERT USING NAMESPACE ACCESS")
        if alone and "MACRO_ID" in row and (shapes.kind(at) != TYPE or following == "END"):
            return "MACRO_ID", 1
        return "TYPE_ID", 1

    def _names_class(self, at: int) -> bool:
        """Does a name name the class around it, or the class before its ``::``?"""
        if self.shapes.cls(at - 1) == "::":
            return True
        return self.texts[at] == self.shapes.enclosing_class(at)

    def _is_unknown_specifier(self, at: int, after: int, following: str, row: Row) -> bool:
        shapes = self.shapes
        if shapes.kind(at) == TYPE:
            return False
        if following in (
            "BUILTIN",
            "CLASSKEY",
            "AUTO",
            "CONSTEXPR",
            "TYPENAME",
            "typedef",
            "template",
            "ENUM",
            "EXTERN",
        ):
            return True
        if following == "~":
            return True
        if following == "operator":
            return shapes.cls(after + 1) in ("BUILTIN", "ID", "CV")
        if following in ("SPEC", "CV", "SPECCALL"):
            index = after
            while shapes.cls(index) in ("SPEC", "CONSTEXPR", "CV", "EXTERN", "SPECCALL"):
                index = self.mates[index + 1] + 1 if shapes.cls(index) == "SPECCALL" else index + 1
            if shapes.cls(index) != "ID":
                return shapes.cls(index) in ("BUILTIN", "AUTO", "CLASSKEY", "TYPENAME") or following == "SPEC"
            end, _ = shapes.skip_qualified(index)
            declared = shapes.cls(end) in word_set("( EQ _SEMI [ _COMMA _LBRACE _RPAR")
            return not declared and following != "CV"
        if following != "ID":
            return False
        end, last = shapes.skip_qualified(after)
        cls = shapes.cls(end)
        if cls in ("ID", "operator", "BUILTIN"):
            return self.texts[end] not in ("final", "override")
        if cls == "CV":
            return shapes.cls(end + 1) != "_SEMI"
        if cls == "(" and last == after and "CTOR_ID" in row:
            return self.texts[after] == shapes.enclosing_class(at)
        if cls in POINTERS:
            return shapes.cls(shapes.skip_pointers(end)) in ("ID", "operator")
        return False

    def _call_position(self, at: int, after: int, row: Row) -> Decision:
        """``name(`` where a type may stand and no value."""
        shapes = self.shapes
        mate = self.mates[after]
        ends = ("(", "[", "EQ", "_SEMI", "_COMMA") if shapes.kind(at) == TYPE else ("(", "[", "EQ")
        grouped = shapes.cls(after + 1) in POINTERS and shapes.cls(mate + 1) in ends
        if "CTOR_ID" not in row:
            return "TYPE_ID", 1
        if self._names_class(at):
            return "CTOR_ID", 1
        if grouped or (shapes.kind(at) == TYPE and shapes.is_function_name(after)):
            return "TYPE_ID", 1
        known = shapes.kind(at) == TYPE
        beyond = shapes.cls(mate + 1)
        if beyond in ("SPEC", "BUILTIN", "SPECCALL") and "SPECCALL" in row and not known:
            return "SPECCALL", 1
        if "MACRO_ID" in row:
            first = shapes.cls(at - 1) in ("_SEMI", "_RBRACE", "_LBRACE", "_RPAR", "END", "_COLON", "ID")
            if first and not (beyond == "_LBRACE" and shapes.looks_like_parameters(after)):
                return "MACRO_ID", 1
        if beyond in ("ID", "BUILTIN", "SPEC") and "SPECCALL" in row:
            return "SPECCALL", 1
        return "CTOR_ID", 1

    def _requires_end(self, at: int) -> int:
        shapes = self.shapes
        index = at + 1
        while index < shapes.count:
            cls = self.classes[index]
            if cls == "(":
                index = self.mates[index] + 1
            elif cls in ("ID", "::"):
                index, _ = shapes.skip_qualified(index)
            else:
                break
            if shapes.cls(index) == "ANDAND" or shapes.text(index) == "||":
                index += 1
            else:
                break
        return index

    # ------------------------------------------------------------------------------------------ type or value

    def _choose(self, first: int, last: int, after: int, angles: bool, row: Row) -> bool | str:
        """Is the qualified name ``first … last`` (with template arguments up to ``after``) a type? Or the
        terminal of a name that is neither."""
        shapes = self.shapes
        following = shapes.cls(after)
        if "RETURN" in row:
            return self._choose_in_block(first, last, after, angles, row)
        before, before_that = shapes.cls(first - 1), shapes.cls(first - 2)
        if before == "(" and before_that in _CONDITION_HEADS:
            if shapes.declares(first, last, after, condition=True, loop=before_that == "FOR"):
                return True
            return following == "_LBRACE" and shapes.kind(last) != VALUE
        if before == "_SEMI" and "AUTO" in row:  # if (init; condition)
            return shapes.declares(first, last, after, condition=True)
        if following == "_LBRACE":
            return shapes.kind(last) != VALUE or angles
        if "AUTO" in row:
            return self._choose_argument(first, last, after, angles)
        return False

    def _choose_in_block(self, first: int, last: int, after: int, angles: bool, row: Row) -> bool | str:
        shapes = self.shapes
        following = shapes.cls(after)
        plain = not angles and first == last
        unknown = plain and shapes.kind(last) is None
        if unknown and "MACRO_ID" in row and following == "(":
            beyond = shapes.cls(self.mates[after] + 1)
            if beyond in _AFTER_MACRO:
                return "MACRO_ID"
        if unknown and "MACRO_ID" in row and following in ("_RBRACE", "IF", "FOR", "RETURN", "WHILE", "SWITCH"):
            return "MACRO_ID"
        if shapes.declares(first, last, after):
            if unknown and "MACRO_SPEC" in row:
                if following in ("BUILTIN", "CLASSKEY", "AUTO", "TYPENAME"):
                    return "MACRO_SPEC"
                if following == "ID":
                    end, _ = shapes.skip_qualified(after)
                    if shapes.cls(end) == "ID" and shapes.cls(end + 1) in word_set("EQ _SEMI [ _COMMA ( _LBRACE"):
                        return "MACRO_SPEC"
            return True
        return following == "_LBRACE" and shapes.kind(last) != VALUE

    def _choose_argument(self, first: int, last: int, after: int, angles: bool) -> bool:
        """A name at the start of an argument that may also be a type."""
        shapes = self.shapes
        known = shapes.is_type_name(last, after)
        if not known and not angles and first == last and shapes.kind(last) == VALUE:
            return False
        end = shapes.skip_pointers(after)
        cls = shapes.cls(end)
        ends = cls in ("_COMMA", "_RPAR", "ELLIPSIS") or (cls == ">" and end in shapes.angle_closers)
        if end > after:
            if not known or cls != "(":
                return ends
            return shapes.cls(end + 1) in POINTERS or self._is_function_type(first, end, self.mates[end])
        if ends:
            if not known and not (angles and self.texts[last] in self.names.function_templates):
                self.name_kinds[last] = "unknown"
            return known
        if cls == "(" and known:
            mate = self.mates[end]
            return (shapes.cls(end + 1) in POINTERS and shapes.cls(mate + 1) == "(") or (
                self._is_function_type(first, end, mate)
            )
        return cls == "[" and known and shapes.cls(first - 1) == "<"

    def _is_function_type(self, first: int, opening: int, mate: int) -> bool:
        """``T(U, V)`` as a template argument: a function type when it holds nothing but types."""
        shapes = self.shapes
        in_angles = shapes.cls(first - 1) == "<" or mate + 1 in shapes.angle_closers
        return in_angles and (mate == opening + 1 or shapes.type_starts(opening + 1))
