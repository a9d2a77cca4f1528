"""`python -m gateway.identity.register`: makes a client, and prints its secret this once.

For the operator of a node, who has the gateway's environment at hand.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from gateway.identity import queries
from gateway.identity.db import open_sessions
from gateway.identity.models import ROLES, Client
from gateway.identity.schemas import SCOPES
from gateway.identity.service import hash_secret, new_secret
from gateway.settings import IdentitySettings
from services.kit import clock
from services.kit.simpul import SIMPUL


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gateway.identity.register", description=__doc__)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--name", required=True, help="whose system it is")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--simpul", required=True, action="append", choices=SIMPUL)
    parser.add_argument("--scope", required=True, action="append", choices=SCOPES)
    parser.add_argument("--forum", help="slug of the one forum that a client of role forum speaks for")
    parser.add_argument("--province", action="append", default=[], help="code NN that a gwpp is bound to")
    chosen = parser.parse_args(given)
    if (chosen.role == "forum") != (chosen.forum is not None):
        parser.error("--forum goes with --role forum, and with no other")
    if (chosen.role == "gwpp") != bool(chosen.province):
        parser.error("--province goes with --role gwpp, and with no other")
    return chosen


async def _register(chosen: argparse.Namespace, url: str) -> str | None:
    """The new client's secret; None where a client of this id is there already."""
    secret = new_secret()
    async with open_sessions(url) as sessions, sessions.begin() as session:
        if await queries.get(session, chosen.client_id) is not None:
            return None
        session.add(
            Client(
                client_id=chosen.client_id,
                name=chosen.name,
                role=chosen.role,
                simpul=list(dict.fromkeys(chosen.simpul)),
                scopes=list(dict.fromkeys(chosen.scope)),
                forum=chosen.forum,
                provinces=chosen.province,
                secret_sha256=hash_secret(secret),
                created_at=clock.now(),
                demonstration=False,
            )
        )
    return secret


def main(given: Sequence[str]) -> int:
    """0 when the client was made, 1 where its id is taken."""
    chosen = _arguments(given)
    url = str(IdentitySettings().identity_database_url)
    secret = asyncio.run(_register(chosen, url))
    if secret is None:
        print(f"There is a client {chosen.client_id} already.", file=sys.stderr)
        return 1
    print(json.dumps({"client_id": chosen.client_id, "client_secret": secret}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
