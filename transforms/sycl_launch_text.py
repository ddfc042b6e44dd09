"""The text of kernel launches as plain SYCL.

``k<<<grid, block>>>(a, n)`` becomes ``q.parallel_for(sycl::nd_range<1>(…), [=](sycl::nd_item<1> item) { k(item, a,
n); })``, in a ``q.submit`` with local accessors where the kernel has shared memory. The lambda captures names of the
function's own variables; every other argument is evaluated on the host, by an init-capture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..parser.tokens import CHAR, ID, NUMBER, RawTokens
from .edits import Edit, apply_range, on_one_line, with_lost_comments
from .hip_names import arguments
from .host_cuts import line_indent, statement_gap
from .host_scan import parameters
from .host_scope import find_declaration, function_around, in_plain_blocks
from .sycl_launches import PlainLaunch, Shape, variable_key
from .sycl_program import DYNAMIC, ITEM, SHARED, Program
from .sycl_ranges import Dimensions, RangeVariable
from .sycl_shared import shared_type
from .sycl_sites import Plan
from .sycl_sizes import count_of

WIDTH = 110
_WORDS = frozenset({"true", "false", "nullptr", "NULL"})


@dataclass(frozen=True)
class LaunchWriter:
    """Writes launches. ``edits`` are those of what stays of the text."""

    program: Program
    plan: Plan
    dims: Dimensions
    ranges: dict[str, RangeVariable]
    edits: Sequence[Edit]

    def _text(self, tokens: RawTokens, part: tuple[int, int]) -> str:
        return on_one_line(apply_range(tokens.source, self.edits, tokens.starts[part[0]], tokens.end(part[1] - 1)))

    def _dims(self, launch: PlainLaunch) -> int:
        return self.dims.of(self.program.key(launch.function))

    def variable(self, key: str, variable: RangeVariable) -> Iterator[Edit]:
        """The declaration of a range in the place of one of type ``dim3``."""
        tokens, dims = variable.tokens, self.dims.of_variable(key)
        extents = ", ".join(self._extents(tokens, variable.extents, dims))
        yield Edit(tokens.starts[variable.type], tokens.end(variable.type), f"sycl::range<{dims}>")
        yield Edit(tokens.starts[variable.begin], tokens.end(tokens.mates[variable.bracket]), f"({extents})")

    def launch(self, launch: PlainLaunch) -> Edit:
        tokens = launch.tokens
        start, end = launch.range
        indent = line_indent(tokens.source, start)
        captures, call = self._call(launch)
        item = self.program.item
        needs = self.program.of(launch.function)
        lambda_ = f"[{captures}](sycl::nd_item<{self._dims(launch)}>{' ' + item if ITEM in needs else ''})"
        if self.program.has_warps(launch.function):
            lambda_ += " [[sycl::reqd_sub_group_size(32)]]"
        shape = self._nd_range(launch)
        queue = self.plan.queue if launch.stream is None else self._text(tokens, launch.stream)
        single = ITEM not in needs and not ({SHARED, DYNAMIC} & set(needs)) and self._is_one(launch)
        if SHARED in needs or DYNAMIC in needs:
            text = self._submitted(launch, queue, shape, lambda_, call, indent)
        elif single:
            text = f"{queue}.single_task([{captures}] {{ {call}; }})"
        else:
            text = _broken(f"{queue}.parallel_for({shape},", f"{lambda_} {{ {call}; }})", f"{call};", indent)
        streams = self.plan.streams
        if streams is not None and launch.stream is None:
            before = [] if streams.idle(launch.launch.callee) else streams.wait_for_all(self.plan.each)
            text = statement_gap(tokens.source, start).join([*before, f"{text};", f"{queue}.wait()"])
        return Edit(start, end, with_lost_comments(tokens.source, start, end, text, indent))

    def _is_one(self, launch: PlainLaunch) -> bool:
        parts = [p for shape in (launch.grid, launch.block) for p in shape.extents]
        named = launch.grid.variable or launch.block.variable
        return not named and all(launch.tokens.texts[a:b] == ["1"] for a, b in parts)

    def _submitted(
        self, launch: PlainLaunch, queue: str, shape: str, lambda_: str, call: str, indent: str
    ) -> str:
        program, needs = self.program, self.program.of(launch.function)
        handler = handler_name(program)
        lines = [f"{queue}.submit([&](sycl::handler &{handler}) {{"]
        if SHARED in needs:
            kind = self._shared_type(launch)
            lines.append(f"    sycl::local_accessor<{kind}, 0> {program.shared}({handler});")
        if DYNAMIC in needs:
            kind, size = self._dynamic(launch)
            lines.append(f"    sycl::local_accessor<{kind}, 1> {program.dynamic}({size}, {handler});")
        lines.append(f"    {handler}.parallel_for({shape}, {lambda_} {{")
        if len(indent) + len(lines[-1]) > WIDTH:
            lines[-1:] = [
                f"    {handler}.parallel_for({shape},",
                f"        {lambda_} {{",
                f"            {call};",
                "        });",
                "})",
            ]
        else:
            lines += [f"        {call};", "    });", "})"]
        return ("\n" + indent).join(lines)

    def _dynamic(self, launch: PlainLaunch) -> tuple[str, str]:
        """The elements of the dynamic shared memory, and how many there are."""
        tokens, part = launch.tokens, launch.shared
        known = self.program.dynamic_types.get(self.program.key(launch.function))
        kind = known[0] if known is not None else "sycl::float4"  # 16 bytes: what CUDA aligns shared memory to at least
        if part is None:
            return kind, "0"
        count = count_of(tokens, part, kind, "", lambda p: self._text(tokens, p)) if known is not None else ""
        if count:
            return kind, count
        text = self._text(tokens, part)
        plain = all(c.isalnum() or c in "_ *+-()." for c in text)
        size, less = ("16", "15") if known is None else (f"sizeof({kind})", f"sizeof({kind}) - 1")
        return kind, f"({text if plain else f'({text})'} + {less}) / {size}"

    def _shared_type(self, launch: PlainLaunch) -> str:
        name = shared_type(self.program, launch.function)
        tokens = launch.tokens
        base, _, _ = name.partition("<")
        prefix = self._text(tokens, (launch.launch.callee, launch.name)) if launch.name > launch.launch.callee else ""
        given = self._text(tokens, (launch.name, launch.launch.opened)).partition("<")
        return prefix + base + (given[1] + given[2])

    def _call(self, launch: PlainLaunch) -> tuple[str, str]:
        """The captures of the lambda, and the call of the kernel in it."""
        tokens, program = launch.tokens, self.program
        given = arguments(tokens, launch.launch.bracket)
        params = parameters(launch.function.region.tokens, launch.function.declared.bracket)
        taken = {tokens.texts[i] for a, b in given for i in range(a, b) if tokens.texts[i - 1] not in (".", "->")} | {
            program.item,
            program.shared,
            program.dynamic,
        }
        captures, passed = ["="], []
        for need in program.of(launch.function):
            typed = program.key(launch.function) in program.dynamic_types
            dynamic = f"&{program.dynamic}[0]"
            dynamic = dynamic if typed else f"reinterpret_cast<char *>({dynamic})"
            passed.append({ITEM: program.item, SHARED: program.shared, DYNAMIC: dynamic}[need])
        for number, part in enumerate(given):
            text = self._text(tokens, part)
            if not self._captured(launch, part):
                name = params[number].name
                chosen = launch.function.region.tokens.texts[name] if name >= 0 else f"argument_{number + 1}"
                if tokens.texts[part[0] : part[1]] != [chosen]:
                    while chosen in taken:
                        chosen += "_"
                taken.add(chosen)
                captures.append(f"{chosen} = {text}")
                text = chosen
            passed.append(text)
        callee = self._text(tokens, (launch.launch.callee, launch.launch.opened))
        return ", ".join(captures), f"{callee}({', '.join(passed)})"

    def _captured(self, launch: PlainLaunch, part: tuple[int, int]) -> bool:
        """Whether an argument can be written in the lambda: a number, or a variable of the function."""
        tokens, (first, stop) = launch.tokens, part
        if stop == first + 2 and tokens.texts[first] == "-" and tokens.kinds[first + 1] == NUMBER:
            return True
        if stop != first + 1:
            return False
        if tokens.kinds[first] in (NUMBER, CHAR) or tokens.texts[first] in _WORDS:
            return True
        name = tokens.texts[first]
        if tokens.kinds[first] != ID or name in self.program.bodies:
            return False
        declared = find_declaration(tokens, first, name)
        around = function_around(tokens, first)
        plain = around is not None and in_plain_blocks(tokens, first, around.body)
        return plain and declared is not None and declared.automatic and not declared.arrays and not declared.reference

    # ------------------------------------------------------------------------------------------- ranges

    def _nd_range(self, launch: PlainLaunch) -> str:
        dims = self._dims(launch)
        head = f"sycl::nd_range<{dims}>"
        tokens = launch.tokens
        if dims == 1 and not launch.grid.variable and not launch.block.variable:
            (grid,), (block,) = launch.grid.extents, launch.block.extents
            text = self._text(tokens, grid)
            if text == "1":
                return f"{head}({self._text(tokens, block)}, {self._text(tokens, block)})"
            if not all(self._is_number(tokens, part) for part in (grid, block)):
                text = f"size_t({text})"  # the number of work-items may be larger than an int
            return f"{head}({text} * {self._operand(tokens, block)}, {self._text(tokens, block)})"
        block_text = self._range(launch, launch.block)
        return f"{head}({self._range(launch, launch.grid)} * {block_text}, {block_text})"

    def _is_number(self, tokens: RawTokens, part: tuple[int, int]) -> bool:
        """Whether an extent is a small number, by itself or by its name."""
        if part[1] != part[0] + 1:
            return False
        text = tokens.texts[part[0]]
        return tokens.kinds[part[0]] == NUMBER or text in self.program.constants or text in self.program.bodies

    def _operand(self, tokens: RawTokens, part: tuple[int, int]) -> str:
        text = self._text(tokens, part)
        simple = part[1] == part[0] + 1 or text.startswith("(") and tokens.mates[part[0]] == part[1] - 1
        return text if simple else f"({text})"

    def _range(self, launch: PlainLaunch, shape: Shape) -> str:
        if shape.variable:
            if variable_key(launch, shape) in self.ranges:
                return shape.variable
            return f"sycl::range<3>({', '.join(f'{shape.variable}.{m}' for m in 'zyx')})"
        dims = self._dims(launch)
        return f"sycl::range<{dims}>({', '.join(self._extents(launch.tokens, shape.extents, dims))})"

    def _extents(self, tokens: RawTokens, extents: Sequence[tuple[int, int]], dims: int) -> list[str]:
        """The extents in SYCL's order, x last."""
        texts = [self._text(tokens, part) for part in extents]
        texts += ["1"] * (dims - len(texts))
        return texts[::-1]


def handler_name(program: Program) -> str:
    """A name for the handler of a command group that the program does not use."""
    return next((n for n in ("h", "handler", "cgh") if n not in program.identifiers), program.fresh("h_"))


def _broken(head: str, lambda_: str, call: str, indent: str) -> str:
    """A launch on one line, or on several where it is too long."""
    if len(indent) + len(head) + 1 + len(lambda_) <= WIDTH - 1:
        return f"{head} {lambda_}"
    opened = lambda_[: lambda_.index(call) - 1]
    if len(indent) + len(head) + 1 + len(opened) <= WIDTH:
        return f"{head} {opened}\n{indent}    {call}\n{indent}}})"
    return f"{head}\n{indent}    {opened}\n{indent}        {call}\n{indent}    }})"
