"""Expressions: precedence, the ambiguities of C++, launches, lambdas, casts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Shape = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a + b * c - d", "(a + (b * c)) - d"),
        ("a << b + c >> d", "(a << (b + c)) >> d"),
        ("a < b == c > d", "(a < b) == (c > d)"),
        ("a & b == c | d ^ e", "(a & (b == c)) | (d ^ e)"),
        ("a || b && c || d", "(a || (b && c)) || d"),
        ("a = b += c", "a = (b += c)"),
        ("a ? b : c ? d : e", "a ? b : (c ? d : e)"),
        ("a ? b : c = d", "a ? b : (c = d)"),
        ("a = b ? c : d = e", "a = (b ? c : (d = e))"),
        ("a ? b = c : d", "a ? (b = c) : d"),
        ("a ? b, c : d", "a ? (b, c) : d"),
        ("a, b ? c : d, e", "(a, (b ? c : d)), e"),
        ("a || b ? c || d : e || f", "(a || b) ? (c || d) : (e || f)"),
        ("-a * b", "(-a) * b"),
        ("!a && *b++ | ~c", "(!a) && ((*(b++)) | (~c))"),
        ("&a[1].b->c", "&(((a[1]).b)->c)"),
        ("a .* b * c ->* d", "(a .* b) * (c ->* d)"),
        ("a - -b - --c", "(a - (-b)) - (--c)"),
        ("a and not b or c bitand d", "(a && (!b)) || (c & d)"),
        ("sizeof a + b", "(sizeof a) + b"),
        ("(int)a * b", "((int)a) * b"),
        ("throw a + b", "throw (a + b)"),
        ("a % b / c", "(a % b) / c"),
        ("a >> b >= c", "(a >> b) >= c"),
        ("a = b << 1 | c & 0xff", "a = ((b << 1) | (c & 0xff))"),
    ],
)
def test_precedence(nesting: Shape, text: str, same: str) -> None:
    assert nesting(text) == nesting(same)


def test_left_deep_chains_nest_to_the_left(nesting: Shape) -> None:
    assert nesting("a + b + c + d") == nesting("((a + b) + c) + d")
    assert nesting("a = b = c = d") == nesting("a = (b = (c = d))")


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("(float)x", "Cast(type=TypeId(specs=Specs(type=Builtin(words=[float]))"),
        ("(x)", "Paren("),
        ("(x) + 1", "Binary(op=+, left=Paren("),
        ("(x)(1)", "Call(callee=Paren("),
        ("(N) - 1", "Binary(op=-"),
        ("(size_t)-1", "Cast("),
        ("(Type)(x)", "Cast("),
        ("(ns::T *)p", "Cast("),
        ("(const T &)x", "Cast("),
        ("(T)x", "Cast("),
        ("(T)~x", "Cast("),
        ("(unsigned long long)x", "Cast("),
        ("(void (*)(int))p", "Cast("),
        ("(float (*)[3])p", "Cast("),
        ("(int(x)) + 1", "Binary(op=+, left=Paren(inner=Construct("),
        ("(float4){1, 2}", "Cast("),
        ("(std::vector<int>)x", "Cast("),
        ("(typename T::U)x", "Cast("),
        ("(decltype(a))b", "Cast("),
        ("(struct S *)p", "Cast("),
        ("(a * b)", "Paren(inner=Binary("),
        ("(a & b) * c", "Binary(op=*, left=Paren("),
        ("sizeof(int)", "SizeOf(which=sizeof, target=TypeId("),
        ("sizeof(T)", "SizeOf(which=sizeof, target=Name(id=T, kind=unknown))"),
        ("sizeof(T *)", "SizeOf(which=sizeof, target=TypeId("),
        ("sizeof(a[0])", "SizeOf(which=sizeof, target=Paren(inner=Index("),
        ("sizeof(a) / sizeof(*a)", "Binary(op=/"),
        ("alignof(float4)", "SizeOf(which=alignof, target=TypeId("),
        ("sizeof...(ts)", "SizeOf(which=sizeof, target=Name(id=ts), pack=True)"),
        ("noexcept(f())", "SizeOf(which=noexcept"),
        ("float(x)", "Construct("),
        ("unsigned(x)", "Construct("),
        ("T{1, 2}", "Construct("),
        ("ns::T{}", "Construct("),
        ("typename T::U(x)", "Construct("),
        ("float4(x)", "Call(callee=Name(id=float4, kind=type)"),
        ("f(x)", "Call(callee=Name(id=f)"),
        ("static_cast<T *>(p)", "NamedCast(which=static_cast"),
        ("new T[n]", "New(type=TypeId(specs=Specs(type=Named(name=Name(id=T, kind=type))), declarator=Array("),
        ("new (p) T(1)", "New("),
        ("::new (p) T", "New("),
        ("delete[] p", "Delete(operand=Name(id=p), array=True)"),
        ("delete p", "Delete(operand=Name(id=p))"),
        ("p->~T()", "Call(callee=MemberAccess(base=Name(id=p), name=Name(id=~T), arrow=True))"),
        ("x.template f<int>()", "Call(callee=MemberAccess(base=Name(id=x), name=Name(id=f, args=["),
        ("a.operator+(b)", "Call(callee=MemberAccess(base=Name(id=a), name=Name(id=operator+))"),
        ("operator new[](4)", "Call(callee=Name(id=operator new[])"),
        ("::f(x)", "Call(callee=Name(id=f, global_=True)"),
        ("a::b<int>::c(x)", "Call(callee=Name(id=c, scope=[ScopePart(id=a), ScopePart(id=b, args=["),
        ("({ int a = 1; a; })", "StmtExpr("),
        ('"a" "b" L"c"', 'Strings(parts=["a", "b", L"c"])'),
        ("this->x", "MemberAccess(base=This()"),
        ("nullptr", "Literal(kind=null"),
        ("true", "Literal(kind=bool"),
        ("0x1F", "Literal(kind=int"),
        ("0xFe", "Literal(kind=int"),
        ("1e3", "Literal(kind=float"),
        ("1.f", "Literal(kind=float"),
        ("'a'", "Literal(kind=char"),
        ("a[b][c]", "Index(base=Index("),
        ("f(typename T::x{})", "Call("),
        ("a = {1, 2}", "Assign(op==, left=Name(id=a), right=InitList("),
        ("f({1, .x = 2, {}})", "Call(callee=Name(id=f), args=[InitList(entries=[Literal("),
    ],
)
def test_forms(shape: Shape, text: str, beginning: str) -> None:
    assert shape(text).startswith(beginning)


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("a < b", "Binary(op=<"),
        ("a < b && c > d", "Binary(op=&&"),
        ("a < b || c > (d)", "Binary(op=||"),
        ("x.a < y && z > (w)", "Binary(op=&&"),
        ("a < b >> c", "Binary(op=<"),
        ("f<int>(x)", "Call(callee=Name(id=f, args=[TypeId("),
        ("f<3>(x)", "Call(callee=Name(id=f, args=[Literal("),
        ("f<T, 3 + N>(x)", "Call(callee=Name(id=f, args=[Name(id=T, kind=unknown), Binary("),
        ("f<(a > b)>()", "Call(callee=Name(id=f, args=[Paren("),
        ("f<g<int>>()", "Call(callee=Name(id=f, args=[Name(id=g, args=["),
        ("f<g<h<int>>>()", "Call(callee=Name(id=f, args=[Name(id=g, args=["),
        ("f<T *>(x)", "Call(callee=Name(id=f, args=[TypeId("),
        ("f<sizeof(T) / 4>(x)", "Call(callee=Name(id=f, args=[Binary("),
        ("std::numeric_limits<float>::max()", "Call(callee=Name(id=max, scope=[ScopePart(id=std), ScopePart("),
        ("std::is_same<A, B>::value", "Name(id=value"),
        ("f(a < b, c)", "Call(callee=Name(id=f), args=[Binary("),
        ("i < n && f<int>(x) > 2", "Binary(op=&&"),
        ("f<&g>(x)", "Call(callee=Name(id=f, args=[Unary("),
        ("a >> 1", "Binary(op=>>"),
        ("a >>= 1", "Assign(op=>>="),
    ],
)
def test_angle_brackets(shape: Shape, text: str, beginning: str) -> None:
    assert shape(text).startswith(beginning)


def test_local_variables_are_no_templates_and_no_types(statements: Callable[..., tuple[object, ...]]) -> None:
    from unwarp.parser.nodes import dump

    *_, product, comparison, cast = map(dump, statements("int T, n; T * n; f(T < n, n > (3)); x = (T)-1;"))
    assert product.startswith("ExprStmt(expr=Binary(op=*")
    assert comparison.startswith("ExprStmt(expr=Call(callee=Name(id=f), args=[Binary(op=<")
    assert "Binary(op=-, left=Paren(" in cast


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("k<<<1, 2>>>()", "Launch(callee=Name(id=k), config=[Literal(kind=int, text=1), Literal(kind=int, text=2)])"),
        ("k<T><<<g, b, 0, s>>>(x)", "Launch(callee=Name(id=k, args=[Name(id=T, kind=unknown)])"),
        ("k<v<int>><<<1, sizeof(int) >> 1>>>(x)", "Launch("),
        ("ns::k<<<dim3(1, 2), f<int>(3)>>>(x)", "Launch("),
        ("(*p)<<<1, 1>>>(x)", "Launch(callee=Paren("),
        ("k << <1, 1>>>(x)", "Launch("),
        ("a, k<<<1, 1>>>(x)", "Comma("),
        ("k<<<1, n > 3 ? 1 : 2>>>(x)", "Launch("),
    ],
)
def test_launches(shape: Shape, text: str, expected: str) -> None:
    assert shape(text).startswith(expected)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[] {}", ["Lambda(body=Block())"]),
        ("[=] __device__ (int i) { return i; }", ["captures=[Capture(kind==)]", "qualifiers=[__device__]"]),
        ("[&, x, &y, this, *this, z = 3, &w = q] () {}", ["Capture(kind=*this)", "name=z, init=Init(form==", "name=w"]),
        ("[x...] (auto... a) mutable noexcept -> int { return 1; }", ["pack=True", "storage=[mutable]", "trailing="]),
        ("[] __host__ __device__ (float a, float b) { return a; }(1, 2)", ["Call(callee=Lambda("]),
        ("[]<typename T>(T x) {}", ["template_params=[TemplateParam(kind=type, name=T)]"]),
    ],
)
def test_lambdas(shape: Shape, text: str, parts: list[str]) -> None:
    found = shape("g = " + text)
    assert all(part in found for part in parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(ts + ...)", "Fold(op=+, left=Name(id=ts))"),
        ("(... && ts)", "Fold(op=&&, right=Name(id=ts))"),
        ("(1 + ... + ts)", "Fold(op=+, left=Literal(kind=int, text=1), right=Name(id=ts))"),
        ("(f(ts), ...)", "Fold(op=,, left=Call("),
        ("(..., f(ts))", "Fold(op=,, right=Call("),
        ("f(g(ts)...)", "Call(callee=Name(id=f), args=[Pack(pattern=Call("),
    ],
)
def test_packs_and_folds(shape: Shape, text: str, expected: str) -> None:
    assert shape(text).startswith(expected)


def test_names_among_strings(shape: Shape) -> None:
    assert shape('f("%" PRIu64 "x")') == 'Call(callee=Name(id=f), args=[Strings(parts=["%", PRIu64, "x"])])'
