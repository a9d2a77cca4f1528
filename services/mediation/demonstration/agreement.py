"""The later acts of a story: sessions, the agreement, its promises, and the dossier where there is none."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.mediation.cases import service as cases
from services.mediation.cases.service import Held
from services.mediation.demonstration.stories import Story
from services.mediation.obligations import service as obligations
from services.mediation.referrals import service as referrals
from services.mediation.sessions import service as sessions
from services.mediation.settlements import concluding
from services.mediation.settlements import queries as drafts
from services.mediation.settlements import service as settlements

DEMO = "(DEMO)"
REASON = f"Contoh untuk mencoba node {DEMO}."
LETTER = f"Surat contoh {DEMO}"


def any_version(_: int) -> None:
    """Nobody else writes while a story is told."""


async def hold_session(session: AsyncSession, officer: Actor, held: Held, story: Story) -> None:
    """Invite, meet an hour later, record who came."""
    starts = clock.now() + timedelta(hours=1)
    row, _ = await sessions.convene(
        session,
        officer,
        held,
        values={
            "kind": "pertemuan",
            "starts_at": starts,
            "ends_at": starts + timedelta(minutes=45),
            "place": f"Ruang contoh {held.case.number} {DEMO}",
            "link": None,
            "agenda": f"{story.text} {DEMO}.",
            "party_id": None,
            "invited": None,
        },
    )
    with clock.fixed(starts + timedelta(hours=1)):
        held = await cases.lock(session, officer, str(held.case.id))
        await sessions.record(
            session,
            officer,
            held,
            row,
            values={
                "attendance": [
                    {"party_id": party.id, "present": True, "people": []} for party in held.disputants
                ],
                "minutes": REASON,
                "official_report": REASON,
                "report_number": f"BA/{held.case.number}",
            },
            require_version=any_version,
        )


async def draft(session: AsyncSession, officer: Actor, held: Held, story: Story) -> None:
    """A clause for the issue, and what a party will owe by it where the story goes on to promises."""
    row = await settlements.require(session, officer, held)
    await settlements.add_clause(
        session,
        officer,
        held,
        row,
        values={
            "title": f"Kesepakatan {DEMO}",
            "text": f"Para pihak sepakat tentang: {story.text.lower()} {DEMO}.",
            "issues": [issue.id for issue in held.contents.issues],
            "burdens_public": story.burdens_public,
            "not_in_apbd": False,
        },
    )
    if "monitoring" not in story.steps:
        return
    [clause] = await drafts.clauses(session, row.id)
    await settlements.add_obligation(
        session,
        officer,
        held,
        row,
        values={
            "clause_id": clause.id,
            "party_id": held.disputants[-1].id,
            "text": f"Menyusun jadwal bersama {DEMO}.",
            "due_on": clock.today() + timedelta(days=60),
        },
    )


async def initial(session: AsyncSession, officer: Actor, held: Held) -> None:
    """Every party's initials."""
    row = await settlements.require(session, officer, held)
    for party in held.disputants:
        await settlements.initial(
            session,
            officer,
            held,
            row,
            party_id=str(party.id),
            letter=LETTER,
            require_version=any_version,
        )


async def sign(session: AsyncSession, officer: Actor, held: Held) -> None:
    """Every party's signature, by its head."""
    for party in held.disputants:
        fresh = await cases.lock(session, officer, str(held.case.id))
        head = {"name": f"Ketua {DEMO}", "position": f"Ketua {party.name}"}
        await concluding.sign(
            session,
            officer,
            fresh,
            values={"representative_id": None, "head": head, "letter": LETTER},
            party_id=str(party.id),
        )


async def fulfil(session: AsyncSession, officer: Actor, held: Held) -> None:
    """Every promise found kept."""
    row = await settlements.require(session, officer, held)
    for one in await drafts.obligations(session, row.id):
        await obligations.verify(
            session, officer, held, one, fulfilled=True, note=REASON, require=any_version
        )


async def compose_dossier(session: AsyncSession, officer: Actor, held: Held) -> None:
    """The dossier for the authority that the rules propose."""
    await referrals.compose(session, officer, held, body=None, statement=REASON)
