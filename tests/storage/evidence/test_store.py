"""The evidence store: one contract for a folder and for S3, then what each alone must bear."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from storage.evidence import store
from storage.evidence.failures import EvidenceMissing, StoreAway, StoreFull, UnknownStore, WrongName
from storage.evidence.names import copy_name, original_name
from storage.evidence.store import EvidenceStore, open_store
from tests.storage.evidence.s3 import BUCKET, SECRET, FakeS3, run_s3

PHOTO = b"\xff\xd8\xff photo \x00\x01" * 20_000
DIGEST = sha256(PHOTO).hexdigest()


@dataclass
class Place:
    """A store, and a way past it to what lies in it."""

    store: EvidenceStore
    folder: Path | None
    s3: FakeS3 | None

    def stored(self, key: str) -> bytes | None:
        if self.folder is not None:
            path = self.folder / key
            return path.read_bytes() if path.exists() else None
        assert self.s3 is not None
        return self.s3.objects.get(f"bureau/{key}")

    def tamper(self, key: str, data: bytes) -> None:
        if self.folder is not None:
            (self.folder / key).chmod(0o600)
            (self.folder / key).write_bytes(data)
        elif self.s3 is not None:
            self.s3.objects[f"bureau/{key}"] = data


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeS3]:
    with run_s3() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "loopback")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_REGION", "test-1")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield server
        assert server.refused == []


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Place(open_store(f"file:{tmp_path / 'evidence'}"), tmp_path / "evidence", None)
    server: FakeS3 = request.getfixturevalue("s3")
    return Place(open_store(f"s3://{BUCKET}/bureau"), None, server)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    return path


def test_an_original_is_sealed_under_its_hash(place: Place, photo: Path) -> None:
    sealed = place.store.seal(photo)
    assert (sealed.sha256, sealed.size) == (DIGEST, len(PHOTO))
    assert place.stored(f"originals/{DIGEST[:2]}/{DIGEST[2:]}") == PHOTO
    assert place.store.read(original_name(DIGEST)) == PHOTO
    assert list(place.store.originals()) == [DIGEST]
    assert photo.exists()


def test_sealing_twice_stores_once(place: Place, photo: Path) -> None:
    assert place.store.seal(photo) == place.store.seal(photo)
    assert list(place.store.originals()) == [DIGEST]


def test_two_at_once_seal_the_same_photo(place: Place, photo: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert {sealed.sha256 for sealed in pool.map(place.store.seal, [photo] * 8)} == {DIGEST}
    assert place.store.verify(DIGEST)


def test_a_changed_original_is_found_out_and_kept_beside_the_true_one(
    place: Place, photo: Path
) -> None:
    place.store.seal(photo)
    place.tamper(original_name(DIGEST), PHOTO[:-1])
    assert not place.store.verify(DIGEST)
    place.store.seal(photo)
    assert place.store.verify(DIGEST)
    assert (
        place.stored(f"damaged/originals{DIGEST}-{sha256(PHOTO[:-1]).hexdigest()[:16]}")
        == PHOTO[:-1]
    )
    assert list(place.store.originals()) == [DIGEST]


def test_what_is_not_there(place: Place, tmp_path: Path) -> None:
    assert not place.store.verify(DIGEST)
    with pytest.raises(EvidenceMissing):
        place.store.read(original_name(DIGEST))
    with pytest.raises(EvidenceMissing):
        place.store.on_disk(copy_name("7/public.jpg"), tmp_path / "cache")
    place.store.delete_copy("7/public.jpg")
    place.store.drop_unfiled(DIGEST)


def test_a_copy_may_be_replaced_and_deleted(place: Place, photo: Path, tmp_path: Path) -> None:
    place.store.put_copy("7/public.jpg", photo)
    (tmp_path / "stamped.jpg").write_bytes(b"stamped")
    place.store.put_copy("7/public.jpg", tmp_path / "stamped.jpg")
    assert place.store.read(copy_name("7/public.jpg")) == b"stamped"
    place.store.delete_copy("7/public.jpg")
    assert place.stored("copies/7/public.jpg") is None


def test_a_draft_that_was_given_up_leaves_nothing(place: Place, photo: Path) -> None:
    place.store.seal(photo)
    place.store.drop_unfiled(DIGEST)
    assert place.stored(original_name(DIGEST)) is None
    assert list(place.store.originals()) == []


def test_a_file_to_send_lies_on_this_machine(place: Place, photo: Path, tmp_path: Path) -> None:
    place.store.put_copy("7/public.jpg", photo)
    path = place.store.on_disk(copy_name("7/public.jpg"), tmp_path / "cache")
    assert path.read_bytes() == PHOTO
    asked = len(place.s3.asked) if place.s3 else 0
    assert place.store.on_disk(copy_name("7/public.jpg"), tmp_path / "cache") == path
    assert (len(place.s3.asked) if place.s3 else 0) == asked
    assert [each.name for each in path.parent.iterdir()] == ["public.jpg"]


def test_a_large_original_is_streamed_in_pieces(place: Place, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(range(256)) * 25_000)
    sealed = place.store.seal(tmp_path / "large")
    pieces = list(place.store.stream(original_name(sealed.sha256)))
    assert b"".join(pieces) == (tmp_path / "large").read_bytes()
    assert max(map(len, pieces)) < 4 * store.CHUNK_BYTES


@pytest.mark.parametrize(
    "name", ["", "../x", "a/../b", "/etc/passwd", "a//b", ".hidden", "a/", "a\nb", "照片.jpg"]
)
def test_a_name_cannot_lead_out_of_the_store(name: str) -> None:
    with pytest.raises(WrongName):
        copy_name(name)
    with pytest.raises(WrongName):
        original_name(name)


@pytest.mark.parametrize(
    "url",
    ["", "file:", "file://", "s3://", "s3:///prefix", "gs://bucket", "evidence", "http://host/x"],
)
def test_an_unknown_store_is_refused(url: str) -> None:
    with pytest.raises(UnknownStore):
        open_store(url)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path: Path, photo: Path) -> None:
    store = open_store(f"file:{tmp_path / 'evidence'}")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (4096, hard)
    )  # writing past it fails as a full disk does, with its own number
    try:
        with pytest.raises(StoreFull):
            store.seal(photo)
        with pytest.raises(StoreFull):
            store.put_copy("7/public.jpg", photo)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []
    assert store.seal(photo).sha256 == DIGEST


def test_a_sealed_file_is_on_the_disk_and_closed_to_writing(
    tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    open_store(f"file:{tmp_path / 'evidence'}").seal(photo)
    path = tmp_path / "evidence" / original_name(DIGEST)
    assert len(synced) == 4  # the file, its folder, originals, the store's own folder
    assert path.stat().st_mode & 0o777 == 0o440
    assert (tmp_path / "evidence").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreAway):
        open_store(f"file:{tmp_path / 'taken' / 'evidence'}")


def test_s3_hiccups_are_tried_again(s3: FakeS3, photo: Path) -> None:
    store = open_store(f"s3://{BUCKET}/bureau")
    s3.failures = [503, 500]
    assert store.seal(photo).sha256 == DIGEST
    assert s3.failures == []
    assert store.verify(DIGEST)


def test_s3_that_lets_nobody_in_is_told(s3: FakeS3, photo: Path) -> None:
    store = open_store(f"s3://{BUCKET}/bureau")
    s3.failures = [403]
    with pytest.raises(StoreAway):
        store.seal(photo)
    assert s3.objects == {}


def test_s3_without_conditional_writes_still_never_overwrites(
    s3: FakeS3, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONDITIONAL_PUT", "disabled")
    store = open_store(f"s3://{BUCKET}/bureau")
    store.seal(photo)
    store.seal(photo)
    assert len([asked for asked in s3.asked if asked.startswith("PUT")]) == 1
