"""One writer for each set of files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.errors import MonitorError
from monitor.lock import only_writer

HOLD = """
import sys
from pathlib import Path
from monitor.lock import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_with_the_first_one_s_id(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(MonitorError, match=f"another presswatch \\(process {holder.pid}\\) is writing here"),
            only_writer(tmp_path),
        ):
            pytest.fail("the lock was given twice")
        holder.kill()
    with only_writer(tmp_path):
        assert (tmp_path / "presswatch.lock").read_text() == f"{os.getpid()}\n", "it goes with its process"


def test_one_process_may_not_write_twice_either(tmp_path: Path) -> None:
    with only_writer(tmp_path), pytest.raises(MonitorError), only_writer(tmp_path):
        pytest.fail("the lock was given twice")


def test_the_lock_is_given_back_and_its_folder_made(tmp_path: Path) -> None:
    for _ in range(2):
        with only_writer(tmp_path / "new" / "folder"):
            pass


def test_two_folders_have_two_locks(tmp_path: Path) -> None:
    with only_writer(tmp_path / "a"), only_writer(tmp_path / "b"):
        pass


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MonitorError, match="cannot be written"), only_writer(tmp_path / "file"):
        pytest.fail("there is no such folder")
    (tmp_path / "presswatch.lock").mkdir()
    with pytest.raises(MonitorError, match="cannot be written"), only_writer(tmp_path):
        pytest.fail("the lock is a folder")
