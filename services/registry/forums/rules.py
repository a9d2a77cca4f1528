"""Rules that the API keeps and the import may break: pure, so that both can ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.kit.language import Text


@dataclass(frozen=True, slots=True)
class Irregularity:
    """A broken rule: the field it concerns, a code, and the reason."""

    pointer: str
    code: str
    reason: Text

    def stored(self) -> dict[str, str]:
        """As a row carries it, in the node's first language."""
        return {"code": self.code, "reason": self.reason.id}


def irregularity(forum: Mapping[str, Any]) -> Irregularity | None:
    """Which rule for forums this one breaks: a forum belongs to a branch of government."""
    if forum["branch"] is None:
        return Irregularity(
            "/branch",
            "branch-unknown",
            Text("cabang pemerintahan forum belum diisi.", "the forum's branch of government is not given."),
        )
    return None


def member_irregularity(member: Mapping[str, Any]) -> Irregularity | None:
    """A member is a region of the code list, or an organisation by its own name."""
    if member.get("region_code") is None and member.get("name") is None:
        return Irregularity(
            "/region_code",
            "region-unresolved",
            Text(
                "sumber tidak menyebut wilayah mana yang dimaksud.",
                "the source does not say which region is meant.",
            ),
        )
    return None


def instrument_irregularity(instrument: Mapping[str, Any]) -> Irregularity | None:
    """Every signatory of an instrument has a number for it, in the list or as a party."""
    numbered = sum(party["number"] is not None for party in instrument.get("parties", ()))
    missing = len(instrument["signatories"]) - max(len(instrument["numbers"]), numbered)
    if missing > 0:
        return Irregularity(
            "/numbers",
            "numbers-missing",
            Text(
                f"jumlah nomor kurang {missing} dari jumlah penanda tangan.",
                f"there are {missing} fewer numbers than signatories.",
            ),
        )
    return None
