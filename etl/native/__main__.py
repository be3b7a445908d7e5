"""Builds the compiled modules and keeps them only if they find the same facts: `python -m etl.native`.

The build and its proof read a copy of the sources, so that an edit meanwhile makes it stale and never wrong.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from etl.native import MANIFEST, PLACE, ROOT, digest
from etl.native.records import handed_on
from etl.native.split import beside, replacing, split

ROOMS = ("text", "numbers", "periods", "quantities", "attribution", "frames", "places")
SINGLE = ("model.py", "pipeline.py")
CORPUS = "tests/corpus/dev"
# Code calls its own functions directly; nobody else needs them by name.
_FLAGS = ("-O2", "-fno-semantic-interposition", "-fvisibility=hidden", "-fno-plt")
# First compiled to count which ways are taken, then so that those lie together.
_COUNTING = (*_FLAGS, "-fprofile-generate")
_COUNTED = (*_FLAGS, "-fprofile-use", "-fprofile-correction")
_COMPILE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from mypyc.build import mypycify
from setuptools import setup
from setuptools.command.build_ext import build_ext
out, cores, flags, *modules = sys.argv[1:]

class Beside(build_ext):
    def build_extensions(self):
        # Most files make one library, which setuptools would compile one after the other.
        each = self.compiler.compile
        def compiled(sources, **given):
            with ThreadPoolExecutor(int(cores)) as pool:
                return sum(pool.map(lambda source: each([source], **given), sources), [])
        self.compiler.compile = compiled
        super().build_extensions()

extensions = mypycify(
    ["--config-file", "mypy.ini", *modules],
    opt_level="1", debug_level="0", multi_file=True, target_dir="scratch",
)
for extension in extensions:
    extension.extra_compile_args += flags.split()
    extension.extra_link_args += flags.split()
setup(
    name="native",
    packages=[],
    ext_modules=extensions,
    cmdclass={"build_ext": Beside},
    script_args=["-q", "build_ext", "--force", "--build-lib", out, "--build-temp", "scratch"],
)
"""


class BuildError(Exception):
    """Why there are no compiled modules."""


def build(root: Path, out: Path) -> int:
    """How many modules were built from the sources below `root` into `out`."""
    missing = [name for name in ("mypyc", "setuptools") if find_spec(name) is None]
    if missing:
        raise BuildError(f"{' and '.join(missing)} must be installed in the environment of {sys.executable}")
    compiler = os.environ.get("CC", "cc").split()[0]
    if shutil.which(compiler) is None:
        raise BuildError(f"there is no C compiler ({compiler})")
    work = root.parent / "work"
    left_out: set[str] = set()
    counting = _is_gcc(compiler)
    while True:
        modules, files = _written(root, work, out, left_out)
        refused = _compiled(work, out, modules, _COUNTING if counting else ())
        if not refused:
            break
        left_out |= refused
        sys.stderr.write(f"Left as they are, since mypyc refuses them: {', '.join(sorted(refused))}\n")
    _listed(root, out, files)
    if counting:
        facts(root, True)
        _compiled(work, out, modules, _COUNTED)
    return len(modules)


def _is_gcc(compiler: str) -> bool:
    """Whether the compiler counts and uses counts as gcc does."""
    said = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=False).stdout
    return "Free Software Foundation" in said


