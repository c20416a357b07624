"""Port: where the pages are served. Nothing but Python, because the start script asks it too."""

import socket


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
