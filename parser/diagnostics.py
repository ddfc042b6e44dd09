"""What unwarp tells the user about a place in their code. Owns the record, its sink and its console text; rules.py owns
the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from .source import Span


class Severity(Enum):
    """How bad a diagnostic is: an ERROR marks something that was not converted."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of diagnostic. ``message`` and ``hint`` are ``str.format`` templates; codes never change meaning."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    unreadable: bool = False  # the file is not CUDA C++ that can be read at all: exit status 2, no output


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A rule met at a place, with the facts that fill its message."""

    rule: Rule
    span: Span | None
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        return self.rule.message.format(**dict(self.facts))

    @property
    def hint(self) -> str:
        return self.rule.hint.format(**dict(self.facts))

    def mark(self) -> str:
        """A comment of C that marks the place in an output."""
        return f"/* {self.rule.code}: {self.message.replace('*/', '* /')} */"

    def render(self) -> str:
        """The console text: ``file:line:col: error: UWnnnn message``, the line, a caret range and the hint."""
        place = f"{self.span}: " if self.span else ""
        lines = [f"{place}{self.rule.severity.value}: {self.rule.code} {self.message}"]
        if self.span:
            number, column = self.span.source.line_column(self.span.start)
            text = self.span.source.line_text(number).expandtabs(1)
            width = max(1, min(self.span.end - self.span.start, len(text) - column + 1))
            gutter = f"{number:>5} | "
            lines.append(gutter + text)
            lines.append(" " * (len(gutter) - 2) + "| " + " " * (column - 1) + "^" + "~" * (width - 1))
        if self.hint:
            lines.append(f"      = hint: {self.hint}")
        return "\n".join(lines)


@dataclass
class Sink:
    """Collects diagnostics in the order they are reported; the same rule at the same place is kept once."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, str, tuple[tuple[str, str], ...]]] = field(default_factory=set)

    def report(self, rule: Rule, span: Span | None, **facts: str) -> None:
        diagnostic = Diagnostic(rule, span, tuple(sorted(facts.items())))
        key = (rule.code, str(span), diagnostic.facts)
        if key not in self._seen:
            self._seen.add(key)
            self.diagnostics.append(diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    @property
    def errors(self) -> int:
        return sum(d.rule.severity is Severity.ERROR for d in self.diagnostics)
