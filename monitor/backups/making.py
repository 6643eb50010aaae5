"""`presswatch backup`: one consistent set of a desk's files in a folder, where only what is new is copied.

Databases come first, in the order of `DATABASES`, then the captures that archive.db's copy names; so nothing in the set
waits for, compares with or shows what is not in it. Until the new manifest stands, nothing that the earlier one names
is touched, but that files of captures grow at their end.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from monitor.backups.filing import (
    digest_of_start,
    make_folder,
    mark_of,
    open_stored,
    read_rest,
    settle,
    settle_folder,
    written_whole,
)
from monitor.backups.manifest import (
    CONFIGURATION,
    MANIFEST,
    BackupError,
    Manifest,
    StoredFile,
    is_capture,
    read_manifest,
    stored_name,
    to_json,
)
from monitor.backups.sweeping import sweep
from monitor.config import Config
from monitor.lock import only_writer
from storage.backups import DATABASES, CaptureExtent, capture_extents, copy_database
from storage.warc import whole_members

SPARE = 64 * 1024**2
"""Bytes that must be free beyond what will be written: the databases grow meanwhile."""

OnProgress = Callable[[int, int], None]
"""Told of the bytes that were done and of those that are to be done, as far as is known."""


@dataclass(slots=True, kw_only=True)
class Backup:
    """What a backup holds, and what was done for it. `problems` are for a person: captures that are lost or damaged."""

    number: int
    files: list[StoredFile] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    grown: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    unchanged: int = 0
    dropped: int = 0
    written: int = 0
    problems: list[str] = field(default_factory=list)


def back_up(
    config: Config, target: Path, *, now: datetime, check: bool = False, on_progress: OnProgress | None = None
) -> Backup:
    """Bring the folder's backup up to date, or begin one; beside `run` or without it.

    With `check` everything that is there already is read again, here and in the backup, and copied anew where it does
    not fit. Raises BackupError, StorageError, MonitorError where another backup is at work in the folder.
    """
    source = config.directory
    if not (source / "archive.db").is_file():
        raise BackupError(f"{source / 'archive.db'}: there is no archive yet; `presswatch crawl` makes it")
    _refuse_place(source, target)
    if not target.exists():
        target.mkdir(mode=0o700, parents=True)
    with only_writer(target):
        earlier = read_manifest(target)
        making = _Making(
            source=source,
            target=target,
            check=check,
            earlier={} if earlier is None else earlier.by_name,
            schemas={} if earlier is None else dict(earlier.schemas),
            done=Backup(number=1 if earlier is None else earlier.number + 1),
            on_progress=on_progress or (lambda _done, _total: None),
        )
        making.look_for_room()
        for name in DATABASES:
            making.store_database(name)
        making.store_captures()
        making.store_configuration(config.path)
        making.commit(now)
        return making.done


def _refuse_place(source: Path, target: Path) -> None:
    place = target.resolve()
    if place == source or place.is_relative_to(source / "captures") or source.is_relative_to(place):
        raise BackupError(f"{target}: it holds the data itself, or is part of it; name another folder or disk")
    if target.exists() and not target.is_dir():
        raise BackupError(f"{target}: it is no folder; name one")


@dataclass(slots=True, kw_only=True)
class _Making:
    """One backup while it is made."""

    source: Path
    target: Path
    check: bool
    earlier: dict[str, StoredFile]
    schemas: dict[str, str]
    done: Backup
    on_progress: OnProgress
    _stepped: int = 0
    _total: int = 0

    def look_for_room(self) -> None:
        """Raises BackupError where the disk has no room for what will be written."""
        needed = 0
        for path in (*map(self.source.joinpath, DATABASES), *self.source.glob("captures/[0-9]*/[0-9]*/*.warc.gz")):
            name = path.relative_to(self.source).as_posix()
            known = self.earlier.get(name)
            if path.exists() and not (known and self._mark(name) == known.mark != ""):
                size = path.stat().st_size
                # A database is copied whole; of captures, what has come.
                needed += max(0, size - known.size) if known and is_capture(name) else size
        self._total = needed
        free = shutil.disk_usage(self.target).free
        if free < needed + SPARE:
            raise BackupError(
                f"{self.target}: {(needed + SPARE) // 1000**2} MB are needed and {free // 1000**2} MB free; make room"
            )

    def store_database(self, name: str) -> None:
        """A copy of the database as it is now, unless the earlier one still is that."""
        path, known, mark = self.source / name, self.earlier.get(name), self._mark(name)
        if not path.exists():
            return
        if known and mark == known.mark != "" and self._has(known):
            self._keep(known)
            return
        stored = stored_name(name, self.done.number)
        (self.target / stored).unlink(missing_ok=True)
        self.schemas[name] = copy_database(path, self.target / stored, on_step=self._step)
        size = (self.target / stored).stat().st_size
        with open_stored(self.target, stored) as file:
            digest = digest_of_start(file, size)
        if digest is None:
            raise BackupError(f"{self.target / stored}: it lost bytes as it was written; check the disk")
        self.done.files.append(StoredFile(name=name, stored=stored, size=size, sha256=digest.hexdigest(), mark=mark))
        self.done.copied.append(name)
        self.done.written += size

    def store_captures(self) -> None:
        """Every file of captures that this backup's archive.db names and that was not deleted on purpose."""
        archive = self.done.files[-1]
        for extent in capture_extents(self.target / archive.stored):
            name = f"captures/{extent.file}"
            if not is_capture(name):
                self.done.problems.append(f"{name}: no file of captures has such a name; it is left out")
            elif not extent.is_deleted:
                kept = self._capture(name, extent)
                if kept is not None:
                    self.done.files.append(kept)

    def store_configuration(self, path: Path) -> None:
        """presswatch.toml; it holds no secrets, only the names of variables that do."""
        text = path.read_bytes()
        digest = hashlib.sha256(text).hexdigest()
        known = self.earlier.get(CONFIGURATION)
        if known and known.sha256 == digest and self._has(known):
            self._keep(known)
            return
        stored = stored_name(CONFIGURATION, self.done.number)
        with written_whole(self.target / stored) as file:
            file.write(text)
        self.done.files.append(StoredFile(name=CONFIGURATION, stored=stored, size=len(text), sha256=digest))
        self.done.copied.append(CONFIGURATION)
        self.done.written += len(text)

    def commit(self, now: datetime) -> None:
        """The new manifest takes the earlier one's place; then what only that one named is deleted."""
        manifest = Manifest(
            number=self.done.number,
            made_at=now,
            program=version("presswatch"),
            files=tuple(self.done.files),
            schemas=self.schemas,
        )
        settle_folder(self.target)
        with written_whole(self.target / MANIFEST) as file:
            file.write(to_json(manifest).encode())
        self.done.dropped = len(self.earlier.keys() - manifest.by_name.keys())
        sweep(self.target, manifest)

    def _capture(self, name: str, extent: CaptureExtent) -> StoredFile | None:
        path, known, mark = self.source / name, self.earlier.get(name), self._mark(name)
        if known and mark == known.mark != "" and self._has(known):
            self._keep(known)
            return None
        has_known = known is not None and self._has(known)
        size = path.stat().st_size if path.exists() else -1
        if size < 0 and self._is_deleted_by_now(extent.file):
            return None
        if size < extent.end:
            what = "it is not there" if size < 0 else "it ends before the last capture that the archive knows in it"
            return self._problem(path, what, known if has_known else None)
        if known is not None and has_known:
            grown = self._grown(path, known, mark=mark)
            if grown is not None:
                return grown
            if not _is_whole(path, extent.end):
                return self._problem(path, "captures in it are damaged", known)
            self.done.rewritten.append(name)
        else:
            self.done.copied.append(name)
        return self._copied(path, name, is_taken=known is not None, mark=mark)

    def _is_deleted_by_now(self, file: str) -> bool:
        """Whether `[keep]` ended the captures in that file since archive.db was copied."""
        return any(each.file == file and each.is_deleted for each in capture_extents(self.source / "archive.db"))

    def _problem(self, path: Path, what: str, known: StoredFile | None) -> StoredFile | None:
        kept = "the backup keeps the copy that it has" if known else "and the backup has no copy of it"
        self.done.problems.append(f"{path}: {what}; {kept}")
        return known

    def _grown(self, path: Path, known: StoredFile, *, mark: str) -> StoredFile | None:
        """The stored file with what has come at the end of ours; None where ours does not begin as that does."""
        size = path.stat().st_size
        with path.open("rb") as file:
            digest = digest_of_start(file, known.size)
            if digest is None or digest.hexdigest() != known.sha256:
                return None
            added = 0
            if size > known.size:
                with (self.target / known.stored).open("r+b") as stored:
                    # An earlier backup may have been cut short here.
                    stored.truncate(known.size)
                    stored.seek(known.size)
                    added = read_rest(file, size - known.size, digest, write=stored.write, step=self._step)
                    settle(stored)
        self.done.written += added
        if added:
            self.done.grown.append(known.name)
        else:
            self.done.unchanged += 1
        return StoredFile(
            name=known.name, stored=known.stored, size=known.size + added, sha256=digest.hexdigest(), mark=mark
        )

    def _copied(self, path: Path, name: str, *, is_taken: bool, mark: str) -> StoredFile:
        stored = stored_name(name, self.done.number) if is_taken else name
        digest = hashlib.sha256()
        make_folder((self.target / stored).parent)
        with path.open("rb") as file, written_whole(self.target / stored) as copy:
            size = read_rest(file, path.stat().st_size, digest, write=copy.write, step=self._step)
        self.done.written += size
        return StoredFile(name=name, stored=stored, size=size, sha256=digest.hexdigest(), mark=mark)

    def _keep(self, known: StoredFile) -> None:
        self.done.files.append(known)
        self.done.unchanged += 1

    def _has(self, known: StoredFile) -> bool:
        """Whether the backup still has what the earlier manifest names; told by its length unless asked to check."""
        try:
            with open_stored(self.target, known.stored) as file:
                if file.seek(0, 2) < known.size:
                    return False
                file.seek(0)
                if not self.check:
                    return True
                digest = digest_of_start(file, known.size)
                return digest is not None and digest.hexdigest() == known.sha256
        except BackupError:
            return False

    def _mark(self, name: str) -> str:
        """ "" where what we have of a file is to be compared with it in any case."""
        paths: Sequence[Path] = [self.source / name]
        if name in DATABASES:
            paths = [*paths, self.source / f"{name}-wal"]
        elif self.check:
            return ""
        return mark_of(*paths, now_ns=time.time_ns())

    def _step(self, done: int) -> None:
        self._stepped += done
        self.on_progress(self._stepped, max(self._stepped, self._total))


def _is_whole(path: Path, end: int) -> bool:
    """Whether all that the archive names in a file of captures are whole records."""
    with path.open("rb") as file:
        left = end

        def chunks() -> bytes:
            nonlocal left
            data = file.read(min(1024**2, left))
            left -= len(data)
            return data

        return whole_members(iter(chunks, b"")) == end
