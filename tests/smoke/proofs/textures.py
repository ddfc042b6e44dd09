"""Proofs of textures and surfaces against the CUDA programming guide's chapter on texture fetching: which texel a place
leads to, what lies beyond the edge, how the linear filter mixes, and which element of a surface an access reaches."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from unwarp.transforms.tables import Target, load

from .case import Case, Memory, targets_of
from .memory import PARTS, same
from .texels import SUPPORT

W, H, D = 8, 6, 4  # texels of an array
POINTS = 48
ROOM = W * H * D * 16  # bytes of the texels of a type
BORDER = (0.25, -0.5, 0.75, 1.0)
WRAP, CLAMP, MIRROR, EDGE = range(4)


@dataclass(frozen=True)
class Format:
    """Texels as they lie in memory, and the type they are read as."""

    reads: str  # of CUDA
    code: str  # of a channel, for NumPy
    channels: int
    scaled: bool = False  # integers are read as parts of one

    @property
    def kind(self) -> int:
        return "iuf".index(self.code[0])

    @property
    def size(self) -> int:
        return int(self.code[1]) * self.channels

    @property
    def text(self) -> str:
        return f"{{{int(self.code[1]) * 8}, {self.channels}, {self.kind}}}"

    def texels(self, seed: int, shape: tuple[int, ...] = (D, H, W)) -> np.ndarray:
        random = np.random.default_rng(seed)
        count = math.prod(shape) * self.channels
        if self.code[0] == "f":
            return random.normal(0, 8, count).astype(self.code).reshape(*shape, self.channels)
        return np.frombuffer(random.bytes(count * int(self.code[1])), self.code).reshape(*shape, self.channels)

    def read(self, texel: np.ndarray) -> np.ndarray:
        """The channels of a texel as double, read as floats between -1 and 1 where it is ``scaled``."""
        if not self.scaled:
            return texel.astype(np.float64)
        most = float(np.iinfo(np.dtype(self.code)).max)
        return np.maximum(texel.astype(np.float64) / most, -1.0)


FORMATS = [
    *(Format(stem if lanes == 1 else f"{stem}{lanes}", PARTS[part][1], lanes)
      for stem, part in (("char", "char"), ("uchar", "uchar"), ("short", "short"), ("ushort", "ushort"), ("int", "int"),
                         ("uint", "uint"), ("float", "float")) for lanes in (1, 2, 4)),
]  # fmt: skip
SCALARS = {"uchar": "unsigned char", "ushort": "unsigned short", "uint": "unsigned int"}
FORMATS = [Format(SCALARS.get(f.reads, f.reads), f.code, f.channels) for f in FORMATS]
CONVERTED = [
    Format("float", "f2", 1), Format("float2", "f2", 2), Format("float4", "f2", 4), Format("float", "u1", 1, True),
    Format("float2", "i2", 2, True), Format("float4", "i1", 4, True),
]  # fmt: skip


@dataclass(frozen=True)
class Fetch:
    """A function that reads textures: how many coordinates it takes, whether a layer, and what follows them."""

    name: str
    dimensions: int
    layered: bool = False
    tail: str = ""

    @property
    def arguments(self) -> str:
        given = [f"p[{k}]" for k in range(self.dimensions)] + (["(int)p[3]"] if self.layered else [])
        return ", ".join(given) + self.tail

    @property
    def extent(self) -> tuple[int, int, int]:
        """As cudaMalloc3DArray takes it."""
        depth = D if self.layered or self.dimensions == 3 else 0
        return W, (H if self.dimensions > 1 else 0), depth

    @property
    def shape(self) -> tuple[int, int, int]:
        w, h, d = self.extent
        return max(d, 1), max(h, 1), w


PAIR, FOUR = "make_float2(0.0f, 0.0f)", "make_float4(0.0f, 0.0f, 0.0f, 0.0f)"
FETCHES = [
    Fetch("tex1D", 1), Fetch("tex2D", 2), Fetch("tex3D", 3), Fetch("tex1DLayered", 1, True),
    Fetch("tex2DLayered", 2, True), Fetch("tex1DLod", 1, False, ", 0.0f"), Fetch("tex2DLod", 2, False, ", 0.0f"),
    Fetch("tex3DLod", 3, False, ", 0.0f"), Fetch("tex1DLayeredLod", 1, True, ", 0.0f"),
    Fetch("tex2DLayeredLod", 2, True, ", 0.0f"), Fetch("tex1DGrad", 1, False, ", 0.0f, 0.0f"),
    Fetch("tex2DGrad", 2, False, f", {PAIR}, {PAIR}"), Fetch("tex3DGrad", 3, False, f", {FOUR}, {FOUR}"),
    Fetch("tex1DLayeredGrad", 1, True, ", 0.0f, 0.0f"), Fetch("tex2DLayeredGrad", 2, True, f", {PAIR}, {PAIR}"),
]  # fmt: skip


# ------------------------------------------------------------------------------------------------ the model


@dataclass(frozen=True)
class How:
    """A texture's description."""

    linear: bool = False
    normalized: bool = False
    address: tuple[int, int, int] = (CLAMP, CLAMP, CLAMP)

    def text(self, scaled: bool) -> str:
        border = ", ".join(f"{b}f" for b in BORDER)
        address = ", ".join(map(str, self.address))
        return f"{{{int(self.linear)}, {int(scaled)}, {int(self.normalized)}, {{{address}}}, {{{border}}}}}"