def _compiled(work: Path, out: Path, modules: Sequence[str], flags: Sequence[str]) -> set[str]:
    """The modules that mypyc refuses, which it says before anything is compiled; else all are in `out`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    done = subprocess.run(
        [sys.executable, "-c", _COMPILE, str(out), str(cores), " ".join(flags), *modules],
        cwd=work, capture_output=True, text=True, check=False,
        env={**os.environ, "CFLAGS": "-w " + os.environ.get("CFLAGS", ""), "HUMSTATS_NATIVE": "0"},
    )  # fmt: skip
    if not done.returncode:
        return set()
    said = (done.stdout + done.stderr).splitlines()
    # What mypyc cannot take stays Python.
    refused = {line.partition(":")[0] for line in said if ": error: " in line}.intersection(modules)
    if not refused:
        raise BuildError("\n".join(["they could not be compiled:", *said[-8:]]))
    return refused


def _listed(root: Path, out: Path, files: Mapping[str, str]) -> None:
    """Write down what `out` holds, and the sources that it was built from."""
    found = dict(files)
    for path in sorted([*out.rglob("*.so"), *out.rglob("*.pyd")]):
        place = path.relative_to(out)
        found[".".join(place.with_name(place.name.split(".")[0]).parts)] = place.as_posix()
    (out / MANIFEST).write_text(json.dumps({"digest": digest(root), "modules": found}, indent=1))


def _written(
    root: Path, work: Path, out: Path, left_out: Collection[str]
) -> tuple[list[str], dict[str, str]]:
    """The modules to compile, as `work` holds them now, and the modules of records in `out` beside them."""
    for folder in (work, out):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for room in ("etl", "sql"):
        shutil.copytree(root / room, work / room, ignore=shutil.ignore_patterns("lang", "data", "*.sql"))
    (work / "mypy.ini").write_text("[mypy]\nignore_missing_imports = True\n")
    modules: list[str] = []
    files: dict[str, str] = {}
    trees = {
        ".".join(path.relative_to(root).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
        for path in sorted((root / "etl").rglob("*.py"))
    }
    values = handed_on(trees)
    for path in [
        *(root / "etl" / name for name in SINGLE),
        *(path for room in ROOMS for path in sorted((root / "etl" / room).glob("*.py"))),
    ]:
        name = path.relative_to(root).as_posix()
        if path.name == "__init__.py":
            continue
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        source = path.read_text("utf-8")
        halves = None if name in left_out else split(source, module, values)
        if halves is None:
            changed = replacing(source)
            if changed != source:
                # It stays Python and still copies records that are compiled.
                for folder in (work, out):
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    (folder / name).write_text(changed, "utf-8")
                files[module] = name
            continue
        (work / name).write_text(halves.compiled, "utf-8")
        modules.append(name)
        if halves.records:
            records = beside(module)
            place = Path(*records.split(".")).with_suffix(".py")
            for folder in (work, out):
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                (folder / place).write_text(halves.records, "utf-8")
            files[records] = place.as_posix()
    return modules, files


def facts(root: Path, native: bool) -> bytes:
    """Every fact of the seeds and of the passages that rules are written from, line by line."""
    done = subprocess.run(
        [sys.executable, "-m", "etl.native.facts"],
        cwd=root, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(root), "HUMSTATS_NATIVE": "1" if native else "0"},
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.decode(errors="replace").splitlines()[-3:]
        raise BuildError("\n".join([f"reading {'with' if native else 'without'} them failed:", *said]))
    return done.stdout


def main() -> int:
    """0 where the compiled modules are in place; what was done goes to standard error."""
    clock = time.perf_counter()
    try:
        count, same = compiled()
    except BuildError as error:
        sys.stderr.write(f"Nothing compiled: {error}. The sources are used as they are.\n")
        return 1
    seconds = time.perf_counter() - clock
    sys.stderr.write(f"{count} modules compiled in {seconds:.0f} s; they find the same {same} facts.\n")
    return 0


def compiled() -> tuple[int, int]:
    """How many modules were put in place, and how many facts they find as their sources do."""
    if not (ROOT / "seeds").is_dir() or not (ROOT / CORPUS).is_dir():
        raise BuildError("the texts of the proof are not here (seeds and tests/corpus/dev)")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        out = root / PLACE.relative_to(ROOT)
        out.mkdir(parents=True)
        for name in ("etl", "sql", "seeds", CORPUS):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        count = build(root, out)
        expected, found = facts(root, False), facts(root, True)
        if expected != found:
            raise BuildError("they do not find the same facts as their sources")
        # Moved into place as a whole, so that no process finds half of it.
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        beside = PLACE.with_name(f"{PLACE.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(out, beside)
        shutil.rmtree(PLACE, ignore_errors=True)
        beside.rename(PLACE)
    return count, found.count(b"\n")


if __name__ == "__main__":
    sys.exit(main())
