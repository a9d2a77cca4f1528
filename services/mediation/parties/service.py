"""Acts on the parties of a case and on who speaks for them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.authority import rules as authority
from services.mediation.cases import service as cases
from services.mediation.cases.codes import DISPUTANTS
from services.mediation.cases.models import Case, Party, Representative
from services.mediation.cases.problems import PartyTwice
from services.mediation.cases.service import Held
from services.mediation.cases.transitions.transition import BEFORE_WILLINGNESS
from services.mediation.parties.problems import RepresentativeNotFound
from services.mediation.parties.rules import Named, Values, disputants_of, name_of, party_errors
from services.mediation.proceedings import service as proceedings
from services.mediation.reference import queries as reference
from services.mediation.settlements import service as settlements
from services.mediation.trail.service import Head

_HEAD_CHANGED = "Pergantian kepala daerah."


async def named(session: AsyncSession, values: Values, through: str | None) -> Named:
    """What the parties of a request refer to, and the forum through which it comes."""
    parties = values["parties"]
    slugs = {party["forum"] for party in parties if party["forum"]} | {through or ""}
    slugs |= set(values.get("related_forums", ()))
    forums = await reference.forums(session, slugs)
    codes = {party["region_code"] for party in parties if party["region_code"]}
    codes |= {m["region_code"] for forum in forums.values() for m in forum.members if m["region_code"]}
    return Named(forums, await reference.regions(session, codes))


def add_parties(
    session: AsyncSession,
    case: Case,
    parties: Sequence[Values],
    named: Named,
    *,
    filer: Values | None = None,
    house_rules_accepted: bool = False,
) -> None:
    """Add parties to a case: the petitioner that files is willing by its request, the others are asked."""
    for party in parties:
        willing = party is filer
        session.add(
            Party(
                case_id=case.id,
                role=party["role"],
                forum=party["forum"],
                region_code=party["region_code"],
                name=name_of(party, named),
                joined_on=clock.today(),
                created_at=clock.now(),
                willingness="bersedia" if willing else None,
                willingness_at=clock.now() if willing else None,
                house_rules_accepted=willing and house_rules_accepted,
            )
        )


def filer_of(parties: Sequence[Values], through: str | None) -> Values | None:
    """The petitioner that speaks by the request itself: the forum that files, or for whom it files that has
    no access of its own; without a forum the one named first, on whose letter the office files.
    """
    petitioners = [party for party in parties if party["role"] == "pemohon"]
    if through is None:
        return next(iter(petitioners), None)
    own = [party for party in petitioners if party["forum"] == through]
    return next(iter(own or [party for party in petitioners if party["forum"] is None]), None)


async def add(session: AsyncSession, actor: Actor, held: Held, *, values: Values) -> Head:
    """Add a party, judged as at a filing. A disputant joins before mediation begins."""
    cases.require_possible(held, "party-addition")
    case = held.case
    told = await named(session, {"parties": [values]}, case.forum)
    errors = party_errors(values, "", kind=case.kind, named=told)
    if values["role"] in DISPUTANTS and case.state not in BEFORE_WILLINGNESS:
        detail = Text(
            "Pihak yang berselisih bergabung sebelum semua pihak menyatakan kesediaan.",
            "A disputant joins before every party has said whether it is willing.",
        )
        errors.append(FieldError("/role", "too-late", detail))
    if errors:
        raise Invalid(errors=errors)
    key = _key(values["forum"], values["region_code"], values["name"])
    if any(_key(one.forum, one.region_code, one.name) == key for one in held.standing):
        raise PartyTwice()
    add_parties(session, case, [values], told)
    await _reconsider(session, held, [*map(_as_named, held.standing), values])
    content = {"role": values["role"], "name": name_of(values, told)}
    return await proceedings.conclude(session, actor, held, "party-addition", content=content)


def _key(forum: str | None, region_code: str | None, name: str | None) -> str:
    return forum or region_code or (name or "").lower()


async def leave(
    session: AsyncSession, actor: Actor, held: Held, *, party_id: str, on: date, reason: str
) -> Head:
    """A party leaves, with date and reason. The last of a side does not: the request is withdrawn instead."""
    cases.require_possible(held, "party-departure")
    party = held.party(party_id)
    errors = _date_errors("/left_on", on, since=party.joined_on)
    if party.role in DISPUTANTS and not any(
        one.role == party.role and one.id != party.id for one in held.standing
    ):
        detail = Text(
            "Ini satu-satunya pihak di sisinya; permohonan dicabut atau ditutup.",
            "It is the only one of its side: the request is withdrawn or closed instead.",
        )
        errors.append(FieldError("/party_id", "last-of-its-side", detail))
    if errors:
        raise Invalid(errors=errors)
    party.left_on, party.left_reason = on, reason
    _end(_powers_of(held, party), on, "Pihak keluar dari perkara.")
    await settlements.reopen_text(session, held.case.id)
    await _reconsider(session, held, list(map(_as_named, held.standing)))
    return await proceedings.conclude(
        session,
        actor,
        held,
        "party-departure",
        refs={"party": str(party.id)},
        content={"left_on": on.isoformat(), "reason": reason},
    )


def _as_named(party: Party) -> Values:
    return {"role": party.role, "forum": party.forum, "region_code": party.region_code}


async def _reconsider(session: AsyncSession, held: Held, parties: Sequence[Values]) -> None:
    """Who may settle an issue follows from the regions of the parties that stand now."""
    told = await named(session, {"parties": parties}, held.case.forum)
    disputants = disputants_of(parties, told)
    for issue in held.contents.issues:
        issue.authority = authority.of_issue(issue.category, disputants).document()


async def change_head(
    session: AsyncSession, actor: Actor, held: Held, *, party_id: str | None, on: date, note: str | None
) -> Head:
    """A new head of region: personal powers end, what was agreed does not (PP 28/2018 Pasal 9)."""
    cases.require_possible(held, "head-change")
    party = proceedings.party_of(held, party_id)
    if errors := _date_errors("/on", on, since=None):
        raise Invalid(errors=errors)
    # What the new head gave since holds.
    ended = [one for one in _powers_of(held, party) if one.personal and one.letter_date < on]
    _end(ended, on, _HEAD_CHANGED)
    return await proceedings.conclude(
        session,
        actor,
        held,
        "head-change",
        refs={"party": str(party.id), "ended": " ".join(str(one.id) for one in ended)},
        content={"on": on.isoformat(), "note": note},
    )


async def name_representative(
    session: AsyncSession, actor: Actor, held: Held, *, party_id: str | None, values: Values
) -> Head:
    """Name who speaks for a party, by its surat kuasa."""
    cases.require_possible(held, "representative-naming")
    party = proceedings.party_of(held, party_id)
    errors = _date_errors("/letter_date", values["letter_date"], since=None)
    until: date | None = values["valid_until"]
    if until is not None and until < max(clock.today(), values["letter_date"]):
        detail = Text("Surat kuasa ini sudah tidak berlaku.", "This power of attorney is no longer valid.")
        errors.append(FieldError("/valid_until", "expired", detail))
    if errors:
        raise Invalid(errors=errors)
    one = Representative(
        case_id=held.case.id, party_id=party.id, created_at=clock.now(), **_without_party(values)
    )
    session.add(one)
    content = {name: values[name] for name in ("name", "position", "power", "letter_number")}
    refs = {"party": str(party.id), "representative": str(one.id)}
    return await proceedings.conclude(
        session, actor, held, "representative-naming", refs=refs, content=content
    )


def _without_party(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "party_id"}


async def end_representative(
    session: AsyncSession, actor: Actor, held: Held, *, representative_id: str, on: date, reason: str
) -> Head:
    """End a power before its time: by its party, or by the office from a letter."""
    cases.require_possible(held, "representative-ending")
    spoken_for = {one.id for one in (held.standing if held.part == "petugas" else held.own)}
    for one in held.contents.representatives:
        if str(one.id) == representative_id and one.party_id in spoken_for and one.ended_on is None:
            break
    else:
        raise RepresentativeNotFound()
    if errors := _date_errors("/ended_on", on, since=one.letter_date):
        raise Invalid(errors=errors)
    _end([one], on, reason)
    refs = {"party": str(one.party_id), "representative": str(one.id)}
    return await proceedings.conclude(
        session, actor, held, "representative-ending", refs=refs, content={"reason": reason}
    )


def _powers_of(held: Held, party: Party) -> list[Representative]:
    return [one for one in held.contents.representatives if one.party_id == party.id and not one.ended_on]


def _end(powers: Iterable[Representative], on: date, reason: str) -> None:
    for one in powers:
        one.ended_on, one.ended_reason = on, reason


def _date_errors(pointer: str, on: date, *, since: date | None) -> list[FieldError]:
    if on > clock.today():
        return [FieldError(pointer, "in-the-future", Text("Belum terjadi.", "Lies in the future."))]
    if since is not None and on < since:
        detail = Text(f"Lebih awal daripada {since}.", f"Earlier than {since}.")
        return [FieldError(pointer, "too-early", detail)]
    return []
