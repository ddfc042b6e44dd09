"""Raw tokens: losslessness, kinds, directives, bracket partners."""

from __future__ import annotations

from pathlib import Path

import pytest

from unwarp.parser.source import Source
from unwarp.parser.tokens import BAD, RawTokens, tokenize, tokenize_fragment

TEXTS = [
    "",
    " ",
    "\n",
    "int a;\r\nint b;",
    "a\x1cb\x1f",
    "x /* never",
    '"abc\n"',
    "'a",
    'R"x( ")x" y',
    'u8R"(\n)" L"w" u\'c\'',
    "1'000u + 0x1p-3f + .5e+3 + 1.",
    "// a \\\nstill comment\nb",
    "/* a */ b /**/ c /***/",
    "#define F(x) #x \\\n  y // c\nint a;",
    '#include "x.cuh" /* two\nlines */\nint a;',
    "k<T><<<g,b>>>(x>>2, y>>=1, z<<=2)",
    "a = '\"'; b = \"'\"; c = '\\'';",
    "\ufeffint é = 3; \u00a0 \udc80",
    "x = .5e-3f;  /* # no */ # define A\r\nb",
    'printf("a\\\nb" PRIu64"c");',
    "a.*b->*c...d::e<=>f",
    "\\\n a \\ b",
    "#",
    "@ ` $x",
]


def joined(tokens: RawTokens) -> str:
    text = tokens.source.text
    parts = []
    for index in range(len(tokens)):
        begin, end = tokens.trivia(index)
        parts += [text[begin:end], tokens.texts[index]]
    begin, end = tokens.trivia(len(tokens))
    return "".join([*parts, text[begin:end]])


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_and_trivia_give_back_the_text(text: str) -> None:
    tokens = tokenize(Source("x.cu", text))
    assert joined(tokens) == text
    assert all(text.startswith(t, s) for t, s in zip(tokens.texts, tokens.starts, strict=True))


def test_corpus_round_trip(programs: list[Path]) -> None:
    assert programs
    for path in programs:
        source = Source.read(path)
        assert joined(tokenize(source)) == source.text


def kinds(text: str) -> list[tuple[str, str]]:
    tokens = tokenize(Source("x.cu", text))
    return list(zip(tokens.texts, tokens.kinds, strict=True))


def test_kinds() -> None:
    assert kinds("int x = 1'0.5f + 'c' \"s\";") == [
        ("int", "id"), ("x", "id"), ("=", "punct"), ("1'0.5f", "number"), ("+", "punct"), ("'c'", "char"),
        ('"s"', "string"), (";", "punct"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["/* x", '"x', "'x", "@", "\x1c", "\u00a0"])
def test_bad_tokens(text: str) -> None:
    assert kinds(text)[0][1] == BAD


def test_closing_angles_are_single_and_launches_are_one_token() -> None:
    texts = [text for text, _ in kinds("k<<<1, v<v<int>>>>>(x >> 2 >= 3)")]
    expected = ["k", "<<<", "1", ",", "v", "<", "v", "<", "int", *[">"] * 5]
    assert texts == [*expected, "(", "x", ">", ">", "2", ">=", "3", ")"]


def test_directives() -> None:
    text = 'a\n  # define X(y) y \\\n  + 1 // no\n/* #if 0 */ b\n#if X("#else")\r\n c\n#endif'
    tokens = tokenize(Source("x.cu", text))
    found = [(d.name, d.rest, d.first_token, text[d.start]) for d in tokens.directives]
    assert found == [
        ("define", " X(y) y \\\n  + 1 // no", 1, "#"),
        ("if", ' X("#else")', 2, "#"),
        ("endif", "", 3, "#"),
    ]


def test_fragment_offsets_and_hashes() -> None:
    source = Source("x.cu", "#define F(x) #x ## y /* c */ z\nint a;")
    directive = tokenize(source).directives[0]
    tokens = tokenize_fragment(source, directive.rest_start, directive.end)
    assert tokens.texts == ["F", "(", "x", ")", "#", "x", "##", "y", "z"]
    assert [source.text[s] for s in tokens.starts] == ["F", "(", "x", ")", "#", "x", "#", "y", "z"]


def test_mates() -> None:
    tokens = tokenize(Source("x.cu", "f(a[1], {2}) }"))
    pairs = {(i, m) for i, m in enumerate(tokens.mates) if m > i}
    assert pairs == {(1, 10), (3, 5), (7, 9)}
    assert tokens.mates[-1] == -1


def test_mates_of_arms_that_open_the_same_block() -> None:
    tokens = tokenize(Source("x.cu", "#if A\nif (a) {\n#else\nif (b) {\n#endif\nx;\n}\ny();"))
    first, second = (i for i, text in enumerate(tokens.texts) if text == "{")
    close = tokens.texts.index("}")
    assert tokens.mates[first] == close
    assert tokens.mates[close] == first
    assert tokens.mates[second] == -1
    assert tokens.mates[-2] == len(tokens) - 3


def test_lookups() -> None:
    tokens = tokenize(Source("x.cu", "  ab  cd"))
    assert [tokens.at(i) for i in range(8)] == [-1, -1, 0, 0, -1, -1, 1, 1]
    assert [tokens.after(i) for i in (0, 2, 3, 7)] == [0, 0, 1, 2]
