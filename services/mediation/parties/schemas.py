"""What the API takes about parties."""

from typing import Literal
from uuid import UUID

from services.kit.words import In, Line, Prose
from services.mediation.cases.schemas import Day, PartyIn


class PartyAdditionIn(PartyIn):
    """A party that joins: exactly one of `forum`, `region_code` and `name`."""


class DepartureIn(In):
    """A party that leaves, when and why."""

    party_id: UUID
    left_on: Day
    reason: Prose


class HeadChangeIn(In):
    """A party's new head of region took office on this day. The office names the party."""

    on: Day
    party_id: UUID | None = None
    note: Prose | None = None


class RepresentativeIn(In):
    """Who speaks for a party, by which surat kuasa: to negotiate (`berunding`) or to sign as well.

    A `personal` power ends with the office of the head of region who gave it.
    """

    name: Line
    position: Line | None = None
    power: Literal["berunding", "menandatangani"]
    letter_number: Line
    letter_date: Day
    valid_until: Day | None = None
    personal: bool = False
    party_id: UUID | None = None


class EndingIn(In):
    """A power that ends before its time."""

    representative_id: UUID
    ended_on: Day
    reason: Prose
