"""The evidence store: originals sealed under their SHA-256, and the copies people see."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from storage.evidence.failures import EvidenceMissing, UnknownStore, as_our_errors
from storage.evidence.names import ORIGINALS, copy_name, original_name

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

CHUNK_BYTES = 1 << 20
S3_TIMEOUT = timedelta(seconds=30)  # after which the caller hears of it and tries again later


@dataclass(frozen=True, slots=True)
class Sealed:
    """An original in the store: its SHA-256 as 64 hexadecimal digits, and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in the store: its name, and its SHA-256 as 64 hexadecimal digits."""

    name: str
    sha256: str


class EvidenceStore:
    """Originals and copies in one place.

    Every method blocks, raises an EvidenceFailed, and may be called from any thread.
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
        """Store the file once under its SHA-256, never overwritten, and return when it is safe."""
        data = path.read_bytes()
        sealed = Sealed(sha256(data).hexdigest(), len(data))
        name = original_name(sealed.sha256)
        if not self._create(name, data) and not self.verify(sealed.sha256):
            # a power cut tore it, or a hand changed it: the bytes at hand are the true ones
            self._set_aside(name)
            self._create(name, data)
        self._sync(name)
        return sealed

    def verify(self, digest: str) -> bool:
        """Tell whether the original is there and still hashes to its name."""
        return self._hashes_to(original_name(digest), digest)

    def verify_copy(self, copy: Copy) -> bool:
        """Tell whether the copy is there and is what was stored."""
        return self._hashes_to(copy_name(copy.name), copy.sha256)

    def _hashes_to(self, key: str, digest: str) -> bool:
        seen = sha256()
        try:
            for chunk in self.stream(key):
                seen.update(chunk)
        except EvidenceMissing:
            return False
        return seen.hexdigest() == digest

    def has(self, digest: str) -> bool:
        """Tell whether there is an original with this SHA-256."""
        return self._has(original_name(digest))

    def originals(self) -> Iterator[str]:
        """Yield the SHA-256 of every sealed original, in no order."""
        with as_our_errors(ORIGINALS):
            for found in self._backend.list(ORIGINALS):
                for entry in found:
                    yield entry["path"].removeprefix(ORIGINALS).replace("/", "")

    def put_copy(self, name: str, path: Path) -> Copy:
        """Store a copy under copies/NAME, in the place of an earlier one of that name."""
        key, data = copy_name(name), path.read_bytes()
        with as_our_errors(key):
            self._backend.put(key, data, use_multipart=False)
        self._sync(key)
        return Copy(name, sha256(data).hexdigest())

    def stream(self, key: str) -> Iterator[bytes]:
        """Yield the stored bytes in chunks; `key` is from original_name or copy_name."""
        with as_our_errors(key):
            for chunk in self._backend.get(key).stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)

    def read(self, key: str) -> bytes:
        """Return the stored bytes."""
        return b"".join(self.stream(key))

    def on_disk(self, key: str, cache: Path) -> Path:
        """Return a file with the stored bytes; from S3 one fetched once into the folder `cache`."""
        path = (self._folder or cache) / key
        if path.is_file():
            return path
        if self._folder is not None:
            raise EvidenceMissing(key)
        with as_our_errors(key):
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
        """Delete an original of an abandoned draft, which the caller knows nobody else holds."""
        self._delete(original_name(digest))

    def _create(self, name: str, data: bytes) -> bool:
        """Write it unless the name is taken; return whether it was written."""
        from obstore.exceptions import AlreadyExistsError

        try:
            with as_our_errors(name):
                self._backend.put(name, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        except NotImplementedError:
            # an S3 without conditional writes: equal names mean equal bytes, so a race does no harm
            if self._has(name):
                return False
            with as_our_errors(name):
                self._backend.put(name, data, use_multipart=False)
        return True

    def _has(self, name: str) -> bool:
        try:
            with as_our_errors(name):
                self._backend.head(name)
        except EvidenceMissing:
            return False
        return True

    def _set_aside(self, name: str) -> None:
        with as_our_errors(name):
            damaged = sha256(self.read(name)).hexdigest()
            self._backend.copy(name, f"damaged/{name.replace('/', '')}-{damaged[:16]}")
            self._backend.delete(name)

    def _delete(self, key: str) -> None:
        try:
            with as_our_errors(key):
                self._backend.delete(key)
        except EvidenceMissing:
            return

    def _sync(self, name: str) -> None:
        """Force a local file and its folders onto the disk: obstore stops at the page cache."""
        if self._folder is None:
            return
        path = self._folder / name
        with as_our_errors(name):
            if name.startswith(ORIGINALS):
                path.chmod(0o440)
            for part in (path, *path.relative_to(self._folder).parents):
                # a joined absolute path stays itself
                handle = os.open(self._folder / part, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)


def open_store(url: str) -> EvidenceStore:
    """Open file:FOLDER, made where missing, or s3://BUCKET/PREFIX, with AWS_... for the rest."""
    kind, _, rest = url.partition(":")
    if kind == "file" and rest.removeprefix("//"):
        folder = Path(rest.removeprefix("//")).absolute()
        with as_our_errors(str(folder)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return EvidenceStore(partial(_open_folder, folder), folder)
    bucket, _, prefix = rest.removeprefix("//").partition("/")
    if kind == "s3" and bucket:
        with as_our_errors(url):
            store = _open_bucket(bucket, prefix)
        return EvidenceStore(lambda: store, None)
    raise UnknownStore(f"{url}: write file:FOLDER or s3://BUCKET/PREFIX")


def _open_bucket(bucket: str, prefix: str) -> S3Store:
    from obstore.store import S3Store

    endpoint = os.environ.get("AWS_ENDPOINT_URL", os.environ.get("AWS_ENDPOINT", ""))
    return S3Store(
        bucket,
        prefix=prefix or None,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": S3_TIMEOUT},
        retry_config={"max_retries": 3, "retry_timeout": S3_TIMEOUT},
    )


def _open_folder(folder: Path) -> LocalStore:
    # only when something is stored or read: it takes 4 MB that a program at rest can spare
    from obstore.store import LocalStore

    return LocalStore(prefix=folder)
