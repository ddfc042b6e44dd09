"""The host stubs of kernels: heads in which everything has a name, and bodies that hand the launch to the façade."""

from __future__ import annotations

from ..parser.tokens import RawTokens
from .edits import Edit
from .host_scan import PLACES, Declared, Parameter, parameters, template_parameters


def name_parameters(tokens: RawTokens, declared: Declared) -> list[Edit]:
    """Edits that give names to a kernel's parameters and template parameters that have none."""
    edits: list[Edit] = []
    for number, parameter in enumerate(parameters(tokens, declared.bracket)):
        if parameter.name < 0:
            edits.append(_named(tokens, parameter, f"uw_{number}"))
    for head in declared.heads:
        for number, parameter in enumerate(template_parameters(tokens, head)):
            if parameter.name < 0:
                edits.append(_named(tokens, parameter, f"uw_t{number}"))
    return edits


def _named(tokens: RawTokens, parameter: Parameter, name: str) -> Edit:
    """The name goes behind the type, or into the brackets of a pointer to a function or before those of an array."""
    place = parameter.stop - 1
    for index in range(parameter.first, parameter.stop):
        if tokens.texts[index] == "(" and tokens.texts[index + 1] in ("*", "&"):
            offset = tokens.end(index + 1)
            return Edit(offset, offset, name)
        if tokens.texts[index] == "[":
            place = index - 1
            break
    offset = tokens.end(place)
    return Edit(offset, offset, f" {name}")


def stub_body(tokens: RawTokens, declared: Declared, overloaded: bool, indent: str | None) -> str:
    """The body of a kernel's stub. ``indent`` is that of the kernel's first line, None for a body on one line;
    ``overloaded``: the kernel's name alone does not say which function it is."""
    given = parameters(tokens, declared.bracket)
    names = [_text(tokens, p.name, p.name + 1) if p.name >= 0 else f"uw_{i}" for i, p in enumerate(given)]
    array = "uw_args" if "args" in names else "args"
    address = f"(const void *){_cast(tokens, declared, given) if overloaded else ''}&{_name(tokens, declared)}"
    lines = []
    if not given:
        lines.append(f"uwLaunchStub({address}, nullptr, 0);")
    else:
        values = []
        for parameter, name in zip(given, names, strict=True):
            if is_reference(tokens, parameter):  # the kernel takes a pointer to what is referred to
                lines.append(f"void *uw_at_{name} = (void *)&{name};")
                name = f"uw_at_{name}"
                values.append(f"&{name}")
            else:
                values.append(_address(tokens, parameter, name))
        if given[-1].pack:
            values.append("nullptr")
            fixed = f"{len(given) - 1} + " if len(given) > 1 else ""
            count = f"{fixed}sizeof...({names[-1]})"
        else:
            count = str(len(given))
        lines.append(f"void *{array}[] = {{{', '.join(values)}}};")
        lines.append(f"uwLaunchStub({address}, {array}, {count});")
    if indent is None:
        return "{ " + " ".join(lines) + " }"
    return "{\n" + "".join(f"{indent}    {line}\n" for line in lines) + indent + "}"


def is_reference(tokens: RawTokens, parameter: Parameter) -> bool:
    """Whether a parameter is a reference: ``&`` stands before its name."""
    end = parameter.name if parameter.name >= 0 else parameter.stop
    return end > parameter.first and tokens.texts[end - 1] in ("&", "&&") and not parameter.pack


def _address(tokens: RawTokens, parameter: Parameter, name: str) -> str:
    """A parameter's address as a ``void *``: one that is const, volatile or restrict itself needs a cast."""
    stop = parameter.name if parameter.name >= 0 else parameter.stop
    words = tokens.texts[parameter.first : stop]
    if "*" in words:  # what stands behind the last asterisk qualifies the parameter, what stands before its target
        behind = words[len(words) - words[::-1].index("*") :]
        qualified = any(word.isidentifier() for word in behind)
    else:
        qualified = "const" in words or "volatile" in words
    address = f"(void *)&{name}" if qualified else f"&{name}"
    return address + "..." if parameter.pack else address


def _name(tokens: RawTokens, declared: Declared) -> str:
    """The kernel's name with its template arguments."""
    first, stop = declared.name
    name = _text(tokens, first, stop)
    arguments = [
        (_text(tokens, p.name, p.name + 1) if p.name >= 0 else f"uw_t{i}") + ("..." if p.pack else "")
        for head in declared.heads[-1:]
        for i, p in enumerate(template_parameters(tokens, head))
    ]
    return f"{name}<{', '.join(arguments)}>" if arguments and not name.endswith(">") else name


def _cast(tokens: RawTokens, declared: Declared, given: list[Parameter]) -> str:
    """A cast to the kernel's own pointer type, which chooses it from its overloads."""
    return f"(void (*)({', '.join(_text(tokens, p.first, p.stop) for p in given)}))"


def _text(tokens: RawTokens, first: int, stop: int) -> str:
    """Some tokens on one line, spaced as in the source, without comments and qualifiers."""
    parts: list[str] = []
    for index in range(first, stop):
        if tokens.texts[index] in PLACES:
            continue
        begin, end = tokens.trivia(index)
        parts.append(" " if parts and end > begin else "")
        parts.append(tokens.texts[index])
    return "".join(parts)
