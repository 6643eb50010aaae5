"""`presswatch restore`: a backup's files checked, made ready beside their place, and only then put into it.

Whatever is wrong with a backup shows before anything is touched. What is replaced is moved aside, never deleted.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.backups.filing import Step, make_folder, open_stored, read_rest, settle_folder, written_whole
from monitor.backups.manifest import CONFIGURATION, BackupError, Manifest, StoredFile, read_manifest
from monitor.config import ConfigError, parse
from monitor.lock import UNFINISHED, only_writer
from storage.backups import DATABASES, bring_up, capture_extents, is_in_use

SPARE = 64 * 1024**2
"""Bytes that must stay free: an old database grows when it is brought to today's schema."""

STAGE = "restore.part"
"""The folder in which everything is made ready; one that is left over is of no use."""

OnProgress = Callable[[int, int], None]
"""Told of the bytes that were done and of all there are."""

Ready = Callable[[Path, Path], object]
"""What is done to the restored files before they are put in place: told of the folder where they lie by now, and of the
one that they are for, whose own files are still there. So what was redacted since the backup is redacted in it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put where. `aside` is where what was there before went; `incomplete` are files of captures that the
    backup has not; `configuration` is the presswatch.toml that was written, None where one was there.
    """

    manifest: Manifest
    directory: Path
    aside: Path | None
    incomplete: tuple[str, ...]
    configuration: Path | None


def check_backup(folder: Path, *, on_progress: OnProgress | None = None) -> Manifest:
    """Read every file of a backup and compare it with the manifest; changes nothing. Raises BackupError."""
    manifest = _manifest(folder)
    step = _steps(manifest.files, on_progress)
    for file in manifest.files:
        _read(folder, file, write=len, step=step)
    return manifest


def restore(
    folder: Path,
    directory: Path,
    *,
    now: datetime,
    configuration: Path | None = None,
    replace: bool = False,
    make_ready: Ready | None = None,
    on_progress: OnProgress | None = None,
) -> Restored:
    """Put a backup's files into the directory. `configuration` is where presswatch.toml goes where there is none yet.

    Raises BackupError where the backup is damaged or the directory in use, MonitorError while `run` writes there.
    """
    manifest = _manifest(folder)
    make_folder(directory)
    with only_writer(directory, mends=True):
        _refuse(directory, replace=replace)
        stage = directory / STAGE
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(mode=0o700)
        try:
            _fill(stage, folder, manifest, on_progress)
            problems = bring_up(stage)
            if problems:
                raise BackupError("\n".join(f"{folder}: {problem}; take an earlier backup" for problem in problems))
            incomplete = _incomplete(stage, manifest)
            if make_ready is not None:
                make_ready(stage, directory)
            placed = _place_configuration(stage, configuration)
            aside = _swap(stage, directory, now)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    return Restored(manifest=manifest, directory=directory, aside=aside, incomplete=incomplete, configuration=placed)


def directory_below(folder: Path, target: Path) -> Path:
    """Where in a target folder the data of a backup belongs: where the configuration in it looks for it, if that is
    below the target; else the target itself.
    """
    known = _manifest(folder).by_name.get(CONFIGURATION)
    if known is None:
        return target
    with open_stored(folder, known.stored) as file:
        text = file.read(known.size).decode("utf-8", "replace")
    try:
        wanted = parse(text, path=target.resolve() / CONFIGURATION).directory
    except ConfigError:
        # Another version's; it is restored as it is, and its own program will read it.
        return target
    return wanted if wanted.is_relative_to(target.resolve()) else target


