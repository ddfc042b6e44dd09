"""What the toolchains share: the program to build, the options, what is found on this machine, the built
program and the errors. Knows no target."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

TIMED_OUT = 124  # the exit status that timeout(1) gives


@dataclass(frozen=True, slots=True)
class Program:
    """The files of one program, as a translation left them or as the user wrote them.

    ``sources`` are what the host compiler gets (``.cu``, ``.hip.cpp``, ``.sycl.cpp``, ``.cpp``, ``.c`` …),
    and ``device_sources`` what is device code only: C files for the C target, ``.cl`` files for OpenCL.
    Relative paths are relative to ``directory``.
    """

    directory: Path
    sources: tuple[Path, ...]
    device_sources: tuple[Path, ...] = ()
    include_dirs: tuple[Path, ...] = ()
    defines: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """A name for the executable: the first source's, without its suffixes."""
        return self.sources[0].name.split(".")[0] or "program"

    def relative(self, path: Path) -> str:
        """A path as compilers that run in ``directory`` get it: the same wherever the folder lies."""
        absolute = os.path.abspath(self.directory / path)
        inside = os.path.relpath(absolute, os.path.abspath(self.directory))
        return absolute if inside.startswith("..") else inside

    def preprocessor_flags(self) -> list[str]:
        """The ``-D`` and ``-I`` flags of the program."""
        folders = [self.relative(path) for path in self.include_dirs]
        return [*(f"-D{define}" for define in self.defines), *(f"-I{folder}" for folder in folders)]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What the user may choose; each toolchain reads what concerns it."""

    cc: str | None = None  # C compiler of device code; else $CC, gcc, cc, clang
    cxx: str | None = None  # C++ compiler of host code; else $CXX, g++, c++, clang++
    wave: int = 64  # HIP: lanes of a wave, 64 or 32
    platform: str | None = None  # OpenCL: "intel", "pocl" or a part of another runtime's name
    optimize: tuple[str, ...] | None = None  # in place of a toolchain's own optimization flags of device code
    extra_flags: tuple[str, ...] = ()  # for every compilation; -l, -L and -Wl, for the link


@dataclass(frozen=True, slots=True)
class Component:
    """One tool, library or set of headers that a toolchain uses, and the packages that would bring it."""

    role: str  # "compile", "run" or "check"
    name: str
    version: str = ""
    path: str = ""
    ok: bool = False
    apt: tuple[str, ...] = ()
    pip: tuple[str, ...] = ()
    optional: bool = False

    @property
    def remedy(self) -> str:
        """The command that installs what is missing; empty when nothing is."""
        return "" if self.ok else install_command(self.apt, self.pip)


def install_command(apt: Sequence[str], pip: Sequence[str]) -> str:
    """One shell command that installs packages from Debian and PyPI; empty when there are none."""
    root = "" if os.geteuid() == 0 else "sudo "
    install = f"{root}apt-get update && {root}apt-get install --no-install-recommends -y"
    parts = [f"{install} {' '.join(apt)}"] if apt else []
    parts += [f"{shlex.quote(sys.executable)} -m pip install {' '.join(pip)}"] if pip else []
    return " && ".join(parts)


@dataclass(frozen=True, slots=True)
class Probe:
    """What of a toolchain is on this machine."""

    toolchain: str
    components: tuple[Component, ...]

    @property
    def missing(self) -> tuple[Component, ...]:
        return tuple(c for c in self.components if not c.ok and not c.optional)

    @property
    def ready(self) -> bool:
        """Whether programs can be compiled and run."""
        return not self.missing

    @property
    def remedy(self) -> str:
        """One command that installs all that is missing."""
        apt = dict.fromkeys(package for c in self.missing for package in c.apt)
        pip = dict.fromkeys(package for c in self.missing for package in c.pip)
        return install_command(tuple(apt), tuple(pip))

    @property
    def problem(self) -> str:
        """One line that says what is missing and how it is installed; empty when the toolchain is ready."""
        if self.ready:
            return ""
        names = ", ".join(c.name for c in self.missing)
        remedy = f"; install: {self.remedy}" if self.remedy else ""
        return f"{self.toolchain}: no {names} found{remedy}"


class BuildError(Exception):
    """A program could not be built: what happened, the command that failed and what it printed."""

    def __init__(self, message: str, command: Sequence[str] = (), output: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.command = tuple(command)
        self.output = output

    def __str__(self) -> str:
        command = [f"command: {shlex.join(self.command)}"] if self.command else []
        return "\n".join([self.message, *command, *([self.output.rstrip()] if self.output.strip() else [])])


class MissingTool(BuildError):
    """Something to build or run with is not installed; the message names the command that installs it."""


@dataclass(frozen=True, slots=True)
class Built:
    """An executable with what belongs beside it in ``directory``, and the environment that it needs."""

    toolchain: str
    executable: Path
    env: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    reused: bool = False  # nothing was compiled or linked

    @property
    def directory(self) -> Path:
        return self.executable.parent


@dataclass(frozen=True, slots=True)
class Completed:
    """How a program ended. The outputs are empty when they were passed through."""

    args: tuple[str, ...]
    returncode: int  # negative: the signal that ended it; TIMED_OUT when it was stopped
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    timed_out: bool = False


class Toolchain(Protocol):
    """How the programs of one target are compiled and run on this machine."""

    @property
    def name(self) -> str:
        """The target's name."""

    def probe(self, options: BuildOptions) -> Probe:
        """What is here and what is missing; runs tools only for their versions."""

    def build(self, program: Program, options: BuildOptions) -> Built:
        """The executable of a program, from the cache when it was built before; raises BuildError."""

    def run(
        self,
        built: Built,
        args: Sequence[str] = (),
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float | None = None,
        capture: bool = False,
    ) -> Completed:
        """Run a built program to its end; its input and output are this process's unless captured."""
        return run_built(built, args, cwd=cwd, env=env, timeout=timeout, capture=capture)


