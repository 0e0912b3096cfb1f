"""The interface in a browser on this machine: `triptych --web`.

Whoever reaches it can do all that its user can, so that it is served on a loopback address only, to whoever has the
token that is printed with the address, and to no page of another origin.
"""

from collections.abc import Callable
from pathlib import Path

from triptych import addresses
from triptych.errors import InputError

HOST = "127.0.0.1"
PORT = 8765
EXTRA = "pip install 'triptych[web]'"


def serve(archive: Path, tell: Callable[[str], None], host: str = HOST, port: int = PORT) -> None:
    """Serve the interface until Ctrl-C; each tab of a browser is a session of its own.

    Args:
        archive: the archive's file.
        tell: called with the address when it can be opened.
        host: a loopback address, or `localhost`.
        port: 0 takes any that is free.

    Raises:
        InputError: the host is not on this machine, the port is taken, or what serves it is not installed.
    """
    written = f"[{host}]" if ":" in host else host
    if not addresses.loopback(f"http://{written}"):
        raise InputError(f"{host} is not a loopback address.", f"The interface is served on {HOST} only.")
    try:
        from triptych.tui.serving import run
    except ImportError as e:
        raise InputError(f"The interface cannot be served: {e.name} is not installed.", EXTRA) from e
    run(archive, tell, host, port)
