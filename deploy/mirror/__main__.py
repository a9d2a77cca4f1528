"""`python -m deploy.mirror --node URL --simpul kabkota --client-id ID --into FILE [--follow]`.

The client's secret comes from the variable SIMPUL_MIRROR_SECRET. Without `--follow` it catches up, proves
that the copy is equal, and ends with 0; with 1 where it is not, naming the buckets in which it differs;
with 2 where the node could not be asked for a minute.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

import httpx

from deploy.mirror.access import ClientCredentials
from deploy.mirror.copy import Copy
from deploy.mirror.pull import WAIT_SECONDS, Mirror


async def main(arguments: argparse.Namespace, secret: str) -> int:
    """Mirror once, or for as long as it is let."""
    into: Path = arguments.into
    copy = Copy(into)
    auth = ClientCredentials(arguments.node, arguments.client_id, secret)
    async with httpx.AsyncClient(base_url=arguments.node, auth=auth) as http:
        mirror = Mirror(http, arguments.simpul, copy, into.parent)
        try:
            await mirror.catch_up()
            verdict = await mirror.verify()
            if not verdict.is_equal:
                print(f"not equal at {verdict.at}: {verdict.differing}", file=sys.stderr)
                return 1
            print(f"equal: {verdict.rows} entries at {verdict.at}")
            while arguments.follow:
                await mirror.step(wait=WAIT_SECONDS)
        except httpx.HTTPError as error:
            print(f"the node cannot be asked: {error}; run again to go on", file=sys.stderr)
            return 2
        finally:
            copy.close()
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="deploy.mirror", description="Mirror a simpul's directory into SQLite."
    )
    parser.add_argument("--node", required=True, help="e.g. http://127.0.0.1:8000")
    parser.add_argument("--simpul", required=True, choices=["provinsi", "kabkota"])
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--into", required=True, type=Path, help="the SQLite file; made if it is not there")
    parser.add_argument("--follow", action="store_true", help="go on with changes as they come")
    given = os.environ.get("SIMPUL_MIRROR_SECRET")
    if not given:
        parser.error("the variable SIMPUL_MIRROR_SECRET holds no secret")
    sys.exit(asyncio.run(main(parser.parse_args(), given)))