def run_built(
    built: Built,
    args: Sequence[str] = (),
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
    capture: bool = False,
) -> Completed:
    """What ``Toolchain.run`` promises."""
    command = (str(built.executable), *args)
    sys.stdout.flush()
    sys.stderr.flush()
    pipe = subprocess.PIPE if capture else None
    start = time.monotonic()
    # Captured programs get a group of their own, so that children end with them; others keep the terminal.
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **built.env, **(env or {})},
        stdin=subprocess.DEVNULL if capture else None,
        stdout=pipe,
        stderr=pipe,
        text=True,
        errors="replace",
        start_new_session=capture,
    ) as process:
        timed_out = False
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            timed_out = True
            _kill(process, group=capture)
            stdout, stderr = process.communicate()
        except BaseException:
            _kill(process, group=capture)
            raise
    code = TIMED_OUT if timed_out else process.returncode
    return Completed(command, code, stdout or "", stderr or "", time.monotonic() - start, timed_out)


def _kill(process: subprocess.Popen[str], group: bool) -> None:
    if group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def run_tool(
    command: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None, what: str = ""
) -> str:
    """Run a compiler or another tool quietly; what it printed. Raises BuildError when it fails."""
    try:
        done = subprocess.run(
            list(command),
            cwd=cwd,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise BuildError(f"cannot run {command[0]}: {error.strerror}", command) from error
    if done.returncode:
        raise BuildError(what or f"{Path(command[0]).name} failed", command, done.stdout)
    return done.stdout


def split_flags(flags: Sequence[str]) -> tuple[list[str], list[str]]:
    """A user's flags as those of the compilation and those of the link."""
    compile_flags, link_flags = [], []
    words = iter(flags)
    for word in words:
        if word in ("-l", "-L", "-Xlinker"):
            link_flags += [word, next(words, "")]
        elif word.startswith(("-l", "-L", "-Wl,", "-rpath")) or word.endswith((".a", ".so", ".o")):
            link_flags.append(word)
        elif word in ("-I", "-D", "-U", "-include", "-isystem", "-idirafter", "-Xclang", "-x"):
            compile_flags += [word, next(words, "")]
        else:
            compile_flags.append(word)
    return compile_flags, link_flags
