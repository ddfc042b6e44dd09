"""Host code followed as far as it decides which kernel instances the program can launch.

Host functions are walked with their local scopes; calls of host templates and methods of class template instances are
followed with their arguments. What host code alone knows (a std::vector) has an unknown type, which only matters
where a kernel's template argument would be deduced from it. """

from __future__ import annotations

from collections.abc import Sequence

from ...parser import ctree as c
from ...parser import nodes as n
from ...parser import rules
from ...parser.semantics import types as ty
from ...parser.semantics.classes import ClassInstance
from ...parser.semantics.declarators import core, core_name, function_declarator, introduces
from ...parser.semantics.model import bind
from ...parser.semantics.refusal import Refusal
from ...parser.semantics.scope import (
    ArgumentBinding,
    ClassEntity,
    Constant,
    FunctionEntity,
    Pack,
    Scope,
    TemplateArgument,
    Variable,
    flatten,
)
from .body import Body
from .calls import find_methods
from .expressions import lower, lower_operand
from .lambdas import closure
from .overloads import choose, deduce
from .program import FunctionInstance, Program, replace_auto
from .values import Braces, Operand, Value

_MAX_INSTANCES = 4000


class HostWalk:
    """Follows host code; ``kernels`` collects the instances that are launched or whose address is taken."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.kernels: dict[FunctionInstance, None] = {}
        self._queue: list[tuple[FunctionEntity, Scope, tuple[ty.Type, ...]]] = []
        self._seen: set[object] = set()
        self._generic: dict[n.Lambda, Body] = {}  # lambdas with auto parameters, whose calls have not been met
        self._this: dict[ClassInstance, Value | None] = {}  # of lambdas: `this` where they stand
        self._classes: set[object] = set()

    def walk_unit(self, items: Sequence[n.Item]) -> None:
        """Follow everything that is not a template, and what it reaches."""
        for entity in self.program.sem.functions:
            if entity.params is None and not entity.prelude and (entity.host or not entity.device):
                self.enqueue(entity, ())
        self._namespace_items(items, self.program.sem.root)
        while (self._queue or self._generic) and len(self._seen) < _MAX_INSTANCES:
            if self._queue:
                self._walk_function(*self._queue.pop())
            else:
                node, body = self._generic.popitem()
                self._lambda_body(body, node)

    def _namespace_items(self, items: Sequence[n.Item], scope: Scope) -> None:
        """Classes without template parameters, initialisers at file scope, explicit instantiations."""
        for item in items:
            match item:
                case n.Namespace():
                    inner = scope
                    for name in item.names or ("",):
                        found = [e for e in inner.names.get(name, ()) if hasattr(e, "scope")]
                        inner = found[0].scope if found else inner
                    self._namespace_items(item.items, inner)
                case n.Linkage():
                    self._namespace_items(item.items, scope)
                case n.Declaration():
                    self._file_declaration(item, scope)
                case n.Template() if item.kind == "instantiate":
                    self._explicit_instantiation(item.item, scope)
                case n.MacroItem() | n.Opaque() | n.Function() | n.Template():
                    pass
                case _:
                    pass

    def _file_declaration(self, item: n.Declaration, scope: Scope) -> None:
        if isinstance(item.specs.type, n.Class) and item.specs.type.name is not None and item.specs.type.members:
            for entity in scope.names.get(item.specs.type.name.id, ()):
                if isinstance(entity, ClassEntity) and entity.params is None:
                    self._class_instance(ty.ClassT(self.program.sem.instantiate(entity, ())))
        for entry in item.entries:
            if entry.init is not None:
                self._visit(Body(self.program, scope, unevaluated=True), entry.init)

    def _explicit_instantiation(self, item: n.Item, scope: Scope) -> None:
        """``template __global__ void k<float>(float *);``"""
        if not isinstance(item, n.Declaration) or not item.entries:
            return
        declarator = item.entries[0].declarator
        name, function = core_name(declarator), function_declarator(declarator)
        if name is None or function is None:
            return
        body = Body(self.program, scope, unevaluated=True)
        try:
            for entity in self.program.sem.lookup(name, scope):
                if isinstance(entity, FunctionEntity) and entity.params is not None:
                    operands: list[Operand] = [
                        Value(
                            c.Lit("0", c.INT),
                            ty.strip_ref(self.program.sem.declared(p.specs, p.declarator, scope)),
                            True,
                        )
                        for p in function.params
                    ]
                    primary = function_declarator(entity.declarator)
                    assert primary is not None
                    arguments = deduce(body, entity, primary, name.args or (), operands, item)
                    if arguments is not None:
                        self._reached(entity, arguments)
        except Refusal:
            return

    # ------------------------------------------------------------------------------------------ reaching

    def enqueue(self, entity: FunctionEntity, arguments: tuple[TemplateArgument, ...]) -> None:
        """Walk a host function with these template arguments, once."""
        key = (entity, arguments)
        if key in self._seen or entity.definition is None:
            return
        self._seen.add(key)
        scope = Scope(entity.scope, "template", entity.scope.qualified)
        if entity.params is not None:
            bind(scope, entity.params, dict(zip((p.name or "" for p in entity.params), arguments, strict=False)))
        self._queue.append((entity, scope, ()))

    def _reached(self, entity: FunctionEntity, arguments: tuple[TemplateArgument, ...]) -> None:
        if entity.kernel:
            self.kernels[self.program.instance(entity, arguments)] = None
        elif not entity.prelude and (entity.host or not entity.device):
            self.enqueue(entity, arguments)

    def _class_instance(self, t: ty.Type) -> None:
        """Walk the methods of a class that host code uses."""
        bare = ty.unqualified(ty.strip_ref(t))
        while isinstance(bare, ty.Ptr | ty.Arr):
            bare = ty.unqualified(bare.target if isinstance(bare, ty.Ptr) else bare.element)
        if not isinstance(bare, ty.ClassT) or bare.instance in self._classes or bare.instance in self._this:
            return
        instance = bare.instance
        self._classes.add(instance)
        try:
            self.program.sem.complete(instance)
        except Refusal:
            return
        methods = [e for names in instance.scope.names.values() for e in names if isinstance(e, FunctionEntity)]
        for entity in (*methods, *instance.constructors, *([instance.destructor] if instance.destructor else [])):
            if entity.params is None and not entity.prelude:
                self.enqueue(entity, ())
        for item in instance.fields:
            self._class_instance(item.type)

    # ------------------------------------------------------------------------------------------ walking

    def _walk_function(self, entity: FunctionEntity, scope: Scope, autos: tuple[ty.Type, ...]) -> None:
        body = Body(self.program, Scope(scope, "function", scope.qualified), unevaluated=True)
        if entity.owner is not None and not entity.static:
            record = c.Record(entity.owner.record)
            this = c.Unary("*", c.Var(c.CVar("this", c.Pointer(record), "param"), c.Pointer(record)), record)
            body.this = self._this.get(entity.owner, Value(this, ty.ClassT(entity.owner), True))
        function = function_declarator(entity.declarator)
        given = list(autos)
        for param in function.params if function is not None else ():
            self._declare_param(body, param, given)
        assert entity.definition is not None
        for init in entity.definition.inits:
            self._visit(body, init.init)
        if entity.definition.body is not None:
            self._visit(body, entity.definition.body)

    def _declare_param(self, body: Body, param: n.Param, autos: list[ty.Type]) -> None:
        made = self._type(body, param.specs, param.declarator)
        if isinstance(param.specs.type, n.Auto) and autos:
            made = replace_auto(made, autos.pop(0))
        name = core_name(param.declarator)
        if name is not None:
            self._declare(body, name.id, made)

    def _type(self, body: Body, specs: n.Specs, declarator: n.Declarator) -> ty.Type:
        try:
            made = self.program.sem.declared(specs, declarator, body.scope)
        except Refusal:
            return ty.Unknown()
        self._class_instance(made)
        return made

    def _declare(self, body: Body, name: str, t: ty.Type, constant: int | float | None = None) -> None:
        bare = ty.strip_ref(t)
        try:
            var = c.CVar(name, self.program.ctype(bare))
        except (Refusal, ValueError):
            var = c.CVar(name, c.INT)
        body.scope.names[name] = [Variable(name, bare, c.Var(var, var.type), constant)]

    def _visit(self, body: Body, node: n.Node) -> None:
        match node:
            case n.Block() | n.For() | n.If() | n.While() | n.Switch():
                with body.nested():
                    for child in n.children(node):
                        self._visit(body, child)
            case n.RangeFor():
                with body.nested():
                    self._visit(body, node.range)
                    self._declare_each(body, node)
                    self._visit(body, node.body)
            case n.DeclStmt():
                self._local(body, node.item)
            case n.Launch():
                self._launch(body, node)
            case n.Lambda():
                self._lambda(body, node)
            case n.Call():
                for child in (node.callee, *node.args):
                    self._visit(body, child)
                self._call(body, node)
            case n.Name():
                self._name(body, node)
            case _:
                for child in n.children(node):
                    self._visit(body, child)

    def _declare_each(self, body: Body, node: n.RangeFor) -> None:
        inner = core(node.declarator)
        if isinstance(inner, n.Binding):
            for name in inner.names:
                self._declare(body, name, ty.Unknown())
            return
        name_node = core_name(node.declarator)
        if name_node is not None:
            self._declare(body, name_node.id, self._known(self._type(body, node.specs, node.declarator)))

    def _known(self, t: ty.Type) -> ty.Type:
        return ty.Unknown() if ty.contains_unknown(t) else t

    def _local(self, body: Body, item: n.Item) -> None:
        if not isinstance(item, n.Declaration):
            self.program.sem.declare_items([item], body.scope)
            return
        specs = item.specs
        if introduces(item) or "typedef" in specs.storage:
            self.program.sem.declare_items([item if "typedef" in specs.storage else n.Declaration(
                first=item.first, last=item.last, specs=specs, entries=())], body.scope)  # fmt: skip
            if "typedef" in specs.storage:
                return
        for entry in item.entries:
            if entry.init is not None:
                self._visit(body, entry.init)
            self._local_entry(body, specs, entry)

    def _local_entry(self, body: Body, specs: n.Specs, entry: n.Entry) -> None:
        inner = core(entry.declarator)
        if isinstance(inner, n.Binding):
            for name in inner.names:
                self._declare(body, name, ty.Unknown())
            return
        name_node = core_name(entry.declarator)
        if name_node is None or function_declarator(entry.declarator) is not None:
            return
        t = self._type(body, specs, entry.declarator)
        value = self._initial(body, entry)
        if ty.contains_unknown(t) and value is not None:
            t = replace_auto(t, value.type if isinstance(t, ty.Ref) else ty.decay(value.type))
        constant = None
        if ty.is_const(t) and entry.init is not None and len(entry.init.values) == 1:
            first = entry.init.values[0]
            if not isinstance(first, n.InitList | n.TypeId | n.Designated):
                constant = self.program.evaluate(first, body.scope)
        self._class_instance(t)
        self._declare(body, name_node.id, t, constant)

    def _initial(self, body: Body, entry: n.Entry) -> Value | None:
        if entry.init is None or len(entry.init.values) != 1:
            return None
        try:
            value = lower_operand(body, entry.init.values[0])
        except (Refusal, ValueError, AssertionError):
            return None
        return value if isinstance(value, Value) else None

    def _lambda(self, body: Body, node: n.Lambda) -> None:
        """A lambda where it stands. What it does is known then, unless its parameters' types come from the calls."""
        try:
            made = ty.unqualified(closure(body, node).type)
        except (Refusal, ValueError):
            made = ty.Unknown()
        if isinstance(made, ty.ClassT):
            self._this[made.instance] = body.this
        params = node.params.params if node.params is not None else ()
        if node.template_params or any(isinstance(p.specs.type, n.Auto) for p in params):
            inner = Body(self.program, body.scope, unevaluated=True, this=body.this)
            self._generic[node] = inner
        else:
            self._lambda_body(body, node)

    def _lambda_body(self, body: Body, node: n.Lambda) -> None:
        with body.nested():
            for param in node.params.params if node.params is not None else ():
                name = core_name(param.declarator)
                if name is not None:
                    self._declare(body, name.id, self._known(self._type(body, param.specs, param.declarator)))
            self._visit(body, node.body)

    # ------------------------------------------------------------------------------------------ launches and calls

    def _operands(self, body: Body, args: Sequence[n.Node]) -> list[Operand]:
        out: list[Operand] = []
        for arg in args:
            if isinstance(arg, n.Pack):
                out += self._pack(body, arg)
                continue
            try:
                out.append(lower_operand(body, arg))
            except (Refusal, ValueError, AssertionError):
                out.append(Value(c.Lit("0", c.INT), ty.Unknown(), True))
        return out

    def _pack(self, body: Body, arg: n.Pack) -> list[Operand]:
        """Arguments expanded from a host function's parameter pack: values of the pack's types."""
        for inner in n.walk(arg.pattern):
            if isinstance(inner, n.Name):
                variable = body.local(inner.id)
                if variable is None:
                    continue
                pack = variable.type if isinstance(variable.type, ty.Fn) else None
                if pack is not None:
                    return [Value(c.Lit("0", c.INT), t, True) for t in pack.params]
        return []

    def _launch(self, body: Body, node: n.Launch) -> None:
        for part in (*node.config, *node.args):
            self._visit(body, part)
        callee = node.callee
        while isinstance(callee, n.Paren):
            callee = callee.inner
        if not isinstance(callee, n.Name):
            self._visit(body, callee)
            return
        try:
            entities = self._functions(body, callee)
        except Refusal:
            entities = []
        kernels = [e for e in entities if e.kernel]
        if not kernels:
            return
        if all(k.params is None for k in kernels):
            return
        operands = self._operands(body, node.args)
        self._resolve_launch(body, callee, kernels, operands)

    def _functions(self, body: Body, name: n.Name) -> list[FunctionEntity]:
        out: list[FunctionEntity] = []
        for entity in self.program.sem.lookup(name, body.scope):
            if isinstance(entity, FunctionEntity):
                out.append(entity)
            elif isinstance(entity, ArgumentBinding) and isinstance(entity.argument, FunctionEntity):
                out.append(entity.argument)
        return out

    def _resolve_launch(
        self, body: Body, callee: n.Name, kernels: list[FunctionEntity], operands: list[Operand]
    ) -> None:
        if not any(isinstance(o, Value) and ty.contains_unknown(o.type) for o in operands):
            choice = choose(body, kernels, None, callee.args, operands, None, callee)
            if choice is not None and choice.instance is not None:
                if choice.template:
                    self.kernels[choice.instance] = None
                return
        for entity in kernels:
            function = function_declarator(entity.declarator)
            if entity.params is None or function is None:
                continue
            try:
                arguments = deduce(body, entity, function, callee.args or (), operands, callee)
            except Refusal as refusal:
                if refusal.rule is rules.NOT_CONSTANT:
                    self.program.refuse(refusal)
                    return
                continue
            if arguments is not None and not _unknown(arguments):
                self.kernels[self.program.instance(entity, arguments)] = None
                return
        self.program.refuse(Refusal(rules.UNKNOWN_INSTANCE, callee, name=callee.id))

    def _call(self, body: Body, node: n.Call) -> None:
        callee = node.callee
        while isinstance(callee, n.Paren):
            callee = callee.inner
        try:
            if isinstance(callee, n.MemberAccess):
                self._method(body, node, callee)
                return
            if not isinstance(callee, n.Name):
                return
            variable = body.local(callee.id) if not callee.scope else None
            if variable is not None:
                self._call_lambda(variable.type, self._operands(body, node.args))
                return
            entities = self._functions(body, callee)
            if not entities or all(e.params is None for e in entities):
                return
            operands = self._operands(body, node.args)
            self._follow(body, callee, entities, operands)
        except (Refusal, ValueError, AssertionError):
            return

    def _call_lambda(self, t: ty.Type, operands: list[Operand]) -> None:
        """A call of a lambda with parameters of type auto: its body with the types of the arguments."""
        bare = ty.unqualified(t)
        if not isinstance(bare, ty.ClassT) or bare.instance not in self._this:
            return
        entity = find_methods(bare.instance, "operator()")[0]
        function = function_declarator(entity.declarator)
        assert function is not None and entity.definition is not None
        if entity.params is not None:
            return
        autos = tuple(
            ty.decay(operand.type)
            for param, operand in zip(function.params, operands, strict=False)
            if isinstance(param.specs.type, n.Auto) and isinstance(operand, Value)
        )
        for node in [node for node in self._generic if node.body is entity.definition.body]:
            del self._generic[node]
        if autos and (entity, autos) not in self._seen:
            self._seen.add((entity, autos))
            self._queue.append((entity, Scope(entity.scope, "template", entity.scope.qualified), autos))

    def _follow(self, body: Body, name: n.Name, entities: list[FunctionEntity], operands: list[Operand]) -> None:
        if not any(isinstance(o, Value) and ty.contains_unknown(o.type) for o in operands):
            choice = choose(body, entities, None, name.args, operands, body.this, name)
            if choice is not None and choice.instance is not None:
                self._reached(choice.instance.entity, choice.instance.arguments)
                return
        for entity in entities:
            function = function_declarator(entity.declarator)
            if entity.params is None or function is None:
                continue
            try:
                arguments = deduce(body, entity, function, name.args or (), operands, name)
            except Refusal:
                continue
            if arguments is not None:
                self._reached(entity, arguments)

    def _method(self, body: Body, node: n.Call, callee: n.MemberAccess) -> None:
        base = lower(body, callee.base)
        bare = ty.unqualified(base.type)
        if callee.arrow and isinstance(ty.decay(bare), ty.Ptr):
            pointer = ty.decay(bare)
            assert isinstance(pointer, ty.Ptr)
            bare = ty.unqualified(pointer.target)
        if not isinstance(bare, ty.ClassT):
            return
        self._class_instance(bare)
        methods = [m for m in find_methods(bare.instance, callee.name.id) if m.params is not None]
        if methods:
            self._follow(body, callee.name, methods, self._operands(body, node.args))

    def _name(self, body: Body, node: n.Name) -> None:
        """A kernel named with its template arguments outside of a launch: its address may be launched later."""
        for arg in node.args or ():
            self._visit(body, arg)
        if node.args is None:
            return
        try:
            for entity in self._functions(body, node):
                if entity.kernel and entity.params is not None:
                    arguments = self.program.sem.arguments(entity.params, node.args, body.scope, entity.scope, node)
                    self.kernels[self.program.instance(entity, arguments)] = None
        except Refusal:
            return


def _unknown(arguments: tuple[TemplateArgument, ...]) -> bool:
    """Whether a template argument is a type that only host code knows."""
    known = (Constant, ClassEntity, FunctionEntity, Pack)
    return any(not isinstance(a, known) and ty.contains_unknown(a) for a in flatten(arguments))


__all__ = ["Braces", "HostWalk", "Pack"]
