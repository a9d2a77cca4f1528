"""A service of no domain, whose acts fail in every way a service's act can."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from services.kit.auth import CurrentActor
from services.kit.db import CurrentDatabase, ReadSession, Session
from services.kit.language import Text
from services.kit.problems import Conflict, FieldError
from services.kit.simpul import Simpul
from services.kit.web.etag import IfMatch
from services.kit.web.route import Route

NAME = "sample"
VERSION = 7
router = APIRouter(prefix="/v1/{simpul}", route_class=Route)


class EntityTaken(Conflict):
    code = "entity-taken"
    title = Text("Entitas sudah ada", "The entity is there already")

    def __init__(self) -> None:
        detail = Text("Pilih id lain.", "Choose another id.")
        super().__init__(detail, errors=[FieldError("/id", "entity-taken", detail)])


CONSTRAINTS = {"entities_pkey": EntityTaken, "promises_id_key": EntityTaken}


class EntityIn(BaseModel):
    """An entity to be."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=5)]
    version: Annotated[int, Field(ge=0, le=100)] = 0


@router.get("/whoami")
async def whoami(actor: CurrentActor, database: CurrentDatabase) -> dict[str, object]:
    """Who asks, and where."""
    return {
        "subject": actor.subject,
        "roles": sorted(actor.roles),
        "scopes": sorted(actor.scopes),
        "bindings": sorted(actor.bindings),
        "simpul": database.simpul,
    }


@router.post("/entities", status_code=201)
async def make_entity(simpul: Simpul, session: Session, body: EntityIn) -> EntityIn:
    """Make an entity, and let the database say whether it may be."""
    statement = text("INSERT INTO entities (id, version) VALUES (:id, :version)")
    await session.execute(statement, body.model_dump())
    return body


@router.put("/versioned")
async def change_versioned(actor: CurrentActor, expected: IfMatch) -> dict[str, int]:
    """Change what is at version 7."""
    expected.require(VERSION)
    return {"version": VERSION + 1}


@router.get("/failures/unforeseen")
async def fail_unforeseen(actor: CurrentActor) -> None:
    """Fail in a way nobody thought of."""
    raise RuntimeError("a secret of the program")


@router.get("/failures/unnamed-constraint")
async def fail_unnamed(actor: CurrentActor, session: Session) -> None:
    """Run into a constraint that no problem is named for."""
    await session.execute(text("INSERT INTO ledger (pos, epoch) VALUES (1, NULL)"))


@router.get("/failures/slow")
async def fail_slow(actor: CurrentActor, session: Session) -> None:
    """Take longer than the database allows."""
    await session.execute(text("SET LOCAL statement_timeout = '20ms'"))
    await session.execute(text("SELECT pg_sleep(60)"))


@router.get("/failures/locked")
async def fail_locked(actor: CurrentActor, session: Session) -> None:
    """Wait for a lock no longer than the database allows."""
    await session.execute(text("SET LOCAL lock_timeout = '20ms'"))
    await session.execute(text("SELECT 1 FROM entities FOR UPDATE"))


@router.post("/failures/at-commit", status_code=201)
async def fail_at_commit(actor: CurrentActor, session: Session) -> dict[str, bool]:
    """Do well until the commit, when a deferred constraint is looked at."""
    await session.execute(text("INSERT INTO promises (id) VALUES (1), (1)"))
    return {"written": True}


@router.post("/failures/cut", status_code=201)
async def fail_cut(actor: CurrentActor, session: Session) -> dict[str, bool]:
    """Lose the connection within the transaction."""
    await session.execute(text("INSERT INTO promises (id) VALUES (1)"))
    await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    return {"written": True}


@router.get("/failures/write-in-a-read")
async def write_in_a_read(actor: CurrentActor, session: ReadSession) -> dict[str, bool]:
    """Write in a transaction that only reads."""
    await session.execute(text("INSERT INTO ledger (pos, epoch) VALUES (1, 'read')"))
    return {"written": True}
