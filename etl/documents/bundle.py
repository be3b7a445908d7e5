"""Zip and tar files of documents: each member as if it lay in a folder, its sidecar beside it.

Nothing is unpacked under a name that the archive chooses, and no more than the limits allow.
"""

from __future__ import annotations

import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Container, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from etl.documents.record import SourceDocument
from etl.documents.sidecar import SIDECAR
from etl.errors import DocumentError

Read = Callable[[Path], Iterator[SourceDocument | DocumentError]]
Kind = Callable[[str], str | None]

MOST_MEMBERS = 100_000
LARGEST_MEMBER = 200_000_000
LARGEST_TOTAL = 2_000_000_000
# Text packs about ten to one; what packs far better is made to fill a disk.
LARGEST_RATIO = 300
_SMALL = 1_000_000
LINK = "is a link or a device, not a file"
_CHUNK = 1 << 16
_FAULTS = (
    tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error,
    EOFError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
# What a tar file ends with.
_END = bytes(tarfile.BLOCKSIZE)


def read(path: Path, kind: Kind, reader: Read) -> Iterator[SourceDocument | DocumentError]:
    """The documents of every member of a known kind, by name; errors in their place. Raises DocumentError."""
    source = str(path)
    if not path.is_file():
        raise DocumentError(source, "is not a file")
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from _read_zip(source, archive, kind, reader)
        elif tarfile.is_tarfile(path):
            yield from _read_tar(source, path, kind, reader)
        else:
            raise DocumentError(source, "is neither a zip nor a tar file")
    except _FAULTS as error:
        yield DocumentError(source, f"is damaged ({type(error).__name__}: {error}); the rest is left out")
    except OSError as error:
        yield DocumentError(source, f"cannot be unpacked ({error.strerror or error}); the rest is left out")


def _read_zip(
    source: str, archive: zipfile.ZipFile, kind: Kind, reader: Read
) -> Iterator[SourceDocument | DocumentError]:
    members = [member for member in archive.infolist() if not member.is_dir() and _wanted(member.filename)]
    _check(source, len(members), sum(member.file_size for member in members))
    by_name: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        if stat.S_ISLNK(member.external_attr >> 16):
            if kind(member.filename):
                yield DocumentError(_named(source, member.filename), LINK)
            continue
        # One name may stand for several files: each is read.
        by_name[_unused(member.filename, by_name)] = member

    def unpack(name: str, target: Path) -> None:
        member = by_name[name]
        packed = max(1, member.compress_size)
        if member.flag_bits & 1:
            raise DocumentError(_named(source, name), "is encrypted with a password")
        if member.file_size > _SMALL and member.file_size / packed > LARGEST_RATIO:
            raise DocumentError(_named(source, name), f"unpacks to more than {LARGEST_RATIO} times its size")
        with archive.open(member) as content:
            _copy(_named(source, name), content, target)

    yield from _members(source, list(by_name), unpack, kind, reader)


def _read_tar(source: str, path: Path, kind: Kind, reader: Read) -> Iterator[SourceDocument | DocumentError]:
    packed = max(1, path.stat().st_size)
    with tarfile.open(path) as archive:
        members: dict[str, tarfile.TarInfo] = {}
        total = 0
        damage: str | None = None
        try:
            # Listing unpacks a compressed archive, so the limits hold while it is listed.
            for number, member in enumerate(archive):
                total += member.size
                _check(source, number + 1, total)
                if total > 64 * _SMALL and total / packed > LARGEST_RATIO:
                    raise DocumentError(source, f"unpacks to more than {LARGEST_RATIO} times its size")
                if member.isfile() and _wanted(member.name):
                    # A later file of a name does not take the place of an earlier one: each is read.
                    members[_unused(member.name, members)] = member
                elif not member.isdir() and _wanted(member.name) and kind(member.name):
                    yield DocumentError(_named(source, member.name), LINK)
            if not _ends(archive):
                damage = "ends before its end"
        except _FAULTS as error:
            # What was listed before the damage is read.
            damage = f"{type(error).__name__}: {error}"

        def unpack(name: str, target: Path) -> None:
            content = archive.extractfile(members[name])
            if content is None:
                raise DocumentError(_named(source, name), "is not a file")
            with content:
                _copy(_named(source, name), content, target)

        yield from _members(source, list(members), unpack, kind, reader)
        if damage is not None:
            yield DocumentError(source, f"is damaged ({damage}); the rest is left out")


def _ends(archive: tarfile.TarFile) -> bool:
    """False for an archive that breaks off between two of its files: nothing else tells."""
    file = archive.fileobj
    assert file is not None
    file.seek(archive.offset)
    return file.read(tarfile.BLOCKSIZE) == _END


def _unused(name: str, names: Container[str]) -> str:
    """The name, numbered where it is taken."""
    place = PurePosixPath(name)
    number = 2
    while name in names:
        name = str(place.with_name(f"{place.stem} ({number}){place.suffix}"))
        number += 1
    return name


def _members(
    source: str, names: list[str], unpack: Callable[[str, Path], None], kind: Kind, reader: Read
) -> Iterator[SourceDocument | DocumentError]:
    held = set(names)
    documents = [name for name in sorted(names) if not name.endswith(SIDECAR) and kind(name) is not None]
    if not documents:
        yield DocumentError(source, "holds no file of a kind that is read")
    for name in documents:
        found = kind(name)
        if found == __name__:
            yield DocumentError(_named(source, name), "is an archive inside an archive; unpack it first")
            continue
        with tempfile.TemporaryDirectory(prefix="humstats-") as folder:
            place = PurePosixPath(name)
            target = Path(folder) / f"member{''.join(place.suffixes[-1:])}"
            try:
                unpack(name, target)
                for sidecar in (place.name + SIDECAR, place.stem + SIDECAR):
                    beside = str(place.with_name(sidecar))
                    if beside in held:
                        unpack(beside, target.with_name(target.name + SIDECAR))
                        break
            except DocumentError as error:
                yield error
                continue
            except _FAULTS as error:
                yield DocumentError(_named(source, name), f"is damaged ({type(error).__name__}: {error})")
                continue
            for outcome in reader(target):
                own = _named(source, name)
                if isinstance(outcome, DocumentError):
                    rest = outcome.source.removeprefix(str(target))
                    yield DocumentError(own + rest, outcome.reason.replace(target.name, place.name))
                else:
                    rest = outcome.source.removeprefix(str(target))
                    yield msgspec.structs.replace(outcome, source=own + rest)


def _named(source: str, name: str) -> str:
    return f"{source}!{name}"


def _wanted(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not any(
        part.startswith(".") or part == "__MACOSX" for part in parts if part not in (".", "..")
    )


def _check(source: str, members: int, total: int) -> None:
    if members > MOST_MEMBERS:
        raise DocumentError(source, f"holds more than {MOST_MEMBERS:,} files")
    if total > LARGEST_TOTAL:
        raise DocumentError(source, f"unpacks to more than {LARGEST_TOTAL:,} bytes")


def _copy(source: str, content: IO[bytes], target: Path) -> None:
    """What the member holds is in the file; counted, since an archive may state a false size."""
    written = 0
    with target.open("wb") as file:
        while chunk := content.read(_CHUNK):
            written += len(chunk)
            if written > LARGEST_MEMBER:
                raise DocumentError(source, f"unpacks to more than {LARGEST_MEMBER:,} bytes")
            file.write(chunk)
