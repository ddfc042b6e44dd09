"""What the tests of the toolchains share: building and running programs, with a skip for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from unwarp.corpus.toolchains import TOOLCHAINS, BuildOptions, Built, Completed, Program

PROGRAMS = Path(__file__).parent / "programs"
Run = Callable[..., Completed]


@pytest.fixture
def require() -> Callable[[str], None]:
    """Skip when a toolchain is not here; the reason names the command that installs it."""

    def check(target: str, options: BuildOptions | None = None) -> None:
        probe = TOOLCHAINS[target].probe(options or BuildOptions())
        if not probe.ready:
            pytest.skip(probe.problem)

    return check


@pytest.fixture
def build(require: Callable[..., None]) -> Callable[..., Built]:
    """Build a test program from its files' names; ``.cl`` files and ``_kernels.c`` are device code."""

    def make(target: str, *names: str, options: BuildOptions | None = None, defines: tuple[str, ...] = ()) -> Built:
        chosen = options or BuildOptions()
        require(target, chosen)
        device = [name for name in names if name.endswith((".cl", "_kernels.c"))]
        host = [name for name in names if name not in device]
        program = Program(PROGRAMS / target, tuple(map(Path, host)), tuple(map(Path, device)), defines=defines)
        return TOOLCHAINS[target].build(program, chosen)

    return make


@pytest.fixture
def passes(build: Callable[..., Built]) -> Callable[..., Completed]:
    """Build and run a test program, which must end well and print PASS."""

    def check(
        target: str,
        *names: str,
        options: BuildOptions | None = None,
        defines: tuple[str, ...] = (),
        args: tuple[str, ...] = (),
        env: dict[str, str] | None = None,
    ) -> Completed:
        built = build(target, *names, options=options, defines=defines)
        done = TOOLCHAINS[target].run(built, args, env=env, timeout=900, capture=True)
        assert done.returncode == 0, done
        assert "PASS" in done.stdout.split(), done.stdout + done.stderr
        return done

    return check
