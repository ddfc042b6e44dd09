"""Which diagnostics are shown, and how severe they are: by options, by configuration, and by path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..parser.diagnostics import Diagnostic, Severity, Suppression
from .codes import longest


@dataclass(frozen=True, slots=True)
class PathRule:
    """Codes that are not shown for some files. ``matches`` takes the path of a file."""

    matches: Callable[[str], bool]
    ignore: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What to show. ``select``, ``ignore`` and the keys of ``levels`` are codes or beginnings of codes; where several
    fit, the longest has the word, and of equals ``ignore``. ``kind`` says where ``select`` and ``ignore`` come from."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, Severity] = field(default_factory=dict)
    per_path: tuple[PathRule, ...] = ()
    kind: str = "option"

    def without_choice(self) -> Policy:
        """The policy without ``select`` and ``ignore``, over which another has the word."""
        return replace(self, select=(), ignore=())

    def apply(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics with their severities, and suppressed where they are not to be shown. What makes a file
        unreadable, and faults of unwarp, are shown always."""
        return [self._judge(diagnostic) for diagnostic in diagnostics]

    def _judge(self, diagnostic: Diagnostic) -> Diagnostic:
        rule = diagnostic.rule
        if rule.must_show or diagnostic.suppressed is not None:
            return diagnostic
        chosen = max(self.levels, key=lambda p: len(p) if rule.code.startswith(p) else -1, default="")
        if chosen and rule.code.startswith(chosen):
            diagnostic = replace(diagnostic, level=self.levels[chosen])
        ignored, selected = longest(rule.code, self.ignore), longest(rule.code, self.select)
        if ignored >= 0 and ignored >= selected:
            return replace(diagnostic, suppressed=Suppression(self.kind, "ignored"))
        if self.select and selected < 0:
            return replace(diagnostic, suppressed=Suppression(self.kind, "not selected"))
        if diagnostic.span is not None:
            for path_rule in self.per_path:
                if longest(rule.code, path_rule.ignore) >= 0 and path_rule.matches(diagnostic.span.source.path):
                    reason = path_rule.reason or "ignored for this path"
                    return replace(diagnostic, suppressed=Suppression("config", reason))
        return diagnostic
