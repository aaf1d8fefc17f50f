"""How gunicorn serves the console; every name here is a setting of gunicorn's own."""

import os
from typing import Any

from project import env, serving

bind = f"{env.text('HOST', '127.0.0.1')}:{env.number('PORT', 8000)}"
worker_class = "gthread"
workers = env.number("WEB_PROCESSES", 1)
threads = serving.THREADS
# The whole application is loaded before the first connection is accepted.
preload_app = True
timeout = 60
graceful_timeout = 5
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Show the lines that `manage.py start` leaves for the moment the console answers."""
    server.log.debug("Listening at %s", bind)
    if welcome := os.environ.get("CONSOLE_WELCOME"):
        os.write(1, f"\n{welcome}\n\n".encode())
