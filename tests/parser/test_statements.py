"""Statements: their forms, and declarations told from expressions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unwarp.parser.nodes import DeclStmt, ExprStmt, For, Node, dump

Statements = Callable[[str], tuple[Node, ...]]


@pytest.mark.parametrize(
    "text",
    [
        "a b;", "a *b = c;", "a *b;", "a &b = c;", "a &&b = c;", "a &b{c};", "a<b> c;", "a::b c;", "a::b<c> *d;",
        "a b(c);", "a b{c};", "a b[3];", "a *b[3];", "const a b = c;", "a const b = c;", "a (*b)(int);",
        "auto b = c;", "auto &&[a, b] = c;", "static a b;", "unsigned a = 1;", "struct a b;", "typename a::b c;",
        "a<b, 3> c(d);", "a b = c, *d = e;", "__shared__ a b[3];", "decltype(a) b;", "using a = b;", "typedef a b;",
        "std::vector<a> b;", "a<b>::c d;", "float4 *a;", "int a, b;", "a *const b = c;", "int a;", "dim3 a(b, c);",
        "a b = {c, d};", "enum { a };", "struct a { int b; };", "a::b::c d(e);", "extern __shared__ a b[];",
        "a *b = d;", "size_t a = sizeof(b);",
    ],
)  # fmt: skip
def test_declarations(statements: Statements, text: str) -> None:
    (statement,) = statements(text)
    assert isinstance(statement, DeclStmt), dump(statement)


@pytest.mark.parametrize(
    "text",
    [
        "a;", "a = b;", "a(b);", "a[b] = c;", "a.b();", "a->b = c;", "a::b(c);", "a<b>(c);", "a::b<c>(d);", "*a = b;",
        "a++;", "++a;", "(void)a;", "(a)(b);", "a * b + c;", "a < b, c = d;", "int(3);", "float(a), b;", "a{b};",
        "new a;", "delete a;", "a<<<b, c>>>(d);", "a << b << c;", "this->a = b;", "::a(b);", "sizeof(a);",
        "T(a) = b;", "throw;", "[&] { a; }();", "a.b<c>(d);", "a & b == c;", "a ? b : c;", "std::swap(a, b);", '"a";',
        "x::y = z;", "a && b;", "a.b * c;", "a() * b;", "cudaMalloc((void **)&a, b);",
    ],
)  # fmt: skip
def test_expressions(statements: Statements, text: str) -> None:
    (statement,) = statements(text)
    assert isinstance(statement, ExprStmt), dump(statement)


def test_products_of_local_variables(statements: Statements) -> None:
    *_, last = statements("int a, *b; { float a; } a * b;")
    assert isinstance(last, ExprStmt)
    *_, last = statements("{ int T; } T * b;")
    assert isinstance(last, DeclStmt)


def test_for_keeps_what_is_absent(statements: Statements) -> None:
    first, second, third = statements("for (; c;) ; for (;; i++) ; for (int i = 0;;) {}")
    assert isinstance(first, For)
    assert isinstance(second, For)
    assert isinstance(third, For)
    assert dump(first) == "For(init=Empty(), cond=Name(id=c), body=Empty())"
    assert dump(second) == "For(init=Empty(), step=Postfix(op=++, operand=Name(id=i)), body=Empty())"
    assert (third.cond, third.step) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if (a) b; else if (c) d; else e;", "If(cond=Name(id=a), then=ExprStmt(expr=Name(id=b)), orelse=If("),
        ("if (a) if (b) c; else d;", "If(cond=Name(id=a), then=If("),
        ("if constexpr (a < 3) {}", "If(cond=Binary(op=<"),
        ("if (int a = b; a > c) {}", "If(cond=Binary(op=>"),
        ("if (T *a = b) {}", "If(cond=DeclStmt("),
        ("if (a * b) {}", "If(cond=Binary("),
        ("if (auto [a, b] = c; a) {}", "If(cond=Name(id=a)"),
        ("while (int a = b) {}", "While(cond=DeclStmt("),
        ("do a++; while (a < 3);", "DoWhile(body=ExprStmt("),
        ("for (auto &x : y) {}", "RangeFor(specs=Specs(type=Auto()), declarator=Pointer("),
        ("for (T x : {1, 2}) {}", "RangeFor(specs="),
        ("for (auto [k, v] : m) {}", "RangeFor(specs=Specs(type=Auto()), declarator=Binding("),
        ("for (T i = 0, *j = a; i < n; i++, j--) {}", "For(init=DeclStmt("),
        ("for (i = 0, j = 1; i < n; ++i) {}", "For(init=ExprStmt("),
        ("switch (a) { case 1: case 2: b; break; case 3 ... 5: default: ; }", "Switch(cond=Name(id=a), body=Block("),
        ("switch (int a = b; a) {}", "Switch(cond=Name(id=a), body=Block(), init=DeclStmt("),
        ("switch (a) case 1: b;", "Switch(cond=Name(id=a), body=Case("),
        ("goto a;", "Goto(name=a)"),
        ("if (a) done: b;", "If(cond=Name(id=a), then=Label(name=done, stmt=ExprStmt("),
        ("return {1, 2};", "Return(value=InitList("),
        ("return;", "Return()"),
        ("return a, b;", "Return(value=Comma("),
        ("try { a; } catch (const E &e) { b; } catch (...) {}", "Try(body=Block("),
        ("[[fallthrough]];", "Empty()"),
        ("[[likely]] a = b;", "ExprStmt("),
        ("[[maybe_unused]] int a;", "DeclStmt("),
        ("asm volatile(\"bar.sync %0;\" :: \"r\"(a) : \"memory\");", "Asm(template=Strings("),
        ("asm(\"mov %0, %[x];\" : \"=r\"(a), \"+f\"(b[1]) : [x] \"l\"(c + 1));", "Asm(template=Strings("),
        ("static_assert(a, \"b\");", "DeclStmt(item=StaticAssert("),
        ("using namespace a;", "DeclStmt(item=Using("),
        ("using a::b, c::d;", "DeclStmt(item=Using("),
        ("namespace a = b;", "DeclStmt(item=NamespaceAlias("),
    ],
)  # fmt: skip
def test_forms(statements: Statements, text: str, expected: str) -> None:
    assert dump(statements(text)[0]).startswith(expected)


def test_asm_operands(statements: Statements) -> None:
    found = dump(statements('asm("x" : "=r"(a) : [n] "l"(b + 1), "f"(c) : "memory", "cc");')[0])
    assert found == (
        'Asm(template=Strings(parts=["x"]), outputs=[AsmOperand(constraint==r, expr=Name(id=a, kind=unknown))], '
        "inputs=[AsmOperand(constraint=l, expr=Binary(op=+, left=Name(id=b), right=Literal(kind=int, text=1)), "
        "name=n), AsmOperand(constraint=f, expr=Name(id=c, kind=unknown))], clobbers=[memory, cc])"
    )


def test_a_label_at_the_end_owns_an_empty_statement(statements: Statements) -> None:
    label = statements("end:")[0]
    assert dump(label) == "Label(name=end, stmt=Empty())"


def test_unknown_macros_of_host_code(statements: Statements) -> None:
    found = [type(s).__name__ for s in statements("CHECK(f(p)) a = b; EACH(i, n) { c; } CHECK(g())")]
    assert found == ["MacroStmt", "ExprStmt", "MacroStmt", "Block", "MacroStmt"]
