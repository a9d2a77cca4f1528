"""Plays a story: every act through the services that serve the API, on the day it happened."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.mediation import roles
from services.mediation.appointments import service as appointments
from services.mediation.cases import service as cases
from services.mediation.cases.models import Case
from services.mediation.cases.service import Held
from services.mediation.demonstration import agreement
from services.mediation.demonstration.agreement import DEMO as _DEMO
from services.mediation.demonstration.agreement import LETTER as _LETTER
from services.mediation.demonstration.agreement import REASON as _REASON
from services.mediation.demonstration.stories import Story
from services.mediation.filing import lapsing
from services.mediation.filing import service as filing
from services.mediation.mediators import queries as roster
from services.mediation.mediators import service as mediators
from services.mediation.mediators.models import Mediator
from services.mediation.officers import service as officers
from services.mediation.parties.rules import Named
from services.mediation.proceedings import service as proceedings
from services.mediation.queue import service as queue
from services.mediation.referrals import service as referrals
from services.mediation.settlements import concluding
from services.mediation.settlements import service as settlements


def _actor(simpul: str, what: str, role: str) -> Actor:
    return Actor(f"client:api-{what}-{simpul}", frozenset({role}), frozenset({roles.HANDLE}))


class Stage:
    """One simpul's desk, its officer and its mediator."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        simpul = simpul_of(session)
        self.officer = _actor(simpul, "petugas", "officer")
        self.secretariat = _actor(simpul, "sekretariat", "secretariat")
        self._mediator_subject = f"client:api-mediator-{simpul}"
        self._mediator: Mediator | None = None

    async def open(self) -> None:
        """Register the officers whose accounts the node makes, so that cases may be given to them."""
        simpul = simpul_of(self._session)
        known = (self.officer, _actor(simpul, "koordinator", "coordinator"))
        others = [_actor("kabkota-2", "petugas", "officer")] if simpul == "kabkota" else []
        for officer in (*known, *others):
            await officers.meet(self._session, officer)

    async def play(self, story: Story, number: int) -> Case:
        """Play a story from its filing to where it ends; the case."""
        # The mediator before any counter, as an act on a case locks them: so no two wait for each other.
        for one in await roster.roster(self._session, self.officer):
            if one.subject == self._mediator_subject:
                await roster.lock(self._session, self.officer, one.id)
        began = clock.now() - timedelta(days=story.days)
        with clock.fixed(began):
            case = await self._file(story, number)
        for index, step in enumerate(story.steps, start=1):
            at = began + (clock.now() - began) * index / (len(story.steps) + 1)
            with clock.fixed(at):
                await self._step(step, case, story)
        assert case.state == story.state, (story.title, case.state)
        return case

    async def _file(self, story: Story, number: int) -> Case:
        values = _values(story, number)
        nobody = Named({}, {})
        if story.state in ("dipesan", "batal"):
            reserved, _ = await filing.reserve(
                self._session, self.officer, values={**values, "forum": None}, days=14, demo=True
            )
            return reserved
        case, _ = await filing.open_case(
            self._session,
            self.officer,
            values=values,
            through=None,
            named=nobody,
            disputants=story.disputants,
            demo=True,
        )
        return case

    async def _step(self, step: str, case: Case, story: Story) -> None:
        held = await cases.lock(self._session, self.officer, str(case.id))
        special: dict[str, Callable[[Held, Story], Awaitable[Any]]] = {
            "claim": self._claim,
            "issues": self._issues,
            "clause": self._clause,
            "willing": self._willing,
            "unwilling": self._unwilling,
            "reminder": self._reminder,
            "mediator": self._propose,
            "answers": self._answers,
            "impartiality": self._impartiality,
            "appointment": self._appointment,
            "resumes": self._resumes,
            "lapse": self._lapse,
            "session": self._session_held,
            "drafting": self._drafting,
            "clauses": self._clauses,
            "initials": self._initials,
            "signing": self._signing,
            "signatures": self._signatures,
            "fulfilment": self._fulfilment,
            "dossier": self._dossier,
            "referral": self._referral,
        }
        if step in special:
            await special[step](held, story)
        else:
            await proceedings.perform(self._session, self.officer, held, step, reason=_REASON)

    async def _claim(self, held: Held, story: Story) -> None:
        await queue.claim(self._session, self.officer, held, claiming=True)

    async def _lapse(self, held: Held, story: Story) -> None:
        held.part = "sistem"
        await proceedings.perform(self._session, lapsing.ACTOR, held, "cancellation", reason=lapsing.REASON)

    async def _session_held(self, held: Held, story: Story) -> None:
        await agreement.hold_session(self._session, self.officer, held, story)

    async def _drafting(self, held: Held, story: Story) -> None:
        await settlements.open_draft(self._session, self.officer, held, reason=_REASON)

    async def _clauses(self, held: Held, story: Story) -> None:
        await agreement.draft(self._session, self.officer, held, story)

    async def _initials(self, held: Held, story: Story) -> None:
        await agreement.initial(self._session, self.officer, held)

    async def _signing(self, held: Held, story: Story) -> None:
        await concluding.submit(self._session, self.officer, held, outcome="penuh")

    async def _signatures(self, held: Held, story: Story) -> None:
        await agreement.sign(self._session, self.officer, held)

    async def _fulfilment(self, held: Held, story: Story) -> None:
        await agreement.fulfil(self._session, self.officer, held)

    async def _dossier(self, held: Held, story: Story) -> None:
        await agreement.compose_dossier(self._session, self.officer, held)

    async def _referral(self, held: Held, story: Story) -> None:
        await referrals.refer(self._session, self.officer, held, reason=_REASON, body=None)

    async def _issues(self, held: Held, story: Story) -> None:
        for issue in held.contents.issues:
            await proceedings.decide_issue(
                self._session, self.officer, held, str(issue.id), route="mediasi", reason=_REASON
            )

    async def _clause(self, held: Held, story: Story) -> None:
        # The forum is registered nowhere, so its clause is told here.
        held.case.clause = {
            "instrument_id": None,
            "title": f"Perjanjian kerja sama contoh {_DEMO}",
            "clause": {"steps": [{"means": "musyawarah", "days": 14, "day_kind": "kalender"}]},
        }
        held.case.clause_status = "belum_ditempuh"

    async def _reminder(self, held: Held, story: Story) -> None:
        await proceedings.remind(self._session, self.officer, held)

    async def _willing(self, held: Held, story: Story) -> None:
        await self._say(held, willing=True)

    async def _unwilling(self, held: Held, story: Story) -> None:
        await self._say(held, willing=False)

    async def _say(self, held: Held, *, willing: bool) -> None:
        for party in held.disputants:
            if party.willingness is None:
                await proceedings.state_willingness(
                    self._session,
                    self.officer,
                    held,
                    party_id=str(party.id),
                    willing=willing,
                    house_rules_accepted=willing,
                    note=_REASON,
                    letter=_LETTER,
                )

    async def _propose(self, held: Held, story: Story) -> None:
        mediator = await self._on_roster(clock.now())
        await appointments.propose(self._session, self.officer, held, mediator_id=mediator.id, note=_REASON)

    async def _on_roster(self, at: datetime) -> Mediator:
        if self._mediator is None:
            held = [
                one
                for one in await roster.roster(self._session, self.officer)
                if one.subject == self._mediator_subject
            ]
            self._mediator = held[0] if held else None
        if self._mediator is None:
            self._mediator = await mediators.enrol(
                self._session,
                self.secretariat,
                values={
                    "name": f"Mediator Contoh {_DEMO}",
                    "subject": self._mediator_subject,
                    "capacity": "mediator",
                    "expertise": [],
                    "languages": ["id"],
                    "region_code": None,
                    "institution": f"Lembaga Contoh {_DEMO}",
                    "term_from": at.date() - timedelta(days=900),
                    "term_to": None,
                    "active": True,
                    "earlier_work": [],
                },
            )
        return self._mediator

    async def _answers(self, held: Held, story: Story) -> None:
        for party in held.disputants:
            await appointments.answer(
                self._session,
                self.officer,
                held,
                accepted=True,
                party_id=str(party.id),
                reason=None,
                letter=_LETTER,
            )

    async def _impartiality(self, held: Held, story: Story) -> None:
        await appointments.state_impartiality(
            self._session, self.officer, held, impartial=True, statement=_REASON, letter=_LETTER
        )

    async def _appointment(self, held: Held, story: Story) -> None:
        await appointments.appoint(self._session, self.officer, held, note=None)

    async def _resumes(self, held: Held, story: Story) -> None:
        for party in held.disputants:
            await appointments.hand_in_resume(
                self._session,
                self.officer,
                held,
                party_id=str(party.id),
                position=_REASON,
                interests=None,
                letter=_LETTER,
            )


def _values(story: Story, number: int) -> dict[str, Any]:
    sides = ("Lembah", "Pesisir") if story.kind == "antar_forum" else ("Hulu", "Hilir")
    what = "Forum Contoh" if story.kind == "antar_forum" else "Anggota Contoh"
    return {
        "title": f"{story.title} {_DEMO}",
        "kind": story.kind,
        "summary": f"{story.text}; perkara rekaan antara lembaga rekaan {_DEMO}.",
        "relief_sought": f"Kesepakatan tentang hal ini {_DEMO}.",
        "issues": [{"category": story.category, "text": f"{story.text} {_DEMO}."}],
        "parties": [
            {"role": role, "forum": None, "region_code": None, "name": f"{what} {side} {number} {_DEMO}"}
            for role, side in zip(("pemohon", "pihak_lain"), sides, strict=True)
        ],
        "related_forums": [],
        "related_instruments": [],
        "letter": _LETTER,
        "house_rules_accepted": True,
    }
