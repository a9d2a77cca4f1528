"""Documents that come within a request: judged as an upload is, stored before the rows that name them."""

import asyncio
import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.files.kinds import BY_ENDING, is_plain_name, type_of_name
from services.kit.files.problems import FileEmpty, FileNotAsSaid
from services.kit.files.receiving import Received, judge
from services.kit.files.store import FileStore, key_of
from services.kit.language import Text
from services.kit.problems import FieldError
from services.kit.web.spool import Spooled
from services.mediation import roles
from services.mediation.parties.rules import Values


@dataclass(frozen=True, slots=True)
class Attached:
    """A document of a request, whose bytes are what its name says."""

    name: str
    confidentiality: str
    received: Received


async def read(actor: Actor, documents: Sequence[Values]) -> tuple[list[Attached], list[FieldError]]:
    """The documents of a request, and what is wrong with them, by pointers below `/documents`."""
    attached, errors, seen = [], list[FieldError](), set[str]()
    for index, document in enumerate(documents):
        at, name = f"/documents/{index}", document["name"]
        wrong = [*_name_errors(name, at, seen), *_reader_errors(actor, document["confidentiality"], at)]
        seen.add(name.casefold())
        received = await _received(name, document["content_base64"], f"{at}/content_base64")
        if isinstance(received, FieldError):
            wrong.append(received)
        elif received is not None:
            attached.append(Attached(name, document["confidentiality"], received))
        errors += wrong
    return attached, errors


def _name_errors(name: str, at: str, seen: set[str]) -> list[FieldError]:
    if not is_plain_name(name):
        detail = Text("Harus nama berkas saja, tanpa folder.", "Must be a file's name, without folders.")
        return [FieldError(f"{at}/name", "not-a-file-name", detail)]
    if type_of_name(name) is None:
        known = ", ".join(BY_ENDING)
        detail = Text(
            f"Nama berkas harus berakhiran salah satu dari: {known}.",
            f"The file's name must end in one of: {known}.",
        )
        return [FieldError(f"{at}/name", "unsupported-media-type", detail)]
    if name.casefold() in seen:
        detail = Text("Nama ini sudah dipakai dokumen lain.", "Another document has this name.")
        return [FieldError(f"{at}/name", "repeated-value", detail)]
    return []


def _reader_errors(actor: Actor, confidentiality: str, at: str) -> list[FieldError]:
    if confidentiality != "publik" or roles.is_office(actor):
        return []
    detail = Text("Hanya petugas yang mengumumkan dokumen.", "Only the office makes a document public.")
    return [FieldError(f"{at}/confidentiality", "not-yours", detail)]


async def _received(name: str, encoded: str, at: str) -> Received | FieldError | None:
    """The bytes as a file to be; None where its name, which is refused already, does not say what it is."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError:
        return FieldError(at, "not-base64", Text("Bukan Base64 yang sah.", "Is not valid Base64."))
    said = type_of_name(name)
    if said is None:
        return None
    digest = hashlib.sha256(content).hexdigest()
    try:
        return await judge(Spooled(BytesIO(content), said, len(content), digest))
    except (FileEmpty, FileNotAsSaid) as problem:
        return FieldError(at, problem.code, problem.detail or problem.title)


async def store(session: AsyncSession, files: FileStore, attached: Sequence[Attached]) -> None:
    """Store the bytes, before any row is locked; raises `StoreAway`. Those without a row are swept away."""
    simpul = simpul_of(session)
    await asyncio.gather(
        *(
            files.put(key_of(simpul, one.received.sha256, one.received.id), one.received.file)
            for one in attached
        )
    )
