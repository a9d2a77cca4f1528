"""`python -m gateway.identity.register`: makes a client, and prints its secret this once.

For the operator of a node, who has the gateway's environment at hand.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from gateway.identity.clients import service
from gateway.identity.clients.service import Author
from gateway.identity.db import open_sessions
from gateway.identity.models import ROLES
from gateway.identity.schemas import SCOPES
from gateway.settings import IdentitySettings
from services.kit.problems import Problem
from services.kit.simpul import SIMPUL

OPERATOR = Author("system:register")


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gateway.identity.register", description=__doc__)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--name", required=True, help="whose system it is")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--simpul", required=True, action="append", choices=SIMPUL)
    parser.add_argument("--scope", required=True, action="append", choices=SCOPES)
    parser.add_argument("--forum", help="slug of the one forum that a client of role forum speaks for")
    parser.add_argument("--province", action="append", default=[], help="code NN that a gwpp is bound to")
    return parser.parse_args(given)


async def _register(chosen: argparse.Namespace, url: str) -> str:
    """The new client's secret. A `Problem` where there can be no such client."""
    values = {
        "name": chosen.name,
        "role": chosen.role,
        "simpul": list(dict.fromkeys(chosen.simpul)),
        "scopes": list(dict.fromkeys(chosen.scope)),
        "forum": chosen.forum,
        "provinces": list(dict.fromkeys(chosen.province)),
    }
    async with open_sessions(url) as sessions, sessions.begin() as session:
        _, _, secret = await service.register(session, OPERATOR, client_id=chosen.client_id, values=values)
    return secret


def main(given: Sequence[str]) -> int:
    """0 when the client was made, 1 where there can be none such."""
    chosen = _arguments(given)
    url = str(IdentitySettings().identity_database_url)
    try:
        secret = asyncio.run(_register(chosen, url))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps({"client_id": chosen.client_id, "client_secret": secret}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
