"""`python -m gateway.identity.disable CLIENT_ID`: ends a client's access, tokens in hand included.

Every gateway process learns of it within two seconds. `--again` lets the client in again.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from gateway.identity import queries
from gateway.identity.clients import service
from gateway.identity.clients.service import Author
from gateway.identity.db import open_sessions
from gateway.settings import IdentitySettings

OPERATOR = Author("system:disable")


async def _set(url: str, client_id: str, disabled: dict[str, str | None] | None) -> bool:
    """False where there is no such client."""
    async with open_sessions(url) as sessions, sessions.begin() as session:
        client = await queries.lock(session, client_id)
        if client is None:
            return False
        await service.amend(
            session,
            OPERATOR,
            client,
            changes={"disabled": disabled},
            require_version=lambda _: None,
        )
    return True


def main(given: Sequence[str]) -> int:
    """0 when it is so, 1 where there is no such client."""
    parser = argparse.ArgumentParser(prog="gateway.identity.disable")
    parser.add_argument("client_id")
    parser.add_argument("--reason", help="why, for its history")
    parser.add_argument("--again", action="store_true", help="let the client in again")
    chosen = parser.parse_args(given)
    url = str(IdentitySettings().identity_database_url)
    disabled = None if chosen.again else {"reason": chosen.reason}
    if not asyncio.run(_set(url, chosen.client_id, disabled)):
        print(f"There is no client {chosen.client_id}.", file=sys.stderr)
        return 1
    print(f"{chosen.client_id} is {'allowed' if chosen.again else 'disabled'}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
