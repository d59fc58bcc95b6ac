"""The evidence store: originals sealed under their SHA-256 and never changed, and the copies people
see beside them.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

CHUNK = 1 << 20  # bytes
PATIENCE = timedelta(
    seconds=30
)  # what S3 may take before the caller hears of it and tries again later
ORIGINALS = "originals/"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class EvidenceFailed(Exception):
    """The store could not do what was asked; the subclass says why."""


class StoreFull(EvidenceFailed):
    """There is no room left: free some, then try again; nothing was half written."""


class StoreAway(EvidenceFailed):
    """The store did not answer or did not let us in: try again later."""


class EvidenceMissing(EvidenceFailed):
    """Nothing is stored under that name."""


class UnknownStore(EvidenceFailed):
    """The store's address is neither file:FOLDER nor s3://BUCKET/PREFIX."""


class WrongName(EvidenceFailed):
    """A name that no evidence can have, such as one that leads out of the store."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An original in the store: its SHA-256 as 64 hexadecimal digits, and its size in bytes."""

    sha256: str
    size: int


class EvidenceStore:
    """Originals and copies in one place; every method blocks, raises an EvidenceFailed, and may be
    called from any thread.
    """

    def __init__(
        self, open_backend: Callable[[], LocalStore | S3Store], folder: Path | None
    ) -> None:
        self._open_backend = open_backend
        self._folder = folder

    @cached_property
    def _backend(self) -> LocalStore | S3Store:
        return self._open_backend()

    def seal(self, path: Path) -> Sealed:
        """Store the file once under its SHA-256 and return after it is on the disk; a sealed
        original is never overwritten.
        """
        data = path.read_bytes()
        sealed = Sealed(sha256(data).hexdigest(), len(data))
        name = original_name(sealed.sha256)
        if not self._create(name, data) and not self.verify(sealed.sha256):
            self._set_aside(
                name
            )  # a power cut tore it, or a hand changed it: the bytes at hand are the true ones
            self._create(name, data)
        self._settle(name)
        return sealed

    def verify(self, digest: str) -> bool:
        """Tell whether the original is there and still hashes to its name."""
        seen = sha256()
        try:
            for chunk in self.stream(original_name(digest)):
                seen.update(chunk)
        except EvidenceMissing:
            return False
        return seen.hexdigest() == digest

    def has(self, digest: str) -> bool:
        """Tell whether there is an original with this SHA-256."""
        return self._has(original_name(digest))

    def originals(self) -> Iterator[str]:
        """Yield the SHA-256 of every sealed original, in no order."""
        with _told(ORIGINALS):
            for found in self._backend.list(ORIGINALS):
                for each in found:
                    yield each["path"].removeprefix(ORIGINALS).replace("/", "")

    def put_copy(self, name: str, path: Path) -> None:
        """Store a copy under copies/NAME, in the place of an earlier one of that name."""
        key = copy_name(name)
        with _told(key):
            self._backend.put(key, path.read_bytes(), use_multipart=False)
        self._settle(key)

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield the stored bytes in chunks of about a megabyte; `key` is from original_name or
        copy_name.
        """
        with _told(key):
            for chunk in self._backend.get(key).stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    def read(self, key: str) -> bytes:
        """Return the stored bytes."""
        return b"".join(self.stream(key))

    def on_disk(self, key: str, cache: Path) -> Path:
        """Return a file with the stored bytes: the stored one itself, or from S3 one fetched once
        into the folder `cache`.
        """
        path = (self._folder or cache) / key
        if path.is_file():
            return path
        if self._folder is not None:
            raise EvidenceMissing(key)
        with _told(key):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, delete=False) as file:
                part = Path(file.name)
                try:
                    file.writelines(self.stream(key))
                    file.close()
                    part.replace(path)
                finally:
                    part.unlink(missing_ok=True)
        return path

    def delete_copy(self, name: str) -> None:
        """Delete a copy; that there is none is as well."""
        self._delete(copy_name(name))

    def drop_unfiled(self, digest: str) -> None:
        """Delete an original of a draft that was given up; the caller has made sure that no case
        and no other draft holds it.
        """
        self._delete(original_name(digest))

    def _create(self, name: str, data: bytes) -> bool:
        """Write it unless the name is taken; return whether it was written."""
        from obstore.exceptions import AlreadyExistsError

        try:
            with _told(name):
                self._backend.put(name, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        except (
            NotImplementedError
        ):  # an S3 without conditional writes; equal names mean equal bytes, so a race does no harm
            if self._has(name):
                return False
            with _told(name):
                self._backend.put(name, data, use_multipart=False)
        return True

    def _has(self, name: str) -> bool:
        try:
            with _told(name):
                self._backend.head(name)
        except EvidenceMissing:
            return False
        return True

    def _set_aside(self, name: str) -> None:
        with _told(name):
            damaged = sha256(self.read(name)).hexdigest()
            self._backend.copy(name, f"damaged/{name.replace('/', '')}-{damaged[:16]}")
            self._backend.delete(name)

    def _delete(self, key: str) -> None:
        try:
            with _told(key):
                self._backend.delete(key)
        except EvidenceMissing:
            return

    def _settle(self, name: str) -> None:
        """Force a local file and the folders that lead to it onto the disk: obstore's own writes
        stop at the page cache.
        """
        if self._folder is None:
            return
        path = self._folder / name
        with _told(name):
            if name.startswith(ORIGINALS):
                path.chmod(0o440)
            for each in (path, *path.relative_to(self._folder).parents):
                handle = os.open(
                    self._folder / each, os.O_RDONLY
                )  # a joined absolute path stays itself
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)


def open_store(url: str) -> EvidenceStore:
    """Open file:FOLDER (made where missing, closed to others) or s3://BUCKET/PREFIX (keys, region,
    endpoint from AWS_...).
    """
    kind, _, rest = url.partition(":")
    if kind == "file" and rest.removeprefix("//"):
        folder = Path(rest.removeprefix("//")).absolute()
        with _told(str(folder)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return EvidenceStore(partial(_open_folder, folder), folder)
    bucket, _, prefix = rest.removeprefix("//").partition("/")
    if kind == "s3" and bucket:
        from obstore.store import S3Store

        plain = os.environ.get("AWS_ENDPOINT_URL", os.environ.get("AWS_ENDPOINT", "")).startswith(
            "http://"
        )
        with _told(url):
            store = S3Store(
                bucket,
                prefix=prefix or None,
                client_options={"allow_http": plain, "timeout": PATIENCE},
                retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
            )
        return EvidenceStore(lambda: store, None)
    raise UnknownStore(f"{url}: write file:FOLDER or s3://BUCKET/PREFIX")


def _open_folder(folder: Path) -> LocalStore:
    from obstore.store import (
        # only when something is stored or read: it takes 4 MB that a program at rest can spare
        LocalStore,
    )

    return LocalStore(prefix=folder)


def original_name(digest: str) -> str:
    """Return the key of the original with this SHA-256."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise WrongName(digest)
    return f"{ORIGINALS}{digest[:2]}/{digest[2:]}"


def copy_name(name: str) -> str:
    """Return the key of a copy: NAME is parts of letters, digits, dots, dashes and underscores,
    with slashes between.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*", name):
        raise WrongName(name)
    return f"copies/{name}"


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Turn what the disk, the network and obstore raise into our own errors; a taken name is for
    the caller to judge.
    """
    try:
        yield
    except NotImplementedError:
        raise
    except FileNotFoundError as error:
        raise EvidenceMissing(what) from error
    except Exception as error:
        from obstore.exceptions import (  # here, for most of the time nothing fails
            AlreadyExistsError,
            BaseError,
        )

        if isinstance(error, AlreadyExistsError) or not isinstance(
            error, (BaseError, OSError, ValueError)
        ):
            raise
        number = error.errno if isinstance(error, OSError) else None
        if number in FULL or any(
            f"os error {each})" in str(error) for each in FULL
        ):  # obstore tells it in words only
            raise StoreFull(f"{what}: no room left in the evidence store") from error
        raise StoreAway(f"{what}: {str(error).partition(chr(10))[0]}") from error
