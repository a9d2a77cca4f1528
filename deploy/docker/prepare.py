"""Prepares a node in containers, once per start: `python -m deploy.docker.prepare`.

Makes databases, roles and keys that are not there, migrates, and writes into the shared folder one
file per part with that part's environment and nobody else's. No demonstration clients are made.

`SIMPUL_DATABASE_ADMIN_URL` names the server (`PGPASSWORD` the password, where the URL has none),
`SIMPUL_PUBLIC_URL` where callers reach the gateway.
"""

import json
import os
import sys
from pathlib import Path

from deploy.local import databases, environment, files, keys
from deploy.local.errors import LauncherError

SHARED = Path("/run/simpul")
PORT = 8000


def main() -> int:
    """0 when every part has what it needs to start."""
    admin_url = os.environ["SIMPUL_DATABASE_ADMIN_URL"]
    held = keys.load(
        SHARED / "keys" / "keys.json",
        roles=databases.ROLES,
        issuers=environment.ISSUERS,
        parts=databases.SERVICES,
    )
    try:
        databases.provide(admin_url, held.passwords, shared_server=True)
        databases.upgrade(admin_url, held.passwords, tell=lambda name: print(f"{name} migrated", flush=True))
    except LauncherError as error:
        print(error, file=sys.stderr)
        return 1
    wiring = environment.Wiring(
        home=SHARED,
        gateway_host="127.0.0.1",
        gateway_port=PORT,
        service_ports=dict.fromkeys(databases.SERVICES, PORT),
        admin_url=admin_url,
        keys=held,
    )
    for part in environment.PARTS:
        own = environment.of(part, wiring, inherited={})
        files.write_private(SHARED / part / "environment.json", json.dumps(_in_containers(part, own)))
    return 0


def _in_containers(part: str, own: dict[str, str]) -> dict[str, str]:
    """In its container a part listens on every address, and finds the others by their names."""
    prefix = f"SIMPUL_{part.upper()}_"
    for service in databases.SERVICES:
        name = f"{prefix}{service.upper()}_URL"
        if name in own:
            own[name] = f"http://{service}:{PORT}"
    if part in ("gateway", "knowledge"):
        own[f"{prefix}PUBLIC_URL"] = os.environ["SIMPUL_PUBLIC_URL"]
    del own["SIMPUL_LOG_FORMAT"]  # a collector reads, not a person
    return own | {f"{prefix}HOST": "0.0.0.0"}  # noqa: S104  the container's own network


if __name__ == "__main__":
    raise SystemExit(main())
