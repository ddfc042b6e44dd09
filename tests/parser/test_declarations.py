"""Items, members, declarators, templates."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unwarp.parser.diagnostics import Sink
from unwarp.parser.nodes import Opaque, dump, walk
from unwarp.parser.unit import Unit

Parse = Callable[..., Unit]


def items(parse: Parse, text: str) -> str:
    unit = parse(text)
    assert not any(isinstance(node, Opaque) for item in unit.items for node in walk(item))
    return " ".join(dump(item) for item in unit.items)


INT = "Builtin(words=[int])"


@pytest.mark.parametrize(
    ("text", "declarator"),
    [
        ("int *a[3];", "Pointer(kind=*, inner=Array(inner=DeclName(name=Name(id=a)), size=Literal(kind=int, text=3)))"),
        ("int (*a)[3];", "Array(inner=Grouped(inner=Pointer(kind=*, inner=DeclName(name=Name(id=a)))), size="),
        ("int a[2][3];", "Array(inner=Array(inner=DeclName(name=Name(id=a)), size=Literal(kind=int, text=2)), size="),
        ("int *const *volatile a;", "Pointer(kind=*, inner=Pointer(kind=*, inner=DeclName("),
        ("int (*f)(int);", "FunctionDecl(inner=Grouped(inner=Pointer(kind=*, inner=DeclName("),
        ("int (*f[2])(int);", "FunctionDecl(inner=Grouped(inner=Pointer(kind=*, inner=Array("),
        ("int (f)(int a);", "FunctionDecl(inner=Grouped(inner=DeclName(name=Name(id=f))), params=["),
        ("template <class T> T (f)(T a);", "FunctionDecl(inner=Grouped(inner=DeclName(name=Name(id=f))), params=["),
        ("T (*a) = (T *)b;", "Grouped(inner=Pointer(kind=*, inner=DeclName(name=Name(id=a))))"),
        ("typedef int T; T (*a), b;", "Grouped(inner=Pointer(kind=*, inner=DeclName(name=Name(id=a))))"),
        ("int A::*p;", "Pointer(kind=member, inner=DeclName(name=Name(id=p)), scope=[ScopePart(id=A)])"),
        ("int (A::*p)(int) const;", "FunctionDecl(inner=Grouped(inner=Pointer(kind=member"),
        ("int &&r;", "Pointer(kind=&&, inner=DeclName("),
        ("int f(int), g;", "FunctionDecl(inner=DeclName(name=Name(id=f))"),
        ("int A::b<int>::x;", "DeclName(name=Name(id=x, scope=[ScopePart(id=A), ScopePart(id=b, args=["),
        ("int operator+(A, A);", "FunctionDecl(inner=DeclName(name=Name(id=operator+))"),
        ("int operator()(A);", "FunctionDecl(inner=DeclName(name=Name(id=operator()))"),
        ("int operator>>(A, A);", "FunctionDecl(inner=DeclName(name=Name(id=operator>>))"),
        ('int operator""_km(long);', 'FunctionDecl(inner=DeclName(name=Name(id=operator""_km))'),
        ("int f(void);", "FunctionDecl(inner=DeclName(name=Name(id=f)))"),
        ("int f(...);", "FunctionDecl(inner=DeclName(name=Name(id=f)), variadic=True)"),
        ("int f(char *, ...);", "FunctionDecl(inner=DeclName(name=Name(id=f)), params=[Param("),
        ("int f() noexcept;", "FunctionDecl(inner=DeclName(name=Name(id=f)), noexcept=True)"),
        ("int f() noexcept(N);", "FunctionDecl(inner=DeclName(name=Name(id=f)), noexcept=Name(id=N))"),
        ("auto f() -> int *;", "FunctionDecl(inner=DeclName(name=Name(id=f)), trailing=TypeId("),
    ],
)
def test_declarators(parse: Parse, text: str, declarator: str) -> None:
    assert f"entries=[Entry(declarator={declarator}" in items(parse, text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("static const unsigned long long x = 1;", "Specs(storage=[static], cv=[const], type=Builtin(words=[unsigned"),
        ("unsigned const char x;", "Specs(cv=[const], type=Builtin(words=[unsigned, char]))"),
        ("extern __shared__ float s[];", "Specs(storage=[extern], memory=[__shared__], type="),
        ("__constant__ float c[4] = {1, 2};", "init=Init(form==, values=[InitList(entries=["),
        ("int x{3}, y(4), z = {5};", "init=Init(form={}, values=[Literal(kind=int, text=3)])"),
        ("__device__ __align__(8) int x;", "attributes=[Attribute(name=__align__, args=[Literal(kind=int, text=8)])]"),
        ("alignas(float4) char x[4];", "Attribute(name=alignas, args=[TypeId("),
        ("__global__ void __launch_bounds__(A * 2, 3) k();", "Attribute(name=__launch_bounds__, args=[Binary("),
        ("__attribute__((aligned(8), packed)) int x;", "[Attribute(name=aligned, args=[Literal(kind=int, text=8)])"),
        ("[[nodiscard]] int f();", "attributes=[Attribute(name=nodiscard)]"),
        ("[[gnu::aligned(4)]] int x;", "attributes=[Attribute(name=gnu::aligned, args=["),
        ("void f(const float *__restrict__ p);", "Pointer(kind=*, inner=DeclName(name=Name(id=p)), cv=[__restrict__])"),
        ("void f(float (&a)[3], int = 4);", "default=Literal(kind=int, text=4)"),
        ("typedef struct { int a; } S;", "Specs(storage=[typedef], type=Class(key=struct, members=["),
        ("typedef int (*F)(float);", "FunctionDecl(inner=Grouped(inner=Pointer("),
        ("struct S s;", "type=Class(key=struct, name=Name(id=S, kind=type))"),
        ("enum class E : int { a, b = 2, };", "Enum(scoped=True, name=Name(id=E, kind=type), base=TypeId("),
        ("enum { A, B };", "Enum(entries=[Enumerator(name=A), Enumerator(name=B)])"),
        ("decltype(auto) f();", "type=Decltype()"),
        ("std::vector<std::pair<int, T>> v;", "Named(name=Name(id=vector, scope=[ScopePart(id=std)], args=[TypeId("),
        ("std::function<void(int, T)> f;", "declarator=FunctionDecl(inner=Abstract(), params=[Param("),
        ("typename T::type x;", "typename=True"),
        ("using F = int (*)(float);", "Alias(name=F, type=TypeId("),
        ("using namespace a::b;", "Using(name=Name(id=b, scope=[ScopePart(id=a)]), whole_namespace=True)"),
        ("namespace a = b::c;", "NamespaceAlias(name=a, target=Name(id=c, scope=[ScopePart(id=b)]))"),
        ("namespace a::b { int x; }", "Namespace(items=[Declaration("),
        ("namespace { int x; }", "Namespace(items=[Declaration("),
        ("inline namespace v1 {}", "names=[v1], inline=True)"),
        ('extern "C" { int f(); }', "Linkage(language=C, items=[Declaration("),
        ('extern "C" __global__ void k() {}', "Linkage(language=C, items=[Function("),
        ('static_assert(sizeof(int) == 4, "x");', "StaticAssert(args=[Binary("),
        ("T x(U());", "init=Init(form=(), values=[Call("),
        ("auto [a, b] = f();", "declarator=Binding(names=[a, b])"),
        ("const auto &[a, b] = f();", "declarator=Pointer(kind=&, inner=Binding("),
    ],
)
def test_items(parse: Parse, text: str, part: str) -> None:
    prefix = "" if "[a, b]" not in text else "void f() {"
    assert part in items(parse, prefix + text + ("}" if prefix else ""))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("A(int x) : a(x), b{y}, C<int>(2), ts(ts)... {}", "inits=[MemberInit(name=Name(id=a, kind=unknown), init="),
        ("~A();", "FunctionDecl(inner=DeclName(name=Name(id=~A)))"),
        ("virtual ~A() = default;", "init=Init(form=default)"),
        ("A(const A &) = delete;", "init=Init(form=delete)"),
        ("virtual void f() const = 0;", "init=Init(form==, values=[Literal(kind=int, text=0)])"),
        ("void f() override final;", "virtual=[override, final]"),
        ("operator float() const { return 1; }", "name=Name(id=operator float, conversion=TypeId("),
        ("explicit operator bool() const;", "specs=Specs(storage=[explicit])"),
        ("A &operator=(const A &o) { return *this; }", "name=Name(id=operator=)"),
        ("float operator()(int i) const { return d[i]; }", "name=Name(id=operator())"),
        ("int a : 3, : 2, b : N = 4;", "width=Literal(kind=int, text=3)"),
        ("static constexpr int n = 5;", "storage=[static, constexpr]"),
        ("union { int x; float y; };", "Class(key=union, members=["),
        ("friend class B;", "Specs(storage=[friend], type=Class("),
        ("friend bool operator==(const A &a, const A &b) { return true; }", "Function(specs=Specs(storage=[friend]"),
        ("public: int x; private:", "Access(access=public)"),
        ("using B::B;", "Using(name=Name(id=B, scope=[ScopePart(id=B)]"),
        ("template <typename T> A(T t) : a(t) {}", "Template(kind=primary, item=Function("),
        ("mutable int m;", "storage=[mutable]"),
        ("int x = 1, y[2] = {1, 2};", "init=Init(form==, values=[InitList("),
        ("void f() &&;", "ref=&&"),
        ("A() try : a(1) {} catch (...) {}", "handlers=[Handler(body=Block())]"),
        ("int (A::*m)(int) = nullptr;", "kind=member"),
        ("struct Inner { int i; } inner;", "Class(key=struct, name=Name(id=Inner"),
        ("enum { N = 4 };", "Enum(entries=["),
        ("A(A &&) noexcept : x() {}", "noexcept=True"),
    ],
)
def test_members(parse: Parse, text: str, part: str) -> None:
    assert part in items(parse, "struct A : public B, virtual protected C<int> { " + text + " };")


def test_classes(parse: Parse) -> None:
    found = items(parse, "template <class T> class __align__(8) A final : public B<T>, C {};")
    assert "final=True" in found
    assert "bases=[Base(name=Name(id=B, args=[" in found
    assert "attributes=[Attribute(name=__align__" in found
    assert "members=[]" in found
    assert "members" not in items(parse, "class A;")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("template <typename T, int N = 3> void f();", ["TemplateParam(kind=type, name=T)", "default=Literal("]),
        ("template <class... Ts> void f(Ts &&...ts);", ["name=Ts, pack=True", "pack=True)])"]),
        ("template <template <class> class C> void f();", ["TemplateParam(kind=template, name=C, params=["]),
        ("template <typename T = int, typename = void> struct S;", ["default=TypeId("]),
        ("template <typename T::type V> void f();", ["typename=True"]),
        ("template <bool B = (N > 3)> void f();", ["default=Paren("]),
        ("template <> struct S<int> {};", ["Template(kind=specialise", "Name(id=S, args=["]),
        ("template <> __device__ int f<int>(int x) { return x; }", ["kind=specialise", "Name(id=f, args=["]),
        ("template <class T> struct S<T *> {};", ["Template(kind=primary", "Name(id=S, args=[TypeId("]),
        ("template struct S<int>;", ["Template(kind=instantiate"]),
        ("template __global__ void k<float>(float *);", ["Template(kind=instantiate", "qualifiers=[__global__]"]),
        ("extern template void f<int>(int);", ["kind=instantiate", "extern=True"]),
        (
            "template <class T> T S<T>::f() const { return T(0); }",
            ["ScopePart(id=S, args=[", "Call(callee=Name(id=T, kind=type)"],
        ),
        ("template <class T> S<T>::S(int a) : b(a) {}", ["inits=[", "specs=Specs()"]),
        ("template <class T> template <class U> void S<T>::f(U u) {}", ["item=Template("]),
        ("template <class T> using V = S<T>;", ["item=Alias(name=V"]),
        ("template <class T> constexpr bool v = S<T>::value;", ["item=Declaration("]),
        ("template <class T, std::enable_if_t<(sizeof(T) > 4), int> = 0> void f(T);", ["default=Literal("]),
        ("template <int N, int M> struct A<N, (N > M)> {};", ["Paren("]),
    ],
)
def test_templates(parse: Parse, text: str, parts: list[str]) -> None:
    found = items(parse, text)
    assert all(part in found for part in parts), found


def test_names_of_types_are_known_before_they_are_declared(parse: Parse) -> None:
    found = items(parse, "void f() { x = (A)-1; y = (B)-1; } typedef int A; struct B {};")
    assert found.count("Cast(") == 2


def test_nothing_is_reported(parse: Parse, sink: Sink) -> None:
    parse("__global__ void k(int *a) { a[threadIdx.x] = 1; }")
    assert not list(sink)
