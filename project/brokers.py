"""What the chosen broker needs: folders for the embedded one, short time-outs for a server."""

from pathlib import Path
from typing import Any


def redis_url(url: str) -> str:
    """Return the broker's address where it is a Redis, else nothing."""
    return url if url.startswith(("redis://", "rediss://")) else ""


def transport_options(url: str, folder: Path) -> dict[str, Any]:
    """Return the options of kombu's transport; makes the folders of the embedded broker."""
    if not url.startswith("filesystem"):
        # A launch does not wait for a broker that is down: the run is published later.
        patience = {"max_retries": 0, "socket_connect_timeout": 3, "socket_timeout": 30}
        return {"visibility_timeout": 24 * 3600, **patience}
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }
