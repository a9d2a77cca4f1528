"""Mediation's worker: follows the registry's feed, publishes its own, lets reservations lapse, notices the
limits that pass, ranks cases as time goes by, makes the files of letters, signs roots.

`python -m services.mediation.worker [--once]`; once means: consume the registry's feed to its
head. Either takes the rules of limits that the node begins with.
"""

import asyncio
import json
import sys
from collections.abc import Iterable
from functools import partial
from uuid import UUID

import httpx
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import telemetry
from services.kit.clients import ServiceClient
from services.kit.db import Database, open_databases
from services.kit.feed.follow import Follower
from services.kit.files import sweep
from services.kit.files.store import FileStore
from services.kit.jobs import Task, working
from services.kit.tokens import InternalSigner
from services.kit.worker import Loop, every, in_transaction, publishing, run_until_stopped
from services.mediation import papers
from services.mediation.clocks import editing, passing
from services.mediation.documents import queries as documents
from services.mediation.early_warnings import service as early_warnings
from services.mediation.figures import service as figures
from services.mediation.filing import lapsing
from services.mediation.letters import queries as letters
from services.mediation.letters.rendering import LETTER
from services.mediation.queue import ranking
from services.mediation.reference.projection import ReferenceProjection
from services.mediation.referrals import queries as referrals
from services.mediation.referrals.rendering import DOSSIER
from services.mediation.retention import proposing
from services.mediation.retention import service as retention
from services.mediation.settings import NAME, MediationSettings
from services.mediation.settlements import queries as settlements
from services.mediation.settlements.rendering import AGREEMENT
from services.mediation.trail import roots

SOURCE = "registry"
PAPERS = (LETTER, DOSSIER, AGREEMENT)


async def _named(session: AsyncSession, file_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that are files of some row."""
    asked = list(file_ids)
    found = await letters.existing(session, asked) | await referrals.existing(session, asked)
    found |= await settlements.existing(session, asked)
    return found | await documents.existing(session, asked)


def jobs_of(store: FileStore) -> list[Task]:
    """What is done when it is asked for: papers made, and files taken away."""
    return [*(papers.making(kind, store) for kind in PAPERS), papers.forgetting(store)]


def _upkeep_of(database: Database, signer: roots.Signer) -> list[Loop]:
    """What is done now and then in one simpul, in transactions of its own."""
    simpul = database.simpul
    works = (
        (60.0, lapsing.lapse, "lapsing_waits"),
        (60.0, early_warnings.free, "early_warnings_wait"),
        (60.0, passing.notice, "limits_wait"),
        (60.0, ranking.refresh, "ranking_waits"),
        (900.0, figures.count, "figures_wait"),
        (3600.0, proposing.propose, "retention_waits"),
    )
    loops = [
        every(seconds, in_transaction(database, work), waits=waits, simpul=simpul)
        for seconds, work, waits in works
    ]
    take = partial(roots.take, database, signer)
    return [*loops, every(300.0, take, waits="root_waits", simpul=simpul)]


async def main(*, once: bool) -> None:
    """Run until told to stop, or once: catch up with the registry and return."""
    settings = MediationSettings()
    telemetry.configure("mediation.worker", level=settings.log_level)
    key = ECKey.import_key(json.loads(settings.signing_key.get_secret_value()))
    async with (
        open_databases(settings) as databases,
        httpx.AsyncClient(base_url=settings.registry_url) as http,
    ):
        for database in databases.values():
            async with database.write.begin() as session:
                await editing.take(session)
                await retention.take(session)
        client = ServiceClient(http, InternalSigner(NAME, key), name=NAME, audience=SOURCE)
        following = [
            Follower(database, SOURCE, client, ReferenceProjection()) for database in databases.values()
        ]
        if once:
            await asyncio.gather(*(follower.catch_up() for follower in following))
            return
        loops: list[Loop] = [partial(Follower.run, follower) for follower in following]
        signer = roots.signer_of(settings)
        for database in databases.values():
            loops += _upkeep_of(database, signer)
        store = FileStore(str(settings.files_url), settings.options_of_files())
        loops += working(databases, jobs_of(store))
        loops += sweep.sweeping(databases, store, _named)
        await run_until_stopped([*loops, *publishing(databases)])


if __name__ == "__main__":
    asyncio.run(main(once="--once" in sys.argv[1:]))
