"""What was taken down and a backup from before: neither the next backup nor a restored desk brings it back."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from tests.redacted_desk import build_desk, is_well, left_over, take


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_desk(tmp_path / "desk")


def run(folder: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["--config", str(folder / "presswatch.toml"), *arguments])
    assert done.exit_code == 0, done.output
    return done


def test_a_backup_from_before_is_redacted_when_it_is_restored(folder: Path, tmp_path: Path) -> None:
    run(folder, "backup", str(tmp_path / "backup"))
    assert left_over(tmp_path / "backup")
    take(folder)
    run(folder, "restore", str(tmp_path / "backup"), "--replace")
    (aside,) = folder.glob("replaced-*")
    shutil.rmtree(aside)
    assert left_over(folder) == {}
    assert is_well(folder)


def test_the_next_backup_has_no_byte_of_it(folder: Path, tmp_path: Path) -> None:
    """Its captures keep their length, so that only what they say tells that they are not as they were."""
    run(folder, "backup", str(tmp_path / "backup"))
    take(folder)
    run(folder, "backup", str(tmp_path / "backup"))
    assert left_over(tmp_path / "backup") == {}
    run(folder, "restore", str(tmp_path / "backup"), "--check")


def test_the_list_alone_redacts_what_is_restored(folder: Path, tmp_path: Path) -> None:
    """As after the loss of all databases."""
    run(folder, "backup", str(tmp_path / "backup"))
    take(folder)
    for path in [*folder.glob("*.db*"), folder / "captures"]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    run(folder, "restore", str(tmp_path / "backup"))
    assert left_over(folder) == {}