def index(mode: int, i: int, n: int) -> int | None:
    """The texel in the place of the i-th of n; None for the border."""
    if 0 <= i < n:
        return i
    if mode == CLAMP:
        return 0 if i < 0 else n - 1
    if mode == EDGE:
        return None
    if mode == WRAP:
        return i % n
    turn = i % (2 * n)
    return turn if turn < n else 2 * n - 1 - turn


class Sampler:
    """A texture as the programming guide defines its fetches."""

    def __init__(self, form: Format, texels: np.ndarray, how: How, dimensions: int) -> None:
        self.form, self.how, self.dimensions = form, how, dimensions
        self.values = form.read(texels)

    def at(self, layer: int, places: Sequence[int]) -> np.ndarray:
        """The texel of indices x, y, z."""
        found = [index(m, i, n) for m, i, n in zip(self.how.address, places, self.sizes, strict=False)]
        if None in found:
            border = np.array(BORDER[: self.form.channels])
            return border if self.form.code[0] == "f" or self.form.scaled else np.trunc(border)
        x, y, z = [*(f or 0 for f in found), 0, 0][:3]
        return self.values[layer if layer >= 0 else z, y, x]  # type: ignore[no-any-return]

    @property
    def sizes(self) -> list[int]:
        return list(reversed(self.values.shape[:3]))[: self.dimensions]

    def fetch(self, point: Sequence[float], layer: int) -> tuple[np.ndarray, np.ndarray]:
        """What a place yields, and how far from it a result may be: fractions are kept with 8 bits."""
        at = [c * n if self.how.normalized else c for c, n in zip(point, self.sizes, strict=False)]
        if not self.how.linear:
            value = self.at(layer, [math.floor(c) for c in at])
            return value, np.zeros_like(value) + (1e-6 if self.form.scaled else 0.0)
        low = [math.floor(c - 0.5) for c in at]
        part = [c - 0.5 - i for c, i in zip(at, low, strict=True)]
        exact = not self.how.normalized and all(p * 256 == int(p * 256) for p in part)
        corners, total = [], np.zeros(self.form.channels)
        for step in itertools.product((0, 1), repeat=self.dimensions):
            texel = self.at(layer, [i + s for i, s in zip(low, step, strict=True)])
            corners.append(texel)
            total = total + texel * math.prod(p if s else 1 - p for p, s in zip(part, step, strict=True))
        spread = np.max(corners, 0) - np.min(corners, 0)
        away = np.max(np.abs(corners), 0) * 2e-6
        return total, away if exact else away + spread * self.dimensions / 256


