"""An answer lands once for each content, and old ones make room."""

import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from toolbox.sources.errors import SourceFailed
from toolbox.sources.ports import SourceName
from toolbox.sources.snapshots import IN_USE_SECONDS, KEEP, SnapshotStore

NAME = SourceName.REFERRALS


def land(store: SnapshotStore, content: bytes) -> Path:
    return store.land(NAME, ".json", [content]).path


def test_a_snapshot_is_the_answer_as_it_came_under_its_digest(tmp_path: Path) -> None:
    noon = datetime(2024, 7, 27, 17, tzinfo=UTC)
    content = b' [{"MES": "01/01/2024"},\n{"MES": "01/02/2024"}]'
    snapshot = SnapshotStore(tmp_path, clock=lambda: noon).land(
        NAME, ".json", [content[:9], content[9:]]
    )
    assert snapshot.digest == hashlib.sha256(content).hexdigest()
    assert snapshot.path == tmp_path / f"referidos-{snapshot.digest[:12]}.json"
    assert snapshot.path.read_bytes() == content
    assert (snapshot.rows, snapshot.fetched_at) == (2, noon)
    assert snapshot.scan().collect().rows() == [(1, "01/01/2024"), (2, "01/02/2024")]


def test_the_same_content_is_stored_and_read_once(store: SnapshotStore) -> None:
    first = store.land(NAME, ".json", [b'[{"a": 1}]'])
    part = first.parts[0].stat()
    second = store.land(NAME, ".json", [b'[{"a": 1}]'])
    assert second.path == first.path
    assert second.parts[0].stat().st_mtime_ns == part.st_mtime_ns
    assert len(list(store.folder.iterdir())) == 2


def test_only_the_newest_few_are_kept_once_nobody_can_be_reading_them(
    store: SnapshotStore,
) -> None:
    other = store.land(SourceName.SECTORS, ".json", [b"[]"])
    old = [land(store, f'[{{"a": {n}}}]'.encode()) for n in range(KEEP + 2)]
    for age, path in enumerate(reversed(old)):
        moment = time.time() - IN_USE_SECONDS - 100 - age
        os.utime(path, (moment, moment))
    newest = land(store, b'[{"a": "new"}]')
    kept = set(store.folder.glob("referidos-*.json"))
    assert kept == {newest, old[-1], old[-2]}
    assert len(list(store.folder.glob("referidos-*.parquet"))) == KEEP
    assert other.path.exists()


def test_a_recent_snapshot_stays_however_many_there_are(store: SnapshotStore) -> None:
    paths = [land(store, f'[{{"a": {n}}}]'.encode()) for n in range(KEEP + 2)]
    assert all(path.exists() for path in paths)


def test_what_a_killed_process_left_behind_is_cleared_away(store: SnapshotStore) -> None:
    store.folder.mkdir()
    old, recent = store.folder / ".referidos-1.json", store.folder / ".referidos-2.json"
    scratch = store.folder / ".referidos-3"
    scratch.mkdir()
    for path in (old, recent, scratch / "00000.json"):
        path.write_bytes(b"[")
    moment = time.time() - IN_USE_SECONDS - 100
    for path in (old, scratch):
        os.utime(path, (moment, moment))
    land(store, b"[]")
    assert recent.exists()
    assert not old.exists()
    assert not scratch.exists()


def test_an_answer_that_breaks_off_while_it_lands_leaves_nothing(store: SnapshotStore) -> None:
    def chunks() -> object:
        yield b'[{"a": 1},'
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.land(NAME, ".json", chunks())  # type: ignore[arg-type]
    with pytest.raises(SourceFailed):
        store.land(NAME, ".json", [b'[{"a": 1},'])
    assert list(store.folder.iterdir()) == []
