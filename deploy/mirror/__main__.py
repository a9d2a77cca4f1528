"""`python -m deploy.mirror --node URL --simpul kabkota --client-id ID --into FILE [--follow]`.

The client's secret comes from the variable SIMPUL_MIRROR_SECRET. It catches up and proves that the copy is
equal; where it is not, it names the buckets in which it differs and takes a new snapshot. With `--follow`
it goes on with changes as they come, and proves it again now and then.

Ends with 0; with 1 where the copy differs from a snapshot just taken; with 2 where the node could not be
asked for a minute; with 3 where what the node sends is not what its digests say; with 4 where the file holds
another simpul's directory.
"""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

import httpx

from deploy.mirror.access import ClientCredentials
from deploy.mirror.copy import AlteredEntry, Copy, OtherCopy
from deploy.mirror.download import DamagedSnapshot
from deploy.mirror.pull import WAIT_SECONDS, Mirror


async def main(arguments: argparse.Namespace, secret: str) -> int:
    """Mirror once, or for as long as it is let."""
    into: Path = arguments.into
    try:
        copy = Copy(into, arguments.simpul)
    except OtherCopy as error:
        print(f"not touched: {error}", file=sys.stderr)
        return 4
    auth = ClientCredentials(arguments.node, arguments.client_id, secret)
    async with httpx.AsyncClient(base_url=arguments.node, auth=auth) as http:
        mirror = Mirror(http, arguments.simpul, copy, into.parent)
        try:
            while await _prove(mirror):
                if not arguments.follow:
                    return 0
                again = time.monotonic() + arguments.prove_every
                while time.monotonic() < again:
                    await mirror.step(wait=min(WAIT_SECONDS, arguments.prove_every))
            return 1
        except httpx.HTTPError as error:
            print(f"the node cannot be asked: {error}; run again to go on", file=sys.stderr)
            return 2
        except (AlteredEntry, DamagedSnapshot) as error:
            print(
                f"not taken: {error}; run again, and tell the node's keepers if it stays so", file=sys.stderr
            )
            return 3
        finally:
            copy.close()


async def _prove(mirror: Mirror) -> bool:
    verdict = await mirror.prove(lambda said: print(said, file=sys.stderr, flush=True))
    if verdict.is_equal:
        print(f"equal: {verdict.rows} entries at {verdict.at}", flush=True)
    else:
        print(f"a new snapshot is not equal at {verdict.at}: {verdict.differing}", file=sys.stderr)
    return verdict.is_equal


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="deploy.mirror", description="Mirror a simpul's directory into SQLite."
    )
    parser.add_argument("--node", required=True, help="e.g. http://127.0.0.1:8000")
    parser.add_argument("--simpul", required=True, choices=["provinsi", "kabkota"])
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--into", required=True, type=Path, help="the SQLite file; made if it is not there")
    parser.add_argument("--follow", action="store_true", help="go on with changes as they come")
    parser.add_argument(
        "--prove-every", type=float, default=3600, metavar="SECONDS", help="while following (3600)"
    )
    given = os.environ.get("SIMPUL_MIRROR_SECRET")
    if not given:
        parser.error("the variable SIMPUL_MIRROR_SECRET holds no secret")
    sys.exit(asyncio.run(main(parser.parse_args(), given)))