def points(fetch: Fetch, how: How, seed: int) -> np.ndarray:
    """Places in and around a texture, x, y, z and the layer, in the coordinates that it takes: for the nearest texel
    away from where texels meet, for the filter some of which the fractions have 8 bits."""
    random = np.random.default_rng(seed)
    sizes = np.array([W, H, D], float)
    at = random.uniform(-1.2, 2.2, (POINTS, 3)) * sizes
    at[: POINTS // 2] = random.uniform(0, 1, (POINTS // 2, 3)) * sizes
    if how.linear:
        at[::2] = np.floor(at[::2] * 256) / 256
        at[0] = 0.5
    else:
        at = np.floor(at) + random.uniform(0.05, 0.95, at.shape)
    layers = random.integers(-1, D + 1, POINTS) if fetch.layered else np.zeros(POINTS)
    return np.column_stack([at / sizes if how.normalized else at, layers]).astype(np.float32)


def layer_of(fetch: Fetch, given: float) -> int:
    return min(max(int(given), 0), D - 1) if fetch.layered else -1


# ------------------------------------------------------------------------------------------------ fetches


def objects(formats: Sequence[Format], hows: Sequence[How], extent: tuple[int, int, int], flags: str) -> str:
    """Host code that makes a texture object for each format and description, of what lies in the first array."""
    lines = [f"const Format formats[] = {{{', '.join(f.text for f in formats)}}};"]
    lines += [f"const How hows[] = {{{', '.join(h.text(f.scaled) for h, f in zip(hows, formats, strict=True))}}};"]
    lines += [f"Objects objects({len(formats)});", f"for (int k = 0; k < {len(formats)}; k++)"]
    size = ", ".join(map(str, extent))
    lines += [f"  objects.texture(k, arrays.device[0] + k * {ROOM}, formats[k], hows[k], {size}, {flags});"]
    return "\n".join([*lines, "cudaTextureObject_t *on_device = objects.textures_on_device();"])


def rooms(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Arrays one behind the other, each in a room of its own."""
    made = np.zeros((len(arrays), ROOM), np.uint8)
    for row, array in zip(made, arrays, strict=True):
        row[: array.nbytes] = np.frombuffer(array.tobytes(), np.uint8)
    return made.ravel()


def reader(call: str) -> str:
    """A device function that fetches in both forms."""
    return f"""template <typename T>
__device__ void NAME_read(cudaTextureObject_t t, const float *p, T *out) {{
    out[0] = {call.replace("CALL", "").replace("<>", "<T>")};
    {call.replace("CALL", "out + 1, ").replace("<>", "")};
}}
"""


def third(formats: Sequence[Format], turn: int) -> Sequence[Format]:
    """A third of the types: functions in a row have all of them between them, and the compilers of OpenCL's runtimes,
    which put the whole of a fetch in each place, a third of the work."""
    return formats[turn % 3 :: 3]


def elements(fetch: Fetch) -> Case:
    """The nearest texel, of every type for tex2D and of some for the rest."""
    formats: Sequence[Format] = [*FORMATS, *CONVERTED]
    if fetch.name != "tex2D":
        formats = third(formats, FETCHES.index(fetch))
    row = load().rows[fetch.name]
    hows = [How(address=(EDGE, EDGE, EDGE)) if k % 2 else How() for k in range(len(formats))]
    where = points(fetch, How(), len(fetch.name))
    data = [form.texels(7 * k, fetch.shape) for k, form in enumerate(formats)]
    lines = ["int i = threadIdx.x;", "const float *p = a1 + 4 * i;"]
    out = 2 * 16 * POINTS
    for k, form in enumerate(formats):
        lines.append(f"NAME_read<{form.reads}>(h0[{k}], p, ({form.reads} *)(r0 + {out * k}) + 2 * i);")
    wanted = []
    for form, how, texels in zip(formats, hows, data, strict=True):
        sampler = Sampler(form, texels, how, fetch.dimensions)
        values = [sampler.fetch(p, layer_of(fetch, p[3]))[0] for p in where.tolist()]
        wanted.append(np.array([v for v in values for _ in (0, 1)]))

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        for k, (form, values) in enumerate(zip(formats, wanted, strict=True)):
            code = "f4" if form.scaled else form.code.replace("f2", "f4")
            part = outputs[0][out * k :][: values.size * int(code[1])]
            got = np.frombuffer(part.tobytes(), code).reshape(values.shape)
            problems += differing(got, values, 1e-6 if form.scaled else 0.0, f"{form.reads} of {form.code}")
        return problems

    return Case(
        f"{fetch.name} of many types", (fetch.name,), targets_of(row), "\n".join(lines),
        [Memory("char", rooms(data).view(np.int8)), Memory("float", where.ravel())],
        [Memory("char", np.zeros(out * len(formats), np.int8))], judge,
        reader(f"{fetch.name}<>(CALLt, {fetch.arguments})"), grid=(1, 1, 1), block=(POINTS, 1, 1), support=SUPPORT,
        host=objects(formats, hows, fetch.extent, "cudaArrayLayered" if fetch.layered else "0"),
        after="objects.destroy();", more=(("cudaTextureObject_t *", "on_device"),),
    )  # fmt: skip


def differing(got: np.ndarray, wanted: np.ndarray, away: float | np.ndarray, what: str) -> list[str]:
    bad = np.argwhere(~(np.abs(got.astype(np.float64) - wanted) <= away))
    shown = [f"{what}{list(p)} is {got[tuple(p)]}, not {wanted[tuple(p)]}" for p in bad[:3].tolist()]
    return [*shown, f"{what}: {len(bad)} are wrong"] if len(bad) > 3 else shown


def filtered(fetch: Fetch) -> Case:
    """Each way of filtering and addressing, of floats and of integers that are read as parts of one."""
    row = load().rows[fetch.name]
    ways = [How(linear, False, address) for linear in (False, True) for address in (
        (CLAMP, CLAMP, CLAMP), (EDGE, EDGE, EDGE), (CLAMP, EDGE, CLAMP))]  # fmt: skip
    ways += [How(linear, True, address) for linear in (False, True) for address in (
        (WRAP,) * 3, (CLAMP,) * 3, (MIRROR,) * 3, (EDGE,) * 3, (MIRROR, WRAP, EDGE))]  # fmt: skip
    texels = [(Format("float4", "f4", 4), how) for how in ways]
    for code in ("u1", "i1", "u2", "i2"):
        texels += [(Format("float4", code, 4, True), How(True, normalized)) for normalized in (False, True)]
    formats, hows = [t[0] for t in texels], [t[1] for t in texels]
    data = [form.texels(k, fetch.shape) for k, form in enumerate(formats)]
    where = np.stack([points(fetch, how, k) for k, how in enumerate(hows)])
    lines = ["int i = threadIdx.x;", f"for (int k = 0; k < {len(hows)}; ++k) {{"]
    lines += [f"    const float *p = a1 + 4 * (k * {POINTS} + i);"]
    lines += [f"    float4 v = {fetch.name}<float4>(h0[k], {fetch.arguments});"]
    lines += [f"    float *to = r0 + 4 * (k * {POINTS} + i);"]
    lines += ["    to[0] = v.x; to[1] = v.y; to[2] = v.z; to[3] = v.w;", "}"]
    wanted, away = [], []
    for form, how, array, places in zip(formats, hows, data, where, strict=True):
        sampler = Sampler(form, array, how, fetch.dimensions)
        for place in places.tolist():
            value, by = sampler.fetch(place, layer_of(fetch, place[3]))
            wanted.append(value)
            away.append(by)

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        got, value, by = (np.reshape(a, (len(hows), POINTS, 4)) for a in (outputs[0], wanted, away))
        for k, how in enumerate(hows):
            problems += differing(got[k], value[k], by[k], f"{formats[k].code} {how}")
        return problems

    count = len(hows) * POINTS * 4
    return Case(
        f"{fetch.name} with filters", (fetch.name,), targets_of(row), "\n".join(lines),
        [Memory("char", rooms(data).view(np.int8)), Memory("float", where.ravel())],
        [Memory("float", np.zeros(count, np.float32))], judge, grid=(1, 1, 1), block=(POINTS, 1, 1), support=SUPPORT,
        host=objects(formats, hows, fetch.extent, "cudaArrayLayered" if fetch.layered else "0"),
        after="objects.destroy();", more=(("cudaTextureObject_t *", "on_device"),),
    )  # fmt: skip


def linear_memory() -> Case:
    """tex1Dfetch of every type: elements of linear memory, zeros beyond its end."""
    formats = [*FORMATS, *CONVERTED]
    count = W * H
    data = [form.texels(11 * k, (count,)) for k, form in enumerate(formats)]
    places = np.concatenate([np.random.default_rng(5).integers(0, count, POINTS - 4), [0, count - 1, count, 3 * count]])
    lines = ["int i = threadIdx.x;", "const int *p = a1 + i;"]
    out = 2 * 16 * POINTS
    for k, form in enumerate(formats):
        lines.append(f"NAME_read<{form.reads}>(h0[{k}], p, ({form.reads} *)(r0 + {out * k}) + 2 * i);")
    host = objects(formats, [How()] * len(formats), (count, 0, 0), "LINEAR")
    before = reader("tex1Dfetch<>(CALLt, p[0])").replace("const float *p", "const int *p")

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        for k, (form, texels) in enumerate(zip(formats, data, strict=True)):
            code = "f4" if form.scaled else form.code.replace("f2", "f4")
            values = np.array([form.read(texels[p]) if p < count else np.zeros(form.channels) for p in places])
            values = np.repeat(values, 2, 0)
            part = outputs[0][out * k :][: values.size * int(code[1])]
            got = np.frombuffer(part.tobytes(), code).reshape(values.shape)
            problems += differing(got, values, 1e-6 if form.scaled else 0.0, f"{form.reads} of {form.code}")
        return problems

    return Case(
        "tex1Dfetch of every type", ("tex1Dfetch",), targets_of(load().rows["tex1Dfetch"]), "\n".join(lines),
        [Memory("char", rooms(data).view(np.int8)), Memory("int", places.astype(np.int32))],
        [Memory("char", np.zeros(out * len(formats), np.int8))], judge, before, grid=(1, 1, 1), block=(POINTS, 1, 1),
        support=SUPPORT, host=host, after="objects.destroy();", more=(("cudaTextureObject_t *", "on_device"),),
    )  # fmt: skip


def gathered() -> Case:
    """A channel of four texels, of types of four channels and of one."""
    formats = [f for f in FORMATS if f.channels in (1, 4)]
    row, fetch = load().rows["tex2Dgather"], Fetch("tex2Dgather", 2)
    data = [form.texels(3 * k, fetch.shape) for k, form in enumerate(formats)]
    where = points(fetch, How(linear=True), 3)
    where[:, :2] += np.float32(0.003)
    lines = ["int i = threadIdx.x;", "const float *p = a1 + 4 * i;"]
    out = 16 * POINTS
    channels = [k % form.channels for k, form in enumerate(formats)]
    for k, form in enumerate(formats):
        four = {v: n for n, v in SCALARS.items()}.get(form.reads, form.reads).rstrip("4") + "4"
        tail = f", {channels[k]}" if channels[k] else ""
        lines.append(f"(({four} *)(r0 + {out * k}))[i] = tex2Dgather<{four}>(h0[{k}], p[0], p[1]{tail});")

    def judge(outputs: Sequence[np.ndarray], target: Target) -> list[str]:
        problems = []
        for k, (form, texels) in enumerate(zip(formats, data, strict=True)):
            sampler = Sampler(form, texels, How(), 2)
            values = []
            for x, y, *_ in where.tolist():
                i, j = math.floor(x - 0.5), math.floor(y - 0.5)
                around = ((i, j + 1), (i + 1, j + 1), (i + 1, j), (i, j))
                values.append([sampler.at(-1, place)[channels[k]] for place in around])
            got = np.frombuffer(outputs[0].tobytes()[out * k :][: POINTS * 4 * int(form.code[1])], form.code)
            problems += differing(got.reshape(POINTS, 4), np.array(values), 0.0, form.reads)
        return problems

    return Case(
        "tex2Dgather", ("tex2Dgather",), targets_of(row), "\n".join(lines),
        [Memory("char", rooms(data).view(np.int8)), Memory("float", where.ravel())],
        [Memory("char", np.zeros(out * len(formats), np.int8))], judge, grid=(1, 1, 1), block=(POINTS, 1, 1),
        support=SUPPORT, host=objects(formats, [How()] * len(formats), fetch.extent, "cudaArrayTextureGather"),
        after="objects.destroy();", more=(("cudaTextureObject_t *", "on_device"),),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ surfaces


@dataclass(frozen=True)
class Surface:
    """A pair of functions that read and write surfaces: their dimensions, and whether the last one is a layer."""

    name: str
    dimensions: int
    layered: bool = False

    @property
    def shape(self) -> tuple[int, int, int]:
        """Elements, z or layers first."""
        two = self.dimensions + self.layered
        return (D if two == 3 or self.layered else 1), (H if self.dimensions > 1 else 1), W

    @property
    def extent(self) -> str:
        d, h, w = self.shape
        return f"{w}, {h if self.dimensions > 1 else 0}, {d if self.layered or self.dimensions == 3 else 0}"

    @property
    def coordinates(self) -> str:
        given = ["p[0] * (int)sizeof(T)", *(f"p[{k}]" for k in range(1, self.dimensions))]
        given += ["p[2]"] if self.layered else []
        return ", ".join(given)


SURFACES = [Surface("surf1D", 1), Surface("surf2D", 2), Surface("surf3D", 3), Surface("surf1DLayered", 1, True),
            Surface("surf2DLayered", 2, True)]  # fmt: skip
ZERO, CLAMPED = "cudaBoundaryModeZero", "cudaBoundaryModeClamp"


def places(surface: Surface, mode: str) -> np.ndarray:
    """Elements of a surface and some beyond its edges: x, y and z; layers are within."""
    random = np.random.default_rng(len(surface.name))
    d, h, w = surface.shape
    beyond = 3 if mode else 0
    made = np.column_stack([random.integers(-beyond, n + beyond, POINTS) for n in (w, h, d)])
    if surface.layered:
        made[:, 2] = np.clip(made[:, 2], 0, d - 1)
    if surface.dimensions == 1:
        made[:, 1] = 0
    if surface.dimensions < 3 and not surface.layered:
        made[:, 2] = 0
    made[: POINTS // 2] = np.clip(made[: POINTS // 2], 0, [w - 1, h - 1, d - 1])
    return made.astype(np.int32)


def reached(surface: Surface, place: Sequence[int], mode: str) -> tuple[int, ...] | None:
    """The element that an access reaches; None for none."""
    sizes = surface.shape[::-1]
    inside = tuple(min(max(i, 0), n - 1) for i, n in zip(place, sizes, strict=True))
    return tuple(reversed(inside)) if mode == CLAMPED or inside == tuple(place) else None


def on_surfaces(surface: Surface, mode: str, reads: bool) -> Case:
    name = surface.name + ("read" if reads else "write")
    row = load().rows[name]
    targets = tuple(t for t in targets_of(row) if t != "hip" or mode != CLAMPED)
    where = places(surface, mode)
    tail = f", {mode}" if mode else ""
    formats = third(FORMATS, SURFACES.index(surface)) if mode else FORMATS
    data = [form.texels(13 * k, surface.shape) for k, form in enumerate(formats)]
    out = ROOM if not reads else 2 * 16 * POINTS
    if reads:
        before = f"""template <typename T>
__device__ void NAME_do(cudaSurfaceObject_t s, const int *p, const T *given, T *out, int i) {{
    out[2 * i] = {name}<T>(s, {surface.coordinates}{tail});
    {name}(out + 2 * i + 1, s, {surface.coordinates}{tail});
}}
"""
    else:  # whoever reaches an element writes what belongs there
        before = f"""template <typename T>
__device__ void NAME_do(cudaSurfaceObject_t s, const int *p, const T *given, T *out, int i) {{
    {name}(given[p[3]], s, {surface.coordinates}{tail});
}}
"""
    wanted, index_of = [], []
    for place in where.tolist():
        element = reached(surface, place, mode)
        index_of.append(0 if element is None else int(np.ravel_multi_index(element, surface.shape)))
    for form, texels in zip(formats, data, strict=True):
        if reads:
            values = np.zeros((POINTS, 2, form.channels), form.code)
            for i, place in enumerate(where.tolist()):
                element = reached(surface, place, mode)
                values[i] = 0 if element is None else texels[element]
        else:
            values = np.zeros_like(texels)
            for place in where.tolist():
                element = reached(surface, place, mode)
                if element is not None:
                    values[element] = texels[element]
        wanted.append(values)
    lines = ["int i = threadIdx.x;", "const int *p = a1 + 4 * i;"]
    for k, form in enumerate(formats):
        t = form.reads
        lines.append(f"NAME_do<{t}>(h0[{k}], p, (const {t} *)(a0 + {ROOM * k}), ({t} *)(r0 + {out * k}), i);")
    size = len(formats)
    flags = "cudaArraySurfaceLoadStore" + (" | cudaArrayLayered" if surface.layered else "")
    host = f"""const Format formats[] = {{{', '.join(f.text for f in formats)}}};
Objects objects({size});
for (int k = 0; k < {size}; k++)
  objects.surface(k, {f'arrays.device[0] + k * {ROOM}' if reads else 'nullptr'}, formats[k], {surface.extent}, {flags});
cudaSurfaceObject_t *on_device = objects.surfaces_on_device();"""
    after = "" if reads else f"for (int k = 0; k < {size}; k++) objects.copy_back(k, arrays.device[2] + k * {out});\n"
    flat = np.concatenate([np.frombuffer(w.tobytes().ljust(out, b"\0"), np.uint8) for w in wanted]).view(np.int8)
    given = np.column_stack([where, index_of]).astype(np.int32)
    how = {"": "", ZERO: ", zeros beyond", CLAMPED: ", clamped"}[mode]
    return Case(
        f"{name} of many types{how}", (name,), targets, "\n".join(lines),
        [Memory("char", rooms(data).view(np.int8)), Memory("int", given.ravel())],
        [Memory("char", np.zeros(out * size, np.int8))], same([flat]), before, grid=(1, 1, 1), block=(POINTS, 1, 1),
        support=SUPPORT, host=host, after=after + "objects.destroy();", more=(("cudaSurfaceObject_t *", "on_device"),),
    )  # fmt: skip


def cases() -> Iterator[Case]:
    yield linear_memory()
    yield gathered()
    makers: tuple[Callable[[Fetch], Case], ...] = (elements, filtered)
    for fetch in FETCHES:
        yield from (make(fetch) for make in makers)
    for surface in SURFACES:
        for mode in ("", ZERO, CLAMPED):
            yield from (on_surfaces(surface, mode, reads) for reads in (True, False))
