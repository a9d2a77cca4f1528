"""Cost sharing in whole rupiah: pure.

Parts by percent are rounded by the largest remainder, so that they sum to the total to the rupiah; of
equal remainders the earlier part gets the rupiah.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.kit.language import Text
from services.kit.problems import FieldError

HUNDRED = Decimal(100)


def apportion(total: int, percents: Sequence[Decimal]) -> list[int]:
    """Parts of a total, in whole rupiah, by percents that sum to 100."""
    exact = [Decimal(total) * percent / HUNDRED for percent in percents]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def decimal_of(percent: float) -> Decimal:
    """A percent as it is written, not as binary holds it."""
    return Decimal(str(percent))


def with_amounts(total: int, shares: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Shares by percent with their amounts of the total."""
    amounts = apportion(total, [decimal_of(share["percent"]) for share in shares])
    return [{**share, "amount_idr": amount} for share, amount in zip(shares, amounts, strict=True)]


def is_by_percent(shares: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every share says its percent."""
    return bool(shares) and all(share["percent"] is not None for share in shares)


def errors_in(total: int | None, shares: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """What does not add up. Parts not told are null; those told never exceed the whole."""
    errors: list[FieldError] = []
    percents = [decimal_of(share["percent"]) for share in shares if share["percent"] is not None]
    summed = sum(percents, Decimal(0))
    is_whole = len(percents) == len(shares)
    if percents and (summed > HUNDRED or (is_whole and summed != HUNDRED)):
        detail = Text(
            f"Persentase berjumlah {summed.normalize():f}, seharusnya 100.",
            f"The percents sum to {summed.normalize():f}, not to 100.",
        )
        errors.append(FieldError("/shares", "shares-do-not-sum", detail))
    amounts = [share["amount_idr"] for share in shares if share["amount_idr"] is not None]
    told = sum(amounts)
    if amounts and total is not None and (told > total or (len(amounts) == len(shares) and told != total)):
        detail = Text(
            f"Bagian berjumlah Rp{told}, sedangkan seluruhnya Rp{total}.",
            f"The parts sum to Rp{told}, the whole is Rp{total}.",
        )
        errors.append(FieldError("/shares", "shares-do-not-sum", detail))
    if total is not None and is_whole and len(amounts) == len(shares):
        for index, share in enumerate(shares):
            exact = Decimal(total) * decimal_of(share["percent"]) / HUNDRED
            if abs(exact - share["amount_idr"]) >= 1:
                detail = Text(
                    f"{share['percent']} % dari Rp{total} bukan Rp{share['amount_idr']}.",
                    f"{share['percent']} % of Rp{total} is not Rp{share['amount_idr']}.",
                )
                errors.append(FieldError(f"/shares/{index}/amount_idr", "not-its-percent", detail))
    seen: set[str] = set()
    for index, share in enumerate(shares):
        if share["region_code"] in seen:
            detail = Text("Wilayah ini sudah ada di atas.", "This region stands above already.")
            errors.append(FieldError(f"/shares/{index}/region_code", "repeated-value", detail))
        seen.add(share["region_code"])
    return errors
