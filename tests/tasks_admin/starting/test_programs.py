"""The supervisor's file says what is to run, whatever the folder is called."""

from configparser import ConfigParser
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from background.queues import Queue
from tasks_admin.management.starting.programs import configuration, programs


@pytest.mark.parametrize("folder", ["plain", "with space", "100 %", "it's"])
def test_supervisord_reads_the_file_as_it_was_meant(tmp_path: Path, folder: str) -> None:
    run_dir = tmp_path / folder
    run_dir.mkdir()
    file = run_dir / "supervisord.conf"
    file.write_text(configuration(tmp_path, run_dir), encoding="utf-8")
    options = ServerOptions()
    options.realize(args=["-c", str(file)])
    group = options.process_group_configs[0]
    assert {process.name for process in group.process_configs} == {"web", "worker", "beat"}
    assert options.pidfile == str(run_dir / "supervisord.pid")
    for process in group.process_configs:
        assert str(run_dir / f"{process.name}.pid") in _words(process.command)


def _words(command: str) -> list[str]:
    import shlex

    return shlex.split(command)


def test_one_worker_serves_every_queue(tmp_path: Path) -> None:
    worker = next(one for one in programs(tmp_path) if one.name == "worker")
    served = worker.command[list(worker.command).index("--queues") + 1]
    assert served.split(",") == [str(queue) for queue in Queue]


def test_every_program_is_started_again_and_stopped_with_its_children(tmp_path: Path) -> None:
    parser = ConfigParser(interpolation=None)
    parser.read_string(configuration(tmp_path, tmp_path))
    for name in ("web", "worker", "beat"):
        section = parser[f"program:{name}"]
        assert section["autorestart"] == section["killasgroup"] == "true"
        assert int(section["stopwaitsecs"]) <= 10
