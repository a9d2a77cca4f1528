"""Migrations: alembic, per service and database, as the database's owner.

Under an advisory lock, so that two deployments do not race, and with lock and statement timeouts, so
that a migration never queues behind a long transaction while everybody queues behind it.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, pool, text
from sqlalchemy.engine import Connection

from services.kit.simpul import SIMPUL

ROOT = Path(__file__).resolve().parents[2]
# An arbitrary constant that names the migration's lock among a database's advisory locks.
MIGRATION_LOCK = 0x4D_49_47_52
LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "120s"


def alembic_config(service: str) -> Config:
    """The section of `alembic.ini` that belongs to a service."""
    return Config(str(ROOT / "alembic.ini"), ini_section=service)


def upgrade(service: str, owner_url: str) -> bool:
    """Bring one database to the newest revision; True if there was anything to do."""
    config = alembic_config(service)
    head = ScriptDirectory.from_config(config).get_current_head()
    engine = create_engine(
        owner_url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return False
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def run_env(metadata: MetaData) -> None:
    """What each service's `migrations/env.py` does: run within the connection given by `upgrade`."""
    from alembic import context  # its proxy works only while alembic runs an environment

    connection: Connection | None = context.config.attributes.get("connection")
    if connection is None:
        raise SystemExit("run migrations by: python -m services.kit.migrate SERVICE")
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        include_name=_is_ours,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_ours(name: str | None, kind: str, _: Any) -> bool:
    """The job schema is installed by the owner and belongs to its library."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def main(arguments: list[str]) -> int:
    """`python -m services.kit.migrate SERVICE`: upgrade both databases of a service.

    Their owners' URLs come from `SIMPUL_<SERVICE>_OWNER_URL_<SIMPUL>`; the gateway's identity has
    one, `SIMPUL_GATEWAY_IDENTITY_OWNER_URL`.
    """
    parser = argparse.ArgumentParser(prog="services.kit.migrate")
    parser.add_argument("service", choices=["registry", "knowledge", "mediation", "identity"])
    service: str = parser.parse_args(arguments).service
    names = (
        ["SIMPUL_GATEWAY_IDENTITY_OWNER_URL"]
        if service == "identity"
        else [f"SIMPUL_{service.upper()}_OWNER_URL_{simpul.upper()}" for simpul in SIMPUL]
    )
    for name in names:
        url = os.environ.get(name)
        if not url:
            print(f"{name} is not set: it names the database as its owner", file=sys.stderr)
            return 2
        print(f"{name}: {'migrated' if upgrade(service, url) else 'up to date'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
