"""What is asked of a party, when a case is filed and when one is added. Pure: no database."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.kit import clock
from services.kit.language import Text
from services.kit.partial_dates import earliest_day
from services.kit.problems import FieldError
from services.mediation.authority.rules import Disputant
from services.mediation.cases.codes import DISPUTANTS
from services.mediation.cases.problems import unknown
from services.mediation.reference.models import ReferenceForum, ReferenceRegion

Values = Mapping[str, Any]


class Named:
    """What a request refers to, as the registry told it."""

    def __init__(self, forums: Mapping[str, ReferenceForum], regions: Mapping[str, ReferenceRegion]) -> None:
        self.forums, self.regions = forums, regions


def party_errors(party: Values, at: str, *, kind: str, named: Named) -> list[FieldError]:
    """What is wrong with one party, by pointers below `at`."""
    given = [name for name in ("forum", "region_code", "name") if party[name] is not None]
    if len(given) != 1:
        detail = Text(
            "Isi tepat satu: forum, region_code, atau name.", "Give exactly one: forum, region_code or name."
        )
        return [FieldError(at, "one-of", detail)]
    errors = []
    if party["forum"] and party["forum"] not in named.forums:
        errors.append(unknown(f"{at}/forum", no_forum(party["forum"])))
    if code := party["region_code"]:
        region = named.regions.get(code)
        if region is None:
            detail = Text(
                f"`{code}` bukan kode wilayah; lihat /v1/regions.", f"`{code}` is no region's code."
            )
            errors.append(FieldError(f"{at}/region_code", "unknown-code", detail))
        elif region.valid_to is not None and earliest_day(region.valid_to) <= clock.today():
            detail = Text(
                f"{region.name} tidak ada lagi sejak {region.valid_to}.",
                f"{region.name} is no more since {region.valid_to}.",
            )
            errors.append(FieldError(f"{at}/region_code", "no-more", detail))
        elif not region.autonomous:
            detail = Text(
                f"{region.name} adalah wilayah administratif tanpa pemerintahan daerah sendiri.",
                f"{region.name} is administrative and has no government of its own.",
            )
            errors.append(FieldError(f"{at}/region_code", "not-autonomous", detail))
    if kind == "antar_forum" and party["role"] in DISPUTANTS and party["forum"] is None:
        detail = Text("Dalam perkara antarforum pihaknya adalah forum.", "Between forums parties are forums.")
        errors.append(FieldError(f"{at}/forum", "not-a-forum", detail))
    return errors


def no_forum(slug: str) -> Text:
    """Says that a forum is not of this simpul."""
    return Text(f"Tidak ada forum {slug} di simpul ini.", f"There is no forum {slug} in this simpul.")


def disputants_of(parties: Sequence[Values], named: Named) -> list[Disputant]:
    """The regions between which a dispute is: those of its parties, and of the members of its forums."""
    codes: list[str] = []
    for party in parties:
        if party["role"] not in DISPUTANTS:
            continue
        if party["region_code"]:
            codes.append(party["region_code"])
        elif party["forum"] and (forum := named.forums.get(party["forum"])):
            # A mitra is beside a forum, not of it.
            codes += [m["region_code"] for m in forum.members if m["region_code"] and m["role"] != "mitra"]
    return [Disputant(code, named.regions[code].level) for code in codes if code in named.regions]


def name_of(party: Values, named: Named) -> str:
    """What a party is called on paper."""
    if party["forum"]:
        return named.forums[party["forum"]].name
    if party["region_code"]:
        return named.regions[party["region_code"]].name
    name: str = party["name"]
    return name
