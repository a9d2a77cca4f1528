"""TCP ports on the loopback interface."""

import random
import socket

# Below Linux's ephemeral range (32768 and up): while a server is down for a moment, an outgoing
# connection of some other program cannot be given its port.
_RANGE = range(20_000, 32_000)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do; without it a port is "taken" for a minute after its last connection.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # Two sockets may be bound with SO_REUSEADDR; only one of them may listen.
            probe.listen()
        except OSError:
            return False
    return True


def pick(*, avoid: frozenset[int] = frozenset()) -> int:
    """A free loopback port outside the ephemeral range, none of `avoid`.

    Raises OSError when none can be had.
    """
    for port in random.sample(_RANGE, len(_RANGE)):
        if port not in avoid and is_free(port):
            return port
    raise OSError("no free TCP port on 127.0.0.1")
