"""What unwarp tells the user about a place in their code. Owns the record and its sink; rules.py owns the
catalogue, the room ``reporting`` what is shown and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from .source import Span


class UserError(ValueError):
    """Something that the user gave and that is no code, such as a table or a configuration, cannot be used; the message
    says where it stands and what to do."""


class Severity(Enum):
    """How bad a diagnostic is: an ERROR marks something that was not converted."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Effort(Enum):
    """What it takes to mend the place by hand: minutes, hours, or another design."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of diagnostic. ``message`` and ``hint`` are ``str.format`` templates; codes never change meaning.

    For the catalogue: ``title`` names the kind without a place, ``about`` says why it is reported, ``before`` is code
    that provokes it, and ``after`` the same code mended, or ``remedy`` in words where no code can show it.
    """

    code: str
    severity: Severity
    message: str
    hint: str = ""
    effort: Effort = Effort.LOW
    title: str = ""
    about: str = ""
    before: str = ""
    after: str = ""
    remedy: str = ""
    once_by: tuple[str, ...] = ()  # the facts that make one cause of all places: it is reported at the first
    unreadable: bool = False  # the file is not CUDA C++ that can be read at all: exit status 2, no output

    @property
    def must_show(self) -> bool:
        """Whether it cannot be silenced: there is no output that could be right, or the fault is ours."""
        return self.unreadable or self.code.startswith("UW9")


@dataclass(frozen=True, slots=True)
class Note:
    """A second place, or a fact, that helps to understand a diagnostic."""

    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a diagnostic is not shown. ``kind`` says who silenced it: ``comment`` (in the code), ``option`` (of the
    command line), ``config`` or ``baseline``."""

    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A rule met at a place, with the facts that fill its message. ``level`` is the severity where it is another than
    the rule's own; a suppressed diagnostic is kept, so that it can be counted."""

    rule: Rule
    span: Span | None
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    level: Severity | None = None
    suppressed: Suppression | None = None

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> Severity:
        return self.level or self.rule.severity

    @property
    def message(self) -> str:
        return self.rule.message.format(**dict(self.facts))

    @property
    def hint(self) -> str:
        return self.rule.hint.format(**dict(self.facts))

    @property
    def failing(self) -> bool:
        """Whether it counts as an error of the run."""
        return self.severity is Severity.ERROR and self.suppressed is None

    @property
    def key(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """What makes two reports the same one."""
        once = self.rule.once_by
        if once:
            return self.rule.code, "", tuple(fact for fact in self.facts if fact[0] in once)
        return self.rule.code, str(self.span), self.facts

    def render(self) -> str:
        """The text without the source line: ``file:line:col: error: UWnnnn message``, and the hint."""
        place = f"{self.span}: " if self.span else ""
        hint = f"\n      = hint: {self.hint}" if self.hint else ""
        return f"{place}{self.severity.value}: {self.code} {self.message}{hint}"

    def mark(self) -> str:
        """A comment of C that marks the place in an output."""
        return f"/* {self.rule.code}: {self.message.replace('*/', '* /')} */"


@dataclass
class Sink:
    """Collects diagnostics in the order they are reported; the same rule at the same place is kept once."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _seen: set[tuple[str, str, tuple[tuple[str, str], ...]]] = field(default_factory=set)

    def report(self, rule: Rule, span: Span | None, **facts: str) -> None:
        self.add(Diagnostic(rule, span, tuple(sorted(facts.items()))))

    def add(self, diagnostic: Diagnostic) -> None:
        if diagnostic.key not in self._seen:
            self._seen.add(diagnostic.key)
            self.diagnostics.append(diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    @property
    def errors(self) -> int:
        return sum(d.failing for d in self.diagnostics)
