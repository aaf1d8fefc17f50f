"""The embedded broker's files: whole at every moment, whoever is killed while writing them."""

import json
from pathlib import Path
from queue import Empty
from threading import Thread
from typing import Any

import pytest
from celery import current_app
from kombu import Connection, Exchange, Queue
from kombu.asynchronous import Hub

from project.embedded import Transport

MESSAGES = 300


def broker(folder: Path) -> Connection:
    """A connection to a broker in this folder, as the settings make it."""
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }
    (folder / "queue").mkdir(exist_ok=True)
    return Connection("filesystem://localhost/", transport_options=options)


def send(folder: Path, count: int) -> None:
    with broker(folder) as connection:
        producer = connection.Producer()
        for number in range(count):
            producer.publish({"number": number, "text": "x" * 4_000}, routing_key="default")


def test_the_consoles_broker_is_the_one_with_whole_files() -> None:
    assert isinstance(current_app.connection_for_write().transport, Transport)


def test_a_reader_meets_only_whole_messages(tmp_path: Path) -> None:
    writer = Thread(target=send, args=(tmp_path, MESSAGES))
    writer.start()
    received: list[Any] = []
    with broker(tmp_path) as connection:
        channel: Any = connection.channel()
        while len(received) < MESSAGES:
            try:
                received.append(channel._get("default"))
            except Empty:
                assert writer.is_alive() or any((tmp_path / "queue").iterdir())
    writer.join()


def test_routes_are_kept_once_and_taken_away_with_their_queue(tmp_path: Path) -> None:
    routes = tmp_path / "control" / "jobs.exchange"
    with broker(tmp_path) as connection:
        for name in ("one", "two", "one"):
            queue = Queue(name, Exchange("jobs"), routing_key=name)
            queue(connection.channel()).declare()
        assert sorted(route[2] for route in json.loads(routes.read_text())) == ["one", "two"]
        queue(connection.channel()).delete()
        assert [route[2] for route in json.loads(routes.read_text())] == ["two"]


def test_what_a_killed_writer_left_is_nobodys_message(tmp_path: Path) -> None:
    with broker(tmp_path) as connection:
        (tmp_path / "queue" / ".half.part").write_text('{"body": "ha')
        channel: Any = connection.channel()
        with pytest.raises(Empty):
            channel._get("default")


def test_the_event_loop_of_a_worker_takes_what_it_may_have_in_hand(tmp_path: Path) -> None:
    """A worker without one would share a lock among its processes, kept by one that is killed."""
    send(tmp_path, 3)
    hub, received = Hub(), []
    with broker(tmp_path) as connection:
        assert connection.transport.implements.asynchronous
        consumer = connection.Consumer(Queue("default"), prefetch_count=2)
        consumer.register_callback(lambda _, message: received.append(message))
        connection.register_with_event_loop(hub)
        consumer.consume()
        for turn in range(2):
            next(hub.loop)
            assert len(received) == 2 + turn
            received[turn].ack()
        received[-1].ack()
    hub.close()
