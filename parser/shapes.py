"""Look-ahead over the token stream: where template arguments end, what a qualified name covers, whether
something has the shape of a declaration, a parameter list or a cast, where a statement ends. Owns these pure
questions about tokens, brackets and names; decide.py turns the answers into terminals."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from .names import TYPE, VALUE, Names
from .stream import Stream
from .words import class_of, word_set

POINTERS = word_set("STAR AMP ANDAND")
# What may follow the closing > of template arguments.
AFTER_ANGLES = word_set(
    "( :: ID _LBRACE _COMMA _RPAR _SEMI STAR AMP ANDAND ELLIPSIS CV SPEC _COLON EQ <<< _RSQB _RBRACE"
    " operator > BUILTIN CONSTEXPR _QMARK OP SPECCALL ARROW TYPENAME CLASSKEY AUTO [ typedef EXTERN"
    " __attribute__ << END"
) | {"+ -"}
# What cannot stand between < and > of template arguments, outside brackets.
NEVER_IN_ANGLES = word_set(
    "_SEMI _RBRACE _RPAR _RSQB ASSIGNOP INCDEC IF FOR WHILE RETURN ELSE DO CASE BREAK GOTO USING"
    " DELETE NEW <<< EQ THROW NAMESPACE"
)
RARELY_IN_ANGLES = word_set("_QMARK _COLON STRING")
TYPE_STARTS = word_set("BUILTIN CV CLASSKEY ENUM TYPENAME AUTO DECLTYPE")
AFTER_DECLARED = word_set("EQ _SEMI _COMMA [ ( _LBRACE _COLON")
TYPE_GOES_ON = word_set(":: < ( [ _RPAR CV") | POINTERS  # behind the first name of a type in parentheses
OPERAND_AFTER_CAST = word_set("ID LITERAL STRING THIS SIZEOF NAMEDCAST ~ PREFIX BUILTIN NEW TYPENAME ::")
DEPTH = 60  # of template arguments inside each other


@dataclass(frozen=True, slots=True, eq=False)
class Classified:
    """Of each token of a stream its class (words.class_of) and the bracket around it, or -1."""

    classes: list[str]
    parents: list[int]

    def since(self, start: int) -> Classified:
        """Those of the tokens from one on."""
        return Classified(self.classes[start:], self.parents[start:])

    def plus(self, more: Classified) -> Classified:
        """These, and those of the tokens behind them."""
        return Classified(self.classes + more.classes, self.parents + more.parents)


def classify(stream: Stream, before: Classified) -> Classified:
    """The classes and parents in a stream. It begins with tokens for which they are known, all brackets closed."""
    start = len(before.classes)
    texts, mates = stream.texts[start:], stream.mates
    known = {text: class_of(text, kind) for text, kind in dict(zip(texts, stream.kinds[start:], strict=True)).items()}
    parents = before.parents.copy()
    around, done = -1, start
    for index in [index for index, mate in enumerate(mates[start:], start) if mate >= 0]:
        parents += [around] * (index - done)
        mate, done = mates[index], index + 1
        if mate < index:
            around = parents[mate]
        parents.append(around)
        if mate > index:
            around = index
    parents += [around] * (len(mates) - done)
    return Classified(before.classes + [known[text] for text in texts], parents)


class Shapes:
    """The questions, over one stream."""

    def __init__(self, stream: Stream, names: Names, classified: Classified) -> None:
        self.stream = stream
        self.names = names
        self.texts = stream.texts
        self.mates = stream.mates
        self.count = len(stream)
        self.classes = [*classified.classes, "END"]  # also found before the first
        self.parents = classified.parents
        self.angle_closers: set[int] = set()
        self.declarator_groups: set[int] = set()  # each ( of a parenthesised declarator
        self._heads: dict[int, tuple[str, str]] = {}
        self._angles: dict[tuple[int, bool, bool], int] = {}

    def cls(self, index: int) -> str:
        """The class of a token, ``END`` outside the stream."""
        return self.classes[index] if 0 <= index < self.count else "END"

    def text(self, index: int) -> str:
        return self.texts[index] if 0 <= index < self.count else ""

    def kind(self, index: int) -> str | None:
        """TYPE, VALUE or None for the name at a token."""
        return self.names.kind(self.texts[index], index)

    # ------------------------------------------------------------------------------------------ angle brackets

    def angles_end(self, at: int, *, force: bool = False, nested: bool = False, depth: int = 0) -> int:
        """The index of the ``>`` that closes the ``<`` at an index if it opens template arguments, else -1.
        ``force`` when what stands before it can be followed by nothing else."""
        key = (at, force, nested)
        known = self._angles.get(key)
        if known is None:
            known = self._angles[key] = self._find_angles_end(at, force, nested, depth)
            if known >= 0 and not nested:
                self._note_closers(at, known, depth)
        return known

    def _note_closers(self, at: int, end: int, depth: int) -> None:
        """Remember which ``>`` close, also those of the arguments inside."""
        self.angle_closers.add(end)
        self._angles.setdefault((at, False, False), end)
        index = at + 1
        while index < end:
            if self.classes[index] == "<" and self.classes[index - 1] in ("ID", "template", "NAMEDCAST"):
                inner = self.angles_end(index, force=self.classes[index - 1] != "ID", nested=True, depth=depth + 1)
                if inner >= 0:
                    self._angles[(index, False, False)] = inner
                    self.angle_closers.add(inner)
            elif self.classes[index] in ("(", "[", "_LBRACE"):
                index = self.mates[index]
            index += 1

    def _find_angles_end(self, at: int, force: bool, nested: bool, depth: int) -> int:
        if depth > DEPTH or at == 0:
            return -1
        before = self.cls(at - 2)
        member = before in ("DOT", "ARROW")
        force = force or before == "template"
        name = self.texts[at - 1]
        known = force or self.names.is_template(name)
        if self.classes[at - 1] != "operator" and self.classes[at - 1] == "ID":
            kind = self.kind(at - 1)
            if kind == VALUE and before != "::" and not force and not member:
                known = self._declared_template(name) or self._type_follows(at)
                if not known:
                    return -1
        end, suspicious = self._scan_angles(at, force, known, depth)
        if end < 0 or force:
            return end
        following = self.cls(end + 1)
        if member and not known and (suspicious or following not in ("(", "<<<")):
            return -1
        if not known and not name.endswith(("_t", "_v")):
            if suspicious or (following == ">" and not nested) or following in ("_QMARK", "OP", "+ -"):
                return -1
            computed = end - 1 > at + 1 and self.classes[end - 2] not in ("_COMMA", "<")
            if following == "ID" and self.classes[end - 1] == "LITERAL" and computed:
                return -1
        if following not in AFTER_ANGLES:
            return -1 if not known or following == "LITERAL" else end
        return end

    def _type_follows(self, at: int) -> bool:
        """Does a type written with keywords follow a ``<``, so that it is no comparison?"""
        cls = self.cls(at + 1)
        return cls in ("CV", "CLASSKEY", "TYPENAME") or (cls == "BUILTIN" and self.cls(at + 2) not in ("(", "_LBRACE"))

    def _declared_template(self, name: str) -> bool:
        return name in self.names.function_templates or name in self.names.class_templates

    def _scan_angles(self, at: int, force: bool, known: bool, depth: int) -> tuple[int, bool]:
        """The first ``>`` that could close, or -1; and whether what is inside looks like comparisons."""
        classes, mates = self.classes, self.mates
        index, suspicious = at + 1, False
        while index < self.count:
            cls = classes[index]
            if cls == ">":
                return index, suspicious
            if cls == "(" or cls == "[":
                index = mates[index]
            elif cls == "<":
                previous = classes[index - 1]
                if previous in ("ID", "template", "NAMEDCAST"):
                    end = self.angles_end(index, force=previous != "ID", nested=True, depth=depth + 1)
                    if end >= 0:
                        index = end + 1
                        continue
                suspicious = True
            elif cls == "_LBRACE":
                if classes[index - 1] not in ("ID", ">", "BUILTIN"):
                    return -1, True
                index = mates[index]
            elif cls == "ANDAND":
                following = self.cls(index + 1)
                if following not in ("_COMMA", ">", "ELLIPSIS", "EQ") and not force:
                    suspicious = True
            elif cls == "EQ" and force:
                pass
            elif cls in NEVER_IN_ANGLES or (cls in RARELY_IN_ANGLES and not known):
                return -1, True
            elif cls == "OP" and self.texts[index] in ("||", "==", "!=", "<=", ">="):
                suspicious = True
            index += 1
        return -1, True

    # ------------------------------------------------------------------------------------------ names

    def skip_qualified(self, at: int) -> tuple[int, int]:
        """After a qualified name that starts at an index: the index after it, and that of its last component
        (-1 when there is none)."""
        index, last = at, -1
        if self.cls(index) == "::":
            index += 1
        while self.cls(index) in ("ID", "template"):
            if self.classes[index] == "template":
                index += 1
                continue
            last = index
            index += 1
            if self.cls(index) == "<":
                end = self.angles_end(index)
                if end >= 0:
                    index = end + 1
            if self.cls(index) == "::" and self.cls(index + 1) in ("ID", "template"):
                index += 1
            else:
                break
        return index, last

    def skip_pointers(self, at: int) -> int:
        """After any ``*``, ``&``, ``&&`` and the qualifiers among them."""
        while self.cls(at) in POINTERS or self.cls(at) == "CV":
            at += 1
        return at

    def is_type_name(self, last: int, after: int) -> bool:
        """Is the qualified name whose last component stands at ``last`` and that ends before ``after`` known
        to be a type? Its qualifiers are taken into account only as far as they hide local names."""
        name = self.texts[last]
        if after > last + 1:  # it has template arguments
            return self.names.is_class_template(name) or self.kind(last) == TYPE
        if self.cls(last - 1) == "::":
            return name in self.names.types or self.names.kind(name, -1) == TYPE
        return self.kind(last) == TYPE

    def is_function_name(self, at: int) -> bool:
        """Do parentheses hold the name of a function that is declared: ``T (min)(T a, T b)``?"""
        if self.cls(at + 1) != "ID" or self.cls(at + 2) != "_RPAR" or self.cls(at + 3) != "(":
            return False
        return self.kind(at + 1) != TYPE and self.is_parameters(at + 3, block=self.in_block(at))

    def type_starts(self, at: int) -> bool:
        """Does a type start at a token, rather than an expression?"""
        cls = self.cls(at)
        if cls in TYPE_STARTS:
            called = cls == "BUILTIN" and self.cls(at + 1) in ("(", "_LBRACE")
            return not called or self.cls(at + 2) in POINTERS
        if cls in ("ID", "::"):
            after, last = self.skip_qualified(at)
            return last >= 0 and self.is_type_name(last, after)
        return False

    # ------------------------------------------------------------------------------------------ shapes

    def declares(self, first: int, last: int, after: int, *, condition: bool = False, loop: bool = False) -> bool:
        """Is the qualified name at the start of a statement (or of a condition, or in the head of a loop) the
        type of a declaration?"""
        cls = self.cls(after)
        if cls == "ID":
            if not condition:
                return True
            following = self.cls(after + 1)
            return following in ("EQ", "_LBRACE") or (loop and following in ("_COLON", "_SEMI", "_COMMA", "("))
        if cls in ("CV", "SPEC", "SPECCALL", "BUILTIN", "CLASSKEY", "AUTO", "TYPENAME", "CONSTEXPR", "typedef"):
            return True
        if cls in POINTERS:
            return self._declares_pointer(last, after, condition, loop)
        if cls == "(":
            mate = self.mates[after]
            grouped = self.cls(after + 1) in POINTERS and self.cls(mate + 1) in ("(", "[")
            if grouped and self.cls(after + 2) in ("ID", "CV"):
                if self.is_type_name(last, after):
                    return True
                return self.cls(mate + 1) == "(" and self.kind(last) != VALUE and self.type_starts(mate + 2)
            return False
        return cls == "::" and self.cls(after + 1) == "STAR"

    def _declares_pointer(self, last: int, after: int, condition: bool, loop: bool) -> bool:
        index = after
        while self.cls(index) in POINTERS or self.cls(index) == "CV":
            if self.classes[index] == "CV":
                return True
            index += 1
        known = self.is_type_name(last, after)
        local = not known and self.kind(last) == VALUE and self.cls(last - 1) != "::"
        cls = self.cls(index)
        if cls == "ID":
            end, _ = self.skip_qualified(index)
            following = self.cls(end)
            if condition and not (following in ("EQ", "_LBRACE") or (loop and following == "_COLON")):
                return loop and following in ("_SEMI", "_COMMA") and not local
            if local:
                return False
            if following == "(":  # a * f(x) may be a product
                return known or (self.cls(index - 1) == "STAR" and self.is_parameters(end, block=True))
            if self.cls(index - 1) in ("AMP", "ANDAND"):  # a reference without initialiser is none
                return following in ("EQ", "_LBRACE", "_COLON")
            return following in AFTER_DECLARED
        if cls == "(":
            return known
        return cls == "[" and self.cls(index - 1) in ("AMP", "ANDAND")

    def is_parameters(self, at: int, *, block: bool) -> bool:
        """Is the ``(`` directly after a declared name the start of parameters, rather than of an initialiser?
        ``block`` when the declaration stands inside a function."""
        mate = self.mates[at]
        index = at + 1
        if index == mate:
            return True
        following = self.cls(mate + 1)
        if following in ("_LBRACE", "ARROW", "CV", "NOEXCEPT", "TRY"):
            return True
        if following == "ID" and self.texts[mate + 1] in ("requires", "override", "final"):
            return True
        cls = self.classes[index]
        if cls == "TYPENAME":
            end, _ = self.skip_qualified(index + 1)
            return self.cls(end) not in ("(", "_LBRACE")
        if cls in TYPE_STARTS:
            return self.type_starts(index)
        if cls in ("SPEC", "ELLIPSIS", "SPECCALL", "__attribute__"):
            return True
        if cls == "[":
            return self.cls(index + 1) == "["
        return cls in ("ID", "::") and self._names_parameter(index, mate, block)

    def _names_parameter(self, index: int, mate: int, block: bool) -> bool:
        end, last = self.skip_qualified(index)
        if last < 0:
            return False
        cls = self.cls(end)
        if cls in ("ID", "CV", "SPEC", "BUILTIN", "ELLIPSIS"):
            return True
        known = self.is_type_name(last, end)
        if cls in POINTERS:
            after = self.skip_pointers(end)
            if self.cls(after) in ("_COMMA", "_RPAR", "ELLIPSIS"):
                return True
            if self.cls(after) == "ID" and self.cls(after + 1) in ("_COMMA", "_RPAR", "EQ", "["):
                return known or (not block and self.kind(last) != VALUE)
            return known and self.cls(after) == "("
        if cls in ("_COMMA", "_RPAR"):
            return known and (not block or self.kind(last) == TYPE)
        if cls == "(" and self.cls(end + 1) in POINTERS:  # T (&a)[3], T (*f)(int)
            return known or (self.cls(self.mates[end] + 1) in ("[", "(") and self.kind(last) != VALUE)
        return False

    def looks_like_parameters(self, at: int) -> bool:
        """Do the parentheses hold something that can only be parameters?"""
        index = at + 1
        if index == self.mates[at] or self.type_starts(index):
            return True
        return self.cls(index) == "ID" and self.cls(index + 1) in ("ID", "STAR", "AMP")

    def is_type_parenthesis(self, at: int, *, cast: bool) -> bool:
        """Does the ``(`` where an operand starts hold a type? ``cast`` when it would be a cast, else the
        operand of sizeof and its like."""
        mate = self.mates[at]
        index = at + 1
        if index == mate:
            return False
        cls = self.classes[index]
        if cls == "ID" and self.classes[index + 1] not in TYPE_GOES_ON:
            return False
        if cls == "BUILTIN":
            if self.cls(index + 1) in ("(", "_LBRACE"):  # (int(x)) is a value, (void (*)(int)) a type
                pointer = self.cls(index + 1) == "(" and self.cls(index + 2) in POINTERS
                return pointer and self.cls(self.mates[index + 1] + 1) in ("(", "[", "_RPAR")
            return True
        if cls == "DECLTYPE":
            after = self.mates[index + 1] + 1
            return after <= mate and self.cls(after) not in ("(", "_LBRACE")
        if cls == "TYPENAME":
            end, _ = self.skip_qualified(index + 1)
            return self.cls(end) not in ("(", "_LBRACE")
        if cls in TYPE_STARTS:
            return True
        if cls not in ("ID", "::"):
            return False
        end, last = self.skip_qualified(index)
        return last >= 0 and self._is_named_type_parenthesis(last, end, mate, cast)

    def _is_named_type_parenthesis(self, last: int, end: int, mate: int, cast: bool) -> bool:
        known = self.is_type_name(last, end)
        local = not known and self.kind(last) == VALUE
        after = self.skip_pointers(end)
        if after < mate:
            cls = self.cls(after)
            if cls == "(":
                pointer = self.cls(after + 1) in POINTERS
                return pointer and self.cls(self.mates[after] - 1) in POINTERS and not local
            return cls == "[" and self.mates[after] == mate - 1 and known and not cast
        if after > end:
            return not local or self.cls(end) == "CV"
        templated = end > last + 1
        following = self.cls(mate + 1)
        if not cast:
            return known or (templated and following != "(" and not local)
        if local and (templated or self.cls(last - 1) == "("):
            return False
        if following in OPERAND_AFTER_CAST:
            return True
        name = self.texts[last]
        if following == "(":
            camel = name[:1].isupper() and not name.isupper()
            return known or camel or templated
        return known and following in ("+ -", "STAR", "AMP", "_LBRACE", "ANDAND", "INCDEC", "[")

    # ------------------------------------------------------------------------------------------ extents

    def statement_end(self, start: int, limit: int) -> int:
        """The index after the statement-like run of tokens that starts at an index."""
        index = start
        while index < limit:
            text = self.texts[index]
            if text == ";":
                if self.text(index + 1) == "else" and self._begins_with_if(start):
                    index += 2
                    continue
                return index + 1
            if text == "}":
                return index
            if text in ("(", "["):
                index = self.mates[index] + 1
                continue
            if text == "{":
                index = self.mates[index] + 1
                if index >= limit:
                    return limit
                following = self.texts[index]
                if following in ("else", "catch"):
                    index += 1
                elif following == "while" and self.texts[start] == "do":
                    continue
                elif following not in (";", ",", ")", ".", "(", "{", "?", ":", "=", "*", "[", "->", "+", "-"):
                    return index
                continue
            index += 1
        return limit

    def _begins_with_if(self, start: int) -> bool:
        return self.texts[start] in ("if", "else", "for", "while")

    def declaration_end(self, at: int) -> int:
        """The index of the ``;`` that ends the declaration around a token."""
        while at < self.count and self.texts[at] not in (";", "}"):
            at = self.mates[at] + 1 if self.texts[at] in ("(", "[", "{") else at + 1
        return at

    def scope_end(self, at: int) -> int:
        """The index up to which a name declared at a token can be used."""
        parent = self.parents[at]
        while parent in self.declarator_groups:
            parent = self.parents[parent]
        if parent < 0:
            return sys.maxsize
        if self.texts[parent] == "{":
            unscoped = self.brace_head(parent)[0] == "enum"
            return self.scope_end(parent) if unscoped else self.mates[parent]
        if self.texts[parent] == "[":
            return self.scope_end(parent)
        before = self.cls(parent - 1)
        after = self.mates[parent] + 1
        if before in ("FOR", "IF", "WHILE", "SWITCH", "CONSTEXPR"):
            return self._body_end(after)
        return self._function_end(after)

    def _body_end(self, index: int) -> int:
        """The end of the statement that a head like ``for (…)`` owns, with what follows an else."""
        while self.text(index) in ("for", "while", "if", "switch") and self.text(index + 1) in ("(", "constexpr"):
            index = self.mates[index + 1 + (self.text(index + 1) == "constexpr")] + 1
        end = self.statement_end(index, self.count)
        while self.text(end) == "else":
            end = self.statement_end(end + 1, self.count)
        return max(end, index)

    def _function_end(self, index: int) -> int:
        """After parameters: the end of the body, or of the declaration when there is none."""
        initialisers = self.text(index) == ":"
        while index < self.count:
            text = self.texts[index]
            if text in (";", ",", ")", "]", "}") and not (initialisers and text == ","):
                return index
            if text == "{":
                mate = self.mates[index]
                if initialisers and self.cls(index - 1) in ("ID", ">") and self.text(mate + 1) in (",", "{"):
                    index = mate + 1
                    continue
                return mate
            if text == ":":
                initialisers = True
            index = self.mates[index] + 1 if text in ("(", "[") else index + 1
        return self.count

    def template_end(self, after: int) -> int:
        """The end of the item after the closing ``>`` of a template's parameters."""
        index = after
        while index < self.count:
            text = self.texts[index]
            if text == ";":
                return index + 1
            if text in ("(", "["):
                index = self.mates[index] + 1
                if text == "(" and self.text(index) == ":":
                    return self._function_end(index) + 1
                continue
            if text == "{":
                return self.mates[index] + 1
            if text == "}":
                return index
            index += 1
        return self.count

    # ------------------------------------------------------------------------------------------ surroundings

    def brace_head(self, brace: int) -> tuple[str, str]:
        """What a ``{`` opens: ``class``, ``enum``, ``scope`` (a namespace or linkage block) or ``block``, and
        the name of the class."""
        known = self._heads.get(brace)
        if known is None:
            known = self._heads[brace] = self._find_brace_head(brace)
        return known

    def _find_brace_head(self, brace: int) -> tuple[str, str]:
        index = brace - 1
        while index >= 0 and self.texts[index] not in ("{", ";", "="):
            cls = self.classes[index]
            if cls == "_RBRACE":
                break
            if cls in ("_RPAR", "_RSQB"):
                index = self.mates[index]
            elif cls == "NAMESPACE" or (cls == "EXTERN" and self.cls(index + 1) == "STRING"):
                return "scope", ""
            elif cls in ("CLASSKEY", "ENUM") and self.cls(index - 1) not in ("<", "_COMMA"):
                return self._class_head(index, brace)
            index -= 1
        return "block", ""

    def _class_head(self, key: int, brace: int) -> tuple[str, str]:
        index = key + 1
        while self.cls(index) in ("CLASSKEY", "SPEC", "SPECCALL", "__attribute__", "["):
            opening = index if self.classes[index] == "[" else index + 1
            called = self.cls(index) in ("SPECCALL", "__attribute__", "[")
            index = self.mates[opening] + 1 if called else index + 1
        if self.cls(index - 1) == "CLASSKEY" and self.cls(index - 2) == "ENUM":
            return "scope", ""
        if self.classes[key] == "ENUM" or self.cls(key - 1) == "ENUM":
            return "enum", ""
        while self.cls(index) == "ID" and self.cls(index + 1) == "ID" and self.text(index + 1) != "final":
            index += 1
        after, last = self.skip_qualified(index)
        if self.cls(after) in ("(", "ID", "STAR", "AMP") and self.text(after) != "final":
            return "block", ""  # struct S f() {
        return ("class", self.texts[last] if last >= 0 and last < brace else "")

    def enclosing_class(self, at: int) -> str:
        """The name of the class whose members stand at a token, or an empty text."""
        parent = self.parents[at]
        return self.brace_head(parent)[1] if parent >= 0 and self.texts[parent] == "{" else ""

    def in_block(self, at: int) -> bool:
        """Does a token stand in a function body rather than among items or members?"""
        parent = self.parents[at]
        while parent >= 0 and self.texts[parent] != "{":
            parent = self.parents[parent]
        return parent >= 0 and self.brace_head(parent)[0] == "block"
