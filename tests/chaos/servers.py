"""A MariaDB and a Redis that a test may stop, kill and start again."""

import getpass
import subprocess
from pathlib import Path

import redis

from tests.installation import free_port, until


class Server:
    """A program that serves on a port of its own, and keeps it when it is started again."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """The program and its arguments."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it serves."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it and wait until it serves."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        until(self.answers, seconds=60)

    def stop(self, *, kill: bool = False) -> None:
        """End it, by -9 if it shall have no time to say goodbye."""
        if self.process is not None:
            self.process.kill() if kill else self.process.terminate()
            self.process.wait(timeout=60)
            self.process = None


class Redis(Server):
    """A Redis that keeps nothing: started again, it is empty."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return ["redis-server", *own, "--save", "", "--maxmemory-policy", "noeviction"]

    def answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


class MariaDB(Server):
    """A MariaDB with one database, whose root needs no password."""

    @property
    def url(self) -> str:
        return f"mysql://root@127.0.0.1:{self.port}/toolbox"

    def install(self) -> None:
        """Make its files, start it and create the database."""
        subprocess.run(
            [
                "mariadb-install-db",
                *self._common(),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            check=True,
            capture_output=True,
        )
        self.start()
        self._client("CREATE DATABASE toolbox CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")

    def command(self) -> list[str]:
        own = [f"--port={self.port}", "--bind-address=127.0.0.1", f"--socket={self._socket}"]
        return ["mariadbd", *self._common(), *own, "--local-infile=1"]

    def answers(self) -> bool:
        return self._client("SELECT 1", check=False) == 0

    @property
    def _socket(self) -> Path:
        return self.folder / "mariadb.sock"

    def _common(self) -> list[str]:
        data = self.folder / "data"
        return ["--no-defaults", f"--user={getpass.getuser()}", f"--datadir={data}"]

    def _client(self, statement: str, *, check: bool = True) -> int:
        client = ["mariadb", "--no-defaults", "-u", "root", f"--socket={self._socket}"]
        done = subprocess.run([*client, "-e", statement], check=check, capture_output=True)
        return done.returncode
