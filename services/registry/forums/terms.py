"""How long an instrument is in force: pure, so that the API and the import tell it alike."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from services.kit.partial_dates import earliest_day, latest_day

# What carries a cooperation out, and what waits to be carried out by such an agreement: since 2018 a
# kesepakatan bersama, before a joint decree or a memorandum (PP 28/2018 Pasal 6; the study of 2006).
AGREEMENTS = frozenset({"pks", "kontrak", "perjanjian"})
AWAITING_AGREEMENT = ("kesepakatan_bersama", "mou", "skb")
# Signed longer ago than this, without programme or budget: "tanpa tindak lanjut".
FOLLOW_UP_AFTER = timedelta(days=365)


def starts_on(instrument: Mapping[str, Any]) -> date | None:
    """The first day it may be in force: as it says, else from its signing; None where unknown."""
    since = instrument.get("in_force_from") or instrument["signed_on"]
    return earliest_day(since) if since else None


def expires_on(instrument: Mapping[str, Any]) -> date | None:
    """The last day of its term, with its latest extension; None where it has none or it is unknown."""
    extensions = instrument.get("extensions") or []
    until = extensions[-1]["until"] if extensions else instrument.get("in_force_to")
    return latest_day(until) if until else None


def closes_on(instrument: Mapping[str, Any]) -> date | None:
    """The last day it may be in force: when it ended (PP 28/2018 Pasal 9) or its term was over."""
    ended, expires = instrument.get("ended_on"), expires_on(instrument)
    days = [day for day in (latest_day(ended) if ended else None, expires) if day is not None]
    return min(days, default=None)


def told(instrument: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that the register tells from what an instrument says."""
    parties, approvals = instrument.get("parties") or [], instrument.get("approvals") or []
    return {
        "starts_on": starts_on(instrument),
        "expires_on": expires_on(instrument),
        "closes_on": closes_on(instrument),
        "party_codes": sorted({p["region_code"] for p in parties if p["region_code"] is not None}),
        "lacks_approval": any(a["needed"] and a["decision"] != "disetujui" for a in approvals),
    }
