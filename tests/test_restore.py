"""Restoring backups: all or nothing, over nothing that is in use, out of folders that mean harm."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.backups import restoring
from monitor.backups.manifest import BackupError, parse_manifest
from monitor.backups.restoring import check_backup, directory_below, restore
from monitor.cli import main
from monitor.errors import MonitorError
from monitor.lock import UNFINISHED, only_writer
from storage.database import StorageError, open_archive
from tests.backing import CONFIG, build_desk, config_of, content, files, make, put_back, rows, write
from tests.storage_samples import NOW

DIGEST = "0" * 64
DATABASES = ("archive.db", "desk.db", "subscribers.db")


@pytest.fixture(scope="module")
def desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("restored") / "desk"
    build_desk(folder)
    return folder


@pytest.fixture(scope="module")
def made(desk_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "backup"
    make(config_of(desk_folder), folder)
    return folder


@pytest.fixture
def backup(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "backup"))


def rewrite(backup: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """A manifest as somebody else would have it."""
    whole = json.loads((backup / "manifest.json").read_text())
    change(whole)
    (backup / "manifest.json").write_text(json.dumps(whole))


def entry(whole: dict[str, Any], name: str) -> dict[str, Any]:
    return next(file for file in whole["files"] if file["name"] == name)


def presswatch(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_what_is_restored_is_what_was_backed_up(desk_folder: Path, backup: Path, tmp_path: Path) -> None:
    restored = put_back(backup, tmp_path / "new" / "desk")
    folder = restored.directory
    assert (restored.aside, restored.incomplete, restored.configuration) == (None, (), folder / "presswatch.toml")
    for name in DATABASES:
        assert content(folder / name) == content(desk_folder / name)
    assert files(folder / "captures") == files(desk_folder / "captures")
    assert (folder / "presswatch.toml").read_text() == CONFIG
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*DATABASES, "captures", "presswatch.lock", "presswatch.toml"]
    )
    assert stat.S_IMODE((folder / "subscribers.db").stat().st_mode) == 0o600


def test_what_is_there_stays_unless_it_is_to_be_replaced_and_is_not_lost_then(backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    put_back(backup, folder)
    write(folder, "archive.db", "UPDATE sources SET name = 'Written since'")
    (folder / "extracts.db").write_text("made from the archive")
    (folder / "presswatch.toml").write_text(CONFIG + "# mine\n")
    before = files(folder)
    with pytest.raises(BackupError, match=r"subscribers.db, desk.db, archive.db, captures is there"):
        put_back(backup, folder)
    assert files(folder) == before
    restored = put_back(backup, folder, replace=True)
    assert restored.aside is not None
    assert rows(restored.aside, "archive.db", "SELECT DISTINCT name FROM sources") == [("Written since",)]
    assert (restored.aside / "extracts.db").read_text() == "made from the archive"
    assert not (folder / "extracts.db").exists()
    assert ("Written since",) not in rows(folder, "archive.db", "SELECT name FROM sources")
    assert (restored.configuration, "# mine" in (folder / "presswatch.toml").read_text()) == (None, True)


@pytest.mark.parametrize("name", ["archive.db", "captures", "desk.db"])
def test_one_file_that_is_there_is_enough_to_refuse(backup: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / name).symlink_to(tmp_path / "nowhere")
    with pytest.raises(BackupError, match=f"{name} is there"):
        put_back(backup, tmp_path / "desk")


def test_while_somebody_writes_or_reads_nothing_is_replaced(backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    put_back(backup, folder)
    with only_writer(folder), pytest.raises(MonitorError, match="another presswatch"):
        put_back(backup, folder, replace=True)
    with closing(open_archive(folder / "archive.db", read_only=True)) as reader:
        assert reader.execute("SELECT count(*) FROM sources").fetchone()[0]
        with pytest.raises(BackupError, match=r"another program has it open, perhaps `presswatch serve`"):
            put_back(backup, folder, replace=True)
    put_back(backup, folder, replace=True)


def test_what_is_damaged_can_be_replaced(desk_folder: Path, backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    put_back(backup, folder)
    (folder / "archive.db").write_bytes(b"no database" * 100)
    (folder / "desk.db").unlink()
    (folder / "desk.db").symlink_to(tmp_path / "nowhere")
    (folder / "subscribers.db").write_bytes(b"")
    put_back(backup, folder, replace=True)
    assert content(folder / "archive.db") == content(desk_folder / "archive.db")


def test_a_disk_of_captures_is_not_put_aside(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_back(backup, tmp_path / "desk")
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "captures")
    with pytest.raises(BackupError, match="it is a disk of its own"):
        put_back(backup, tmp_path / "desk", replace=True)


def test_without_room_nothing_is_restored(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "SPARE", 2**60)
    with pytest.raises(BackupError, match=r"MB are needed and .* MB free"):
        put_back(backup, tmp_path / "desk")
    assert files(tmp_path / "desk") == {}


# What a backup may not be


@pytest.mark.parametrize("name", ["archive.db", "presswatch.toml", "captures/"])
@pytest.mark.parametrize("how", ["flipped", "short", "gone", "linked", "folder", "pipe"])
def test_a_damaged_or_strange_file_is_refused_before_anything_is_touched(
    backup: Path, tmp_path: Path, name: str, how: str
) -> None:
    whole = parse_manifest((backup / "manifest.json").read_bytes())
    path = backup / next(file.stored for file in whole.files if file.name.startswith(name))
    data = path.read_bytes()
    path.unlink()
    if how == "flipped":
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif how == "short":
        path.write_bytes(data[:-1])
    elif how == "linked":
        (tmp_path / "elsewhere").write_bytes(data)
        path.symlink_to(tmp_path / "elsewhere")
    elif how == "folder":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    with pytest.raises(BackupError, match=r"damaged|link|cannot be read|no file"):
        put_back(backup, tmp_path / "desk")
    assert files(tmp_path / "desk") == {}


def test_a_folder_that_is_a_link_is_not_followed(backup: Path, tmp_path: Path) -> None:
    (backup / "captures").rename(tmp_path / "elsewhere")
    (backup / "captures").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackupError, match="it is a link or lies behind one"):
        put_back(backup, tmp_path / "desk")


OUTSIDE = [
    "../archive.db", "captures/../../x", "/etc/passwd", "captures//etc/passwd",
    "captures/2024/08/../../../../x.warc.gz", "captures/2024/08/22-0001.warc.gz/",
    "captures\\2024\\08\\22-0001.warc.gz", "C:\\x", "archive.db\0", "serve.secret",
    "captures/2024/08/22-0001.warc.gz\n", "captures/2024/08/٢٢-0001.warc.gz", ".ssh/authorized_keys", "", ".",
    "manifest.json", "captures", "presswatch.lock", "archive.db-wal", "captures/2024/8/22-0001.warc.gz",
    "captures/2024/08/22-0001.warc.gz.part",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_manifest_cannot_name_what_is_no_file_of_a_desks(made: Path, path: str) -> None:
    """CVE-2026-29065: a restore that wrote wherever the backup said."""
    for field in ("name", "stored"):
        whole = json.loads((made / "manifest.json").read_text())
        entry(whole, "desk.db")[field] = path
        with pytest.raises(ValueError, match=r"is no file of a desk's|is not stored as"):
            parse_manifest(json.dumps(whole).encode())


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda whole: whole.update(format=2), "its format is not 1"),
        (lambda whole: whole.pop("files"), "something is missing"),
        (lambda whole: whole.update(files={"a": 1}), "something is missing"),
        (lambda whole: whole.update(files=[]), "it has no archive.db"),
        (lambda whole: whole["files"].append(whole["files"][0]), "a file is named twice"),
        (lambda whole: entry(whole, "desk.db").update(size=-1), "is no number"),
        (lambda whole: entry(whole, "desk.db").update(size=2**70), "is no number"),
        (lambda whole: entry(whole, "desk.db").update(size=1.5), "is no number"),
        (lambda whole: entry(whole, "desk.db").update(size=True), "is no number"),
        (lambda whole: entry(whole, "desk.db").update(sha256="x"), "the digest of desk.db is none"),
        (lambda whole: entry(whole, "desk.db").update(stored="archive.1.db"), "is not stored as"),
        (lambda whole: whole.update(made_at="yesterday"), "yesterday"),
        (lambda whole: whole.update(number="1"), "is no number"),
    ],
)
def test_a_manifest_is_looked_at_in_every_part(made: Path, change: Any, what: str) -> None:
    whole = json.loads((made / "manifest.json").read_text())
    change(whole)
    with pytest.raises(ValueError, match=what):
        parse_manifest(json.dumps(whole).encode())


def test_a_manifest_with_a_path_that_leads_out_writes_nothing(backup: Path, tmp_path: Path) -> None:
    rewrite(backup, lambda whole: entry(whole, "desk.db").update(name="../desk.db"))
    with pytest.raises(BackupError, match=r"it is no manifest of a backup"):
        put_back(backup, tmp_path / "desk")
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize("data", [b"", b"\xff", b"[" * 200_000, b"{}", b"null", b'{"format": 1}'])
def test_what_is_no_manifest_is_no_backup(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(BackupError, match=r"it is no manifest of a backup"):
        check_backup(tmp_path)


def test_a_folder_without_a_readable_manifest_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BackupError, match="there is no backup"):
        check_backup(tmp_path)
    (tmp_path / "manifest.json").mkdir()
    with pytest.raises(BackupError, match="cannot be read"):
        check_backup(tmp_path)
    (tmp_path / "manifest.json").rmdir()
    (tmp_path / "manifest.json").write_bytes(b"x" * 1_000)
    monkeypatch.setattr("monitor.backups.manifest.LONGEST", 999)
    with pytest.raises(BackupError, match="too long for a manifest"):
        check_backup(tmp_path)


def test_a_size_beyond_the_disk_is_refused(backup: Path, tmp_path: Path) -> None:
    rewrite(backup, lambda whole: entry(whole, "desk.db").update(size=2**49))
    with pytest.raises(BackupError, match="MB are needed"):
        put_back(backup, tmp_path / "desk")


# Sets that do not fit together


def spoiled(desk_folder: Path, tmp_path: Path, file: str, *statements: str) -> Path:
    """A backup of a desk that was so written to, with the digests that belong to it."""
    config = config_of(Path(shutil.copytree(desk_folder, tmp_path / "spoiled")))
    write(config.directory, file, "PRAGMA foreign_keys = OFF", *statements)
    make(config, tmp_path / "backup")
    return tmp_path / "backup"


@pytest.mark.parametrize(
    ("file", "statement", "what"),
    [
        ("desk.db", "UPDATE cursors SET change_id = 9999", "cursors knows changes up to 9999, archive.db up to"),
        ("subscribers.db", "UPDATE cursors SET change_id = 9999", "subscribers.db: cursors knows changes up to 9999"),
        ("desk.db", "INSERT INTO readings VALUES (9999, 'x', 'now', '', x'00')", "readings knows versions up to 9999"),
        ("archive.db", "INSERT INTO urls VALUES ('u', 'k', 9999, 'now')", "row .* of urls names a row of articles"),
        ("archive.db", "INSERT INTO capture_files VALUES ('../../etc/passwd', 'now', NULL)", "is no name of a file of"),
    ],
)  # fmt: skip
def test_a_set_that_does_not_fit_together_is_refused(
    desk_folder: Path, tmp_path: Path, file: str, statement: str, what: str
) -> None:
    """The last is CVE-2026-43891: a restored index that points at any file, which is later shown as a capture."""
    backup = spoiled(desk_folder, tmp_path, file, statement)
    with pytest.raises(BackupError, match=what):
        put_back(backup, tmp_path / "desk")
    assert files(tmp_path / "desk") == {}


def test_a_file_that_is_damaged_inside_is_refused(desk_folder: Path, tmp_path: Path) -> None:
    backup = spoiled(
        desk_folder,
        tmp_path,
        "archive.db",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = 4 WHERE name = 'articles_story'",
    )
    with pytest.raises((BackupError, StorageError), match=r"archive\.db"):
        put_back(backup, tmp_path / "desk")
    assert files(tmp_path / "desk") == {}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('archive', 'm999_later', 'now')",
            "it was made by a newer Presswatch",
        ),
        ("DELETE FROM _sqlite_migrations", "it cannot be brought to today's schema"),
    ],
)  # fmt: skip
def test_a_file_of_another_schema_is_refused(desk_folder: Path, tmp_path: Path, statement: str, what: str) -> None:
    backup = spoiled(desk_folder, tmp_path, "archive.db", statement)
    with pytest.raises(StorageError, match=what):
        put_back(backup, tmp_path / "desk")
    assert files(tmp_path / "desk") == {}


# Cut short


class CutShort(BaseException):
    """Stands for a kill."""


@pytest.mark.once
def test_a_restore_that_is_cut_short_lets_nothing_start_until_it_is_done(
    desk_folder: Path, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "desk"
    put_back(backup, folder)
    rename, renamed = Path.rename, 0
    for moves in range(7):
        renamed = 0

        def cut(path: Path, target: Path, moves: int = moves) -> Path:
            nonlocal renamed
            renamed += 1
            if renamed > moves:
                raise CutShort
            return rename(path, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", cut)
            with pytest.raises(CutShort):
                put_back(backup, folder, replace=True)
        assert (folder / UNFINISHED).exists()
        with pytest.raises(MonitorError, match="a restore was cut short here"), only_writer(folder):
            pytest.fail("it started")
        put_back(backup, folder)
        with only_writer(folder):
            assert content(folder / "archive.db") == content(desk_folder / "archive.db")
    everywhere = [folder, *folder.glob("replaced-*")]
    kept = [path for place in everywhere for path in place.glob("archive.db")]
    assert all(rows(path.parent, path.name, "SELECT 1 FROM articles LIMIT 1") for path in kept)


# What is done to it before it is in its place


def test_redactions_can_be_applied_before_anybody_sees_the_files(backup: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    put_back(backup, folder)
    write(folder, "archive.db", "UPDATE sources SET name = 'as it stood before the restore'")

    def make_ready(stage: Path, directory: Path) -> None:
        ((name,), *_) = rows(directory, "archive.db", "SELECT name FROM sources")
        assert name == "as it stood before the restore"
        write(stage, "archive.db", "UPDATE sources SET name = 'redacted'")

    restore(backup, folder, now=NOW, replace=True, make_ready=make_ready)
    assert rows(folder, "archive.db", "SELECT DISTINCT name FROM sources") == [("redacted",)]


# The command


@pytest.mark.parametrize(
    ("directory", "expected"), [(".", "."), ("data", "data"), ("../data", "."), ("/srv/data", "."), ("", ".")]
)
def test_data_goes_to_where_the_configuration_looks_for_it(
    desk_folder: Path, backup: Path, tmp_path: Path, directory: str, expected: str
) -> None:
    config = config_of(Path(shutil.copytree(desk_folder, tmp_path / "desk")))
    config.path.write_text(CONFIG + f'directory = "{directory}"\n')
    make(config, backup)
    assert directory_below(tmp_path / "backup", tmp_path / "new").resolve() == (tmp_path / "new" / expected).resolve()


def test_without_a_configuration_data_goes_to_the_folder(backup: Path, tmp_path: Path) -> None:
    rewrite(backup, lambda whole: whole["files"].remove(entry(whole, "presswatch.toml")))
    assert directory_below(backup, tmp_path / "new") == tmp_path / "new"
    assert put_back(backup, tmp_path / "new").configuration is None


def test_the_command_tells_what_it_did(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    checked = presswatch("restore", str(backup), "--check")
    assert (checked.exit_code, checked.output.startswith("Backup 1 of 20"), new.exists()) == (0, True, False)
    first = presswatch("restore", str(backup), "--to", str(new))
    assert first.exit_code == 0, first.output
    assert first.output.splitlines()[1:] == [f"Restored into {new}", f"Configuration: {new / 'presswatch.toml'}"]
    again = presswatch("restore", str(backup), "--config", str(new / "presswatch.toml"))
    assert (again.exit_code, again.stderr.count("\n"), "--replace" in again.stderr) == (1, 1, True)
    replaced = presswatch("restore", str(backup), "--config", str(new / "presswatch.toml"), "--replace")
    assert "What was there is now in" in replaced.output
    told = json.loads(presswatch("restore", str(backup), "--to", str(tmp_path / "other"), "--json").stdout)
    assert (told["number"], told["incomplete"], told["aside"]) == (1, [], None)
    assert json.loads(presswatch("restore", str(backup), "--check", "--json").stdout)["files"] == told["files"]


def test_captures_that_the_backup_never_had_are_named(tmp_path: Path) -> None:
    config = build_desk(tmp_path / "desk")
    lost = min((tmp_path / "desk").glob("captures/*/*/*"))
    lost.unlink()
    make(config, tmp_path / "backup")
    told = presswatch("restore", str(tmp_path / "backup"), "--to", str(tmp_path / "new"))
    assert told.exit_code == 0
    assert f"{lost.relative_to(tmp_path / 'desk')}: the backup has not all captures of it" in told.stderr
