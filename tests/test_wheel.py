"""The wheel as a stranger installs it: built here, put into an empty environment, run from an empty directory.

No network is asked for: the environment gets exactly the distributions that the wheel's own metadata requires, linked
from the interpreter that runs the tests. So a dependency that pyproject.toml forgets is missing, and neither the
checkout nor the development tools can be imported.
"""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    directory = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = directory.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the wheel and what it requires, and nothing else."""
    home = tmp_path_factory.mktemp("stranger")
    venv.create(home, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    python = home / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps",
         "--disable-pip-version-check", str(wheel)],
        check=True,
    )  # fmt: skip
    metadata = next(packages.glob("presswatch-*.dist-info"))
    for needed in closure(Distribution.at(metadata)):
        link(needed, packages)
    return python.parent


def closure(root: Distribution) -> list[Distribution]:
    """What pip would install for `root` on this interpreter: each requirement whose marker holds, with its own."""
    found: dict[tuple[str, frozenset[str]], Distribution] = {}
    waiting = [(root, frozenset[str]())]
    while waiting:
        holder, extras = waiting.pop()
        for requirement in required(holder, extras):
            key = (requirement.name.lower(), frozenset(requirement.extras))
            if key not in found:
                found[key] = distribution(requirement.name)
                version = found[key].version
                assert requirement.specifier.contains(version, prereleases=True), f"{requirement}, here is {version}"
                waiting.append((found[key], key[1]))
    return list({dist.metadata["Name"]: dist for dist in found.values()}.values())


def required(holder: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    """The requirements of `holder` that count here, with those of the given extras."""
    for requirement in map(Requirement, holder.requires or ()):
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield requirement


def link(needed: Distribution, packages: Path) -> None:
    """Let `packages` show the top-level files and folders of an installed distribution."""
    for name in {file.parts[0] for file in needed.files or ()} - {"..", "__pycache__"}:
        here = packages / name
        if not here.exists():
            here.symlink_to(str(needed.locate_file(name)))


def run(*command: str | Path, directory: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as someone who has nothing of ours in the environment."""
    environment = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, timeout=300)


def test_the_wheel_holds_our_packages_and_no_other(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"scrapers", "storage", "monitor"}
    caches = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    assert [name for name in names if caches & set(name.split("/"))] == []
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_archive_site_travels_inside_monitor(wheel: Path) -> None:
    ignored = {"__pycache__", ".mypy_cache"}
    files = [path.relative_to(ROOT / "datasette") for path in (ROOT / "datasette").rglob("*") if path.is_file()]
    expected = {f"monitor/_archive_site/{path}" for path in files if not ignored & set(path.parts)}
    names = set(zipfile.ZipFile(wheel).namelist())
    assert expected
    assert expected <= names


def test_only_the_wheel_is_imported(installed: Path, tmp_path: Path) -> None:
    code = "import monitor, scrapers, storage; print(monitor.__file__, scrapers.__file__, storage.__file__)"
    answer = run(installed / "python", "-c", code, directory=tmp_path, home=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert all(str(installed.parent) in path for path in answer.stdout.split())
    assert run(installed / "python", "-c", "import pytest", directory=tmp_path, home=tmp_path).returncode != 0


def test_the_demo_runs_from_an_empty_directory(installed: Path, tmp_path: Path) -> None:
    work = tmp_path / "empty"
    work.mkdir()
    answer = run(installed / "presswatch", "demo", "--once", directory=work, home=tmp_path)
    assert answer.returncode == 0, answer.stdout[-2000:] + answer.stderr[-4000:]
    assert list(work.iterdir()) == []