def _manifest(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest is None:
        raise BackupError(f"{folder}: there is no backup; name the folder that `presswatch backup` was given")
    return manifest


def _refuse(directory: Path, *, replace: bool) -> None:
    there = [path for path in _occupying(directory) if path.name != "extracts.db"]
    is_unfinished = (directory / UNFINISHED).exists()
    if there and not (replace or is_unfinished):
        names = ", ".join(path.name for path in there)
        raise BackupError(f"{directory}: {names} is there; name another folder with --to, or say --replace")
    for path in there:
        if path.name in DATABASES and is_in_use(path):
            raise BackupError(f"{path}: another program has it open, perhaps `presswatch serve`; stop that one")
        if path.is_mount():
            raise BackupError(f"{path}: it is a disk of its own and cannot be put aside; restore elsewhere with --to")


def _occupying(directory: Path) -> list[Path]:
    """What a restored set takes the place of. extracts.db is made from archive.db, so it goes with it."""
    names = [f"{name}{end}" for name in (*DATABASES, "extracts.db") for end in ("", "-wal", "-shm", "-journal")]
    return [path for path in map(directory.joinpath, [*names, "captures"]) if path.exists() or path.is_symlink()]


def _fill(stage: Path, folder: Path, manifest: Manifest, on_progress: OnProgress | None) -> None:
    needed, free = sum(file.size for file in manifest.files), shutil.disk_usage(stage).free
    if free < needed + SPARE:
        raise BackupError(
            f"{stage.parent}: {(needed + SPARE) // 1000**2} MB are needed and {free // 1000**2} MB free; make room"
        )
    step = _steps(manifest.files, on_progress)
    for file in manifest.files:
        make_folder((stage / file.name).parent)
        mode = 0o600 if file.name == "subscribers.db" else 0o644
        with written_whole(stage / file.name, mode=mode) as copy:
            _read(folder, file, write=copy.write, step=step)


def _read(folder: Path, file: StoredFile, *, write: Callable[[bytes], object], step: Step) -> None:
    """Hand on what is stored of a file; raises BackupError at its end where it is not what the manifest says."""
    digest = hashlib.sha256()
    with open_stored(folder, file.stored) as stored:
        size = read_rest(stored, file.size, digest, write=write, step=step)
    if size < file.size or digest.hexdigest() != file.sha256:
        raise BackupError(
            f"{folder / file.stored}: it is damaged, or not what was backed up; `presswatch backup --check` writes it "
            "anew from the desk's files, else take an earlier backup"
        )


def _steps(files: Sequence[StoredFile], on_progress: OnProgress | None) -> Step:
    done, total = 0, sum(file.size for file in files)

    def step(size: int) -> None:
        nonlocal done
        done += size
        if on_progress is not None:
            on_progress(done, total)

    return step


def _incomplete(stage: Path, manifest: Manifest) -> tuple[str, ...]:
    """Files of captures of which the backup has not all that its archive names."""
    sizes = {name: file.size for name, file in manifest.by_name.items()}
    extents = [extent for extent in capture_extents(stage / "archive.db") if not extent.is_deleted]
    return tuple(extent.file for extent in extents if sizes.get(f"captures/{extent.file}", -1) < extent.end)


def _swap(stage: Path, directory: Path, now: datetime) -> Path | None:
    """Put what was there aside and the files in place; after a kill half way nothing starts until it is done again."""
    unfinished = directory / UNFINISHED
    unfinished.touch()
    settle_folder(directory)
    there, aside = _occupying(directory), None
    if there:
        aside = Path(tempfile.mkdtemp(prefix=f"replaced-{now:%Y%m%dT%H%M%SZ}-", dir=directory))
        for path in there:
            path.rename(aside / path.name)
    for name in (*DATABASES, "captures"):
        if (stage / name).exists():
            (stage / name).rename(directory / name)
    settle_folder(directory)
    unfinished.unlink()
    settle_folder(directory)
    return aside


def _place_configuration(stage: Path, path: Path | None) -> Path | None:
    staged = stage / CONFIGURATION
    if path is None or path.exists() or not staged.exists():
        return None
    make_folder(path.parent)
    with written_whole(path, mode=0o644) as copy:
        copy.write(staged.read_bytes())
    return path
