"""The text by which a host file registers its device code."""

from __future__ import annotations

from unwarp.transforms.registrations import DeviceVariable, HiddenParam, KernelInstance, Param, Variant, registrations


def test_nothing() -> None:
    assert registrations([], [], target="c", name="x") == ""


def test_c() -> None:
    kernel = KernelInstance("&ns::k<float>", "void (*)(float *)", "x_k")
    variables = [DeviceVariable("ns::v", "x_symbol_v"), DeviceVariable("m", "x_bind_m", managed=True)]
    assert registrations([kernel], variables, target="c", name="x").splitlines()[2:] == [
        '#include "x_kernels.h"',
        'static const uwKernelRegistration uw_kernel_0((const void *)(void (*)(float *))&ns::k<float>, x_k, "x_k");',
        "static const uwSymbolRegistration uw_variable_0((const void *)&ns::v, x_symbol_v);",
        "static const uwManagedRegistration uw_variable_1(&m, sizeof m, x_bind_m);",
    ]


def test_opencl() -> None:
    hidden = (HiddenParam("shared"), HiddenParam("variable", "v"))
    kernel = KernelInstance(
        "&k", "void (*)(float *, int)", "", (Param("pointer", 8), Param("value", 4)),
        (Variant("sub_groups", "k", hidden), Variant("serial", "k_serial", (*hidden, HiddenParam("block")))),
    )  # fmt: skip
    assert registrations([kernel], [DeviceVariable("v")], target="opencl", name="x").splitlines()[2:] == [
        'static const uwProgram uw_program(__FILE__, "x.cl");',
        "static const uwKernelRegistration uw_kernel_0((const void *)(void (*)(float *, int))&k, uw_program,",
        "    {uwParam::pointer(), uwParam::value(4)},",
        '    {{uwSubGroups, "k", {uwHidden::shared(), uwHidden::variable((const void *)&v)}}, {uwSerial, "k_serial", '
        "{uwHidden::shared(), uwHidden::variable((const void *)&v), uwHidden::block()}}});",
        "static const uwSymbolRegistration uw_variable_0((const void *)&v, sizeof v);",
    ]
