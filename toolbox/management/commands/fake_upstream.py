"""`manage.py fake_upstream`: serve a source folder as the live services would, with faults."""

from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from toolbox.fake_upstream.faults import Fault, FaultBoard, FaultKind
from toolbox.fake_upstream.folder import ServedFolder
from toolbox.fake_upstream.server import Upstream, UpstreamServer


def fault(text: str) -> Fault:
    """Read the value of --fault."""
    try:
        return Fault.parse(text)
    except ValueError as error:
        kinds = ", ".join(FaultKind)
        raise ArgumentTypeError(
            f"{error}; write SOURCE=KIND[:TIMES], KIND one of {kinds}"
        ) from error


class Command(BaseCommand):
    """Listens on 127.0.0.1 until it is interrupted; `POST /_faults` switches faults meanwhile."""

    help = "Serve a source folder over HTTP as the live services do, with faults on request."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--port", type=int, default=8900, help="0 takes a free port")
        parser.add_argument("--dir", type=Path, required=True, help="the source folder")
        parser.add_argument("--user", default="demo")
        parser.add_argument("--password", default="demo")
        parser.add_argument(
            "--fault", type=fault, action="append", default=[], metavar="SOURCE=KIND[:TIMES]"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve, and say where in one line."""
        if not options["dir"].is_dir():
            raise CommandError(f"There is no folder {options['dir']}")
        board = FaultBoard()
        for wished in options["fault"]:
            board.switch(wished)
        folder = ServedFolder(options["dir"], options["user"], options["password"])
        try:
            server = UpstreamServer(options["port"], Upstream(folder, board))
        except OSError as error:
            raise CommandError(f"Port {options['port']} cannot be used: {error}") from error
        with server, suppress(KeyboardInterrupt):
            self.stdout.write(f"Fake upstream listening on {server.url}")
            self.stdout.flush()
            server.serve_forever()
